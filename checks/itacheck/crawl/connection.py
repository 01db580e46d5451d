"""Connections to addresses that were checked first, and that no server can hold for ever or fill without end."""

from __future__ import annotations

import http.client
import io
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from .hosts import is_public

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


MAX_HEAD = 1_000_000
"""Bytes of a status line and headers, `100 Continue` and the like before them included."""
MAX_ADDRESSES = 4
"""How many addresses of one host are tried."""


class PrivateAddressError(Exception):
    """The host resolves to non-public addresses only, and the operator did not write it."""


class TooMuchError(Exception):
    """More bytes came than any headers and any body within the limits have."""


@dataclass(slots=True)
class Patience:
    """How long the exchange at hand may still take: set anew before each request."""

    clock: Callable[[], float] = time.monotonic
    deadline: float = float("inf")
    """In the seconds of `clock`."""
    silence: float = 20.0
    """Seconds without a byte."""
    left: int = MAX_HEAD
    """Bytes that may still come: headers, the frames of chunks and the body as it is sent."""

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return self.clock() >= self.deadline


class _TimedRaw(io.RawIOBase):
    """Reads from a socket until the deadline.

    A socket's own time-out starts anew with each byte, so a server that drips headers could hold a thread for days.
    """

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, patience: Patience) -> None:
        super().__init__()
        self._raw = raw
        self._sock = sock
        self._patience = patience

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        left = self._patience.deadline - self._patience.clock()
        if left <= 0:
            raise TimeoutError("the exchange took too long")
        self._sock.settimeout(min(left, self._patience.silence))
        # typeshed types RawIOBase without readinto; each raw reader has it.
        reader: Any = self._raw
        count: int | None = reader.readinto(buffer)
        self._patience.left -= count or 0
        if self._patience.left < 0:
            raise TooMuchError("more bytes than headers and a body within the limits have")
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class GuardedAdapter(HTTPAdapter):
    """Connects only to public addresses, unless the operator wrote the very host.

    A name is looked up once: what was checked is what is connected to, so no later answer of a name server gets around
    it, and nothing at all is sent to a non-public address. Behind a proxy the proxy looks names up: see `surroundings`.

    Args:
        written: whether the operator wrote the host of an address.
        patience: how long each exchange may take.
    """

    def __init__(self, written: Callable[[str], bool], patience: Patience) -> None:
        self._classes = _pool_classes(written, patience)
        super().__init__()

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        """See `HTTPAdapter`."""
        super().init_poolmanager(connections, maxsize, block, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = dict(self._classes)

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        """See `HTTPAdapter`."""
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = dict(self._classes)
        return manager


def _connected(connection: HTTPConnection, patience: Patience, *, anywhere: bool) -> socket.socket:
    """A socket to the first address of the host that answers.

    Raises:
        PrivateAddressError: it has non-public addresses only and may not be `anywhere`.
        OSError: what the last address said, or the name server.
    """
    found = socket.getaddrinfo(connection.host, connection.port, type=socket.SOCK_STREAM)
    allowed = [one for one in found if anywhere or is_public(str(one[4][0]))]
    if not allowed:
        raise PrivateAddressError(f"{connection.host} is at the non-public address {found[0][4][0]}")
    failed: OSError = TimeoutError("the exchange took too long")
    for family, kind, protocol, _, address in allowed[:MAX_ADDRESSES]:
        left = min(patience.deadline - patience.clock(), patience.silence)
        if left <= 0:
            break
        try:
            sock = socket.socket(family, kind, protocol)
        except OSError as error:  # a family that this machine does not speak
            failed = error
            continue
        try:
            for option in connection.socket_options or ():
                sock.setsockopt(*option)
            sock.settimeout(left)
            sock.connect(address)
        except OSError as error:
            sock.close()
            failed = error
        else:
            return sock
    raise failed


def _pool_classes(written: Callable[[str], bool], patience: Patience) -> Mapping[str, type[HTTPConnectionPool]]:
    class TimedResponse(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
            super().__init__(sock, *args, **kwargs)
            reader: Any = self.fp
            self.fp = io.BufferedReader(_TimedRaw(reader.detach(), sock, patience))

        def begin(self) -> None:
            body = patience.left - MAX_HEAD
            patience.left = MAX_HEAD
            super().begin()
            patience.left += body

    def reach(connection: HTTPConnection, scheme: str) -> socket.socket:
        host = f"[{connection.host}]" if ":" in connection.host else connection.host
        return _connected(connection, patience, anywhere=written(f"{scheme}://{host}:{connection.port}/"))

    class PlainConnection(HTTPConnection):
        response_class = TimedResponse

        def _new_conn(self) -> socket.socket:
            return reach(self, "http") if self.proxy is None else super()._new_conn()

    class TlsConnection(HTTPSConnection):
        response_class = TimedResponse

        def _new_conn(self) -> socket.socket:
            return reach(self, "https") if self.proxy is None else super()._new_conn()

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = PlainConnection

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = TlsConnection

        def _validate_conn(self, conn: Any) -> None:
            # urllib3 warns here of a certificate that was not asked for; we say so in the results.
            if conn.is_closed:
                conn.connect()

    return {"http": PlainPool, "https": TlsPool}
