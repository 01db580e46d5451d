"""Everything that one crawl was answered, on disk as it comes: to have it again without asking.

A run that was killed goes on from its journal; the journal of an earlier run says what may still be as it was.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import TypeAdapter

from .transport import Answered

_LEVEL = 1
"""Of zlib: a page is written in half a millisecond."""
_FORMAT = 1
_SET_UP = f"""
CREATE TABLE answer (number INTEGER PRIMARY KEY, url TEXT, keep INTEGER, spent REAL, at TEXT, told TEXT, body BLOB);
CREATE INDEX by_url ON answer (url);
PRAGMA user_version = {_FORMAT};
"""
_ANSWERED = TypeAdapter(Answered)

_log = logging.getLogger(__name__)


class DamagedJournalError(Exception):
    """A journal that cannot be read: cut off, overwritten, or none of ours."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it was noted."""

    answered: Answered
    spent: float
    """Seconds of the crawl until then."""


class Journal:
    """The answers to one crawl, in the order of asking. Used in the thread of the crawl.

    Each is written as one transaction, so a process that is killed leaves whole ones only; what was not answered is
    not there and is asked again. When the disk fails the crawl goes on without it.

    Args:
        path: the file; its answers, where it is there, are given out again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._taken: Counter[tuple[str, int | None]] = Counter()
        self._told = 0
        self._database: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        try:
            self._database = _opened(self.path)
        except (sqlite3.Error, DamagedJournalError) as error:
            _log.warning("%s: damaged, not used: %s", self.path.name, error)
            try:
                remove_journal(self.path)
                self._database = _opened(self.path)
            except (sqlite3.Error, DamagedJournalError, OSError) as again:
                _log.warning("%s: cannot be written, so this agency cannot be resumed: %s", self.path, again)
                return self
        (self._told,) = self._database.execute("SELECT coalesce(max(number), 0) FROM answer").fetchone()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Writes what is open, and leaves one file."""
        if self._database is not None:
            with suppress(sqlite3.Error):
                self._database.close()
            self._database = None

    @property
    def answers(self) -> int:
        """How many answers were there when it was opened."""
        return self._told

    def recall(self, url: str, keep: int | None) -> Told | None:
        """What an earlier try of this crawl was answered, each answer once and in order; None: it has to be asked.

        Args:
            url: as asked.
            keep: how much of the body was wanted; see `Fetcher.fetch`.
        """
        if self._database is None or not self._told:
            return None
        offset = self._taken[url, keep]
        told = self._one(
            "SELECT spent, at, told, body FROM answer WHERE url = ? AND keep IS ? AND number <= ?"
            " ORDER BY number LIMIT 1 OFFSET ?",
            (url, keep, self._told, offset),
        )
        if told is not None:
            self._taken[url, keep] += 1
        return told

    def latest(self, url: str, keep: int | None) -> Told | None:
        """What was answered last; None without an answer."""
        return self._one(
            "SELECT spent, at, told, body FROM answer WHERE url = ? AND keep IS ? ORDER BY number DESC LIMIT 1",
            (url, keep),
        )

    def all(self) -> Iterator[Told]:
        """Every answer, in order."""
        for number in range(1, self._told + 1):
            told = self._one("SELECT spent, at, told, body FROM answer WHERE number = ?", (number,))
            if told is not None:
                yield told

    def rewind(self) -> None:
        """Gives out everything that was noted so far again, as if another process had noted it."""
        if self._database is not None:
            (self._told,) = self._database.execute("SELECT coalesce(max(number), 0) FROM answer").fetchone()
            self._taken.clear()

    def note(self, answered: Answered, *, at: datetime, spent: float) -> None:
        """Writes an answer down.

        Args:
            answered: what to write.
            at: when it came, aware.
            spent: seconds of the crawl until then.
        """
        if self._database is None:
            return
        body = zlib.compress(answered.exchange.body, _LEVEL)
        try:
            text = _ANSWERED.dump_json(answered, exclude={"exchange": {"body", "at"}}).decode()
            self._database.execute(
                "INSERT INTO answer (url, keep, spent, at, told, body) VALUES (?, ?, ?, ?, ?, ?)",
                (answered.url, answered.keep, spent, at.isoformat(), text, body),
            )
        except (sqlite3.Error, ValueError) as error:
            _log.warning("%s: cannot be written, so this agency cannot be resumed: %s", self.path, error)
            self.close()
            # A journal with gaps would not tell what was asked.
            with suppress(OSError):
                remove_journal(self.path)

    def _one(self, query: str, values: tuple[Any, ...]) -> Told | None:
        if self._database is None:
            return None
        try:
            row = self._database.execute(query, values).fetchone()
            return None if row is None else _told(*row)
        except (sqlite3.Error, zlib.error, ValueError, TypeError, KeyError) as error:
            _log.warning("%s: damaged: %s is asked again: %s", self.path.name, values[0], error)
            return None


def remove_journal(path: Path) -> None:
    """Removes a journal and what its database may have left beside it; harmless when it is gone.

    Raises:
        OSError: it cannot be removed.
    """
    for ending in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{ending}").unlink(missing_ok=True)


def _opened(path: Path) -> sqlite3.Connection:
    new = not path.exists()
    database = sqlite3.connect(path, isolation_level=None)
    try:
        # A killed process loses nothing that it gave to the system; only a machine that dies may, which is seen.
        database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;")
        if new:
            database.executescript(f"BEGIN; {_SET_UP} COMMIT;")
        _check(database)
    except BaseException:
        database.close()
        raise
    return database


def _check(database: sqlite3.Connection) -> None:
    """Whether it is whole and ours.

    Raises:
        DamagedJournalError: it is not.
        sqlite3.Error: it cannot be read at all.
    """
    (version,) = database.execute("PRAGMA user_version").fetchone()
    (state,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if version != _FORMAT or state != "ok":
        raise DamagedJournalError(f"format {version}, {state}")


def _told(spent: float, at: str, text: str, body: bytes) -> Told:
    data = json.loads(text)
    # zlib's own checksum says whether the body is whole.
    data["exchange"] |= {"body": zlib.decompress(body), "at": at}
    return Told(_ANSWERED.validate_python(data), spent)
