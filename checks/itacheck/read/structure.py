"""From the outline of a page to its blocks and links, each with what governs it."""

from __future__ import annotations

import re

from itacheck.model import BlockKind, Region

from .assembly import MAX_HEADING, MAX_TEXT, Assembly, Content, Place
from .frame import Frame
from .headings import LABEL_RANK, ROW_RANK, TERM_RANK, Chain
from .lines import Lines, may_govern, style_of
from .outline import Box, Outline
from .panels import opened_by
from .regions import region_of
from .tables import Row, RowKind, read_table
from .tags import HEADINGS, LISTS
from .words import MAX_CELL, MAX_LABEL, MORE

MAX_PARTS = 2_000
"""Blocks in one list item that are looked at."""

_LABELS = frozenset(("caption", "legend", "summary"))

_STAMP = re.compile(
    r"ปรับเปลี่ยน|แก้ไข(?:ล่าสุด|เมื่อ)|ปรับปรุง(?:ล่าสุด|เมื่อ)|อัป(?:เดต|โหลด)|อัพ(?:เดท|โหลด)|modified|updated|uploaded",
    re.IGNORECASE,
)
"""The header of a column that says when a file was last touched, or by whom."""


class Reader:
    """Reads one outline."""

    def __init__(self, out: Outline, url: str) -> None:
        self._out = out
        self._chain = Chain()
        self._put = Assembly(out, url, self._chain)
        self._stack: list[Frame] = []
        self._lines = Lines(out, self._put, self._stack)
        self._one_title = False

    def run(self) -> Content:
        """Reads it."""
        out = self._out
        self._one_title = self._count_h1() == 1
        root = out.root
        self._stack.append(Frame(root, root.children, 0, None, Region.MAIN, inside_main=False))
        while self._stack:
            frame = self._stack[-1]
            if frame.index < len(frame.children):
                child = frame.children[frame.index]
                frame.index += 1
                if not frame.quiet:
                    self._flush(frame, frame.cursor, child.start)
                frame.cursor = child.end
                self._visit(child, frame)
            else:
                if not frame.quiet:
                    self._flush(frame, frame.cursor, frame.box.end)
                self._stack.pop()
                self._leave(frame)
        return self._put.finish()

    # -- containers

    def _visit(self, box: Box, frame: Frame) -> None:
        region, inside_main = region_of(box, frame, self._out)
        self._put.note_forms(box.start, frame.region)
        tag = box.tag
        if tag in HEADINGS and self._is_heading(box):
            self._heading(box, region)
            return
        before = self._chain.top
        if tag in _LABELS:
            self._label(box, region)
            return
        if tag == "li" and self._item(box, region, inside_main):
            return
        if tag == "tr" and id(box) in frame.rows and self._row(box, frame.rows[id(box)], region, inside_main):
            return
        if tag == "dt" and self._term(box, region):
            return
        opened = frame.columns.get(id(box)) or opened_by(box, frame, self._out)
        if opened and opened != (before.text if before else ""):
            self._chain.scope(opened)
        bounded = tag in LISTS or tag in ("details", "fieldset") or region is not frame.region or bool(opened)
        rows = {}
        if tag == "table":
            rows = read_table(box, self._out, self._put.text)
        self._stack.append(
            Frame(
                box,
                box.children,
                box.start,
                before,
                region,
                inside_main,
                rows,
                content=self._chain.content,
                bounded=bounded,
            )
        )

    def _leave(self, frame: Frame) -> None:
        box = frame.box
        if self._chain.top is frame.before:
            return
        titled = (box.traits.title or box.tag in ("header", "hgroup")) and box.links <= 3
        title = titled and self._out.length(box.start, box.end) <= 300
        many_rows = box.tag == "table" and sum(c.tag == "tr" for c in box.children) > 3
        alone = self._chain.content == frame.content
        self._chain.leave(frame.before, title=title, leak=(alone or title) and not frame.bounded and not many_rows)

    # -- headings and labels

    def _count_h1(self) -> int:
        count = 0
        todo = [self._out.root]
        while todo and count < 2:
            box = todo.pop()
            count += box.tag == "h1"
            todo += [child for child in box.children if child.heads or child.tag == "h1"]
        return count

    def _is_heading(self, box: Box) -> bool:
        if box.tables or box.lists or box.heads or box.controls or box.links > 3:
            return False
        return self._out.length(box.start, box.end) <= MAX_HEADING

    def _heading(self, box: Box, region: Region) -> None:
        text = self._put.text(box.start, box.end) or self._put.alt(box.start, box.end)
        level = int(box.tag[1])
        self._put.place(box.start, box.end, Place(region, self._put.next_block(text), text))
        if not text:
            return
        if self._put.leads_somewhere(box.link0, box.link1):
            # The heading is an item of its own: what follows its card is not under it.
            self._chain.content += 1
        self._chain.heading(level, text)
        self._put.put_block(BlockKind.HEADING, text, region, level=level, announces=True)
        if level == 1 and self._one_title and region is Region.MAIN:
            self._put.title = text

    def _label(self, box: Box, region: Region) -> None:
        text = self._put.text(box.start, box.end)
        number = self._put.put_block(BlockKind.LABEL, text, region)
        self._put.place(box.start, box.end, Place(region, number, text))
        if text and len(text) <= MAX_HEADING:
            self._chain.scope(text)

    def _term(self, box: Box, region: Region) -> bool:
        if box.heads or box.tables or box.lists or self._out.length(box.start, box.end) > MAX_HEADING:
            return False
        text = self._put.text(box.start, box.end)
        self._put.place(box.start, box.end, Place(region, self._put.next_block(text), text))
        if text:
            self._chain.heading(TERM_RANK, text, "dt")
            self._put.put_block(BlockKind.LABEL, text, region, announces=True)
        return True

    # -- items and rows

    def _item(self, box: Box, region: Region, inside_main: bool) -> bool:
        """Reads a list item whose own text names what is in it; False when it is a part of a page."""
        out = self._out
        nested = _nested_lists(box) if box.children else []
        spans: list[tuple[int, int]] = []
        cursor = box.start
        for inner in nested:
            spans.append((cursor, inner.start))
            cursor = inner.end
        spans.append((cursor, box.end))
        heads = box.heads - sum(b.heads for b in nested)
        tables = box.tables - sum(b.tables for b in nested)
        controls = box.controls - sum(b.controls for b in nested)
        if heads or tables or controls > 1 or sum(out.length(*s) for s in spans) > MAX_CELL:
            return False
        text = " ".join(words for s in spans if (words := self._put.text(*s)))
        links = box.links - sum(b.links for b in nested)
        if (
            not nested
            and not links
            and 0 < len(text) <= MAX_LABEL
            and self._lines.is_bold(box.start, box.end)
            and self._lines.leads(box.end, 2)
        ):
            self._chain.heading(LABEL_RANK, text, "li")
            self._put.put_block(BlockKind.LABEL, text, region, announces=True)
            return True
        number = self._put.put_block(BlockKind.ITEM, text, region) if text else -1
        for start, end in spans:
            self._put.place(start, end, Place(region, number, text))
        if text or links:
            self._chain.content += 1
        if nested:
            before = self._chain.top
            if 0 < len(text) <= MAX_HEADING:
                self._chain.scope(text)
            frame = Frame(box, nested, box.start, before, region, inside_main, quiet=True, bounded=True)
            self._stack.append(frame)
        return True

    def _row(self, box: Box, row: Row, region: Region, inside_main: bool) -> bool:
        """Reads a table row; False when it only lays out a page and holds no label for its parts."""
        out = self._out
        if row.kind is RowKind.LAYOUT:
            columns = {id(cell): row.header[at] for at, cell in row.cells if row.header.get(at)}
            if not row.label and not columns:
                return False
            before = self._chain.top
            if row.label:
                self._chain.scope(row.label)
            self._stack.append(
                Frame(box, box.children, box.start, before, region, inside_main, columns=columns, bounded=True)
            )
            return True
        if row.kind is RowKind.LABEL:
            cell = next(c for _, c in row.cells if out.length(c.start, c.end))
            text = self._put.text(box.start, box.end)
            bold = self._lines.is_bold(box.start, box.end)
            look = f"tr:{cell.tag}:{bold}:{box.attrs.get('class')}:{style_of(cell)}:{style_of(box)}"
            governs = may_govern(text)
            if governs:
                self._chain.heading(ROW_RANK, text, look)
            number = self._put.put_block(BlockKind.LABEL, text, region, cells=(text,), announces=governs)
            self._put.place(box.start, box.end, Place(region, number, text))
            return True
        cells = [(column, self._put.text(c.start, c.end)) for column, c in row.cells]
        everything = tuple(words for _, words in sorted([*row.spanning, *cells], key=lambda cell: cell[0]))
        text = " ".join(words for words in everything if words)[:MAX_TEXT]
        # When a file was last touched says nothing of what it is about.
        stamps = {column for column, words in row.header.items() if _STAMP.search(words)}
        naming = " ".join(words for at, words in sorted([*row.spanning, *cells]) if words and at not in stamps)[
            :MAX_TEXT
        ]
        before = self._chain.top
        for words in (*(words for _, words in row.spanning), row.spans):
            if words:
                self._chain.scope(words)
        number = self._put.put_block(BlockKind.ROW, text, region, cells=everything) if text else -1
        for column, cell in row.cells:
            self._put.place(cell.start, cell.end, Place(region, number, naming, row.header.get(column, "")))
        self._put.place(box.start, box.end, Place(region, number, naming))
        self._chain.top = before
        if text and not all(cell.tag == "th" for _, cell in row.cells):
            self._chain.content += 1
        return True

    # -- runs of text

    def _flush(self, frame: Frame, start: int, end: int) -> None:
        """Reads the text and the inline elements between two blocks."""
        put, out, region = self._put, self._out, frame.region
        if start == end:
            put.note_forms(end, region)
            return
        links = put.links(start, end)
        if not links and not out.length(start, end):
            put.place_images(start, end, region)
            put.note_forms(end, region)
            return
        lines = self._lines.segments(start, end, len(links))
        before = self._paragraph_before(frame) if links else ""
        for line in lines:
            text = put.text(*line)
            put.note_forms(line[0], region)
            if text and self._lines.is_label(frame, line, text, whole=len(lines) == 1):
                put.place(*line, Place(region, put.next_block(text), text))
                self._chain.heading(LABEL_RANK, text, self._lines.look(frame, line))
                put.put_block(BlockKind.LABEL, text, region, announces=True)
                before = ""
                continue
            number = put.put_block(BlockKind.TEXT, text, region)
            inside = links if len(lines) == 1 else put.links(*line)
            raw = out.links[inside.start : inside.stop]
            for at, link in zip(inside, raw, strict=True):
                put.put_link(at, Place(region, number, put.rows.row(link, text, before, frame.box, raw)))
            put.place_images(*line, region)
            if (text or raw) and not (raw and MORE.fullmatch(text[:80])):
                self._chain.content += 1
            before = "" if raw else text
        put.note_forms(end, region)

    def _paragraph_before(self, frame: Frame) -> str:
        """The paragraph just before this one, when it may name a link that only says "download"."""
        if frame.children or len(self._stack) < 2:
            return ""
        above = self._stack[-2]
        if above.quiet or above.index < 2 or above.box.tag == "tr":
            return ""
        before = above.children[above.index - 2]
        plain = not before.links and not before.children and before.tag not in HEADINGS
        if (
            not plain
            or self._out.length(before.end, frame.box.start)
            or not self._out.length(before.start, before.end) <= 200
        ):
            return ""
        return self._put.text(before.start, before.end)


def _nested_lists(item: Box) -> list[Box]:
    """The outermost lists and menus in a list item, in reading order."""
    found: list[Box] = []
    todo = list(reversed(item.children))
    for _ in range(MAX_PARTS):
        if not todo:
            break
        box = todo.pop()
        if box.tag in LISTS or (box.traits.panel and box.links > 1):
            found.append(box)
        else:
            todo += reversed(box.children)
    return found
