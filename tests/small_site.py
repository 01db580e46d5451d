"""A small website on loopback whose pages a test writes down, and what a test of the command line needs around it."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

CHECKS = Path(__file__).parents[1] / "checks"
PYTHON = [sys.executable, "-m", "itacheck"]


def surroundings(**more: str) -> dict[str, str]:
    """The environment of a child process that finds the package of this checkout."""
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "PYTHONPATH")}
    return {**kept, "PYTHONPATH": str(CHECKS), **more}


class SmallSite:
    """Serves `pages` while the `with` block runs; robots.txt and all else is 404.

    Args:
        pages: path -> HTML, the bytes of a file, or a status; may be changed while it runs.
        delay: seconds before each answer but that of robots.txt and of the home page.
        moved: path -> where it redirects to.
    """

    def __init__(
        self, pages: Mapping[str, str | bytes | int], *, delay: float = 0.0, moved: Mapping[str, str] | None = None
    ) -> None:
        self.pages = dict(pages)
        self.moved = dict(moved or {})
        self.asked: list[str] = []
        self.delay = delay
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.site = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """The address of the home page."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def answer(self, path: str) -> tuple[int, bytes]:
        """What a GET is answered."""
        self.asked.append(path)
        if path not in ("/", "/robots.txt"):
            self._closing.wait(self.delay)
        if path in self.moved:
            return HTTPStatus.FOUND, b""
        page = self.pages.get(path, 404)
        if isinstance(page, int):
            return page, b"<h1>Error</h1>"
        return 200, page.encode() if isinstance(page, str) else page

    def wait_for(self, number: int, seconds: float = 20.0) -> None:
        """Waits until so many requests came in."""
        end = time.monotonic() + seconds
        while len(self.asked) < number:
            assert time.monotonic() < end, f"only {self.asked}"
            time.sleep(0.02)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    site: SmallSite

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        status, body = self.server.site.answer(self.path)
        self.send_response(status)
        kind = "plain" if self.path == "/robots.txt" else "html"
        self.send_header("Content-Type", f"text/{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if status == HTTPStatus.FOUND:
            self.send_header("Location", self.server.site.moved[self.path])
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Keeps quiet."""


def agency_entry(agency_id: str, url: str | None, more: str = "") -> str:
    """An entry of agencies.toml; `more` is further lines of it."""
    address = f'url = "{url}"\n' if url else ""
    return (
        f'[[agency]]\nid = "{agency_id}"\nname.th = "หน่วยงาน {agency_id}"\nname.en = "Agency {agency_id}"\n'
        f'kind = "provincial-office"\n{address}crawl.delay_seconds = 0\ncrawl.timeout_seconds = 5\n{more}\n'
    )


def write_agencies(folder: Path, *entries: str) -> Path:
    """Writes agencies.toml into a folder."""
    path = folder / "agencies.toml"
    path.write_text("\n".join(entries), encoding="utf-8")
    return path
