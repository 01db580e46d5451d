"""The rule and evidence files, as data: complete, verbatim, and never saying one thing twice."""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from itacheck.model import EvidenceType, FormOfEvidence, Option, PackHeader, Rule

TOP = Path(__file__).resolve().parents[2]
EVIDENCE = TOP / "rules" / "evidence"
PACK = TOP / "rules" / "2568"
SEED = TOP.parent / "shared" / "seed_steps.json"

RULE_IDS = [
    "1.1",
    "1.2",
    "1.3",
    "1.4",
    "1.5",
    "1.M",
    "2.1.1",
    "2.1.2",
    "2.1.M",
    "2.2.1",
    "2.2.2",
    "2.2.M",
    "3.1",
    "3.2",
    "3.3",
    "3.M",
    "4.1",
    "4.2",
    "4.3",
    "4.M",
    "5.1",
    "5.2",
    "5.3",
    "5.4",
    "5.5",
    "5.6",
    "5.7",
    "5.M",
    "6.1",
    "6.2",
    "6.3",
    "6.4",
    "6.M",
    "7.1",
    "7.2",
    "7.3",
    "7.4",
    "7.M",
]
ATTEST = {"1.1", "1.3", "3.1", "4.3", "6.1", "7.3"}
EVIDENCE_IDS = {
    "directive",
    "e-service",
    "participation-report",
    "participation-channel",
    "ita-improvement",
    "integrity-measures",
    "service-manual",
    "satisfaction-survey",
    "satisfaction-report",
    "e-service-promotion",
    "qa-channel",
    "contact-info",
    "oit-index",
    "asset-use-guideline",
    "conflict-of-interest-measure",
    "procurement-training",
    "no-gift-policy-declaration",
    "corruption-risk-assessment",
    "gift-receipt-report",
    "anti-corruption-plan",
    "procurement-announcements",
    "budget-report",
    "procurement-monthly-summary",
    "complaint-channel",
    "code-of-ethics",
    "hr-policy-or-plan",
    "dos-and-donts",
    "no-gift-culture",
    "anti-corruption-training",
    "integrity-measures-report",
    # of the assessment's items only
    "anti-corruption-report",
    "complaint-guideline",
    "complaint-statistics",
    "ethics-drive",
    "ethics-team",
    "executives",
    "gift-rules",
    "hr-criteria",
    "hr-report",
    "news",
    "operating-plan",
    "operation-report",
    "organisation-structure",
    "powers-and-duties",
    "procurement-annual-report",
    "procurement-list",
    "risk-treatment-report",
    "service-statistics",
    "strategic-plan",
}


def _table(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


EVIDENCE_FILES = sorted(path for path in EVIDENCE.glob("*.toml") if not path.name.startswith("_"))
RULE_FILES = sorted(PACK.glob("*/*.toml"))
TYPES = {path.stem: EvidenceType.model_validate(_table(path)) for path in EVIDENCE_FILES}
RULES = {path.stem: Rule.model_validate(_table(path)) for path in RULE_FILES}
EVERY_RULE = [Rule.model_validate(_table(path)) for path in sorted((TOP / "rules").glob("*/*/*.toml"))]
HEADER = PackHeader.model_validate(_table(PACK / "pack.toml"))


def _options(rules: Iterable[Rule]) -> list[Option]:
    """Every option that rules offer, for themselves and for their elements."""
    return [
        option
        for rule in rules
        for part in (*(need.any_of for need in rule.needs), *(element.any_of for element in rule.element))
        for option in part
    ]


def test_the_catalogue_has_exactly_the_types_of_the_documents() -> None:
    assert set(TYPES) == EVIDENCE_IDS
    assert all(name == evidence.id for name, evidence in TYPES.items())


def test_the_pack_has_exactly_the_38_steps() -> None:
    assert len(RULE_FILES) == 38
    assert sorted(RULES) == sorted(RULE_IDS)
    assert all(name == rule.id for name, rule in RULES.items())


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.stem)
def test_a_rule_lies_in_the_folder_of_its_issue(path: Path) -> None:
    rule = RULES[path.stem]
    assert path.parent.name == str(rule.issue) == rule.id.split(".", maxsplit=1)[0]
    assert str(rule.issue) in HEADER.issues


def test_periods_end_as_the_document_says() -> None:
    for rule in RULES.values():
        assert rule.starts == date(2024, 10, 1), rule.id
        assert rule.due == (date(2025, 4, 30) if rule.issue in (6, 7) else date(2025, 9, 30)), rule.id
        assert ("เม.ย. ๖๘" in rule.period) is (rule.issue in (6, 7)), rule.id


def test_the_attest_rules_are_those_that_ask_for_acts_inside_the_office() -> None:
    assert {rule.id for rule in RULES.values() if rule.attest} == ATTEST


def test_steps_of_one_part_share_its_measure_and_monitoring() -> None:
    """What the document writes once for several steps is the same text in each of their files."""
    measures: dict[str, set[str]] = defaultdict(set)
    duties: dict[str, set[str]] = defaultdict(set)
    for rule in RULES.values():
        part = rule.id.rpartition(".")[0]
        measures[part].add(rule.measure)
        duties[part].add(rule.step if rule.id.endswith(".M") else rule.monitoring)
    assert {part for part, texts in measures.items() if len(texts) > 1} == set()
    assert {part for part, texts in duties.items() if len(texts) > 1} == set()


@pytest.mark.skipif(not SEED.exists(), reason=f"{SEED} is not on this machine, so the texts are not compared with it")
def test_texts_are_verbatim_from_the_document() -> None:
    steps = json.loads(SEED.read_text(encoding="utf-8"))
    assert [step["id"] for step in steps if step["id"] not in RULES] == []
    for step in steps:
        rule = RULES[step["id"]]
        found = (rule.step, rule.measure, rule.responsible, rule.period, rule.monitoring)
        assert found == tuple(
            step[key].strip() for key in ("step_th", "measure_th", "responsible", "period", "monitoring")
        )
        assert rule.assessment == {"2568": tuple(step["oit_2568"]), "2569": tuple(step["oit_2569"])}, rule.id


def test_rules_ask_for_known_evidence_and_every_type_is_asked_for() -> None:
    options = _options(EVERY_RULE)
    assert {option.evidence for option in options} == set(TYPES)
    for option in options:
        assert option.topic is None or option.topic in TYPES[option.evidence].topics, option


def test_every_topic_is_asked_for() -> None:
    """By a rule, or by the form: what a page with a form is for, and what the form offers to choose from."""
    asked = {(option.evidence, option.topic) for option in _options(EVERY_RULE)}
    asked |= {(t.id, "act") for t in TYPES.values() if t.form == "service"}
    asked |= {(t.id, topic) for t in TYPES.values() if t.form == "channel" for topic in ("works", "conduct")}
    assert {(t.id, topic) for t in TYPES.values() for topic in t.topics} <= asked


def test_a_rule_with_several_parts_names_each() -> None:
    for rule in EVERY_RULE:
        assert len(rule.needs) == 1 or all(need.name is not None for need in rule.needs), rule.id


@pytest.mark.parametrize("evidence", TYPES.values(), ids=lambda evidence: evidence.id)
def test_an_evidence_type_shows_what_it_is_and_what_it_is_not(evidence: EvidenceType) -> None:
    shown = [example.present for example in evidence.example]
    assert shown.count(True) >= 2
    assert shown.count(False) >= 2
    assert all(example.topic is None or example.topic in evidence.topics for example in evidence.example)


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: f"{rule.starts.year}-{rule.id}")
def test_a_rule_shows_a_site_that_passes_and_one_that_does_not(rule: Rule) -> None:
    statuses = {example.status for example in rule.example}
    assert "pass" in statuses
    assert "review" in statuses if rule.attest else "fail" in statuses
    assert not (rule.attest and "fail" in statuses)
    assert all("/" in example.pages for example in rule.example)


def test_no_name_is_written_twice() -> None:
    owners: dict[str, list[str]] = defaultdict(list)
    for evidence in TYPES.values():
        for pattern in evidence.names:
            owners[pattern].append(evidence.id)
    assert {pattern: ids for pattern, ids in owners.items() if len(ids) > 1} == {}


def test_only_acts_may_be_news() -> None:
    for evidence in TYPES.values():
        assert evidence.news is (evidence.form is FormOfEvidence.ACTIVITY), evidence.id


def test_decoys_and_generic_words_are_told_apart() -> None:
    decoys = _table(EVIDENCE / "_decoys.toml")["decoy"]
    assert isinstance(decoys, list)
    ids = [decoy["id"] for decoy in decoys]
    assert len(ids) == len(set(ids))
    assert {"news", "training", "meeting", "placeholder", "law", "blank-form", "criteria", "search"} <= set(ids)
    words = _table(EVIDENCE / "_generic.toml")["words"]
    assert isinstance(words, list)
    assert {"ดาวน์โหลด", "ประจำปี", "ประกาศ", "pdf"} <= set(words)
