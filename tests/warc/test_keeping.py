"""What is kept is what was fetched, whole or not at all, and every viewer can read it."""

from __future__ import annotations

import errno
import logging
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from warcio.indexer import Indexer

from itacheck.crawl import Exchange, canonical
from itacheck.model import (
    Agency,
    Bilingual,
    Cause,
    CrawlStatus,
    Document,
    Failure,
    Page,
    Reading,
    Snapshot,
    Trouble,
    Unvisited,
    Whose,
)
from itacheck.read import read
from itacheck.warc import OVER_BUDGET, Keeper, Kept, Origin, Records, file_name, load

AGENCY = Agency(id="a-1", name=Bilingual(th="สำนักงาน", en="Office"), kind="x", url="http://office.example/")
ORIGIN = Origin("0.1.0", "20260115T000000Z", date(2026, 1, 15), {"2568": "ab"})
HOME = "http://office.example/"
WHEN = datetime(2026, 1, 15, 1, 2, 3, 456789, tzinfo=UTC)


def exchange(url: str, body: bytes, *headers: tuple[str, str], status: int = 200, **more: Any) -> Exchange:
    made = Exchange(
        url=url, target="/", sent=(("User-Agent", "t"),), version=11, status=status, reason="OK", headers=headers,
        body=body, cut=False,
    )  # fmt: skip
    return replace(made, **more)


class Crawl:
    """A crawl as the keeper sees it."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self.read = keeper.reading(read)
        self.readings: dict[str, Reading] = {}
        self.times = 0

    def visit(self, url: str, body: bytes, *headers: tuple[str, str], outside: bool = False, name: str = "") -> Reading:
        self.keeper.exchange(exchange(url, body, *headers))
        self.times += 1
        kind = next((value for key, value in headers if key.lower() == "content-type"), "")
        self.readings[url] = self.read(
            body, url=url, content_type=kind, file_name=name, fetched_at=WHEN + timedelta(seconds=self.times),
            outside=outside,
        )  # fmt: skip
        return self.readings[url]

    def snapshot(self, **more: Any) -> Snapshot:
        return Snapshot(AGENCY.id, HOME, more.pop("status", CrawlStatus.COMPLETE), dict(self.readings), **more)


def checked(path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What `warcio check` says: nothing when every digest is right."""
    capsys.readouterr()
    checker = Checker(SimpleNamespace(inputs=[str(path)], verbose=False))
    checker.process_all()
    captured = capsys.readouterr()
    assert checker.exit_value == 0, captured.out
    return captured.out + captured.err


def records_of(path: Path) -> list[tuple[str, str, bytes]]:
    with path.open("rb") as file:
        return [
            (r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.content_stream().read())
            for r in ArchiveIterator(file)
        ]


def again(folder: Path) -> Kept:
    return load(folder / file_name(AGENCY.id), read)


# ---------------------------------------------------------------- round trip

HUGE = "a header of 70 KB"
LONG = b"a body of 100 KB"

_TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
_BODIES = st.one_of(
    st.just(b""),
    st.binary(max_size=200),
    st.sampled_from(
        [
            b"\r\n\r\n",
            b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
            b"\x1f\x8b\x08\x00broken",
            b"HTTP/1.1 200 OK\r\n\r\n",
            "<title>ประมวลจริยธรรม</title><a href='/ก'>ก</a>".encode("cp874"),
            LONG,
            b"%PDF-1.4 broken",
        ]
    ),
    _TEXT.map(lambda text: f"<html><title>{text}</title><p>{text}</p>".encode()),
)
_HEADERS = st.lists(
    st.tuples(
        st.one_of(st.sampled_from(["Content-Type", "content-encoding", "Transfer-Encoding", "Content-Length", "X"]),
                  st.text(st.characters(codec="latin-1"), min_size=1, max_size=12)),
        st.one_of(st.sampled_from(["text/html", "gzip", "chunked", "7", "a\r\n b", HUGE, "text/html\r\n\r\n<p>"]),
                  st.text(st.characters(codec="latin-1"), max_size=40)),
    ),
    max_size=6,
)  # fmt: skip
_URLS = st.one_of(
    st.sampled_from(["http://office.example/ข่าว/แผน ๒๕๖๘.pdf?q=ก", "http://สำนักงาน.ไทย/", "https://a.example:8080/x?y=%E0"]),
    _TEXT.map(lambda text: f"http://office.example/{text}"),
).map(lambda url: canonical(url) or HOME)  # fmt: skip
_FAILURES = st.builds(
    Failure, _URLS, st.sampled_from(Cause), st.sampled_from(Whose), _TEXT, st.none() | st.integers(100, 599),
    st.booleans(),
)  # fmt: skip
_LEFT = st.builds(Unvisited, _URLS, _TEXT, st.floats(-1, 1), st.sampled_from(Cause), _URLS)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    visits=st.lists(st.tuples(_URLS, _BODIES, _HEADERS, st.booleans(), _TEXT), max_size=5, unique_by=lambda v: v[0]),
    failures=st.lists(_FAILURES, max_size=3),
    left=st.lists(_LEFT, max_size=3),
    status=st.sampled_from(CrawlStatus),
    seconds=st.floats(0, 1e6),
)
def test_a_snapshot_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
    visits: list[tuple[str, bytes, list[tuple[str, str]], bool, str]],
    failures: list[Failure],
    left: list[Unvisited],
    status: CrawlStatus,
    seconds: float,
) -> None:
    folder = tmp_path_factory.mktemp("warc")
    with Keeper(folder, AGENCY, ORIGIN) as keeper:
        crawl = Crawl(keeper)
        for url, body, headers, outside, name in visits:
            long = "<h1>แผน</h1><a href='x.pdf'>แผน ๒๕๖๘</a>".encode() * 1500 if body == LONG else body
            spelt = [(key, "x" * 70_000 if value == HUGE else value) for key, value in headers]
            crawl.visit(url, long, *spelt, outside=outside, name=name)
        snapshot = crawl.snapshot(
            status=status, failures={one.url: one for one in failures}, unvisited=tuple(left), seconds=seconds,
            redirects={one.url: HOME for one in failures}, parents={one.url: one.from_url for one in left},
            failure=failures[0] if failures else None, requests=7, bytes=8,
        )  # fmt: skip
        records = keeper.keep(snapshot)
    kept = again(folder)
    assert kept.snapshot == snapshot
    assert list(kept.snapshot.readings) == list(snapshot.readings)
    assert kept.header.agency == AGENCY
    assert kept.header.origin == ORIGIN
    assert records == kept.records
    assert checked(records.path, capsys) == ""
    for url, (offset, digest) in kept.records.places.items():
        with records.path.open("rb") as file:
            file.seek(offset)
            record = next(iter(ArchiveIterator(file, check_digests="raise")))
            assert record.rec_headers.get_header("WARC-Target-URI") == url
            assert sha256(record.content_stream().read()).hexdigest() == digest


# ---------------------------------------------------------------- what is in it


def test_headers_and_bodies_are_kept_as_they_came(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    thai = "ไฟล์.pdf".encode().decode("latin-1")
    with Keeper(tmp_path, AGENCY, ORIGIN, user_agent="itacheck/0") as keeper:
        crawl = Crawl(keeper)
        crawl.visit(
            HOME, b"<h1>a</h1>", ("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Set-Cookie", "a=1"),
            ("Set-Cookie", "b=2"), ("Content-Disposition", f'inline; filename="{thai}"'), ("Content-Length", "999"),
        )  # fmt: skip
        keeper.exchange(exchange(f"{HOME}gone", b"cut", status=404, reason="Not\r\nFound", cut=True))
        records = keeper.keep(crawl.snapshot())
    assert records is not None
    assert checked(records.path, capsys) == ""
    kinds = [kind for kind, _, _ in records_of(records.path)]
    assert kinds == ["warcinfo", "response", "request", "response", "request", "metadata"]
    with records.path.open("rb") as file:
        blocks = [record.raw_stream.read() for record in ArchiveIterator(file, no_record_parse=True)]
        file.seek(0)
        heads = [dict(record.rec_headers.headers) for record in ArchiveIterator(file)]
    assert blocks[1] == (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Archive-Orig-Content-Encoding: gzip\r\nSet-Cookie: a=1\r\n"
        b'Set-Cookie: b=2\r\nContent-Disposition: inline; filename="' + "ไฟล์.pdf".encode() + b'"\r\n'
        b"X-Archive-Orig-Content-Length: 999\r\nContent-Length: 10\r\n\r\n<h1>a</h1>"
    )
    assert blocks[2] == b"GET / HTTP/1.1\r\nHost: office.example\r\nUser-Agent: t\r\n\r\n"
    assert blocks[3].startswith(b"HTTP/1.1 404 Not  Found\r\n")
    assert heads[3]["WARC-Truncated"] == "length"
    assert heads[2]["WARC-Concurrent-To"] == heads[1]["WARC-Record-ID"]
    assert b"itacheck/0" in blocks[0]


def test_the_usual_index_can_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Keeper(tmp_path, AGENCY, ORIGIN) as keeper:
        crawl = Crawl(keeper)
        crawl.visit(HOME, b"<h1>a</h1>", ("Content-Type", "text/html"))
        records = keeper.keep(crawl.snapshot())
    assert records is not None
    Indexer(["offset", "warc-type", "http:status"], [str(records.path)], "-").process_all()
    lines = capsys.readouterr().out.splitlines()
    assert f'{{"offset": "{records.places[HOME][0]}", "warc-type": "response", "http:status": "200"}}' in lines


def test_a_page_that_a_browser_drew_is_kept_as_it_was_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"{HOME}app"
    drawn = "<title>แผน</title><h1>แผนปฏิบัติการ</h1><p>เนื้อหา</p>".encode()
    with Keeper(tmp_path, AGENCY, ORIGIN) as keeper:
        crawl = Crawl(keeper)
        crawl.visit(HOME, b"<h1>home</h1>")
        raw = crawl.visit(url, b"<div id=app></div><script src=/a.js></script>")
        assert raw.fetched_at is not None
        keeper.exchange(exchange(f"{HOME}a.json", b"{}"))
        shown = crawl.read(
            drawn, url=f"{url}/route", content_type="text/html; charset=utf-8", file_name="",
            fetched_at=raw.fetched_at, outside=False,
        )  # fmt: skip
        assert isinstance(shown, Page)
        # What the browser's room changes afterwards: the address and digest of what was fetched, and its doubts.
        crawl.readings[url] = replace(shown, url=url, sha256=raw.sha256, trouble=Trouble.SCRIPT, links=())
        crawl.visit(f"{HOME}next", b"<h1>next</h1>")
        snapshot = crawl.snapshot()
        records = keeper.keep(snapshot)
    assert records is not None
    assert checked(records.path, capsys) == ""
    assert again(tmp_path).snapshot == snapshot
    assert [(kind, body) for kind, _, body in records_of(records.path) if kind == "conversion"] == [
        ("conversion", drawn)
    ]
    assert records.places[url][1] == sha256(drawn).hexdigest()


def test_a_drawing_that_was_not_used_leaves_the_page_as_it_was_sent(tmp_path: Path) -> None:
    with Keeper(tmp_path, AGENCY, ORIGIN) as keeper:
        crawl = Crawl(keeper)
        raw = crawl.visit(HOME, b"<h1>home</h1>")
        assert raw.fetched_at is not None
        crawl.read(b"%PDF-1.4", url=HOME, content_type="", file_name="", fetched_at=raw.fetched_at, outside=False)
        snapshot = crawl.snapshot()
        keeper.keep(snapshot)
    assert again(tmp_path).snapshot == snapshot


def test_what_was_read_without_an_exchange_is_kept_too(tmp_path: Path) -> None:
    with Keeper(tmp_path, AGENCY, ORIGIN) as keeper:
        crawl = Crawl(keeper)
        body = b"<h1>from elsewhere</h1>"
        crawl.readings[HOME] = crawl.read(
            body, url=HOME, content_type="text/html", file_name="", fetched_at=WHEN, outside=False
        )
        snapshot = crawl.snapshot()
        keeper.keep(snapshot)
    assert again(tmp_path).snapshot == snapshot


def test_a_reading_that_nobody_kept_is_not_called_absent(tmp_path: Path) -> None:
    with Keeper(tmp_path, AGENCY, ORIGIN) as keeper:
        snapshot = Snapshot(AGENCY.id, HOME, CrawlStatus.COMPLETE, {HOME: Page(HOME)})
        records = keeper.keep(snapshot)
    assert records is not None
    assert records.dropped == (HOME,)
    kept = again(tmp_path).snapshot
    assert kept.status is CrawlStatus.PARTIAL
    assert kept.failures[HOME].detail == OVER_BUDGET


# ---------------------------------------------------------------- the budget


def noise(seed: int) -> bytes:
    """4 KB that do not shrink."""
    body = b"".join(sha256(f"{seed}/{n}".encode()).digest() for n in range(128))
    return b"<h1>" + body.hex().encode()[:4000] + b"</h1>"


def test_over_the_budget_what_verdicts_rest_on_is_kept_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    urls = [HOME, *(f"{HOME}{n}" for n in range(9))]
    with Keeper(tmp_path, AGENCY, ORIGIN) as keeper:
        crawl = Crawl(keeper)
        for number, url in enumerate(urls):
            crawl.visit(url, noise(number))
        keeper.exchange(exchange(f"{HOME}robots.txt", noise(99), status=404))
        records = keeper.keep(crawl.snapshot(redirects={f"{HOME}old": urls[8]}), wanted=[f"{HOME}old"], budget=11_000)
    assert records is not None
    assert [url for url in urls if url in records.places] == [HOME, urls[1], urls[8]]
    assert set(records.dropped) == set(urls) - set(records.places)
    assert records.path.stat().st_size < 11_000 + 4_000
    assert checked(records.path, capsys) == ""
    kept = again(tmp_path)
    assert kept.records == records
    assert list(kept.snapshot.readings) == list(records.places)
    assert kept.snapshot.status is CrawlStatus.PARTIAL
    assert kept.snapshot.failure is not None
    assert kept.snapshot.failure.detail == OVER_BUDGET
    assert {url: f.cause for url, f in kept.snapshot.failures.items()} == dict.fromkeys(records.dropped, Cause.BUDGET)
    assert kept.snapshot.readings[urls[8]] == crawl.readings[urls[8]]


# ---------------------------------------------------------------- whole or not at all


def test_nothing_is_there_before_it_is_whole(tmp_path: Path) -> None:
    with Keeper(tmp_path, AGENCY, ORIGIN) as keeper:
        Crawl(keeper).visit(HOME, b"<h1>a</h1>")
        assert not list(tmp_path.glob("*.warc.gz"))
    assert list(tmp_path.iterdir()) == [], "a crawl that broke leaves nothing"


def test_the_earlier_one_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    def keep(body: bytes, *, whole: bool) -> Records | None:
        with Keeper(tmp_path, AGENCY, ORIGIN) as keeper:
            crawl = Crawl(keeper)
            crawl.visit(HOME, body)
            return keeper.keep(crawl.snapshot()) if whole else None

    first = keep(b"<h1>first</h1>", whole=True)
    keep(b"<h1>second</h1>", whole=False)
    assert again(tmp_path).records == first
    keep(b"<h1>third</h1>", whole=True)
    assert again(tmp_path).records != first


def test_a_full_disk_costs_the_evidence_and_not_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with Keeper(tmp_path, AGENCY, ORIGIN) as keeper, caplog.at_level(logging.WARNING):
        crawl = Crawl(keeper)
        crawl.visit(HOME, b"<h1>a</h1>")

        def full(*_: Any) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        there = keeper._file
        assert there is not None
        monkeypatch.setattr(keeper, "_file", SimpleNamespace(seek=full, write=full, close=there.close))
        assert isinstance(crawl.visit(f"{HOME}b", b"%PDF-1.4"), Document)
        assert keeper.keep(crawl.snapshot()) is None
    assert list(tmp_path.iterdir()) == []
    assert "agency a-1: its pages are not kept" in caplog.text
    assert caplog.text.count("No space left") == 1


def test_a_folder_that_cannot_be_written_costs_the_evidence_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Keeper(tmp_path / "none", AGENCY, ORIGIN) as keeper:
        crawl = Crawl(keeper)
        crawl.visit(HOME, b"<h1>a</h1>")
        assert keeper.keep(crawl.snapshot()) is None
    assert "not kept" in caplog.text
