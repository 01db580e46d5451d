"""Which pages may cost a parser more than their size tells, so that they are read where reading can be stopped."""

from __future__ import annotations

import re

MAX_SIZE = 400_000
"""Characters."""
MAX_TAGS = 6_000
MAX_GAP = 20_000
"""Characters from one `<` to the next: a parser may compare each attribute of a tag with all others."""
MAX_COPIES = 400_000
"""Elements that a parser may have to make up: it opens formatting that was not closed anew in each block after it,
three of each kind and attributes."""

_PLAIN = 36
"""Three of each kind of formatting without attributes."""
_FORMATTING = re.compile(r"<(?:b|big|code|em|font|i|s|small|strike|strong|tt|u)[\s/]([^<>]*)", re.IGNORECASE)


def is_heavy(html: str) -> bool:
    """Whether a page has so many tags, or such a mixture of them, that nesting could make it a bomb.

    Counts all tags, closed or not: what closes what is known to a parser only. Most such pages are harmless.

    Args:
        html: the decoded page.
    """
    tags = html.count("<")
    if len(html) > MAX_SIZE or tags > MAX_TAGS:
        return True
    if len(html) > MAX_GAP and max(map(len, html.split("<"))) > MAX_GAP:
        return True
    kinds = set(_FORMATTING.findall(html))
    # Where a quote may go on after the `>`, what tells two tags apart may stand there.
    if any(('"' in kind and "'" in kind) or kind.count('"') % 2 or kind.count("'") % 2 for kind in kinds):
        return True
    return (_PLAIN + 3 * len(kinds)) * tags > MAX_COPIES
