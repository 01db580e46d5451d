"""One server with a port for each hostile behaviour: it says any bytes, over plain or TLS sockets."""

from __future__ import annotations

import selectors
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from itacheck.model import Cause, Status

HOST = "127.0.0.1"
GIFT = "ประกาศเจตนารมณ์นโยบาย No Gift Policy ประจำปีงบประมาณ พ.ศ. 2568"
"""What the hostile address promises to hold (rule 5.2)."""
CODE = (
    "<title>ประมวลจริยธรรม</title><main><h1>ประมวลจริยธรรมข้าราชการพลเรือน</h1>"
    "<p>ข้าราชการพลเรือนต้องยึดมั่นในสถาบันหลักของประเทศ ซื่อสัตย์สุจริต กล้าตัดสินใจและทำในสิ่งที่ถูกต้อง</p></main>"
)
"""What stands beside it and is in order (rule 6.3)."""


class Talk:
    """One request and the socket to answer it on; a closed client ends the handler by an `OSError`."""

    def __init__(self, client: socket.socket, head: bytes, server: HostileServer, port: int) -> None:
        self.client = client
        self.head = head
        self.path = head.split(b" ", 2)[1].decode("latin-1") if head.count(b" ") >= 2 else "/"
        self.netloc = f"{HOST}:{port}"
        self.server = server

    def send(self, *parts: str | bytes) -> None:
        """Sends bytes as they are."""
        self.client.sendall(b"".join(part.encode() if isinstance(part, str) else part for part in parts))

    def reply(self, status: str, body: str | bytes = b"", *headers: str) -> None:
        """A proper answer."""
        body = body.encode() if isinstance(body, str) else body
        self.send(
            f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n",
            *(f"{line}\r\n" for line in headers),
            "\r\n",
            body,
        )

    def html(self, body: str | bytes, *headers: str) -> None:
        """A proper page."""
        self.reply("200 OK", body, "Content-Type: text/html; charset=utf-8", *headers)

    def redirect(self, target: str, *headers: str) -> None:
        """A redirect to anywhere."""
        self.reply("302 Found", b"", f"Location: {target}", *headers)

    def pause(self, seconds: float) -> None:
        """Waits, unless the server closes.

        Raises:
            OSError: it does.
        """
        if self.server.closing.wait(seconds):
            raise ConnectionAbortedError

    def for_ever(self, part: bytes, seconds: float = 0.0) -> None:
        """Sends the same again and again until the client goes."""
        while True:
            self.client.sendall(part)
            self.pause(seconds)

    def reset(self) -> None:
        """Ends the connection with a reset."""
        self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.client.close()


Handler = Callable[[Talk], None]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Something that a website may do to us, and what must come of it."""

    name: str
    handler: Handler
    """Answers `/bad`, or everything where `everything` is set."""
    cause: Cause | None = None
    """Why `/bad` cannot be looked at; None: it can."""
    detail: str = ""
    """What the cause's detail says."""
    verdict: Status = Status.REVIEW
    """Of rule 5.2, whose evidence `/bad` promises; of every rule where the whole site is shut."""
    outside: bool = False
    """The link leads to another host, so that redirects may lead anywhere public."""
    href: Callable[[Talk], str] = lambda _: "/bad"
    """Where the home page's link leads."""
    everything: bool = False
    beside: Status = Status.PASS
    """Of rule 6.3, whose evidence is in order."""
    shut: bool = False
    """Nothing of the site can be looked at, by `cause`."""
    alone: bool = False
    """It asks to be left alone for longer than a crawl waits."""
    scheme: str = "http"
    tls: str = ""
    """The certificate that is shown; empty: no TLS."""
    entry: Mapping[str, object] = field(default_factory=dict)
    """More keys of its entry in agencies.toml."""


BEHAVIOURS: dict[str, Behaviour] = {}


def hostile(
    cause: Cause | None = None, detail: str = "", verdict: Status = Status.REVIEW, **more: Any
) -> Callable[[Handler], Handler]:
    """Enters a handler in the table under its own name."""

    def enter(handler: Handler) -> Handler:
        name = handler.__name__.replace("_", "-")
        assert name not in BEHAVIOURS
        BEHAVIOURS[name] = Behaviour(name, handler, cause, detail, verdict, **more)
        return handler

    return enter


class HostileServer:
    """Serves every behaviour while the `with` block runs, each on a port of its own.

    Args:
        behaviours: which.
        contexts: certificate name -> the TLS that shows it.
    """

    def __init__(
        self, behaviours: Mapping[str, Behaviour], contexts: Mapping[str, ssl.SSLContext] | None = None
    ) -> None:
        self.closing = threading.Event()
        self.asked: dict[str, list[str]] = {name: [] for name in behaviours}
        """Behaviour -> the paths that were asked of it."""
        self.heads: dict[str, list[bytes]] = {name: [] for name in behaviours}
        self._contexts = contexts or {}
        self._selector = selectors.DefaultSelector()
        self._ports: dict[str, int] = {}
        for name, behaviour in behaviours.items():
            listener = socket.create_server((HOST, 0), backlog=64)
            listener.setblocking(False)
            self._selector.register(listener, selectors.EVENT_READ, behaviour)
            self._ports[name] = listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._thread.join()
        for key in tuple(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        self._selector.close()

    def url(self, name: str, path: str = "/") -> str:
        """An address of a behaviour's site."""
        return f"{BEHAVIOURS[name].scheme}://{HOST}:{self._ports[name]}{path}"

    def _accept(self) -> None:
        while not self.closing.is_set():
            for key, _ in self._selector.select(0.05):
                try:
                    client, _ = key.fileobj.accept()  # type: ignore[union-attr]
                except OSError:
                    continue
                threading.Thread(target=self._serve, args=(client, key.data), daemon=True).start()

    def _serve(self, client: socket.socket, behaviour: Behaviour) -> None:
        try:
            client.setblocking(True)
            client.settimeout(30)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if behaviour.tls:
                client = self._contexts[behaviour.tls].wrap_socket(client, server_side=True)
            elif behaviour.scheme == "https":
                client.recv(65_536)
                client.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\nplain")
                return
            head = b""
            while b"\r\n\r\n" not in head:
                got = client.recv(65_536)
                if not got:
                    return
                head += got
            talk = Talk(client, head, self, self._ports[behaviour.name])
            self.asked[behaviour.name].append(talk.path)
            self.heads[behaviour.name].append(head)
            _answer(talk, behaviour)
        except OSError:
            pass
        finally:
            client.close()


def _answer(talk: Talk, behaviour: Behaviour) -> None:
    if behaviour.everything or talk.path.startswith("/bad"):
        behaviour.handler(talk)
    elif talk.path == "/":
        talk.html(home(f'<li><a href="{behaviour.href(talk)}">{GIFT}</a></li>'))
    elif talk.path == "/code":
        talk.html(CODE)
    else:
        talk.reply("404 Not Found", "<h1>404</h1>", "Content-Type: text/html")


def home(more: str) -> str:
    """A home page with the link that is in order and more."""
    return (
        "<title>หน้าแรก</title><h1>สำนักงานทดสอบ</h1><p>ยินดีต้อนรับสู่เว็บไซต์ของสำนักงาน</p>"
        f'<ul><li><a href="/code">ประมวลจริยธรรม</a></li>{more}</ul>'
    )
