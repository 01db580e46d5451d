"""The format `xlsx`: a workbook beside the pages."""

from __future__ import annotations

import tempfile
from pathlib import Path

from itacheck.errors import ConfigurationError

from .passing import Order, pass_over
from .rows import Material
from .workbook import write_workbook

WORKBOOK = "report.xlsx"


def write_xlsx(material: Material, out: Path, *, processes: int | None = None) -> Path:
    """Write `report.xlsx`. Its links lead to the pages of agencies beside it, where those are written too.

    Args:
        material: results, rules and history.
        out: folder of the report, made where it is missing.
        processes: how many may work; None: one for each processor where that is worth it.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    with scratch(out) as folder:
        passed = pass_over(material, Order(out, lists=Path(folder)), processes)
        return write_workbook(out / WORKBOOK, passed.overview, passed.lists, material.history)


def scratch(out: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder for rows that are not a workbook yet: on the disk of the report, which has room for it.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(dir=out, prefix=".itacheck-")
    except OSError as error:
        raise ConfigurationError(
            f"{out}: cannot be written ({error.strerror})", "choose a folder that you may write to"
        ) from None
