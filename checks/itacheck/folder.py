"""A website that is still a folder of files: it is served to this machine alone while it is checked."""

from __future__ import annotations

import mimetypes
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from urllib.parse import quote, unquote, urlsplit

from itacheck.demo.server import SiteServer
from itacheck.demo.site import Answer
from itacheck.errors import ConfigurationError

INDEX = ("index.html", "index.htm", "default.html", "default.htm")
MAX_FILE = 100_000_000
"""Bytes; a larger file is answered like one that is not there."""
PORTS = range(20_000, 32_000)
"""Where folders are served: below those that systems give to programs that ask for any."""

_NOT_HERE = Answer(404, b"<!doctype html><title>404</title><h1>Not found</h1>", "text/html; charset=utf-8")
_TYPES = {".html": "text/html", ".htm": "text/html", ".css": "text/css", ".js": "text/javascript"}
_RESERVED = re.compile(r'[\\:*?"<>|\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class FolderSite:
    """The files of a folder as a website; nothing outside it, and nothing hidden."""

    folder: Path
    """Resolved."""

    def answer(self, target: str, /) -> Answer:
        """What a GET of a path and query is answered."""
        names = names_of(target)
        if names is None:
            return _NOT_HERE
        path = self.folder.joinpath(*names)
        path_part = target.partition("?")[0].partition("#")[0]
        try:
            if path.is_dir():
                if not path_part.endswith("/"):
                    return Answer(301, headers=(("Location", f"/{'/'.join(map(quote, names))}/"),))
                path = next((path / name for name in INDEX if (path / name).is_file()), path)
            # A symbolic link may lead anywhere: what it leads to must lie in the folder too.
            real = path.resolve(strict=True)
            if not real.is_relative_to(self.folder) or not real.is_file() or real.stat().st_size > MAX_FILE:
                return _NOT_HERE
            body = real.read_bytes()
        except (OSError, ValueError):
            return _NOT_HERE
        kind = _TYPES.get(path.suffix.lower()) or mimetypes.guess_type(path.name)[0]
        return Answer(200, body, kind or "application/octet-stream")


def names_of(target: str) -> tuple[str, ...] | None:
    """The folders and the file that a request names; None for what no file of the site can be called.

    On no system do they lead out of the folder that they are joined to: no `..`, no drive, no backslash.
    """
    path = unquote(urlsplit(f"//x{target if target.startswith('/') else f'/{target}'}").path, errors="replace")
    names = tuple(name for name in path.split("/") if name)
    bad = any(name.startswith(".") or _RESERVED.search(name) for name in names)
    return None if bad else names


def looks_like_folder(word: str) -> bool:
    """Whether a word on the command line means a folder rather than the id of an agency.

    It does when it is one and is written like a path: a slash or backslash, a dot, a drive, or letters that no id has.
    """
    written = bool(word) and "://" not in word and not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", word)
    try:
        return written and Path(word).is_dir()
    except (OSError, ValueError):
        return False


def name_of(folder: PurePath) -> str:
    """How a site in a folder is called: by the folder, or by the one above where that says nothing."""
    said = [
        part for part in folder.parts if part.lower() not in {"public_html", "htdocs", "www", "html", "dist", "site"}
    ]
    return (said[-1] if said else folder.name).strip("\\/:") or "site"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serves a folder on the loopback while the block runs, and gives the address of its home page.

    The port is made from the folder's path, so that a page has the same address in each run where that port is free.

    Raises:
        ConfigurationError: it has no home page.
    """
    real = folder.resolve()
    if not any((real / name).is_file() for name in INDEX):
        raise ConfigurationError(
            f"{folder}: holds no index.html",
            "name the folder of finished pages, or the http://localhost address of a site that programs make (PHP, …)",
        )
    wish = PORTS[zlib.crc32(str(real).encode("utf-8", "surrogatepass")) % len(PORTS)]
    try:
        server = SiteServer(FolderSite(real), port=wish)
    except OSError:
        server = SiteServer(FolderSite(real))
    try:
        yield server.url
    finally:
        server.close()
