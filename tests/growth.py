"""Whether work grows with its input only: a bound that holds on a slow and on a fast machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Given = TypeVar("Given")

TIMES = 8
"""How much more of the input the second measure takes."""
ALLOWED = 3 * TIMES
"""Growth in proportion gives 8, growth with the square 64; the rest is room for noise."""
FLOOR = 0.1
"""Seconds of processor time: less is noise, and eight times it harms nobody."""


def assert_grows_evenly(work: Callable[[Given], object], sized: Callable[[int], Given], size: int) -> None:
    """Asserts that `work(sized(size))` costs about eight times the processor time of `work(sized(size // 8))`."""
    small, large = (_seconds(work, sized(n)) for n in (size // TIMES, size))
    assert large <= ALLOWED * max(small, FLOOR), f"{small:.2f} s, with {TIMES} times the input {large:.2f} s"


def _seconds(work: Callable[[Given], object], given: Given) -> float:
    began = time.process_time()
    work(given)
    return time.process_time() - began
