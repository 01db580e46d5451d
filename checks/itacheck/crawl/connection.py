"""Connections that look whom they reached before they send anything, and that a slow server cannot hold for ever."""

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


class PrivateAddressError(Exception):
    """The host resolves to a non-public address that the operator did not write."""


@dataclass(slots=True)
class Patience:
    """How long the exchange at hand may still take: set anew before each request."""

    clock: Callable[[], float] = time.monotonic
    deadline: float = float("inf")
    """In the seconds of `clock`."""
    silence: float = 20.0
    """Seconds without a byte."""

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
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class GuardedAdapter(HTTPAdapter):
    """Connects only to public addresses, unless the operator wrote the very host.

    The check is on the peer of the connected socket, so no answer of a name server can get around it. Behind a proxy
    the peer is the proxy, which the operator configured.

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


def _peer(sock: socket.socket) -> str:
    try:
        return str(sock.getpeername()[0])
    except OSError:
        sock.close()
        raise


def _pool_classes(written: Callable[[str], bool], patience: Patience) -> Mapping[str, type[HTTPConnectionPool]]:
    class TimedResponse(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
            super().__init__(sock, *args, **kwargs)
            reader: Any = self.fp
            self.fp = io.BufferedReader(_TimedRaw(reader.detach(), sock, patience))

    def checked(connection: HTTPConnection, scheme: str, sock: socket.socket) -> socket.socket:
        if connection.proxy is not None:
            return sock
        host = f"[{connection.host}]" if ":" in connection.host else connection.host
        peer = _peer(sock)
        if is_public(peer) or written(f"{scheme}://{host}:{connection.port}/"):
            return sock
        sock.close()
        raise PrivateAddressError(f"{connection.host} is at the non-public address {peer}")

    class PlainConnection(HTTPConnection):
        response_class = TimedResponse

        def _new_conn(self) -> socket.socket:
            return checked(self, "http", super()._new_conn())

    class TlsConnection(HTTPSConnection):
        response_class = TimedResponse

        def _new_conn(self) -> socket.socket:
            return checked(self, "https", super()._new_conn())

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = PlainConnection

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = TlsConnection

    return {"http": PlainPool, "https": TlsPool}
