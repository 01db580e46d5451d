"""Bytes to text for Thai websites: what the bytes are weighs more than what the page says that they are.

Python knows no codec named windows-874, and its tis-620 turns the curly quotes and dashes of Windows pages into control
characters, so every Thai code page is read as cp874.
"""

from __future__ import annotations

import codecs
import re

HEAD = 4096
"""Bytes in which a page may declare its character set."""

_THAI_NAMES = frozenset(
    ("windows874", "xwindows874", "tis620", "874", "iso885911", "cp874", "ibm874", "tis62025330", "tis6202533")
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([a-zA-Z0-9_.:\-]{2,40})""", re.IGNORECASE)
_OF_THE_WEB = re.compile(
    r"utf-8|utf-16|cp874|tis-620|iso8859|iso2022_jp|cp125|cp932|cp949|gb|big5|euc|shift_jis|koi8|mac"
)
"""What browsers know. Python knows more, such as UTF-7 and `unicode_escape`, under which text can hide."""
_WESTERN = frozenset(("iso8859-1", "cp1252", "ascii", "latin-1", "latin_1"))
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The text of a page or text file, and the name of the character set it was read as.

    Never raises: bytes that mean nothing become U+FFFD.

    Args:
        body: the bytes.
        content_type: the Content-Type header, which may name a character set.
    """
    for bom, name in _BOMS:
        if body.startswith(bom) and not (name == "utf-16" and body.startswith(codecs.BOM_UTF32_LE)):
            return body.decode("utf-8-sig" if name == "utf-8" else name, "replace"), name
    if wide := _wide(body):
        # Its bytes may well be valid UTF-8, full of zeros.
        return body.decode(wide, "replace"), wide
    try:
        text = body.decode("utf-8")
        return (body.decode("cp874", "replace"), "cp874") if is_thai_by_chance(text) else (text, "utf-8")
    except UnicodeDecodeError:
        pass
    if _is_broken_utf8(body):
        return body.decode("utf-8", "replace"), "utf-8"
    for name in _declared(body, content_type):
        codec = _codec(name)
        if codec and codec != "utf-8" and codec not in _WESTERN:
            return body.decode(codec, "replace"), codec
    return body.decode("cp874", "replace"), "cp874"


def is_thai_by_chance(text: str) -> bool:
    """Whether a text came from Thai code page bytes that happen to be valid UTF-8, such as those of "แผน" alone.

    They give letters of scripts between U+0800 and U+1FFF, which no Thai website holds alone.
    """
    return not text.isascii() and all(
        c < "\u0080" or "\u0800" <= c < "\u0e00" or "\u0e80" <= c < "\u2000" for c in text
    )


def _declared(body: bytes, content_type: str) -> list[str]:
    """The names that the header and then the page give."""
    names = [m.group(1) for m in _DECLARED.finditer(content_type.encode("ascii", "ignore"))]
    names += [m.group(1) for m in _DECLARED.finditer(body[:HEAD])]
    return [name.decode("ascii") for name in names]


def _codec(name: str) -> str:
    """The codec for a declared name; empty when there is none."""
    if re.sub(r"[^a-z0-9]", "", name.lower()) in _THAI_NAMES:
        return "cp874"
    try:
        info = codecs.lookup(name)
        # Some codecs turn bytes into bytes, some know no "replace": they are none for a text.
        b"\xe0\xff".decode(name, "replace")
    except (LookupError, ValueError, TypeError, OSError):
        return ""
    return info.name if isinstance(info.name, str) and _OF_THE_WEB.match(info.name) else ""


def _wide(body: bytes) -> str:
    """UTF-16 without a mark at its start: every other byte of its markup is zero."""
    head = body[:200]
    if len(head) >= 8 and head[1::2].count(0) * 10 >= len(head[1::2]) * 7 and not head[::2].count(0):
        return "utf-16-le"
    if len(head) >= 8 and head[::2].count(0) * 10 >= len(head[::2]) * 7 and not head[1::2].count(0):
        return "utf-16-be"
    return ""


def _is_broken_utf8(body: bytes) -> bool:
    """Whether bytes are UTF-8 but for a few letters that were cut."""
    sample = body[:2_000_000]
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - broken
    return good > broken * 10
