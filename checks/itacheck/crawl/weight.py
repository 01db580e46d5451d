"""What a crawl holds in memory, and how much it may.

A site chooses what its pages hold, so counting pages bounds nothing.
"""

from __future__ import annotations

import sys
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from itacheck.model import CrawlLimits, Reading

from .frontier import Candidate

HELD_EACH = 500_000
"""Bytes that a page or document may take on average, with the links found on it: pages of real sites, of 68 KB
with a hundred links, take 80 KB on average, and the heaviest that was seen 670."""
HELD_LEAST = 64_000_000
"""Bytes that every crawl may hold, however few pages it may take: one page alone may be large."""
TOO_MUCH_HELD = "its pages hold more than the memory that one agency may take"
"""The detail of what was left for that reason."""

_CANDIDATE = 1_500
"""Bytes that an address takes in the queue and in what is known of it, its own letters apart."""
_KNOWN = 110
"""Bytes of a number in a set."""


def allowed(limits: CrawlLimits) -> int:
    """Bytes that the crawl of one agency may hold.

    It ends with the page that goes beyond them, which adds to them what `itacheck.read` makes of one page at most.
    """
    return max(HELD_LEAST, HELD_EACH * (limits.max_pages + limits.max_documents))


def weight(reading: Reading) -> int:
    """Bytes that a page or document takes, what its parts share counted once."""
    total, seen, left = 0, set[int](), list[object]([reading])
    while left:
        one = left.pop()
        if one is None or isinstance(one, int | Enum) or id(one) in seen:
            continue
        seen.add(id(one))
        total += sys.getsizeof(one)
        if isinstance(one, tuple):
            left.extend(one)
        elif is_dataclass(kind := type(one)):
            left.extend(getattr(one, name) for name in _names(kind))
    return total


def weight_of_link(candidate: Candidate) -> int:
    """Bytes that an address takes that was found."""
    return _CANDIDATE + 4 * len(candidate.url) + 2 * len(candidate.text)


def weight_of_numbers(number: int) -> int:
    """Bytes that so many remembered numbers take."""
    return _KNOWN * number


@lru_cache(maxsize=32)
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))
