"""What the crawl is told to look for: the promise of a link, and when enough has been seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from urllib.parse import unquote, urlsplit

import ahocorasick

from itacheck.forms import Names, compile_pattern
from itacheck.forms.dating import link_years
from itacheck.forms.index import item_code
from itacheck.judge import Judge
from itacheck.model import Agency, Cause, CrawlStatus, Link, Page, Reading, Region, Snapshot, Unvisited
from itacheck.thai import covers, fold

NAMED = 1.0
ROW = 0.9
HEADING = 0.7
ADDRESS = 0.6
RELATED = 0.5
NOTHING = 0.0
NEVER = -1.0
OTHER_YEAR = 0.7
FEW_LETTERS = 12
"""A title with fewer letters says nothing for certain ("download", a number, a name)."""
FEW_LETTERS_OF_A_WORD = 4
_ITEM = "an item of the assessment"
MAX_LINES = 60
"""Lines of a page or of the first page of a document that are looked at for what it is."""

_NEVER = re.compile(
    r"(?:/|\b)(?:logout|logoff|signout|sign-out|ออกจากระบบ|wp-login|wp-admin|administrator|add-to-cart|unsubscribe)(?:[/?.&=#]|$)",
    re.IGNORECASE,
)


class Focus:
    """Scores links by the catalogue's names, so that wanted evidence is fetched first.

    Args:
        names: the patterns of each catalogue that a run judges with.
        wanted: the evidence that the rules ask for; None: every type of the catalogues.
        years: the fiscal years that they ask about, Buddhist era; what states another one comes later.
    """

    def __init__(
        self, *names: Names, wanted: Iterable[str] | None = None, years: Collection[int] = frozenset()
    ) -> None:
        self.names = names
        self.wanted = frozenset((key for one in names for key in one.catalogue) if wanted is None else wanted)
        self.years = years
        self._words = _words_of(names, self.wanted)
        self._about = lru_cache(maxsize=2_048)(self._is_about)
        # Menus repeat on every page of a site.
        self._score = lru_cache(maxsize=10_000)(self._scored)

    def score(self, link: Link, _page: Page) -> float:
        """1 where the link's own text names evidence, less where its surroundings do; below 0: never follow."""
        promise = self._score(link.url, link.text, link.row, link.headings[:3])[0]
        if promise > 0 and self.years and (stated := link_years(link)):
            of_these = any(covers(statement, year) for statement in stated for year in self.years)
            return promise if of_these else promise * OTHER_YEAR
        return promise

    def topic(self, link: Link, _page: Page) -> str:
        """What a link promises, or may be about; empty when its own words say that it is about something else."""
        topic = self._score(link.url, link.text, link.row, link.headings[:3])[1]
        return topic or ("?" if self._about(link.text, link.row) else "")

    def _is_about(self, text: str, row: str) -> bool:
        """Whether what is so called may be anything that is asked: it says nothing, or a word of a name."""
        letters = sum(char.isalpha() for char in max(text, row, key=len))
        if letters < FEW_LETTERS or all(one.name(text).generic and one.name(row).generic for one in self.names):
            return True
        return any(True for said in (text, row) for _ in self._words.iter(fold(said).key))

    def bears(self, reading: Reading) -> bool:
        """Whether a page or document is named as evidence, or has a line that is."""
        if isinstance(reading, Page):
            lines = (reading.title, *(block.text for block in reading.blocks if block.region is Region.MAIN))
        else:
            lines = (reading.file_name, reading.title, *reading.first_page.splitlines())
        return any(self._mentions(line) for line in lines[:MAX_LINES] if line)

    def _mentions(self, line: str) -> bool:
        return any(self._asked(said.named) or self._asked(said.denied) for said in (n.name(line) for n in self.names))

    def _scored(self, url: str, text: str, row: str, headings: tuple[str, ...]) -> tuple[float, str]:
        if _never(url):
            return NEVER, ""
        return max(self._promise(names, url, text, row, headings) for names in self.names)

    def _promise(self, names: Names, url: str, text: str, words: str, headings: tuple[str, ...]) -> tuple[float, str]:
        """How much a link promises, and what."""
        name = names.name
        own, row = name(text), name(words)
        if found := self._asked(own.named) | self._asked(own.denied):
            return NAMED, _joined(found)
        if item_code(text) is not None:
            return NAMED, _joined(self._asked(row.named)) or _ITEM
        if found := self._asked(row.named):
            return ROW, _joined(found)
        if item_code(words) is not None:
            return ROW, _ITEM
        for heading in headings:
            if found := self._asked(name(heading).named):
                return HEADING, _joined(found)
            if item_code(heading) is not None:
                return HEADING, _ITEM
        if found := self._asked(name(address_words(url)).named):
            return ADDRESS, _joined(found)
        if found := self._asked(own.related) | self._asked(row.related):
            return RELATED, f"~{_joined(found)}"
        return NOTHING, ""

    def _asked(self, named: Iterable[str]) -> frozenset[str]:
        return self.wanted.intersection(named)


def _joined(evidence: Iterable[str]) -> str:
    return " ".join(sorted(evidence))


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
        if not isinstance(page, Page) or page.outside or page.url in snapshot.unlinked:
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


def _words_of(names: Iterable[Names], wanted: frozenset[str]) -> ahocorasick.Automaton:
    """Finds the words that names of evidence are made of, apart from those that say nothing by themselves."""
    automaton = ahocorasick.Automaton()
    automaton.add_word("\0", "")  # an empty one finds nothing but complains
    for one in names:
        for key in wanted & one.catalogue.keys():
            evidence = one.catalogue[key]
            for source in (*evidence.names, *evidence.related):
                for word in compile_pattern(source).literals:
                    if len(word) >= FEW_LETTERS_OF_A_WORD and not one.name(word).generic:
                        automaton.add_word(word, word)
    automaton.make_automaton()
    return automaton


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
