"""Each hostile answer ends in its own cause, in bounded time and memory, and the next request is not harmed by it."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from itacheck.crawl import Fetched, Fetcher, HostGate, user_agent
from itacheck.model import Agency, Bilingual, Cause, Failure

from . import exchanges, sites
from .certificates import contexts
from .server import BEHAVIOURS, HostileServer

MODULES = (exchanges, sites)
"""They enter their behaviours when they are imported."""
LIMIT = 5_000_000
SECONDS = 1.0
ONE_EXCHANGE = [one for one in BEHAVIOURS.values() if not one.everything]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileServer]:
    folder: Path = tmp_path_factory.mktemp("certificates")
    with HostileServer(BEHAVIOURS, contexts(folder)) as running:
        yield running


def fetcher_for(url: str, seconds: float = 10.0, **more: object) -> Fetcher:
    agency = Agency.model_validate(
        {
            "id": "office",
            "name": Bilingual(th="หน่วยงาน", en="Office"),
            "kind": "hospital",
            "url": url,
            "crawl": {"delay_seconds": 0, "timeout_seconds": seconds, "max_file_bytes": LIMIT},
            **more,
        }
    )
    return Fetcher(agency, user_agent=user_agent(), gate=HostGate(sleep=lambda _: None))


def test_there_are_enough_behaviours() -> None:
    assert len(BEHAVIOURS) >= 100


@pytest.mark.parametrize("name", [one.name for one in ONE_EXCHANGE])
def test_each_answer_ends_in_its_cause(server: HostileServer, name: str) -> None:
    behaviour = BEHAVIOURS[name]
    began = time.monotonic()
    # Only who is to be given up soon is: on a busy machine the others may be slow through no fault of theirs.
    with fetcher_for(server.url(name), SECONDS if behaviour.cause is Cause.TIMEOUT else 10 * SECONDS) as fetcher:
        tracemalloc.start()
        answer = fetcher.fetch(server.url(name, "/bad"), outside=behaviour.outside)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        after = fetcher.fetch(server.url(name, "/code"))
    if behaviour.cause is None:
        assert isinstance(answer, Fetched), answer
    else:
        assert isinstance(answer, Failure), answer
        assert (answer.cause, behaviour.detail in answer.detail) == (behaviour.cause, True), answer
        assert "\n" not in answer.detail
        assert "secret" not in answer.detail
    assert isinstance(after, Fetched) is not behaviour.alone, "the next page of the same site is fetched all the same"
    assert time.monotonic() - began < 30 * SECONDS, "a try is bounded, and so is their number"
    assert peak < 8 * LIMIT


def test_cookies_of_others_and_huge_ones_are_not_kept(server: HostileServer) -> None:
    name = "cookies-for-others-and-huge-ones"
    with fetcher_for(server.url(name)) as fetcher:
        fetcher.fetch(server.url(name, "/bad"))
        fetcher.fetch(server.url(name, "/code"))
    with fetcher_for(server.url(name)) as another:
        another.fetch(server.url(name, "/code"))
    sent = [[line for line in head.split(b"\r\n") if line.startswith(b"Cookie")] for head in server.heads[name][-2:]]
    assert sent == [[b"Cookie: d=1; small=1"], []]


@pytest.mark.parametrize("name", ["status-401", "status-401-with-ntlm", "status-407", "redirect-with-credentials"])
def test_no_credentials_are_ever_sent(server: HostileServer, name: str) -> None:
    with fetcher_for(server.url(name)) as fetcher:
        fetcher.fetch(server.url(name, "/bad"))
    assert not any(b"authorization" in head.lower() for head in server.heads[name])


def test_a_bad_certificate_is_looked_past_on_the_agency_s_own_hosts_only(server: HostileServer) -> None:
    own, other = server.url("certificate-expired"), server.url("certificate-self-signed")
    with fetcher_for(own) as strict:
        assert isinstance(strict.fetch(own), Failure)
        assert strict.unverified == {}
    with fetcher_for(own, accept_bad_certificate=True, declared={"5.6": other}) as fetcher:
        answers = [fetcher.fetch(url, outside=url == other) for url in (own, other, own)]
        assert [type(answer) for answer in answers] == [Fetched, Failure, Fetched]
        assert list(fetcher.unverified) == [own.removeprefix("https://").rstrip("/")]
        assert fetcher.requests == 4, "what is known to be bad is not tried twice"
