"""A container while it is being read."""

from __future__ import annotations

from dataclasses import dataclass, field

from itacheck.model import Region

from .headings import Entry
from .outline import Box
from .tables import Row


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
    columns: dict[int, str] = field(default_factory=dict)
    """The header over each cell (by `id` of its box) of a row whose cells stand for themselves."""
    quiet: bool = False
    """Its own text was taken already: only its children are left."""
    index: int = 0
    content: int = 0
    """The content counter when it began."""
    bounded: bool = False
    """Headings do not leave it."""
