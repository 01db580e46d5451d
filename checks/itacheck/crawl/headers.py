"""What the headers of an answer mean, read as tolerantly as browsers do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

_FILE_NAME = re.compile(r"""(?:^|;)\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))""", re.IGNORECASE)
_ENCODED_FILE_NAME = re.compile(r"(?:^|;)\s*filename\*\s*=\s*\"?([\w!#$&+.^`|~-]*)'[^']*'([^;\"]*)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_MARKUP = re.compile(rb"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_ENCODINGS_WE_UNDO = frozenset(("gzip", "x-gzip", "deflate"))
_ENCODINGS_WE_DO_NOT = frozenset(("br", "zstd", "compress", "x-compress", "dcb", "dcz", "exi", "pack200-gzip"))


def file_name(headers: Mapping[str, str], url: str) -> str:
    """The name of the file: as Content-Disposition gives it, else the last part of the path, percent-decoded."""
    disposition = headers.get("Content-Disposition", "")
    encoded = _ENCODED_FILE_NAME.search(disposition)
    if encoded:
        name = _decode(unquote_to_bytes(encoded[2].strip()), encoded[1])
        if name:
            return _base_name(name)
    plain = _FILE_NAME.search(disposition)
    if plain:
        text = re.sub(r"\\(.)", r"\1", plain[1]) if plain[1] is not None else plain[2].strip()
        name = _decode(unquote_to_bytes(text.encode("latin-1", "replace")))
        if name:
            return _base_name(name)
    path = url.partition("?")[0].partition("://")[2].partition("/")[2]
    return _base_name(_decode(unquote_to_bytes(path.rpartition("/")[2])))


def location(headers: Mapping[str, str]) -> str:
    """The target of a redirect. The header is bytes: UTF-8 is read as such, other bytes are kept by escapes."""
    # Header values arrive decoded as Latin-1.
    raw = headers.get("Location", "").encode("latin-1", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in raw)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that the server asks us to wait, from a number or a date."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        then = parsedate_to_datetime(text)
        return max(0.0, (then.replace(tzinfo=then.tzinfo or now.tzinfo) - now).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def unasked_encoding(headers: Mapping[str, str]) -> str | None:
    """The first content encoding that we did not ask for and cannot undo."""
    names = [part.strip().lower() for part in headers.get("Content-Encoding", "").split(",")]
    return next((name for name in names if name in _ENCODINGS_WE_DO_NOT), None)


def packings(headers: Mapping[str, str]) -> tuple[str, ...]:
    """How the body is packed, in the order in which that was done; what is no packing at all is left out."""
    names = (part.strip().lower() for part in headers.get("Content-Encoding", "").split(","))
    return tuple(name for name in names if name in _ENCODINGS_WE_UNDO)


def is_html(content_type: str, body: bytes) -> bool:
    """Whether an answer is an HTML page, by its header, or by its start when the header does not say."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type in ("text/html", "application/xhtml+xml"):
        return True
    return media_type in ("", "text/plain", "application/octet-stream") and bool(_MARKUP.match(body[:2_048]))


def _decode(raw: bytes, charset: str = "") -> str:
    # Python's tis-620 maps 0x80-0x9F to controls and it has no windows-874 at all; cp874 is what both mean.
    thai = charset.lower().replace("_", "-") in ("tis-620", "tis620", "windows-874", "iso-8859-11")
    for name in ("cp874" if thai else charset or "utf-8", "utf-8", "cp874"):
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")


def _base_name(name: str) -> str:
    base = re.split(r"[/\\]", _CONTROLS.sub("", name))[-1].strip()
    return base[:255]
