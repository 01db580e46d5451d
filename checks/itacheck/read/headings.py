"""What governs what: the chain of headings and labels at a point of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

LABEL_RANK = 7
"""Below the six levels of headings: an emphasised line that stands alone."""
ROW_RANK = 8
"""A table row of one cell."""
TERM_RANK = 9
"""The term of a definition list."""
SCOPED = 99
"""Governs one container as a whole: a caption, a tab's label, the item over a nested list."""


@dataclass(slots=True, eq=False)
class Entry:
    """One heading in force, and those above it."""

    rank: int
    text: str
    mark: int
    """The content counter when it was put up: unchanged means that it has governed nothing yet."""
    look: str
    """How it looks: lines that look alike are of one level."""
    above: Entry | None
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        over = self.above.names if self.above else ()
        self.names = over if over and over[0] == self.text else (self.text, *over)


class Chain:
    """The headings in force. `top` is the nearest one."""

    def __init__(self) -> None:
        self.top: Entry | None = None
        self.content = 0
        """Counts what headings govern: text, items, rows, links."""

    @property
    def names(self) -> tuple[str, ...]:
        """The headings in force, nearest first."""
        return self.top.names if self.top else ()

    def above(self, rank: int) -> Entry | None:
        """What a heading of this rank would stand under."""
        return self._below(lambda e: e.rank != SCOPED and e.rank >= rank)

    def scope(self, text: str) -> None:
        """Puts up a label that governs until its container ends."""
        self.top = Entry(SCOPED, text, self.content, "", self.top)

    def heading(self, rank: int, text: str, look: str = "") -> None:
        """Puts up a heading: it ends those of the same and of lower level, but no label of a container around it."""
        if rank >= LABEL_RANK:
            self._label(rank, text, look)
            return
        self.top = Entry(rank, text, self.content, look, self.above(rank))

    def leave(self, before: Entry | None, *, title: bool, leak: bool) -> None:
        """Ends a container: its headings end with it, except those that had nothing to govern inside.

        Args:
            before: `top` when the container began.
            title: the container is the title of what follows it, whatever it holds.
            leak: whether its headings may govern what follows it at all.
        """
        top = self.top
        if top is before:
            return
        kept: list[Entry] = []
        if leak:
            known = set()
            entry = before
            while entry is not None:
                known.add(id(entry))
                entry = entry.above
            entry = top
            while entry is not None and id(entry) not in known:
                if entry.rank != SCOPED and (title or entry.mark == self.content):
                    kept.append(entry)
                entry = entry.above
        self.top = before
        for entry in reversed(kept):
            self.heading(entry.rank, entry.text, entry.look)

    def _label(self, rank: int, text: str, look: str) -> None:
        top = self.top
        fresh = top is not None and top.rank >= LABEL_RANK and top.rank != SCOPED and top.mark == self.content
        entry, same = top, None
        while entry is not None and LABEL_RANK <= entry.rank < SCOPED:
            if entry.look == look and entry.rank == rank:
                same = entry
            entry = entry.above
        if same is not None:
            kept = same.above
        elif fresh:
            # Nothing stands between two lines that look different: the second is under the first.
            kept = top
        else:
            kept = self.above(LABEL_RANK)
        self.top = Entry(rank, text, self.content, look, kept)

    def _below(self, ends: Callable[[Entry], bool]) -> Entry | None:
        """The chain without the entries that a new one ends, down to the nearest container's label."""
        entry = self.top
        while entry is not None and ends(entry):
            entry = entry.above
        return entry
