"""Serves the fictional agencies of `sites/` on loopback, and reads the verdicts that a careful judge gives them."""

from __future__ import annotations

import json
import threading
import time
import tomllib
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from itacheck.model import Agency, Bilingual, CrawlLimits, Status

__all__ = ["SITES", "Answer", "Label", "LabelledSites", "Site", "labels", "sites"]

SITES = Path(__file__).parent / "sites"
_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_PRIVATE = "_"
"""Files and folders with this first letter are reached by routes only."""

_Key: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Label:
    """The true verdict of one rule on one agency, as of 15 January 2026."""

    agency: str
    rule: str
    status: Status
    evidence: tuple[str, ...]
    """Paths on the site that prove a `pass` (any one of them; where a rule asks two parts, both), or that a
    person must look at (`review`); empty where there is nothing to show."""
    why: str
    decoy: str | None
    """The kind of false or unclear evidence that stands there instead, if any."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says to one request."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0
    """Seconds before the answer."""


@dataclass(frozen=True, slots=True)
class Site:
    """One folder of `sites/`: its site.toml and files."""

    id: str
    name: Bilingual
    kind: str
    style: str
    folder: Path
    charset: str = "utf-8"
    """HTML files are stored as UTF-8 and sent in this one; only UTF-8 is also named in the header."""
    routes: dict[_Key, dict[str, Any]] = field(default_factory=dict)
    dead: dict[str, int] = field(default_factory=dict)
    """Links that must not lead to content, with the status that they answer; 200 is an empty file or a soft 404."""
    not_found: dict[str, Any] | None = None
    everywhere: dict[str, Any] | None = None
    """The one answer to all requests, for a site that cannot be looked at."""

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read `folder`/site.toml."""
        raw = tomllib.loads((folder / "site.toml").read_text(encoding="utf-8"))
        return cls(
            id=folder.name,
            name=Bilingual.model_validate(raw.pop("name")),
            routes={_key(url): route for url, route in raw.pop("routes", {}).items()},
            folder=folder,
            **raw,
        )

    def answer(self, target: str) -> Answer:
        """The answer to a request for `target` (path and query); the order of the query does not matter."""
        path, query = _key(target)
        if self.everywhere is not None:
            return self._routed(self.everywhere)
        route = self.routes.get((path, query)) or (self.routes.get((path, ())) if query else None)
        if route is not None:
            return self._routed(route)
        if (file := self._static(path)) is not None:
            return self._file(file)
        if path == "/robots.txt" or self.not_found is None:
            return Answer(404, b"<html><body><h1>404 Not Found</h1></body></html>", _html("utf-8"))
        return self._routed(self.not_found)

    def _static(self, path: str) -> Path | None:
        parts = [part for part in (path + "index.html" if path.endswith("/") else path).split("/") if part]
        if any(part.startswith((_PRIVATE, ".")) for part in parts) or parts == ["site.toml"]:
            return None
        file = self.folder.joinpath(*parts)
        return file if file.is_file() else None

    def _routed(self, route: dict[str, Any]) -> Answer:
        status = int(route.get("status", 200))
        delay = float(route.get("delay", 0.0))
        if "location" in route:
            return Answer(status, b"", (("Location", quote(route["location"], safe="/?&=%:;,+@#")),), delay)
        if "file" not in route:
            return Answer(status, f"<h1>{HTTPStatus(status).phrase}</h1>".encode(), _html("utf-8"), delay)
        found = self._file(self.folder / route["file"], route.get("content_type"), route.get("charset"))
        extra = (("Content-Disposition", str(route["disposition"])),) if "disposition" in route else ()
        return Answer(status, found.body, found.headers + extra, delay)

    def _file(self, file: Path, content_type: str | None = None, charset: str | None = None) -> Answer:
        kind = content_type or _TYPES.get(file.suffix, "application/octet-stream")
        body = file.read_bytes()
        if kind != "text/html":
            return Answer(200, body, (("Content-Type", kind),))
        sent_as = charset or self.charset
        if sent_as == "utf-8":
            return Answer(200, body, _html("utf-8"))
        codec = "cp874" if sent_as == "windows-874" else sent_as
        return Answer(200, body.decode("utf-8").encode(codec), _html(None))


def _html(charset: str | None) -> tuple[tuple[str, str], ...]:
    return (("Content-Type", f"text/html; charset={charset}" if charset else "text/html"),)


def _key(target: str) -> _Key:
    parts = urlsplit(target)
    return unquote(parts.path), tuple(sorted(parse_qsl(parts.query, keep_blank_values=True)))


def sites() -> tuple[Site, ...]:
    """Every site, by id."""
    return tuple(Site.load(file.parent) for file in sorted(SITES.glob("*/site.toml")))


def labels() -> tuple[Label, ...]:
    """Every label, in the order of the file."""
    rows = (json.loads(line) for line in (SITES / "labels.jsonl").read_text(encoding="utf-8").splitlines())
    return tuple(_label(row) for row in rows)


def _label(row: dict[str, Any]) -> Label:
    given = row["evidence_url"]
    evidence = () if given is None else (given,) if isinstance(given, str) else tuple(given)
    return Label(row["agency"], row["rule"], Status(row["status"]), evidence, row["why"], row["decoy"])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5

    def __init__(self, site: Site, *args: Any) -> None:
        self._site = site
        super().__init__(*args)

    def do_GET(self) -> None:
        answer = self._site.answer(self.path)
        if answer.delay:
            time.sleep(answer.delay)
        self.send_response(answer.status)
        for name, value in (*answer.headers, ("Content-Length", str(len(answer.body)))):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_HEAD = do_GET  # noqa: N815 - the name is the standard library's

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the standard library's
        """Keep the test's output clean."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A crawler keeps connections open; closing must not wait for them.
    block_on_close = False


class LabelledSites:
    """Context manager: each agency on its own free port of 127.0.0.1."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._agencies: tuple[Agency, ...] = ()

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """The entries to check, with the addresses of this run; empty before entering."""
        return self._agencies

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._agencies = tuple(_start(site, stack) for site in sites())
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
        self._agencies = ()


def _start(site: Site, stack: ExitStack) -> Agency:
    server = _Server(("127.0.0.1", 0), partial(_Handler, site))
    stack.callback(server.server_close)
    thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.05), name=site.id, daemon=True)
    thread.start()
    stack.callback(thread.join)
    stack.callback(server.shutdown)
    return Agency(
        id=site.id,
        name=site.name,
        kind=site.kind,
        url=f"http://127.0.0.1:{server.server_port}/",
        crawl=CrawlLimits(delay_seconds=0),
    )
