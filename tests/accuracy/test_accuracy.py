"""How right the verdicts are on the labelled agencies: a floor, and the two things that must never happen."""

from __future__ import annotations

from pathlib import Path

import pytest

from itacheck.accuracy import CellReport, as_markdown, as_text, sections_of

EXACT_FLOOR = 0.98
F1_FLOOR = 0.98
PAGE_FLOOR = 0.98
LEAST_CELLS = 300


def told(report: CellReport) -> str:
    return "\n".join(as_text(sections_of(report), 100))


def test_every_verdict_is_labelled(report: CellReport) -> None:
    assert report.unlabelled == ()
    assert report.overall.exact.whole >= LEAST_CELLS


def test_exact_status_and_f1_of_pass(report: CellReport) -> None:
    assert (report.overall.exact.value or 0) >= EXACT_FLOOR, told(report)
    assert (report.overall.passes.f1 or 0) >= F1_FLOOR, told(report)


def test_never_absent_what_could_not_be_looked_at(report: CellReport) -> None:
    assert report.overall.accused == 0, told(report)


def test_the_page_that_is_named_proves_the_pass(report: CellReport) -> None:
    assert (report.overall.pages.value or 0) >= PAGE_FLOOR, told(report)


@pytest.mark.parametrize("name", ["README.md", "README.th.md"])
def test_the_readme_shows_the_current_figures(report: CellReport, name: str) -> None:
    page = (Path(__file__).parents[2] / name).read_text(encoding="utf-8")
    block = "\n".join(as_markdown(sections_of(report), 0))
    command = f"itacheck accuracy tests/accuracy/sites --format markdown --errors 0 --out {name}"
    assert f"\n{block}\n<!-- /accuracy -->" in page, f"the table is stale: {command}\n{block}"
