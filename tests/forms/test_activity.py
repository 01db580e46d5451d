"""Form `activity`: a dated record of the act."""

from __future__ import annotations

from datetime import date

import pytest

from itacheck.forms import Standing, Why

from .helpers import NOT_FOUND, PROSE, SCRIPT, Answer, a, best, found, home, links, outcome, p, page, paper

TYPE = "anti-corruption-training"
ACT = "อบรมให้ความรู้การป้องกันการทุจริตแก่บุคลากร"
TOLD = "วันที่ 12 มีนาคม 2568 หัวหน้าหน่วยงานเป็นประธานเปิดการอบรมให้ความรู้แก่บุคลากรในสังกัดทุกคน ณ ห้องประชุม"
ACCEPTED = (Standing.ACCEPTED, Why.NAMED)


def news(answer: Answer, text: str = ACT) -> dict[str, Answer]:
    return {"/": home(links(("/n", text))), "/n": answer}


def test_news_with_a_date_is_a_record() -> None:
    """News that reports, with a date, that the act took place is the record."""
    one = best(TYPE, news(page(ACT, p(TOLD))))
    assert (one.standing, one.date, one.fiscal_years) == (Standing.ACCEPTED, date(2025, 3, 12), (2568,))


@pytest.mark.parametrize(
    "body",
    [
        links(("/p.jpg", f"{ACT} วันที่ 12 มีนาคม 2568")),
        f"<table><tr><td>12 มี.ค. 68</td><td>{a('/p.jpg', ACT)}</td></tr></table>",
        p(f"12 มีนาคม 2568 {ACT}"),
    ],
    ids=["link", "row", "line without a link"],
)
def test_a_dated_entry_is_a_record(body: str) -> None:
    """The date may stand in the link, in its row, or in a line that links to nothing."""
    dated = [c for c in found(TYPE, {"/": home(body), "/p.jpg": paper("ภาพ")}) if c.standing is Standing.ACCEPTED]
    assert {c.fiscal_years for c in dated} == {(2568,)}


def test_a_record_behind_a_file_takes_the_date_of_the_file() -> None:
    """A report on the act is dated by its own first page."""
    one = best(TYPE, news(paper("รายงาน" + ACT, "12 มีนาคม 2568", PROSE)))
    assert (one.standing, one.fiscal_years) == (Standing.ACCEPTED, (2568,))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (404, (Standing.REFUSED, Why.DEAD)),
        (NOT_FOUND, (Standing.REFUSED, Why.SOFT_404)),
        (503, (Standing.UNCLEAR, Why.FAILED)),
        (SCRIPT, (Standing.UNCLEAR, Why.SCRIPT)),
        (page(ACT), (Standing.REFUSED, Why.NO_CONTENT)),
        (page(ACT, p("อยู่ระหว่างปรับปรุง")), (Standing.REFUSED, Why.PLACEHOLDER)),
        (paper("รายงานของเทศบาลตำบลดอนยาง", ACT), (Standing.REFUSED, Why.OTHER_AGENCY)),
    ],
    ids=["dead", "soft 404", "failed", "script", "no content", "placeholder", "other agency"],
)
def test_what_the_link_opens_decides(answer: Answer, expected: tuple[Standing, Why]) -> None:
    assert outcome(TYPE, news(answer)) == expected


def test_a_link_to_nowhere_and_one_not_followed() -> None:
    assert outcome(TYPE, {"/": home(links(("#", ACT)))}) == (Standing.REFUSED, Why.NOWHERE)
    assert outcome(TYPE, {"/": home(links(("/n", ACT)))}) == (Standing.UNCLEAR, Why.UNVISITED)


@pytest.mark.parametrize("text", ["เปิดรับสมัครอบรมต้านทุจริตศึกษา", "แผนปฏิบัติการอบรมป้องกันการทุจริต", "อบรมเยาวชนต้านทุจริต"])
def test_invitations_plans_and_others_trained_are_no_record(text: str) -> None:
    """A call for applicants, a plan, or a training of the young is no training of the staff."""
    assert Standing.ACCEPTED not in {c.standing for c in found(TYPE, news(page(text, p(TOLD)), text))}


def test_empty_forms_are_no_record_though_news_is() -> None:
    """News is evidence of an act; other decoys stay decoys."""
    text = "แบบฟอร์มเปล่า" + ACT
    assert outcome(TYPE, news(page(text, p(TOLD)), text)) == (Standing.REFUSED, Why.DECOY)


def test_lines_of_a_report_are_not_records() -> None:
    """What a paper of another kind lists (a report on the measures) is its contents."""
    report = page("รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรม ปี 2568", p(f"12 มีนาคม 2568 {ACT}"))
    assert found(TYPE, {"/": home(links(("/r", "รายงาน"))), "/r": report}) == []


def test_a_search_page_records_nothing() -> None:
    assert found(TYPE, {"/": home(), "/search?q=x": page(ACT, p(TOLD))}) == []


def test_a_directive_is_judged_by_what_it_says() -> None:
    """The topics of a directive come from its text, not from its title alone."""
    order = paper("บันทึกข้อความ", "12 มีนาคม 2568", "ขอกำชับให้บุคลากรปฏิบัติตามคู่มือการปฏิบัติงานโดยเคร่งครัด")
    one = best("directive", {"/": home(links(("/d.pdf", "หนังสือเวียน"))), "/d.pdf": order})
    assert (one.standing, "directive/manuals" in one.topics, "directive/property" in one.topics) == (
        Standing.ACCEPTED,
        True,
        False,
    )


def test_an_empty_form_is_no_record_as_line_or_file_either() -> None:
    """A decoy in a dated line, or as the title of a file that no link names, is refused."""
    text = "แบบฟอร์มเปล่า" + ACT
    refused = (Standing.REFUSED, Why.DECOY)
    assert outcome(TYPE, {"/": home(p(f"12 มีนาคม 2568 {text}"))}) == refused
    file = paper(text, "12 มีนาคม 2568")
    assert outcome(TYPE, {"/": home(p(a("/f.pdf", "เปิด"))), "/f.pdf": file}) == refused


@pytest.mark.parametrize("behind_it", [PROSE, "วันที่ 5 มีนาคม 2568 จัดอบรมแก่เจ้าหน้าที่พัสดุทุกคนในสังกัด"])
def test_an_act_of_another_agency_is_no_record_as_link_or_page(behind_it: str) -> None:
    other = ACT + " ของเทศบาลตำบลดอนยาง"
    refused = (Standing.REFUSED, Why.OTHER_AGENCY)
    assert outcome(TYPE, {"/": home(links(("/f.pdf", other))), "/f.pdf": paper("แนบ", behind_it)}) == refused
    assert outcome(TYPE, {"/": home(links(("/n", "อ่านต่อ"))), "/n": page(other, p(behind_it))}) == refused
