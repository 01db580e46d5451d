"""A run: agencies -> results, on a `concurrent.futures` executor, one agency a task."""

from __future__ import annotations

import logging
import os
import tempfile
import threading
import traceback
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import itacheck
from itacheck.about import about
from itacheck.causes import STOPPED
from itacheck.crawl import (
    SHARES,
    SHUT_OUT,
    TOO_MUCH_HELD,
    Browser,
    Draws,
    Fetcher,
    HostGate,
    Progress,
    Read,
    SharedGate,
    crawl,
    open_browser,
    sharing_hosts,
    unchanged,
    user_agent,
)
from itacheck.errors import ItacheckError
from itacheck.focus import Focus, enough_for, with_newly_promising
from itacheck.judge import Judge
from itacheck.model import (
    Agency,
    AgencyResult,
    Bilingual,
    Cause,
    CrawlStatus,
    Failure,
    PackResult,
    Page,
    Reading,
    Results,
    Rule,
    RunResult,
    Snapshot,
    Status,
    Unrendered,
    Verdict,
    Whose,
)
from itacheck.packs import Catalogue, Pack
from itacheck.patterns import names_of
from itacheck.read import DocumentReader, Documents, Tesseract, find_tesseract, read
from itacheck.results import agency_result, confirmed
from itacheck.unfinished import Finished, Work
from itacheck.warc import OVER_BUDGET, Keeper, NotKeptError, Origin, Records, load
from itacheck.workers import Here, Lost, Processes, Services, outcomes

_READERS = ("browser", "ocr")
JUDGING = 1800.0
"""Seconds; what an agency may take beside its crawl before its process is ended: more than any took so far."""
OUT_OF_TIME = "the time that was given was spent before all was seen"
CLOSED = "outside the hours in which it may be asked"
NEVER_ASKED = "not asked when the pages were kept"

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Run:
    """What one run checks and with what.

    `agencies` are checked in parallel by `jobs` threads, in one process or several; hosts keep one polite stream each
    whatever the numbers.
    """

    agencies: Sequence[Agency]
    packs: Sequence[Pack]
    catalogue: Catalogue
    as_of: date
    contact: str | None = None
    jobs: int = 8
    processes: int = 1
    """How many check agencies, one each at a time, unless `results` is given an executor; 1: threads of this one do."""
    shard: str | None = None
    browser: Draws | Unrendered | None = None
    """Draws pages that need a script, or why none does; the caller closes it."""
    tesseract: Tesseract | None = None
    """Reads scans and pictures; None leaves them to a person."""
    stop: threading.Event = field(default_factory=threading.Event)
    progress: Callable[[Progress], None] | None = None
    done: Callable[[AgencyResult], None] | None = None
    """Called as each agency is finished, in the order of finishing, for who takes the results as a whole."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    save_warc: Path | None = None
    """The folder, there, in which the pages are kept."""
    from_warc: Mapping[str, Path] | None = None
    """Agency id -> the WARC to judge; then nothing is fetched. An agency that is left out was not kept."""
    out: Path | None = None
    """Where `results.json` will be: it names records from there. None: the working folder."""
    work: Work | None = None
    """Where each agency's answers and result are noted as they come; what is noted there already is not asked again."""
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Agency id -> where an earlier run found something: looked at first; see `itacheck.known`."""
    started: datetime | None = None
    """When the run began, where that was in a process before this one; None: now."""
    _began: datetime | None = field(default=None, init=False)
    _origin: Origin | None = field(default=None, init=False)
    _drawn: bool = field(default=False, init=False)
    """Whether a page that was kept is one that a browser drew."""
    _gates: Path | None = field(default=None, init=False)
    """The folder through which several processes keep one stream for each host; None: this one is alone."""
    _documents: Documents | None = field(default=None, init=False)
    """Who reads documents for this process; None: it does itself."""
    _helped: set[str] = field(default_factory=set, init=False)
    """What helped to read the agencies that were finished before."""

    def results(self, executor: Executor | None = None) -> Results:
        """Crawls and judges every agency; the order of the results is that of `agencies`, however they finish."""
        finished = {result.id: result for result in self.checked(executor)}
        return Results(
            run=self.told(),
            agencies=tuple(finished[agency.id] for agency in self.agencies if agency.id in finished),
        )

    def checked(self, executor: Executor | None = None) -> Generator[AgencyResult]:
        """Crawls and judges every agency.

        Args:
            executor: threads of this process, or workers that are processes elsewhere and can import this package;
                None: threads or processes of this machine, as `processes` says.

        Yields:
            Each result as it comes; first those that an interrupted run had already. None is kept here.
        """
        self._began = self.started or self.clock()
        digests = {pack.id: pack.digest for pack in self.packs}
        self._origin = Origin(itacheck.__version__, self._identity, self.as_of, digests)
        left = []
        for agency in self.agencies:
            before = self.work.finished(agency.id) if self.work else None
            if before is None:
                left.append(agency)
                continue
            self._helped.update(before.readers)
            yield self._finished(before.result)
        if executor is not None and not isinstance(executor, ThreadPoolExecutor):
            yield from map(self._finished, self._elsewhere(left, executor))
            return
        if executor is None and self.processes > 1 and SHARES:
            yield from map(self._finished, self._here(left))
            return
        with self.checking() as opened:
            own = executor or ThreadPoolExecutor(max_workers=max(1, min(self.jobs, len(self.agencies) or 1)))
            try:
                for future in self._as_completed({own.submit(opened.check, agency) for agency in left}):
                    yield self._finished(future.result())
            except BaseException:
                if executor is None:
                    own.shutdown(wait=False, cancel_futures=True)
                raise
            if executor is None:
                own.shutdown()
        self._helped.update(opened.readers())

    def told(self) -> RunResult:
        """What is told of the run, once its agencies are checked."""
        # The clock of a machine may be set back meanwhile.
        finished = max(self.clock(), self._began) if self._began else self.clock()
        return RunResult(
            id=self._identity,
            started=self._began or finished,
            finished=finished,
            as_of=self.as_of,
            version=itacheck.__version__,
            packs=tuple(PackResult(id=pack.id, digest=pack.digest) for pack in self.packs),
            shard=self.shard,
            readers=tuple(name for name in _READERS if name in self._helped),
        )

    @property
    def _identity(self) -> str:
        return f"{self._began or self.clock():%Y%m%dT%H%M%SZ}"

    def _finished(self, result: AgencyResult) -> AgencyResult:
        if self.done is not None:
            self.done(result)
        return result

    @contextmanager
    def checking(self) -> Iterator[Checking]:
        """What agencies are checked with, for the block."""
        judges = judges_of(self.packs, self.as_of)
        names = {id(judge.names): judge.names for judge in judges}.values() or [names_of(self.catalogue)]
        wanted = {evidence for pack in self.packs for evidence in pack.evidence}
        with self._reading() if self._documents is None else nullcontext(self._documents) as documents:
            check = partial(
                self._check,
                judges=judges,
                focus=Focus(*names, wanted=wanted, years={pack.header.fiscal_year for pack in self.packs}),
                gate=HostGate() if self._gates is None else SharedGate(self._gates),
                documents=documents,
            )
            yield Checking(check, partial(self._readers, documents), judges)

    @contextmanager
    def _reading(self, workers: int = 1) -> Iterator[Documents]:
        with DocumentReader(workers, tesseract=self.tesseract) as documents:
            if self.work is None or self.work.cache is None:
                documents.ensure()  # else when there is something to read
            yield documents

    def _here(self, left: Sequence[Agency]) -> Iterator[AgencyResult]:
        """Checks agencies in processes of this machine, which one reader of documents and one browser serve."""
        browser = None if isinstance(self.browser, Unrendered) else self.browser
        workers = min(self.processes, os.cpu_count() or 1)
        with (
            self._reading(workers) as documents,
            Processes(self.processes, Services(documents, browser), progress=self._say) as executor,
        ):
            yield from self._sent(left, executor)

    def _elsewhere(self, left: Sequence[Agency], executor: Executor) -> Iterator[AgencyResult]:
        """Checks agencies by an executor's workers, which may be on other machines."""
        mark = self.work.mark() if self.work else None
        for result in self._sent(left, executor, elsewhere=True, mark=mark):
            asked = result.crawl.status is CrawlStatus.COMPLETE or not self.stop.is_set()
            if self.work is not None and asked and self.work.finished(result.id) is None:
                # Its worker does not see our folder. What the answers were is not known here.
                self._noted(self.work, Finished(result=result), by_answers_alone=False)
            yield result

    def _sent(self, left: Sequence[Agency], executor: Executor, **about: Any) -> Iterator[AgencyResult]:
        with tempfile.TemporaryDirectory(prefix="itacheck-") as gates:
            kept = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in _HERE}
            draws = not isinstance(self.browser, Unrendered | None)
            kept = _absolute({**kept, "browser": None if draws else self.browser})
            said = outcomes(
                executor, _Share(kept, draws, self._origin, Path(gates), **about), sharing_hosts(left),
                readers=self._helped, stop=self.stop, limit=self._limit, noted=self._noted_there,
            )  # fmt: skip
            with closing(said):
                for one in said:
                    yield self._lost(one) if isinstance(one, Lost) else one

    def _say(self, progress: Progress) -> None:
        if self.progress is not None:
            self.progress(progress)

    def _noted_there(self, agency: Agency) -> AgencyResult | None:
        """What a worker that sees our folder noted before it was lost."""
        finished = self.work.finished(agency.id) if self.work else None
        if finished is None:
            return None
        self._helped.update(finished.readers)
        return finished.result

    def _limit(self, agency: Agency) -> float | None:
        """Seconds after which the process of an agency is taken for stuck."""
        # Documents of a WARC may take any time together; each of them has its own limit.
        return None if self.from_warc is not None else 2 * agency.crawl.max_seconds + JUDGING

    def _lost(self, lost: Lost) -> AgencyResult:
        """The result of an agency whose process died: an error, like anything else on which this program breaks."""
        agency, told = lost.agency, lost.why
        with about(agency=agency.id):
            log.error("agency %s: %s", agency.id, told)
        failure = Failure(agency.url or "", Cause.BAD_ANSWER, Whose.US, f"the checker broke: {told}")
        snapshot = Snapshot(agency.id, agency.url or "", CrawlStatus.UNREACHABLE, failure=failure)
        with self.checking() as opened:
            return agency_result(agency, snapshot, [v for judge in opened.judges for v in judge.failed(agency, told)])

    def _readers(self, documents: Documents) -> tuple[str, ...]:
        """What helped to read something in this run."""
        browser = self._drawn or (not isinstance(self.browser, Unrendered | None) and self.browser.rendered > 0)
        helped = {"browser": browser, "ocr": documents.pictures_read > 0}
        return tuple(name for name in _READERS if helped[name] or name in self._helped)

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
        self, agency: Agency, *, judges: Sequence[Judge], focus: Focus, gate: HostGate, documents: Documents
    ) -> AgencyResult:
        """One agency: crawl, judge. Whatever breaks in it becomes `error` verdicts; the run goes on."""
        with about(agency=agency.id):
            return self._crawled_and_judged(agency, judges, focus, gate, documents)

    def _crawled_and_judged(
        self, agency: Agency, judges: Sequence[Judge], focus: Focus, gate: HostGate, documents: Documents
    ) -> AgencyResult:
        before = self._as_before(agency, gate)
        if before is not None:
            return before
        with self._keeper(agency) as keeper:
            try:
                if self.from_warc is None:
                    snapshot, records = self._snapshot(agency, judges, focus, gate, documents, keeper), None
                else:
                    snapshot, records = self._kept(agency, focus, documents)
            except Exception as error:
                told = _told(error)
                log.exception("agency %s: the crawl broke: %s", agency.id, told)
                failure = Failure(agency.url or "", Cause.BAD_ANSWER, Whose.US, f"the checker broke: {told}")
                snapshot = Snapshot(agency.id, agency.url or "", CrawlStatus.UNREACHABLE, failure=failure)
                return agency_result(agency, snapshot, [v for judge in judges for v in judge.failed(agency, told)])
            verdicts = [verdict for judge in judges for verdict in judged(judge, agency, snapshot)]
            if keeper is not None:
                proofs = (url for verdict in verdicts for f in verdict.findings for url in (f.url, *f.via))
                records = keeper.keep(snapshot, proofs)
        why = _UNDECIDED.get(snapshot.failure.detail) if snapshot.failure is not None else None
        if snapshot.status is CrawlStatus.PARTIAL and why is not None:
            verdicts = [_undecided(verdict, why) for verdict in verdicts]
        if records is not None and records.dropped:
            told = "%s: %d pages or documents are over the size budget of its WARC and can only be judged anew"
            log.warning(told, agency.id, len(records.dropped))
        result = agency_result(agency, snapshot, verdicts, records, self.out)
        if self.work is not None and (snapshot.status is CrawlStatus.COMPLETE or not self.stop.is_set()):
            readers = self._readers(documents)
            finished = Finished(result=result, readers=readers, silent=_silent(snapshot))
            self._noted(self.work, finished, by_answers_alone=_by_answers(snapshot))
        return result

    def _as_before(self, agency: Agency, gate: HostGate) -> AgencyResult | None:
        """The result of the last run, where the site answers as it did then; None where that is not known."""
        last = self.work.last(agency.id) if self.work is not None and self.save_warc is None else None
        hours = agency.crawl.open_for(self.clock())
        if self.work is None or last is None or hours <= 0:
            return None
        with (
            self.work.journal(agency.id) as journal,
            self.work.earlier(agency.id) or nullcontext() as earlier,
            Fetcher(
                agency, user_agent=user_agent(self.contact), gate=gate, journal=journal, earlier=earlier
            ) as fetcher,
        ):
            began = fetcher.clock()
            fetcher.finish_by = began + min(agency.crawl.max_seconds, hours)
            # A crawl that was interrupted is gone on with.
            if earlier is None or journal.answers:
                return None
            if not unchanged(fetcher, journal, earlier, last.silent, self.stop):
                return None
            took = {"requests": fetcher.requests, "bytes": fetcher.bytes, "seconds": round(fetcher.clock() - began, 3)}
        result = confirmed(
            last.result.model_copy(update={"crawl": last.result.crawl.model_copy(update=took)}), self.clock()
        )
        self._helped.update(last.readers)
        self._noted(self.work, last.model_copy(update={"result": result}), by_answers_alone=True)
        return result

    def _noted(self, work: Work, finished: Finished, *, by_answers_alone: bool) -> None:
        """Notes a result, so that a run that goes on after this one need not ask.

        What broke, and what may only be asked at other hours, is tried again there.
        """
        result = finished.result
        closed = result.crawl.cause is not None and result.crawl.cause.code == Cause.WINDOW
        if closed or any(verdict.status is Status.ERROR for verdict in result.verdicts):
            return
        try:
            work.finish(result.id, finished, by_answers_alone=by_answers_alone)
        except OSError as error:
            log.warning("agency %s: would be asked again by --resume: %s", result.id, error.strerror)

    def _keeper(self, agency: Agency) -> Keeper | nullcontext[None]:
        if self.save_warc is None or self._origin is None:
            return nullcontext()
        return Keeper(self.save_warc, agency, self._origin, user_agent=user_agent(self.contact))

    def _kept(self, agency: Agency, focus: Focus, documents: Documents) -> tuple[Snapshot, Records | None]:
        """The snapshot of a WARC, with what was never asked for named so."""
        home = agency.url or ""
        if self.stop.is_set():
            stopped = Failure(home, Cause.BUDGET, Whose.US, STOPPED)
            return Snapshot(agency.id, home, CrawlStatus.UNREACHABLE, failure=stopped), None
        try:
            kept = load(self._warc_of(agency), partial(read, documents=documents))
        except NotKeptError as error:
            log.warning("agency %s: %s", agency.id, error.line)
            failure = Failure(home, Cause.NOT_KEPT, Whose.US, error.what)
            return Snapshot(agency.id, home, CrawlStatus.UNREACHABLE, failure=failure), None
        snapshot, origin = kept.snapshot, kept.header.origin
        self._drawn |= any(isinstance(one, Page) and one.rendered for one in snapshot.readings.values())
        asked = {*snapshot.readings, *snapshot.redirects, *snapshot.failures, *kept.header.agency.declared.values()}
        new = [url for url in agency.declared.values() if not {url, f"{url}/", url.rstrip("/")} & asked]
        if new and snapshot.status is not CrawlStatus.UNREACHABLE:
            told = {url: Failure(url, Cause.NOT_KEPT, Whose.US, NEVER_ASKED) for url in new}
            snapshot = replace(snapshot, failures={**snapshot.failures, **told})
        if any(origin.packs.get(pack.id) != pack.digest for pack in self.packs):
            snapshot = with_newly_promising(snapshot, focus.score)
        return snapshot, kept.records

    def _warc_of(self, agency: Agency) -> Path:
        path = (self.from_warc or {}).get(agency.id)
        if path is None:
            raise NotKeptError("no WARC of this agency", "check it with --save-warc")
        return path

    def _snapshot(
        self,
        agency: Agency,
        judges: Sequence[Judge],
        focus: Focus,
        gate: HostGate,
        documents: Documents,
        keeper: Keeper | None,
    ) -> Snapshot:
        stopped = Failure(agency.url or "", Cause.BUDGET, Whose.US, STOPPED)
        if self.stop.is_set():
            return Snapshot(agency.id, agency.url or "", CrawlStatus.UNREACHABLE, failure=stopped)
        hours = agency.crawl.open_for(self.clock())
        if hours <= 0:
            closed = Failure(agency.url or "", Cause.WINDOW, Whose.US, f"{CLOSED}: {agency.crawl.window}")
            return Snapshot(agency.id, agency.url or "", CrawlStatus.UNREACHABLE, failure=closed)
        reader: Read = partial(read if self.work is None or self.work.cache is None else _read, documents=documents)
        on_exchange = keeper.exchange if keeper else None
        with (
            self.work.journal(agency.id) if self.work else nullcontext() as journal,
            (self.work and self.work.earlier(agency.id)) or nullcontext() as earlier,
            Fetcher(
                agency,
                user_agent=user_agent(self.contact),
                gate=gate,
                on_exchange=on_exchange,
                journal=journal,
                earlier=earlier,
            ) as fetcher,  # fmt: skip
        ):
            snapshot = crawl(
                agency,
                fetcher=fetcher,
                read=keeper.reading(reader) if keeper else reader,
                score=focus.score,
                enough=_safe(enough_for(judges, agency), agency),
                limits=agency.crawl.model_copy(update={"max_seconds": min(agency.crawl.max_seconds, hours)}),
                stop=self.stop,
                progress=self.progress,
                browser=self.browser,
                bears=focus.bears,
                topic=focus.topic,
                sitemaps=True,
                known=self.known.get(agency.id, ()),
            )
            late = fetcher.clock() >= fetcher.finish_by
        left = any(one.cause is Cause.BUDGET for one in snapshot.unvisited)
        # Links without a promise of their own were left as well, and what they lead to is not known.
        if self.stop.is_set() and left and snapshot.status is not CrawlStatus.UNREACHABLE:
            return replace(snapshot, status=CrawlStatus.PARTIAL, failure=stopped)
        if late and left and snapshot.status is not CrawlStatus.UNREACHABLE:
            spent = Failure(agency.url or "", Cause.BUDGET, Whose.US, OUT_OF_TIME)
            return replace(snapshot, status=CrawlStatus.PARTIAL, failure=spent)
        return snapshot


@dataclass(frozen=True, slots=True)
class Checking:
    """What agencies are checked with."""

    check: Callable[[Agency], AgencyResult]
    """Checks one; several threads may call it."""
    readers: Callable[[], tuple[str, ...]]
    """What helped to read something so far."""
    judges: Sequence[Judge]


_HERE = frozenset({"agencies", "processes", "stop", "progress", "done", "clock"}) | frozenset(
    {"_began", "_origin", "_drawn", "_gates", "_documents", "_helped"}
)
"""What of a run is of its first process alone, or is given to the others by another way."""


@dataclass(frozen=True, slots=True)
class _Share:
    """A run as its further processes get it."""

    kept: Mapping[str, Any]
    draws: bool
    """Whether each process has a browser of its own."""
    origin: Origin | None
    gates: Path
    elsewhere: bool = False
    """Whether it may be opened on a machine that has other folders and programs."""
    mark: str | None = None
    """Of the working folder; see `Work.mark`."""

    @contextmanager
    def open(self, here: Here) -> Iterator[Checking]:
        """See `itacheck.workers.Job`."""
        kept = self._as_here() if self.elsewhere else self.kept
        with ExitStack() as closing:
            drawn = kept["browser"]
            if self.draws:
                drawn = here.browser or open_browser()
                if isinstance(drawn, Browser):
                    closing.enter_context(drawn)
            run = Run(agencies=(), **{**kept, "browser": drawn}, stop=here.stop, progress=here.progress)
            run._origin, run._gates = self.origin, self.gates if self.gates.is_dir() else None
            run._documents = here.documents
            yield closing.enter_context(run.checking())

    def _as_here(self) -> dict[str, Any]:
        """What is kept, without what this machine does not see.

        Raises:
            ItacheckError: pages cannot be kept or found here, or scans cannot be read.
        """
        kept = dict(self.kept)
        if self.origin is not None and self.origin.version != itacheck.__version__:
            raise ItacheckError(
                f"a worker has itacheck {itacheck.__version__}, the run {self.origin.version}", "install the same one"
            )
        folders = {"--save-warc": [kept["save_warc"]], "--from-warc": (kept["from_warc"] or {}).values()}
        for option, paths in folders.items():
            for path in paths:
                if path is not None and not path.exists():
                    raise ItacheckError(f"{option}: a worker does not see {path}", "use a folder that all share")
        work: Work | None = kept["work"]
        if work is not None and work.mark() != self.mark:
            kept["work"] = None
        if (tesseract := kept["tesseract"]) is not None and not Path(tesseract.path).exists():
            kept["tesseract"] = find_tesseract()
        return kept


def _absolute(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a run, for a process that works in another folder."""
    work: Work | None = kept["work"]
    if work is not None:
        work = replace(work, folder=work.folder.resolve(), cache=work.cache.resolve() if work.cache else None)
    warcs: Mapping[str, Path] | None = kept["from_warc"]
    return {
        **kept,
        "work": work,
        "save_warc": kept["save_warc"] and kept["save_warc"].resolve(),
        "from_warc": None if warcs is None else {agency: path.resolve() for agency, path in warcs.items()},
        "out": (kept["out"] or Path()).resolve(),
    }


def judges_of(packs: Sequence[Pack], as_of: date) -> list[Judge]:
    """A judge for each pack, by its own catalogue alone: the types of another one must not change what it finds."""
    names = {key: names_of(one) for key, one in {id(pack.catalogue): pack.catalogue for pack in packs}.items()}
    return [
        Judge(
            pack_id=pack.id, fiscal_year=pack.header.fiscal_year, rules=pack.rules, types=pack.catalogue.types,
            names=names[id(pack.catalogue)], as_of=as_of,
        )
        for pack in packs
    ]  # fmt: skip


def judged(judge: Judge, agency: Agency, snapshot: Snapshot) -> tuple[Verdict, ...]:
    """The verdicts of one judge; a rule on which it breaks is an `error`, and the others are judged all the same."""
    try:
        return judge.judge(agency, snapshot)
    except Exception as error:
        if len(judge.rules) > 1:
            return tuple(v for rule in judge.rules for v in judged(_only(judge, rule), agency, snapshot))
        told = _told(error)
        log.exception("agency %s: judging %s broke: %s", agency.id, ", ".join(r.id for r in judge.rules), told)
        return judge.failed(agency, told)


def _only(judge: Judge, rule: Rule) -> Judge:
    return Judge(
        pack_id=judge.pack_id, fiscal_year=judge.fiscal_year, rules=(rule,), types=judge.types, names=judge.names,
        as_of=judge.as_of, asked=judge.asked,
    )  # fmt: skip


def _read(body: bytes, /, *, documents: Documents, **about: Any) -> Reading:
    """Reads where it was not yet known whether there would be anything to read."""
    documents.ensure()
    return read(body, documents=documents, **about)


_TOLD_FOR_GOOD = frozenset((Cause.ROBOTS, Cause.BAD_URL, Cause.PRIVATE_ADDRESS, Cause.REDIRECT, Cause.HTTP_4XX))


def _by_answers(snapshot: Snapshot) -> bool:
    """Whether the same answers always make this snapshot: nothing of it came from time, the network or a browser."""
    return (
        snapshot.status is CrawlStatus.COMPLETE
        and not any(isinstance(one, Page) and one.rendered for one in snapshot.readings.values())
        and all(one.cause in _TOLD_FOR_GOOD or one.outside for one in snapshot.failures.values())
    )


def _silent(snapshot: Snapshot) -> dict[str, Cause]:
    return {url: one.cause for url, one in snapshot.failures.items() if one.outside and one.status is None}


def _safe(enough: Callable[[Snapshot], bool], agency: Agency) -> Callable[[Snapshot], bool]:
    """The same question; where judging breaks it is not enough, and the crawl goes on."""

    def asked(snapshot: Snapshot) -> bool:
        try:
            return enough(snapshot)
        except Exception:
            log.info("agency %s: judging broke during the crawl", agency.id, exc_info=True)
            return False

    return asked


def _told(error: Exception) -> str:
    """What broke and where, for who reads only the results."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno}"


_UNDECIDED = {
    STOPPED: Bilingual(th="แต่ถูกสั่งหยุดก่อนดูครบ", en="but the run was stopped before all was seen"),
    OUT_OF_TIME: Bilingual(th="แต่หมดเวลาที่ตั้งไว้ก่อนดูครบ", en="but the time that was given was spent before all was seen"),
    TOO_MUCH_HELD: Bilingual(
        th="แต่หน้าของเว็บไซต์ใหญ่เกินหน่วยความจำที่ให้หนึ่งหน่วยงาน จึงดูไม่ครบ",
        en="but its pages hold more than the memory that one agency may take, so not all was seen",
    ),
    SHUT_OUT: Bilingual(
        th="แต่เว็บไซต์ไม่ตอบหรือปฏิเสธทุกคำขอก่อนดูครบ",
        en="but the site refused or failed everything before all was seen",
    ),
    OVER_BUDGET: Bilingual(
        th="แต่หน้าที่เก็บไว้ (WARC) มีไม่ครบ เพราะเกินขนาดที่กำหนด",
        en="but not all pages were kept: they were over the size budget",
    ),
}
"""Why nothing was looked at well enough to be called absent: by the detail of what made the snapshot partial."""


def _undecided(verdict: Verdict, why: Bilingual) -> Verdict:
    """A verdict of a snapshot in which nothing may be called absent."""
    if verdict.status is not Status.FAIL:
        return verdict
    reason = Bilingual(th=f"{verdict.reason.th} — {why.th}", en=f"{verdict.reason.en}; {why.en}")
    return replace(verdict, status=Status.REVIEW, reason=reason)
