"""What does not show: hidden texts are decoys, but closed tabs, panels and menus are what a visitor opens."""

from __future__ import annotations

import re

from .outline import Attributes
from .traits import traits_of

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_POINTER = re.compile(r"#([\w\-]{1,80})")
_QUOTED = re.compile(r"""(?:([\w\-]{1,40})\s{0,9}=\s{0,9})?["']([\w\-]{1,80})["']""")
_DEFINES = frozenset(("id", "name", "class", "type", "value"))


class Hidden:
    """Tells what is hidden for good on one page."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._shown: set[str] | None = None

    def hides(self, attrs: Attributes) -> bool:
        """Whether an element with these attributes never shows."""
        if "hidden" not in attrs and not ("style" in attrs and _HIDDEN.search(attrs["style"] or "")):
            return False
        if traits_of(attrs).panel:
            return False
        id_ = attrs.get("id")
        return not (id_ and self._is_pointed_to(id_))

    def _is_pointed_to(self, id_: str) -> bool:
        """Whether anything else on the page names this id: a link, a button or a script may open it."""
        if self._shown is None:
            self._shown = set(_POINTER.findall(self._html))
            self._shown.update(v for name, v in _QUOTED.findall(self._html) if name.lower() not in _DEFINES)
        return id_ in self._shown
