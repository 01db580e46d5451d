"""A run: agencies -> results, on a `concurrent.futures` executor, one agency a task."""

from __future__ import annotations

import logging
import os
import tempfile
import threading
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
from itacheck.crawl import (
    SHARES,
    Browser,
    Draws,
    HostGate,
    Progress,
    SharedGate,
    open_browser,
    sharing_hosts,
    user_agent,
)
from itacheck.errors import ItacheckError
from itacheck.focus import Focus
from itacheck.judge import Judge
from itacheck.judging import decided, enough, judged, judges_of, told_of
from itacheck.looking import Looker, broken, is_drawn, is_of_answers, silent_hosts
from itacheck.model import (
    Agency,
    AgencyResult,
    Cause,
    CrawlStatus,
    PackResult,
    Results,
    RunResult,
    Status,
    Unrendered,
    Verdict,
)
from itacheck.packs import Catalogue, Pack
from itacheck.patterns import names_of
from itacheck.read import DocumentReader, Documents, Tesseract, find_tesseract
from itacheck.results import agency_result, confirmed
from itacheck.unfinished import Finished, Work
from itacheck.warc import Keeper, Origin
from itacheck.workers import Here, Lost, Processes, Services, outcomes

_READERS = ("browser", "ocr")
JUDGING = 1800.0
"""Seconds; what an agency may take beside its crawl before its process is ended: more than any took so far."""

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
            looker = Looker(
                packs=self.packs,
                focus=Focus(*names, wanted=wanted, years={pack.header.fiscal_year for pack in self.packs}),
                gate=HostGate() if self._gates is None else SharedGate(self._gates),
                documents=documents,
                contact=self.contact,
                browser=self.browser,
                stop=self.stop,
                progress=self.progress,
                clock=self.clock,
                work=self.work,
                from_warc=self.from_warc,
                known=self.known,
            )
            yield Checking(partial(self._check, judges=judges, looker=looker), partial(self._readers, documents))

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
        return _broken(agency, judges_of(self.packs, self.as_of), told)

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

    def _check(self, agency: Agency, *, judges: Sequence[Judge], looker: Looker) -> AgencyResult:
        """One agency: crawl, judge. Whatever breaks in it becomes `error` verdicts; the run goes on."""
        with about(agency=agency.id):
            return self._as_before(agency, looker) or self._looked_at_and_judged(agency, judges, looker)

    def _looked_at_and_judged(self, agency: Agency, judges: Sequence[Judge], looker: Looker) -> AgencyResult:
        with self._keeper(agency) as keeper:
            try:
                snapshot, records = looker.look(agency, enough(judges, agency), keeper)
            except Exception as error:
                told = told_of(error)
                log.exception("agency %s: the crawl broke: %s", agency.id, told)
                return _broken(agency, judges, told)
            verdicts: Sequence[Verdict] = [v for judge in judges for v in judged(judge, agency, snapshot)]
            if keeper is not None:
                proofs = (url for verdict in verdicts for f in verdict.findings for url in (f.url, *f.via))
                records = keeper.keep(snapshot, proofs)
        verdicts = decided(snapshot, verdicts)
        if records is not None and records.dropped:
            told = "%s: %d pages or documents are over the size budget of its WARC and can only be judged anew"
            log.warning(told, agency.id, len(records.dropped))
        self._drawn |= self.from_warc is not None and is_drawn(snapshot)
        result = agency_result(agency, snapshot, verdicts, records, self.out)
        if self.work is not None and (snapshot.status is CrawlStatus.COMPLETE or not self.stop.is_set()):
            readers = self._readers(looker.documents)
            finished = Finished(result=result, readers=readers, silent=silent_hosts(snapshot))
            self._noted(self.work, finished, by_answers_alone=is_of_answers(snapshot))
        return result

    def _as_before(self, agency: Agency, looker: Looker) -> AgencyResult | None:
        """The result of the last run, where the site answers as it did then; None where that is not known."""
        last = self.work.last(agency.id) if self.work is not None and self.save_warc is None else None
        if self.work is None or last is None:
            return None
        took = looker.unchanged(agency, last.silent)
        if took is None:
            return None
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


@dataclass(frozen=True, slots=True)
class Checking:
    """What agencies are checked with."""

    check: Callable[[Agency], AgencyResult]
    """Checks one; several threads may call it."""
    readers: Callable[[], tuple[str, ...]]
    """What helped to read something so far."""


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


def _broken(agency: Agency, judges: Sequence[Judge], told: str) -> AgencyResult:
    """The result of an agency on which this program broke."""
    return agency_result(agency, broken(agency, told), [v for judge in judges for v in judge.failed(agency, told)])
