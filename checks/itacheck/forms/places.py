"""The nouns of a site's links: where a name stands, what a link leads to and how that stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from posixpath import basename
from urllib.parse import unquote, urlsplit

from itacheck.model import Document, Failure, Reading

DOCUMENT_ENDINGS = (
    ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".rtf", ".zip", ".rar", ".7z", ".csv",
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".tif", ".tiff",
)  # fmt: skip
NAVIGATION = "navigation"
"""The decoy id of the words of links that lead about the site ("back", "home"): they open nothing that is named."""
CRITERION = "criterion"
"""The decoy id of the assessment's own criteria ("หน่วยงานมี…"): such a text names weakly what stands under it."""


class State(StrEnum):
    """How the target of a link stands."""

    OPEN = "open"
    TROUBLED = "troubled"
    """It answers, but its content cannot be judged."""
    NOWHERE = "nowhere"
    DEAD = "dead"
    FAILED = "failed"
    UNVISITED = "unvisited"


@dataclass(frozen=True, slots=True)
class Target:
    """What a link leads to."""

    url: str
    state: State
    reading: Reading | None = None
    failure: Failure | None = None
    home: bool = False
    """The home page answers in its place."""

    @property
    def is_file(self) -> bool:
        """Whether it is a document, read or told from its ending."""
        if self.reading is not None:
            return isinstance(self.reading, Document)
        return urlsplit(self.url).path.lower().endswith(DOCUMENT_ENDINGS)


class Place(StrEnum):
    """Where a name stands, from the nearest outwards."""

    TEXT = "link text"
    ROW = "row"
    COLUMN = "column"
    HEADING = "heading"
    OUTER = "outer heading"
    PAGE = "title of the page"
    FILE = "file name"


RANK = {Place.TEXT: 6, Place.ROW: 5, Place.COLUMN: 4, Place.HEADING: 4, Place.OUTER: 3, Place.PAGE: 2, Place.FILE: 1}


@dataclass(frozen=True, slots=True)
class Naming:
    """One name that a link has for an evidence type."""

    evidence: str
    place: Place
    text: str
    """The text that names it."""
    weak: bool
    """A nearer text says something of its own that does not name the evidence."""
    decoys: frozenset[str] = frozenset()
    refused: str = ""
    """The pattern that spoke against it: then it is a decoy."""
    criterion: bool = False
    """The text is the assessment's own criterion over the link: what it opens must name itself."""


@lru_cache(maxsize=8_192)
def file_name(url: str) -> str:
    """The last part of a URL's path, decoded."""
    return unquote(basename(urlsplit(url).path))
