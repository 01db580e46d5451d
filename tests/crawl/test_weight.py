"""What the crawl of one agency holds is bounded, whatever the site writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from itacheck.crawl import TOO_MUCH_HELD, canonical, page_key
from itacheck.crawl.frontier import Candidate, Frontier
from itacheck.crawl.lists import kind_of
from itacheck.crawl.urls import host_key
from itacheck.crawl.weight import HELD_EACH, HELD_LEAST, allowed, weight, weight_of_link
from itacheck.model import CrawlLimits, Document, Link, Page
from itacheck.read.html import read_html
from itacheck.read.links import join

from ..small_site import SmallSite, surroundings

PARTS = [
    "".join(f"<a href=/p{n}>x{n}</a> " for n in range(400)),
    "".join(f"<p>{n}" for n in range(2_000)),
    "".join(f"<tr><td>{n}<td>{'ประกาศ' * 20}<td><a href=/{n}>ก</a>" for n in range(200)),
]


def taken(make: Any) -> tuple[Any, int]:
    """What a function makes, and the bytes that are held because of it."""
    tracemalloc.start()
    try:
        made = make()
        return made, tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("number", range(len(PARTS)))
def test_a_page_weighs_what_it_takes(number: int) -> None:
    html = f"<html><body><main>{PARTS[number]}"
    read_html(html, url="http://a.example/")  # what is remembered of texts is not the page's
    page, held = taken(lambda: read_html(html, url="http://a.example/"))
    assert 0.5 * held < weight(page) < 2 * held


def test_what_parts_share_counts_once() -> None:
    row = "ก" * 2_000
    one = weight(Page("u", links=(Link("a", "a", "t", row=row),)))
    two = weight(Page("u", links=(Link("a", "a", "t", row=row), Link("b", "b", "t", row=row))))
    assert two - one < 1_000
    assert weight(Document("u", members=(Document("u", text="x" * 9_000),))) > 9_000


def test_an_address_that_was_found_weighs_what_it_takes() -> None:
    def found() -> Frontier:
        frontier = Frontier()
        for number in range(3_000):
            url = f"http://a.example/news/{number}?{'x' * 100}"
            frontier.add(Candidate(url, "http://a.example/", f"เรื่อง {number}", 0.0, 1))
        return frontier

    _, held = taken(found)
    one = Candidate(f"http://a.example/news/1000?{'x' * 100}", "http://a.example/", "เรื่อง 1000", 0.0, 1)
    assert 0.4 * held < 3_000 * weight_of_link(one) < 3 * held


def test_long_addresses_do_not_fill_what_is_remembered() -> None:
    def asked() -> None:
        for number in range(3_000):
            href = f"/{number}?{'x' * 4_000}"
            url = canonical(join("http://a.example/", href))
            assert url is not None
            page_key(url), kind_of(url), host_key(url)

    asked()
    _, held = taken(asked)
    assert held < 25_000_000, "3,000 of them take 12 MB in each memory that keeps them all"


def test_the_bound_grows_with_the_limits_of_the_agency() -> None:
    assert allowed(CrawlLimits()) == 650 * HELD_EACH == 325_000_000
    assert allowed(CrawlLimits(max_pages=3, max_documents=0)) == HELD_LEAST


CRAWL = """
import json, resource, sys
from datetime import date
from itacheck.crawl import weight
from itacheck.model import Agency, Bilingual, CrawlLimits
from itacheck.packs import DEFAULT_PACK, load_catalogue, load_pack
from itacheck.run import Run

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

if __name__ == "__main__":
    weight.HELD_LEAST = int(sys.argv[4])
    catalogue = load_catalogue()
    pack = load_pack(DEFAULT_PACK, catalogue)
    def run(url):
        limits = CrawlLimits(delay_seconds=0, max_pages=int(sys.argv[3]), max_documents=0, max_seconds=600)
        agency = Agency(id="a", name=Bilingual(th="a", en="a"), kind="regional-office", url=url, crawl=limits)
        return Run([agency], [pack], catalogue, date(2026, 1, 15)).results().agencies[0]
    run(sys.argv[1])
    before = peak()
    result = run(sys.argv[2])
    print(json.dumps({"taken": peak() - before, "pages": result.crawl.pages, "status": result.crawl.status,
        "cause": result.crawl.cause and result.crawl.cause.detail,
        "verdicts": sorted({v.status for v in result.verdicts})}))
"""


class Heavy(SmallSite):
    """Each page is as heavy as its bytes allow, and leads to many more."""

    def answer(self, path: str) -> tuple[int, bytes]:
        if path == "/robots.txt" or path.startswith("/sitemap"):
            return 404, b""
        rows = "".join(
            f"<tr><td>{'ประกาศ' * 320}" + "".join(f'<a href="{path}{row}-{n}">ก{n}</a>' for n in range(100))
            for row in range(12)
        )
        return 200, f"<html><body><main><table>{rows}".encode()


@pytest.mark.skipif(os.name != "posix", reason="the system tells what a process took")
@pytest.mark.timeout(300)
def test_the_largest_crawl_stays_within_the_bound_and_calls_nothing_absent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "crawl.py").write_text(CRAWL, encoding="utf-8")
    pages, least = 40, 24_000_000
    with SmallSite({"/": "<title>หน้าแรก</title><h1>สำนักงาน</h1>"}) as light, Heavy({}) as heavy:
        ended = subprocess.run(
            [sys.executable, "crawl.py", light.url, heavy.url, str(pages), str(least)],
            cwd=tmp_path, env=surroundings(), capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    with capsys.disabled():
        print(f"\na hostile crawl of {told['pages']} pages: {told['taken'] / 2**20:.0f} MiB", end="")  # noqa: T201 - the measurement is the point
    assert told["pages"] < pages
    assert (told["status"], told["cause"]) == ("partial", TOO_MUCH_HELD)
    assert "fail" not in told["verdicts"]
    assert told["taken"] < 3 * least, "what is held, and as much again for reading and judging it"
