"""One spelling for each address."""

from __future__ import annotations

from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from itacheck.crawl import canonical, host_key, looks_like_document, page_key, resolve, same_site
from itacheck.crawl.urls import as_sent, twin_key, without_credentials

BASE = "http://www.office.go.th/ita/index.php?y=2568"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://WWW.Office.GO.TH:80/A", "http://www.office.go.th/A"),
        ("https://office.go.th:443", "https://office.go.th/"),
        ("https://office.go.th:8443/", "https://office.go.th:8443/"),
        ("http://office.go.th./", "http://office.go.th/"),
        ("http://office.go.th:/", "http://office.go.th/"),
        ("http://รัฐบาล.ไทย/", "http://xn--h3cuzk1di.xn--o3cw4h/"),
        ("http://%E0%B9%84%E0%B8%97%E0%B8%A2.th/", "http://xn--o3cw4h.th/"),
        ("http://a.th/แผน.pdf", "http://a.th/%E0%B9%81%E0%B8%9C%E0%B8%99.pdf"),
        ("http://a.th/%e0%b9%81?q=%a1%a2", "http://a.th/%E0%B9%81?q=%A1%A2"),
        ("http://a.th/%7euser/%41", "http://a.th/~user/A"),
        ("http://a.th/100%", "http://a.th/100%25"),
        ("http://a.th/a/./b/../c/..", "http://a.th/a/"),
        ("http://a.th/../%2e%2e/x", "http://a.th/x"),
        ("http://a.th/a//b", "http://a.th/a//b"),
        ("http://a.th/p?b=2&a=1#top", "http://a.th/p?b=2&a=1"),
        ("http://a.th/p?utm_source=x&a=1&fbclid=2&gclid=3", "http://a.th/p?a=1"),
        ("http://a.th/p?utm_source=x", "http://a.th/p"),
        ("http://a.th/p;jsessionid=AB12?PHPSESSID=1&a=1", "http://a.th/p?a=1"),
        ("http://a.th/p?sid=0123456789abcdef01&a=1", "http://a.th/p?a=1"),
        ("http://a.th/p?sid=12&session=3", "http://a.th/p?sid=12&session=3"),
        ("http://a.th/p?sid=0123456789abcdefghijklmnop&a=1", "http://a.th/p?a=1"),
        ("http://a.th/p?sid=abcdefghijklmnopqrstuvabcd&session=news-of-the-year-2568-01-02", None),
        ("http://a.th/p;jsessionid=AB12.node1/x;PHPSESSID=9?ASPSESSIONIDQQ=1", "http://a.th/p/x"),
        ("http://a.th/(S(lit3py55t21z5v55vlm25s55))/ita/page.aspx?y=1", "http://a.th/ita/page.aspx?y=1"),
        ("http://a.th/(S(short))/page.aspx", "http://a.th/(S(short))/page.aspx"),
        ("http://a.th/p?_=1700000000000&mtm_source=x&a=1", "http://a.th/p?a=1"),
        ("http://a.th/p?_=5", "http://a.th/p?_=5"),
        (" \t\nhttp://a.th/a\n/b.pdf\r\n ", "http://a.th/a/b.pdf"),
        ("\u200bhttp://a.th/\u200b", "http://a.th/"),
        ("http:\\\\a.th\\files\\x.pdf", "http://a.th/files/x.pdf"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
        ("http:///a.th/x", "http://a.th/x"),
    ],
)
def test_absolute(url: str, expected: str | None) -> None:
    """`None`: it stays as it is."""
    assert canonical(url) == (expected or url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("plan.pdf", "http://www.office.go.th/ita/plan.pdf"),
        ("/plan 1.pdf", "http://www.office.go.th/plan%201.pdf"),
        ("..\\doc\\plan.pdf", "http://www.office.go.th/doc/plan.pdf"),
        ("../../../x", "http://www.office.go.th/x"),
        ("?y=2567", "http://www.office.go.th/ita/index.php?y=2567"),
        ("#menu", BASE),
        ("", BASE),
        ("//cdn.th/x", "http://cdn.th/x"),
        ("http:o1.html", "http://www.office.go.th/ita/o1.html"),
        ("https:o1.html", "https://o1.html/"),
        ("  o1.html", "http://www.office.go.th/ita/o1.html"),
        ("page?next=http://other.th/", "http://www.office.go.th/ita/page?next=http://other.th/"),
    ],
)
def test_relative(url: str, expected: str) -> None:
    assert canonical(url, BASE) == expected


@pytest.mark.parametrize(
    "url",
    [
        "javascript:void(0)",
        "mailto:a@b.th",
        "tel:021234567",
        "ftp://a.th/x",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://",
        "http://user:secret@a.th/",
        "http://office@mail.th",
        "http://a.th:0/",
        "http://a.th:99999/",
        "http://a.th:8o/",
        "http://[::1/",
        "http://a..th/",
        "http://a b.th/",
        f"http://{'a' * 64}.th/",
        "http://a.th/" + "ก" * 9_000,
    ],
)
def test_hopeless(url: str) -> None:
    assert canonical(url, BASE) is None


def test_relative_without_base() -> None:
    assert canonical("plan.pdf") is None
    assert canonical("//a.th/x") is None
    assert canonical("plan.pdf", "mailto:a@b.th") is None


def test_resolve_keeps_sessions() -> None:
    assert resolve("/p?PHPSESSID=1&utm_source=x", BASE) == "http://www.office.go.th/p?PHPSESSID=1&utm_source=x"


def test_hosts_and_twins() -> None:
    assert host_key("https://A.th:443/x") == "a.th"
    assert host_key("http://a.th:8080/x") == "a.th:8080"
    assert host_key("no address") == ""
    assert same_site("http://www.a.th/", "https://a.th/x")
    assert not same_site("http://a.th/", "http://a.th:8080/")
    assert not same_site("http://a.th/", "http://b.a.th/")
    assert not same_site("", "")
    assert page_key("http://www.a.th/x?y=1") == page_key("https://a.th/x?y=1") == "a.th/x?y=1"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.th/plan.PDF", True),
        ("http://a.th/download.php?file=plan.pdf", True),
        ("http://a.th/page.php", False),
        ("http://a.th/", False),
        ("http://a.pdf", False),
        ("http://a.th/page.html?v=1.2", False),
    ],
)
def test_looks_like_document(url: str, expected: bool) -> None:
    assert looks_like_document(url) is expected


@pytest.mark.parametrize(
    ("url", "href", "charset", "expected"),
    [
        ("http://a.th/v?n=%E0%B9%81%E0%B8%9C", "v?n=แผ", "cp874", "http://a.th/v?n=%E1%BC"),
        ("http://a.th/v?n=%E0%B9%81%E0%B8%9C", "v?n=แผ", "TIS-620", "http://a.th/v?n=%E1%BC"),
        ("http://a.th/v?n=%E0%B9%81%E0%B8%9C", "v?n=แผ", "utf-8", None),
        ("http://a.th/v?n=%E0%B9%81", "v?n=%E0%B9%81", "cp874", None),
        ("http://a.th/%E0%B9%81?n=1", "แ?n=1", "cp874", None),
        ("http://a.th/v?n=%E0%B9%81&m=%E0%B9%82", "v?n=%E0%B9%81&m=โ", "cp874", "http://a.th/v?n=%E0%B9%81&m=%E2"),
        ("http://a.th/v?n=%E2%98%83", "v?n=☃", "cp874", None),
        ("http://a.th/v?n=%E0%B9%81", "v?n=แ", "no-such-charset", None),
        ("http://a.th/v?n=%E1%BC", "v?n=\udce1", "cp874", None),
    ],
)
def test_as_sent(url: str, href: str, charset: str, expected: str | None) -> None:
    assert as_sent(url, href, charset) == (expected or url)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("http://a.th/ITA/Plan.html", "https://www.a.th/ita/plan.html", True),
        ("http://a.th/news/", "http://a.th/news", True),
        ("http://a.th/", "http://a.th/index.php", True),
        ("http://a.th/x/Default.aspx?id=1", "http://a.th/x?id=1", True),
        ("http://a.th/x?id=A", "http://a.th/x?id=a", False),
        ("http://a.th/index.php/x", "http://a.th/x", False),
        ("http://a.th/x", "http://a.th/y", False),
    ],
)
def test_twin_key(one: str, other: str, *, alike: bool) -> None:
    assert (twin_key(one) == twin_key(other)) is alike


def test_without_credentials() -> None:
    assert without_credentials("http://user:secret@a.th/x@y") == "http://a.th/x@y"


_WORDS = st.text(alphabet="abxyzกข0129-_.~ +%&=;/?:@|[]\\'\"<>", max_size=6)


@given(
    st.lists(st.tuples(_WORDS, _WORDS), max_size=5),
    st.lists(_WORDS.filter(lambda word: word not in (".", "..")), max_size=4),
)
def test_no_query_and_no_path_becomes_another_one(pairs: list[tuple[str, str]], folders: list[str]) -> None:
    """What a server reads from the canonical address is what it reads from the address as written."""
    path = "/".join(quote(folder, safe="") or "x" for folder in folders)
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
    text = canonical(f"http://a.th/{path}?{query}")
    assert text is not None
    left, _, right = text.partition("http://a.th/")[2].partition("?")
    kept = [tuple(map(unquote_to_bytes, part.split("=", 1))) for part in right.split("&")] if right else []
    assert kept == [(name.encode(), value.encode()) for name, value in pairs]
    if folders:
        assert [unquote_to_bytes(part) for part in left.split("/")] == [folder.encode() or b"x" for folder in folders]


_PIECES = st.lists(
    st.sampled_from(
        ["http:", "https:", "/", "//", "\\", "..", ".", "%", "%2e", "%zz", "?", "#", "@", ":", "[", "]", "ก"]
    )
    | st.text(max_size=4),
    max_size=8,
).map("".join)


@given(_PIECES, _PIECES)
@example("\ud800", BASE)
@example("http://[fe80::1%25eth0]/", "")
@example("http://ﷺ.th/", "")
def test_never_raises_and_is_stable(url: str, base: str) -> None:
    for text in (canonical(url), canonical(url, base), canonical(url, BASE), canonical(f"http://a.th/{url}")):
        if text is not None:
            assert text.isascii()
            assert canonical(text) == text
            assert host_key(text)
            assert same_site(text, text)
    host_key(url)
    page_key(url)
    looks_like_document(url)
    assert same_site(url, base) == same_site(base, url)
