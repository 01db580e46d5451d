"""What was measured of a made-up country, and what it says about a whole one. Pure but for the file of points."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from itacheck.model import Agency, Bilingual
from itacheck.sharding import MAX_SHARDS, shard_numbers

from .country_server import address_of

SCHEMA = "itacheck/country/v1"


@dataclass(frozen=True, slots=True)
class Point:
    """One run of `itacheck check` over a part of the country."""

    agencies: int
    jobs: int
    cores: int
    """That the checker was given."""
    of_cores: int
    """That the machine has; where the checker was given them all, the server took its part of them."""
    scheduler: int
    """Processes of Dask; 0: without it."""
    delay: float
    """Seconds between two requests to one host."""
    again: bool
    """A second run, with the answers of the first in `--cache`."""
    pages_each: int
    """HTML pages that a site has."""
    seed: int
    seconds: float
    cpu: float
    """Seconds of user and system time, of all processes of the checker."""
    server_cpu: float
    memory: float
    """The peak of all processes of the checker together, in MiB: PSS where the system tells it, else RSS."""
    exit_code: int
    pages: int
    """HTML pages that were read."""
    documents: int
    requests: int
    bytes: int
    crawl_seconds: float
    """Of all agencies, each from its first request to its last."""
    longest: float
    """Seconds of the agency that took longest."""
    waited: float
    """Seconds for which the servers let the checker wait."""
    slow: float
    """The part of it that lay in slow answers, after which the checker pauses as long again."""
    day: str
    machine: str
    options: str = ""
    """Options of the command that are not its own defaults, as written."""
    statuses: dict[str, int] = field(default_factory=dict)
    """How the crawls ended."""
    causes: dict[str, int] = field(default_factory=dict)
    """Why they did not end complete."""
    verdicts: dict[str, int] = field(default_factory=dict)
    conducts: dict[str, int] = field(default_factory=dict)
    """What hosts did -> agencies."""
    wrong: list[str] = field(default_factory=list)
    """Verdicts that no such host may have."""

    @property
    def rate(self) -> float:
        """Agencies a second."""
        return self.agencies / self.seconds

    @property
    def busy(self) -> float:
        """The share of its cores that the checker used."""
        return self.cpu / self.seconds / self.cores


def load_points(path: Path) -> list[Point]:
    """The points of a file, in the order in which they were measured; none where there is no such file.

    Raises:
        ValueError: it is no such file.
    """
    if not path.exists():
        return []
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if told.get("schema") != SCHEMA:
        raise ValueError(f"{path}: not {SCHEMA}")
    return [Point(**one) for one in told["points"]]


def add_point(path: Path, point: Point) -> None:
    """Adds a point to a file; the file is whole at any time."""
    told = [asdict(one) for one in (*load_points(path), point)]
    new = path.with_name(f"{path.name}.new")
    text = json.dumps({"schema": SCHEMA, "points": told}, ensure_ascii=False, indent=1)
    new.write_text(f"{text}\n", encoding="utf-8")
    new.replace(path)


@dataclass(frozen=True, slots=True)
class Model:
    """What a run takes.

    Agencies compute on the cores and wait beside each other, as many as there are jobs; the longer of the two decides.
    At the end fewer are left than jobs, mostly slow ones:
    wall = max(max(agencies x CPU of one / cores, agencies x seconds of one / jobs) + tail, the longest) + fixed.
    """

    fixed: float
    """CPU seconds of the start and the end: imports, rules, report. One core does them."""
    cpu: float
    """CPU seconds of an agency."""
    server_cpu: float
    """The same of the server, which shares the cores of the machine where the checker is given all."""
    requests: float
    """Of an agency."""
    waited: float
    """Seconds for which its server lets us wait, and the pauses after slow answers."""
    longest: float
    """Seconds."""
    tail: float = 0.0
    """Seconds of the end of a run, while fewer agencies are left than jobs."""

    def seconds(self, delay: float) -> float:
        """Seconds that an agency takes where nothing else wants the cores: pages are read in the pauses."""
        return self.waited + self.requests * max(delay, self.cpu / max(self.requests, 1))

    def wall(self, agencies: int, *, jobs: int, cores: int, delay: float, served_here: bool = False) -> float:
        """Seconds of a run.

        Args:
            agencies: how many.
            jobs: of them at the same time.
            cores: of the machine.
            delay: seconds between two requests to one host.
            served_here: whether the servers take their part of these cores.
        """
        bounds = self.bounds(agencies, jobs=jobs, cores=cores, delay=delay, served_here=served_here)
        return max(bounds.values()) + self.fixed

    def bounds(
        self, agencies: int, *, jobs: int, cores: int, delay: float, served_here: bool = False
    ) -> dict[str, float]:
        """What a run takes at least, in seconds, by what it takes them for; see `wall`."""
        return {
            "computing": agencies * (self.cpu + (self.server_cpu if served_here else 0.0)) / cores + self.tail,
            "waiting": agencies * self.seconds(delay) / min(jobs, max(agencies, 1)) + self.tail,
            "the longest agency": self.longest,
        }

    def left_of(self, point: Point) -> float:
        """Seconds of a point that neither computing nor waiting explains."""
        bounds = self._bounds_of(point)
        return max(0.0, point.seconds - self.fixed - max(bounds["computing"], bounds["waiting"]))

    def _bounds_of(self, point: Point) -> dict[str, float]:
        return self.bounds(
            point.agencies, jobs=point.jobs, cores=point.cores, delay=point.delay,
            served_here=point.cores == point.of_cores,
        )  # fmt: skip

    def of(self, point: Point) -> tuple[float, str]:
        """The seconds of a point by this model, and what decides on them."""
        bounds = self._bounds_of(point)
        decides = max(bounds, key=lambda name: bounds[name])
        return bounds[decides] + self.fixed, decides


def usual(points: Iterable[Point]) -> list[Point]:
    """The points that a model is made of: first runs, without Dask."""
    return [one for one in points if not one.again and not one.scheduler]


def fit(points: Sequence[Point]) -> Model:
    """The model of some points: a straight line through their CPU seconds, the longest agency, the means of the rest.

    Raises:
        ValueError: there is no point.
    """
    if not points:
        raise ValueError("no point to fit")
    agencies = sum(one.agencies for one in points)
    mean_agencies, mean_cpu = agencies / len(points), sum(one.cpu for one in points) / len(points)
    spread = sum((one.agencies - mean_agencies) ** 2 for one in points)
    if spread:
        slope = sum((one.agencies - mean_agencies) * (one.cpu - mean_cpu) for one in points) / spread
        # A start that gives seconds back is noise.
        fixed = max(0.0, mean_cpu - slope * mean_agencies)
    else:
        fixed = 0.0
    cpu = sum(one.cpu - fixed for one in points) / agencies
    model = Model(
        fixed=fixed,
        cpu=cpu,
        server_cpu=sum(one.server_cpu for one in points) / agencies,
        requests=sum(one.requests for one in points) / agencies,
        waited=sum(one.waited + one.slow for one in points) / agencies,
        longest=max(one.longest for one in points),
    )
    return replace(model, tail=sum(model.left_of(one) for one in points) / len(points))


@cache
def largest_part(agencies: int, parts: int) -> int:
    """Agencies of the largest part, as `check --shard` cuts this country."""
    counts: dict[int, int] = {}
    for number in shard_numbers(_country(agencies), parts).values():
        counts[number] = counts.get(number, 0) + 1
    return max(counts.values())


@cache
def _country(agencies: int) -> tuple[Agency, ...]:
    name = Bilingual(th="สำนักงานตัวอย่าง", en="Sample office")
    return tuple(
        Agency(id=f"office-{number}", name=name, kind="agency", url=f"http://{address_of(number)}:8000/")
        for number in range(agencies)
    )


def parts_for(model: Model, agencies: int, seconds: float, *, jobs: int, cores: int, delay: float) -> int | None:
    """Into how many parts to cut a run so that the largest takes so many seconds at most; None: no number will do."""
    for parts in range(1, MAX_SHARDS + 1):
        # An even cut is the least that a part can be: the true one costs a while to know.
        even = -(-agencies // parts)
        if model.wall(even, jobs=jobs, cores=cores, delay=delay) > seconds:
            continue
        if model.wall(largest_part(agencies, parts), jobs=jobs, cores=cores, delay=delay) <= seconds:
            return parts
    return None
