"""Form `channel`: a page or block names the purpose and gives at least one working means."""

from __future__ import annotations

import re
from datetime import date

from itacheck.model import Block, BlockKind, EvidenceType, Form, Link, LinkKind, Page, Region

from .candidate import Candidate, Standing, Why
from .dating import first_date
from .means import (
    ONLINE,
    Means,
    has_address,
    is_chat,
    is_filled_in,
    is_outside_form,
    is_shared_file,
    means_in,
    whole_text,
)
from .naming import Named
from .papers import is_search_page, placeholder, reads_like_news
from .places import RANK, Naming, Place, State, Target
from .publication import OWN_TEXT, nameless
from .refusals import UNSEEN, decoy_of, trouble_why, unopened
from .site import Site, once


def find(evidence: EvidenceType, site: Site) -> list[Candidate]:
    """Every place that may be the channel, accepted or not."""
    if evidence.root == "contact-info":
        return _contacts(evidence, site)
    out: list[Candidate] = []
    for page, link, naming in site.namings_by_type.get(evidence.id, ()):
        if naming.place in (Place.OUTER, Place.FILE) or naming.weak:
            continue
        candidate = _from_link(evidence, site, page, link, naming)
        if candidate is not None:
            out.append(candidate)
    for page in site.pages:
        candidate = _from_page(evidence, site, page)
        if candidate is not None:
            out.append(candidate)
        out += _from_blocks(evidence, site, page, whole=candidate is not None)
    for page in site.troubled_pages:
        said = next((n for n in site.page_names(page) if evidence.id in n.named), None)
        if said and page.trouble in UNSEEN:
            out.append(_made(evidence, page, said.text, "", Standing.UNCLEAR, trouble_why(page)))
    return out


def _made(
    evidence: EvidenceType, page: Page, name: str, quote: str, standing: Standing, why: Why, detail: str = ""
) -> Candidate:
    return Candidate(
        evidence.id, page.url, page.url, name, quote or name, standing, why, detail=detail, rank=5, key=page.url
    )


def _from_link(evidence: EvidenceType, site: Site, page: Page, link: Link, naming: Naming) -> Candidate | None:
    """A link by name: to an own page (which then speaks for itself), an outside form or chat, or nowhere."""
    target = site.target(link.url)
    candidate = Candidate(
        evidence.id, target.url or page.url, page.url, link.text or naming.text, naming.text,
        Standing.ACCEPTED, Why.NAMED, rank=RANK[naming.place], key=target.url,
    )  # fmt: skip
    refusal = decoy_of(evidence, naming)
    if refusal:
        return candidate.but(Standing.REFUSED, *refusal)
    if link.href.lower().startswith(("mailto:", "tel:")):
        return candidate if naming.place is Place.TEXT else None
    closed = unopened(candidate, target, link)
    return closed if closed is not None else _opened(site, candidate, target, link, naming)


def _opened(site: Site, candidate: Candidate, target: Target, link: Link, naming: Naming) -> Candidate | None:
    reading = target.reading
    if target.is_file or is_shared_file(link.url):
        return candidate.but(Standing.REFUSED, Why.NO_MEANS) if naming.place is Place.TEXT else None
    if reading is None:  # a page judged alone
        return candidate if naming.place is Place.TEXT else None
    if isinstance(reading, Page) and reading.outside:
        if is_outside_form(link.url) or is_chat(link, any_social=False):
            return candidate
        return (
            candidate if any(is_filled_in(f) for f in reading.forms) else candidate.but(Standing.UNCLEAR, Why.OUTSIDE)
        )
    if isinstance(reading, Page) and _from_page_possible(site, reading, candidate.evidence):
        return None
    if naming.place is Place.TEXT:
        return candidate.but(Standing.REFUSED, Why.UNRELATED)
    return None


def _from_page_possible(site: Site, page: Page, evidence: str) -> bool:
    return any(evidence in n.named for n in _names_of(site, page))


def _names_of(site: Site, page: Page) -> list[Named]:
    """What a page is called, for its purpose.

    Its headings and title, those over its forms, its first words beside a form; the links to it where it
    has no name of its own.
    """
    names = site.names
    own = [names.name(t) for t in (*page.headings[:3], *site.own_names(page)) if t]
    forms = _own_forms(page)
    own += [names.name(h) for form in forms for h in form.headings[:2]]
    if forms:
        own += [names.name(t) for t in site.lead(page)]
    if nameless(site, page) or not own:
        own += list(site.page_names(page))
    return own


def _own_forms(page: Page) -> list[Form]:
    return [f for f in page.forms if is_filled_in(f) and f.region is not Region.FOOTER and f.region is not Region.NAV]


def _content_links(site: Site, page: Page) -> list[Link]:
    return [link for link in page.links if site.in_content(link)]


def _from_page(evidence: EvidenceType, site: Site, page: Page) -> Candidate | None:
    """A page whose own name is the purpose: the means must stand in its own content."""
    said = next((n for n in _names_of(site, page) if evidence.id in n.named), None)
    if said is None or page.url == site.snapshot.home:
        return None
    text = said.text
    refusal = decoy_of(evidence, Naming(evidence.id, Place.PAGE, text, False, said.decoys))
    if refusal:
        return _made(evidence, page, text, "", Standing.REFUSED, *refusal)
    if is_search_page(page):
        return _made(evidence, page, text, "", Standing.REFUSED, Why.SEARCH)
    own = site.own_text(page)
    forms = _own_forms(page)
    if not forms and placeholder(site, own):
        return _made(evidence, page, text, "", Standing.REFUSED, Why.PLACEHOLDER)
    if not forms and reads_like_news(site.prose(page)):
        return _made(evidence, page, text, "", Standing.REFUSED, Why.NEWS)
    seen = means_in(own, _content_links(site, page), forms)
    usable = seen.kinds - {Means.ADDRESS}
    if evidence.root in FORM_ONLY:
        usable = usable & {Means.FORM}
    elif evidence.root == "qa-channel":
        usable = usable & ONLINE
    frames = [k for k in page.links if k.kind is LinkKind.FRAME and site.in_content(k)]
    if usable == {Means.FORM} and _asks_for_works(evidence, site, page, forms):
        return _made(evidence, page, text, forms[0].text[:80], Standing.UNCLEAR, Why.WORKS)
    if usable:
        first = min(usable, key=lambda m: list(Means).index(m))
        detail = ", ".join(sorted(usable))
        return _made(evidence, page, text, f"{text} {seen.quotes[first]}", Standing.ACCEPTED, Why.NAMED, detail)
    if evidence.root == "qa-channel" and (_shows_answers(own) or _answer_cells(site, page)):
        return _made(evidence, page, text, text, Standing.ACCEPTED, Why.NAMED)
    if any(site.target(k.url).state is not State.DEAD for k in frames if k.url):
        return _made(evidence, page, text, "", Standing.UNCLEAR, Why.OUTSIDE)
    if any(c.evidence == evidence.id and c.place is Place.TEXT for _, c in _named_links(site, page, evidence)):
        return None
    return _made(evidence, page, text, "", Standing.REFUSED, Why.NO_MEANS)


def _asks_for_works(evidence: EvidenceType, site: Site, page: Page, forms: list[Form]) -> bool:
    """Whether forms offer public works to choose from (topic `works`) and nothing about conduct (topic `conduct`).

    Such a form asks to have a lamp mended; whether it also takes complaints about the office a person must say.
    """
    names = site.names
    topics = [names.topics(choice) for form in forms for choice in form.choices]
    works = sum(f"{evidence.id}/works" in found for found in topics)
    if works < WORKS:
        return False
    about = frozenset().union(*topics, names.topics(site.own_text(page)), *(names.topics(f.text) for f in forms))
    return f"{evidence.id}/conduct" not in about


WORKS = 3
"""Public works on offer from which a form is one for them."""
FORM_ONLY = frozenset({"satisfaction-survey"})
"""Channels that are a form by nature: a telephone number is no survey."""


def _named_links(site: Site, page: Page, evidence: EvidenceType) -> list[tuple[Link, Naming]]:
    return [
        (link, found[evidence.id])
        for link in page.links
        if site.in_content(link) and evidence.id in (found := site.link_namings(page, link))
    ]


def _from_blocks(evidence: EvidenceType, site: Site, page: Page, *, whole: bool) -> list[Candidate]:
    """Blocks (a heading and what it governs, a form with its legend) that name the purpose with its means."""
    out = []
    blocks = site.own_blocks(page)
    if not whole:
        for form in _own_forms(page):
            said = site.names.name(form.text[:200])
            named = evidence.id in said.named and not said.decoys & {"news", "search"}
            if named or any(evidence.id in site.names.name(h).named for h in form.headings[:4]):
                out.append(_made(evidence, page, form.headings[0] if form.headings else form.text[:80],
                                 form.text[:120], Standing.ACCEPTED, Why.NAMED, "form"))  # fmt: skip
    if whole:
        return out
    if evidence.root not in FORM_ONLY and evidence.root != "qa-channel":
        for number, said in _named_blocks(site, page):
            if evidence.id in said.named:
                block = blocks[number]
                near = [block, *(b for b in blocks[number + 1 : number + 1 + NEAR] if b.headings == block.headings)]
                seen = means_in("\n".join(b.text for b in near))
                usable = seen.kinds - {Means.ADDRESS}
                if usable:
                    out.append(_made(evidence, page, block.text, block.text, Standing.ACCEPTED, Why.NAMED))
    for head, said, governed in _named_heads(site, page):
        if evidence.id not in said.named:
            continue
        links = [k for k in _content_links(site, page) if k.headings[:1] == (head,)]
        seen = means_in("\n".join(b.text for b in governed), links)
        usable = seen.kinds - {Means.ADDRESS}
        if evidence.root in FORM_ONLY:
            usable = usable & {Means.FORM}
        elif evidence.root == "qa-channel":
            usable = usable & ONLINE
        if usable:
            first = min(usable, key=lambda m: list(Means).index(m))
            out.append(_made(evidence, page, head, f"{head} {seen.quotes[first]}", Standing.ACCEPTED, Why.NAMED))
    return out


@once
def _named_blocks(site: Site, page: Page) -> list[tuple[int, Named]]:
    """The numbers of a page's own blocks that name something and lead nowhere, where the page gives a means at all."""
    if not means_in(site.own_text(page)).kinds - {Means.ADDRESS}:
        return []
    linked = {link.text for link in page.links if link.url}
    named = (
        (number, site.names.name(block.text))
        for number, block in enumerate(site.own_blocks(page))
        if block.kind not in _HEADS and 8 <= len(block.text) <= 250 and block.text not in linked
    )
    return [(number, said) for number, said in named if said.named and not said.decoys]


@once
def _named_heads(site: Site, page: Page) -> list[tuple[str, Named, list[Block]]]:
    """The headings of a page, but the first, that name something, each with the blocks that it governs."""
    heads: dict[str, list[Block]] = {}
    for block in site.own_blocks(page):
        if block.headings and block.kind not in _HEADS:
            heads.setdefault(block.headings[0], []).append(block)
    named = ((head, site.names.name(head), governed) for head, governed in heads.items())
    first = page.headings[:1]
    return [
        (head, said, governed) for head, said, governed in named if said.named and not said.decoys and head not in first
    ]


_HEADS = (BlockKind.HEADING, BlockKind.LABEL)
SHORTEST_ANSWER = 4
"""Characters: a shorter cell under "answers" is their number."""
NEAR = 2
"""Blocks after the one that names the purpose in which its means may stand."""
_UNANSWERED = re.compile(
    r"(?:ยัง)?ไม่มี(?:คำตอบ|ผู้ตอบ|การตอบ)|(?:รอ|อยู่ระหว่าง)\S{0,20}ตอบ|ยังไม่(?:ได้)?ตอบ|(?:ตอบกลับ|คำตอบ|ตอบ|answers?|replies)\s?[:：(]?\s?0(?![0-9])|"
    r"(?<![0-9])0\s?(?:คำตอบ|answers?|replies)",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"^(?:ผู้ถาม|คำถาม|ถาม\s?[:：(]|ถามโดย|Q\s?[:.：])", re.IGNORECASE)
_QUESTION_HEAD = re.compile(r"(?:คำ)?ถาม|ผู้ถาม|questions?", re.IGNORECASE)
_ANSWER_HEAD = re.compile(r"(?:คำ)?ตอบ|ผู้ตอบ|answers?", re.IGNORECASE)
_ANSWER = re.compile(
    r"(?:ตอบ(?:โดย|กลับ|เมื่อ|วันที่|\s?[:(])|ผู้ตอบ|คำตอบ|^ตอบ(?=.{4,})|เจ้าหน้าที่\S{0,30}\s?ตอบ|(?:แอดมิน|admin|ผู้ดูแล)\S{0,20}\s?(?:ตอบ|[:(])"
    r"|\((?:admin|แอดมิน|เจ้าหน้าที่|ผู้ดูแลระบบ)\)|(?:โดย|by)\s?[:：]?\s?(?:admin|แอดมิน|ผู้ดูแลระบบ|เจ้าหน้าที่)"
    r"|^เรียน\s?(?:ท่าน)?(?:ผู้สอบถาม|ผู้ถาม|คุณ|เจ้าของกระทู้)|(?:^|\s)(?:answer|reply|replied)\b|^A\s?[:.])",
    re.IGNORECASE,
)


def _shows_answers(own: str) -> bool:
    return any(_is_answer(line) for line in own.split("\n"))


_HEADER = re.compile(
    r"(?:ลำดับ(?:ที่)?|ที่|หัวข้อ|เรื่อง|กระทู้|(?:คำ)?ถาม|ผู้ถาม|ผู้ตั้ง|ผู้ตอบ|คำตอบ|(?:การ)?ตอบ(?:กลับ)?|วันที่|เวลา|จำนวน|ครั้ง|อ่าน|ล่าสุด|สถานะ|"
    r"questions?|answers?|replies|date|views|[\s|/-])+",
    re.IGNORECASE,
)
"""The names of the columns of a board."""


def _is_answer(line: str) -> bool:
    return not _HEADER.fullmatch(line) and _ANSWER.search(line) is not None and _UNANSWERED.search(line) is None


def _asks_and_answers(own: str) -> bool:
    """Whether a page shows questions with answers, whatever it is called."""
    return any(_QUESTION.search(line) for line in own.split("\n")) and _shows_answers(own)


def answers(site: Site, evidence: EvidenceType) -> list[Candidate]:
    """Answers by the agency on its question-and-answer pages, each with its date."""
    out = []
    for page in site.pages:
        own = site.own_text(page)
        under = any(evidence.id in n.named for n in site.page_names(page))
        parent = site.snapshot.parents.get(page.url)
        reading = site.snapshot.readings.get(site.snapshot.resolve(parent)) if parent else None
        below = isinstance(reading, Page) and any(evidence.id in n.named for n in site.page_names(reading))
        if not (under or below or _asks_and_answers(own)):
            continue
        for number, (text, day) in enumerate((*_told_answers(own), *_answer_cells(site, page))):
            out.append(
                Candidate(
                    evidence.id, page.url, page.url, site.short_title(page) or text, text, Standing.ACCEPTED, Why.NAMED,
                    date=day, rank=4, key=f"{page.url}#{number}",
                )
            )  # fmt: skip
    return out


def _told_answers(own: str) -> list[tuple[str, date | None]]:
    """Lines that say who answers, with the nearest date."""
    lines = own.split("\n")
    found = []
    for number, line in enumerate(lines):
        if _is_answer(line):
            near = (*lines[number : number + 3], *lines[max(0, number - 2) : number][::-1])
            found.append((line, first_date(*near)))
    return found


def _answer_cells(site: Site, page: Page) -> list[tuple[str, date | None]]:
    """The filled cells of a table's column of answers ("ถาม | ตอบ")."""
    found: list[tuple[str, date | None]] = []
    column = -1
    for block in site.own_blocks(page):
        cells = block.cells
        heads = [n for n, cell in enumerate(cells) if _ANSWER_HEAD.fullmatch(cell)]
        if heads and any(_QUESTION_HEAD.fullmatch(cell) for cell in cells):
            column = heads[0]
        elif (
            0 <= column < len(cells) and len(cells[column]) >= SHORTEST_ANSWER and not _UNANSWERED.search(cells[column])
        ):
            found.append((cells[column], first_date(cells[column], block.text)))
    return found


def _pictured(evidence: EvidenceType, site: Site, page: Page) -> bool:
    """Whether the contact page shows hardly more than a picture, which may hold what is asked."""
    return _is_contact(evidence, site, page) and len(site.prose(page)) < OWN_TEXT and any(site.own_images(page))


def _contacts(evidence: EvidenceType, site: Site) -> list[Candidate]:
    """Contact information: address, telephone and an online means, together on one page (a footer counts)."""
    out = []
    for page in site.pages:
        text = whole_text(page)
        if "ส่วนกลาง" in text or _CAPITAL.search(text):
            text = "\n".join(line for line in text.split("\n") if not _elsewhere(site, line))
        seen = means_in(text, page.links, _own_forms(page) if _is_contact(evidence, site, page) else ())
        if page.url != site.snapshot.home and _pictured(evidence, site, page):
            out.append(_made(evidence, page, page.title, "", Standing.UNCLEAR, Why.IMAGE))
        if not seen.kinds & {Means.ADDRESS, Means.TELEPHONE}:
            continue
        missing = [m.value for m in (Means.ADDRESS, Means.TELEPHONE) if m not in seen.kinds]
        if not seen.kinds & ONLINE:
            missing.append("online")
        named = _is_contact(evidence, site, page)
        quote = " ".join(seen.quotes[m] for m in (Means.ADDRESS, Means.TELEPHONE, Means.EMAIL) if m in seen.quotes)
        best = seen.quotes.get(Means.ADDRESS) or seen.quotes.get(Means.TELEPHONE) or quote
        candidate = Candidate(
            evidence.id, page.url, page.url, page.title, best, Standing.ACCEPTED, Why.NAMED,
            rank=6 if named else 2, key=page.url, detail=", ".join(sorted(seen.kinds)),
        )  # fmt: skip
        out.append(candidate if not missing else candidate.but(Standing.REFUSED, Why.NO_MEANS, ", ".join(missing)))
    return sorted(out, key=lambda c: -c.rank)


def _elsewhere(site: Site, line: str) -> bool:
    """Whether a line gives the address of a central body: it says so, or it is in the capital and the agency is not."""
    if site.agency is None:
        return False
    if "ส่วนกลาง" not in line and not (_CAPITAL.search(line) and _REGIONAL.search(site.agency.name.th)):
        return False
    return has_address(line)


_REGIONAL = re.compile(r"จังหวัด|อำเภอ|ตำบล|เทศบาล|อบต|อบจ")
_CAPITAL = re.compile(r"กรุงเทพ|กทม|Bangkok", re.IGNORECASE)


def _is_contact(evidence: EvidenceType, site: Site, page: Page) -> bool:
    return any(evidence.id in n.named for n in site.page_names(page))
