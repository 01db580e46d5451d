"""What only a script shows: empty elements that scripts fill, pagers and buttons that bring more rows.

A browser shows something there and the markup does not, so nothing under such a heading may be called absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from itacheck.model import BlockKind, LinkKind, Region

from .assembly import Content
from .outline import Attributes, Box, Holder, HolderKind, Outline

MAX_DRAWN = 20
"""Headings of one page that are told."""

_ROOT_IDS = frozenset((
    "app", "root", "__next", "__nuxt", "___gatsby", "__layout", "q-app", "app-root", "main-app", "react-root",
    "react-app", "reactapp", "vue-app", "vueapp", "svelte", "sapper", "ember-app", "elm-app", "application",
    "app-container", "appcontainer", "app-mount", "mount", "spa", "site_container",
))  # fmt: skip
_ROOT_ATTRIBUTES = frozenset(
    ("ng-view", "data-ng-view", "ui-view", "ng-app", "data-ng-app", "data-reactroot", "data-v-app")
)
_REPEATS = frozenset(("ng-repeat", "data-ng-repeat", "v-for", "x-for", "*ngfor"))
_FILLED_FROM = frozenset(
    ("data-url", "data-ajax", "data-ajax-url", "data-source", "data-src-url", "data-load", "hx-get")
)
_LISTS = frozenset(("table", "ul", "ol", "dl"))
_BLOCKS = frozenset(("div", "section", "article", "main", "p", "span"))

_WAITING = re.compile(
    r"[\W_]*(?:now )?(?:loading\b|please wait\b|กำลัง(?:โหลด|ดาวน์โหลดข้อมูล|ประมวลผล|ดึงข้อมูล)|(?:กรุณา|โปรด)?รอ(?:ซัก|สัก)ครู่)",
    re.IGNORECASE,
)
MAX_WAITING = 60
"""Characters of a text that only says to wait."""

_FETCHES = re.compile(
    r"\bajax\b|getJSON|\bfetch\s?\(|XMLHttpRequest|\baxios\b|\.load\s?\(|\$\.(?:get|post)\s?\(|google\.script\.run|"
    r"EventSource|serverSide|sAjaxSource|bootstrapTable|firebase|Loader\.require|createApp\s?\(|createRoot\s?\(|ReactDOM|"
    r"\.mount\s?\(",
)
_NAME = re.compile(r"[\w\-]{1,80}")
_SELECTED = re.compile(r"""[#.]([\w\-]{1,80})|['"]([\w\-]{1,80})['"]""")
_LIBRARY = re.compile(
    r"jquery|bootstrap|popper|swiper|slick|owl|carousel|slider|lightbox|fancybox|magnific|wow|aos|animate|fontawesome|"
    r"analytics|gtag|gtm|recaptcha|facebook|sdk|addthis|sharethis|translate|counter|stat|truehits|respond|html5|modernizr|"
    r"polyfill|moment|menu|nav|scroll|superfish|cookie|wp-embed|wp-emoji|comment-reply|captcha|weather|clock|"
    r"googleapis|cdn-cgi|email-decode",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[a-z]+")
_HOLDS = frozenset((
    "list", "lists", "data", "result", "results", "content", "contents", "news", "items", "item", "table", "grid",
    "posts", "docs", "documents", "files", "detail", "details", "article", "articles", "feed", "records", "rows",
    "ajax", "render", "announce", "announcement", "announcements",
))  # fmt: skip
_FURNITURE = frozenset((
    "map", "slider", "slide", "slides", "carousel", "modal", "popup", "calendar", "weather", "counter", "chat",
    "fb", "cookie", "toast", "ad", "ads", "banner", "chart", "graph", "clock", "translate", "captcha", "scroll",
    "social", "share", "login", "search", "menu", "nav", "loader", "preload", "preloader", "overlay", "pager",
    "pagination", "alert", "msg", "notify", "google", "facebook", "tooltip", "lightbox", "gallery", "video",
    "player", "sidebar", "footer", "header",
))  # fmt: skip

_MORE = re.compile(
    r"[\W_]*(?:(?:โหลด|แสดง)(?:ข้อมูล|รายการ|ข่าว|ผล)?เพิ่ม(?:เติม)?|load more|show more(?: results| items)?)[\W_]*",
    re.IGNORECASE,
)
_PAGER = re.compile(r"[\W_]*(?:\d{1,4}|next|last|ถัดไป|หน้าถัดไป|หน้าสุดท้าย|สุดท้าย|\.\.\.|[»›>]+)[\W_]*", re.IGNORECASE)
_SHOWN = re.compile(
    r"(?:แสดง(?:รายการ|ผล|ที่)?|showing)\s*[\d,]+\s*(?:ถึง|to|-|–)\s*([\d,]+)\s*(?:จาก(?:ทั้งหมด)?|of)\s*([\d,]+)",
    re.IGNORECASE,
)


def is_waiting(text: str) -> bool:
    """Whether a text only asks to wait for a script ("Loading…", "กำลังโหลดข้อมูล")."""
    return len(text) <= MAX_WAITING and _WAITING.match(text) is not None


def is_template(attrs: Attributes) -> bool:
    """Whether a framework repeats an element for each entry of a list."""
    return bool(attrs) and not _REPEATS.isdisjoint(attrs)


def holder_of(box: Box, text: str) -> Holder | None:
    """What a closed element may hold once a script has run; None when it is no such element.

    Args:
        box: a template, or an element without links.
        text: its text; empty for a table with more than `MAX_WAITING` characters.
    """
    attrs, tag = box.attrs, box.tag
    id_ = attrs.get("id") or ""
    if not text or is_waiting(text):
        if id_.lower() in _ROOT_IDS or tag.startswith("app-") or not _ROOT_ATTRIBUTES.isdisjoint(attrs):
            return Holder(HolderKind.ROOT, frozenset((id_,)))
        if text and not box.children:
            return Holder(HolderKind.WAITING, frozenset())
    if is_template(attrs):
        return Holder(HolderKind.WAITING, frozenset()) if not text or "{{" in text else None
    if tag == "table":
        return _table(box)
    if text or box.images or box.controls or tag not in _LISTS | _BLOCKS:
        return None
    kind = HolderKind.LIST if tag in _LISTS else HolderKind.BLOCK
    return _named(kind, attrs)


def _table(box: Box) -> Holder | None:
    """A table with at most a row of headers."""
    if box.controls or box.node.css_first("td") is not None:
        return None
    inner = box.node.css_first("tbody[id]")
    inner_id = (inner.attributes.get("id") if inner is not None else None) or ""
    return _named(HolderKind.LIST, box.attrs, inner_id)


def _named(kind: HolderKind, attrs: Attributes, other_id: str = "") -> Holder | None:
    ids = {name for name in (attrs.get("id") or "", other_id) if _NAME.fullmatch(name)}
    classes = set((attrs.get("class") or "").split()[:10])
    certain = not _FILLED_FROM.isdisjoint(attrs)
    if not ids and not classes and not certain:
        return None
    return Holder(HolderKind.WAITING if certain else kind, frozenset(ids | classes), frozenset(ids))


@dataclass(frozen=True, slots=True)
class Drawn:
    """What scripts show on a page."""

    root: bool
    """There is an element into which a framework draws the whole page."""
    filled: bool
    """Scripts fill an empty element of the content."""
    likely: bool
    """There is an empty element that scripts of the site's own may fill."""
    names: tuple[str, ...]
    """The headings under which scripts show more, or the title where there is none; in reading order."""


def drawn(title: str, content: Content, out: Outline) -> Drawn:
    """What scripts show on a page."""
    scripts = _Scripts(out)
    heads = [b.text for b in content.blocks if b.kind is BlockKind.HEADING and b.region is Region.MAIN]
    page_name = tuple(heads[:1]) or ((title,) if title else ())
    names: dict[str, None] = {}
    root = filled = likely = False
    for holder, (headings, region) in zip(out.holders, content.holder_places, strict=True):
        if region is not Region.MAIN or not scripts.any:
            continue
        likely = likely or (bool(holder.ids) and scripts.own)
        if not scripts.fill(holder):
            continue
        root = root or holder.kind is HolderKind.ROOT
        if not headings and heads and holder.kind is HolderKind.WAITING and not holder.ids:
            continue  # a curtain before the whole page, which holds its content
        filled = True
        names.update(dict.fromkeys(headings[:3] or page_name))
    for headings in _more(content, scripts=scripts.any):
        names.update(dict.fromkeys(headings[:3] or page_name))
    return Drawn(root, filled, likely, tuple(names)[:MAX_DRAWN])


class _Scripts:
    """The scripts of one page."""

    def __init__(self, out: Outline) -> None:
        self.any = bool(out.sources or any(script.strip() for script in out.scripts))
        self.own = any(not _LIBRARY.search(source) for source in out.sources)
        self._fetched: set[str] = set()
        for script in out.scripts[:100]:
            if _FETCHES.search(script):
                self._fetched.update(one or other for one, other in _SELECTED.findall(script[:500_000]))

    def fill(self, holder: Holder) -> bool:
        """Whether they fill an element, as far as can be told without running them."""
        if holder.kind in (HolderKind.ROOT, HolderKind.WAITING) or holder.names & self._fetched:
            return True
        if not self.own or not holder.ids:
            return False
        return holder.kind is HolderKind.LIST or any(_holds(name) for name in holder.ids)


def _holds(name: str) -> bool:
    words = frozenset(_WORD.findall(_CAMEL.sub(" ", name).lower()))
    return bool(words & _HOLDS) and not words & _FURNITURE


def _more(content: Content, *, scripts: bool) -> Iterator[tuple[str, ...]]:
    """The headings over rows that only a script brings: by a pager, a button, or the count of what is shown."""
    pagers = [k for k in content.links if k.region is Region.MAIN and len(k.text) <= 20 and _PAGER.fullmatch(k.text)]
    turns = any(link.url for link in pagers)
    linked = {link.block for link in content.links if link.url}
    for link in pagers:
        if link.kind is LinkKind.SCRIPT:
            yield link.headings
    for number, block in enumerate(content.blocks):
        if not scripts or block.region is not Region.MAIN or len(block.text) > 200:
            continue
        shown = None if turns else _SHOWN.search(block.text)
        some = shown is not None and _number(shown[1]) < _number(shown[2])
        if some or (number not in linked and _MORE.fullmatch(block.text)):
            yield block.headings


def _number(text: str) -> int:
    digits = text.replace(",", "")[:9]
    return int(digits) if digits else 0
