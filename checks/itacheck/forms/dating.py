"""Which year a paper is about: the nearest statement wins (evidence.md, "Finer points: Year")."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from itacheck.model import Document, Link
from itacheck.remember import remembered
from itacheck.thai import YearKind, YearStatement, dates_in, file_name_years, may_not_count, years_in

FIRST_LINES = 4
TITLE_LINES = 14
"""How many first lines of a paper may hold its title."""

_WEIGHT = {
    YearKind.FISCAL: 0,
    YearKind.RANGE: 0,
    YearKind.YEAR: 1,
    YearKind.MONTH: 2,
    YearKind.BARE: 3,
    YearKind.DATE: 4,
}


def best_statements(text: str, *, dates: bool = True) -> tuple[YearStatement, ...]:
    """The statements of the strongest kind in a text; years of laws and "updated on" lines never count."""
    stated = [
        s
        for s in _years_in(text)
        if not s.law and not s.aside and (dates or s.kind is not YearKind.DATE) and not _is_number(s, text)
    ]
    if not stated:
        return ()
    best = min(_WEIGHT[s.kind] for s in stated)
    return tuple(s for s in stated if _WEIGHT[s.kind] == best)


_years_in = remembered(8_192)(years_in)


def _is_number(statement: YearStatement, text: str) -> bool:
    """Whether a year is that of a paper's running number ("ครั้งที่ 12/2567"): a calendar year, not what it is about."""
    return statement.kind is YearKind.BARE and text[: statement.start].rstrip().endswith("/")


def first_stated(texts: Iterable[str]) -> tuple[YearStatement, ...]:
    """The best statements of the first text that has any."""
    for text in texts:
        if text and (stated := best_statements(text)):
            return stated
    return ()


def document_years(document: Document) -> tuple[YearStatement, ...]:
    """What a paper says of its year: its title lines first, then the dates on its first page."""
    lines = document.first_page.split("\n")
    for text in (" ".join(lines[:FIRST_LINES]), " ".join(lines[:TITLE_LINES])[:900], document.title):
        if stated := best_statements(text, dates=False):
            return stated
    dated = [s for s in years_in(" ".join(lines)[:4000]) if not s.law and not s.aside and s.kind is YearKind.DATE]
    return tuple(dated[:1]) or best_statements(" ".join(lines)[:4000], dates=False)[:1]


def given_years(document: Document) -> tuple[YearStatement, ...]:
    """What the file name of a paper says of the year; in an archive, the nearest name on the way to it."""
    path = document.file_name.split("/") if document.member else (document.file_name,)
    return next((stated for name in reversed(path) if (stated := file_years(name))), ())


def link_years(link: Link) -> tuple[YearStatement, ...]:
    """What the words around a link say of the year: its text, its column and row, the headings over it."""
    return row_years(link) or first_stated(link.headings)


def row_years(link: Link) -> tuple[YearStatement, ...]:
    """What a link's own text, its column and its row say of the year."""
    return first_stated((link.text, link.column, link.row if len(link.row) <= 400 else ""))


def file_years(name: str) -> tuple[YearStatement, ...]:
    """What a file name says of the year; a full date in it says nothing."""
    return file_name_years(name)


def text_years(text: str) -> tuple[YearStatement, ...]:
    """What the own text of a page says of the year: a named year near its beginning, then its first date."""
    return best_statements(text[:1500], dates=False) or best_statements(text[:6000])[:1]


def first_date(*texts: str) -> date | None:
    """The first full date of the first text that has one."""
    return next((found for text in texts if (found := _date_in(text)) is not None), None)


@remembered(8_192, long=64)
def _date_in(text: str) -> date | None:
    """Remembered: every evidence type asks the same rows. The day of a law or an "updated on" is not the text's."""
    dates = dates_in(text)
    if not dates:
        return None
    if not may_not_count(text):
        return dates[0].date
    aside = [(s.start, s.end) for s in years_in(text) if s.law or s.aside]
    found = (d for d in dates if not any(start < d.end and d.start < end for start, end in aside))
    return next((d.date for d in found), None)
