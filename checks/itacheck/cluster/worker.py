"""What a worker does: it opens a run once in its process and checks what it is given."""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from itacheck.crawl import Progress
from itacheck.model import Agency, AgencyResult
from itacheck.spread import Broke, Job, Opened

log = logging.getLogger(__name__)

Group = tuple[Agency, ...]
"""Agencies that share a host: one task, so that one worker asks the host, one agency after the other."""


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


@dataclass(slots=True)
class _Held:
    """One run in a worker's process."""

    opened: Opened
    stop: threading.Event
    closing: ExitStack


_held: dict[str, _Held] = {}
_jobs: dict[str, Job] = {}
_stopped: set[str] = set()
_guard = threading.Lock()


def check_group(run: str, job: Job | None, agencies: Group, limits: Sequence[float | None]) -> Answer:
    """Checks a group in a worker, and ends the worker when an agency takes too long.

    Args:
        run: what the run is called there.
        job: what to check with, opened once in a process; None: the worker was given it by `begin`.
        agencies: one after the other.
        limits: seconds for each; None: any time.
    """
    results: list[AgencyResult] = []
    if job is None and run not in _jobs:
        return Answer((), (), untold=True)
    try:
        opened = _opened(run, job)
        for agency, seconds in zip(agencies, limits, strict=True):
            with _in_time(agency, seconds):
                results.append(opened.check(agency))
    except Exception as error:  # noqa: BLE001 - it is raised again where it can be told
        return Answer(tuple(results), (), Broke.by(error))
    return Answer(tuple(results), opened.readers())


def begin(run: str, job: Job) -> None:
    """Gives a run's job to this process."""
    with _guard:
        _jobs[run] = job


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
        _jobs.pop(run, None)
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
            given = _jobs[run] if job is None else job
            _held[run] = _Held(closing.enter_context(given.open(asked, _untold)), asked, closing)
        return _held[run].opened


def _untold(_: Progress) -> None:
    """How far a crawl is does not leave its worker."""


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
