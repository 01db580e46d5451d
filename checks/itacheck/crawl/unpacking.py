"""Undoes the packing of an answer piece by piece, so that a bomb never gets larger than one piece."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence

PIECE = 65_536
"""Bytes that are unpacked at a time."""
MAX_PACKINGS = 2
"""How often an answer may be packed; some servers do it twice by mistake."""

_GZIP = 16 + zlib.MAX_WBITS
_GZIP_START = b"\x1f\x8b"


class UnpackError(Exception):
    """The body is not what its Content-Encoding says, or ends too early."""


def unpacked(chunks: Iterable[bytes], packings: Sequence[str]) -> Iterator[bytes]:
    """The pieces of a body as it was before it was packed.

    Args:
        chunks: the body as it was sent.
        packings: `gzip`, `x-gzip` or `deflate`, in the order in which they were applied.

    Raises:
        UnpackError: see there, or more than `MAX_PACKINGS`.
    """
    if len(packings) > MAX_PACKINGS:
        raise UnpackError(f"packed {len(packings)} times")
    for packing in reversed(packings):
        chunks = _deflate(chunks) if packing == "deflate" else _gzip(chunks)
    yield from chunks


def _gzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """What follows the last member is padding, as browsers see it."""
    member, some = zlib.decompressobj(_GZIP), False
    for chunk in chunks:
        rest = chunk
        while rest:
            if member.eof:
                if not _GZIP_START.startswith(rest[:2]):
                    break
                member = zlib.decompressobj(_GZIP)
            some = True
            yield _inflated(member, rest)
            rest = member.unused_data if member.eof else member.unconsumed_tail
    if some:
        yield from _last(member)


def _deflate(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """With the header of zlib, as the standard says, or without, as some servers send it."""
    stream = None
    for chunk in chunks:
        rest = chunk
        if stream is None and rest:
            stream = zlib.decompressobj(zlib.MAX_WBITS if rest[0] & 0x0F == zlib.DEFLATED else -zlib.MAX_WBITS)
        while stream is not None and rest and not stream.eof:
            yield _inflated(stream, rest)
            rest = stream.unconsumed_tail
    if stream is not None:
        yield from _last(stream)


def _last(stream: zlib._Decompress) -> Iterator[bytes]:
    """What zlib held back because a piece was full."""
    while not stream.eof:
        piece = _inflated(stream, b"")
        if not piece:
            raise UnpackError("it ends too early")
        yield piece


def _inflated(stream: zlib._Decompress, packed: bytes) -> bytes:
    try:
        return stream.decompress(packed, PIECE)
    except zlib.error as error:
        raise UnpackError(str(error)) from None
