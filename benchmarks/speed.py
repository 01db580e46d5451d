"""itacheck and Scrapy side by side on the same pages: `python -m benchmarks.speed`.

itacheck does its whole job: crawl, read, judge every rule of a pack, write results.json and the report. Scrapy follows
links and takes text. Both run in the same run on the same machine, so their ratio says more than any of the numbers.
"""

from __future__ import annotations

import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from .province import make_province
from .reaper import reaped

ROOT = Path(__file__).parents[1]
AS_OF = "2026-01-15"
JOBS = 8
"""Agencies that itacheck checks at the same time: its default."""
_EVERY = 0.2
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of one contender."""

    pages: int
    """HTML pages that it fetched and read."""
    seconds: float
    cpu: float
    """Seconds of user and system time, of all its processes."""
    memory: float
    """The peak of all its processes together in MiB: PSS where the system tells it, else RSS."""

    @property
    def rate(self) -> float:
        """Pages a second."""
        return self.pages / self.seconds

    @property
    def cpu_per_1000(self) -> float:
        """CPU seconds for 1000 pages."""
        return self.cpu / self.pages * 1000


@click.command()
@click.option("--agencies", type=click.IntRange(1), default=(20,), multiple=True, help="Websites; repeatable. [20]")
@click.option("--pages", type=click.IntRange(5), default=300, help="HTML pages of each. [300]")
@click.option("--seed", default=1, help="Another one gives another province. [1]")
@click.option("--runs", type=click.IntRange(1), default=3, help="Runs of each; medians are shown. [3]")
@click.option("--only", type=click.Choice(("itacheck", "scrapy")), help="Leave the other one out.")
def main(agencies: tuple[int, ...], pages: int, seed: int, runs: int, only: str | None) -> None:
    """Measures itacheck (the whole job) and Scrapy (links and text) on a made-up province."""
    missing = [name for name in ("psutil", "scrapy") if importlib.util.find_spec(name) is None]
    if missing:
        raise click.ClickException(f"not installed: {', '.join(missing)}: install the dependency group `bench`")
    for number in agencies:
        _measure(number, pages, seed, runs, only)


def _measure(agencies: int, pages: int, seed: int, runs: int, only: str | None) -> None:
    processes = min(agencies, os.cpu_count() or 1)
    with tempfile.TemporaryDirectory(prefix="itacheck-bench-") as temporary:
        folder = Path(temporary)
        sites = folder / "sites"
        sites.mkdir()
        made = make_province(sites, agencies=agencies, pages=pages, seed=seed)
        click.echo(
            f"{agencies} agencies, {made.pages} pages of {made.bytes / made.pages / 1000:.1f} KB and "
            f"{made.links / made.pages:.0f} links, {made.papers} PDFs; Scrapy in {processes} processes"
        )
        with _served(sites) as urls:
            contenders: dict[str, Callable[[], Measured]] = {
                "itacheck": lambda: _itacheck(folder, urls),
                "scrapy": lambda: _scrapy(urls, processes),
            }
            # Turn about, so that a slow minute of the machine hits both.
            measured: dict[str, list[Measured]] = {name: [] for name in contenders if only in (None, name)}
            for number in range(runs):
                for name, taken in measured.items():
                    taken.append(contenders[name]())
                    click.echo(f"  run {number + 1}: {_told(name, taken[-1])}")
    _tell(measured)


def _tell(measured: dict[str, list[Measured]]) -> None:
    middle = {name: _median(taken) for name, taken in measured.items()}
    for name, one in middle.items():
        click.echo(f"median: {_told(name, one)}")
    if len(middle) > 1:
        ours, peer = middle["itacheck"], middle["scrapy"]
        click.echo(
            f"ratio:  us / peer {ours.rate / peer.rate:.2f} x pages/s, "
            f"{ours.cpu_per_1000 / peer.cpu_per_1000:.2f} x CPU, {ours.memory / peer.memory:.2f} x memory"
        )


def _told(name: str, one: Measured) -> str:
    return (
        f"{name:9} {one.rate:8.1f} pages/s {one.cpu_per_1000:7.2f} CPU-s/1000 pages {one.memory:7.0f} MiB "
        f"({one.pages} pages in {one.seconds:.1f} s)"
    )


def _median(taken: Sequence[Measured]) -> Measured:
    return Measured(
        pages=int(statistics.median(one.pages for one in taken)),
        seconds=statistics.median(one.seconds for one in taken),
        cpu=statistics.median(one.cpu for one in taken),
        memory=statistics.median(one.memory for one in taken),
    )


@contextmanager
def _served(sites: Path) -> Iterator[dict[str, str]]:
    """The home page of each website while the block runs."""
    command = [sys.executable, "-m", "benchmarks.server", str(sites)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None  # noqa: S101 - it is piped
        try:
            yield json.loads(server.stdout.readline())
        finally:
            server.terminate()


def _itacheck(folder: Path, urls: dict[str, str]) -> Measured:
    entries = "".join(
        f'[[agency]]\nid = "{name}"\nname.th = "สำนักงานตัวอย่าง {name}"\nname.en = "{name}"\nkind = "regional-office"\n'
        f'url = "{url}"\n\n'
        for name, url in urls.items()
    )
    (folder / "agencies.toml").write_text(entries, encoding="utf-8")
    out = folder / "out"
    command = [
        sys.executable, "-m", "itacheck", "check", "--agencies", str(folder / "agencies.toml"), "--out", str(out),
        "--as-of", AS_OF, "--jobs", str(JOBS), "--no-browser", "--no-ocr",
    ]  # fmt: skip
    (out / "results.json").unlink(missing_ok=True)
    _, seconds, cpu, memory = _run([command])
    results = json.loads((out / "results.json").read_text(encoding="utf-8"))
    broken = [a["id"] for a in results["agencies"] for v in a["verdicts"] if v["status"] in ("error", "unreachable")]
    if broken:
        raise click.ClickException(f"itacheck could not look at {', '.join(sorted(set(broken)))}")
    return Measured(sum(agency["crawl"]["pages"] for agency in results["agencies"]), seconds, cpu, memory)


def _scrapy(urls: dict[str, str], processes: int) -> Measured:
    homes = list(urls.values())
    shares = [share for part in range(processes) if (share := homes[part::processes])]
    told, seconds, cpu, memory = _run([[sys.executable, "-m", "benchmarks.spider", *share] for share in shares])
    return Measured(sum(json.loads(one)["pages"] for one in told), seconds, cpu, memory)


def _run(commands: Sequence[Sequence[str]]) -> tuple[list[str], float, float, float]:
    """Runs commands at the same time: what they printed, the seconds until the last ended, CPU seconds, peak MiB."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "checks"), "PYTHONUTF8": "1"}
    before, start = os.times(), time.monotonic()
    running = [
        subprocess.Popen(
            reaped(command), cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        )
        for command in commands
    ]  # fmt: skip
    done = threading.Event()
    peaks = [0.0]

    def watch() -> None:
        while not done.wait(_EVERY):
            peaks.append(sum(_memory(one.pid) for one in running))

    watcher = threading.Thread(target=watch)
    watcher.start()
    answers = [one.communicate() for one in running]
    seconds, after = time.monotonic() - start, os.times()
    done.set()
    watcher.join()
    for command, one, (_, errors) in zip(commands, running, answers, strict=True):
        # 1 and 4 are verdicts on the province.
        if one.returncode not in (0, 1, 4) or "broke" in errors or "Traceback" in errors:
            raise click.ClickException(f"{' '.join(command)[:120]} ended with {one.returncode}\n{errors[-2000:]}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return [output for output, _ in answers], seconds, cpu, max(peaks)


def _memory(pid: int) -> float:
    """MiB of the descendants of a process; 0 when they have ended."""
    import psutil  # noqa: PLC0415 - of the group `bench`

    total = 0
    try:
        for process in psutil.Process(pid).children(recursive=True):
            told = process.memory_full_info()
            total += getattr(told, "pss", 0) or told.rss
    except psutil.Error:
        pass
    return total / 2**20


if __name__ == "__main__":
    main()
