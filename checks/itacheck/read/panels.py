"""Tabs, accordions and drop-down menus: what opens a panel names what is in it."""

from __future__ import annotations

from bisect import bisect_left

from .frame import Frame
from .outline import Box, Outline
from .words import MAX_LABEL


def opened_by(box: Box, frame: Frame, out: Outline) -> str:
    """The label of the tab, button or title bar that opens a panel; empty for anything else."""
    attrs = box.attrs
    if not attrs:
        return ""
    id_ = attrs.get("id") or ""
    span = out.toggle(id_, box.start) if id_ else None
    panel = box.traits.panel or attrs.get("role") == "tabpanel"
    hidden = "hidden" in attrs or "none" in (attrs.get("style") or "")
    if span is None and id_ and (panel or hidden):
        span = out.toggle("#" + id_, box.start)
    if span is None and (by := attrs.get("aria-labelledby")):
        span = out.toggle("=" + by.split()[0], box.start) if by.split() else None
    if span is not None and span[0] <= box.start < span[1]:
        span = None
    if span is None and panel and not frame.quiet:
        span = _just_before(box, frame, out)
    if span is None or not 0 < out.length(*span) <= MAX_LABEL:
        return ""
    return out.text(*span)


def _just_before(box: Box, frame: Frame, out: Outline) -> tuple[int, int] | None:
    """The button, link or title bar that stands right before a panel."""
    bar = frame.children[frame.index - 2] if frame.index >= 2 else None
    after = bar.end if bar else frame.box.start
    if out.length(after, box.start):
        first = bisect_left(out.buttons, (after, 0))
        near = [span for span in out.buttons[first : first + 50] if span[1] <= box.start]
        return near[-1] if near and not out.length(near[-1][1], box.start) else None
    if bar is None or bar.links > 2 or bar.tables or bar.lists:
        return None
    opens = bar.links == 1 and out.links[bar.link0].href.startswith(("#", "javascript:"))
    named = bar.traits.title or bar.tag == "button" or (bar.traits.panel and not bar.links)
    return (bar.start, bar.end) if named or opens else None
