"""What robots.txt lets us ask."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from itacheck.crawl import Robots
from itacheck.crawl.robots import MAX_BYTES
from itacheck.model import Cause, Whose

if TYPE_CHECKING:
    from tests.crawl.conftest import MakeAgency, MakeFetcher, Serve, Site

Begin = Callable[[Any], tuple["Site", Robots]]


@pytest.fixture
def begin(serve: Serve, make_agency: MakeAgency, make_fetcher: MakeFetcher) -> Begin:
    """A site with this robots.txt."""

    def start(route: Any) -> tuple[Site, Robots]:
        site = serve({"/robots.txt": route})
        return site, Robots(make_fetcher(make_agency(site.url)))

    return start


def plain(text: str) -> tuple[int, bytes, dict[str, str]]:
    return 200, text.encode(), {"Content-Type": "text/plain"}


@pytest.mark.parametrize(
    "text",
    [
        "User-agent: *\nDisallow: /closed",
        "\ufeffUser-agent: *\nDisallow: /closed",
        "User-agent: itacheck\nDisallow: /closed\n\nUser-agent: *\nDisallow:",
        "User-agent: *\nDisallow: /*sed$\nAllow: /",
    ],
)
def test_rules(begin: Begin, text: str) -> None:
    site, robots = begin(plain(text))
    failure = robots.refusal(f"{site.url}closed")
    assert failure is not None
    assert (failure.url, failure.cause, failure.whose) == (f"{site.url}closed", Cause.ROBOTS, Whose.AGENCY)
    assert failure.detail == "robots.txt disallows it"
    assert robots.refusal(f"{site.url}open") is None
    assert site.asked == ["/robots.txt"]


@pytest.mark.parametrize(
    "route",
    [
        (404, b"", {}),
        (403, b"", {}),
        "<html>User-agent: *\nDisallow: /</html>",
        (200, b"<p>User-agent: *\nDisallow: /", {"Content-Type": "text/plain"}),
        (200, b"", {}),
        (200, bytes(range(256)), {}),
        (302, b"", {"Location": "/robots.txt"}),
    ],
)
def test_no_rules(begin: Begin, route: Any) -> None:
    site, robots = begin(route)
    assert robots.refusal(f"{site.url}page") is None


def test_server_error_means_no(begin: Begin) -> None:
    site, robots = begin((503, b"", {}))
    failure = robots.refusal(f"{site.url}page")
    assert failure is not None
    assert (failure.cause, failure.whose, failure.status) == (Cause.ROBOTS, Whose.AGENCY, 503)
    assert failure.detail == "robots.txt answered 503"
    assert robots.refusal(f"{site.url}other") is not None
    assert len(site.asked) == 3


def test_too_many_requests_means_no(begin: Begin) -> None:
    site, robots = begin((429, b"", {}))
    failure = robots.refusal(f"{site.url}page")
    assert failure is not None
    assert (failure.cause, failure.whose, failure.status) == (Cause.ROBOTS, Whose.AGENCY, 429)


def test_broken_answer_means_no(begin: Begin) -> None:
    site, robots = begin((200, b"not gzip", {"Content-Encoding": "gzip"}))
    failure = robots.refusal(f"{site.url}page")
    assert failure is not None
    assert (failure.cause, failure.whose) == (Cause.ROBOTS, Whose.AGENCY)


def test_unreachable_host_keeps_its_cause(make_agency: MakeAgency, make_fetcher: MakeFetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    failure = Robots(make_fetcher(make_agency(url))).refusal(url)
    assert failure is not None
    assert (failure.cause, failure.detail) == (Cause.REFUSED, "connection refused (asking for robots.txt)")


def test_only_the_start_of_a_huge_file_is_read(begin: Begin) -> None:
    filler = "# padding\n" * 60_000
    site, robots = begin(plain(f"User-agent: *\nDisallow: /closed\n{filler}Disallow: /"))
    assert robots.refusal(f"{site.url}closed") is not None
    assert robots.refusal(f"{site.url}open") is None


def test_crawl_delay_reaches_the_gate(serve: Serve, make_agency: MakeAgency, make_fetcher: MakeFetcher) -> None:
    site = serve({"/robots.txt": plain("User-agent: *\nCrawl-delay: 2.5")})
    fetcher = make_fetcher(make_agency(site.url))
    robots = Robots(fetcher)
    assert robots.refusal(site.url) is None
    assert robots.crawl_delay(site.url) == 2.5
    assert fetcher.gate.pause_of(site.url) == 2.5


def test_each_host_has_its_own(serve: Serve, make_agency: MakeAgency, make_fetcher: MakeFetcher) -> None:
    closed = serve({"/robots.txt": plain("User-agent: *\nDisallow: /")})
    free = serve({}, "127.0.0.2")
    robots = Robots(make_fetcher(make_agency(closed.url, hosts=(free.netloc,))))
    assert robots.refusal(closed.url) is not None
    assert robots.refusal(free.url) is None
    assert robots.crawl_delay(free.url) is None


def test_half_a_line_at_the_cut_is_no_rule(begin: Begin) -> None:
    first, last = "User-agent: *\n", "\nDisallow: /"
    filler = "#" * (MAX_BYTES - len(first) - len(last))
    site, robots = begin(plain(f"{first}{filler}{last}closed/\n"))
    assert robots.refusal(f"{site.url}open") is None
