"""From the outline of a page to its blocks and links, each with what governs it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from itacheck.model import Block, BlockKind, Image, Link, LinkKind, Region
from itacheck.thai import normalise

from .headings import LABEL_RANK, ROW_RANK, TERM_RANK, Chain, Entry
from .links import join
from .outline import BOLD, BREAK, LINK, Box, Outline
from .rows import Rows
from .tables import Row, RowKind, read_table
from .words import MAX_CELL, MAX_LABEL, MORE

MAX_BLOCKS = 50_000
MAX_HEADING = 250
MAX_TEXT = 2_000
"""Characters of one link text or row."""

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_LISTS = frozenset(("ul", "ol", "dl", "menu", "dir"))
_LABELS = frozenset(("caption", "legend", "summary"))
_LETTER = re.compile(r"[A-Za-zก-ฮ]")
_YEAR = re.compile(r"\D*(?:25\d\d|20\d\d|๒๕[๐-๙]{2})\D*")
_NO_LABEL = re.compile(r"@|โทร|tel\b|fax|©|copyright|สงวนลิขสิทธิ์", re.IGNORECASE)


@dataclass(slots=True)
class Frame:
    """A container that is being read."""

    box: Box
    children: list[Box]
    cursor: int
    before: Entry | None
    """The heading in force when it began."""
    region: Region
    inside_main: bool
    rows: dict[int, Row] = field(default_factory=dict)
    quiet: bool = False
    """Its own text was taken already: only its children are left."""
    index: int = 0
    content: int = 0
    """The content counter when it began."""
    bounded: bool = False
    """Headings do not leave it."""


@dataclass(slots=True)
class Content:
    """What a page holds, in reading order."""

    blocks: list[Block] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    form_places: list[tuple[tuple[str, ...], Region]] = field(default_factory=list)
    """The headings and the region of each form of the outline, the loose one last."""


class Reader:
    """Reads one outline."""

    def __init__(self, out: Outline, url: str) -> None:
        self._out = out
        self._base = join(url, out.base) or url if out.base else url
        self._chain = Chain()
        self._blocks: list[Block] = []
        self._links: list[Link | None] = [None] * len(out.links)
        self._images: list[Image | None] = [None] * len(out.images)
        self._link_starts = [link.start for link in out.links]
        self._image_starts = [image.start for image in out.images]
        forms = [*out.forms, *([out.loose] if out.loose else [])]
        self._forms = sorted((form.start, number) for number, form in enumerate(forms))
        self._places: list[tuple[tuple[str, ...], Region]] = [((), Region.MAIN)] * len(forms)
        self._next_form = 0
        self._stack: list[Frame] = []
        self._total = out.length(0, len(out.pieces))
        self._memo: dict[tuple[int, int], str] = {}
        self._rows = Rows(out, self._text)
        self._title: str | None = None
        """The one heading of level 1: it governs the whole page."""
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
        for number, link in enumerate(self._links):
            if link is None:
                self._put_link(number, "", "", (), Region.MAIN, -1)
        self._note_forms(len(out.pieces) + 1, Region.MAIN)
        return Content(
            self._blocks,
            [link for link in self._links if link is not None],
            [image for image in self._images if image is not None],
            self._places,
        )

    # -- containers

    def _visit(self, box: Box, frame: Frame) -> None:
        region, inside_main = self._region(box, frame)
        self._note_forms(box.start, frame.region)
        tag = box.tag
        if tag in _HEADINGS and self._is_heading(box):
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
        opened = self._opened_by(box, frame)
        if opened and opened != (before.text if before else ""):
            self._chain.scope(opened)
        bounded = tag in _LISTS or tag in ("details", "fieldset") or region is not frame.region or bool(opened)
        rows = {}
        if tag == "table":
            rows = read_table(box, self._out, self._text)
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

    def _region(self, box: Box, frame: Frame) -> tuple[Region, bool]:
        tag, here = box.tag, frame.region
        named = box.traits.region
        if tag == "main" or named is Region.MAIN:
            return Region.MAIN, True
        if tag == "article":
            return (Region.MAIN, True) if here in (Region.MAIN, Region.HEADER) else (here, frame.inside_main)
        found: Region | None = None
        if tag == "nav":
            found = Region.NAV
        elif tag == "aside":
            found = Region.ASIDE
        elif tag in ("header", "footer"):
            found = None if frame.inside_main else Region(tag)
        elif (
            named
            and not frame.inside_main
            and box.links
            and tag not in ("li", "tr", "td", "a")
            and not self._wraps(box)
        ):
            found = named
        if found is None or here in (Region.NAV, Region.FOOTER, Region.ASIDE):
            return here, frame.inside_main
        if here is Region.HEADER and found is not Region.NAV:
            return here, frame.inside_main
        return found, frame.inside_main

    def _wraps(self, box: Box) -> bool:
        """Whether an element named like site furniture holds the page itself (an unclosed tag, a class of the body)."""
        reach, total = self._out.reach, max(1, self._total)
        return reach[box.start] < total * 0.1 and reach[min(box.end, len(reach) - 1)] > total * 0.9

    def _opened_by(self, box: Box, frame: Frame) -> str:
        """The label of the tab, button or title bar that opens a panel; empty for anything else."""
        out, attrs = self._out, box.attrs
        if not attrs:
            return ""
        id_ = attrs.get("id") or ""
        span = out.toggles.get(id_) if id_ else None
        panel = box.traits.panel or attrs.get("role") == "tabpanel"
        hidden = "hidden" in attrs or "none" in (attrs.get("style") or "")
        if span is None and id_ and (panel or hidden):
            span = out.toggles.get("#" + id_)
        if span is None and (by := attrs.get("aria-labelledby")):
            span = out.toggles.get("=" + by.split()[0]) if by.split() else None
        if span is not None and span[0] <= box.start < span[1]:
            span = None
        if span is None and panel and not frame.quiet:
            span = self._just_before(box, frame)
        if span is None or not 0 < out.length(*span) <= MAX_LABEL:
            return ""
        return self._text(*span)

    def _just_before(self, box: Box, frame: Frame) -> tuple[int, int] | None:
        """The button, link or title bar that stands right before a panel."""
        out = self._out
        bar = frame.children[frame.index - 2] if frame.index >= 2 else None
        after = bar.end if bar else frame.box.start
        if out.length(after, box.start):
            controls = out.buttons[bisect_left(out.buttons, (after, 0)) :][:50]
            near = [span for span in controls if span[1] <= box.start]
            return near[-1] if near and not out.length(near[-1][1], box.start) else None
        if bar is None or bar.links > 2 or bar.tables or bar.lists:
            return None
        opens = bar.links == 1 and out.links[bar.link0].href.startswith(("#", "javascript:"))
        named = bar.traits.title or bar.tag == "button" or (bar.traits.panel and not bar.links)
        return (bar.start, bar.end) if named or opens else None

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
        text = self._text(box.start, box.end) or self._alt(box.start, box.end)
        level = _HEADINGS[box.tag]
        self._place(box.start, box.end, region, len(self._blocks) if text else -1, text)
        if not text:
            return
        if any(link.url for link in self._links[box.link0 : box.link1] if link):
            # The heading is an item of its own: what follows its card is not under it.
            self._chain.content += 1
        self._chain.heading(level, text)
        self._put_block(BlockKind.HEADING, text, region, level=level, announces=True)
        if level == 1 and self._one_title and region is Region.MAIN:
            self._title = text

    def _label(self, box: Box, region: Region) -> None:
        text = self._text(box.start, box.end)
        number = self._put_block(BlockKind.LABEL, text, region)
        self._place(box.start, box.end, region, number, text)
        if text and len(text) <= MAX_HEADING:
            self._chain.scope(text)

    def _term(self, box: Box, region: Region) -> bool:
        if box.heads or box.tables or box.lists or self._out.length(box.start, box.end) > MAX_HEADING:
            return False
        text = self._text(box.start, box.end)
        self._place(box.start, box.end, region, len(self._blocks) if text else -1, text)
        if text:
            self._chain.heading(TERM_RANK, text, "dt")
            self._put_block(BlockKind.LABEL, text, region, announces=True)
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
        text = " ".join(words for s in spans if (words := self._text(*s)))
        links = box.links - sum(b.links for b in nested)
        if (
            not nested
            and not links
            and 0 < len(text) <= MAX_LABEL
            and self._is_bold(box.start, box.end)
            and self._leads(box.end, 2)
        ):
            self._chain.heading(LABEL_RANK, text, "li")
            self._put_block(BlockKind.LABEL, text, region, announces=True)
            return True
        number = self._put_block(BlockKind.ITEM, text, region) if text else -1
        for start, end in spans:
            self._place(start, end, region, number, text)
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
            if not row.label:
                return False
            before = self._chain.top
            self._chain.scope(row.label)
            self._stack.append(Frame(box, box.children, box.start, before, region, inside_main, bounded=True))
            return True
        if row.kind is RowKind.LABEL:
            cell = next(c for _, c in row.cells if out.length(c.start, c.end))
            text = self._text(box.start, box.end)
            look = (
                f"tr:{cell.tag}:{self._is_bold(box.start, box.end)}:{box.attrs.get('class')}:{_look(cell)}:{_look(box)}"
            )
            governs = _LETTER.search(text) is not None or _YEAR.fullmatch(text) is not None
            if governs:
                self._chain.heading(ROW_RANK, text, look)
            self._put_block(BlockKind.LABEL, text, region, cells=(text,), announces=governs)
            self._place(box.start, box.end, region, -1, text)
            return True
        cells = [(column, self._text(c.start, c.end)) for column, c in row.cells]
        everything = tuple(words for _, words in sorted([*row.spanning, *cells], key=lambda cell: cell[0]))
        text = " ".join(words for words in everything if words)[:MAX_TEXT]
        before = self._chain.top
        for words in (*(words for _, words in row.spanning), row.spans):
            if words:
                self._chain.scope(words)
        number = self._put_block(BlockKind.ROW, text, region, cells=everything) if text else -1
        for column, cell in row.cells:
            self._place(cell.start, cell.end, region, number, text, row.header.get(column, ""))
        self._place(box.start, box.end, region, number, text)
        self._chain.top = before
        if text and not all(cell.tag == "th" for _, cell in row.cells):
            self._chain.content += 1
        return True

    # -- runs of text

    def _flush(self, frame: Frame, start: int, end: int) -> None:
        """Reads the text and the inline elements between two blocks."""
        out = self._out
        first, last = bisect_left(self._link_starts, start), bisect_left(self._link_starts, end)
        length = out.length(start, end)
        if not length and first == last:
            if out.images:
                self._place_images(start, end, frame.region)
            self._note_forms(end, frame.region)
            return
        segments = self._segments(start, end, first, last, length)
        before_text = self._paragraph_before(frame) if last - first else ""
        for a, b in segments:
            text = self._text(a, b)
            lo, hi = bisect_left(self._link_starts, a), bisect_left(self._link_starts, b)
            self._note_forms(a, frame.region)
            if text and self._is_label(frame, text, a, b, lo, hi, whole=len(segments) == 1):
                self._place(a, b, frame.region, len(self._blocks), text)
                self._chain.heading(LABEL_RANK, text, self._look(frame, a, b))
                self._put_block(BlockKind.LABEL, text, frame.region, announces=True)
                before_text = ""
                continue
            number = self._put_block(BlockKind.TEXT, text, frame.region) if text else -1
            for at in range(lo, hi):
                row = self._rows.row(out.links[at], text, before_text, frame.box, out.links[lo:hi])
                self._put_link(at, row, "", self._names(frame.region), frame.region, number)
            self._place_images(a, b, frame.region)
            if (text or lo != hi) and not (lo != hi and MORE.fullmatch(text[:80])):
                self._chain.content += 1
            before_text = "" if lo != hi else text
        self._note_forms(end, frame.region)

    def _paragraph_before(self, frame: Frame) -> str:
        """The paragraph just before this one, when it may name a link that only says "download"."""
        if frame.children or len(self._stack) < 2:
            return ""
        above = self._stack[-2]
        if above.quiet or above.index < 2 or above.box.tag == "tr":
            return ""
        before = above.children[above.index - 2]
        plain = not before.links and not before.children and before.tag not in _HEADINGS
        if (
            not plain
            or self._out.length(before.end, frame.box.start)
            or not self._out.length(before.start, before.end) <= 200
        ):
            return ""
        return self._text(before.start, before.end)

    def _segments(self, start: int, end: int, first: int, last: int, length: int) -> list[tuple[int, int]]:
        flags = self._out.flags
        breaks = [i for i in range(start, end) if flags[i] & BREAK and not flags[i] & LINK]
        if not breaks:
            return [(start, end)]
        lines: list[tuple[int, int]] = []
        cursor = start
        for at in [*breaks, end]:
            lines.append((cursor, at))
            cursor = at + 1
        links = last - first
        emphasised = [bool(self._out.length(a, b)) and self._is_bold(a, b) and not self._linked(a, b) for a, b in lines]
        if not links and (length <= MAX_LABEL or (length <= MAX_CELL and not any(emphasised))):
            return [(start, end)]
        if links > 1 or (links == 1 and length > MAX_CELL) or (any(emphasised) and not all(emphasised)):
            return lines
        if length <= MAX_CELL:
            return [(start, end)]
        # A long text without links: two breaks in a row part it.
        parts: list[tuple[int, int]] = []
        cursor = start
        for (a, b), (c, _) in zip(lines, [*lines[1:], (end, end)], strict=True):
            if not self._out.length(a, b) and cursor < a:
                parts.append((cursor, a))
                cursor = c
        parts.append((cursor, end))
        return [p for p in parts if p[0] < p[1]]

    def _is_label(self, frame: Frame, text: str, a: int, b: int, lo: int, hi: int, *, whole: bool) -> bool:
        """Whether a line stands alone as a heading of what follows, without being marked up as one."""
        if (
            len(text) > MAX_LABEL + 20
            or len(text) < 2
            or MORE.fullmatch(text[:80])
            or frame.box.tag in ("a", "label", "button")
        ):
            return False
        if hi > lo:
            links = self._out.links[lo:hi]
            nowhere = all(
                link.href.startswith("#") or MORE.fullmatch(self._text(link.start, link.end)[:80]) for link in links
            )
            if not nowhere or not frame.box.traits.title:
                return False
        letters = len(_LETTER.findall(text))
        if letters < 2 and not _YEAR.fullmatch(text):
            return False
        if _NO_LABEL.search(text):
            return False
        box = frame.box
        alone = whole and len(box.children) <= 1
        loud = self._is_bold(a, b) or (alone and (box.traits.title or (box.centred and len(text) <= 100)))
        return loud and self._leads(b, 3)

    def _leads(self, end: int, levels: int) -> bool:
        """Whether a link, within the same part of the page, follows soon after a line."""
        limit = end
        for frame in reversed(self._stack[-40:]):
            limit = max(limit, frame.box.end)
            if frame.box.end > end + 1 and levels <= 0:
                break
            levels -= 1
        at = bisect_left(self._link_starts, end)
        if at == len(self._link_starts) or self._link_starts[at] >= limit:
            return False
        return self._out.length(end, self._link_starts[at]) <= 1500

    def _is_bold(self, start: int, end: int) -> bool:
        out = self._out
        return all(out.flags[i] & BOLD or out.reach[i + 1] == out.reach[i] for i in range(start, end))

    def _linked(self, start: int, end: int) -> bool:
        return any(self._out.flags[i] & LINK for i in range(start, end))

    def _look(self, frame: Frame, a: int, b: int) -> str:
        box = frame.box
        return f"{box.tag}:{box.attrs.get('class')}:{box.centred}:{self._is_bold(a, b)}:{_look(box)}"

    # -- output

    def _text(self, start: int, end: int) -> str:
        key = (start, end)
        text = self._memo.get(key)
        if text is None:
            text = self._memo[key] = self._out.text(start, end)
        return text

    def _alt(self, start: int, end: int) -> str:
        first, last = bisect_left(self._image_starts, start), bisect_left(self._image_starts, end)
        return normalise(" ".join(image.alt for image in self._out.images[first:last]))[:MAX_HEADING]

    def _names(self, region: Region) -> tuple[str, ...]:
        names = self._chain.names
        if self._title and region is Region.MAIN and self._title not in names:
            return (*names, self._title)
        return names

    def _put_block(
        self,
        kind: BlockKind,
        text: str,
        region: Region,
        *,
        level: int = 0,
        cells: tuple[str, ...] = (),
        announces: bool = False,
    ) -> int:
        """Adds a block; `announces`: it is the nearest heading itself, so it stands under the others only."""
        if not text or len(self._blocks) >= MAX_BLOCKS:
            return -1
        names = self._names(region)
        if announces and self._chain.top is not None:
            above = self._chain.top.above
            names = above.names if above else ()
        self._blocks.append(Block(kind, text, level, names, region, cells))
        return len(self._blocks) - 1

    def _place(self, start: int, end: int, region: Region, block: int, row: str, column: str = "") -> None:  # noqa: PLR0917
        """Puts the links, images and forms between two pieces."""
        self._note_forms(end, region)
        first, last = bisect_left(self._link_starts, start), bisect_left(self._link_starts, end)
        for at in range(first, last):
            if self._links[at] is None:
                self._put_link(at, row, column, self._names(region), region, block)
        self._place_images(start, end, region)

    def _place_images(self, start: int, end: int, region: Region) -> None:
        for at in range(bisect_left(self._image_starts, start), bisect_left(self._image_starts, end)):
            if self._images[at] is None:
                image = self._out.images[at]
                url = join(self._base, image.src)
                self._images[at] = Image(url, normalise(image.alt), self._names(region), region) if url else None

    def _put_link(self, at: int, row: str, column: str, headings: tuple[str, ...], region: Region, block: int) -> None:
        raw = self._out.links[at]
        url = join(self._base, raw.href) if raw.href else ""
        text = self._rows.name(raw)
        kind = raw.kind if url or raw.kind is not LinkKind.ONCLICK else LinkKind.ANCHOR
        self._links[at] = Link(url, raw.href, text, row[:MAX_TEXT], column, headings, region, kind, block)

    def _note_forms(self, upto: int, region: Region) -> None:
        """Gives the forms that begin before a piece their place, unless they have it."""
        while self._next_form < len(self._forms) and self._forms[self._next_form][0] < upto:
            self._places[self._forms[self._next_form][1]] = (self._names(region), region)
            self._next_form += 1


def _look(box: Box) -> str:
    attrs = box.attrs
    return f"{attrs.get('bgcolor')}:{attrs.get('style')}" if attrs else ""


def _nested_lists(item: Box) -> list[Box]:
    """The outermost lists and menus in a list item, in reading order."""
    found: list[Box] = []
    todo = list(reversed(item.children))
    while todo:
        box = todo.pop()
        if box.tag in _LISTS or (box.traits.panel and box.links > 1):
            found.append(box)
        else:
            todo += reversed(box.children)
    return found
