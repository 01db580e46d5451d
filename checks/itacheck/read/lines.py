"""Runs of text: their lines, and which of these are headings that nobody marked up as such."""

from __future__ import annotations

import re

from .assembly import MAX_HEADING, Assembly
from .frame import Frame
from .outline import BOLD, BREAK, LINK, Box, Outline
from .words import MAX_CELL, MAX_LABEL, MORE

_LETTER = re.compile(r"[A-Za-zก-ฮ]")
_YEAR = re.compile(r"\D*(?:25\d\d|20\d\d|๒๕[๐-๙]{2})\D*")
_ITEM = re.compile(r"(?:ข้อ(?:ที่)?\s?)?(?:O|OIT|MOIT|EB)\s?[-.]?\s?[0-9๐-๙]{1,2}(?![0-9๐-๙])\s?[^\s\d]", re.IGNORECASE)
"""An item of the assessment ("O24 …", "MOIT 5 …"): a line of its own over the papers of that item."""
_NO_LABEL = re.compile(r"@|โทร|tel\b|fax|©|copyright|สงวนลิขสิทธิ์", re.IGNORECASE)


class Lines:
    """Looks at the runs of one page.

    Args:
        out: the outline of the page.
        put: what has been read of it.
        stack: the containers that are being read, outermost first.
    """

    def __init__(self, out: Outline, put: Assembly, stack: list[Frame]) -> None:
        self._out = out
        self._put = put
        self._stack = stack

    def segments(self, start: int, end: int, links: int) -> list[tuple[int, int]]:
        """Parts a run into the lines, or the paragraphs, that are blocks of their own."""
        flags = self._out.flags
        length = self._out.length(start, end)
        breaks = [i for i in range(start, end) if flags[i] & BREAK and not flags[i] & LINK]
        if not breaks:
            return [(start, end)]
        lines: list[tuple[int, int]] = []
        cursor = start
        for at in [*breaks, end]:
            lines.append((cursor, at))
            cursor = at + 1
        emphasised = [bool(self._out.length(a, b)) and self.is_bold(a, b) and not self._linked(a, b) for a, b in lines]
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

    def is_label(self, frame: Frame, line: tuple[int, int], text: str, *, whole: bool) -> bool:
        """Whether a line stands alone as a heading of what follows, without being marked up as one."""
        item = _ITEM.match(text) is not None
        if (
            len(text) > (MAX_HEADING if item else MAX_LABEL + 20)
            or len(text) < 2
            or MORE.fullmatch(text[:80])
            or frame.box.tag in ("a", "label", "button")
        ):
            return False
        links = [self._out.links[number] for number in self._put.links(*line)]
        if links:
            nowhere = all(
                link.href.startswith("#") or MORE.fullmatch(self._put.text(link.start, link.end)[:80]) for link in links
            )
            if len(links) > 1 or not nowhere or not frame.box.traits.title:
                return False
        if not may_govern(text) or _NO_LABEL.search(text):
            return False
        box = frame.box
        alone = whole and len(box.children) <= 1
        loud = item or self.is_bold(*line) or (alone and (box.traits.title or (box.centred and len(text) <= 100)))
        return loud and self.leads(line[1], 3)

    def leads(self, end: int, levels: int) -> bool:
        """Whether a link, within the same part of the page, follows soon after a line."""
        limit = end
        for frame in reversed(self._stack[-40:]):
            limit = max(limit, frame.box.end)
            if frame.box.end > end + 1 and levels <= 0:
                break
            levels -= 1
        start = self._put.next_link(end)
        return start is not None and start < limit and self._out.length(end, start) <= 1500

    def is_bold(self, start: int, end: int) -> bool:
        """Whether all text between two pieces is emphasised."""
        out = self._out
        return all(out.flags[i] & BOLD or out.reach[i + 1] == out.reach[i] for i in range(start, end))

    def _linked(self, start: int, end: int) -> bool:
        return any(self._out.flags[i] & LINK for i in range(start, end))

    def look(self, frame: Frame, line: tuple[int, int]) -> str:
        """How a line looks: those that look alike are of one level."""
        box = frame.box
        return f"{box.tag}:{box.attrs.get('class')}:{box.centred}:{self.is_bold(*line)}:{style_of(box)}"


def may_govern(text: str) -> bool:
    """Whether a text can be the name of something at all: it holds letters, or a year."""
    return len(_LETTER.findall(text)) >= 2 or _YEAR.fullmatch(text) is not None


def style_of(box: Box) -> str:
    """What its own attributes say of how an element looks."""
    attrs = box.attrs
    return f"{attrs.get('bgcolor')}:{attrs.get('style')}" if attrs else ""
