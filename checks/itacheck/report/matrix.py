"""The agency x rule matrix, cut into bands of columns that fit the width of a printed page."""

from __future__ import annotations

from dataclasses import dataclass

from .view import IssueView, RuleView

MAX_COLUMNS = 40
"""As many rules as stay readable beside the agency's name on A4 across."""


@dataclass(frozen=True, slots=True)
class BandPart:
    """The rules of one issue in one band."""

    issue: IssueView
    rules: tuple[RuleView, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """One table of the matrix: rules of one pack."""

    pack: str
    parts: tuple[BandPart, ...]

    @property
    def columns(self) -> int:
        """How many rules it holds."""
        return sum(len(part.rules) for part in self.parts)


def bands(issues: tuple[IssueView, ...]) -> tuple[Band, ...]:
    """One band per pack; a pack with more than `MAX_COLUMNS` rules gets several, cut between issues where it can be."""
    made: list[Band] = []
    for issue in issues:
        for start in range(0, len(issue.rules), MAX_COLUMNS):
            part = BandPart(issue, issue.rules[start : start + MAX_COLUMNS])
            last = made[-1] if made else None
            if last and last.pack == issue.pack and last.columns + len(part.rules) <= MAX_COLUMNS:
                made[-1] = Band(last.pack, (*last.parts, part))
            else:
                made.append(Band(issue.pack, (part,)))
    return tuple(made)
