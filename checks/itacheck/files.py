"""Names and writing of files: safe on every system, never half written."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from itacheck.errors import ConfigurationError

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
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
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".itacheck-", suffix=".tmp")
        with os.fdopen(handle, "w", encoding=encoding, newline="") as file:
            yield file
        Path(temporary).chmod(0o644)  # mkstemp makes it private; what is written is there to be read
        Path(temporary).replace(path)
    except BaseException as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        raise ConfigurationError(
            f"{path.name} cannot be written to {path.parent}: {error.strerror or error}",
            "choose a folder that you may write to, and close the file where it is open",
        ) from error


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
