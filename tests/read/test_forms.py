from __future__ import annotations

import pytest

from itacheck.model import Form, FormField, Region

from .helpers import page


def form(html: str) -> Form:
    (only,) = page(html).forms
    return only


@pytest.mark.parametrize(
    ("html", "field"),
    [
        ("<label for=n>ชื่อ</label><input id=n name=fullname>", FormField("text", "fullname", "ชื่อ")),
        ("<label>เรื่อง <textarea name=t></textarea></label>", FormField("textarea", "t", "เรื่อง")),
        ("<input name=m type=email placeholder=อีเมล>", FormField("email", "m", "อีเมล")),
        ("<input name=m type=tel aria-label=โทรศัพท์>", FormField("tel", "m", "โทรศัพท์")),
        ("<table><tr><th>เรื่อง<td><select name=s><option>ก</select></table>", FormField("select", "s", "เรื่อง")),
        (
            "<div><div class=col>ไฟล์แนบ</div><div class=col><input type=file name=f></div></div>",
            FormField("file", "f", "ไฟล์แนบ"),
        ),
        ("<p>วันที่ <input type=date name=d></p>", FormField("date", "d", "วันที่")),
        ("<input type=hidden name=h><input name=x>", FormField("text", "x", "")),
    ],
)
def test_fields_and_their_labels(html: str, field: FormField) -> None:
    assert form(f"<form>{html}<input type=submit value=ส่ง></form>").fields == (field,)


@pytest.mark.parametrize(
    ("button", "submits"),
    [
        ("<button>ส่ง</button>", True),
        ("<input type=submit>", True),
        ("<input type=image src=x>", True),
        ("<input type=button value='ยืนยันข้อมูล'>", True),
        ("<button type=button onclick='document.f.submit()'>ตกลง</button>", True),
        ("<a href='#' onclick='send()'>ส่งเรื่อง</a>", True),
        ("<a href=/x>ส่งเรื่อง</a>", False),
        ("<button type=reset>ล้างข้อมูล</button>", False),
        ("<button type=button>เลือกไฟล์</button>", False),
        ("", False),
    ],
)
def test_what_submits(button: str, submits: bool) -> None:
    assert form(f"<form><input name=a><textarea name=b></textarea>{button}</form>").submits is submits


def test_its_place_and_its_text() -> None:
    html = (
        "<h2>ร้องเรียน</h2><form><h3>แบบฟอร์ม</h3><label for=a>ชื่อ</label>"
        "<input id=a><input id=b><button>ส่ง</button></form>"
    )
    read = form(html)
    assert read.headings == ("แบบฟอร์ม", "ร้องเรียน")
    assert read.text == "แบบฟอร์ม ชื่อ ส่ง"
    assert read.region is Region.MAIN
    assert form("<header><form><input name=q></form></header>").region is Region.HEADER


@pytest.mark.parametrize(
    "html",
    [
        "<input name=q>",
        "<input name=keyword placeholder=x>",
        "<input type=search name=z>",
        "<input name=s1 placeholder=ค้นหา>",
    ],
)
def test_a_search_box_is_one(html: str) -> None:
    assert [f.kind for f in form(f"<form>{html}<button>ค้นหา</button></form>").fields] == ["search"]


def test_two_fields_are_no_search_box() -> None:
    assert [f.kind for f in form("<form><input name=q><textarea name=t></textarea></form>").fields] == [
        "text",
        "textarea",
    ]


def test_a_password() -> None:
    assert form("<form><input name=u><input type=password name=p></form>").password


def test_controls_outside_any_form_with_a_button_are_one_form() -> None:
    html = (
        "<p>ก</p><div><label for=a>ชื่อ</label><input id=a><textarea id=b>"
        "</textarea><button onclick=send()>ส่งข้อมูล</button></div>"
    )
    read = form(html)
    assert [f.name for f in read.fields] == ["a", "b"]
    assert read.submits
    assert read.text == "ชื่อ ส่งข้อมูล"


def test_controls_without_a_button_are_no_form() -> None:
    assert page("<div><input id=a><textarea id=b></textarea></div>").forms == ()


def test_a_lone_jump_list_is_no_form() -> None:
    assert page("<select><option>ก</select><button>ไป</button>").forms == ()


@pytest.mark.parametrize(
    "html",
    [
        (
            "<table><form><tr><td>ชื่อ<td><input name=a></tr><tr><td>เรื่อง"
            "<td><input name=b><input type=submit></tr></form></table>"
        ),
        "<div><form><div>ชื่อ<input name=a></div></div></div>เรื่อง<input name=b><button>ส่ง</button></form>",
        "<form><!-- </form> --><input name=a><script>'</form>'</script><input name=b><button>ส่ง</button></form>",
    ],
)
def test_badly_nested_forms_are_whole(html: str) -> None:
    read = form(html)
    assert [f.name for f in read.fields] == ["a", "b"]
    assert read.submits


def test_a_form_without_controls_is_none() -> None:
    assert page("<form><input type=hidden name=x><button>ส่ง</button></form>").forms == ()


def test_many_forms_are_bounded() -> None:
    assert len(page("<form><input name=a></form>" * 200).forms) == 40
