"""What the standard error is given: log lines as text and as JSON, and no control code in either."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.about import about
from itacheck.cli.console import _Lines, _Objects

from ..small_site import PYTHON, SmallSite, agency_entry, surroundings, write_agencies


def record(message: str, *arguments: object, error: Any = None) -> logging.LogRecord:
    return logging.getLogger("itacheck.x").makeRecord("itacheck.x", 30, "x.py", 1, message, arguments, error)


def as_json(one: logging.LogRecord, *, tracebacks: bool = False) -> dict[str, str]:
    told: dict[str, str] = json.loads(_Objects(tracebacks=tracebacks).format(one))
    return told


def test_a_line_says_when_how_grave_by_whom_and_of_what() -> None:
    with about(agency="a", url="http://a.example/"):
        told = as_json(record("reading %s failed", "x"))
    assert told.pop("time").endswith("Z")
    assert told == {
        "level": "warning", "logger": "itacheck.x", "message": "reading x failed", "agency": "a",
        "url": "http://a.example/",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("message", "agency"),
    [
        ("agency a-1: broke", "a-1"),
        ("agency a, b: takes too long", None),
        ("agency: x", None),
        ("the agency a: x", None),
    ],
)
def test_an_agency_that_the_message_begins_with_is_told(message: str, agency: str | None) -> None:
    assert as_json(record(message)).get("agency") == agency


def test_a_traceback_is_for_who_asked_for_more() -> None:
    try:
        dict[str, int]()["\x1b[31m"]
    except KeyError:
        one = record("broke", error=sys.exc_info())
    assert "traceback" not in as_json(one)
    assert "KeyError" in as_json(one, tracebacks=True)["traceback"]
    assert "\x1b" not in _Objects(tracebacks=True).format(one)


@given(st.text())
def test_no_control_code_gets_through(text: str) -> None:
    with about(agency=text, url=text):
        one = record("%s", text)
    for line in (_Objects(tracebacks=True).format(one), _Lines(tracebacks=True).format(one).replace("\n", "")):
        assert not [char for char in line if unicodedata.category(char) == "Cc" or char in "\u202e\u2066\u2028"]
    assert as_json(one)["message"] == text


def check(folder: Path, *options: str, agencies: str = "agencies.toml") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PYTHON, *options, "check", "--as-of", "2024-11-01", "--agencies", agencies, "--no-ocr", "--no-browser"],
        cwd=folder, env=surroundings(), capture_output=True, encoding="utf-8", check=False, timeout=90,
    )  # fmt: skip


def test_all_of_the_standard_error_is_json_also_what_other_processes_say(tmp_path: Path) -> None:
    pages = {"/": "<title>หน้าแรก</title><h1>สำนักงาน</h1>", "/sitemap.xml": "<html>\x9b</html>"}
    with SmallSite(pages) as site:
        write_agencies(tmp_path, *(agency_entry(f"a{n}", site.url) for n in range(4)))
        ended = check(tmp_path, "--log-format", "json", "-v")
    told = [json.loads(line) for line in ended.stderr.splitlines()]
    assert {"time", "level", "logger", "message"} <= set.intersection(*map(set, told))
    of_crawls = [one for one in told if one["logger"] == "itacheck.crawl.sitemap"]
    assert {one["agency"] for one in of_crawls} == {f"a{n}" for n in range(4)}
    assert all(one["url"] == site.url for one in of_crawls)
    assert sum(one["message"].startswith("[") for one in told) >= 4


def test_a_mistake_is_json_as_well(tmp_path: Path) -> None:
    ended = check(tmp_path, "--log-format", "json", agencies="no\x1bwhere.toml")
    assert ended.returncode == 2
    (line,) = ended.stderr.splitlines()
    told = json.loads(line)
    assert told["level"] == "error"
    assert "no such file" in told["message"]
