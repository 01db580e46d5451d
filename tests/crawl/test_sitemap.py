"""Sitemaps: what they list is a hint, and whatever they do costs little."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.etree import XMLSyntaxError

from itacheck.crawl import Robots, crawl
from itacheck.crawl import sitemap as under_test
from itacheck.crawl.sitemap import MAX_ADDRESSES, MAX_FILES, listed
from itacheck.model import Agency, CrawlStatus, Link, Page, Reading, Snapshot

if TYPE_CHECKING:
    from tests.crawl.conftest import MakeAgency, MakeFetcher, Serve, Site

List = Callable[["Site"], list[str]]
XML = {"Content-Type": "application/xml"}
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*urls: str, namespace: str = NAMESPACE) -> bytes:
    rows = "".join(f"<url><loc> {url} </loc><lastmod>2025-01-01</lastmod></url>" for url in urls)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {namespace}>{rows}</urlset>'.encode()


def index(*urls: str) -> bytes:
    rows = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f"<sitemapindex {NAMESPACE}>{rows}</sitemapindex>".encode()


def xml(body: bytes) -> tuple[int, bytes, dict[str, str]]:
    return 200, body, XML


@pytest.fixture
def paths(make_agency: MakeAgency, make_fetcher: MakeFetcher) -> List:
    def asked(site: Site) -> list[str]:
        fetcher = make_fetcher(make_agency(site.url))
        return [one.url.removeprefix(site.url) for one in listed(fetcher, Robots(fetcher), site.url)]

    return asked


@pytest.mark.parametrize("namespace", [NAMESPACE, "", 'xmlns="http://www.google.com/schemas/sitemap/0.84"'])
def test_it_lists_own_addresses_once(serve: Serve, paths: List, namespace: str) -> None:
    site = serve({})
    urls = [f"{site.url}a", "/b", f"{site.url}a#x", "http://other.example/c", "javascript:alert(1)", ""]
    site.routes["/sitemap.xml"] = xml(urlset(*urls, namespace=namespace))
    assert paths(site) == ["a", "b"]


def test_thai_addresses_written_and_escaped_are_one(serve: Serve, paths: List) -> None:
    site = serve({})
    site.routes["/sitemap.xml"] = xml(urlset(f"{site.url}แผน", f"{site.url}{quote('แผน')}", f"{site.url}a?b=1&amp;c=2"))
    assert paths(site) == [quote("แผน"), "a?b=1&c=2"]


def test_those_of_robots_and_the_usual_one_are_asked_each_once(serve: Serve, paths: List) -> None:
    site = serve({"/a.xml": xml(urlset("/a")), "/sitemap.xml": xml(urlset("/b"))})
    lines = f"Sitemap: {site.url}a.xml\nSitemap: /a.xml\nSitemap: http://other.example/s.xml\n"
    site.routes["/robots.txt"] = (200, lines.encode(), {"Content-Type": "text/plain"})
    assert paths(site) == ["a", "b"]
    assert site.pages_asked == ["/a.xml", "/sitemap.xml"]


def test_an_index_leads_to_its_files(serve: Serve, paths: List) -> None:
    packed = gzip.compress(urlset("/b"))
    site = serve({"/a.xml": xml(urlset("/a")), "/b.xml.gz": (200, packed, {"Content-Type": "application/gzip"})})
    site.routes["/sitemap.xml"] = xml(index("/a.xml", "/b.xml.gz", "/gone.xml", "http://other.example/s.xml"))
    assert paths(site) == ["a", "b"]


def test_what_robots_forbids_is_not_asked(serve: Serve, paths: List) -> None:
    site = serve({"/sitemap.xml": xml(urlset("/a"))})
    site.routes["/robots.txt"] = (200, b"User-agent: *\nDisallow: /sitemap", {})
    assert (paths(site), site.pages_asked) == ([], [])


BOMB = b"".join(
    (
        b'<!DOCTYPE urlset [<!ENTITY a "', b"x" * 1000, b'">',
        *(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9)),
        b"]><urlset><url><loc>/&j;</loc></url></urlset>",
    )
)  # fmt: skip
OUTER = b'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/hostname">]><urlset><url><loc>/&x;</loc></url></urlset>'


@pytest.mark.parametrize(
    "body",
    [BOMB, OUTER, b"", b"\x00\xff" * 99, b"<urlset", b"<rss><url><loc>/a</loc></url></rss>", b"\x1f\x8bno gzip",
     b"<urlset><url><loc><b>/a</b></loc></url><loc>/b</loc></urlset>"],
)  # fmt: skip
def test_what_is_none_lists_nothing(serve: Serve, paths: List, body: bytes) -> None:
    assert paths(serve({"/sitemap.xml": xml(body)})) == []


def test_one_that_is_sent_as_a_page_is_read(serve: Serve, paths: List) -> None:
    assert paths(serve({"/sitemap.xml": urlset("/a").decode()})) == ["a"]


def test_a_page_in_its_place_lists_nothing(serve: Serve, paths: List) -> None:
    assert paths(serve({"/sitemap.xml": "<html><h1>ไม่พบหน้า</h1><url><loc>/a</loc></url></html>"})) == []


def test_what_came_before_it_broke_is_kept(serve: Serve, paths: List, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    site = serve({"/sitemap.xml": xml(urlset(*(f"/{n}" for n in range(2_000))) + b"<<<")})
    assert 1_000 < len(paths(site)) <= 2_000
    assert [one.message for one in caplog.records if "not used as a sitemap" in one.message]


def test_an_index_that_names_itself_ends(serve: Serve, paths: List) -> None:
    site = serve({"/sitemap.xml": xml(index("/sitemap.xml", *(f"/{n}.xml" for n in range(99))))})
    for n in range(99):
        site.routes[f"/{n}.xml"] = xml(index("/sitemap.xml", *(f"/{n}{m}.xml" for m in range(9))))
    assert paths(site) == []
    assert len(site.pages_asked) == MAX_FILES


def test_sizes_are_bounded(serve: Serve, paths: List, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "MAX_BYTES", 200_000)
    many = urlset(*(f"/{n}" for n in range(20_000)))
    site = serve({"/sitemap.xml": xml(many)})
    assert 1_000 < len(paths(site)) < MAX_ADDRESSES
    site.routes["/sitemap.xml"] = (200, gzip.compress(many + b" " * 50_000_000), {"Content-Type": "application/gzip"})
    assert 1_000 < len(paths(site)) < MAX_ADDRESSES
    monkeypatch.setattr(under_test, "MAX_BYTES", 50_000_000)
    assert len(paths(site)) == MAX_ADDRESSES


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 400))
def test_no_bytes_break_it(noise: bytes, at: int) -> None:
    whole = urlset("/a", "/b")
    for body in (noise, whole[:at] + noise, whole[:at] + noise + whole[at:]):
        try:
            found = list(under_test._parsed([body]))
        except (under_test._NoSitemapError, XMLSyntaxError):
            continue
        assert all(kind in ("url", "sitemap") and isinstance(url, str) for kind, url in found)


# ---------------------------------------------------------------- in a crawl


@pytest.fixture
def run(make_fetcher: MakeFetcher, read: Callable[..., Reading]) -> Callable[..., Snapshot]:
    def score(link: Link, _: Page) -> float:
        return 1.0 if link.text == "plan" else 0.6 if "plan" in link.url else 0.0

    def begin(agency: Agency, **options: Any) -> Snapshot:
        given: dict[str, Any] = {"score": score, "enough": lambda _: False, "sitemaps": True, **options}
        return crawl(agency, fetcher=make_fetcher(agency), read=read, **given)

    return begin


def test_what_only_it_lists_is_looked_at_last_and_says_so(
    serve: Serve, make_agency: MakeAgency, run: Callable[..., Snapshot]
) -> None:
    site = serve({"/": '<a href="/x">x</a>', "/x": '<a href="/plan-1">x</a>', "/plan-1": "1"})
    site.routes |= {"/plan-2": '<a href="/hidden">x</a>', "/hidden": "3", "/other": "4"}
    site.routes["/sitemap.xml"] = xml(urlset("/plan-1", "/plan-2", "/other", "/plan-gone"))
    snapshot = run(make_agency(site.url))
    assert site.pages_asked == ["/", "/sitemap.xml", "/x", "/plan-1", "/plan-2", "/plan-gone"]
    assert snapshot.unlinked == (f"{site.url}plan-2",)
    assert snapshot.path_to(f"{site.url}plan-2") == (f"{site.url}sitemap.xml", f"{site.url}plan-2")
    assert snapshot.path_to(f"{site.url}plan-1") == tuple(site.url + path for path in ("", "x", "plan-1"))
    assert snapshot.status is CrawlStatus.COMPLETE
    assert snapshot.failures == {}


def test_nothing_more_is_looked_at_when_it_is_enough(
    serve: Serve, make_agency: MakeAgency, run: Callable[..., Snapshot]
) -> None:
    site = serve({"/": '<a href="/x">x</a>', "/x": "x", "/sitemap.xml": xml(urlset("/plan")), "/plan": "1"})
    snapshot = run(make_agency(site.url), enough=lambda _: True)
    assert "/plan" not in site.asked
    assert snapshot.unlinked == ()


def test_links_towards_what_it_lists_come_first(
    serve: Serve, make_agency: MakeAgency, run: Callable[..., Snapshot]
) -> None:
    home = "".join(f'<a href="/{name}/">x</a>' for name in ("a", "b", "c"))
    site = serve({"/": home, "/b/": '<a href="/b/2568/">x</a>', "/b/2568/": "1", "/a/": "a", "/c/": "c"})
    site.routes["/sitemap.xml"] = xml(urlset("/b/2568/plan"))
    run(make_agency(site.url))
    assert site.pages_asked[2:4] == ["/b/", "/b/2568/"]


def test_it_is_asked_only_where_that_is_wanted(
    serve: Serve, make_agency: MakeAgency, run: Callable[..., Snapshot]
) -> None:
    site = serve({"/": "x", "/sitemap.xml": xml(urlset("/plan")), "/plan": "1"})
    run(make_agency(site.url), sitemaps=False)
    assert site.pages_asked == ["/"]
