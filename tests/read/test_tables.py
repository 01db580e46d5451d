from __future__ import annotations

from .helpers import block, blocks, link, page

ROWS = (
    "<table><tr><th>ที่</th><th>รายการ</th><th>ไฟล์</th></tr>"
    "<tr><td>1</td><td>แผนป้องกันการทุจริต</td><td><a href=/1>ดาวน์โหลด</a></td></tr>"
    "<tr><td>2</td><td>รายงานผล</td><td><p><a href=/2>pdf</a></p></td></tr></table>"
)


def test_a_row_names_the_links_in_it() -> None:
    assert link(ROWS, "/1").row == "1 แผนป้องกันการทุจริต ดาวน์โหลด"
    assert link(ROWS, "/2").row == "2 รายงานผล pdf"
    assert page(ROWS).blocks[1].cells == ("1", "แผนป้องกันการทุจริต", "ดาวน์โหลด")


def test_the_column_of_a_link() -> None:
    assert link(ROWS, "/1").column == "ไฟล์"


def test_columns_of_a_first_row_without_th() -> None:
    html = "<table><tr><td>เรื่อง<td>ปี 2567<td>ปี 2568</tr><tr><td>แผน<td><a href=/1>เปิด</a><td><a href=/2>เปิด</a></table>"
    assert (link(html, "/1").column, link(html, "/2").column) == ("ปี 2567", "ปี 2568")


def test_columns_under_spanning_headers() -> None:
    html = (
        "<table><tr><th rowspan=2>เรื่อง<th colspan=2>ปี 2568</tr><tr><th>รอบ 6 เดือน<th>รอบ 12 เดือน</tr>"
        "<tr><td>รายงาน<td><a href=/1>เปิด</a><td><a href=/2>เปิด</a></table>"
    )
    assert link(html, "/1").column == "ปี 2568 รอบ 6 เดือน"
    assert link(html, "/2").column == "ปี 2568 รอบ 12 เดือน"


def test_a_first_row_with_numbers_or_links_is_no_header() -> None:
    html = "<table><tr><td>1<td>แผน<td>-</tr><tr><td>2<td>รายงาน<td><a href=/1>เปิด</a></table>"
    assert link(html).column == ""


def test_a_row_of_one_cell_governs_the_rows_below() -> None:
    html = (
        "<table><tr><td colspan=2>ปี 2568</tr><tr><td>แผน<td><a href=/1>pdf</a></tr>"
        "<tr><td colspan=2>ปี 2567</tr><tr><td>แผน<td><a href=/2>pdf</a></tr></table><p><a href=/3>นอก</a></p>"
    )
    assert link(html, "/1").headings == ("ปี 2568",)
    assert link(html, "/2").headings == ("ปี 2567",)
    assert link(html, "/3").headings == ()
    assert block(html, "ปี 2568").kind.value == "label"


def test_a_cell_that_reaches_down_names_every_row_it_spans() -> None:
    html = (
        "<table><tr><td rowspan=2>O10 แผน<td>2567<td><a href=/1>เปิด</a></tr><tr><td>2568<td><a href=/2>เปิด</a></tr>"
        "<tr><td>O11<td>คู่มือ<td><a href=/3>เปิด</a></table>"
    )
    assert [(link(html, p).row, link(html, p).headings) for p in ("/1", "/2", "/3")] == [
        ("O10 แผน 2567 เปิด", ("O10 แผน",)),
        ("O10 แผน 2568 เปิด", ("O10 แผน",)),
        ("O11 คู่มือ เปิด", ()),
    ]


def test_a_list_in_a_cell_stands_under_the_other_cells() -> None:
    html = (
        "<table><tr><td>O12<td>รายงานผล<td><ul><li><a href=/1>รอบ 6 เดือน</a><li><a href=/2>รอบ 12 เดือน</a></ul></table>"
    )
    assert (link(html, "/2").row, link(html, "/2").headings) == ("รอบ 12 เดือน", ("O12 รายงานผล",))


def test_a_table_that_lays_out_the_page_names_nothing() -> None:
    html = (
        "<table><tr><td><ul><li><a href=/m>เมนู</a></ul></td><td><h3>ข่าว</h3><p>แผน 2568 <a "
        "href=/1>อ่านต่อ</a></p></td>"
        "<td><table><tr><td>ใน <a href=/2>x</a></table></td></tr></table>"
    )
    assert link(html, "/1").row == "แผน 2568 อ่านต่อ"
    assert link(html, "/m").row == "เมนู"
    assert link(html, "/2").row == "ใน x"


def test_a_long_cell_makes_a_layout() -> None:
    html = f"<table><tr><td><p>{'ข้อความ ' * 80}</p></td><td><p>แผน <a href=/1>2568</a></p></td></tr></table>"
    assert link(html).row == "แผน 2568"


def test_a_grid_of_links_is_no_row() -> None:
    html = "<table><tr><td><a href=/1>แผนจัดซื้อ</a> 1 ม.ค. 2568<td><a href=/2>ประมวลจริยธรรม</a> 2 ม.ค. 2567</table>"
    assert link(html, "/1").row == "แผนจัดซื้อ 1 ม.ค. 2568"


def test_the_caption_governs_its_table_only() -> None:
    html = "<table><caption>แผนปี 2568</caption><tr><td>ก<td><a href=/1>pdf</a></table><a href=/2>นอก</a>"
    assert link(html, "/1").headings == ("แผนปี 2568",)
    assert link(html, "/2").headings == ()


def test_hostile_spans_are_bounded() -> None:
    html = (
        "<table>"
        + "<tr><td rowspan=99999999 colspan=99999999>ก<td colspan=-1 rowspan=x><a href=/1>pdf</a></tr></table>"
    )
    assert link(html).row == "ก pdf"


def test_rows_are_blocks_once() -> None:
    html = "<div><table><tbody><tr><td><div>ก</div></td><td><span>ข</span></td></tr></tbody></table></div>"
    assert blocks(html) == [("row", "ก ข")]
