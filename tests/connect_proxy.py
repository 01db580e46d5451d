"""A proxy as companies have them, on loopback: CONNECT for https, whole addresses for http."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Mapping
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit


class ConnectProxy:
    """Leads to loopback ports while the `with` block runs.

    Args:
        ports: `host:port` as asked -> the port where it is; anything else is answered 502.
    """

    def __init__(self, ports: Mapping[str, int]) -> None:
        self.ports = dict(ports)
        self.asked: list[str] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.proxy = self
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
        """What HTTPS_PROXY says."""
        return f"http://127.0.0.1:{self._server.server_port}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    proxy: ConnectProxy

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_CONNECT(self) -> None:
        port = self._port(self.path)
        if port is None:
            return
        with socket.create_connection(("127.0.0.1", port), 5) as there:
            self.send_response(200, "Connection established")
            self.end_headers()
            ends = {self.connection: there, there: self.connection}
            with contextlib.suppress(OSError):
                while True:
                    for end in select.select(list(ends), [], [], 5)[0]:
                        data = end.recv(65_536)
                        if not data:
                            return
                        ends[end].sendall(data)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        port = self._port(f"{parts.hostname}:{parts.port or 80}")
        if port is None:
            return
        there = HTTPConnection("127.0.0.1", port, timeout=5)
        there.request("GET", parts.path or "/", headers={"Host": parts.netloc})
        answer = there.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.headers.get("Content-Type", ""))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        there.close()

    def _port(self, place: str) -> int | None:
        self.server.proxy.asked.append(place)
        port = self.server.proxy.ports.get(place)
        if port is None:
            self.send_error(502)
        return port

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Says nothing."""
