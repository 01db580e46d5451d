"""A run: agencies -> results, on a `concurrent.futures` executor, one agency a task."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial

import itacheck
from itacheck.causes import CAUSE
from itacheck.crawl import Fetcher, HostGate, Progress, crawl, user_agent
from itacheck.focus import Focus, enough_for
from itacheck.forms import Names
from itacheck.judge import Judge
from itacheck.model import (
    Agency,
    AgencyResult,
    Cause,
    CauseResult,
    CrawlResult,
    CrawlStatus,
    Document,
    Failure,
    FindingResult,
    PackResult,
    Page,
    Results,
    RunResult,
    Snapshot,
    Status,
    Verdict,
    VerdictResult,
    Whose,
)
from itacheck.packs import Catalogue, Pack
from itacheck.read import DocumentReader, read

log = logging.getLogger(__name__)


def names_of(catalogue: Catalogue) -> Names:
    """The patterns of a catalogue, ready to be asked."""
    decoys = {decoy.id: decoy.names for decoy in catalogue.decoys.values()}
    return Names(catalogue.types, decoys, catalogue.generic)


@dataclass(slots=True)
class Run:
    """What one run checks and with what.

    `agencies` are checked in parallel by `jobs` threads; hosts keep one polite stream each whatever the number.
    """

    agencies: Sequence[Agency]
    packs: Sequence[Pack]
    catalogue: Catalogue
    as_of: date
    contact: str | None = None
    jobs: int = 8
    shard: str | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    progress: Callable[[Progress], None] | None = None
    done: Callable[[AgencyResult], None] | None = None
    """Called as each agency is finished, in the order of finishing."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def results(self, executor: Executor | None = None) -> Results:
        """Crawls and judges every agency; the order of the results is that of `agencies`, however they finish."""
        started = self.clock()
        names = names_of(self.catalogue)
        judges = [
            Judge(
                pack_id=pack.id, fiscal_year=pack.header.fiscal_year, rules=pack.rules, types=self.catalogue.types,
                names=names, as_of=self.as_of,
            )
            for pack in self.packs
        ]  # fmt: skip
        finished: dict[str, AgencyResult] = {}
        with DocumentReader() as documents:
            check = partial(self._check, judges=judges, focus=Focus(names), gate=HostGate(), documents=documents)
            if executor is not None:
                self._collect(executor, check, finished)
            else:
                with ThreadPoolExecutor(max_workers=max(1, min(self.jobs, len(self.agencies) or 1))) as own:
                    self._collect(own, check, finished)
        return Results(
            run=RunResult(
                id=f"{started:%Y%m%dT%H%M%SZ}",
                started=started,
                finished=self.clock(),
                as_of=self.as_of,
                version=itacheck.__version__,
                packs=tuple(PackResult(id=pack.id, digest=pack.digest) for pack in self.packs),
                shard=self.shard,
            ),
            agencies=tuple(finished[agency.id] for agency in self.agencies if agency.id in finished),
        )

    def _collect(
        self, executor: Executor, check: Callable[[Agency], AgencyResult], finished: dict[str, AgencyResult]
    ) -> None:
        futures = {executor.submit(check, agency): agency for agency in self.agencies}
        for future in self._as_completed(set(futures)):
            result = future.result()
            finished[result.id] = result
            if self.done is not None:
                self.done(result)

    def _as_completed(self, pending: set[Future[AgencyResult]]) -> Iterator[Future[AgencyResult]]:
        """Futures as they finish; Ctrl-C asks the crawls to stop, and what they have is still judged."""
        while pending:
            try:
                ready, pending = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
            except KeyboardInterrupt:
                if self.stop.is_set():
                    raise
                log.warning("stopping: finishing what was collected; press Ctrl-C again to give up")
                self.stop.set()
                continue
            yield from ready

    def _check(
        self, agency: Agency, *, judges: Sequence[Judge], focus: Focus, gate: HostGate, documents: DocumentReader
    ) -> AgencyResult:
        """One agency: crawl, judge. Whatever breaks in it becomes `error` verdicts; the run goes on."""
        try:
            snapshot = self._snapshot(agency, judges, focus, gate, documents)
            verdicts = [verdict for judge in judges for verdict in judge.judge(agency, snapshot)]
        except Exception as error:
            log.exception("agency %s: the checker broke", agency.id)
            failure = Failure(agency.url or "", Cause.BAD_ANSWER, Whose.US, f"{type(error).__name__}: {error}")
            snapshot = Snapshot(agency.id, agency.url or "", CrawlStatus.UNREACHABLE, failure=failure)
            verdicts = [v for judge in judges for v in judge.failed(agency, type(error).__name__)]
        return agency_result(agency, snapshot, verdicts)

    def _snapshot(
        self, agency: Agency, judges: Sequence[Judge], focus: Focus, gate: HostGate, documents: DocumentReader
    ) -> Snapshot:
        agent = user_agent(self.contact)
        with Fetcher(agency, user_agent=agent, gate=gate) as fetcher:
            return crawl(
                agency,
                fetcher=fetcher,
                read=partial(read, documents=documents),
                score=focus.score,
                enough=enough_for(judges, agency),
                stop=self.stop,
                progress=self.progress,
            )


def agency_result(agency: Agency, snapshot: Snapshot, verdicts: Sequence[Verdict]) -> AgencyResult:
    """One agency's part of `results.json`."""
    readings = snapshot.readings.values()
    return AgencyResult(
        id=agency.id,
        name=agency.name,
        url=agency.url,
        kind=agency.kind,
        crawl=CrawlResult(
            status=snapshot.status,
            pages=sum(isinstance(r, Page) for r in readings),
            documents=sum(isinstance(r, Document) for r in readings),
            requests=snapshot.requests,
            bytes=snapshot.bytes,
            seconds=round(snapshot.seconds, 3),
            cause=cause_result(snapshot),
        ),
        verdicts=tuple(_verdict(v) for v in verdicts),
    )


def cause_result(snapshot: Snapshot) -> CauseResult | None:
    """Why a crawl is not complete."""
    failure = snapshot.failure
    if failure is None and snapshot.status is CrawlStatus.PARTIAL:
        failure = Failure(snapshot.home, Cause.BUDGET, Whose.US, "a budget was spent with promising links left")
    if failure is None:
        return None
    return CauseResult(
        code=failure.cause.value,
        whose=failure.whose.value,
        detail=failure.detail,
        text=CAUSE[failure.cause].todo,
    )


def _verdict(verdict: Verdict) -> VerdictResult:
    return VerdictResult(
        pack=verdict.pack, rule=verdict.rule, status=verdict.status, reason=verdict.reason, expected=verdict.expected,
        found=verdict.found, fix=verdict.fix, waiver=verdict.waiver,
        findings=tuple(
            FindingResult(
                url=f.url, via=f.via, title=f.title, quote=f.quote, fiscal_year=f.fiscal_year, date=f.date,
                sha256=f.sha256, fetched_at=f.fetched_at,
            )
            for f in verdict.findings
        ),
    )  # fmt: skip


def exit_code(results: Results, fail_on: frozenset[Status]) -> int:
    """The exit code of design.md: 0 nothing failed, 1 something failed, 3 nothing was checked, 4 incomplete.

    Args:
        results: the run.
        fail_on: which statuses give 1 or 4; a failure with a waiver that has not expired gives no 1.
    """
    counted = {
        verdict.status
        for agency in results.agencies
        for verdict in agency.verdicts
        if verdict.status is not Status.FAIL or verdict.waiver is None or verdict.waiver.expires < results.run.as_of
    }
    if not any(agency.verdicts for agency in results.agencies):
        return 3
    if counted & fail_on & {Status.UNREACHABLE, Status.ERROR}:
        return 4
    return 1 if counted & fail_on else 0
