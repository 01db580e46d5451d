"""`itacheck accuracy` as its users meet it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .command import Call
from .small_site import PYTHON, SmallSite, agency_entry, surroundings, write_agencies

CODE = (
    "<title>ประมวลจริยธรรม</title><h1>ประมวลจริยธรรมข้าราชการพลเรือน</h1>"
    "<p>ข้าราชการพลเรือนต้องยึดมั่นในสถาบันหลักของประเทศ ซื่อสัตย์สุจริต กล้าตัดสินใจและทำในสิ่งที่ถูกต้อง</p>"
)
HOME = '<title>หน้าแรก</title><h1>สำนักงาน</h1><a href="/code.html">ประมวลจริยธรรม</a>'
SITE = 'kind = "agency"\nstyle = "plain"\nname = { th = "สำนักงาน", en = "Office" }\n'
PASS = {"agency": "office", "rule": "6.3", "status": "pass", "evidence_url": "/code.html", "why": "the central code"}
MISS = {"agency": "office", "rule": "4.1", "status": "pass", "evidence_url": "/asset", "why": "not really there"}


def labels(folder: Path, *rows: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "labels.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return folder


@pytest.fixture
def cells(tmp_path: Path) -> Path:
    """A folder with one site and two labels, one of them wrong."""
    folder = labels(tmp_path / "set", PASS, MISS)
    (folder / "set.toml").write_text("as_of = 2026-01-15\n", encoding="utf-8")
    (folder / "office").mkdir()
    for name, content in {"site.toml": SITE, "index.html": HOME, "code.html": CODE}.items():
        (folder / "office" / name).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    rows: list[dict[str, Any]] = [
        {"page": "code.html", "evidence": "code-of-ethics", "present": True},
        {"page": "code.html", "evidence": "e-service", "present": False, "comment": "decoy: the word"},
        {"page": "code.html", "evidence": "e-service-promotion", "present": "unclear"},
    ]
    folder = labels(tmp_path / "pages", *rows)
    (folder / "code.html").write_text(CODE, encoding="utf-8")
    return folder


def test_sites_are_served_judged_and_scored(call: Call, cells: Path) -> None:
    code, out, err = call("accuracy", cells)
    assert code == 0
    assert "as of 2026-01-15" in out
    assert "1 of 2  0.500" in out
    assert "office 4.1: said fail, labelled pass" in out
    assert "not really there /asset" in out
    assert "without a label, so not scored: 36" in out
    assert "[1/1] office: complete" in err


def test_json_is_for_machines(call: Call, cells: Path) -> None:
    code, out, _ = call("accuracy", cells, "--format", "json", "--errors", "0")
    told = json.loads(out)
    assert code == 0
    assert (told["schema"], told["labels"], told["as_of"]) == ("itacheck/accuracy/v1", "cells", "2026-01-15")
    assert told["overall"]["exact"] == {"part": 1, "whole": 2, "share": 0.5}
    assert told["confusion"] == {"pass": {"pass": 1, "fail": 1}}
    assert [error["rule"] for error in told["errors"]] == ["4.1"]


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (["--floor-f1", "0.6", "--floor-exact", "0.5"], 0, ""),
        (["--floor-f1", "0.9"], 1, "F1 is 0.6667, below --floor-f1 0.9"),
        (["--floor-exact", "0.51"], 1, "the share of right answers is 0.5, below --floor-exact 0.51"),
    ],
)
def test_floors(call: Call, cells: Path, options: list[str], code: int, told: str) -> None:
    ended, _, err = call("accuracy", cells, *options)
    assert ended == code
    assert told in err


def test_a_floor_that_cannot_be_told_is_not_reached(call: Call, cells: Path) -> None:
    labels(cells, {"agency": "office", "rule": "4.1", "status": "fail"})
    code, _, err = call("accuracy", cells, "--floor-f1", "0.1")
    assert (code, "F1 cannot be told" in err) == (1, True)


def test_the_day_is_the_options_first(call: Call, cells: Path) -> None:
    code, out, _ = call("accuracy", cells, "--as-of", "2024-11-01")
    assert code == 0
    assert "note: judged as of 2024-11-01, but the labels are true on 2026-01-15" in out
    assert "office 4.1: said not_due" in out


def test_a_finished_run_and_a_list_of_agencies_are_scored_alike(call: Call, tmp_path: Path) -> None:
    folder = labels(tmp_path / "sample", {**PASS, "evidence_url": "/code"}, MISS)
    with SmallSite({"/": HOME.replace(".html", ""), "/code": CODE}) as site:
        write_agencies(folder, agency_entry("office", site.url), agency_entry("other", "http://127.0.0.1:9/"))
        code, crawled, _ = call("accuracy", folder, "--as-of", "2026-01-15", "--errors", "0")
        assert code == 0
        asked = len(site.asked)
        call("check", "office", "--agencies", folder / "agencies.toml", "--as-of", "2026-01-15", "--out", "out")
        assert len(site.asked) > asked
    code, scored, _ = call("accuracy", folder, "--results", "out/results.json", "--errors", "0")
    assert (code, scored) == (0, crawled)
    assert "1 of 2  0.500" in scored


def test_pages_are_judged_as_inspect_does(call: Call, pages: Path) -> None:
    code, out, _ = call("accuracy", pages, "--format", "json", "--floor-exact", "1")
    told = json.loads(out)
    assert (code, told["labels"], told["unclear"]) == (0, "pages", 1)
    assert told["overall"]["present"]["tp"] == told["overall"]["present"]["tn"] == 1
    assert told["overall"]["decoys_called_present"] == {"part": 0, "whole": 1, "share": 0.0}


@pytest.mark.parametrize("option", [("--rules", "2568"), ("--as-of", "2026-01-15"), ("--results", "x.json")])
def test_options_that_pages_do_not_have(call: Call, pages: Path, option: tuple[str, str]) -> None:
    code, _, err = call("accuracy", pages, *option)
    assert (code, err.count("\n")) == (2, 1)
    assert f"{option[0]}: single pages are judged without it" in err


def test_only_unclear_pages_is_nothing(call: Call, pages: Path) -> None:
    labels(pages, {"page": "code.html", "evidence": "e-service", "present": "unclear"})
    code, _, err = call("accuracy", pages)
    assert (code, "nothing was scored" in err) == (3, True)


def test_markdown_goes_between_the_marks(call: Call, cells: Path, tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("before\n<!-- accuracy -->\nold\n<!-- /accuracy -->\nafter\n", encoding="utf-8")
    code, out, _ = call("accuracy", cells, "--format", "markdown", "--errors", "0", "--out", page)
    text = page.read_text(encoding="utf-8")
    assert (code, out) == (0, "")
    assert text.startswith("before\n<!-- accuracy -->\n")
    assert text.endswith("\n<!-- /accuracy -->\nafter\n")
    assert "| F1 ของ “ผ่าน” / F1 of pass |  | 0.667 |" in text
    call("accuracy", cells, "--out", tmp_path / "score.txt")
    assert "by agency" in (tmp_path / "score.txt").read_text(encoding="utf-8")


def broken_results(folder: Path, content: str) -> list[str | Path]:
    (folder / "r.json").write_text(content, encoding="utf-8")
    return ["--results", folder / "r.json"]


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        (lambda f: (f / "labels.jsonl").unlink(), 2, "labels.jsonl: no such file"),
        (labels, 3, "holds no label"),
        (lambda f: labels(f, {**PASS, "agency": "nobody"}), 2, "line 1: key 'agency': unknown agency 'nobody'"),
        (lambda f: labels(f, {**PASS, "rule": "9.9"}), 2, "line 1: key 'rule': pack 2568 has no rule '9.9'"),
        (lambda f: (f / "office" / "site.toml").unlink(), 2, "no sub-folder with a site.toml and no agencies.toml"),
        (lambda f: (f / "office" / "site.toml").write_text("kind = 1"), 2, "site.toml: key "),
        (lambda f: write_agencies(f, agency_entry("office", "http://127.0.0.1:9/")), 2, "is a sub-folder too"),
        (lambda f: (f / "set.toml").write_text('pack = "none"'), 2, "rule pack 'none': not found"),
        (lambda f: broken_results(f, "{"), 2, "r.json: not valid JSON"),
        (lambda f: broken_results(f, "[]"), 2, "r.json: not a JSON object"),
        (lambda f: broken_results(f, "{}"), 2, "r.json: key 'run' is missing"),
        (lambda _: ["--results", "no.json"], 2, "no.json: cannot be read"),
        (lambda _: ["--results", "no.json", "--as-of", "2026-01-15"], 2, "the run of --results has its own day"),
        (lambda _: ["--out", "no/such/folder.txt"], 2, "--out no/such/folder.txt: cannot be written"),
        (lambda _: ["--floor-f1", "2"], 2, "--floor-f1"),
    ],
)
def test_every_mistake_is_one_line(
    call: Call, cells: Path, change: Callable[[Path], Any], code: int, told: str
) -> None:  # fmt: skip
    changed = change(cells)
    options = changed if isinstance(changed, list) else []
    ended, _, err = call("accuracy", cells, *options)
    lines = [line for line in err.splitlines() if line.startswith("itacheck: ")]
    assert (ended, len(lines)) == (code, 1)
    assert told in lines[0]
    assert "Traceback" not in err


def test_results_of_another_pack_are_told(call: Call, cells: Path, tmp_path: Path) -> None:
    run = {
        "id": "r", "started": "2026-01-15T00:00:00Z", "finished": "2026-01-15T00:00:00Z", "as_of": "2026-01-15",
        "version": "0", "packs": [{"id": "oit", "digest": "d"}], "shard": None,
    }  # fmt: skip
    content = json.dumps({"schema": "itacheck/results/v1", "run": run, "agencies": []})
    code, _, err = call("accuracy", cells, *broken_results(tmp_path, content))
    assert (code, "holds no verdicts of pack 2568" in err) == (2, True)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_run_that_was_stopped_is_not_scored(tmp_path: Path) -> None:
    folder = labels(tmp_path / "sample", PASS)
    links = {"/": "".join(f'<a href="/p{n}">แผน {n}</a>' for n in range(200)), **{f"/p{n}": CODE for n in range(200)}}
    with SmallSite(links, delay=0.2) as site:
        write_agencies(folder, agency_entry("office", site.url, "crawl.max_seconds = 60\n"))
        running = subprocess.Popen(
            [*PYTHON, "accuracy", folder], cwd=tmp_path, env=surroundings(), encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            site.wait_for(6)
        finally:
            running.send_signal(signal.SIGINT)
            out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (4, "")
    assert "nothing was scored: run it again" in err
    assert "Traceback" not in err
