"""Form `service`: a link leads to something a citizen can submit, book, pay or track online, not to a file."""

from __future__ import annotations

from urllib.parse import urlsplit

from itacheck.model import Document, EvidenceType, Form, Link, LinkKind, Page, Region
from itacheck.thai import fold

from .candidate import Candidate, Standing, Why
from .means import is_chat, is_filled_in, is_outside_form, is_shared_file
from .naming import Named
from .papers import is_search_page, placeholder
from .places import RANK, Naming, Place, State, Target
from .refusals import decoy_of, unopened
from .site import Site

TRACKING = (
    "ติดตาม", "ตรวจสอบสถานะ", "ตรวจสอบผล", "เช็คสถานะ", "เช็กสถานะ", "ตรวจสถานะ", "ตรวจสอบคิว", "เช็คคิว", "เช็กคิว", "ดูคิว",
    "ตรวจสอบการจอง", "ตรวจสอบคำขอ", "ตรวจสอบคำร้อง", "ตรวจสอบเลข", "ดูสถานะ", "track", "status",
)  # fmt: skip


def find(evidence: EvidenceType, site: Site) -> list[Candidate]:
    """One candidate for each link that is named as an online service, and for each page that is one."""
    out: list[Candidate] = []
    for page, link, naming in site.namings_by_type.get(evidence.id, ()):
        candidate = _from_link(evidence, site, page, link, naming)
        if candidate is not None:
            out.append(candidate)
    for page in site.pages:
        if page.url == site.snapshot.home or is_search_page(page):
            continue
        forms = own_forms(page)
        said = next((n for n in site.page_names(page) if evidence.id in n.named and not n.decoys), None)
        if said is None and forms:
            said = _by_form(evidence, site, page)
        if said is None:
            continue
        if forms:
            name = next(iter(site.own_names(page)), said.text)
            out.append(_made(evidence, page.url, page.url, name, forms[0].text[:100] or said.text, rank=5))
        elif not _leads_on(site, page):
            why = Why.PLACEHOLDER if placeholder(site, site.own_text(page)) else Why.NO_FORM
            out.append(
                _made(evidence, page.url, page.url, said.text, said.text, rank=4).but(Standing.REFUSED, why)
            )  # fmt: skip
    return _different(out)


def _by_form(evidence: EvidenceType, site: Site, page: Page) -> Named | None:
    """What a page with a form is called when it names an act (topic `act`): with the form, it is done online."""
    for text in site.own_names(page):
        said = site.names.name(text)
        if f"{evidence.id}/act" in site.names.topics(text) and evidence.id not in said.refused and not said.decoys:
            return said
    return None


def own_forms(page: Page) -> list[Form]:
    """The forms in a page's own content that take something from a citizen."""
    return [f for f in page.forms if is_filled_in(f) and f.region not in (Region.FOOTER, Region.NAV, Region.HEADER)]


def _made(evidence: EvidenceType, url: str, page: str, title: str, quote: str, *, rank: int) -> Candidate:
    return Candidate(
        evidence.id, url, page, title, quote, Standing.ACCEPTED, Why.NAMED, rank=rank, key=_key(url)
    )  # fmt: skip


def _key(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path.rstrip('/')}?{parts.query}"


def _leads_on(site: Site, page: Page) -> bool:
    """Whether a page has links of its own that may be the services."""
    return any(
        link.url
        and not site.is_document_like(link)
        and site.target(link.url).state not in (State.DEAD, State.NOWHERE)
        and site.snapshot.resolve(link.url) not in (page.url, site.snapshot.home)
        for link in page.links
        if site.in_content(link)
    )


def _from_link(evidence: EvidenceType, site: Site, page: Page, link: Link, naming: Naming) -> Candidate | None:
    target = site.target(link.url)
    title = link.text
    if site.names.name(link.text).generic:
        page_name = next(iter(site.own_names(target.reading)), "") if isinstance(target.reading, Page) else ""
        title = page_name or naming.text
    by_text = naming.place in (Place.TEXT, Place.ROW) and not naming.weak
    candidate = Candidate(
        evidence.id, target.url or page.url, page.url, title, link.text or naming.text,
        Standing.ACCEPTED, Why.NAMED, rank=RANK[naming.place], key=_key(target.url),
    )  # fmt: skip
    refusal = decoy_of(evidence, naming)
    if refusal:
        return candidate.but(Standing.REFUSED, *refusal) if by_text else None
    if site.names.name(link.text).decoys or evidence.id in site.names.name(link.text).refused:
        return None
    if target.is_file or is_shared_file(link.url):
        return candidate.but(Standing.REFUSED, Why.ONLY_A_FILE) if by_text else None
    if (closed := unopened(candidate, target, link)) is None:
        return _opened(site, candidate, target, link, by_text=by_text)
    script = target.state is State.NOWHERE and link.kind is not LinkKind.ANCHOR
    return closed if by_text and not script else None


def _opened(site: Site, candidate: Candidate, target: Target, link: Link, *, by_text: bool) -> Candidate | None:
    reading = target.reading
    if reading is None:  # a page judged alone
        if by_text and (site.in_content(link) or site.outside(target.url)):
            return candidate
        return candidate.but(Standing.UNCLEAR, Why.UNVISITED) if by_text else None
    if isinstance(reading, Document):
        return None
    if reading.outside:
        if is_outside_form(target.url):
            return candidate
        if is_chat(link):
            return None
        return candidate if site.in_content(link) or by_text else None
    if target.url == site.snapshot.home:
        return candidate.but(Standing.REFUSED, Why.UNRELATED) if by_text else None
    if own_forms(reading):
        named = any(candidate.evidence in n.named for n in site.page_names(reading))
        return candidate if by_text or named or site.in_content(link) else None
    return None


def _different(candidates: list[Candidate]) -> list[Candidate]:
    """Different services are different named services; a tracker of a request is part of it, not a second one."""
    kept: dict[str, Candidate] = {}
    names: dict[str, str] = {}
    for c in sorted(candidates, key=lambda c: c.standing is not Standing.ACCEPTED):
        name = fold(c.title).key[:80]
        key = names.get(name, c.key)
        if key not in kept:
            kept[key] = c
            names.setdefault(name, key)
    out = list(kept.values())
    accepted = [c for c in out if c.standing is Standing.ACCEPTED]
    trackers = [c for c in accepted if any(word in c.title.lower() for word in TRACKING)]
    if trackers and len(accepted) > len(trackers):
        out = [c for c in out if c not in trackers]
    elif len(trackers) > 1:
        out = [c for c in out if c not in trackers[1:]]
    return out
