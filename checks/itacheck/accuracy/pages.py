"""Scores what `itacheck inspect` says against the labels of evidence types on single pages. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from itacheck.inspecting import Inspection
from itacheck.model import Bilingual

from .figures import Share, Tally
from .labels import PageLabel


class Mistake(StrEnum):
    """What can be wrong with one answer."""

    DECOY = "decoy called present"
    WRONG = "said present, is not"
    MISSED = "missed"
    YEAR = "another fiscal year"


@dataclass(frozen=True, slots=True)
class Answer:
    """One evidence name on one page: what its labels say together, and what was said.

    A page may show the paper of one year and only the heading of another: then the evidence is present, and the other
    year is the wrong one.
    """

    page: str
    evidence: str
    counted: bool
    """Whether an evidence type of the catalogue can answer the name at all."""
    labels: tuple[PageLabel, ...]
    said: bool
    said_years: frozenset[int]
    quote: str
    readable: bool

    @property
    def truth(self) -> bool | None:
        """Whether it is there; None: not even a person could tell."""
        present = [label.present for label in self.labels]
        return True if True in present else None if "unclear" in present else False

    @property
    def years(self) -> frozenset[int]:
        """The fiscal years of what is there."""
        return _years(label for label in self.labels if label.present is True)

    @property
    def wrong_years(self) -> frozenset[int]:
        """The fiscal years of which the page has the words and not the thing."""
        return _years(label for label in self.labels if label.present is False) - self.years

    @property
    def trap(self) -> PageLabel | None:
        """The first decoy on the page, if any."""
        return next((label for label in self.labels if label.is_trap), None)

    @property
    def asks_decoy(self) -> bool:
        """Whether a decoy could be mistaken for it: it stands alone, or beside the real thing of another year."""
        return self.trap is not None and (self.truth is False or (self.truth is True and bool(self.wrong_years)))

    @property
    def decoy_called(self) -> bool:
        """Whether the decoy was: called present where it stands alone, else by its year."""
        return self.asks_decoy and (bool(self.said_years & self.wrong_years) if self.truth else self.said)

    @property
    def asks_year(self) -> bool:
        """Whether a fiscal year is labelled and the thing was found."""
        return self.truth is True and self.said and bool(self.years)

    @property
    def year_right(self) -> bool:
        """Whether a labelled year was read, and no wrong one."""
        return bool(self.said_years & self.years) and not self.said_years & self.wrong_years

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """Everything that is wrong with it."""
        wrong = {
            Mistake.DECOY: self.decoy_called,
            Mistake.WRONG: self.truth is False and self.said and not self.decoy_called,
            Mistake.MISSED: self.truth is True and not self.said,
            Mistake.YEAR: self.asks_year and not self.year_right and not self.decoy_called,
        }
        return tuple(mistake for mistake, made in wrong.items() if made)

    @property
    def comment(self) -> str:
        """What the labels say of it."""
        trap = self.trap.comment if self.trap and self.decoy_called else ""
        return trap or next((label.comment for label in self.labels if label.present is self.truth), "")


def _years(labels: Iterable[PageLabel]) -> frozenset[int]:
    return frozenset(label.fiscal_year for label in labels if label.fiscal_year)


@dataclass(frozen=True, slots=True)
class PageFigures:
    """How right some answers are."""

    present: Tally
    decoys: Share
    """Called present. The smaller the better."""
    years: Share
    """Right where one is labelled and the thing was found."""

    @property
    def exact(self) -> Share:
        """Present and not present, answered rightly."""
        return Share(self.present.tp + self.present.tn, self.present.total)

    def as_json(self) -> dict[str, object]:
        """For machines."""
        return {
            "answers": self.present.total, "exact": self.exact.as_json(), "present": self.present.as_json(),
            "decoys_called_present": self.decoys.as_json(), "fiscal_year_right": self.years.as_json(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageReport:
    """The score of a set of pages."""

    description: Bilingual | None
    pages: int
    unreadable: int
    """Pages that could not be read in full."""
    unclear: int
    """Labelled so, and not scored."""
    overall: PageFigures
    by_evidence: Mapping[str, PageFigures]
    beyond: Mapping[str, PageFigures]
    """Labelled names that no evidence type answers: shown, and not in the overall figures."""
    errors: tuple[Answer, ...]

    def as_json(self) -> dict[str, object]:
        """For machines; every error, whatever was asked to be shown."""
        return {
            "schema": "itacheck/accuracy/v1",
            "labels": "pages",
            "pages": self.pages,
            "unreadable": self.unreadable,
            "unclear": self.unclear,
            "overall": self.overall.as_json(),
            "by_evidence": {name: figures.as_json() for name, figures in self.by_evidence.items()},
            "not_in_the_catalogue": {name: figures.as_json() for name, figures in self.beyond.items()},
            "errors": [
                {
                    "page": answer.page, "evidence": answer.evidence, "mistakes": [m.value for m in answer.mistakes],
                    "years": sorted(answer.years), "said_years": sorted(answer.said_years), "quote": answer.quote,
                    "comment": answer.comment, "readable": answer.readable,
                }
                for answer in self.errors
            ],
        }  # fmt: skip


def page_figures(answers: Iterable[Answer]) -> PageFigures:
    """The figures of some answers."""
    answers = list(answers)
    return PageFigures(
        present=Tally.of((answer.truth, answer.said) for answer in answers if answer.truth is not None),
        decoys=Share.of(answer.decoy_called for answer in answers if answer.asks_decoy),
        years=Share.of(answer.year_right for answer in answers if answer.asks_year),
    )


def score_pages(
    labels: Sequence[PageLabel],
    inspections: Mapping[str, Inspection],
    answered_by: Mapping[str, frozenset[str]],
    *,
    description: Bilingual | None = None,
) -> PageReport:
    """Scores what was seen on each page.

    Args:
        labels: what is there.
        inspections: page -> what was seen there.
        answered_by: labelled evidence name -> the evidence types of which any answers it; empty: none does.
        description: what the set is.
    """
    grouped: dict[tuple[str, str], list[PageLabel]] = {}
    for label in labels:
        grouped.setdefault((label.page, label.evidence), []).append(label)
    answers = [
        _answer(inspections[page], answered_by[evidence], tuple(mine)) for (page, evidence), mine in grouped.items()
    ]
    counted = [answer for answer in answers if answer.counted]
    return PageReport(
        description=description,
        pages=len(inspections),
        unreadable=sum(not inspection.readable for inspection in inspections.values()),
        unclear=sum(answer.truth is None for answer in counted),
        overall=page_figures(counted),
        by_evidence=_by_evidence(counted),
        beyond=_by_evidence(answer for answer in answers if not answer.counted),
        errors=tuple(answer for answer in counted if answer.mistakes),
    )


def _answer(inspection: Inspection, types: frozenset[str], labels: tuple[PageLabel, ...]) -> Answer:
    seen = [one for one in inspection.evidence if one.id in types and one.status == "present"]
    return Answer(
        page=labels[0].page,
        evidence=labels[0].evidence,
        counted=bool(types),
        labels=labels,
        said=bool(seen),
        said_years=frozenset(one.fiscal_year for one in seen if one.fiscal_year),
        quote=seen[0].quote if seen else "",
        readable=inspection.readable,
    )


def _by_evidence(answers: Iterable[Answer]) -> dict[str, PageFigures]:
    found: dict[str, list[Answer]] = {}
    for answer in answers:
        if answer.truth is not None:
            found.setdefault(answer.evidence, []).append(answer)
    return {name: page_figures(found[name]) for name in sorted(found)}
