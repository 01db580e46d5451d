"""Which pages a browser draws, and what a crawl makes of what it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

import itacheck.crawl.drawing
from itacheck.crawl import Browser, crawl
from itacheck.model import LinkKind, Page, Snapshot, Trouble, Unrendered
from itacheck.read import read

if TYPE_CHECKING:
    from tests.crawl.conftest import MakeAgency, MakeFetcher, Serve, Site

SCRIPT = "<script src=/app.js></script>"
SHELL = "<title>สำนักงาน</title><div id=root></div><script src=/app.js></script>"
PLAIN = "<title>สำนักงาน</title><h1>สำนักงาน</h1><p>" + "ยินดีต้อนรับสู่เว็บไซต์ของหน่วยงาน " * 10 + "</p>"
APP = (
    "const page = location.pathname;"
    "document.getElementById('root').innerHTML = '<nav><a href=/plan>แผน</a> <a href=/news>ข่าว</a></nav>'"
    " + `<main><h1>หน้า ${page}</h1><p>ข้อความของหน้า ${page} ซึ่งสคริปต์เขียน</p></main>`;"
    "document.title = 'หน้า ' + page;"
)
JS = {"/app.js": (200, APP.encode(), {"Content-Type": "text/javascript; charset=utf-8"})}

Crawl = Callable[..., Snapshot]


@pytest.fixture
def crawled(make_agency: MakeAgency, make_fetcher: MakeFetcher) -> Crawl:
    def begin(site: Site, browser: Browser | Unrendered | None, **more: Any) -> Snapshot:
        agency = make_agency(site.url, **more)
        return crawl(
            agency, fetcher=make_fetcher(agency), read=read, score=lambda _link, _page: 1.0, enough=lambda _: False,
            browser=browser,
        )  # fmt: skip

    return begin


def pages(snapshot: Snapshot) -> dict[str, Page]:
    base = snapshot.home.rstrip("/")
    return {url.removeprefix(base): one for url, one in snapshot.readings.items() if isinstance(one, Page)}


@pytest.mark.parametrize("why", [Unrendered.MISSING, Unrendered.OFF, None])
def test_without_a_browser_the_page_says_why(serve: Serve, crawled: Crawl, why: Unrendered | None) -> None:
    home = pages(crawled(serve({"/": SHELL, **JS}), why))["/"]
    assert (home.trouble, home.rendered, home.unrendered) == (Trouble.SCRIPT, False, why)


def test_a_page_that_needs_no_browser_says_nothing(serve: Serve, crawled: Crawl) -> None:
    home = pages(crawled(serve({"/": PLAIN + SCRIPT}), Unrendered.MISSING))["/"]
    assert (home.trouble, home.rendered, home.unrendered) == (None, False, None)


@pytest.mark.browser
def test_drawn_pages_are_followed_under_their_own_addresses(
    serve: Serve, crawled: Crawl, drawing_browser: Browser
) -> None:
    site = serve({"/": SHELL, "/plan": SHELL, "/news": PLAIN, **JS})
    snapshot = crawled(site, drawing_browser)
    found = pages(snapshot)
    assert {path: (page.rendered, page.trouble) for path, page in found.items()} == {
        "/": (True, None),
        "/plan": (True, None),
        "/news": (False, None),
    }
    assert found["/plan"].headings == ("หน้า /plan",)
    assert found["/plan"].unrendered is None
    assert snapshot.path_to(f"{site.url}plan") == (site.url, f"{site.url}plan")
    assert site.pages_asked.count("/app.js") == 1, "what pages share is asked for once"
    assert snapshot.requests == len(site.asked)


@pytest.mark.browser
def test_the_digest_is_that_of_what_the_server_sent(serve: Serve, crawled: Crawl, drawing_browser: Browser) -> None:
    site = serve({"/": SHELL, **JS})
    drawn, plain = pages(crawled(site, drawing_browser))["/"], pages(crawled(site, None))["/"]
    assert drawn.sha256 == plain.sha256
    assert drawn.url == plain.url
    assert drawn.rendered


@pytest.mark.browser
def test_so_many_pages_of_an_agency_are_drawn(
    serve: Serve, crawled: Crawl, drawing_browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(itacheck.crawl.drawing, "MAX_RENDERED", 2)
    found = pages(crawled(serve({"/": SHELL, "/plan": SHELL, "/news": SHELL, **JS}), drawing_browser))
    assert sorted((page.rendered, page.unrendered or "") for page in found.values()) == [
        (False, Unrendered.SPENT),
        (True, ""),
        (True, ""),
    ]


@pytest.mark.browser
def test_a_page_that_only_leads_on_is_followed(serve: Serve, crawled: Crawl, drawing_browser: Browser) -> None:
    goes = "<div id=root></div><script>const to = 'ne'; location.href = '/' + to + 'ws'</script>"
    found = pages(crawled(serve({"/": goes, "/news": PLAIN}), drawing_browser))
    assert set(found) == {"/", "/news"}
    assert found["/"].trouble is None
    assert [link.kind for link in found["/"].links] == [LinkKind.REFRESH]


@pytest.mark.browser
def test_a_page_that_misses_its_data_is_doubted(serve: Serve, crawled: Crawl, drawing_browser: Browser) -> None:
    app = APP + "fetch('/graphql', {method: 'POST'});"
    site = serve({"/": SHELL, "/app.js": (200, app.encode(), {"Content-Type": "text/javascript; charset=utf-8"})})
    home = pages(crawled(site, drawing_browser))["/"]
    assert (home.trouble, home.rendered, home.unrendered) == (None, True, Unrendered.PARTLY)
    assert home.drawn == ("หน้า /",)


@pytest.mark.browser
@pytest.mark.parametrize(
    "app", ["", "throw 1", "document.getElementById('root').remove()", "fetch('/gone', {method: 'POST'})"]
)
def test_a_page_that_stays_empty_is_not_called_empty(
    serve: Serve, crawled: Crawl, drawing_browser: Browser, app: str
) -> None:
    site = serve({"/": SHELL, "/app.js": (200, app.encode(), {"Content-Type": "text/javascript"})})
    home = pages(crawled(site, drawing_browser))["/"]
    assert home.trouble is Trouble.SCRIPT


@pytest.mark.browser
def test_an_empty_list_is_filled(serve: Serve, crawled: Crawl, drawing_browser: Browser) -> None:
    fill = (
        "<script>fetch('/rows').then(r => r.text()).then(t => document.getElementById('rows').innerHTML = t)</script>"
    )
    table = "<h2>ประกาศ</h2><table><tr><th>วันที่<th>เรื่อง<tbody id=rows></tbody></table>"
    site = serve({"/": PLAIN + table + fill, "/rows": "<tr><td><a href=/a.html>ประกาศฉบับที่ 1</a></td></tr>"})
    without = pages(crawled(site, Unrendered.OFF))["/"]
    assert (without.drawn[0], without.unrendered) == ("ประกาศ", Unrendered.OFF)
    home = pages(crawled(site, drawing_browser))["/"]
    assert (home.rendered, home.drawn, home.unrendered) == (True, (), None)
    assert [link.text for link in home.links] == ["ประกาศฉบับที่ 1"]


@pytest.mark.browser
def test_a_page_with_content_of_its_own_is_doubted_only_where_it_was(
    serve: Serve, crawled: Crawl, drawing_browser: Browser
) -> None:
    posts = "<h2>ประกาศ</h2><ul id=rows></ul><script>fetch('/rows', {method: 'POST'}); '#rows'</script>"
    home = pages(crawled(serve({"/": PLAIN + posts}), drawing_browser))["/"]
    assert (home.trouble, home.rendered, home.unrendered) == (None, True, None)
    assert home.drawn == ("ประกาศ", "สำนักงาน")
