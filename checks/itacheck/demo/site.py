"""One website of the demo province: its folder under `sites/`, and what it answers to a request. Pure: no sockets.

A folder holds pages and files under the paths at which they are served, `_layout.html` (the frame that every page of
the house style shares) and `site.toml` (the answers that are not simply a file). A page is a `<title>` line and its own
content, which the layout takes at `{{title}}` and `{{body}}`; a page that starts with a doctype is served as it stands.
"""

from __future__ import annotations

import mimetypes
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..errors import ConfigurationError

SITES = Path(__file__).with_name("sites")
LAYOUT = "_layout.html"
_SETTINGS = "site.toml"
_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
}
_NOT_FOUND = "<!doctype html><html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sends."""

    status: int
    body: bytes = b""
    content_type: str = "text/html"
    """The whole header, with a charset where the site declares one."""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Oddity:
    """An answer of `site.toml`: anything that is left out is as for a plain file."""

    path: str
    """Path, and query where the site tells its pages apart by it."""
    file: str | None = None
    status: int = 200
    content_type: str | None = None
    location: str | None = None
    """The target of a redirect, on this site."""


@dataclass(frozen=True, slots=True)
class Site:
    """A website as data."""

    folder: Path
    charset: str = "utf-8"
    """The Python name of the encoding in which pages are sent."""
    declares_charset: bool = True
    """Whether the Content-Type header names the charset."""
    dead: tuple[str, ...] = ()
    """Paths that the site links to and that answer 404: it is meant so."""
    oddities: dict[str, Oddity] = field(default_factory=dict)

    def answer(self, target: str) -> Answer:
        """What a GET of `target` (path and query, as in the request line) answers; 404 where nothing is."""
        parts = urlsplit(target)
        path = unquote(parts.path) or "/"
        odd = (self.oddities.get(f"{path}?{parts.query}") if parts.query else None) or self.oddities.get(path)
        if odd is None:
            file = self._file(path)
            return self._send(file) if file else self._page(_NOT_FOUND, 404)
        if odd.location:
            return Answer(odd.status, headers=(("Location", odd.location),))
        file = self.folder / odd.file if odd.file else None
        if file is None:
            return Answer(odd.status, content_type=odd.content_type or "text/html")
        return self._send(file, odd.status, odd.content_type)

    def _file(self, path: str) -> Path | None:
        names = [part for part in path.split("/") if part]
        if any(name.startswith((".", "_")) or "\\" in name for name in names) or names == [_SETTINGS]:
            return None
        plain = self.folder.joinpath(*names)
        for file in (plain / "index.html", plain / "index.htm", plain, plain.parent / f"{plain.name}.html"):
            if names and path.endswith("/") and file == plain:
                continue
            try:
                if file.is_file():
                    return file
            except OSError:
                return None  # a name that no file system holds
        return None

    def _send(self, file: Path, status: int = 200, content_type: str | None = None) -> Answer:
        if file.suffix in (".html", ".htm"):
            return self._page(self._frame(file.read_text(encoding="utf-8")), status)
        kind = content_type or _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0]
        return Answer(status, file.read_bytes(), kind or "application/octet-stream")

    def _page(self, html: str, status: int) -> Answer:
        kind = f"text/html; charset={self.charset}" if self.declares_charset else "text/html"
        return Answer(status, html.encode(self.charset), kind)

    def _frame(self, source: str) -> str:
        if source.lstrip().lower().startswith("<!doctype"):
            return source
        title_line, _, body = source.partition("\n")
        title = title_line.removeprefix("<title>").removesuffix("</title>")
        layout = (self.folder / LAYOUT).read_text(encoding="utf-8")
        return layout.replace("{{title}}", title).replace("{{body}}", body)


def load_site(name: str) -> Site:
    """The site in `sites/<name>`.

    Raises:
        ConfigurationError: the package holds no such site.
    """
    folder = SITES / name
    settings = folder / _SETTINGS
    if not settings.is_file():
        raise ConfigurationError(f"the demo has no site {name!r} in {SITES}", "install the package again")
    data = tomllib.loads(settings.read_text(encoding="utf-8"))
    return Site(
        folder=folder,
        charset=data.get("charset", "utf-8"),
        declares_charset=data.get("declares_charset", True),
        dead=tuple(data.get("dead", ())),
        oddities={entry["path"]: Oddity(**entry) for entry in data.get("answer", ())},
    )
