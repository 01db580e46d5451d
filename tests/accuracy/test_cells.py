"""Scoring verdicts against labels, on small cases worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.accuracy import CellLabel, CellReport, score_cells
from itacheck.errors import ConfigurationError
from itacheck.model import (
    AgencyResult,
    Bilingual,
    CrawlResult,
    CrawlStatus,
    FindingResult,
    PackResult,
    Results,
    RunResult,
    Status,
    VerdictResult,
)
from itacheck.packs import load_catalogue, load_pack

PACK = load_pack("2568", load_catalogue())
RULES = [rule.id for rule in PACK.rules]
NOON = datetime(2026, 1, 15, 5, tzinfo=UTC)
WORDS = Bilingual(th="เหตุ", en="reason")


def label(rule: str, status: str, *pages: str, agency: str = "a", decoy: str | None = None) -> CellLabel:
    return CellLabel(agency=agency, rule=rule, status=Status(status), evidence_url=pages, why="seen", decoy=decoy)


def verdict(rule: str, status: str, *urls: str, via: tuple[str, ...] = (), pack: str = "2568") -> VerdictResult:
    findings = tuple(
        FindingResult(
            url=url, via=via, title="", quote="", fiscal_year=None, date=None, sha256=None, fetched_at=None
        )
        for url in urls
    )  # fmt: skip
    return VerdictResult(
        pack=pack, rule=rule, status=Status(status), reason=WORDS, expected=WORDS, found=WORDS, fix=WORDS,
        findings=findings, waiver=None,
    )  # fmt: skip


def results(**agencies: Sequence[VerdictResult]) -> Results:
    crawl = CrawlResult(
        status=CrawlStatus.COMPLETE, pages=1, documents=0, requests=1, bytes=1, seconds=0.1, cause=None
    )  # fmt: skip
    return Results(
        run=RunResult(
            id="r", started=NOON, finished=NOON, as_of=date(2026, 1, 15), version="0", shard=None,
            packs=(PackResult(id="2568", digest="d"),),
        ),
        agencies=tuple(
            AgencyResult(id=name, name=WORDS, url=None, kind="agency", crawl=crawl, verdicts=tuple(verdicts))
            for name, verdicts in agencies.items()
        ),
    )  # fmt: skip


def scored(labels: Sequence[CellLabel], *verdicts: VerdictResult) -> CellReport:
    return score_cells(labels, results(a=verdicts), PACK)


@pytest.fixture(scope="module")
def small() -> CellReport:
    labels = [
        label("1.2", "pass", "/e"),
        label("2.1.1", "pass", "/manual"),
        label("4.1", "fail", decoy="law"),
        label("4.2", "fail", decoy="none"),
        label("5.6", "review", decoy="login"),
        label("6.3", "unreachable", decoy="blocked"),
    ]
    return scored(
        labels,
        verdict("1.2", "pass", "http://h/e"),
        verdict("2.1.1", "fail"),
        verdict("4.1", "pass", "http://h/law.pdf"),
        verdict("4.2", "fail"),
        verdict("5.6", "fail"),
        verdict("6.3", "unreachable"),
        verdict("6.4", "pass"),
    )


def test_exact_pass_and_accused_by_hand(small: CellReport) -> None:
    overall = small.overall
    assert (overall.exact.part, overall.exact.whole) == (3, 6)
    assert (overall.passes.tp, overall.passes.fp, overall.passes.fn, overall.passes.tn) == (1, 1, 1, 3)
    assert (overall.passes.precision, overall.passes.recall, overall.passes.f1) == (0.5, 0.5, 0.5)
    assert overall.accused == 1


def test_a_decoy_is_one_only_where_it_could_be_seen_and_stands_there(small: CellReport) -> None:
    assert (small.overall.decoys.part, small.overall.decoys.whole) == (1, 2)


def test_errors_are_named_one_by_one(small: CellReport) -> None:
    assert [(cell.label.rule, cell.accused) for cell in small.errors] == [
        ("2.1.1", False),
        ("4.1", False),
        ("5.6", True),
    ]


def test_what_is_not_labelled_is_named_and_not_scored(small: CellReport) -> None:
    assert small.unlabelled == (("a", "6.4"),)


def test_figures_by_rule_agency_and_evidence(small: CellReport) -> None:
    assert list(small.by_rule) == ["1.2", "2.1.1", "4.1", "4.2", "5.6", "6.3"]
    assert small.by_agency == {"a": small.overall}
    assert list(small.by_evidence) == sorted(small.by_evidence)
    assert small.by_evidence["e-service"].exact.value == 1.0
    assert small.by_evidence["service-manual"].exact.value == 0.0


def test_a_cell_counts_under_every_evidence_type_of_its_rule() -> None:
    report = scored([label("1.4", "pass", "/x")], verdict("1.4", "pass", "http://h/x"))
    assert set(report.by_evidence) == {"participation-channel", "participation-report"}


@pytest.mark.parametrize(
    ("labelled", "shown", "via", "right"),
    [
        ("/a", "http://h/a", (), True),
        ("/a?b=1", "http://h/a?b=1", (), True),
        ("/a?b=1", "http://h/a?b=2", (), False),
        ("/แผน.pdf", "http://h/%E0%B9%81%E0%B8%9C%E0%B8%99.pdf", (), True),
        ("/list", "http://h/file.pdf", ("http://h/", "http://h/list", "http://h/file.pdf"), True),
        ("/", "http://h/file.pdf", ("http://h/", "http://h/list", "http://h/file.pdf"), False),
    ],
)
def test_the_page_is_right_when_it_or_the_page_before_it_is_labelled(
    labelled: str, shown: str, via: tuple[str, ...], right: bool
) -> None:
    report = scored([label("4.1", "pass", labelled)], verdict("4.1", "pass", shown, via=via))
    assert report.overall.pages.value == (1.0 if right else 0.0)
    assert bool(report.wrong_pages) is not right
    assert report.errors == ()


def test_a_pass_without_a_labelled_page_asks_for_none() -> None:
    report = scored([label("4.1", "pass")], verdict("4.1", "pass", "http://h/x"))
    assert report.overall.pages.value is None


def test_verdicts_of_another_pack_are_left_alone() -> None:
    report = scored([label("4.1", "pass")], verdict("4.1", "fail", pack="oit"), verdict("4.1", "pass"))
    assert report.overall.exact.value == 1.0


def test_a_label_without_a_verdict_is_told() -> None:
    with pytest.raises(ConfigurationError, match=r"no verdict of pack 2568 on a 4\.1"):
        scored([label("4.1", "pass")], verdict("4.2", "pass"))


TRUTH = st.sampled_from([status.value for status in Status if status is not Status.ERROR])
SAID = st.sampled_from([status.value for status in Status])


@given(st.lists(st.tuples(TRUTH, SAID), min_size=1, max_size=len(RULES)))
def test_the_confusion_holds_every_cell_once(pairs: list[tuple[str, str]]) -> None:
    labels = [label(rule, truth) for rule, (truth, _) in zip(RULES, pairs, strict=False)]
    report = scored(labels, *(verdict(rule, said) for rule, (_, said) in zip(RULES, pairs, strict=False)))
    assert sum(report.confusion.values()) == len(pairs) == report.overall.exact.whole
    assert sum(n for (truth, said), n in report.confusion.items() if truth is said) == report.overall.exact.part
    assert report.overall.passes.total == len(pairs)
    assert len(report.errors) == len(pairs) - report.overall.exact.part
    assert sum(figures.exact.whole for figures in report.by_rule.values()) == len(pairs)
    assert json.loads(json.dumps(report.as_json()))["overall"]["cells"] == len(pairs)


@given(st.lists(TRUTH, min_size=1, max_size=len(RULES)))
def test_the_perfect_judge_has_no_error(truths: list[str]) -> None:
    labels = [label(rule, truth) for rule, truth in zip(RULES, truths, strict=False)]
    report = scored(labels, *(verdict(rule, truth) for rule, truth in zip(RULES, truths, strict=False)))
    assert report.overall.exact.value == 1.0
    assert report.overall.passes.f1 == (1.0 if "pass" in truths else None)
    assert (report.overall.accused, report.errors) == (0, ())
