"""A snapshot with what the forms ask of it: menus, own content, targets, names of links."""

from __future__ import annotations

import pytest

from itacheck.forms import State
from itacheck.forms.places import Place, file_name
from itacheck.forms.site import Site, is_front
from itacheck.model import Link, LinkKind, Page

from .helpers import (
    AGENCY,
    EMPTY,
    HOME,
    LOGIN,
    NOT_FOUND,
    PROSE,
    Answer,
    a,
    home,
    links,
    names,
    p,
    page,
    paper,
    snapshot,
)

PLAN = "แผนปฏิบัติการป้องกันการทุจริต"


def site_of(answers: dict[str, Answer], **options: bool) -> Site:
    return Site(snapshot(answers), names(), agency=AGENCY, **options)


def page_at(site: Site, path: str = "") -> Page:
    found = site.snapshot.readings[HOME + path]
    assert isinstance(found, Page)
    return found


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (page("x", p(PROSE)), State.OPEN),
        (paper("x"), State.OPEN),
        (LOGIN, State.TROUBLED),
        (NOT_FOUND, State.DEAD),
        (EMPTY, State.DEAD),
        (404, State.DEAD),
        (410, State.DEAD),
        (403, State.FAILED),
        (503, State.FAILED),
    ],
    ids=["page", "file", "login", "soft 404", "empty", "404", "410", "403", "503"],
)
def test_how_the_target_of_a_link_stands(answer: Answer, state: State) -> None:
    """Only 404, 410, "not found" pages and empty answers are dead; other failures may pass."""
    assert site_of({"/": home(), "/x": answer}).target(HOME + "x").state is state


def test_targets_that_nothing_is_known_of() -> None:
    """An empty URL leads nowhere; an unseen one is unvisited, or open where a page is judged alone."""
    answers: dict[str, Answer] = {"/": home()}
    assert site_of(answers).target("").state is State.NOWHERE
    assert site_of(answers).target(HOME + "x").state is State.UNVISITED
    assert site_of(answers, assume_open=True).target(HOME + "x").state is State.OPEN


def test_a_redirect_is_followed_to_what_answered() -> None:
    site = Site(
        snapshot({"/": home(links(("/old", PLAN))), "/new": page("x", p(PROSE))}, redirects={"/old": "/new"}), names()
    )
    assert site.target(HOME + "old").url == HOME + "new"
    assert [link.text for _, link in site.inbound[HOME + "new"]] == [PLAN]
    assert [n.text for n in site.page_names(page_at(site, "new"))] == ["x", "x", PLAN]


def test_what_stands_on_most_pages_is_menu_whatever_its_mark_up() -> None:
    """Texts and links that most pages share are no page's own content, and such a link is asked once."""
    menu = links(("/plan", PLAN)) + p("โทร 045-123456")
    answers: dict[str, Answer] = {f"/{n}": page(f"หน้า {n}", menu, p(f"{PROSE} {n}")) for n in range(6)}
    site = site_of({"/": home()} | answers)
    one = page_at(site, "1")
    assert site.own_text(one) == f"หน้า 1\n{PROSE} 1"
    assert [link.text for link in one.links if site.repeated(link)] == [PLAN]
    assert not any(site.in_content(link) for link in one.links)
    assert [link.text for _, link in site.links()].count(PLAN) == 1


def test_prose_is_without_headings_and_links() -> None:
    site = site_of({"/": home(), "/x": page("หัว", p("ก่อน " + a("/y", "ลิงก์") + " หลัง"))})
    assert " ".join(site.prose(page_at(site, "x")).split()) == "ก่อน หลัง"


def test_the_sites_name_is_no_part_of_a_title() -> None:
    """Parts of a title that other pages carry too name the site, not the page."""
    answers: dict[str, Answer] = {f"/{n}": page(f"หน้า{n} | อบต.สมมุติ", p(PROSE)) for n in range(4)}
    site = site_of({"/": home()} | answers)
    assert site.short_title(page_at(site, "1")) == "หน้า1"


@pytest.mark.parametrize(
    ("body", "place", "weak"),
    [
        (p(a("/f.pdf", PLAN)), Place.TEXT, False),
        (f"<table><tr><td>{PLAN}</td><td>{a('/f.pdf', 'เปิด')}</td></tr></table>", Place.ROW, False),
        (f"<h2>{PLAN}</h2>{p(a('/f.pdf', 'เปิด'))}", Place.HEADING, False),
        (f"<h2>{PLAN}</h2><h3>ไฟล์</h3>{p(a('/f.pdf', 'เปิด'))}", Place.OUTER, False),
        (f"<h2>{PLAN}</h2>{p(a('/f.pdf', 'บันทึกเรื่องน้ำท่วม'))}", Place.HEADING, True),
        (p(a("/anti-corruption-plan-2568.pdf", "เปิด")), Place.FILE, False),
    ],
    ids=["text", "row", "heading", "outer", "weak", "file"],
)
def test_a_link_is_named_by_the_nearest_place(body: str, place: Place, weak: bool) -> None:
    """From the link's own text outwards; a nearer text of another subject makes the name weak."""
    site = site_of({"/": home(body)})
    ((_, _, found),) = site.namings
    naming = found["anti-corruption-plan"]
    assert (naming.place, naming.weak) == (place, weak)


def test_the_page_names_the_links_in_its_content() -> None:
    """A link without a name takes the title of its page; a nearer name of another thing keeps it."""
    site = site_of({"/": home(), "/x": page(PLAN, p(a("/f.pdf", "เปิด")), p(a("/g.pdf", "ประมวลจริยธรรม")), head="")})
    named = {link.href: {e: n.place for e, n in found.items()} for _, link, found in site.namings}
    assert named == {"/f.pdf": {"anti-corruption-plan": Place.PAGE}, "/g.pdf": {"code-of-ethics": Place.TEXT}}


def test_a_nearer_refusal_makes_an_outer_name_a_decoy() -> None:
    """A report that stands under the plan's heading is not the plan."""
    site = site_of({"/": home(f"<h2>{PLAN}</h2>", p(a("/f.pdf", "รายงานผลการดำเนินการ")))})
    ((_, _, found),) = site.namings
    assert found["anti-corruption-plan"].refused != ""


def test_files_are_told_by_answer_ending_or_frame() -> None:
    site = site_of({"/": home(), "/get?id=1": paper("x"), "/a.pdf": page("x", p(PROSE))})
    assert site.is_document_like(Link(HOME + "get?id=1", "", ""))
    assert not site.is_document_like(Link(HOME + "a.pdf", "", ""))
    assert site.is_document_like(Link(HOME + "b.PDF", "", ""))
    assert site.is_document_like(Link("", "", "", kind=LinkKind.FRAME))
    assert not site.is_document_like(Link(HOME + "page", "", ""))


def test_file_names_are_decoded() -> None:
    assert file_name(HOME + "d/%E0%B9%81%E0%B8%9C%E0%B8%99.pdf?x=1") == "แผน.pdf"
    assert file_name(HOME) == ""


def test_other_hosts_are_outside() -> None:
    site = site_of({"/": home()})
    assert site.outside("https://other.example/x")
    assert not site.outside(HOME + "x")
    assert not site.outside("")


# ---------------------------------------------------------------- what shows the home page instead

MORE = p("ยินดีต้อนรับ", "ผู้เข้าชม 15 คน", "โทร 053 000 000")


@pytest.mark.parametrize(
    "url",
    ["", "index.php", "index.html?lang=th", "home", "th/", "th/index", "main.php", "default.aspx", "web/index.php"],
)
def test_addresses_of_the_home_page_itself(url: str) -> None:
    assert is_front(HOME + url)


@pytest.mark.parametrize("url", ["plan", "index.php/plan", "home/plan.pdf", "homepage-2568", "thai-plan"])
def test_addresses_of_other_pages(url: str) -> None:
    assert not is_front(HOME + url)


def test_an_address_that_ends_on_the_home_page_is_dead_but_not_the_home_page_itself() -> None:
    seen = snapshot({"/": home(MORE)}, redirects={"/plan": "/", "/index.php": "/"})
    site = Site(seen, names())
    assert site.target(HOME + "plan").state is State.DEAD
    assert site.target(HOME + "plan").home
    for url in (HOME, HOME + "index.php"):
        assert site.target(url).state is State.OPEN


def test_the_same_page_but_for_its_numbers_is_the_home_page() -> None:
    other = MORE.replace("15", "16")
    site = Site(snapshot({"/": home(MORE), "/plan": home(other), "/other": home(other, p("แผน"))}), names())
    assert site.target(HOME + "plan").state is State.DEAD
    assert site.target(HOME + "other").state is State.OPEN


def test_two_pages_that_say_next_to_nothing_are_not_the_same() -> None:
    site = Site(snapshot({"/": p("สำนักงาน"), "/plan": p("สำนักงาน")}), names())
    assert site.target(HOME + "plan").state is State.OPEN


def test_a_page_with_nothing_of_its_own_is_dead_where_enough_pages_tell_the_frame() -> None:
    frame = "<div>สำนักงานสมมุติ</div><div>โทร 053 000 000</div>"
    pages = {f"/{n}": f"{frame}<p>เรื่องที่ {'ก' * n}</p>" for n in range(1, 8)}
    site = Site(snapshot({"/": frame + p("หน้าแรก"), **pages, "/99": frame}), names())
    assert site.target(HOME + "99").state is State.DEAD
    assert site.target(HOME + "1").state is State.OPEN
    few = Site(snapshot({"/": frame + p("หน้าแรก"), "/99": frame}), names())
    assert few.target(HOME + "99").state is State.OPEN
