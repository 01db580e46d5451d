"""What the report knows of a rule: filled by the command line from the packs, so that this room needs no pack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from itacheck.model import Bilingual, Confidence, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceInfo:
    """An evidence type, in words for readers."""

    id: str
    form: str
    name: Bilingual
    what: Bilingual
    called: tuple[str, ...]
    """How agencies call it."""
    refused: tuple[str, ...]
    """With these words a text is not it."""


@dataclass(frozen=True, slots=True)
class OptionInfo:
    """One kind of evidence that would do."""

    evidence: EvidenceInfo
    year: str
    at_least: int


@dataclass(frozen=True, slots=True)
class NeedInfo:
    """One part of a rule: any of the options will do."""

    name: Bilingual | None
    options: tuple[OptionInfo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInfo:
    """A rule with the issue that it belongs to. The meaning of each field is that of `itacheck.model.Rule`."""

    pack: str
    id: str
    issue: int
    issue_title: Bilingual
    title: Bilingual
    step: str
    """Verbatim from the measures document."""
    measure: str
    responsible: str
    period: str
    monitoring: str
    starts: date
    due: date
    assessment: dict[str, tuple[str, ...]]
    """Fiscal year (Buddhist era) -> items of the assessment."""
    attest: bool
    passes: Bilingual
    why: Bilingual
    fix: Bilingual
    severity: Severity
    pack_title: Bilingual | None = None
    pack_note: Bilingual | None = None
    """What a reader of the pack's verdicts must know: that it is not confirmed, say."""
    altered: tuple[Bilingual, ...] = ()
    """What packs that extend one another did to the rule, and why."""
    confidence: Confidence = Confidence.HIGH
    elements: tuple[tuple[Bilingual, bool], ...] = ()
    """What its evidence must state, each with whether the source is known to ask for it."""
    needs: tuple[NeedInfo, ...] = ()
