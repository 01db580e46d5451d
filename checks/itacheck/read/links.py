"""Addresses as pages write them: joined to the page's own, or taken out of the script that would follow them."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

from itacheck.remember import LONG, remembered_if

MAX_URL = 4096

_EDGES = "".join(map(chr, range(0x21))) + "\x7f\u00a0\u200b\u200c\u200d\u2060\ufeff"
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b\u2060\ufeff]+")


def join(base: str, href: str) -> str:
    """The absolute address that a reference leads to.

    Args:
        base: the address of the page, or of its `<base>`.
        href: the reference as written.

    Returns:
        An http or https URL without a fragment, percent-encoded where needed, or an empty string when the
        reference leads nowhere: empty, `#…`, `javascript:`, `mailto:`, `tel:`, a broken address. Never raises.
    """
    # Menus repeat on every page: what does not matter of the page's own address is left out of what is remembered.
    if href.startswith(("http://", "https://")) or (href[:1] == "/" and href[1:2] not in ("/", "\\")):
        base = _origin(base)
    return _join(base, href)


@lru_cache(maxsize=1_024)
def _origin(base: str) -> str:
    """An address without what comes after its host."""
    plain = _PLAIN.match(base)
    return plain[0] if plain else base


_PLAIN = re.compile(r"https?://[A-Za-z0-9.:\-]+/")


@remembered_if(lambda base, href: len(base) + len(href) <= LONG, 8_192)
def _join(base: str, href: str) -> str:
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
_GOES = re.compile(
    r"(?:\blocation(?:\.href)?\s{0,9}=(?!=)|\blocation\.(?:assign|replace|href)\s{0,9}\(|(?:\bwindow\.|(?<![\w.]))open\s{0,9}\()\s{0,9}",
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
        if script[m.end() :].lstrip()[:1] != "+":
            return next(g for g in m.groups() if g).strip()
        goes = _GOES.search(script)
        return _value(script[goes.end() :], {}) if goes else ""
    if own_functions and (m := _LIKE_ADDRESS.search(script)):
        return m.group(1).strip()
    return ""


_FUNCTION = re.compile(
    r"(?:\bfunction\s{1,9}([\w$]{1,60})|\b([\w$]{1,60})\s{0,9}=\s{0,9}(?:async\s{1,9})?function)\s{0,9}\(([^()]{0,200})\)\s{0,9}\{"
)
_MAX_BODY = 1_000
_MAX_FUNCTIONS = 2_000
_CALL = re.compile(r"(?<![\w.$])([A-Za-z_$][\w$]{0,60})\s{0,9}\(([^()]{0,500})\)")
_TERM = re.compile(r"""\s{0,9}(?:'([^'\n]{0,2000})'|"([^"\n]{0,2000})"|([\w$.]{1,200}))\s{0,9}(\+?)""")
_ARGUMENT = re.compile(r"""\s{0,9}(?:'([^']{0,2000})'|"([^"]{0,2000})"|(\d{1,20}))\s{0,9}(?:,|$)""")
_LEADS = re.compile(
    r"(?<![\w.$])(?:[\w$]{0,40}(?:open|view|detail|download|load|read|file|doc|page|goto|popup|pdf|news|__doPostBack)[\w$]{0,40}|go|link)"
    r"\s{0,9}\(\s{0,9}(?!event\b)['\"\w]",
    re.IGNORECASE,
)
_OPENS_PART = re.compile(
    r"nav|menu|tab|modal|search|sidebar|panel|dropdown|lang|font|logo|google|history|hide|toggle|slide|image|calendar|more|"
    r"print|track|count|preload|reload",
    re.IGNORECASE,
)


def navigates(script: str) -> bool:
    """Whether a click's script opens something else, by an address that only the script knows.

    In doubt it does not: scripts that open menus, tabs and dialogs show what the markup holds already.
    """
    script = script[:4000]
    if _GOES.search(script):
        return True
    call = _LEADS.search(script)
    if call is None:
        return False
    if "__dopostback" in call.group().lower():
        return "Sort$" not in script
    return not _OPENS_PART.search(call.group())


class Functions:
    """The functions of a page that go to an address, to follow a click that calls one.

    Args:
        html: the page; it is only searched when a click calls a function.
    """

    def __init__(self, html: str) -> None:
        self._html = html
        self._known: dict[str, tuple[list[str], str]] | None = None

    def target(self, script: str) -> str:
        """The address that the first function which a script calls goes to; empty when none can be told."""
        for call in _CALL.finditer(script[:4000]):
            known = self._functions().get(call[1])
            if known is None:
                continue
            names, expression = known
            values = dict.fromkeys(names, "")
            at = 0
            for name in names:
                argument = _ARGUMENT.match(call[2], at)
                if argument is None:
                    del values[name]
                    break
                values[name] = next((g for g in argument.groups() if g is not None), "")
                at = argument.end()
            if target := _value(expression, values):
                return target
        return ""

    def _functions(self) -> dict[str, tuple[list[str], str]]:
        if self._known is None:
            self._known = {}
            for number, found in enumerate(_FUNCTION.finditer(self._html)):
                if number >= _MAX_FUNCTIONS:
                    break
                body = self._html[found.end() : found.end() + _MAX_BODY]
                following = _FUNCTION.search(body)
                goes = _GOES.search(body, 0, following.start() if following else len(body))
                if goes:
                    names = [name.strip() for name in found[3].split(",") if name.strip()]
                    self._known.setdefault(found[1] or found[2], (names, body[goes.end() :]))
        return self._known


def _value(expression: str, names: dict[str, str]) -> str:
    """What strings, numbers and known names joined by `+` make; empty when something in it is not known."""
    made, at = "", 0
    for _ in range(20):
        term = _TERM.match(expression, at)
        if term is None:
            return ""
        single, double, word, more = term.groups()
        if word is None:
            made += single if single is not None else double or ""
        elif word in names:
            made += names[word]
        elif word.isdecimal() and made:
            made += word
        else:
            return ""
        if not more:
            return made.strip()
        at = term.end()
    return ""


_REFRESH = re.compile(r"^\s*[\d.]*\s*[;,]?\s*(?:url\s*=\s*)?(['\"]?)(.+?)\1\s*$", re.IGNORECASE | re.DOTALL)


def refresh_target(content: str) -> str:
    """The address in a `<meta http-equiv=refresh>`; empty when it only reloads the page."""
    m = _REFRESH.match(content[:MAX_URL])
    target = m.group(2) if m else ""
    return "" if not target or target.replace(".", "").isdigit() else target
