"""Pages in a real browser: drawn, held off from everything that is not theirs, and never longer than is theirs."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from itacheck.crawl import Browser, Fetched, Rendered
from itacheck.crawl.robots import Robots
from itacheck.crawl.supplies import Supplies
from itacheck.model import Unrendered

if TYPE_CHECKING:
    from tests.crawl.conftest import MakeAgency, MakeFetcher, Serve, Site

pytestmark = pytest.mark.browser

Render = Callable[..., Rendered | Unrendered]
DRAW = "document.getElementById('root').innerHTML ="


def shell(script: str) -> str:
    head = "<!doctype html><meta charset=utf-8><title>สำนักงาน</title>"
    return f"{head}<div id=root>Loading...</div><script>{script}</script>"


@pytest.fixture
def render(drawing_browser: Browser, make_agency: MakeAgency, make_fetcher: MakeFetcher) -> Render:
    def begin(site: Site, path: str = "/", browser: Browser = drawing_browser) -> Rendered | Unrendered:
        fetcher = make_fetcher(make_agency(site.url))
        robots = Robots(fetcher)
        answer = fetcher.fetch(site.url + path[1:], permit=robots.refusal)
        assert isinstance(answer, Fetched)
        return browser.render(answer, Supplies(fetcher, robots.refusal).get)

    return begin


@pytest.fixture
def short(chromium: Path) -> Iterator[Browser]:
    """A browser that gives a page little time."""
    with Browser(chromium, seconds=6.0) as browser:
        yield browser


def test_a_page_is_drawn_from_its_data(serve: Serve, render: Render) -> None:
    menu = json.dumps([{"url": "/plan", "text": "แผน"}]).encode()
    script = (
        f"fetch('/menu.json').then(r => r.json()).then(m => {{ {DRAW} `<a href=${{m[0].url}}>${{m[0].text}}</a>` }})"
    )
    site = serve({"/": shell(script), "/menu.json": (200, menu, {"Content-Type": "application/json"})})
    drawn = render(site)
    assert isinstance(drawn, Rendered)
    assert '<a href="/plan">แผน</a>' in drawn.html
    assert (drawn.url, drawn.whole, drawn.forward) == (site.url, True, "")
    assert site.pages_asked == ["/", "/menu.json"], "the page itself is asked for once"
    assert all(headers["user-agent"].startswith("itacheck/") for headers in site.headers)


def test_what_is_drawn_later_and_in_old_thai_characters_is_seen(serve: Serve, render: Render) -> None:
    page = shell(f"setTimeout(() => {{ {DRAW} '<p>ประกาศ</p>' }}, 900)").replace("utf-8", "windows-874")
    site = serve({"/": (200, page.encode("cp874"), {"Content-Type": "text/html"})})
    drawn = render(site)
    assert isinstance(drawn, Rendered)
    assert "<p>ประกาศ</p>" in drawn.html


def test_two_looks_are_equal_and_of_thailand(serve: Serve, render: Render) -> None:
    script = f"{DRAW} [navigator.language, Intl.DateTimeFormat().resolvedOptions().timeZone, innerWidth].join(' ')"
    site = serve({"/": shell(script)})
    first, second = render(site), render(site)
    assert first == second
    assert isinstance(first, Rendered)
    assert "th-TH Asia/Bangkok 1366" in first.html


def test_pictures_styles_frames_and_fonts_cost_no_request(serve: Serve, render: Render) -> None:
    page = (
        "<link rel=stylesheet href=/a.css><img src=/a.png><iframe src=/frame.html></iframe><video src=/a.mp4></video>"
        "<style>@font-face{font-family:x;src:url(/x.woff)} body{font-family:x}</style>" + shell(f"{DRAW} 'ok'")
    )
    site = serve({"/": page})
    drawn = render(site)
    assert isinstance(drawn, Rendered)
    assert drawn.whole
    assert site.pages_asked == ["/"]


@pytest.mark.parametrize(
    "script",
    [
        "fetch('/send', {method: 'POST', body: 'x'})",
        "document.body.innerHTML += '<form method=post action=/send></form>'; document.forms[0].submit()",
        "const x = new XMLHttpRequest(); x.open('PUT', '/send'); x.send()",
        "new WebSocket('ws://' + location.host + '/send')",
        "new EventSource('/send')",
        "fetch('http://OTHER/send')",
        "fetch('http://169.254.169.254/send')",
        "fetch('http://OTHER/send', {mode: 'no-cors'})",
        "new Worker(URL.createObjectURL(new Blob(['fetch(\"http://OTHER/send\")'])))",
        "const s = document.createElement('script'); s.src = 'http://OTHER/send'; document.head.append(s)",
    ],
)
def test_nothing_is_sent_and_nobody_else_is_asked_and_the_page_is_not_whole(
    serve: Serve, render: Render, script: str
) -> None:
    other = serve({"/send": "x"})
    page = shell(f"{DRAW} '<p>ข้อความ</p>'; " + script.replace("OTHER", other.netloc))
    site = serve({"/": page, "/send": "x"})
    drawn = render(site)
    assert isinstance(drawn, Rendered)
    assert "<p>ข้อความ</p>" in drawn.html
    assert not drawn.whole
    assert (site.pages_asked, other.asked) == (["/"], [])


@pytest.mark.parametrize(
    "script",
    [
        "new RTCPeerConnection({iceServers: [{urls: 'stun:OTHER'}]}).createDataChannel('x')",
        "window.open('http://OTHER/'); window.open('/send')",
        "document.body.insertAdjacentHTML('beforeend', '<a href=/send target=_blank>'); document.links[0].click()",
        "navigator.sendBeacon('http://OTHER/counter', 'x'); new Image().src = 'http://OTHER/pixel.gif'",
        "navigator.serviceWorker && navigator.serviceWorker.register('/send')",
        "document.head.insertAdjacentHTML('beforeend', '<link rel=preconnect href=http://OTHER>')",
    ],
)
def test_what_brings_no_content_goes_nowhere(serve: Serve, render: Render, script: str) -> None:
    other = serve({"/": "x"})
    site = serve({"/": shell(f"{DRAW} '<p>ข้อความ</p>'; " + script.replace("OTHER", other.netloc)), "/send": "x"})
    drawn = render(site)
    assert isinstance(drawn, Rendered)
    assert "<p>ข้อความ</p>" in drawn.html
    assert (site.pages_asked, other.asked) == (["/"], [])


@pytest.mark.parametrize(
    ("script", "forward"),
    [
        ("location.href = '/plan'", "/plan"),
        ("location.replace('/a.zip')", "/a.zip"),
        ("setInterval(() => location.reload(), 20)", ""),
        ("location = 'file:///etc/passwd'", ""),
        ("location = 'chrome://version'", ""),
    ],
)
def test_a_page_leads_nowhere_but_says_where_it_wanted_to(
    serve: Serve, render: Render, script: str, forward: str
) -> None:
    site = serve({"/": shell(script), "/plan": "x", "/a.zip": b"PK"})
    drawn = render(site)
    assert isinstance(drawn, Rendered)
    assert drawn.url == site.url
    assert drawn.forward == (site.url + forward[1:] if forward else "")
    assert "root" in drawn.html
    assert site.pages_asked == ["/"]


def test_questions_to_the_visitor_are_dismissed(serve: Serve, render: Render) -> None:
    script = f"alert(1); confirm(2); prompt(3); onbeforeunload = () => 'stay'; {DRAW} '<p>ข้อความ</p>'"
    drawn = render(serve({"/": shell(script)}))
    assert isinstance(drawn, Rendered)
    assert "<p>ข้อความ</p>" in drawn.html


def test_requests_are_bounded(serve: Serve, render: Render) -> None:
    site = serve({"/": shell(f"{DRAW} 'ok'; for (let n = 0; n < 200; n++) fetch('/x' + n)")})
    drawn = render(site)
    assert isinstance(drawn, Rendered)
    assert not drawn.whole
    assert len(set(site.pages_asked)) == 81  # one that was not answered in time on a busy machine is asked for again


def test_one_that_asks_again_and_again_comes_to_rest(serve: Serve, render: Render) -> None:
    site = serve({"/": shell(f"{DRAW} 'ok'; setInterval(() => fetch('/now'), 300)"), "/now": "x"})
    drawn = render(site)
    assert isinstance(drawn, Rendered)
    assert site.pages_asked == ["/", "/now"]


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "script",
    [
        "while (true) {}",
        "for (let n = 0; n < 10000; n++) fetch('/x' + n)",
        "const kept = []; for (;;) kept.push(new Array(1e6).fill(Math.random()))",
        "setInterval(() => root.insertAdjacentHTML('beforeend', '<p>' + 'x'.repeat(1e6)), 0)",
    ],
)
def test_a_page_that_never_rests_costs_itself_and_not_the_next(
    serve: Serve, render: Render, short: Browser, script: str
) -> None:
    site = serve({"/bad": shell(script), "/good": shell(f"{DRAW} '<p>ข้อความ</p>'")})
    began = time.monotonic()
    bad = render(site, "/bad", short)
    assert bad is Unrendered.FAILED or (isinstance(bad, Rendered) and not bad.whole)
    assert time.monotonic() - began < 120
    good = render(site, "/good", short)
    assert isinstance(good, Rendered)
    assert "<p>ข้อความ</p>" in good.html


def children(parent: int) -> dict[int, str]:
    """The living children of a process and their names."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().rpartition(")")
        except OSError:
            continue
        state, above = rest.split()[:2]
        if int(above) == parent and state != "Z":
            found[int(stat.parent.name)] = name
    return found


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="processes are told from /proc")


@needs_proc
def test_a_browser_that_dies_is_started_again(serve: Serve, render: Render, chromium: Path) -> None:
    site = serve({"/": shell(f"{DRAW} 'ok'")})
    before = set(children(os.getpid()))
    with Browser(chromium) as browser:
        assert isinstance(render(site, "/", browser), Rendered)
        (driver,) = set(children(os.getpid())) - before
        os.kill(next(iter(children(driver))), signal.SIGKILL)
        assert isinstance(render(site, "/", browser), Rendered), "the browser was killed"
        (driver,) = set(children(os.getpid())) - before
        os.kill(driver, signal.SIGKILL)
        assert isinstance(render(site, "/", browser), Rendered), "its driver was killed"
    assert browser.rendered == 3
    assert set(children(os.getpid())) == before


def test_a_program_that_is_no_browser_fails_and_does_not_raise(serve: Serve, render: Render, tmp_path: Path) -> None:
    fake = tmp_path / "chromium"
    fake.write_text("#!/bin/sh\nexit 3\n")
    fake.chmod(0o755)
    with Browser(fake) as browser:
        assert render(serve({"/": shell("")}), "/", browser) is Unrendered.FAILED
    assert browser.rendered == 0


def test_nothing_is_drawn_after_the_end(serve: Serve, render: Render, chromium: Path) -> None:
    browser = Browser(chromium)
    browser.close()
    assert render(serve({"/": shell("")}), "/", browser) is Unrendered.FAILED


@needs_proc
def test_no_process_is_left_behind(serve: Serve, render: Render, chromium: Path) -> None:
    before = children(os.getpid())
    with Browser(chromium) as browser:
        assert children(os.getpid()) == before, "it starts with the first page"
        render(serve({"/": shell("")}), "/", browser)
        assert children(os.getpid()) != before
    assert children(os.getpid()) == before


def test_several_crawls_share_one_browser(serve: Serve, render: Render) -> None:
    sites = [
        serve({"/": shell(f"fetch('/n').then(r => r.text()).then(t => {{ {DRAW} t }})"), "/n": str(n)})
        for n in range(5)
    ]
    drawn: dict[int, Rendered | Unrendered] = {}
    threads = [threading.Thread(target=lambda n=n: drawn.update({n: render(sites[n])})) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for n in range(5):
        one = drawn[n]
        assert isinstance(one, Rendered)
        assert f'<div id="root">{n}</div>' in one.html
