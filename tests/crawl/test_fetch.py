"""One address: what comes back, and each way in which nothing does."""

from __future__ import annotations

import gzip
import re
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from itacheck.crawl import Fetched, Fetcher, user_agent
from itacheck.model import Cause, Failure, Whose

if TYPE_CHECKING:
    from tests.crawl.conftest import MakeAgency, MakeFetcher, Naps, Serve, Site

Start = Callable[..., tuple["Site", Fetcher]]


@pytest.fixture
def start(serve: Serve, make_agency: MakeAgency, make_fetcher: MakeFetcher) -> Start:
    """A site and a fetcher for it."""

    def begin(routes: dict[str, Any], **options: Any) -> tuple[Site, Fetcher]:
        site = serve(routes)
        return site, make_fetcher(make_agency(site.url, **options))

    return begin


@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that says anything; gives its netloc."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with client:
                client.recv(4_096)
                talk(client)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def failure_of(answer: Fetched | Failure) -> Failure:
    assert isinstance(answer, Failure), answer
    return answer


def fetched_of(answer: Fetched | Failure) -> Fetched:
    assert isinstance(answer, Fetched), answer
    return answer


def test_success(start: Start) -> None:
    site, fetcher = start({"/a%20b": "<p>hello"})
    answer = fetched_of(fetcher.fetch(f"{site.url}x/../a b#top"))
    assert (answer.url, answer.asked) == (f"{site.url}a%20b", f"{site.url}a%20b")
    assert (answer.status, answer.body, answer.redirects) == (200, b"<p>hello", ())
    assert answer.content_type == "text/html; charset=utf-8"
    assert answer.file_name == "a b"
    assert answer.fetched_at.tzinfo is UTC
    assert (fetcher.requests, fetcher.bytes) == (1, 8)


def test_connections_are_kept(start: Start) -> None:
    ports: list[int] = []

    def note(handler: Any) -> None:
        ports.append(handler.client_address[1])
        handler.reply(200, b"x" * 40_000)

    site, fetcher = start({"/": note})
    for _ in range(3):
        fetched_of(fetcher.fetch(site.url))
    assert len(ports) == 3
    assert len(set(ports)) == 1


def test_says_who_it_is(start: Start) -> None:
    site, fetcher = start({"/": "x"})
    fetcher.fetch(site.url)
    sent = site.headers[0]
    assert re.fullmatch(r"itacheck/\S+ \(\+https://\S+\)", sent["user-agent"])
    assert sent["accept-language"] == "th,en"
    assert sent["accept-encoding"] == "gzip, deflate"
    assert user_agent("https://example.org/a b\r\nX: y").endswith("(+https://example.org/abX:y)")


def test_no_credentials_from_netrc(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site, fetcher = start({"/": "x"})
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    fetched_of(fetcher.fetch(site.url))
    assert "authorization" not in site.headers[0]


def test_proxy_from_the_environment(serve: Serve, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve({"http://elsewhere.example/": "by proxy"})
    _, fetcher = start({})
    monkeypatch.setenv("http_proxy", proxy.url)
    assert fetched_of(fetcher.fetch("http://elsewhere.example/", outside=True)).body == b"by proxy"
    assert failure_of(fetcher.fetch("http://10.0.0.1/", outside=True)).cause is Cause.PRIVATE_ADDRESS


@pytest.mark.parametrize(("status", "cause"), [(404, Cause.HTTP_4XX), (410, Cause.HTTP_4XX), (500, Cause.HTTP_5XX)])
def test_errors_that_stay(start: Start, status: int, cause: Cause) -> None:
    site, fetcher = start({"/": (status, b"sorry", {})})
    assert fetcher.fetch(site.url) == Failure(site.url, cause, Whose.AGENCY, f"HTTP {status}", status)
    assert len(site.asked) == 1


def in_turn(*routes: Any) -> Callable[[Any], None]:
    """Answers differently each time; the last answer stays."""
    left = list(routes)
    return lambda handler: handler._answer(left.pop(0) if len(left) > 1 else left[0])


def test_busy_then_well(start: Start, naps: Naps) -> None:
    site, fetcher = start({"/": in_turn((503, b"", {}), (502, b"", {}), "well")})
    assert fetched_of(fetcher.fetch(site.url)).body == b"well"
    assert [round(nap) for nap in naps.seconds] == [1, 2]


def test_busy_for_good(start: Start) -> None:
    site, fetcher = start({"/": (503, b"", {})})
    failure = failure_of(fetcher.fetch(site.url))
    assert (failure.cause, failure.status) == (Cause.HTTP_5XX, 503)
    assert len(site.asked) == 3


def test_outside_is_tried_once(start: Start) -> None:
    site, fetcher = start({"/": (503, b"", {})})
    assert failure_of(fetcher.fetch(site.url, outside=True)).outside
    assert len(site.asked) == 1


def test_retry_after(start: Start, naps: Naps) -> None:
    site, fetcher = start({"/": in_turn((429, b"", {"Retry-After": "7"}), "well")})
    assert fetched_of(fetcher.fetch(site.url)).status == 200
    assert [round(nap) for nap in naps.seconds] == [7]


def test_retry_after_too_long(start: Start, naps: Naps) -> None:
    site, fetcher = start({"/": (429, b"", {"Retry-After": "3600"})})
    failure = failure_of(fetcher.fetch(site.url))
    assert (failure.cause, failure.whose, failure.status) == (Cause.HTTP_4XX, Whose.AGENCY, 429)
    assert len(site.asked) == 1
    assert naps.seconds == []


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (403, {"cf-mitigated": "challenge"}, b""),
        (503, {}, b"<title>Just a moment...</title>"),
        (403, {}, b'<iframe src="/_Incapsula_Resource?x=1">'),
    ],
)
def test_challenge(start: Start, status: int, headers: dict[str, str], body: bytes) -> None:
    site, fetcher = start({"/": (status, body, headers)})
    failure = failure_of(fetcher.fetch(site.url))
    assert (failure.cause, failure.whose, failure.status) == (Cause.CHALLENGE, Whose.AGENCY, status)
    assert len(site.asked) == 1


def test_refused(make_agency: MakeAgency, make_fetcher: MakeFetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    fetcher = make_fetcher(make_agency(url))
    assert fetcher.fetch(url) == Failure(url, Cause.REFUSED, Whose.AGENCY, "connection refused")
    assert fetcher.requests == 2


def test_no_such_host(make_agency: MakeAgency, make_fetcher: MakeFetcher, names: dict[str, str]) -> None:
    assert names == {}
    fetcher = make_fetcher(make_agency("http://office.example/"))
    failure = failure_of(fetcher.fetch("http://office.example/"))
    assert (failure.cause, failure.whose, failure.detail) == (Cause.DNS, Whose.NETWORK, "the host name does not exist")
    assert fetcher.requests == 1


def test_silent_server(start: Start) -> None:
    site, fetcher = start({"/": lambda _: time.sleep(0.4)}, timeout_seconds=0.1)
    failure = failure_of(fetcher.fetch(site.url))
    assert (failure.cause, failure.whose, failure.detail) == (Cause.TIMEOUT, Whose.NETWORK, "no answer within 0.1 s")
    assert len(site.asked) == 3


def test_unanswered_connection(make_agency: MakeAgency, make_fetcher: MakeFetcher) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        fillers = [socket.socket() for _ in range(3)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        failure = failure_of(make_fetcher(make_agency(url, timeout_seconds=0.1)).fetch(url))
        for filler in fillers:
            filler.close()
    assert (failure.cause, failure.whose) == (Cause.TIMEOUT, Whose.NETWORK)


def drip_body(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "2000")
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(b"x")
        time.sleep(0.03)


def drip_headers(handler: Any) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 1000:
        handler.wfile.write(bytes([byte]))
        time.sleep(0.03)


@pytest.mark.parametrize("drip", [drip_body, drip_headers])
def test_dripping_server(start: Start, drip: Callable[[Any], None]) -> None:
    site, fetcher = start({"/": drip}, timeout_seconds=0.1)
    began = time.monotonic()
    failure = failure_of(fetcher.fetch(site.url))
    assert failure.cause is Cause.TIMEOUT
    assert "not complete" in failure.detail
    assert 0.25 < time.monotonic() - began < 15
    assert len(site.asked) == 1


def test_time_of_the_agency_is_spent(start: Start) -> None:
    site, fetcher = start({"/": lambda _: time.sleep(0.5)})
    fetcher.finish_by = time.monotonic() + 0.1
    assert failure_of(fetcher.fetch(site.url)).cause is Cause.BUDGET
    assert failure_of(fetcher.fetch(site.url)).whose is Whose.US
    assert len(site.asked) == 1


def test_cut_connection(make_agency: MakeAgency, make_fetcher: MakeFetcher) -> None:
    with raw_server(lambda _: None) as netloc:
        fetcher = make_fetcher(make_agency(f"http://{netloc}/"))
        failure = failure_of(fetcher.fetch(f"http://{netloc}/"))
    assert (failure.cause, failure.whose) == (Cause.CONNECTION, Whose.NETWORK)
    assert fetcher.requests == 3


def test_cut_body(start: Start) -> None:
    def cut(handler: Any) -> None:
        handler.reply(200, b"half", {"Content-Length": "100", "Connection": "close"})

    site, fetcher = start({"/": in_turn(cut, "whole")})
    assert fetched_of(fetcher.fetch(site.url)).body == b"whole"
    site.routes["/"] = cut
    assert failure_of(fetcher.fetch(site.url)).cause is Cause.CONNECTION


def test_not_http(make_agency: MakeAgency, make_fetcher: MakeFetcher) -> None:
    with raw_server(lambda client: client.sendall(b"220 smtp ready\r\n")) as netloc:
        failure = failure_of(make_fetcher(make_agency(f"http://{netloc}/")).fetch(f"http://{netloc}/"))
    assert (failure.cause, failure.whose) == (Cause.BAD_ANSWER, Whose.AGENCY)


def test_tls_to_a_plain_port(start: Start) -> None:
    site, fetcher = start({"/": "x"})
    failure = failure_of(fetcher.fetch(f"https://{site.netloc}/"))
    assert (failure.cause, failure.whose) == (Cause.TLS, Whose.AGENCY)
    assert fetcher.requests == 1


@pytest.mark.parametrize(
    ("encoding", "body"),
    [("gzip", gzip.compress(b"hello", mtime=0)), ("deflate", zlib.compress(b"hello")), ("utf-8", b"hello")],
)
def test_content_encodings(start: Start, encoding: str, body: bytes) -> None:
    site, fetcher = start({"/": (200, body, {"Content-Encoding": encoding})})
    assert fetched_of(fetcher.fetch(site.url)).body == b"hello"
    assert fetcher.bytes == len(body)


@pytest.mark.parametrize(("encoding", "body"), [("br", b"\x0b\x02\x80hello\x03"), ("gzip", b"not gzip at all")])
def test_bad_content_encodings(start: Start, encoding: str, body: bytes) -> None:
    site, fetcher = start({"/": (200, body, {"Content-Encoding": encoding})})
    failure = failure_of(fetcher.fetch(site.url))
    assert (failure.cause, failure.whose) == (Cause.BAD_ANSWER, Whose.AGENCY)


def test_gzip_bomb(start: Start) -> None:
    site, fetcher = start({"/": (200, gzip.compress(bytes(20_000_000)), {"Content-Encoding": "gzip"})})
    failure = failure_of(fetcher.fetch(site.url))
    assert (failure.cause, failure.detail) == (Cause.BAD_ANSWER, "unpacks to more than 200 times its size")


def chunked(handler: Any) -> None:
    handler.reply(200, b"", {"Transfer-Encoding": "chunked"})
    for _ in range(10):
        handler.wfile.write(b"3e8\r\n" + b"x" * 1_000 + b"\r\n")
    handler.wfile.write(b"0\r\n\r\n")


@pytest.mark.parametrize(
    "route",
    [
        b"x" * 5_001,
        (200, gzip.compress(b"x" * 5_001), {"Content-Encoding": "gzip"}),
        chunked,
    ],
)
def test_too_large(start: Start, route: Any) -> None:
    site, fetcher = start({"/": route, "/fits": b"x" * 5_000}, max_file_bytes=5_000)
    failure = failure_of(fetcher.fetch(site.url))
    assert (failure.cause, failure.whose, failure.detail) == (Cause.TOO_LARGE, Whose.US, "over the limit of 5000 bytes")
    assert len(fetched_of(fetcher.fetch(f"{site.url}fits")).body) == 5_000


def test_redirects_within_the_site(start: Start) -> None:
    site, fetcher = start({"/": lambda h: h.redirect("/a?PHPSESSID=1"), "/b": "there"})
    site.routes["/a?PHPSESSID=1"] = lambda h: h.redirect("b", {"Set-Cookie": "x=1"})
    answer = fetched_of(fetcher.fetch(site.url))
    assert (answer.asked, answer.url, answer.body) == (site.url, f"{site.url}b", b"there")
    assert answer.redirects == (site.url, f"{site.url}a?PHPSESSID=1")


def test_redirect_in_thai_bytes(start: Start) -> None:
    site, fetcher = start(
        {"/": lambda h: h.redirect("/แผน".encode().decode("latin-1")), "/%E0%B9%81%E0%B8%9C%E0%B8%99": "x"}
    )
    assert fetched_of(fetcher.fetch(site.url)).file_name == "แผน"


def test_redirect_to_itself_with_a_cookie_is_no_loop(start: Start) -> None:
    def insist(handler: Any) -> None:
        if "Cookie" in handler.headers:
            handler.reply(200, b"in", {"Content-Type": "text/html"})
        else:
            handler.redirect("/", {"Set-Cookie": "seen=1"})

    site, fetcher = start({"/": insist})
    assert fetched_of(fetcher.fetch(site.url)).body == b"in"


def test_redirect_loop(start: Start) -> None:
    site, fetcher = start({"/": lambda h: h.redirect("/a"), "/a": lambda h: h.redirect("/")})
    failure = failure_of(fetcher.fetch(site.url))
    assert (failure.cause, failure.detail) == (Cause.REDIRECT, "the redirects go in a circle")
    assert site.asked == ["/", "/a"]


def test_too_many_redirects(start: Start) -> None:
    routes: dict[str, Any] = {f"/{n}": (302, b"", {"Location": f"/{n + 1}"}) for n in range(20)}
    site, fetcher = start({**routes, "/20": "end"})
    failure = failure_of(fetcher.fetch(f"{site.url}0"))
    assert (failure.cause, failure.detail) == (Cause.REDIRECT, "more than 8 redirects")
    assert len(site.asked) == 9
    assert fetched_of(fetcher.fetch(f"{site.url}12")).body == b"end"


@pytest.mark.parametrize(
    ("location", "cause"), [("", Cause.REDIRECT), ("ftp://a.th/", Cause.BAD_URL), ("http://u:p@a.th/", Cause.BAD_URL)]
)
def test_redirect_to_nowhere(start: Start, location: str, cause: Cause) -> None:
    site, fetcher = start({"/": (301, b"", {"Location": location} if location else {})})
    failure = failure_of(fetcher.fetch(site.url))
    assert failure.cause is cause
    assert "u:p" not in failure.detail


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2"])
def test_redirect_to_another_host(serve: Serve, start: Start, host: str) -> None:
    other = serve({"/": "secret"}, host)
    site, fetcher = start({"/": lambda h: h.redirect(other.url)})
    failure = failure_of(fetcher.fetch(site.url))
    assert (failure.cause, failure.whose) == (Cause.REDIRECT, Whose.AGENCY)
    assert other.netloc in failure.detail
    outside = failure_of(fetcher.fetch(site.url, outside=True))
    assert (outside.url, outside.cause, outside.whose) == (site.url, Cause.PRIVATE_ADDRESS, Whose.US)
    assert other.asked == []


def test_host_that_resolves_to_a_private_address(serve: Serve, start: Start, names: dict[str, str]) -> None:
    names["intern.example"] = "127.0.0.1"
    other = serve({"/": "secret"})
    site, fetcher = start({"/": lambda h: h.redirect(f"http://intern.example:{other.port}/")})
    failure = failure_of(fetcher.fetch(site.url, outside=True))
    assert (failure.cause, failure.detail) == (
        Cause.PRIVATE_ADDRESS,
        "intern.example is at the non-public address 127.0.0.1",
    )
    assert (
        failure_of(fetcher.fetch(f"https://intern.example:{other.port}/", outside=True)).cause is Cause.PRIVATE_ADDRESS
    )
    assert other.asked == []


def test_written_host_may_be_private(serve: Serve, start: Start, names: dict[str, str]) -> None:
    names["intern.example"] = "127.0.0.1"
    other = serve({"/": "there"})
    site, fetcher = start(
        {"/": lambda h: h.redirect(f"http://intern.example:{other.port}/")}, hosts=(f"intern.example:{other.port}",)
    )
    assert fetched_of(fetcher.fetch(site.url)).body == b"there"


def test_www_and_scheme_twins_are_own(
    serve: Serve, make_agency: MakeAgency, make_fetcher: MakeFetcher, names: dict[str, str]
) -> None:
    names["office.example"] = names["www.office.example"] = "127.0.0.1"
    site = serve({"/home": "there"})
    site.routes["/"] = (302, b"", {"Location": f"http://www.office.example:{site.port}/home"})
    home = f"http://office.example:{site.port}/"
    fetcher = make_fetcher(make_agency(home, hosts=(f"www.office.example:{site.port}",)))
    assert fetched_of(fetcher.fetch(home)).url == f"http://www.office.example:{site.port}/home"
    # Its twin is the agency's own, but the operator did not write it: a non-public address stays closed.
    fetcher = make_fetcher(make_agency(home))
    assert failure_of(fetcher.fetch(home)).cause is Cause.PRIVATE_ADDRESS


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "ftp://a.th/", "http://user:secret@127.0.0.1/", "\ud800"])
def test_bad_url(start: Start, url: str) -> None:
    _, fetcher = start({})
    failure = failure_of(fetcher.fetch(url))
    assert (failure.cause, failure.whose) == (Cause.BAD_URL, Whose.US)
    assert "secret" not in failure.url + failure.detail
    assert fetcher.requests == 0


def test_cookies_stay_with_their_agency(serve: Serve, make_agency: MakeAgency, make_fetcher: MakeFetcher) -> None:
    site = serve({"/": (200, b"x", {"Set-Cookie": "who=first"}), "/next": "x"})
    first, second = (make_fetcher(make_agency(site.url)) for _ in range(2))
    for fetcher in (first, second):
        fetched_of(fetcher.fetch(site.url))
    first.fetch(f"{site.url}next")
    assert [headers.get("cookie") for headers in site.headers] == [None, None, "who=first"]


def test_permit_is_asked_for_each_hop(start: Start) -> None:
    site, fetcher = start({"/": lambda h: h.redirect("/closed"), "/closed": "x"})

    def permit(url: str) -> Failure | None:
        return Failure(url, Cause.ROBOTS, Whose.AGENCY, "no") if url.endswith("closed") else None

    failure = failure_of(fetcher.fetch(site.url, permit=permit))
    assert (failure.url, failure.cause) == (site.url, Cause.ROBOTS)
    assert site.asked == ["/"]


def test_keep_takes_the_start(start: Start) -> None:
    site, fetcher = start({"/": b"x" * 50_000}, max_file_bytes=5_000)
    assert fetched_of(fetcher.fetch(site.url, keep=4_000)).body == b"x" * 4_000


def large_in_chunks(handler: Any, *, packed: bool) -> None:
    body = "".join(f"<p>{number}" for number in range(250_000)).encode()
    sent = gzip.compress(body) if packed else body
    encoding = {"Content-Encoding": "gzip"} if packed else {}
    handler.reply(200, b"", {"Transfer-Encoding": "chunked", **encoding})
    handler.wfile.write(b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (sent[:5_000], sent[5_000:])))
    handler.wfile.write(b"0\r\n\r\n")


@pytest.mark.parametrize("packed", [False, True])
def test_a_large_answer_in_chunks_is_no_bomb_and_is_counted(start: Start, packed: bool) -> None:
    site, fetcher = start({"/": lambda handler: large_in_chunks(handler, packed=packed)})
    assert len(fetched_of(fetcher.fetch(site.url)).body) == 2_138_890
    assert 5_000 < fetcher.bytes < 2_200_000
