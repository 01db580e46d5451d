"""What evidence says of itself: its text by kind, its means and pictures, and up to when it reports."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.errors import ConfigurationError
from itacheck.forms import Candidate, Phrases, Site, Standing, Why, content_of, reaches_half
from itacheck.forms.content import LONGEST, PIECE, UNREAD
from itacheck.model import Document, Trouble

from .helpers import AGENCY, HOME, PROSE, Answer, names, p, page, paper, snapshot

PHRASES = Phrases({"fee": ["ค่าธรรมเนียม|ไม่มีค่าใช้จ่าย"], "time": ["ภายใน + วัน"]})


def at(path: str, *, evidence: str = "service-manual", key: str = "", title: str = "") -> Candidate:
    url = HOME + path
    return Candidate(evidence, url, url, title, title, Standing.ACCEPTED, Why.NAMED, key=key)


def site(answers: dict[str, Answer]) -> Site:
    return Site(snapshot(answers), names(), agency=AGENCY)


def test_the_first_match_of_each_phrase_is_quoted() -> None:
    assert PHRASES.quotes("ยื่นคำขอ\nแจ้งผลภายใน 15 วันทำการ ค่าธรรมเนียม 20 บาท\nค่าธรรมเนียมเพิ่ม") == {
        "fee": "ค่าธรรมเนียม",
        "time": "ภายใน 15 วัน",
    }
    assert PHRASES.quotes("") == {}
    assert Phrases({}).quotes("ค่าธรรมเนียม") == {}


def test_a_phrase_far_into_a_long_paper_is_found_and_reading_is_bounded() -> None:
    line = "รายละเอียดของงานตามภารกิจ\n"
    assert "fee" in PHRASES.quotes(line * (2 * PIECE // len(line)) + "ค่าธรรมเนียม")
    assert PHRASES.quotes("ก" * LONGEST + "ค่าธรรมเนียม") == {}


@given(st.text(max_size=3 * PIECE), st.text(alphabet="กขคง ่้\n0", max_size=40))
def test_any_text_is_read_and_a_line_of_its_own_is_found(before: str, after: str) -> None:
    assert PHRASES.quotes(f"{before}\nไม่มีค่าใช้จ่าย\n{after}")["fee"]


def test_an_empty_phrase_is_told() -> None:
    with pytest.raises(ConfigurationError, match=r"x: .*empty part"):
        Phrases({"x": ["ก || ข"]})


def test_a_page_says_what_stands_in_its_own_content() -> None:
    footer = "<footer>โทร. 0 5555 0999</footer>"
    answers: dict[str, Answer] = {
        "/": page("หน้าแรก", f'<a href="{HOME}m">คู่มือ</a>'),
        "/m": page("คู่มือสำหรับประชาชน", '<img src="/a.png" alt="ผังขั้นตอน">', p(PROSE)) + footer,
        "/c": page("ติดต่อเรา", p("99 หมู่ที่ 1 ตำบลสมมุติ อำเภอตัวอย่าง จังหวัดสมมุติ 63000")) + footer,
    }
    manual = content_of(at("m"), site(answers))
    assert PROSE in manual.text
    assert (manual.shows, manual.kind, manual.readable) == ({"picture": "ผังขั้นตอน"}, "", True)
    contact = content_of(at("c", evidence="contact-info"), site(answers))
    assert {"telephone", "address"} <= set(contact.shows), "the footer belongs to the contact information"


def test_a_document_says_what_it_holds_and_hides_its_pictures() -> None:
    answers: dict[str, Answer] = {"/f.pdf": paper("คู่มือ", text="โทร. 0 5555 0100 อีเมล a@agency.example")}
    content = content_of(at("f.pdf"), site(answers))
    assert (set(content.shows), content.kind, content.pictures) == ({"telephone", "e-mail"}, "pdf", False)


@pytest.mark.parametrize("answer", [Trouble.SCAN, Trouble.ENCRYPTED, paper(), 503])
def test_what_cannot_be_read_says_nothing(answer: Answer) -> None:
    assert content_of(at("f.pdf"), site({"/f.pdf": answer})) == UNREAD
    assert content_of(at("missing"), site({})) == UNREAD


def test_a_page_elsewhere_is_not_judged_by_what_it_says() -> None:
    drive = "https://drive.example/file/1"
    one = Candidate("service-manual", drive, HOME, "", "", Standing.ACCEPTED, Why.NAMED)
    assert content_of(one, site({drive: page("คู่มือ", p(PROSE))})) == UNREAD


def test_a_file_in_an_archive_speaks_for_itself() -> None:
    inside = [replace(paper(text), url=HOME + "a.zip", file_name=f"{text}.pdf", member=True) for text in ("ก", "ข")]
    archive = Document(HOME + "a.zip", kind="zip", file_name="a.zip", members=tuple(inside))
    assert content_of(at("a.zip", key=f"{HOME}a.zip#ข.pdf"), site({"/a.zip": archive})).text == "ข"


@pytest.mark.parametrize(
    ("said", "reaches"),
    [
        ("รายงานความก้าวหน้า รอบ 6 เดือน", True),
        ("รายงานความก้าวหน้า รอบ ๖ เดือน", True),
        ("ผลการดำเนินงาน ไตรมาสที่ 2", True),
        ("ผลการดำเนินงาน ไตรมาส ๒/๒๕๖๘", True),
        ("ผลการใช้จ่ายครึ่งปีแรก", True),
        ("ตั้งแต่เดือน ต.ค. 67 - มี.ค. 68", True),
        ("ตั้งแต่วันที่ 1 ตุลาคม 2567 ถึงวันที่ 31 มีนาคม 2568", True),
        ("รายงานผลรอบ 12 เดือน", True),
        ("Progress report, Q2", True),
        ("รายงานความก้าวหน้า", False),
        ("ผลการดำเนินงาน ไตรมาสที่ 1", False),
        ("ต.ค. 67 - ธ.ค. 67", False),
        ("ต.ค. 66 - มี.ค. 67", False),
        ("ประกาศ ณ วันที่ 5 เมษายน 2568", False),
        ("ข้อมูล ณ วันที่ 31 มีนาคม 2567", False),
    ],
)
def test_a_paper_reaches_to_march_when_it_says_so(said: str, reaches: bool) -> None:
    answers: dict[str, Answer] = {"/f.pdf": paper("รายงานผลการดำเนินงาน", said)}
    assert reaches_half(at("f.pdf"), site(answers), 2568) is reaches
    assert reaches_half(at("nowhere", title=said), site({}), 2568) is reaches
