"""Serves a made-up country on loopback: one process and one socket for any number of agencies.

Every agency has an address of its own in 127.64.0.0/10, so that it is a host of its own to who asks; the server tells
them apart by the address at which it was reached. Only Linux lets a program have all of 127.0.0.0/8.

Prints its two ports as a line of JSON: one at which it answers, and one that refuses. For each line on its standard
input it prints what it did since the last one, and forgets what it did; at the end of the input it ends.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from ipaddress import IPv4Address
from urllib.parse import unquote

from .country_sites import Conduct, Country, Made, Site, site_of

FIRST = int(IPv4Address("127.64.0.0"))
MOST = 1 << 22
"""Agencies that have an address there."""
BACKLOG = 4_096
SHUTS_AFTER = 30
"""Requests that a host answers before it shuts."""
SLOW = 1.0
"""Seconds; see `itacheck.crawl.politeness.SLOW`."""
_CHALLENGE = b"<html><head><title>Just a moment...</title></head><body><div id='cf-chl-widget'></div></body></html>"
_FORBIDDEN = b"<html><head><title>403 Forbidden</title></head><body><h1>Forbidden</h1></body></html>"


def address_of(number: int) -> str:
    """The address of an agency's host."""
    return str(IPv4Address(FIRST + number))


@dataclass(slots=True)
class Did:
    """What a server did."""

    requests: int = 0
    bytes: int = 0
    """Of bodies."""
    confirmed: int = 0
    """304 answers."""
    waited: float = 0.0
    """Seconds for which it let the asking ones wait, silence included."""
    slow: float = 0.0
    """The part of it that lay in answers which took more than `SLOW` seconds: a polite asker pauses as long again."""
    cpu: float = 0.0
    """Seconds of its processor time."""


@dataclass(slots=True)
class _State:
    """What a server knows."""

    country: Country
    did: Did = field(default_factory=Did)
    asked: Counter[int] = field(default_factory=Counter)
    """Agency -> requests."""
    latency: dict[int, float] = field(default_factory=dict)


class _Connection(asyncio.Protocol):
    """Answers GETs one after the other on a connection that is kept open."""

    def __init__(self, state: _State) -> None:
        self._state = state
        self._transport: asyncio.Transport | None = None
        self._number = -1
        self._held = b""
        self._silent_since: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what a stream socket has
        self._transport = transport
        self._number = int(IPv4Address(transport.get_extra_info("sockname")[0])) - FIRST
        if not 0 <= self._number < MOST:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's
        self._transport = None
        if self._silent_since is not None:
            self._state.did.waited += time.monotonic() - self._silent_since

    def data_received(self, data: bytes) -> None:
        self._held += data
        while self._transport is not None and (end := self._held.find(b"\r\n\r\n")) >= 0:
            request, self._held = self._held[:end], self._held[end + 4 :]
            self._asked(request)

    def _asked(self, request: bytes) -> None:
        state, number = self._state, self._number
        state.did.requests += 1
        state.asked[number] += 1
        conduct = state.country.conduct(number)
        if conduct is Conduct.SILENT or (conduct is Conduct.COMES_BACK and state.asked[number] <= 1 + number % 2):
            self._silent_since = time.monotonic()
            return
        target = request.split(b" ", 2)[1].decode("ascii", "replace")
        head, body = _answer(state, number, conduct, target, request)
        if number not in state.latency:
            state.latency[number] = state.country.latency_of(number)
        seconds = state.country.delay(number, target, len(body), state.latency[number])
        state.did.bytes += len(body)
        state.did.waited += seconds
        state.did.slow += seconds if seconds > SLOW else 0.0
        if seconds:
            asyncio.get_running_loop().call_later(seconds, self._write, head + body)
        else:
            self._write(head + body)

    def _write(self, answer: bytes) -> None:
        if self._transport is not None:
            self._transport.write(answer)


def _answer(state: _State, number: int, conduct: Conduct, target: str, request: bytes) -> tuple[bytes, bytes]:
    """Head and body of what is answered."""
    match conduct:
        case Conduct.FORBIDDEN:
            return _head("403 Forbidden", _FORBIDDEN), _FORBIDDEN
        case Conduct.SHUTS if state.asked[number] > SHUTS_AFTER:
            return _head("403 Forbidden", _FORBIDDEN), _FORBIDDEN
        case Conduct.CHALLENGE:
            return _head("403 Forbidden", _CHALLENGE, "cf-mitigated: challenge\r\n"), _CHALLENGE
        case Conduct.TOO_MANY:
            return _head("429 Too Many Requests", b"", "Retry-After: 3600\r\n"), b""
    country, path = state.country, unquote(target.partition("?")[0])
    tag = f'"{country.seed}-{number}-{path}"'.encode("ascii", "backslashreplace")
    changed = datetime(2025, 3, 1, tzinfo=UTC) + timedelta(hours=number % 4_000)
    more = f"ETag: {tag.decode()}\r\nLast-Modified: {format_datetime(changed, usegmt=True)}\r\n"
    if b"\r\nIf-None-Match: " + tag + b"\r\n" in request + b"\r\n":
        state.did.confirmed += 1
        return f"HTTP/1.1 304 Not Modified\r\n{more}\r\n".encode(), b""
    site = site_of(country, number)
    made = site.answer(path)
    if made is None:
        return _head("404 Not Found", b""), b""
    return _head("200 OK", made.body, more, _kind(site, made)), made.body


def _kind(site: Site, made: Made) -> str:
    return f"{made.kind}; charset={site.charset}" if made.kind == "text/html" else made.kind


def _head(status: str, body: bytes, more: str = "", kind: str = "text/html") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode()


async def _serve(country: Country) -> None:
    loop = asyncio.get_running_loop()
    state = _State(country)
    # Not each of so many addresses can be bound, so all are; who comes by one that is none of ours is cut off.
    server = await loop.create_server(partial(_Connection, state), "0.0.0.0", 0, backlog=BACKLOG)  # noqa: S104
    refusing = socket.socket()
    refusing.bind(("0.0.0.0", 0))  # noqa: S104 - nobody listens: the port is only kept from others
    ports = {"answers": server.sockets[0].getsockname()[1], "refuses": refusing.getsockname()[1]}
    _tell(ports)
    began = time.process_time()
    while await loop.run_in_executor(None, sys.stdin.readline):
        state.did.cpu = time.process_time() - began
        _tell(asdict(state.did))
        state.did, began = Did(), time.process_time()
        state.asked.clear()


def _tell(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve(Country(**json.loads(sys.argv[1]))))
