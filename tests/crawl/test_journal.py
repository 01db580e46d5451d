"""What a crawl was answered, on disk: given again without asking, and never half of it."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from itacheck.crawl import Exchange, Fetched, Fetcher, HostGate, Journal, user_agent
from itacheck.crawl.transport import Answered
from itacheck.model import Failure

if TYPE_CHECKING:
    from tests.crawl.conftest import MakeAgency, Naps, Serve, Site

AT = datetime(2026, 1, 15, 3, 4, 5, tzinfo=UTC)


def answered(url: str, body: bytes = b"<p>hello", **other: Any) -> Answered:
    headers = (("Content-Type", "text/html"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2; Path=/"), ("X", "\xe9"))
    exchange = Exchange(url, "/", (("Host", "a.th"),), 11, 200, "OK", headers, body, cut=False)
    return Answered(url, other.get("keep"), exchange, len(body))


def test_answers_are_given_out_once_and_in_order(tmp_path: Path) -> None:
    path = tmp_path / "office.journal"
    with Journal(path) as journal:
        assert journal.answers == 0
        for number in range(3):
            journal.note(answered("http://a.th/", b"%d" % number), at=AT, spent=number)
        journal.note(answered("http://a.th/", b"start", keep=5), at=AT, spent=3)
        assert journal.recall("http://a.th/", None) is None, "what this very process asked is not asked for again"
    assert list(tmp_path.iterdir()) == [path]
    with Journal(path) as journal:
        assert journal.answers == 4
        told = [journal.recall("http://a.th/", None) for _ in range(4)]
        assert [one.answered.exchange.body if one else None for one in told] == [b"0", b"1", b"2", None]
        assert [one.spent if one else None for one in told] == [0, 1, 2, None]
        assert journal.recall("http://b.th/", None) is None
        start = journal.recall("http://a.th/", 5)
    assert start is not None
    expected = answered("http://a.th/", b"start", keep=5)
    assert start.answered.exchange.at == AT
    assert start.answered.exchange.headers == expected.exchange.headers


def test_each_beginning_of_a_journal_is_whole_or_nothing(tmp_path: Path) -> None:
    """A machine that dies leaves any part of a file: what is read of it is what was written, or it is not used."""
    path = tmp_path / "office.journal"
    with Journal(path) as journal:
        for number in range(30):
            journal.note(answered(f"http://a.th/{number}", bytes(range(256)) * 8), at=AT, spent=1)
    whole, said = path.read_bytes(), 0
    for length in range(0, len(whole), 997):
        path.write_bytes(whole[:length])
        with Journal(path) as journal:
            for number in range(30):
                told = journal.recall(f"http://a.th/{number}", None)
                if told is not None:
                    said += 1
                    assert told.answered.exchange.body == bytes(range(256)) * 8
            journal.note(answered("http://a.th/new"), at=AT, spent=1)
        with Journal(path) as journal:
            assert journal.recall("http://a.th/new", None) is not None
    assert said == 0


@pytest.mark.parametrize("content", [b"", b"something else", b"SQLite format 3\0" + b"\xff" * 5_000])
def test_what_is_no_journal_is_not_used(tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "office.journal"
    path.write_bytes(content)
    with Journal(path) as journal:
        assert journal.recall("http://a.th/", None) is None
        journal.note(answered("http://a.th/"), at=AT, spent=1)
    assert "damaged, not used" in caplog.text
    with Journal(path) as journal:
        assert journal.answers == 1


def test_a_damaged_row_is_asked_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "office.journal"
    with Journal(path) as journal:
        for name in ("body", "told"):
            journal.note(answered(f"http://a.th/{name}"), at=AT, spent=1)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE answer SET body = x'789c00' WHERE url LIKE '%body'")
        database.execute("UPDATE answer SET told = '{}' WHERE url LIKE '%told'")
    database.close()
    with Journal(path) as journal:
        assert [journal.recall(f"http://a.th/{name}", None) for name in ("body", "told")] == [None, None]
    assert caplog.text.count("is asked again") == 2


def test_a_disk_that_fails_does_not_stop_the_crawl(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with Journal(tmp_path / "gone" / "office.journal") as journal:
        journal.note(answered("http://a.th/"), at=AT, spent=1)
        assert journal.recall("http://a.th/", None) is None
    assert "cannot be resumed" in caplog.text


def cookie_routes() -> dict[str, Any]:
    def counted(handler: Any) -> None:
        told = handler.headers.get("Cookie", "none")
        handler.reply(200, told.encode(), {"Content-Type": "text/html", "Set-Cookie": "seen=1; Path=/"})

    busy = iter([(503, b"", {}), (200, b"at last", {"Content-Type": "text/html"})])
    return {
        "/": counted,
        "/more": counted,
        "/busy": lambda handler: handler.reply(*next(busy)),
        "/old": (302, b"", {"Location": "/more"}),
        "/gone": (404, b"", {}),
    }


def test_a_fetcher_asks_nothing_that_its_journal_holds(
    serve: Serve, make_agency: MakeAgency, tmp_path: Path, naps: Naps
) -> None:
    site: Site = serve(cookie_routes())
    agency, seen = make_agency(site.url), list[Exchange]()
    paths = ["", "busy", "old", "gone"]

    def fetch_all(journal: Journal, more: list[str]) -> tuple[list[Fetched | Failure], Fetcher]:
        gate = HostGate(sleep=naps)
        with Fetcher(agency, user_agent=user_agent(), gate=gate, journal=journal, on_exchange=seen.append) as fetcher:
            return [fetcher.fetch(f"{site.url}{path}") for path in more], fetcher

    with Journal(tmp_path / "j") as journal:
        first, before = fetch_all(journal, paths)
    asked, exchanges = list(site.asked), len(seen)
    with Journal(tmp_path / "j") as journal:
        again, after = fetch_all(journal, paths)
    assert site.asked == asked == ["/", "/busy", "/busy", "/old", "/more", "/gone"]
    assert again == first, "moments too"
    assert (after.requests, after.bytes) == (before.requests, before.bytes)
    assert [(one.url, one.status, one.headers, one.body) for one in seen[exchanges:]] == [
        (one.url, one.status, one.headers, one.body) for one in seen[:exchanges]
    ]
    with Journal(tmp_path / "j") as journal:
        later, _ = fetch_all(journal, ["", "more", "more"])
    # The cookie of an answer that was only recalled is sent with what is asked now.
    assert [one.body if isinstance(one, Fetched) else None for one in later] == [b"none", b"seen=1", b"seen=1"]
    assert len(site.asked) == len(asked) + 1


def test_time_that_was_spent_before_counts(serve: Serve, make_agency: MakeAgency, tmp_path: Path) -> None:
    site = serve({"/": "x", "/more": "y"})
    now = [1_000.0]

    def slowly(handler: Any) -> None:
        now[0] += 5
        handler.reply(200, b"x")

    site.routes["/"] = slowly
    with (
        Journal(tmp_path / "j") as journal,
        Fetcher(make_agency(site.url), user_agent="x", clock=lambda: now[0], journal=journal) as fetcher,
    ):
        fetcher.fetch(site.url)
    now[0] = 5.0
    shutil.copy(tmp_path / "j", tmp_path / "k")
    for path, limit, reached in (("j", 8, True), ("k", 3, False)):
        with (
            Journal(tmp_path / path) as journal,
            Fetcher(make_agency(site.url), user_agent="x", clock=lambda: now[0], journal=journal) as fetcher,
        ):
            fetcher.finish_by = fetcher.clock() + limit
            assert isinstance(fetcher.fetch(site.url), Fetched)
            assert fetcher.clock() == 10
            assert isinstance(fetcher.fetch(f"{site.url}more"), Fetched) is reached
