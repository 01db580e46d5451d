"""What the crawl is told to look for: the promise of a link, and when enough has been seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from itacheck.forms import Names
from itacheck.forms.index import item_code
from itacheck.judge import Judge
from itacheck.model import Agency, Cause, CrawlStatus, Link, Page, Snapshot, Unvisited

NAMED = 1.0
ROW = 0.9
HEADING = 0.7
ADDRESS = 0.6
RELATED = 0.5
NOTHING = 0.0
NEVER = -1.0

_NEVER = re.compile(
    r"(?:/|\b)(?:logout|logoff|signout|sign-out|ออกจากระบบ|wp-login|wp-admin|administrator|add-to-cart|unsubscribe)(?:[/?.&=#]|$)",
    re.IGNORECASE,
)


class Focus:
    """Scores links by the catalogue's names, so that wanted evidence is fetched first.

    Args:
        names: the patterns of each catalogue that a run judges with.
        wanted: the evidence that the rules ask for; None: every type of the catalogues.
    """

    def __init__(self, *names: Names, wanted: Iterable[str] | None = None) -> None:
        self.names = names
        self.wanted = frozenset((key for one in names for key in one.catalogue) if wanted is None else wanted)
        # Menus repeat on every page of a site.
        self._score = lru_cache(maxsize=10_000)(self._scored)

    def score(self, link: Link, _page: Page) -> float:
        """1 where the link's own text names evidence, less where its surroundings do; below 0: never follow."""
        return self._score(link.url, link.text, link.row, link.headings[:3])

    def _scored(self, url: str, text: str, row: str, headings: tuple[str, ...]) -> float:
        if _never(url):
            return NEVER
        return max(self._promise(names, url, text, row, headings) for names in self.names)

    def _promise(self, names: Names, url: str, text: str, words: str, headings: tuple[str, ...]) -> float:
        name = names.name
        own = name(text)
        if self._asked(own.named) or self._asked(own.denied):
            return NAMED
        if item_code(text) is not None:
            return NAMED
        row = name(words)
        if self._asked(row.named) or item_code(words) is not None:
            return ROW
        if any(self._asked(name(h).named) or item_code(h) is not None for h in headings):
            return HEADING
        if self._asked(name(address_words(url)).named):
            return ADDRESS
        if self._asked(own.related) or self._asked(row.related):
            return RELATED
        return NOTHING

    def _asked(self, named: Iterable[str]) -> bool:
        return not self.wanted.isdisjoint(named)


def with_newly_promising(snapshot: Snapshot, score: Callable[[Link, Page], float]) -> Snapshot:
    """A snapshot that was crawled for other rules or by other words, as these see it.

    Links that promise something only now were not followed: they are listed as left, so that nothing that they may lead
    to is called absent.
    """
    known = {
        *snapshot.readings, *snapshot.redirects, *snapshot.failures, *(u.url for u in snapshot.unvisited if u.score > 0)
    }  # fmt: skip
    best: dict[str, Unvisited] = {}
    for page in snapshot.readings.values():
        if not isinstance(page, Page) or page.outside:
            continue
        for link in page.links:
            if not link.url or link.url in known:
                continue
            promise = score(link, page)
            if promise > 0 and (link.url not in best or promise > best[link.url].score):
                best[link.url] = Unvisited(link.url, link.text, promise, Cause.NOT_KEPT, page.url)
    if not best:
        return snapshot
    listed = (*best.values(), *(one for one in snapshot.unvisited if one.url not in best))
    status = CrawlStatus.PARTIAL if snapshot.status is CrawlStatus.COMPLETE else snapshot.status
    return replace(snapshot, unvisited=tuple(sorted(listed, key=lambda one: -one.score)), status=status)


@lru_cache(maxsize=8_192)
def _never(url: str) -> bool:
    return _NEVER.search(unquote(url, errors="replace")) is not None


@lru_cache(maxsize=8_192)
def address_words(url: str) -> str:
    """The words of a URL's path, as a text that can be named."""
    parts = urlsplit(url)
    path = unquote(f"{parts.path} {parts.query}", errors="replace")
    return re.sub(r"[/_\-+.=&?%]+", " ", path)[-200:].strip()


def enough_for(judges: Sequence[Judge], agency: Agency) -> Callable[[Snapshot], bool]:
    """A function that tells whether every rule is settled: it passes, whatever else the site may hold."""
    last: dict[str, str] = {}

    def enough(snapshot: Snapshot) -> bool:
        for judge in judges:
            rule = judge.unsettled(agency, snapshot, last.get(judge.pack_id, ""))
            if rule is not None:
                last[judge.pack_id] = rule
                return False
        return True

    return enough
