"""What a document reader gives back."""

from __future__ import annotations

from dataclasses import dataclass

from itacheck.model import Trouble


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of one document, or why there is none."""

    title: str = ""
    first_page: str = ""
    text: str = ""
    pages: int = 0
    trouble: Trouble | None = None
    ocr: bool = False
    """Read from its pictures."""
