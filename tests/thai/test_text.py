"""The normal form."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itacheck.thai import arabic_digits, normalise, normalise_lines

NAM = "น\u0e49\u0e33"  # น้ำ
THAI = "".join(chr(code) for code in range(0x0E01, 0x0E5C) if unicodedata.name(chr(code), ""))
MIXED = THAI + " \n\t\u00a0\u200b\ufeff\u00ad\uf70a\uf711\u0301\u0323\u05b0aB1"


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("น\u0e49\u0e4d\u0e32", NAM),
        ("น\u0e4d\u0e49\u0e32", NAM),
        (NAM, NAM),
        ("น\u0e33\u0e49", NAM),
        ("ประจ\u0e4d\u0e32ปี", "ประจ\u0e33ปี"),
        ("รับเเจ้ง", "รับแจ้ง"),
        ("ท\u0e48\u0e35", "ท\u0e35\u0e48"),
        ("ท\u0e35\u0e48\u0e48", "ท\u0e35\u0e48"),
        ("ป\u0e35\u0e35", "ป\u0e35"),
        ("น\u0e33\u0e33", "น\u0e33"),
        ("แผ\u200bน\u200c\u2060งาน", "แผนงาน"),
        ("\ufeffแผน\u00adงาน", "แผนงาน"),
        ("ก\u202eข\u2066ค", "กขค"),
        ("แผน\u00a0 \t\r\nงาน  ", "แผน งาน"),
        ("a\x00b\x07c\x1bd", "abcd"),
        ("caf\u0065\u0301", "cafe\u0301".replace("e\u0301", "\u00e9")),
        ("ท\uf70bี", "ท\u0e35\u0e49"),
        ("ป\uf702\uf713", "ป\u0e35\u0e48"),
        ("\uf700าน", "ฐาน"),
        ("\uf70fาติ", "ญาติ"),
        ("ป\uf711\uf714า", "ป\u0e49\u0e33"),
        ("ก\uf718", "กุ"),
        ("ปี ๒๕๖๘", "ปี ๒๕๖๘"),
        ("\ud800ก", "ก"),
        ("", ""),
    ],
)
def test_normal_form(written: str, normal: str) -> None:
    assert normalise(written) == normal


def test_every_private_use_shape_becomes_an_ordinary_letter() -> None:
    for code in range(0xF700, 0xF71B):
        letter = normalise("ก" + chr(code)).removeprefix("ก")
        assert len(letter) == 1
        assert "\u0e01" <= letter <= "\u0e4d"


def test_compatibility_forms_are_kept() -> None:
    """NFKC would take SARA AM apart and make ﬁ two letters."""
    assert normalise("\u0e33 ﬁ ①") == "\u0e33 ﬁ ①"


@settings(deadline=None)
@given(st.text() | st.text(alphabet=MIXED))
def test_idempotent(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\n" not in once
    assert once == once.strip()


@settings(deadline=None)
@given(st.text() | st.text(alphabet=MIXED))
def test_lines_idempotent(text: str) -> None:
    once = normalise_lines(text)
    assert normalise_lines(once) == once
    assert all(line == normalise(line) != "" for line in once.split("\n") if once)


def test_marks_of_other_scripts_strewn_among_thai_ones_settle() -> None:
    rubbish = "ก" + "\u0e48\u0e34\u05b0" * 200
    assert normalise(normalise(rubbish)) == normalise(rubbish)


def test_lines_are_kept_and_blank_ones_dropped() -> None:
    assert normalise_lines(" ประกาศ \r\n\r\n \u200b \n เรื่อง\u00a0 แผน\x0cปี\u2028๒๕๖๘") == "ประกาศ\nเรื่อง แผน\nปี\n๒๕๖๘"


def test_thai_digits() -> None:
    assert arabic_digits("๐๑๒๓๔๕๖๗๘๙ ปี ๒๕68") == "0123456789 ปี 2568"


@settings(deadline=None)
@given(st.text() | st.text(alphabet=MIXED))
def test_digits_keep_positions(text: str) -> None:
    changed = arabic_digits(text)
    assert len(changed) == len(text)
    assert all(old == new or old in "๐๑๒๓๔๕๖๗๘๙" for old, new in zip(text, changed, strict=True))
