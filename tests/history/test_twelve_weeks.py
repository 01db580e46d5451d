"""Twelve weekly runs with known changes: each is told, nothing else is, and the files say it in few lines."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from itacheck.changes import Why
from itacheck.history import (
    History,
    Reachability,
    What,
    changes,
    load_history,
    overdue_days,
    reach,
    record,
    save_history,
    trend,
)
from itacheck.model import AgencyResult, FindingResult, Results, Status

from .weeks import agency, day, finding, run, verdict

LAST = 12
RULES = [f"{issue}.{number}" for issue in range(1, 8) for number in range(1, 11)][:66]
OLD, NEW = {"2568": "1"}, {"2568": "2"}

# Week, agency, what, rule, before -> after and why (of a verdict) or cause: every event there may be, and no other.
TRUTH = [
    (3, "a", What.VERDICT, "2568/5.6", "pass>fail site"),
    (3, "a", What.BROKEN, "2568/5.6", "dead"),
    (4, "b", What.DOWN, "", "timeout"),
    (5, "b", What.UP, "", "timeout"),
    (5, "e", What.DOWN, "", "dns"),
    (6, "a", What.VERDICT, "2568/1.1", "fail>pass rules"),
    (6, "c", What.VERDICT, "2568/1.2", "fail>pass unclear"),
    (6, "a", What.NEW_RULES, "2568/9.1", ""),
    (6, "b", What.NEW_RULES, "2568/9.1", ""),
    (6, "c", What.NEW_RULES, "2568/9.1", ""),
    (6, "d", What.NEW_RULES, "2568/9.1", ""),
    (6, "e", What.NEW_RULES, "2568/9.1", ""),
    (6, "a", What.GONE_RULES, "2568/1.9", ""),
    (6, "b", What.GONE_RULES, "2568/1.9", ""),
    (6, "c", What.GONE_RULES, "2568/1.9", ""),
    (6, "d", What.GONE_RULES, "2568/1.9", ""),
    (6, "e", What.GONE_RULES, "2568/1.9", ""),
    (6, "e", What.UP, "", "dns"),
    (7, "d", What.VERDICT, "2568/2.1", "not_due>fail day"),
    (7, "e", What.DOWN, "", "timeout"),
    (8, "c", What.VERDICT, "2568/1.3", "pass>review site"),
    (9, "a", What.VERDICT, "2568/5.6", "fail>pass site"),
    (9, "d", What.ERROR, "2568/1.1", ""),
    (9, "e", What.UP, "", "timeout"),
    (10, "d", What.MENDED, "2568/1.1", ""),
    (10, "d", What.VERDICT, "2568/1.1", "pass>fail site"),
    (10, "c", What.VERDICT, "2568/1.3", "review>pass site"),
    (11, "d", What.WAIVED, "2568/2.1", ""),
    (11, "g", What.UP, "", "no-website"),
    (11, "c", What.VERDICT, "2568/1.4", "pass>fail rules"),
    (12, "d", What.NOT_WAIVED, "2568/2.1", ""),
    (12, "c", What.VERDICT, "2568/1.3", "pass>review site"),
]


def _site(own: str, week: int) -> AgencyResult:
    """What an agency's site shows in a week, and what the rules of that week make of it."""
    if own == "g" and week < 11:
        return agency(own, *(verdict(f"2568/{rule}", "unreachable") for rule in RULES), down="no-website")
    causes = {("b", 4): "timeout", ("e", 5): "dns", ("e", 7): "timeout"}
    if (own, week) in causes:
        return agency(own, *(verdict(f"2568/{rule}", "unreachable") for rule in RULES), down=causes[own, week])
    rules = [*RULES, "9.1"] if week >= 6 else RULES
    told = []
    for rule in rules:
        if rule == "1.9" and week >= 6:
            continue
        # A counter on each page makes its content another one every week; documents stay as they are.
        page = finding(f"https://{own}.example/{rule}", f"week {week}" if rule in ("3.1", "3.2") else "1")
        findings: tuple[FindingResult, ...] = (page,)
        status, waived = "pass", None
        match own, rule:
            case "a", "5.6" if 3 <= week < 9:
                status, findings = "fail", (page.model_copy(update={"why": "dead", "sha256": None}),)
            case "a", "1.1" if week < 6:
                status, findings = "fail", (page,)
            case "c", "1.2" if week < 6:
                status, findings = "fail", ()
            case "c", "1.3" if week in (8, 9) or week == 12:
                status, findings = "review", (page.model_copy(update={"why": "login"}),)
            case "c", "1.4" if week >= 11:
                status = "fail"
            case "d", "2.1":
                status, findings = "not_due" if week < 7 else "fail", ()
                waived = day(11) + timedelta(days=3) if week >= 11 else None
            case "d", "1.1" if week == 9:
                status, findings = "error", ()
            case "d", "1.1" if week >= 10:
                status, findings = "fail", ()
        told.append(verdict(f"2568/{rule}", status, *findings, waived=waived))
    return agency(own, *told)


def weeks() -> Iterator[Results]:
    for week in range(1, LAST + 1):
        checked = ["a", "c"] if week == 8 else ["a", "b", "c", "d", "e", "g", *(["h"] if week == LAST else [])]
        # The version of week 11 judges 1.4 otherwise, on the same page.
        version = "1.0" if week < 11 else "1.1"
        yield run(week, [_site(own, week) for own in checked], packs=OLD if week < 6 else NEW, version=version)


@pytest.fixture(scope="module")
def history() -> History:
    told = History()
    for results in weeks():
        told = record(told, results)
    return told


def test_every_change_is_told_and_nothing_else(history: History) -> None:
    found = []
    for own in history.agencies.values():
        for event in own.events:
            week = (event.at - day(1)).days // 7 + 1
            said = event.cause or ""
            if event.what is What.VERDICT:
                said = f"{event.before}>{event.after} {event.why}"
            found += [(week, own.id, event.what, rule, said) for rule in event.rules or ("",)]
    first = [(1, "g", What.DOWN, "", "no-website")]
    assert sorted(found) == sorted(TRUTH + first)


def test_since_when(history: History) -> None:
    known = {f"{own.id} {key}": rule for own in history.agencies.values() for key, rule in own.rules.items()}
    late = known["d 2568/2.1"]
    assert (late.status, late.since, late.seen, late.former) == (Status.FAIL, day(7), day(6), Status.NOT_DUE)
    mended = known["a 2568/5.6"]
    assert (mended.status, mended.since, mended.seen, mended.broken) == (Status.PASS, day(9), day(8), ())
    # Nobody looked in week 8, so it may have changed in either of two weeks.
    broke = known["d 2568/1.1"]
    assert (broke.status, broke.since, broke.seen, broke.blind) == (Status.FAIL, day(10), day(8 - 1), None)
    always = known["b 2568/1.1"]
    assert (always.status, always.since, always.seen, always.former) == (Status.PASS, day(1), None, None)
    assert known["g 2568/1.1"].since == day(11)
    assert overdue_days(late.status, day(6) + timedelta(days=3), day(12)) == 6 * 7 - 3
    assert overdue_days(always.status, day(6), day(12)) == 0


def test_what_changed_in_the_last_run_and_since_a_day(history: History) -> None:
    last = changes(history)
    assert [(one.agency.id, one.event.what) for one in last] == [("c", What.VERDICT), ("d", What.NOT_WAIVED)]
    since = changes(history, day(11))
    assert len(since) == sum(week >= 11 for week, *_ in TRUTH)
    assert [one.event.at for one in since] == sorted((one.event.at for one in since), reverse=True)
    rules = [one for one in changes(history, day(1)) if one.event.why is Why.RULES]
    assert [(one.agency.id, one.event.rules) for one in rules] == [("c", ("2568/1.4",)), ("a", ("2568/1.1",))]


def test_reachability_is_smoothed_and_content_is_not() -> None:
    told, states = History(), []
    for results in weeks():
        told = record(told, results)
        states.append({own: reach(told, own).state for own in told.agencies})
    up, unsteady, flapping = Reachability.UP, Reachability.UNSTEADY, Reachability.FLAPPING
    assert [one["b"] for one in states] == [up] * 3 + [unsteady] + [up] * 8
    assert [one["e"] for one in states] == [up] * 4 + [unsteady, up] + [flapping] * 6
    assert [one["g"] for one in states] == [Reachability.DOWN] * 10 + [up] * 2
    # Four changes in twelve weeks, each of them told.
    assert sum("2568/1.3" in event.rules for event in told.agencies["c"].events) == 3


def test_a_week_without_a_look_says_when_it_was_last_looked_at() -> None:
    told = History()
    for results in list(weeks())[:7]:
        told = record(told, results)
    own = told.agencies["e"]
    assert own.down is not None
    assert reach(told, "e").looked == day(6)
    assert {rule.status for rule in own.rules.values()} == {Status.PASS}
    told = record(told, list(weeks())[7])
    checked = told.checked("e"), told.checked("a")
    assert [run.as_of if run else None for run in checked] == [day(7), day(8)]
    assert [reach(told, one).looked for one in "abe"] == [day(8), day(7), day(6)]
    looked = told.looked("b", "2568/1.1")
    assert looked is not None
    assert looked.as_of == day(7)


def test_the_trend_leaves_out_runs_of_a_few(history: History) -> None:
    assert [run.as_of for run in trend(history)] == [day(week) for week in range(1, LAST + 1) if week != 8]
    last = list(weeks())[-1]
    statuses = [verdict.status for own in last.agencies for verdict in own.verdicts]
    assert history.newest is not None
    assert history.newest.verdicts == {status: statuses.count(status) for status in Status if status in statuses}


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not here")
def test_the_diffs_are_few_lines_that_a_person_can_read(tmp_path: Path) -> None:
    def git(*words: str) -> str:
        told = ["-c", "user.name=t", "-c", "user.email=t@t.example", "-c", "core.quotepath=off", "-c", "gc.auto=0"]
        done = subprocess.run(["git", *told, *words], cwd=tmp_path, capture_output=True, check=True)
        return done.stdout.decode("utf-8")

    git("init", "-q")
    folder = tmp_path / "history"
    sizes, lines, touched = [], [], []
    for results in weeks():
        before = load_history(folder)
        save_history(record(before, results), before, folder)
        git("add", "-A")
        rows = [row.split("\t") for row in git("diff", "--cached", "--numstat").splitlines()]
        lines.append(sum(int(more) + int(less) for more, less, _ in rows))
        touched.append({Path(name).stem for *_, name in rows})
        if results.run.as_of == day(3):
            diff = git("diff", "--cached", "-U0", "--", "history/agencies/a.json")
        git("commit", "-qm", f"{results.run.as_of}")
        sizes.append(sum(path.stat().st_size for path in folder.rglob("*.json")))
    changed = [{own for week, own, *_ in TRUTH if week == number} for number in range(2, LAST + 1)]
    changed[-1] |= {"h"}
    assert touched[1:] == [names | {"runs"} for names in changed]
    assert lines[1] == 3, "a week without a change: a line about the run, and one site that is still down"
    shown = [line for line in diff.splitlines() if line[0] in "+-" and not line.startswith(("+++", "---"))]
    evidence = shown[0].partition('"evidence": "')[2][:16]
    assert shown == [
        f'-  "2568/5.6": {{"status": "pass", "since": "2026-08-30", "pages": ["https://a.example/5.6"], '
        f'"evidence": "{evidence}"}},',
        '+  "2568/5.6": {"status": "fail", "since": "2026-09-13", "seen": "2026-09-06", "former": "pass", '
        '"pages": ["https://a.example/5.6"], "broken": ["https://a.example/5.6"]},',
        '+  {"at": "2026-09-13", "run": "20260913T000000Z", "what": "verdict", "rules": ["2568/5.6"], '
        '"before": "pass", "after": "fail", "why": "site", "seen": "2026-09-06", "url": "https://a.example/5.6"},',
        '+  {"at": "2026-09-13", "run": "20260913T000000Z", "what": "broken", "rules": ["2568/5.6"], '
        '"url": "https://a.example/5.6", "cause": "dead"}',
    ]  # fmt: skip
    print(f"bytes after each week {sizes}, lines of each diff {lines}")  # noqa: T201 - for `pytest -s`
    assert max(sizes) < sizes[0] * 1.5 + 9_000
