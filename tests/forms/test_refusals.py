"""Refusals and doubts that every form shares: each stands alone between a candidate and a wrong pass."""

from __future__ import annotations

import pytest

from itacheck.forms import Site, Standing, Why, answers
from itacheck.model import Trouble

from .helpers import (
    PROSE,
    SCRIPT,
    Answer,
    evidence_type,
    found,
    home,
    links,
    names,
    outcome,
    p,
    page,
    paper,
    snapshot,
    status,
)

PLAN = "แผนปฏิบัติการป้องกันการทุจริต ประจำปีงบประมาณ พ.ศ. 2568"
ETHICS = "ประมวลจริยธรรมพนักงานส่วนตำบล"
SPAM = '<div style="display:none"><a href="https://x.example/">สล็อตเว็บตรง แตกง่าย</a></div>'
FORM = (
    '<form method="post"><label>ชื่อ <input name="a"></label><label>เรื่อง <textarea name="b"></textarea></label>'
    "<button>ส่ง</button></form>"
)
ROWS = "".join(
    f"<tr><td>{n} ธันวาคม 2567</td><td>ประกาศผู้ชนะการเสนอราคา จ้างซ่อมถนนสาย {n} โดยวิธีเฉพาะเจาะจง</td></tr>"
    for n in range(1, 6)
)
ITEMS = links(*((f"/o{n}.pdf", f"O{n} ข้อที่ {n}") for n in range(1, 21)))
OIT = "การเปิดเผยข้อมูลสาธารณะ OIT ประจำปีงบประมาณ พ.ศ. 2568"

PAGES = {
    "anti-corruption-plan": page(PLAN, p(PROSE)),
    "complaint-channel": page("ช่องทางร้องเรียนการทุจริต", p("โทร 053 123 456"), FORM),
    "e-service": page("ยื่นคำร้องออนไลน์", FORM),
    "procurement-announcements": page("ประกาศจัดซื้อจัดจ้าง", f"<table>{ROWS}</table>"),
    "oit-index": page(OIT, ITEMS),
    "procurement-training": page("อบรมระเบียบพัสดุ", p("วันที่ 5 มีนาคม 2568 จัดอบรมระเบียบการจัดซื้อจัดจ้างแก่เจ้าหน้าที่พัสดุ")),
}


def site_with(content: str) -> dict[str, Answer]:
    files: dict[str, Answer] = {f"/o{n}.pdf": paper("x") for n in range(1, 21)}
    return {"/": home(links(("/x", "อ่านต่อ"))), "/x": content, **files}


@pytest.mark.parametrize("evidence", PAGES)
def test_a_page_in_which_strangers_wrote_proves_nothing_of_any_form(evidence: str) -> None:
    clean = found(evidence, site_with(PAGES[evidence]))
    assert any(c.standing is Standing.ACCEPTED for c in clean)
    spoilt = found(evidence, site_with(PAGES[evidence] + SPAM))
    assert {(c.standing, c.why) for c in spoilt} == {(Standing.UNCLEAR, Why.HACKED)}


def test_an_answer_on_such_a_page_is_for_a_person_too() -> None:
    board = page("ถาม-ตอบ", p("ถาม: เปิดวันใด", "ตอบ: เปิดทุกวันทำการ เจ้าหน้าที่ตอบ 5 มีนาคม 2568"))
    for spam, standing in (("", Standing.ACCEPTED), (SPAM, Standing.UNCLEAR)):
        site = Site(snapshot({"/": home(links(("/qa", "ถาม-ตอบ"))), "/qa": board + spam}), names())
        assert {c.standing for c in answers(evidence_type("qa-channel"), site)} == {standing}


def test_a_file_stands_by_itself_whatever_page_links_it() -> None:
    answer = {"/": home(links(("/x", "อ่านต่อ"))), "/x": page("เอกสาร", links(("/f.pdf", ETHICS)), SPAM)}
    assert outcome("code-of-ethics", {**answer, "/f.pdf": paper(ETHICS, PROSE)}) == (Standing.ACCEPTED, Why.NAMED)
    assert outcome("code-of-ethics", {**answer, "/f.pdf": Trouble.SCAN}) == (Standing.UNCLEAR, Why.SCAN)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (SCRIPT.replace("สมมุติ", ETHICS), Why.SCRIPT),
        (f"<title>{ETHICS}</title><h1>กรุณาเข้าสู่ระบบ</h1>", Why.LOGIN),
        (f"<title>{ETHICS}</title><p>Checking your browser before accessing</p>", Why.CHALLENGE),
        (f"<title>{ETHICS}</title><p>โดเมนนี้หมดอายุแล้ว</p>", Why.PARKED),
        (f"<title>{ETHICS}</title><p>ปิดปรับปรุงเว็บไซต์</p>", Why.MAINTENANCE),
        (f"<title>{ETHICS}</title><p>Fatal error: Uncaught Error in /srv/a.php</p>", Why.SERVER_ERROR),
        (f"<title>{ETHICS} | สล็อตเว็บตรง แตกง่าย</title><p>{PROSE}</p>", Why.HACKED),
    ],
    ids=lambda value: value.value if isinstance(value, Why) else "",
)
def test_a_page_that_names_itself_and_shows_nothing_is_for_a_person(body: str, why: Why) -> None:
    """Also where the link to it says nothing."""
    assert outcome("code-of-ethics", {"/": home(links(("/x", "อ่านต่อ"))), "/x": body}) == (Standing.UNCLEAR, why)
    assert status("6.3", {"/": home(links(("/x", "อ่านต่อ"))), "/x": body}).value == "review"


def test_a_link_that_ends_on_the_home_page_is_refused_and_says_so() -> None:
    front = home(p("ยินดีต้อนรับ", "โทร 053 000 000"), links(("/code", ETHICS)))
    for redirects in ({"/code": "/"}, {}):
        seen = snapshot({"/": front} if redirects else {"/": front, "/code": front}, redirects=redirects)
        assert status("6.3", seen).value == "fail"


def test_a_link_that_only_a_script_opens_is_for_a_person() -> None:
    answers: dict[str, Answer] = {"/": home(f'<p><a href="javascript:openPaper(7)">{ETHICS}</a></p>')}
    assert outcome("code-of-ethics", answers) == (Standing.UNCLEAR, Why.SCRIPT_LINK)
