"""The one walk over a parsed page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from itacheck.model import LinkKind
from itacheck.thai import normalise

from .drawn import MAX_WAITING, holder_of, is_template
from .hidden import Hidden
from .links import Functions, navigates, refresh_target, script_target
from .outline import BOLD, BREAK, LINK, Attributes, Box, Outline, RawForm, RawImage, RawLink, common_box
from .tags import BARE, BLOCKS, BOLD_TAGS, HEADINGS, LISTS, SKIPPED
from .traits import NOTHING, Traits, traits_of

MAX_LINKS = 20_000
MAX_IMAGES = 20_000
MAX_BOXES = 200_000
MAX_HIDDEN = 100
"""Hidden elements whose text is kept, and characters of each."""
MAX_HIDDEN_TEXT = 2_000

_LOUD = re.compile(
    r"font-weight\s*:\s*(?:bold|[6-9]00)|font-size\s*:\s*(?:1[89]|[2-9]\d)(?:\.\d+)?\s*p[xt]|"
    r"font-size\s*:\s*(?:1\.[3-9]|[2-9])\d*r?em|font-size\s*:\s*(?:x+-)?large",
    re.IGNORECASE,
)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_TOGGLES = frozenset(("tab", "pill", "list", "collapse", "dropdown", "accordion", "toggle"))
_TAG = re.compile(r"<[^<>]{0,2000}>")
_QUOTED_ID = re.compile(r"""['"]#?([\w\-ก-๛]{1,60})['"]""")
_QUIET_INPUTS = frozenset(("hidden", "submit", "button", "reset", "image"))
_JUMPS = re.compile(r"location|open|jump|submit|go", re.IGNORECASE)
_JUMP_TO = re.compile(
    r"(?:\.{0,2}/)?[^\s:]{1,300}\.(?:pdf|docx?|xlsx?|php|html?|aspx?|jsp)(?:\?\S{0,300})?|\.{0,2}/[\w\-./%]{1,300}",
    re.IGNORECASE,
)
MAX_HOLDERS = 2_000

_ROUTES = frozenset(("ui-sref", "routerlink", "data-ui-sref"))
_CLICKS = _ROUTES | {"onclick", "data-href"}

_OPENERS = frozenset(("data-toggle", "data-bs-toggle", "role", "aria-controls", "onclick", "id"))
"""Attributes of which one stands on whatever labels a panel; links do without."""

_Open = tuple[LexborNode, int, "RawLink | None", "Box | None", "RawLink | None", int, list[str]]
"""An element being walked: node, what to go back to (flags, link), box, link, where it begins, what it labels."""
_NO_LABELS: list[str] = []


class Walk:
    """Walks a parsed page once. Nothing here recurses: pages nest as deep as they like.

    Args:
        html: the page.
        noscript: also take what the page says to browsers without scripts.
    """

    def __init__(self, html: str, *, noscript: bool = False) -> None:
        self._hidden = Hidden(html)
        self._functions = Functions(html)
        # With scripting on, the text of a noscript is not taken apart, so none of it can slip into the page.
        parser = LexborHTMLParser(html, scripting=not noscript)
        self._parser = parser
        node = parser.root
        assert node is not None  # noqa: S101 - the parser always makes a root
        self._top = node
        self._box = Box("body", {}, node, None, 0, 0)
        self.out = Outline(self._box)
        self._flag = 0
        self._length = 0
        self._link: RawLink | None = None
        self._forms: list[RawForm] = []
        self._boxes = 0
        self._special: dict[str, Callable[[LexborNode], None]] = {
            "script": self._script,
            "noscript": self._no_script,
            "title": self._title,
            "meta": self._meta,
            "base": self._base,
            "select": self._select,
            "iframe": self._frame,
            "frame": self._frame,
            "embed": self._embed,
            "img": self._image,
            "input": self._input,
            "area": self._area,
            "br": self._br,
            "link": self._ignore,
            **dict.fromkeys(SKIPPED, self._ignore),
            "textarea": self._textarea,
        }
        if noscript:
            del self._special["noscript"]

    def run(self) -> Outline:
        """Walks the page."""
        stack: list[_Open] = []
        special = self._special
        node: LexborNode = self._top
        while True:
            tag = node.tag
            opened: _Open | None = None
            if tag == "-text":
                self._text(node.text_content or "")
            elif tag is None or tag[0] == "-":
                pass
            elif tag in special:
                special[tag](node)
            else:
                opened = self._enter(node, tag)
                if opened is not None:
                    down = node.first_child
                    if down is not None:
                        stack.append(opened)
                        node = down
                        continue
                    self._leave(opened)
            following = node.next
            while following is None:
                if not stack:
                    return self._finish()
                opened = stack.pop()
                self._leave(opened)
                node = opened[0]
                following = node.next
            if not stack:
                return self._finish()
            node = following

    def _finish(self) -> Outline:
        self._special.clear()  # it knows this walk, and this walk knows it
        self.out.root.end = len(self.out.pieces)
        self.out.root.link1 = len(self.out.links)
        return self.out

    # -- text

    def _text(self, text: str) -> None:
        words, broken = _words(text) if len(text) <= 500 else _words.__wrapped__(text)
        if words == " ":
            self._space()
        elif words:
            if broken and not self.out.broken:
                self.out.repair()
            self._piece(words, self._flag, len(words))

    def _space(self) -> None:
        pieces = self.out.pieces
        if not pieces or pieces[-1] != " ":
            self._piece(" ", 0, 0)

    def _piece(self, text: str, flag: int, length: int) -> None:
        out = self.out
        out.pieces.append(text)
        out.flags.append(flag)
        self._length += length
        out.reach.append(self._length)

    def _br(self, _node: LexborNode) -> None:
        self._piece("\n", BREAK | (self._flag & LINK), 0)

    def _ignore(self, _node: LexborNode) -> None:
        """Takes nothing from an element."""

    # -- elements

    def _enter(self, node: LexborNode, tag: str) -> _Open | None:
        """Opens an element; None when nothing in it shows."""
        before, link_before = self._flag, self._link
        if tag in BOLD_TAGS:
            self._flag |= BOLD
        if tag in BARE:
            return (node, before, link_before, None, None, 0, _NO_LABELS)
        attrs: Attributes = node.attributes
        box: Box | None = None
        if not attrs:
            if tag in BLOCKS or "-" in tag:
                box = self._open_box(node, tag, attrs, NOTHING)
            elif tag in ("button", "a"):
                self._button(attrs)
            return (node, before, link_before, box, None, len(self.out.pieces), _NO_LABELS)
        if self._hidden.hides(attrs):
            self._flag = before
            if len(self.out.hidden) < MAX_HIDDEN:
                self.out.hidden.append(node.text(separator=" ")[:MAX_HIDDEN_TEXT])
            return None
        named = traits_of(attrs)
        if tag in BLOCKS or "-" in tag:
            box = self._open_box(node, tag, attrs, named)
        link = self._open_link(tag, attrs) if tag == "a" or not _CLICKS.isdisjoint(attrs) else None
        if not self._flag & BOLD and (named.title or "style" in attrs or tag == "font") and _is_loud(tag, attrs, named):
            self._flag |= BOLD
        if tag == "button" or (tag == "a" and link is None):
            self._button(attrs)
        elif tag == "object" and attrs.get("data"):
            self._point_link(attrs["data"] or "", LinkKind.OBJECT, attrs)
        labels = _NO_LABELS if tag != "a" and _OPENERS.isdisjoint(attrs) else _opens(tag, attrs)
        return (node, before, link_before, box, link, len(self.out.pieces), labels)

    def _leave(self, opened: _Open) -> None:
        node, self._flag, self._link, box, link, start, labels = opened
        out = self.out
        if link is not None:
            link.end = len(out.pieces)
        if labels:
            span = (start, len(out.pieces))
            for target in labels:
                out.toggles.setdefault(target, []).append(span)
        if box is not None:
            self._close_box(box)
        elif node.tag in ("a", "button"):
            if node.tag == "button":
                self._space()
            out.buttons.append((start, len(out.pieces)))

    def _open_box(self, node: LexborNode, tag: str, attrs: Attributes, named: Traits) -> Box | None:
        self._boxes += 1
        if self._boxes > MAX_BOXES:
            return None
        out = self.out
        parent = self._box
        self._space()
        box = self._box = Box(tag, attrs, node, parent, len(out.pieces), len(out.links), named)
        box.centred = parent.centred or tag == "center"
        if attrs:
            box.centred = (
                box.centred
                or (attrs.get("align") or "").lower() == "center"
                or ("style" in attrs and _CENTRED.search(attrs["style"] or "") is not None)
                or "text-center" in (attrs.get("class") or "")
            )
        parent.children.append(box)
        if tag == "form":
            form = RawForm(box.start, box)
            out.forms.append(form)
            self._forms.append(form)
        return box

    def _close_box(self, box: Box) -> None:
        out = self.out
        tag, parent = box.tag, box.parent
        assert parent is not None  # noqa: S101 - only the root has none, and it is never closed
        box.end = len(out.pieces)
        box.link1 = len(out.links)
        self._box = parent
        parent.heads += box.heads + (tag in HEADINGS)
        parent.tables += box.tables + (tag == "table")
        parent.lists += box.lists + (tag in LISTS)
        parent.controls += box.controls
        parent.images += box.images
        if tag == "form":
            self._forms.pop()
        if (box.link0 == box.link1 or is_template(box.attrs)) and len(out.holders) < MAX_HOLDERS:
            self._hold(box)
        self._space()

    def _hold(self, box: Box) -> None:
        """Notes an element without links that scripts may fill."""
        out = self.out
        short = out.length(box.start, box.end) <= MAX_WAITING or is_template(box.attrs)
        if not short and box.tag != "table":
            return
        holder = holder_of(box, out.text(box.start, box.end) if short else "")
        if holder is not None:
            holder.start = len(out.pieces)
            self._piece("", self._flag, 0)
            box.end = len(out.pieces)
            out.holders.append(holder)

    # -- links

    def _open_link(self, tag: str, attrs: Attributes) -> RawLink | None:
        target = self._target(tag, attrs)
        out = self.out
        if target is None or len(out.links) >= MAX_LINKS:
            return None
        if out.flags and out.flags[-1] & LINK:
            # Two links without a space between them are still two things to see.
            self._space()
        names = [name for name in (attrs.get("aria-label"), attrs.get("title")) if name]
        link = RawLink(target[0], target[1], len(out.pieces), names)
        out.links.append(link)
        self._link = link
        self._flag |= LINK
        self._piece("", self._flag, 0)
        return link

    def _target(self, tag: str, attrs: Attributes) -> tuple[str, LinkKind] | None:
        """The address that an element leads to as written, and how; None when it is no link."""
        is_link = tag == "a" and "href" in attrs
        if not is_link and _CLICKS.isdisjoint(attrs):
            return None
        href = attrs.get("href") or "" if is_link else ""
        start = href.strip()[:11].lower()
        if "{{" in href:
            return href, LinkKind.SCRIPT
        if start and start[0] != "#" and start != "javascript:":
            return href, LinkKind.ANCHOR
        script = attrs.get("onclick") or ""
        if start == "javascript:":
            script += ";" + unquote(href.strip()[11:], errors="replace")
        if script and (target := self._functions.target(script) or script_target(script)):
            return target, LinkKind.ONCLICK
        if data := attrs.get("data-href"):
            return data, LinkKind.ONCLICK
        if start[:2] == "#/" or start[:3] == "#!/" or (script and navigates(script)) or not _ROUTES.isdisjoint(attrs):
            return href, LinkKind.SCRIPT
        return (href, LinkKind.ANCHOR) if is_link else None

    def _point_link(self, href: str, kind: LinkKind, attrs: Attributes) -> None:
        """A link without content of its own."""
        if len(self.out.links) >= MAX_LINKS:
            return
        names = [n for n in (attrs.get("alt"), attrs.get("aria-label"), attrs.get("title")) if n]
        here = len(self.out.pieces)
        self._piece("", self._flag, 0)
        self.out.links.append(RawLink(href, kind, here, names, here))

    def _frame(self, node: LexborNode) -> None:
        attrs: Attributes = node.attributes
        src = next((v for k in ("src", "data-src", "data-lazy-src") if (v := (attrs.get(k) or "").strip())), "")
        if src and not src.lower().startswith(("about:", "javascript:", "data:")) and not self._hidden.hides(attrs):
            self._point_link(src, LinkKind.FRAME, attrs)

    def _embed(self, node: LexborNode) -> None:
        attrs: Attributes = node.attributes
        if attrs.get("src"):
            self._point_link(attrs["src"] or "", LinkKind.OBJECT, attrs)

    def _area(self, node: LexborNode) -> None:
        attrs: Attributes = node.attributes
        if (target := self._target("a", attrs)) is not None:
            self._point_link(target[0], LinkKind.AREA if target[1] is LinkKind.ANCHOR else target[1], attrs)

    def _select(self, node: LexborNode) -> None:
        attrs: Attributes = node.attributes
        if self._hidden.hides(attrs):
            return
        self._control("select")
        jumps = _JUMPS.search(attrs.get("onchange") or "") is not None
        for option in node.css("option")[:500]:
            value = (option.attributes.get("value") or "").strip()
            full = value.lower().startswith(("http://", "https://"))
            jump = jumps and ("/" in value or "." in value or value.startswith("?"))
            if full or jump or _JUMP_TO.fullmatch(value):
                self._point_link(value, LinkKind.OPTION, {"title": option.text()})

    def _image(self, node: LexborNode) -> None:
        attrs: Attributes = node.attributes
        if self._hidden.hides(attrs):
            return
        alt = attrs.get("alt") or attrs.get("title") or ""
        if self._link is not None:
            if alt:
                self._link.alts.append(alt)
        elif attrs.get("onclick") and (target := script_target(attrs["onclick"] or "")):
            self._point_link(target, LinkKind.ONCLICK, attrs)
        keys = ("data-src", "data-original", "data-lazy-src", "src")
        src = next((v for k in keys if (v := (attrs.get(k) or "").strip()) and not v.startswith("data:")), "")
        if src and len(self.out.images) < MAX_IMAGES:
            self.out.images.append(RawImage(src, alt, len(self.out.pieces)))
            self._piece("", self._flag, 0)
            self._box.images += 1

    # -- forms

    def _button(self, attrs: Attributes) -> None:
        self._space()
        loose = self.out.loose
        if not self._forms and loose is not None and (attrs.get("type") or "").lower() != "reset":
            # A button beside controls that stand outside any form belongs to them, so their common box must hold it.
            nearer = common_box(loose.box, self._box)
            loose.box = nearer if nearer.parent is not None else loose.box

    def _input(self, node: LexborNode) -> None:
        attrs: Attributes = node.attributes
        kind = (attrs.get("type") or "text").lower()
        if kind not in _QUIET_INPUTS:
            self._control(kind)
        elif kind != "hidden":
            if target := script_target(attrs.get("onclick") or "", own_functions=False):
                self._point_link(target, LinkKind.ONCLICK, {"title": attrs.get("value") or attrs.get("alt")})
            self._button(attrs)

    def _textarea(self, _node: LexborNode) -> None:
        self._control("textarea")

    def _control(self, kind: str) -> None:
        out = self.out
        if self._forms:
            form = self._forms[-1]
        else:
            form = out.loose = out.loose or RawForm(len(out.pieces), self._box)
            form.box = common_box(form.box, self._box)
        if form.controls == 0:
            form.start = len(out.pieces)
            self._piece("", self._flag, 0)
        form.controls += 1
        form.password = form.password or kind == "password"
        self._box.controls += 1

    # -- head and scripts

    def _title(self, node: LexborNode) -> None:
        self.out.title = self.out.title or node.text()

    def _meta(self, node: LexborNode) -> None:
        attrs: Attributes = node.attributes
        content = attrs.get("content") or ""
        if (attrs.get("http-equiv") or "").lower() == "refresh":
            if target := refresh_target(content):
                self._point_link(target, LinkKind.REFRESH, {})
            return
        name = (attrs.get("name") or attrs.get("property") or "").lower()
        if name in ("description", "og:description", "og:title"):
            self.out.meta.setdefault(name, content)

    def _base(self, node: LexborNode) -> None:
        self.out.base = self.out.base or node.attributes.get("href") or ""

    def _script(self, node: LexborNode) -> None:
        if node.attributes.get("src"):
            self.out.sources.append(node.attributes["src"] or "")
        if text := node.text():
            self.out.scripts.append(text)

    def _no_script(self, node: LexborNode) -> None:
        self.out.noscript += " " + _TAG.sub(" ", node.text())


@lru_cache(maxsize=2_048)
def _words(text: str) -> tuple[str, bool]:
    """The normal form of a run of text with the spaces at its ends, and whether it begins within a letter.

    Remembered, because menus repeat on every page of a site.
    """
    words = normalise(text)
    if not words:
        return (" " if text[:1].isspace() else ""), False
    broken = unicodedata.category(words[0])[0] == "M" or words[0] in "\u0e33\u0e32"
    return (" " if text[0].isspace() else "") + words + (" " if text[-1].isspace() else ""), broken


def _is_loud(tag: str, attrs: Attributes, named: Traits) -> bool:
    """Whether an element shows its text larger or bolder than the rest."""
    if tag == "font":
        size = (attrs.get("size") or "").strip()
        if size.startswith("+") or (size.isdecimal() and int(size[:3]) >= 4):
            return True
    style = attrs.get("style")
    if style and "font" in style and _LOUD.search(style):
        return True
    return named.title and tag not in BLOCKS and tag != "a"


def _opens(tag: str, attrs: Attributes) -> list[str]:
    """What an element labels: panels that it opens by id, by `#id` where that is only likely; itself by `=id`."""
    found: list[str] = []
    toggle = attrs.get("data-toggle") or attrs.get("data-bs-toggle") or ""
    if toggle.lower() in _TOGGLES or attrs.get("role") == "tab" or "aria-controls" in attrs:
        for key in ("data-target", "data-bs-target", "href", "aria-controls"):
            value = (attrs.get(key) or "").strip()
            if value and (value[0] == "#" or key == "aria-controls"):
                found += value.lstrip("#").split()[:4]
    elif tag == "a" and (href := attrs.get("href")) and href[0] == "#" and len(href) > 1:
        found.append(href)
    elif "onclick" in attrs:
        found += ["#" + target for target in _QUOTED_ID.findall((attrs["onclick"] or "")[:300])]
    if id_ := attrs.get("id"):
        found.append("=" + id_)
    return found
