"""History and reports as users meet them: what a run leaves, what changed, every format, one line for each mistake."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from itacheck.history import AgencyHistory, load_history
from itacheck.report import FORMATS
from itacheck.run import Run

from .command import Call, Ended
from .small_site import SmallSite, agency_entry, write_agencies

DAYS = ("2026-01-08", "2026-01-15", "2026-01-22")
CODE = (
    "<title>ประมวลจริยธรรม</title><h1>ประมวลจริยธรรมข้าราชการพลเรือน</h1>"
    "<p>ข้าราชการพลเรือนต้องยึดมั่นในสถาบันหลักของประเทศ ซื่อสัตย์สุจริต กล้าตัดสินใจและทำในสิ่งที่ถูกต้อง</p>"
)
HOME = '<title>หน้าแรก</title><h1>สำนักงาน</h1><a href="/code">ประมวลจริยธรรม</a>'
RULE = "2568/6.3"


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[tuple[SmallSite, SmallSite]]:
    with SmallSite({"/": HOME, "/code": CODE}) as first, SmallSite({"/": HOME, "/code": CODE}) as second:
        write_agencies(tmp_path, agency_entry("one", first.url), agency_entry("two", second.url))
        yield first, second


def check(call: Call, day: str, *more: object) -> Ended:
    return call("check", *more, "--as-of", day, "--no-browser", "--no-ocr", "--out", "out")


def events(folder: Path, agency: str) -> list[tuple[str, str]]:
    own = AgencyHistory.model_validate_json((folder / "agencies" / f"{agency}.json").read_bytes())
    return [(event.at.isoformat(), event.what.value) for event in own.events]


def test_runs_leave_a_history_that_says_what_changed_and_what_broke(
    call: Call, sites: tuple[SmallSite, SmallSite], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two runs within a second would share their id.
    monkeypatch.setattr("itacheck.run.Run.results", _own_ids(Run.results))
    folder = tmp_path / "out" / "history"
    begun = check(call, DAYS[0])
    assert f"the history begins: {Path('out') / 'history'}" in begun.out
    same = {path: path.read_bytes() for path in (folder / "agencies").iterdir()}
    assert "since the last run: 0 changes" in check(call, DAYS[1]).out
    assert {path: path.read_bytes() for path in (folder / "agencies").iterdir()} == same
    sites[0].pages["/code"] = 404
    ended = check(call, DAYS[2], "one")
    assert "since the last run: 2 changes" in ended.out
    assert events(folder, "one") == [(DAYS[2], "verdict"), (DAYS[2], "broken")]
    assert events(folder, "two") == []
    history = load_history(folder)
    known = history.agencies["one"].rules[RULE]
    day = [date.fromisoformat(one) for one in DAYS]
    assert (known.status, known.since, known.seen, known.former) == ("fail", day[2], day[1], "pass")
    assert known.broken == (f"{sites[0].url}code",)
    checked = history.checked("two")
    assert checked is not None
    assert checked.as_of == day[1]
    # What is shown says the same.
    assert call("report", "out", "--out", "shown", "--format", "markdown", "--format", "json").code == 0
    text = (tmp_path / "shown" / "summary.md").read_text("utf-8")
    assert "หน้าที่เคยเป็นหลักฐานเปิดไม่ได้แล้ว" in text
    assert f"one) {RULE}: ไม่พบหน้า / not found <{sites[0].url}code>" in text
    told = json.loads((tmp_path / "shown" / "report.json").read_text("utf-8"))
    assert {event["what"] for event in told["changes"]} == {"verdict", "broken"}
    # A look back is no step of the history.
    before = (folder / "runs.json").read_bytes()
    back = check(call, DAYS[0])
    assert "not taken into the history: run" in back.err
    assert (folder / "runs.json").read_bytes() == before


def _own_ids(results: Callable[..., Any]) -> Callable[..., Any]:
    number = iter(range(1_000))

    def numbered(*arguments: Any, **more: Any) -> Any:
        made = results(*arguments, **more)
        run = made.run.model_copy(update={"id": f"{made.run.id}-{next(number)}"})
        return made.model_copy(update={"run": run})

    return numbered


@pytest.mark.usefixtures("sites")
def test_the_history_lies_where_it_is_told_to(call: Call, tmp_path: Path) -> None:
    check(call, DAYS[0], "one", "--history", "kept")
    assert not (tmp_path / "out" / "history").exists()
    assert [path.name for path in (tmp_path / "kept" / "agencies").iterdir()] == ["one.json"]
    ended = call("report", "out/results.json", "--history", "kept", "--out", "o", "--format", "csv")
    assert (ended.code, ended.out, ended.err) == (0, f"csv: {Path('o') / 'verdicts.csv'}\n", "")
    assert DAYS[0] in (tmp_path / "o" / "verdicts.csv").read_text("utf-8-sig")


def test_a_history_that_cannot_be_read_ends_a_run_before_its_work(
    call: Call, sites: tuple[SmallSite, SmallSite], tmp_path: Path
) -> None:
    (tmp_path / "out" / "history").mkdir(parents=True)
    (tmp_path / "out" / "history" / "runs.json").write_text('{"schema": "itacheck/runs/v7"}', encoding="utf-8")
    ended = check(call, DAYS[0])
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "written in 'itacheck/runs/v7', and this itacheck knows itacheck/runs/v1" in ended.err
    assert sites[0].asked == []


@pytest.mark.usefixtures("sites")
def test_every_format_is_made_of_files_that_lie_elsewhere(call: Call, tmp_path: Path) -> None:
    check(call, DAYS[0], "one")
    shutil.move(tmp_path / "out", tmp_path / "first")
    check(call, DAYS[0], "two")
    forms = [word for form in FORMATS for word in ("--format", form)]
    ended = call("report", "first", "out/results.json", "--out", "all", *forms)
    assert ended.code == 0
    assert [line.partition(":")[0] for line in ended.out.splitlines()] == list(FORMATS)
    for line in ended.out.splitlines():
        assert (tmp_path / line.partition(": ")[2]).exists()
    assert {path.stem for path in (tmp_path / "all" / "badge").iterdir()} == {"one", "two"}
    told = json.loads((tmp_path / "all" / "report.json").read_text("utf-8"))
    assert told["totals"]["agencies"] == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["report"], r"Missing argument 'RESULTS...': see itacheck report --help"),
        (["report", "out"], "Missing option '--out'"),
        (["report", "none", "--out", "o"], "none: cannot be read"),
        (["report", "out", "--out", "o", "--format", "pdf"], "'pdf' is not one of 'html', 'xlsx'"),
        (["report", "out", "--out", "agencies.toml"], "--out agencies.toml: cannot be written"),
        (["report", "out", "out", "--out", "o"], "out: agency 'one' is in out too"),
        (["report", "agencies.toml", "--out", "o"], "agencies.toml: not valid JSON"),
        (["report", "out", "--out", "o", "--rules", "nowhere"], "rule pack 'nowhere': not found"),
        (["report", "out", "--out", "o", "--history", "broken"], "runs.json: not valid JSON"),
    ],
)
@pytest.mark.usefixtures("sites")
def test_a_mistake_is_one_line(call: Call, tmp_path: Path, arguments: list[str], said: str) -> None:
    check(call, DAYS[0], "one")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "runs.json").write_text("{", encoding="utf-8")
    ended = call(*arguments)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert said in ended.err


@pytest.mark.usefixtures("sites")
def test_rules_that_are_not_here_are_shown_by_their_ids(call: Call, tmp_path: Path) -> None:
    check(call, DAYS[0], "one")
    path = tmp_path / "out" / "results.json"
    path.write_text(path.read_text("utf-8").replace('"2568"', '"own-2568"'), encoding="utf-8")
    ended = call("report", "out", "--out", "o", "--format", "csv")
    assert ended.code == 0
    assert "rule pack own-2568 is not here" in ended.err
    assert "ข้อ 6.3" in (tmp_path / "o" / "verdicts.csv").read_text("utf-8-sig")
