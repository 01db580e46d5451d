"""Calendar dates and months as Thai agencies write them.

No library reads these right: they take 2568 for a Gregorian year, refuse 29 February 2567, or do not know `16/2/68`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from itacheck.remember import remembered

from ._calendar import (
    COUNTED,
    ENGLISH_MONTH,
    ERA,
    GAP,
    MONTH_AFTER_DAY,
    MONTH_ALONE,
    NOT_DIGIT,
    WRAP,
    gregorian,
    is_english,
    month_number,
)
from .text import arabic_digits

_YEAR = rf"[0-9]{{2}}(?:[0-9]{{2}})?{NOT_DIGIT}"
_TO = rf"{WRAP}(?:-|–|—|−|~|จนถึง|ถึง|to|until){WRAP}"
_BEFORE_YEAR = rf"{WRAP}[-/.,]?{WRAP}(?:(?:ปี{GAP})?(?:{ERA})?{WRAP})?['’]?"
_SHORT_YEAR_END = rf"(?![.,:][0-9])(?!{GAP}{COUNTED})"

_ORDINAL = re.compile(r"(?:สขร|ครั้ง|ไตรมาส|รอบ|ฉบับ|เล่ม|ลำดับ|ข้อ|ระยะ|หน้า|ตอน|Q)[^\S\n]?\.?[^\S\n]?(?:ที่)?[^\S\n]?$")
"""Before the number of a form, a quarter or a page: สขร.1 ต.ค. 2567 is the form of a month."""
_DAY_WORD = re.compile(r"ที่[^\S\n]?$")
"""Before `16 เดือนกุมภาพันธ์`, which is a date only as `วันที่ 16 เดือนกุมภาพันธ์`."""

_DIGIT = re.compile("[0-9]")
_MASK = "\ufffc"
"""Stands where something was read already: neither space, letter, digit nor punctuation to any pattern here."""


@dataclass(frozen=True, slots=True)
class DateStatement:
    """A calendar date in a text."""

    date: date
    start: int
    """Index in the given text."""
    end: int
    """Index in the given text, one past the last character."""


@dataclass(frozen=True, slots=True)
class MonthStatement:
    """A month, or a run of months, in a text."""

    first: date
    """The first day of the first month."""
    last: date
    """The first day of the last month; the same for a single month."""
    start: int
    end: int


@remembered(8_192)
def dates_in(text: str) -> tuple[DateStatement, ...]:
    """Find the calendar dates in a text, by position.

    Reads Thai and English names of months, full and short, Thai digits, either era, two-digit Buddhist years,
    `16/2/68` (day first), `30-09-2568`, `2568-02-16` and ISO date-times. Days that do not exist in the Gregorian year
    and years outside 1990 to 2060 are no dates; nor are version numbers, telephone numbers, addresses and sizes.
    """
    text = arabic_digits(text)
    if not _DIGIT.search(text):
        return ()
    found: list[DateStatement] = []
    for pattern, read in _STYLES:
        if read is _named_in_english and not _ENGLISH.search(text):
            continue
        taken: list[DateStatement] = []
        for match in pattern.finditer(text):
            value = read(match)
            if value is not None:
                taken.append(DateStatement(value, match.start(), match.end()))
        if taken:
            found += taken
            text = mask(text, ((one.start, one.end) for one in taken))
    return tuple(sorted(found, key=lambda one: one.start))


def months_in(text: str) -> tuple[MonthStatement, ...]:
    """Find the months that are named with their year, alone or as a range; dates are no months."""
    text = arabic_digits(text)
    dates = dates_in(text)
    if dates:
        text = mask(text, ((one.start, one.end) for one in dates))
    return tuple(undated_months(text))


def undated_months(text: str) -> Iterator[MonthStatement]:
    """Find the months in a text with Arabic digits in which dates are masked."""
    at = 0
    while match := _MONTH_AND_YEAR.search(text, at):
        at = match.end()
        first = _month(match["month"], match["year"])
        last = _month(match["until"], match["until_year"])
        if last and not match["year"]:  # ต.ค. - ธ.ค. 67, ต.ค. - มี.ค. 68
            number = month_number(match["month"])
            first = date(last.year - (number > last.month), number, 1)
        if first and last and first <= last:
            yield MonthStatement(first, last, match.start(), match.end())
        elif first:
            end = match.end("year")
            yield MonthStatement(first, first, match.start(), end)
            at = end
        elif last:
            at = match.start("until")


def mask(text: str, spans: Iterator[tuple[int, int]]) -> str:
    """Blank out parts of a text, given in order, so that nothing else is read into them. Positions stay."""
    parts: list[str] = []
    done = 0
    for start, end in spans:
        parts += text[done:start], _MASK * (end - start)
        done = end
    parts.append(text[done:])
    return "".join(parts)


def _date(year: int | None, month: str | int, day: str) -> date | None:
    try:
        return None if year is None else date(year, int(month), int(day))
    except ValueError:
        return None


def _named(match: re.Match[str]) -> date | None:
    before = match.string[max(0, match.start() - 16) : match.start()]
    if _ORDINAL.search(before) or (match["of"] and not _DAY_WORD.search(before)):
        return None
    return _named_in_english(match)


def _named_in_english(match: re.Match[str]) -> date | None:
    name = match["month"]
    return _date(gregorian(match["year"], english=is_english(name)), month_number(name), match["day"])


def _numeric(match: re.Match[str]) -> date | None:
    return _date(gregorian(match["year"]), match["month"], match["day"])


def _dotted(match: re.Match[str]) -> date | None:
    if match["year"]:
        return _numeric(match)
    return _date(gregorian(match["year2"]), match["month2"], match["day2"])


_DAY = r"(?P<day>[0-9]{1,2})"


def _first_digit(*before: str) -> str:
    """A digit before which nothing stands that one of some patterns of one width each matches.

    What must not stand before it is looked at after it: the engine skips to a digit and looks back, where it would look
    back from every letter.
    """
    return "[0-9]" + "".join(f"(?<!{one}[0-9])" for one in before)


_MONTH = r"(?P<month>[0-9]{1,2})"
_LONG = r"(?P<year>[0-9]{4})"
_PLAIN = (r"[0-9]", r"[0-9][./:,\-]", r"[A-Za-z]")
_PLAIN_DAY = rf"(?P<day>{_first_digit(*_PLAIN)}[0-9]?)"
_ENGLISH = re.compile(r"[JFMASONDjfmasond][A-Za-z]{2}")
"""Is found in every text with an English month."""


_Reader = Callable[[re.Match[str]], date | None]


def _style(pattern: str, read: _Reader) -> tuple[re.Pattern[str], _Reader]:
    return re.compile(pattern, re.IGNORECASE), read


_STYLES = (
    # 16 กุมภาพันธ์ พ.ศ. 2568, 16ก.พ.68, 16-Feb-2025
    _style(
        rf"(?P<day>{_first_digit('[0-9]')}[0-9]?)(?:st|nd|rd|th)?{GAP}[-/.,]?{GAP}"
        rf"(?P<of>เดือน{GAP})?(?P<month>{MONTH_AFTER_DAY}){_BEFORE_YEAR}"
        rf"(?P<year>{_YEAR})(?!(?<=[^0-9][0-9][0-9])[.:][0-9])",
        _named,
    ),
    # February 16, 2025
    _style(
        rf"(?<![A-Za-z])(?P<month>{ENGLISH_MONTH}){GAP}{_DAY}{NOT_DIGIT}(?:st|nd|rd|th)?{GAP},?{GAP}{_LONG}{NOT_DIGIT}",
        _named_in_english,
    ),
    # 2568-02-16, 2025-02-16T09:30:00, 2568/02/16
    _style(
        rf"(?P<year>{_first_digit('[0-9]', '[0-9][-./]')}[0-9]{{3}})(?P<sep>[-/])"
        rf"{_MONTH}(?P=sep){_DAY}(?=T[0-9])?{NOT_DIGIT}(?!(?P=sep)[0-9])",
        _numeric,
    ),
    # 20250216T093000
    _style(
        rf"(?P<year>{_first_digit('[0-9A-Za-z]')}[0-9]{{3}})"
        rf"(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})T[0-9]{{4,6}}{NOT_DIGIT}",
        _numeric,
    ),
    # 30/09/2568, 30-09-2568
    _style(
        rf"(?P<day>{_first_digit('[0-9]', '[0-9][./:,]', '[0-9A-Za-z]-')}[0-9]?)"
        rf"(?P<sep>{GAP}/{GAP}|-){_MONTH}(?P=sep){_LONG}{NOT_DIGIT}"
        r"(?!(?P=sep)[0-9])(?!\.[0-9])",
        _numeric,
    ),
    # 30.09.2568: version numbers have dots too, so a Gregorian year needs two digits for day and month
    _style(
        rf"(?:(?P<day>{_first_digit('version ', 'version', *_PLAIN)}[0-9]?)\.{_MONTH}\.(?P<year>25[0-9]{{2}})"
        rf"|(?P<day2>{_first_digit('version ', 'version', *_PLAIN)}[0-9])"
        rf"\.(?P<month2>[0-9]{{2}})\.(?P<year2>20[0-9]{{2}})){NOT_DIGIT}(?!\.[0-9])",
        _dotted,
    ),
    # 30/09/2567-30/09/2568: the second half of a range
    _style(
        rf"(?<={_MASK}-){_DAY}/{_MONTH}/{_LONG}{NOT_DIGIT}(?!/[0-9])(?!\.[0-9])",
        _numeric,
    ),
    # 16/2/68
    _style(
        rf"{_PLAIN_DAY}/{_MONTH}/(?P<year>[0-9]{{2}}){NOT_DIGIT}(?![./:,\-][0-9])",
        _numeric,
    ),
    # 16-02-68: with hyphens only recent years, since telephone and account numbers look alike
    _style(
        rf"{_PLAIN_DAY}-{_MONTH}-(?P<year>[5-7][0-9]){NOT_DIGIT}(?![./:,\-][0-9])",
        _numeric,
    ),
)

_MONTH_AND_YEAR = re.compile(
    rf"(?P<month>{MONTH_ALONE})(?:{_BEFORE_YEAR}(?P<year>{_YEAR}){_SHORT_YEAR_END})?"
    rf"(?:{_TO}(?:สิ้น)?(?:เดือน{GAP})?(?P<until>{MONTH_AFTER_DAY}){_BEFORE_YEAR}(?P<until_year>{_YEAR}){_SHORT_YEAR_END})?",
    re.IGNORECASE,
)


def _month(name: str | None, digits: str | None) -> date | None:
    if not name or not digits:
        return None
    if len(digits) == 2 and is_english(name):  # Mar 25 is a day
        return None
    year = gregorian(digits)
    return None if year is None else date(year, month_number(name), 1)
