"""The lists of a site: what their members have brought so far, and which of them were looked into for long enough.

A site has a few menus and hundreds of news. Nobody tells which list holds evidence under titles that say nothing; what
was read of it does.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache

from itacheck.model import Link, Page, Region
from itacheck.remember import remembered

from .traps import pattern
from .urls import looks_like_document, page_key

SAMPLE = 40
"""So many members of a list are read before the others, whose titles are about something else, are left."""
LONG = 5
"""Links of one kind in the content of one page; fewer are a menu, whatever the mark-up."""
SHARED = 3
"""Pages that share a link: it belongs to a menu."""

# Measured with benchmarks/focus.py; only their order and rough distance matter.
_INHERITED, _MENU, _FILE, _SHORT, _HINTED, _LONG = 0.35, 0.3, 0.28, 0.25, 0.15, 0.1
_PATIENCE = 4
"""After so many members that brought nothing, the next ones are worth half."""
_PLENTY = 8
"""After so many members that were what was looked for, too."""
_LEAST = 0.2
"""What is left of a promise that was made again and again: it still comes before long lists that promise nothing."""
_DIGITS = re.compile(r"[0-9๐-๙]+")
_FILES = "/*"


@dataclass(frozen=True, slots=True)
class Where:
    """Where a link was found, for the order in which links are followed."""

    list: str
    """The list that it is a member of: addresses of one kind, on pages of one title or of one topic."""
    worth: float
    """What it is worth by its place alone."""
    silent: bool = False
    """One of many alike, with a title that is about something else."""
    topic: bool = False
    """The members of its list promise the same."""


NOWHERE = Where("", _MENU)
_FOUND_BEFORE = 2.0


def of_topic(url: str, topic: str) -> Where:
    """Where a link stands that promises something: with all of its kind that promise the same."""
    return Where(f"{kind_of(url)} {topic}", 0.0, topic=True)


def of_list(link: Link, url: str, page: Page, kinds: Counter[str], topic: str, *, home: bool, inherits: bool) -> Where:
    """Where a link stands that promises nothing.

    Args:
        link: of the page.
        url: its address, canonical.
        page: on which it stands.
        kinds: of this page, see `kinds_of`.
        topic: what it may be about; empty: something else.
        home: whether the page is the home page.
        inherits: whether the page is named as evidence, so that any link on it may lead to the paper.
    """
    kind = kind_of(url)
    name = f"{kind} {_label(page.title)}"
    if link.region is not Region.MAIN:
        return Where(name, _MENU)
    if inherits:
        return Where(name, _INHERITED)
    if looks_like_document(url):
        return Where(name, _FILE)
    if kinds[kind] < LONG:
        return Where(name, _SHORT)
    return Where(name, _HINTED if topic else _LONG, silent=not topic and not home)


def found_before(where: Where) -> Where:
    """Where a link stands behind which an earlier crawl found something: it comes before everything else."""
    return replace(where, worth=_FOUND_BEFORE, silent=False)


def kinds_of(page: Page) -> Counter[str]:
    """How many links of each kind stand in the content of a page."""
    return Counter(kind_of(url) for url in {link.url for link in page.links if link.region is Region.MAIN and link.url})


@remembered(32_768)
def kind_of(url: str) -> str:
    """What the members of a list have in common: the pattern of a page, the folder of a file."""
    if looks_like_document(url):
        return _DIGITS.sub("0", page_key(url).partition("?")[0].rpartition("/")[0]) + _FILES
    return pattern(url)


class Lists:
    """What the members of each list brought."""

    def __init__(self) -> None:
        self._barren = Counter[str]()
        self._bore = Counter[str]()

    def note(self, where: Where, *, bore: bool) -> None:
        """Notes whether a member that was read is evidence, mentions it or leads to something new that promises it."""
        (self._bore if bore else self._barren)[where.list] += 1

    def share(self, where: Where) -> float:
        """How much of its worth the next member of a list keeps.

        What promises the same over again is worth less each time, papers apart, of which each is another one. Other
        members are worth less while they bring nothing.
        """
        barren, bore = self._barren[where.list], self._bore[where.list]
        if not where.list or where.worth == _FOUND_BEFORE:
            return 1.0
        if where.topic:
            return 1.0 if f"{_FILES} " in where.list else max(1 / (1 + barren + bore), _LEAST)
        return 1 / (1 + max(barren - 2 * bore, 0) / _PATIENCE + bore / _PLENTY)

    def spent(self, where: Where) -> bool:
        """Whether a link need not be followed: so many members of its list brought nothing, and none anything."""
        return where.silent and not self._bore[where.list] and self._barren[where.list] >= SAMPLE


@lru_cache(maxsize=4_096)
def _label(title: str) -> str:
    return _DIGITS.sub("0", title)[:200]
