"""What the points of a made-up country say: tables and a plot, written into README.md by no hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from html import escape
from math import log10
from pathlib import Path

from itacheck.crawl.fetch import DEFAULT_PAUSE

from .country_model import Model, Point, fit, largest_part, parts_for, usual

BEGIN, END = "<!-- country: begin -->", "<!-- country: end -->"
NATION = 8_300
RUNNER = 2
"""Cores of a hosted runner."""
LIMIT, GOAL = 6 * 3600, 90 * 60
"""Seconds: after which a hosted job is ended; in which the nation is to be checked."""
JOBS = (8, 16, 32, 64)
"""Agencies at the same time: the default, and up to the most that `check` takes."""
_MANY = 32
"""Of these jobs, beside others' figures."""
THEIRS = (23_663, 11 * 3600 + 55 * 60, 3 * 32)
"""TrasparenzAI, as published: agencies, seconds, cores."""


def write_report(points: Sequence[Point], folder: Path) -> None:
    """Writes the plot, and the tables between the marks of README.md.

    Raises:
        ValueError: README.md has no marks, or there are no points.
    """
    readme = folder / "README.md"
    text = readme.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{readme.name} has no {BEGIN} … {END}")
    if not usual(points):
        raise ValueError("no point was measured")
    (folder / "country.svg").write_text(plot(points), encoding="utf-8")
    readme.write_text(f"{before}{BEGIN}\n{tables(points)}{END}{after}", encoding="utf-8")


def tables(points: Iterable[Point]) -> str:
    """The tables, in Markdown."""
    latest = newest(points)
    parts = (_made(latest), _sizes(latest), _workers(latest), _again(latest), _model(latest), _nation(latest))
    return "\n".join(one for one in (*parts, _beside(latest), _hosts(latest)) if one)


def newest(points: Iterable[Point]) -> list[Point]:
    """The points without those that were measured again, in the order of the tables."""
    found = {}
    for one in points:
        found[one.agencies, one.cores, one.scheduler, one.jobs, one.delay, one.again, one.pages_each] = one
    return [found[key] for key in sorted(found)]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join(["--:"] * len(head)) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


_HEAD = (
    "agencies", "jobs", "cores", "pause s", "wall s", "agencies/s", "pages/s", "CPU s", "CPU s an agency",
    "the server's", "peak MiB", "exit", "complete / partial / unreachable",
)  # fmt: skip


def _row(one: Point) -> tuple[str, ...]:
    ended = " / ".join(str(one.statuses.get(status, 0)) for status in ("complete", "partial", "unreachable"))
    return (
        f"{one.agencies:,}", f"{one.jobs}{f', Dask {one.scheduler}' if one.scheduler else ''}", str(one.cores),
        f"{one.delay:g}", f"{one.seconds:,.0f}", f"{one.rate:.3f}", f"{one.pages / one.seconds:.1f}",
        f"{one.cpu:,.0f}", f"{one.cpu / one.agencies:.2f}", f"{one.server_cpu / one.agencies:.2f}",
        f"{one.memory:,.0f}", str(one.exit_code), ended,
    )  # fmt: skip


def _made(points: Sequence[Point]) -> str:
    days, machines = sorted({one.day for one in points}), sorted({one.machine for one in points})
    cores = sorted({one.of_cores for one in points})
    commands = dict.fromkeys(f"    python -m benchmarks.country {one.options}".rstrip() for one in points)
    when = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    return (
        f"Measured {when} on {' and '.join(map(str, cores))} cores ({'; '.join(machines)}). The commands:\n\n"
        + "\n".join(commands)
        + "\n    python -m benchmarks.country --report\n"
    )


def _sizes(points: Sequence[Point]) -> str:
    rows = [one for one in usual(points) if one.cores == one.of_cores]
    return "### Against the number of agencies\n\n" + _table(_HEAD, map(_row, rows))


def _workers(points: Sequence[Point]) -> str:
    """The size and pause at which most ways were measured."""
    first = [one for one in points if not one.again]
    (size, delay), ways = Counter((one.agencies, one.delay) for one in first).most_common(1)[0]
    if ways < 2:
        return ""
    rows = [one for one in first if (one.agencies, one.delay) == (size, delay)]
    return f"### With jobs, cores and workers\n\n{size:,} agencies, {delay:g} s between requests.\n\n" + _table(
        _HEAD, map(_row, rows)
    )


def _again(points: Sequence[Point]) -> str:
    rows = [one for one in points if one.again]
    told = "Nothing has changed on any site, and the answers of the first run were kept (`--cache`)."
    return f"### A second run\n\n{told}\n\n" + _table(_HEAD, map(_row, rows)) if rows else ""


def _model(points: Sequence[Point]) -> str:
    found = usual(points)
    model = fit(found)
    lines = [
        "### The model",
        "",
        "wall = max(max(agencies x CPU of one / cores, agencies x seconds of one / jobs) + tail, the longest) + fixed",
        "",
        "The tail is the end of a run, when fewer agencies are left than jobs and cores idle: mostly slow ones.",
        "",
        _table(
            ("fixed CPU s", "CPU s of an agency", "the server's", "requests of an agency", "waited for servers s",
             f"seconds of an agency at {DEFAULT_PAUSE:g} s", "longest s", "tail s"),
            [(f"{model.fixed:.1f}", f"{model.cpu:.2f}", f"{model.server_cpu:.2f}", f"{model.requests:.0f}",
              f"{model.waited:.1f}", f"{model.seconds(DEFAULT_PAUSE):.0f}", f"{model.longest:.0f}",
              f"{model.tail:.0f}")],
        ),
    ]  # fmt: skip
    most = max(one.agencies for one in found)
    small = [one for one in found if one.agencies < most]
    if small:
        of_small = fit(small)
        held = [one for one in found if one.agencies == most]
        lines += [
            f"Fitted to the points below {most:,} agencies, it says of those with {most:,}:",
            "",
            _table(
                ("agencies", "jobs", "cores", "pause s", "wall s, measured", "predicted", "error", "decided by",
                 "CPU s, measured", "predicted", "error"),
                (_predicted(one, of_small) for one in held),
            ),
        ]  # fmt: skip
    else:
        lines += ["All points are of one size, so nothing checks it.", ""]
    return "\n".join(lines)


def _predicted(one: Point, model: Model) -> tuple[str, ...]:
    (wall, decides), cpu = model.of(one), model.fixed + model.cpu * one.agencies
    return (
        f"{one.agencies:,}", str(one.jobs), str(one.cores), f"{one.delay:g}", f"{one.seconds:,.0f}", f"{wall:,.0f}",
        f"{wall / one.seconds - 1:+.0%}", decides, f"{one.cpu:,.0f}", f"{cpu:,.0f}", f"{cpu / one.cpu - 1:+.0%}",
    )  # fmt: skip


def _nation(points: Sequence[Point]) -> str:
    model = fit(usual(points))
    whole = [(jobs, model.wall(NATION, jobs=jobs, cores=RUNNER, delay=DEFAULT_PAUSE)) for jobs in JOBS]
    best = min(seconds for _, seconds in whole)
    if best <= GOAL:
        said = "One runner does it within the goal."
    elif best <= LIMIT:
        said = "One runner misses the goal, and stays within the limit."
    else:
        said = "One runner misses the goal and the limit, whatever the jobs: the run must be cut into parts."
    rows = [
        (
            str(jobs),
            _hours(seconds),
            _decides(model, jobs),
            _yes(seconds <= LIMIT),
            _yes(seconds <= GOAL),
            *_parts(model, jobs),
        )
        for jobs, seconds in whole
    ]
    busy = model.cpu * NATION / RUNNER
    return (
        f"### {NATION:,} agencies on hosted runners of {RUNNER} cores\n\n"
        f"By the model, at the real pause of {DEFAULT_PAUSE:g} s, if a runner's core is as fast as one of these; to "
        f"install the program is not in it. Computing alone takes {_hours(busy)} on one runner. {said} A matrix of N "
        "parts (`check --shard I/N`) is as slow as its largest part, which is counted here as `--shard` cuts it.\n\n"
        + _table(
            ("jobs", "one runner", "decided by", "in 6 h", "in 90 min", "parts for 6 h", "parts for 90 min",
             "its largest part", "which takes"),
            rows,
        )
    )  # fmt: skip


def _parts(model: Model, jobs: int) -> tuple[str, str, str, str]:
    limit = parts_for(model, NATION, LIMIT, jobs=jobs, cores=RUNNER, delay=DEFAULT_PAUSE)
    goal = parts_for(model, NATION, GOAL, jobs=jobs, cores=RUNNER, delay=DEFAULT_PAUSE)
    if goal is None:
        return str(limit or "none will do"), "none will do", "", ""
    part = largest_part(NATION, goal)
    return str(limit), str(goal), f"{part:,}", _hours(model.wall(part, jobs=jobs, cores=RUNNER, delay=DEFAULT_PAUSE))


def _decides(model: Model, jobs: int) -> str:
    bounds = model.bounds(NATION, jobs=jobs, cores=RUNNER, delay=DEFAULT_PAUSE)
    return max(bounds, key=lambda name: bounds[name])


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _hours(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"


def _beside(points: Sequence[Point]) -> str:
    ours = max((one for one in usual(points) if one.cores == one.of_cores), key=lambda one: one.agencies)
    seen = ours.agencies - ours.statuses.get("unreachable", 0)
    agencies, seconds, cores = THEIRS
    rows = [
        ("TrasparenzAI, as published", f"{agencies:,}", _hours(seconds), str(cores), f"{agencies / seconds:.2f}",
         f"{agencies / seconds / cores:.4f}"),
        (f"this program, simulated, {ours.jobs} jobs, {ours.delay:g} s pause", f"{ours.agencies:,}",
         _hours(ours.seconds), str(ours.cores), f"{ours.rate:.2f}", f"{ours.rate / ours.cores:.4f}"),
    ]  # fmt: skip
    model = fit(usual(points))
    parts = parts_for(model, NATION, GOAL, jobs=_MANY, cores=RUNNER, delay=DEFAULT_PAUSE)
    if parts is not None:
        takes = model.wall(largest_part(NATION, parts), jobs=_MANY, cores=RUNNER, delay=DEFAULT_PAUSE)
        rows.append(
            (f"the same by the model, {parts} runners of {RUNNER} cores, {_MANY} jobs, {DEFAULT_PAUSE:g} s pause",
             f"{NATION:,}", _hours(takes), str(parts * RUNNER), f"{NATION / takes:.2f}",
             f"{NATION / takes / parts / RUNNER:.4f}")
        )  # fmt: skip
    table = _table(("", "agencies", "time", "cores", "agencies/s", "agencies/s and core"), rows)
    pages, documents = ours.pages / max(seen, 1), ours.documents / max(seen, 1)
    pause = "as in reality" if ours.delay >= DEFAULT_PAUSE else f"not the {DEFAULT_PAUSE:g} s of real runs"
    said = (
        "The two do different work, so neither is the faster one. TrasparenzAI looks, in one section of each of "
        "Italy's real sites and over the internet, for the names of the entries that the law asks for: one page or a "
        f"few of each. Here the {seen:,} sites that could be entered were followed on and on ({pages:.0f} pages and "
        f"{documents:.0f} documents were read of each), and {sum(ours.verdicts.values()) // ours.agencies} rules were "
        "judged by what they say. Ours are made-up sites on the machine's own loopback, whose latencies and failures "
        f"are drawn, with {ours.delay:g} s between two requests to one host ({pause})."
    )
    return f"### Beside TrasparenzAI\n\n{table}\n{said}\n"


def _hosts(points: Sequence[Point]) -> str:
    ours = max(points, key=lambda one: one.agencies)
    rows = [(conduct, f"{number:,}") for conduct, number in ours.conducts.items()]
    wrong, runs = sum(len(one.wrong) for one in points), len(points)
    return (
        "### What was said of hosts that failed\n\n"
        f"Wrong in {runs} runs over {sum(one.agencies for one in points):,} agencies: {wrong}. "
        "The hosts of the largest:\n\n" + _table(("host", "agencies"), rows)
    )


# ---------------------------------------------------------------- the plot

_WIDTH, _HEIGHT = 760, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 74, 150, 24, 52
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#24292f}.grid{stroke:#8c959f;stroke-opacity:.35}"
    ".cpu{stroke:#0969da;fill:#0969da}.wall{stroke:#bc4c00;fill:#bc4c00}.line{fill:none;stroke-width:2}"
    ".goal{stroke:#57606a;stroke-dasharray:2 4}text.cpu,text.wall{stroke:none}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.cpu{stroke:#58a6ff;fill:#58a6ff}"
    ".wall{stroke:#f0883e;fill:#f0883e}.goal{stroke:#8b949e}.line{fill:none}}"
)


def plot(points: Iterable[Point]) -> str:
    """Cost against size: CPU and wall seconds, and the lines of the model; SVG for light and dark pages."""
    found = [one for one in usual(newest(points)) if one.cores == one.of_cores]
    model = fit(usual(newest(points)))
    ways = Counter((one.jobs, one.delay) for one in found)
    jobs, delay = max(ways, key=lambda way: (ways[way], way))
    lines = [one for one in found if (one.jobs, one.delay) == (jobs, delay)]
    cores = lines[0].cores
    across, up = _scale(10, 10_000, _LEFT, _WIDTH - _RIGHT), _scale(10, 100_000, _HEIGHT - _BOTTOM, _TOP)
    right = _WIDTH - _RIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        'aria-label="CPU seconds and wall seconds against the number of agencies">',
        f"<style>{_STYLE}</style>",
    ]
    for power in range(1, 5):
        x = across(10**power)
        parts.append(f'<line class="grid" x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{_HEIGHT - _BOTTOM}"/>')
        parts.append(_text(x, _HEIGHT - _BOTTOM + 20, f"{10**power:,}", "middle"))
    for power in range(1, 6):
        y = up(10**power)
        parts.append(f'<line class="grid" x1="{_LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/>')
        parts.append(_text(_LEFT - 8, y + 4, f"{10**power:,}", "end"))
    for seconds, name in ((GOAL, "90 min"), (LIMIT, "6 h")):
        y = up(seconds)
        parts.append(f'<line class="goal" x1="{_LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/>')
        parts.append(_text(_LEFT + 6, y - 5, name, "start"))
    sizes = [10 * 10 ** (step / 20) for step in range(61)]
    sizes = [size for size in sizes if size < NATION] + [NATION]

    def wall(size: float) -> float:
        return model.wall(round(size), jobs=jobs, cores=cores, delay=delay, served_here=True)

    parts += _curve("cpu", sizes, lambda size: model.fixed + model.cpu * size, across, up)
    parts += _curve("wall", sizes, wall, across, up)
    for one in lines:
        x = across(one.agencies)
        parts.append(f'<circle class="cpu" cx="{x:.1f}" cy="{up(one.cpu):.1f}" r="5"/>')
        parts.append(f'<rect class="wall" x="{x - 4.5:.1f}" y="{up(one.seconds) - 4.5:.1f}" width="9" height="9"/>')
    cpu_end, wall_end = up(model.fixed + model.cpu * NATION), up(wall(NATION))
    # Two labels on one spot cannot be read.
    if abs(cpu_end - wall_end) < 36:
        wall_end = cpu_end + (36 if wall_end >= cpu_end else -36)
    parts.append(_text(right + 8, cpu_end + 4, "● CPU s", "start", "cpu"))
    parts.append(_text(right + 8, wall_end + 4, "■ wall s", "start", "wall"))
    parts.append(_text(right + 8, wall_end + 20, f"{jobs} jobs, {cores} cores", "start", "wall"))
    parts.append(_text((_LEFT + right) / 2, _HEIGHT - 10, f"agencies; lines: the model, to {NATION:,}", "middle"))
    parts.append(_text(_LEFT, 14, f"seconds; {delay:g} s between requests to one host", "start"))
    return "\n".join([*parts, "</svg>\n"])


def _scale(least: float, most: float, start: float, end: float) -> Callable[[float], float]:
    def place(value: float) -> float:
        share = (log10(max(value, least)) - log10(least)) / (log10(most) - log10(least))
        return start + min(share, 1.0) * (end - start)

    return place


def _curve(
    kind: str,
    sizes: Sequence[float],
    of: Callable[[float], float],
    across: Callable[[float], float],
    up: Callable[[float], float],
) -> list[str]:
    path = " ".join(f"{across(size):.1f},{up(of(size)):.1f}" for size in sizes)
    return [f'<polyline class="{kind} line" points="{path}"/>']


def _text(x: float, y: float, text: str, anchor: str, kind: str = "") -> str:
    of = f' class="{kind}"' if kind else ""
    return f'<text{of} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
