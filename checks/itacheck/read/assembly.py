"""Puts the blocks, links, images and forms of a page together, each with what governs it at its place."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from itacheck.model import Block, BlockKind, Image, Link, LinkKind, Region
from itacheck.thai import normalise

from .headings import Chain
from .links import join
from .outline import Holder, Outline, RawForm
from .rows import Rows

MAX_BLOCKS = 50_000
MAX_HEADING = 250
MAX_TEXT = 2_000
"""Characters of one link text or row."""


@dataclass(slots=True)
class Content:
    """What a page holds, in reading order."""

    blocks: list[Block] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    form_places: list[tuple[tuple[str, ...], Region]] = field(default_factory=list)
    """The headings and the region of each form of the outline, the loose one last."""
    holder_places: list[tuple[tuple[str, ...], Region]] = field(default_factory=list)
    """The same of each holder of the outline."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the links between two pieces share."""

    region: Region
    block: int = -1
    row: str = ""
    column: str = ""


class Assembly:
    """What has been read of one page so far.

    Args:
        out: the outline of the page.
        url: the address of the page.
        chain: the headings in force, kept by the reader.
    """

    def __init__(self, out: Outline, url: str, chain: Chain) -> None:
        self._out = out
        self._base = join(url, out.base) or url if out.base else url
        self._chain = chain
        self._blocks: list[Block] = []
        self._links: list[Link | None] = [None] * len(out.links)
        self._images: list[Image | None] = [None] * len(out.images)
        self._link_starts = [link.start for link in out.links]
        self._image_starts = [image.start for image in out.images]
        forms = [*out.forms, *([out.loose] if out.loose else [])]
        spots: list[RawForm | Holder] = [*forms, *out.holders]
        self._form_count = len(forms)
        self._spots = sorted((spot.start, number) for number, spot in enumerate(spots))
        self._places: list[tuple[tuple[str, ...], Region]] = [((), Region.MAIN)] * len(spots)
        self._next_spot = 0
        self.rows = Rows(out, out.text)
        self.title: str | None = None
        """The one heading of level 1: it governs the whole page."""

    def finish(self) -> Content:
        """Everything, with whatever no block took."""
        for number, link in enumerate(self._links):
            if link is None:
                self.put_link(number, Place(Region.MAIN), governed=False)
        self.note_forms(len(self._out.pieces) + 1, Region.MAIN)
        return Content(
            self._blocks,
            [link for link in self._links if link is not None],
            [image for image in self._images if image is not None],
            self._places[: self._form_count],
            self._places[self._form_count :],
        )

    def text(self, start: int, end: int) -> str:
        """The text between two pieces, in normal form."""
        return self._out.text(start, end)

    def alt(self, start: int, end: int) -> str:
        """The texts of the pictures between two pieces."""
        first, last = bisect_left(self._image_starts, start), bisect_left(self._image_starts, end)
        return normalise(" ".join(image.alt for image in self._out.images[first:last]))[:MAX_HEADING]

    def links(self, start: int, end: int) -> range:
        """The numbers of the links that begin between two pieces."""
        return range(bisect_left(self._link_starts, start), bisect_left(self._link_starts, end))

    def next_link(self, start: int) -> int | None:
        """The piece at which the next link begins."""
        at = bisect_left(self._link_starts, start)
        return self._link_starts[at] if at < len(self._link_starts) else None

    def leads_somewhere(self, first: int, last: int) -> bool:
        """Whether one of some links has an address."""
        return any(link is not None and link.url for link in self._links[first:last])

    def next_block(self, text: str) -> int:
        """The number of the block that a text is about to become; -1 when it will not."""
        return len(self._blocks) if text and len(self._blocks) < MAX_BLOCKS else -1

    def put_block(
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
        number = self.next_block(text)
        if number < 0:
            return number
        names = self._names(region)
        if announces and self._chain.top is not None:
            above = self._chain.top.above
            names = above.names if above else ()
        self._blocks.append(Block(kind, text, level, names, region, cells))
        return number

    def place(self, start: int, end: int, place: Place) -> None:
        """Puts the links, images and forms between two pieces, those that were not put before."""
        self.note_forms(end, place.region)
        for number in self.links(start, end):
            if self._links[number] is None:
                self.put_link(number, place)
        self.place_images(start, end, place.region)

    def place_images(self, start: int, end: int, region: Region) -> None:
        """Puts the images between two pieces."""
        if not self._images:
            return
        for number in range(bisect_left(self._image_starts, start), bisect_left(self._image_starts, end)):
            if self._images[number] is None:
                image = self._out.images[number]
                url = join(self._base, image.src)
                self._images[number] = Image(url, normalise(image.alt), self._names(region), region) if url else None

    def put_link(self, number: int, place: Place, *, governed: bool = True) -> None:
        """Puts one link."""
        raw = self._out.links[number]
        url = join(self._base, raw.href) if raw.href and raw.kind is not LinkKind.SCRIPT else ""
        kind = raw.kind if url or raw.kind is not LinkKind.ONCLICK else LinkKind.ANCHOR
        names = self._names(place.region) if governed else ()
        row = place.row[:MAX_TEXT]
        self._links[number] = Link(
            url, raw.href, self.rows.name(raw), row, place.column, names, place.region, kind, place.block
        )

    def note_forms(self, upto: int, region: Region) -> None:
        """Gives the forms and holders that begin before a piece their place, unless they have it."""
        while self._next_spot < len(self._spots) and self._spots[self._next_spot][0] < upto:
            self._places[self._spots[self._next_spot][1]] = (self._names(region), region)
            self._next_spot += 1

    def _names(self, region: Region) -> tuple[str, ...]:
        names = self._chain.names
        if self.title and region is Region.MAIN and self.title not in names:
            return (*names, self.title)
        return names
