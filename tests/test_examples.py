"""Every example that an evidence type or a rule carries holds, and for the reason that it was written for."""

from __future__ import annotations

from typing import Any

import pytest

from itacheck.examples import HOST, evidence_problem, example_snapshot, rule_verdict
from itacheck.forms import Names
from itacheck.model import Document, EvidenceExample, EvidenceType, Rule, RuleExample, Status, Trouble
from itacheck.packs import DEFAULT_PACK, Pack, load_catalogue, load_pack, rules_folder
from itacheck.patterns import names_of

CATALOGUE = load_catalogue()
PACK = load_pack(DEFAULT_PACK, CATALOGUE)
PACKS = [load_pack(path.parent.name, CATALOGUE) for path in sorted(rules_folder().glob("*/pack.toml"))]


@pytest.fixture(scope="module")
def names() -> Names:
    return names_of(CATALOGUE)


EVIDENCE_EXAMPLES = [
    pytest.param(
        evidence,
        example,
        id=f"{evidence.id}:{'is' if example.present else 'is-not'}:{example.title.replace(' ', '-')}",
    )
    for evidence in CATALOGUE.types.values()
    for example in evidence.example
]


def rule_examples(*statuses: str) -> list[Any]:
    """The examples of all rules of all packs that end with one of the statuses; none given: every example."""
    return [
        pytest.param(pack, rule, example, id=f"{pack.id}:{rule.id}:{example.status}:{example.title.replace(' ', '-')}")
        for pack in PACKS
        for rule in pack.rules
        for example in rule.example
        if not statuses or example.status in statuses
    ]


@pytest.mark.parametrize(("evidence", "example"), EVIDENCE_EXAMPLES)
def test_an_example_of_an_evidence_type_holds(evidence: EvidenceType, example: EvidenceExample, names: Names) -> None:
    assert evidence_problem(evidence, example, names) is None


@pytest.mark.parametrize(("pack", "rule", "example"), rule_examples())
def test_an_example_of_a_rule_holds(pack: Pack, rule: Rule, example: RuleExample, names: Names) -> None:
    verdict = rule_verdict(rule, example, pack, CATALOGUE, names)
    assert verdict.status == example.status, f"{verdict.reason.en}; found: {verdict.found.en}"


@pytest.mark.parametrize(("pack", "rule", "example"), rule_examples("pass"))
def test_a_pass_shows_the_page_that_proves_it(pack: Pack, rule: Rule, example: RuleExample, names: Names) -> None:
    verdict = rule_verdict(rule, example, pack, CATALOGUE, names)
    assert verdict.findings
    for finding in verdict.findings:
        assert finding.url.removeprefix(HOST.rstrip("/")) in example.pages
        assert finding.via[0] == HOST


@pytest.mark.parametrize(("pack", "rule", "example"), rule_examples())
def test_an_example_has_no_page_that_is_not_linked_and_no_dead_link_by_mistake(
    pack: Pack, rule: Rule, example: RuleExample
) -> None:
    snapshot = example_snapshot(example)
    found = {url.removeprefix(HOST.rstrip("/")) for url in snapshot.readings}
    assert set(example.pages) == found, (pack.id, rule.id)
    if "dead" not in example.title:
        assert list(snapshot.failures) == []


@pytest.mark.parametrize(
    ("pack", "rule"), [pytest.param(pack, rule, id=f"{pack.id}:{rule.id}") for pack in PACKS for rule in pack.rules]
)
def test_no_rule_passes_on_a_site_that_says_nothing(pack: Pack, rule: Rule, names: Names) -> None:
    empty = RuleExample(
        title="says nothing",
        status="fail",
        pages={
            "/": '<title>สำนักงานตัวอย่าง</title><h1>ยินดีต้อนรับ</h1><p>ประวัติความเป็นมา</p><a href="/history">ประวัติ</a>',
            "/history": "<title>ประวัติ</title><h1>ประวัติ</h1><p>ก่อตั้งเมื่อนานมาแล้ว มีบุคลากรหลายคน และอาคารหนึ่งหลัง</p>",
        },
    )
    verdict = rule_verdict(rule, empty, pack, CATALOGUE, names)
    assert verdict.status is (Status.REVIEW if rule.attest else Status.FAIL)
    assert verdict.findings == ()


def test_a_wrong_example_is_told(names: Names) -> None:
    """The checks above would be worth nothing if nothing could fail them."""
    evidence = CATALOGUE.types["code-of-ethics"]
    good = next(example for example in evidence.example if example.present)
    bad = next(example for example in evidence.example if not example.present)
    told = evidence_problem(evidence, good.model_copy(update={"present": False}), names)
    assert told is not None
    assert "expected not present" in told
    told = evidence_problem(evidence, bad.model_copy(update={"present": True}), names)
    assert told is not None
    assert "expected present" in told


def test_a_wrong_year_is_told(names: Names) -> None:
    evidence, example = next(
        (evidence, example)
        for evidence in CATALOGUE.types.values()
        for example in evidence.example
        if example.present and example.fiscal_year == 2568
    )
    told = evidence_problem(evidence, example.model_copy(update={"fiscal_year": 2551}), names)
    assert told is not None
    assert "expected year 2551" in told


def paper(path: str, content: str) -> RuleExample:
    home = f'<title>หน้าแรก</title><a href="{path}">ประกาศนโยบาย No Gift Policy ปีงบประมาณ 2568</a>'
    return RuleExample(title="a file", status="pass", pages={"/": home, path: content})


DECLARATION = """ประกาศสำนักงานตัวอย่าง
เรื่อง เจตนารมณ์นโยบาย No Gift Policy ประจำปีงบประมาณ พ.ศ. ๒๕๖๘
ผู้บริหารและบุคลากรทุกคนงดรับของขวัญและของกำนัลทุกชนิดจากการปฏิบัติหน้าที่
"""


def test_a_page_whose_path_ends_like_a_file_is_a_file_with_that_text(names: Names) -> None:
    example = paper("/files/no-gift.pdf", DECLARATION)
    document = example_snapshot(example).readings[f"{HOST}files/no-gift.pdf"]
    assert isinstance(document, Document)
    assert (document.kind, document.file_name, document.pages) == ("pdf", "no-gift.pdf", 1)
    assert document.first_page.splitlines()[0] == "ประกาศสำนักงานตัวอย่าง"
    rule = PACK.rule("5.2")
    assert rule is not None
    assert rule_verdict(rule, example, PACK, CATALOGUE, names).status is Status.PASS


def test_a_file_without_text_is_empty(names: Names) -> None:
    example = paper("/files/no-gift.pdf", " ")
    document = example_snapshot(example).readings[f"{HOST}files/no-gift.pdf"]
    assert document.trouble is Trouble.EMPTY
    rule = PACK.rule("5.2")
    assert rule is not None
    assert rule_verdict(rule, example, PACK, CATALOGUE, names).status is not Status.PASS


def test_a_link_that_is_not_among_the_pages_is_dead_and_other_hosts_do_not_answer(names: Names) -> None:
    home = '<a href="/gone.pdf">ประกาศนโยบาย No Gift Policy ปีงบประมาณ 2568</a><a href="https://other.example/">อื่น</a>'
    example = RuleExample(title="dead", status="fail", pages={"/": home})
    failures = example_snapshot(example).failures
    assert failures[f"{HOST}gone.pdf"].dead
    assert failures["https://other.example/"].outside
    assert not failures["https://other.example/"].dead
    rule = PACK.rule("5.2")
    assert rule is not None
    assert rule_verdict(rule, example, PACK, CATALOGUE, names).status is Status.FAIL


def test_a_thai_path_is_found(names: Names) -> None:
    example = paper("/เอกสาร/ประกาศ.pdf", DECLARATION)
    assert [type(r).__name__ for r in example_snapshot(example).readings.values()] == ["Page", "Document"]
    rule = PACK.rule("7.1")
    assert rule is not None
    assert rule_verdict(rule, example, PACK, CATALOGUE, names).status is Status.PASS
