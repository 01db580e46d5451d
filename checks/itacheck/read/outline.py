"""What the walk over a page leaves behind: its text as flat pieces, and what stands where in it.

The text of any element is a slice of the pieces, however deep the page nests.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from selectolax.lexbor import LexborNode

from itacheck.model import LinkKind
from itacheck.thai import normalise

from .traits import NOTHING, Traits

BOLD, LINK, BREAK = 1, 2, 4
"""Flags of a piece: emphasised, inside a link, a line break."""

Attributes = dict[str, str | None]


@dataclass(slots=True, eq=False)
class Box:
    """One block-level element."""

    tag: str
    attrs: Attributes
    node: LexborNode
    parent: Box | None
    start: int
    """Its first piece."""
    link0: int
    traits: Traits = NOTHING
    centred: bool = False
    children: list[Box] = field(default_factory=list)
    end: int = 0
    """The piece after its last one."""
    link1: int = 0
    heads: int = 0
    """How many headings are in it; likewise tables, lists and form controls."""
    tables: int = 0
    lists: int = 0
    controls: int = 0
    images: int = 0

    @property
    def links(self) -> int:
        """How many links are in it."""
        return self.link1 - self.link0


@dataclass(slots=True, eq=False)
class RawLink:
    """A link as the markup has it."""

    href: str
    kind: LinkKind
    start: int
    titles: list[str] = field(default_factory=list)
    """Its aria-label and title."""
    end: int = 0
    alts: list[str] = field(default_factory=list)
    """The texts of the pictures in it."""

    @property
    def names(self) -> list[str]:
        """Its names besides its visible text, best first."""
        return [" ".join(self.alts), *self.titles]


@dataclass(slots=True, eq=False)
class RawImage:
    """A picture as the markup has it."""

    src: str
    alt: str
    start: int


@dataclass(slots=True, eq=False)
class RawForm:
    """A form, or the controls that stand outside any form."""

    start: int
    """The piece at its first control."""
    box: Box
    """The form itself, or the innermost block around the loose controls."""
    controls: int = 0
    password: bool = False


class HolderKind(StrEnum):
    """How an element shows that a script fills it."""

    ROOT = "root"
    """Named or marked as what a framework draws a whole page into."""
    WAITING = "waiting"
    """Says that it is being loaded, is a template with its braces, or names the address of its rows."""
    LIST = "list"
    """A list, or a table without rows."""
    BLOCK = "block"
    """Any other empty element."""


@dataclass(slots=True, eq=False)
class Holder:
    """An element that holds nothing, or nothing but the request to wait."""

    kind: HolderKind
    names: frozenset[str]
    """Its ids and classes."""
    ids: frozenset[str] = frozenset()
    start: int = 0
    """Its piece."""


@dataclass(slots=True, eq=False)
class Outline:
    """All that the walk found, in reading order."""

    root: Box
    pieces: list[str] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)
    reach: list[int] = field(default_factory=lambda: [0])
    """`reach[i]`: the characters of text before piece `i`."""
    links: list[RawLink] = field(default_factory=list)
    buttons: list[tuple[int, int]] = field(default_factory=list)
    """The pieces of each inline control that may open a panel: buttons and anchors."""
    images: list[RawImage] = field(default_factory=list)
    forms: list[RawForm] = field(default_factory=list)
    loose: RawForm | None = None
    toggles: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """The pieces of what labels a panel: by the panel's id, by `#id` where it only may, by `=id` of the label.

    Hand-made pages use an id again for a second panel, so one key may have several."""
    base: str = ""
    title: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    """The addresses of scripts as written."""
    noscript: str = ""
    hidden: list[str] = field(default_factory=list)
    """The texts of what never shows: no content, but it tells whether strangers wrote in the page."""
    holders: list[Holder] = field(default_factory=list)

    broken: bool = False
    """Some piece begins within a letter: a mark-up tag stands between a consonant and its mark."""

    _texts: dict[tuple[int, int], str] = field(default_factory=dict)

    def repair(self) -> None:
        """Puts letters together from here on that a tag parts."""
        self.broken = True
        self._texts.clear()

    def text(self, start: int, end: int) -> str:
        """The text between two pieces, in normal form."""
        text = self._texts.get((start, end))
        if text is None:
            joined = " ".join("".join(self.pieces[start:end]).split())
            text = self._texts[start, end] = normalise(joined) if self.broken else joined
        return text

    def close(self) -> None:
        """Takes the elements apart: each knows its parent, so that a page would stay until somebody looks for such."""
        boxes = [self.root]
        while boxes:
            box = boxes.pop()
            boxes += box.children
            box.parent = None
            box.children = []

    def toggle(self, key: str, before: int) -> tuple[int, int] | None:
        """What labels a panel that begins at a piece: the last one before it, else the first."""
        spans = self.toggles.get(key)
        if not spans:
            return None
        return next((span for span in reversed(spans) if span[1] <= before), spans[0])

    def length(self, start: int, end: int) -> int:
        """The number of characters between two pieces."""
        return self.reach[end] - self.reach[start]


def common_box(one: Box, other: Box) -> Box:
    """The innermost box that holds both."""
    above: set[int] = set()
    box: Box | None = one
    while box is not None:
        above.add(id(box))
        box = box.parent
    box = other
    while box.parent is not None and id(box) not in above:
        box = box.parent
    return box
