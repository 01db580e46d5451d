"""Form `listing`: dated entries, each counted once."""

from __future__ import annotations

import pytest

from itacheck.forms import Candidate, Standing, Why

from .helpers import PROSE, Answer, a, found, home, links, names, outcome, p, page

TYPE = "procurement-announcements"
ENTRY = "ประกาศผู้ชนะการเสนอราคา จ้างซ่อมแซมถนนสาย {} โดยวิธีเฉพาะเจาะจง"


def accepted(answers: dict[str, Answer]) -> list[Candidate]:
    return [c for c in found(TYPE, answers) if c.standing is Standing.ACCEPTED]


def rows(*entries: tuple[str, str]) -> str:
    return "<table>" + "".join(f"<tr><td>{day}</td><td>{text}</td></tr>" for day, text in entries) + "</table>"


def listed(*body: str, **more: Answer) -> dict[str, Answer]:
    pages: dict[str, Answer] = {"/": home(links(("/list", "อ่านต่อ")))}
    pages["/list"] = page("ประกาศจัดซื้อจัดจ้าง", *body)
    return pages | {f"/{name}": answer for name, answer in more.items()}


DAYS = ("12 พฤศจิกายน 2567", "8 ม.ค. 68", "03/02/2568")
NOTICE = page("ประกาศ", p("องค์การบริหารส่วนตำบลสมมุติขอประกาศให้ทราบโดยทั่วกัน"))


def test_dated_rows_and_links_are_entries() -> None:
    """Rows with a link and rows without one count alike, with the date of the row."""
    linked = rows(*((day, a(f"/n{n}", ENTRY.format(n))) for n, day in enumerate(DAYS)))
    plain = rows(*((day, ENTRY.format(n)) for n, day in enumerate(DAYS)))
    for answers in (listed(linked, n0=NOTICE, n1=NOTICE, n2=NOTICE), listed(plain)):
        assert [c.fiscal_years for c in accepted(answers)] == [(2568,)] * 3


def test_an_entry_that_is_listed_twice_counts_once() -> None:
    """The same notice on the home page and in the list, or as row and link, is one."""
    one = rows((DAYS[0], a("/n1", ENTRY.format(1))))
    answers = listed(one, one, n1=NOTICE)
    answers["/"] = home(links(("/list", "อ่านต่อ")), one)
    assert len(accepted(answers)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "แผนการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. 2568",
        "สรุปผลการดำเนินการจัดซื้อจัดจ้าง (สขร.1) ประจำเดือนมกราคม 2568",
        "รายงานผลการจัดซื้อจัดจ้างประจำปี 2568",
        "อบรมการจัดซื้อจัดจ้างภาครัฐ",
        "ประกาศรับสมัครพนักงานจ้าง",
    ],
)
def test_plans_summaries_and_vacancies_are_no_entries(text: str) -> None:
    """What the catalogue refuses is not counted, though it is dated and stands in the list."""
    assert accepted(listed(rows((DAYS[0], a("/x", text)), (DAYS[1], text)), x=NOTICE)) == []


def test_a_dead_entry_is_refused() -> None:
    """An entry whose link is dead is told and does not count."""
    entries = found(TYPE, listed(rows((DAYS[0], a("/n1", ENTRY.format(1)))), n1=404))
    assert (Standing.REFUSED, Why.DEAD) in {(c.standing, c.why) for c in entries}
    assert Standing.ACCEPTED not in {c.standing for c in entries}


def test_an_entry_without_a_date_is_unclear() -> None:
    """No year found where one is asked is for a person."""
    entries = found(TYPE, listed(p(a("/n1", ENTRY.format(1))), n1=page("ประกาศ", p("จ้างซ่อมแซมถนน"))))
    assert {(c.standing, c.why) for c in entries} == {(Standing.UNCLEAR, Why.NO_YEAR)}


def test_a_label_that_leads_nowhere_is_no_entry() -> None:
    """A `#` link with a year and no date is refused."""
    entries = found(TYPE, listed(p(a("#", ENTRY.format(1) + " ประจำปี 2568"))))
    assert {(c.standing, c.why) for c in entries} == {(Standing.REFUSED, Why.NOWHERE)}


def test_the_date_of_an_entry_may_stand_on_its_own_page_or_over_it() -> None:
    """A date heading over the entries, or the page that the entry opens, dates it."""
    over = listed(f"<h3>{DAYS[0]}</h3>{p(a('/n1', ENTRY.format(1)))}", n1=NOTICE)
    inside = listed(p(a("/n1", ENTRY.format(1))), n1=page("ประกาศ", p(f"ประกาศ ณ วันที่ {DAYS[0]}")))
    for answers in (over, inside):
        assert [c.fiscal_years for c in accepted(answers)] == [(2568,)]


def test_links_to_lists_are_no_entries() -> None:
    """A link to a page of several entries is the way to them, not one of them."""
    answers = listed(p(a("/2568", "ประกาศผู้ชนะการเสนอราคา ปีงบประมาณ 2568")))
    answers["/2568"] = page(
        "ประกาศผู้ชนะการเสนอราคา", rows(*((day, a(f"/n{n}", ENTRY.format(n))) for n, day in enumerate(DAYS)))
    )
    answers |= {f"/n{n}": NOTICE for n in range(3)}
    assert sorted(c.url[-2:] for c in accepted(answers)) == ["n0", "n1", "n2"]


def test_a_search_page_lists_nothing() -> None:
    """What a search found is not the agency's list."""
    text = rows(*((day, ENTRY.format(n)) for n, day in enumerate(DAYS)))
    assert accepted({"/": home(), "/search?q=x": page("ประกาศจัดซื้อจัดจ้าง", text)}) == []


def test_news_that_is_dated_is_no_entry() -> None:
    """An item of another name under the list's heading without a date, or news in it, is no entry."""
    news = "นายก อบต. เป็นประธานการประชุมพิจารณาผลการประกวดราคา"
    assert accepted(listed(rows((DAYS[0], a("/x", news))), x=NOTICE)) == []


NEWS = "<h2>ข่าวประชาสัมพันธ์</h2><ul><li>12 พ.ย. 2567 {}</li></ul>"


def test_what_stands_under_a_section_is_an_entry_whatever_it_is_called() -> None:
    entry = a("/n", "อบรมการป้องกันการทุจริตแก่บุคลากร")
    (news,) = found("news", {"/": home(NEWS.format(entry)), "/n": page("ข่าว", p(PROSE))})
    assert (news.standing, news.fiscal_years) == (Standing.ACCEPTED, (2568,))
    (row,) = found("news", {"/": home(NEWS.format("ออกหน่วยบริการเคลื่อนที่ในตำบลสมมุติ"))})
    assert row.standing is Standing.ACCEPTED


def test_an_entry_of_a_section_has_a_date() -> None:
    undated = home("<h2>ข่าวประชาสัมพันธ์</h2>", links(("/n", "เรื่องหนึ่ง")))
    assert found("news", {"/": undated, "/n": page("ข่าว", p(PROSE))}) == []


def test_the_name_of_a_section_never_speaks_against_other_names() -> None:
    said = names().name("ข่าวประชาสัมพันธ์")
    assert not said.named
    assert (said.sections, said.generic) == (frozenset({"news"}), True)
    code = page("ข่าวประชาสัมพันธ์", p(f"ประมวลจริยธรรมพนักงานส่วนตำบล {PROSE}"))
    answers: dict[str, Answer] = {"/": home(links(("/n", "ข่าวประชาสัมพันธ์"))), "/n": code}
    assert outcome("code-of-ethics", answers) == (Standing.ACCEPTED, Why.NAMED)
