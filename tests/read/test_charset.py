from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.read.charset import decode

THAI = "รายงานผลการดำเนินงาน “ประจำปี ๒๕๖๘” – โรงพยาบาล"


def page(meta: str) -> str:
    return f"<html><head>{meta}<title>{THAI}</title></head><body>{THAI}</body></html>"


@pytest.mark.parametrize(
    "meta",
    [
        "",
        '<meta charset="windows-874">',
        '<meta charset="tis-620">',
        "<meta charset=TIS620>",
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-874">',
        '<meta http-equiv="content-type" content="text/html;charset=x-windows-874">',
        '<meta charset="iso-8859-11">',
        '<meta charset="874">',
        '<meta charset="iso-8859-1">',
        '<meta charset="windows-1252">',
        '<meta charset="utf-8">',
        '<meta charset="no-such-charset">',
    ],
)
def test_thai_code_page_bytes_are_read_whatever_the_page_says(meta: str) -> None:
    assert decode(page(meta).encode("cp874")) == (page(meta), "cp874")


@pytest.mark.parametrize(
    "meta", ["", '<meta charset="tis-620">', '<meta charset="windows-1252">', '<meta charset="utf-8">']
)
def test_utf8_bytes_are_utf8_whatever_the_page_says(meta: str) -> None:
    assert decode(page(meta).encode(), "text/html; charset=windows-874") == (page(meta), "utf-8")


@pytest.mark.parametrize("name", ["windows-874", "x-windows-874", "tis-620", "TIS620", "874", "ISO-8859-11", "cp874"])
def test_every_thai_name_in_the_header_is_cp874(name: str) -> None:
    text, charset = decode("“ก” – ข".encode("cp874"), f"text/html; charset={name}")
    assert (text, charset) == ("“ก” – ข", "cp874")


def test_mostly_ascii_page_in_a_thai_code_page() -> None:
    source = "<div class=x>" * 500 + "ติดต่อ"
    assert decode(source.encode("cp874")) == (source, "cp874")


def test_byte_order_marks() -> None:
    assert decode(b"\xef\xbb\xbf" + THAI.encode()) == (THAI, "utf-8")
    assert decode(THAI.encode("utf-16")) == (THAI, "utf-16")
    assert decode(b"\xfe\xff" + THAI.encode("utf-16-be")) == (THAI, "utf-16")


def test_utf16_without_a_mark() -> None:
    source = "<html><body>" + "<p>" * 60 + THAI
    assert decode(source.encode("utf-16-le")) == (source, "utf-16-le")


def test_a_few_cut_letters_leave_utf8_what_it_is() -> None:
    body = (THAI * 20).encode()
    text, charset = decode(body[:-1])
    assert charset == "utf-8"
    assert text == (THAI * 20)[:-1] + "\ufffd"
    text, charset = decode(body[:100] + b"\xe0\xb8" + body[102:])
    assert charset == "utf-8"
    assert text.count("\ufffd") <= 3


def test_undefined_thai_bytes_are_replaced() -> None:
    assert decode(b"\xa1\xdb\xa2") == ("ก\ufffdข", "cp874")


def test_another_charset_that_is_declared_counts_when_the_bytes_are_not_utf8() -> None:
    assert decode("日本語".encode("shift_jis"), "text/html; charset=Shift_JIS") == ("日本語", "shift_jis")


def test_a_declaration_beyond_4_kb_does_not_count() -> None:
    source = " " * 5000 + '<meta charset="shift_jis">ก'
    assert decode(source.encode("cp874"))[1] == "cp874"


def test_codecs_that_are_none_for_text_do_not_count() -> None:
    for name in ("zip", "hex", "rot13", "idna", "undefined", "unicode_escape"):
        assert decode("กขค".encode("cp874"), f"text/html; charset={name}")[0]


@given(st.binary(max_size=400), st.text(max_size=60))
def test_never_raises(body: bytes, content_type: str) -> None:
    text, charset = decode(body, content_type)
    assert isinstance(text, str)
    assert charset
    text.encode()


def test_thai_bytes_that_happen_to_be_utf8() -> None:
    assert decode("<p>แผน</p>".encode("cp874")) == ("<p>แผน</p>", "cp874")
    assert decode("<p>Ἱ é</p>".encode()) == ("<p>Ἱ é</p>", "utf-8")


@pytest.mark.parametrize(
    "name", ["utf-7", "unicode_escape", "raw_unicode_escape", "punycode", "idna", "cp037", "utf-32"]
)
def test_what_no_browser_knows_is_no_charset(name: str) -> None:
    thai = "ประกาศ +ADw- \\u0e01"
    assert decode(thai.encode("cp874"), f"text/html; charset={name}") == (thai, "cp874")
