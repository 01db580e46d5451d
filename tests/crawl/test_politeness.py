"""One stream per host, with pauses."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from itacheck.crawl import Fetcher, HostGate, sharing_hosts, user_agent
from itacheck.model import Agency, Failure

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


def asked(gate: HostGate, fake: FakeTime, *took: float) -> None:
    for seconds in took:
        with gate.turn("http://a.th/", 0.5):
            fake.now += seconds


def test_a_host_that_slows_gets_a_longer_pause(fake: FakeTime) -> None:
    gate = HostGate(clock=fake.clock, sleep=fake.sleep)
    asked(gate, fake, 0.1, 0.1, 30, 0.1, 0.1, 0.1)
    assert {round(nap, 3) for nap in fake.naps} == {0.5}, "one large file says nothing"
    asked(gate, fake, 3, 3, 3, 3)
    assert round(fake.naps[-1], 3) == 3, "as long as it usually takes now"
    asked(gate, fake, 60, 60, 60, 60)
    assert round(fake.naps[-1], 3) == 10, "at most"
    asked(gate, fake, 0.1, 0.1, 0.1, 0.1)
    assert round(fake.naps[-1], 3) == 0.5, "it recovered"


def test_too_many_requests_double_the_pause(fake: FakeTime) -> None:
    gate = HostGate(clock=fake.clock, sleep=fake.sleep)
    pauses = []
    for _ in range(7):
        gate.slow_down("http://a.th/")
        pauses.append(gate.pause_of("http://a.th/"))
    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_until_tells_how_long_a_host_is_left_alone(fake: FakeTime) -> None:
    gate = HostGate(clock=fake.clock, sleep=fake.sleep)
    assert gate.until("http://a.th/") == 0
    gate.postpone("http://www.a.th/", 7)
    fake.now += 2
    assert gate.until("http://a.th/x") == 5


def test_a_host_that_wants_to_be_left_alone_is(serve: Serve, make_agency: MakeAgency) -> None:
    """A 429 with a long Retry-After is about us: every agency leaves that host alone, and says so."""
    site = serve({"/": (429, b"", {"Retry-After": "3600"}), "/other": "x"})
    gate, details = HostGate(), list[str]()
    for path in ("", "other"):
        with Fetcher(make_agency(site.url), user_agent=user_agent(), gate=gate) as fetcher:
            failure = fetcher.fetch(f"{site.url}{path}")
        assert isinstance(failure, Failure)
        assert failure.status == 429
        assert not failure.dead
        details.append(failure.detail)
    assert "left alone for another 3" in details[1]
    assert site.asked == ["/"]


def test_a_page_that_is_away_for_long_does_not_close_the_host(serve: Serve, make_agency: MakeAgency) -> None:
    site = serve({"/": (503, b"", {"Retry-After": "3600"}), "/other": "x"})
    with Fetcher(make_agency(site.url), user_agent=user_agent()) as fetcher:
        failure = fetcher.fetch(site.url)
        assert isinstance(failure, Failure)
        assert failure.detail == "HTTP 503, asks to come back after 3600 s"
        assert not isinstance(fetcher.fetch(f"{site.url}other"), Failure)
    assert site.asked == ["/", "/other"]


def test_agencies_that_share_a_host_stay_together() -> None:
    def office(number: int, url: str | None, *hosts: str, declared: str = "") -> Agency:
        return Agency.model_validate(
            {
                "id": f"a-{number}", "name": {"th": "ก", "en": "A"}, "kind": "x", "url": url, "hosts": hosts,
                "declared": {"5.6": declared} if declared else {},
            }
        )  # fmt: skip

    agencies = [
        office(0, "http://a.th/one"),
        office(1, "https://b.th/"),
        office(2, "https://www.a.th/two"),
        office(3, None),
        office(4, "http://c.th/", "d.th"),
        office(5, "http://e.th/", declared="https://d.th/x"),
        office(6, "http://f.th/", "b.th", "www.c.th"),
        office(7, "http://a.th:8080/"),
    ]
    groups = [[agency.id for agency in group] for group in sharing_hosts(agencies)]
    assert groups == [["a-0", "a-2"], ["a-1", "a-4", "a-5", "a-6"], ["a-3"], ["a-7"]]
