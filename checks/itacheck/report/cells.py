"""Rows of a worksheet as text, for sheets of half a million rows.

The library that writes the workbook takes more than ten microseconds for a cell, and a nation's report has ten million.
So rows are written as the format's own XML, in any process; the library makes everything around them. Text always goes
into inline strings: no spreadsheet takes one for a formula, whatever it begins with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import IntEnum

from .text import strip_unseen

MAX_ROWS = 1_048_576
"""What a sheet holds."""
MAX_CELL = 32_000
"""Letters of one cell; the format allows 32,767."""
MAX_LINKS = 65_000
"""Links of one sheet; the format allows 65,530."""
_EPOCH = date(1899, 12, 30)
_ROW = "\x00"
"""Stands for the number of a row until it is known."""
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

Value = str | int | date | None


class Style(IntEnum):
    """Looks of cells, in the order in which the workbook makes them: its number is the one that cells name."""

    TEXT = 1
    DATE = 2
    NUMBER = 3
    HEAD = 4
    LINK = 5
    PASS = 6
    FAIL = 7
    REVIEW = 8
    UNREACHABLE = 9
    NOT_DUE = 10
    NOT_APPLICABLE = 11
    ERROR = 12
    TITLE = 13
    NOTE = 14
    WRAP = 15


def column(place: int) -> str:
    """`0` -> `A`, `26` -> `AA`."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


_COLUMNS = [column(place) for place in range(512)]
_CELL = [[f'<c r="{name}{_ROW}" s="{style}"' for style in range(len(Style) + 1)] for name in _COLUMNS]
"""Column -> style -> how a cell begins."""


def _text(value: str) -> str:
    # What is printable has nothing unseen in it; joined here half a million times, so no more is asked than must be.
    if len(value) > MAX_CELL or not value.isprintable():
        value = strip_unseen(value)[:MAX_CELL]
    if "_x" in value:
        # A reader of the format takes _x0041_ for an A.
        value = _LOOKS_ESCAPED.sub("_x005F_", value)
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "&#10;")


def row_text(values: Iterable[Value], styles: Iterable[int]) -> str:
    """One row, on one line, its number still open.

    Args:
        values: of its cells; None and empty text make an empty cell.
        styles: of its cells, of `Style`.
    """
    parts = []
    for starts, value, style in zip(_CELL, values, styles, strict=False):
        start = starts[style]
        if isinstance(value, str):
            if value:
                parts.append(f'{start} t="inlineStr"><is><t>{_text(value)}</t></is></c>')
            elif style != 1:
                parts.append(f"{start}/>")
        elif value is not None:
            parts.append(f"{start}><v>{(value - _EPOCH).days if isinstance(value, date) else value}</v></c>")
    return f'<row r="{_ROW}">{"".join(parts)}</row>'


def numbered(rows: Iterable[str], first: int) -> Iterable[tuple[int, str]]:
    """Rows with their numbers in them, from a number on (the first of a sheet is 1)."""
    for number, row in enumerate(rows, first):
        yield number, row.replace(_ROW, str(number))
