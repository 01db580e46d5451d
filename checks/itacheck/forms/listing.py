"""Form `listing`: pages list dated entries of the thing; counted by entries dated in the fiscal year."""

from __future__ import annotations

from itacheck.model import Block, BlockKind, EvidenceType, Link, LinkKind, Page
from itacheck.thai import YearKind, fold

from .candidate import Candidate, Standing, Why
from .dating import document_years, first_date, first_stated
from .naming import Named
from .papers import is_search_page
from .places import State
from .refusals import ACTS
from .site import Site

MAX_ENTRY = 400
LIST = 2
"""Entries from which a page is a list and not an entry that links to another one."""


def find(evidence: EvidenceType, site: Site) -> list[Candidate]:
    """One candidate for each entry: a link or row whose own words are one, or that stands under the list's name."""
    out: list[Candidate] = []
    lists = {page.url for page in site.pages if _is_list(evidence, site, page)}
    for page in site.pages:
        if is_search_page(page):
            continue
        listed = any(_calls(evidence, n) for n in site.page_names(page)) and page.url != site.snapshot.home
        linked_blocks: set[int] = set()
        for link in page.links:
            if not site.in_content(link) or link.kind is LinkKind.IMAGE:
                continue
            if site.snapshot.resolve(link.url) in lists:
                continue  # the list itself is no entry
            candidate = _from_link(evidence, site, page, link, listed=listed)
            if candidate is not None:
                linked_blocks.add(link.block)
                out.append(candidate)
        out += [
            c
            for number, block in enumerate(page.blocks)
            if number not in linked_blocks and (c := _from_row(evidence, site, page, block, listed=listed)) is not None
        ]
    entries = {c.url for c in out if c.url != c.page}
    # What stands on an entry's own page is that entry again.
    return _different([c for c in out if c.url != c.page or c.page not in entries])


def _calls(evidence: EvidenceType, said: Named) -> bool:
    """Whether a heading or title is the name of the list."""
    return evidence.id in said.named or evidence.id in said.sections


def _own_entry(evidence: EvidenceType, site: Site, text: str) -> bool:
    said = site.names.name(text)
    return evidence.id in said.named and not said.decoys - ACTS


def _from_link(evidence: EvidenceType, site: Site, page: Page, link: Link, *, listed: bool) -> Candidate | None:
    row = link.row if len(link.row) <= MAX_ENTRY else link.text
    said = site.names.name(link.text)
    own = _own_entry(evidence, site, link.text) or (said.generic and _own_entry(evidence, site, row))
    over = listed or any(_calls(evidence, site.names.name(h)) for h in link.headings[:2])
    if not own and not over:
        return None
    entry_text = row if said.generic else link.text
    row_said = site.names.name(row) if said.generic and row else said
    if evidence.id in said.refused or evidence.id in row_said.refused:
        return None
    same = site.names.family(evidence.id)
    other = bool(said.named.keys() - same or row_said.named.keys() - same) and not evidence.section
    if not own and (other or site.names.name(entry_text).generic):
        return None
    if said.decoys - ACTS:
        return None
    target = site.target(link.url)
    date = first_date(link.text, row, *date_headings(site, link.headings))
    years = () if date else first_stated((link.text, link.column, row))
    doubtful_year = False
    if date is None and not years and target.reading is not None and target.state is State.OPEN:
        reading = target.reading
        if isinstance(reading, Page):
            if not reading.outside:
                date = first_date(*(b.text for b in site.own_blocks(reading)[:8]))
                years = () if date else site.page_years(reading)
        else:
            years = document_years(reading)
            doubtful_year = reading.ocr
    if date is None and not years:
        years = first_stated(link.headings)
    if not own and date is None and not any(s.kind is YearKind.DATE for s in years):
        # Under the list's name alone, only a dated line is an entry: menus and sub-pages stand there too.
        return None
    candidate = Candidate(
        evidence.id, target.url or page.url, page.url, entry_text, entry_text, Standing.ACCEPTED, Why.NAMED,
        years=years, date=date, key=_key(entry_text), rank=6 if own else 3, doubtful_year=doubtful_year,
        ocr=doubtful_year,
    )  # fmt: skip
    if target.state is State.DEAD:
        return candidate.but(Standing.REFUSED, Why.DEAD)
    if not candidate.dated:
        return candidate.but(Standing.UNCLEAR, Why.NO_YEAR)
    if target.state is State.NOWHERE and link.href.strip().startswith("#") and date is None:
        return candidate.but(Standing.REFUSED, Why.NOWHERE)
    return candidate


def _is_list(evidence: EvidenceType, site: Site, page: Page) -> bool:
    """Whether a page is the list itself, with entries of its own, and not an entry."""
    entries = {
        link.url for link in page.links if link.url and site.in_content(link) and _own_entry(evidence, site, link.text)
    }
    rows = sum(
        first_date(block.text) is not None and _own_entry(evidence, site, block.text)
        for block in site.own_blocks(page)
        if block.kind in (BlockKind.ROW, BlockKind.ITEM, BlockKind.TEXT) and len(block.text) <= MAX_ENTRY
    )
    return max(len(entries - {page.url}), rows) >= LIST


def _from_row(evidence: EvidenceType, site: Site, page: Page, block: Block, *, listed: bool) -> Candidate | None:
    if block.kind not in (BlockKind.ROW, BlockKind.ITEM, BlockKind.TEXT) or not 12 <= len(block.text) <= MAX_ENTRY:
        return None
    over = listed or any(_calls(evidence, site.names.name(h)) for h in block.headings[:2])
    if not over and block.kind is not BlockKind.ROW:
        return None
    if not (evidence.section and over) and not _own_entry(evidence, site, block.text):
        return None
    date = first_date(block.text, *date_headings(site, block.headings))
    if date is None:
        return None
    return Candidate(
        evidence.id, page.url, page.url, block.text, block.text, Standing.ACCEPTED, Why.NAMED,
        date=date, key=_key(block.text), rank=4,
    )  # fmt: skip


def date_headings(site: Site, headings: tuple[str, ...]) -> tuple[str, ...]:
    """The nearest heading when it says nothing but a date: the day over the entries of that day."""
    return tuple(h for h in headings[:1] if site.names.name(h).generic)


def _key(text: str) -> str:
    return fold(text).key[:120]


def _different(candidates: list[Candidate]) -> list[Candidate]:
    """Entries that are listed twice (on the home page and in the list, or as row and link) count once."""
    kept: dict[str, Candidate] = {}
    urls: dict[str, str] = {}
    for c in candidates:
        known = kept.get(c.key)
        if known is None and c.url != c.page and c.url in urls:
            known = kept.get(urls[c.url])
        if known is None:
            kept[c.key] = c
            if c.url != c.page:
                urls.setdefault(c.url, c.key)
        elif (known.standing is not Standing.ACCEPTED, not known.dated) > (
            c.standing is not Standing.ACCEPTED,
            not c.dated,
        ):
            kept[known.key] = c
    return list(kept.values())
