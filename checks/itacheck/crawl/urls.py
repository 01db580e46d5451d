"""One spelling for each address: what a link's `href` means, as browsers read it, and which addresses are the same.

Nothing here raises, whatever the string: links are written by people and by attackers.
"""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple
from urllib.parse import unquote

from itacheck.remember import LONG, remembered, remembered_if

MAX_LENGTH = 8_192
"""Characters; a longer address is no address (inline images, generated queries)."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_NOT_IN_PATH = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]+")
_NOT_IN_QUERY = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]+")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ttclid|twclid|igshid|igsh|mibextid|"
    r"mc_cid|mc_eid|_ga|_gl|_hsenc|_hsmi|li_fat_id|srsltid|zanpid|mtm_\w+|pk_(?:campaign|kwd|source|medium)|_openstat"
)
_SESSION = re.compile(r"phpsessid|jsessionid|aspsessionid\w*|oscsid|zenid")
# `sid=12` or `session=3` names content on many sites, so these names count only with a value that no person chose.
_MAYBE_SESSION = re.compile(r"sid|sess|sessid|session|session_?id|sesskey|cftoken")
# As servers make them: hexadecimal, or PHP's letters 0-9a-v with a digit among them.
_SESSION_VALUE = re.compile(r"[0-9a-fA-F]{16,}|(?=[a-v]*[0-9])[0-9a-v]{26}|(?=[a-v]*[0-9])[0-9a-v]{32}")
# Also ASP.NET's, which is a folder of its own: `/(S(lit3py55t21z5v55vlm25s55))/page.aspx`.
_SESSION_IN_PATH = re.compile(
    r";(?:jsessionid|phpsessid)=[^/;]*|/\((?:[A-Z]\([0-9A-Za-z_-]{20,}\))+\)(?=/)", re.IGNORECASE
)
# What scripts add so that no cache answers: `_=1700000000000`.
_CACHE_BUSTER = re.compile(r"_=\d{10,}")

_INDEX_PAGE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$")
_BEYOND_ASCII = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")

_DOCUMENTS = (
    "pdf doc docx docm dot dotx xls xlsx xlsm xlsb ppt pptx pps ppsx odt ods odp rtf csv txt epub "
    "zip rar 7z gz tgz tar jpg jpeg png gif webp bmp svg ico tif tiff heic "
    "mp3 mp4 m4a m4v avi mov wmv webm ogg wav mkv flv swf apk exe msi iso xml json css js"
)
_DOCUMENT_EXTENSIONS = frozenset(_DOCUMENTS.split())
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,5})$")


class Address(NamedTuple):
    """The parts of an address that stay: lower-case scheme, host with a port that is not the default, path, query."""

    scheme: str
    host: str
    path: str
    query: str

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}{self.path}" + (f"?{self.query}" if self.query else "")


def canonical(url: str, base: str | None = None) -> str | None:
    """The one spelling of an address, for keys and for asking.

    Lower-case scheme and host, punycode, no default port, no fragment, no tracking parameters or session ids,
    upper-case percent escapes, text as UTF-8, no dot segments. The order of the query is kept: some sites need it.

    Args:
        url: an address or a reference as written in a page.
        base: the address of the page that it stands in; an empty reference means the base itself.

    Returns:
        None when it is not http or https, holds credentials, or cannot be an address.
    """
    if len(url) > MAX_LENGTH:
        return None
    return _canonical(url, _context(url, base))


def resolve(url: str, base: str | None = None) -> str | None:
    """Like `canonical`, with tracking parameters and session ids kept: what a redirect asks us to fetch."""
    if len(url) > MAX_LENGTH:
        return None
    address = _parse(url, _context(url, base))
    return None if address is None else _bounded(address)


@remembered(16_384)
def host_key(url: str) -> str:
    """`host` or `host:port` without a default port; empty when the string is no web address."""
    address = _split(url)
    return "" if address is None else address.host


def site_key(url: str) -> str:
    """The host key without `www.`: one for both schemes and both spellings of a host."""
    return host_key(url).removeprefix("www.")


def same_site(a: str, b: str) -> bool:
    """Whether two addresses are on one site: http and https, with and without www, are one."""
    key = site_key(a)
    return bool(key) and key == site_key(b)


@remembered(16_384)
def page_key(url: str) -> str:
    """A canonical address without scheme and `www.`: one key for the twins of a page."""
    address = _split(url)
    return url if address is None else str(address._replace(host=address.host.removeprefix("www."))).partition("://")[2]


def folders(url: str) -> list[str]:
    """The folders above an address, as page keys without a slash at the end; not the root."""
    parts = page_key(url).partition("?")[0].rstrip("/").split("/")
    return ["/".join(parts[:end]) for end in range(2, len(parts))]


def twin_key(url: str) -> str:
    """One key for addresses that many servers answer alike: letter case, a slash at the end, the name of an index page.

    They are one page only where the server shows that they are.
    """
    path, mark, query = page_key(url).partition("?")
    return _INDEX_PAGE.sub("", path.lower()).rstrip("/") + mark + query


def as_sent(url: str, href: str, charset: str) -> str:
    """The address that a browser asks for a link of a page: its query goes out in the charset of the page.

    Args:
        url: the absolute address, everything in it encoded as UTF-8.
        href: as written in the page.
        charset: of the page.
    """
    if href.isascii() or charset.lower().replace("_", "-") in ("utf-8", "utf8"):
        return url
    path, mark, query = url.partition("?")

    def encoded(escapes: re.Match[str]) -> str:
        if escapes[0] in href:
            return escapes[0]  # written so
        try:
            return "".join(f"%{byte:02X}" for byte in unquote(escapes[0], errors="strict").encode(charset))
        except (UnicodeError, LookupError):
            return escapes[0]

    return path + mark + _BEYOND_ASCII.sub(encoded, query)


def looks_like_document(url: str) -> bool:
    """Whether the address says by its extension that it is a file and no page (`download.php?f=plan.pdf` does too)."""
    path, _, query = url.partition("?")
    for text in (query, path.partition("://")[2].partition("/")[2]):
        found = _EXTENSION.search(text)
        if found:
            return found[1].lower() in _DOCUMENT_EXTENSIONS
    return False


def without_credentials(url: str) -> str:
    """The string without a `user:password@` part, for messages."""
    return re.sub(r"(?<=//)[^/?#\\]*@", "", url)


@remembered(4_096)
def _split(url: str) -> Address | None:
    return _parse(url, None)


def _context(url: str, base: str | None) -> Address | None:
    """The part of the base that the reference needs: menus repeat on every page, so that the memory hits."""
    if base is None or url.startswith(("http://", "https://")):
        return None
    address = _split(base)
    if address is None or not url or url[0] in "?#" or url[0].isspace() or not url[0].isprintable():
        return address
    if url[0] in "/\\":
        return address._replace(path="/", query="")
    return address._replace(path=address.path[: address.path.rfind("/") + 1], query="")


@remembered_if(lambda url, base: len(url) + (len(base.path) if base is not None else 0) <= LONG, 16_384)
def _canonical(url: str, base: Address | None) -> str | None:
    address = _parse(url, base)
    if address is None:
        return None
    path = _SESSION_IN_PATH.sub("", address.path)
    kept = [part for part in address.query.split("&") if not _is_noise(part)] if address.query else []
    return _bounded(address._replace(path=path or "/", query="&".join(kept)))


def _bounded(address: Address) -> str | None:
    text = str(address)
    return text if len(text) <= MAX_LENGTH else None


def _is_noise(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    name = unquote(name).lower()
    if _TRACKING.fullmatch(name) or _SESSION.fullmatch(name) or _CACHE_BUSTER.fullmatch(parameter):
        return True
    return bool(_MAYBE_SESSION.fullmatch(name) and _SESSION_VALUE.fullmatch(value))


def _parse(url: str, base: Address | None) -> Address | None:
    text = _clean(url)
    found = _SCHEME.match(text)
    scheme = found[1].lower() if found else ""
    if found and scheme not in _DEFAULT_PORTS:
        return None
    rest = text[found.end() :] if found else text
    # As browsers do: `http:page` on an http page is relative, `http:///host/` and `///host/` name a host.
    if rest.startswith("//") or (found and (base is None or base.scheme != scheme)):
        return _absolute(scheme or (base.scheme if base else ""), rest.lstrip("/"))
    if base is None:
        return None
    path, mark, query = rest.partition("?")
    if not path:
        return base._replace(query=_quote(query, _NOT_IN_QUERY)) if mark else base
    if not path.startswith("/"):
        path = base.path[: base.path.rfind("/") + 1] + path
    return base._replace(path=_path(path), query=_quote(query, _NOT_IN_QUERY))


def _clean(url: str) -> str:
    text = _CONTROLS.sub("", url).strip().partition("#")[0]
    before, mark, query = text.partition("?")
    return before.replace("\\", "/").rstrip("\n") + mark + query


def _absolute(scheme: str, rest: str) -> Address | None:
    if not scheme:
        return None
    before, mark, query = rest.partition("?")
    authority, slash, path = before.partition("/")
    user, at, authority = authority.rpartition("@")
    if at and user:
        return None
    host = _host(authority, scheme)
    if host is None:
        return None
    return Address(scheme, host, _path(slash + path), _quote(query, _NOT_IN_QUERY) if mark else "")


def _host(authority: str, scheme: str) -> str | None:
    name, colon, port = authority.rpartition(":")
    if not colon or authority.endswith("]"):
        name, port = authority, ""
    if port and not (port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) < 65_536):
        return None
    host = _host_name(name)
    if host is None:
        return None
    return f"{host}:{int(port)}" if port and int(port) != _DEFAULT_PORTS[scheme] else host


def _host_name(name: str) -> str | None:
    if name.startswith("[") and name.endswith("]"):
        try:
            return f"[{ipaddress.IPv6Address(name[1:-1].partition('%')[0]).compressed}]"
        except ValueError:
            return None
    name = unquote(name, errors="replace").lower()
    if len(name) > 253:
        return None
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return None
    name = name.removesuffix(".")
    return name if name and all(_LABEL.fullmatch(label) for label in name.split(".")) else None


def _path(path: str) -> str:
    text = _quote(path, _NOT_IN_PATH)
    if "/." not in text:
        return text or "/"
    kept: list[str] = []
    segments = text.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _quote(text: str, not_allowed: re.Pattern[str]) -> str:
    text = not_allowed.sub(lambda bad: "".join(f"%{byte:02X}" for byte in bad[0].encode("utf-8", "replace")), text)
    return _ESCAPE.sub(_normal_escape, text) if "%" in text else text


def _normal_escape(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape[0].upper()
