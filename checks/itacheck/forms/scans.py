"""What a paper can prove that was read from its pictures: it may confirm what a link says, never speak against it.

Such a text has lost words and digits. So a refusal that it would call for is a person's to decide, as it is without
OCR, and its year counts where the words around the link state the same, or where nothing else states one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from itacheck.model import Document, EvidenceType
from itacheck.thai import YearStatement, covers, fiscal_year

from .candidate import Candidate, Standing, Why
from .dating import document_years, first_date
from .papers import own_names
from .site import Site

_UNREAD_YEAR = re.compile(r"(?:พ\s?\.?\s?ศ\s?\.?|ปี|ประมาณ)\D{0,12}\?")


def weighed(evidence: EvidenceType, site: Site, candidate: Candidate, document: Document) -> Candidate:
    """A candidate that a link names, by what OCR read of its document: confirmed, or for a person to look at."""
    candidate = replace(candidate, ocr=True)
    if candidate.standing is Standing.ACCEPTED and confirms(evidence, site, document):
        return candidate
    return candidate.but(Standing.UNCLEAR, Why.OCR)


def confirms(evidence: EvidenceType, site: Site, document: Document) -> bool:
    """Whether the text says by itself that it is the evidence: by its title or, without one, by what stands in it."""
    if own := own_names(document, site.names):
        return any(evidence.id in said.named for said in own)
    groups = ("names", "needs") if evidence.needs else ("names",)
    return any(site.names.content(document.text, group, evidence.id) for group in groups)


def contradicted(evidence: EvidenceType, site: Site, document: Document) -> bool:
    """Whether a link that leads to the document calls it something else: OCR may have lost the words that matter."""
    for _, link in site.inbound.get(document.url, ()):
        for text in (link.text, link.row):
            said = site.names.name(text)
            if evidence.id in said.refused or (said.named and evidence.id not in said.named):
                return True
    return False


def years(
    document: Document, own: tuple[YearStatement, ...], near: tuple[YearStatement, ...], far: tuple[YearStatement, ...]
) -> tuple[tuple[YearStatement, ...], bool]:
    """The years of a paper that OCR read, and whether they are in doubt.

    Args:
        document: the paper.
        own: what its text states.
        near: what the text and row of the link state.
        far: what the headings over the link, or the file's name, state.
    """
    stated = near or far
    if not own:
        # A year that is there and cannot be read may be another one than that of the heading over a list.
        hidden = not near and _UNREAD_YEAR.search(document.first_page) is not None
        return ((), True) if hidden else (stated, False)
    if not stated:
        return own, True
    return (own, False) if all(_within(one, own) for one in stated) else ((), True)


def day(
    document: Document, date: date | None, stated: tuple[YearStatement, ...]
) -> tuple[date | None, tuple[YearStatement, ...], bool]:
    """The day and years of an act whose record OCR read, and whether they are in doubt.

    Args:
        document: the record.
        date: the day that stands beside the link.
        stated: the years that the words around the link state.
    """
    own = first_date(document.first_page)
    if date is None and not stated:
        return own, () if own else document_years(document), True
    others = own is not None and not (
        fiscal_year(own) == fiscal_year(date) if date else any(covers(one, fiscal_year(own)) for one in stated)
    )
    return (None, (), True) if others else (date or own, stated, False)


def _within(statement: YearStatement, others: tuple[YearStatement, ...]) -> bool:
    return any(other.first <= statement.first and statement.last <= other.last for other in others)
