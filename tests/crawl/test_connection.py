"""Who is connected to is who was checked: a name is looked up once, and a non-public address hears nothing of us."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

from itacheck.crawl import Fetched, Fetcher
from itacheck.crawl.connection import MAX_ADDRESSES
from itacheck.model import Cause, Failure

from .conftest import MakeAgency, MakeFetcher, Serve

PUBLIC, OTHER = "93.184.215.14", "93.184.215.15"
Resolve = Callable[..., "Resolver"]


class Resolver:
    """A name server that answers each question with the next of its answers, and a network that only notes."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers = list(answers)
        self.asked = 0
        self.connected: list[str] = []

    def getaddrinfo(self, _host: Any, port: Any, *_: Any, **__: Any) -> list[Any]:
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            (
                socket.AF_INET6 if ":" in one else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (one, port, 0, 0) if ":" in one else (one, port),
            )
            for one in answer
        ]

    def connect(self, address: Any) -> None:
        self.connected.append(address[0])
        raise ConnectionRefusedError


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Resolve:
    def begin(*answers: tuple[str, ...]) -> Resolver:
        resolver = Resolver(*answers)
        monkeypatch.setattr(socket, "getaddrinfo", resolver.getaddrinfo)
        monkeypatch.setattr(socket.socket, "connect", resolver.connect)
        return resolver

    return begin


@pytest.fixture
def fetcher(make_agency: MakeAgency, make_fetcher: MakeFetcher) -> Fetcher:
    return make_fetcher(make_agency("http://another.example/"))


def failure_of(fetcher: Fetcher, url: str = "http://office.example/") -> Failure:
    answer = fetcher.fetch(url, tries=1, outside=True)
    assert isinstance(answer, Failure)
    return answer


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_answer_that_changes_after_the_check_is_not_asked_for(
    resolve: Resolve, fetcher: Fetcher, scheme: str
) -> None:
    resolver = resolve((PUBLIC,), ("127.0.0.1",), ("10.0.0.1",))
    assert failure_of(fetcher, f"{scheme}://office.example/").cause is Cause.REFUSED
    assert (resolver.asked, resolver.connected) == (1, [PUBLIC])


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "127.0.0.1", "169.254.169.254", "192.0.0.1", "224.0.0.1", "100.64.0.1"),
        *("::1", "::ffff:10.0.0.1", "fd00::1"),
    ],
)
def test_nothing_is_sent_to_a_non_public_address(resolve: Resolve, fetcher: Fetcher, scheme: str, address: str) -> None:
    resolver = resolve((address,))
    failure = failure_of(fetcher, f"{scheme}://office.example/")
    assert (failure.cause, failure.detail) == (
        Cause.PRIVATE_ADDRESS,
        f"office.example is at the non-public address {address}",
    )
    assert resolver.connected == []


def test_of_mixed_answers_only_the_public_ones_are_tried(resolve: Resolve, fetcher: Fetcher) -> None:
    resolver = resolve(("10.0.0.1", PUBLIC, "::1", OTHER))
    assert failure_of(fetcher).cause is Cause.REFUSED
    assert resolver.connected == [PUBLIC, OTHER]


def test_a_host_of_a_thousand_addresses_is_not_tried_a_thousand_times(resolve: Resolve, fetcher: Fetcher) -> None:
    resolver = resolve(tuple(f"93.184.{n // 250}.{n % 250 + 1}" for n in range(1_000)))
    failure_of(fetcher)
    assert len(resolver.connected) == MAX_ADDRESSES


@pytest.mark.parametrize("host", ["167772161", "0x0a000001", "012.0.0.1", "10.1", "0xa.0.0.1", "[::ffff:a00:1]"])
def test_other_spellings_of_a_non_public_address_are_not_even_looked_up(
    resolve: Resolve, fetcher: Fetcher, host: str
) -> None:
    resolver = resolve((PUBLIC,))
    answer = fetcher.fetch(f"http://{host}/", outside=True)
    assert isinstance(answer, Failure)
    assert answer.cause is Cause.PRIVATE_ADDRESS
    assert (resolver.asked, resolver.connected) == (0, [])


def test_the_next_address_is_tried_when_one_does_not_answer(
    serve: Serve, make_agency: MakeAgency, make_fetcher: MakeFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = serve({"/": "there"})
    both = Resolver(("127.0.0.9", "127.0.0.1"))
    monkeypatch.setattr(socket, "getaddrinfo", both.getaddrinfo)
    url = f"http://office.example:{site.port}/"
    answer = make_fetcher(make_agency(url)).fetch(url)
    assert isinstance(answer, Fetched)
    assert both.asked == 1
