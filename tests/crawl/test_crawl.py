"""The crawl of a site: what is asked, in which order, and what the snapshot says about the rest."""

from __future__ import annotations

import dataclasses
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from itacheck.crawl import SHUT_OUT, Progress, crawl
from itacheck.crawl.shut import LAST
from itacheck.model import Agency, Cause, CrawlStatus, Document, Failure, Link, Page, Reading, Snapshot, Whose

if TYPE_CHECKING:
    from tests.crawl.conftest import MakeAgency, MakeFetcher, Serve

Run = Callable[..., Snapshot]


def score_by_text(link: Link, page: Page) -> float:
    """`plan` names evidence, `menu` is related, `logout` is never followed."""
    assert page.url
    return {"plan": 1.0, "menu": 0.5, "logout": -1.0}.get(link.text, 0.0)


@pytest.fixture
def run(make_fetcher: MakeFetcher, read: Callable[..., Reading]) -> Run:
    def begin(agency: Agency, **options: Any) -> Snapshot:
        given = {"read": read, "score": score_by_text, "enough": lambda _: False, **options}
        return crawl(agency, fetcher=make_fetcher(agency), **given)

    return begin


def links(*pairs: str) -> str:
    """`plan:/a.pdf` is a link to /a.pdf with the text plan."""
    return "".join('<a href="{1}">{0}</a>'.format(*pair.split(":", 1)) for pair in pairs)


SITE = {
    "/": links("x:/z", "menu:/ita", "x:/a", "logout:/logout"),
    "/ita": links("x:/old", "plan:/plan.pdf", "home:/"),
    "/plan.pdf": b"%PDF",
    "/z": links("x:/deep"),
    "/a": links("plan:/late"),
    "/late": "late",
    "/old": "old",
    "/deep": "deep",
}


def test_best_first(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    site = serve(SITE)
    snapshot = run(make_agency(site.url))
    assert site.pages_asked == ["/", "/ita", "/plan.pdf", "/z", "/a", "/late", "/old", "/deep"]
    assert (snapshot.status, snapshot.home, snapshot.failure) == (CrawlStatus.COMPLETE, site.url, None)
    in_order = ["", "z", "ita", "a", "deep", "old", "plan.pdf", "late"]
    assert list(snapshot.readings) == [site.url + path for path in in_order], "as a visitor comes by them"
    assert snapshot.path_to(f"{site.url}plan.pdf") == (site.url, f"{site.url}ita", f"{site.url}plan.pdf")
    assert isinstance(snapshot.readings[f"{site.url}plan.pdf"], Document)
    assert (snapshot.failures, snapshot.unvisited) == ({}, ())
    assert snapshot.requests == 9
    assert snapshot.bytes > 100
    assert snapshot.seconds > 0


def without_times(snapshot: Snapshot) -> Snapshot:
    readings = {url: dataclasses.replace(one, fetched_at=None) for url, one in snapshot.readings.items()}
    return dataclasses.replace(snapshot, readings=readings, seconds=0.0)


def test_two_crawls_are_equal(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    agency = make_agency(serve(SITE).url, max_pages=4)
    first, second = run(agency), run(agency)
    assert without_times(first) == without_times(second)
    assert list(first.readings) == list(second.readings)
    assert first.unvisited


def test_no_website(make_agency: MakeAgency, run: Run) -> None:
    snapshot = run(make_agency(None))
    assert (snapshot.status, snapshot.home) == (CrawlStatus.UNREACHABLE, "")
    assert snapshot.failure == Failure("", Cause.NO_WEBSITE, Whose.AGENCY, "no website is declared")
    assert snapshot.requests == 0


@pytest.mark.parametrize(
    ("routes", "cause"),
    [
        ({}, Cause.HTTP_4XX),
        ({"/": (500, b"", {})}, Cause.HTTP_5XX),
        ({"/": (403, b"", {"cf-mitigated": "challenge"})}, Cause.CHALLENGE),
        ({"/": (302, b"", {"Location": "http://127.0.0.9/"})}, Cause.REDIRECT),
        ({"/": "x", "/robots.txt": (200, b"User-agent: *\nDisallow: /", {})}, Cause.ROBOTS),
        ({"/": "x", "/robots.txt": (503, b"", {})}, Cause.ROBOTS),
    ],
)
def test_unreachable_home(
    serve: Serve, make_agency: MakeAgency, run: Run, routes: dict[str, Any], cause: Cause
) -> None:
    site = serve(routes)
    snapshot = run(make_agency(site.url, declared={"5.6": f"{site.url}x"}))
    assert snapshot.status is CrawlStatus.UNREACHABLE
    assert snapshot.failure is not None
    assert (snapshot.failure.cause, snapshot.failure.whose) == (cause, Whose.AGENCY)
    assert snapshot.failures == {site.url: snapshot.failure}
    assert (snapshot.home, snapshot.readings) == (site.url, {})


def test_refused_home(make_agency: MakeAgency, run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    failure = run(make_agency(url)).failure
    assert failure is not None
    assert failure.cause is Cause.REFUSED


def test_bad_home(make_agency: MakeAgency, run: Run) -> None:
    snapshot = run(make_agency("www.office.go.th"))
    assert (snapshot.status, snapshot.home) == (CrawlStatus.UNREACHABLE, "www.office.go.th")
    assert snapshot.failure is not None
    assert (snapshot.failure.cause, snapshot.failure.whose) == (Cause.BAD_URL, Whose.US)


def test_failures_redirects_and_dead_links(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    site = serve(
        {
            "/": links("x:/dead", "x:/moved", "x:/again", "x:/target"),
            "/moved": (301, b"", {"Location": "/target"}),
            "/again": (301, b"", {"Location": "/target"}),
            "/target": "there",
        }
    )
    snapshot = run(make_agency(site.url))
    assert snapshot.failures == {
        f"{site.url}dead": Failure(f"{site.url}dead", Cause.HTTP_4XX, Whose.AGENCY, "HTTP 404", 404)
    }
    assert snapshot.redirects == {f"{site.url}moved": f"{site.url}target", f"{site.url}again": f"{site.url}target"}
    assert snapshot.path_to(f"{site.url}target") == (site.url, f"{site.url}target")
    assert site.pages_asked == ["/", "/dead", "/moved", "/target", "/again", "/target"]
    assert list(snapshot.readings) == [site.url, f"{site.url}target"]


SHUT: dict[str, Any] = {f"/s{number}": (403, b"", {}) for number in range(LAST)}
MANY = tuple(f"x:/s{number}" for number in range(LAST))


def test_a_site_that_shuts_half_way_was_not_seen(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    site = serve({"/": links("menu:/a", *MANY), "/a": "a", **SHUT})
    snapshot = run(make_agency(site.url))
    assert (snapshot.status, len(snapshot.readings)) == (CrawlStatus.PARTIAL, 2)
    assert snapshot.failure == Failure(site.url, Cause.HTTP_4XX, Whose.AGENCY, SHUT_OUT, 403)


@pytest.mark.parametrize(
    ("home", "routes"),
    [
        (("menu:/a", *MANY[1:]), SHUT),
        (("menu:/a", *MANY), {}),
        (("menu:/a", *MANY), {**SHUT, "/s5": "it answers"}),
    ],
    ids=["too few to tell", "dead links", "not all of them"],
)
def test_pages_that_fail_do_not_shut_a_site(
    serve: Serve, make_agency: MakeAgency, run: Run, home: tuple[str, ...], routes: dict[str, Any]
) -> None:
    site = serve({"/": links(*home), "/a": "a", **routes})
    snapshot = run(make_agency(site.url))
    assert (snapshot.status, snapshot.failure) == (CrawlStatus.COMPLETE, None)


def test_page_budget(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    site = serve({"/": links(*(f"menu:/{n}" for n in range(5)), "x:/idle", "menu:/a.pdf"), "/0": "0", "/a.pdf": b"x"})
    snapshot = run(make_agency(site.url, max_pages=2))
    assert site.pages_asked == ["/", "/0", "/a.pdf"]
    assert snapshot.status is CrawlStatus.PARTIAL
    assert [(one.url, one.score, one.cause) for one in snapshot.unvisited] == [
        *((f"{site.url}{n}", 0.5, Cause.BUDGET) for n in range(1, 5)),
        (f"{site.url}idle", 0.0, Cause.BUDGET),
    ]
    assert {one.from_url for one in snapshot.unvisited} == {site.url}
    assert {one.text for one in snapshot.unvisited} == {"menu", "x"}


def test_document_budget(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    site = serve({"/": links(*(f"plan:/{n}.pdf" for n in range(3)), "menu:/page"), "/0.pdf": b"x", "/page": "page"})
    snapshot = run(make_agency(site.url, max_documents=1))
    assert site.pages_asked == ["/", "/0.pdf", "/page"]
    assert snapshot.status is CrawlStatus.PARTIAL
    assert [one.url for one in snapshot.unvisited] == [f"{site.url}1.pdf", f"{site.url}2.pdf"]


def test_documents_without_extension_are_bounded(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    site = serve({"/": links(*(f"plan:/get?id={n}" for n in range(9))), **{f"/get?id={n}": b"x" for n in range(9)}})
    snapshot = run(make_agency(site.url, max_documents=2, max_pages=3))
    assert len(snapshot.readings) == 5
    assert snapshot.status is CrawlStatus.PARTIAL


def test_byte_and_time_budget(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    site = serve({"/": links("menu:/a", "menu:/b"), "/a": "x" * 20_000, "/b": "x"})
    snapshot = run(make_agency(site.url, max_bytes=10_000))
    assert [one.url for one in snapshot.unvisited] == [f"{site.url}b"]
    assert snapshot.status is CrawlStatus.PARTIAL
    site.routes["/a"] = lambda handler: threading.Event().wait(0.5) or handler.reply(200)
    snapshot = run(make_agency(site.url, max_seconds=0.25))
    assert [one.url for one in snapshot.unvisited] == [f"{site.url}a", f"{site.url}b"]
    assert (snapshot.status, snapshot.failures) == (CrawlStatus.PARTIAL, {})


def test_idle_links_left_are_no_loss(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    site = serve({"/": links(*(f"x:/{n}" for n in range(300)))})
    snapshot = run(make_agency(site.url, max_pages=1))
    assert snapshot.status is CrawlStatus.COMPLETE
    assert len(snapshot.unvisited) == 200


def test_stop(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    site, stop = serve(SITE), threading.Event()
    events: list[Progress] = []

    def watch(event: Progress) -> None:
        events.append(event)
        if len(events) == 2:
            stop.set()

    snapshot = run(make_agency(site.url), stop=stop, progress=watch)
    assert site.pages_asked == ["/", "/ita"]
    assert snapshot.status is CrawlStatus.PARTIAL
    assert snapshot.unvisited[0].url == f"{site.url}plan.pdf"
    assert [(e.agency_id, e.pages, e.documents, e.queued, e.url) for e in events] == [
        ("office", 1, 0, 3, site.url), ("office", 2, 0, 4, f"{site.url}ita"),
    ]  # fmt: skip
    (home, ita), sent = events, len(site.asked)
    assert 0 < home.requests < ita.requests == snapshot.requests <= sent
    assert 0 < home.bytes < ita.bytes == snapshot.bytes
    assert 0.0 < home.answering < ita.answering <= snapshot.seconds


def test_enough(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    site, seen = serve(SITE), list[Snapshot]()

    def enough(so_far: Snapshot) -> bool:
        seen.append(so_far)
        return True

    snapshot = run(make_agency(site.url), enough=enough)
    assert site.pages_asked == ["/", "/ita", "/plan.pdf"]
    assert snapshot.status is CrawlStatus.COMPLETE
    assert [list(one.readings) for one in seen] == [list(snapshot.readings)]


def test_enough_is_asked_sparingly(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    site = serve({"/": links(*(f"x:/{n}" for n in range(99))), **{f"/{n}": "x" for n in range(99)}})
    asked: list[int] = []

    def enough(so_far: Snapshot) -> bool:
        asked.append(len(so_far.readings))
        return False

    run(make_agency(site.url), enough=enough)
    assert asked == [1, 41, 81]


def test_declared_is_looked_at_first(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    site = serve({**SITE, "/claim": links("x:/ita"), "/late": links("x:/claim")})
    declared = {"5.6": f"{site.url}claim", "5.7": f"{site.url}gone", "5.5": f"{site.url}claim#part", "1.1": "nonsense"}
    snapshot = run(make_agency(site.url, declared=declared))
    assert site.pages_asked[:4] == ["/", "/claim", "/gone", "/ita"]
    assert site.pages_asked.count("/claim") == 1
    assert snapshot.failures[f"{site.url}gone"].dead
    assert snapshot.failures["nonsense"].cause is Cause.BAD_URL
    assert snapshot.path_to(f"{site.url}claim") == tuple(site.url + path for path in ("", "a", "late", "claim"))


def test_robots_are_obeyed(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    site = serve({**SITE, "/robots.txt": (200, b"User-agent: *\nDisallow: /ita", {})})
    snapshot = run(make_agency(site.url))
    assert "/ita" not in site.asked
    assert snapshot.failures[f"{site.url}ita"].cause is Cause.ROBOTS
    assert [(one.url, one.cause) for one in snapshot.unvisited] == [(f"{site.url}ita", Cause.ROBOTS)]
    assert snapshot.status is CrawlStatus.COMPLETE


def test_outside(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    share = serve(
        {"/plan": links("plan:/more"), "/robots.txt": (200, b"User-agent: *\nDisallow: /no", {})}, "127.0.0.2"
    )
    site = serve({})
    site.routes["/"] = links(
        f"plan:{share.url}plan", f"x:{share.url}advert", f"plan:{share.url}no", "plan:http://10.0.0.1/"
    )
    # The share is on loopback, so the operator must have written it; a declared host is not the agency's own for that.
    snapshot = run(make_agency(site.url, declared={"5.6": f"{share.url}claim"}))
    assert share.pages_asked == ["/claim", "/plan"]
    assert snapshot.readings[f"{share.url}plan"].outside
    assert snapshot.failures[f"{share.url}claim"].outside
    assert snapshot.failures[f"{share.url}no"].cause is Cause.ROBOTS
    assert snapshot.failures["http://10.0.0.1/"].cause is Cause.PRIVATE_ADDRESS
    assert {one.cause for one in snapshot.unvisited} == {Cause.ROBOTS, Cause.PRIVATE_ADDRESS}
    assert snapshot.status is CrawlStatus.COMPLETE


def test_outside_is_bounded(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    share = serve({f"/{n}": "x" for n in range(70)}, "127.0.0.2")
    site = serve({"/": links(*(f"plan:{share.url}{n}" for n in range(70)))})
    snapshot = run(make_agency(site.url, declared={"5.6": f"{share.url}0"}))
    assert len(share.pages_asked) == 60
    assert len(snapshot.unvisited) == 10
    assert snapshot.status is CrawlStatus.COMPLETE


def test_frames_and_refreshes_are_part_of_their_page(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    site = serve(
        {
            "/": '<meta http-equiv="refresh" content="0" url="/start">' + links("menu:/other"),
            "/start": '<iframe src="/frame"></iframe>' + links("x:/idle"),
            "/frame": "frame",
            "/other": "other",
            "/idle": "idle",
        }
    )
    snapshot = run(make_agency(site.url, max_pages=3))
    assert site.pages_asked == ["/", "/start", "/frame"]
    assert snapshot.status is CrawlStatus.PARTIAL


def test_a_crash_of_the_reader_is_one_failure(
    serve: Serve, make_agency: MakeAgency, run: Run, read: Callable[..., Reading]
) -> None:
    def fragile(body: bytes, /, **told: Any) -> Reading:
        if told["url"].endswith("/ita"):
            raise RecursionError
        return read(body, **told)

    site = serve(SITE)
    snapshot = run(make_agency(site.url), read=fragile)
    failure = snapshot.failures[f"{site.url}ita"]
    assert (failure.cause, failure.whose, failure.detail) == (
        Cause.BAD_ANSWER,
        Whose.US,
        "reading it failed: RecursionError",
    )
    assert f"{site.url}late" in snapshot.readings
    assert snapshot.status is CrawlStatus.COMPLETE


def test_a_home_page_that_crashes_the_reader_is_our_failure(serve: Serve, make_agency: MakeAgency, run: Run) -> None:
    def broken(_: bytes, /, **told: Any) -> Reading:
        raise ValueError(told["url"])

    snapshot = run(make_agency(serve(SITE).url), read=broken)
    assert snapshot.status is CrawlStatus.UNREACHABLE
    assert snapshot.failure is not None
    assert (snapshot.failure.cause, snapshot.failure.whose) == (Cause.BAD_ANSWER, Whose.US)


def test_twins_are_fetched_once(serve: Serve, make_agency: MakeAgency, run: Run, names: dict[str, str]) -> None:
    names["office.example"] = names["www.office.example"] = "127.0.0.1"
    site = serve({"/a": "a"})
    bare, www = (f"http://{host}:{site.port}/" for host in ("office.example", "www.office.example"))
    site.routes["/"] = links(f"menu:{bare}a", f"menu:{www}a", f"menu:{www}", f"menu:{bare}gone", f"menu:{www}gone")
    snapshot = run(make_agency(bare, hosts=(www.split("/")[2],)))
    assert site.pages_asked == ["/", "/a", "/gone"]
    assert snapshot.resolve(f"{www}a") == f"{bare}a"
    assert snapshot.resolve(www) == bare
    assert set(snapshot.failures) == {f"{bare}gone", f"{www}gone"}


def test_home_that_moves_to_its_twin(serve: Serve, make_agency: MakeAgency, run: Run, names: dict[str, str]) -> None:
    names["office.example"] = names["www.office.example"] = "127.0.0.1"
    site = serve({"/a": "a", "/home": links("menu:/a", "x:/")})
    bare, www = (f"http://{host}:{site.port}/" for host in ("office.example", "www.office.example"))
    site.routes["/"] = (301, b"", {"Location": f"{www}home"})
    snapshot = run(make_agency(bare, hosts=(www.split("/")[2],)))
    assert snapshot.home == f"{www}home"
    assert snapshot.redirects == {bare: f"{www}home", www: f"{www}home"}
    assert list(snapshot.readings) == [f"{www}home", f"{www}a"]
    assert snapshot.path_to(f"{www}a") == (f"{www}home", f"{www}a")
