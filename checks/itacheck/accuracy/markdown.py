"""A score as Markdown: the short tables, for a README or an issue."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from .sections import Listing, Sections, Table

MOST_ROWS = 12
"""A longer table is folded away until a reader opens it."""
_MARKED = re.compile(r"(<!-- accuracy\b[^\n]*-->\n).*?(\n<!-- /accuracy -->)", re.DOTALL)
_SPECIAL = re.compile(r"([\\`*_\[\]|~#])")


def as_markdown(sections: Sections, most: int) -> Iterator[str]:
    """The lines; at most `most` errors of each kind are told one by one, with `0` none is named at all."""
    yield f"{escaped(sections.title.th)} / {escaped(sections.title.en)}"
    yield ""
    yield f"{escaped(sections.about.th)} / {escaped(sections.about.en)}"
    for note in sections.notes:
        yield ""
        yield escaped(note)
    for table in sections.tables:
        if table.brief:
            yield ""
            yield from _table(table)
    for listing in sections.listings:
        if most:
            yield ""
            yield from _listing(listing, most)


def between_marks(page: str, lines: Sequence[str]) -> str | None:
    """The page with the lines between `<!-- accuracy … -->` and `<!-- /accuracy -->`; None: it has no such marks."""
    if not _MARKED.search(page):
        return None
    return _MARKED.sub(lambda found: found[1] + "\n".join(lines) + found[2], page, count=1)


def escaped(text: str) -> str:
    """Text from elsewhere on one line that Markdown neither obeys nor renders."""
    return _SPECIAL.sub(r"\\\1", html.escape(" ".join(text.split()), quote=False))


def _table(table: Table) -> Iterator[str]:
    title = f"{escaped(table.title.th)} / {escaped(table.title.en)}"
    folded = len(table.rows) > MOST_ROWS
    yield from ("<details>", f"<summary>{title}</summary>") if folded else (f"**{title}**",)
    yield ""
    yield _row(table.head)
    yield _row(["---", *("---:" for _ in table.head[1:])], raw=True)
    for row in table.rows:
        yield _row(row)
    if table.note:
        yield ""
        yield f"{escaped(table.note.th)} / {escaped(table.note.en)}"
    if folded:
        yield ""
        yield "</details>"


def _row(cells: Sequence[str], *, raw: bool = False) -> str:
    return "| " + " | ".join(cell if raw else escaped(cell) for cell in cells) + " |"


def _listing(listing: Listing, most: int) -> Iterator[str]:
    yield f"**{escaped(listing.title.th)} / {escaped(listing.title.en)}: {len(listing.items)}**"
    yield ""
    for first, *others in listing.items[:most]:
        yield f"- {escaped(first)}"
        for line in others:
            yield f"  - {escaped(line)}"
    if len(listing.items) > most:
        more = len(listing.items) - most
        yield f"- และอีก {more} / and {more} more"
