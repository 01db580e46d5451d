"""What the evidence of a rule must state: each element by itself, and never a fail by a phrase that is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from itacheck.judge import Judge
from itacheck.model import Agency, Bilingual, Element, Rule, SeenElement, Status, Trouble, Verdict
from itacheck.packs import load_pack

from .forms.helpers import (
    AGENCY,
    PROSE,
    Answer,
    catalogue,
    home,
    links,
    names,
    p,
    page,
    paper,
    snapshot,
)

PACK = load_pack("oit-2568", catalogue())
AFTER = date(2025, 12, 31)
CODE = "ประมวลจริยธรรมพนักงานส่วนตำบล"
WORDS = Bilingual(th="สิ่งที่ต้องระบุ", en="what it states")


def element(element_id: str = "x", *, verified: bool = True, **how: Any) -> Element:
    return Element(id=element_id, name=WORDS, source="สิ่งที่ต้องระบุ", verified=verified, **how)


def rule(rule_id: str, *elements: Element) -> Rule:
    """A rule of the pack, with other elements where some are given."""
    found = PACK.rule(rule_id)
    assert found is not None
    return found.model_copy(update={"element": elements}) if elements else found


def verdict(
    one: Rule, answers: Mapping[str, Answer], *, as_of: date = AFTER, agency: Agency = AGENCY, year: int = 2568
) -> Verdict:
    judge = Judge(
        pack_id=PACK.id, fiscal_year=year, rules=(one,), types=catalogue().types, names=names(), as_of=as_of,
        asked=PACK.evidence,
    )  # fmt: skip
    return judge.judge(agency, snapshot(answers))[0]


def only(seen: Verdict) -> SeenElement:
    (one,) = seen.elements
    return one


def file(name: str, answer: Answer, path: str = "/f.pdf") -> dict[str, Answer]:
    return {"/": home(links((path, name))), path: answer}


GUIDE = "แนวปฏิบัติการจัดการเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ"
HOW = "ผู้ร้องเรียนยื่นเรื่องเป็นหนังสือหรือทางเว็บไซต์"
STEPS = "ขั้นตอน ลงรับเรื่องและตรวจสอบข้อเท็จจริง"
UNIT = "ผู้รับผิดชอบ งานนิติการ สำนักปลัด"
TIME = "ระยะเวลาดำเนินการภายใน 15 วันทำการ"


def test_a_rule_passes_when_every_verified_element_is_seen() -> None:
    seen = verdict(rule("O17"), file(GUIDE, paper(GUIDE, HOW, STEPS, UNIT, TIME)))
    assert seen.status is Status.PASS
    assert [(e.id, e.seen, e.verified) for e in seen.elements] == [
        ("how", True, True),
        ("steps", True, True),
        ("unit", True, True),
        ("time", True, True),
    ]
    assert seen.elements[3].quote == "ระยะเวลา"


def test_an_element_that_is_not_seen_needs_a_person_and_is_named() -> None:
    seen = verdict(rule("O17"), file(GUIDE, paper(GUIDE, HOW, STEPS, UNIT)))
    assert seen.status is Status.REVIEW
    assert [e.seen for e in seen.elements] == [True, True, True, False]
    assert "time it takes" in seen.reason.en
    assert "ระยะเวลาดำเนินการ" in seen.reason.th
    assert "steps of dealing" not in seen.reason.en
    assert seen.findings


def test_it_is_never_a_fail_nor_not_due_by_a_missing_phrase() -> None:
    for as_of in (AFTER, date(2025, 1, 1)):
        assert verdict(rule("O17"), file(GUIDE, paper(GUIDE, PROSE)), as_of=as_of).status is Status.REVIEW


def test_an_element_that_is_not_verified_is_shown_and_decides_nothing() -> None:
    one = rule("O17", element(names=["ไม่มีคำนี้"], verified=False))
    seen = verdict(one, file(GUIDE, paper(GUIDE, PROSE)))
    assert seen.status is Status.PASS
    assert (only(seen).seen, only(seen).verified) == (False, False)


def test_without_evidence_the_elements_are_not_there_and_the_rule_fails() -> None:
    seen = verdict(rule("O17"), {"/": home(p(PROSE))})
    assert seen.status is Status.FAIL
    assert {e.seen for e in seen.elements} == {False}


def test_what_cannot_be_read_is_neither_seen_nor_missing() -> None:
    seen = verdict(rule("O17"), file(GUIDE, Trouble.SCAN))
    assert seen.status is Status.REVIEW
    assert {e.seen for e in seen.elements} == {None}


def test_evidence_elsewhere_is_found_but_what_it_states_cannot_be_read() -> None:
    name = "ประกาศเจตนารมณ์นโยบาย No Gift Policy ประจำปีงบประมาณ พ.ศ. 2568"
    drive = "https://drive.example/file/1"
    one = rule("O21", element(names=["ไม่รับ"])).model_copy(update={"needs": rule("O21").needs[:1]})
    seen = verdict(one, {"/": home(links((drive, name))), drive: page("ประกาศ", p(PROSE))})
    assert seen.status is Status.REVIEW
    assert only(seen).seen is None
    assert "could not be read" in seen.reason.en


def test_an_element_may_be_evidence_of_its_own() -> None:
    code, team = rule("O16"), "คำสั่งแต่งตั้งคณะทำงานขับเคลื่อนจริยธรรม ประจำปีงบประมาณ พ.ศ. 2568"
    answers: dict[str, Answer] = {
        "/": home(links(("/code.pdf", CODE), ("/team.pdf", team))),
        "/code.pdf": paper(CODE, PROSE),
        "/team.pdf": paper(team, PROSE),
    }
    found = {e.id: e.seen for e in verdict(code, answers).elements}
    assert found == {"team": True, "dos-and-donts": False, "training": False, "code": True}
    answers["/team.pdf"] = Trouble.SCAN
    assert next(e for e in verdict(code, answers).elements if e.id == "team").seen is None


def test_an_element_may_be_a_kind_of_file() -> None:
    name = "รายงานผลการจัดซื้อจัดจ้างประจำปีงบประมาณ พ.ศ. 2567"
    sheet = file(name, paper(name, PROSE).__class__(url="", kind="xlsx", first_page=name, text=name), "/f.xlsx")
    one = rule("O13", element(files=["xlsx", "ods"]))
    assert verdict(one, sheet).status is Status.PASS
    assert verdict(one, file(name, paper(name, PROSE))).status is Status.REVIEW


@pytest.mark.parametrize(
    ("shown", "body", "seen"),
    [
        ("telephone", p("โทร. 0 5555 0100 " + PROSE), True),
        ("telephone", p(PROSE), False),
        ("e-mail", p("อีเมล head@agency.example " + PROSE), True),
        ("picture", '<img src="/head.jpg" alt="ภาพถ่าย">' + p(PROSE), True),
        ("picture", p(PROSE), False),
    ],
)
def test_an_element_may_be_something_that_a_page_shows(shown: str, body: str, seen: bool) -> None:
    answers: dict[str, Answer] = {"/": home(links(("/e", "ข้อมูลผู้บริหาร"))), "/e": page("ข้อมูลผู้บริหาร", body)}
    assert only(verdict(rule("O2", element(shows=[shown])), answers)).seen is seen


def test_a_picture_in_a_document_cannot_be_ruled_out() -> None:
    answers = file("ข้อมูลผู้บริหาร", paper("ข้อมูลผู้บริหาร", PROSE))
    assert only(verdict(rule("O2", element(shows=["picture"])), answers)).seen is None


def test_an_element_is_asked_of_its_kinds_of_agency_only() -> None:
    asked = rule("O1", element("local", names=["สภา"], kinds=["municipality"]), element("all", names=["สำนักปลัด"]))
    answers: dict[str, Answer] = {"/": home(p(PROSE))}
    assert [e.id for e in verdict(asked, answers).elements] == ["all"]
    town = AGENCY.model_copy(update={"kind": "municipality"})
    assert [e.id for e in verdict(asked, answers, agency=town).elements] == ["local", "all"]


def test_citizen_ids_in_what_was_seen_are_masked() -> None:
    one = rule("O17", element(names=["เลขประจำตัว ++ สิ้นสุด"]))
    seen = verdict(one, file(GUIDE, paper(GUIDE, "เลขประจำตัว 1-2345-67890-12-3 สิ้นสุด")))
    assert only(seen).quote == "เลขประจำตัว x-xxxx-xxxxx-xx-x สิ้นสุด"


def test_an_element_needs_a_way_of_being_seen() -> None:
    with pytest.raises(ValidationError, match="needs one of names, shows, files, any_of"):
        element()


# ---------------------------------------------------------------- years


REPORT = "รายงานผลการดำเนินงานประจำปีงบประมาณ พ.ศ. {}"


@pytest.mark.parametrize(("year", "status"), [(2567, Status.PASS), (2568, Status.FAIL), (2566, Status.FAIL)])
def test_a_report_is_asked_of_the_year_before(year: int, status: Status) -> None:
    title = REPORT.format(year)
    assert verdict(rule("O7"), file(title, paper(title, PROSE))).status is status


def test_a_report_without_a_year_needs_a_person() -> None:
    title = "รายงานผลการดำเนินงานของหน่วยงาน"
    assert verdict(rule("O7"), file(title, paper(title, PROSE))).status is Status.REVIEW


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("รายงานความก้าวหน้าการดำเนินงานและการใช้จ่ายงบประมาณ รอบ 6 เดือน ปีงบประมาณ พ.ศ. 2568", Status.PASS),
        ("รายงานความก้าวหน้าการดำเนินงานและการใช้จ่ายงบประมาณ ปีงบประมาณ พ.ศ. 2568", Status.REVIEW),
        ("รายงานความก้าวหน้าการดำเนินงานและการใช้จ่ายงบประมาณ ไตรมาสที่ 1 ปีงบประมาณ พ.ศ. 2568", Status.REVIEW),
        ("รายงานความก้าวหน้าการดำเนินงานและการใช้จ่ายงบประมาณ รอบ 6 เดือน ปีงบประมาณ พ.ศ. 2567", Status.FAIL),
    ],
)
def test_progress_must_say_that_it_reaches_to_march(said: str, status: Status) -> None:
    plan = "แผนดำเนินงานประจำปีงบประมาณ พ.ศ. 2568"
    answers: dict[str, Answer] = {
        "/": home(links(("/plan.pdf", plan), ("/half.pdf", said))),
        "/plan.pdf": paper(plan, PROSE),
        "/half.pdf": paper(said, PROSE),
    }
    seen = verdict(rule("O6"), answers)
    assert seen.status is status
    assert ("end of March" in seen.reason.en) is (status is Status.REVIEW)
