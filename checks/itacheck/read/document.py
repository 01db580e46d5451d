"""What a document reader gives back."""

from __future__ import annotations

from dataclasses import dataclass

from itacheck.model import Trouble


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside an archive."""

    name: str
    """Its path in the archive, in normal form, the parts parted by `/`; empty for what was not looked at any more."""
    kind: str
    """As `sniff` names it."""
    found: DocumentText


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of one document, or why there is none."""

    title: str = ""
    first_page: str = ""
    text: str = ""
    pages: int = 0
    trouble: Trouble | None = None
    members: tuple[Member, ...] = ()
    """The files of an archive; then it has no text of its own."""
    ocr: bool = False
    """Read from its pictures."""
