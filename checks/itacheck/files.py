"""Names and writing of files: safe on every system, never half written."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from itacheck.errors import ConfigurationError

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
# What JSON allows as it stands.
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_RESERVED = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))})


def safe_stem(text: str) -> str:
    """A file name without extension that no system refuses and no path escapes from.

    The text itself where it is safe, else what can be kept of it and a digest of the whole.
    """
    reserved = text.split(".", 1)[0].upper() in _RESERVED
    if _SAFE.fullmatch(text) and not text.endswith(".") and ".." not in text and not reserved:
        return text
    kept = _UNSAFE.sub("-", text[:200]).strip("-")[:40]
    return f"{kept or 'x'}-{_digest(text)}"


def unique_stems(texts: Iterable[str]) -> list[str]:
    """`safe_stem` of each, in order, different also where the file system ignores case."""
    taken: set[str] = set()
    stems: list[str] = []
    for text in texts:
        stem = safe_stem(text)
        if stem.casefold() in taken:
            stem = f"{stem}-{_digest(text)}"
        plain, copy = stem, 1
        while stem.casefold() in taken:
            copy += 1
            stem = f"{plain}-{copy}"
        taken.add(stem.casefold())
        stems.append(stem)
    return stems


def write_atomic(path: Path, text: str) -> None:
    """Write a UTF-8 file so that a reader sees the old one or the new one, never half of one.

    Raises:
        ConfigurationError: the folder or the file cannot be written.
    """
    with writing(path) as file:
        file.write(text)


@contextmanager
def writing(path: Path, encoding: str = "utf-8") -> Iterator[TextIO]:
    """A file to write piece by piece; a reader sees the old one until the block ends well.

    Line ends are written as they are.

    Raises:
        ConfigurationError: the folder or the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path, encoding) as file:
            yield file
    except OSError as error:
        raise ConfigurationError(
            f"{path.name} cannot be written to {path.parent}: {error.strerror or error}",
            "choose a folder that you may write to, and close the file where it is open",
        ) from error


@contextmanager
def replacing(path: Path, encoding: str = "utf-8", *, durable: bool = False) -> Iterator[TextIO]:
    """A file in the same folder that takes the place of another when the block ends well.

    Args:
        path: which, be it there or not.
        encoding: of its text; line ends are written as they are.
        durable: it is whole also when the machine dies.

    Raises:
        OSError: it cannot be written.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".itacheck-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding=encoding, newline="") as file:
            yield file
            if durable:
                file.flush()
                os.fsync(handle)
        Path(temporary).chmod(0o644)  # mkstemp makes it private; what is written is there to be read
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def json_line(value: Any) -> str:
    """JSON on one line, Thai as it is, with every code escaped that a terminal or a diff may obey."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
