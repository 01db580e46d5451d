from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.thai import fold, in_thai, is_rubbish, normalise, tidy_layer
from itacheck.thai.repair import astray

PLAN = "แผนปฏิบัติการป้องกันการทุจริต ๒๕๖๘.pdf"
GOOD = "สำนักงานตัวอย่างจัดทำแผนปฏิบัติการเพื่อป้องกันการทุจริตและประพฤติมิชอบ เกาะ เยาะเย้ย เสาะหา ซื่อสัตย์ น้ำใจ ฤๅษี"
THAI = st.text(
    st.characters(min_codepoint=0x0E01, max_codepoint=0x0E4E, exclude_characters="฿\u0e3b\u0e3c\u0e3d\u0e3e")
)


@pytest.mark.parametrize("codec", ["latin-1", "cp1252", "cp437", "mac_roman"])
@pytest.mark.parametrize("text", [PLAN, "แผน.pdf", "ประกาศเจตนารมณ์ No Gift Policy", "ที่"])
def test_thai_bytes_that_were_read_in_another_code_page(text: str, codec: str) -> None:
    assert in_thai(text.encode("cp874").decode(codec)) == text


@pytest.mark.parametrize("codec", ["latin-1", "cp437"])
def test_utf8_that_was_read_byte_by_byte(codec: str) -> None:
    assert in_thai(PLAN.encode().decode(codec)) == PLAN


@pytest.mark.parametrize(
    "text", [PLAN, "résumé à Köln", "½ ¼ ¾", "©2568 ±3°", "Ünïcödé", "“–”", "• ❖ ➢", "─────", "日本語", ""]
)
def test_what_is_right_stays(text: str) -> None:
    assert in_thai(text) == text


@given(st.text())
def test_a_repaired_name_needs_no_repair(text: str) -> None:
    assert in_thai(in_thai(text)) == in_thai(text)


@given(st.text())
def test_a_layer_keeps_its_lines(text: str) -> None:
    assert len(tidy_layer(text).splitlines()) <= len(text.splitlines())
    tidy_layer(text).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    ("layer", "page"),
    [
        ("á¼¹»¯ÔºÑµÔ¡ÒÃ", "แผนปฏิบัติการ"),
        ("แ ผ น ป ฏิ บั ติ ก า ร  ป้ อ ง กั น", "แผนปฏิบัติการ ป้องกัน"),
        ("แ ผ น ป ฏิบัติก า ร พ . ศ .\n๒ ๕ ๖ ๘", "แผนปฏิบัติการพ.ศ.\n๒๕๖๘"),
        ("ด าเนินการ ประจ าปี", "ดำเนินการ ประจำปี"),
        ("สำานักงาน ประจำาปี นำ’าใจ", "สำนักงาน ประจำปี นำใจ"),
        ("นาํ้ ใจ", "น้ำ ใจ"),
        ("ปฏิ บ ัติ", "ปฏิ บัติ"),
        ("เดือนมกรำคม งบประมำณ", "เดือนมกราคม งบประมาณ"),
        ("ที่ รายการ 2 5 6 8", "ที่ รายการ 2 5 6 8"),
        ("2 5 6 8\nAnnual plan", "2 5 6 8\nAnnual plan"),
    ],
)
def test_what_fonts_do_to_thai_is_put_right(layer: str, page: str) -> None:
    assert "\n".join(normalise(line) for line in tidy_layer(layer).split("\n")) == page


@given(st.text(st.sampled_from("กรนทปาเแิีุ่้ัำ์ ๑2 ab.\n")))
def test_a_layer_without_faults_keeps_what_names_are_matched_by(text: str) -> None:
    if not astray(text) and "ำา" not in text.replace(" ", ""):
        assert fold(tidy_layer(text)).key == fold(normalise(text)).key


def test_rubbish_in_thai_letters_is_told() -> None:
    assert astray(GOOD) < 0.02
    assert not is_rubbish(GOOD * 5)
    assert not is_rubbish("".join(sorted(GOOD))[:30])
    assert is_rubbish("".join(sorted(GOOD * 5, key=lambda char: ord(char) * 31 % 57)))
    rules = (Path(__file__).parents[2] / "rules" / "2568").rglob("*.toml")
    assert max(astray(path.read_text(encoding="utf-8")) for path in rules) < 0.005


@given(THAI)
def test_the_share_of_letters_astray_is_a_share(text: str) -> None:
    assert 0 <= astray(text) <= 1
