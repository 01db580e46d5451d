"""Where things are, for the tests of the project's frame."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SKIPPED_FOLDERS = {".git", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", "__pycache__", "build", "dist"}


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def our_files(root: Path) -> list[Path]:
    """Every file that belongs to the project: what git would keep, or all but caches where there is no git."""
    listing = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0 and listing.stdout:
        found = [root / name for name in listing.stdout.decode().split("\0") if name]
    else:
        found = [
            path
            for path in root.rglob("*")
            if not any(part in SKIPPED_FOLDERS or part.startswith(".venv") for part in path.relative_to(root).parts)
        ]
    return sorted(path for path in found if path.is_file())
