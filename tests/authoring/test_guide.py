"""CONTRIBUTING.md, "Write a rule on a new evidence type in 15 minutes": what it says is done here, word for word."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

import itacheck.cli
from itacheck.border import read_toml

GUIDE = Path(__file__).resolve().parents[2] / "CONTRIBUTING.md"
SECTION = re.compile(r"^## Write a rule on a new evidence type in 15 minutes\n(.+?)^##", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(sh|toml)\n(.+?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> Iterator[tuple[str, str]]:
    text = GUIDE.read_text(encoding="utf-8")
    section = SECTION.search(text)
    assert section is not None
    yield from BLOCK.findall(section[1])


def command(line: str) -> None:
    """Runs one line of the section; `# 2` behind it is how it must end."""
    words, _, ends = line.partition("  # ")
    program, *arguments = shlex.split(words)
    assert program == "itacheck"
    with pytest.raises(SystemExit) as ended:
        itacheck.cli.main(arguments)
    assert ended.value.code == int(ends or 0), line


def edit(block: str) -> None:
    """Changes the lines of a file that the block shows, and adds its tables at the end."""
    first, _, rest = block.partition("\n")
    path = Path(first.removeprefix("# "))
    lines, tables, added = rest.partition("\n[[")
    text = path.read_text(encoding="utf-8")
    for line in filter(None, lines.splitlines()):
        key = line.partition(" = ")[0]
        (old,) = re.findall(rf"^{re.escape(key)} = .*$", text, flags=re.MULTILINE)
        text = text.replace(old, line)
    path.write_text(text + tables + added, encoding="utf-8")


def test_the_guide_ends_with_a_rule_that_passes_and_shows_in_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for kind, block in blocks():
        if kind == "toml":
            edit(block)
        else:
            for line in block.splitlines():
                command(line)
    told = capsys.readouterr().out
    assert "0 errors, 0 warnings" in told
    assert "0 failed" in told
    results = json.loads((tmp_path / "my-report" / "results.json").read_text(encoding="utf-8"))
    statuses = {
        agency["id"]: verdict["status"]
        for agency in results["agencies"]
        for verdict in agency["verdicts"]
        if (verdict["pack"], verdict["rule"]) == ("my-rules", "1.1")
    }
    assert statuses["provincial-office"] == "pass"
    assert "fail" in statuses.values()
    page = (tmp_path / "my-report" / "rules.html").read_text(encoding="utf-8")
    assert "เผยแพร่ประวัติของหน่วยงาน" in page
    assert "ประวัติ → ความเป็นมา / หน่วยงาน" in page
    assert read_toml(tmp_path / "my-rules" / "1" / "1.1.toml")["severity"] == "low"
