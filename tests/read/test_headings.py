"""What governs a link, nearest first."""

from __future__ import annotations

import pytest

from .helpers import block, link, page


@pytest.mark.parametrize(
    ("html", "headings"),
    [
        ("<h1>ก</h1><h2>ข</h2><h3>ค</h3><a href=/1>x</a>", ("ค", "ข", "ก")),
        ("<h1>ก</h1><h2>ข</h2><p>x</p><h2>ค</h2><a href=/1>x</a>", ("ค", "ก")),
        ("<h2>ก</h2><h4>ข</h4><p>x<h3>ค</h3><a href=/1>x</a>", ("ค", "ก")),
        ("<h3>ก</h3><h3>ข</h3><a href=/1>x</a>", ("ข",)),
        ("<div><div><h3>ก</h3></div><div><a href=/1>x</a></div></div>", ("ก",)),
        ("<div class=card><h3>ก</h3><p>ข้อความ</p></div><div class=card><a href=/1>x</a></div>", ()),
        ("<div class=card><h3><a href=/2>ก</a></h3></div><div class=card><a href=/1>x</a></div>", ()),
        ("<div class=card><a href=/2>ก</a><h3>ข</h3></div><div class=card><a href=/1>x</a></div>", ()),
        ("<div class=title><h3>ข่าว</h3><a href=/all>ดูทั้งหมด</a></div><ul><li><a href=/1>x</a></ul>", ("ข่าว",)),
        ("<div class='panel-heading'>แผน 2568</div><div class='panel-body'><a href=/1>x</a></div>", ("แผน 2568",)),
        ("<table><tr><td><h3>ก</h3></td></tr></table><table><tr><td>ข<td><a href=/1>x</a></table>", ("ก",)),
        ("<fieldset><legend>ก</legend><a href=/1>x</a></fieldset>", ("ก",)),
        ("<fieldset><legend>ก</legend></fieldset><a href=/1>x</a>", ()),
        ("<details><summary>ก</summary><a href=/1>x</a></details>", ("ก",)),
        ("<details><summary>ก</summary></details><a href=/1>x</a>", ()),
        ("<dl><dt>ก<dd>ข<dt>ค<dd><a href=/1>x</a></dl>", ("ค",)),
        ("<dl><dt>ก<dd>ข</dl><a href=/1>x</a>", ()),
        ("<ul><li>ก<ul><li>ข<ul><li><a href=/1>x</a></ul></ul></ul>", ("ข", "ก")),
        ("<ul><li>ก<ul><li>ข</ul><li><a href=/1>x</a></ul>", ()),
        ("<h2><img src=x alt='แผน 2568'></h2><a href=/1>x</a>", ("แผน 2568",)),
        ("<h2></h2><a href=/1>x</a>", ()),
    ],
)
def test_headings(html: str, headings: tuple[str, ...]) -> None:
    assert link(html).headings == headings


@pytest.mark.parametrize(
    "label",
    [
        "<p><b>แผน 2568</b></p>",
        "<p><strong>แผน</strong> <b>2568</b></p>",
        "<p><font size=5>แผน 2568</font></p>",
        "<center>แผน 2568</center>",
        "<p align=center>แผน 2568</p>",
        "<p style='text-align: center'>แผน 2568</p>",
        "<div class='news-title'>แผน 2568</div>",
        "<div class='topic'>แผน 2568</div>",
        "<div><span class='head-text'>แผน 2568</span></div>",
        "<div style='font-weight:bold'>แผน 2568</div>",
        "<div style='font-size: 22px'>แผน 2568</div>",
        "<p><b>แผน<br>2568</b></p>",
    ],
)
def test_lines_that_look_like_headings(label: str) -> None:
    html = f"<div>{label}<ul><li><a href=/1>x</a></ul></div><div><a href=/2>y</a></div>"
    assert link(html, "/1").headings == ("แผน 2568",)
    assert link(html, "/2").headings == ()
    found = block(html, "แผน 2568")
    assert (found.kind.value, found.level) == ("label", 0)


@pytest.mark.parametrize(
    "line",
    [
        "<p>แผน 2568</p>",
        "<p><b>แผน</b> 2568</p>",
        f"<p><b>{'ยาว' * 60}</b></p>",
        "<p><b>โทร. 053-123456</b></p>",
        "<p><b>a@agency.example</b></p>",
        "<p><b>***</b></p>",
        "<p align=center>สงวนลิขสิทธิ์ เทศบาล</p>",
    ],
)
def test_lines_that_are_no_headings(line: str) -> None:
    assert link(f"<div>{line}<ul><li><a href=/1>x</a></ul></div>").headings == ()


def test_an_emphasised_line_that_leads_to_nothing_is_text() -> None:
    assert block("<div><p><b>ขอบคุณครับ</b></p></div>", "ขอบคุณครับ").kind.value == "text"


def test_emphasised_lines_within_a_paragraph() -> None:
    html = "<p><b>ปี 2568</b><br><a href=/1>แผน</a><br><a href=/2>รายงาน</a><br><b>ปี 2567</b><br><a href=/3>แผน</a></p>"
    assert [link(html, p).headings for p in ("/1", "/2", "/3")] == [("ปี 2568",), ("ปี 2568",), ("ปี 2567",)]


def test_an_empty_label_does_not_name_what_stands_under_the_next_one() -> None:
    html = "<p><b>แผนป้องกันการทุจริต</b></p><p><b>แผนจัดซื้อจัดจ้าง</b></p><p><a href=/1>ไฟล์ที่หนึ่ง</a></p>"
    assert link(html).headings == ("แผนจัดซื้อจัดจ้าง",)


def test_labels_that_look_different_nest() -> None:
    html = (
        "<center><b>ITA ปี 2568</b></center><p><b>O10 แผน</b></p><p><a href=/1>x</a></p><p><b>O11 รายงาน</b></p>"
        "<p><a href=/2>x</a></p><center><b>ITA ปี 2567</b></center><p><b>O10 แผน</b></p><p><a href=/3>x</a></p>"
    )
    assert [link(html, p).headings for p in ("/1", "/2", "/3")] == [
        ("O10 แผน", "ITA ปี 2568"),
        ("O11 รายงาน", "ITA ปี 2568"),
        ("O10 แผน", "ITA ปี 2567"),
    ]


def test_a_bold_list_item_governs_the_items_after_it() -> None:
    html = "<ul><li><b>แผน 2568</b><li><a href=/1>x</a><li><b>แผน 2567</b><li><a href=/2>x</a></ul>"
    assert (link(html, "/1").headings, link(html, "/2").headings) == (("แผน 2568",), ("แผน 2567",))


def test_the_one_title_of_a_page_governs_its_content() -> None:
    html = (
        "<nav><a href=/m>m</a></nav><div><h1>ITA 2568</h1><p>คำอธิบาย</p></div>"
        "<div><a href=/1>O1</a></div><footer><a href=/f>f</a></footer>"
    )
    assert link(html, "/1").headings == ("ITA 2568",)
    assert link(html, "/m").headings == link(html, "/f").headings == ()


def test_one_of_many_titles_does_not() -> None:
    html = "<div><h1>ก</h1><p>ข</p></div><div><a href=/1>O1</a></div><div><h1>ค</h1></div>"
    assert link(html).headings == ()


@pytest.mark.parametrize(
    "html",
    [
        "<a data-toggle=tab href='#t'>ปี 2568</a><div id=t class=tab-pane style='display:none'><a href=/1>x</a></div>",
        (
            "<button data-bs-toggle=collapse data-bs-target='#t'>ปี 2568"
            "</button><div id=t class=collapse><a href=/1>x</a></div>"
        ),
        "<button role=tab aria-controls=t>ปี 2568</button><div id=t role=tabpanel hidden><a href=/1>x</a></div>",
        "<p id=l>ปี 2568</p><div class=panel aria-labelledby=l><a href=/1>x</a></div>",
        "<button onclick=\"openTab(event,'t')\">ปี 2568</button><div id=t style='display:none'><a href=/1>x</a></div>",
        "<button class=accordion>ปี 2568</button><div class=panel><a href=/1>x</a></div>",
        (
            "<div><a href='#'>อื่น</a><a class=dropdown-toggle>ปี 2568</a>"
            "<div class=dropdown-menu><a href=/1>x</a></div></div>"
        ),
        (
            "<div class=card><div class=card-header><a href='#t'>ปี 2568</a>"
            "</div><div id=t class=collapse><a href=/1>x</a></div></div>"
        ),
        "<ul><li><a href='#'>ปี 2568</a><div class=submenu><a href=/1>x</a><a href=/2>y</a></div></ul>",
    ],
)
def test_what_opens_a_panel_labels_it(html: str) -> None:
    assert link(html).headings == ("ปี 2568",)


def test_tabs_label_each_their_own_panel() -> None:
    html = (
        "<ul><li><a data-toggle=tab href='#a'>2568</a><li><a data-toggle=tab href='#b'>2567</a></ul>"
        "<div class=tab-content><div id=a class='tab-pane active'><a href=/1>แผน</a></div>"
        "<div id=b class=tab-pane><a href=/2>แผน</a></div></div>"
    )
    assert (link(html, "/1").headings, link(html, "/2").headings) == (("2568",), ("2567",))


def test_a_bar_of_tabs_is_no_heading() -> None:
    html = "<div class=title><a href='#a'>ข่าว</a> <a href='#b'>ประกาศ</a></div><div><a href=/1>แผน</a></div>"
    assert link(html).headings == ()


def test_an_index_at_the_top_does_not_label_what_it_jumps_to() -> None:
    html = "<p><a href='#x'>ดูข่าว</a></p><div id=x><a href=/1>แผน</a></div>"
    assert link(html).headings == ()


def test_a_heading_around_a_whole_page_is_a_container() -> None:
    html = "<h3>หัวข้อ<table><tr><td>แผน<td><a href=/1>pdf</a></table></h3>"
    assert link(html).row == "แผน pdf"


def test_a_heading_is_not_under_itself() -> None:
    read = page("<h1>ก</h1><h2>ข</h2><h2>ค</h2>")
    assert [(b.text, b.level, b.headings) for b in read.blocks] == [("ก", 1, ()), ("ข", 2, ("ก",)), ("ค", 2, ("ก",))]
    assert read.headings == ("ก", "ข", "ค")


def test_years_over_columns_name_them() -> None:
    html = "<table><tr><td>เรื่อง<td>2567<td>2568<tr><td>แผน<td><a href=/1>เปิด</a><td>-</table>"
    assert link(html).column == "2567"


def test_cells_that_name_themselves_stand_under_their_columns() -> None:
    cells = "<td><a href=/1>EB 1</a></td><td><a href=/2>EB 2</a></td>"
    html = f"<table><tr><th>แผน</th><th>รายงาน</th></tr><tr>{cells}</tr></table>"
    assert [link(html, path).headings for path in ("/1", "/2")] == [("แผน",), ("รายงาน",)]


def test_a_column_of_content_is_no_label_of_the_column_beside_it() -> None:
    menu = "<td><table><tr><td><a href=/1>x</a></td></tr></table></td>"
    content = "<td><div>หัวเรื่อง</div><table><tr><td>ก</td><td>1</td></tr></table></td>"
    assert link(f"<table><tr>{menu}{content}</tr></table>").headings == ()


def test_an_id_that_is_used_again_is_labelled_by_what_stands_before_it() -> None:
    html = "".join(
        f"<a data-toggle=collapse href='#x'>{year}</a><div id=x class=collapse><a href=/{n}>x</a></div>"
        for n, year in enumerate(("ปี 2567", "ปี 2568"))
    )
    assert [link(html, f"/{n}").headings for n in (0, 1)] == [("ปี 2567",), ("ปี 2568",)]
