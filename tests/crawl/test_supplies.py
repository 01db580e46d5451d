"""What a page in a browser may ask for: by the crawl's own rules, and each address once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from itacheck.crawl.robots import Robots
from itacheck.crawl.supplies import Supplies, Supply, matters

if TYPE_CHECKING:
    from tests.crawl.conftest import MakeAgency, MakeFetcher, Serve

SCRIPT = (200, b"draw()", {"Content-Type": "text/javascript"})


def supplies(make_agency: MakeAgency, make_fetcher: MakeFetcher, url: str) -> Supplies:
    fetcher = make_fetcher(make_agency(url))
    return Supplies(fetcher, Robots(fetcher).refusal)


def test_own_data_is_fetched_once(serve: Serve, make_agency: MakeAgency, make_fetcher: MakeFetcher) -> None:
    site = serve({"/data.json": (200, b"[1]", {"Content-Type": "application/json"})})
    given = supplies(make_agency, make_fetcher, site.url)
    for _ in range(3):
        assert given.get(f"{site.url}data.json", script=False) == Supply(200, "application/json", b"[1]")
    assert site.asked == ["/robots.txt", "/data.json"]


def test_robots_txt_rules_data_too(serve: Serve, make_agency: MakeAgency, make_fetcher: MakeFetcher) -> None:
    rules = (200, b"User-agent: *\nDisallow: /api/", {"Content-Type": "text/plain"})
    site = serve({"/robots.txt": rules, "/api/x": "x"})
    assert supplies(make_agency, make_fetcher, site.url).get(f"{site.url}api/x", script=False) == Supply(missed=True)
    assert site.pages_asked == []


@pytest.mark.parametrize("script", [False, True])
def test_nothing_of_a_host_on_this_network_is_asked(
    serve: Serve, make_agency: MakeAgency, make_fetcher: MakeFetcher, script: bool
) -> None:
    inside = serve({"/secret": SCRIPT})
    given = supplies(make_agency, make_fetcher, serve({}).url)
    assert given.get(f"{inside.url}secret", script=script) == Supply(missed=True)
    assert given.get("http://169.254.169.254/latest", script=script) == Supply(missed=True)
    assert inside.asked == []


def test_data_of_another_host_is_never_asked(
    serve: Serve, make_agency: MakeAgency, make_fetcher: MakeFetcher, names: dict[str, str]
) -> None:
    names["api.other.example"] = "127.0.0.1"
    other = serve({"/d": "x"})
    given = supplies(make_agency, make_fetcher, serve({}).url)
    assert given.get(f"http://api.other.example:{other.port}/d", script=False).missed
    assert other.asked == []


def test_what_any_visitor_is_told_is_passed_on(
    serve: Serve, make_agency: MakeAgency, make_fetcher: MakeFetcher
) -> None:
    site = serve({"/me": (401, b"", {}), "/down": (500, b"", {})})
    given = supplies(make_agency, make_fetcher, site.url)
    assert given.get(f"{site.url}me", script=False) == Supply(401)
    assert given.get(f"{site.url}gone", script=False) == Supply(404)
    assert given.get(f"{site.url}down", script=False) == Supply(missed=True)


def test_once_the_time_is_spent_nothing_is_asked(
    serve: Serve, make_agency: MakeAgency, make_fetcher: MakeFetcher
) -> None:
    site = serve({"/d": "x"})
    fetcher = make_fetcher(make_agency(site.url))
    fetcher.finish_by = fetcher.clock()
    assert Supplies(fetcher, lambda _: None).get(f"{site.url}d", script=False).missed
    assert site.asked == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://office.example/graphql", True),
        ("https://api.other.example/news", True),
        ("https://office.example/api/statistics-of-complaints", True),
        ("https://www.google-analytics.com/g/collect?v=2", False),
        ("https://maps.googleapis.com/maps/api/js", False),
        ("https://office.example/visit-counter.php", False),
        ("wss://office.example/stats", False),
    ],
)
def test_counting_visitors_is_no_content(url: str, expected: bool) -> None:
    assert matters(url) is expected
