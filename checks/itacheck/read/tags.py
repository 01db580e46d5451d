"""What elements are to a reader."""

from __future__ import annotations

# fmt: off
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li", "main", "marquee", "menu", "nav",
    "ol", "p", "pre", "section", "summary", "table", "td", "th", "tr", "ul",
))
"""Elements that begin a line of their own."""

BARE = frozenset((
    "abbr", "acronym", "b", "big", "cite", "code", "em", "i", "kbd", "mark", "nobr", "s", "small", "strong",
    "sub", "sup", "tt", "u",
))
"""Inline elements whose attributes say nothing."""

SKIPPED = frozenset((
    "audio", "canvas", "datalist", "math", "meter", "noembed", "noframes", "param", "progress", "source",
    "style", "svg", "template", "video", "xmp",
))
"""Elements whose content is no text of the page."""
# fmt: on

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
LISTS = frozenset(("ul", "ol", "dl", "menu", "dir"))
BOLD_TAGS = frozenset(("b", "strong", "big", "th"))
