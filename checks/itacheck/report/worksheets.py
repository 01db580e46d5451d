"""The format `worksheet`: the assessment's worksheets of all agencies, and their list."""

from __future__ import annotations

from pathlib import Path

from .files import remove_stale
from .overview import Overview
from .pages import Pages, write_assets
from .passing import Order, pass_over
from .rows import Material
from .worksheet import FOLDER, ITEM


def write_worksheets(material: Material, out: Path, *, processes: int | None = None) -> Path:
    """Write `worksheet/ID.html` and `worksheet/ID.xlsx` of each agency that was judged by the items of an assessment.

    Args:
        material: results, rules and history.
        out: folder of the report, made where it is missing.
        processes: how many may work; None: one for each processor where that is worth it.

    Returns:
        The path of their list.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    write_assets(out)
    passed = pass_over(material, Order(out, worksheets=True), processes)
    return finish_worksheets(passed.overview, out)


def finish_worksheets(overview: Overview, out: Path) -> Path:
    """Write the list of the worksheets, once they are there.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    with_items = [
        one for one in overview.agencies
        if any(ITEM.fullmatch(rule.id) and rule.stem in one.marks for rule in overview.rules)
    ]  # fmt: skip
    pages = Pages(overview.frame, out)
    index = pages.write(f"{FOLDER}/index.html", "worksheets.html", agencies=with_items, packs={})
    remove_stale(out / FOLDER, {index, *(out / FOLDER / f"{one.stem}.html" for one in with_items)})
    return index
