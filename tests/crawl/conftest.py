"""Real servers on loopback, and a small reader: the crawl is tested against HTTP as it is spoken."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urljoin

import pytest

from itacheck.crawl import Fetcher, HostGate, canonical, user_agent
from itacheck.model import Agency, Bilingual, Document, Link, LinkKind, Page, Reading


class Handler(BaseHTTPRequestHandler):
    """Answers from the routes of its site and remembers what it was asked."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        site = self.server.site
        with site.lock:
            site.asked.append(self.path)
            site.headers.append({name.lower(): value for name, value in self.headers.items()})
            site.active += 1
            site.most_active = max(site.most_active, site.active)
        self._began: float | None = time.monotonic()
        try:
            self._answer(site.routes.get(self.path, (404, b"not here", {})))
        finally:
            self._over()

    def _over(self) -> None:
        if self._began is not None:
            with self.server.site.lock:
                self.server.site.active -= 1
                self.server.site.times.append((self._began, time.monotonic()))
            self._began = None

    def _answer(self, route: Any) -> None:
        if callable(route):
            route(self)
        elif isinstance(route, str):
            self.reply(200, route.encode(), {"Content-Type": "text/html; charset=utf-8"})
        elif isinstance(route, bytes):
            self.reply(200, route, {"Content-Type": "application/pdf"})
        else:
            self.reply(*route)

    def reply(self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if "Transfer-Encoding" not in (headers or {}) and "Content-Length" not in (headers or {}):
            self.send_header("Content-Length", str(len(body)))
        # Before its last bytes: with those, the client may go on sooner than this thread.
        self._over()
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, target: str, headers: Mapping[str, str] | None = None) -> None:
        self.reply(302, b"", {"Location": target, **(headers or {})})

    def log_message(self, *args: Any) -> None:
        """Keeps quiet."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    site: Site

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is part of the tests."""


class Site:
    """A server, its routes and what it saw.

    A route is HTML (str), a PDF (bytes), (status, body, headers), or a function that is given the handler.
    """

    def __init__(self, routes: Mapping[str, Any], host: str) -> None:
        self.routes: dict[str, Any] = dict(routes)
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.times: list[tuple[float, float]] = []
        self.active = self.most_active = 0
        self.lock = threading.Lock()
        self.server = Server((host, 0), Handler)
        self.server.site = self
        self.port: int = self.server.server_address[1]
        self.netloc = f"{host}:{self.port}"
        self.url = f"http://{self.netloc}/"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def pages_asked(self) -> list[str]:
        return [path for path in self.asked if path != "/robots.txt"]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()


class Naps:
    """A sleep that only notes how long it should have been."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


Serve = Callable[..., Site]
MakeAgency = Callable[..., Agency]
MakeFetcher = Callable[..., Fetcher]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def serve() -> Iterator[Serve]:
    sites: list[Site] = []

    def start(routes: Mapping[str, Any], host: str = "127.0.0.1") -> Site:
        sites.append(Site(routes, host))
        return sites[-1]

    yield start
    for site in sites:
        site.close()


@pytest.fixture
def make_agency() -> MakeAgency:
    def make(
        url: str | None, *, hosts: tuple[str, ...] = (), declared: dict[str, str] | None = None, **crawl: Any
    ) -> Any:
        limits = {"delay_seconds": 0, "timeout_seconds": 2, **crawl}
        return Agency.model_validate(
            {
                "id": "office",
                "name": Bilingual(th="หน่วยงาน", en="Office"),
                "kind": "hospital",
                "url": url,
                "hosts": hosts,
                "declared": declared or {},
                "crawl": limits,
            }
        )

    return make


@pytest.fixture
def naps() -> Naps:
    return Naps()


@pytest.fixture
def make_fetcher(naps: Naps) -> Iterator[MakeFetcher]:
    fetchers: list[Fetcher] = []

    def make(agency: Agency, gate: HostGate | None = None) -> Fetcher:
        fetchers.append(Fetcher(agency, user_agent=user_agent(), gate=gate or HostGate(sleep=naps)))
        return fetchers[-1]

    yield make
    for fetcher in fetchers:
        fetcher.close()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Host name -> address, instead of a name server; other names do not exist."""
    table: dict[str, str] = {}
    real = socket.getaddrinfo

    def look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name in table:
            return real(table[name], *args, **kwargs)
        if re.fullmatch(r"[0-9.]+", name):
            return real(name, *args, **kwargs)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return table


_LINK = re.compile(r'<(a|iframe|meta)\s[^>]*?(?:href|src|url)="?([^">]*)"[^>]*>([^<]*)')
_KINDS = {"a": LinkKind.ANCHOR, "iframe": LinkKind.FRAME, "meta": LinkKind.REFRESH}


def simple_read(
    body: bytes, /, *, url: str, content_type: str, file_name: str, fetched_at: datetime, outside: bool
) -> Reading:
    """Reads links and nothing else."""
    if "html" not in content_type:
        return Document(url, content_type, file_name=file_name, fetched_at=fetched_at, outside=outside)
    links = tuple(
        Link(canonical(urljoin(url, href)) or "", href, text, kind=_KINDS[tag])
        for tag, href, text in _LINK.findall(body.decode())
    )
    return Page(url, links=links, fetched_at=fetched_at, outside=outside)


@pytest.fixture
def read() -> Callable[..., Reading]:
    return simple_read
