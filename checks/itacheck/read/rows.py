"""The words beside a link outside tables and lists: the line, the paragraph or the card that it stands in."""

from __future__ import annotations

from collections.abc import Callable

from itacheck.thai import normalise

from .outline import Box, Outline, RawLink
from .words import GENERIC, MAX_CELL

MAX_NAME = 1_000

_ENDS = frozenset(("body", "table", "tr", "ul", "ol", "dl", "nav", "main", "form", "header", "footer", "aside"))


class Rows:
    """Finds them on one page."""

    def __init__(self, out: Outline, text: Callable[[int, int], str]) -> None:
        self._out = out
        self._text = text

    def name(self, link: RawLink) -> str:
        """The text of a link: what shows, else the name of its picture, its aria-label or title."""
        shown = self._text(link.start, link.end)
        if shown:
            return shown[:MAX_NAME]
        return next((name for n in link.names if (name := normalise(n))), "")[:MAX_NAME]

    def row(self, link: RawLink, line: str, line_before: str, box: Box, others: list[RawLink]) -> str:
        """The words beside a link.

        Args:
            link: the link.
            line: the text of its line, or of its whole paragraph where that is one line.
            line_before: the text just before its line, empty when that holds a link or is a heading.
            box: the block that it stands in.
            others: all links of the line.
        """
        own = self._text(link.start, link.end)
        if line and not self._says_nothing(line, own):
            if len(others) > 1 and not self._is_generic(own) and self._only_links(line, others):
                return own
            return line
        if line_before and len(line_before) <= MAX_CELL and self._is_generic(own):
            return f"{line_before} {line}".strip()
        return self._card(link, own, box) or line

    def _only_links(self, line: str, links: list[RawLink]) -> bool:
        """Whether a line is a row of links, each with a name of its own, and no more."""
        for link in links:
            line = line.replace(self._text(link.start, link.end), " ", 1)
        return self._is_generic(line.strip())

    def _says_nothing(self, line: str, own: str) -> bool:
        rest = line.replace(own, "", 1).strip() if own else line
        return self._is_generic(rest)

    def _is_generic(self, words: str) -> bool:
        return len(words) <= 60 and GENERIC.fullmatch(words) is not None

    def _card(self, link: RawLink, own: str, box: Box) -> str:
        """The text of the card around this link: the nearest block that says more and adds no link to another thing."""
        out = self._out
        found = ""
        up: Box | None = box
        inside = box
        for _ in range(6):
            if up is None or up.tag in _ENDS or up.tables or up.lists or up.heads > 1:
                break
            if out.length(up.start, up.end) > MAX_CELL or up.links > 6:
                break
            links = out.links[up.link0 : up.link1]
            known = range(inside.link0, inside.link1)
            added = (other for at, other in enumerate(links, up.link0) if at not in known)
            if any(other.href != link.href for other in added) or any(self._differs(other, link) for other in links):
                break
            found = self._text(up.start, up.end)
            if not self._says_nothing(found, own):
                return found
            if up.tag in ("li", "td", "th", "dd"):
                break
            inside, up = up, up.parent
        return found

    def _differs(self, other: RawLink, link: RawLink) -> bool:
        if other is link or other.href == link.href:
            return False
        return not self._is_generic(self.name(other))
