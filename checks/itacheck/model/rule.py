"""What is asked: one checkable statement for each step of a measures document."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from .agency import Slug
from .evidence import YearTest
from .text import Bilingual, Strict


class Severity(StrEnum):
    """How much a miss matters."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Confidence(StrEnum):
    """How sure it is that the rule says what its source asks."""

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


Shown = Literal["address", "telephone", "e-mail", "form", "chat", "picture"]


class Element(Strict):
    """Something that the evidence of a rule must state or show. Any one of its four ways of being seen will do.

    An element that is not seen never makes a rule fail: its words vary.
    """

    id: Slug
    name: Bilingual
    source: str
    """The line of the source that it was made from, verbatim."""
    verified: bool
    """Whether the source is known to ask for it; what is not verified never changes a status."""
    names: tuple[str, ...] = ()
    """Patterns as in evidence types, looked for in the evidence's own text."""
    shows: tuple[Shown, ...] = ()
    """The evidence shows one of these."""
    files: tuple[str, ...] = ()
    """The evidence is a file of one of these kinds, such as `xlsx`."""
    any_of: tuple[Option, ...] = ()
    """One of these is found: evidence of its own, judged as the options of a need."""
    kinds: tuple[Slug, ...] = ()
    """The kinds of agency of which it is asked; empty: all."""

    @model_validator(mode="after")
    def _can_be_seen(self) -> Self:
        if not (self.names or self.shows or self.files or self.any_of):
            raise ValueError("needs one of names, shows, files, any_of")
        return self


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
    element: tuple[Element, ...] = ()
    """What the evidence must state: judged and shown one by one."""
    confidence: Confidence = Confidence.HIGH
    """How sure the source is: below `high` the report says so."""
    sources: tuple[str, ...] = ()
    """Where the rule comes from, where it is no step of a measures document."""
    example: tuple[RuleExample, ...] = ()
    added: Bilingual | None = None
    """In a pack that extends another one: why this rule is added to what it takes over."""

    @property
    def evidence(self) -> tuple[str, ...]:
        """The ids of the evidence types that it asks for, for itself or for an element."""
        parts = [*(need.any_of for need in self.needs), *(element.any_of for element in self.element)]
        return tuple(dict.fromkeys(option.evidence for part in parts for option in part))


class PackHeader(Strict):
    """The `pack.toml` of a rule pack, without what it changes in the pack that it extends."""

    id: Slug
    title: Bilingual
    document: str
    """The name of the measures document."""
    fiscal_year: int = Field(ge=2500, le=2700)
    """Buddhist era."""
    issues: dict[str, Bilingual]
    """Issue number -> its name."""
    unconfirmed: bool = False
    """Carried over from another year's pack, and not confirmed against the document of its own year."""
    note: Bilingual | None = None
    """What a reader of its verdicts must know."""
