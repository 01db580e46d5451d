"""Names: patterns that a non-programmer writes, matched in bounded time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_evenly

from itacheck.errors import ConfigurationError
from itacheck.forms import Names, compile_pattern
from itacheck.model import Bilingual, EvidenceType, FormOfEvidence

BOTH = Bilingual(th="ก", en="a")


def evidence(
    evidence_id: str, *names: str, refuse: tuple[str, ...] = (), related: tuple[str, ...] = ()
) -> EvidenceType:
    return EvidenceType(
        id=evidence_id,
        form=FormOfEvidence.PUBLICATION,
        name=BOTH,
        what=BOTH,
        names=names,
        refuse=refuse,
        related=related,
    )


def names_of(*types: EvidenceType, decoys: dict[str, tuple[str, ...]] | None = None) -> Names:
    generic = ("ดาวน์โหลด", "ประจำปี", "ปีงบประมาณ", "พ.ศ.", "ประกาศ", "pdf")
    return Names({t.id: t for t in types}, decoys or {}, generic)


PLAN = evidence("plan", "แผน + ป้องกัน|ปราบปราม + ทุจริต", refuse=("รายงาน + แผน",), related=("ธรรมาภิบาล",))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("แผนปฏิบัติการป้องกันการทุจริต ประจำปี 2568", True),
        ("แผนปฎิบัติการป้องกันการทุจริต", True),
        ("แผน ป้อง กัน การ ทุจริต", True),
        ("แผน\u200bป้องกันการทุจริต", True),
        ("O23 แผนปราบปรามการทุจริตและประพฤติมิชอบ", True),
        ("การทุจริต ป้องกัน แผน", False),
        ("แผนพัฒนาตำบล", False),
        ("แผน" + "ก" * 60 + "ป้องกันการทุจริต", False),
    ],
)
def test_parts_follow_each_other_within_forty_letters(text: str, named: bool) -> None:
    assert ("plan" in names_of(PLAN).name(text).named) is named


def test_a_refusing_pattern_wins_and_is_told() -> None:
    said = names_of(PLAN).name("รายงานผลตามแผนป้องกันการทุจริต")
    assert said.named == {}
    assert said.denied == {"plan"}
    assert said.refused["plan"] == "รายงาน + แผน"


def test_latin_words_match_as_whole_words_only() -> None:
    names = names_of(evidence("ita", "ITA"))
    assert "ita" in names.name("การประเมิน ITA 2568").named
    assert "ita" in names.name("ITA68").named
    assert "ita" not in names.name("Digital capital").named


def test_begins_looks_behind_numbering() -> None:
    names = names_of(evidence("a", "^ประกาศ + ของขวัญ"))
    for text in ("ประกาศไม่รับของขวัญ", "O21 ประกาศไม่รับของขวัญ", "๒.๑) ประกาศไม่รับของขวัญ", "ข้อ 3 ประกาศไม่รับของขวัญ"):
        assert "a" in names.name(text).named, text
    assert "a" not in names.name("ร่วมประกาศไม่รับของขวัญ").named


def test_whole_allows_only_generic_words_around_it() -> None:
    names = names_of(evidence("a", "=จัดซื้อจัดจ้าง"))
    assert "a" in names.name("ประกาศจัดซื้อจัดจ้าง ประจำปี 2568").named
    assert "a" not in names.name("คณะกรรมการจัดซื้อจัดจ้าง").named


def test_both_in_any_order() -> None:
    names = names_of(evidence("a", "no gift & ประกาศ|เจตนารมณ์"))
    assert "a" in names.name("No Gift Policy: ประกาศ").named
    assert "a" in names.name("ประกาศ No-Gift Policy").named
    assert "a" not in names.name("No Gift Policy").named


def test_a_text_that_names_everything_names_nothing() -> None:
    types = [evidence(f"t{n}", word) for n, word in enumerate(("แผน", "รายงาน", "คู่มือ", "มาตรการ"))]
    names = names_of(*types)
    assert set(names.name("แผน รายงาน คู่มือ").named) == {"t0", "t1", "t2"}
    assert names.name("แผน รายงาน คู่มือ มาตรการ").named == {}


def test_long_texts_are_no_names() -> None:
    assert names_of(PLAN).name("แผนป้องกันการทุจริต " + "เนื้อหา" * 60).named == {}


@pytest.mark.parametrize(
    ("text", "generic"), [("ดาวน์โหลด PDF", True), ("ประจำปี 2568", True), ("12", True), ("รายงาน", False)]
)
def test_generic(text: str, generic: bool) -> None:
    assert names_of(PLAN).name(text).generic is generic


def test_decoys_and_related() -> None:
    names = names_of(PLAN, decoys={"news": ("ร่วมกิจกรรม",)})
    assert names.name("ร่วมกิจกรรมแผนป้องกันทุจริต").decoys == {"news"}
    assert names.name("ธรรมาภิบาล").related == {"plan"}


def test_the_quote_is_the_text_as_it_stands() -> None:
    text = "O23 แผน ปฎิบัติการ ป้องกันการทุจริต ปี 68"
    start, end = names_of(PLAN).name(text).named["plan"]
    assert text[start:end].startswith("แผน")
    assert text[start:end].endswith("ทุจริต")


@pytest.mark.parametrize("source", ["", "แผน + ", "a||b", "...", "แผน + !!"])
def test_an_empty_part_is_an_error_of_the_rule_author(source: str) -> None:
    with pytest.raises(ConfigurationError, match="empty part"):
        compile_pattern(source)


def test_a_whole_text_may_be_any_of_its_words_though_one_stands_in_another() -> None:
    names = names_of(evidence("a", "=จัดซื้อจัดจ้าง|แผนกจัดซื้อจัดจ้าง"))
    assert "a" in names.name("แผนกจัดซื้อจัดจ้าง").named
    assert "a" in names.name("จัดซื้อจัดจ้าง").named
    assert "a" not in names.name("แผนกจัดซื้อจัดจ้างของเขา").named


def test_hostile_text_costs_its_length() -> None:
    names = names_of(evidence("a", "ก + ก + ก + ก + ก + ข"), evidence("b", "ก ++ ก ++ ก ++ ข"))

    def search(times: int) -> None:
        names.name("ก" * (times // 8))
        names.content("ก" * times, "names", "b")
        names.decoys_in("กข" * times)

    assert_grows_evenly(search, lambda times: times, 20_000)


@given(st.text(max_size=300))
def test_never_raises(text: str) -> None:
    names_of(PLAN).name(text)
