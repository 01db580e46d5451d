"""One fictional agency's website in a labelled folder, and what it answers. Pure: no sockets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from typing import Annotated, Self, TypeAlias
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from itacheck.border import parse, read_toml
from itacheck.demo.site import Answer
from itacheck.errors import ConfigurationError
from itacheck.model import Bilingual, Strict
from itacheck.model.agency import Slug

SITE = "site.toml"
_OFFICE = "application/vnd.openxmlformats-officedocument."
# Our own table: what the system knows of endings differs from one machine to the next.
_TYPES = {
    ".css": "text/css",
    ".csv": "text/csv",
    ".doc": "application/msword",
    ".docx": f"{_OFFICE}wordprocessingml.document",
    ".gif": "image/gif",
    ".htm": "text/html",
    ".html": "text/html",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": f"{_OFFICE}presentationml.presentation",
    ".rtf": "application/rtf",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
_STATUSES = frozenset(status.value for status in HTTPStatus)
_PRIVATE = "_"
"""Files and folders with this first letter are reached by routes only."""
_NOT_FOUND = b"<html><body><h1>404 Not Found</h1></body></html>"

_Key: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]


def _charset(name: str) -> str:
    try:
        "".encode(_codec(name))
    except LookupError:
        raise PydanticCustomError("charset", "no such character set") from None
    return name


def _inside(text: str) -> str:
    path = PurePosixPath(text)
    if not path.parts or path.is_absolute() or ".." in path.parts or "\\" in text:
        raise PydanticCustomError("path", "a path inside the site's folder is expected")
    return text


_Charset = Annotated[str, AfterValidator(_charset)]


def _status(code: int) -> int:
    if code < HTTPStatus.OK or code not in _STATUSES:
        raise PydanticCustomError("status", "no such final HTTP status")
    return code


class Route(Strict):
    """An answer that is not simply the file of that path."""

    file: Annotated[str, AfterValidator(_inside)] | None = None
    """Relative to the site's folder."""
    status: Annotated[int, AfterValidator(_status)] = 200
    content_type: str | None = None
    charset: _Charset | None = None
    location: str | None = None
    """The target of a redirect."""
    disposition: str | None = None
    """The Content-Disposition header."""
    delay: float = Field(default=0.0, ge=0, le=600)
    """Seconds before the answer."""


class _SiteFile(Strict):
    id: Slug
    kind: Slug
    style: str
    charset: _Charset = "utf-8"
    name: Bilingual
    routes: dict[str, Route] = Field(default_factory=dict)
    dead: dict[str, int] = Field(default_factory=dict)
    not_found: Route | None = None
    everywhere: Route | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """One sub-folder with a `site.toml`; its name is the agency's id."""

    id: str
    name: Bilingual
    kind: str
    style: str
    """The house style, in a few words."""
    folder: Path
    charset: str
    """HTML files are stored as UTF-8 and sent in this one; only UTF-8 is also named in the header."""
    routes: Mapping[_Key, Route]
    dead: Mapping[str, int]
    """Links that must not lead to content, with the status that they answer; 200 is an empty file or a soft 404."""
    not_found: Route | None
    """The answer to what is not there; None: a plain 404."""
    everywhere: Route | None
    """The one answer to all requests, for a site that cannot be looked at."""

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read `folder`/site.toml.

        Raises:
            ConfigurationError: it is broken, or names a file that is not there.
        """
        path = folder / SITE
        raw = parse(_SiteFile, {**read_toml(path), "id": folder.name}, str(path))
        site = cls(
            id=raw.id, name=raw.name, kind=raw.kind, style=raw.style, folder=folder, charset=raw.charset,
            routes={_key(url): route for url, route in raw.routes.items()}, dead=raw.dead, not_found=raw.not_found,
            everywhere=raw.everywhere,
        )  # fmt: skip
        keyed = {f'routes."{url}"': route for url, route in raw.routes.items()}
        for key, route in {**keyed, "not_found": raw.not_found, "everywhere": raw.everywhere}.items():
            if route is not None and route.file is not None and not (folder / route.file).is_file():
                raise ConfigurationError(
                    f"{path}: key '{key}.file': no file {route.file!r}", "add it, or correct the key"
                )
        return site

    def answer(self, target: str) -> Answer:
        """The answer to a request for `target` (path and query); the order of the query does not matter."""
        route = self._route(target)
        if route is not None:
            return self._routed(route)
        path, _ = _key(target)
        if (file := self._static(path)) is not None:
            return self._file(file)
        if path == "/robots.txt" or self.not_found is None:
            return Answer(404, _NOT_FOUND, _html("utf-8"))
        return self._routed(self.not_found)

    def delay(self, target: str) -> float:
        """Seconds before that answer."""
        route = self._route(target)
        return route.delay if route else 0.0

    def _route(self, target: str) -> Route | None:
        path, query = _key(target)
        return self.everywhere or self.routes.get((path, query)) or (self.routes.get((path, ())) if query else None)

    def _static(self, path: str) -> Path | None:
        parts = [part for part in (path + "index.html" if path.endswith("/") else path).split("/") if part]
        # A backslash or a colon would lead out of the folder on Windows.
        if any(part.startswith((_PRIVATE, ".")) or set(part) & set("\\:\0") for part in parts) or parts == [SITE]:
            return None
        file = self.folder.joinpath(*parts)
        try:
            return file if file.is_file() else None
        except OSError:
            return None  # a name that no file system holds

    def _routed(self, route: Route) -> Answer:
        if route.location is not None:
            return Answer(route.status, headers=(("Location", quote(route.location, safe="/?&=%:;,+@#")),))
        if route.file is None:
            return Answer(route.status, f"<h1>{HTTPStatus(route.status).phrase}</h1>".encode(), _html("utf-8"))
        found = self._file(self.folder / route.file, route.content_type, route.charset)
        extra = (("Content-Disposition", route.disposition),) if route.disposition is not None else ()
        return Answer(route.status, found.body, found.content_type, extra)

    def _file(self, file: Path, content_type: str | None = None, charset: str | None = None) -> Answer:
        kind = content_type or _TYPES.get(file.suffix.lower(), "application/octet-stream")
        body = file.read_bytes()
        if kind != "text/html":
            return Answer(200, body, kind)
        sent_as = charset or self.charset
        if sent_as == "utf-8":
            return Answer(200, body, _html("utf-8"))
        text = body.decode("utf-8", "replace")
        return Answer(200, text.encode(_codec(sent_as), "xmlcharrefreplace"), _html(None))


def load_sites(folder: Path) -> tuple[Site, ...]:
    """Every site of a labelled folder, by id.

    Raises:
        ConfigurationError: a `site.toml` is broken.
    """
    return tuple(Site.load(file.parent) for file in sorted(folder.glob(f"*/{SITE}")))


def _codec(charset: str) -> str:
    return "cp874" if charset.lower() == "windows-874" else charset


def _html(charset: str | None) -> str:
    return f"text/html; charset={charset}" if charset else "text/html"


def _key(target: str) -> _Key:
    parts = urlsplit(target)
    return unquote(parts.path), tuple(sorted(parse_qsl(parts.query, keep_blank_values=True)))
