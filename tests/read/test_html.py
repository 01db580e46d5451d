"""Blocks, regions, what is hidden, titles, images; and that nothing breaks it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.growth import assert_grows_evenly

from itacheck.model import Region

from .helpers import SITE, blocks, link, page


def test_blocks_in_reading_order_without_doubles() -> None:
    html = "<div>ก<div>ข<p>ค</p>ง</div></div><ul><li>จ<ul><li>ฉ</ul></ul><section><h2>ช</h2><span>ซ</span></section>"
    assert blocks(html) == [
        ("text", "ก"),
        ("text", "ข"),
        ("text", "ค"),
        ("text", "ง"),
        ("item", "จ"),
        ("item", "ฉ"),
        ("heading", "ช"),
        ("text", "ซ"),
    ]


def test_two_breaks_part_a_long_text() -> None:
    long = "ข้อความยาว " * 30
    assert len(blocks(f"<div>{long}<br><br>{long}<br>ต่อ</div>")) == 2
    assert len(blocks("<div>สั้น<br><br>สั้น</div>")) == 1


def test_a_tag_within_a_letter() -> None:
    assert blocks("<p>น<b>้</b>ำใจ</p>") == [("text", "น้ำใจ")]


def test_entities_and_invisible_characters() -> None:
    assert blocks("<p>ก&nbsp;&nbsp;ข&#8203;ค &amp; ง</p>") == [("text", "ก ขค & ง")]


@pytest.mark.parametrize(
    "html",
    [
        "<script>document.write('ปลอม')</script>",
        "<style>p{content:'ปลอม'}</style>",
        "<template><p>ปลอม</p></template>",
        "<noscript><p>ปลอม</p></noscript>",
        "<!-- <p>ปลอม</p> -->",
        "<p hidden>ปลอม</p>",
        "<div style='DISPLAY : none'><a href=/x>ปลอม</a></div>",
        "<span style='visibility:hidden'>ปลอม</span>",
        "<div id=spam style='display:none'>ปลอม</div>",
        "<textarea>ปลอม</textarea>",
        "<select><option>ปลอม</select>",
        "<svg><title>ปลอม</title><text>ปลอม</text></svg>",
    ],
)
def test_what_does_not_show_is_not_read(html: str) -> None:
    read = page(f"<title>จริง</title>{html}<p>จริง</p>")
    assert [b.text for b in read.blocks] == ["จริง"]
    assert read.links == ()
    assert read.title == "จริง"


@pytest.mark.parametrize(
    "html",
    [
        "<div class='tab-pane' style='display:none'>แผน</div>",
        "<ul class='dropdown-menu' style='display:none'><li>แผน</ul>",
        "<div class='accordion-content' style='display: none'>แผน</div>",
        "<div role=tabpanel hidden>แผน</div>",
        "<div id=d1 style='display:none'>แผน</div><a href='#d1'></a>",
        "<div id=d1 style='display:none'>แผน</div><button onclick=\"show('d1')\"></button>",
        "<div id=d1 style='display:none'>แผน</div><script>$('#d1').slideDown()</script>",
    ],
)
def test_what_a_visitor_can_open_is_read(html: str) -> None:
    assert "แผน" in [b.text for b in page(html).blocks]


def test_noscript_counts_when_nothing_else_is_there() -> None:
    assert blocks("<body><noscript><p>กรุณาติดต่อ 053</p></noscript></body>") == [("text", "กรุณาติดต่อ 053")]


@pytest.mark.parametrize(
    ("html", "region"),
    [
        ("<a href=/1>x</a>", Region.MAIN),
        ("<header><a href=/1>x</a></header>", Region.HEADER),
        ("<nav><a href=/1>x</a></nav>", Region.NAV),
        ("<header><nav><a href=/1>x</a></nav></header>", Region.NAV),
        ("<footer><ul><li><a href=/1>x</a></ul></footer>", Region.FOOTER),
        ("<aside><a href=/1>x</a></aside>", Region.ASIDE),
        ("<div role=navigation><a href=/1>x</a></div>", Region.NAV),
        ("<div role=contentinfo><a href=/1>x</a></div>", Region.FOOTER),
        ("<div class='main-menu'><a href=/1>x</a></div>", Region.NAV),
        ("<div id=topMenu><a href=/1>x</a></div>", Region.NAV),
        ("<div id=leftmenu><a href=/1>x</a></div>", Region.NAV),
        ("<ul class=breadcrumb><li><a href=/1>x</a></ul>", Region.NAV),
        ("<div class='sidebar'><a href=/1>x</a></div>", Region.ASIDE),
        ("<div class='footer-widgets container'><a href=/1>x</a></div>", Region.FOOTER),
        ("<div id=copyright><a href=/1>x</a></div>", Region.FOOTER),
        ("<div class=news-header><a href=/1>x</a></div>", Region.MAIN),
        ("<div class=box-footer><a href=/1>x</a></div>", Region.MAIN),
        ("<div class=header-title><a href=/1>x</a></div>", Region.MAIN),
        ("<div class='has-sidebar'><a href=/1>x</a></div>", Region.MAIN),
        ("<div class='elementor-widget elementor-widget-text'><a href=/1>x</a></div>", Region.MAIN),
        ("<main><header><a href=/1>x</a></header></main>", Region.MAIN),
        ("<main><div class=menu><a href=/1>x</a></div></main>", Region.MAIN),
        ("<header><article><a href=/1>x</a></article></header>", Region.MAIN),
    ],
)
def test_regions(html: str, region: Region) -> None:
    around = "<p>ข้อความของหน้านี้ที่ยาวพอสมควร</p>"
    assert link(around + html + around).region is region


def test_furniture_around_the_whole_page_is_the_page() -> None:
    html = "<div id=header><a href=/h>บ้าน</a><p>ข้อความ</p><a href=/1>แผน</a></div>"
    assert link(html).region is Region.MAIN


def test_titles_and_descriptions() -> None:
    read = page("<title> แผน \n 2568 </title><meta name=Description content=' คำ  อธิบาย '>")
    assert (read.title, read.description) == ("แผน 2568", "คำ อธิบาย")
    assert page("<meta property=og:title content=ชื่อ>").title == "ชื่อ"
    assert page("<svg><title>รูป</title></svg>").title == ""


def test_images() -> None:
    html = (
        "<h2>ข่าว</h2><img src=a.png alt='ภาพ 1'><a href=/1><img data-src=/b.png src='data:x'>"
        "</a><img src='data:y'><img>"
    )
    assert [(i.url, i.alt, i.headings) for i in page(html).images] == [
        (SITE + "/d/a.png", "ภาพ 1", ("ข่าว",)),
        (SITE + "/b.png", "", ("ข่าว",)),
    ]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(html: str) -> None:
    page(html)


_TAGS = st.sampled_from(
    [
        "a",
        "b",
        "p",
        "div",
        "ul",
        "li",
        "table",
        "tr",
        "td",
        "th",
        "h1",
        "h3",
        "form",
        "input",
        "select",
        "option",
        "br",
        "img",
        "iframe",
        "nav",
        "main",
        "section",
        "dl",
        "dt",
        "dd",
        "details",
        "summary",
        "caption",
        "fieldset",
        "legend",
        "button",
        "font",
        "center",
        "noscript",
        "frameset",
        "frame",
        "map",
        "area",
        "label",
    ]
)
_ATTRIBUTES = st.sampled_from(
    [
        "",
        " href=/x",
        " href='#a'",
        " id=a class=tab-pane",
        " style='display:none' id=b",
        " onclick=\"location='/y'\"",
        " rowspan=3",
        " colspan=2",
        " class='panel-heading'",
        " aria-labelledby=a",
        " data-toggle=tab href='#b'",
        " type=password",
        " hidden",
        " name=q",
    ]
)
_PIECES = st.one_of(
    st.builds(lambda tag, attrs: f"<{tag}{attrs}>", _TAGS, _ATTRIBUTES),
    st.builds(lambda tag: f"</{tag}>", _TAGS),
    st.sampled_from(["แผน 2568", " ", "ำ", "<b>หัวข้อ</b>", "ดูทั้งหมด", "2568"]),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=40))
def test_any_nesting_is_read(pieces: list[str]) -> None:
    read = page("".join(pieces))
    for one in read.links:
        assert -1 <= one.block < len(read.blocks)
    for found in read.blocks:
        assert found.text == " ".join(found.text.split())
        assert found.text


@pytest.mark.parametrize(
    ("opening", "unit", "count"),
    [
        ("", "<div>", 10_000),
        ("", "<ul><li>ก", 3_000),
        ("", "<table><tr><td>", 1_000),
        ("", "<b><i>", 5_000),
        ("<form>", "<div>", 5_000),
        ("", "<h3>", 3_000),
    ],
    ids=["div", "li", "table", "inline", "form", "h3"],
)
def test_deep_nesting(opening: str, unit: str, count: int) -> None:
    def nested(times: int) -> str:
        return opening + unit * times + "<input><a href=/1>x</a>"

    assert link(nested(count)).text == "x"
    assert_grows_evenly(page, nested, count)


def test_a_page_of_five_megabytes() -> None:
    entry = (
        "<tr><td>{0}</td><td>แผนปฏิบัติการ ประจำปีงบประมาณ พ.ศ. 2568</td><td><a href='/f/{0}.pdf'>ดาวน์โหลด</a></td></tr>"
    )

    def table(rows: int) -> str:
        return "<table>" + "".join(entry.format(n) for n in range(rows)) + "</table>"

    assert len(table(26_000).encode()) > 5_000_000
    read = page(table(26_000))
    assert len(read.links) == 20_000
    assert len(read.blocks) <= 50_000
    assert_grows_evenly(page, table, 13_000)


@pytest.mark.parametrize(
    "unit",
    ["<!--", "<script>", "<form>", "<form><input>", "<p style='display:none' id=a>", '"a"=', "<a href=x", "a   "],
)
def test_repetition_is_not_slow(unit: str) -> None:
    assert_grows_evenly(page, lambda count: unit * count, 200_000 // len(unit))
