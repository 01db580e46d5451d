"""Tables: which rows name what stands in them, which are labels, and which only lay out a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from .outline import Box, Outline
from .tags import LISTS
from .words import GENERIC, MAX_CELL, MAX_LABEL

PARTS = 4
"""Blocks in a cell from which it is a column of the page."""
_PARTS = frozenset(("div", "p", "section", "article", "form", "center"))
MAX_SPAN = 200
MAX_ROWS = 20_000

_NUMBER = re.compile(r"^[\s\d๐-๙.,/:%()+\-–]*$")
_YEAR = re.compile(r"[2๒][5๕][\d๐-๙]{2}|20\d\d")
"""A year of either era over a column is its name, not a number of a list."""


class RowKind(Enum):
    """What a table row is to a reader."""

    NAMES = "names"
    """Its cells belong together and name the links in it."""
    LABEL = "label"
    """One cell without a link: governs the rows below."""
    LAYOUT = "layout"
    """Holds parts of a page side by side."""


@dataclass(slots=True)
class Row:
    """One row of a table, as it shows."""

    kind: RowKind
    cells: list[tuple[int, Box]] = field(default_factory=list)
    """The cells that begin in it, with their columns."""
    spanning: list[tuple[int, str]] = field(default_factory=list)
    """The cells from above that reach into it: column and text."""
    label: str = ""
    """For a layout row: the text of its cells that hold no link."""
    spans: str = ""
    """For a row whose first cell reaches over rows below: the text of that cell."""
    header: dict[int, str] = field(default_factory=dict)
    """Column -> header, for this row."""


Text = Callable[[int, int], str]


def read_table(table: Box, out: Outline, text: Text) -> dict[int, Row]:
    """Reads the rows of a table, by the id of their box.

    Args:
        table: the table.
        out: the page.
        text: gives the normalised text between two pieces.
    """
    rows: dict[int, Row] = {}
    carried: dict[int, tuple[int, str]] = {}
    header: dict[int, str] = {}
    open_header = True
    boxes = [b for b in table.children if b.tag == "tr"][:MAX_ROWS]
    columns = max(
        (sum(_span(c, "colspan") for c in b.children if c.tag in ("td", "th")) for b in boxes[:200]), default=0
    )
    for number, box in enumerate(boxes):
        cells: list[tuple[int, Box]] = []
        spanning = [(column, words) for column, (_, words) in sorted(carried.items())]
        nexts = {column: (left - 1, words) for column, (left, words) in carried.items() if left > 1}
        column = 0
        spans = ""
        for cell in box.children:
            if cell.tag not in ("td", "th"):
                continue
            while column in carried:
                column += 1
            cells.append((column, cell))
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            if height > 1:
                short = not cell.links and 0 < out.length(cell.start, cell.end) <= MAX_LABEL
                words = text(cell.start, cell.end) if short else ""
                spans = spans or words
                for at in range(column, column + width):
                    nexts[at] = (height - 1, words if at == column else "")
            column += width
        row = Row(_kind(cells, spanning, columns, out, text), cells, [s for s in spanning if s[1]], spans=spans)
        if row.kind is RowKind.LAYOUT:
            row.label = _label(cells, out, text, data=bool(header))
        is_header = row.kind is RowKind.NAMES and _is_header(cells, number, boxes, text)
        if is_header and len(cells) > 1:
            if not open_header:
                header = {}
            header = dict(header)
            for at, cell in cells:
                words = text(cell.start, cell.end)
                for inner in range(at, at + _span(cell, "colspan")):
                    over = header.get(inner, "")
                    header[inner] = f"{over} {words}".strip() if words != over else over
            open_header = True
        elif row.kind is RowKind.NAMES:
            open_header = False
        row.header = header
        rows[id(box)] = row
        carried = nexts
    return rows


def _span(cell: Box, name: str) -> int:
    value = (cell.attrs.get(name) or "1").strip()
    return max(1, min(MAX_SPAN, int(value))) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _parts(cell: Box) -> list[Box]:
    return [child for child in cell.children if child.tag in _PARTS]


def _is_big(cell: Box, out: Outline) -> bool:
    """Whether a cell is a part of a page rather than a value: it holds parts of its own, or much."""
    parts = _parts(cell)
    if len(parts) >= PARTS or any(part.traits.panel or part.traits.title for part in parts):
        return True
    return bool(
        cell.tables or cell.heads or cell.lists or cell.controls > 2 or out.length(cell.start, cell.end) > MAX_CELL
    )


def _kind(
    cells: list[tuple[int, Box]], spanning: list[tuple[int, str]], columns: int, out: Outline, text: Text
) -> RowKind:
    filled = [c for _, c in cells if out.length(c.start, c.end) or c.links]
    if any(_is_big(c, out) for c in filled):
        return RowKind.LAYOUT
    if len(filled) == 1 and not spanning:
        cell = filled[0]
        alone = cell.links == 0 and not cell.controls
        if alone and out.length(cell.start, cell.end) <= MAX_LABEL and (columns > 1 or len(cells) == 1):
            return RowKind.LABEL
        if cell.links > 1 or (columns == 1 and cell.children):
            return RowKind.LAYOUT
    if len(filled) > 1 and all(_is_named_link(c, out, text) for c in filled) and not any(w for _, w in spanning):
        return RowKind.LAYOUT
    return RowKind.NAMES


def _is_named_link(cell: Box, out: Outline, text: Text) -> bool:
    """Whether a cell holds a link that has a name of its own, so that it needs no row to name it."""
    for link in out.links[cell.link0 : cell.link1]:
        words = text(link.start, link.end) or " ".join(link.names)
        if not words and cell.images:
            return True
        if words and not GENERIC.fullmatch(words) and not _NUMBER.match(words):
            return True
    return False


def _label(cells: list[tuple[int, Box]], out: Outline, text: Text, *, data: bool) -> str:
    """The words of a row of large cells that name the others: short cells without links, up to a list in them.

    A table inside a cell is part of its words under a header (`data`); else it may be a column of the page.
    """
    if len(cells) < 2:
        return ""
    named = [
        cell
        for _, cell in cells
        if not (cell.links or cell.heads or cell.controls) and (data or not (cell.tables or _parts(cell)))
    ]
    short = [span for cell in named if 0 < out.length(*(span := (cell.start, _opening(cell)))) <= MAX_LABEL + 50]
    return " ".join(text(*span) for span in short)[:250]


def _opening(cell: Box) -> int:
    """Where the words of a cell end that stand before its first list."""
    parts = list(cell.children)
    while parts:
        part = parts.pop(0)
        if part.tag in LISTS:
            return part.start
        if part.lists:
            parts = [*part.children, *parts]
    return cell.end


def _is_header(cells: list[tuple[int, Box]], number: int, boxes: list[Box], text: Text) -> bool:
    if not cells or any(c.links for _, c in cells):
        return False
    if all(c.tag == "th" for _, c in cells):
        return True
    if number or len(boxes) < 2:
        return False
    filled = [text(c.start, c.end) for _, c in cells]
    numbers = [words for words in filled if words and _NUMBER.match(words) and not _YEAR.fullmatch(words)]
    short = all(len(words) <= 60 for words in filled) and not numbers
    return short and sum(map(bool, filled)) >= 2 and any(b.links for b in boxes[1:])
