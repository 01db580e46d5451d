"""What is told of each exchange, to who keeps them."""

from __future__ import annotations

import gzip

from itacheck.crawl import Exchange, Fetched, Fetcher, HostGate

from .conftest import MakeAgency, Serve

THAI = "ก".encode().decode("latin-1")


def test_every_answer_is_told_as_it_came(serve: Serve, make_agency: MakeAgency) -> None:
    body = "<h1>สำนักงาน</h1>".encode()
    site = serve(
        {
            "/": lambda handler: handler.redirect("/home?q=1", {"Set-Cookie": "a=1"}),
            "/home?q=1": (200, gzip.compress(body), {"Content-Encoding": "gzip", "X-A": THAI}),
            "/long": (500, b"x" * 100_000, {}),
        }
    )  # fmt: skip
    told: list[Exchange] = []
    with Fetcher(make_agency(site.url), user_agent="t", gate=HostGate(), on_exchange=told.append) as fetcher:
        answer = fetcher.fetch(site.url)
        fetcher.fetch(f"{site.url}long", tries=1)
        fetcher.fetch("http://127.0.0.1:1/", tries=1)
    assert isinstance(answer, Fetched)
    assert [(one.url, one.target, one.status, one.cut) for one in told] == [
        (site.url, "/", 302, False),
        (f"{site.url}home?q=1", "/home?q=1", 200, False),
        (f"{site.url}long", "/long", 500, True),
    ]
    assert told[1].body is answer.body
    assert answer.body == body
    assert ("Content-Encoding", "gzip") in told[1].headers
    assert ("X-A", THAI) in told[1].headers
    assert ("User-Agent", "t") in told[1].sent
    assert ("Cookie", "a=1") in told[1].sent
    assert (told[1].version, told[1].reason) == (11, "OK")
    assert len(told[2].body) == 65_536
