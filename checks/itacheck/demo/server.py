"""Serves one made-up site on 127.0.0.1, on a port that the system chooses."""

from __future__ import annotations

import os
import socket
import socketserver
import threading
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol, cast

from .site import Answer

HOST = "127.0.0.1"


class Answering(Protocol):
    """Whatever knows what a GET of a target (path and query) answers."""

    def answer(self, target: str, /) -> Answer:
        """The answer; called from many threads."""


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from the site of its server; anything else is refused by the base class (501)."""

    server_version = "demo"
    sys_version = ""
    timeout = 10

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        answer = cast("_Server", self.server).site.answer(self.path)
        tag = f'"{sha256(answer.body).hexdigest()[:16]}"'
        if answer.status == HTTPStatus.OK and self.headers.get("If-None-Match") == tag:
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self.send_header("ETag", tag)
            self.end_headers()
            return
        self.send_response(answer.status)
        if answer.status == HTTPStatus.OK:
            self.send_header("ETag", tag)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Says nothing: the console belongs to the program."""


class _Server(ThreadingHTTPServer):
    """A server of one site that ends with the program and never writes to the console."""

    daemon_threads = True
    block_on_close = False
    # With SO_REUSEADDR a second program could take over the port on Windows.
    allow_reuse_address = os.name == "posix"

    def __init__(self, site: Answering, port: int) -> None:
        self.site = site
        super().__init__((HOST, port), _Handler)

    def server_bind(self) -> None:
        # The base class asks the name service for the host's full name, which can take seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class SiteServer:
    """A running site; `close` ends it.

    Args:
        site: what answers.
        port: where; 0: one that is free. An OSError says that it is taken.
    """

    def __init__(self, site: Answering, port: int = 0) -> None:
        self._server = _Server(site, port)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The address of the home page."""
        return f"http://{HOST}:{self._server.server_port}/"

    def close(self) -> None:
        """Stops answering and frees the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)


class ClosedPort:
    """A port that is held and refuses every connection, as a host whose web server is down does."""

    def __init__(self) -> None:
        # Bound but not listening: refused for certain, and no other program can be given the port.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.bind((HOST, 0))

    @property
    def url(self) -> str:
        """The address at which nothing answers."""
        return f"http://{HOST}:{self._socket.getsockname()[1]}/"

    def close(self) -> None:
        """Frees the port."""
        self._socket.close()
