"""The crawl of one agency: home page, declared addresses, then the most promising link first, within budgets."""

from __future__ import annotations

import logging
import threading
from collections import Counter, deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Protocol

from itacheck.about import about
from itacheck.model import (
    Agency,
    Cause,
    CrawlLimits,
    CrawlStatus,
    Failure,
    Link,
    LinkKind,
    Page,
    Reading,
    Snapshot,
    Unrendered,
    Whose,
)

from .browser import Draws
from .drawing import Drawing
from .fetch import Fetched, Fetcher
from .frontier import Candidate, Frontier
from .ledger import Ledger
from .lists import Where, found_before, kinds_of, of_list, of_topic
from .robots import Robots
from .shut import LAST, SHUT_OUT, never_entered, shut, shuts
from .sitemap import Listed, listed
from .traps import Traps
from .urls import as_sent, canonical, folders, looks_like_document, page_key
from .ways import in_site_order
from .weight import TOO_MUCH_HELD, allowed, weight, weight_of_link, weight_of_numbers

MAX_OUTSIDE = 60
"""How many addresses on hosts of others one crawl asks."""

ENOUGH_EVERY = 40
"""Readings between two questions whether it is enough, once no promising link is queued; on a large site, half as
many again as there were, since each question looks at all of them."""

MAX_UNLINKED = 20
"""How many promising addresses that only a sitemap lists one crawl asks."""

_START_SCORE = 1.0
_RELATED = 0.5
"""What scores more is named as evidence itself."""
_IN_PLACE = frozenset((LinkKind.REFRESH, LinkKind.FRAME))

_log = logging.getLogger(__name__)


class Read(Protocol):
    """Makes a page or a document of bytes."""

    def __call__(
        self, body: bytes, /, *, url: str, content_type: str, file_name: str, fetched_at: datetime, outside: bool
    ) -> Reading:
        """See `Fetched` for the arguments."""


Score = Callable[[Link, Page], float]
"""How promising a link is: 1 names evidence, 0.5 is related, 0 nothing known; below 0 it is never followed."""

Bears = Callable[[Reading], bool]
"""Whether what was read is, by its own words, what is looked for, or mentions it."""

Topic = Callable[[Link, Page], str]
"""What a link promises: links of one topic promise the same over again. Empty where its title says that it is about
something else."""

Enough = Callable[[Snapshot], bool]
"""Whether what was seen answers every question."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a crawl stands, after each address."""

    agency_id: str
    pages: int
    documents: int
    queued: int
    url: str
    """The address that was just asked."""
    requests: int = 0
    """So far, with those of robots.txt, redirects and retries."""
    bytes: int = 0
    """Of bodies, as they came over the wire, so far."""
    answering: float = 0.0
    """Seconds in which its hosts were waited for so far; what a journal knew took none."""


def crawl(
    agency: Agency,
    *,
    fetcher: Fetcher,
    read: Read,
    score: Score,
    enough: Enough,
    limits: CrawlLimits | None = None,
    stop: threading.Event | None = None,
    progress: Callable[[Progress], None] | None = None,
    browser: Draws | Unrendered | None = None,
    bears: Bears = lambda _: False,
    topic: Topic = lambda _link, _page: "?",
    sitemaps: bool = False,
    known: Collection[str] = (),
) -> Snapshot:
    """Crawls the site of an agency.

    Args:
        agency: whose site.
        fetcher: made for this agency.
        read: makes pages and documents of bytes; when it crashes the page is a failure and the crawl goes on.
        score: the promise of a link, which decides on the order and on what is left unvisited for good.
        enough: asked when no promising link is queued and every `ENOUGH_EVERY` readings after that.
        limits: budgets of pages, documents, seconds and bytes; None: the agency's own.
        stop: ends the crawl after the request at hand when it is set.
        progress: told after each address.
        browser: draws pages that need a script; or why there is none, for the pages to say; None: not asked.
        bears: what a list has brought is learned from it.
        topic: tells links that promise the same, and those that are about something else.
        sitemaps: whether the sitemaps of the site are asked for: links towards what they list come earlier, and what
            they list and no link leads to is looked at last, see `Snapshot.unlinked`.
        known: addresses where something was found before, and on the way there: links to them are followed first.
            They decide on the order alone.

    Returns:
        What was seen and what was left. Never raises for anything that a site does.
    """
    return _Crawl(
        agency,
        fetcher=fetcher,
        read=read,
        score=score,
        enough=enough,
        limits=limits or agency.crawl,
        stop=stop or threading.Event(),
        progress=progress,
        browser=browser,
        bears=bears,
        topic=topic,
        sitemaps=sitemaps,
        known=known,
    ).run()


def _reading(read: Read, answer: Fetched, *, outside: bool = False) -> Reading:
    return read(
        answer.body,
        url=answer.url,
        content_type=answer.content_type,
        file_name=answer.file_name,
        fetched_at=answer.fetched_at,
        outside=outside,
    )


class _Crawl:
    def __init__(
        self,
        agency: Agency,
        *,
        fetcher: Fetcher,
        read: Read,
        score: Score,
        enough: Enough,
        limits: CrawlLimits,
        stop: threading.Event,
        progress: Callable[[Progress], None] | None,
        browser: Draws | Unrendered | None,
        bears: Bears,
        topic: Topic,
        sitemaps: bool,
        known: Collection[str],
    ) -> None:
        self._bears = bears
        self._topic = topic
        self._sitemaps = sitemaps
        self._known = frozenset(page_key(url) for written in known if (url := canonical(written)) is not None)
        self._listed: tuple[Listed, ...] = ()
        self._towards = frozenset[str]()
        """The folders of promising addresses that a sitemap lists."""
        self._agency = agency
        self._fetcher = fetcher
        # Not a method: what is handed on must not keep all that the crawl saw until the collector comes by.
        self._reading = partial(_reading, read)
        self._score = score
        self._enough = enough
        self._limits = limits
        self._stop = stop
        self._progress = progress
        self._robots = Robots(fetcher)
        self._drawing = Drawing(browser, fetcher, self._robots.refusal, self._reading)
        self._frontier = Frontier()
        self._first: deque[Candidate] = deque()
        self._traps = Traps()
        self._unlinked: tuple[str, ...] = ()
        self._ledger = Ledger(agency.id, canonical(agency.url or "") or agency.url or "")
        self._started = fetcher.clock()
        self._requests_before = fetcher.requests
        self._bytes_before = fetcher.bytes
        self._answering_before = fetcher.answering
        self._charged_pages = 0
        self._charged_documents = 0
        self._outside = 0
        self._asked_at: int | None = None
        self._held = 0
        """Bytes that what was seen takes, about."""
        self._allowed = allowed(limits)
        self._shutting: list[Failure] = []
        """The failures since the site last gave something to read."""

    def run(self) -> Snapshot:
        self._fetcher.finish_by = self._started + self._limits.max_seconds
        with about(url=self._ledger.home):
            failure = self._visit_home()
        if failure is not None:
            return replace(self._snapshot(CrawlStatus.UNREACHABLE), failure=failure)
        self._queue_declared()
        settled = False
        while not self._spent():
            if not self._first and self._is_enough():
                settled = True
                break
            candidate = self._first.popleft() if self._first else self._frontier.pop()
            if candidate is None:
                break
            if self._frontier.spent(candidate):
                self._ledger.left.append((candidate, Cause.UNPROMISING))
            elif self._affordable(candidate):
                with about(url=candidate.url):
                    self._visit(candidate)
            else:
                self._ledger.left.append((candidate, Cause.BUDGET))
        self._ledger.left.extend((one, Cause.BUDGET) for one in (*self._first, *self._frontier.rest()))
        self._unlinked = () if settled else self._visit_unlinked()
        seen = self._snapshot(CrawlStatus.PARTIAL if self._ledger.partial() else CrawlStatus.COMPLETE)
        if not settled and len(self._shutting) >= LAST:
            last = self._shutting[-1]
            shut_out = Failure(self._ledger.home, last.cause, last.whose, SHUT_OUT, last.status)
            seen = replace(seen, status=CrawlStatus.PARTIAL, failure=shut_out)
        failure = never_entered(seen, self._fetcher.hosts)
        if failure is not None:
            return replace(seen, status=CrawlStatus.UNREACHABLE, failure=failure)
        if self._held > self._allowed and any(cause is Cause.BUDGET for _, cause in self._ledger.left):
            # Links without a promise of their own were left as well, and what they lead to is not known.
            held = Failure(seen.home, Cause.BUDGET, Whose.US, TOO_MUCH_HELD)
            return replace(seen, status=CrawlStatus.PARTIAL, failure=held)
        return seen

    def _visit_home(self) -> Failure | None:
        url = self._agency.url
        if not url:
            return Failure("", Cause.NO_WEBSITE, Whose.AGENCY, "no website is declared")
        candidate = Candidate(self._ledger.home, "", "", _START_SCORE, 0)
        answer = self._fetcher.fetch(url, permit=self._robots.refusal)
        if isinstance(answer, Fetched):
            self._ledger.home = answer.url
        self._frontier.mark(candidate.url)
        failure = self._note(candidate, answer)
        if failure is not None:
            self._ledger.failures[failure.url] = failure
        self._tell(candidate.url)
        return failure or shut(self._ledger.readings[self._ledger.home], self._fetcher.hosts)

    def _queue_declared(self) -> None:
        for written in dict.fromkeys(self._agency.declared.values()):
            url = canonical(written) or written
            if url in self._frontier:
                self._spelt(url)
                continue
            self._frontier.mark(url)
            self._first.append(Candidate(url, "", "", _START_SCORE, 1, outside=not self._fetcher.hosts.own(url)))

    def _read_sitemaps(self, page: Page) -> None:
        """Notes, before the first links are queued, what promises something by the words of its address."""
        self._sitemaps = False
        said = listed(self._fetcher, self._robots, self._ledger.home)
        self._listed = tuple(one for one in said if self._score(Link(one.url, one.url, ""), page) > 0)
        self._towards = frozenset(folder for one in self._listed for folder in folders(one.url))

    def _visit_unlinked(self) -> tuple[str, ...]:
        """Looks at what only a sitemap lists, last of all; the addresses that answered with something new."""
        seen: list[str] = []
        left = (one for one in self._listed if one.url not in self._frontier)
        for one in islice(left, MAX_UNLINKED):
            candidate = Candidate(one.url, one.sitemap, "", 0.0, 1)
            if self._spent() or not self._affordable(candidate):
                break
            self._frontier.mark(one.url)
            with about(url=one.url):
                answer = self._fetcher.fetch(one.url, permit=self._robots.refusal)
            if isinstance(answer, Failure) or self._ledger.reading_of(answer.url) is not None:
                continue
            if not self._fetcher.hosts.own(answer.url):
                continue
            reading = self._read_safely(candidate, answer, outside=False)
            if isinstance(reading, Failure) or self._ledger.twin_of(reading) is not None:
                continue
            self._ledger.add_parent(answer.url, one.sitemap)
            self._ledger.add_redirect(one.url, answer.url)
            self._ledger.add_reading(answer.url, reading)
            self._held += weight(reading)
            self._charge(reading)
            self._tell(one.url)
            seen.append(answer.url)
        return tuple(seen)

    def _visit(self, candidate: Candidate) -> None:
        self._outside += candidate.outside
        answer = self._fetcher.fetch(candidate.url, outside=candidate.outside, permit=self._robots.refusal)
        before, known = self._frontier.promised, len(self._ledger.readings)
        failure = self._note(candidate, answer)
        if failure is not None:
            self._ledger.add_failure(candidate, failure)
            if shuts(failure):
                self._shutting.append(failure)
        elif not candidate.outside:
            self._shutting.clear()
        new = list(islice(self._ledger.readings.values(), known, None))
        bore = self._frontier.promised > before or any(map(self._bears, new))
        self._frontier.note(candidate, bore=bore)
        self._tell(candidate.url)

    def _note(self, candidate: Candidate, answer: Fetched | Failure) -> Failure | None:
        """Reads what was fetched and queues its links; the failure when there is nothing to read."""
        if isinstance(answer, Failure):
            return answer
        known = self._ledger.reading_of(answer.url)
        self._ledger.add_redirect(candidate.url, known or answer.url)
        self._frontier.mark(answer.url)
        if known is not None:
            return None
        outside = candidate.outside and not self._fetcher.hosts.own(answer.url)
        reading = self._read_safely(candidate, answer, outside=outside)
        if isinstance(reading, Failure):
            return reading
        twin = None if outside else self._ledger.twin_of(reading)
        if twin is not None:
            for address in (candidate.url, answer.url):
                self._ledger.add_redirect(address, twin)
            self._charge(reading)
            return None
        self._ledger.add_reading(answer.url, reading)
        self._held += weight(reading)
        if not outside:
            self._charge(reading)
            if isinstance(reading, Page):
                self._held += weight_of_numbers(self._traps.note(answer.url, reading))
                if self._sitemaps:
                    self._read_sitemaps(reading)
                self._queue_links(candidate, reading)
        return None

    def _read_safely(self, candidate: Candidate, answer: Fetched, *, outside: bool) -> Reading | Failure:
        try:
            reading = self._reading(answer, outside=outside)
            if isinstance(reading, Page) and not outside:
                return self._drawing.seen(answer, reading)
        except Exception as error:  # noqa: BLE001 - hostile bytes may crash a parser in any way; the other pages still count
            _log.warning("reading %s failed", answer.url, exc_info=True)
            detail = f"reading it failed: {type(error).__name__}"
            return Failure(candidate.url, Cause.BAD_ANSWER, Whose.US, detail, answer.status, candidate.outside)
        return reading

    def _queue_links(self, candidate: Candidate, page: Page) -> None:
        home, kinds, inherits = candidate.depth == 0, kinds_of(page), self._inherits(candidate, page)
        for link in page.links:
            url = canonical(as_sent(link.url, link.href, page.charset)) if link.url else None
            if url is None:
                continue
            score, depth = self._score(link, page), candidate.depth + 1
            outside = not self._fetcher.hosts.own(url)
            if link.kind in _IN_PLACE:
                depth = candidate.depth
                # A frame is part of its page. A home page embeds maps and videos of others, which prove nothing.
                if score >= 0 and not (outside and candidate.depth == 0):
                    score = max(score, candidate.score)
            if not score >= 0 or (outside and score == 0):
                continue
            if url != link.url:
                self._ledger.other_spellings.setdefault(link.url, url)
            self._ledger.add_parent(url, page.url)
            self._spelt(url)
            found = Candidate(
                url=url, parent=page.url, text=link.text, score=score, depth=depth, outside=outside, kind=link.kind,
                where=self._where(link, url, page, score, kinds, home=home, inherits=inherits),
            )  # fmt: skip
            if url not in self._frontier:
                self._held += weight_of_link(found)
            self._frontier.add(found)

    def _where(
        self, link: Link, url: str, page: Page, score: float, kinds: Counter[str], *, home: bool, inherits: bool
    ) -> Where:
        topic = self._topic(link, page)
        if score > 0:
            place = of_topic(url, topic)
        else:
            inherits = inherits or page_key(url).rstrip("/") in self._towards
            place = of_list(link, url, page, kinds, topic, home=home, inherits=inherits)
        return found_before(place) if page_key(url) in self._known else place

    def _inherits(self, candidate: Candidate, page: Page) -> bool:
        """Whether the links of a page may be evidence because of the page: it, or the link to it, is named so."""
        if candidate.depth == 0:
            return False
        names = dict.fromkeys((*page.headings[:3], page.title))
        own = (Link(page.url, page.url, name) for name in names if name)
        return candidate.score > _RELATED or any(self._score(one, page) > _RELATED for one in own)

    def _spelt(self, url: str) -> None:
        first = self._frontier.first_spelling(url)
        if first != url:
            self._ledger.other_spellings.setdefault(url, first)

    def _affordable(self, candidate: Candidate) -> bool:
        if candidate.outside:
            return self._outside < MAX_OUTSIDE
        if self._traps.leads_on_for_ever(candidate.url):
            return False
        if looks_like_document(candidate.url):
            return self._charged_documents < self._limits.max_documents
        return self._charged_pages < self._limits.max_pages

    def _charge(self, reading: Reading) -> None:
        """Charges a budget. What its address did not tell is charged to the other one when its own is spent."""
        pages_left = self._charged_pages < self._limits.max_pages
        documents_left = self._charged_documents < self._limits.max_documents
        if (isinstance(reading, Page) and pages_left) or not documents_left:
            self._charged_pages += 1
        else:
            self._charged_documents += 1

    def _spent(self) -> bool:
        return (
            self._stop.is_set()
            or self._fetcher.clock() >= self._fetcher.finish_by
            or self._fetcher.bytes - self._bytes_before >= self._limits.max_bytes
            or self._held > self._allowed
        )

    def _is_enough(self) -> bool:
        if self._frontier.promising or not len(self._frontier):
            return False
        read = len(self._ledger.readings)
        if self._asked_at is not None and read - self._asked_at < max(ENOUGH_EVERY, self._asked_at // 2):
            return False
        self._asked_at = read
        return self._enough(self._snapshot(CrawlStatus.PARTIAL if self._ledger.partial() else CrawlStatus.COMPLETE))

    def _tell(self, url: str) -> None:
        if self._progress is not None:
            ledger, queued = self._ledger, len(self._first) + len(self._frontier)
            told = Progress(
                self._agency.id, ledger.pages, ledger.documents, queued, url,
                requests=self._fetcher.requests - self._requests_before,
                bytes=self._fetcher.bytes - self._bytes_before,
                answering=self._fetcher.answering - self._answering_before,
            )  # fmt: skip
            self._progress(told)

    def _snapshot(self, status: CrawlStatus) -> Snapshot:
        seen = self._ledger.snapshot(
            status,
            requests=self._fetcher.requests - self._requests_before,
            size=self._fetcher.bytes - self._bytes_before,
            seconds=self._fetcher.clock() - self._started,
        )
        return in_site_order(replace(seen, unlinked=self._unlinked, unverified=dict(self._fetcher.unverified)))
