"""Every format of a report by its name. A new one is a function here: material and folder -> the file to open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from .badge import write_badges
from .html import finish_html, write_html
from .junit import write_junit
from .markdown import write_markdown
from .pages import write_assets
from .passing import Order, pass_over
from .rows import Material
from .summary import write_json
from .tables import write_csv
from .workbook import write_workbook
from .worksheets import finish_worksheets, write_worksheets
from .xlsx import WORKBOOK, scratch, write_xlsx

Write = Callable[[Material, Path], Path]


def _html(material: Material, out: Path) -> Path:
    return write_html(material.results, material.rules, out, material.history)


FORMATS: Mapping[str, Write] = {
    "html": _html,
    "xlsx": write_xlsx,
    "worksheet": write_worksheets,
    "markdown": write_markdown,
    "csv": write_csv,
    "junit": write_junit,
    "json": write_json,
    "badge": write_badges,
}
"""In the order in which they are told. Each raises ConfigurationError where the folder cannot be written."""

_IN_ONE_PASS = ("html", "xlsx", "worksheet")


def write_formats(names: Iterable[str], material: Material, out: Path) -> Iterator[tuple[str, Path]]:
    """Write several formats; those that show every verdict are made in one pass over the agencies.

    Args:
        names: keys of `FORMATS`.
        material: results, rules and history.
        out: folder of the report, made where it is missing.

    Yields:
        Each format with the file to open.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    wanted = list(dict.fromkeys(names))
    together = [name for name in wanted if name in _IN_ONE_PASS]
    done = _one_pass(together, material, out) if len(together) > 1 else {}
    for name in wanted:
        yield name, done[name] if name in done else FORMATS[name](material, out)


def _one_pass(names: Sequence[str], material: Material, out: Path) -> dict[str, Path]:
    html, xlsx, worksheet = (name in names for name in _IN_ONE_PASS)
    done: dict[str, Path] = {}
    with scratch(out) as folder:
        write_assets(out)
        order = Order(out, pages=html, lists=Path(folder) if xlsx else None, worksheets=worksheet)
        passed = pass_over(material, order)
        if xlsx:
            done["xlsx"] = write_workbook(out / WORKBOOK, passed.overview, passed.lists, material.history)
        if worksheet:
            done["worksheet"] = finish_worksheets(passed.overview, out)
        if html:
            done["html"] = finish_html(passed, out)
    return done
