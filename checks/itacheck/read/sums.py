"""How much a page holds: what tells a page from the few words of a wall, an error or an advertisement."""

from __future__ import annotations

from dataclasses import dataclass

from itacheck.model import Block, BlockKind, LinkKind, Region

from .assembly import Content
from .drawn import is_waiting

MAX_NAME = 160
"""Characters of a heading or title that may be the whole message of a page."""


@dataclass(frozen=True, slots=True)
class Sums:
    """How much a page holds."""

    said: int
    """Characters in the content that are not the text of a link."""
    prose: int
    """The same without headings and the requests to wait for a script."""
    links: int
    """Links in the content that lead somewhere."""
    everything: int
    """Characters anywhere."""
    parts: int
    """Frames and pictures in the content."""
    anchors: int
    """Links anywhere that lead somewhere."""
    front: str
    """The title and the first lines."""
    names: tuple[str, ...]
    """The title and the first headings of the content, where they are short."""
    lines: tuple[str, ...]
    """The short blocks of the content."""


def sum_up(title: str, content: Content) -> Sums:
    """Counts a page once for all tests."""
    said = everything = prose = 0
    for block in content.blocks:
        everything += len(block.text)
        if block.region is Region.MAIN:
            said += len(block.text)
            if block.kind not in (BlockKind.HEADING, BlockKind.LABEL) and not is_waiting(block.text):
                prose += 0 if "{{" in block.text else len(block.text)
    links = anchors = 0
    for link in content.links:
        anchors += bool(link.url)
        if link.region is Region.MAIN:
            links += bool(link.url)
            said -= len(link.text) if link.block >= 0 and link.text in content.blocks[link.block].text else 0
    parts = sum(link.kind in (LinkKind.FRAME, LinkKind.OBJECT, LinkKind.REFRESH) for link in content.links)
    parts += sum(image.region is Region.MAIN for image in content.images)
    main = [block for block in content.blocks if block.region is Region.MAIN]
    heads = [block.text for block in main if block.kind is BlockKind.HEADING]
    return Sums(
        max(0, said),
        prose,
        links,
        everything,
        parts,
        anchors,
        _front(title, content.blocks),
        tuple(words for words in (title, *heads[:3]) if words and len(words) <= MAX_NAME),
        tuple(block.text for block in main if len(block.text) <= 200),
    )


def _front(title: str, blocks: list[Block]) -> str:
    return " ".join([title, *(block.text[:300] for block in blocks[:12])])[:2500]
