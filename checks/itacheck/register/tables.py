"""The rows of a list that somebody keeps in a spreadsheet or a CSV file."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from itacheck.errors import ConfigurationError
from itacheck.read import decode

MAX_FILE = 20_000_000
"""Bytes of a list."""
MAX_UNPACKED = 60_000_000
"""Bytes that a workbook may unpack to."""
MAX_RATIO = 200
"""Times that a part of more than a million bytes may grow when it is unpacked."""
MAX_ROWS = 20_000
"""Of one sheet; the rest is left, and that is told."""
MAX_COLUMNS = 40
MAX_SHEETS = 50
MAX_CELL = 2_000
"""Characters of a cell."""

_SEPARATORS = ",;\t|"
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LINK_FORMULA = re.compile(r'=\s*HYPERLINK\(\s*"([^"]*)"(?:\s*[,;]\s*"([^"]*)")?', re.IGNORECASE)
_SAVE = "save it as .xlsx or as .csv (UTF-8) and try again"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows, and where it leads."""

    text: str = ""
    link: str = ""
    """The target of a hyperlink; empty without one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank."""

    number: int
    """As the spreadsheet counts, from 1."""
    cells: tuple[Cell, ...]
    spans: frozenset[int] = frozenset()
    """The columns, from 0, that are one wide cell: a heading over the rows below."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file."""

    name: str
    """Empty: a CSV file has only one."""
    rows: tuple[Row, ...]
    cut: bool = False
    """There are more rows than are read."""


def read_sheets(path: Path) -> list[Sheet]:
    """The sheets of a list, in order; what it is is told by its bytes, whatever its name says.

    Raises:
        ConfigurationError: it cannot be read, is too large, or is no list.
    """
    try:
        with path.open("rb") as file:
            body = file.read(MAX_FILE + 1)
    except OSError as error:
        raise ConfigurationError(
            f"{path}: cannot be read ({error.strerror})", "check the path and its rights"
        ) from None
    if len(body) > MAX_FILE:
        raise ConfigurationError(f"{path}: larger than {MAX_FILE // 1_000_000} MB", "keep only the list itself in it")
    if body.startswith(_OLD):
        raise ConfigurationError(f"{path}: an old .xls file, or one with a password", _SAVE)
    if body.startswith(b"PK"):
        return _workbook(path, body)
    return [_csv(path, body)]


# -- csv


def _csv(path: Path, body: bytes) -> Sheet:
    text, _ = decode(body)
    if "\0" in text or text.startswith("%PDF"):
        raise ConfigurationError(f"{path}: not a list of rows", _SAVE)
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    skipped, told = 0, re.match(r"sep=(.)\n", lines)
    if told:  # Excel's own word for the separator
        lines, skipped = lines[told.end() :], 1
    separator = told[1] if told and told[1] in _SEPARATORS else _separator(lines)
    try:
        found = list(islice(csv.reader(io.StringIO(lines), delimiter=separator), MAX_ROWS + 1))
    except csv.Error as error:
        raise ConfigurationError(f"{path}: not a list of rows ({error})", _SAVE) from None
    cells = (tuple(Cell(_tidy(text)) for text in row[:MAX_COLUMNS]) for row in found[:MAX_ROWS])
    return Sheet("", _filled(Row(number, row) for number, row in enumerate(cells, 1 + skipped)), len(found) > MAX_ROWS)


def _separator(text: str) -> str:
    """The separator by which the first rows have most cells."""
    head = "\n".join(text.split("\n", 60)[:60])

    def cells(separator: str) -> int:
        try:
            return sum(len(row) - 1 for row in csv.reader(io.StringIO(head), delimiter=separator))
        except csv.Error:
            return 0

    return max(_SEPARATORS, key=cells)


# -- xlsx


def _workbook(path: Path, body: bytes) -> list[Sheet]:
    broken = ConfigurationError(f"{path}: not a workbook that can be read", _SAVE)
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            sizes = [(info.file_size, info.compress_size) for info in archive.infolist()]
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        raise broken from None
    grows = any(size > 1_000_000 and size > max(1, packed) * MAX_RATIO for size, packed in sizes)
    if grows or sum(size for size, _ in sizes) > MAX_UNPACKED:
        raise ConfigurationError(f"{path}: unpacks to too much", "keep only the list itself in it")
    if "[Content_Types].xml" not in names:
        raise broken
    # It takes a fifth of a second to import, and only this verb needs it.
    import openpyxl  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it does not keep: pictures, validations
            written = openpyxl.load_workbook(io.BytesIO(body), keep_links=False)
            shown = openpyxl.load_workbook(io.BytesIO(body), keep_links=False, data_only=True)
            return [_sheet(sheet, shown[sheet.title]) for sheet in written.worksheets[:MAX_SHEETS]]
    except Exception:  # noqa: BLE001 - a hostile file may make a parser raise anything
        raise broken from None


def _sheet(sheet: Any, shown: Any) -> Sheet:
    """A sheet.

    Args:
        sheet: with formulas as they are written.
        shown: the same with what they came to.
    """
    if sheet.sheet_state != "visible":
        return Sheet(_tidy(sheet.title), ())
    columns = min(sheet.max_column, MAX_COLUMNS)
    copied, wide = _merged(sheet)
    rows = []
    for number in range(1, min(sheet.max_row, MAX_ROWS) + 1):
        places = [copied.get((number, column), (number, column)) for column in range(1, columns + 1)]
        cells = tuple(_cell(sheet, shown, *place) for place in places)
        rows.append(Row(number, cells, frozenset(wide.get(number, ()))))
    return Sheet(_tidy(sheet.title), _filled(rows), sheet.max_row > MAX_ROWS)


def _cell(sheet: Any, shown: Any, row: int, column: int) -> Cell:
    if (row, column) not in sheet._cells:  # asking for a cell would make it
        return Cell()
    cell = sheet.cell(row, column)
    value, link = cell.value, cell.hyperlink.target if cell.hyperlink is not None else ""
    if isinstance(value, str) and value.startswith("="):
        formula = _LINK_FORMULA.match(value)
        link = link or (formula[1] if formula else "")
        came_to = shown.cell(row, column).value if (row, column) in shown._cells else None
        value = came_to if came_to is not None else (formula[2] or formula[1] if formula else "")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return Cell(_tidy("" if value is None else str(value)), _tidy(link or ""))


def _merged(sheet: Any) -> tuple[dict[tuple[int, int], tuple[int, int]], dict[int, set[int]]]:
    """Of merged cells: places below their first row -> where their value stands; row -> the columns of wide ones.

    A value counts for each row that it stands beside, and for one column.
    """
    copied: dict[tuple[int, int], tuple[int, int]] = {}
    wide: dict[int, set[int]] = {}
    for area in sheet.merged_cells.ranges:
        top, left = area.min_row, area.min_col
        for row in range(top, min(area.max_row, MAX_ROWS) + 1):
            copied[row, left] = (top, left)
            if area.max_col > left:
                wide.setdefault(row, set()).update(range(left - 1, min(area.max_col, MAX_COLUMNS)))
    return copied, wide


def _filled(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(row for row in rows if any(cell.text or cell.link for cell in row.cells))


def _tidy(text: str) -> str:
    return "\n".join(_lines(text[: 2 * MAX_CELL]))[:MAX_CELL]


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        words = " ".join("".join(char if char.isprintable() else " " for char in line).split())
        if words:
            yield words
