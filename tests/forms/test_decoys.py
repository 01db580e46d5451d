"""Every general decoy stands between a text that mentions a thing and a wrong pass."""

from __future__ import annotations

import pytest

from itacheck.forms import Standing, Why
from itacheck.model import Status

from .helpers import LOGIN, PROSE, Answer, alone, best, catalogue, found, home, links, outcome, p, page, paper, status

ETHICS = "ประมวลจริยธรรมพนักงานส่วนตำบล"
MANUAL = "คู่มือการให้บริการประชาชน"
REFUSED = {
    "news": (ETHICS, "ภาพกิจกรรม {}", Why.NEWS),
    "training": (MANUAL, "บรรยายพิเศษ เรื่อง {}", Why.NEWS),
    "meeting": (MANUAL, "จัดประชุม เรื่อง {}", Why.NEWS),
    "placeholder": (ETHICS, "{} (อยู่ระหว่างจัดทำ)", Why.PLACEHOLDER),
    "law": (MANUAL, "พระราชบัญญัติ {}", Why.DECOY),
    "blank-form": (ETHICS, "แบบฟอร์มเปล่า {}", Why.DECOY),
    "criteria": (ETHICS, "ปฏิทินการประเมิน {}", Why.DECOY),
    "search": (ETHICS, "ผลการค้นหา {}", Why.SEARCH),
    "staff-vacancy": (ETHICS, "รายชื่อผู้มีสิทธิ เข้าสอบ {}", Why.DECOY),
    "committee": (MANUAL, "คำสั่งแต่งตั้งคณะทำงาน {}", Why.DECOY),
    "instruction": (ETHICS, "กำชับ ให้ถือ{}", Why.DECOY),
    "award": (MANUAL, "รับโล่รางวัล{}ดีเด่น", Why.DECOY),
    "postponed": (MANUAL, "แจ้งเลื่อน การเผยแพร่{}", Why.DECOY),
}
TYPE = {ETHICS: "code-of-ethics", MANUAL: "service-manual"}
OTHERWISE = {"criterion", "navigation", "sign-in"}
"""Tried by a test of their own."""


def behind(text: str) -> dict[str, Answer]:
    return {"/": home(links(("/f.pdf", text))), "/f.pdf": paper("เอกสารแนบ", PROSE)}


def test_every_decoy_is_tried() -> None:
    assert set(catalogue().decoys) == set(REFUSED) | OTHERWISE


@pytest.mark.parametrize("decoy", REFUSED)
def test_a_text_that_is_a_decoy_is_refused_whatever_stands_behind_it(decoy: str) -> None:
    name, text, why = REFUSED[decoy]
    one = best(TYPE[name], behind(text.format(name)))
    assert (one.standing, one.why, one.detail) == (Standing.REFUSED, why, decoy)


@pytest.mark.parametrize("name", TYPE)
def test_without_a_decoy_the_same_link_is_accepted(name: str) -> None:
    assert outcome(TYPE[name], behind(name)) == (Standing.ACCEPTED, Why.NAMED)


@pytest.mark.parametrize(("over", "expected"), [("", Standing.ACCEPTED), ("หน่วยงานมี", Standing.UNCLEAR)])
def test_under_the_words_of_a_criterion_a_file_must_name_itself(over: str, expected: Standing) -> None:
    body = page("ITA", f"<h2>{over}{ETHICS}</h2>", links(("/f.pdf", "ดาวน์โหลด")))
    (one,) = [c for c in alone("code-of-ethics", body) if c.url.endswith("f.pdf")]
    assert one.standing is expected


@pytest.mark.parametrize("text", ["กลับ", "หน้าแรก", "พิมพ์"])
def test_a_link_about_the_site_is_never_named_by_the_heading_over_it(text: str) -> None:
    over = f"<h2>{ETHICS}</h2>" + links(("/f.pdf", text))
    answers: dict[str, Answer] = {
        "/": home(links(("/x", "อ่านต่อ"))),
        "/x": page("เอกสาร", over, p("ก")),
        "/f.pdf": paper("x", PROSE),
    }
    assert not any(c.url.endswith("f.pdf") for c in found("code-of-ethics", answers))


@pytest.mark.parametrize(("door", "expected"), [("เข้าสู่ระบบ", Status.FAIL), ("จริยธรรม", Status.REVIEW)])
def test_the_door_of_the_members_hides_no_paper(door: str, expected: Status) -> None:
    assert (
        status("6.3", {"/": home(links(("/in", door))), "/in": LOGIN.replace("<title>เข้าสู่ระบบ", "<title>จริยธรรม")})
        is expected
    )
