"""When a scheduled run is red."""

from __future__ import annotations

import pytest

from itacheck.causes import STOPPED
from itacheck.ci import conclusion

from ..history.weeks import agency, verdict

GOOD = agency("good", verdict("2568/5.6", "fail"))
DOWN = agency("down", verdict("2568/5.6", "unreachable"), down="timeout")
NOWHERE = agency("nowhere", verdict("2568/5.6", "unreachable"), down="no-website")
HALF = agency("half", verdict("2568/5.6", "review"), part=("budget", STOPPED))
SHORT = agency("short", verdict("2568/5.6", "review"), part=("budget", "a budget was spent"))


@pytest.mark.parametrize(
    ("code", "agencies", "expected", "why"),
    [
        (0, [GOOD], 0, "complete: 1 of 1"),
        (0, [GOOD, DOWN, NOWHERE, SHORT], 0, "complete: 2 of 3"),
        (1, [GOOD], 1, "asked to fail on"),
        (4, [GOOD], 4, "incomplete"),
        (0, [DOWN], 3, "no site could be looked at, of 1 that are declared"),
        (0, [NOWHERE], 3, "no site could be looked at, of 0"),
        (4, [DOWN, NOWHERE], 3, "nothing was checked"),
        (0, [GOOD, HALF], 4, "stopped before 1 of"),
        (0, [], 3, "nothing was checked"),
        (3, [], 3, "nothing was checked"),
        (2, [GOOD], 2, "see the log"),
        (137, [], 137, "the checker broke"),
    ],
)
def test_it_is_red_when_it_was_not_complete(code: int, agencies: list[object], expected: int, why: str) -> None:
    ended, told = conclusion(code, agencies)  # type: ignore[arg-type]
    assert ended == expected
    assert why in told
