"""Text of strangers made fit to show, and numbers made fit to read."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from urllib.parse import unquote, urlsplit

from markupsafe import Markup, escape

from itacheck.model import Bilingual

ELLIPSIS = "…"
NAME_LIMIT = 200
TEXT_LIMIT = 2_000
URL_LIMIT = 2_048
_KEEP_FORMAT = frozenset("\u00ad\u200b\u200c\u200d")
_MAX_MARKS = 4  # Thai stacks at most three marks on a letter; more of them would paint over the neighbouring lines
_UNFIT_IN_URL = re.compile(r"[\s\\<>\"'`{}|^\x00-\x20\x7f]")
_URL_BREAKS = re.compile(r"(?<=[/?&=._-])(?=[^/?&=._-])")


def strip_unseen(text: str) -> str:
    """Text without control codes, direction overrides, surrogates and piles of combining marks.

    Newlines stay; tabs and line or paragraph separators become spaces.
    """
    if text.isascii() and text.isprintable():
        return text
    if text.isprintable() and not _BEYOND.search(text) and not _piles().search(text):
        return text
    kept: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks > _MAX_MARKS:
            continue
        if character == "\n" or character in _KEEP_FORMAT:
            kept.append(character)
        elif character == "\t" or category in {"Zl", "Zp"}:
            kept.append(" ")
        elif category not in {"Cc", "Cf", "Cs", "Cn"}:
            kept.append(character)
    return "".join(kept)


_BEYOND = re.compile("[\U00010000-\U0010ffff]")


@cache
def _piles() -> re.Pattern[str]:
    """More combining marks in a row than are shown; only those below U+10000, for which `re` has a table."""
    marks = "".join(filter(lambda letter: unicodedata.category(letter) in {"Mn", "Me"}, map(chr, range(0x10000))))
    return re.compile(f"[{re.escape(marks)}]{{{_MAX_MARKS + 1}}}")


def clean(text: str, limit: int = TEXT_LIMIT) -> str:
    """Text fit to show: nothing unseen in it, at most `limit` characters, an ellipsis where it was cut."""
    shown = strip_unseen(text[: limit * 2]).strip()
    if len(shown) > limit or len(text) > limit * 2:
        return shown[: limit - 1].rstrip() + ELLIPSIS
    return shown


def clean_bilingual(text: Bilingual, limit: int = TEXT_LIMIT) -> Bilingual:
    """Both languages, each `clean`ed."""
    pair = (text.th, text.en)
    th, en = (
        _clean_pair(*pair, limit) if len(text.th) + len(text.en) <= _REMEMBERED else (clean(x, limit) for x in pair)
    )
    return text if (th, en) == pair else Bilingual(th=th, en=en)


# What a rule expects and how to mend it is said word for word of every agency; the bound keeps hostile texts out.
_REMEMBERED = 2 * TEXT_LIMIT


@lru_cache(maxsize=8_192)
def _clean_pair(th: str, en: str, limit: int) -> tuple[str, str]:
    return clean(th, limit), clean(en, limit)


def safe_href(url: str) -> str | None:
    """The URL when a reader may click it: http or https, a host, no login part, nothing odd in it; else None."""
    if len(url) > URL_LIMIT or _UNFIT_IN_URL.search(url) or strip_unseen(url) != url:
        return None
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return url if named and parts.scheme in {"http", "https"} and "@" not in parts.netloc else None


def readable_url(url: str) -> str:
    """The URL as people read it: percent-encoded Thai becomes Thai again where that loses nothing."""
    try:
        decoded = unquote(url[: URL_LIMIT * 2], errors="strict")
    except UnicodeDecodeError:
        decoded = url
    if _UNFIT_IN_URL.search(decoded) or strip_unseen(decoded) != decoded:
        decoded = url
    return clean(decoded, URL_LIMIT)


def breakable(url: str) -> Markup:
    """An address with places where a line may break."""
    return Markup("<wbr>").join(escape(part) for part in _URL_BREAKS.split(url))


def number(value: float) -> str:
    """`1234567` -> `1,234,567`."""
    return f"{value:,.0f}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """English count: `1 rule`, `2 rules`, `0 agencies`."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def share(part: int, whole: int) -> str:
    """Per cent with at most one decimal, never rounded up to 100 or down to 0 when it is not so; empty of nothing."""
    if not whole:
        return ""
    tenths = part * 1000 // whole
    if part and not tenths:
        return "<0.1%"
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths / 10:.1f}%"


def size(count: int) -> str:
    """Bytes for people, in thousands: `1.2 MB`."""
    if count < 1_000:
        return f"{count} B"
    for limit, unit in ((1e6, "kB"), (1e9, "MB")):
        if count < limit:
            return f"{count / (limit / 1e3):.1f} {unit}"
    return f"{count / 1e9:.1f} GB"


def duration(seconds: float) -> Bilingual:
    """Seconds for people: minutes from 90 seconds on."""
    if seconds < 90:
        return Bilingual(th=f"{number(seconds)} วินาที", en=plural(round(seconds), "second"))
    minutes = round(seconds / 60)
    return Bilingual(th=f"{number(minutes)} นาที", en=plural(minutes, "minute"))
