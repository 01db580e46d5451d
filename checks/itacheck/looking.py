"""What is seen of one agency: on its website, or in the pages that were kept of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from itacheck.causes import STOPPED
from itacheck.crawl import (
    Draws,
    Fetcher,
    HostGate,
    Journal,
    Progress,
    Read,
    crawl,
    unchanged,
    user_agent,
)
from itacheck.focus import Focus, with_newly_promising
from itacheck.model import Agency, Cause, CrawlStatus, Failure, Page, Reading, Snapshot, Unrendered, Whose
from itacheck.packs import Pack
from itacheck.read import Documents, read
from itacheck.unfinished import Work
from itacheck.warc import Keeper, NotKeptError, Records, load

OUT_OF_TIME = "the time that was given was spent before all was seen"
CLOSED = "outside the hours in which it may be asked"
NEVER_ASKED = "not asked when the pages were kept"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looker:
    """Looks at agencies; several threads may ask it. The fields without a text are those of `itacheck.run.Run`."""

    packs: Sequence[Pack]
    focus: Focus
    gate: HostGate
    """Keeps one polite stream for each host."""
    documents: Documents
    contact: str | None
    browser: Draws | Unrendered | None
    stop: threading.Event
    progress: Callable[[Progress], None] | None
    clock: Callable[[], datetime]
    work: Work | None
    from_warc: Mapping[str, Path] | None
    known: Mapping[str, tuple[str, ...]]

    def look(
        self, agency: Agency, enough: Callable[[Snapshot], bool], keeper: Keeper | None
    ) -> tuple[Snapshot, Records | None]:
        """What is seen of an agency, and where it is kept already.

        Args:
            agency: whose.
            enough: whether the rules need no more.
            keeper: is given what is answered, to keep it.
        """
        if self.stop.is_set():
            return _unseen(agency, Cause.BUDGET, STOPPED), None
        if self.from_warc is not None:
            return self._kept(agency, self.from_warc.get(agency.id))
        return self._visited(agency, enough, keeper), None

    def unchanged(self, agency: Agency, silent: Mapping[str, Cause]) -> dict[str, Any] | None:
        """Whether a site answers as it did in the last run, by asking it for nothing else.

        Args:
            agency: whose.
            silent: hosts of others that did not answer then.

        Returns:
            What it took, as fields of `CrawlResult`; None: it does not, or that is not known.
        """
        hours = agency.crawl.open_for(self.clock())
        if hours <= 0:
            return None
        with self._asking(agency) as (fetcher, journal, earlier):
            began = fetcher.clock()
            fetcher.finish_by = began + min(agency.crawl.max_seconds, hours)
            # A crawl that was interrupted is gone on with.
            if journal is None or earlier is None or journal.answers:
                return None
            if not unchanged(fetcher, journal, earlier, silent, self.stop):
                return None
            return {
                "requests": fetcher.requests, "bytes": fetcher.bytes, "seconds": round(fetcher.clock() - began, 3)
            }  # fmt: skip

    @contextmanager
    def _asking(self, agency: Agency, **more: Any) -> Iterator[tuple[Fetcher, Journal | None, Journal | None]]:
        with (
            self.work.journal(agency.id) if self.work else nullcontext() as journal,
            (self.work and self.work.earlier(agency.id)) or nullcontext() as earlier,
            Fetcher(
                agency, user_agent=user_agent(self.contact), gate=self.gate, journal=journal, earlier=earlier, **more
            ) as fetcher,
        ):
            yield fetcher, journal, earlier

    def _visited(self, agency: Agency, enough: Callable[[Snapshot], bool], keeper: Keeper | None) -> Snapshot:
        hours = agency.crawl.open_for(self.clock())
        if hours <= 0:
            return _unseen(agency, Cause.WINDOW, f"{CLOSED}: {agency.crawl.window}")
        at_hand = self.work is None or self.work.cache is None
        reader: Read = partial(read if at_hand else _read, documents=self.documents)
        with self._asking(agency, on_exchange=keeper.exchange if keeper else None) as (fetcher, _, _):
            snapshot = crawl(
                agency,
                fetcher=fetcher,
                read=keeper.reading(reader) if keeper else reader,
                score=self.focus.score,
                enough=enough,
                limits=agency.crawl.model_copy(update={"max_seconds": min(agency.crawl.max_seconds, hours)}),
                stop=self.stop,
                progress=self.progress,
                browser=self.browser,
                bears=self.focus.bears,
                topic=self.focus.topic,
                sitemaps=True,
                known=self.known.get(agency.id, ()),
            )
            late = fetcher.clock() >= fetcher.finish_by
        # Links without a promise of their own were left as well, and what they lead to is not known.
        left = any(one.cause is Cause.BUDGET for one in snapshot.unvisited)
        if not left or snapshot.status is CrawlStatus.UNREACHABLE or not (late or self.stop.is_set()):
            return snapshot
        why = STOPPED if self.stop.is_set() else OUT_OF_TIME
        return replace(snapshot, status=CrawlStatus.PARTIAL, failure=_failure(agency, Cause.BUDGET, why))

    def _kept(self, agency: Agency, path: Path | None) -> tuple[Snapshot, Records | None]:
        """The snapshot of a WARC, with what was never asked for named so."""
        try:
            kept = load(_warc(path), partial(read, documents=self.documents))
        except NotKeptError as error:
            log.warning("agency %s: %s", agency.id, error.line)
            return _unseen(agency, Cause.NOT_KEPT, error.what), None
        snapshot, origin = kept.snapshot, kept.header.origin
        asked = {*snapshot.readings, *snapshot.redirects, *snapshot.failures, *kept.header.agency.declared.values()}
        new = [url for url in agency.declared.values() if not {url, f"{url}/", url.rstrip("/")} & asked]
        if new and snapshot.status is not CrawlStatus.UNREACHABLE:
            told = {url: Failure(url, Cause.NOT_KEPT, Whose.US, NEVER_ASKED) for url in new}
            snapshot = replace(snapshot, failures={**snapshot.failures, **told})
        if any(origin.packs.get(pack.id) != pack.digest for pack in self.packs):
            snapshot = with_newly_promising(snapshot, self.focus.score)
        return snapshot, kept.records


def broken(agency: Agency, told: str) -> Snapshot:
    """The snapshot of an agency on which this program broke."""
    return _unseen(agency, Cause.BAD_ANSWER, f"the checker broke: {told}")


def _unseen(agency: Agency, cause: Cause, why: str) -> Snapshot:
    failure = _failure(agency, cause, why)
    return Snapshot(agency.id, agency.url or "", CrawlStatus.UNREACHABLE, failure=failure)


def _failure(agency: Agency, cause: Cause, why: str) -> Failure:
    return Failure(agency.url or "", cause, Whose.US, why)


def is_drawn(snapshot: Snapshot) -> bool:
    """Whether a page of it is one that a browser drew."""
    return any(isinstance(one, Page) and one.rendered for one in snapshot.readings.values())


_TOLD_FOR_GOOD = frozenset((Cause.ROBOTS, Cause.BAD_URL, Cause.PRIVATE_ADDRESS, Cause.REDIRECT, Cause.HTTP_4XX))


def is_of_answers(snapshot: Snapshot) -> bool:
    """Whether the same answers always make this snapshot: nothing of it came from time, the network or a browser."""
    return (
        snapshot.status is CrawlStatus.COMPLETE
        and not is_drawn(snapshot)
        and all(one.cause in _TOLD_FOR_GOOD or one.outside for one in snapshot.failures.values())
    )


def silent_hosts(snapshot: Snapshot) -> dict[str, Cause]:
    """Addresses of others that did not answer, and why."""
    return {url: one.cause for url, one in snapshot.failures.items() if one.outside and one.status is None}


def _warc(path: Path | None) -> Path:
    if path is None:
        raise NotKeptError("no WARC of this agency", "check it with --save-warc")
    return path


def _read(body: bytes, /, *, documents: Documents, **about: Any) -> Reading:
    """Reads where it was not yet known whether there would be anything to read."""
    documents.ensure()
    return read(body, documents=documents, **about)
