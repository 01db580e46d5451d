"""A snapshot as the judge sees it: pages with their own content, links with their names, targets and how they stand."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property, wraps
from itertools import islice, takewhile
from typing import Any, TypeVar
from urllib.parse import urlsplit

from itacheck.model import (
    Agency,
    Block,
    BlockKind,
    Document,
    Image,
    Link,
    LinkKind,
    Page,
    Region,
    Snapshot,
    Trouble,
)
from itacheck.thai import YearStatement, fold

from .dating import best_statements, first_stated, link_years, text_years
from .naming import MAX_NAME, Named, Names
from .places import CRITERION, DOCUMENT_ENDINGS, NAVIGATION, Naming, Place, State, Target, file_name

_NUMBERS = re.compile(r"[0-9๐-๙]+")
REPEATED_SHARE = 0.5
REPEATED_PAGES = 5


LINKED_SHARE = 0.2
"""The part of a sentence that may be links ("… or click here")."""
FEWEST_BLOCKS = 3
"""Blocks from which two pages that show the same are the same page."""
TITLE_BLOCKS = 4
"""First blocks of a page without headings that may be its title together."""
TITLE_LINE = 80
"""Characters of one line of such a title."""
MAX_TITLE = 150
"""Characters of a block that may be the title of a page without headings."""


T = TypeVar("T")


def once(work: Callable[[Site, Page], T]) -> Callable[[Site, Page], T]:
    """Remembers, as long as a site is held, what a function of one of its pages gives: every evidence type asks it."""

    @wraps(work)
    def asked(site: Site, page: Page) -> T:
        known: dict[str, T] = site.known[work]
        if page.url not in known:
            known[page.url] = work(site, page)
        return known[page.url]

    return asked


class Site:
    """A snapshot with everything that the forms ask of it worked out once.

    Args:
        snapshot: what was fetched.
        names: the patterns of the catalogue.
        agency: whose site it is, to tell another agency's papers; None: not known (single pages).
        assume_open: a real target that was not fetched counts as open (`inspect`, which sees one page alone).
    """

    def __init__(
        self, snapshot: Snapshot, names: Names, *, agency: Agency | None = None, assume_open: bool = False
    ) -> None:
        self.snapshot = snapshot
        self.names = names.for_one_site()
        self.agency = agency
        self.assume_open = assume_open
        self.known: dict[object, dict[str, Any]] = defaultdict(dict)
        """What was worked out of each page, by its URL; kept by `once`."""
        self._looks: dict[str, tuple[str, ...]] = {}
        self._back: dict[str, bool] = {}
        self._rows: dict[str, dict[str, list[Link]]] = {}

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The agency's own pages that can be judged, in the order of the fetch."""
        return tuple(
            r
            for r in self.snapshot.readings.values()
            if isinstance(r, Page) and not r.outside and r.trouble in (None, Trouble.INJECTED)
        )

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The agency's own documents; for an archive the files in it."""
        return tuple(
            paper
            for r in self.snapshot.readings.values()
            if isinstance(r, Document) and not r.outside
            for paper in (r.members or (r,))
        )

    @cached_property
    def troubled_pages(self) -> tuple[Page, ...]:
        """The agency's own pages whose content cannot be judged as it stands."""
        return tuple(
            r
            for r in self.snapshot.readings.values()
            if isinstance(r, Page) and not r.outside and r.trouble not in (None, Trouble.INJECTED)
        )

    @cached_property
    def _common(self) -> tuple[set[str], set[tuple[str, str]]]:
        """Texts, pictures and links that stand on most pages: menus and footers, whatever their mark-up."""
        texts: Counter[str] = Counter()
        links: Counter[tuple[str, str]] = Counter()
        for page in self.pages:
            texts.update({block.text for block in page.blocks})
            texts.update({word for image in page.images for word in (image.alt, f"{image.url} {image.alt}")})
            links.update({(link.text, link.url) for link in page.links})
        enough = max(REPEATED_PAGES, int(len(self.pages) * REPEATED_SHARE) + 1)
        return {t for t, n in texts.items() if n >= enough}, {k for k, n in links.items() if n >= enough}

    def repeated(self, link: Link) -> bool:
        """Whether a link belongs to a menu or footer that most pages share."""
        return (link.text, link.url) in self._common[1]

    def in_content(self, link: Link) -> bool:
        """Whether a link stands in its page's own content."""
        return link.region is Region.MAIN and not self.repeated(link)

    @cached_property
    def _edges(self) -> frozenset[str]:
        """The frames of framesets that are what a header, menu or footer is elsewhere."""
        return frozenset(
            self.snapshot.resolve(link.url)
            for page in self.pages
            for link in page.links
            if not page.blocks and link.kind is LinkKind.FRAME and _EDGE.search(urlsplit(link.url).path)
        )

    @once
    def own_blocks(self, page: Page) -> tuple[Block, ...]:
        """The blocks of a page's own content."""
        if page.url in self._edges:
            return ()
        common = self._common[0]
        return tuple(b for b in page.blocks if b.region is Region.MAIN and b.text not in common)

    @once
    def own_text(self, page: Page) -> str:
        """The text of a page's own content, one block a line."""
        return "\n".join(b.text for b in self.own_blocks(page))

    @once
    def prose(self, page: Page) -> str:
        """The own text of a page without its headings and the text of its links."""
        inside: dict[int, list[str]] = defaultdict(list)
        for link in page.links:
            if link.url and link.text:
                inside[link.block].append(link.text)
        numbers = {id(block): number for number, block in enumerate(page.blocks)}
        lines = []
        for block in self.own_blocks(page):
            if block.kind in (BlockKind.HEADING, BlockKind.LABEL):
                continue
            text = block.text
            for linked in inside[numbers[id(block)]]:
                text = text.replace(linked, " ", 1)
            lines.append(text.strip())
        return "\n".join(line for line in lines if line)

    @once
    def beside_titles(self, page: Page) -> str:
        """The prose of a page without the lines that only say its title again: names that are said twice are titles."""
        lines = self.prose(page).split("\n")
        twice = {line for line in lines if lines.count(line) > 1 and self.names.name(line).named}
        titles = (*page.headings, page.title, *twice)
        return "\n".join(line for line in lines if not any(line in title for title in titles))

    def target(self, url: str) -> Target:
        """How the target of a URL stands."""
        if not url:
            return Target(url, State.NOWHERE)
        final = self.snapshot.resolve(url)
        reading = self.snapshot.readings.get(final)
        if reading is not None:
            if self._back_home(url):
                return Target(final, State.DEAD, reading, home=True)
            if reading.trouble in (Trouble.SOFT_404, Trouble.EMPTY) or final in self._hollow:
                return Target(final, State.DEAD, reading)
            troubled = reading.trouble not in (None, Trouble.INJECTED)
            return Target(final, State.TROUBLED if troubled else State.OPEN, reading)
        failure = self.snapshot.failures.get(url) or self.snapshot.failures.get(final)
        if failure is not None:
            return Target(final, State.DEAD if failure.dead else State.FAILED, failure=failure)
        return Target(final, State.OPEN if self.assume_open else State.UNVISITED)

    def _back_home(self, url: str) -> bool:
        """Whether an address that is not the home page's own shows the home page: how some sites say "not found"."""
        if url not in self._back:
            self._back[url] = self._leads_back(url)
        return self._back[url]

    def _leads_back(self, url: str) -> bool:
        final, home = self.snapshot.resolve(url), self.snapshot.readings.get(self.snapshot.home)
        if not isinstance(home, Page) or is_front(url):
            return False
        if final != url and (final == home.url or is_front(final)):
            return True
        reading = self.snapshot.readings.get(final)
        if reading is None or final == home.url or not isinstance(reading, Page):
            return False
        return len(reading.blocks) == len(home.blocks) and self._look(reading) == self._look(home) != ()

    def _look(self, page: Page) -> tuple[str, ...]:
        """All that a page shows but numbers (counters, dates); empty where it is too little to know it again."""
        if page.url not in self._looks:
            shown = (page.title, *(block.text for block in page.blocks))
            kept = tuple(_NUMBERS.sub("", text) for text in shown) if len(page.blocks) >= FEWEST_BLOCKS else ()
            self._looks[page.url] = kept
        return self._looks[page.url]

    @cached_property
    def _hollow(self) -> frozenset[str]:
        """Pages with nothing but what most pages of the site show: a number for which there is no entry."""
        if len(self.pages) < REPEATED_PAGES:
            return frozenset()
        texts, links = self._common
        return frozenset(
            page.url
            for page in self.pages
            if page.url != self.snapshot.home
            and not self.own_blocks(page)
            and not any(form.region is Region.MAIN for form in page.forms)
            and not any(image.region is Region.MAIN and image.alt not in texts for image in page.images)
            and not any(link.url and (link.text, link.url) not in links for link in page.links)
        )

    def declared_url(self, written: str) -> str:
        """A declared address as the snapshot holds it: as written, or with the slash that a bare host gets."""
        known = {*self.snapshot.readings, *self.snapshot.failures, *self.snapshot.redirects}
        return next((url for url in (written, f"{written}/", written.rstrip("/")) if url in known), written)

    @cached_property
    def inbound(self) -> dict[str, list[tuple[Page, Link]]]:
        """Final URL -> the links that lead to it, in reading order."""
        into: dict[str, list[tuple[Page, Link]]] = defaultdict(list)
        for page in self.pages:
            seen: set[tuple[str, str]] = set()
            for link in page.links:
                if link.url and (link.text, link.url) not in seen and not self._back_home(link.url):
                    seen.add((link.text, link.url))
                    into[self.snapshot.resolve(link.url)].append((page, link))
        return into

    @cached_property
    def _page_names(self) -> dict[str, tuple[Named, ...]]:
        return {}

    def page_names(self, page: Page) -> tuple[Named, ...]:
        """What a page is called: its first headings and title, then the text of the links that lead to it."""
        known = self._page_names.get(page.url)
        if known is None:
            own = [self.names.name(text) for text in self.own_names(page)]
            seen = {n.text for n in own}
            for _, link in self.inbound.get(page.url, ()):
                if link.text and link.text not in seen and len(seen) < 12:
                    seen.add(link.text)
                    own.append(self.names.name(link.text))
            known = self._page_names[page.url] = tuple(own)
        return known

    @once
    def own_names(self, page: Page) -> tuple[str, ...]:
        """What a page calls itself: its first headings and title; without any, the first short block of its content."""
        texts = [text for text in (*page.headings[:2], self.short_title(page)) if text and not self._is_agency(text)]
        if not texts:
            lines = [b.text for b in self._unlinked_blocks(page)][:TITLE_BLOCKS]
            top = list(takewhile(lambda line: len(line) <= MAX_TITLE, lines))
            first = [t for t in top if not self.names.name(t).generic and not self._is_agency(t)][:1]
            # A paper's title may run over its first lines: "Announcement of … / on measures against / conflicts".
            title = list(takewhile(lambda line: len(line) <= TITLE_LINE, top))
            texts = [*first, *([" ".join(title)] if first and len(title) > 1 else ())]
        return tuple(texts)

    @once
    def _unlinked_blocks(self, page: Page) -> tuple[Block, ...]:
        """The blocks of a page's own content that are no links: at most a few words of them lead somewhere."""
        linked: Counter[int] = Counter()
        for link in page.links:
            if link.block >= 0:
                linked[id(page.blocks[link.block])] += max(1, len(link.text))
        return tuple(
            b
            for b in self.own_blocks(page)
            if not linked[id(b)] or (b.kind is BlockKind.TEXT and linked[id(b)] <= len(b.text) * LINKED_SHARE)
        )

    def _is_agency(self, text: str) -> bool:
        """Whether a text is only the agency's name, which names no paper."""
        if self.agency is None:
            return False
        key = fold(text).key
        return any(key and key in name for name in self._agency_keys)

    @cached_property
    def _agency_keys(self) -> tuple[str, ...]:
        names = (self.agency.name.th, self.agency.name.en) if self.agency else ()
        return tuple(key for name in names if (key := fold(name).key))

    @once
    def lead(self, page: Page) -> tuple[str, ...]:
        """The first sentences of a page's own content, cut to the length of a name: how an untitled paper begins."""
        texts = (
            b.text[:MAX_NAME]
            for b in self._unlinked_blocks(page)
            if b.kind in (BlockKind.TEXT, BlockKind.ITEM, BlockKind.ROW)
            and not self.names.name(b.text[:MAX_NAME]).generic
        )
        return tuple(islice(texts, 3))

    @cached_property
    def _title_tails(self) -> Counter[str]:
        tails: Counter[str] = Counter()
        for page in self.pages:
            tails.update({part.strip() for part in _split_title(page.title)})
        return tails

    @once
    def short_title(self, page: Page) -> str:
        """The title without the parts that other pages carry too (the site's name)."""
        parts = _split_title(page.title)
        if len(self.pages) > 1:
            enough = max(2, len(self.pages) // 3)
            parts = [p for p in parts if self._title_tails[p] <= enough or len(self.pages) == self._title_tails[p] == 1]
        return " ".join(parts)

    def _row_links(self, page: Page) -> dict[str, list[Link]]:
        """The different links of each row of a page."""
        if page.url not in self._rows:
            rows: dict[str, dict[tuple[str, str], Link]] = defaultdict(dict)
            for link in page.links:
                if link.row and (link.url or link.text):
                    rows[link.row].setdefault((link.url, link.text), link)
            self._rows[page.url] = {row: list(links.values()) for row, links in rows.items()}
        return self._rows[page.url]

    def _row_of(self, page: Page, link: Link) -> tuple[str, bool]:
        """The words of a link's row without the texts of its other links, and whether there are other targets."""
        row = link.row
        others = [k for k in self._row_links(page).get(row, ()) if k.url != link.url or not link.url]
        for other in others:
            if other.text and other.text != link.text:
                row = row.replace(other.text, " ", 1)
        return " ".join(row.split()), len({k.url or k.text for k in others} - {link.url or link.text}) > 0

    def links(self) -> Iterator[tuple[Page, Link]]:
        """Every link of the agency's own pages; a menu that most pages share comes once."""
        seen: set[tuple[str, str]] = set()
        for page in self.pages:
            for link in page.links:
                if self.repeated(link):
                    if (link.text, link.url) in seen:
                        continue
                    seen.add((link.text, link.url))
                yield page, link

    @cached_property
    def namings(self) -> tuple[tuple[Page, Link, dict[str, Naming]], ...]:
        """Every link that has a name of some evidence type, with these names."""
        out = []
        for page, link in self.links():
            found = self.link_namings(page, link)
            if found:
                out.append((page, link, found))
        return tuple(out)

    @cached_property
    def namings_by_type(self) -> dict[str, list[tuple[Page, Link, Naming]]]:
        """Evidence id -> the links that have a name of it."""
        sorted_out: dict[str, list[tuple[Page, Link, Naming]]] = defaultdict(list)
        for page, link, found in self.namings:
            for naming in found.values():
                sorted_out[naming.evidence].append((page, link, naming))
        return sorted_out

    def link_namings(self, page: Page, link: Link) -> dict[str, Naming]:
        """The names that a link has, the nearest place first for each evidence type."""
        name = self.names.name
        levels: list[tuple[Place, str]] = [(Place.TEXT, link.text)]
        shared = False
        if link.row and link.row != link.text:
            row, shared = self._row_of(page, link)
            if row != link.text:
                levels.append((Place.ROW, row))
        if link.column:
            levels.append((Place.COLUMN, link.column))
        levels += [(Place.HEADING if n == 0 else Place.OUTER, h) for n, h in enumerate(link.headings[:4])]
        in_content = self.in_content(link)
        found: dict[str, Naming] = {}
        nearer: list[Named] = []
        specific = False
        for place, text in levels:
            said = name(text)
            if place is Place.TEXT and NAVIGATION in said.decoys:
                return {}
            criterion = _is_criterion(said, place)
            weak = criterion or (specific and (shared or place is not Place.ROW))
            self._take(found, said, place, nearer, weak=weak, alone=place is Place.ROW and not shared)
            nearer.append(said)
            if place is Place.TEXT or place is Place.ROW:
                specific = specific or (not said.generic and (place is Place.TEXT or not found))
        if in_content and link.url and (not found or all(n.weak for n in found.values())):
            for said in self.page_names(page):
                self._take(found, said, Place.PAGE, nearer, weak=specific, alone=False)
        if link.url and not found:
            file = file_name(link.url)
            if file.lower().endswith(DOCUMENT_ENDINGS):
                self._take(found, name(_spaced(file)), Place.FILE, nearer, weak=False, alone=False)
        return found

    def _take(
        self, found: dict[str, Naming], said: Named, place: Place, nearer: list[Named], *, weak: bool, alone: bool
    ) -> None:
        for evidence in said.named:
            if evidence in found:
                continue
            refused = next((n.refused[evidence] for n in nearer if evidence in n.refused), "")
            if not refused and nearer and place is not Place.PAGE:
                refused = self.names.refused_together(evidence, nearer[0].text, said.text)
            other = any(n.named and evidence not in n.named for n in nearer)
            if other and not refused and not alone:
                continue
            decoys = (said.decoys | (nearer[0].decoys if nearer else frozenset())) - {CRITERION}
            criterion = _is_criterion(said, place)
            found[evidence] = Naming(evidence, place, said.text, weak, decoys, refused, criterion)
        for evidence in said.denied:
            if evidence not in found and place in (Place.TEXT, Place.ROW):
                found[evidence] = Naming(evidence, place, said.text, False, said.decoys, said.refused[evidence])

    def outside(self, url: str) -> bool:
        """Whether a URL is on another host than the home page's."""
        return (
            bool(url)
            and urlsplit(url).netloc != urlsplit(self.snapshot.home or next(iter(self.snapshot.readings), "")).netloc
        )

    @once
    def script_links(self, page: Page) -> tuple[Link, ...]:
        """The links of a page that only a script can follow."""
        return tuple(link for link in page.links if link.kind is LinkKind.SCRIPT)

    @once
    def own_images(self, page: Page) -> tuple[Image, ...]:
        """The pictures in a page's own content."""
        common = self._common[0]
        return tuple(i for i in page.images if i.region is Region.MAIN and f"{i.url} {i.alt}" not in common)

    @once
    def own_alts(self, page: Page) -> tuple[str, ...]:
        """The alternative texts of the pictures in a page's own content."""
        return tuple(i.alt for i in self.own_images(page) if i.alt and i.alt not in self._common[0])

    def inbound_years(self, url: str) -> tuple[YearStatement, ...]:
        """What the words around the first link that states a year say of what it opens."""
        return next((stated for _, link in self.inbound.get(url, ()) if (stated := link_years(link))), ())

    @once
    def page_years(self, page: Page) -> tuple[YearStatement, ...]:
        """What is said of a page's year: by its headings and title, by the links that lead to it, by its own text."""
        own = first_stated((*page.headings[:3], self.short_title(page)))
        return own or self.inbound_years(page.url) or text_years(self.own_text(page))

    def is_document_like(self, link: Link) -> bool:
        """Whether a link shows or leads to a file: by its ending, its frame, or what answered."""
        if link.kind in (LinkKind.FRAME, LinkKind.OBJECT):
            return True
        return bool(link.url) and self.target(link.url).is_file


def _is_criterion(said: Named, place: Place) -> bool:
    """Whether a text is the assessment's own words; a link text that states a year of its own is a paper's title."""
    return CRITERION in said.decoys and not (place is Place.TEXT and best_statements(said.text, dates=False))


_EDGE = re.compile(r"(?:^|[/_-])(?:top|head|header|banner|logo|menu|left|nav|foot|footer|bottom)(?:\.\w{2,5})?$", re.I)
_FRONT = re.compile(r"(?:/(?:index|home|main|default)(?:\.\w{2,5})?|/(?:th|en|thai|web|www))*/?", re.IGNORECASE)


def is_front(url: str) -> bool:
    """Whether an address is one under which a site shows its home page."""
    return _FRONT.fullmatch(urlsplit(url).path) is not None


def _split_title(title: str) -> list[str]:
    parts = [title]
    for mark in (" | ", " - ", " – ", " — ", " :: ", " » ", " · ", "|"):
        parts = [piece for part in parts for piece in part.split(mark)]
    return [p.strip() for p in parts if p.strip()]


def _spaced(file: str) -> str:
    stem = file.rsplit(".", 1)[0]
    return stem.replace("_", " ").replace("-", " ").replace("+", " ")
