"""Sites without an end: calendars, page after page, filters in every combination, folders in themselves.

No list of names tells them. What tells them is that addresses of one pattern bring nothing new, one after the other.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import unquote

from itacheck.model import Page, Region
from itacheck.remember import remembered

from .urls import looks_like_document, page_key

BARREN = 30
"""So many pages of one pattern in a row that bring nothing new: its other addresses are left."""

_MAX_SEGMENTS = 60
_MAX_KNOWN = 50_000
_DIGITS = re.compile(r"\d+")


@remembered(8_192)
def pattern(url: str) -> str:
    """What addresses of one kind have in common: no digits, no values in the query, no folder twice in a row.

    `/news/2568/12?page=3` and `/news/2567/1?page=40` have one pattern, and so have `/a/b/a/b/c` and `/a/b/c`.
    """
    path, _, query = page_key(url).partition("?")
    segments = _without_repeats(_DIGITS.sub("0", unquote(path, errors="replace")).split("/")[:_MAX_SEGMENTS])
    names = sorted({_DIGITS.sub("0", part.partition("=")[0]) for part in query.split("&")})
    return "/".join(segments) + "?" + "&".join(names)


def _without_repeats(segments: list[str]) -> list[str]:
    """The segments, with runs of up to three that follow themselves written once."""
    for size in (1, 2, 3):
        kept: list[str] = []
        for segment in segments:
            kept.append(segment)
            if len(kept) >= 2 * size and kept[-size:] == kept[-2 * size : -size]:
                del kept[-size:]
        segments = kept
    return segments


class Traps:
    """What the patterns of one crawl have brought."""

    def __init__(self) -> None:
        self._known: dict[str, set[int]] = {}
        self._barren = Counter[str]()

    def note(self, url: str, page: Page) -> int:
        """Notes whether a page has brought what no other page of its pattern had.

        That is a line of its content, digits apart, a file, or a link of another pattern.

        Returns:
            How many numbers more are remembered.
        """
        key = pattern(url)
        brought = {_DIGITS.sub("0", block.text) for block in page.blocks if block.region is Region.MAIN}
        brought.update(
            link.url if looks_like_document(link.url) else pattern(link.url)
            for link in page.links
            if link.region is Region.MAIN
        )
        found = set(map(hash, brought))
        if not found:
            return 0
        known = self._known.setdefault(key, set())
        before = len(known)
        if found <= known:
            self._barren[key] += 1
        else:
            self._barren[key] = 0
            if len(known) < _MAX_KNOWN:
                known |= found
        return len(known) - before

    def leads_on_for_ever(self, url: str) -> bool:
        """Whether the addresses of this pattern have brought nothing new for a long time."""
        return self._barren[pattern(url)] >= BARREN
