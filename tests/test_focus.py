"""What the crawl is told to look for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from itacheck.focus import NEVER, Focus, address_words, enough_for, with_newly_promising
from itacheck.model import (
    Block,
    BlockKind,
    Cause,
    CrawlStatus,
    Document,
    Failure,
    Link,
    Page,
    Region,
    Snapshot,
    Unvisited,
    Whose,
)

from .forms.helpers import AGENCY, HOME, home, judge, links, names, p, page, snapshot

ANY = Page(url=HOME)
PLAN = "แผนปฏิบัติการป้องกันการทุจริต"


def score(url: str = HOME + "x", text: str = "", *, row: str = "", headings: tuple[str, ...] = ()) -> float:
    return Focus(names()).score(Link(url=url, href=url, text=text, row=row, headings=headings), ANY)


def test_the_nearer_the_name_the_more_it_promises() -> None:
    """Link text, row, heading, address, related words, nothing: in this order."""
    scores = [
        score(text=PLAN),
        score(text="ดาวน์โหลด", row=PLAN),
        score(text="ดาวน์โหลด", headings=(PLAN,)),
        score(HOME + "anti-corruption-plan", "ดาวน์โหลด"),
        score(text="ธรรมาภิบาล"),
        score(text="ประวัติวัด"),
    ]
    assert scores == sorted(set(scores), reverse=True)
    assert scores[-1] == 0


@pytest.mark.parametrize("text", ["O21 ข้อที่ยี่สิบเอ็ด", "MOIT 5 ข้อที่ห้า"])
def test_items_of_the_assessment_promise_as_names_do(text: str) -> None:
    assert score(text=text) == score(text=PLAN)
    assert score(text="ดาวน์โหลด", row=text) > score(text="ดาวน์โหลด", headings=(text,)) > 0


def test_a_refused_name_is_still_worth_a_look() -> None:
    """A report on the plan is not the plan, but where it is the plan may be near."""
    assert score(text="รายงานผลตามแผนปฏิบัติการป้องกันการทุจริต") == score(text=PLAN)


def test_what_states_another_year_comes_later() -> None:
    focus = Focus(names(), years=[2568])
    link = Link(url=HOME + "x", href="x", text=PLAN)
    this, range_, other = (
        focus.score(replace(link, row=f"{PLAN} {year}"), ANY) for year in ("พ.ศ. 2568", "พ.ศ. 2566-2570", "พ.ศ. 2565")
    )
    assert this == range_ == focus.score(link, ANY) == 1
    assert 0 < other < 1


def test_links_of_one_topic_promise_the_same() -> None:
    focus = Focus(names())
    topics = [
        focus.topic(Link(url=HOME + name, href=name, text=text, row=row), ANY)
        for name, text, row in (("a", PLAN, ""), ("b", "ดาวน์โหลด", PLAN), ("c", "ประมวลจริยธรรม", ""))
    ]
    assert topics[0] == topics[1] != topics[2]
    assert all(topics)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("น้ำพริกกะปิปลาทูสูตรแม่บ้าน", True),
        ("น้ำพริก", False),
        ("2", False),
        ("ดาวน์โหลดเอกสารเพิ่มเติม", False),
        ("ฟังปาฐกถารู้ทันการทุจริตและประพฤติมิชอบ", False),
    ],
)
def test_only_a_title_without_any_word_of_a_name_is_about_something_else(text: str, other: bool) -> None:
    """What is too short, generic, or has one word of what is looked for, may be anything."""
    assert (Focus(names()).topic(Link(url=HOME + "x", href="x", text=text), ANY) == "") is other


def test_a_run_without_evidence_finds_everything_else() -> None:
    assert Focus(names(), wanted=()).topic(Link(url=HOME + "x", href="x", text="น้ำพริกกะปิปลาทูสูตรแม่บ้าน"), ANY) == ""


def test_what_bears_the_name_or_mentions_it_bears() -> None:
    focus = Focus(names())
    named = Page(url=HOME, blocks=(Block(BlockKind.TEXT, "เรื่อง"), Block(BlockKind.TEXT, PLAN)))
    assert focus.bears(named)
    assert focus.bears(Document(url=HOME + "x.pdf", first_page=f"ที่ 1/2568\n{PLAN}"))
    assert not focus.bears(Page(url=HOME, blocks=(Block(BlockKind.TEXT, PLAN, region=Region.NAV),)))
    assert not focus.bears(Document(url=HOME + "x.pdf"))


@pytest.mark.parametrize(
    "path", ["logout", "wp-login.php", "user/signout?x=1", "wp-admin/", "administrator/index.php", "unsubscribe?u=1"]
)
def test_links_that_act_are_never_followed(path: str) -> None:
    """A link that logs out, logs in or buys is not followed, whatever it is called."""
    assert score(HOME + path, PLAN) == NEVER < 0


@pytest.mark.parametrize("path", ["blog/logouts-explained", "administrators-list", "plan"])
def test_look_alikes_are_followed(path: str) -> None:
    assert score(HOME + path, PLAN) > 0


def test_the_words_of_an_address() -> None:
    assert address_words(HOME + "no-gift/%E0%B9%81%E0%B8%9C%E0%B8%99_68.pdf?id=3") == "no gift แผน 68 pdf id 3"
    assert len(address_words(HOME + "x" * 5000)) <= 200


def test_enough_is_when_every_rule_passes() -> None:
    """A rule that passes is settled; one that is missing or unclear keeps the crawl going."""
    title = "ประมวลจริยธรรมพนักงานส่วนตำบล"
    enough = enough_for([judge("6.3")], AGENCY)
    there = {"/": home(links(("/c", title))), "/c": page(title, p("พนักงานทุกคนพึงยึดมั่นในหลักธรรมาภิบาลและซื่อสัตย์สุจริตต่อหน้าที่"))}
    assert enough(snapshot(there))
    assert not enough(snapshot({"/": home()}))
    assert not enough(snapshot({"/": home(links(("/c", title)))}))
    assert not enough_for([judge("6.3"), judge("4.1")], AGENCY)(snapshot(there))


def test_links_to_what_no_rule_asks_for_promise_nothing() -> None:
    """A run spends its requests on what its packs ask for, whatever else the catalogue knows."""
    link = Link(url=HOME + "x", href=HOME + "x", text=PLAN)
    assert Focus(names(), wanted=["anti-corruption-plan"]).score(link, ANY) == 1
    assert Focus(names(), wanted=["code-of-ethics"]).score(link, ANY) == 0


def test_links_that_promise_something_only_now_are_listed_as_left() -> None:
    def link(name: str, text: str) -> Link:
        return Link(url=HOME + name, href=name, text=text)

    page = Page(url=HOME, links=(link("a", "1"), link("a", "3"), link("b", "2"), link("c", "5"), link("d", "0"),
                                 link("e", "9"), link("f", "4"), Link("", "#", "9")))  # fmt: skip
    elsewhere = Page(url="http://other.example/", links=(link("g", "9"),), outside=True)
    left = (Unvisited(HOME + "d", "0", 0.0, Cause.BUDGET, HOME), Unvisited(HOME + "f", "4", 0.0, Cause.BUDGET, HOME))
    crawled = Snapshot(
        "a", HOME, CrawlStatus.COMPLETE, {HOME: page, HOME + "c": Page(url=HOME + "c"), elsewhere.url: elsewhere},
        failures={HOME + "e": Failure(HOME + "e", Cause.HTTP_4XX, Whose.AGENCY, "HTTP 404", 404)}, unvisited=left,
    )  # fmt: skip
    now = with_newly_promising(crawled, lambda link, _: float(link.text))
    assert now.status is CrawlStatus.PARTIAL
    assert [(one.url, one.score, one.cause) for one in now.unvisited] == [
        (HOME + "f", 4.0, Cause.NOT_KEPT), (HOME + "a", 3.0, Cause.NOT_KEPT), (HOME + "b", 2.0, Cause.NOT_KEPT),
        (HOME + "d", 0.0, Cause.BUDGET),
    ]  # fmt: skip
    assert with_newly_promising(crawled, lambda *_: 0.0) is crawled
