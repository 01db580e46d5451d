"""Reads a metrics file while it grows, and what the last run in it has come to."""

from __future__ import annotations

import os
import stat
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from itacheck.errors import ConfigurationError

from .model import LINES, AgencyLine, Begun, Ended, Underway

MAX_LINE = 1_000_000
"""Bytes; what is longer is no line of ours."""
_PIECE = 1_048_576
_FINISHED_KEPT = 5
_SILENT, _MANY = 30.0, 4


class NoMetricsError(ConfigurationError):
    """What is to be watched is not there, or no metrics file."""


@dataclass(slots=True)
class Seen:
    """What the last run of a file has come to."""

    begun: Begun | None = None
    underway: Underway | None = None
    ended: Ended | None = None
    last: datetime | None = None
    """The time of the latest line."""
    done: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    finished: list[AgencyLine] = field(default_factory=list)
    """The latest ones."""
    ids: set[str] = field(default_factory=set)

    def take(self, told: Underway | AgencyLine | Ended) -> None:
        """Takes the next line of the run."""
        self.last = told.time
        if isinstance(told, Underway):
            self.underway = told
        elif isinstance(told, Ended):
            self.ended = told
        elif told.id not in self.ids:
            self.ids.add(told.id)
            self._finish(told)

    def silent(self, now: datetime) -> float | None:
        """Seconds since anything was heard of a run that should have said something; None: all is well."""
        if self.begun is None or self.last is None or self.ended is not None:
            return None
        seconds = (now - self.last).total_seconds()
        return seconds if seconds > max(_SILENT, _MANY * self.begun.every) else None

    def _finish(self, told: AgencyLine) -> None:
        self.done += 1
        self.statuses[told.status] += 1
        self.verdicts.update(told.verdicts)
        if told.cause is not None:
            self.causes[told.cause] += 1
        self.finished = [*self.finished, told][-_FINISHED_KEPT:]


class Follower:
    """Follows a file as it grows; a file that is put in its place is read from its beginning.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at, self._file = 0, (0, 0)
        self._rest = b""
        self.seen = Seen()

    def look(self) -> Seen:
        """Reads what is new.

        Raises:
            NoMetricsError: the file is not there, is not readable, or holds nothing of a run.
        """
        try:
            with open(self._path, "rb", opener=_without_waiting) as file:
                told = os.fstat(file.fileno())
                if not stat.S_ISREG(told.st_mode):
                    raise NoMetricsError(f"{self._path}: not a file", "name the file of check --metrics, or --out")
                if (told.st_dev, told.st_ino) != self._file or told.st_size < self._at:
                    self._at, self._file, self._rest, self.seen = 0, (told.st_dev, told.st_ino), b"", Seen()
                file.seek(self._at)
                while piece := file.read(_PIECE):
                    self._at += len(piece)
                    self._take(piece)
        except FileNotFoundError:
            raise NoMetricsError(f"{self._path}: no run has written there yet", "start itacheck check first") from None
        except OSError as error:
            told_ = error.strerror or str(error)
            raise NoMetricsError(f"{self._path}: cannot be read ({told_})", "check the path and its rights") from None
        if self.seen.begun is None:
            raise NoMetricsError(
                f"{self._path}: tells of no run", "name the file of itacheck check --metrics, or its --out folder"
            )
        return self.seen

    def _take(self, piece: bytes) -> None:
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            told = _line(line)
            if isinstance(told, Begun):
                self.seen = Seen(begun=told, last=told.time)
            elif told is not None and self.seen.begun is not None:
                self.seen.take(told)
        # A line that never ends is not kept; its end is then a strange one.
        self._rest = self._rest[: MAX_LINE + 1]


def _line(line: bytes) -> Begun | Underway | AgencyLine | Ended | None:
    """A line of ours; None: it is none, it is torn, or a newer version writes it."""
    try:
        return LINES.validate_json(line) if len(line) <= MAX_LINE else None
    except ValidationError:
        return None


def _without_waiting(path: str, flags: int) -> int:
    # A pipe without a writer would be waited for.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
