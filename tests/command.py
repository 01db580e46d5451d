"""Running commands, and looking at what they leave."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


Call = Callable[..., Ended]
"""The fixture `call`: the words of a command line -> how it ended."""


def results_in(folder: Path) -> dict[str, Any]:
    """What a run left in a folder."""
    loaded: dict[str, Any] = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    return loaded
