"""The forms of evidence: one file each, pure functions from an evidence type and a site to candidates."""

from collections.abc import Callable

from itacheck.model import EvidenceType, FormOfEvidence

from . import activity, channel, index, listing, publication, service
from .candidate import WORDS, Candidate, Standing, Why
from .naming import Named, Names, compile_pattern
from .places import State, Target
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
    if own is not None:
        return own(evidence, site)
    found = site.names.forms[evidence.form](evidence, site)
    if not isinstance(found, list) or not all(isinstance(one, Candidate) for one in found):
        raise TypeError(f"the form {evidence.form!r} gave no list of candidates")
    return found


__all__ = [
    "FORMS",
    "WORDS",
    "Candidate",
    "Finder",
    "Named",
    "Names",
    "Site",
    "Standing",
    "State",
    "Target",
    "Why",
    "candidates",
    "compile_pattern",
]
