"""Text of strangers made fit to show, and numbers made fit to read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.report.text import (
    breakable,
    clean,
    duration,
    number,
    plural,
    readable_url,
    safe_href,
    share,
    size,
    strip_unseen,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ที่ทำการปกครองน้ำ", "ที่ทำการปกครองน้ำ"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("a\tb\u2028c", "a b c"),
        ("line\nline", "line\nline"),
        ("\x1b[31mred\x00", "[31mred"),
        ("a\u200bb", "a\u200bb"),
        ("ก" + "\u0e48" * 50, "ก" + "\u0e48" * 4),
        ("\ud800x", "x"),
    ],
)
def test_unseen_characters_go(text: str, shown: str) -> None:
    assert strip_unseen(text) == shown


def test_long_text_ends_with_an_ellipsis() -> None:
    assert clean("ก" * 10, 10) == "ก" * 10
    assert clean("ก" * 11, 10) == "ก" * 9 + "…"
    assert clean("\u202e" * 50 + "x", 10) == "…"


@given(st.text(max_size=300))
def test_cleaned_text_stays_cleaned(text: str) -> None:
    once = clean(text, 100)
    assert len(once) <= 100
    assert strip_unseen(once) == once


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://agency.example/a?b=c&d=1#x", True),
        ("http://agency.example:8080/", True),
        ("https://วัฒนธรรม.example/หน้าแรก", True),
        ("HTTPS://agency.example/", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("ftp://agency.example/", False),
        ("https:///x", False),
        ("https://a.example\\@b.example/", False),
        ("https://user:pass@a.example/", False),
        ("https://a.example:99999/", False),
        ("https://a.example/ b", False),
        ('https://a.example/"x', False),
        ("/local", False),
    ],
)
def test_only_plain_web_addresses_are_links(url: str, safe: bool) -> None:
    assert safe_href(url) == (url if safe else None)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/%E0%B8%81", "https://a.example/ก"),
        ("https://a.example/%E0%B8", "https://a.example/%E0%B8"),
        ("https://a.example/a%20b", "https://a.example/a%20b"),
        ("https://a.example/%E2%80%AEgpj", "https://a.example/%E2%80%AEgpj"),
        ("https://a.example/%3Cscript%3E", "https://a.example/%3Cscript%3E"),
    ],
)
def test_addresses_are_readable_where_nothing_is_lost(url: str, shown: str) -> None:
    assert readable_url(url) == shown


def test_breaks_keep_the_address_whole_and_escaped() -> None:
    assert breakable("https://a.example/x?<b>&c") == "https://<wbr>a.<wbr>example/<wbr>x?<wbr>&lt;b&gt;&amp;<wbr>c"


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 0, ""),
        (0, 5, "0%"),
        (5, 5, "100%"),
        (9_999, 10_000, "99.9%"),
        (1, 10_000, "<0.1%"),
        (1, 3, "33.3%"),
        (1, 2, "50%"),
    ],
)
def test_share_is_never_rounded_to_all_or_nothing(part: int, whole: int, shown: str) -> None:
    assert share(part, whole) == shown


def test_counts() -> None:
    assert plural(1, "rule") == "1 rule"
    assert plural(0, "agency", "agencies") == "0 agencies"
    assert plural(1_200, "page") == "1,200 pages"
    assert number(1_234_567) == "1,234,567"


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0 B"), (1_500, "1.5 kB"), (48_300_000, "48.3 MB"), (2_500_000_000, "2.5 GB")]
)
def test_size(count: int, shown: str) -> None:
    assert size(count) == shown


def test_duration() -> None:
    assert duration(1).en == "1 second"
    assert duration(412.5).th == "7 นาที"
