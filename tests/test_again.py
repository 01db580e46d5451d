"""A second run asks only for what changed, and says the same as one that asks for everything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from itacheck.model import AgencyResult, Results
from itacheck.packs import DEFAULT_PACK, load_catalogue, load_pack
from itacheck.run import Run
from itacheck.unfinished import Work
from itacheck.warc import file_name

from .test_run import agency, verdict

CATALOGUE = load_catalogue()
PACK = load_pack(DEFAULT_PACK, CATALOGUE)
DAY = date(2026, 1, 15)
NOW = datetime(2026, 1, 15, 5, tzinfo=UTC)
CODE = "<title>ประมวลจริยธรรม</title><h1>ประมวลจริยธรรม</h1><p>ข้าราชการต้องซื่อสัตย์สุจริต ยึดมั่นในความถูกต้องและเป็นธรรมเสมอ</p>"
HOME = '<title>หน้าแรก</title><h1>สำนักงาน</h1><a href="/code">ประมวลจริยธรรม</a> <a href="/old">แผน</a>'


class Site:
    """Says 304 to who knows the page; `tags` may lie."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, str, dict[str, str]]] = {
            "/robots.txt": (200, "User-agent: *\nCrawl-delay: 0\n", {"ETag": '"r"'}),
            "/": (200, HOME, {"ETag": '"1"', "Set-Cookie": "a=1"}),
            "/code": (200, CODE, {"Last-Modified": "Mon, 05 Jan 2026 00:00:00 GMT"}),
            "/old": (302, "", {"Location": "/code"}),
            "/sitemap.xml": (404, "", {}),
        }
        self.asked: list[str] = []
        self.sent = 0
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                status, body, headers = site.pages.get(self.path, (404, "gone", {}))
                told = {self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")} - {None}
                if status == 200 and told & {headers.get("ETag"), headers.get("Last-Modified")}:
                    status, body = 304, ""
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "text/plain" if "robots" in self.path else "text/html; charset=utf-8")
                if status != 304:
                    self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())
                site.sent += len(body.encode())

            def log_message(self, *args: Any) -> None:
                """Keeps quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.server.shutdown()
    served.server.server_close()


class Runs:
    """Runs over one site that share a cache."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.folder, self.site, self.number = folder, site, 0
        (folder / "cache").mkdir()

    def __call__(self, *, made_by: str = "x", now: datetime = NOW, **more: Any) -> AgencyResult:
        self.number += 1
        self.site.asked.clear()
        self.site.sent = 0
        work = Work(self.folder / f"work{self.number}", self.folder / "cache", {"office": made_by})
        work.folder.mkdir()
        run = Run([agency("office", self.site.url)], [PACK], CATALOGUE, DAY, work=work, clock=lambda: now, **more)
        results = run.results()
        assert isinstance(results, Results)
        return results.agencies[0]


@pytest.fixture
def runs(tmp_path: Path, site: Site) -> Runs:
    return Runs(tmp_path, site)


def said(result: AgencyResult) -> Any:
    """All that it says, without moments and sizes."""
    data = result.model_dump(mode="json", exclude={"crawl": {"seconds", "bytes", "snapshot"}})
    for one in data["verdicts"]:
        for finding in one["findings"]:
            del finding["fetched_at"], finding["record"]
    return data


def test_what_is_as_it_was_is_not_sent_and_not_read(runs: Runs, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    first = runs()
    asked = list(site.asked)
    assert site.sent > 500
    monkeypatch.setattr("itacheck.looking.crawl", lambda *_, **__: pytest.fail("there was nothing to crawl for"))
    later = NOW + timedelta(hours=3)
    for _ in range(3):
        again = runs(now=later)
        assert (site.asked, site.sent) == (asked, 0)
        assert said(again) == said(first)
        assert {f.fetched_at for v in again.verdicts for f in v.findings if f.fetched_at} == {later}
        assert again.crawl.bytes == 0


@pytest.mark.parametrize("means", ["y", "x"])
def test_a_page_that_changed_is_seen(runs: Runs, site: Site, means: str) -> None:
    """`y`: by other rules or on another day, so that all is judged anew."""
    before = runs()
    asked = sorted(site.asked)
    assert verdict(before, "6.3").status == "pass"
    site.pages["/code"] = (200, "<h1>ข่าว</h1>", {"Last-Modified": "Tue, 06 Jan 2026 00:00:00 GMT"})
    after = runs(made_by=means)
    assert verdict(after, "6.3").status == "fail"
    assert sorted(site.asked) == asked, "what was asked before the change was seen is not asked twice"
    assert site.sent == site.asked.count("/code") * len("<h1>ข่าว</h1>".encode()), "nothing else is sent"
    assert said(runs()) == said(after)


@pytest.mark.parametrize("change", ["gone", "robots", "moved", "down"])
def test_other_changes_are_seen(runs: Runs, site: Site, change: str) -> None:
    runs()
    if change == "gone":
        del site.pages["/code"]
    elif change == "robots":
        site.pages["/robots.txt"] = (200, "User-agent: *\nDisallow: /code\n", {"ETag": '"s"'})
    elif change == "moved":
        site.pages["/old"] = (302, "", {"Location": "/nowhere"})
    else:
        site.pages["/"] = (500, "", {})
    after = runs()
    (runs.folder / change).mkdir()
    fresh = Runs(runs.folder / change, site)
    assert said(fresh()) == said(after)


def test_by_other_means_the_pages_are_judged_anew(runs: Runs, site: Site) -> None:
    first = runs()
    assert said(runs(made_by="y")) == said(first)
    assert site.sent == 0


def test_a_304_that_nobody_asked_for_is_no_answer(runs: Runs, site: Site) -> None:
    site.pages["/code"] = (304, "", {})
    result = runs()
    assert verdict(result, "6.3").status != "pass"


def test_a_body_is_not_trusted_for_ever(runs: Runs, site: Site) -> None:
    """A server may answer 304 by mistake: in the end all is asked for in full."""
    runs(now=NOW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("itacheck.crawl.fetch.MAX_TRUST", timedelta(0))
        runs()
    assert site.sent > 500


def test_a_damaged_cache_is_no_cache(runs: Runs) -> None:
    first = runs()
    for name in ("office.journal", "office.json"):
        path = runs.folder / "cache" / name
        path.write_bytes(path.read_bytes()[:100])
        assert said(runs()) == said(first)


def test_what_was_confirmed_stands_whole_in_a_warc(runs: Runs, tmp_path: Path) -> None:
    first = runs()
    kept = tmp_path / "warc"
    kept.mkdir()
    again = runs(save_warc=kept)
    assert said(again) == said(first)
    from_warc = Run(
        [agency("office", runs.site.url)], [PACK], CATALOGUE, DAY, from_warc={"office": kept / file_name("office")}
    ).results()
    assert said(from_warc.agencies[0]) == said(again)
