"""Spreads agencies over processes: processes compute, and the threads in each of them wait."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from logging.handlers import QueueHandler
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, NoReturn, Protocol

from itacheck.crawl import Progress
from itacheck.errors import ItacheckError
from itacheck.model import Agency, AgencyResult

FEWEST = 2
"""Agencies for which a process of their own is worth its start."""

log = logging.getLogger(__name__)


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
    """An agency whose process died, and died again when it was tried alone."""

    agency: Agency
    why: str = "its process died, and died again when it was tried alone"


@dataclass(frozen=True, slots=True)
class _Ended:
    """A process has done all that it was given."""

    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Broke:
    """What an agency, or the start of a process, raised elsewhere."""

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
    alone: bool
    """Whether it was started for one agency, which another process did not survive."""
    given: bool = False
    at: dict[str, Agency] = field(default_factory=dict)
    until: dict[str, float] = field(default_factory=dict)
    """Agency id -> the time by which it must be done."""


class Spread:
    """Some processes at one job.

    A process that dies is replaced. What it was at is tried once more, each agency alone in a process of its own, so
    that one on which processes die takes no other with it.

    Args:
        job: what each process opens.
        agencies: who is checked.
        processes: how many of them.
        jobs: agencies checked at the same time, in all of them together.
        limit: seconds that an agency may take before its process is ended; None: any time.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        job: Job,
        agencies: Sequence[Agency],
        *,
        processes: int,
        jobs: int,
        limit: Callable[[Agency], float | None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.readers: set[str] = set()
        """What helped to read something, when all is done."""
        self._job = job
        self._limit = limit
        self._clock = clock
        self._left = deque(agencies)
        self._again: deque[Agency] = deque()
        self._processes = processes
        self._threads = max(1, -(-jobs // processes))
        self._stopping = False
        self._hands: list[_Hand] = []

    def outcomes(self, *, stop: threading.Event, seconds: float = 0.5) -> Iterator[AgencyResult | Progress | Lost]:
        """What comes of the agencies, as it comes.

        Args:
            stop: asks the crawls to end, and what they have is still judged.
            seconds: how often that, and the time that agencies take, is looked at.

        Raises:
            ItacheckError: a process could not begin, or an agency raised it.
            RuntimeError: an agency raised something else.
        """
        self._fill()
        while self._hands:
            if stop.is_set() and not self._stopping:
                self._stopping = True
                for hand in self._hands:
                    _send(hand, _STOP)
            for ready in wait([hand.line for hand in self._hands], timeout=seconds):
                yield from self._heard(next(hand for hand in self._hands if hand.line is ready))
            self._end_overdue()
        # No process can be started any more.
        yield from map(Lost, (*self._left, *self._again))

    def close(self) -> None:
        """Ends what still runs."""
        for hand in self._hands:
            hand.line.close()
            hand.process.terminate()
            hand.process.join()
        self._hands.clear()

    def _fill(self) -> None:
        """Starts processes while there is work for more of them."""
        while (self._left or self._again) and len(self._hands) < self._processes:
            try:
                hand = self._begun(alone=not self._left)
            except OSError as error:
                log.warning("a process cannot be started: %s", error.strerror)
                return
            self._hands.append(hand)
            if self._stopping:
                _send(hand, _STOP)
            for _ in range(1 if hand.alone else self._threads):
                self._give(hand)

    def _begun(self, *, alone: bool) -> _Hand:
        # A fork of a process that has threads may hang, so they start afresh.
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        level = logging.getLogger().getEffectiveLevel()
        process = context.Process(target=_work, args=(theirs, self._job, 1 if alone else self._threads, level))
        try:
            process.start()
        finally:
            theirs.close()
        return _Hand(process, ours, alone)

    def _heard(self, hand: _Hand) -> Iterator[AgencyResult | Progress | Lost]:
        try:
            said = hand.line.recv()
        except (EOFError, OSError):
            said = None
        match said:
            case AgencyResult():
                hand.at.pop(said.id, None)
                hand.until.pop(said.id, None)
                self._give(hand)
                yield said
            case Progress():
                yield said
            case logging.LogRecord():
                if (logger := logging.getLogger(said.name)).isEnabledFor(said.levelno):
                    logger.handle(said)
            case Broke():
                said.throw()
            case _Ended():
                self.readers.update(said.readers)
            case _:
                self._hands.remove(hand)
                hand.line.close()
                hand.process.join()
                yield from self._lost(hand)
                self._fill()

    def _lost(self, hand: _Hand) -> Iterator[Lost]:
        """Sets aside what a process was at that has ended."""
        if hand.alone:
            yield from map(Lost, hand.at.values())
        elif hand.at:
            told = "a process died (%s) at %s: each is tried once more, alone"
            log.warning(told, hand.process.exitcode, ", ".join(hand.at))
            self._again.extend(hand.at.values())

    def _end_overdue(self) -> None:
        now = self._clock()
        for hand in self._hands:
            if late := [own for own, until in hand.until.items() if until < now]:
                log.warning("agency %s: takes too long, its process is ended", ", ".join(late))
                hand.until.clear()
                hand.process.kill()  # heard soon

    def _give(self, hand: _Hand) -> None:
        queue = self._again if hand.alone else self._left
        if queue and not (hand.alone and hand.given):
            agency = queue.popleft()
            hand.given = True
            hand.at[agency.id] = agency
            if (seconds := self._limit(agency)) is not None:
                hand.until[agency.id] = self._clock() + seconds
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
        # What it says is set in a line there.
        self.setFormatter(logging.Formatter())
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
            tell(Broke.by(error))

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
        tell(Broke.by(error))


def _next(line: Connection[Any, Any]) -> Any:
    try:
        return line.recv()
    except (EOFError, OSError):
        # The process that wants the answers is gone, and the threads would go on asking for them.
        os._exit(1)
