"""What dates, months and years have in common: names of months, marks of the era, and which years are believed."""

from __future__ import annotations

BUDDHIST_ERA = 543
"""A Buddhist-era year is the Gregorian one plus this."""
FIRST_YEAR, LAST_YEAR = 1990, 2060
"""Gregorian years outside these are numbers of something else."""

GAP = r"[^\S\r\n]{0,4}"
"""Spaces that stay on the line."""
WRAP = r"\s{0,4}"
"""Spaces that may wrap the line."""
NOT_DIGIT = r"(?![0-9])"
AM = r"(?:ำ|ํ?[^\S\r\n]?า)"
"""SARA AM, composed, split, or with its ring lost in a PDF."""
ERA = (
    rf"(?:พ{GAP}\.?{GAP}ศ{GAP}\.{{0,3}}|พุทธศักราช|ค{GAP}\.?{GAP}ศ{GAP}\.{{0,3}}|คริสต์?ศักราช"
    r"|(?<![A-Za-z])(?:B\.?E|A\.?D|C\.?E)\.?)"
)
COUNTED = (
    r"(?:บาท|ล้าน|(?:คน|ราย|ครั้ง|แห่ง|ชิ้น|เล่ม|เครื่อง|คัน|ไร่|เมตร|ตารางเมตร|กิโลเมตร|กม|ท่าน|ชั่วโมง|นาที|ครัวเรือน"
    r"|น\.|px|[kKMG]B|views?|hits?|hrs?|times?)(?![ก-๎A-Za-z])|[%฿])"
)
"""Words after a number that make it an amount. Most must end there: `ราย` counts, `รายงาน` does not."""

_FULL_31 = r"(?:มกรา|มีนา|พฤก?ษภา|กรก[ฎฏ]า|สิงหา|ตุลา|ธันวา)(?:คม)?"
_FULL_30 = r"(?:เมษา|มิถุนา|กันยา|พฤ[ศษ]จิกา)(?:ยน)?"
_FULL = rf"{_FULL_31}|{_FULL_30}|กุมภา(?:พันธ(?:์|ุ์)?)?"
_DOT = rf"{GAP}\.{{1,2}}{GAP}"


def _short(dot: str) -> str:
    return rf"(?:ม|มี|พ|ก|ส|ต|ธ){dot}ค|ก{dot}พ|(?:เม|มิ|ก|พ){dot}ย"


_DOTTED = rf"(?:{_short(_DOT)})\.{{0,2}}"
_BARE = rf"(?:{_short('')})\.?"
ENGLISH_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)(?![A-Za-z])\.?"
)
MONTH_AFTER_DAY = rf"(?:{_FULL}|{_DOTTED}|{_BARE}|{ENGLISH_MONTH})"
"""The name of a month where a day stands before it, which leaves no doubt about `กพ`."""
MONTH_ALONE = (
    # ก.พ. is the Civil Service Commission too, and ก.พ.ค. a tribunal.
    rf"(?:{_FULL}|(?<![ก-๎]\.)(?<!สำนักงาน)(?<!สำนักงาน ){_DOTTED}"
    rf"|(?:(?<=เดือน)|(?<=เดือน )|(?<![ก-๎A-Za-z.])){_BARE}|(?<![A-Za-z]){ENGLISH_MONTH})"
)

_NUMBERS = {
    "มค": 1, "กพ": 2, "มีค": 3, "เมย": 4, "พค": 5, "มิย": 6, "กค": 7, "สค": 8, "กย": 9, "ตค": 10, "พย": 11, "ธค": 12,
    "มกร": 1, "กุม": 2, "มีน": 3, "เมษ": 4, "มิถ": 6, "กรก": 7, "สิง": 8, "กัน": 9, "ตุล": 10, "ธัน": 12,
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip


def month_number(name: str) -> int:
    """Give the number, 1 to 12, of a month's name as one of the patterns here found it."""
    letters = "".join(char for char in name if not char.isspace() and char != ".").lower()
    if letters.startswith("พฤ"):
        return 11 if "จิ" in letters else 5
    return _NUMBERS.get(letters) or _NUMBERS[letters[:3]]


def is_english(name: str) -> bool:
    """Whether a month's name is an English one."""
    return name[:1].isascii()


def gregorian(digits: str, *, english: bool = False) -> int | None:
    """Give the Gregorian year that 4 or 2 digits mean; None when no year from 1990 to 2060 is meant.

    Two digits are a Buddhist-era 25xx. After an English month (`16-Feb-25`, as spreadsheets write) those that cannot
    be one are a Gregorian 20xx.
    """
    number = int(digits)
    if len(digits) == 2:
        year = 2500 + number - BUDDHIST_ERA
        if year < FIRST_YEAR and english:
            year = 2000 + number
    else:
        year = number if number <= LAST_YEAR else number - BUDDHIST_ERA
    return year if FIRST_YEAR <= year <= LAST_YEAR else None
