"""Archives: the files in them, each read like a file of its own. Nothing is ever written to a disk."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from itacheck.model import Trouble
from itacheck.thai import in_thai, normalise

from .charset import is_thai_by_chance
from .document import DocumentText, Member
from .sniff import sniff

KINDS = frozenset({"zip", "tar", "gz"})
MAX_LISTED = 500
"""Files of an archive that are named."""
MAX_READ = 40
"""Files of an archive that are read, the first ones."""
MAX_PAGES = 100
"""Pages after which no further file is read."""
MOST_PAGES = 12
"""Pages that one file can cost."""
MAX_MEMBER = 30_000_000
"""Bytes of one file, unpacked."""
MAX_UNPACKED = 100_000_000
"""Bytes that are unpacked in all."""
MAX_RATIO = 200
"""Times that a file of more than a million bytes may grow."""
MAX_NAME = 300

_UTF8_NAME = 0x800
_UNICODE_PATH = 0x7075
_LOCKED = 0x1
_LITTER = frozenset({"__macosx", ".ds_store", "thumbs.db", "desktop.ini"})

ReadOne = Callable[[bytes, str], DocumentText]


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    open: Callable[[], bytes | Trouble]
    """Its bytes, or why there are none; may raise anything."""


@dataclass(slots=True)
class _Budget:
    """What may still be done with one archive."""

    listed: int = MAX_LISTED
    read: int = MAX_READ
    pages: int = MAX_PAGES
    unpacked: int = MAX_UNPACKED


def read_archive(body: bytes, kind: str, read_one: ReadOne) -> DocumentText:
    """Reads the files of an archive, first ones first. Never raises.

    An archive in it is opened too, one in that is not. Where not one of its files could be read, it has a trouble of
    its own.

    Args:
        body: the bytes.
        kind: one of `KINDS`.
        read_one: reads one file by its bytes and its kind.
    """
    try:
        members = tuple(_members(body, kind, read_one, _Budget(), nested=False))
    except MemoryError:
        return DocumentText(trouble=Trouble.TOO_LARGE)
    except Exception as error:  # noqa: BLE001 - a hostile file may make a parser raise anything
        return DocumentText(trouble=_why(error))
    return DocumentText(pages=len(members), trouble=_trouble(members), members=members)


def list_archive(body: bytes, kind: str, trouble: Trouble) -> DocumentText:
    """Only names the files of an archive that could not be read to the end, each with that trouble. Never raises."""
    listed = read_archive(body, kind, lambda _body, _kind: DocumentText(trouble=trouble))
    return listed if listed.members else DocumentText(trouble=trouble)


def _trouble(members: tuple[Member, ...]) -> Trouble | None:
    troubles = [member.found.trouble for member in members]
    if None in troubles:
        return None
    return next((trouble for trouble in troubles if trouble is not Trouble.EMPTY), Trouble.EMPTY)


def _members(body: bytes, kind: str, read_one: ReadOne, budget: _Budget, *, nested: bool) -> Iterator[Member]:
    for entry in _entries(body, kind, budget):
        if not budget.listed:
            yield Member("", "", DocumentText(trouble=Trouble.TOO_LARGE))
            return
        budget.listed -= 1
        yield from _read(entry, read_one, budget, nested=nested)


def _read(entry: _Entry, read_one: ReadOne, budget: _Budget, *, nested: bool) -> Iterator[Member]:
    kind = sniff(b"", "application/octet-stream", entry.name)
    if not budget.read or budget.pages <= 0 or budget.unpacked <= 0:
        yield Member(entry.name, kind, DocumentText(trouble=Trouble.TOO_LARGE))
        return
    try:
        data = entry.open()
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - one bad file leaves the others
        data = _why(error)
    if isinstance(data, bytes) and not data:
        data = Trouble.EMPTY
    if isinstance(data, Trouble):
        yield Member(entry.name, kind, DocumentText(trouble=data))
        return
    budget.read -= 1
    kind = sniff(data, "", entry.name)
    if kind in KINDS and not nested:
        yield from _inner(entry.name, data, kind, read_one, budget)
        return
    found = read_one(data, kind) if kind not in KINDS else DocumentText(trouble=Trouble.UNSUPPORTED)
    budget.pages -= max(1, min(found.pages, MOST_PAGES))
    yield Member(entry.name, kind, found)


def _inner(name: str, data: bytes, kind: str, read_one: ReadOne, budget: _Budget) -> Iterator[Member]:
    """The files of an archive in an archive, under its name; the archive itself where it cannot be opened."""
    some = False
    try:
        for member in _members(data, kind, read_one, budget, nested=True):
            some = True
            yield Member(f"{name}/{member.name}" if member.name else "", member.kind, member.found)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - one bad archive leaves the other files
        yield Member(name, kind, DocumentText(trouble=_why(error)))
        return
    if not some:
        yield Member(name, kind, DocumentText(trouble=Trouble.EMPTY))


def _why(error: Exception) -> Trouble:
    if isinstance(error, NotImplementedError):
        return Trouble.UNSUPPORTED  # a way of packing that the standard library does not know
    if isinstance(error, RuntimeError) and "password" in str(error):
        return Trouble.ENCRYPTED
    return Trouble.TOO_LARGE if isinstance(error, _TooLargeError) else Trouble.DAMAGED


class _TooLargeError(Exception):
    """It would unpack to more than is allowed."""


def _entries(body: bytes, kind: str, budget: _Budget) -> Iterator[_Entry]:
    if kind == "zip":
        yield from _zip_entries(body, budget)
    elif kind == "tar":
        yield from _tar_entries(body, budget)
    else:
        name, data = _gunzipped(body, budget)
        if sniff(data) == "tar":
            yield from _tar_entries(data, budget)
        else:
            yield _Entry(name or "1", lambda: data)


# -- zip


def _zip_entries(body: bytes, budget: _Budget) -> Iterator[_Entry]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for info in archive.infolist():
            name = _tidy_path(_zip_name(info))
            if name and not info.is_dir():
                yield _Entry(name, lambda info=info: _unzipped(archive, info, budget))  # type: ignore[misc]


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> bytes | Trouble:
    if info.flag_bits & _LOCKED:
        return Trouble.ENCRYPTED
    most = min(MAX_MEMBER, budget.unpacked)
    if info.file_size > most or _grows(info.file_size, info.compress_size):
        return Trouble.TOO_LARGE
    with archive.open(info) as file:
        data = file.read(most + 1)
    budget.unpacked -= len(data)
    return data if len(data) <= most else Trouble.TOO_LARGE


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name as its maker typed it. Windows in Thai writes cp874, older tools UTF-8, and neither says so."""
    if told := _unicode_path(info.extra):
        return told
    if info.flag_bits & _UTF8_NAME:
        return in_thai(info.orig_filename)
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.orig_filename
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp874", "replace")
    return raw.decode("cp874", "replace") if is_thai_by_chance(text) else text


def _unicode_path(extra: bytes) -> str:
    """The name in the field that Info-ZIP adds for it; empty without one."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == _UNICODE_PATH and length > 5:
            return extra[9 : 4 + length].decode("utf-8", "replace")
        extra = extra[4 + length :]
    return ""


# -- tar and gz


def _tar_entries(body: bytes, budget: _Budget) -> Iterator[_Entry]:
    with tarfile.open(fileobj=io.BytesIO(body), mode="r:", encoding="utf-8", errors="surrogateescape") as archive:
        for info in archive:
            name = _tidy_path(_tar_name(info.name))
            if name and info.isreg():
                yield _Entry(name, lambda info=info: _untarred(archive, info, budget))  # type: ignore[misc]


def _untarred(archive: tarfile.TarFile, info: tarfile.TarInfo, budget: _Budget) -> bytes | Trouble:
    most = min(MAX_MEMBER, budget.unpacked)
    if info.size > most:
        return Trouble.TOO_LARGE
    file = archive.extractfile(info)
    data = file.read(most + 1) if file else b""
    budget.unpacked -= len(data)
    return data if len(data) == info.size else Trouble.DAMAGED


def _tar_name(name: str) -> str:
    raw = name.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp874", "replace")


def _gunzipped(body: bytes, budget: _Budget) -> tuple[str, bytes]:
    """The name of the one file in a gz, where it is told, and its bytes."""
    with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
        data = file.read(budget.unpacked + 1)
    if len(data) > budget.unpacked or _grows(len(data), len(body)):
        raise _TooLargeError
    return _tidy_path(_gz_name(body)), data


def _gz_name(body: bytes) -> str:
    if len(body) < 11 or not body[3] & 0x08:
        return ""
    start = 10
    if body[3] & 0x04:
        start += 2 + int.from_bytes(body[10:12], "little")
    return _tar_name(body[start : start + MAX_NAME].partition(b"\0")[0].decode("utf-8", "surrogateescape"))


def _grows(size: int, packed: int) -> bool:
    return size > 1_000_000 and size > max(1, packed) * MAX_RATIO


def _tidy_path(name: str) -> str:
    """A path without what leads nowhere; empty for a system's own litter."""
    parts = [normalise(part) for part in name.replace("\\", "/").split("/")]
    parts = [part for part in parts if part.strip(".") and not (len(part) == 2 and part[1] == ":")]
    if not parts or any(part.lower() in _LITTER for part in parts) or parts[-1].startswith(("._", "~$")):
        return ""
    return "/".join(parts)[-MAX_NAME:]
