"""The catalogue: what counts as "the thing" on a website."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from .agency import Slug
from .text import Bilingual, Strict


class FormOfEvidence(StrEnum):
    """How a kind of evidence shows itself."""

    PUBLICATION = "publication"
    LISTING = "listing"
    CHANNEL = "channel"
    SERVICE = "service"
    INDEX = "index"
    ACTIVITY = "activity"


class EvidenceExample(Strict):
    """One page that is, or is not, the evidence. Every example is run by the tests."""

    title: str
    """What it shows, in a few words."""
    present: bool
    fiscal_year: int | None = None
    """The Buddhist-era year that must be read from it; left out: not looked at."""
    topic: str | None = None
    html: str
    url: str = "https://agency.example/page"


class Topic(Strict):
    """A subject that a rule may ask a paper to name."""

    names: tuple[str, ...] = Field(min_length=1)


class EvidenceType(Strict):
    """One file of `rules/evidence/`. Name patterns are those of `itacheck.forms.naming`."""

    id: Slug
    extends: Slug | None = None
    """The type whose keys it takes over: its lists are added to, everything else that is written here replaces. Of a
    chain, the first type once it is loaded."""
    form: Annotated[FormOfEvidence | Slug, Field(union_mode="left_to_right")]
    """One of these, or the name of a custom form that the user allowed."""
    name: Bilingual
    what: Bilingual
    """What counts, for people."""
    names: tuple[str, ...] = Field(min_length=1)
    """How it is called: parts that must follow each other, such as `แผน + ป้องกัน|ปราบปราม + ทุจริต`."""
    refuse: tuple[str, ...] = ()
    """A text that matches one of these is not this evidence, whatever else it says."""
    needs: tuple[str, ...] = ()
    """Its content must match one of these (a declaration says that no gifts are taken); empty: the name suffices."""
    news: bool = False
    """News may be the evidence itself (activity and directive types)."""
    central: bool = False
    """The paper of a central body (ministry, department) serves too when the agency publishes it."""
    section: bool = False
    """It is a section of the site under which anything may stand (news): its name never speaks against other names."""
    appointment: bool = False
    """The order that appoints a working group is the evidence itself."""
    picture: bool = False
    """A picture so named may be the evidence itself: a chart of the organisation, the portraits of its heads."""
    topics: dict[Slug, Topic] = Field(default_factory=dict)
    related: tuple[str, ...] = ()
    """Words of links that lead towards it without naming it: they steer the crawl and prove nothing."""
    shares: dict[Slug, str] = Field(default_factory=dict)
    """Another type that a name of this one names too, on purpose -> why that does no harm."""
    sources: tuple[str, ...] = ()
    example: tuple[EvidenceExample, ...] = ()

    @property
    def root(self) -> str:
        """The id of the type from which it takes its names and how it shows itself: its own, unless it extends one."""
        return self.extends or self.id


YearTest = Literal["any", "fiscal-year", "fiscal-year-or-before", "covers", "previous", "first-half"]
"""`previous`: the fiscal year before the pack's. `first-half`: of the pack's fiscal year, and it says that it reaches
to the end of March (six months, quarter 2) or further."""
