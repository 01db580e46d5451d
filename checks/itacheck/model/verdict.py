"""What came out: findings and verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from .agency import Waiver
from .text import Bilingual


class Status(StrEnum):
    """The outcome of a rule for an agency."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    REVIEW = "review"
    UNREACHABLE = "unreachable"
    NOT_DUE = "not_due"
    NOT_APPLICABLE = "not_applicable"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where evidence was seen."""

    url: str
    via: tuple[str, ...]
    """The link path from the home page, both ends included."""
    title: str
    quote: str
    """At most 160 characters, from the page or the link, citizen ids masked."""
    fiscal_year: int | None = None
    date: date | None = None
    sha256: str | None = None
    fetched_at: datetime | None = None
    why: str | None = None
    """Why it does not count, as a code: `dead`, `wrong-year`, …; None: it does."""


@dataclass(frozen=True, slots=True)
class SeenElement:
    """One element of a rule, as the evidence shows it."""

    id: str
    name: Bilingual
    seen: bool | None
    """None: what would tell could not be read."""
    verified: bool
    """Whether the source is known to ask for it."""
    quote: str | None = None
    """Where it was seen: at most 160 characters, citizen ids masked."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule's outcome for an agency, with its reason."""

    pack: str
    rule: str
    status: Status
    reason: Bilingual
    expected: Bilingual
    found: Bilingual
    fix: Bilingual
    findings: tuple[Finding, ...] = ()
    waiver: Waiver | None = None
    elements: tuple[SeenElement, ...] = ()
