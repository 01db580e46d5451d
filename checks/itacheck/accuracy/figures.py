"""The figures that every score is made of. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


def divided(part: int, whole: int) -> float | None:
    """The share, or None: nothing was asked, so nothing is known."""
    return part / whole if whole else None


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    part: int
    whole: int

    @classmethod
    def of(cls, answers: Iterable[bool]) -> Self:
        """The share of those that are true."""
        asked = list(answers)
        return cls(sum(asked), len(asked))

    @property
    def value(self) -> float | None:
        """0 to 1; None: nothing was asked."""
        return divided(self.part, self.whole)

    def as_json(self) -> dict[str, object]:
        """For machines."""
        return {"part": self.part, "whole": self.whole, "share": self.value}


@dataclass(frozen=True, slots=True)
class Tally:
    """Yes and no, as it is and as it was said."""

    tp: int = 0
    """Is so, and was said."""
    fp: int = 0
    """Was said, and is not so."""
    fn: int = 0
    """Is so, and was not said."""
    tn: int = 0

    @classmethod
    def of(cls, answers: Iterable[tuple[bool, bool]]) -> Self:
        """The tally of pairs of (what is so, what was said)."""
        asked = list(answers)
        return cls(*(asked.count(pair) for pair in ((True, True), (False, True), (True, False), (False, False))))

    @property
    def total(self) -> int:
        """How many were asked."""
        return self.tp + self.fp + self.fn + self.tn

    @property
    def precision(self) -> float | None:
        """The share of what was said that is so; None: nothing was said."""
        return divided(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float | None:
        """The share of what is so that was said; None: nothing is so."""
        return divided(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; None: nothing is so and nothing was said."""
        return divided(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    def as_json(self) -> dict[str, object]:
        """For machines."""
        return {
            "tp": self.tp, "fp": self.fp, "fn": self.fn, "tn": self.tn,
            "precision": self.precision, "recall": self.recall, "f1": self.f1,
        }  # fmt: skip
