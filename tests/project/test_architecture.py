"""Data flows one way: no room imports a higher one (CONTRIBUTING.md, "The rooms")."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = "itacheck"
ANY = None

# Room -> the rooms that it may import besides itself. A new room is added here on purpose or not at all.
MAY_IMPORT: dict[str, set[str] | None] = {
    "errors": set(),
    "remember": set(),
    "about": set(),
    "border": {"errors"},
    "files": {"errors"},
    "model": set(),
    "causes": {"model"},
    "stored": {"model", "border", "files", "errors"},
    "thai": {"remember", "errors"},
    "packs": {"model", "thai", "border", "errors"},
    "agencies": {"model", "border", "errors"},
    "starting": {"model", "agencies", "files", "errors"},
    "read": {"model", "thai", "apart", "remember", "errors"},
    "register": {"model", "border", "agencies", "causes", "files", "read", "crawl", "errors"},
    "forms": {"model", "thai", "remember", "errors"},
    "crawl": {"model", "about", "remember", "errors"},
    "metrics": {"model", "crawl", "files", "errors"},
    "warc": {"model", "crawl", "files", "errors"},
    "unfinished": {"model", "crawl", "files", "errors"},
    # The judge and the sentences it speaks are one level in two files.
    "judge": {"model", "thai", "forms", "wording", "errors"},
    "wording": {"model", "causes", "thai", "forms", "judge", "errors"},
    "focus": {"model", "thai", "forms", "judge", "errors"},
    "examples": {"model", "thai", "packs", "read", "forms", "judge", "errors"},
    "patterns": {"forms", "packs"},
    "plugins": {"forms", "packs", "errors"},
    "inspecting": {"model", "thai", "packs", "agencies", "read", "forms", "crawl", "causes", "wording", "errors"},
    "apart": set(),
    "aside": set(),
    "workers": {"model", "crawl", "read", "apart", "errors"},
    "results": {"model", "causes", "crawl", "warc"},
    "looking": {"model", "packs", "read", "crawl", "focus", "causes", "warc", "unfinished", "errors"},
    "judging": {"model", "packs", "crawl", "focus", "judge", "patterns", "causes", "warc", "looking"},
    "run": {
        "model",
        "about",
        "packs",
        "read",
        "crawl",
        "focus",
        "judge",
        "patterns",
        "warc",
        "workers",
        "looking",
        "judging",
        "results",
        "unfinished",
        "errors",
    },
    "tally": {"model"},
    "sharding": {"model", "crawl", "errors"},
    "merging": {"model", "packs", "patterns", "judge", "judging", "results", "sharding", "stored", "errors"},
    "known": {"model", "stored", "errors"},
    "changes": {"model", "errors"},
    "history": {"model", "border", "causes", "changes", "files", "stored", "errors"},
    "report": {"model", "causes", "changes", "history", "files", "stored", "errors"},
    "ci": {"model", "causes", "changes", "history", "report", "sharding", "stored", "errors"},
    "demo": {"model", "errors"},
    "folder": {"demo", "errors"},
    "authoring": {
        "model",
        "thai",
        "border",
        "packs",
        "patterns",
        "read",
        "forms",
        "judge",
        "examples",
        "report",
        "errors",
    },
    "accuracy": {"model", "border", "packs", "agencies", "crawl", "inspecting", "patterns", "run", "demo", "errors"},
    "cli": ANY,
    "__main__": {"cli", "errors"},
}


def rooms_of(source: str, module: str, *, is_package: bool) -> Iterator[str]:
    """The rooms of ours that a module imports, `module` being its dotted name."""
    package = module.split(".") if is_package else module.split(".")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            names = [f"{start}.{alias.name}" for alias in node.names] if start == PACKAGE else [start]
        else:
            continue
        for name in names:
            parts = name.split(".")
            # The package itself holds the version, which any room may read.
            if parts[0] == PACKAGE and len(parts) > 1 and parts[1] != "__version__":
                yield parts[1]


def breaches(checks: Path) -> list[str]:
    """One line for each import that goes the wrong way."""
    found = []
    for path in sorted((checks / PACKAGE).rglob("*.py")):
        parts = path.relative_to(checks).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        module = ".".join(parts[:-1] if is_package else parts)
        if module == PACKAGE:
            room = "__init__"
            allowed: set[str] | None = set()
        else:
            room = module.split(".")[1]
            if room not in MAY_IMPORT:
                found.append(f"{module}: the room {room!r} is not in the table of {Path(__file__).name}")
                continue
            allowed = MAY_IMPORT[room]
        if allowed is ANY:
            continue
        source = path.read_text(encoding="utf-8")
        wrong = set(rooms_of(source, module, is_package=is_package)) - allowed - {room}
        found += [f"{module}: imports {other}" for other in sorted(wrong)]
    return found


def test_no_room_imports_a_higher_one(root: Path) -> None:
    assert breaches(root / "checks") == []


def test_nothing_may_import_the_command_line() -> None:
    assert [room for room, others in MAY_IMPORT.items() if others and "cli" in others] == ["__main__"]


@pytest.mark.parametrize(
    ("module", "source", "expected"),
    [
        ("itacheck.judge", "from .crawl import fetch", {"crawl"}),
        ("itacheck.judge", "from . import crawl", {"crawl"}),
        ("itacheck.judge", "import itacheck.crawl.fetch", {"crawl"}),
        ("itacheck.judge", "from itacheck.crawl import fetch", {"crawl"}),
        ("itacheck.judge", "from itacheck import __version__", set()),
        ("itacheck.forms.naming", "from ..judge import verdict", {"judge"}),
        ("itacheck.forms.naming", "from .listing import Listing", {"forms"}),
        ("itacheck.forms.naming", "from .. import judge", {"judge"}),
        ("itacheck.judge", "import json\nfrom requests import get", set()),
        ("itacheck.judge", "def f():\n    from .cli import main", {"cli"}),
    ],
)
def test_every_way_of_importing_is_seen(module: str, source: str, expected: set[str]) -> None:
    assert set(rooms_of(source, module, is_package=False)) == expected


def test_a_breach_is_named(tmp_path: Path) -> None:
    room = tmp_path / PACKAGE / "model"
    room.mkdir(parents=True)
    (room / "__init__.py").write_text("from ..judge import judge\n", encoding="utf-8")
    (tmp_path / PACKAGE / "attic.py").write_text("", encoding="utf-8")
    assert breaches(tmp_path) == [
        "itacheck.attic: the room 'attic' is not in the table of test_architecture.py",
        "itacheck.model: imports judge",
    ]
