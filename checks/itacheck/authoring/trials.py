"""Runs the examples of rules and evidence types, and says of one that does not hold which part of it failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from itacheck.errors import ConfigurationError
from itacheck.examples import AGENCY, evidence_candidates, evidence_problem, example_snapshot, rule_verdict
from itacheck.forms import WORDS, Candidate, Names, Site, candidates
from itacheck.judge import Judge
from itacheck.model import Bilingual, EvidenceExample, EvidenceType, Need, Option, Rule, RuleExample
from itacheck.packs import Catalogue, Pack
from itacheck.patterns import names_of

AFTER = timedelta(days=90)
"""A rule's parts are told as they stand this long after its due date, when nothing is `not_due` any more."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One place of an example that might have been the evidence."""

    url: str
    quote: str
    standing: str
    """`accepted`, `unclear` or `refused`, before year and topic are asked for."""
    why: Bilingual
    detail: str
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One option of one need of a rule, judged alone; of an evidence type: the type."""

    need: int
    """From 1; 0 for an evidence type, and for an element of a rule."""
    option: int
    evidence: str
    asked: str
    status: str
    reason: Bilingual
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """One example and how it came out."""

    kind: str
    """`evidence` or `rule`."""
    id: str
    example: str
    expected: str
    got: str
    holds: bool
    parts: tuple[Part, ...] = ()
    """What was seen; only where it does not hold."""


def try_all(ids: Sequence[str], packs: Sequence[Pack], catalogue: Catalogue) -> Iterator[Trial]:
    """The examples of the rules and evidence types of those ids; no ids: of all that the packs hold and ask for.

    Args:
        ids: `5.6`, `2568/5.6` or the id of an evidence type.
        packs: where the rules are.
        catalogue: where the evidence types are.

    Raises:
        ConfigurationError: an id is neither.
    """
    names = names_of(catalogue)
    rules = [(pack, rule) for pack in packs for rule in pack.rules]
    known = {spelling for pack, rule in rules for spelling in _spellings(pack, rule)} | set(catalogue.types)
    for wanted in ids:
        if wanted not in known:
            raise ConfigurationError(
                f"{wanted!r} is neither a rule of {', '.join(pack.id for pack in packs)} nor an evidence type",
                "see itacheck rules list, and name the pack with --rules",
            )
    asked = {evidence for _, rule in rules for evidence in rule.evidence}
    for evidence in catalogue.types.values():
        if evidence.id in ids or (not ids and evidence.id in asked):
            yield from (_try_type(evidence, example, names) for example in evidence.example)
    for pack, rule in rules:
        if not ids or not _spellings(pack, rule).isdisjoint(ids):
            yield from (_try_rule(rule, example, pack, catalogue, names) for example in rule.example)


def _spellings(pack: Pack, rule: Rule) -> set[str]:
    return {rule.id, f"{pack.id}/{rule.id}"}


def _try_type(evidence: EvidenceType, example: EvidenceExample, names: Names) -> Trial:
    expected = "present" if example.present else "not present"
    if example.present and example.fiscal_year is not None:
        expected += f", fiscal year {example.fiscal_year}"
    if example.present and example.topic is not None:
        expected += f", topic {example.topic}"
    if evidence_problem(evidence, example, names) is None:
        return Trial("evidence", evidence.id, example.title, expected, expected, holds=True)
    found = evidence_candidates(evidence, example, names)
    accepted = [c for c in found if c.standing.value == "accepted"]
    got = "present" if accepted else "not present"
    if accepted and example.fiscal_year is not None:
        years = sorted({year for c in accepted for year in c.fiscal_years})
        got += f", fiscal year {', '.join(map(str, years)) or 'not stated'}"
    if accepted and example.topic is not None:
        topics = sorted({topic.rpartition("/")[2] for c in accepted for topic in c.topics})
        got += f", topic {', '.join(topics) or 'none'}"
    part = Part(0, 0, evidence.id, "", got, _summary(found), _seen(found))
    return Trial("evidence", evidence.id, example.title, expected, got, holds=False, parts=(part,))


def _try_rule(rule: Rule, example: RuleExample, pack: Pack, catalogue: Catalogue, names: Names) -> Trial:
    got = rule_verdict(rule, example, pack, catalogue, names).status.value
    told = f"{pack.id}/{rule.id}"
    if got == example.status:
        return Trial("rule", told, example.title, example.status, got, holds=True)
    parts = tuple(_parts(rule, example, pack, catalogue, names))
    return Trial("rule", told, example.title, example.status, got, holds=False, parts=parts)


def _parts(rule: Rule, example: RuleExample, pack: Pack, catalogue: Catalogue, names: Names) -> Iterator[Part]:
    """Each option judged as if it were the whole rule."""
    snapshot = example_snapshot(example)
    site = Site(snapshot, names, agency=AGENCY)
    for n, need in enumerate(rule.needs, 1):
        for m, option in enumerate(need.any_of, 1):
            alone = rule.model_copy(update={"needs": (Need(any_of=(option,)),), "attest": False, "kinds": ()})
            judge = Judge(
                pack_id=pack.id, fiscal_year=pack.header.fiscal_year, rules=(alone,), types=catalogue.types,
                names=names, as_of=rule.due + AFTER, asked=pack.evidence,
            )  # fmt: skip
            verdict = judge.judge(AGENCY, snapshot)[0]
            found = candidates(catalogue.types[option.evidence], site)
            yield Part(n, m, option.evidence, _asked(option), verdict.status.value, verdict.reason, _seen(found))
    for element in rule_verdict(rule, example, pack, catalogue, names).elements:
        status = {True: "seen", False: "not seen", None: "not readable"}[element.seen]
        yield Part(0, 0, f"element {element.id}", "" if element.verified else "not verified", status, element.name, ())


def _asked(option: Option) -> str:
    told = [f"year {option.year}"]
    told += [f"at least {option.at_least}"] if option.at_least > 1 else []
    told += [f"topic {option.topic}"] if option.topic else []
    return ", ".join(told)


def _summary(found: Sequence[Candidate]) -> Bilingual:
    if found:
        return Bilingual(th=f"พบ {len(found)} แห่งที่อาจใช่", en=f"{len(found)} place(s) that may be it")
    return Bilingual(
        th="ไม่มีข้อความใดในหน้าที่นับเป็นชื่อของหลักฐานนี้ได้ (ดู names และ refuse)",
        en="no text of the page names it and has the form (see 'names' and 'refuse')",
    )


def _seen(found: Iterable[Candidate]) -> tuple[Seen, ...]:
    return tuple(
        Seen(c.url, c.quote, c.standing.value, WORDS[c.why], c.detail, c.fiscal_years) for c in found
    )  # fmt: skip
