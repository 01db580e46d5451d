"""What a whole country costs: `python -m benchmarks.country --agencies 50,100,200 --jobs 16`.

One process serves any number of agencies, each at a host of its own, with the latencies and failures of a real
country; `itacheck check` runs over them as a command. Each run is a point in a file, and `--report` writes what the
points say into README.md beside this file. It ends with 1 where a host that failed was given a verdict that it must
not have.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import click

from itacheck.crawl.fetch import DEFAULT_PAUSE

from .country_model import Point, add_point, load_points
from .country_report import write_report
from .country_server import address_of
from .country_sites import BLOCKING, KINDS, UNREACHABLE, Conduct, Country
from .reaper import reaped

ROOT = Path(__file__).parents[1]
POINTS = Path(__file__).with_name("country.json")
AS_OF = "2026-01-15"
"""Every rule of the pack is due."""
_USUAL = Country()
_EVERY = 1.0
"""Seconds between two looks at the processes."""
_PROXIES = ("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "http_proxy", "https_proxy")


def _numbers(_context: click.Context, option: click.Parameter, value: str | None) -> tuple[int, ...] | None:
    """Numbers with commas between them, as an option is written."""
    if value is None:
        return None
    least = 0 if option.name == "scheduler" else 1
    try:
        found = tuple(int(one) for one in value.split(","))
    except ValueError:
        raise click.BadParameter(f"{value!r}: write numbers with commas between them") from None
    if min(found) < least:
        raise click.BadParameter(f"{value!r}: {least} is the least")
    return found


@dataclass(frozen=True, slots=True)
class Way:
    """How a run is made."""

    agencies: int
    jobs: int
    cores: int
    scheduler: int
    delay: float
    timeout: float


@click.command()
@click.option("--agencies", callback=_numbers, default="50", help="Sizes, with commas between them. [50]")
@click.option("--jobs", callback=_numbers, default="16", help="Agencies at the same time. [16]")
@click.option("--cores", callback=_numbers, help="That the checker may use. [all]")
@click.option("--scheduler", callback=_numbers, default="0", help="Processes of Dask; 0: without. [0]")
@click.option("--delay", default=DEFAULT_PAUSE, help=f"Seconds between requests to one host. [{DEFAULT_PAUSE:g}]")
@click.option("--again", is_flag=True, help="A second run after each, with what the first kept.")
@click.option("--timeout", default=20.0, help="Seconds after which a silent host is given up. [20]")
@click.option("--pages", default=_USUAL.pages, help="HTML pages of a site.", show_default=True)
@click.option("--page-bytes", default=_USUAL.page_bytes, help="Median of a page's size.", show_default=True)
@click.option("--latency", default=_USUAL.latency, help="Median of seconds to the first byte.", show_default=True)
@click.option("--latency-sigma", default=_USUAL.latency_sigma, help="Of its lognormal.", show_default=True)
@click.option("--latency-most", default=_USUAL.latency_most, help="Seconds.", show_default=True)
@click.option("--jitter", default=_USUAL.jitter, help="Sigma of one host's answers.", show_default=True)
@click.option("--bandwidth", default=_USUAL.bandwidth, help="Bytes a second; 0: all.", show_default=True)
@click.option("--unreachable", default=_USUAL.unreachable, help="Share of agencies.", show_default=True)
@click.option("--no-site", default=_USUAL.no_site, help="Share without a website.", show_default=True)
@click.option("--blocking", default=_USUAL.blocking, help="Share that refuse programs.", show_default=True)
@click.option("--recovered", default=_USUAL.recovered, help="Share of time-outs that pass.", show_default=True)
@click.option("--seed", default=_USUAL.seed, help="Another one gives another country.", show_default=True)
@click.option("--points", type=click.Path(path_type=Path), default=POINTS, help="Where they are added. [country.json]")
@click.option("--report", is_flag=True, help="Measure nothing: write README.md and country.svg of the points.")
@click.pass_context
def main(
    context: click.Context,
    /,
    *,
    agencies: tuple[int, ...],
    jobs: tuple[int, ...],
    cores: tuple[int, ...] | None,
    scheduler: tuple[int, ...],
    delay: float,
    again: bool,
    timeout: float,
    points: Path,
    report: bool,
    **country: Any,
) -> None:
    """Measures `itacheck check` on a made-up country, one point for each combination of the numbers given."""
    try:
        known = load_points(points)  # before hours are spent on a file that cannot be added to
        if report:
            write_report(known, Path(__file__).parent)
            return
    except (ValueError, TypeError) as error:
        raise click.ClickException(str(error)) from None
    if platform.system() != "Linux":
        raise click.ClickException("only Linux gives each agency an address of its own on loopback")
    if importlib.util.find_spec("psutil") is None:
        raise click.ClickException("not installed: psutil: install the dependency group `bench`")
    machine = _cores()
    made_by, options = Country(**country), _options(context)
    wrong = 0
    for size, many, given, processes in product(agencies, jobs, cores or (machine,), scheduler):
        way = Way(size, many, min(given, machine), processes, delay, timeout)
        for point in measured(made_by, way, again=again):
            add_point(points, replace(point, options=options))
            click.echo(told(point))
            for line in point.wrong[:20]:
                click.echo(f"  WRONG {line}")
            wrong += len(point.wrong)
    context.exit(1 if wrong else 0)


def told(point: Point) -> str:
    """A line about a point."""
    scheduler = f", {point.scheduler} of Dask" if point.scheduler else ""
    return (
        f"{point.agencies} agencies, {point.jobs} jobs, {point.cores} cores{scheduler}, {point.delay:g} s apart"
        f"{', again' if point.again else ''}: {point.seconds:.0f} s, {point.rate:.3f} agencies/s, "
        f"{point.pages / point.seconds:.1f} pages/s, {point.cpu:.0f} CPU s ({point.cpu / point.agencies:.2f} each, "
        f"server {point.server_cpu / point.agencies:.2f}), {point.memory:.0f} MiB, exit {point.exit_code}, "
        f"{len(point.wrong)} wrong"
    )


def measured(country: Country, way: Way, *, again: bool) -> Iterator[Point]:
    """Runs over the first agencies of a country, once or twice."""
    with tempfile.TemporaryDirectory(prefix="itacheck-country-") as temporary, served(country) as server:
        folder = Path(temporary)
        entries = folder / "agencies.toml"
        entries.write_text(agencies_toml(country, way, server), encoding="utf-8")
        for second in (False, True)[: 1 + again]:
            out = folder / f"out-{second}"
            command = [
                sys.executable, "-m", "itacheck", "check", "--agencies", str(entries), "--out", str(out),
                "--as-of", AS_OF, "--jobs", str(way.jobs), "--no-browser", "--no-ocr",
                *(["--scheduler", str(way.scheduler)] if way.scheduler else []),
                *(["--cache", str(folder / "cache")] if again else []),
            ]  # fmt: skip
            server.forget()
            ran = _run(command, way.cores)
            did = server.forget()
            results = json.loads((out / "results.json").read_text(encoding="utf-8"))["agencies"]
            yield _point(country, way, ran, did, results, again=second)


def _point(
    country: Country, way: Way, ran: _Ran, did: Mapping[str, Any], results: Sequence[Any], *, again: bool
) -> Point:
    crawls = [one["crawl"] for one in results]
    return Point(
        agencies=way.agencies, jobs=way.jobs, cores=way.cores, of_cores=_cores(), scheduler=way.scheduler,
        delay=way.delay, again=again, pages_each=country.pages, seed=country.seed,
        seconds=round(ran.seconds, 2), cpu=round(ran.cpu, 2), server_cpu=round(did["cpu"], 2),
        memory=round(ran.memory, 1), exit_code=ran.code,
        pages=sum(one["pages"] for one in crawls), documents=sum(one["documents"] for one in crawls),
        requests=sum(one["requests"] for one in crawls), bytes=sum(one["bytes"] for one in crawls),
        crawl_seconds=round(sum(one["seconds"] for one in crawls), 1),
        longest=max(one["seconds"] for one in crawls),
        waited=round(did["waited"], 1), slow=round(did["slow"], 1),
        day=datetime.now(UTC).date().isoformat(),
        machine=f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        statuses=dict(sorted(Counter(one["status"] for one in crawls).items())),
        causes=dict(sorted(Counter(one["cause"]["code"] for one in crawls if one["cause"]).items())),
        verdicts=dict(sorted(Counter(v["status"] for one in results for v in one["verdicts"]).items())),
        conducts=dict(sorted(Counter(country.conduct(number).value for number in range(way.agencies)).items())),
        wrong=[*ran.broken, *wrong_verdicts(country, results)],
    )  # fmt: skip


def agencies_toml(country: Country, way: Way, server: Server) -> str:
    """The entries of agencies.toml."""
    parts = [f"[defaults.crawl]\ndelay_seconds = {way.delay!r}\ntimeout_seconds = {way.timeout!r}\n"]
    for number in range(way.agencies):
        conduct = country.conduct(number)
        entry = (
            f'[[agency]]\nid = "{_id(number)}"\nname.th = "สำนักงานตัวอย่างที่ {number + 1}"\n'
            f'name.en = "Sample Office {number + 1}"\nkind = "{KINDS[number % len(KINDS)]}"\n'
        )
        host = f"office-{number}.invalid" if conduct is Conduct.NO_NAME else address_of(number)
        port = server.refuses if conduct is Conduct.REFUSED else server.answers
        parts.append(entry if conduct is Conduct.NO_SITE else f'{entry}url = "http://{host}:{port}/"\n')
    return "\n".join(parts)


def _id(number: int) -> str:
    return f"office-{number:05}"


_MAY: dict[Conduct, tuple[frozenset[str], frozenset[str]]] = {
    **dict.fromkeys((*UNREACHABLE, Conduct.NO_SITE), (frozenset({"unreachable"}), frozenset({"unreachable"}))),
    **dict.fromkeys(BLOCKING, (frozenset({"unreachable"}), frozenset({"unreachable", "review"}))),
    # What it showed before it shut may be judged; what it hid may not.
    Conduct.SHUTS: (frozenset({"unreachable", "partial", "complete"}), frozenset({"unreachable", "review", "pass"})),
}
"""What a host does -> how its crawl may end, and what verdicts on it may say."""
_SEEN = frozenset({"complete", "partial"})
_OF_ANY = frozenset({"pass", "fail", "review", "not_due"})


def wrong_verdicts(country: Country, results: Sequence[Any]) -> list[str]:
    """What is said of hosts that nobody could look at, or of hosts that answered, and must not be."""
    found = []
    if [one["id"] for one in results] != [_id(number) for number in range(len(results))]:
        found.append("agencies are missing, or out of their order")
    for number, one in enumerate(results):
        conduct = country.conduct(number)
        crawls, verdicts = _MAY.get(conduct, (_SEEN, None))
        where = f"{one['id']} ({conduct.value})"
        if one["crawl"]["status"] not in crawls:
            found.append(f"{where}: its crawl is {one['crawl']['status']}")
        said = Counter(v["status"] for v in one["verdicts"])
        for status, times in said.items():
            allowed = verdicts if verdicts is not None else _OF_ANY
            if status not in allowed | {"not_applicable"}:
                rules = ", ".join(v["rule"] for v in one["verdicts"] if v["status"] == status)
                found.append(f"{where}: {times} x {status}: {rules}")
    return found


@dataclass(slots=True)
class Server:
    """The process that serves a country."""

    process: subprocess.Popen[str]
    answers: int
    """The port at which it does."""
    refuses: int
    """The port at which nobody listens."""

    def forget(self) -> dict[str, Any]:
        """What it did since it was last asked; then it knows nothing of it any more."""
        assert self.process.stdin is not None  # noqa: S101 - both are piped
        assert self.process.stdout is not None  # noqa: S101
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told


@contextmanager
def served(country: Country) -> Iterator[Server]:
    """A country while the block runs."""
    command = [sys.executable, "-m", "benchmarks.country_server", json.dumps(asdict(country))]
    with subprocess.Popen(
        command, cwd=ROOT, env=_surroundings(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None  # noqa: S101 - it is piped
        try:
            ports = json.loads(process.stdout.readline())
            yield Server(process, **ports)
        finally:
            process.terminate()


@dataclass(frozen=True, slots=True)
class _Ran:
    code: int
    seconds: float
    cpu: float
    memory: float
    broken: tuple[str, ...]
    """Lines in which the program says that it broke."""


def _surroundings() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _PROXIES}
    return {**kept, "PYTHONPATH": os.pathsep.join((str(ROOT / "checks"), str(ROOT))), "PYTHONUTF8": "1"}


def _run(command: Sequence[str], cores: int) -> _Ran:
    """Runs the checker.

    Raises:
        ClickException: it ended with a code that is none of its verdicts.
    """
    before, start = os.times(), time.monotonic()
    with tempfile.TemporaryFile() as errors:
        with _on(cores):
            process = subprocess.Popen(
                reaped(command), cwd=ROOT, env=_surroundings(), stdout=subprocess.DEVNULL, stderr=errors
            )
        done, watched = threading.Event(), _Watched(process.pid)
        watcher = threading.Thread(target=watched.until, args=(done,))
        watcher.start()
        try:
            process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        finally:
            seconds, after = time.monotonic() - start, os.times()
            done.set()
            watcher.join()
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace")
    if process.returncode not in (0, 1, 4):  # 1 and 4 are verdicts on the country
        raise click.ClickException(f"{' '.join(command)[:200]} ended with {process.returncode}\n{said[-2000:]}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    broken = tuple(line.strip()[:200] for line in said.splitlines() if "broke" in line or "Traceback" in line)
    return _Ran(process.returncode, seconds, cpu, watched.memory, broken)


@contextmanager
def _on(cores: int) -> Iterator[None]:
    """Gives processes that are started in the block so many of our cores."""
    if not hasattr(os, "sched_setaffinity") or cores >= _cores():
        yield
        return
    ours = os.sched_getaffinity(0)
    os.sched_setaffinity(0, set(sorted(ours)[:cores]))
    try:
        yield
    finally:
        os.sched_setaffinity(0, ours)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Watched:
    """What the processes of a command take, the one apart that waits for them."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.memory = 0.0
        """The peak, in MiB."""

    def until(self, done: threading.Event) -> None:
        """Looks at them until it is told to end."""
        import psutil  # noqa: PLC0415 - of the group `bench`

        while not done.wait(_EVERY):
            total = 0
            try:
                processes = psutil.Process(self._pid).children(recursive=True)
            except psutil.Error:
                continue
            for one in processes:
                try:
                    told = one.memory_full_info()
                    total += getattr(told, "pss", 0) or told.rss
                except psutil.Error:
                    continue
            self.memory = max(self.memory, total / 2**20)


def _options(context: click.Context) -> str:
    """The options that were given, as they are written."""
    names = {one.name for one in (*fields(Country), *fields(Way))} | {"again"}
    found = []
    for name, value in context.params.items():
        if name in names and context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            written = ",".join(map(str, value)) if isinstance(value, tuple) else f"{value:g}"
            option = f"--{name.replace('_', '-')}"
            found.append(option if isinstance(value, bool) else f"{option} {written}")
    return " ".join(found)


if __name__ == "__main__":
    main()
