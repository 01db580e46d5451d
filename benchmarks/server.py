"""Serves a folder of websites on loopback, a port for each, in one process that does as little as it can."""

from __future__ import annotations

import asyncio
import json
import sys
from functools import partial
from pathlib import Path

HOST = "127.0.0.1"
_KINDS = {".html": "text/html", ".pdf": "application/pdf"}


class _Connection(asyncio.Protocol):
    """Answers GETs one after the other on a connection that is kept open."""

    def __init__(self, folder: Path, charset: str) -> None:
        self._folder = folder
        self._charset = charset
        self._transport: asyncio.Transport | None = None
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what a stream socket has
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._held += data
        while self._transport is not None and (end := self._held.find(b"\r\n\r\n")) >= 0:
            request, self._held = self._held[:end], self._held[end + 4 :]
            target = request.split(b" ", 2)[1].decode("ascii", "replace")
            self._transport.write(self._answer(target.partition("?")[0].lstrip("/") or "index.html"))

    def _answer(self, name: str) -> bytes:
        try:
            # Names are flat here, so that none leads out of the folder.
            body = (self._folder / Path(name).name).read_bytes()
        except OSError:
            return b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n"
        kind = _KINDS.get(Path(name).suffix, "application/octet-stream")
        if kind == "text/html":
            kind += f"; charset={self._charset}"
        return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def _serve(folder: Path) -> None:
    loop = asyncio.get_running_loop()
    charsets = json.loads((folder / "charsets.json").read_text(encoding="utf-8"))
    servers = [
        await loop.create_server(partial(_Connection, folder / name, charset), HOST, 0)
        for name, charset in sorted(charsets.items())
    ]
    urls = [f"http://{HOST}:{server.sockets[0].getsockname()[1]}/" for server in servers]
    sys.stdout.write(json.dumps(dict(zip(sorted(charsets), urls, strict=True))) + "\n")
    sys.stdout.flush()
    # Ends with the program that started it, however that ends.
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
