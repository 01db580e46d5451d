"""A paper that OCR read may confirm what a link says; it is never the reason of a refusal, nor of a wrong year."""

from __future__ import annotations

from dataclasses import replace

import pytest

from itacheck.forms import Standing, Why
from itacheck.model import Document, Status, Trouble

from .helpers import AGENCY, HOME, Answer, best, home, links, outcome, page, paper, status, verdict

GIFT = "no-gift-policy-declaration"
TITLE = "ประกาศเจตนารมณ์นโยบาย No Gift Policy"
WORDS = "ผู้บริหารและบุคลากรทุกคนไม่รับของขวัญและของกำนัลทุกชนิดจากการปฏิบัติหน้าที่ราชการ"
PLAN = "แผนปฏิบัติการป้องกันการทุจริต ประจำปีงบประมาณ พ.ศ. 2568"
UNREAD = "ประจำปีงบประมาณ พ.ศ. ????"

ACCEPTED = (Standing.ACCEPTED, Why.NAMED)
DOUBTED = (Standing.UNCLEAR, Why.OCR)


def scan(*lines: str) -> Document:
    """A paper as OCR read it."""
    return replace(paper(*lines), ocr=True)


def behind(answer: Answer, text: str = f"{TITLE} ปี 2568") -> dict[str, Answer]:
    return {"/": home(links(("/a.pdf", text))), "/a.pdf": answer}


def test_a_scan_that_says_what_its_link_says_passes_and_the_reason_tells_of_ocr() -> None:
    site = behind(scan("ประกาศหน่วยงาน", TITLE, "ประจำปีงบประมาณ พ.ศ. 2568", WORDS))
    assert outcome(GIFT, site) == ACCEPTED
    given = verdict("5.2", site)
    assert given.status is Status.PASS
    assert "OCR" in given.reason.th
    assert "OCR" in given.reason.en
    assert "[OCR]" in given.found.th


def test_without_ocr_the_same_scan_is_for_a_person() -> None:
    assert status("5.2", behind(Trouble.SCAN)) is Status.REVIEW


def test_a_paper_with_a_text_layer_does_not_tell_of_ocr() -> None:
    assert "OCR" not in verdict("5.2", behind(paper(TITLE, WORDS))).reason.th


@pytest.mark.parametrize(
    "read",
    [
        scan(PLAN, "คำนำ", "แผนฉบับนี้จัดทำขึ้นเพื่อเป็นกรอบแนวทาง"),
        scan(PLAN, "1. กิจกรรมตาม" + TITLE, WORDS),
        scan("รายงานผลตามนโยบาย No Gift Policy ประจำปีงบประมาณ พ.ศ. 2568", WORDS),
        scan("ระกศ รื่อง นยบย", "ตัวอักษรจาง อ่านไม่ออกเป็นส่วนใหญ่ของหน้า"),
        scan("ประกาศเทศบาลตำบลดอนยาง", TITLE, WORDS),
        scan(TITLE, "ลงชื่อ ........................ ตำแหน่ง ........................ วันที่ ........................"),
    ],
    ids=["another paper", "another that mentions it", "a report on it", "rubbish", "another agency", "a blank form"],
)
def test_a_scan_that_says_something_else_is_for_a_person_and_no_miss(read: Document) -> None:
    assert outcome(GIFT, behind(read)) == DOUBTED
    assert status("5.2", behind(read)) is Status.REVIEW


def test_what_the_link_refuses_stays_refused() -> None:
    """OCR adds no doubt where the link's own words decide."""
    site = behind(scan(WORDS), f"ข่าว ร่วมประกาศเจตนารมณ์{TITLE}")
    assert best(GIFT, site).standing is not Standing.ACCEPTED


@pytest.mark.parametrize(
    ("link", "own", "expected"),
    [
        (f"{TITLE} ปี 2568", "ประจำปีงบประมาณ พ.ศ. 2568", Status.PASS),
        (f"{TITLE} ปี 2568", UNREAD, Status.PASS),
        (f"{TITLE} ปี 2568", "", Status.PASS),
        (f"{TITLE} ปี 2568", "ประจำปีงบประมาณ พ.ศ. 2563", Status.REVIEW),
        (f"{TITLE} ปี 2567", "ประจำปีงบประมาณ พ.ศ. 2568", Status.REVIEW),
        (f"{TITLE} ปี 2567", "ประจำปีงบประมาณ พ.ศ. 2567", Status.FAIL),
        (f"{TITLE} ปี 2567", UNREAD, Status.FAIL),
        (TITLE, "ประจำปีงบประมาณ พ.ศ. 2568", Status.PASS),
        (TITLE, "ประจำปีงบประมาณ พ.ศ. 2563", Status.REVIEW),
        (TITLE, UNREAD, Status.REVIEW),
    ],
)
def test_a_year_read_by_ocr_counts_where_nothing_speaks_against_it(link: str, own: str, expected: Status) -> None:
    assert status("5.2", behind(scan("ประกาศหน่วยงาน", TITLE, own, WORDS), link)) is expected


def test_the_year_over_a_list_is_not_that_of_a_paper_whose_own_year_is_unread() -> None:
    listed = page("ITA", "<h2>ปี 2568</h2>", links(("/a.pdf", TITLE)))
    for own, expected in ((UNREAD, Status.REVIEW), ("", Status.PASS)):
        assert status("5.2", {"/": listed, "/a.pdf": scan("ประกาศหน่วยงาน", TITLE, own, WORDS)}) is expected


def test_a_day_beside_the_link_does_not_replace_a_doubtful_year() -> None:
    listed = home(f'<ul><li>12 มีนาคม 2568 <a href="/a.pdf">{TITLE}</a></li></ul>')
    site: dict[str, Answer] = {"/": listed, "/a.pdf": scan(TITLE, "ประจำปีงบประมาณ พ.ศ. 2566", WORDS)}
    assert status("5.2", site) is Status.REVIEW


def test_a_scan_may_name_itself() -> None:
    """Behind a link that names nothing it is found by its own title."""
    site = behind(scan("ประกาศหน่วยงาน", TITLE, "ประจำปีงบประมาณ พ.ศ. 2568", WORDS), "ดาวน์โหลด")
    assert status("5.2", site) is Status.PASS


def test_the_contents_of_a_scan_that_lost_its_title_name_nothing() -> None:
    lost = scan(f"1. {PLAN}", "2. ประมวลจริยธรรมข้าราชการพลเรือน", "3. แผนพัฒนาบุคลากร")
    assert status("5.5", behind(lost, "ดาวน์โหลด")) is Status.FAIL


def test_a_title_that_the_link_calls_something_else_is_for_a_person() -> None:
    """The line that says that it is a report on the plan may be the one that was lost."""
    site = behind(scan(PLAN, "คำนำ"), "รายงานผลการดำเนินการตามแผนปฏิบัติการป้องกันการทุจริต ปี 2568")
    assert outcome("anti-corruption-plan", site) != ACCEPTED


def test_a_declared_scan_that_ocr_does_not_confirm_is_no_miss() -> None:
    agency = AGENCY.model_copy(update={"declared": {"5.2": f"{HOME}a.pdf"}})
    site: dict[str, Answer] = {"/": home(), "/a.pdf": scan("ระกศ รื่อง นยบย", "ตัวอักษรจาง อ่านไม่ออก")}
    assert verdict("5.2", site, agency=agency).status is Status.REVIEW


@pytest.mark.parametrize(
    ("link", "own", "expected"),
    [
        ("อบรมการป้องกันการทุจริต 12 มีนาคม 2568", "วันที่ 12 มีนาคม 2568", Status.PASS),
        ("อบรมการป้องกันการทุจริต 12 มีนาคม 2568", "วันที่ ?? มีนาคม ????", Status.PASS),
        ("อบรมการป้องกันการทุจริต 12 มีนาคม 2568", "วันที่ 12 มีนาคม 2565", Status.REVIEW),
        ("อบรมการป้องกันการทุจริต", "วันที่ 12 มีนาคม 2565", Status.REVIEW),
        ("อบรมการป้องกันการทุจริต", "วันที่ 12 มีนาคม 2568", Status.PASS),
    ],
)
def test_the_day_of_an_act_is_weighed_in_the_same_way(link: str, own: str, expected: Status) -> None:
    record = scan("โครงการอบรมการป้องกันการทุจริต", own, "ณ ห้องประชุมหน่วยงาน")
    assert status("7.4", behind(record, link)) is expected


# ---------------------------------------------------------------- pages that show a picture


def test_a_page_that_is_a_picture_is_judged_by_what_the_picture_says() -> None:
    shown = page(f"{TITLE} ปี 2568", '<img src="/scan01.jpg" alt="">')
    site: dict[str, Answer] = {"/": home(links(("/n", TITLE))), "/n": shown}
    unread = replace(paper(trouble=Trouble.UNSUPPORTED), kind="image")
    says = scan("ประกาศหน่วยงาน", TITLE, "ประจำปีงบประมาณ พ.ศ. 2568", WORDS)
    assert outcome(GIFT, site) == (Standing.UNCLEAR, Why.IMAGE)
    assert outcome(GIFT, {**site, "/scan01.jpg": unread}) == (Standing.UNCLEAR, Why.IMAGE)
    assert outcome(GIFT, {**site, "/scan01.jpg": scan(PLAN)}) == DOUBTED
    assert outcome(GIFT, {**site, "/scan01.jpg": says}) == ACCEPTED
    assert best(GIFT, {**site, "/scan01.jpg": says}).url == f"{HOME}scan01.jpg"
