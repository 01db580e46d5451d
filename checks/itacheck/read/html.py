"""HTML to `Page`: one walk over the tree, then everything in reading order."""

from __future__ import annotations

import re
from dataclasses import replace

from itacheck.model import Link, LinkKind, Page, Region, Trouble
from itacheck.thai import normalise

from .assembly import Content
from .drawn import drawn
from .forms import read_forms
from .links import join, script_target
from .outline import Outline
from .spam import without_planted
from .structure import Reader
from .tree import Walk
from .troubles import own_length, trouble

MAX_TITLE = 500
MAX_PICTURES = 2
FEW_WORDS = 200
"""Characters of its own that a page may have besides pictures, so that they are what it shows."""
_HOLDS_PICTURES = (None, Trouble.SCRIPT, Trouble.INJECTED)
"""The troubles with which a page may still show a paper; a wall or an error that stands in its place shows none."""
MAX_HTML = 8_000_000
"""Characters of one page that are read."""

_GOES_ON = re.compile(r"\blocation\b(?:\.href|\.replace|\.assign)?\s*[=(]")


def read_html(html: str, *, url: str) -> Page:
    """Reads a page. Total: whatever the markup, something comes back.

    Args:
        html: the decoded page.
        url: the address that answered.
    """
    html = html[:MAX_HTML]
    out = Walk(html).run()
    content = Reader(out, url).run()
    if not content.blocks and out.noscript.strip() and not any(link.url for link in content.links):
        # Nothing else is there, so what the page says to browsers without scripts is its text.
        kept = out.noscript
        out.close()
        out = Walk(html, noscript=True).run()
        out.noscript = kept
        content = Reader(out, url).run()
    forms = read_forms(out, content.form_places, html)
    title = normalise(out.title) or normalise(out.meta.get("og:title", ""))
    links = (*content.links, *_forwards(out, content, url))
    content = replace(content, links=list(links))
    by_script = drawn(title, content, out)
    kept_from = trouble(url, title, content, forms, out, html, by_script)
    if kept_from in _HOLDS_PICTURES:
        links = (*links, *_shown(content))
    if kept_from in (Trouble.HACKED, Trouble.INJECTED):
        links = without_planted(url, links)
    out.close()
    return Page(
        url=url,
        title=title[:MAX_TITLE],
        blocks=tuple(content.blocks),
        links=links,
        forms=forms,
        images=tuple(content.images),
        description=normalise(out.meta.get("description") or out.meta.get("og:description", ""))[:1000],
        trouble=kept_from,
        drawn=() if kept_from else by_script.names,
    )


def _shown(content: Content) -> list[Link]:
    """The pictures of a page that shows little else, as links: a paper may have been put there as a picture."""
    if own_length(content) > FEW_WORDS:
        return []
    linked = {link.url for link in content.links}
    pictures = [i for i in content.images if i.region is Region.MAIN and not i.decorates and i.url not in linked]
    return [
        Link(picture.url, picture.url, picture.alt, headings=picture.headings, kind=LinkKind.IMAGE)
        for picture in pictures[:MAX_PICTURES]
    ]


def _forwards(out: Outline, content: Content, url: str) -> list[Link]:
    """Where a page that holds nothing sends its visitors by script."""
    if content.links or sum(len(block.text) for block in content.blocks) > 200:
        return []
    base = join(url, out.base) or url
    for script in out.scripts[:20]:
        if _GOES_ON.search(script[:4000]) and (target := script_target(script, own_functions=False)):
            goal = join(base, target)
            if goal and goal != url:
                return [Link(goal, target, "", region=Region.MAIN, kind=LinkKind.REFRESH)]
    return []
