"""Scores verdicts against the labels of rules on agencies. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote, urlsplit

from itacheck.errors import ConfigurationError
from itacheck.model import Bilingual, FindingResult, Results, Status, VerdictResult
from itacheck.packs import Pack

from .figures import Share, Tally
from .labels import CellLabel

_DOUBTFUL = (Status.REVIEW, Status.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class Cell:
    """One label beside the verdict that was given."""

    label: CellLabel
    verdict: VerdictResult

    @property
    def exact(self) -> bool:
        """Whether the status is the labelled one."""
        return self.verdict.status is self.label.status

    @property
    def accused(self) -> bool:
        """Whether it was called absent where nobody could tell."""
        return self.verdict.status is Status.FAIL and self.label.status in _DOUBTFUL

    @property
    def passes(self) -> tuple[bool, bool]:
        """Whether it is a pass, and whether it was called one."""
        return self.label.status is Status.PASS, self.verdict.status is Status.PASS

    @property
    def names_a_page(self) -> bool:
        """Whether it is a pass rightly, and the label says which page proves it."""
        return all(self.passes) and bool(self.label.evidence)

    @property
    def page_right(self) -> bool:
        """Whether a page that the label names is among those that the verdict shows."""
        return bool(_shown(self.verdict.findings) & {unquote(path) for path in self.label.evidence})


def _shown(findings: tuple[FindingResult, ...]) -> set[str]:
    """The paths of the pages that the findings show: where the evidence is, and the page before it."""
    shown = set()
    for finding in findings:
        for url in (finding.url, *finding.via[-2:]):
            parts = urlsplit(url)
            shown.add(unquote(parts.path + (f"?{parts.query}" if parts.query else "")))
    return shown


@dataclass(frozen=True, slots=True)
class CellFigures:
    """How right the verdicts of some cells are."""

    exact: Share
    """The status is the labelled one."""
    passes: Tally
    """`pass` against everything else."""
    accused: int
    """Said `fail` where the label says `review` or `unreachable`."""
    pages: Share
    """Of the rightful passes whose label names a page: it is shown."""
    decoys: Share
    """Of the cells where a decoy stands: said `pass`. The smaller the better."""

    def as_json(self) -> dict[str, object]:
        """For machines."""
        return {
            "cells": self.exact.whole, "exact": self.exact.as_json(), "pass": self.passes.as_json(),
            "accused": self.accused, "pages_right": self.pages.as_json(),
            "decoys_called_present": self.decoys.as_json(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellReport:
    """The score of a set of cells."""

    description: Bilingual | None
    pack: str
    as_of: date
    agencies: int
    overall: CellFigures
    confusion: Mapping[tuple[Status, Status], int]
    """(labelled, said) -> cells."""
    by_evidence: Mapping[str, CellFigures]
    """A cell counts under every evidence type that its rule asks for."""
    by_rule: Mapping[str, CellFigures]
    by_agency: Mapping[str, CellFigures]
    unlabelled: tuple[tuple[str, str], ...]
    """Judged, but without a label, so not scored: agency and rule."""
    errors: tuple[Cell, ...]
    """The cells with another status than the labelled one."""
    wrong_pages: tuple[Cell, ...]
    """Rightful passes that show none of the labelled pages."""
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """For machines; every error, whatever was asked to be shown."""
        confusion: dict[str, dict[str, int]] = {}
        for (truth, said), count in self.confusion.items():
            confusion.setdefault(truth.value, {})[said.value] = count
        return {
            "schema": "itacheck/accuracy/v1",
            "labels": "cells",
            "pack": self.pack,
            "as_of": self.as_of.isoformat(),
            "agencies": self.agencies,
            "overall": self.overall.as_json(),
            "confusion": confusion,
            "by_evidence": {name: figures.as_json() for name, figures in self.by_evidence.items()},
            "by_rule": {name: figures.as_json() for name, figures in self.by_rule.items()},
            "by_agency": {name: figures.as_json() for name, figures in self.by_agency.items()},
            "unlabelled": [list(cell) for cell in self.unlabelled],
            "errors": [_error(cell) for cell in self.errors],
            "wrong_pages": [_error(cell) for cell in self.wrong_pages],
            "notes": list(self.notes),
        }


def _error(cell: Cell) -> dict[str, object]:
    label, verdict = cell.label, cell.verdict
    return {
        "agency": label.agency, "rule": label.rule, "labelled": label.status.value, "said": verdict.status.value,
        "accused": cell.accused, "decoy": label.decoy, "evidence_url": list(label.evidence), "why": label.why,
        "reason": verdict.reason.model_dump(), "shown": [finding.url for finding in verdict.findings],
    }  # fmt: skip


def figures(cells: Iterable[Cell]) -> CellFigures:
    """The figures of some cells."""
    cells = list(cells)
    return CellFigures(
        exact=Share.of(cell.exact for cell in cells),
        passes=Tally.of(cell.passes for cell in cells),
        accused=sum(cell.accused for cell in cells),
        pages=Share.of(cell.page_right for cell in cells if cell.names_a_page),
        decoys=Share.of(cell.verdict.status is Status.PASS for cell in cells if cell.label.is_trap),
    )


def score_cells(
    labels: Sequence[CellLabel],
    results: Results,
    pack: Pack,
    *,
    description: Bilingual | None = None,
    notes: tuple[str, ...] = (),
) -> CellReport:
    """Scores the verdicts of one pack in `results`; what is not labelled is not scored, only named.

    Raises:
        ConfigurationError: a label has no verdict in the results.
    """
    verdicts = {
        (agency.id, verdict.rule): verdict
        for agency in results.agencies
        for verdict in agency.verdicts
        if verdict.pack == pack.id
    }
    cells = []
    for label in labels:
        verdict = verdicts.get((label.agency, label.rule))
        if verdict is None:
            raise ConfigurationError(
                f"the results hold no verdict of pack {pack.id} on {label.agency} {label.rule}, which is labelled",
                "score the results of a whole run of that pack",
            )
        cells.append(Cell(label, verdict))
    labelled = {(label.agency, label.rule) for label in labels}
    agencies = {label.agency for label in labels}
    evidence = {
        rule.id: {option.evidence for need in rule.needs for option in need.any_of} for rule in pack.rules
    }  # fmt: skip
    return CellReport(
        description=description,
        pack=pack.id,
        as_of=results.run.as_of,
        agencies=len(agencies),
        overall=figures(cells),
        confusion=Counter((cell.label.status, cell.verdict.status) for cell in cells),
        by_evidence=_grouped(cells, lambda cell: evidence[cell.label.rule], sorted(set().union(*evidence.values()))),
        by_rule=_grouped(cells, lambda cell: {cell.label.rule}, [rule.id for rule in pack.rules]),
        by_agency=_grouped(cells, lambda cell: {cell.label.agency}, sorted(agencies)),
        unlabelled=tuple(cell for cell in verdicts if cell[0] in agencies and cell not in labelled),
        errors=tuple(cell for cell in cells if not cell.exact),
        wrong_pages=tuple(cell for cell in cells if cell.names_a_page and not cell.page_right),
        notes=notes,
    )


def _grouped(
    cells: Sequence[Cell], groups_of: Callable[[Cell], set[str]], order: Sequence[str]
) -> dict[str, CellFigures]:
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        for group in groups_of(cell):
            found.setdefault(group, []).append(cell)
    return {group: figures(found[group]) for group in order if group in found}
