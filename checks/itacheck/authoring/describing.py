"""Rules and evidence types in words for readers: what the reference and the report tell of them."""

from __future__ import annotations

import re

from itacheck.model import EvidenceType, Rule
from itacheck.packs import Catalogue
from itacheck.report import EvidenceInfo, NeedInfo, OptionInfo


def needs_of(rule: Rule, catalogue: Catalogue) -> tuple[NeedInfo, ...]:
    """What a rule asks for."""
    return tuple(
        NeedInfo(
            name=need.name,
            options=tuple(
                OptionInfo(evidence_info(catalogue.types[option.evidence]), option.year, option.at_least)
                for option in need.any_of
            ),
        )
        for need in rule.needs
    )


def evidence_info(evidence: EvidenceType) -> EvidenceInfo:
    """What readers are told of an evidence type."""
    return EvidenceInfo(
        id=evidence.id,
        form=str(evidence.form),
        name=evidence.name,
        what=evidence.what,
        called=tuple(map(readable, evidence.names)),
        refused=tuple(map(readable, evidence.refuse)),
    )


def readable(pattern: str) -> str:
    """A name pattern for readers: `^ประกาศ|นโยบาย + ของขวัญ` becomes `ประกาศ… / นโยบาย → ของขวัญ`."""
    whole = pattern.strip().startswith("=")
    sequences = []
    for sequence in pattern.strip().removeprefix("=").split(" & "):
        parts = [" / ".join(map(_word, part.split("|"))) for part in re.split(r"\s\+{1,2}(?:\s|$)", sequence.strip())]
        sequences.append(" → ".join(parts))
    told = " + ".join(sequences)
    return f"“{told}”" if whole else told


def _word(written: str) -> str:
    word = written.strip()
    return f"{word.removeprefix('^').strip()}…" if word.startswith("^") else word
