"""The action: what its scripts do, and that its documentation says what it takes and gives."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ..small_site import SmallSite, agency_entry, write_agencies
from ..test_cli import PAGES
from .runner import ROOT, Runner, Step, load, script

ACTION = load(ROOT / "action.yml")
READMES = ["README.md", "README.th.md"]
RUNNER = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("bash") is None, reason="the steps are made for a runner with Linux"
)
DEFAULTS = {name: str(one["default"]) for name, one in ACTION["inputs"].items()}
GATE = "Fail where that was asked for, or where the run was not complete"


def section(name: str) -> str:
    """What a README says of running on GitHub."""
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.search(r"^### .*GitHub$(.*?)^### ", text, re.MULTILINE | re.DOTALL)
    assert found, name
    return found[1]


@pytest.mark.parametrize("name", READMES)
def test_every_input_and_output_is_documented_with_its_default(name: str) -> None:
    inputs, outputs = section(name).split("    - uses: ")[-1].split("| `code` |")
    rows = dict(re.findall(r"^\| `([\w-]+)` \| ?`?([^`|]*?)`? ?\| ", inputs, re.MULTILINE))
    assert rows == DEFAULTS
    assert ["code", *re.findall(r"^\| `([\w-]+)` \|", outputs, re.MULTILINE)] == list(ACTION["outputs"])


@pytest.mark.parametrize("name", READMES)
def test_five_lines_are_enough(name: str) -> None:
    lines = [line for line in section(name).splitlines() if line.startswith("    ")]
    assert len(lines) == 5
    steps: list[dict[str, Any]] = yaml.safe_load("\n".join(lines))
    assert re.fullmatch(r"actions/checkout@[0-9a-f]{40}", steps[0]["uses"])
    assert set(steps[1]["with"]) <= set(ACTION["inputs"])


def test_every_input_is_described_in_both_languages_and_used() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    for name, one in ACTION["inputs"].items():
        assert re.search(r"[A-Za-z]{3}.* / .*[\u0e01-\u0e5b]", one["description"]), name
        assert f"inputs.{name}" in text, name


def test_its_actions_are_pinned_and_its_scripts_hold_no_expression() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert "uses" in step or step["shell"] == "bash"
        if "uses" in step:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"])


# ---------------------------------------------------------------- its scripts


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    made = Runner(tmp_path / "work")
    made.env["BIN"] = str(tmp_path / ".work-tools")
    return made


def act(runner: Runner, **inputs: str) -> dict[str, Step]:
    """The steps after the installation, with inputs as they are given to the action (`_` for `-`)."""
    given = {**DEFAULTS, "as-of": "2026-01-15", **{name.replace("_", "-"): value for name, value in inputs.items()}}
    env = {name.upper().replace("-", "_"): value for name, value in given.items()}
    steps = {"check": runner.run(script(ACTION["runs"], "Check"), **env)}
    code = steps["check"].outputs["code"]
    steps["tell"] = runner.run(script(ACTION["runs"], "Tell"), **env, CODE=code)
    steps["gate"] = runner.run(script(ACTION["runs"], GATE), CODE=steps["tell"].outputs["code"])
    return steps


@RUNNER
def test_findings_are_told_and_make_it_red_where_asked(runner: Runner) -> None:
    with SmallSite(PAGES) as site:
        write_agencies(runner.folder, agency_entry("a", site.url), agency_entry("b", None))
        steps = act(runner)
        assert {name: step.code for name, step in steps.items()} == {"check": 0, "tell": 0, "gate": 0}, steps
        assert steps["check"].outputs == {
            "code": "0", "results": "reports/results.json", "report": "reports/index.html"
        }  # fmt: skip
        assert "ผลการตรวจเว็บไซต์หน่วยงาน" in steps["tell"].summary
        assert (runner.folder / "reports" / "report.xlsx").is_file()
        assert act(runner, fail_on="error, fail")["gate"].code == 1
        assert act(runner, fail_on="error,unreachable")["gate"].code == 4


@RUNNER
def test_an_address_needs_no_file(runner: Runner) -> None:
    with SmallSite(PAGES) as site:
        steps = act(runner, select=site.url, out="my report")
    assert (steps["check"].code, steps["gate"].code) == (0, 0), steps
    assert (runner.folder / "my report" / "results.json").is_file()


@RUNNER
@pytest.mark.parametrize(
    ("inputs", "code", "line"),
    [
        ({}, 2, "agencies.toml: no such file"),
        ({"select": "--version"}, 2, ""),
        ({"select": "$(touch hacked)"}, 2, ""),
        ({"select": "`touch hacked`; touch hacked"}, 2, ""),
        ({"fail_on": "everything"}, 2, "everything"),
        ({"rules": "no-such-pack"}, 2, "no-such-pack"),
        ({"as_of": "tomorrow"}, 2, "tomorrow"),
    ],
)
def test_wrong_inputs_are_red_with_one_line(runner: Runner, inputs: dict[str, str], code: int, line: str) -> None:
    steps = act(runner, **inputs)
    assert (steps["check"].outputs["code"], steps["gate"].code) == (str(code), code)
    assert line in steps["check"].log
    assert len(steps["check"].log.splitlines()) == 1
    assert not (runner.folder / "hacked").exists()


@RUNNER
@pytest.mark.parametrize("full", ["true", "false"])
def test_it_is_installed_apart_from_the_lock(runner: Runner, tmp_path: Path, full: str) -> None:
    tools = tmp_path / ".work-tools"
    # What the steps call, written down instead of done.
    (tools / "sudo").write_text('#!/bin/sh\necho "sudo $*" >>called.txt\n', encoding="utf-8")
    (tools / "python").write_text(
        '#!/bin/sh\necho "python $*" >>called.txt\n'
        '[ "$2" = venv ] && mkdir -p "$3/bin" && cp "$0" "$3/bin/python"\nexit 0\n',
        encoding="utf-8",
    )
    for tool in ("sudo", "python"):
        (tools / tool).chmod(0o755)
    step = runner.run(
        script(ACTION["runs"], "Install"), FULL=full, PYTHON=str(tools / "python"), GITHUB_ACTION_PATH=str(ROOT)
    )
    assert step.code == 0, step.log
    assert step.outputs == {"bin": f"{tools}/temp/itacheck/bin"}
    called = (runner.folder / "called.txt").read_text(encoding="utf-8")
    assert "--require-hashes" in called
    assert f"--no-deps --no-build-isolation {ROOT}" in called
    assert ("tesseract-ocr-tha" in called) is (full == "true")
    named = re.findall(r"-r (\S+)", called)
    assert named
    assert all(Path(lock).is_file() for lock in named)
