"""Where on a page an element stands."""

from __future__ import annotations

from itacheck.model import Region

from .frame import Frame
from .outline import Box, Outline


def region_of(box: Box, frame: Frame, out: Outline) -> tuple[Region, bool]:
    """The region of an element, and whether it is inside the marked-up content of the page."""
    tag, here = box.tag, frame.region
    named = box.traits.region
    if tag == "main" or named is Region.MAIN or (box.traits.post and here is not Region.FOOTER):
        return Region.MAIN, True
    if tag == "article":
        return (Region.MAIN, True) if here in (Region.MAIN, Region.HEADER) else (here, frame.inside_main)
    found: Region | None = None
    if tag == "nav":
        found = Region.NAV
    elif tag == "aside":
        found = Region.ASIDE
    elif tag in ("header", "footer"):
        found = None if frame.inside_main else Region(tag)
    elif named and not frame.inside_main and box.links and tag not in ("li", "tr", "td", "a") and not _wraps(box, out):
        found = named
    if found is None or here in (Region.NAV, Region.FOOTER, Region.ASIDE):
        return here, frame.inside_main
    if here is Region.HEADER and found is not Region.NAV:
        return here, frame.inside_main
    return found, frame.inside_main


def _wraps(box: Box, out: Outline) -> bool:
    """Whether an element named like site furniture holds the page itself (an unclosed tag, a class of the body)."""
    reach, total = out.reach, max(1, out.reach[-1])
    return reach[box.start] < total * 0.1 and reach[box.end] > total * 0.9
