"""The blocks of a page of docs/, and how each is run.

The word after the language says what becomes of a block:

    console test            each line after `$ ` is run; what is printed fits the lines below it (`...` is anything)
    console test exit=1     the same; the last command ends so, those before it with 0
    toml test file          a file, named by its first line, is written
    toml test add           these lines are put at its end
    toml test edit          the lines with these keys are replaced, tables are put at its end
    diff test               lines of a file are taken away and put in
    sh not run: REASON      what cannot be run here
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import pytest

import itacheck.cli
from itacheck.agencies import agency_of_url
from itacheck.demo import DemoProvince

DOCS = Path(__file__).resolve().parents[2] / "docs"
MADE = {DOCS / "reference" / "cli.md"}
"""Pages that are written by the program, and compared as a whole."""

SITES = {
    "www.example.go.th": "health-office",
    "province.example.go.th": "provincial-office",
    "district.example.go.th": "district-office",
    "closed.example.go.th": "commerce-office",
}
"""Host in docs/ -> the agency of the demo that is asked in its place."""
EXPIRES = "2027-03-31"
"""A day in docs/ that stands for one some months ahead."""

_FENCE = re.compile(r"^```(\w*)(?: +([^\n]*))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"^(?:# |<!-- )([\w./-]+)(?: -->)?$")
_FITS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Block:
    """A fenced block."""

    page: Path
    line: int
    language: str
    info: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.parent.name}/{self.page.name}:{self.line}"

    @property
    def runs(self) -> bool:
        return self.info.split(" ")[0] == "test"

    @property
    def reason(self) -> str | None:
        """Why it is not run."""
        return self.info.removeprefix("not run: ") if self.info.startswith("not run: ") else None


class Printed(Protocol):
    """What was printed since it was asked last."""

    def readouterr(self) -> tuple[str, str]: ...


def pages() -> list[Path]:
    return sorted(set(DOCS.rglob("*.md")) - MADE)


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, found.start()) + 1, found[1], found[2] or "", found[3])
        for found in _FENCE.finditer(text)
    ]


def stand_ins(province: DemoProvince, today: date) -> list[tuple[str, str]]:
    """What docs/ says -> what is there while the tests run."""
    urls = {agency.id: agency.url for agency in province.agencies}
    pairs = [(EXPIRES, (today + timedelta(days=120)).isoformat())]
    for host, agency_id in SITES.items():
        url = urls[agency_id]
        assert url is not None
        pairs += [
            (f"https://{host}/", url),
            (agency_of_url(f"https://{host}/").id, agency_of_url(url).id),
            (host, urlsplit(url).netloc),
        ]
    return pairs


class Reader:
    """Someone who does what a page says, in the current folder."""

    def __init__(self, printed: Printed, pairs: Iterable[tuple[str, str]]) -> None:
        self._printed = printed
        self._pairs = list(pairs)
        self.done = 0
        """Blocks."""

    def follow(self, page: Path) -> None:
        for block in blocks(page):
            if block.runs:
                self._do(block)
                self.done += 1

    def _do(self, block: Block) -> None:
        match block.language, block.info.split(" ")[1:]:
            case "console", [*exits]:
                self._console(block, int(exits[0].removeprefix("exit=")) if exits else 0)
            case "diff", []:
                _patch(self._real(block.text))
            case _, ["file" | "add" | "edit" as act]:
                first, _, rest = block.text.partition("\n")
                named = _NAMED.match(first)
                assert named, f"{block}: its first line names no file"
                self._file(act, Path(named[1]), self._real(rest))
            case _:
                pytest.fail(f"{block}: cannot be run: {block.info}")

    def _console(self, block: Block, last: int) -> None:
        commands = list(_commands(block.text))
        assert commands, f"{block}: no command"
        for number, (command, shown) in enumerate(commands, 1):
            code, told = self._run(command)
            assert code == (last if number == len(commands) else 0), f"{block}: $ {command}\n{told}"
            if shown:
                differs = f"{block}: $ {command}\nshown:\n{shown}\nprinted:\n{told}"
                assert doctest.OutputChecker().check_output(shown, told, _FITS), differs

    def _run(self, command: str) -> tuple[int, str]:
        program, *words = shlex.split(self._real(command))
        if program == "cd":
            os.chdir(words[0])
            return 0, ""
        assert program == "itacheck", f"only itacheck and cd can be run: {command}"
        self._printed.readouterr()
        code = _ended(words)
        out, err = self._printed.readouterr()
        return code, self._documented(out or err)

    def _file(self, act: str, path: Path, text: str) -> None:
        if act == "file":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif act == "add":
            path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + text, encoding="utf-8")
        else:
            _edit(path, text)

    def _real(self, text: str) -> str:
        for documented, real in self._pairs:
            text = text.replace(documented, real)
        return text

    def _documented(self, text: str) -> str:
        for documented, real in self._pairs:
            # A port may begin with the digits of another.
            text = re.sub(rf"{re.escape(real)}(?!\d)", documented, text)
        return text.replace(os.sep, "/")


def _ended(words: list[str]) -> int:
    with pytest.raises(SystemExit) as ended:
        itacheck.cli.main(words)
    assert isinstance(ended.value.code, int)
    return ended.value.code


def _commands(text: str) -> Iterator[tuple[str, str]]:
    """Each command, and what is shown below it; a backslash at the end of a line goes on in the next one."""
    for part in re.split(r"^\$ ", text.replace("\\\n", " "), flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def _edit(path: Path, block: str) -> None:
    text = path.read_text(encoding="utf-8")
    lines, tables, added = block.partition("\n[[")
    for line in filter(None, lines.splitlines()):
        key = line.partition(" = ")[0]
        (old,) = re.findall(rf"^{re.escape(key)} = .*$", text, flags=re.MULTILINE)
        text = text.replace(old, line)
    path.write_text(text + tables + added, encoding="utf-8")


def _patch(block: str) -> None:
    """Replaces the one place that the lines without `+` describe by those without `-`."""
    head, *lines = block.splitlines(keepends=True)
    path = Path(head.removeprefix("--- ").strip())
    text = path.read_text(encoding="utf-8")
    old = "".join(line[1:] for line in lines if line[0] in " -")
    assert text.count(old) == 1, f"{path} does not hold once:\n{old}"
    path.write_text(text.replace(old, "".join(line[1:] for line in lines if line[0] in " +")), encoding="utf-8")
