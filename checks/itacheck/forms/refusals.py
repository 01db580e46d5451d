"""Refusals and doubts that every form shares: by the words of a name, by whose paper it is, by what a link opens."""

from __future__ import annotations

from itacheck.model import EvidenceType, Trouble

from .candidate import Candidate, Standing, Why
from .papers import central_body, other_agency
from .places import CRITERION, Naming, State, Target
from .site import Site

TROUBLE_WHY = {
    Trouble.EMPTY: Why.EMPTY,
    Trouble.SCRIPT: Why.SCRIPT,
    Trouble.LOGIN: Why.LOGIN,
    Trouble.SOFT_404: Why.SOFT_404,
    Trouble.CHALLENGE: Why.CHALLENGE,
    Trouble.SCAN: Why.SCAN,
    Trouble.GARBLED: Why.GARBLED,
    Trouble.ENCRYPTED: Why.ENCRYPTED,
    Trouble.DAMAGED: Why.DAMAGED,
    Trouble.UNSUPPORTED: Why.UNSUPPORTED,
    Trouble.TOO_LARGE: Why.TOO_LARGE,
}
ACTS = frozenset({"news", "training", "meeting", "instruction"})
"""Decoys that an activity or a directive may be."""
APPOINTMENTS = frozenset({"committee"})
"""Decoys that the appointment of a working group may be."""
DECOY_WHY = {
    "news": Why.NEWS,
    "training": Why.NEWS,
    "meeting": Why.NEWS,
    "placeholder": Why.PLACEHOLDER,
    "search": Why.SEARCH,
}


def decoy_of(evidence: EvidenceType, naming: Naming) -> tuple[Why, str] | None:
    """Which refusal the words of a name call for, if any."""
    if naming.refused:
        return Why.DECOY, naming.refused
    decoys = naming.decoys - {CRITERION} - (ACTS if evidence.news else frozenset())
    decoys -= APPOINTMENTS if evidence.appointment else frozenset()
    if not decoys:
        return None
    decoy = min(decoys)
    return DECOY_WHY.get(decoy, Why.DECOY), decoy


def foreign(evidence: EvidenceType, site: Site, text: str) -> str | None:
    """The other agency or, where the agency's own paper is asked, the central body whose paper a text says it is."""
    organisation = other_agency(text, site.agency)
    if organisation is None and not evidence.central:
        organisation = central_body(text, site.agency)
    return organisation


def unopened(candidate: Candidate, target: Target) -> Candidate | None:
    """How a named link stands that does not open; None where it does, so that what it opens decides."""
    trouble = target.reading.trouble if target.reading else None
    match target.state:
        case State.OPEN:
            return None
        case State.NOWHERE:
            return candidate.but(Standing.REFUSED, Why.NOWHERE)
        case State.DEAD:
            return candidate.but(Standing.REFUSED, TROUBLE_WHY[trouble] if trouble else Why.DEAD)
        case State.TROUBLED:
            return candidate.but(Standing.UNCLEAR, TROUBLE_WHY[trouble] if trouble else Why.FAILED)
        case State.FAILED:
            return candidate.but(Standing.UNCLEAR, Why.FAILED, target.failure.detail if target.failure else "")
        case State.UNVISITED:
            return candidate.but(Standing.UNCLEAR, Why.UNVISITED)
