"""What a crawl has seen so far, and the snapshot that it makes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from itacheck.model import Cause, CrawlStatus, Document, Failure, Page, Reading, Snapshot, Unvisited

from .frontier import Candidate
from .urls import page_key, twin_key

MAX_LISTED_WITHOUT_PROMISE = 200
"""How many links with score 0 a snapshot lists as unvisited."""

_NOT_ASKED = frozenset((Cause.BUDGET, Cause.ROBOTS, Cause.PRIVATE_ADDRESS, Cause.BAD_URL))


@dataclass(slots=True)
class Ledger:
    """Collects readings, failures and ways; says nothing about what to do next."""

    agency_id: str
    home: str
    readings: dict[str, Reading] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    left: list[tuple[Candidate, Cause]] = field(default_factory=list)
    other_spellings: dict[str, str] = field(default_factory=dict)
    """Address as a link spells it -> the spelling that was asked."""
    pages: int = 0
    """Own pages."""
    documents: int = 0
    """Own documents."""
    _by_key: dict[str, str] = field(default_factory=dict)
    _by_twin: dict[tuple[str, str], str] = field(default_factory=dict)

    def reading_of(self, url: str) -> str | None:
        """The address of the reading of a page or of its scheme or www twin."""
        return self._by_key.get(page_key(url))

    def twin_of(self, reading: Reading) -> str | None:
        """The address under which the same page was read before: the same bytes and links, by a twin of its address."""
        if not isinstance(reading, Page) or not reading.sha256:
            return None
        known = self._by_twin.get((twin_key(reading.url), reading.sha256))
        other = self.readings.get(known) if known is not None and known != reading.url else None
        # Under `/news` and `/news/` the same bytes may lead to different places.
        same = isinstance(other, Page) and [link.url for link in other.links] == [link.url for link in reading.links]
        return known if same else None

    def add_redirect(self, asked: str, final: str) -> None:
        """Notes that one address answered for another."""
        if asked != final:
            self.redirects[asked] = final
            if asked in self.parents:
                self.add_parent(final, self.parents[asked])

    def add_reading(self, url: str, reading: Reading) -> None:
        """Notes what was read."""
        self.readings[url] = reading
        self.failures.pop(url, None)
        self._by_key[page_key(url)] = url
        if isinstance(reading, Page):
            self._by_twin.setdefault((twin_key(url), reading.sha256), url)
        if not reading.outside:
            self.pages += isinstance(reading, Page)
            self.documents += isinstance(reading, Document)

    def add_failure(self, candidate: Candidate, failure: Failure) -> None:
        """Notes what failed; what was not even asked is listed as left, too."""
        if failure.cause is not Cause.BUDGET:
            self.failures[failure.url] = failure
        if failure.cause in _NOT_ASKED:
            self.left.append((candidate, failure.cause))

    def add_parent(self, url: str, page: str) -> None:
        """Notes the page on which an address was first found. Ways never go round in a circle."""
        if url in self.parents or page_key(url) == page_key(self.home):
            return
        step, steps = page, 0
        while steps < 64:
            if url in (step, self.redirects.get(step)):
                return
            if step not in self.parents:
                break
            step, steps = self.parents[step], steps + 1
        self.parents[url] = page

    def partial(self) -> bool:
        """Whether a promising link to an own host was left for lack of budget."""
        return any(cause is Cause.BUDGET and one.score > 0 and not one.outside for one, cause in self.left)

    def unvisited(self) -> tuple[Unvisited, ...]:
        """Every promising link that was left and some of the others, the most promising first."""
        listed, idle = list[Unvisited](), 0
        spellings: dict[str, list[str]] = {}
        for other, asked in self.other_spellings.items():
            spellings.setdefault(asked, []).append(other)
        for one, cause in sorted(self.left, key=lambda pair: -pair[0].score):
            if one.score <= 0:
                idle += 1
                if idle > MAX_LISTED_WITHOUT_PROMISE:
                    break
            for url in (one.url, *spellings.get(one.url, ())):
                listed.append(Unvisited(url, one.text, one.score, cause, one.parent))
        return tuple(listed)

    def snapshot(self, status: CrawlStatus, *, requests: int, size: int, seconds: float) -> Snapshot:
        """Everything so far; later additions do not change it."""
        redirects, failures = dict(self.redirects), dict(self.failures)
        for other, asked in self.other_spellings.items():
            final = redirects.get(asked, asked)
            if other in self.readings:
                continue
            if final in self.readings:
                redirects[other] = final
            elif asked in failures:
                failures[other] = replace(failures[asked], url=other)
        return Snapshot(
            agency_id=self.agency_id,
            home=self.home,
            status=status,
            readings=dict(self.readings),
            redirects=redirects,
            failures=failures,
            parents=dict(self.parents),
            unvisited=self.unvisited(),
            requests=requests,
            bytes=size,
            seconds=seconds,
        )
