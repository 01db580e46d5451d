"""Processes of this machine as an executor: each checks one group at a time, and a thread of ours waits for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from itacheck.apart import fresh
from itacheck.crawl import Progress, Supply

from .job import Job
from .line import DONE, STOP, Ask, Services, Start, Wanted, on_line
from .worker import Task

FEWEST = 4
"""Agencies from which on processes are worth their start."""
MEMORY = 3_000_000_000
"""Bytes of address space that one process may take: many times what an agency within its limits takes."""
RENEWED = 8
"""Agencies or groups of them that one process checks before another takes its place: what it holds is given back."""
_LOOKS = 0.5
"""Seconds between two looks at the clock, while nothing is heard."""
_ENDS = 10.0
"""Seconds in which the pool notices that its process has died."""

log = logging.getLogger(__name__)


def processes_for(agencies: int, jobs: int) -> int:
    """How many processes suit so many agencies, of which `jobs` are checked at the same time; 1: threads do."""
    return min(jobs, agencies) if agencies >= FEWEST else 1


class ProcessDiedError(RuntimeError):
    """A process died at a task, or was ended because that took too long."""


class Processes(Executor):
    """Some processes.

    What happens in one of them harms no other: each has a pool of its own, and all that it says comes by a line of its
    own. One that dies is replaced for the next task.

    Args:
        number: how many.
        services: what serves them all.
        progress: is told how far crawls are.
        memory: bytes of address space that each may take; None: any.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        number: int,
        services: Services,
        *,
        progress: Callable[[Progress], None] = lambda _: None,
        memory: int | None = MEMORY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._services = services
        self._progress = progress
        self._memory = memory
        self._clock = clock
        self._threads = ThreadPoolExecutor(number, thread_name_prefix="waits")
        self._of = threading.local()
        self._guard = threading.Lock()
        self._open: set[_Process] = set()
        self._start: Start | None = None
        self._stopped = False

    manned = True
    """Whether any worker is there: they are started as they are needed."""
    forgotten = False
    """Whether tasks will never be answered: the thread that waits for a process always does."""

    def begin(self, run: str, job: Job) -> None:
        """Gives a run to every process."""
        level = logging.getLogger().getEffectiveLevel()
        self._start = Start(run, job, level, draws=self._services.browser is not None, memory=self._memory)

    def stop(self, run: str) -> None:  # noqa: ARG002 - they have no other
        """Asks the crawls to end, also those that begin later."""
        with self._guard:
            self._stopped = True
            for process in self._open:
                process.say(STOP)

    def end(self, run: str) -> None:
        """Takes a run away from the processes."""

    def returned(self) -> bool:
        """Nothing is lost but processes, which are replaced."""
        return True

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """See `concurrent.futures.Executor`. What a `Task` says of its time is kept to."""
        task = fn if isinstance(fn, Task) else partial(fn, *args, **kwargs)
        return self._threads.submit(self._done, task)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the processes, also those that are at work."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._guard:
            still, self._start = list(self._open), None
        ending = [process.end() for process in still]
        for one in ending:
            one.join(_ENDS)
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)

    def _done(self, task: Callable[[], Any]) -> Any:
        """Has a task done, in the process of this thread."""
        process = self._mine()
        try:
            answer = self._waited(process, task)
        except (ProcessExpired, CancelledError, RuntimeError, EOFError, OSError) as error:
            # It may still hold what a second try waits for.
            self._part_with(process).join(_ENDS)
            raise ProcessDiedError(_told(error)) from error
        process.served += 1
        if process.served >= RENEWED:
            self._part_with(process)
        return answer

    def _part_with(self, process: _Process) -> threading.Thread:
        with self._guard:
            self._open.discard(process)
        self._of.process = None
        return process.end()

    def _mine(self) -> _Process:
        process: _Process | None = getattr(self._of, "process", None)
        if process is None:
            with self._guard:
                if self._start is None:
                    raise ProcessDiedError("the run has ended")
                process = self._of.process = _Process(self._start)
                self._open.add(process)
                if self._stopped:
                    process.say(STOP)
        return process

    def _waited(self, process: _Process, task: Callable[[], Any]) -> Any:
        seconds = task.seconds if isinstance(task, Task) else None
        until = None if seconds is None else self._clock() + seconds
        future = process.give(task)

        def late() -> bool:
            return until is not None and self._clock() > until

        def supply(url: str, *, script: bool) -> Supply:
            """What a page that is drawn here gets from the crawl there."""
            process.say(Wanted(url, script))
            while (said := process.heard(_LOOKS)) != DONE and not late():
                if isinstance(said, Supply):
                    return said
                self._note(said)
            return Supply(missed=True)

        while (said := process.heard(_LOOKS)) != DONE:
            if isinstance(said, Ask):
                process.say(self._services.serve(said, supply))
            self._note(said)
            if late():
                future.cancel()  # type: ignore[no-untyped-call]
                break
        return future.result(timeout=_ENDS)

    def _note(self, said: object) -> None:
        match said:
            case Progress():
                self._progress(said)
            case logging.LogRecord():
                if (logger := logging.getLogger(said.name)).isEnabledFor(said.levelno):
                    logger.handle(said)


class _Process:
    """One process, begun with its first task."""

    def __init__(self, start: Start) -> None:
        self.served = 0
        """Tasks that it did."""
        context = fresh()
        self.line, self._theirs = context.Pipe()
        self._saying = threading.Lock()
        self._pool = ProcessPool(max_workers=1, initializer=start, initargs=(self._theirs,), context=context)

    def give(self, task: Callable[[], Any]) -> ProcessFuture[Any]:
        """Begins a task."""
        future = self._pool.schedule(on_line, args=(task,))
        # As nobody else holds it, the line ends with the process.
        self._theirs.close()
        return future

    def heard(self, seconds: float) -> object:
        """What it says within some seconds, if anything; `DONE` also where it is gone."""
        try:
            return self.line.recv() if self.line.poll(seconds) else None
        except (EOFError, OSError):
            return DONE

    def say(self, what: object) -> None:
        """Says something; one that died hears nothing."""
        with self._saying, suppress(OSError):
            self.line.send(what)

    def end(self) -> threading.Thread:
        """Ends it; what waits for its end."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        # Where a message was cut short by its death the pool waits for the rest of it for ever.
        ending = threading.Thread(target=self._pool.join, daemon=True)
        ending.start()
        return ending


def _told(error: BaseException) -> str:
    if isinstance(error, CancelledError):
        return "it took too long"
    if isinstance(error, ProcessExpired):
        return f"exit code {error.exitcode}"
    return type(error).__name__
