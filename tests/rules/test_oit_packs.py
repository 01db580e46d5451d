"""The packs of the assessment's items: complete, after their sources, and sure only of what the sources are sure of."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from itacheck.model import Rule
from itacheck.packs import Pack, load_catalogue, load_pack

TOP = Path(__file__).resolve().parents[2]
SOURCE = TOP.parent / "shared" / "oit.json"
needs_source = pytest.mark.skipif(
    not SOURCE.exists(), reason=f"{SOURCE} is not on this machine, so the packs are not compared with it"
)
CATALOGUE = load_catalogue()
PACKS = {2568: load_pack("oit-2568", CATALOGUE), 2569: load_pack("oit-2569", CATALOGUE)}
ITEMS = {2568: 28, 2569: 26}
INDICATORS = {
    2568: {1: "O1-O4", 2: "O5-O11", 3: "O12-O13", 4: "O14-O16", 5: "O17-O20", 6: "O21-O26", 7: "O27-O28"},
    2569: {1: "O1-O4", 2: "O5-O10", 3: "O11-O12", 4: "O13-O15", 5: "O16-O19", 6: "O20-O24", 7: "O25-O26"},
}
# Lines of the source that tell what one agency handed in, and no requirement.
OBSERVED = re.compile(r"ที่ยื่น|RTRDA|โครงการ \(จังหวัดตาก\)")
NOT_ELEMENTS = re.compile(r"^RTRDA แสดงชื่อแผน|^เอกสารตั้งต้นของโครงการ")
REPORTS = re.compile(r"^รายงาน(?!.*แผนและ)|^ข้อมูลสถิติ|^สรุปผลประจำปี")

EVERY = [pytest.param(pack, rule, id=f"{pack.id}:{rule.id}") for pack in PACKS.values() for rule in pack.rules]


def source(year: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(SOURCE.read_text(encoding="utf-8"))[str(year)]
    return found


@pytest.mark.parametrize("year", PACKS)
def test_a_pack_has_every_item_in_its_order(year: int) -> None:
    assert [rule.id for rule in PACKS[year].rules] == [f"O{n}" for n in range(1, ITEMS[year] + 1)]
    assert PACKS[year].header.fiscal_year == year


@pytest.mark.parametrize("year", PACKS)
def test_items_stand_under_their_indicators(year: int) -> None:
    grouped: dict[int, list[str]] = {}
    for rule in PACKS[year].rules:
        grouped.setdefault(rule.issue, []).append(rule.id)
    assert {issue: f"{ids[0]}-{ids[-1]}" for issue, ids in grouped.items()} == INDICATORS[year]


@pytest.mark.parametrize(("pack", "rule"), EVERY)
def test_the_period_of_an_item_is_the_fiscal_year(pack: Pack, rule: Rule) -> None:
    year = pack.header.fiscal_year
    assert (rule.starts, rule.due) == (date(year - 544, 10, 1), date(year - 543, 9, 30))
    assert rule.assessment == {str(year): (rule.id,)}
    assert rule.sources == (f"OIT FY{year} {rule.id}",)


@pytest.mark.parametrize(("pack", "rule"), EVERY)
def test_a_report_is_asked_of_the_year_before_and_a_plan_of_the_year(pack: Pack, rule: Rule) -> None:
    years = {option.year for need in rule.needs for option in need.any_of}
    if REPORTS.search(rule.title.th) and "มีส่วนร่วม" not in rule.title.th:
        assert years == {"previous"}, pack.id
    elif rule.title.th.startswith(("แผนยุทธศาสตร์", "แผนการบริหาร", "แผนปฏิบัติการ", "หลักเกณฑ์และแผน")):
        assert years == {"covers"}, pack.id


def test_progress_is_asked_for_the_first_half() -> None:
    for pack in PACKS.values():
        rule = pack.rule("O6")
        assert rule is not None
        plan, progress = ({option.year for option in need.any_of} for need in rule.needs)
        assert (plan, progress) == ({"fiscal-year"}, {"first-half"})


@needs_source
@pytest.mark.parametrize("year", PACKS)
def test_titles_and_confidence_are_those_of_the_source(year: int) -> None:
    told = [(item["code"], item["title_th"], item["confidence"]) for item in source(year)]
    rules = PACKS[year].rules
    assert [(rule.id, rule.confidence.value) for rule in rules] == [(code, confidence) for code, _, confidence in told]
    # What the source names in English only has its Thai name before it.
    assert all(
        rule.title.th.removesuffix(")").endswith(title.removesuffix(")"))
        for rule, (_, title, _) in zip(rules, told, strict=True)
    )


@needs_source
@pytest.mark.parametrize("year", PACKS)
def test_every_line_of_the_source_is_an_element_and_only_what_it_is_sure_of_is_verified(year: int) -> None:
    for item, rule in zip(source(year), PACKS[year].rules, strict=True):
        sure = [line for line in item["elements_th"] if not NOT_ELEMENTS.search(line)]
        assert {element.source for element in rule.element} == {*sure, *item["elements_unverified_th"]}, rule.id
        verified = {element.source for element in rule.element if element.verified}
        assert verified == {line for line in sure if not OBSERVED.search(line)}, rule.id


def test_the_second_year_is_sure_of_nothing_it_has_from_one_agency() -> None:
    assert {rule.confidence.value for rule in PACKS[2569].rules} == {"medium"}
