"""Counts what comes of a run, and says it line by line."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import itacheck
from itacheck.crawl import Progress, host_key
from itacheck.errors import ItacheckError
from itacheck.files import json_line
from itacheck.model import AgencyResult

from .memory import memory_of
from .model import AgencyLine, AtWork, Begun, Ended, Rate, Slow, Underway
from .writing import LineWriter

EVERY = 5.0
"""Seconds between two `progress` lines."""
MAX_MISSING = 100
"""Ids of agencies without a result that the last line names."""
MAX_SLOWEST = 5
MAX_AT_WORK = 64
"""As many as can be at work; a process that dies leaves behind what it was at."""
_MINUTE = 60.0
_BROKE = 4


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known of a run before it begins."""

    agencies: Sequence[str]
    """Ids."""
    as_of: date
    jobs: int
    shard: str | None = None
    before: Collection[str] = ()
    """Ids of agencies that were finished before."""


@dataclass(slots=True)
class _Going:
    """An agency at work."""

    since: float
    heard: float
    last: Progress
    answers: dict[str, tuple[int, float]] = field(default_factory=dict)
    """Host -> requests and the seconds that their answers took."""


class _Sums(Counter[str]):
    """Pages, documents, requests, bytes."""

    def take(self, one: object, sign: int = 1) -> None:
        for name in ("pages", "documents", "requests", "bytes"):
            self[name] += sign * int(getattr(one, name))


class Metrics:
    """The lines of one run. Its methods may be called from any thread.

    Args:
        opening: what is known of the run.
        write: takes each line.
        clock: monotonic seconds.
        now: the time of day, aware.
        memory: bytes that the run holds; None where that cannot be told.
    """

    def __init__(
        self,
        opening: Opening,
        write: Callable[[str], None],
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        memory: Callable[[], int | None] = lambda: memory_of(os.getpid()),
    ) -> None:
        self._opening, self._write, self._clock, self._now, self._memory = opening, write, clock, now, memory
        self._lock = threading.Lock()
        self._began = clock()
        self._going: dict[str, _Going] = {}
        self._done: dict[str, bool] = {}
        """Id -> whether it was finished before this run."""
        self._sums = _Sums()
        self._pages_before = 0
        self._statuses, self._causes, self._verdicts = Counter[str](), Counter[str](), Counter[str]()
        self._samples = deque([(self._began, 0, 0)])
        """Time, agencies, pages, without what was finished before."""
        self._ended = False
        self._say(
            Begun(
                time=now(), version=itacheck.__version__, as_of=opening.as_of, shard=opening.shard,
                agencies=len(opening.agencies), resumed=len(opening.before), jobs=opening.jobs, every=EVERY,
            )
        )  # fmt: skip

    def crawled(self, at: Progress) -> None:
        """An address of an agency was asked."""
        host, now = host_key(at.url), self._clock()
        with self._lock:
            if at.agency_id in self._done:
                return
            going = self._going.get(at.agency_id)
            if going is None or at.requests < going.last.requests:
                # It is new, or was begun anew by another process.
                nothing = Progress(at.agency_id, 0, 0, 0, at.url)
                self._going[at.agency_id] = going = _Going(now, now, nothing)
            asked, took = at.requests - going.last.requests, at.answering - going.last.answering
            if took > 0:
                requests, seconds = going.answers.get(host, (0, 0.0))
                going.answers[host] = (requests + asked, seconds + took)
            going.heard, going.last = now, at

    def finished(self, agency: AgencyResult) -> None:
        """An agency is done."""
        crawl = agency.crawl
        verdicts = Counter(verdict.status.value for verdict in agency.verdicts)
        with self._lock:
            resumed = agency.id in self._opening.before
            self._going.pop(agency.id, None)
            self._done[agency.id] = resumed
            self._sums.take(crawl)
            self._pages_before += crawl.pages if resumed else 0
            self._statuses[crawl.status.value] += 1
            self._verdicts += verdicts
            if crawl.cause is not None:
                self._causes[crawl.cause.code] += 1
        self._say(
            AgencyLine(
                time=self._now(), id=agency.id, host=host_key(agency.url) or None if agency.url else None,
                status=crawl.status.value, cause=crawl.cause.code if crawl.cause else None, pages=crawl.pages,
                documents=crawl.documents, requests=crawl.requests, bytes=crawl.bytes, seconds=crawl.seconds,
                resumed=resumed, verdicts=dict(verdicts),
            )
        )  # fmt: skip

    def underway(self) -> str:
        """The line that says how far the run is."""
        with self._lock:
            now = self._clock()
            sums = _Sums(self._sums)
            for one in self._going.values():
                sums.take(one.last)
            fresh = sum(not before for before in self._done.values())
            agencies, pages = self._rates(now, fresh, sums["pages"] - self._pages_before)
            left = len(self._opening.agencies) - len(self._done)
            at_work = sorted(self._going.items(), key=lambda item: item[1].since)[:MAX_AT_WORK]
            told = Underway(
                time=self._now(), seconds=round(now - self._began, 1), done=len(self._done),
                of=len(self._opening.agencies), pages=sums["pages"], documents=sums["documents"],
                requests=sums["requests"], bytes=sums["bytes"], agencies_per_second=agencies, pages_per_second=pages,
                eta_seconds=round(left / agencies.overall, 1) if agencies.overall else None,
                statuses=dict(self._statuses), causes=dict(self._causes),
                at_work=tuple(_at_work(own, one, now) for own, one in at_work), slowest=self._slowest(),
                memory_bytes=self._memory(),
            )  # fmt: skip
        return _written(told)

    def end(self, code: int, *, stopped: bool = False) -> None:
        """The run ended with an exit code; says it once."""
        with self._lock:
            if self._ended:
                return
            self._ended = True
            sums = _Sums(self._sums)
            for one in self._going.values():
                sums.take(one.last)
            missing = [own for own in self._opening.agencies if own not in self._done]
            told = Ended(
                time=self._now(), code=code, stopped=stopped, seconds=round(self._clock() - self._began, 1),
                done=len(self._done), of=len(self._opening.agencies), pages=sums["pages"],
                documents=sums["documents"], requests=sums["requests"], bytes=sums["bytes"],
                statuses=dict(self._statuses), causes=dict(self._causes), verdicts=dict(self._verdicts),
                missing=len(missing), missing_ids=tuple(missing[:MAX_MISSING]),
            )  # fmt: skip
        self._write(_written(told))

    def _say(self, line: Begun | AgencyLine) -> None:
        self._write(_written(line))

    def _rates(self, now: float, agencies: int, pages: int) -> tuple[Rate, Rate]:
        while len(self._samples) > 1 and self._samples[1][0] <= now - _MINUTE:
            self._samples.popleft()
        since, agencies_then, pages_then = self._samples[0]
        self._samples.append((now, agencies, pages))
        minute, overall = now - since, now - self._began
        return (
            Rate(minute=_per(agencies - agencies_then, minute), overall=_per(agencies, overall)),
            Rate(minute=_per(pages - pages_then, minute), overall=_per(pages, overall)),
        )

    def _slowest(self) -> tuple[Slow, ...]:
        found = [
            Slow(host=host, agency=own, seconds=round(seconds / asked, 3), requests=asked)
            for own, one in self._going.items()
            for host, (asked, seconds) in one.answers.items()
            if asked > 0
        ]
        return tuple(sorted(found, key=lambda one: (-one.seconds, one.host))[:MAX_SLOWEST])


@contextmanager
def metrics_to(file: Path | None, opening: Opening, *, anew: bool = False) -> Generator[Metrics]:
    """The metrics of a run while the block runs. An error that ends the block is the end of the run.

    Args:
        file: appended to; None: the standard error.
        opening: what is known of the run.
        anew: empties the file first.

    Raises:
        ConfigurationError: the file cannot be written.
    """
    writer = LineWriter(file, anew=anew, every=EVERY)
    try:
        metrics = Metrics(opening, writer.write)
        writer.tick = metrics.underway
        try:
            yield metrics
        except ItacheckError as error:
            metrics.end(error.exit_code)
            raise
        except BaseException:
            metrics.end(_BROKE)
            raise
    finally:
        writer.close()


def _at_work(own: str, one: _Going, now: float) -> AtWork:
    return AtWork(
        id=own, host=host_key(one.last.url) or None, pages=one.last.pages, documents=one.last.documents,
        queued=one.last.queued, seconds=round(now - one.since, 1), quiet=round(now - one.heard, 1),
    )  # fmt: skip


def _per(number: int, seconds: float) -> float | None:
    return round(number / seconds, 4) if seconds > 0 and number >= 0 else None


def _written(line: Begun | Underway | AgencyLine | Ended) -> str:
    return json_line({"event": line.event, **line.model_dump(mode="json", by_alias=True)})
