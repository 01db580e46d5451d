"""What stands around a year and takes its meaning away: laws, "updated on" lines, numbers of other things."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from ._calendar import AM, COUNTED, GAP

_STATUTES = re.compile(
    r"พระราชบัญญัติ|พระราชก(?:ำ|ํา)หนด|พระราชกฤษฎีกา|พ\.?[^\S\n]?ร\.[^\S\n]?[บกฎป]\.?|พรบ\.?|รัฐธรรมนูญ"
    rf"|ประมวลกฎหมาย|ประมวล(?:ผล)?จริยธรรม|กฎกระทรวง|กฎ{GAP}ก\.?พ\.|กฎหมายว่าด้วย|ระเบียบ(?!วาระ)|ข้อบังคับ"
    rf"|ข้อก(?:ำ|ํา)หนด|ข้อบัญญัติ|เทศบัญญัติ|มติ{GAP}(?:ที่ประชุม)?(?:คณะรัฐมนตรี|ครม)|ค{AM}สั่ง{GAP}(?:คสช|หัวหน้าคณะรักษา)"
    rf"|ประกาศ{GAP}(?:(?:ส{AM}นักงาน)?{GAP}(?:คณะกรรมการ|ก\.พ\.|ป\.ป\.ช)|กระทรวง|ส{AM}นักนายก|คสช|คณะรักษา|คณะปฏิวัติ)"
    r"|ประกาศ[^\n0-9]{1,80}?ว่าด้วย|แก้ไขเพิ่มเติม"
)
"""Laws and what is cited like one. An agency's own `ประกาศ … เรื่อง` is none."""

_STRATEGIES = re.compile(
    r"ยุทธศาสตร์ชาติ|แผนแม่บท|แผนพัฒนาเศรษฐกิจและสังคมแห่งชาติ|แผนพัฒนาฯ?[^\S\n]?ฉบับที่|แผนการปฏิรูปประเทศ|แผนปฏิรูปประเทศ"
)
"""National plans: the years that they span are not those of the paper that cites them."""

_NEW_PAPER = re.compile(
    r"(?<!เรื่อง)(?<!ว่าด้วย)\s(?:แผน|รายงาน|คู่มือ|ผลการ|สรุป|โครงการ|นโยบาย|มาตรการ|แนวทาง|ประกาศ|กิจกรรม|ข่าว)"
    r"|และ(?:แผนปฏิบัติ|แผนป้องกัน|รายงาน|คู่มือ)|ประจ(?:ำ|ํ?า)[^\S\n]?ปี|ปี[^\S\n]?งบ"
)
"""Between a law and a year: the words that start another paper, to which the year belongs."""

_OWN = re.compile(r"โรงพยาบาล|รพ\.|เทศบาล|องค์การบริหารส่วน|อบต|อบจ|จังหวัด|อ(?:ำ|ํ?า)เภอ|ส(?:ำ|ํ?า)นักงาน|วิทยาลัย|โรงเรียน")
"""In the name of a plan: it is an agency's."""

_AMENDED = re.compile(r"\(?ฉบับที่\s?[0-9]{1,3}\)\s?$")
_PROMULGATED = re.compile(r"ลงวันที่\s?$")
_RESOLVED = re.compile(r"(?:เมื่อ|ลง|ใน)?(?:การประชุม)?วันที่\s?$|เมื่อ\s?$")

_UPDATED = re.compile(
    r"อั[ปพ]เด[ตท]|ปรับปรุง(?:ข้อมูล)?(?:ครั้ง)?(?:ล่าสุด|เมื่อ)|แก้ไข(?:ครั้ง)?(?:ล่าสุด|เมื่อ)|(?:เผยแพร่|โพสต์?|ลงประกาศ|สร้าง|เขียน)เมื่อ"
    r"|(?:เผยแพร่|โพสต์?|ลงประกาศ|ปรับปรุง|แก้ไข|สร้าง)(?:ข้อมูล)?(?:[^\S\n]?ณ)?[^\S\n]?วันที่"
    r"|วันที่(?:เผยแพร่|โพสต์?|ลงประกาศ|ปรับปรุง|แก้ไข|สร้าง)"
    r"|(?<![A-Za-z])(?:(?:last[ \t])?(?:updated?|modified)|posted|published|created)(?![A-Za-z])",
    re.IGNORECASE,
)
_VIEWS = re.compile(
    r"เข้าชม|เยี่ยมชม|เปิดอ่าน|(?:ผู้)?อ่านแล้ว|(?<![A-Za-z])(?:views?|hits?|visitors?)(?![A-Za-z])", re.IGNORECASE
)
_RIGHTS = re.compile(r"all rights? reserve|(?:สงวน)?ลิขสิทธิ์|©|copyright", re.IGNORECASE)
_CUES = (_STATUTES, _STRATEGIES, _UPDATED, _RIGHTS, _VIEWS)
_CONNECTIVES = re.compile(
    r"(?:ครั้ง|ข้อมูล)?ล่าสุด|เมื่อ|วันที่|วัน|ที่|ณ|เดือน|เวลา|น\.|พ\.ศ\.|ปี|จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|อาทิตย์"
    r"|[0-2]?[0-9][:.][0-5][0-9](?::[0-5][0-9])?|\b(?:last|on|at|date|by|in|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]")
_PHONES = re.compile(
    r"(?:โทร(?:ศัพท์|สาร|\.)?|แฟ[กซ]{1,2}์?|สายด่วน|มือถือ|tel|phone|fax|mobile)(?:ต่อ|[^ก-ฮA-Za-z\n]){0,30}",
    re.IGNORECASE,
)
_PHONE_BEFORE = re.compile(r"(?:^|[^0-9])0(?:[0-9]{0,2}[ \-][0-9]{3,4}|[0-9]{1,2})[ \-]$")
_LABELS = re.compile(
    r"(?:เลขที่|จ(?:ำ|ํ?า)นวน|ราคา|วงเงิน|เป็นเงิน|รหัส(?:ไปรษณีย์)?|มาตรา|หมายเลข|(?:^|[\s/0-9])ว\.?|[#$฿]"
    r"|(?<![A-Za-z])(?:no|id|IMG|DSC[FN]?|MVI|VID|SAM|ISO|IEC|windows|office|word|excel|sql|server|adobe|covid)"
    r")[\s.:_\-]{0,3}",
    re.IGNORECASE,
)
"""What the digits after it are the number of."""
_COUNTED_AFTER = re.compile(rf"{GAP}{COUNTED}")
_ITEM_CODE_BEFORE = re.compile(r"(?:^|[^A-Za-z0-9])[A-Za-z]{1,4}[0-9]{1,2}[-_. ]$|(?<![0-9])(?:25|20)[0-9]{2}-$")
_DECIMAL_BEFORE = re.compile(r"[0-9]\.$")
_SERIAL_BEFORE = re.compile(r"(?:^|[^0-9./\-])[1-9][0-9]{0,3}/$")
_NOT_YEAR_AFTER = re.compile(r"[.:][0-9]|,[0-9]{3}(?![0-9])|[/\-](?!(?:25|20)[0-9]{2}(?![0-9]))[0-9]")
_NOT_YEAR_AFTER_IN_NAME = re.compile(r"[,:][0-9]|\.[0-9]")
_THOUSANDS_BEFORE = re.compile(r"(?:^|[^0-9])[0-9]{1,3},$")
_LATIN_BEFORE = re.compile(r"[A-Za-z0-9]{1,48}$")
_LATIN_AFTER = re.compile(r"[A-Za-z0-9]{1,24}")
_VERSION = re.compile(r"(?:v|rev|ver)[0-9]{1,2}", re.IGNORECASE)
_GREGORIAN_BEFORE = re.compile(r"(?:[A-Za-z][A-Za-z)'’]*[\s_\-–]{1,2}|[(\[（]|©[^\S\n]?)$")
_GREGORIAN_AFTER = re.compile(r"[\s)\]_.,;\-–]|$")


@dataclass(frozen=True, slots=True)
class Cues:
    """Where in a text the words stand that can take a year's meaning away, each kind in order."""

    statutes: list[tuple[int, int]]
    strategies: list[tuple[int, int]]
    updated: list[tuple[int, int]]
    rights: list[tuple[int, int]]
    views: list[tuple[int, int]]

    @classmethod
    def of(cls, text: str) -> Cues:
        """Collect them in one pass each."""
        return cls(*([match.span() for match in pattern.finditer(text)] for pattern in _CUES))


@dataclass(frozen=True, slots=True)
class Numbers:
    """Where in a text the numbers of other things stand."""

    labels: frozenset[int]
    """Where digits would start that a label such as `เลขที่` owns."""
    phones: list[tuple[int, int]]
    """From the word for telephone to the end of the digits and signs after it, in order."""

    @classmethod
    def of(cls, text: str) -> Numbers:
        """Collect them in one pass each."""
        return cls(
            frozenset(match.end() for match in _LABELS.finditer(text)),
            [match.span() for match in _PHONES.finditer(text)],
        )

    def in_phone(self, start: int) -> bool:
        """Whether a position lies among the digits after a word for telephone."""
        at = bisect_left(self.phones, (start, 0)) - 1
        return at >= 0 and start <= self.phones[at][1]


def has_cues(text: str) -> bool:
    """Whether anything stands in a text for which `cites_law` or `is_aside` may be true."""
    return "ฉบับที่" in text or any(pattern.search(text) for pattern in _CUES)


def cites_law(text: str, cues: Cues, start: int, after: int, *, era: bool, span: bool, bare: bool) -> bool:
    """Whether the year at `start` belongs to the name of a law or a national plan.

    Args:
        text: the text with Arabic digits.
        cues: its cues.
        start: where the statement starts.
        after: where the statement before it ends; a law named before that one owns that one.
        era: it is marked by no more than พ.ศ. or not at all; `ประจำปี 2568` is never a law's.
        span: it is a range of years.
        bare: it is not marked at all.
    """
    gap = _gap(text, cues.strategies, start, after, 100)
    if gap is not None and era and not _NEW_PAPER.search(gap) and not _OWN.search(gap):
        return True
    if span or not era:
        return False
    gap = _gap(text, cues.statutes, start, after, 90 if bare else 220)
    if gap is not None and not _NEW_PAPER.search(gap):
        return True
    before = text[max(0, start - 60) : start]
    return "ฉบับที่" in before and "แผน" not in before and _AMENDED.search(before) is not None


def cites_law_by_date(text: str, cues: Cues, start: int, after: int, *, after_law: bool) -> bool:
    """Whether the date at `start` is that of a law or a cabinet resolution: `… พ.ศ. 2560 ลงวันที่ 12 ต.ค. 2560`."""
    before = text[max(after, start - 24) : start]
    if after_law and _PROMULGATED.search(before) and start - after <= 16:
        return True
    gap = _gap(text, cues.statutes, start, after, 120)
    if gap is None or _NEW_PAPER.search(gap):
        return False
    if _PROMULGATED.search(before):
        return True
    at = start - len(gap)
    return "มติ" in text[max(0, at - 32) : at] and _RESOLVED.search(before) is not None


def is_aside(text: str, cues: Cues, start: int, end: int, after: int) -> bool:
    """Whether the year stands in an "updated on", copyright or page-view phrase. Arguments as of `cites_law`."""
    gap = _gap(text, cues.updated, start, after, 60)
    if gap is not None and "\n" not in gap and not _WORD.search(_CONNECTIVES.sub(" ", gap)):
        return True
    gap = _gap(text, cues.rights, start, after, 80)
    if gap is not None and "\n" not in gap:
        return True
    gap = _gap(text, cues.views, start, after, 15)
    if gap is not None and not _WORD.search(gap):
        return True
    at = bisect_left(cues.rights, (end, 0))
    return at < len(cues.rights) and cues.rights[at][0] - end <= 40 and "\n" not in text[end : cues.rights[at][0]]


def stands_alone(text: str, numbers: Numbers, start: int, end: int, *, name: bool) -> bool:
    """Whether four digits are a year by themselves, not a part or a count of something else.

    Args:
        text: the text with Arabic digits.
        numbers: its numbers of other things.
        start: where the digits start.
        end: where they end.
        name: the text is a file name, in which there are no telephone numbers or amounts.
    """
    before, following = text[max(0, start - 32) : start], text[end : end + 24]
    if start in numbers.labels or _inside_word(before, following):
        return False
    if name:
        return not _DECIMAL_BEFORE.search(before[-2:]) and not _NOT_YEAR_AFTER_IN_NAME.match(following)
    after_wrong = _NOT_YEAR_AFTER.match(following) or _COUNTED_AFTER.match(following)
    return not after_wrong and not numbers.in_phone(start) and _may_precede(before)


def _may_precede(before: str) -> bool:
    """Whether what stands before four digits leaves them a year: no decimal, telephone number or registry code."""
    last = before[-1:]
    if not before[-2:-1].isdigit() or not last or last not in " .,:/-":
        return True
    if last == "/":
        return _SERIAL_BEFORE.search(before[-6:]) is not None
    if last == ",":
        return _THOUSANDS_BEFORE.search(before[-5:]) is None
    if last == " ":
        return _PHONE_BEFORE.search(before[-10:]) is None
    return last == "-" and _ITEM_CODE_BEFORE.search(before[-8:]) is not None


def looks_gregorian(text: str, start: int, end: int) -> bool:
    """Whether four digits such as 2025 are meant as a year: alone, in brackets, after Latin words or ©."""
    before = text[max(0, start - 32) : start]
    if len(text) < 64 and text.strip() == text[start:end]:
        return True
    return _GREGORIAN_BEFORE.search(before) is not None and _GREGORIAN_AFTER.match(text, end) is not None


def _gap(text: str, spans: list[tuple[int, int]], start: int, after: int, limit: int) -> str | None:
    """Give the text between the nearest cue before a year and the year; None without one in reach."""
    at = bisect_left(spans, (start, 0)) - 1
    if at < 0:
        return None
    end = spans[at][1]
    if spans[at][0] < after or end > start or start - end > limit:
        return None
    return text[end:start]


def _inside_word(before: str, following: str) -> bool:
    """Whether Latin letters on both sides, or digits among them, make the token a code or a hash."""
    left = _LATIN_BEFORE.search(before) if before[-1:].isascii() and before[-1:].isalnum() else None
    right = _LATIN_AFTER.match(following)
    head, tail = left[0] if left else "", right[0] if right else ""
    if _VERSION.fullmatch(tail):
        tail = ""
    return bool(head and tail) or any(char.isdigit() for char in head + tail) or len(head) > 24
