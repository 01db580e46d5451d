"""What a page links to and how: the kinds of links, their text and the words beside them."""

from __future__ import annotations

import pytest

from itacheck.model import LinkKind, Region

from .helpers import SITE, block, link, page


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<a href=/1>แผน</a>", "แผน"),
        ("<a href=/1><b>แผน</b> <i>2568</i></a>", "แผน 2568"),
        ("<a href=/1>แ<b>ผ</b>น</a>", "แผน"),
        ("<a href=/1><div>แผน</div><div>2568</div></a>", "แผน 2568"),
        ("<a href=/1>แผน<br>2568</a>", "แผน 2568"),
        ("<a href=/1><img src=x.png alt='แผน 2568'></a>", "แผน 2568"),
        ("<a href=/1 title='แผน'><i class=icon></i></a>", "แผน"),
        ("<a href=/1 aria-label='แผน' title='อื่น'></a>", "แผน"),
        ("<a href=/1 title=ชื่อ><img src=x.png alt='แผน'></a>", "แผน"),
        ("<map><area href=/1 alt='แผนที่'></map>", "แผนที่"),
        ("<a href=/1></a>", ""),
        ("<a href=/1>น้ํา</a>", "น้ำ"),
    ],
)
def test_the_text_of_a_link(html: str, text: str) -> None:
    assert link(html).text == text


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<a href=/1>x</a>", LinkKind.ANCHOR),
        ("<map><area href=/1></map>", LinkKind.AREA),
        ("<iframe src=/1></iframe>", LinkKind.FRAME),
        ("<iframe data-src=/1></iframe>", LinkKind.FRAME),
        ("<frameset><frame src=/1></frameset>", LinkKind.FRAME),
        ("<head><meta http-equiv=Refresh content='0; URL=/1'></head>", LinkKind.REFRESH),
        ("<script>window.location.href='/1';</script>", LinkKind.REFRESH),
        ("<embed src=/1>", LinkKind.OBJECT),
        ("<object data=/1></object>", LinkKind.OBJECT),
        ("<div onclick=\"location.href='/1'\">x</div>", LinkKind.ONCLICK),
        ("<a href='#' onclick=\"window.open('/1')\">x</a>", LinkKind.ONCLICK),
        ("<a href=\"javascript:window.open('/1','w')\">x</a>", LinkKind.ONCLICK),
        ("<a href='javascript:void(0)' onclick=\"location='/1'\">x</a>", LinkKind.ONCLICK),
        ("<img src=x.png onclick=\"window.open('/1')\">", LinkKind.ONCLICK),
        ("<tr-card data-href=/1>x</tr-card>", LinkKind.ONCLICK),
        ("<select onchange='location=this.value'><option value='/1'>x</select>", LinkKind.OPTION),
    ],
)
def test_the_kinds_of_links(html: str, kind: LinkKind) -> None:
    assert link(html).kind is kind


@pytest.mark.parametrize(
    "href", ["#", "", "#!", "#top", "javascript:void(0)", "mailto:a@agency.example", "tel:053123456"]
)
def test_a_link_that_leads_nowhere_is_kept(href: str) -> None:
    (only,) = page(f"<p><a href='{href}'>แผน</a></p>").links
    assert (only.url, only.href, only.text, only.kind) == ("", href, "แผน", LinkKind.ANCHOR)


def test_a_real_address_wins_over_an_onclick() -> None:
    assert link("<a href=/1 onclick=\"location='/2'\">x</a>").kind is LinkKind.ANCHOR


def test_an_anchor_without_an_address_is_no_link() -> None:
    assert page("<a name=top>บน</a><p>x").links == ()


def test_options_without_navigation_are_no_links() -> None:
    assert page("<select><option value='a/b'>x</select>").links == ()


def test_the_base_of_the_page() -> None:
    html = "<base href='/files/'><a href=1.pdf>x</a>"
    assert page(html).links[0].url == SITE + "/files/1.pdf"
    assert page("<base href='http://['><a href=/1>x</a>").links[0].url == SITE + "/1"


def test_links_know_their_block() -> None:
    read = page("<h2>ก</h2><p>ข <a href=/1>ค</a></p><ul><li><a href=/2>ง</a></ul><a href=/3></a>")
    assert [read.blocks[one.block].text if one.block >= 0 else None for one in read.links] == ["ข ค", "ง", None]


@pytest.mark.parametrize(
    ("html", "row"),
    [
        ("<p>แผน 2568 <a href=/1>ดาวน์โหลด</a></p>", "แผน 2568 ดาวน์โหลด"),
        ("<ul><li>แผน <a href=/1>2568</a></li><li>อื่น</li></ul>", "แผน 2568"),
        ("<ul><li><p><a href=/1>ดาวน์โหลด</a></p><p>แผน 2568</p></li></ul>", "ดาวน์โหลด แผน 2568"),
        ("<ul><li>แผน <a href=/1>2568</a><ul><li>ลูก</li></ul></li></ul>", "แผน 2568"),
        ("<div><div>แผน 2568</div><div><a href=/1>ดาวน์โหลด</a></div></div>", "แผน 2568 ดาวน์โหลด"),
        ("<div><img src=i.png><div><a href=/1><img src=x alt=''></a></div><p>แผน 2568</p></div>", "แผน 2568"),
        ("<div>แผน 2568<br><a href=/1>ดาวน์โหลด</a><br>รายงาน<br><a href=/2>ดาวน์โหลด</a></div>", "แผน 2568 ดาวน์โหลด"),
        ("<div>แผน <a href=/1>2568</a><br>รายงาน <a href=/2>2567</a></div>", "แผน 2568"),
        ("<p>แผน 2568</p><p><a href=/1>คลิกที่นี่</a></p><p>รายงาน</p><p><a href=/2>คลิกที่นี่</a></p>", "แผน 2568 คลิกที่นี่"),
        ("<dl><dt>แผน<dd>ปี <a href=/1>2568</a></dl>", "ปี 2568"),
    ],
)
def test_the_words_beside_a_link(html: str, row: str) -> None:
    assert link(html).row == row


def test_a_card_does_not_name_its_neighbours() -> None:
    html = "<div><div><h3>แผน 2568</h3><a href=/1>ดาวน์โหลด</a></div><div><a href=/2>ดาวน์โหลด</a></div></div>"
    assert link(html, "/1").row == "แผน 2568 ดาวน์โหลด"
    assert link(html, "/2").row == "ดาวน์โหลด"


def test_links_in_a_line_do_not_name_each_other() -> None:
    html = "<div><a href=/1>แผนจัดซื้อจัดจ้าง</a> | <a href=/2>ประมวลจริยธรรม</a></div>"
    assert link(html, "/1").row == "แผนจัดซื้อจัดจ้าง"


def test_a_menu_of_blocks_does_not_name_its_entries() -> None:
    html = "<div><div><a href=/1>แผนงาน</a></div><div><a href=/2>ร้องเรียน</a></div></div>"
    assert link(html, "/1").row == "แผนงาน"


def test_links_without_space_between_are_apart() -> None:
    assert block("<div><a href=/1>หนึ่ง</a><a href=/2>สอง</a></div>", "หนึ่ง สอง")


def test_a_button_that_goes_somewhere_is_a_link() -> None:
    """Old sites navigate by `<input type=button onclick>`; its value is the link's text."""
    html = """<table>
    <tr><td><input type=button value="ทรัพย์สิน" onClick="parent.main.location.href='asset.htm'"></td></tr>
    <tr><td><input type=submit value="ส่ง" onclick="return check('form.htm')"></td></tr></table>"""
    found = [(one.text, one.url, one.kind) for one in page(html).links]
    assert found == [("ทรัพย์สิน", f"{SITE}/d/asset.htm", LinkKind.ONCLICK)]


def test_a_post_is_content_in_whatever_column_it_stands() -> None:
    """Blog systems call the main column a widget; the post in it is still the page."""
    post = "<div class='post hentry'><h3>คู่มือ</h3><div class='post-body'><a href=/1>ไฟล์</a></div></div>"
    html = f"<div class='widget Blog'>{post}<a rel=tag href=/tag>ป้าย</a></div><p>{'ข้อความ ' * 60}</p>"
    assert link(html, "/1").region is Region.MAIN
