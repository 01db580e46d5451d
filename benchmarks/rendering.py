"""Renders a results file in the formats that are named: what `benchmarks.reports` measures."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from itacheck.report import Material, write_formats
from itacheck.stored import ResultsFile

from .reports import chosen_rules


def main() -> None:
    """Arguments: the results file, the folder to write to, the formats."""
    begun = time.monotonic()
    results, out = ResultsFile(Path(sys.argv[1])), Path(sys.argv[2])
    for name, path in write_formats(sys.argv[3:], Material(results, chosen_rules()), out):
        print(f"{time.monotonic() - begun:.1f} s {name}: {path.name}")  # noqa: T201


if __name__ == "__main__":
    main()
