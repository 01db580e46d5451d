"""What is wrong in a file that people write: one line each, and how bad it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from itacheck.errors import ConfigurationError


class Level(StrEnum):
    """How bad it is."""

    ERROR = "error"
    """The rules cannot be used, or would tell a reader nothing."""
    WARNING = "warning"
    """They work; a verdict may rest on something that nobody has shown to be right."""
    NOTE = "note"
    """Told only to who asks for everything."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong."""

    level: Level
    file: str
    key: str
    """The key in the file, with dots; empty where it is about the whole file."""
    what: str
    todo: str

    @property
    def line(self) -> str:
        """`file: key: what, what to do`."""
        where = f"{self.file}: {self.key}" if self.key else self.file
        return f"{where}: {self.what}, {self.todo}"


_PLACED = re.compile(r"(?P<file>.+?\.toml): (?:key '(?P<key>[^']+)': )?(?P<what>.+)", re.DOTALL)


def problem_of(error: ConfigurationError, file: str) -> Problem:
    """An error of the loader as a problem; `file` where it names none itself."""
    placed = _PLACED.fullmatch(error.what)
    if placed is None:
        return Problem(Level.ERROR, file, "", error.what, error.todo or "correct it")
    return Problem(Level.ERROR, placed["file"], placed["key"] or "", placed["what"], error.todo or "correct it")


def exit_code(problems: Iterable[Problem], *, strict: bool = False) -> int:
    """2 when a file is wrong (with `strict`: also when there is a warning), else 0."""
    levels = {problem.level for problem in problems}
    return 2 if Level.ERROR in levels or (strict and Level.WARNING in levels) else 0
