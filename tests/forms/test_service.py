"""Form `service`: something that can be submitted, booked, paid or tracked online."""

from __future__ import annotations

import pytest

from itacheck.forms import Standing, Why

from .helpers import LOGIN, PROSE, SCRIPT, Answer, alone, found, home, links, outcome, p, page, paper

TYPE = "e-service"
NAME = "ยื่นคำร้องออนไลน์"
FORM = """<form method="post" action="/send"><label>ชื่อเรื่อง <input name="a"></label>
<label>รายละเอียด <textarea name="b"></textarea></label><button type="submit">ยื่นคำร้อง</button></form>"""
ACCEPTED = (Standing.ACCEPTED, Why.NAMED)


def services(*pairs: tuple[str, str], **more: Answer) -> dict[str, Answer]:
    return {"/": home(links(*pairs))} | {f"/{name}": answer for name, answer in more.items()}


def count(answers: dict[str, Answer]) -> int:
    return len({c.key for c in found(TYPE, answers) if c.standing is Standing.ACCEPTED})


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (page(NAME, FORM), ACCEPTED),
        (page(NAME, p(PROSE)), (Standing.REFUSED, Why.NO_FORM)),
        (page(NAME, p("อยู่ระหว่างปรับปรุง")), (Standing.REFUSED, Why.PLACEHOLDER)),
        (paper("แบบคำร้อง"), (Standing.REFUSED, Why.ONLY_A_FILE)),
        (404, (Standing.REFUSED, Why.DEAD)),
        (503, (Standing.UNCLEAR, Why.FAILED)),
        (SCRIPT, (Standing.UNCLEAR, Why.SCRIPT)),
        (LOGIN, (Standing.UNCLEAR, Why.LOGIN)),
    ],
    ids=["form", "no form", "placeholder", "file", "dead", "failed", "script", "login"],
)
def test_what_the_link_opens_decides(answer: Answer, expected: tuple[Standing, Why]) -> None:
    """Fields and a submit control are a service; a text, a placeholder and a form to download are none."""
    assert outcome(TYPE, services(("/s", NAME), s=answer)) == expected


def test_a_link_to_nowhere_to_the_home_page_or_not_followed() -> None:
    assert outcome(TYPE, services(("#", NAME))) == (Standing.REFUSED, Why.NOWHERE)
    assert outcome(TYPE, services(("/", NAME))) == (Standing.REFUSED, Why.UNRELATED)
    assert outcome(TYPE, services(("/s", NAME))) == (Standing.UNCLEAR, Why.UNVISITED)


def test_a_login_or_search_form_is_no_service() -> None:
    """Forms that ask for a password or search are not what a citizen submits."""
    search = '<form action="/search"><input type="search" name="q"><button type="submit">ค้น</button></form>'
    assert count(services(("/s", NAME), s=page(NAME, search, p(PROSE)))) == 0


def test_a_named_service_on_another_host_counts() -> None:
    """A service may run elsewhere; only that it opens can be judged."""
    url = "https://queue.example/book"
    assert (
        outcome(TYPE, services(("https://queue.example/book", "จองคิวออนไลน์")) | {url: page("จองคิว", p(PROSE))})
        == ACCEPTED
    )


@pytest.mark.parametrize(
    "text",
    [
        "คู่มือการใช้งาน E-Service",
        "สถิติการให้บริการ E-Service",
        "ดาวน์โหลดแบบฟอร์มคำร้องออนไลน์",
        "ขอเชิญใช้บริการออนไลน์",
        "ระบบสารบรรณอิเล็กทรอนิกส์",
    ],
)
def test_manuals_statistics_and_inside_systems_are_no_service(text: str) -> None:
    assert count(services(("/s", text), s=page(text, FORM))) == 0


def test_different_services_are_different_named_services() -> None:
    """Two names are two; one name twice, one address twice, and the tracker of a request are one."""
    two = services(("/s", NAME), ("/q", "จองคิวออนไลน์"), s=page(NAME, FORM), q=page("จองคิวออนไลน์", FORM))
    assert count(two) == 2
    same_name = services(("/s", NAME), ("/t", NAME), s=page(NAME, FORM), t=page(NAME, FORM))
    assert count(same_name) == 1
    tracker = services(
        ("/s", NAME), ("/t", "ติดตามสถานะคำร้องออนไลน์"), s=page(NAME, FORM), t=page("ติดตามสถานะคำร้องออนไลน์", FORM)
    )
    assert count(tracker) == 1


def test_alone_a_menu_link_is_not_seen_and_a_link_in_the_content_counts() -> None:
    """Judged alone, a service in the page's content counts by its name; one in the menu is for a person."""
    menu = alone(TYPE, f"<title>x</title><nav>{links(('/s', NAME))}</nav><main><h1>x</h1>{p(PROSE)}</main>")
    assert {(c.standing, c.why) for c in menu} == {(Standing.UNCLEAR, Why.UNVISITED)}
    content = alone(TYPE, page("x", links(("/s", NAME)), p(PROSE)))
    assert {(c.standing, c.why) for c in content} == {ACCEPTED}
