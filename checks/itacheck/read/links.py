"""Addresses as pages write them: joined to the page's own, or taken out of the script that would follow them."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

MAX_URL = 4096

_EDGES = "".join(map(chr, range(0x21))) + "\x7f\u00a0\u200b\u200c\u200d\u2060\ufeff"
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b\u2060\ufeff]+")


@lru_cache(maxsize=65_536)
def join(base: str, href: str) -> str:
    """The absolute address that a reference leads to.

    Args:
        base: the address of the page, or of its `<base>`.
        href: the reference as written.

    Returns:
        An http or https URL without a fragment, percent-encoded where needed, or an empty string when the
        reference leads nowhere: empty, `#…`, `javascript:`, `mailto:`, `tel:`, a broken address. Never raises.
    """
    href = _CONTROL.sub("", href.strip(_EDGES)).replace("\\", "/")
    if not href or href[0] == "#" or len(href) > MAX_URL:
        return ""
    scheme = _SCHEME.match(href)
    if scheme and (scheme.group().lower() not in ("http:", "https:") or not href[scheme.end() :].strip("/")):
        return ""
    try:
        absolute = urljoin(base, href)
        parts = urlsplit(absolute)
        if parts.scheme not in ("http", "https") or not parts.hostname or " " in parts.netloc:
            return ""
        _ = parts.port
        return safe_url_string(absolute.partition("#")[0])
    except (ValueError, UnicodeError):
        return ""


_QUOTED = r"""\(?\s*(?:'([^'\n]{1,2000})'|"([^"\n]{1,2000})"|&quot;([^&\n]{1,2000})&quot;)"""
_NAVIGATES = re.compile(
    r"(?:\blocation(?:\.href|\.assign|\.replace)?\s*=\s*|\blocation\.(?:assign|replace|"
    r"href)\s*(?=\()|\bwindow\.open\s*(?=\()|"
    r"(?<![\w.])open\s*(?=\())" + _QUOTED,
    re.IGNORECASE,
)
_LIKE_ADDRESS = re.compile(
    r"""['"]((?:https?:)?//[^'"\s]{3,2000}|\.{0,2}/[^'"\s]{1,2000}|"""
    r"""[^'"\s:]{1,500}\.(?:pdf|docx?|xlsx?|pptx?|odt|zip|rar|php|html?|aspx?|jsp|jpe?g|png)(?:\?[^'"\s]{0,1000})?)['"]""",
    re.IGNORECASE,
)


def script_target(script: str, *, own_functions: bool = True) -> str:
    """The address that a click's script goes to, as written; empty when it names none.

    Args:
        script: the value of an onclick attribute or a `javascript:` address.
        own_functions: also take the argument of the page's own functions when it looks like an address.
    """
    script = script[:4000]
    if m := _NAVIGATES.search(script):
        return next(g for g in m.groups() if g).strip()
    if own_functions and (m := _LIKE_ADDRESS.search(script)):
        return m.group(1).strip()
    return ""


_REFRESH = re.compile(r"^\s*[\d.]*\s*[;,]?\s*(?:url\s*=\s*)?(['\"]?)(.+?)\1\s*$", re.IGNORECASE | re.DOTALL)


def refresh_target(content: str) -> str:
    """The address in a `<meta http-equiv=refresh>`; empty when it only reloads the page."""
    m = _REFRESH.match(content[:MAX_URL])
    target = m.group(2) if m else ""
    return "" if not target or target.replace(".", "").isdigit() else target
