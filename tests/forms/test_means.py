"""Means of contact: what is a telephone, an e-mail, an address, a chat account, a form."""

from __future__ import annotations

import pytest

from itacheck.forms.means import (
    Means,
    emails,
    has_address,
    is_chat,
    is_filled_in,
    is_outside_form,
    means_in,
    telephones,
)
from itacheck.model import Form, FormField, Link


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("โทร. 0 2345 6789", 1),
        ("โทรศัพท์ 045-123456 ต่อ 12", 1),
        ("โทร ๐๔๕-๑๒๓๔๕๖", 1),
        ("มือถือ 081-234-5678", 1),
        ("+66 2 345 6789", 1),
        ("สายด่วน 1567", 1),
        ("(045) 123 456", 1),
        ("เลขบัตร 1-2345-67890-12-3", 0),
        ("วันที่ 05/02/2568", 0),
        ("หนังสือที่ ยส 0023.3/1234", 0),
        ("รหัสไปรษณีย์ 35000", 0),
        ("งบประมาณ 2,500,000 บาท", 0),
        ("พ.ศ. 2568", 0),
    ],
)
def test_telephones(text: str, found: int) -> None:
    assert len(telephones(text)) == found, telephones(text)


@pytest.mark.parametrize(
    ("text", "found"), [("saraban@agency.go.th", 1), ("info [at] agency.go.th", 1), ("@agency", 0), ("ก@ข", 0)]
)
def test_emails(text: str, found: int) -> None:
    assert len(emails(text)) == found


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("เลขที่ 9 หมู่ที่ 2 ตำบลสมมุติ อำเภอสมมุติ จังหวัดสมมุติ 35000", True),
        ("๙ หมู่ ๒ ต.สมมุติ อ.เมือง จ.สมมุติ ๓๕๐๐๐", True),
        ("ศาลากลางจังหวัดสมมุติ ถนนแจ้งสนิท ตำบลในเมือง อำเภอเมือง จังหวัดสมมุติ", True),
        ("งบประมาณ 35000 บาท", False),
        ("จังหวัดสมมุติ", False),
    ],
)
def test_addresses(text: str, is_one: bool) -> None:
    assert has_address(text) is is_one


@pytest.mark.parametrize(
    ("url", "any_social", "only_chat"),
    [
        ("https://line.me/R/ti/p/@x", True, True),
        ("https://www.facebook.com/agency", True, True),
        ("https://www.youtube.com/@agency", True, False),
        ("https://www.facebook.com/sharer/sharer.php?u=x", False, False),
        ("https://www.facebook.com/", False, False),
        ("https://notline.me/x", False, False),
        ("https://agency.example/line.me", False, False),
    ],
)
def test_chat_accounts(url: str, any_social: bool, only_chat: bool) -> None:
    """Share buttons and look-alike hosts are no account."""
    link = Link(url=url, href=url, text="x")
    assert (is_chat(link), is_chat(link, any_social=False)) == (any_social, only_chat)


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://forms.gle/abc", True),
        ("https://docs.google.com/forms/d/e/x", True),
        ("https://docs.google.com/document/d/x", False),
    ],
)
def test_outside_forms(url: str, form: bool) -> None:
    assert is_outside_form(url) is form


@pytest.mark.parametrize(
    ("kinds", "submits", "password", "taken"),
    [
        (("text", "textarea"), True, False, True),
        (("search",), True, False, False),
        (("text",), False, False, False),
        ((), True, False, False),
        (("text", "password"), True, True, False),
    ],
)
def test_a_form_takes_something_from_a_citizen(
    kinds: tuple[str, ...], submits: bool, password: bool, taken: bool
) -> None:
    """Search boxes, logins and forms without a button take nothing."""
    form = Form(tuple(FormField(k, "n", "l") for k in kinds), submits, "ส่ง", password=password)
    assert is_filled_in(form) is taken


def test_every_means_with_a_quote() -> None:
    """Text, links and forms together give the means, each with what shows it."""
    link = Link(url="", href="mailto:saraban@agency.example", text="อีเมล")
    form = Form((FormField("textarea", "m", "ข้อความ"),), True, "ส่งเรื่อง")
    seen = means_in("โทร 045-123456 ไลน์ไอดี @agency1 9 ต.สมมุติ อ.เมือง จ.สมมุติ 35000", (link,), (form,))
    assert seen.kinds == frozenset(Means)
    assert seen.quotes[Means.EMAIL] == "อีเมล"
    assert seen.quotes[Means.TELEPHONE] == "045-123456"
    assert means_in("ไม่มีอะไร").kinds == frozenset()
