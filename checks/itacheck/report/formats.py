"""Every format of a report by its name. A new one is a function here: material and folder -> the file to open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from .badge import write_badges
from .html import write_html
from .junit import write_junit
from .markdown import write_markdown
from .rows import Material
from .summary import write_json
from .tables import write_csv

Write = Callable[[Material, Path], Path]


def _html(material: Material, out: Path) -> Path:
    return write_html(material.results, material.rules, out, material.history)


FORMATS: Mapping[str, Write] = {
    "html": _html,
    "markdown": write_markdown,
    "csv": write_csv,
    "junit": write_junit,
    "json": write_json,
    "badge": write_badges,
}
"""In the order in which they are told. Each raises ConfigurationError where the folder cannot be written."""
