"""What the class and id of an element say about it: site furniture, a title, a panel. Names are read token by token."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from itacheck.model import Region


class Traits(NamedTuple):
    """What the names of one element say."""

    region: Region | None = None
    """The part of a site's furniture that it names itself as."""
    title: bool = False
    """Named as a title: `panel-heading`, `card-header`, `entry-title`, `topic`."""
    panel: bool = False
    """Named as something that a visitor opens: a tab, an accordion panel, a drop-down menu."""
    post: bool = False
    """Named as a post or its body by a content system: content, whatever the column around it is named."""
    main: bool = False
    """Named as the content of the page."""


NOTHING = Traits()

_REGIONS = {
    Region.NAV: (
        "nav navs navbar navi navmenu navigation menu menus mainmenu topmenu leftmenu rightmenu "
        "sidemenu megamenu topnav sidenav mainnav submenu breadcrumb breadcrumbs"
    ),
    Region.HEADER: "header masthead banner topbar topheader siteheader",
    Region.FOOTER: "footer copyright colophon sitefooter",
    Region.ASIDE: "aside sidebar sidebars widget widgets leftbar rightbar sidebarleft sidebarright",
}
_REGION_OF = {word: region for region, words in _REGIONS.items() for word in words.split()}
# A name such as `news-header` or `elementor-widget` is about something else than the site's furniture, so a region's
# word counts only beside words that place it.
_COMPANIONS = frozenset((
    "main", "top", "bottom", "site", "page", "left", "right", "primary", "secondary", "mobile", "desktop",
    "area", "container", "wrapper", "wrap", "inner", "outer", "global", "web",
    "website", "sub", "bar", "wp", "bs", "the", "my", "app", "layout", "row", "col", "md", "lg", "sm", "xs",
    "xl", "default", "inverse", "expand", "light", "dark", "horizontal", "vertical", "mega", "nav", "menu",
    "header", "footer", "sidebar", "widget", "fixed", "sticky", "static", "div", "list", "ul", "bg",
    "navbar", "root",
))  # fmt: skip
_UNLIKE = frozenset(("has", "with", "no", "without", "body", "toggle", "toggler", "brand", "item", "link"))
_TITLE = frozenset((
    "title", "titles", "head", "heading", "header", "headline", "topic", "caption", "subject", "hd",
    "head1", "head2", "headtext", "texthead",
))  # fmt: skip
_PANEL = frozenset((
    "tab", "tabs", "tabpanel", "tabcontent", "tabcontents", "collapse", "collapsed", "collapsible",
    "collapsing", "accordion", "accordions", "accordian", "panel", "dropdown", "submenu", "megamenu",
    "spoiler", "toggle", "modal", "popup", "slide", "carousel", "offcanvas", "menu",
))  # fmt: skip
_MAIN = frozenset(["main", "content", "contents", "maincontent", "mainbody", "article"])
_POST = frozenset((
    "hentry", "blog-posts", "post-body", "entry-content", "post-content", "article-body", "article-content",
    "item-page",
    "node-content", "page-content",
))  # fmt: skip
_ENDS_AS_TITLE = re.compile(r"[a-z]{2,20}(?:title|heading)s?$").match
_TOKEN = re.compile(r"[a-z]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=8192)
def traits(class_: str, id_: str, role: str = "") -> Traits:
    """Reads the class, id and role attributes of one element."""
    region = _ROLES.get(role.lower())
    title = role == "heading"
    panel = role in ("tabpanel", "menu", "dialog")
    main, post = role == "main", False
    for name in [*class_.split()[:40], id_[:200]]:
        tokens = _TOKEN.findall(_CAMEL.sub(" ", name).lower())
        words = frozenset(tokens)
        if not words:
            continue
        if region is None and not words & _UNLIKE:
            named = [_REGION_OF[t] for t in reversed(tokens) if t in _REGION_OF]
            found = Region.FOOTER if Region.FOOTER in named else named[0] if named else None
            if found and all(t in _COMPANIONS or t in _REGION_OF for t in tokens):
                region = found
        title = title or (len(words) <= 4 and (bool(words & _TITLE) or any(map(_ENDS_AS_TITLE, words))))
        panel = panel or bool(words & _PANEL) or "accordion" in name.lower() or name.lower().startswith("tab")
        main = main or words <= _MAIN
        post = post or name.lower() in _POST
    if region or title or panel or main or post:
        return Traits(region=region, title=title, panel=panel, post=post, main=main)
    return NOTHING


_ROLES = {
    "banner": Region.HEADER,
    "navigation": Region.NAV,
    "menubar": Region.NAV,
    "contentinfo": Region.FOOTER,
    "complementary": Region.ASIDE,
    "main": Region.MAIN,
}


def traits_of(attrs: Mapping[str, str | None]) -> Traits:
    """Reads the class, id and role of an element from its attributes."""
    class_, id_, role = attrs.get("class"), attrs.get("id"), attrs.get("role")
    return traits(class_ or "", id_ or "", role or "") if class_ or id_ or role else NOTHING
