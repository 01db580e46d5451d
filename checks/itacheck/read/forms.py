"""The close reading of a form: its controls with the words beside them. Only the form's own markup is parsed again."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from itacheck.model import Form, FormField, Region
from itacheck.thai import normalise

from .outline import Outline

MAX_FORMS = 40
MAX_MARKUP = 200_000
"""Characters of one form's markup: more is a page that was put into a form, and its first part holds the controls."""
MAX_FIELDS = 300
MAX_LABEL = 200
MAX_TEXT = 3_000

_QUIET = frozenset(("hidden", "submit", "button", "reset", "image"))
_SUBMITS = re.compile(r"submit|\bsend\b|confirm|ส่ง|ยืนยัน|บันทึก|ลงทะเบียน|__doPostBack", re.IGNORECASE)
_SEARCH = re.compile(
    r"(?:^|[^a-z])(?:q|s|search\w*|keywords?|kw|query|find|txtsearch|searchword)(?:$|[^a-z])|ค้นหา|search", re.IGNORECASE
)
_SKIPPED = frozenset(("script", "style", "template", "option", "textarea", "noscript"))


def read_forms(out: Outline, places: list[tuple[tuple[str, ...], Region]], html: str) -> tuple[Form, ...]:
    """Reads the forms of a page.

    Args:
        out: the page: the controls outside any form count as one form.
        places: for each form the headings that govern it and its region; the loose one last.
        html: the source: a form there reaches to its end tag, also where broken nesting cuts it short in the tree.
    """
    if not out.forms and out.loose is None:
        return ()
    slices = _slices(html) if out.forms else []
    written = len(slices) == len(out.forms)
    read: list[Form] = []
    for number, raw in enumerate(out.forms[:MAX_FORMS]):
        if raw.controls or written:
            markup = slices[number] if written else (raw.box.node.html or "")[:MAX_MARKUP]
            form = _read(markup, *places[number], loose=False)
            if form is not None:
                read.append(form)
    if out.loose is not None:
        known = frozenset(f.name for form in read for f in form.fields)
        markup = (out.loose.box.node.html or "")[:MAX_MARKUP]
        form = _read(markup, *places[-1], loose=True, known=known)
        if form is not None:
            read.append(form)
    return tuple(read)


_INERT = re.compile(r"<!--|<(script|style|template|textarea)\b", re.IGNORECASE)
_FORM = re.compile(r"<form\b|</form\s*>", re.IGNORECASE)


def _slices(html: str) -> list[str]:
    """The source of each form, from its tag to its end tag, or to the next form."""
    source = _shown(html)
    found: list[str] = []
    start = -1
    for m in _FORM.finditer(source):
        opens = m.group()[1] != "/"
        if start >= 0 and not opens:
            found.append(source[start : min(m.end(), start + MAX_MARKUP)])
            start = -1
        elif start < 0 and opens:
            # A form inside a form is none: browsers drop its tag.
            start = m.start()
    if start >= 0:
        found.append(source[start : start + MAX_MARKUP])
    return found


def _shown(html: str) -> str:
    """The source without comments and scripts: a tag in them is none."""
    lower = html.lower() if len(html) == len(html.lower()) else html
    parts: list[str] = []
    at = 0
    while m := _INERT.search(html, at):
        parts.append(html[at : m.start()])
        end = "-->" if m[1] is None else f"</{m[1].lower()}"
        closed = lower.find(end, m.end())
        if closed < 0:
            return " ".join(parts)
        after = html.find(">", closed) + 1 or len(html)
        if m[1] and m[1].lower() == "textarea":
            # What stands in it is the visitor's, but it is a control.
            parts.append(html[m.start() : after] if after - m.start() < 2000 else "<textarea></textarea>")
        at = after
    parts.append(html[at:])
    return " ".join(parts)


def _read(
    markup: str,
    headings: tuple[str, ...],
    region: Region,
    *,
    loose: bool,
    known: frozenset[str] = frozenset(),
) -> Form | None:
    soup = BeautifulSoup(markup, "html.parser")
    inside: set[int] = set()
    if loose:
        inside = {id(tag) for form in soup.find_all("form") for tag in _tags(form)}
    labels = _labels(soup)
    fields: list[FormField] = []
    submits = password = False
    for tag in _tags(soup):
        if id(tag) in inside or tag.name not in ("input", "select", "textarea", "button", "a"):
            continue
        kind = _attr(tag, "type").lower()
        if tag.name in ("button", "a") or kind in ("submit", "image", "button"):
            submits = submits or _submits(tag, kind)
        elif kind not in _QUIET and len(fields) < MAX_FIELDS:
            kind = tag.name if tag.name != "input" else kind or "text"
            password = password or kind == "password"
            fields.append(FormField(kind, _attr(tag, "name") or _attr(tag, "id"), _label(tag, labels)))
    fields = [f for f in fields if not f.name or f.name not in known]
    options = [tag for tag in soup.find_all("option", limit=MAX_FIELDS) if id(tag) not in inside]
    choices = tuple(words[:MAX_LABEL] for tag in options if (words := normalise(tag.get_text(" "))))
    if not fields or (loose and not submits):
        return None
    typed = [f for f in fields if f.kind in ("text", "search", "email", "tel", "textarea", "password", "url", "number")]
    if loose and not typed and not any(f.kind == "file" for f in fields):
        return None
    if len(typed) == 1 and len(fields) <= 2 and typed[0].kind in ("text", "search"):
        only = typed[0]
        if only.kind == "search" or _SEARCH.search(f"{only.name} {only.label}"):
            fields = [FormField("search", f.name, f.label) if f is only else f for f in fields]
    text = normalise(" ".join(_strings(soup)))[:MAX_TEXT]
    return Form(tuple(fields), submits, text, headings, region, password, choices)


def _tags(root: Tag) -> Iterable[Tag]:
    return (node for node in root.descendants if isinstance(node, Tag))


def _attr(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return value.strip() if isinstance(value, str) else " ".join(value) if value else ""


def _strings(root: Tag) -> list[str]:
    """The text of a tree without recursion, script and options left out; buttons made of `<input>` included."""
    out: list[str] = []
    todo: list[object] = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, Tag):
            if node.name in _SKIPPED:
                continue
            if node.name == "input" and _attr(node, "type").lower() in ("submit", "button"):
                out.append(_attr(node, "value"))
            todo.extend(reversed(node.contents))
        elif type(node) is NavigableString:
            out.append(str(node))
    return out


def _labels(soup: BeautifulSoup) -> dict[str, str]:
    found: dict[str, str] = {}
    for label in soup.find_all("label"):
        if target := _attr(label, "for"):
            found.setdefault(target, normalise(" ".join(_strings(label)))[:MAX_LABEL])
    return found


def _label(tag: Tag, labels: dict[str, str]) -> str:
    """The words that say what to fill in, the surest first."""
    if words := labels.get(_attr(tag, "id")):
        return words
    wrapping = next((p for p, _ in zip(tag.parents, range(4), strict=False) if p.name == "label"), None)
    if wrapping is not None and (words := normalise(" ".join(_strings(wrapping)))):
        return words[:MAX_LABEL]
    for name in ("aria-label", "placeholder", "title"):
        if words := normalise(_attr(tag, name)):
            return words[:MAX_LABEL]
    return _beside(tag)[:MAX_LABEL]


def _beside(tag: Tag) -> str:
    """The text just before a control: in its own block, or in the cell or block to the left of it."""
    node: Tag = tag
    for _ in range(4):
        words: list[str] = []
        for before, _ in zip(node.previous_siblings, range(6), strict=False):
            if isinstance(before, Tag):
                if before.name in ("input", "select", "textarea") or before.find(["input", "select", "textarea"]):
                    break
                words.insert(0, " ".join(_strings(before)))
            elif type(before) is NavigableString:
                words.insert(0, str(before))
            if normalise(" ".join(words)):
                break
        if text := normalise(" ".join(words)):
            return text
        parent = node.parent
        if parent is None or parent.name in ("form", "table", "tr", "body", "[document]"):
            return ""
        node = parent
    return ""


def _submits(tag: Tag, kind: str) -> bool:
    if tag.name == "input" and kind in ("submit", "image"):
        return True
    if tag.name == "button" and kind in ("", "submit"):
        return True
    if tag.name == "a" and not (tag.get("onclick") or _attr(tag, "href").lower().startswith("javascript")):
        # An ordinary link leads somewhere else, whatever it is called.
        return "submit" in _attr(tag, "id").lower() or "submit" in _attr(tag, "class").lower()
    words = " ".join((_attr(tag, "onclick"), _attr(tag, "value"), _attr(tag, "id"), _attr(tag, "href"), *_strings(tag)))
    return kind != "reset" and _SUBMITS.search(words) is not None
