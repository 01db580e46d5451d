"""Form `channel`: the purpose by name and a working means in the page's own content."""

from __future__ import annotations

import pytest

from itacheck.forms import Standing, Why
from itacheck.forms.channel import answers as answers_of
from itacheck.forms.site import Site

from .helpers import (
    AGENCY,
    CHALLENGE,
    LOGIN,
    PROSE,
    SCRIPT,
    Answer,
    a,
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
)

TYPE = "complaint-channel"
NAME = "ช่องทางร้องเรียนร้องทุกข์"
FORM = """<form method="post" action="/send"><label>เรื่อง <input name="subject"></label>
<label>รายละเอียด <textarea name="body"></textarea></label><button type="submit">ส่งเรื่อง</button></form>"""
ACCEPTED = (Standing.ACCEPTED, Why.NAMED)


def on(*body: str, title: str = NAME, **more: Answer) -> dict[str, Answer]:
    pages: dict[str, Answer] = {"/": home(links(("/c", title))), "/c": page(title, *body)}
    return pages | {f"/{name}": answer for name, answer in more.items()}


@pytest.mark.parametrize(
    "means",
    [
        FORM,
        p("โทรศัพท์ 045-123456"),
        p("อีเมล saraban@agency.example"),
        p(a("mailto:saraban@agency.example", "ส่งอีเมล")),
        p(a("https://line.me/R/ti/p/@agency", "เพิ่มเพื่อน")),
        p("LINE ID: @agency1"),
    ],
    ids=["form", "telephone", "e-mail", "mailto", "chat link", "chat id"],
)
def test_one_working_means_under_the_purpose_is_a_channel(means: str) -> None:
    """Any one of form, telephone, e-mail and chat account makes the page the channel."""
    assert outcome(TYPE, on(p("ท่านสามารถแจ้งเรื่องร้องเรียนต่อหน่วยงานได้"), means)) == ACCEPTED


@pytest.mark.parametrize("where", ["header", "nav", "footer"])
def test_the_means_stand_in_the_pages_own_content(where: str) -> None:
    """A telephone in the header, menu or footer does not make a complaint channel."""
    body = f"{p('ท่านสามารถแจ้งเรื่องร้องเรียนต่อหน่วยงานได้')}</main><{where}>{p('โทร 045-123456')}</{where}><main>"
    assert outcome(TYPE, on(body)) == (Standing.REFUSED, Why.NO_MEANS)


def test_an_address_alone_is_no_means() -> None:
    """Where to go is not how to complain."""
    body = p("ยื่นที่ 9 หมู่ 2 ตำบลสมมุติ อำเภอเมือง จังหวัดสมมุติ 35000")
    assert outcome(TYPE, on(body)) == (Standing.REFUSED, Why.NO_MEANS)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (404, (Standing.REFUSED, Why.DEAD)),
        (503, (Standing.UNCLEAR, Why.FAILED)),
        (page(NAME, p("อยู่ระหว่างปรับปรุง โทร 045-123456")), (Standing.REFUSED, Why.PLACEHOLDER)),
        (
            page(NAME, p("เมื่อวันที่ 5 มีนาคม 2568 นายก อบต. ลงพื้นที่ พร้อมด้วยเจ้าหน้าที่ โทร 045-123456 " + PROSE)),
            (Standing.REFUSED, Why.NEWS),
        ),
        (paper("แบบคำร้องเรียน"), (Standing.REFUSED, Why.NO_MEANS)),
        (SCRIPT, (Standing.UNCLEAR, Why.SCRIPT)),
        (LOGIN, (Standing.UNCLEAR, Why.LOGIN)),
        (CHALLENGE, (Standing.UNCLEAR, Why.CHALLENGE)),
    ],
    ids=["dead", "failed", "placeholder", "news", "file", "script", "login", "challenge"],
)
def test_what_the_link_opens_decides(answer: Answer, expected: tuple[Standing, Why]) -> None:
    """Dead, empty and narrated channels are refused; what could not be seen is for a person."""
    assert outcome(TYPE, {"/": home(links(("/c", NAME))), "/c": answer}) == expected


def test_a_link_to_nowhere_and_one_not_followed() -> None:
    assert outcome(TYPE, {"/": home(links(("#", NAME)))}) == (Standing.REFUSED, Why.NOWHERE)
    assert outcome(TYPE, {"/": home(links(("/c", NAME)))}) == (Standing.UNCLEAR, Why.UNVISITED)


@pytest.mark.parametrize("title", ["สถิติเรื่องร้องเรียน", "คู่มือการจัดการเรื่องร้องเรียน", "อบรมการรับเรื่องร้องเรียน"])
def test_statistics_and_manuals_are_no_channel(title: str) -> None:
    """What tells of complaints is not where to complain, telephone or not."""
    assert Standing.ACCEPTED not in {c.standing for c in found(TYPE, on(p("โทร 045-123456 " + PROSE), title=title))}


def test_a_general_contact_page_is_no_complaint_channel() -> None:
    """A contact page without the purpose is not one."""
    assert found(TYPE, on(p("โทร 045-123456 อีเมล saraban@agency.example"), FORM, title="ติดต่อเรา")) == []


def test_a_block_on_another_page_may_be_the_channel() -> None:
    """A heading with the purpose over its means, or a form with its legend, is the channel wherever it stands."""
    block = on(f"<h2>{NAME}</h2>", p("โทร 045-123456"), title="ติดต่อเรา")
    form = on(FORM.replace("<label>เรื่อง", "<legend>แบบฟอร์มร้องเรียนร้องทุกข์</legend><label>เรื่อง"), title="บริการ")
    assert outcome(TYPE, block) == ACCEPTED
    assert outcome(TYPE, form) == ACCEPTED


def test_an_outside_form_and_a_frame() -> None:
    """A form of a known host is a means by its link; a page that only frames another is for a person."""
    form = "https://docs.google.com/forms/d/e/x/viewform"
    assert outcome(TYPE, {"/": home(links((form, NAME))), form: page("แบบฟอร์ม", FORM)}) == ACCEPTED
    frame = on('<iframe src="https://board.example/x"></iframe>')
    frame["https://board.example/x"] = page("x", p(PROSE))
    assert outcome(TYPE, frame) == (Standing.UNCLEAR, Why.OUTSIDE)


def test_an_outside_page_that_shows_no_form_is_for_a_person() -> None:
    """The content of another host's page cannot be judged."""
    other = "https://other.example/complain"
    assert outcome(TYPE, {"/": home(links((other, NAME))), other: page("ระบบ", p(PROSE))}) == (
        Standing.UNCLEAR,
        Why.OUTSIDE,
    )


def test_a_survey_is_a_form_by_nature() -> None:
    """A telephone number is no survey; fields and a submit control are."""
    title = "แบบประเมินความพึงพอใจของผู้รับบริการ"
    assert outcome("satisfaction-survey", on(p("โทร 045-123456"), title=title)) == (Standing.REFUSED, Why.NO_MEANS)
    assert outcome("satisfaction-survey", on(FORM, title=title)) == ACCEPTED


def test_a_question_board_is_no_participation_channel() -> None:
    """A participation channel says that opinion is its purpose."""
    assert found("participation-channel", on(FORM, title="กระดานถาม-ตอบ")) == []
    assert outcome("participation-channel", on(FORM, title="ช่องทางรับฟังความคิดเห็น")) == ACCEPTED


CONTACT = "9 หมู่ 2 ตำบลสมมุติ อำเภอเมือง จังหวัดสมมุติ 35000"


@pytest.mark.parametrize(
    ("texts", "missing"),
    [
        ((CONTACT, "โทร 045-123456", "อีเมล a@agency.example"), None),
        ((CONTACT, "โทร 045-123456"), "online"),
        ((CONTACT, "อีเมล a@agency.example"), "telephone"),
        (("โทร 045-123456", "อีเมล a@agency.example"), "address"),
    ],
)
def test_contact_information_is_all_three(texts: tuple[str, ...], missing: str | None) -> None:
    """Address, telephone and an online means must stand together; the reason names the one that is missing."""
    one = found("contact-info", on(p(*texts), title="ติดต่อเรา"))[0]
    assert (one.standing, one.why) == (ACCEPTED if missing is None else (Standing.REFUSED, Why.NO_MEANS))
    assert missing is None or one.detail == missing


def test_contact_information_in_the_footer_counts() -> None:
    """Every page's footer is contact information enough."""
    text = f"<footer>{p(CONTACT, 'โทร 045-123456', 'a@agency.example')}</footer>"
    assert outcome("contact-info", {"/": f"<title>สมมุติ</title><main>{p(PROSE)}</main>{text}"}) == ACCEPTED


def test_answers_by_the_agency_have_dates() -> None:
    """On a question board each answer is one candidate, dated by its line or the lines around it."""
    board = on(p("ถาม: เปิดกี่โมง"), p("5 มีนาคม 2568"), p("ตอบ: เปิด 8.30 น."), title="กระดานถาม-ตอบ")
    site = Site(snapshot(board), names(), agency=AGENCY)
    found_answers = answers_of(site, evidence_type("qa-channel"))
    assert [(c.standing, c.fiscal_years) for c in found_answers] == [(Standing.ACCEPTED, (2568,))]
    silent = Site(snapshot(on(p("ถาม: เปิดกี่โมง"), title="กระดานถาม-ตอบ")), names(), agency=AGENCY)
    assert answers_of(silent, evidence_type("qa-channel")) == []


def test_an_unrelated_page_or_a_search_is_no_channel() -> None:
    """A menu label that opens a page of another subject, or what a search found, is refused."""
    history = page("ประวัติความเป็นมา", p(PROSE))
    assert outcome(TYPE, {"/": home(links(("/c", NAME))), "/c": history}) == (Standing.REFUSED, Why.UNRELATED)
    found_by = {"/": home(links(("/search?q=x", "ค้นหา"))), "/search?q=x": page(NAME, p("โทร 045-123456"))}
    assert outcome(TYPE, found_by) == (Standing.REFUSED, Why.SEARCH)
