"""The truth table of the demo province: what a right judge says about each agency and rule, and why."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACK = "2568"
"""The rule pack that the table is about."""
_DATA = Path(__file__).with_name("expected.toml")


@dataclass(frozen=True, slots=True)
class Expectation:
    """One cell of the table."""

    status: frozenset[str]
    """The right status; several where the answer hangs on an optional reader."""
    reason: str
    """What a person sees on the site; may be empty for a pass."""


def expectations() -> dict[tuple[str, str], Expectation]:
    """Every cell by agency id and rule id, as on `itacheck.demo.AS_OF`."""
    data: dict[str, Any] = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    rules: list[str] = data["rules"]
    cells: dict[tuple[str, str], Expectation] = {}
    for agency_id, table in data["agency"].items():
        if "all" in table:
            table = dict.fromkeys(rules, table["all"])  # noqa: PLW2901 - one answer for every rule
        for rule, cell in table.items():
            status = cell["status"]
            statuses = frozenset([status] if isinstance(status, str) else status)
            cells[agency_id, rule] = Expectation(statuses, cell.get("reason", ""))
    return cells


def expected() -> dict[tuple[str, str], frozenset[str]]:
    """The right statuses of every agency id and rule id, as on `itacheck.demo.AS_OF`."""
    return {key: cell.status for key, cell in expectations().items()}
