"""What a worker does: it opens a run once in its process and checks what it is given."""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from itacheck.model import Agency, AgencyResult

from .job import Answer, Broke, Group, Here, Job, Opened

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Held:
    """One run in a worker's process."""

    opened: Opened
    stop: threading.Event
    closing: ExitStack


_held: dict[str, _Held] = {}
_given: dict[str, tuple[Job, Here]] = {}
_stopped: set[str] = set()
_guard = threading.Lock()


@dataclass(frozen=True, slots=True)
class Task:
    """Checks a group in a worker, and ends the worker when an agency takes too long."""

    run: str
    """What the run is called there."""
    job: Job | None
    """What to check with, opened once in a process; None: the worker was given it by `begin`."""
    agencies: Group
    """One after the other."""
    limits: tuple[float | None, ...]
    """Seconds for each; None: any time."""

    @property
    def seconds(self) -> float | None:
        """How long it may take in all; None: any time."""
        limits = [one for one in self.limits if one is not None]
        return sum(limits) if len(limits) == len(self.limits) else None

    def __call__(self) -> Answer:
        """Does it."""
        results: list[AgencyResult] = []
        if self.job is None and self.run not in _given:
            return Answer((), (), untold=True)
        try:
            opened = _opened(self.run, self.job)
            for agency, seconds in zip(self.agencies, self.limits, strict=True):
                with _in_time(agency, seconds):
                    results.append(opened.check(agency))
        except Exception as error:  # noqa: BLE001 - it is raised again where it can be told
            return Answer(tuple(results), (), Broke.by(error))
        return Answer(tuple(results), opened.readers())


def begin(run: str, job: Job, here: Here | None = None) -> None:
    """Gives a run's job to this process."""
    with _guard:
        _given[run] = job, here or Here()


def stop(run: str) -> None:
    """Asks the crawls of a run in this process to end; what they have is still judged."""
    with _guard:
        _stopped.add(run)
        if run in _held:
            _held[run].stop.set()


def end(run: str) -> None:
    """Closes what a run has open in this process."""
    with _guard:
        held = _held.pop(run, None)
        _given.pop(run, None)
        _stopped.discard(run)
    if held is not None:
        held.closing.close()


def _opened(run: str, job: Job | None) -> Opened:
    with _guard:
        if run not in _held:
            # Documents are read in children, which a cluster's workers may not have as they are started.
            multiprocessing.current_process().daemon = False
            asked, closing = threading.Event(), ExitStack()
            if run in _stopped:
                asked.set()
            given, here = _given[run] if job is None else (job, Here())
            _held[run] = _Held(closing.enter_context(given.open(replace(here, stop=asked))), asked, closing)
        return _held[run].opened


@contextmanager
def _in_time(agency: Agency, seconds: float | None) -> Iterator[None]:
    """Ends this process when the block takes longer: a thread cannot be ended."""
    if seconds is None:
        yield
        return

    def late() -> None:
        log.error("agency %s: takes too long, its process is ended", agency.id)
        os._exit(1)

    timer = threading.Timer(seconds, late)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
