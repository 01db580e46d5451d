"""How long the reports of a nation take, and how much memory: `python -m benchmarks.reports`."""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from itacheck.cli.ending import rule_infos
from itacheck.cli.selection import choose_packs
from itacheck.report import RuleInfo

from .nation import write_nation

PACKS = ("2568", "oit-2568")
MEBI = 2**20


def chosen_rules() -> list[RuleInfo]:
    """The rules by which the nation is judged."""
    packs, _ = choose_packs(PACKS)
    return [info for pack in packs for info in rule_infos(pack)]


def main() -> None:
    """Makes the results file, renders it in a process of its own, and prints a line for each format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agencies", type=int, default=8_300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", nargs="+", default=["html", "xlsx"])
    parser.add_argument("--folder", type=Path, help="keep everything there")
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="itacheck-reports-"))
    folder.mkdir(parents=True, exist_ok=True)
    results = folder / f"results-{given.agencies}.json"
    if not results.exists():
        number = write_nation(results, chosen_rules(), agencies=given.agencies, seed=given.seed)
        print(f"{number:,} verdicts, {results.stat().st_size / MEBI:,.0f} MiB of results")  # noqa: T201
    command = [sys.executable, "-m", "benchmarks.rendering", str(results), str(folder / "report"), *given.format]
    begun = time.monotonic()
    process = psutil.Popen(command)
    most = 0
    while process.poll() is None:
        most = max(most, _memory(process))
        time.sleep(1)
    seconds = time.monotonic() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    sizes = [path.stat().st_size for path in (folder / "report").rglob("*") if path.is_file()]
    print(  # noqa: T201
        f"{seconds:.1f} s ({used.ru_utime + used.ru_stime:.1f} of CPU), {most / MEBI:,.0f} MiB at most, "
        f"{len(sizes):,} files, {sum(sizes) / MEBI:,.0f} MiB written"
    )
    if given.folder is None:
        shutil.rmtree(folder)
    sys.exit(process.returncode)


def _memory(process: psutil.Process) -> int:
    """Bytes of the process and its children, pages that they share counted once each."""
    total = 0
    for one in [process, *_children(process)]:
        try:
            total += one.memory_full_info().pss
        except (psutil.Error, subprocess.SubprocessError):
            continue
    return total


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        found: list[psutil.Process] = process.children(recursive=True)
    except psutil.Error:
        return []
    return found


if __name__ == "__main__":
    main()
