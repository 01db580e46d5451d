"""Menus before long lists; lists that bring nothing sink, are sampled from end to end, and are left."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from itacheck.crawl import Candidate, Frontier, crawl
from itacheck.crawl.lists import SAMPLE, Lists, Where, kind_of, of_topic
from itacheck.model import Agency, Cause, CrawlStatus, Link, Page, Reading, Snapshot
from itacheck.read import read as real_read

if TYPE_CHECKING:
    from tests.crawl.conftest import MakeAgency, MakeFetcher, Serve

Run = Callable[..., Snapshot]
NEWS = Where("news", 0.1, silent=True)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("http://a.th/news/1", "http://a.th/news/22", True),
        ("http://a.th/f/2568/plan.pdf", "http://a.th/f/2567/map.docx", True),
        ("http://a.th/f/plan.pdf", "http://a.th/f/plan", False),
        ("http://a.th/f/plan.pdf", "http://a.th/g/plan.pdf", False),
    ],
)
def test_members_of_one_list(one: str, other: str, alike: bool) -> None:
    assert (kind_of(one) == kind_of(other)) is alike


def test_a_list_sinks_while_it_brings_nothing_and_rises_again() -> None:
    lists = Lists()
    shares = [lists.share(NEWS)]
    for _ in range(6):
        lists.note(NEWS, bore=False)
        shares.append(lists.share(NEWS))
    assert shares == sorted(set(shares), reverse=True)
    lists.note(NEWS, bore=True)
    assert lists.share(NEWS) > shares[-1]


def test_what_promises_the_same_again_waits_but_papers_do_not() -> None:
    lists = Lists()
    pages, papers = of_topic("http://a.th/news/1", "plan"), of_topic("http://a.th/f/1.pdf", "plan")
    for where in (pages, papers):
        lists.note(where, bore=True)
    assert lists.share(pages) == 0.5
    assert lists.share(papers) == 1


def test_a_promise_stays_before_what_promises_nothing() -> None:
    """However often it was made: a page budget must not be spent on long lists while it is left."""
    lists, related = Lists(), of_topic("http://a.th/news/1", "~plan")
    for _ in range(500):
        lists.note(related, bore=False)
    frontier = Frontier()
    frontier.add(news(1))
    for _ in range(500):
        frontier.note(
            Candidate("http://a.th/x", "", "", 1.0, 1, where=of_topic("http://a.th/news/1", "plan")), bore=False
        )
    frontier.add(Candidate("http://a.th/news/2", "", "", 1.0, 5, where=of_topic("http://a.th/news/1", "plan")))
    assert 0.5 * lists.share(related) >= NEWS.worth
    first = frontier.pop()
    assert first is not None
    assert first.url == "http://a.th/news/2"


def test_only_silent_members_of_a_list_that_brought_nothing_are_left() -> None:
    lists = Lists()
    for _ in range(SAMPLE - 1):
        lists.note(NEWS, bore=False)
    assert not lists.spent(NEWS)
    lists.note(NEWS, bore=False)
    assert lists.spent(NEWS)
    assert not lists.spent(Where("news", 0.3))
    lists.note(NEWS, bore=True)
    assert not lists.spent(NEWS), "one that brings something speaks for the others"


def news(number: int, score: float = 0.0) -> Candidate:
    return Candidate(f"http://a.th/news/{number}", "http://a.th/", "", score, 2, where=NEWS)


def test_a_sample_comes_from_all_over_a_list() -> None:
    frontier = Frontier()
    for number in range(1, 101):
        frontier.add(news(number))
    first = [int(one.url.rpartition("/")[2]) for one in (frontier.pop() for _ in range(6)) if one]
    assert first == [64, 32, 96, 16, 48, 80]


def test_a_link_that_pages_share_is_no_member_of_a_list() -> None:
    frontier = Frontier()
    for number in range(5):
        frontier.add(news(number))
    for parent in ("b", "c"):
        frontier.add(Candidate("http://a.th/news/3", f"http://a.th/{parent}", "", 0.0, 3, where=NEWS))
    first = frontier.pop()
    assert first is not None
    assert (first.url, first.where.silent) == ("http://a.th/news/3", False)
    assert first.where.worth > NEWS.worth


# ---------------------------------------------------------------- whole crawls, read as they are


@pytest.fixture
def run(make_fetcher: MakeFetcher) -> Run:
    def read(body: bytes, /, **about: Any) -> Reading:
        return real_read(body, **about)

    def score(link: Link, _: Page) -> float:
        return float("แผน" in link.text)

    def topic(link: Link, page: Page) -> str:
        return "plan" if score(link, page) else "" if "ข่าว" in link.text else "?"

    def bears(reading: Reading) -> bool:
        return isinstance(reading, Page) and any("แผน" in block.text for block in reading.blocks)

    def begin(agency: Agency) -> Snapshot:
        return crawl(
            agency, fetcher=make_fetcher(agency), read=read, score=score, enough=lambda _: False, bears=bears,
            topic=topic,
        )  # fmt: skip

    return begin


def html(title: str, *hrefs: str, nav: str = "") -> str:
    rows = "".join(f'<li><a href="{href}">{name}</a></li>' for href, _, name in (one.partition("|") for one in hrefs))
    return f"<title>{title}</title><nav>{nav}</nav><main><h1>{title}</h1><p>{title}</p><ul>{rows}</ul></main>"


def word(number: int) -> str:
    return "".join(chr(ord("ก") + int(digit)) for digit in str(number))


def site_of(items: int, pages: dict[int, str] | None = None, text: str = "ข่าวเรื่อง") -> dict[str, Any]:
    made = {f"/news/{n}": html(f"เรื่อง {word(n)}") for n in range(items)} | {
        f"/news/{n}": page for n, page in (pages or {}).items()
    }
    listed = html("ข่าวทั้งหมด", *(f"/news/{n}|{text} {word(n)}" for n in range(items)))
    return {"/": html("หน้าแรก", nav='<a href="/news">ข่าว</a><a href="/laws">กฎหมาย</a>'), "/news": listed, **made}


def test_menus_come_before_the_members_of_a_list(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    site = serve(site_of(60) | {"/laws": html("กฎหมาย", "/old|เรื่องเก่า"), "/old": html("เก่า")})
    run(make_agency(site.url))
    assert site.pages_asked[:4] == ["/", "/news", "/laws", "/old"]


def test_the_rest_of_a_list_that_brings_nothing_is_left_and_told(
    serve: Serve, make_agency: MakeAgency, run: Run
) -> None:
    site = serve(site_of(100) | {"/laws": html("กฎหมาย")})
    snapshot = run(make_agency(site.url))
    assert sum(path.startswith("/news/") for path in site.asked) == SAMPLE
    assert snapshot.status is CrawlStatus.COMPLETE
    assert {(one.cause, one.score) for one in snapshot.unvisited} == {(Cause.UNPROMISING, 0.0)}
    assert len(snapshot.unvisited) == 100 - SAMPLE


@pytest.mark.parametrize("hidden", [html("เรื่อง แผน"), html("เรื่อง", "/plan|แผน")])
def test_a_list_that_brings_something_is_read_to_its_end(
    serve: Serve, make_agency: MakeAgency, run: Run, hidden: str
) -> None:
    routes = site_of(100, {15: hidden}) | {"/laws": html("กฎหมาย"), "/plan": html("แผน")}
    snapshot = run(make_agency(serve(routes).url))
    assert not snapshot.unvisited


def test_what_says_nothing_may_be_anything_and_is_never_left(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    snapshot = run(make_agency(serve(site_of(100, text="อ่านต่อ") | {"/laws": html("กฎหมาย")}).url))
    assert not snapshot.unvisited


def test_the_home_page_is_never_sampled(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    routes = site_of(100)
    routes["/"] = routes.pop("/news")
    assert not run(make_agency(serve(routes).url)).unvisited


def test_two_crawls_leave_the_same(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    agency = make_agency(serve(site_of(100)).url)
    first, second = run(agency), run(agency)
    assert list(first.readings) == list(second.readings)
    assert first.unvisited == second.unvisited
