"""What a paper or page says of itself: its title lines, whose it is, and whether it is news."""

from __future__ import annotations

import re
from functools import lru_cache

from itacheck.model import Agency, Document, Page
from itacheck.thai import dates_in, fold

from .dating import TITLE_LINES
from .naming import MAX_NAME, Named, Names
from .site import Site

NEWS_LEAD = 400
LONGEST_PLACEHOLDER = 600
PLACEHOLDER_REST = 120
"""Characters that may stand beside the placeholder's words: a title, a breadcrumb."""
BLANKS = 3
BLANK_SHARE = 0.06
MOSTLY_BLANK = 0.2
OWN_NAME = 14
"""Letters of the agency's own name that tell it again (its kind and the beginning of its place)."""

_ORGANISATION = re.compile(
    r"(?:ประกาศ|คำสั่ง|ของ|จัดทำโดย|^|\n)\s{0,2}"
    r"((?:สำนักงาน|ที่ว่าการ|ที่ทำการปกครอง|เทศบาล|องค์การบริหารส่วน|โรงพยาบาล|วิทยาลัย|โรงเรียน|ศูนย์|สถานี|เรือนจำ|อบต|อบจ|"
    r"สพป|สพม|มหาวิทยาลัย|สถาบัน|บริษัท|สมาคม|มูลนิธิ|จังหวัด|อำเภอ)[ก-๙.]{2,60}(?:\s(?:จังหวัด|อำเภอ|ตำบล)[ก-๙]{2,20})?)"
)
_PLACE = re.compile(
    r"(?:จังหวัด|อำเภอ|ตำบล|เทศบาลนคร|เทศบาลเมือง|เทศบาลตำบล)([ก-๙]{2,30})|โรงพยาบาล([ก-๙]{2,30})(?![ก-๙])"
)


_ADDRESSED = re.compile(r"^(?:เรียน|อ้างถึง|สิ่งที่ส่งมาด้วย)(?:\s|:|$)")
# A title that OCR lost leaves the numbered contents first: they name what the paper holds, not what it is.
_ADDRESSED_OR_NUMBERED = re.compile(_ADDRESSED.pattern + r"|^(?:ข้อ|มาตรการ|บท|หมวด|ส่วน)?(?:ที่)?\s?[0-9?]{1,2}\s?[.)\s]")


def head_lines(document: Document) -> list[str]:
    """The first lines of a paper, up to where a letter turns to its reader or the contents begin."""
    lines = [line for line in document.first_page.split("\n")[:TITLE_LINES] if line]
    ends = _ADDRESSED_OR_NUMBERED if document.ocr else _ADDRESSED
    end = next((n for n, line in enumerate(lines) if (n or document.ocr) and ends.match(line)), len(lines))
    return lines[:end]


def is_law(document: Document, names: Names) -> bool:
    """Whether a paper is a law or another general rule of a central body: its first lines say so."""
    return any("law" in names.name(line[:MAX_NAME]).decoys for line in head_lines(document)[:LAW_LINES])


LAW_LINES = 2
"""First lines in which a law is called by its name; further down a paper cites laws."""


def own_names(document: Document, names: Names) -> tuple[Named, ...]:
    """What a paper calls itself: the first of its title lines, alone or joined, that names anything, and its title.

    What later lines name are its contents: a report on the year's measures names a dozen other papers.
    """
    lines = head_lines(document)
    starts = ((first, n) for first in range(len(lines)) for n in (1, 2, 3) if first + n <= len(lines))
    said = (names.name(" ".join(lines[first : first + n])) for first, n in starts)
    own = next((n for n in said if n.named or n.denied), None)
    title = names.name(document.title) if document.title else None
    return tuple(n for n in (own, title) if n is not None and (n.named or n.denied))


def other_agency(text: str, agency: Agency | None) -> str | None:
    """The organisation that the head of a paper names when it is plainly not this agency, else None.

    An organisation is another one when it names a place that the agency's own name does not hold. Papers that name no
    place, or only the agency's province, are taken as its own.
    """
    if agency is None or not _PLACE.search(agency.name.th):
        return None
    mine = fold(agency.name.th).key
    for match in _ORGANISATION.finditer(text[:600]):
        organisation = match.group(1)
        if match.group(0).startswith("\n") and organisation.startswith(("จังหวัด", "อำเภอ")):
            continue  # a line of an address
        if _other_kind(organisation, mine) or _other_office(organisation, agency):
            return organisation
        places = [fold(place).key for pair in _PLACE.findall(organisation) for place in pair if place]
        if not places:
            continue
        if any(_shares(place, mine) for place in places):
            return None
        return organisation
    return None


_KINDS = {
    "องค์การบริหารส่วนตำบล": ("องค์การบริหารส่วนตำบล", "อบต"),
    "อบต": ("องค์การบริหารส่วนตำบล", "อบต"),
    "องค์การบริหารส่วนจังหวัด": ("องค์การบริหารส่วนจังหวัด", "อบจ"),
    "อบจ": ("องค์การบริหารส่วนจังหวัด", "อบจ"),
    "เทศบาล": ("เทศบาล",),
    "โรงเรียน": ("โรงเรียน",),
    "วิทยาลัย": ("วิทยาลัย",),
    "มหาวิทยาลัย": ("มหาวิทยาลัย",),
    "เรือนจำ": ("เรือนจำ",),
    "สถาบัน": ("สถาบัน",),
    "บริษัท": ("บริษัท",),
    "สมาคม": ("สมาคม",),
    "มูลนิธิ": ("มูลนิธิ",),
}


_OFFICE = re.compile(r"สำนักงาน([ก-๙]{0,40}?)(?:ประจำ)?จังหวัด")


def _other_office(organisation: str, agency: Agency) -> bool:
    """Whether two provincial offices are of different branches: the livestock office's and the farm office's."""
    own, other = _OFFICE.match(agency.name.th), _OFFICE.match(organisation)
    if own is None or other is None:
        return False
    one, two = fold(own.group(1)).key, fold(other.group(1)).key
    return bool(one and two) and one not in two and two not in one


def _other_kind(organisation: str, mine: str) -> bool:
    """Whether an organisation is of a kind of its own that the agency's name does not say: a municipality, a school."""
    kinds = next((names for kind, names in _KINDS.items() if organisation.startswith(kind)), ())
    return bool(kinds) and not any(fold(kind).key in mine for kind in kinds)


def _shares(place: str, mine: str) -> bool:
    """Whether a place name, or what it begins with, is in the agency's name (the regex may run on past the name)."""
    return place[:3] in mine


_NEWS_OPENING = re.compile(
    r"(?:เมื่อ)?วัน(?:ที่|จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์|อาทิตย์).{0,80}?"
    r"(?:เวลา|น\.|นาย|นาง|นางสาว|หัวหน้า|ผู้อำนวยการ|นายอำเภอ|ผู้ว่า|พร้อมด้วย|เป็นประธาน|ร่วม|จัด|ณ ห้อง|เข้าร่วม|มอบหมาย)"
)
_NEWS_VERBS = re.compile(
    r"พร้อมด้วย|เป็นประธาน|เข้าร่วม|ร่วมกิจกรรม|ร่วมประกาศ|นำบุคลากร|นำข้าราชการ|ลงพื้นที่|จัดกิจกรรม|ร่วมพิธี|ณ ห้องประชุม|จัดประชุม|จัดอบรม"
)


def reads_like_news(text: str) -> bool:
    """Whether the text tells of an act: a dated opening sentence with people who do something."""
    lead = text[:NEWS_LEAD].replace("\n", " ")
    if _NEWS_OPENING.search(lead) and _NEWS_VERBS.search(text[:1500]):
        return True
    return bool(dates_in(lead)) and len(_NEWS_VERBS.findall(text[:1500])) >= 2


def is_search_page(page: Page) -> bool:
    """Whether a page shows what a search or a tag found: its address or its heading says so."""
    return _searches(page.url.lower(), " ".join((page.title, *page.headings[:2])))


@lru_cache(maxsize=8_192)
def _searches(address: str, heads: str) -> bool:
    if re.search(r"[?&](?:s|q|search|keyword|searchword)=|/search(?:[/?.]|$)|/tags?/|[?&]tag=", address):
        return True
    return bool(re.search(r"ผลการค้นหา|ค้นหาคำว่า|search results|แท็ก\s?:|tag\s?:", heads, re.IGNORECASE))


def placeholder(site: Site, text: str) -> bool:
    """Whether content says little more than that content is to come."""
    if len(text) > LONGEST_PLACEHOLDER:
        return False
    lines = text.split("\n")
    rest = [line for line in lines if "placeholder" not in site.names.decoys_in(line)]
    if len(rest) == len(lines) and "placeholder" not in site.names.decoys_in(text):
        return False
    return sum(len(line) for line in rest) <= PLACEHOLDER_REST


_BLANK = re.compile(r"[.…_]{5,}|…{2,}")


def blank_form(text: str) -> bool:
    """Whether a paper is a form to fill in: dotted blanks all over it."""
    blanks = _BLANK.findall(text[:6000])
    share = sum(map(len, blanks)) / max(1, len(text[:6000]))
    return share >= MOSTLY_BLANK or (len(blanks) >= BLANKS and share >= BLANK_SHARE)


_CENTRAL_BODY = re.compile(
    r"(?:ประกาศ|คำสั่ง|ของ|จัดทำโดย|^|\s)\s{0,2}"
    r"(กรม(?!การจังหวัด)[ก-๙]{2,30}|กระทรวง[ก-๙]{2,30}|สำนักงานคณะกรรมการ[ก-๙]{2,40}|สำนักนายกรัฐมนตรี"
    r"|สำนักงาน\s?(?:ป\.?\s?ป\.?\s?[ชท]\.?|ก\.?\s?พ\.?\s?ร?\.?)(?![ก-๙]))"
)


def central_body(text: str, agency: Agency | None) -> str | None:
    """The central body whose paper the head of a text says it is; None where it names the agency or its place too."""
    match = _CENTRAL_BODY.search(text[:300])
    if match is None or agency is None:
        return None
    own = fold(agency.name.th).key
    head = fold(text[:600]).key
    places = (fold(place.group(0)).key for place in _PLACE.finditer(agency.name.th))
    return None if own[:OWN_NAME] in head or any(place in head for place in places) else match.group(1)
