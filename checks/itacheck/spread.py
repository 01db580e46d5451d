"""Spreads agencies over processes: processes compute, and the threads in each of them wait."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from logging.handlers import QueueHandler
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol

from itacheck.crawl import Progress
from itacheck.errors import ItacheckError
from itacheck.model import Agency, AgencyResult

FEWEST = 2
"""Agencies for which a process of their own is worth its start."""


class Opened(Protocol):
    """What a process checks agencies with."""

    def check(self, agency: Agency) -> AgencyResult:
        """Checks one; called from several threads."""

    def readers(self) -> tuple[str, ...]:
        """What helped to read something so far."""


class Job(Protocol):
    """What processes are given: it can be pickled."""

    def open(self, stop: threading.Event, progress: Callable[[Progress], None]) -> AbstractContextManager[Opened]:
        """What to check with; closed at the end."""


@dataclass(frozen=True, slots=True)
class Lost:
    """An agency whose process died."""

    agency: Agency


@dataclass(frozen=True, slots=True)
class _Ended:
    """A process has done all that it was given."""

    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Broke:
    """What a process raised."""

    kind: type[Exception]
    words: tuple[str, ...]

    @classmethod
    def by(cls, error: Exception) -> _Broke:
        """Says it so that it can be pickled, whatever the error holds."""
        if isinstance(error, ItacheckError):
            return cls(type(error), (error.what, error.todo))
        return cls(RuntimeError, (f"{type(error).__name__}: {error}",))


_STOP = "stop"


def processes_for(agencies: int, jobs: int) -> int:
    """How many processes suit so many agencies, of which `jobs` are checked at the same time."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, jobs, agencies // FEWEST))


@dataclass(slots=True, eq=False)
class _Hand:
    """One process, and what it is at."""

    process: Any
    line: Connection[Any, Any]
    at: dict[str, Agency]


class Spread:
    """Some processes at one job.

    Args:
        job: what each process opens.
        agencies: who is checked.
        processes: how many of them.
        jobs: agencies checked at the same time, in all of them together.
    """

    def __init__(self, job: Job, agencies: Sequence[Agency], *, processes: int, jobs: int) -> None:
        self.readers: set[str] = set()
        """What helped to read something, when all is done."""
        self._left = deque(agencies)
        self._threads = max(1, -(-jobs // processes))
        # A fork of a process that has threads may hang, so they start afresh.
        context = get_context("spawn")
        self._hands: list[_Hand] = []
        for _ in range(processes):
            ours, theirs = context.Pipe()
            level = logging.getLogger().getEffectiveLevel()
            process = context.Process(target=_work, args=(theirs, job, self._threads, level))
            process.start()
            theirs.close()
            self._hands.append(_Hand(process, ours, {}))

    def outcomes(self, *, stop: threading.Event, seconds: float = 0.5) -> Iterator[AgencyResult | Progress | Lost]:
        """What comes of the agencies, as it comes.

        Args:
            stop: asks the crawls to end, and what they have is still judged.
            seconds: how often that is looked at.

        Raises:
            ItacheckError: a process could not begin, or an agency raised it.
            RuntimeError: an agency raised something else.
        """
        for hand in self._hands:
            for _ in range(self._threads):
                self._give(hand)
        told = False
        while self._hands:
            if stop.is_set() and not told:
                told = True
                for hand in self._hands:
                    _send(hand, _STOP)
            for ready in wait([hand.line for hand in self._hands], timeout=seconds):
                yield from self._heard(next(hand for hand in self._hands if hand.line is ready))
        # All of them died.
        yield from map(Lost, self._left)

    def close(self) -> None:
        """Ends what still runs."""
        for hand in self._hands:
            hand.line.close()
            hand.process.terminate()
            hand.process.join()
        self._hands.clear()

    def _heard(self, hand: _Hand) -> Iterator[AgencyResult | Progress | Lost]:
        try:
            said = hand.line.recv()
        except (EOFError, OSError):
            said = None
        match said:
            case AgencyResult():
                hand.at.pop(said.id, None)
                self._give(hand)
                yield said
            case Progress():
                yield said
            case logging.LogRecord():
                if (log := logging.getLogger(said.name)).isEnabledFor(said.levelno):
                    log.handle(said)
            case _Broke():
                raise said.kind(*said.words)
            case _Ended():
                self.readers.update(said.readers)
            case _:
                self._hands.remove(hand)
                hand.process.join()
                yield from map(Lost, hand.at.values())

    def _give(self, hand: _Hand) -> None:
        if self._left:
            agency = self._left.popleft()
            hand.at[agency.id] = agency
            _send(hand, agency)
        elif not hand.at:
            _send(hand, None)


def _send(hand: _Hand, what: object) -> None:
    with suppress(OSError):  # it died, which is heard soon
        hand.line.send(what)


class _Logged(QueueHandler):
    """Gives log records to the process that started this one."""

    def __init__(self, tell: Callable[[object], None]) -> None:
        super().__init__(None)  # type: ignore[arg-type]
        self._tell = tell

    def enqueue(self, record: logging.LogRecord) -> None:
        self._tell(record)


def _work(line: Connection[Any, Any], job: Job, threads: int, level: int) -> None:
    """What each process does: checks the agencies that it is given until there are no more."""
    # Ctrl-C goes to every process of a terminal; the first one decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lock, stop = threading.Lock(), threading.Event()

    def tell(message: object) -> None:
        with lock, suppress(OSError):
            line.send(message)

    def check(opened: Opened, agency: Agency) -> None:
        try:
            tell(opened.check(agency))
        except Exception as error:  # noqa: BLE001 - the same
            tell(_Broke.by(error))

    logging.basicConfig(level=level, handlers=[_Logged(tell)])
    try:
        with job.open(stop, tell) as opened, ThreadPoolExecutor(threads) as pool:
            while (given := _next(line)) is not None:
                if given == _STOP:
                    stop.set()
                else:
                    pool.submit(check, opened, given)
            pool.shutdown()
            tell(_Ended(opened.readers()))
    except Exception as error:  # noqa: BLE001 - it is raised again where it can be told
        tell(_Broke.by(error))


def _next(line: Connection[Any, Any]) -> Any:
    try:
        return line.recv()
    except (EOFError, OSError):
        # The process that wants the answers is gone, and the threads would go on asking for them.
        os._exit(1)
