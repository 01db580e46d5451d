"""What is asked: one checkable statement for each step of a measures document."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from .agency import Slug
from .evidence import YearTest
from .text import Bilingual, Strict


class Severity(StrEnum):
    """How much a miss matters."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Option(Strict):
    """One kind of evidence that would do."""

    evidence: Slug
    year: YearTest = "any"
    at_least: int = Field(default=1, ge=1)
    """How many different ones (services, entries, items)."""
    review_below: bool = False
    """Fewer than `at_least`, but some, is for a person to look at instead of a fail."""
    topic: Slug | None = None
    """The paper must name this topic of the evidence type."""
    silent: str | None = Field(default=None, pattern="^review$")
    """What a paper of the right kind and year that is silent on the topic gives: `review`, else it does not count."""


class Need(Strict):
    """One part of a rule: any of the options will do. A rule passes when every part does."""

    any_of: tuple[Option, ...] = Field(min_length=1)
    name: Bilingual | None = None
    """What this part is called when it is the one that is missing."""


class RuleExample(Strict):
    """A small site and the status that the rule must give it. Run by the tests."""

    title: str
    status: str = Field(pattern="^(pass|fail|review|not_due|unreachable|not_applicable)$")
    pages: dict[str, str] = Field(min_length=1)
    """Path -> HTML; `/` is the home page, and what is not linked is not found."""
    as_of: date | None = None


class Rule(Strict):
    """One TOML file of a pack."""

    id: str = Field(pattern=r"^[0-9A-Z]+(?:\.[0-9A-Z]+)*$", max_length=16)
    issue: int = Field(ge=1)
    title: Bilingual
    step: str
    """The step, verbatim from the measures document."""
    measure: str
    responsible: str
    period: str
    """As the document writes it."""
    monitoring: str
    starts: date
    due: date
    outside_year: str | None = None
    """Why `starts` or `due` lie outside the pack's fiscal year, where they do."""
    assessment: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Fiscal year -> items of the assessment (O1, …) that it touches."""
    attest: bool = False
    """Asks for an act inside the office: a record passes, its absence is for a person, never a fail."""
    passes: Bilingual
    severity: Severity
    why: Bilingual
    fix: Bilingual
    kinds: tuple[Slug, ...] = ()
    """The kinds of agency it applies to; empty: all."""
    needs: tuple[Need, ...] = Field(min_length=1)
    example: tuple[RuleExample, ...] = ()


class PackHeader(Strict):
    """The `pack.toml` of a rule pack."""

    id: Slug
    title: Bilingual
    document: str
    """The name of the measures document."""
    fiscal_year: int = Field(ge=2500, le=2700)
    """Buddhist era."""
    issues: dict[str, Bilingual]
    """Issue number -> its name."""
