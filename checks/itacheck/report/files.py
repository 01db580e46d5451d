"""What a report's folder holds: which of its pages are ours, and that none of an earlier report stays."""

from __future__ import annotations

from pathlib import Path

from itacheck.errors import ConfigurationError
from itacheck.files import safe_stem, unique_stems, write_atomic, writing

__all__ = ["MARK", "remove_stale", "safe_stem", "unique_stems", "write_atomic", "writing"]

MARK = '<meta name="generator" content="itacheck">'


def remove_stale(folder: Path, written: set[Path], pattern: str = "*.html", mark: str = MARK) -> None:
    """Remove the pages of an earlier report that this one no longer has; files of others stay.

    Raises:
        ConfigurationError: such a page cannot be removed.
    """
    for path in sorted(folder.glob(pattern)):
        if path in written:
            continue
        try:
            with path.open(encoding="utf-8", errors="replace") as file:
                ours = mark in file.read(1_000)
            if ours:
                path.unlink()
        except OSError as error:
            raise ConfigurationError(
                f"the old page {path} cannot be removed: {error.strerror or error}", "remove it by hand"
            ) from error
