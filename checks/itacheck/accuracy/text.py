"""A score as aligned text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from .sections import Listing, Sections, Table


def as_text(sections: Sections, most: int) -> Iterator[str]:
    """The lines; at most `most` errors of each kind are told one by one."""
    yield f"{sections.title.th} / {sections.title.en}"
    yield f"{sections.about.th}"
    yield f"{sections.about.en}"
    yield from sections.notes
    for table in sections.tables:
        yield ""
        yield from _table(table)
    for listing in sections.listings:
        yield ""
        yield from _listing(listing, most)


def _table(table: Table) -> Iterator[str]:
    yield f"{table.title.th} / {table.title.en}"
    lines = (table.head, *table.rows)
    widths = [max(_width(line[n]) for line in lines) for n in range(len(table.head))]
    for line in lines:
        first, *others = (
            cell + " " * (width - _width(cell)) if n == 0 else " " * (width - _width(cell)) + cell
            for n, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        yield "  " + "  ".join((first, *others)).rstrip()
    if table.note:
        yield f"  ({table.note.th} / {table.note.en})"


def _listing(listing: Listing, most: int) -> Iterator[str]:
    yield f"{listing.title.th} / {listing.title.en}: {len(listing.items)}"
    for first, *others in listing.items[:most]:
        yield f"  {first}"
        for line in others:
            yield f"      {line}"
    if len(listing.items) > most:
        more = len(listing.items) - most
        yield f"  และอีก {more} / and {more} more: --errors {len(listing.items)}"


def _width(text: str) -> int:
    """Columns on a terminal: Thai vowels and tone marks stand above or below a letter and take none."""
    return sum(not _stacked(char) for char in text)


def _stacked(char: str) -> bool:
    return char == "\u0e31" or "\u0e34" <= char <= "\u0e3a" or "\u0e47" <= char <= "\u0e4e"
