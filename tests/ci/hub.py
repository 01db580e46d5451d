"""A server on loopback that plays the part of GitHub's API that issues are kept by."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

TOKEN = "the-token"
REPOSITORY = "province/checks"


class Hub:
    """Issues of one repository, while the `with` block runs.

    Attributes:
        issues: number -> issue, as the API tells them.
        asked: method and path of each request.
        refuse: method -> status and body to answer instead; a status of 302 forwards to another host.
    """

    def __init__(self) -> None:
        self.issues: dict[int, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.tokens: set[str | None] = set()
        self.refuse: dict[str, tuple[int, str]] = {}
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.hub = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Where the API is."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def add(self, body: str, *, state: str = "open", label: str = "itacheck", **more: Any) -> int:
        """An issue that is there already; its number."""
        number = len(self.issues) + 1
        self.issues[number] = {
            "number": number, "state": state, "title": "x", "body": body, "labels": [{"name": label}], **more
        }  # fmt: skip
        return number

    @property
    def written(self) -> list[str]:
        """The requests that change something."""
        return [line for line in self.asked if not line.startswith("GET")]

    def listed(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        """A page of the issues that a query asks for."""
        label, state, page, each = (query[name][0] for name in ("labels", "state", "page", "per_page"))
        assert state == "all"
        found = [one for one in self.issues.values() if {"name": label} in one["labels"]]
        start = (int(page) - 1) * int(each)
        return found[start : start + int(each)]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    hub: Hub


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def _answer(self) -> None:
        hub, parts = self.server.hub, urlsplit(self.path)
        hub.asked.append(f"{self.command} {self.path}")
        hub.tokens.add(self.headers.get("Authorization"))
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
        if self.command in hub.refuse:
            return self._send(*hub.refuse[self.command])
        own = re.fullmatch(rf"/repos/{REPOSITORY}/issues(?:/(\d+))?", parts.path)
        assert own, parts.path
        if self.command == "GET":
            told: Any = hub.listed(parse_qs(parts.query))
        elif self.command == "POST":
            number = hub.add(body["body"], title=body["title"], label=body["labels"][0])
            told = hub.issues[number]
        else:
            told = hub.issues[int(own[1])]
            told.update(body)
        return self._send(201 if self.command == "POST" else 200, json.dumps(told))

    do_GET = do_POST = do_PATCH = _answer  # noqa: N815 - as the base class looks for them

    def _send(self, status: int, text: str) -> None:
        data = text.encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: Any) -> None:
        """Keeps quiet."""
