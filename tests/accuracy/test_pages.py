"""Scoring what is seen on single pages, on small cases worked out by hand."""

from __future__ import annotations

import json
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.accuracy import PageLabel, PageReport, score_pages
from itacheck.accuracy.pages import Mistake
from itacheck.forms import WORDS, Candidate, Standing, Why
from itacheck.inspecting import Inspection, Place, Seen
from itacheck.packs import load_catalogue

Present = Literal[True, False, "unclear"]
TYPES = {"plan": frozenset(["plan"]), "report": frozenset(["report-a", "report-b"]), "other": frozenset[str]()}


def label(
    evidence: str, present: Present, year: int | None = None, comment: str = "", page: str = "p.html"
) -> PageLabel:
    return PageLabel(page=page, evidence=evidence, present=present, fiscal_year=year, comment=comment)


def seen(evidence: str, status: str = "present", year: int | None = None) -> Seen:
    kind = load_catalogue().types["e-service"]
    found = Candidate(evidence, "", "", "title", "quote", Standing.ACCEPTED, Why.NAMED)
    return Seen(evidence, status, year, "quote", "why", kind, Place(found, (), WORDS[Why.NAMED], None, ""))


def inspection(*evidence: Seen, readable: bool = True) -> Inspection:
    return Inspection("p.html", "", readable, None, evidence)


def scored(labels: list[PageLabel], *evidence: Seen) -> PageReport:
    return score_pages(labels, {"p.html": inspection(*evidence)}, TYPES)


def mistakes(report: PageReport) -> list[tuple[Mistake, ...]]:
    return [answer.mistakes for answer in report.errors]


def test_a_page_by_hand() -> None:
    labels = [
        label("plan", True, page="1"), label("plan", False, page="2"), label("plan", True, page="3"),
        label("plan", False, page="4"), label("plan", "unclear", page="5"),
    ]  # fmt: skip
    said = {"1": [seen("plan")], "2": [seen("plan")], "3": [seen("plan", "unclear")], "4": [], "5": [seen("plan")]}
    report = score_pages(labels, {page: inspection(*found) for page, found in said.items()}, TYPES)
    present = report.overall.present
    assert (present.tp, present.fp, present.fn, present.tn) == (1, 1, 1, 1)
    assert (report.overall.exact.part, report.overall.exact.whole) == (2, 4)
    assert (report.pages, report.unclear) == (5, 1)
    assert mistakes(report) == [(Mistake.WRONG,), (Mistake.MISSED,)]


@pytest.mark.parametrize("evidence", ["report-a", "report-b"])
def test_any_of_several_types_answers_a_name(evidence: str) -> None:
    assert scored([label("report", True)], seen(evidence)).overall.present.tp == 1


def test_another_type_does_not() -> None:
    assert scored([label("report", True)], seen("plan")).overall.present.fn == 1


def test_a_name_that_no_type_answers_is_shown_and_not_counted() -> None:
    report = scored([label("other", True), label("plan", True)], seen("plan"))
    assert report.overall.present.total == 1
    assert report.beyond["other"].present.fn == 1
    assert list(report.by_evidence) == ["plan"]
    assert report.errors == ()


def test_mentioned_is_not_present() -> None:
    assert scored([label("plan", False)], seen("plan", "mentioned")).overall.present.tn == 1


@pytest.mark.parametrize(("said", "called"), [([seen("plan")], 1), ([], 0)])
def test_a_decoy_that_stands_alone(said: list[Seen], called: int) -> None:
    report = scored([label("plan", False, comment="decoy: news about it")], *said)
    assert (report.overall.decoys.part, report.overall.decoys.whole) == (called, 1)
    assert report.overall.present.fp == called
    assert mistakes(report) == [(Mistake.DECOY,)] * called


@pytest.mark.parametrize(("year", "called", "right"), [(2565, 0, 1), (2566, 1, 0), (None, 0, 0)])
def test_a_decoy_beside_the_paper_of_another_year(year: int | None, called: int, right: int) -> None:
    labels = [label("plan", True, 2565), label("plan", False, 2566, "decoy: an empty heading")]
    report = scored(labels, seen("plan", year=year))
    assert (report.overall.decoys.part, report.overall.decoys.whole) == (called, 1)
    assert (report.overall.years.part, report.overall.years.whole) == (right, 1)
    assert report.overall.present.tp == 1


def test_a_year_is_asked_only_where_it_is_labelled_and_the_thing_was_found() -> None:
    assert scored([label("plan", True)], seen("plan", year=2568)).overall.years.whole == 0
    assert scored([label("plan", True, 2568)]).overall.years.whole == 0
    assert mistakes(scored([label("plan", True, 2568)], seen("plan", year=2567))) == [(Mistake.YEAR,)]


def test_unclear_beside_not_present_is_unclear_and_beside_present_is_present() -> None:
    assert scored([label("plan", False, 2566), label("plan", "unclear", 2567)]).overall.present.total == 0
    assert scored([label("plan", True, 2566), label("plan", "unclear", 2567)]).overall.present.fn == 1


@given(st.lists(st.tuples(st.sampled_from([True, False, "unclear"]), st.booleans())))
def test_every_answer_that_is_not_unclear_counts_once(pairs: list[tuple[Present, bool]]) -> None:
    labels = [label("plan", truth, page=str(n)) for n, (truth, _) in enumerate(pairs)]
    found = {str(n): inspection(*([seen("plan")] if said else [])) for n, (_, said) in enumerate(pairs)}
    report = score_pages(labels, found, TYPES)
    assert report.overall.present.total + report.unclear == len(pairs)
    assert len(report.errors) == report.overall.exact.whole - report.overall.exact.part
    assert json.loads(json.dumps(report.as_json()))["pages"] == len(pairs)
