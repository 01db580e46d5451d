"""The forms of evidence: one file each, pure functions from an evidence type and a site to candidates."""

from collections.abc import Callable

from itacheck.model import EvidenceType, FormOfEvidence

from . import activity, channel, index, listing, publication, service
from .candidate import WORDS, Candidate, Standing, Why
from .checklist import ADVICE, CONTENT, TEST, Mark, Step, Test, checklist
from .naming import Named, Names, compile_pattern
from .places import State, Target
from .refusals import TROUBLE_WHY, UNSEEN, doubted, trouble_why
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
    return [doubted(candidate, site) for candidate in FORMS[evidence.form](evidence, site)]


def answers(evidence: EvidenceType, site: Site) -> list[Candidate]:
    """Every answer by the agency that a question-and-answer channel shows."""
    return [doubted(candidate, site) for candidate in channel.answers(site, evidence)]


__all__ = [
    "ADVICE",
    "CONTENT",
    "FORMS",
    "TEST",
    "TROUBLE_WHY",
    "UNSEEN",
    "WORDS",
    "Candidate",
    "Finder",
    "Mark",
    "Named",
    "Names",
    "Site",
    "Standing",
    "State",
    "Step",
    "Target",
    "Test",
    "Why",
    "answers",
    "candidates",
    "checklist",
    "compile_pattern",
    "trouble_why",
]
