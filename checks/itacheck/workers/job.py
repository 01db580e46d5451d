"""What the workers of an executor are given, and what comes of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import NoReturn, Protocol

from itacheck.crawl import Draws, Progress
from itacheck.errors import ItacheckError
from itacheck.model import Agency, AgencyResult
from itacheck.read import Documents

Group = tuple[Agency, ...]
"""Agencies that share a host: one task, so that one worker asks the host, one agency after the other."""


def _untold(_: Progress) -> None:
    """How far a crawl is does not leave its worker."""


@dataclass(frozen=True, slots=True)
class Here:
    """What a worker has at hand."""

    stop: threading.Event = field(default_factory=threading.Event)
    """Asks the crawls to end; what they have is still judged."""
    progress: Callable[[Progress], None] = _untold
    documents: Documents | None = None
    """Reads them for all workers; None: each has its own."""
    browser: Draws | None = None
    """The same."""


class Opened(Protocol):
    """What a worker checks agencies with."""

    def check(self, agency: Agency) -> AgencyResult:
        """Checks one; called from several threads."""

    def readers(self) -> tuple[str, ...]:
        """What helped to read something so far."""


class Job(Protocol):
    """What workers are given: it can be pickled."""

    def open(self, here: Here) -> AbstractContextManager[Opened]:
        """What to check with; closed at the end."""


@dataclass(frozen=True, slots=True)
class Lost:
    """An agency whose worker died, and died again when it was tried alone."""

    agency: Agency
    why: str = "its process died, and died again when it was tried alone"


@dataclass(frozen=True, slots=True)
class Broke:
    """What an agency, or the start of a worker, raised elsewhere."""

    kind: type[Exception]
    words: tuple[str, ...]

    @classmethod
    def by(cls, error: Exception) -> Broke:
        """Says it so that it can be pickled, whatever the error holds."""
        if isinstance(error, ItacheckError):
            return cls(type(error), (error.what, error.todo))
        return cls(RuntimeError, (f"{type(error).__name__}: {error}",))

    def throw(self) -> NoReturn:
        """Raises it here."""
        raise self.kind(*self.words)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker tells of a group."""

    results: tuple[AgencyResult, ...]
    readers: tuple[str, ...]
    """What helped to read something there so far."""
    broke: Broke | None = None
    """What an agency raised; then those after it are not checked."""
    untold: bool = False
    """Nobody gave the run to this worker: its scheduler was started anew."""
