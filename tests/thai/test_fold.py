"""The matching key."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itacheck.thai import Folded, fold, normalise

PIECES = st.sampled_from(
    [
        "มาตราฐาน",
        "มาตราการ",
        "มาตรา",
        " ",
        "การ",
        "ของกำนัน",
        "polioy",
        "İ",
        "เเ",
        "บุคคลากร",
        "รับขอขวัญ",
        "์",
        "ๆ",
        "12",
        "-",
    ]
)


def key(text: str) -> str:
    return fold(normalise(text)).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("คู่มือและมาตราฐานการปฏิบัติงาน", "คู่มือและมาตรฐานการปฏิบัติงาน"),
        ("มาตราการภายใน", "มาตรการภายใน"),
        ("การพัมนาองค์กร", "การพัฒนาองค์กร"),
        ("ของขวัญและของกำนัน", "ของขวัญและของกำนัล"),
        ("ไม่รับขอขวัญ", "ไม่รับของขวัญ"),
        ("No Gift Polioy", "NO-GIFT  POLICY"),
        ("โปร่งในภายใน", "โปร่งใสภายใน"),
        ("การปฎิบัติ", "การปฏิบัติ"),
        ("ข้าวจัดซื้อ", "ข่าวจัดซื้อ"),
        ("ประมวลผลจริยธรรม", "ประมวลจริยธรรม"),
        ("รับเเจ้ง", "รับแจ้ง"),
        ("คำนวน", "คำนวณ"),
        ("ข้อมูลกี่ยวกับ", "ข้อมูลเกี่ยวกับ"),
        ("ประจาปี", "ประจำปี"),
        ("ประจ าปี", "ประจำปี"),
        ("ดาเนินงาน", "ดำเนินงาน"),
        ("ดําเนินการ", "ดำเนินการ"),
        ("E–Service", "e-service"),
        ("Do's & Don’ts", "DO'S DONTS"),
        ("ปีงบประมาณ พ.ศ. ๒๕๖๘", "ปีงบประมาณพ.ศ.2568"),
        ("เวปไซต์", "เว็บไซต์"),
        ("ต่าง ๆ", "ต่าง"),
        ("ไหม่", "ใหม่"),
    ],
)
def test_the_same_wording(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("มาตรา 128", "มาตร 128"),
        ("ตามมาตรา การกระทำ", "ตามมาตรการกระทำ"),
        ("ที่ทำการของกำนัน ผู้ใหญ่บ้าน", "ที่ทำการของกำนัล ผู้ใหญ่บ้าน"),
        ("แผนการใช้จ่ายงบประมาณ", "รายงานการใช้จ่ายงบประมาณ"),
        ("บุคคล", "บุคล"),
        ("ปี 2567", "ปี 2568"),
        ("ตาก", "ดาก"),
    ],
)
def test_other_wordings_stay_apart(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("text", "wanted", "quote"),
    [
        ("ช่องทางร้องเรียน/ร้องทุกข์ ของหน่วยงาน", "ร้องเรียนร้องทุกข์", "ร้องเรียน/ร้องทุกข์"),
        ("ว่าด้วย มาตราการป้องกัน ฯลฯ", "มาตรการป้องกัน", "มาตราการป้องกัน"),
        ("ประกาศ No Gift Polioy นี้", "gift policy", "Gift Polioy"),
        ("ไม่รับขอขวัญทุกชนิด", "รับของขวัญ", "รับขอขวัญ"),
        ("สื่อต่าง ๆ", "ต่าง", "ต่าง"),
        ("İstanbul แผน", "แผน", "แผน"),
    ],
)
def test_a_match_maps_back_to_the_quote(text: str, wanted: str, quote: str) -> None:
    folded, part = fold(text), fold(wanted).key
    at = folded.key.index(part)
    start, end = folded.span(at, at + len(part))
    assert text[start:end] == quote


def test_the_misspelt_letter_itself_maps_into_the_word() -> None:
    folded = fold("x มาตราการ y")
    at = folded.key.index("การ")
    start, end = folded.span(at, at + 3)
    assert folded.text[start:end] == "การ"


def test_spans_without_length() -> None:
    folded = fold("ก ข")
    assert (folded.span(0, 0), folded.span(1, 1), folded.span(2, 2)) == ((0, 0), (2, 2), (3, 3))


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (1, 0), (0, 3)])
def test_a_span_outside_the_key_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="is no part of a key of 2 characters"):
        fold("ก ข").span(start, end)


@settings(deadline=None)
@given(st.text() | st.lists(PIECES).map("".join))
def test_total_and_consistent(text: str) -> None:
    folded = fold(text)
    assert isinstance(folded, Folded)
    assert len(folded.key) == len(folded.offsets)
    assert list(folded.offsets) == sorted(folded.offsets)
    assert all(0 <= at < len(text) for at in folded.offsets)
    start, end = folded.span(0, len(folded.key))
    assert 0 <= start <= end <= len(text)
    assert fold(text) == folded


@settings(deadline=None)
@given(st.text(alphabet="กขคงนมสรา่้์ ๆabcABC123๔-\"'"))
def test_spaces_and_tones_never_matter(text: str) -> None:
    bare = "".join(char for char in text if char not in "่้์ ๆ-\"'")
    assert fold(text).key == fold(bare).key
