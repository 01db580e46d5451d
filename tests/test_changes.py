"""A change is the site's, the rules', the day's or the network's; where the results do not tell, that is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import itacheck.cli
from itacheck.changes import Why, compare, misfit
from itacheck.model import (
    AgencyResult,
    Bilingual,
    CauseResult,
    CrawlResult,
    CrawlStatus,
    FindingResult,
    PackResult,
    Results,
    RunResult,
    Status,
    VerdictResult,
)
from itacheck.report import diff_json, diff_markdown, diff_text

NOW = datetime(2026, 1, 15, tzinfo=UTC)
DAY, LATER = date(2026, 1, 15), date(2026, 2, 15)
W = Bilingual(th="ก", en="a")
PAGE = ("http://a.example/x", "ab" * 32)
OTHER = ("http://a.example/x", "cd" * 32)
DOWN = CauseResult(code="timeout", whose="network", detail="d", text=W)


def verdict(rule: str, status: str, *pages: tuple[str, str | None], pack: str = "2568") -> VerdictResult:
    findings = tuple(
        FindingResult(url=url, via=(), title="", quote="", fiscal_year=None, date=None, sha256=sha, fetched_at=None)
        for url, sha in pages
    )
    return VerdictResult(
        pack=pack, rule=rule, status=Status(status), reason=W, expected=W, found=W, fix=W, findings=findings,
        waiver=None,
    )  # fmt: skip


def agency(
    *verdicts: VerdictResult, name: str = "a", kind: str = "x", snapshot: str | None = None, down: bool = False
) -> AgencyResult:
    crawl = CrawlResult(
        status=CrawlStatus.UNREACHABLE if down else CrawlStatus.COMPLETE, pages=1, documents=0, requests=1, bytes=1,
        seconds=1, cause=DOWN if down else None, snapshot=snapshot,
    )  # fmt: skip
    return AgencyResult(id=name, name=W, url="http://a.example/", kind=kind, crawl=crawl, verdicts=verdicts)


def results(
    *agencies: AgencyResult, digest: str = "1" * 64, version: str = "1", as_of: date = DAY, run_id: str = "r"
) -> Results:
    run = RunResult(
        id=run_id, started=NOW, finished=NOW, as_of=as_of, version=version, shard=None,
        packs=(PackResult(id="2568", digest=digest),),
    )  # fmt: skip
    return Results(run=run, agencies=agencies)


def why(before: Results, after: Results, rejudged: Results | None = None) -> Why:
    (change,) = compare(before, after, rejudged).changes
    return change.why


NEW: dict[str, Any] = {"digest": "2" * 64}


@pytest.mark.parametrize(
    ("before", "after", "old", "new", "expected"),
    [
        ("pass", "fail", {}, {}, Why.SITE),
        ("fail", "pass", {}, {"as_of": LATER}, Why.SITE),
        ("not_due", "pass", {}, {"as_of": LATER}, Why.SITE),
        ("not_due", "fail", {}, {"as_of": LATER}, Why.DAY),
        ("fail", "not_due", {"as_of": LATER}, {}, Why.DAY),
        ("pass", "fail", {}, NEW, Why.UNCLEAR),
        ("pass", "fail", {}, {"version": "2"}, Why.UNCLEAR),
        ("not_due", "fail", {}, {"as_of": LATER, **NEW}, Why.UNCLEAR),
        ("pass", "unreachable", {}, NEW, Why.REACHABILITY),
        ("unreachable", "fail", {}, {}, Why.REACHABILITY),
        ("error", "pass", {}, NEW, Why.PROGRAM),
        ("unreachable", "error", {}, {}, Why.PROGRAM),
    ],
)
def test_without_findings_only_the_runs_tell(
    before: str, after: str, old: dict[str, Any], new: dict[str, Any], expected: Why
) -> None:
    first, second = results(agency(verdict("5.6", before)), **old), results(agency(verdict("5.6", after)), **new)
    assert why(first, second) is expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ((PAGE,), (PAGE,), Why.RULES),
        ((PAGE,), (OTHER,), Why.UNCLEAR),
        ((PAGE,), (), Why.UNCLEAR),
        ((PAGE,), (PAGE, ("http://a.example/y", "ef" * 32)), Why.UNCLEAR),
        ((("http://a.example/x", None),), (("http://a.example/x", None),), Why.UNCLEAR),
        ((), (), Why.UNCLEAR),
    ],
)
def test_other_rules_on_the_same_pages_are_the_reason(
    old: tuple[tuple[str, str], ...], new: tuple[tuple[str, str], ...], expected: Why
) -> None:
    assert why(
        results(agency(verdict("5.6", "pass", *old))), results(agency(verdict("5.6", "review", *new)), **NEW)
    ) is expected  # fmt: skip


def test_pages_that_were_kept_are_the_same_pages() -> None:
    before = results(agency(verdict("5.6", "fail"), snapshot="urn:uuid:1"))
    assert why(before, results(agency(verdict("5.6", "pass", PAGE), snapshot="urn:uuid:1"), **NEW)) is Why.RULES
    assert why(before, results(agency(verdict("5.6", "pass", PAGE), snapshot="urn:uuid:2"), **NEW)) is Why.UNCLEAR
    assert why(before, results(agency(verdict("5.6", "pass", PAGE), snapshot="urn:uuid:2"))) is Why.SITE
    # The same rules on the same pages: neither did it, and what else did is not told.
    assert why(before, results(agency(verdict("5.6", "pass", PAGE), snapshot="urn:uuid:1"))) is Why.UNCLEAR


def test_another_kind_of_agency_is_its_entry_s_doing() -> None:
    before = results(agency(verdict("5.6", "fail")))
    assert why(before, results(agency(verdict("5.6", "not_applicable"), kind="y"))) is Why.ENTRY
    assert why(before, results(agency(verdict("5.6", "not_applicable"), kind="y"), **NEW)) is Why.UNCLEAR


@pytest.mark.parametrize(
    ("between", "expected"),
    [("pass", Why.RULES), ("fail", Why.SITE), ("review", Why.BOTH), ("unreachable", Why.UNCLEAR)],
)
def test_a_third_judging_settles_it(between: str, expected: Why) -> None:
    before = results(agency(verdict("5.6", "fail"), snapshot="urn:uuid:1"))
    after = results(agency(verdict("5.6", "pass"), snapshot="urn:uuid:2"), **NEW)
    third = results(agency(verdict("5.6", between), snapshot="urn:uuid:1"), **NEW)
    assert misfit(before, after, third) is None
    assert why(before, after, third) is expected


@pytest.mark.parametrize(
    ("third", "told"),
    [
        (results(agency(verdict("5.6", "fail"), snapshot="urn:uuid:1")), "rules, version"),
        (results(agency(verdict("5.6", "fail"), snapshot="urn:uuid:1"), as_of=LATER, **NEW), "as of 2026-02-15"),
        (results(agency(verdict("5.6", "fail"), snapshot="urn:uuid:2"), **NEW), "agency a"),
        (results(agency(verdict("5.6", "fail")), **NEW), "agency a"),
    ],
)
def test_a_third_judging_of_something_else_is_refused(third: Results, told: str) -> None:
    before = results(agency(verdict("5.6", "fail"), snapshot="urn:uuid:1"))
    after = results(agency(verdict("5.6", "pass")), **NEW)
    assert told in (misfit(before, after, third) or "")


def test_agencies_and_rules_that_came_and_went() -> None:
    before = results(agency(verdict("1.1", "pass")), agency(verdict("1.1", "fail"), name="gone"))
    after = results(agency(verdict("1.1", "pass"), verdict("1.2", "fail")), agency(verdict("1.1", "fail"), name="new"))
    told = compare(before, after)
    assert ([a.id for a in told.new_agencies], [a.id for a in told.gone_agencies]) == (["new"], ["gone"])
    assert (told.new_rules, told.gone_rules) == ((("2568", "1.2"),), ())
    assert (told.changes, told.same, told.changed) == ((), 1, True)


def test_the_same_verdict_on_changed_pages_is_counted_and_no_change() -> None:
    told = compare(results(agency(verdict("1.1", "pass", PAGE))), results(agency(verdict("1.1", "pass", OTHER))))
    assert (told.same, told.moved, told.changed) == (1, 1, False)


# ---------------------------------------------------------------- how it is told


def pair() -> tuple[Results, Results]:
    hostile = ("http://a.example/<script>|x", "ab" * 32)
    before = results(
        agency(verdict("1.1", "pass", PAGE), verdict("5.6", "fail"), verdict("9.9", "fail")),
        agency(verdict("1.1", "pass"), verdict("5.6", "fail"), name="b"), run_id="first",
    )  # fmt: skip
    after = results(
        agency(verdict("1.1", "review", PAGE), verdict("5.6", "pass", hostile)),
        agency(verdict("1.1", "unreachable"), verdict("5.6", "unreachable"), name="b", down=True),
        agency(verdict("1.1", "pass"), name="c|*new*"), run_id="second", **NEW,
    )  # fmt: skip
    return before, after


def test_text_is_thai_first_and_groups_what_belongs_together() -> None:
    lines = list(diff_text(compare(*pair())))
    assert lines[0] == "เทียบผล / compared: first (2026-01-15) → second (2026-01-15)"
    assert "ชุดกฎ 2568 เปลี่ยน" in lines[1]
    assert lines[2].startswith(
        "ผลเปลี่ยน 4 ข้อ / 4 verdicts changed: rules 1, unclear 1, reachability 2; เท่าเดิม / the same: 0"
    )
    assert "  a 2568/1.1: ผ่าน (pass) → ต้องให้คนตรวจ (review) http://a.example/x" in lines
    assert "  a 2568/5.6: ไม่ผ่าน (fail) → ผ่าน (pass)" in lines, "an odd address is not shown"
    down = [line for line in lines if line.startswith("  b: ")]
    assert len(down) == 1
    assert "เข้าดูไม่ได้แล้ว / can no longer be looked at" in down[0]
    assert "did not answer in time" in down[0]
    assert down[0].endswith("→ unreachable 2")
    assert "  2568: 9.9" in lines
    assert lines[-1].endswith("--rejudged")


def test_markdown_obeys_no_text_of_others() -> None:
    text = "\n".join(diff_markdown(compare(*pair())))
    assert "<http://a.example/x>" in text
    assert "<script>" not in text
    assert "c\\|\\*new\\*" in text


def test_json_is_whole() -> None:
    told = diff_json(compare(*pair()))
    assert json.loads(json.dumps(told)) == told
    assert (told["schema"], told["changed"]) == ("itacheck/diff/v1", True)
    assert (told["counts"]["rules"], told["counts"]["unclear"], told["counts"]["reachability"]) == (1, 1, 2)
    assert told["changes"][0] == {
        "agency": "a", "pack": "2568", "rule": "1.1", "before": "pass", "after": "review", "why": "rules",
        "url": PAGE[0], "cause": None,
    }  # fmt: skip
    assert told["changes"][2]["cause"] == "timeout"
    assert told["agencies"] == {"new": ["c|*new*"], "gone": []}
    assert told["rules"] == {"new": [], "gone": [{"pack": "2568", "rule": "9.9"}]}


# ---------------------------------------------------------------- the command


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def command(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            itacheck.cli.main(["diff", *map(str, arguments)])
        captured = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, captured.out, captured.err

    return command


def write(folder: Path, made: Results) -> Path:
    folder.mkdir()
    (folder / "results.json").write_text(made.model_dump_json(by_alias=True), encoding="utf-8")
    return folder


def test_exit_codes(tmp_path: Path, call: Callable[..., tuple[int, str, str]]) -> None:
    before, after = (write(tmp_path / name, made) for name, made in zip("ab", pair(), strict=True))
    assert call(before, before / "results.json")[0] == 0
    for form in ("text", "json", "markdown"):
        code, out, err = call(before, after, "--format", form)
        assert (code, err) == (1, "")
        assert out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read"),
        ("{", "not valid JSON"),
        ("[]", "not a JSON object"),
        ("[" * 100_000, "not valid JSON"),
        ('{"schema": "other/v1"}', "key"),
    ],
)
def test_bad_input_is_one_line(
    tmp_path: Path, call: Callable[..., tuple[int, str, str]], content: str | None, told: str
) -> None:
    good = write(tmp_path / "a", pair()[0])
    bad = tmp_path / "bad.json"
    if content is not None:
        bad.write_text(content, encoding="utf-8")
    for arguments in ((good, bad), (bad, good), (good, good, "--rejudged", bad)):
        code, out, err = call(*arguments)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert told in err


def test_a_third_run_that_does_not_fit_is_one_line(tmp_path: Path, call: Callable[..., tuple[int, str, str]]) -> None:
    before, after = (write(tmp_path / name, made) for name, made in zip("ab", pair(), strict=True))
    code, _, err = call(before, after, "--rejudged", before)
    assert (code, err.count("\n")) == (2, 1)
    assert "was not judged by the rules" in err
