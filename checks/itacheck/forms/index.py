"""Form `index`: a page lists the assessment's items (O1, O2, …) of the year, each with a link that opens."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace

from itacheck.model import EvidenceType, Link, LinkKind, Page, Trouble
from itacheck.remember import remembered
from itacheck.thai import YearStatement, arabic_digits, covers

from .candidate import Candidate, Standing, Why
from .dating import best_statements, first_stated
from .places import State, file_name
from .refusals import UNSEEN, trouble_why
from .site import Site

MAX_ITEM = 43
"""The longest list of items so far (FY2564) had 43."""
FEWEST = 3
OPEN_SHARE = 0.8
NOT_THERE = UNSEEN - {Trouble.SCRIPT, Trouble.LOGIN, Trouble.CHALLENGE}
"""What answers in place of an item, so that nobody can say whether it opens."""

_CODE = re.compile(
    r"^[\s\-–•*·>»(\[]{0,6}(?:ข้อ(?:ที่)?\s?)?(O|o|0|MOIT|Moit|moit|EB|eb|OIT|oit)\s?[-_.:#]?\s?(\d{1,2})(?![0-9])(?!\s?[./]\s?\d{2,4})"
)
_INSIDE = re.compile(
    r"(?<![A-Za-z0-9])(?:[Oo]|MOIT|Moit|moit|OIT|oit|EB|eb)\s?[-.]?\s?(\d{1,2})(?![0-9])(?!\s?[./]\s?\d{2,4})"
)
MAX_CODED = 200


@remembered(8_192)
def item_code(text: str) -> int | None:
    """The number of the item that a text is of ("O21 …", "o 3", "MOIT 5", "016", "โครงสร้าง (O1)"), else None."""
    plain = arabic_digits(text[:MAX_CODED])
    match = _CODE.match(plain)
    if match is not None and not (match.group(1) == "0" and len(match.group(2)) < 2):
        number = int(match.group(2))
        return number if 1 <= number <= MAX_ITEM else None
    inside = set(_INSIDE.findall(plain)) if len(text) <= MAX_CODED else set()
    number = int(inside.pop()) if len(inside) == 1 else 0
    return number if 1 <= number <= MAX_ITEM else None


@dataclass
class _Items:
    links: dict[int, list[tuple[Link, Page]]] = field(default_factory=lambda: defaultdict(list))
    years: tuple[YearStatement, ...] = ()
    name: str = ""


def find(evidence: EvidenceType, site: Site) -> list[Candidate]:
    """One candidate for each page and year that lists items."""
    out: list[Candidate] = []
    for page in site.pages:
        groups: dict[tuple[tuple[int, int], ...], _Items] = {}
        title_years = first_stated((*page.headings[:2], page.title)) or site.inbound_years(page.url)
        for link in page.links:
            code = _code_of(link)
            if code is None:
                continue
            stated = _list_year(link) or title_years
            key = tuple(sorted({(s.first, s.last) for s in stated}))
            group = groups.setdefault(key, _Items(years=stated))
            group.links[code].append((link, page))
        named = next((n.text for n in site.page_names(page) if evidence.id in n.named), "")
        for group in groups.values():
            if len(group.links) >= FEWEST:
                group.years = group.years or _most_stated(group)
                out.append(_candidate(evidence, site, page, group, named))
    out += _joined(out)
    out += _unreadable(evidence, site)
    return out


def _code_of(link: Link) -> int | None:
    for text in (link.text, link.row, *link.headings[:3]):
        code = item_code(text)
        if code is not None:
            return code
    file = file_name(link.url) if link.url else ""
    return item_code(file) if "." in file else None


def _list_year(link: Link) -> tuple[YearStatement, ...]:
    """The year of the list in which an item stands: a heading over the items that is not an item itself."""
    for heading in link.headings:
        if item_code(heading) is None and (stated := best_statements(heading)):
            return stated
    return ()


def _most_stated(group: _Items) -> tuple[YearStatement, ...]:
    """The year that most items state, where the list itself states none."""
    stated: dict[tuple[int, int], list[YearStatement]] = defaultdict(list)
    for links in group.links.values():
        for statement in first_stated((links[0][0].text, links[0][0].row)):
            stated[(statement.first, statement.last)].append(statement)
    best = max(stated.values(), key=len, default=[])
    return tuple(best[:1]) if 2 * len(best) > len(group.links) else ()


def _candidate(evidence: EvidenceType, site: Site, page: Page, group: _Items, named: str) -> Candidate:
    opened = {c for c, links in group.links.items() if any(_opens(site, link) is True for link, _ in links)}
    unknown = {c for c, links in group.links.items() if any(_opens(site, link) is None for link, _ in links)} - opened
    count = len(group.links)
    first = min(group.links)
    quote = group.links[first][0][0].text or group.links[first][0][0].row[:120]
    title = named or page.title or quote
    candidate = Candidate(
        evidence.id, page.url, page.url, title, quote, Standing.ACCEPTED, Why.NAMED, years=group.years,
        rank=count, key=f"{page.url}", detail=f"{len(opened)}/{count}",
        topics=frozenset(f"O{code}" for code in group.links),
    )  # fmt: skip
    if len(opened) >= OPEN_SHARE * count:
        return candidate
    if len(opened | unknown) >= OPEN_SHARE * count:
        return candidate.but(Standing.UNCLEAR, Why.FAILED)
    return candidate.but(Standing.REFUSED, Why.FEW_OPEN)


def _opens(site: Site, link: Link) -> bool | None:
    target = site.target(link.url)
    state = target.state
    if state is State.TROUBLED and target.reading is not None and target.reading.trouble in NOT_THERE:
        return None
    if state in (State.OPEN, State.TROUBLED):
        return True
    return None if state in (State.FAILED, State.UNVISITED) or link.kind is LinkKind.SCRIPT else False


def _joined(found: list[Candidate]) -> list[Candidate]:
    """Items of one year that are spread over several pages (a page for each group of items) make one list together."""
    years = sorted({(s.first, s.last) for c in found for s in c.years})
    out = []
    for first, last in years:
        parts = [c for c in found if any((s.first, s.last) == (first, last) for s in c.years)]
        topics = frozenset().union(*(c.topics for c in parts))
        if len({c.url for c in parts}) < 2 or len(topics) <= max(len(c.topics) for c in parts):
            continue
        best = max(parts, key=lambda c: len(c.topics))
        opened, total = (sum(int(c.detail.split("/")[n]) for c in parts) for n in (0, 1))
        made = replace(
            best, standing=Standing.ACCEPTED, why=Why.NAMED, years=tuple(s for s in best.years if covers(s, first)),
            rank=len(topics), key=f"{best.url}#joined", detail=f"{opened}/{total}", topics=topics,
        )  # fmt: skip
        if opened < OPEN_SHARE * total:
            unknown = any(c.standing is Standing.UNCLEAR for c in parts)
            made = made.but(*((Standing.UNCLEAR, Why.FAILED) if unknown else (Standing.REFUSED, Why.FEW_OPEN)))
        out.append(made)
    return out


def _unreadable(evidence: EvidenceType, site: Site) -> list[Candidate]:
    out = []
    for page in site.troubled_pages:
        said = next((n for n in site.page_names(page) if evidence.id in n.named), None)
        if said is not None and page.trouble in UNSEEN:
            out.append(
                Candidate(
                    evidence.id,
                    page.url,
                    page.url,
                    page.title,
                    said.text,
                    Standing.UNCLEAR,
                    trouble_why(page),
                    years=best_statements(said.text) or best_statements(page.title),
                )
            )
    return out
