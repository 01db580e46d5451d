"""What a paper says of itself: its name, whose it is, and whether it is news."""

from __future__ import annotations

import pytest

from itacheck.forms.papers import (
    head_lines,
    is_search_page,
    other_agency,
    own_names,
    placeholder,
    reads_like_news,
)
from itacheck.forms.site import Site
from itacheck.model import Agency, Bilingual, Page

from .helpers import AGENCY, PROSE, home, names, p, page, paper, snapshot

PLAN = "แผนปฏิบัติการป้องกันการทุจริต"


def test_a_letter_turns_to_its_reader() -> None:
    """What follows the address of a letter is no title."""
    letter = paper("บันทึกข้อความ", "เรื่อง ขอส่งเอกสาร", "เรียน ผู้อำนวยการ", PLAN)
    assert head_lines(letter) == ["บันทึกข้อความ", "เรื่อง ขอส่งเอกสาร"]


def test_the_first_lines_that_name_anything_are_the_name() -> None:
    """A name may run over two lines; what later lines name is the contents."""
    document = paper("แผนปฏิบัติการป้องกัน", "การทุจริต ประจำปี 2568", PROSE, "ประมวลจริยธรรม")
    assert [set(n.named) for n in own_names(document, names())] == [{"anti-corruption-plan"}]
    assert own_names(paper("บันทึก", PROSE), names()) == ()
    titled = own_names(paper("หน้าปก", title=PLAN), names())
    assert [set(n.named) for n in titled] == [{"anti-corruption-plan"}]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("ประกาศเทศบาลตำบลดอนยาง เรื่อง แผน", True),
        ("โรงพยาบาลหนองน้ำใส แผนปฏิบัติการ", True),
        ("ประกาศองค์การบริหารส่วนตำบลสมมุติ", False),
        ("กรมการปกครอง", False),
        ("ประมวลจริยธรรมข้าราชการพลเรือน", False),
        ("สำนักงาน", False),
        ("", False),
    ],
)
def test_another_agency_names_a_place_that_is_not_ours(text: str, other: bool) -> None:
    """Central departments and papers that name no place are taken as the agency's own."""
    assert (other_agency(text, AGENCY) is not None) is other
    assert other_agency(text, None) is None


def test_the_agencys_province_is_not_another_agency() -> None:
    """An office of the province writes the province's name in its head."""
    office = Agency(id="x", name=Bilingual(th="สำนักงานที่ดินจังหวัดสมมุติ", en="x"), kind="agency")
    assert other_agency("ประกาศจังหวัดสมมุติ เรื่อง นโยบาย", office) is None
    assert other_agency("ประกาศจังหวัดดอนยาง เรื่อง นโยบาย", office) is not None


@pytest.mark.parametrize(
    ("text", "news"),
    [
        ("เมื่อวันที่ 5 มีนาคม 2568 เวลา 09.00 น. นายก อบต. เป็นประธานการประชุม", True),
        ("5 มีนาคม 2568 ผู้บริหารเข้าร่วมและนำบุคลากรลงพื้นที่", True),
        ("ประกาศ ณ วันที่ 5 มีนาคม 2568 ให้บุคลากรถือปฏิบัติ", False),
        (PROSE, False),
        ("", False),
    ],
)
def test_news_opens_with_a_day_and_people_who_do_something(text: str, news: bool) -> None:
    assert reads_like_news(text) is news


@pytest.mark.parametrize(
    ("url", "title", "search"),
    [
        ("/?s=แผน", "x", True),
        ("/?q=a", "x", True), ("/search/a", "x", True), ("/tag/a", "x", True), ("/tags/a", "x", True),
        ("/x", "ผลการค้นหา: แผน", True), ("/x", "Search results", True),
        ("/x", PLAN, False), ("/research/1", PLAN, False),
        ("/page?id=5", PLAN, False), ("/stage/1", PLAN, False),
    ],
)  # fmt: skip
def test_search_and_tag_pages_are_told_by_address_or_heading(url: str, title: str, search: bool) -> None:
    one = Page(url="https://agency.example" + url, title=title)
    assert is_search_page(one) is search


def test_a_placeholder_is_short() -> None:
    """A long paper that says somewhere that something is under way is a paper."""
    site = Site(snapshot({"/": home(), "/x": page("x", p(PROSE))}), names())
    assert placeholder(site, "อยู่ระหว่างปรับปรุงข้อมูล")
    assert placeholder(site, "Coming soon")
    assert not placeholder(site, PROSE)
    assert not placeholder(site, PROSE * 8 + "อยู่ระหว่างปรับปรุง")
