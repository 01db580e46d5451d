"""Reads the WARC of one agency back into the snapshot that it was made of. Asks nobody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from itacheck.crawl import Read
from itacheck.model import Cause, CrawlStatus, Failure, Reading, Snapshot, Whose

from .header import Header, NotKeptError, cannot_be_read, members, none_of_ours, read_header, read_record
from .keeping import Records
from .state import STATE, URL, State, changed

OVER_BUDGET = "not all of its pages fitted into the size budget of its WARC"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a WARC holds."""

    header: Header
    snapshot: Snapshot
    records: Records


def load(path: Path, read: Read) -> Kept:
    """The snapshot of a WARC, its pages and documents read anew.

    Args:
        path: the WARC.
        read: makes pages and documents of bytes, as in the crawl; what it breaks on is a failure, as there.

    Raises:
        NotKeptError: it cannot be read, is damaged, cut off, or none of ours.
    """
    header = read_header(path)
    try:
        with path.open("rb") as file:
            places = list(members(file, path))
            last = read_record(file, *places[-1], path)
            try:
                state: State = STATE.validate_json(last.content) if last.url == URL else _none(path)
            except ValidationError:
                raise none_of_ours(path) from None
            whole, readings, failures = set(places), dict[str, Reading](), dict(state.snapshot.failures)
            for one in state.readings:
                if (one.offset, one.length) not in whole:
                    raise none_of_ours(path)
                record = read_record(file, one.offset, one.length, path)
                body = record.content.partition(b"\r\n\r\n")[2] if record.kind == "response" else record.content
                if sha256(body).hexdigest() != one.sha256:
                    raise NotKeptError(f"{path.name}: the record at byte {one.offset} is not what was kept")
                try:
                    reading = read(
                        body, url=one.read_as, content_type=one.content_type, file_name=one.file_name,
                        fetched_at=one.fetched_at, outside=one.outside,
                    )  # fmt: skip
                except Exception as error:  # noqa: BLE001 - hostile bytes may crash a parser in any way
                    detail = f"reading it failed: {type(error).__name__}"
                    failures[one.url] = Failure(one.url, Cause.BAD_ANSWER, Whose.US, detail, outside=one.outside)
                    continue
                readings[one.url] = changed(reading, one.changes)
            first = read_record(file, *places[0], path)
    except OSError as error:
        raise cannot_be_read(path, error) from None
    snapshot = replace(state.snapshot, readings=readings, failures=failures)
    places_of = {one.url: (one.offset, one.sha256) for one in state.readings}
    records = Records(first.id.strip("<>"), path, places_of, state.dropped)
    return Kept(header, _without(snapshot, state.dropped), records)


def _none(path: Path) -> State:
    raise none_of_ours(path)


def _without(snapshot: Snapshot, dropped: tuple[str, ...]) -> Snapshot:
    """A snapshot that says of what was over the size budget that it was not looked at."""
    if not dropped:
        return snapshot
    told = {url: Failure(url, Cause.BUDGET, Whose.US, OVER_BUDGET) for url in dropped}
    status, failure = snapshot.status, snapshot.failure
    if status is not CrawlStatus.UNREACHABLE:
        status, failure = CrawlStatus.PARTIAL, Failure(snapshot.home, Cause.BUDGET, Whose.US, OVER_BUDGET)
    return replace(snapshot, failures={**snapshot.failures, **told}, status=status, failure=failure)
