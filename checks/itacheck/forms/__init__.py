"""The forms of evidence: one file each, pure functions from an evidence type and a site to candidates."""

from collections.abc import Callable

from itacheck.model import EvidenceType, FormOfEvidence

from . import activity, channel, index, listing, publication, service
from .candidate import WORDS, Candidate, Standing, Why
from .content import Content, Phrases, content_of, reaches_half
from .naming import Named, Names, compile_pattern
from .places import State, Target
from .site import Site

Finder = Callable[[EvidenceType, Site], list[Candidate]]

FORMS: dict[FormOfEvidence, Finder] = {
    FormOfEvidence.PUBLICATION: publication.find,
    FormOfEvidence.LISTING: listing.find,
    FormOfEvidence.CHANNEL: channel.find,
    FormOfEvidence.SERVICE: service.find,
    FormOfEvidence.INDEX: index.find,
    FormOfEvidence.ACTIVITY: activity.find,
}


def candidates(evidence: EvidenceType, site: Site) -> list[Candidate]:
    """Every place of a site that may be the evidence, by the form of its type."""
    return FORMS[evidence.form](evidence, site)


__all__ = [
    "FORMS",
    "WORDS",
    "Candidate",
    "Content",
    "Finder",
    "Named",
    "Names",
    "Phrases",
    "Site",
    "Standing",
    "State",
    "Target",
    "Why",
    "candidates",
    "compile_pattern",
    "content_of",
    "reaches_half",
]
