"""What a second run over an unchanged province costs: `python -m benchmarks.again`.

Runs `itacheck check --cache` twice as a command over the demo province, which this process serves, and prints bytes
of bodies and processor time of the second run as a share of the first. The start of the program (imports, rules) and
the writing of the report are in both; they are measured apart by a run over an agency without a website.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from itacheck.demo import AS_OF, DemoProvince

from .reaper import reaped

EMPTY = '[[agency]]\nid = "nobody"\nname.th = "ไม่มีเว็บไซต์"\nname.en = "Nobody"\nkind = "provincial-office"\n'


@dataclass(frozen=True)
class Cost:
    """Of one command."""

    cpu: float
    """Seconds of processor time, children included."""
    requests: int
    bytes: int
    """Of bodies, as they came over the wire."""
    agencies: Any
    """What it said, without moments and numbers."""


def check(agencies: Path, out: Path, *more: str) -> Cost:
    """Runs the command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "itacheck", "check", "--agencies", str(agencies), "--out", str(out)]
    subprocess.run(
        reaped([*command, "--as-of", str(AS_OF), "--no-browser", *more]),
        env=dict(os.environ),
        check=False,
        capture_output=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = json.loads((out / "results.json").read_text(encoding="utf-8"))["agencies"]
    crawls = [agency.pop("crawl") for agency in told]
    for verdict in (verdict for agency in told for verdict in agency["verdicts"]):
        for finding in verdict["findings"]:
            finding.pop("fetched_at")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, sum(one["requests"] for one in crawls), sum(one["bytes"] for one in crawls), told)


def main() -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as name, DemoProvince() as province:
        folder = Path(name)
        province.write_agencies_toml(folder / "agencies.toml")
        (folder / "empty.toml").write_text(EMPTY, encoding="utf-8")
        start = check(folder / "empty.toml", folder / "out0")
        plain = check(folder / "agencies.toml", folder / "out")
        runs = [check(folder / "agencies.toml", folder / "out", "--cache", str(folder / "cache")) for _ in range(2)]
    say = sys.stdout.write
    say(f"{'run':<28}{'requests':>9}{'bytes':>12}{'CPU s':>8}{'above the start':>17}\n")
    for title, cost in zip(
        ("start alone", "without --cache", "first with --cache", "second"), (start, plain, *runs), strict=True
    ):
        say(f"{title:<28}{cost.requests:>9}{cost.bytes:>12}{cost.cpu:>8.2f}{cost.cpu - start.cpu:>17.2f}\n")
    first, second = runs
    say(f"second as a share of the first: bytes {second.bytes / first.bytes:.1%}, CPU {second.cpu / first.cpu:.0%}")
    say(f", CPU above the start {(second.cpu - start.cpu) / (first.cpu - start.cpu):.0%}\n")
    say(f"same verdicts: {'yes' if plain.agencies == first.agencies == second.agencies else 'NO'}\n")


if __name__ == "__main__":
    main()
