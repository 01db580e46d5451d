"""Form `activity`: news, minutes, circular or report of an act on the topic, dated in the period."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from itacheck.model import Block, BlockKind, Document, EvidenceType, FormOfEvidence, Link, Page, Trouble
from itacheck.thai import YearKind, YearStatement

from . import scans
from .candidate import Candidate, Standing, Why
from .dating import best_statements, document_years, first_date, first_stated, given_years, link_years
from .listing import date_headings
from .members import given_name, in_archive, naming_of_member, unreadable
from .naming import MAX_NAME, Named
from .papers import head_lines, is_search_page, own_names, placeholder
from .places import CRITERION, RANK, Naming, Place
from .refusals import ACTS, decoy_of, foreign, unopened
from .site import Site, once

_OFFICIAL = re.compile(r"(?:เรื่อง|คำสั่ง|บันทึกข้อความ|รายงานการประชุม|ประกาศ|หนังสือเวียน)(?![ก-๙]{0,3}กระทรวง)")
"""The line that heads an official letter, order or minutes."""
MAX_RECORD = 500
"""A longer block of text tells of many things."""
SHORTEST_STORY = 40
"""Characters beside its name from which a page tells of an act."""
STORY = 160
"""Characters of a story's first sentence: what happened; further on it tells what was spoken of."""
STORY_START = 25
STORY_DATE = 45
"""Characters in which a story's first sentence states its day."""
ENTRY = frozenset({BlockKind.TEXT, BlockKind.ITEM, BlockKind.ROW})
PAPER_FORMS = frozenset({FormOfEvidence.PUBLICATION})


def find(evidence: EvidenceType, site: Site) -> list[Candidate]:
    """Every item that may be a record of the act, accepted or not."""
    out: list[Candidate] = []
    for page, link, naming in site.namings_by_type.get(evidence.id, ()):
        if naming.weak or naming.place in (Place.OUTER, Place.PAGE):
            continue
        candidate = _from_link(evidence, site, page, link, naming)
        if candidate is not None:
            out.append(candidate)
    for page in site.pages:
        out += _from_page(evidence, site, page)
        out += _from_blocks(evidence, site, page)
    for document in site.documents:
        out += _from_document(evidence, site, document)
    return out


def _from_link(evidence: EvidenceType, site: Site, page: Page, link: Link, naming: Naming) -> Candidate | None:
    target = site.target(link.url)
    reading = target.reading
    row = link.row if len(link.row) <= 500 else ""
    date = first_date(link.text, row, *date_headings(site, link.headings))
    years: tuple[YearStatement, ...] = () if date else first_stated((link.text, link.column, row))
    if date is None and isinstance(reading, Page) and not reading.outside and reading.trouble is None:
        date = first_date(*(b.text for b in site.own_blocks(reading)[:10]))
        years = years or site.page_years(reading)
    elif isinstance(reading, Document) and reading.trouble is None and not reading.ocr:
        papers = reading.members or (reading,)
        date = first_date(*(paper.first_page for paper in papers)) or date
        years = next((stated for paper in papers if (stated := document_years(paper))), years)
    if date is None and not years:
        years = link_years(link)
    doubtful_year = False
    if isinstance(reading, Document) and reading.ocr:
        date, years, doubtful_year = scans.day(reading, date, years)
    years = act_years(years, date)
    topics = site.names.topics(naming.text) | (site.names.topics(row) if row else frozenset())
    candidate = Candidate(
        evidence.id, target.url or page.url, page.url, link.text or naming.text, naming.text,
        Standing.ACCEPTED, Why.NAMED, years=years, date=date, rank=RANK[naming.place], topics=topics,
        doubtful_year=doubtful_year,
    )  # fmt: skip
    refusal = decoy_of(evidence, naming)
    if refusal:
        return candidate.but(Standing.REFUSED, *refusal)
    if organisation := foreign(evidence, site, naming.text):
        return candidate.but(Standing.REFUSED, Why.OTHER_AGENCY, organisation)
    if (closed := unopened(candidate, target, link)) is not None:
        return closed
    if isinstance(reading, Page) and not reading.outside:
        return None  # the page speaks for itself
    if isinstance(reading, Document):
        papers = reading.members or (reading,)
        candidate = replace(candidate, topics=topics.union(*(site.names.topics(paper.text) for paper in papers)))
        strangers = [foreign(evidence, site, "\n".join(paper.first_page.split("\n")[:6])) for paper in papers]
        if all(strangers):
            candidate = candidate.but(Standing.REFUSED, Why.OTHER_AGENCY, strangers[0] or "")
        return scans.weighed(evidence, site, candidate, reading) if reading.ocr else candidate
    return candidate


def _from_page(evidence: EvidenceType, site: Site, page: Page) -> list[Candidate]:
    """A page whose heading, title or inbound link names the act; its own text is the record."""
    if page.url == site.snapshot.home or is_search_page(page):
        return []
    names = site.page_names(page)
    said = next((n for n in names if evidence.id in n.named), None)
    if said is None and not _is_paper(site, page) and not any(evidence.id in n.refused for n in names):
        said = _told(evidence, site, page)
    if said is None:
        return []
    own = site.own_text(page)
    date = first_date(said.text, *(b.text for b in site.own_blocks(page)[:12]), own[:3000])
    years = best_statements(said.text) if date is None else ()
    years = years or (() if date else site.page_years(page))
    candidate = Candidate(
        evidence.id, page.url, page.url, said.text, said.text, Standing.ACCEPTED, Why.NAMED, years=years, date=date,
        rank=5, topics=site.names.topics(said.text) | site.names.topics(own),
    )  # fmt: skip
    refusal = decoy_of(evidence, Naming(evidence.id, Place.PAGE, said.text, False, said.decoys))
    if refusal:
        return [candidate.but(Standing.REFUSED, *refusal)]
    if organisation := foreign(evidence, site, said.text):
        return [candidate.but(Standing.REFUSED, Why.OTHER_AGENCY, organisation)]
    prose = site.prose(page)
    if placeholder(site, prose or own):
        return [candidate.but(Standing.REFUSED, Why.PLACEHOLDER)]
    if page.drawn and len(site.beside_titles(page)) < SHORTEST_STORY:
        return []  # what a script would show under the title is asked for elsewhere
    if len(prose) < SHORTEST_STORY and not site.own_images(page):
        if any(site.in_content(link) and site.is_document_like(link) for link in page.links):
            return []
        return [candidate.but(Standing.REFUSED, Why.NO_CONTENT)]
    return [candidate]


def _told(evidence: EvidenceType, site: Site, page: Page) -> Named | None:
    """The first sentence of a story when the act is its subject: dated, or beginning with the act."""
    if any(site.names.name(text).decoys - ACTS for text in site.own_names(page)):
        return None  # the story is another one, such as of an award for the act
    top = " ".join(b.text for b in site.own_blocks(page)[:3] if len(b.text) <= STORY_DATE)
    dated = first_date(top) is not None
    for text in site.lead(page)[:2]:
        said = site.names.name(text[:STORY])
        if CRITERION in said.decoys:
            continue
        span = said.named.get(evidence.id)
        if span is not None and (dated or span[0] <= STORY_START or first_date(text[:STORY_DATE]) is not None):
            return said
    return None


def act_years(years: tuple[YearStatement, ...], date: date | None) -> tuple[YearStatement, ...]:
    """The day of an act tells its fiscal year better than any year in its words, but a stated fiscal year."""
    return tuple(s for s in years if s.kind is YearKind.FISCAL) if date is not None else years


def _from_blocks(evidence: EvidenceType, site: Site, page: Page) -> list[Candidate]:
    """Entries without a link that are records themselves: a dated line or caption that names the act."""
    about = [site.names.name(text) for text in site.own_names(page)]
    if is_search_page(page) or _is_paper(site, page) or any(evidence.id in n.refused for n in about):
        return []
    out = []
    for block, day, said in _dated(site, page):
        if evidence.id not in said.named:
            continue
        candidate = Candidate(
            evidence.id, page.url, page.url, block.text, block.text, Standing.ACCEPTED, Why.NAMED, date=day, rank=3,
            topics=site.names.topics(block.text),
        )  # fmt: skip
        refusal = decoy_of(evidence, Naming(evidence.id, Place.PAGE, block.text, False, said.decoys))
        out.append(candidate.but(Standing.REFUSED, *refusal) if refusal else candidate)
    return out


@once
def _dated(site: Site, page: Page) -> list[tuple[Block, date, Named]]:
    """The entries of a page that have a date and lead nowhere."""
    linked = {link.block for link in page.links if not link.href.lower().startswith(("mailto:", "tel:"))}
    own = {b.text for b in site.own_blocks(page)}
    return [
        (block, day, site.names.name(block.text[:MAX_NAME]))
        for number, block in enumerate(page.blocks)
        if number not in linked and block.text in own and block.kind in ENTRY and len(block.text) <= MAX_RECORD
        if (day := first_date(block.text, *date_headings(site, block.headings))) is not None
    ]


@once
def _is_paper(site: Site, page: Page) -> bool:
    """Whether a page is a paper of another kind (a report, a plan), whose lines are its contents."""
    types = site.names.catalogue
    return any(not types[e].news for n in site.page_names(page)[:2] for e in n.named if types[e].form in PAPER_FORMS)


def _from_document(evidence: EvidenceType, site: Site, document: Document) -> list[Candidate]:
    """A paper that names the act in its title lines or, for a directive, orders it in a sentence."""
    given = naming_of_member(evidence, document, site.names)
    if document.trouble is not None and (given is None or document.trouble is Trouble.EMPTY):
        return []
    said = next((n for n in own_names(document, site.names) if evidence.id in n.named), None)
    if said is None and given is not None:
        said = given_name(document, site.names)
    topics = site.names.topics(document.text) if evidence.topics else frozenset()
    if said is None and any(topic.startswith(f"{evidence.id}/") for topic in topics):
        # A letter, an order or minutes: judged by what it says, not by its title.
        said = next((site.names.name(line) for line in head_lines(document) if _OFFICIAL.match(line)), None)
    elif said is not None and evidence.id not in said.named:
        said = None
    if said is None:
        return []
    years = act_years(document_years(document), first_date(document.first_page))
    candidate = Candidate(
        evidence.id, document.url, site.snapshot.parents.get(document.url, document.url),
        document.title or said.text, said.text, Standing.ACCEPTED, Why.NAMED,
        years=years, date=first_date(document.first_page), rank=4, ocr=document.ocr,
        topics=site.names.topics("\n".join(head_lines(document))) | site.names.topics(document.text),
    )  # fmt: skip
    if document.member:
        years = candidate.years or (given_years(document) if candidate.date is None else ())
        candidate = in_archive(site, replace(candidate, years=years), document)
    if (closed := unreadable(candidate, document)) is not None:
        return [closed]
    refusal = decoy_of(evidence, Naming(evidence.id, Place.PAGE, said.text, False, said.decoys))
    if refusal:
        return [candidate.but(Standing.REFUSED, *refusal)]
    if organisation := foreign(evidence, site, "\n".join(document.first_page.split("\n")[:6])):
        return [candidate.but(Standing.REFUSED, Why.OTHER_AGENCY, organisation)]
    return [candidate]
