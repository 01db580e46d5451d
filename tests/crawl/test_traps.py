"""Sites without an end are left in time, and no other site is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from itacheck.crawl import crawl
from itacheck.crawl.traps import BARREN, Traps, pattern
from itacheck.model import Block, BlockKind, Cause, CrawlStatus, Link, Page, Reading, Region, Snapshot
from itacheck.read import read as real_read

if TYPE_CHECKING:
    from tests.crawl.conftest import MakeAgency, MakeFetcher, Serve

Run = Callable[..., Snapshot]
MONTHS = ["มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.th/news/2568/12?page=3", "https://www.a.th/news/2567/1?page=40"),
        ("http://a.th/calendar?y=2025&m=1", "http://a.th/calendar?m=12&y=2030"),
        ("http://a.th/list?color=red&size=1", "http://a.th/list?size=9&color=blue&size=3"),
        ("http://a.th/a/b/a/b/c", "http://a.th/a/b/c"),
        ("http://a.th/x/x/x/x/x/y.html", "http://a.th/x/y.html"),
        ("http://a.th/a/b/c/a/b/c/a/b/c/d", "http://a.th/a/b/c/d"),
        ("http://a.th/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A71", "http://a.th/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A722"),
        ("http://a.th/p?d=2025-01-02", "http://a.th/p?d=2026-11-30"),
    ],
)
def test_one_pattern(one: str, other: str) -> None:
    assert pattern(one) == pattern(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.th/news/1", "http://a.th/plan/1"),
        ("http://a.th/news/1", "http://b.th/news/1"),
        ("http://a.th/p?page=1", "http://a.th/p?id=1"),
        ("http://a.th/p", "http://a.th/p?id=1"),
        ("http://a.th/a/b", "http://a.th/b/a"),
    ],
)
def test_two_patterns(one: str, other: str) -> None:
    assert pattern(one) != pattern(other)


def test_a_hostile_path_costs_no_time() -> None:
    assert pattern("http://a.th/" + "a/" * 4_000).count("/") <= 3
    pattern("http://a.th/" + "/".join(f"x{'y' * (n % 7)}" for n in range(2_000)))


def page(url: str, *lines: str, links: tuple[str, ...] = (), region: Region = Region.MAIN) -> Page:
    blocks = tuple(Block(BlockKind.TEXT, line, region=region) for line in lines)
    return Page(url, blocks=blocks, links=tuple(Link(link, link, "x", region=region) for link in links))


def test_a_pattern_that_brings_nothing_new_is_left() -> None:
    traps = Traps()
    for day in range(BARREN):
        traps.note(f"http://a.th/calendar?day={day}", page("", f"วันที่ {day}", "ไม่มีกิจกรรม"))
    assert not traps.leads_on_for_ever("http://a.th/calendar?day=99"), "the first one was new"
    traps.note("http://a.th/calendar?day=98", page("", "วันที่ 98", "ไม่มีกิจกรรม"))
    assert traps.leads_on_for_ever("http://a.th/calendar?day=99")
    assert not traps.leads_on_for_ever("http://a.th/news?id=99")


@pytest.mark.parametrize(
    "new",
    [
        page("", "วันที่ 9", "ประชุมคณะกรรมการ"),
        page("", "วันที่ 9", links=("http://a.th/plan-2568.pdf",)),
        page("", "วันที่ 9", links=("http://a.th/meeting/3",)),
    ],
)
def test_something_new_begins_the_count_again(new: Page) -> None:
    traps, url = Traps(), "http://a.th/calendar?day=1"
    for _ in range(BARREN):
        traps.note(url, page("", "วันที่ 1", links=("http://a.th/plan-2567.pdf",)))
    traps.note(url, new)
    traps.note(url, page("", "วันที่ 2"))
    assert not traps.leads_on_for_ever(url)


def test_pages_that_show_nothing_say_nothing() -> None:
    traps = Traps()
    for _ in range(3 * BARREN):
        traps.note("http://a.th/app", page("http://a.th/app", "เมนู", region=Region.NAV))
    assert not traps.leads_on_for_ever("http://a.th/app")


# ---------------------------------------------------------------- whole crawls, read as they are


@pytest.fixture
def run(make_fetcher: MakeFetcher) -> Run:
    def read(body: bytes, /, **about: Any) -> Reading:
        return real_read(body, **about)

    def begin(agency: Any, **options: Any) -> Snapshot:
        given: dict[str, Any] = {"score": lambda link, _: float("แผน" in link.text), "enough": lambda _: False}
        return crawl(agency, fetcher=make_fetcher(agency), read=read, **{**given, **options})

    return begin


class Endless(dict[str, Any]):
    """Routes that are made as they are asked for."""

    def __init__(self, made: Callable[[str], Any]) -> None:
        super().__init__()
        self.made = made

    def get(self, path: str, default: Any = None) -> Any:
        return self.made(path) or default


def html(text: str, *hrefs: str) -> str:
    rows = "".join(f'<li><a href="{href}">{name}</a></li>' for href, _, name in (one.partition("|") for one in hrefs))
    return f"<title>หน่วยงาน</title><main><h1>{text}</h1><p>{text}</p><ul>{rows}</ul></main>"


def calendar(path: str) -> Any:
    if not path.startswith("/cal?m="):
        return None
    month = int(path.rpartition("=")[2])
    days = (f"/cal?m={month}&amp;d={day}|{day}" for day in range(1, 29))
    return html(MONTHS[month % 6] + f" {2500 + month // 6}", f"/cal?m={month + 1}|ถัดไป", *days)


def pagination(path: str) -> Any:
    return html("ไม่พบข้อมูล", f"/list?page={int(path.rpartition('=')[2]) + 1}|ถัดไป") if "page=" in path else None


def folders(path: str) -> Any:
    return html("หน้าเดิม", "a/|ต่อไป", "a/b/|ลึก") if path.startswith("/deep") or "/a/" in path else None


def sessions(path: str) -> Any:
    number = sum(map(ord, path)) * 7_919 % 10**9
    return html("หน้าเดิม", *(f"/s?token=x{number}{n}|ดู" for n in range(3))) if path.startswith("/s?") else None


@pytest.mark.parametrize(
    ("made", "start"),
    [
        (calendar, "/cal?m=1"),
        (pagination, "/list?page=1"),
        (folders, "/deep/"),
        (sessions, "/s?token=x1"),
    ],
)
def test_a_trap_costs_little_and_the_rest_is_seen(
    serve: Serve, make_agency: MakeAgency, run: Run, made: Callable[[str], Any], start: str
) -> None:
    real = {
        "/": html("หน้าแรก", f"{start}|ปฏิทิน", *(f"/page/{n}|หน้า {n}" for n in range(40))),
        **{f"/page/{n}": html(f"เรื่องที่ {'ก' * (n + 1)}", *([f"/late|แผน {n}"] if n == 39 else [])) for n in range(40)},
        "/late": html("แผน"),
    }
    site = serve({})
    site.routes = Endless(lambda path: real.get(path) or made(path))
    snapshot = run(make_agency(site.url, max_pages=300))
    assert {path for path in real if path != "/"} <= set(site.asked), "nothing of the site is missed"
    assert len(site.pages_asked) - len(real) <= 3 * BARREN + 10, "a trap may have some patterns"
    assert snapshot.status is CrawlStatus.COMPLETE
    left = [one for one in snapshot.unvisited if one.cause is Cause.BUDGET]
    assert left, "what was left is told"


def test_a_trap_that_promises_something_is_never_called_complete(
    serve: Serve, make_agency: MakeAgency, run: Run
) -> None:
    def made(path: str) -> Any:
        number = int(path.rpartition("=")[2]) if "page=" in path else 0
        return html("แผนทั้งหมด", f"/plans?page={number + 1}|แผน หน้าถัดไป")

    site = serve({})
    site.routes = Endless(lambda path: None if path == "/robots.txt" else made(path))
    snapshot = run(make_agency(site.url))
    assert len(site.pages_asked) < BARREN + 5
    assert snapshot.status is CrawlStatus.PARTIAL


def test_many_pages_of_one_kind_wait_for_the_others(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    news = {f"/news/{n}": html(f"ข่าวเรื่อง {'ข' * (n + 1)}") for n in range(80)}
    others = {f"/{name}": html(name) for name in ("contact", "about", "laws")}
    home = html("หน้าแรก", *(f"{path}|อ่าน" for path in [*news, *others]))
    site = serve({"/": home, **news, **others})
    run(make_agency(site.url))
    last_of_others = max(site.pages_asked.index(path) for path in others)
    assert last_of_others < 30
    assert set(news) < set(site.pages_asked), "they only wait"


@pytest.mark.parametrize("twin", ["/ITA/Plan", "/ita/plan/", "/ita/plan/index.php", "/Ita/PLAN/Default.aspx"])
def test_twins_that_the_server_shows_alike_are_one_page(
    serve: Serve, make_agency: MakeAgency, run: Run, twin: str
) -> None:
    shown = html("แผนปฏิบัติการ", "/files/plan.pdf|ดาวน์โหลด")
    site = serve({"/": html("หน้าแรก", "/ita/plan|แผน", f"{twin}|แผน"), "/ita/plan": shown, twin: shown})
    snapshot = run(make_agency(site.url))
    assert [url for url in snapshot.readings if "plan" in url.lower()] == [f"{site.url}ita/plan"]
    assert snapshot.resolve(f"{site.url[:-1]}{twin}") == f"{site.url}ita/plan"


def test_twins_that_differ_are_two_pages(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    routes = {
        "/": html("หน้าแรก", "/Plan|แผน", "/plan|แผน", "/list|แผน", "/list/|แผน"),
        "/Plan": html("แผนหนึ่ง"),
        "/plan": html("แผนสอง"),
        # The same bytes, whose link leads to two places.
        "/list": html("รายการ", "x.html|หนึ่ง"),
        "/list/": html("รายการ", "x.html|หนึ่ง"),
        "/x.html": html("บน"),
        "/list/x.html": html("ล่าง"),
    }
    site = serve(routes)
    snapshot = run(make_agency(site.url))
    assert {url.removeprefix(site.url[:-1]) for url in snapshot.readings} == set(routes)


def test_a_query_goes_out_in_the_charset_of_its_page(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    body = html("หน้าแรก", "/view?name=แผน|แผน", "/%E0%B9%81%E0%B8%9C%E0%B8%99|แผนสอง").encode("cp874")
    site = serve({"/": (200, body, {"Content-Type": "text/html; charset=windows-874"})})
    site.routes["/view?name=%E1%BC%B9"] = html("แผน")
    snapshot = run(make_agency(site.url))
    assert f"{site.url}view?name=%E1%BC%B9" in snapshot.readings
    assert snapshot.resolve(f"{site.url}view?name=%E0%B9%81%E0%B8%9C%E0%B8%99") == f"{site.url}view?name=%E1%BC%B9"
    assert "/%E0%B9%81%E0%B8%9C%E0%B8%99" in site.asked, "a path is UTF-8 everywhere"
