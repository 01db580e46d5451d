"""Writes the WARC of one agency: as the crawl goes to a file beside it, which takes its name when it is whole."""

from __future__ import annotations

import gzip
import io
import logging
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from uuid import uuid4

from warcio.warcwriter import WARCWriter

from itacheck.crawl import Exchange, Read
from itacheck.model import Agency, Reading, Snapshot

from .header import FIELD, HEADER, Header, Origin, file_name
from .state import STATE, URL, KeptReading, State, changes

LEVEL = 6
"""Of gzip: 9 takes three times as long to save one byte in twenty."""

_WIRE_ONLY = frozenset(("content-encoding", "transfer-encoding", "content-length"))
"""Headers that say how a body was packed on the way: it is kept unpacked, so they are kept under another name."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Records:
    """Where the readings of one snapshot are kept."""

    id: str
    """Names the snapshot: `urn:uuid:…`."""
    path: Path
    places: Mapping[str, tuple[int, str]]
    """Address in `Snapshot.readings` -> offset of its record, and SHA-256 of its body."""
    dropped: tuple[str, ...] = ()
    """Addresses whose bodies were over the size budget."""


@dataclass(slots=True)
class _Unit:
    """Records that are kept or dropped together: an answer with its request, and what was made of it."""

    members: list[tuple[int, int]] = field(default_factory=list)
    """Offset and length of each gzip member."""

    @property
    def size(self) -> int:
        return sum(length for _, length in self.members)


@dataclass(slots=True)
class _Seen:
    """One page or document as it was read."""

    unit: _Unit
    member: int
    """Which of the unit's members holds its body."""
    sha256: str
    read_as: str
    content_type: str
    file_name: str
    fetched_at: datetime
    outside: bool
    reading: Reading
    raw: _Seen | None = None
    """Of what was made of a page: the page itself."""


class Keeper:
    """Keeps what one crawl fetches. Used in the thread of the crawl; whatever the disk does, the crawl goes on.

    Leaving the `with` block without `keep` leaves nothing behind.

    Args:
        folder: where the WARC goes; there.
        agency: whose site.
        origin: the run that keeps.
        user_agent: the name that the crawler gave.
        now: the time of day, aware.
    """

    def __init__(
        self,
        folder: Path,
        agency: Agency,
        origin: Origin,
        *,
        user_agent: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.path = folder / file_name(agency.id)
        self._part = folder / f".{self.path.name}.part"
        self._agency = agency
        self._origin = origin
        self._user_agent = user_agent
        self._now = now
        self._plain = io.BytesIO()
        self._writer = WARCWriter(self._plain, gzip=False)
        self._id = ""
        self._end = 0
        self._units: list[_Unit] = []
        self._seen: dict[str, _Seen] = {}
        self._latest: str | None = None
        self._last: tuple[_Unit, bytes, str] | None = None
        """The latest answer: its records, its body, and the body's digest."""
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        try:
            self._file = self._part.open("w+b")
            self._write_header()
        except OSError as error:
            self._give_up(error)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    # ------------------------------------------------------------ during the crawl

    def exchange(self, exchange: Exchange) -> None:
        """Keeps an answer and its request: the `on_exchange` of a `Fetcher`."""
        unit, digest = _Unit(), sha256(exchange.body).hexdigest()
        self._units.append(unit)
        self._last = unit, exchange.body, digest
        more = {"WARC-Truncated": "length"} if exchange.cut else {}
        answer = _answer(exchange)
        answered = self._add(
            unit, "response", exchange.url, answer + exchange.body, "application/http; msgtype=response", digest,
            exchange.at, **more,
        )  # fmt: skip
        more = {"WARC-Concurrent-To": answered} if answered else {}
        nothing = sha256().hexdigest()
        self._add(
            unit, "request", exchange.url, _request(exchange), "application/http; msgtype=request", nothing,
            exchange.at, **more,
        )  # fmt: skip

    def reading(self, read: Read) -> Read:
        """The same function, with what it is given and what it makes of it noted.

        A body that is not the latest answer's own was made of the page before it (a browser drew it) when it bears the
        same moment: it is kept as a `conversion` of that page and takes its place.
        """

        def noted(
            body: bytes, /, *, url: str, content_type: str, file_name: str, fetched_at: datetime, outside: bool
        ) -> Reading:
            made = read(
                body, url=url, content_type=content_type, file_name=file_name, fetched_at=fetched_at, outside=outside
            )
            self._note(body, made, url, content_type, file_name, fetched_at, outside=outside)
            return made

        return noted

    def _note(
        self,
        body: bytes,
        made: Reading,
        url: str,
        content_type: str,
        file_name: str,
        fetched_at: datetime,
        *,
        outside: bool,
    ) -> None:
        place = url
        before = self._seen.get(self._latest) if self._latest is not None else None
        if self._last is not None and self._last[1] is body:
            unit, _, digest = self._last
            member = 0
        else:
            digest = sha256(body).hexdigest()
            if before is not None and before.fetched_at is fetched_at:
                unit, kind, place = before.unit, "conversion", self._latest or url
            else:
                unit, kind = _Unit(), "resource"
                self._units.append(unit)
            member = len(unit.members)
            self._add(unit, kind, url, body, content_type or "application/octet-stream", digest)
        self._latest = place
        seen = _Seen(unit, member, digest, url, content_type, file_name, fetched_at, outside, made)
        if before is not None and unit is before.unit:
            seen.raw = before.raw or before
        self._seen[place] = seen

    # ------------------------------------------------------------ at its end

    def keep(self, snapshot: Snapshot, wanted: Iterable[str] = (), budget: int | None = None) -> Records | None:
        """Makes the WARC whole.

        Args:
            snapshot: of the crawl.
            wanted: the addresses that verdicts rest on: kept first when not all fits.
            budget: compressed bytes of what was fetched; None: the agency's `max_warc_bytes`. The last record, which
                says what else the judge needs, comes on top.

        Returns:
            Where its readings are; None when it could not be written (the log says why).
        """
        if self._file is None:
            return None
        try:
            kept = self._choose(snapshot, wanted, self._agency.crawl.max_warc_bytes if budget is None else budget)
            if kept is not None:
                self._file = self._rewritten(self._file, kept)
            return self._finished(snapshot)
        except (OSError, ValueError) as error:
            self._give_up(error)
            return None

    def _choose(self, snapshot: Snapshot, wanted: Iterable[str], budget: int) -> set[int] | None:
        """The units to keep, by identity, when not all fit: what verdicts rest on, other readings, the rest."""
        if self._end <= budget:
            return None
        first = {snapshot.home, *(snapshot.resolve(url) for url in wanted)}
        proofs = [one.unit for url, one in self._seen.items() if url in first]
        readings = [one.unit for url, one in self._seen.items() if url in snapshot.readings]
        kept, left = set[int](), budget
        for unit in (*proofs, *readings, *self._units):
            if id(unit) not in kept and unit.size <= left:
                kept.add(id(unit))
                left -= unit.size
        return kept

    def _rewritten(self, old: BinaryIO, kept: set[int]) -> BinaryIO:
        """A file of what is kept; gzip members are whole wherever they stand."""
        smaller = self._part.with_suffix(".fit")
        header = self._units[0]
        try:
            with smaller.open("wb") as new:
                for unit in self._units:
                    places, unit.members = unit.members, []
                    if unit is not header and id(unit) not in kept:
                        continue
                    for offset, length in places:
                        old.seek(offset)
                        unit.members.append((new.tell(), length))
                        new.write(old.read(length))
                self._end = new.tell()
            old.close()
            smaller.replace(self._part)
        finally:
            smaller.unlink(missing_ok=True)
        return self._part.open("r+b")

    def _finished(self, snapshot: Snapshot) -> Records | None:
        readings, dropped = list[KeptReading](), list[str]()
        for url, final in snapshot.readings.items():
            seen = self._seen.get(url)
            if seen is not None and seen.raw is not None and type(seen.reading) is not type(final):
                seen = seen.raw  # what was made of it was not used
            if seen is None or not seen.unit.members:
                dropped.append(url)
                continue
            offset, length = seen.unit.members[seen.member]
            readings.append(
                KeptReading(
                    url, offset, length, seen.sha256, seen.read_as, seen.content_type, seen.file_name, seen.fetched_at,
                    seen.outside, changes(seen.reading, final),
                )
            )  # fmt: skip
        text = STATE.dump_json(
            State("itacheck/snapshot/v1", replace(snapshot, readings={}), tuple(readings), tuple(dropped))
        )
        self._add(_Unit(), "metadata", URL, text, "application/json", sha256(text).hexdigest())
        if self._file is None:
            return None
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self.path)
        self._file = None
        places = {one.url: (one.offset, one.sha256) for one in readings}
        return Records(self._id, self.path, places, tuple(dropped))

    # ------------------------------------------------------------ records

    def _write_header(self) -> None:
        unit = _Unit()
        self._units.append(unit)
        header = HEADER.dump_json(Header(self._agency, self._origin)).decode()
        info = {
            "software": f"itacheck/{self._origin.version}",
            "format": "WARC File Format 1.0",
            "conformsTo": "http://bibnum.bnf.fr/WARC/WARC_ISO_28500_version1_latestdraft.pdf",
            "isPartOf": self._origin.run,
            "description": f"the pages of {self._agency.id}, as they were judged",
            "robots": "obey",
            "http-header-user-agent": self._user_agent,
            FIELD: header,
        }
        text = "".join(f"{name}: {value}\r\n" for name, value in info.items() if value).encode()
        more = {"WARC-Filename": self.path.name}
        named = self._add(unit, "warcinfo", "", text, "application/warc-fields", None, None, **more)
        self._id = (named or "").strip("<>")

    def _add(
        self, unit: _Unit, kind: str, url: str, block: bytes, content_type: str, digest: str | None,
        at: datetime | None = None, **more: str,
    ) -> str | None:  # fmt: skip
        """Writes one record in a gzip member of its own; its id, or None when the disk does not take it."""
        if self._file is None:
            return None
        named = f"<urn:uuid:{uuid4()}>"
        headers = {"WARC-Type": kind, "WARC-Record-ID": named, "WARC-Date": f"{at or self._now():%Y-%m-%dT%H:%M:%SZ}"}
        if url:
            headers["WARC-Target-URI"] = url
        if digest is not None:
            headers["WARC-Payload-Digest"] = f"sha256:{digest}"
        # Given the address as a header only, the library writes the block byte by byte as it is; it would put the
        # headers of an answer into ASCII.
        record = self._writer.create_warc_record(
            "", kind, payload=io.BytesIO(block), length=len(block), warc_content_type=content_type,
            warc_headers_dict={**headers, **more},
        )  # fmt: skip
        self._plain.seek(0)
        self._plain.truncate()
        self._writer.write_record(record)
        packed = gzip.compress(self._plain.getbuffer(), LEVEL, mtime=0)
        try:
            self._file.seek(self._end)
            self._file.write(packed)
        except OSError as error:
            self._give_up(error)
            return None
        unit.members.append((self._end, len(packed)))
        self._end += len(packed)
        return named

    def _give_up(self, error: OSError | ValueError) -> None:
        told = (error.strerror if isinstance(error, OSError) else None) or error
        log.warning("agency %s: its pages are not kept: %s: %s", self._agency.id, self.path, told)
        self._close()

    def _close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            # Closing writes what is buffered, which a full disk refuses once more.
            with suppress(OSError):
                file.close()
            with suppress(OSError):
                self._part.unlink(missing_ok=True)


def _answer(exchange: Exchange) -> bytes:
    packed = any(name.lower() in ("content-encoding", "transfer-encoding") for name, _ in exchange.headers)
    lines = [f"HTTP/{'1.0' if exchange.version == 10 else '1.1'} {exchange.status} {exchange.reason}"]
    for name, value in exchange.headers:
        told = name.lower()
        as_is = told not in _WIRE_ONLY or (not packed and value.strip() == str(len(exchange.body)))
        lines.append(f"{name if as_is else f'X-Archive-Orig-{name}'}: {value}")
    if not any(line.lower().startswith("content-length:") for line in lines):
        lines.append(f"Content-Length: {len(exchange.body)}")
    return _head(lines)


def _request(exchange: Exchange) -> bytes:
    lines = [f"GET {exchange.target} HTTP/1.1"]
    if not any(name.lower() == "host" for name, _ in exchange.sent):
        lines.append(f"Host: {exchange.url.partition('://')[2].partition('/')[0]}")
    return _head([*lines, *(f"{name}: {value}" for name, value in exchange.sent)])


def _head(lines: Sequence[str]) -> bytes:
    """The lines as a head that ends where it should, whatever a server put into a header."""
    clean = (line.replace("\r", " ").replace("\n", " ").replace("\0", " ") for line in lines)
    return b"".join(line.encode("latin-1", "replace") + b"\r\n" for line in clean) + b"\r\n"
