"""What people mean by an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.agencies import check_url
from itacheck.crawl import canonical
from itacheck.register import NoAddressError, addresses_in, understood


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("https://www.example.go.th/", "https://www.example.go.th/"),
        ("  www.example.go.th  ", "https://www.example.go.th/"),
        ("WWW.Example.GO.TH", "https://www.example.go.th/"),
        ("http://example.go.th", "http://example.go.th/"),
        ("http:/example.go.th", "http://example.go.th/"),
        ("http//example.go.th", "http://example.go.th/"),
        ("htpp://example.go.th", None),
        ("htttps://example.go.th", "https://example.go.th/"),
        (r"http:\\example.go.th\ita", "http://example.go.th/ita"),
        ("example.go.th/tak/index.php?id=1", "https://example.go.th/tak/index.php?id=1"),
        ("\u200bexample.go.th\ufeff", "https://example.go.th/"),
        ("“example.go.th”", "https://example.go.th/"),
        ("<https://example.go.th/>", "https://example.go.th/"),
        ("example.go.th:8080", "https://example.go.th:8080/"),
        ("http://localhost:8000", "http://localhost:8000/"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/"),
        ("ทดลอง.ไทย", f"https://{'ทดลอง.ไทย'.encode('idna').decode()}/"),
        ("", None),
        ("-", None),
        ("ไม่มี", None),
        ("somebody@example.go.th", None),
        ("https://user:secret@example.go.th/", None),
        ("mailto:somebody@example.go.th", None),
        ("ftp://example.go.th/", None),
        ("javascript:alert(1)", None),
        ("example", None),
        ("สำนักงาน ตัวอย่าง", None),
        ("0 5555 1234", None),
        ("เพจ facebook", None),
    ],
)
def test_an_address_is_understood_or_refused(typed: str, url: str | None) -> None:
    if url is None:
        with pytest.raises(NoAddressError):
            understood(typed)
        return
    assert understood(typed).url == url


def test_what_was_made_of_the_words_is_said() -> None:
    assert [note.en for note in understood("example.go.th").notes] == ["no scheme was given, so https:// was taken"]
    assert [note.en for note in understood("http//example.go.th").notes] == ["http// is http://"]
    assert understood("https://example.go.th/").notes == ()
    assert "xn--" in understood("https://ทดลอง.ไทย/").notes[0].en


def test_a_page_of_a_social_network_is_known() -> None:
    for typed in ("facebook.com/office", "https://m.facebook.com/x", "https://fb.com/x", "https://lin.ee/x"):
        assert understood(typed).network
    for typed in ("https://sites.google.com/view/x", "notfacebook.com", "https://facebook.com.example.go.th/"):
        assert not understood(typed).network


def test_addresses_stand_between_other_words() -> None:
    text = "เว็บหลัก www.a.go.th, และ http://b.go.th/ita ; โทร 0 5555 1234\nเพจ fb.com/a (a@a.go.th) www.a.go.th."
    assert [one.url for one in addresses_in(text)] == ["https://www.a.go.th/", "http://b.go.th/ita", "https://fb.com/a"]


@given(st.text(max_size=60) | st.from_regex(r"(https?:/*)?[a-zก-๙@.:/\\ ]{1,40}", fullmatch=True))
def test_whatever_is_typed_is_an_address_that_can_be_kept_or_none(typed: str) -> None:
    try:
        url = understood(typed).url
    except NoAddressError:
        url = ""
    for one in ([url] if url else []) + [address.url for address in addresses_in(typed)]:
        check_url(one, "URL")
        assert canonical(one) == one
