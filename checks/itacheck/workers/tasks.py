"""Gives groups of agencies to the workers of an executor, and tries once more what these did not survive."""

from __future__ import annotations

import logging
import queue
import secrets
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, wait
from typing import Protocol, runtime_checkable

from itacheck.model import Agency, AgencyResult

from .job import Answer, Group, Job, Lost
from .processes import ProcessDiedError
from .worker import Task

RETURNS = 3
"""How often the same may be tried as the scheduler is lost and comes back."""
UNMANNED = 300
"""Seconds without any worker after which none is waited for."""
SOON = 10
"""The same where the run was stopped."""
GRACE = 5
"""Seconds that crawls may take to end where nobody waits for them any more."""
GONE = "the scheduler of the cluster is gone"

log = logging.getLogger(__name__)


@runtime_checkable
class Workers(Protocol):
    """What an executor may offer besides its tasks."""

    @property
    def manned(self) -> bool:
        """Whether any worker is there."""

    @property
    def forgotten(self) -> bool:
        """Whether tasks that are waited for will never be answered."""

    def begin(self, run: str, job: Job) -> None:
        """Gives a run to every worker, also to those that come later."""

    def stop(self, run: str) -> None:
        """Asks the crawls of a run to end, on every worker."""

    def end(self, run: str) -> None:
        """Takes a run away from the workers."""

    def returned(self) -> bool:
        """Waits for a lost scheduler; whether it is there again."""


class _Tasks:
    """The tasks of one run at an executor."""

    def __init__(
        self, executor: Executor, job: Job, limit: Callable[[Agency], float | None], stop: threading.Event
    ) -> None:
        self.died: list[Group] = []
        """Whose worker died."""
        self.cut: list[Group] = []
        """Of which nothing was heard as the scheduler was gone."""
        self.readers: set[str] = set()
        self._run = secrets.token_hex(8)
        self._waiting: dict[Future[Answer], Group] = {}
        self._done: queue.SimpleQueue[Future[Answer]] = queue.SimpleQueue()
        self._executor = executor
        self._job = job
        self._limit = limit
        self._stop = stop
        self._told = False
        self._workers = executor if isinstance(executor, Workers) else None

    def begin(self) -> None:
        """Before the first task, and again where the scheduler has forgotten all."""
        self._told = False
        if self._workers is not None:
            self._workers.begin(self._run, self._job)

    def returned(self) -> bool:
        """Waits for a lost scheduler; whether it is there again."""
        return self._workers is not None and self._workers.returned()

    def end(self) -> None:
        """Takes everything back; what is at work has a moment to end."""
        if self._workers is not None:
            if self._waiting:
                self._workers.stop(self._run)
                wait(self._waiting, timeout=GRACE)
            self._workers.end(self._run)
        for future in self._waiting:
            future.cancel()

    def round(self, groups: Sequence[Group], seconds: float) -> Iterator[AgencyResult]:
        """Hands out groups, and gives the results of those that are answered."""
        for group in groups:
            self._give(group)
        manned_at = time.monotonic()
        while self._waiting:
            if self._stop.is_set() and not self._told and self._workers is not None:
                self._told = True
                self._workers.stop(self._run)
            try:
                future = self._done.get(timeout=seconds)
            except queue.Empty:
                if self.cut or (self._workers is not None and self._workers.forgotten):
                    # The scheduler was lost, and with it what its client was just getting.
                    self._take_back()
                elif self._workers is None or self._workers.manned:
                    manned_at = time.monotonic()
                elif time.monotonic() - manned_at > (SOON if self._stop.is_set() else UNMANNED):
                    log.warning("no worker is there any more")
                    self._take_back()
                continue
            if future in self._waiting:
                yield from self._heard(future, self._waiting.pop(future))

    def _heard(self, future: Future[Answer], group: Group) -> Iterator[AgencyResult]:
        try:
            answer = future.result()
        except CancelledError:
            self.cut.append(group)
            return
        except Exception as error:  # noqa: BLE001 - every executor has its own for a dead worker
            log.warning("a worker died (%s) at %s", _named(error), ", ".join(one.id for one in group))
            self.died.append(group)
            return
        if answer.untold:
            self.cut.append(group)
            return
        self.readers.update(answer.readers)
        yield from answer.results
        if answer.broke is not None:
            answer.broke.throw()

    def _give(self, group: Group) -> None:
        job = None if self._workers is not None else self._job
        task = Task(self._run, job, group, tuple(self._limit(agency) for agency in group))
        try:
            future: Future[Answer] = self._executor.submit(task)
        except Exception as error:  # noqa: BLE001 - every executor has its own for not being there
            log.warning("%s: not given to a worker: %s", ", ".join(one.id for one in group), error)
            self.cut.append(group)
            return
        self._waiting[future] = group
        future.add_done_callback(self._done.put)

    def _take_back(self) -> None:
        waiting, self._waiting = self._waiting, {}
        self.cut += waiting.values()
        for future in waiting:
            future.cancel()


def outcomes(
    executor: Executor,
    job: Job,
    groups: Sequence[Group],
    *,
    readers: set[str],
    stop: threading.Event,
    limit: Callable[[Agency], float | None] = lambda _: None,
    noted: Callable[[Agency], AgencyResult | None] = lambda _: None,
    seconds: float = 0.5,
) -> Generator[AgencyResult | Lost]:
    """What comes of the agencies, as it comes.

    A group whose worker died is tried once more when all others are done, each agency alone: nothing else is at work
    then, so that one on which workers die takes no other with it.

    Args:
        executor: its workers are processes that can import this package.
        job: what each of them opens.
        groups: agencies that share a host.
        readers: is given what helped to read something.
        stop: asks the crawls to end, and what they have is still judged.
        limit: seconds that an agency may take before its worker is ended; None: any time.
        noted: the result of an agency that was finished by a worker of which nothing was heard; None: there is none.
        seconds: how often `stop` is looked at.

    Raises:
        ItacheckError: a worker could not begin, or an agency raised it.
        RuntimeError: an agency raised something else.
    """
    tasks = _Tasks(executor, job, limit, stop)
    try:
        tasks.begin()
        yield from _through(tasks, groups, noted, seconds)
        died, tasks.died = tasks.died, []
        for agency in (agency for group in died for agency in group):
            if (found := noted(agency)) is not None:
                yield found
                continue
            log.warning("agency %s: tried once more, alone", agency.id)
            # Its first worker may have asked just now.
            stop.wait(agency.crawl.delay_seconds)
            yield from _through(tasks, [(agency,)], noted, seconds)
            if tasks.died:
                tasks.died = []
                yield Lost(agency)
    finally:
        readers.update(tasks.readers)
        tasks.end()


def _through(
    tasks: _Tasks, groups: Sequence[Group], noted: Callable[[Agency], AgencyResult | None], seconds: float
) -> Iterator[AgencyResult | Lost]:
    """The results of groups, also of a scheduler that is started anew meanwhile."""
    for _ in range(RETURNS):
        yield from tasks.round(groups, seconds)
        if not tasks.cut:
            return
        cut, tasks.cut = tasks.cut, []
        log.warning("the scheduler was lost; %d tasks are not done", len(cut))
        if not tasks.returned():
            yield from (Lost(agency, GONE) for group in cut for agency in group)
            return
        tasks.begin()
        groups = []
        for group in cut:
            found = {agency.id: noted(agency) for agency in group}
            yield from (one for one in found.values() if one is not None)
            if left := tuple(agency for agency in group if found[agency.id] is None):
                groups.append(left)
    yield from (Lost(agency, GONE) for group in groups for agency in group)


def _named(error: Exception) -> str:
    return str(error) if isinstance(error, ProcessDiedError) else type(error).__name__
