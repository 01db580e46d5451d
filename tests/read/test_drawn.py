"""What only a script shows: a whole page, a list under a heading, further rows; and what looks so and is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.model import Trouble

from .helpers import page

NAV = "<nav>" + "".join(f"<a href=/m{n}>เมนู {n}</a>" for n in range(8)) + "</nav>"
HEAD = "<h1>ประกาศจัดซื้อจัดจ้าง</h1>"
LONG = "<p>" + "หน่วยงานประกาศให้ทราบโดยทั่วกันตามรายละเอียดดังต่อไปนี้ " * 8 + "</p>"
HEADER_ROW = "<thead><tr><th>ลำดับ<th>เรื่อง</tr></thead>"
OWN = "<script src=/assets/js/page.js></script>"
JQUERY = "<script src=/js/jquery.min.js></script>"


@pytest.mark.parametrize(
    "html",
    [
        "<div id=root>Loading...</div><script src=/static/js/main.js></script>",
        "<div id=root><div class=spinner><img src=wait.gif></div></div>" + OWN,
        "<app-root><p>กำลังโหลดข้อมูล กรุณารอสักครู่</p></app-root><script src=main.js></script>",
        "<div id=__nuxt><div id=__layout></div></div><script>window.__NUXT__={}</script>",
        "<div id=__next></div><script id=__NEXT_DATA__ type=application/json>{}</script>" + OWN,
        "<div id=SITE_CONTAINER></div>" + OWN,
        "<div ng-app=office><div ng-view></div></div>" + OWN,
        NAV + "<div id=app></div><footer><h4>ติดต่อเรา</h4>ที่อยู่ โทร 053</footer>" + OWN,
        NAV + HEAD + "<div id=list></div><script>$('#list').load('data.php')</script>",
        NAV + HEAD + "<div class='news-list'></div><script>fetch('/api').then(r => fill('.news-list', r))</script>",
        NAV
        + HEAD
        + f"<table id=t>{HEADER_ROW}<tbody></tbody></table><script>$('#t').DataTable({{ajax: '/a'}})</script>",
        NAV + HEAD + f"<table>{HEADER_ROW}<tbody id=rows></tbody></table>" + JQUERY + OWN,
        NAV + HEAD + f"<table data-url=/api/rows>{HEADER_ROW}</table>" + JQUERY,
        NAV + HEAD + "<table><tr><th>ก<th>ข</tr><tr><td colspan=2>กำลังโหลดข้อมูล...</td></tr></table>" + JQUERY,
        NAV + HEAD + "<ul><li ng-repeat='n in news'><a href='{{n.url}}'>{{n.title}}</a></li></ul>" + OWN,
        NAV + HEAD + "<ul><li v-for='n in news'>{{ n.title }}</li></ul>" + OWN,
        NAV + "<main><div id=page-body></div></main>" + OWN,
    ],
)
def test_a_page_without_content_of_its_own_is_drawn_by_its_script(html: str) -> None:
    assert (page(html).trouble, page(html).drawn) == (Trouble.SCRIPT, ())


@pytest.mark.parametrize(
    "html",
    [
        f"<table id=t>{HEADER_ROW}<tbody></tbody></table><script>$('#t').DataTable({{ajax: '/a'}})</script>",
        "<div id=announceList></div>" + OWN,
        "<ul id=news></ul>" + OWN,
        "<div class=items>กำลังโหลด...</div>" + OWN,
        "<table><tr><td><a href=/1.pdf>ก</a></table><a href=\"javascript:__doPostBack('gv','Page$2')\">2</a>",
        "<button>โหลดเพิ่มเติม</button>" + OWN,
        "<a class=more href='#'>Load more</a>" + OWN,
        "<p>แสดง 1 ถึง 10 จาก 57 รายการ</p>" + OWN,
        "<p>Showing 1 to 10 of 1,057 entries</p>" + OWN,
    ],
)
def test_a_heading_over_what_a_script_shows_is_told_and_the_page_is_still_judged(html: str) -> None:
    read = page(NAV + HEAD + LONG + html)
    assert (read.trouble, read.drawn) == (None, ("ประกาศจัดซื้อจัดจ้าง",))


def test_only_the_heading_over_the_empty_list_is_told() -> None:
    html = f"{NAV}<h1>สำนักงาน</h1><h2>เกี่ยวกับเรา</h2>{LONG}<h2>ประกาศ</h2><ul id=news></ul><h2>ติดต่อ</h2>{LONG}{OWN}"
    assert page(html).drawn == ("ประกาศ", "สำนักงาน")


def test_without_any_heading_the_title_is_told() -> None:
    assert page(f"<title>ข่าว</title>{NAV}{LONG}<ul id=news></ul>{OWN}").drawn == ("ข่าว",)


@pytest.mark.parametrize(
    "html",
    [
        # Widgets of a plain site.
        "<div id=slider></div><script>$('#slider').nivoSlider()</script>" + JQUERY + OWN,
        "<div id=back-to-top></div><div id=fb-root></div><div id=map></div><div id=google_translate_element></div>"
        + OWN,
        "<div class=clearfix></div><div class=line></div>" + JQUERY + OWN,
        "<div id=preloader><div class=loader>Loading...</div></div>" + OWN,
        # An empty table that nothing fills: it is as empty as it looks.
        f"<table class=table>{HEADER_ROW}<tbody></tbody></table>" + JQUERY,
        f"<table id=t>{HEADER_ROW}<tbody></tbody></table>",
        "<ul id=news></ul>",
        # Rows are there; the script only sorts them, or the pager has addresses.
        f"<table id=t>{HEADER_ROW}<tr><td>1<td>ก</tr></table><script>$('#t').DataTable({{ajax: 0}})</script>",
        "<p>แสดง 1 ถึง 10 จาก 57 รายการ</p><a href='?page=2'>2</a>" + OWN,
        "<p>แสดง 1 ถึง 7 จาก 7 รายการ</p>" + OWN,
        "<aside><h3>ข่าว</h3><ul id=news></ul></aside>" + OWN,
        "<a href=\"javascript:__doPostBack('gv','Sort$2')\">วันที่</a>",
    ],
)
def test_a_plain_site_with_scripts_is_as_it_looks(html: str) -> None:
    curtain = html if "preloader" in html else ""
    read = page(curtain + NAV + HEAD + LONG + ("" if curtain else html))
    assert (read.trouble, read.drawn) == (None, ())


def test_an_empty_page_that_no_script_fills_is_empty() -> None:
    assert page(NAV + "<main><div id=page-body></div></main>" + JQUERY).trouble is Trouble.EMPTY


@given(st.text(st.sampled_from("<>/ divtableulbody id='root'{{}}Loading…กำลังโหลดscript"), max_size=300))
def test_any_markup_is_read(html: str) -> None:
    read = page(html)
    assert len(read.drawn) <= 20
