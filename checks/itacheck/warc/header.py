"""The first record of a WARC of ours: whose pages these are, and what fetched and judged them."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from pydantic import TypeAdapter, ValidationError
from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from itacheck.errors import ItacheckError
from itacheck.files import safe_stem
from itacheck.model import Agency

ENDING = ".warc.gz"
FIELD = "itacheck-header"
"""The line of the `warcinfo` record that holds the header, as JSON."""

MAX_RECORD = 1_000_000_000
"""Unpacked bytes of one record; more is none of ours."""
_CHUNK = 1 << 14


class NotKeptError(ItacheckError):
    """A WARC that cannot be judged: missing, damaged, cut off, or none of ours. It is one agency's trouble only."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The run that kept something."""

    version: str
    """Of this program."""
    run: str
    """Its id in `results.json`."""
    as_of: date
    packs: Mapping[str, str]
    """Id -> digest of the packs that it judged by."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the first record says."""

    agency: Agency
    origin: Origin


HEADER = TypeAdapter(Header)


def file_name(agency_id: str) -> str:
    """The WARC of an agency, in the folder of `--save-warc`."""
    return f"{safe_stem(agency_id)}{ENDING}"


def read_header(path: Path) -> Header:
    """The header of a WARC, without reading the rest.

    Raises:
        NotKeptError: it cannot be read, or is none of ours.
    """
    try:
        with path.open("rb") as file:
            _, length = next(members(file, path))
            lines = read_record(file, 0, length, path).content.decode("utf-8", "replace").splitlines()
    except OSError as error:
        raise cannot_be_read(path, error) from None
    except StopIteration:
        raise none_of_ours(path) from None
    for line in lines:
        name, _, value = line.partition(": ")
        if name == FIELD:
            try:
                return HEADER.validate_json(value)
            except ValidationError:
                break
    raise none_of_ours(path)


def members(file: BinaryIO, path: Path) -> Iterator[tuple[int, int]]:
    """Offset and length of each gzip member, each unpacked once: its checksum is right and nothing is cut off.

    Raises:
        NotKeptError: one is broken, too large, or not whole; `path` is only named.
    """
    file.seek(0)
    start, waiting = 0, b""
    while waiting := waiting or file.read(_CHUNK):
        unpacker, length, size = zlib.decompressobj(zlib.MAX_WBITS + 16), 0, 0
        while not unpacker.eof:
            chunk, waiting = waiting or file.read(_CHUNK), b""
            if not chunk:
                raise NotKeptError(f"{path.name}: cut off at byte {start + length}", _AGAIN)
            try:
                # Deflate grows no more than a thousandfold, so a chunk of a bomb fits into memory.
                size += len(unpacker.decompress(chunk))
            except zlib.error as error:
                what = "damaged" if start else "no gzip file, or damaged,"
                raise NotKeptError(f"{path.name}: {what} at byte {start + length} ({error})", _AGAIN) from None
            waiting = unpacker.unused_data
            length += len(chunk) - len(waiting)
            if size > MAX_RECORD:
                raise NotKeptError(f"{path.name}: a record at byte {start} is too large", _AGAIN)
        yield start, length
        start += length


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in the file."""

    kind: str
    """`response`, `conversion`, …"""
    id: str
    """`<urn:uuid:…>`."""
    url: str
    content: bytes
    """Its block, HTTP headers included."""


def read_record(file: BinaryIO, offset: int, length: int, path: Path) -> Record:
    """The record of one gzip member that `members` has seen.

    Raises:
        NotKeptError: there is none at that place.
    """
    file.seek(offset)
    try:
        found: ArcWarcRecord = next(iter(WARCIterator(io.BytesIO(file.read(length)), no_record_parse=True)))
        content = found.raw_stream.read()
    except (ArchiveLoadFailed, StopIteration, EOFError, ValueError, UnicodeError, zlib.error):
        raise none_of_ours(path) from None
    header = found.rec_headers.get_header
    return Record(found.rec_type or "", header("WARC-Record-ID", ""), header("WARC-Target-URI", ""), content)


_AGAIN = "check the site again with --save-warc"


def none_of_ours(path: Path) -> NotKeptError:
    """A file without what a WARC of ours has."""
    return NotKeptError(f"{path.name}: not a WARC that itacheck check --save-warc wrote to its end", _AGAIN)


def cannot_be_read(path: Path, error: OSError) -> NotKeptError:
    """A file that the system does not give."""
    return NotKeptError(f"{path.name}: cannot be read ({error.strerror or type(error).__name__})", _AGAIN)
