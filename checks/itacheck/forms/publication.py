"""Form `publication`: a page or document is the thing."""

from __future__ import annotations

from dataclasses import replace

from itacheck.model import BlockKind, Document, EvidenceType, Link, LinkKind, Page, Trouble
from itacheck.thai import YearStatement

from . import scans
from .candidate import Candidate, Standing, Why
from .dating import (
    best_statements,
    document_years,
    file_years,
    first_date,
    first_stated,
    given_years,
    link_years,
    row_years,
)
from .members import given_name, in_archive, naming_of_member, unreadable
from .naming import Named
from .papers import blank_form, is_law, is_search_page, own_names, placeholder, reads_like_news
from .places import CRITERION, RANK, Naming, Place, State, Target, file_name
from .refusals import decoy_of, foreign, trouble_why, unopened
from .site import Site, once

OWN_TEXT = 50
"""Characters of own prose from which a page is a paper itself and not only a frame for one."""
FIGURES = 2
"""Rows of a table with a name and a figure that make a page, however short they are."""
FEW_WORDS = 20
"""Characters of prose that name neither a decoy nor only what every page has, from which a page is not empty."""
PARTS = 4
"""Items of a list without links that do."""
SECTION_TEXT = 120
"""The same for a section under a heading of its own."""
LEAD_START = 20
"""Where in its first words an untitled paper must name itself."""


def find(evidence: EvidenceType, site: Site) -> list[Candidate]:
    """Every place that may be the publication, accepted or not, in reading order."""
    out: list[Candidate] = []
    for page, link, naming in site.namings_by_type.get(evidence.id, ()):
        candidate = from_link(evidence, site, page, link, naming)
        if candidate is not None:
            out.append(candidate)
    settled = {c.url for c in out if c.standing is not Standing.REFUSED}
    called_otherwise = {c.url for c in out if c.why is Why.DECOY and c.detail == "blank-form"}
    for document in site.documents:
        if document.url not in settled | called_otherwise:
            out += from_document(evidence, site, document)
    for page in site.pages:
        if page.url not in settled:
            out += from_page(evidence, site, page) or from_sections(evidence, site, page)
    for page in site.troubled_pages:
        if page.url not in settled:
            out += from_troubled_page(evidence, site, page)
    return out


def from_link(evidence: EvidenceType, site: Site, page: Page, link: Link, naming: Naming) -> Candidate | None:
    """The candidate that one link with a name makes; None where the page that it opens speaks for itself."""
    if is_search_page(page):
        return None  # what a search lists is found by its own page, or not at all
    target = site.target(link.url)
    years, doubtful_year = _years_of(site, target, link, naming, page)
    candidate = Candidate(
        evidence.id,
        url=target.url or page.url,
        page=page.url,
        title=_title(target, link, naming),
        quote=naming.text,
        standing=Standing.ACCEPTED,
        why=Why.NAMED,
        years=years,
        doubtful_year=doubtful_year,
        date=None if doubtful_year else first_date(link.text, link.row if len(link.row) <= 400 else ""),
        rank=RANK[naming.place] - (3 if naming.weak else 0),
    )
    refusal = decoy_of(evidence, naming)
    if refusal:
        return candidate.but(Standing.REFUSED, *refusal)
    if organisation := foreign(evidence, site, naming.text):
        return candidate.but(Standing.REFUSED, Why.OTHER_AGENCY, organisation)
    return judge_target(evidence, site, candidate, target, link, naming)


def judge_target(
    evidence: EvidenceType, site: Site, candidate: Candidate, target: Target, link: Link, naming: Naming
) -> Candidate | None:
    """How a named link stands by what it opens."""
    if evidence.picture and _is_picture(target, link):
        return candidate
    if link.kind is LinkKind.IMAGE and target.state in (State.OPEN, State.UNVISITED) and target.reading is None:
        return candidate.but(Standing.UNCLEAR, Why.IMAGE)
    if (closed := unopened(candidate, target, link)) is not None:
        return closed
    reading = target.reading
    if reading is None:
        return _assumed(site, candidate, target, link, naming)
    if isinstance(reading, Document):
        if reading.members:
            return judge_archive(evidence, site, candidate, reading, link, naming)
        judged = judge_document(evidence, site, candidate, reading, naming)
        return scans.weighed(evidence, site, judged, reading) if reading.ocr else judged
    if reading.outside:
        if naming.weak and not _answers(site, naming, link):
            return candidate.but(Standing.UNCLEAR, Why.OUTSIDE)
        return candidate
    if not names_page(evidence, site, reading):
        if reading.url == candidate.page:
            return None
        if reading.drawn:
            return candidate.but(Standing.UNCLEAR, trouble_why(reading))
        if naming.place is Place.TEXT and _may_hold(evidence, site, reading):
            return candidate.but(Standing.UNCLEAR, Why.WEAK)
        return candidate.but(Standing.REFUSED, Why.UNRELATED)
    return None


def _is_picture(target: Target, link: Link) -> bool:
    """Whether a link or an image of the page shows a picture, read or not."""
    reading = target.reading
    if reading is None:
        return link.kind is LinkKind.IMAGE and target.state is State.OPEN
    return isinstance(reading, Document) and reading.kind == "image" and reading.trouble in (None, Trouble.UNSUPPORTED)


def _may_hold(evidence: EvidenceType, site: Site, page: Page) -> bool:
    """Whether a page that does not name the evidence is of the kind that tells of it: "about us" of the structure."""
    said = [site.names.name(text) for text in (site.short_title(page), *site.own_names(page)) if text]
    kin = any(evidence.id in name.related for name in said) and not any(name.named or name.decoys for name in said)
    return kin and len(site.prose(page)) >= OWN_TEXT


def _says_something(site: Site, prose: str) -> bool:
    """Whether a few words may be all that there is to say, so that nobody may call the page empty."""
    told = [said for line in prose.split("\n") if not (said := site.names.name(line)).generic and not said.decoys]
    return sum(len(said.text) for said in told) >= FEW_WORDS


def _tabled(site: Site, page: Page) -> bool:
    """Whether a page of few words says what it has to say in a table of figures or a list: statistics, parts."""
    linked = {link.block for link in page.links}
    own = {id(block) for block in site.own_blocks(page)}
    blocks = [b for number, b in enumerate(page.blocks) if id(b) in own and number not in linked]
    figures = sum(_is_figure(b.text) for b in blocks if b.kind is BlockKind.ROW)
    parts = {b.text for b in blocks if b.kind is BlockKind.ITEM and not site.names.name(b.text).generic}
    return figures >= FIGURES or len(parts) >= PARTS


def _is_figure(text: str) -> bool:
    return any(char.isdigit() for char in text) and sum(char.isalpha() for char in text) >= 2


def _assumed(site: Site, candidate: Candidate, target: Target, link: Link, naming: Naming) -> Candidate:
    """A link of a page judged alone: its name and a real target are all that can be seen."""
    away = target.is_file or site.outside(target.url)
    under = naming.place is Place.HEADING and away and not naming.criterion
    if naming.weak and not under and not (away and _answers(site, naming, link)):
        return candidate.but(Standing.UNCLEAR, Why.WEAK)
    file = away or link.kind in (LinkKind.FRAME, LinkKind.OBJECT)
    titled = naming.place is Place.TEXT and best_statements(link.text or link.row, dates=False)
    if not file and not (titled and site.in_content(link)):
        # A bare label for another page is a menu's word: that page has to be looked at.
        return candidate.but(Standing.UNCLEAR, Why.UNVISITED)
    return candidate


def _answers(site: Site, naming: Naming, link: Link) -> bool:
    """Whether a link answers the criterion over it: "report on …" under "the agency lets people take part"."""
    said = site.names.name(link.text)
    return naming.criterion and not said.named and site.names.begins(naming.evidence, link.text)


def judge_document(
    evidence: EvidenceType, site: Site, candidate: Candidate, document: Document, naming: Naming | None
) -> Candidate:
    """How a readable document stands: whose it is and what it says."""
    head = "\n".join(document.first_page.split("\n")[:12])
    if not document.outside and (organisation := foreign(evidence, site, head)):
        return candidate.but(Standing.REFUSED, Why.OTHER_AGENCY, organisation)
    if not evidence.central and is_law(document, site.names):
        return candidate.but(Standing.REFUSED, Why.DECOY, "law")
    if blank_form(document.text):
        return candidate.but(Standing.REFUSED, Why.DECOY, "blank-form")
    own = own_names(document, site.names)
    says_so = any(evidence.id in n.named for n in own)
    if not says_so:
        if any(evidence.id in n.denied for n in own):
            return candidate.but(Standing.REFUSED, Why.OTHER_PAPER)
        others = any(n.named for n in own)
        named_near = naming is not None and naming.place in (Place.TEXT, Place.ROW) and not naming.weak
        if others and not named_near:
            return candidate.but(Standing.REFUSED, Why.OTHER_PAPER)
        # Under the heading of the list, with a name of its own: what it says itself decides.
        weak = naming is not None and naming.weak
        if weak and not site.names.content(document.text, "names", evidence.id):
            return candidate.but(Standing.REFUSED, Why.OTHER_PAPER)
    elif naming is None and (decoys := next(n for n in own if evidence.id in n.named).decoys):
        return candidate.but(Standing.REFUSED, Why.DECOY, min(decoys))
    if placeholder(site, document.text):
        return candidate.but(Standing.REFUSED, Why.PLACEHOLDER)
    if evidence.needs and not site.names.content(document.text, "needs", evidence.id):
        return candidate.but(Standing.REFUSED, Why.SILENT)
    if evidence.topics:
        return replace(candidate, topics=site.names.topics(document.text))
    return candidate


def judge_archive(
    evidence: EvidenceType, site: Site, candidate: Candidate, archive: Document, link: Link, naming: Naming
) -> Candidate:
    """How a named archive stands: as its best file does, for the link names what is in it."""
    order = (Standing.ACCEPTED, Standing.UNCLEAR, Standing.REFUSED)
    alone = sum(member.trouble is not Trouble.EMPTY for member in archive.members) == 1
    judged = [_judge_member(evidence, site, candidate, member, link, naming, alone=alone) for member in archive.members]
    return min(judged, key=lambda c: (order.index(c.standing), c.why is Why.EMPTY))


def _judge_member(
    evidence: EvidenceType, site: Site, archive: Candidate, member: Document, link: Link, naming: Naming, *, alone: bool
) -> Candidate:
    years = document_years(member) or link_years(link) or given_years(member) or archive.years
    candidate = in_archive(site, replace(archive, years=years), member)
    if member.trouble is Trouble.EMPTY:
        return candidate.but(Standing.REFUSED, Why.EMPTY)
    if named := from_document(evidence, site, member):
        return candidate.but(named[0].standing, named[0].why, named[0].detail)
    given = given_name(member, site.names)
    if alone or given.generic:
        # Nothing but the link names it, so the link does, as it names a file that it leads to itself.
        closed = unreadable(candidate, member)
        return judge_document(evidence, site, candidate, member, naming) if closed is None else closed
    if given.named or given.decoys or any(n.named for n in own_names(member, site.names)):
        return candidate.but(Standing.REFUSED, Why.OTHER_PAPER)
    if (closed := unreadable(candidate, member)) is not None:
        return closed
    if site.names.content(member.text, "names", evidence.id):
        return candidate.but(Standing.UNCLEAR, Why.WEAK)
    return candidate.but(Standing.REFUSED, Why.UNRELATED)


def from_document(evidence: EvidenceType, site: Site, document: Document) -> list[Candidate]:
    """A document that names itself though no link does, by its own words or, in an archive, by its name in there."""
    said = next((n for n in own_names(document, site.names) if evidence.id in n.named), None)
    given = naming_of_member(evidence, document, site.names) if said is None else None
    text = said.text if said is not None else given.text if given is not None else ""
    if not text:
        return []
    own, around = document_years(document), site.inbound_years(document.url)
    years = own or ((given_years(document) or around) if document.member else (around or given_years(document)))
    doubtful_year = False
    if document.ocr:
        years, doubtful_year = scans.years(document, own, (), around or given_years(document))
    candidate = Candidate(
        evidence.id,
        url=document.url,
        page=site.snapshot.parents.get(document.url, document.url),
        title=text,
        quote=text,
        standing=Standing.ACCEPTED,
        why=Why.NAMED,
        years=years,
        date=None if doubtful_year else first_date(document.first_page),
        rank=5,
        ocr=document.ocr,
    )
    if document.member:
        candidate = in_archive(site, candidate, document)
    if given is not None and (refusal := decoy_of(evidence, given)):
        return [candidate.but(Standing.REFUSED, *refusal)]
    if (closed := unreadable(candidate, document)) is not None:
        return [closed]
    judged = judge_document(evidence, site, candidate, document, given)
    if document.ocr and judged.standing is Standing.ACCEPTED and scans.contradicted(evidence, site, document):
        return [judged.but(Standing.UNCLEAR, Why.OCR)]
    return [judged]


def from_troubled_page(evidence: EvidenceType, site: Site, page: Page) -> list[Candidate]:
    """A page that cannot be judged, named by its title."""
    if page.trouble in (Trouble.SOFT_404, Trouble.EMPTY):
        return []
    said = next((n for n in site.page_names(page) if evidence.id in n.named), None)
    if said is None or page.trouble is None:
        return []
    return [
        Candidate(
            evidence.id, page.url, page.url, page.title, said.text, Standing.UNCLEAR, trouble_why(page),
            years=site.page_years(page), rank=2,
        )
    ]  # fmt: skip


def names_page(evidence: EvidenceType, site: Site, page: Page) -> bool:
    """Whether a page itself says that it is about the evidence: title, headings, first words, links, alt texts."""
    name = site.names.name
    headings = (b.text for b in site.own_blocks(page) if b.kind in (BlockKind.HEADING, BlockKind.LABEL))
    links = (text for link in page.links if site.in_content(link) for text in (link.text, link.row))
    texts = (site.short_title(page), *site.own_names(page), *headings, *site.lead(page), *links, *site.own_alts(page))
    if any(evidence.id in name(text).named for text in texts if text):
        return True
    return page.url != site.snapshot.home and nameless(site, page) and page_naming(evidence, site, page) is not None


def nameless(site: Site, page: Page) -> bool:
    """Whether a page has no name of its own, so that the links that lead to it name it."""
    return all(site.names.name(text).generic for text in site.own_names(page))


def page_naming(evidence: EvidenceType, site: Site, page: Page) -> str | None:
    """The text that makes a page the evidence by name: a heading, its title, a link to it, or its first words."""
    said = site.page_names(page)
    named = next((n for n in said if evidence.id in n.named), None)
    if named is not None:
        return named.text
    if any(n.named or evidence.id in n.denied for n in said):
        return None
    for text in site.lead(page)[:1]:
        first = site.names.name(text).named.get(evidence.id)
        if first is not None and first[0] <= LEAD_START:
            return text
    return None


def from_page(evidence: EvidenceType, site: Site, page: Page) -> list[Candidate]:
    """A page that is the paper itself."""
    text = page_naming(evidence, site, page)
    if text is None:
        return []
    said = site.names.name(text)
    candidate = Candidate(
        evidence.id, page.url, page.url, text, text, Standing.ACCEPTED, Why.NAMED, rank=5,
        years=best_statements(text) or site.page_years(page),
        date=first_date(text, site.own_text(page)[:1500]),
    )  # fmt: skip
    if page.url == site.snapshot.home or not names_page(evidence, site, page):
        return []
    own_decoys = frozenset(d for own in site.own_names(page) for d in site.names.name(own).decoys)
    refusal = decoy_of(evidence, Naming(evidence.id, Place.PAGE, text, False, said.decoys | own_decoys))
    if refusal:
        return [candidate.but(Standing.REFUSED, *refusal)]
    if is_search_page(page):
        return [candidate.but(Standing.REFUSED, Why.SEARCH)]
    own = site.own_text(page)
    # The page's title and the assessment's own words over a paper are not the paper.
    lines = site.beside_titles(page).split("\n")
    prose = "\n".join(line for line in lines if CRITERION not in site.names.name(line).decoys)
    if placeholder(site, prose or own):
        return [candidate.but(Standing.REFUSED, Why.PLACEHOLDER)]
    sections = sum(len(b.text) for b in site.own_blocks(page) if b.kind is BlockKind.HEADING and b.text != text)
    bare = len(prose) + (sections if prose else 0) < OWN_TEXT and not _tabled(site, page)
    carriers = [
        (link, found[evidence.id])
        for link in page.links
        if site.in_content(link)
        and (bare or link.kind is not LinkKind.IMAGE)  # a picture beside prose is a part of the page
        and site.target(link.url).state is not State.NOWHERE
        and site.snapshot.resolve(link.url) not in (page.url, site.snapshot.home)
        and evidence.id in (found := site.link_namings(page, link))
    ]
    if any(site.is_document_like(link) or not naming.weak for link, naming in carriers):
        return []
    if bare:
        pictures = [i for i in site.own_images(page) if not i.decorates]
        if pictures:
            return [candidate.but(Standing.UNCLEAR, Why.IMAGE)]
        if page.drawn:
            return [candidate.but(Standing.UNCLEAR, trouble_why(page))]
        if _says_something(site, prose):
            return [candidate.but(Standing.UNCLEAR, Why.WEAK)]
        return [candidate.but(Standing.REFUSED, Why.NO_CONTENT)]
    if not evidence.news and reads_like_news(prose):
        return [candidate.but(Standing.REFUSED, Why.NEWS)]
    if organisation := foreign(evidence, site, text):
        return [candidate.but(Standing.REFUSED, Why.OTHER_AGENCY, organisation)]
    if blank_form(prose):
        return [candidate.but(Standing.REFUSED, Why.DECOY, "blank-form")]
    if evidence.needs and not site.names.content(own, "needs", evidence.id):
        return [candidate.but(Standing.REFUSED, Why.SILENT)]
    if evidence.topics:
        return [replace(candidate, topics=site.names.topics(own))]
    return [candidate]


@once
def _sections(site: Site, page: Page) -> list[tuple[str, Named, list[str]]]:
    """The headings of a page that name something and stand over text without links, each with that text."""
    if is_search_page(page):
        return []
    governed: dict[str, list[str]] = {}
    for block in site.own_blocks(page):
        if block.headings and block.kind not in (BlockKind.HEADING, BlockKind.LABEL):
            governed.setdefault(block.headings[0], []).append(block.text)
    linked = {h for link in page.links if link.url for h in link.headings[:1]}.union(page.headings[:1])
    named = ((heading, site.names.name(heading), texts) for heading, texts in governed.items() if heading not in linked)
    return [(heading, said, texts) for heading, said, texts in named if said.named and not said.decoys]


def from_sections(evidence: EvidenceType, site: Site, page: Page) -> list[Candidate]:
    """A section that is the paper itself: a heading that names it over prose without links (one-page sites)."""
    out = []
    for heading, said, texts in _sections(site, page):
        if evidence.id not in said.named:
            continue
        paper = [t for t in texts if CRITERION not in site.names.name(t).decoys]
        prose = "\n".join(paper)
        if len(prose) < SECTION_TEXT or placeholder(site, prose) or (not evidence.news and reads_like_news(prose)):
            continue
        if evidence.needs and not site.names.content(prose, "needs", evidence.id):
            continue
        out.append(
            Candidate(
                evidence.id, page.url, page.url, heading, heading, Standing.ACCEPTED, Why.NAMED, rank=3,
                years=best_statements(heading) or best_statements(prose[:1500], dates=False),
                topics=site.names.topics(prose) if evidence.topics else frozenset(),
            )
        )  # fmt: skip
    return out


def _years_of(
    site: Site, target: Target, link: Link, naming: Naming, page: Page
) -> tuple[tuple[YearStatement, ...], bool]:
    """The years of what a link opens, and whether they are in doubt."""
    reading = target.reading
    own: tuple[YearStatement, ...] = ()
    if isinstance(reading, Document) and reading.trouble is None:
        own = document_years(reading)
    elif isinstance(reading, Page) and not reading.outside and reading.trouble is None:
        own = site.page_years(reading)
    name = reading.file_name if isinstance(reading, Document) else file_name(target.url)
    near = link_years(link)
    if not near and naming.place is Place.PAGE:
        near = best_statements(naming.text) or first_stated((*page.headings[:2], page.title))
    if isinstance(reading, Document) and reading.ocr:
        return scans.years(reading, own, row_years(link), near or file_years(name))
    return own or near or file_years(name), False


def _title(target: Target, link: Link, naming: Naming) -> str:
    reading = target.reading
    if isinstance(reading, Document) and reading.title:
        return reading.title
    return link.text or naming.text
