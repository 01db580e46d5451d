"""Remembers what was worked out of texts, without keeping whole pages in memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

LONG = 400
"""Characters from which a text is a page's or a paper's own: no other one asks for it."""

T = TypeVar("T")
P = ParamSpec("P")


def remembered(most: int, *, long: int = 512) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Remembers what a pure function gives for the last `most` short texts and for the last `long` long ones."""

    def decorate(work: Callable[[str], T]) -> Callable[[str], T]:
        of_short, of_long = lru_cache(maxsize=most)(work), lru_cache(maxsize=long)(work)

        @wraps(work)
        def asked(text: str) -> T:
            return of_short(text) if len(text) <= LONG else of_long(text)

        return asked

    return decorate


def remembered_if(short: Callable[P, bool], most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Remembers what a pure function gives for the last `most` of what is short, and for nothing else.

    A site that writes long addresses must not fill what is remembered of all sites.

    Args:
        short: takes what the function takes, which can be hashed.
        most: calls.
    """

    def decorate(work: Callable[P, T]) -> Callable[P, T]:
        of_short: Callable[..., T] = lru_cache(maxsize=most)(work)

        @wraps(work)
        def asked(*given: P.args, **named: P.kwargs) -> T:
            return of_short(*given, **named) if short(*given, **named) else work(*given, **named)

        return asked

    return decorate
