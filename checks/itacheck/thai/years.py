"""Which years a text states, in the Buddhist era, and how sure the words make it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from . import _year_forms as forms
from ._calendar import BUDDHIST_ERA, gregorian
from ._year_context import (
    Cues,
    Numbers,
    cites_law,
    cites_law_by_date,
    has_cues,
    is_aside,
    looks_gregorian,
    stands_alone,
)
from .dates import dates_in, mask, undated_months
from .text import arabic_digits, normalise

_LONGEST_RANGE = 25
_FIRST_FISCAL_MONTH = 10
_DIGIT = re.compile(r"[0-9]")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"']{1,2000}", re.IGNORECASE)
_DATE_IN_NAME = re.compile(
    r"(?<![0-9])(?:(?:25|20)[0-9]{2}[-_. ](?:0?[1-9]|1[0-2])[-_. ](?:0?[1-9]|[12][0-9]|3[01])"
    r"|(?:0?[1-9]|[12][0-9]|3[01])[-_. ](?:0?[1-9]|1[0-2])[-_. ](?:25|20)[0-9]{2})(?![0-9])"
)
_DURATION = re.compile(r"[0-9][^\S\n]?$")


class YearKind(StrEnum):
    """How a year is stated."""

    FISCAL = "fiscal"
    """As a fiscal year, or a quarter or round of one: ปีงบประมาณ พ.ศ. 2568, ไตรมาส 2/2568."""
    RANGE = "range"
    """From one year to another: พ.ศ. 2566 - 2570."""
    YEAR = "year"
    """As a year: ประจำปี 2568, พ.ศ. 2568, ITA 2568."""
    MONTH = "month"
    """By a month or a run of months: ต.ค. 67 - มี.ค. 68."""
    DATE = "date"
    """By a date: 16 ก.พ. 2568."""
    BARE = "bare"
    """By four digits that nothing announces."""


@dataclass(frozen=True, slots=True)
class YearStatement:
    """A year, or a run of years, that a text states."""

    first: int
    """Buddhist era. For FISCAL, MONTH and DATE a fiscal year."""
    last: int
    """Buddhist era; the same as `first` for a single year."""
    kind: YearKind
    start: int
    """Index in the given text, of the words that announce the year where there are some."""
    end: int
    """Index in the given text, one past the last character."""
    law: bool
    """It belongs to the name of a law or a national plan: it never says of when a paper is."""
    aside: bool = False
    """It stands in an "updated on", copyright or page-view phrase: it never says what a paper is about."""


class _Found(NamedTuple):
    """A statement before its context is looked at."""

    first: int
    last: int
    kind: YearKind
    start: int
    end: int
    era: bool
    """No more than its era announces it, which is how laws are cited."""


def fiscal_year(day: date) -> int:
    """Give the Buddhist-era fiscal year of a day: 1 October 2024 to 30 September 2025 is 2568."""
    return day.year + BUDDHIST_ERA + (day.month >= _FIRST_FISCAL_MONTH)


def fiscal_year_bounds(year: int) -> tuple[date, date]:
    """Give the first and the last day of a Buddhist-era fiscal year.

    Raises:
        ValueError: when the year is outside what a calendar date can hold.
    """
    ends = year - BUDDHIST_ERA
    return date(ends - 1, _FIRST_FISCAL_MONTH, 1), date(ends, _FIRST_FISCAL_MONTH - 1, 30)


def covers(statement: YearStatement, year: int) -> bool:
    """Whether a Buddhist-era year lies within a statement."""
    return statement.first <= year <= statement.last


def years_in(text: str) -> tuple[YearStatement, ...]:
    """Find the years that a text states, by position and without overlap.

    Where forms overlap, the one that says most is taken: a date or month, then a range, a fiscal year, a year, bare
    digits. Years in web addresses are not read.
    """
    return _statements(text, name=False)


def may_not_count(text: str) -> bool:
    """Whether any word stands in a text that makes a year a law's or an aside; most texts hold none."""
    return has_cues(arabic_digits(text))


def file_name_years(name: str) -> tuple[YearStatement, ...]:
    """Find the years in the name of a file, which may be the end of a URL with percent encoding.

    Full dates in the name say when it was filed and are left out; so are the folders before it. Positions are those in
    the decoded name in normal form.
    """
    last = re.split(r"[?#]", name, maxsplit=1)[0].rsplit("/", 1)[-1]
    raw = unquote_to_bytes(last)
    try:
        decoded = raw.decode()
    except UnicodeDecodeError:
        decoded = raw.decode("cp874", errors="replace")
    return _statements(normalise(decoded.replace("_", " ").replace("+", " ")), name=True)


def _statements(text: str, *, name: bool) -> tuple[YearStatement, ...]:
    text = arabic_digits(text)
    if not _DIGIT.search(text):
        return ()
    left = text if name else _without(text, [match.span() for match in _URL.finditer(text)])
    found: list[_Found] = []
    if name:
        left = _without(left, [match.span() for match in _DATE_IN_NAME.finditer(left)])
    for read in (_dates, _months, _ranges, _fiscal, _marked):
        taken = list(read(left))
        if taken:
            left = _without(left, [(one.start, one.end) for one in taken])
            found += taken if not (name and read is _dates) else []
    found += _bare(left, name=name)
    if not found:
        return ()
    found.sort(key=lambda one: one.start)
    return tuple(_in_context(text, found))


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    return mask(text, iter(sorted(spans))) if spans else text


def _in_context(text: str, found: list[_Found]) -> Iterator[YearStatement]:
    cues = Cues.of(text)
    after, after_law = 0, False
    for one in found:
        if one.kind in (YearKind.DATE, YearKind.MONTH):
            law = cites_law_by_date(text, cues, one.start, after, after_law=after_law)
        else:
            bare, span = one.kind is YearKind.BARE, one.kind is YearKind.RANGE
            law = cites_law(text, cues, one.start, after, era=one.era, span=span, bare=bare)
        aside = not law and one.era and is_aside(text, cues, one.start, one.end, after)
        yield YearStatement(one.first, one.last, one.kind, one.start, one.end, law, aside)
        after, after_law = one.end, law


def _found(first: int, last: int, kind: YearKind, span: tuple[int, int], *, era: bool) -> _Found:
    return _Found(first, last, kind, *span, era)


def _dates(text: str) -> Iterator[_Found]:
    for one in dates_in(text):
        year = fiscal_year(one.date)
        yield _found(year, year, YearKind.DATE, (one.start, one.end), era=True)


def _months(text: str) -> Iterator[_Found]:
    for one in undated_months(text):
        first, last = fiscal_year(one.first), fiscal_year(one.last)
        yield _found(first, last, YearKind.MONTH, (one.start, one.end), era=True)


def _ranges(text: str) -> Iterator[_Found]:
    taken: list[tuple[int, int]] = []
    for match in forms.MARKED_RANGE.finditer(text):
        first = _year(match["first"] or match["first_short"])
        last = _year(match["last"] or match["last_short"] or match["both_short"])
        if _is_range(first, last):
            taken.append(match.span())
            announced = match["fiscal"] or (
                match["word"] and not _DURATION.search(text[max(0, match.start() - 3) : match.start()])
            )
            yield _found(first, last, YearKind.RANGE, match.span(), era=not announced)
    text = _without(text, taken)
    numbers: Numbers | None = None
    for match in forms.PLAIN_RANGE.finditer(text):
        first, last = _year(match["first"]), _year(match["last"] or match["last_short"])
        if not _is_range(first, last):
            continue
        numbers = numbers or Numbers.of(text)
        if stands_alone(text, numbers, *match.span(), name=False):
            yield _found(first, last, YearKind.RANGE, match.span(), era=True)


def _is_range(first: int, last: int) -> bool:
    return bool(first and last) and 0 <= last - first < _LONGEST_RANGE


def _fiscal(text: str) -> Iterator[_Found]:
    for pattern in (forms.PERIOD, forms.FISCAL, forms.BUDGET, forms.ENGLISH_FISCAL):
        taken: list[tuple[int, int]] = []
        for match in pattern.finditer(text):
            groups = match.groupdict()
            year = _year(groups["year"] or groups.get("short") or groups.get("english"), english="english" in groups)
            # ไตรมาส 1 68 are two cells of a table
            count = pattern is forms.PERIOD and groups["short"] and not ("/" in match[0] or "ปี" in match[0])
            if year and not count:
                taken.append(match.span())
                yield _found(year, year, YearKind.FISCAL, match.span(), era=False)
        text = _without(text, taken)


def _marked(text: str) -> Iterator[_Found]:
    for pattern in (forms.YEAR, forms.ASSESSMENT, forms.ERA_YEAR):
        taken: list[tuple[int, int]] = []
        for match in pattern.finditer(text):
            year = _year(match["year"] or match["short"])
            # "20 ปี 68" counts years
            counts = pattern is forms.YEAR and _DURATION.search(text[max(0, match.start() - 3) : match.start()])
            if year and not (counts and match["short"]):
                taken.append(match.span())
                yield _found(year, year, YearKind.YEAR, match.span(), era=pattern is forms.ERA_YEAR)
        text = _without(text, taken)


def _bare(text: str, *, name: bool) -> Iterator[_Found]:
    numbers = Numbers.of(text)
    for match in forms.BARE.finditer(text):
        year, span = int(match["year"]), match.span()
        if not stands_alone(text, numbers, *span, name=name):
            continue
        if year < 2500:
            if not name and not looks_gregorian(text, *span):
                continue
            year += BUDDHIST_ERA
        yield _found(year, year, YearKind.BARE, span, era=True)


def _year(digits: str | None, *, english: bool = False) -> int:
    """Give the Buddhist-era year that 4 or 2 digits mean; 0 for none."""
    year = gregorian(digits, english=english) if digits else None
    return year + BUDDHIST_ERA if year else 0
