"""From a snapshot to verdicts: every status, and the same answer for the same pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from itacheck.model import (
    Agency,
    Cause,
    CrawlStatus,
    Failure,
    Need,
    Option,
    Snapshot,
    Status,
    Trouble,
    Unvisited,
    Waiver,
    Whose,
)

from .forms.helpers import (
    AGENCY,
    CHALLENGE,
    EMPTY,
    HOME,
    LOGIN,
    NOT_FOUND,
    PROSE,
    SCRIPT,
    Answer,
    catalogue,
    home,
    judge,
    links,
    p,
    pack,
    page,
    paper,
    rule,
    snapshot,
    status,
    verdict,
)

RULES = tuple(r.id for r in pack().rules)
ATTEST = {r.id for r in pack().rules if r.attest}
ETHICS = "ประมวลจริยธรรมพนักงานส่วนตำบล"
RISK = "การประเมินความเสี่ยงการทุจริต"
NOTICE = "ประกาศผู้ชนะการเสนอราคา จ้างซ่อมแซมถนนสาย {} โดยวิธีเฉพาะเจาะจง"
REPORT = "รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส ประจำปีงบประมาณ พ.ศ. 2568"
FORM = """<form method="post" action="/send"><label>เรื่อง <input name="a"></label>
<label>รายละเอียด <textarea name="b"></textarea></label><button type="submit">ส่ง</button></form>"""


def one(name: str, *lines: str, path: str = "/f.pdf") -> dict[str, Answer]:
    """A home page with one link, and the file behind it."""
    return {"/": home(links((path, name))), path: paper(*(lines or (name, PROSE)))}


def notices(*days: str) -> dict[str, Answer]:
    rows = "".join(f"<tr><td>{day}</td><td>{NOTICE.format(n)}</td></tr>" for n, day in enumerate(days))
    return {
        "/": home(links(("/list", "อ่านต่อ"))),
        "/list": page("ประกาศจัดซื้อจัดจ้าง", f"<table>{rows}</table>"),
    }


def oit(count: int, *, dead: int = 0, title: str = "OIT ประจำปีงบประมาณ พ.ศ. 2568") -> dict[str, Answer]:
    numbers = range(1, count + 1)
    answers: dict[str, Answer] = {
        "/": home(links(("/oit", title))),
        "/oit": page(title, links(*((f"/o{n}.pdf", f"O{n} ข้อที่ {n}") for n in numbers))),
    }
    return answers | {f"/o{n}.pdf": 404 if n <= dead else paper("x") for n in numbers}


def services(count: int) -> dict[str, Answer]:
    texts = ("ยื่นคำร้องออนไลน์", "จองคิวออนไลน์", "ชำระภาษีออนไลน์")[:count]
    answers: dict[str, Answer] = {"/": home(links(*((f"/s{n}", text) for n, text in enumerate(texts))))}
    return answers | {f"/s{n}": page(text, FORM) for n, text in enumerate(texts)}


def told(site: Mapping[str, Answer] | Snapshot, *, as_of: date = date(2025, 12, 31)) -> dict[str, Status]:
    seen = site if isinstance(site, Snapshot) else snapshot(site)
    return {v.rule: v.status for v in judge(as_of=as_of).judge(AGENCY, seen)}


# ---------------------------------------------------------------- years


@pytest.mark.parametrize(
    ("rule_id", "name", "year", "expected"),
    [
        ("5.3", RISK, "ปีงบประมาณ 2568", Status.PASS),
        ("5.3", RISK, "ปีงบประมาณ 2567", Status.FAIL),
        ("5.3", RISK, "", Status.REVIEW),
        ("5.4", "รายงานการรับทรัพย์สินหรือประโยชน์อื่นใดโดยธรรมจรรยา", "ปีงบประมาณ 2567", Status.PASS),
        ("5.4", "รายงานการรับทรัพย์สินหรือประโยชน์อื่นใดโดยธรรมจรรยา", "ปีงบประมาณ 2566", Status.FAIL),
        ("5.5", "แผนปฏิบัติการป้องกันการทุจริต", "พ.ศ. 2566-2570", Status.PASS),
        ("5.5", "แผนปฏิบัติการป้องกันการทุจริต", "พ.ศ. 2561-2565", Status.FAIL),
        ("6.3", ETHICS, "พ.ศ. 2558", Status.PASS),
        ("6.3", ETHICS, "", Status.PASS),
    ],
)
def test_the_year_that_a_rule_asks_for(rule_id: str, name: str, year: str, expected: Status) -> None:
    """The year itself, the year before, a range that covers it, or any; no year where one is asked is `review`."""
    assert status(rule_id, one(f"{name} {year}".strip())) is expected


def test_the_reason_of_a_wrong_year_names_the_year() -> None:
    found = verdict("5.3", one(f"{RISK} ปีงบประมาณ 2567"))
    assert "2567" in found.reason.th
    assert [f.fiscal_year for f in found.findings] == [2567]


# ---------------------------------------------------------------- statuses


def test_what_is_found_is_shown() -> None:
    """A pass shows the address, the way to it from the home page, and the words."""
    found = verdict("6.3", one(ETHICS))
    assert found.status is Status.PASS
    assert [(f.url, f.via, f.title) for f in found.findings] == [(HOME + "f.pdf", (HOME, HOME + "f.pdf"), ETHICS)]
    assert found.fix.en == "Nothing to do"


def test_a_fail_tells_the_expected_the_seen_and_the_fix() -> None:
    found = verdict("6.3", {"/": home(links(("#", ETHICS)))})
    assert found.status is Status.FAIL
    assert (found.expected, found.fix) == (rule("6.3").passes, rule("6.3").fix)
    assert ETHICS in found.found.th
    assert "leads nowhere" in found.reason.en


@pytest.mark.parametrize("answer", [404, EMPTY, NOT_FOUND])
def test_nothing_behind_the_link_is_a_fail(answer: Answer) -> None:
    assert status("6.3", {"/": home(links(("/c", ETHICS))), "/c": answer}) is Status.FAIL


@pytest.mark.parametrize("answer", [503, 403, LOGIN, SCRIPT, CHALLENGE])
def test_what_could_not_be_looked_at_is_for_a_person(answer: Answer) -> None:
    """5xx, 403, login walls, scripts and challenges behind the named link are `review`, never `fail`."""
    assert status("6.3", {"/": home(links(("/c", ETHICS))), "/c": answer}) is Status.REVIEW


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(-1, Status.NOT_DUE), (0, Status.NOT_DUE), (1, Status.FAIL)],
    ids=["before", "on the day", "after"],
)
@pytest.mark.parametrize("rule_id", ["5.3", "6.3"])
def test_a_rule_is_overdue_on_the_day_after_its_due_date(rule_id: str, as_of: int, expected: Status) -> None:
    """On the due date itself the period has not ended yet."""
    assert status(rule_id, {"/": home()}, as_of=rule(rule_id).due + timedelta(days=as_of)) is expected


def test_before_the_due_date_only_a_fail_becomes_not_due() -> None:
    """Found early passes, unclear stays for a person, and the reason of `not_due` tells the date."""
    early = date(2024, 11, 1)
    assert status("6.3", one(ETHICS), as_of=early) is Status.PASS
    assert status("6.3", {"/": home(links(("/c", ETHICS))), "/c": 503}, as_of=early) is Status.REVIEW
    assert "2025-04-30" in verdict("6.3", {"/": home()}, as_of=early).reason.th


def test_evidence_after_the_due_date_passes_and_says_late() -> None:
    """Late is not absent."""
    text = "อบรมให้ความรู้การป้องกันการทุจริตแก่บุคลากร"
    for day, late in (("12 มีนาคม 2568", False), ("12 กรกฎาคม 2568", True)):
        found = verdict("7.4", {"/": home(links(("/n", text))), "/n": page(text, p(f"วันที่ {day} {PROSE}"))})
        assert found.status is Status.PASS
        assert ("after the due date" in found.reason.en) is late


@pytest.mark.parametrize("rule_id", sorted(ATTEST))
@pytest.mark.parametrize("as_of", [date(2024, 11, 1), date(2027, 1, 1)])
def test_an_attest_rule_never_fails(rule_id: str, as_of: date) -> None:
    """Acts inside the office are for a person where no record is published."""
    found = verdict(rule_id, {"/": home(p(PROSE))}, as_of=as_of)
    assert found.status is Status.REVIEW
    assert "a person must confirm" in found.reason.en


def test_a_record_of_the_act_passes_an_attest_rule() -> None:
    text = "ประชุมบุคลากรกำชับการปฏิบัติตามคู่มือการปฏิบัติงาน"
    body = p("วันที่ 12 มีนาคม 2568 หัวหน้าหน่วยงานประชุมและกำชับให้บุคลากรปฏิบัติตามคู่มือการปฏิบัติงานโดยเคร่งครัด")
    site: dict[str, Answer] = {"/": home(links(("/n", text))), "/n": page(text, body)}
    assert status("1.1", site) is Status.PASS
    assert status("4.3", site) is Status.REVIEW


@pytest.mark.parametrize("cause", [Cause.DNS, Cause.ROBOTS, Cause.NO_WEBSITE])
def test_an_agency_that_could_not_be_looked_at_is_unreachable_everywhere(cause: Cause) -> None:
    """Every rule says so, with the cause and what to do about it, also before it is due."""
    dark = Snapshot(AGENCY.id, "", CrawlStatus.UNREACHABLE, failure=Failure("", cause, Whose.AGENCY, "detail"))
    verdicts = judge(as_of=date(2024, 11, 1)).judge(AGENCY, dark)
    assert {v.status for v in verdicts} == {Status.UNREACHABLE}
    assert len({v.fix.en for v in verdicts}) == 1
    assert {v.findings for v in verdicts} == {()}


def test_a_rule_for_other_kinds_of_agency_is_not_applicable() -> None:
    judging = judge("6.3")
    judging.rules = (rule("6.3").model_copy(update={"kinds": ("hospital",)}),)
    assert [v.status for v in judging.judge(AGENCY, snapshot(one(ETHICS)))] == [Status.NOT_APPLICABLE]
    hospital = AGENCY.model_copy(update={"kind": "hospital"})
    assert [v.status for v in judging.judge(hospital, snapshot(one(ETHICS)))] == [Status.PASS]


def test_what_broke_is_an_error_for_every_rule() -> None:
    verdicts = judge().failed(AGENCY, "ValueError")
    assert [v.rule for v in verdicts] == list(RULES)
    assert {v.status for v in verdicts} == {Status.ERROR}
    assert all("ValueError" in v.reason.th for v in verdicts)


# ---------------------------------------------------------------- counts


@pytest.mark.parametrize(("count", "expected"), [(0, Status.FAIL), (1, Status.REVIEW), (2, Status.PASS)])
def test_exactly_one_online_service_is_for_a_person(count: int, expected: Status) -> None:
    assert status("2.2.1", services(count)) is expected
    assert status("1.2", services(count)) is (Status.PASS if count else Status.FAIL)


@pytest.mark.parametrize(
    ("days", "expected", "count"),
    [
        (("12 พฤศจิกายน 2567", "8 มกราคม 2568", "3 ก.พ. 68"), Status.PASS, "3"),
        (("12 พฤศจิกายน 2567", "8 มกราคม 2568"), Status.FAIL, "2"),
        (("12 พฤศจิกายน 2567", "8 มกราคม 2568", "30 กันยายน 2567"), Status.FAIL, "2"),
        (("12 พฤศจิกายน 2567", "8 มกราคม 2568", "1 ตุลาคม 2568"), Status.FAIL, "2"),
        (("1 มีนาคม 2567",) * 3, Status.FAIL, "2567"),
    ],
)
def test_three_procurement_entries_of_the_year(days: tuple[str, ...], expected: Status, count: str) -> None:
    """Entries of other years do not count, and the reason gives the count, or the years seen."""
    found = verdict("5.6", notices(*days))
    assert found.status is expected
    assert count in found.reason.en


def test_duplicates_do_not_make_three_entries() -> None:
    row = f"<tr><td>8 มกราคม 2568</td><td>{NOTICE.format(1)}</td></tr>"
    site: dict[str, Answer] = {
        "/": home(f"<table>{row}</table>", links(("/list", "อ่านต่อ"))),
        "/list": page("ประกาศจัดซื้อจัดจ้าง", f"<table>{row * 3}</table>"),
    }
    assert status("5.6", site) is Status.FAIL


@pytest.mark.parametrize(
    ("count", "dead", "expected"),
    [(15, 0, Status.PASS), (14, 0, Status.FAIL), (20, 4, Status.PASS), (20, 5, Status.FAIL)],
)
def test_fifteen_items_of_which_eight_in_ten_open(count: int, dead: int, expected: Status) -> None:
    assert status("3.3", oit(count, dead=dead)) is expected


def test_an_index_that_is_too_short_is_shown_with_its_count() -> None:
    found = verdict("3.3", oit(14))
    assert "14" in found.reason.en
    assert [f.url for f in found.findings] == [HOME + "oit"]
    assert "too few" in found.found.en


def test_the_index_of_another_year_or_of_none() -> None:
    assert status("3.3", oit(20, title="OIT ประจำปีงบประมาณ พ.ศ. 2567")) is Status.FAIL
    assert status("3.3", oit(20, title="OIT")) is Status.REVIEW


# ---------------------------------------------------------------- needs and topics


BUDGET = "รายงานผลการใช้จ่ายงบประมาณ ประจำปีงบประมาณ พ.ศ. 2568"
MONTHLY = "สรุปผลการดำเนินการจัดซื้อจัดจ้าง (สขร.1) ประจำเดือนมกราคม 2568"


def test_of_two_parts_the_reason_names_the_one_that_is_missing() -> None:
    """Two parts asked, one found is a fail that names the missing part; both found pass."""
    both: dict[str, Answer] = {
        "/": home(links(("/b.pdf", BUDGET), ("/m.pdf", MONTHLY))),
        "/b.pdf": paper(BUDGET, PROSE),
        "/m.pdf": paper(MONTHLY, PROSE),
    }
    assert status("5.7", both) is Status.PASS
    for name, missing in ((BUDGET, 1), (MONTHLY, 0)):
        found = verdict("5.7", one(name))
        parts = [need.name.en for need in rule("5.7").needs if need.name is not None]
        assert found.status is Status.FAIL
        assert f"missing: {parts[missing]}" in found.reason.en
        assert f"missing: {parts[1 - missing]}" not in found.reason.en
        assert [f.title for f in found.findings] == [name]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((REPORT, "มาตรการที่ 5 ความโปร่งใสในการใช้งบประมาณ"), Status.PASS),
        ((REPORT, "ดำเนินการแล้วเสร็จทุกรายการ"), Status.REVIEW),
        ((REPORT.replace("2568", "2567"), "มาตรการที่ 5"), Status.FAIL),
    ],
    ids=["named", "silent", "other year"],
)
def test_a_monitoring_report_names_the_measure(lines: tuple[str, ...], expected: Status) -> None:
    """A report of the year that is silent on the measure is for a person; one of another year is none."""
    assert status("5.M", one(lines[0], *lines)) is expected


def test_a_monitoring_report_that_cannot_be_read_is_for_a_person() -> None:
    site = one(REPORT)
    for answer in (503, Trouble.SCAN, Trouble.ENCRYPTED):
        assert status("5.M", site | {"/f.pdf": answer}) is Status.REVIEW
    assert status("5.M", {"/": home()}) is Status.FAIL


def test_any_option_of_a_need_will_do() -> None:
    """1.4 asks for a report of the year or a channel; either passes, and a bad one does not spoil the other."""
    channel: dict[str, Answer] = {
        "/": home(links(("/c", "ช่องทางรับฟังความคิดเห็น"), ("#", "รายงานผลการมีส่วนร่วมของประชาชน 2568"))),
        "/c": page("ช่องทางรับฟังความคิดเห็น", FORM),
    }
    assert status("1.4", channel) is Status.PASS


def test_an_answer_is_dated_in_the_year() -> None:
    """A question board passes 3.1 by an answer of the year; an old answer leaves it to a person."""
    for day, expected in (("5 มีนาคม 2568", Status.PASS), ("5 มีนาคม 2565", Status.REVIEW)):
        board = page("กระดานถาม-ตอบ", p("ถาม: เปิดกี่โมง"), p(day), p("ตอบ: เปิด 8.30 น."))
        assert status("3.1", {"/": home(links(("/q", "กระดานถาม-ตอบ"))), "/q": board}) is expected


def test_options_that_ask_for_more_than_one_are_counted_together_with_doubtful_ones() -> None:
    """Where doubtful places could make up the number, a person must look."""
    judging = judge("6.3")
    need = Need(any_of=(Option(evidence="code-of-ethics", at_least=2),))
    judging.rules = (rule("6.3").model_copy(update={"needs": (need,)}),)
    two: dict[str, Answer] = {
        "/": home(links(("/a.pdf", ETHICS), ("/b.pdf", "จรรยาข้าราชการ"))),
        "/a.pdf": paper(ETHICS, PROSE),
        "/b.pdf": 503,
    }
    assert [v.status for v in judging.judge(AGENCY, snapshot(two))] == [Status.REVIEW]
    assert [v.status for v in judging.judge(AGENCY, snapshot(two | {"/b.pdf": 404}))] == [Status.FAIL]


# ---------------------------------------------------------------- what was not looked at


def left(text: str, score: float = 1.0) -> Snapshot:
    unvisited = (Unvisited(HOME + "later", text, score, Cause.BUDGET, HOME),)
    return snapshot({"/": home(p(PROSE))}, unvisited=unvisited, status=CrawlStatus.PARTIAL)


@pytest.mark.parametrize(
    ("text", "score", "expected"),
    [
        (ETHICS, 1.0, Status.REVIEW),
        ("จริยธรรม", 0.5, Status.REVIEW),
        ("ประวัติวัด", 0.5, Status.FAIL),
        (ETHICS, 0.0, Status.FAIL),
    ],
    ids=["named", "related", "something else", "never followed"],
)
def test_a_promising_link_that_was_left_is_review_not_fail(text: str, score: float, expected: Status) -> None:
    assert status("6.3", left(text, score)) is expected


@pytest.mark.parametrize(
    ("answer", "expected"), [(503, Status.REVIEW), (404, Status.FAIL), (page("จริยธรรม", p(PROSE)), Status.FAIL)]
)
def test_a_related_menu_page_that_failed_is_review(answer: Answer, expected: Status) -> None:
    """The evidence may stand behind a menu page that answered 5xx; behind a dead one nothing stands."""
    assert status("6.3", {"/": home(links(("/menu", "จริยธรรม"))), "/menu": answer}) is expected


@pytest.mark.parametrize("front", [SCRIPT, LOGIN, CHALLENGE])
def test_a_home_page_that_cannot_be_read_is_review_everywhere(front: str) -> None:
    """Nothing is called absent behind a home page that a script draws or a wall hides."""
    assert set(told({"/": front}).values()) == {Status.REVIEW}


# ---------------------------------------------------------------- nothing passes on pages that only say so

EVERYTHING = " ".join(f"{t.name.th} ปีงบประมาณ 2568 5 มีนาคม 2568" for t in catalogue().types.values())
ARCHIVE = links(*((f"/news/{n}", f"ร่วมกิจกรรม{t.name.th} 2568") for n, t in enumerate(catalogue().types.values())))


@pytest.mark.parametrize(
    "site",
    [
        {"/": home(p(EVERYTHING))},
        {"/": home(links(("/all", "ข้อมูล"))), "/all": page("ข้อมูล", p(EVERYTHING))},
        {"/": home(links(("/all", "ข้อมูล"))), "/all": page(EVERYTHING, p(EVERYTHING))},
        {"/": home(links(*(("#", t.name.th) for t in catalogue().types.values())))},
        {"/": home()},
        {"/": EMPTY},
        {"/": NOT_FOUND},
        {"/": LOGIN},
        {"/": home(links(("/in", "ข้อมูลสาธารณะ"))), "/in": LOGIN},
        {"/": home(ARCHIVE)} | {f"/news/{n}": page("ข่าว", p(PROSE)) for n in range(len(catalogue().types))},
    ],
    ids=[
        "says everything at home", "says everything", "named everything", "dead menu", "nothing", "empty", "soft 404",
        "login", "login behind", "news archive",
    ],
)  # fmt: skip
def test_no_rule_passes_on_a_page_that_is_nothing(site: dict[str, Answer]) -> None:
    """Names without the thing, walls, and news of everything pass no rule."""
    assert [r for r, s in told(site).items() if s is Status.PASS] == []


# ---------------------------------------------------------------- declared addresses and waivers


def declared(rule_id: str, url: str) -> Agency:
    return AGENCY.model_copy(update={"declared": {rule_id: url}})


def test_a_declared_address_is_judged_by_the_same_words() -> None:
    """One that holds passes and is not spoken of; one that does not is named in the reason."""
    holds = verdict("6.3", one(ETHICS), agency=declared("6.3", HOME + "f.pdf"))
    assert holds.status is Status.PASS
    assert "declared" not in holds.reason.en
    lies = verdict("6.3", {"/": home(), "/x": page("ประวัติ", p(PROSE))}, agency=declared("6.3", HOME + "x"))
    assert lies.status is Status.FAIL
    assert f"({HOME}x) does not hold" in lies.reason.en
    assert HOME + "x" in lies.reason.th
    other = verdict("6.3", {"/": home()}, agency=declared("5.3", HOME + "x"))
    assert "declared" not in other.reason.en


def waiver(rule_id: str, expires: date) -> Waiver:
    return Waiver(rule=rule_id, reason="ย้ายเว็บไซต์", owner="หัวหน้าสำนักปลัด", expires=expires)


@pytest.mark.parametrize(
    ("rules", "shown"),
    [
        (("6.3",), "6.3"), (("2568/6.3",), "2568/6.3"), (("oit-2568/6.3",), None), (("6.4",), None), ((), None),
        (("6.3", "2568/6.3"), "2568/6.3"),
    ],
)  # fmt: skip
def test_a_waiver_marks_the_verdict_and_changes_nothing(rules: tuple[str, ...], shown: str | None) -> None:
    """The rule still runs and still fails; of several waivers the one that lasts longest shows."""
    waivers = tuple(waiver(r, date(2026, 1 + n, 1)) for n, r in enumerate(rules))
    found = verdict("6.3", {"/": home()}, agency=AGENCY.model_copy(update={"waiver": waivers}))
    assert found.status is Status.FAIL
    assert (found.waiver.rule if found.waiver else None) == shown


def test_an_expired_waiver_still_shows() -> None:
    """The report marks it by its date; the verdict is what it would be."""
    old = AGENCY.model_copy(update={"waiver": (waiver("6.3", date(2025, 1, 1)),)})
    found = verdict("6.3", {"/": home()}, agency=old)
    assert (found.status, found.waiver) == (Status.FAIL, old.waiver[0])


# ---------------------------------------------------------------- the same pages, the same answer


def mixed() -> dict[str, Answer]:
    return {
        **notices("12 พฤศจิกายน 2567", "8 มกราคม 2568", "3 ก.พ. 68"),
        "/": home(
            links(
                ("/list", "อ่านต่อ"),
                ("/e.pdf", ETHICS),
                ("/r.pdf", f"{RISK} 2568"),
                ("/b.pdf", BUDGET),
                ("/m.pdf", REPORT),
            ),
            links(("/s", "ยื่นคำร้องออนไลน์"), ("/c", "ช่องทางร้องเรียนร้องทุกข์"), ("/old", f"{RISK} 2566")),
        ),
        "/e.pdf": paper(ETHICS, PROSE),
        "/r.pdf": paper(f"{RISK} ประจำปี 2568", PROSE),
        "/b.pdf": 503,
        "/m.pdf": paper(REPORT, "มาตรการที่ 1 มาตรการที่ 3"),
        "/s": page("ยื่นคำร้องออนไลน์", FORM),
        "/c": page("ช่องทางร้องเรียนร้องทุกข์", p("โทร 045-123456")),
        "/old": page(f"{RISK} 2566", p(PROSE)),
    }


def test_the_same_snapshot_gives_the_same_verdicts() -> None:
    seen = snapshot(mixed())
    first = judge().judge(AGENCY, seen)
    assert first == judge().judge(AGENCY, seen)
    assert len({v.status for v in first}) >= 3
    assert [v.rule for v in first] == list(RULES)


def test_the_order_of_the_fetch_decides_no_status() -> None:
    """Documents and pages that came in another order give the same status for every rule."""
    seen = snapshot(mixed())
    turned = replace(seen, readings=dict(reversed(seen.readings.items())))
    assert told(turned) == told(seen)


def test_quotes_are_short_and_hold_no_citizen_id() -> None:
    """What a verdict shows of a page is at most 160 characters with every id of 13 digits masked."""
    name = f"{RISK} 2568 ผู้จัดทำ 1-2345-67890-12-3 {'รายละเอียด' * 15}"
    found = verdict("5.3", {"/": home(links(("/f.pdf", name))), "/f.pdf": paper("x")})
    assert found.findings
    for finding in found.findings:
        assert len(finding.quote) <= 160
        assert "67890" not in finding.quote
