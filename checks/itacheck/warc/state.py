"""What a snapshot is besides the bodies, as the JSON of a WARC's last record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Literal, get_type_hints

from pydantic import TypeAdapter, ValidationError

from itacheck.model import Reading, Snapshot

URL = "urn:itacheck:snapshot"
"""The target of the last record: what has none was not written to its end."""


@dataclass(frozen=True, slots=True)
class KeptReading:
    """How to read a page or document again."""

    url: str
    """Its place in `Snapshot.readings`."""
    offset: int
    length: int
    """Of its gzip member, in bytes."""
    sha256: str
    """Of the body."""
    read_as: str
    """The address that it was read under; another one only where a script changed it."""
    content_type: str
    file_name: str
    fetched_at: datetime
    outside: bool
    changes: dict[str, Any] = field(default_factory=dict)
    """What was changed of the page or document after it was read (a browser drew it), by the field's name."""


@dataclass(frozen=True, slots=True)
class State:
    """The last record."""

    format: Literal["itacheck/snapshot/v1"]
    snapshot: Snapshot
    """Without its readings."""
    readings: tuple[KeptReading, ...]
    dropped: tuple[str, ...] = ()
    """Readings that were over the size budget."""


STATE = TypeAdapter(State)


def changes(read: Reading, final: Reading) -> dict[str, Any]:
    """What of a reading is no longer as it was read, as plain JSON values."""
    if read is final or type(read) is not type(final):
        return {}
    hints = get_type_hints(type(final))
    return {
        one.name: TypeAdapter(hints[one.name]).dump_python(getattr(final, one.name), mode="json")
        for one in fields(final)
        if one.init and getattr(read, one.name) != getattr(final, one.name)
    }


def changed(read: Reading, told: Mapping[str, Any]) -> Reading:
    """A reading with the changes that `changes` told; what this version does not know of it is left out."""
    if not told:
        return read
    types = get_type_hints(type(read))
    hints = {one.name: types[one.name] for one in fields(read) if one.init}
    known: dict[str, Any] = {}
    for name, value in told.items():
        if name in hints:
            try:
                known[name] = TypeAdapter(hints[name]).validate_python(value)
            except ValidationError:
                continue
    return replace(read, **known)
