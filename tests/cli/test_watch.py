"""`check --metrics` and `watch`, as their users meet them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from itacheck.cli.verb_watch import lines
from itacheck.metrics import Follower, metrics_schema

from ..command import Call
from ..small_site import PYTHON, SmallSite, agency_entry, surroundings, write_agencies

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and pseudo-terminals of POSIX")
VALID = Draft202012Validator(json.loads(metrics_schema()))
PAGES = {
    "/": '<title>หน้าแรก</title><h1>สำนักงาน</h1><a href="/code">ประมวลจริยธรรม</a>',
    "/code": "<h1>ประมวลจริยธรรม</h1>",
}
CHECK = ["check", "--as-of", "2024-11-01", "--no-ocr", "--no-browser", "--out", "out"]


def told(path: Path) -> list[dict[str, Any]]:
    """The lines of a file; each is valid."""
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for one in found:
        VALID.validate(one)
    return found


def test_a_run_that_has_ended_can_be_watched_without_having_asked_for_it(call: Call, tmp_path: Path) -> None:
    with SmallSite(PAGES) as site:
        write_agencies(tmp_path, agency_entry("a", site.url), agency_entry("b", None))
        assert call(*CHECK).code == 4
        assert call(*CHECK).code == 4
    found = told(tmp_path / "out" / ".run" / "metrics.jsonl")
    assert [one["event"] for one in found if one["event"] != "progress"] == ["begun", "agency", "agency", "ended"]
    assert {one["id"]: one["cause"] for one in found if one["event"] == "agency"} == {"a": None, "b": "no-website"}
    assert (found[-1]["code"], found[-1]["missing"], found[-1]["of"]) == (4, 0, 2)
    assert (tmp_path / "out" / ".run" / ".gitignore").read_text(encoding="utf-8") == "*\n"
    for place in ("out", "out/.run/metrics.jsonl"):
        ended = call("watch", place)
        assert (ended.code, ended.err) == (0, "")
        assert "agencies done: 2 of 2 (100 %)" in ended.out
        assert "ended with exit code 4" in ended.out
        assert "ยังไม่แจ้งเว็บไซต์ / no website declared (no-website)" in ended.out
        assert "\x1b" not in ended.out


def test_a_file_that_was_asked_for_takes_run_after_run(call: Call, tmp_path: Path) -> None:
    with SmallSite(PAGES) as site:
        write_agencies(tmp_path, agency_entry("a", site.url))
        for _ in range(2):
            assert call(*CHECK, "--metrics", "m.jsonl").code == 0
    assert [one["event"] for one in told(tmp_path / "m.jsonl")].count("begun") == 2
    assert not (tmp_path / "out" / ".run").exists()
    assert "done: 1 of 1" in call("watch", "--once", "m.jsonl").out


def test_metrics_that_cannot_be_written_are_a_mistake(call: Call, tmp_path: Path) -> None:
    write_agencies(tmp_path, agency_entry("a", None))
    ended = call(*CHECK, "--metrics", ".")
    assert ended.code == 2
    assert ended.err.count("\n") == 1
    assert "metrics cannot be written there" in ended.err


def test_an_error_is_an_end_too(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_agencies(tmp_path, agency_entry("a", None))

    def breaks(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("itacheck.cli.ending.Ending.write", breaks)
    assert call(*CHECK).code == 4
    last = told(tmp_path / "out" / ".run" / "metrics.jsonl")[-1]
    assert (last["event"], last["code"], last["done"]) == ("ended", 4, 1)


@pytest.mark.parametrize(
    ("place", "said"),
    [("nowhere", "no run has written there yet"), ("agencies.toml", "tells of no run"), (".", "no run")],
)
def test_where_no_run_is_one_line_says_so(call: Call, tmp_path: Path, place: str, said: str) -> None:
    write_agencies(tmp_path, agency_entry("a", None))
    ended = call("watch", place)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert said in ended.err


@POSIX
@pytest.mark.timeout(180)
def test_a_killed_run_leaves_whole_lines_and_going_on_with_it_appends(tmp_path: Path) -> None:
    links = "".join(f'<li><a href="/p{n}">ประกาศ {n}</a></li>' for n in range(60))
    pages = {"/": f"<title>หน้าแรก</title><ul>{links}</ul>", **{f"/p{n}": f"<p>เรื่อง {n}</p>" for n in range(60)}}
    file = tmp_path / "out" / ".run" / "metrics.jsonl"
    with SmallSite(pages, delay=0.1) as site:
        write_agencies(tmp_path, agency_entry("slow", site.url), agency_entry("none", None))
        with subprocess.Popen(
            [*PYTHON, *CHECK, "--jobs", "1"], cwd=tmp_path, env=surroundings(),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ) as running:  # fmt: skip
            site.wait_for(8)
            running.send_signal(signal.SIGKILL)
        assert told(file)[0]["event"] == "begun"
        assert "ended" not in [one["event"] for one in told(file)]
        site.delay = 0.0
        ended = subprocess.run(
            [*PYTHON, *CHECK, "--resume"], cwd=tmp_path, env=surroundings(), capture_output=True, check=False
        )
    assert ended.returncode == 4
    events = [one["event"] for one in told(file)]
    assert events.count("begun") == 2
    assert events[-1] == "ended"


@POSIX
@pytest.mark.timeout(120)
def test_the_standard_error_and_a_reader_that_goes_change_no_result(tmp_path: Path) -> None:
    with SmallSite(PAGES) as site:
        write_agencies(tmp_path, agency_entry("a", site.url))
        ended = subprocess.run(
            [*PYTHON, "--log-format", "json", *CHECK, "--metrics", "-"], cwd=tmp_path, env=surroundings(),
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        found = [json.loads(line) for line in ended.stderr.splitlines()]
        assert [one["event"] for one in found if "event" in one] == ["begun", "agency", "ended"]
        os.mkfifo(tmp_path / "pipe")
        began = time.monotonic()
        ended = subprocess.run(
            [*PYTHON, *CHECK, "--metrics", "pipe"], cwd=tmp_path, env=surroundings(), capture_output=True,
            encoding="utf-8", check=False,
        )  # fmt: skip
    assert ended.returncode == 0
    assert ended.stderr.count("nobody reads") == 1
    assert time.monotonic() - began < 60


@POSIX
@pytest.mark.timeout(120)
def test_on_a_terminal_it_is_drawn_anew_until_the_run_ends_or_ctrl_c(tmp_path: Path) -> None:
    import pty  # noqa: PLC0415 - POSIX only

    write_agencies(tmp_path, agency_entry("a", None))
    subprocess.run([*PYTHON, *CHECK], cwd=tmp_path, env=surroundings(), capture_output=True, check=False)
    file = tmp_path / "out" / ".run" / "metrics.jsonl"
    whole = file.read_bytes()
    file.write_bytes(whole.split(b"\n")[0] + b"\n")
    for interrupted in (False, True):
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            [*PYTHON, "watch", "out"], cwd=tmp_path, env=surroundings(TERM="xterm"), stdout=theirs, stderr=theirs
        ) as running:
            os.close(theirs)
            shown = b""
            while b"done: 0 of 1" not in shown:
                shown += os.read(ours, 65_536)
            assert b"\x1b[2J" in shown
            if interrupted:
                running.send_signal(signal.SIGINT)
            else:
                file.write_bytes(whole)
            running.wait(timeout=30)
        os.close(ours)
        assert running.returncode == 0
        file.write_bytes(whole.split(b"\n")[0] + b"\n")


UNDERWAY: dict[str, Any] = {
    "event": "progress", "time": "2026-01-15T12:00:05Z", "seconds": 5.0, "done": 1, "of": 9, "pages": 1200,
    "documents": 3, "requests": 9, "bytes": 5_000_000, "agencies_per_second": {"minute": 0.1, "overall": 0.2},
    "pages_per_second": {"minute": 4.0, "overall": None}, "eta_seconds": 3725.0, "statuses": {}, "causes": {},
    "at_work": [
        {"id": f"a{n}", "host": "\x1b[31mx", "pages": n, "documents": 0, "queued": 5, "seconds": 60.0, "quiet": 30.0}
        for n in range(20)
    ],
    "slowest": [{"host": "slow.example", "agency": "a1", "seconds": 3.2, "requests": 7}], "memory_bytes": 1 << 30,
}  # fmt: skip


def test_a_run_at_work_shows_its_pace_and_what_it_waits_for(call: Call, tmp_path: Path) -> None:
    begun = {
        "event": "begun", "time": "2026-01-15T12:00:00Z", "schema": "itacheck/metrics/v1", "version": "1",
        "as_of": "2026-01-15", "shard": "1/4", "agencies": 9, "resumed": 2, "jobs": 8, "every": 5.0,
    }  # fmt: skip
    path = tmp_path / "m.jsonl"
    path.write_text(f"{json.dumps(begun)}\n{json.dumps(UNDERWAY)}\n", encoding="utf-8")
    shown = "\n".join(lines(Follower(path).look(), datetime(2026, 1, 15, 12, 0, 9, tzinfo=UTC)))
    for said in (
        "part 1/4", "finished before this run: 2", "last minute: 360 agencies/h, 4.0 pages/s", "left: 1 h 2 min",
        "เหลือราว 1 ชม. 2 นาที", "pages 1,200", "memory 1,024 MiB", "at work: 20", "  +4", "quiet 30 s",
        "3.20 s  slow.example  (a1)",
    ):  # fmt: skip
        assert said in shown, said
    assert "killed" not in shown
    ended = call("watch", path)
    assert "it may have been killed" in ended.out
    assert "\x1b" not in ended.out
