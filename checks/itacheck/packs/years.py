"""Moves the years that rule texts state, so that the rules of one fiscal year read as those of another. Pure.

A year moves where `itacheck.thai` reads one: fiscal years, ranges, months and dates, in Thai or Arabic digits, of two
or four digits, Buddhist or common era. The years of laws and national plans stay, and so do phrases that a pack keeps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

from itacheck.thai import YearKind, YearStatement, arabic_digits, dates_in, years_in

_NUMBER = re.compile(r"[0-9]+")
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_ADDRESS = re.compile(r"""\b(?:href|src|action)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//[^/?#]*|(?:tel|mailto|javascript|data):.*", re.IGNORECASE | re.DOTALL)
_FIRST_SHORT = 40
"""A number of two digits from here on is a year where months and ranges are written; below it is a day or a count."""
_IDS = frozenset(("id", "evidence", "topic", "kinds"))
"""Keys whose values are ids, which mean the same in every year."""

_Edit = tuple[int, int, str]


def move_day(day: date, years: int) -> date:
    """The same day some years later; 29 February is the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@lru_cache(maxsize=1024)
def move_text(text: str, years: int, keep: tuple[str, ...] = ()) -> str:
    """A text or an HTML page with the years that it states moved, those in the addresses of its links too.

    Args:
        text: as an author wrote it.
        years: how many later; may be negative.
        keep: phrases whose years stay as they are.
    """
    if not years:
        return text
    addresses: list[_Edit] = []
    for match in _ADDRESS.finditer(text):
        group = 1 if match[1] is not None else 2
        addresses.append((match.start(group), match.end(group), move_address(match[group], years, keep)))
    held = [(start, end) for start, end, _ in addresses] + list(_places(text, keep))
    edits = [edit for edit in _edits(text, years) if not any(edit[0] < end and start < edit[1] for start, end in held)]
    return _edited(text, edits + addresses)


def move_address(address: str, years: int, keep: tuple[str, ...] = ()) -> str:
    """A path, or an address on any site, with the years in its parts moved; the same part is moved alike everywhere."""
    host = _HOST.match(address)
    head = host.end() if host else 0
    return address[:head] + "".join(_moved_part(part, years, keep) for part in re.split(r"([/?#&])", address[head:]))


def move_years(data: Mapping[str, Any], years: int, keep: tuple[str, ...] = ()) -> dict[str, Any]:
    """The content of a rule file, some years later: its days, its texts, and the pages of its examples."""
    return {key: value if key in _IDS else _moved(key, value, years, keep) for key, value in data.items()}


def _moved(key: str, value: Any, years: int, keep: tuple[str, ...]) -> Any:
    if isinstance(value, str):
        return move_text(value, years, keep)
    if isinstance(value, date):
        return move_day(value, years)
    if isinstance(value, list):
        return [_moved("", one, years, keep) for one in value]
    if isinstance(value, dict) and key == "pages":
        return {move_address(path, years, keep): _moved("", page, years, keep) for path, page in value.items()}
    return move_years(value, years, keep) if isinstance(value, dict) else value


def _moved_part(part: str, years: int, keep: tuple[str, ...]) -> str:
    text = unquote(part)
    if any(phrase in text for phrase in keep):
        return part
    moved = _edited(text, list(_edits(text, years)))
    if moved == text:
        return part
    return moved if text == part else quote(moved)


def _places(text: str, phrases: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for phrase in phrases:
        for match in re.finditer(re.escape(phrase), text):
            yield match.span()


def _edited(text: str, edits: list[_Edit]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _edits(text: str, years: int) -> Iterator[_Edit]:
    arabic = arabic_digits(text)
    days = {one.start: one.date for one in dates_in(text)} if "29" in arabic else {}
    for statement in years_in(text):
        if statement.law:
            continue
        numbers = [match.span() for match in _NUMBER.finditer(arabic, statement.start, statement.end)]
        for start, end in _year_numbers(statement, arabic, numbers):
            moved = int(arabic[start:end]) + years
            yield start, end, _written(moved % 100 if end - start == 2 else moved, text[start:end])
        day = days.get(statement.start)
        if statement.kind is YearKind.DATE and day is not None and move_day(day, years).day != day.day:
            start, end = next(span for span in numbers if int(arabic[slice(*span)]) == day.day)
            yield start, end, _written(day.day - 1, text[start:end])


def _year_numbers(statement: YearStatement, text: str, numbers: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Which of the numbers in a statement are years: those of four digits, and of two that can be nothing else."""
    long = [span for span in numbers if span[1] - span[0] == 4]
    if statement.kind in (YearKind.RANGE, YearKind.MONTH):
        short = [(s, e) for s, e in numbers if e - s == 2 and int(text[s:e]) >= _FIRST_SHORT]
        return long + short
    return long or numbers[-1:]


def _written(number: int, like: str) -> str:
    """A number in as many digits, and of the same script, as the one that it stands for."""
    digits = f"{number:0{len(like)}}"
    return digits if like.isascii() else digits.translate(_THAI_DIGITS)
