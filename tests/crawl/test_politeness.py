"""One stream per host, with pauses."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from itacheck.crawl import Fetcher, HostGate, user_agent

if TYPE_CHECKING:
    from tests.crawl.conftest import MakeAgency, Serve


def test_one_stream_per_host_across_agencies(serve: Serve, make_agency: MakeAgency) -> None:
    def slowly(handler: Any) -> None:
        time.sleep(0.02)
        handler.reply(200, b"x")

    site = serve({f"/{n}": slowly for n in range(8)})
    gate = HostGate()

    def work(numbers: range) -> None:
        with Fetcher(make_agency(site.url), user_agent=user_agent(), gate=gate) as fetcher:
            for number in numbers:
                fetcher.fetch(f"{site.url}{number}")

    threads = [threading.Thread(target=work, args=(range(first, 8, 2),)) for first in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(site.asked) == [f"/{n}" for n in range(8)]
    assert site.most_active == 1


def test_two_hosts_are_two_streams(serve: Serve, make_agency: MakeAgency) -> None:
    gate, meet = HostGate(), threading.Barrier(2, timeout=5)
    sites = [serve({"/": lambda h: (meet.wait(), h.reply(200, b"x"))}, host) for host in ("127.0.0.1", "127.0.0.2")]
    statuses: list[object] = []

    def work(url: str) -> None:
        with Fetcher(make_agency(url), user_agent=user_agent(), gate=gate) as fetcher:
            statuses.append(getattr(fetcher.fetch(url), "status", None))

    threads = [threading.Thread(target=work, args=(site.url,)) for site in sites]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200, 200]


def test_pause_between_end_and_start(serve: Serve, make_agency: MakeAgency) -> None:
    site = serve({f"/{n}": "x" for n in range(3)})
    with Fetcher(make_agency(site.url, delay_seconds=0.1), user_agent=user_agent()) as fetcher:
        for number in range(3):
            fetcher.fetch(f"{site.url}{number}")
    pauses = [start - end for (_, end), (start, _) in zip(site.times, site.times[1:], strict=False)]
    assert len(pauses) == 2
    assert all(pause > 0.09 for pause in pauses)


class FakeTime:
    def __init__(self) -> None:
        self.now = 100.0
        self.naps: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds


@pytest.fixture
def fake() -> FakeTime:
    return FakeTime()


def test_crawl_delay_only_lengthens(fake: FakeTime) -> None:
    gate = HostGate(clock=fake.clock, sleep=fake.sleep)
    gate.lengthen("http://a.th/", 3)
    gate.lengthen("http://a.th/", 1)
    gate.lengthen("http://b.th/", 3_600)
    for url, pause in [("http://a.th/", 0.5), ("https://www.a.th/", 0.5), ("http://a.th/", 5), ("http://b.th/", 0)]:
        with gate.turn(url, pause):
            fake.now += 0.25
    assert fake.naps == [3, 5]
    assert gate.pause_of("http://b.th/") == 30


def test_postpone_holds_everybody(fake: FakeTime) -> None:
    gate = HostGate(clock=fake.clock, sleep=fake.sleep)
    gate.postpone("http://a.th/", 7)
    for _ in range(2):
        with gate.turn("http://www.a.th/x", 0):
            pass
    assert fake.naps == [7]
