"""The work of a run that is not finished: results and journals of its agencies, for `check --resume`.

OUT/.work/run.json          whose work it is
OUT/.work/ID.json           the result of an agency that is finished
OUT/.work/ID.journal        what an agency that is not finished was answered so far

A file has its name only when it is whole, a journal holds whole outcomes only, and the folder goes when the run is
complete.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import Field, ValidationError

from itacheck.crawl import Journal, remove_journal
from itacheck.errors import ConfigurationError
from itacheck.files import replacing, safe_stem
from itacheck.model import Agency, AgencyResult, Cause, Strict

FOLDER = ".work"
MAX_AGE = timedelta(hours=24)
"""Pages of an older run are not what the sites show now."""

_RUN = "run.json"
_LOCK = "lock"


class Key(Strict):
    """What must be the same for work to be gone on with. The names of the fields stand in messages."""

    format: str = "itacheck/unfinished/v1"
    version: str
    """Of this program."""
    as_of: date
    packs: dict[str, str]
    """Id -> digest."""
    agencies: dict[str, str]
    """Id -> digest of the entry."""
    options: dict[str, str]
    """What else decides on the results: what helps to read, where pages are kept."""

    def made_by(self) -> dict[str, str]:
        """Agency id -> a short name of all that decides on its result, its pages apart."""
        return {
            agency: sha256(self.model_copy(update={"agencies": {agency: entry}}).model_dump_json().encode()).hexdigest()
            for agency, entry in self.agencies.items()
        }


class _Begun(Strict):
    """`run.json`."""

    key: Key
    started: datetime


class Finished(Strict):
    """The result of one agency."""

    result: AgencyResult
    readers: tuple[str, ...] = ()
    """What had helped to read something by then; see `RunResult.readers`."""
    silent: dict[str, Cause] = Field(default_factory=dict)
    """The addresses on hosts of others that did not answer, and why."""


class _Kept(Strict):
    """`ID.json` of a cache."""

    made_by: str
    finished: Finished


def digest_of(agency: Agency) -> str:
    """A short name of all that an entry says."""
    return sha256(agency.model_dump_json().encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Work:
    """A folder of unfinished work. It holds nothing open, so that it can be handed to another process."""

    folder: Path
    cache: Path | None = None
    """Where the journals of agencies that are finished go, for the next run; None: nowhere."""
    made_by: Mapping[str, str] = field(default_factory=dict)
    """Agency id -> a short name of all that its result is made by, its pages apart."""

    def earlier(self, agency_id: str) -> Journal | None:
        """What the last run was answered by an agency, to be opened; None without it."""
        path = self._kept(agency_id, ".journal")
        return Journal(path) if path is not None and path.exists() else None

    def last(self, agency_id: str) -> Finished | None:
        """The result of the last run, where it is made by the same means and by its answers alone."""
        path = self._kept(agency_id, ".json")
        try:
            kept = _Kept.model_validate_json(path.read_bytes()) if path is not None else None
        except (OSError, ValidationError):
            return None
        return kept.finished if kept is not None and kept.made_by == self.made_by.get(agency_id) else None

    def keep(self, agency_id: str, finished: Finished, *, by_answers_alone: bool) -> None:
        """Keeps the journal of an agency that is finished for the next run.

        Args:
            agency_id: whose.
            finished: its result.
            by_answers_alone: whether the same answers always give this result.

        Raises:
            OSError: it cannot be written.
        """
        new, path, result = (
            self._path(agency_id, ".journal"), self._kept(agency_id, ".journal"), self._kept(agency_id, ".json")
        )  # fmt: skip
        if path is None or result is None or not new.exists():
            return
        # First without the result, so that no result ever stands beside the journal of another run.
        result.unlink(missing_ok=True)
        remove_journal(path)
        _move(new, path)
        if by_answers_alone and agency_id in self.made_by:
            _write(result, _Kept(made_by=self.made_by[agency_id], finished=finished).model_dump_json(by_alias=True))

    def _kept(self, agency_id: str, ending: str) -> Path | None:
        return None if self.cache is None else self.cache / f"{safe_stem(agency_id)}{ending}"

    def journal(self, agency_id: str) -> Journal:
        """The journal of an agency, to be opened."""
        return Journal(self._path(agency_id, ".journal"))

    def finish(self, agency_id: str, finished: Finished, *, by_answers_alone: bool = False) -> None:
        """Notes that an agency need not be asked again. See `keep` for the arguments.

        Raises:
            OSError: it cannot be written.
        """
        told = finished.model_dump_json(by_alias=True)
        try:
            _write(self._path(agency_id, ".json"), told)
        except OSError:
            # On a full disk the journal makes room: it is larger, and of no use beside the result.
            remove_journal(self._path(agency_id, ".journal"))
            _write(self._path(agency_id, ".json"), told)
        self.keep(agency_id, finished, by_answers_alone=by_answers_alone)
        remove_journal(self._path(agency_id, ".journal"))

    def finished(self, agency_id: str) -> Finished | None:
        """The result of an agency that is finished; None where there is none, or it cannot be read."""
        try:
            return Finished.model_validate_json(self._path(agency_id, ".json").read_bytes())
        except (OSError, ValidationError):
            return None

    def has_finished(self, agency_id: str) -> bool:
        """Whether a result of an agency is there, which need not be readable: asking costs little."""
        return self._path(agency_id, ".json").exists()

    def begun(self, agencies: Sequence[Agency]) -> int:
        """How many agencies have a journal."""
        return sum(self._path(agency.id, ".journal").exists() for agency in agencies)

    def mark(self) -> str | None:
        """What tells this folder from one of the same name on another machine; None: it is not there."""
        try:
            return sha256((self.folder / _RUN).read_bytes()).hexdigest()
        except OSError:
            return None

    def _path(self, agency_id: str, ending: str) -> Path:
        return self.folder / f"{safe_stem(agency_id)}{ending}"


class Unfinished:
    """Holds the working folder of a run while it runs: no other process may work there.

    Args:
        out: the folder that the run writes to; there.
        key: what the run is.
        cache: where journals of earlier runs lie and go; there.
        now: the time of day, aware.

    Raises:
        ConfigurationError: on entering: another process is at work there, or the folder cannot be written.
    """

    def __init__(self, out: Path, key: Key, *, now: datetime, cache: Path | None = None) -> None:
        self._out = out
        self._key = key
        self._lock: sqlite3.Connection | None = None
        self.work = Work(out / FOLDER, cache, key.made_by())
        self.started = now
        """When the run began: that of the work that is gone on with."""

    def __enter__(self) -> Self:
        try:
            self.work.folder.mkdir(exist_ok=True)
            # The lock of a database is known to every system and ends with the process, however that ends.
            self._lock = sqlite3.connect(self.work.folder / _LOCK, timeout=0, isolation_level=None)
            self._lock.execute("BEGIN EXCLUSIVE")
        except (OSError, sqlite3.Error) as error:
            self.__exit__(None, None, None)
            if "locked" in str(error):
                raise ConfigurationError(
                    f"--out {self._out}: another itacheck is at work there", "wait for it, or choose another --out"
                ) from None
            told = getattr(error, "strerror", None) or error
            raise ConfigurationError(
                f"{self.work.folder}: cannot be written ({told})", "remove it, or choose another --out"
            ) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def unlike(self) -> str | None:
        """Why the work that lies there cannot be gone on with; empty: there is none; None: it can."""
        try:
            begun = _Begun.model_validate_json((self.work.folder / _RUN).read_bytes())
        except FileNotFoundError:
            return ""
        except (OSError, ValidationError):
            return "damaged, or of another version"
        for one in _SAME:
            if getattr(begun.key, one) != getattr(self._key, one):
                return _SAME[one].format(getattr(begun.key, one))
        if not timedelta() <= self.started - begun.started <= MAX_AGE:
            return f"begun at {begun.started:%Y-%m-%d %H:%M} UTC, which is too long ago"
        self.started = begun.started
        return None

    def begin(self) -> None:
        """Clears the folder and says whose it is from now on.

        Raises:
            ConfigurationError: it cannot be written.
        """
        try:
            for path in self.work.folder.iterdir():
                if path.name.startswith(_LOCK):
                    continue
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
            _write(self.work.folder / _RUN, _Begun(key=self._key, started=self.started).model_dump_json())
        except OSError as error:
            raise ConfigurationError(
                f"{self.work.folder}: cannot be written ({error.strerror})", "remove it, or choose another --out"
            ) from None

    def complete(self) -> None:
        """Removes the folder: there is nothing to go on with."""
        self.__exit__(None, None, None)
        shutil.rmtree(self.work.folder, ignore_errors=True)


_SAME: Mapping[str, str] = {
    "format": "of another version",
    "version": "of itacheck {}",
    "as_of": "judged as of {}",
    "packs": "of other rules",
    "agencies": "of other agencies, or their entries have changed",
    "options": "of a run with other options",
}


def _move(old: Path, new: Path) -> None:
    try:
        old.replace(new)
    except OSError:  # on another disk
        part = new.with_name(f".{new.name}.part")
        shutil.copyfile(old, part)
        part.replace(new)


def _write(path: Path, text: str) -> None:
    with replacing(path, durable=True) as file:
        file.write(text)
