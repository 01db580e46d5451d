"""The forms of evidence: one file each, pure functions from an evidence type and a site to candidates."""

from collections.abc import Callable

from itacheck.model import EvidenceType, FormOfEvidence

from . import activity, channel, index, listing, publication, service
from .candidate import WORDS, Candidate, Standing, Why
from .checklist import ADVICE, CONTENT, TEST, Mark, Step, Test, checklist
from .content import Content, Phrases, content_of, reaches_half
from .matching import compile_pattern
from .naming import Named, Names
from .places import State, Target
from .refusals import TROUBLE_WHY, UNSEEN, doubted, trouble_why
from .site import Site

Finder = Callable[[EvidenceType, Site], list[Candidate]]

FORMS: dict[str, Finder] = {
    FormOfEvidence.PUBLICATION: publication.find,
    FormOfEvidence.LISTING: listing.find,
    FormOfEvidence.CHANNEL: channel.find,
    FormOfEvidence.SERVICE: service.find,
    FormOfEvidence.INDEX: index.find,
    FormOfEvidence.ACTIVITY: activity.find,
}


def candidates(evidence: EvidenceType, site: Site) -> list[Candidate]:
    """Every place of a site that may be the evidence, by the form of its type.

    Raises:
        TypeError: a custom form gave something else than candidates.
    """
    own = FORMS.get(evidence.form)
    found = own(evidence, site) if own is not None else _custom(evidence, site)
    return [doubted(candidate, site) for candidate in found]


def answers(evidence: EvidenceType, site: Site) -> list[Candidate]:
    """Every answer by the agency that a question-and-answer channel shows."""
    return [doubted(candidate, site) for candidate in channel.answers(site, evidence)]


def _custom(evidence: EvidenceType, site: Site) -> list[Candidate]:
    found = site.names.forms[evidence.form](evidence, site)
    if not isinstance(found, list) or not all(isinstance(one, Candidate) for one in found):
        raise TypeError(f"the form {evidence.form!r} gave no list of candidates")
    return found


__all__ = [
    "ADVICE",
    "CONTENT",
    "FORMS",
    "TEST",
    "TROUBLE_WHY",
    "UNSEEN",
    "WORDS",
    "Candidate",
    "Content",
    "Finder",
    "Mark",
    "Named",
    "Names",
    "Phrases",
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
    "content_of",
    "reaches_half",
    "trouble_why",
]
