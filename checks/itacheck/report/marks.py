"""A verdict in one letter: how the rows of the matrix go to the browser, and from one process to another."""

from __future__ import annotations

from enum import IntEnum

from itacheck.model import Status

NONE = "."
"""No verdict on this rule."""
ORDER = tuple(Status)
_FIRST = ord("A")


class Waived(IntEnum):
    """What a waiver does to a verdict on the as-of date."""

    NOT = 0
    HOLDS = 1
    EXPIRED = 2


def mark(status: Status, waived: Waived = Waived.NOT) -> str:
    """The letter of a verdict: three in a row for each status, in the order of `Waived`."""
    return chr(_FIRST + ORDER.index(status) * len(Waived) + waived)


def read_mark(letter: str) -> tuple[Status, Waived]:
    """What a letter says."""
    status, waived = divmod(ord(letter) - _FIRST, len(Waived))
    return ORDER[status], Waived(waived)
