"""Refusals and doubts that every form shares: by the words of a name, by whose paper it is, by what a link opens."""

from __future__ import annotations

from http import HTTPStatus

from itacheck.model import Document, EvidenceType, Link, LinkKind, Page, Reading, Trouble, Unrendered

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
    Trouble.PARKED: Why.PARKED,
    Trouble.MAINTENANCE: Why.MAINTENANCE,
    Trouble.SERVER_ERROR: Why.SERVER_ERROR,
    Trouble.HACKED: Why.HACKED,
    Trouble.INJECTED: Why.HACKED,
    Trouble.SCAN: Why.SCAN,
    Trouble.GARBLED: Why.GARBLED,
    Trouble.ENCRYPTED: Why.ENCRYPTED,
    Trouble.DAMAGED: Why.DAMAGED,
    Trouble.UNSUPPORTED: Why.UNSUPPORTED,
    Trouble.TOO_LARGE: Why.TOO_LARGE,
}
UNSEEN = frozenset({
    Trouble.SCRIPT, Trouble.LOGIN, Trouble.CHALLENGE, Trouble.PARKED, Trouble.MAINTENANCE, Trouble.SERVER_ERROR,
    Trouble.HACKED,
})  # fmt: skip
"""What hides a page of which nobody can say what it held."""
_UNRENDERED_WHY = {
    Unrendered.MISSING: Why.SCRIPT_MISSING,
    Unrendered.OFF: Why.SCRIPT_OFF,
    Unrendered.SPENT: Why.SCRIPT_SPENT,
    Unrendered.FAILED: Why.SCRIPT_FAILED,
    Unrendered.PARTLY: Why.SCRIPT_PARTLY,
}
ACTS = frozenset({"news", "training", "meeting", "instruction"})
"""Decoys that an activity or a directive may be."""
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


def trouble_why(reading: Reading) -> Why:
    """Why something with a trouble, or a page that a script draws in part, cannot be judged as it stands."""
    trouble = reading.trouble or Trouble.SCRIPT
    if trouble is Trouble.UNSUPPORTED and isinstance(reading, Document) and reading.kind == "image":
        return Why.IMAGE
    if trouble is Trouble.SCRIPT and isinstance(reading, Page) and reading.unrendered is not None:
        return _UNRENDERED_WHY[reading.unrendered]
    return TROUBLE_WHY[trouble]


def unopened(candidate: Candidate, target: Target, link: Link) -> Candidate | None:
    """How a named link stands that does not open; None where it does, so that what it opens decides."""
    why = trouble_why(target.reading) if target.reading and target.reading.trouble else None
    match target.state:
        case State.OPEN:
            return None
        case State.NOWHERE if link.kind is LinkKind.SCRIPT:
            return candidate.but(Standing.UNCLEAR, Why.SCRIPT_LINK)
        case State.NOWHERE:
            return candidate.but(Standing.REFUSED, Why.NOWHERE)
        case State.DEAD:
            return candidate.but(Standing.REFUSED, _gone(target))
        case State.TROUBLED:
            return candidate.but(Standing.UNCLEAR, why or Why.FAILED)
        case State.FAILED:
            asks = target.failure is not None and target.failure.status == HTTPStatus.UNAUTHORIZED
            why = Why.LOGIN if asks else Why.FAILED
            return candidate.but(Standing.UNCLEAR, why, target.failure.detail if target.failure else "")
        case State.UNVISITED:
            return candidate.but(Standing.UNCLEAR, Why.UNVISITED)


def _gone(target: Target) -> Why:
    if target.reading is None:
        return Why.DEAD
    if target.home:
        return Why.HOME
    return Why.SOFT_404 if target.reading.trouble is Trouble.SOFT_404 else Why.EMPTY


def doubted(candidate: Candidate, site: Site) -> Candidate:
    """The candidate, for a person to look at where strangers wrote in its page: such a page proves nothing.

    A file that was read stands by itself, whatever page links it.
    """
    if candidate.standing is not Standing.ACCEPTED:
        return candidate
    target = site.snapshot.readings.get(candidate.url)
    if isinstance(target, Document) and target.trouble is None and not target.outside:
        return candidate
    pages = (site.snapshot.readings.get(candidate.page), target)
    if any(isinstance(page, Page) and page.trouble in (Trouble.HACKED, Trouble.INJECTED) for page in pages):
        return candidate.but(Standing.UNCLEAR, Why.HACKED)
    return candidate
