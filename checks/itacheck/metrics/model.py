"""The lines of a metrics file (`itacheck/metrics/v1`), one JSON object each.

A file is one or more runs: each begins with a `begun`, which alone names the schema. Readers ignore keys and events
that they do not know; a change that would mislead one that does is a new version.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

SCHEMA = "itacheck/metrics/v1"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class _Line(_Part):
    time: AwareDatetime
    """UTC."""


class Rate(_Part):
    """How many in a second; None where nothing can be told yet."""

    minute: float | None
    """Over the last minute."""
    overall: float | None
    """Since the run began."""


class AtWork(_Part):
    """An agency that is being crawled or judged."""

    id: str
    host: str | None
    """Asked last."""
    pages: int
    documents: int
    queued: int
    """Addresses that were found and not asked yet."""
    seconds: float
    """Since something was first heard of it."""
    quiet: float
    """Seconds since something was last heard of it: it is being judged, or a host is slow."""


class Slow(_Part):
    """A host of an agency at work."""

    host: str
    agency: str
    seconds: float
    """For one answer, on average, pauses apart."""
    requests: int
    """So many were measured."""


class _Sums(_Line):
    """How far the run is, or was when it ended. Pages to bytes: of agencies finished, at work, or finished before."""

    seconds: float
    """Since `begun`."""
    done: int
    of: int
    pages: int
    documents: int
    requests: int
    bytes: int
    statuses: dict[str, int]
    """Crawl status -> how many of the agencies done."""
    causes: dict[str, int]
    """Why agencies could not be looked at, or not wholly -> how many."""


class Begun(_Line):
    """A run begins, or one that was interrupted goes on."""

    event: Literal["begun"] = "begun"
    schema_: Literal["itacheck/metrics/v1"] = Field(default="itacheck/metrics/v1", alias="schema")
    version: str
    """Of itacheck."""
    as_of: date
    shard: str | None
    """`1/4`."""
    agencies: int
    resumed: int
    """Of these, how many were finished before."""
    jobs: int
    """Agencies at the same time."""
    every: float
    """Seconds between two `progress` lines: a run of which nothing is heard for much longer is gone."""


class Underway(_Sums):
    """How far the run is."""

    event: Literal["progress"] = "progress"
    agencies_per_second: Rate
    pages_per_second: Rate
    """Without what was finished before."""
    eta_seconds: float | None
    at_work: tuple[AtWork, ...]
    slowest: tuple[Slow, ...]
    memory_bytes: int | None
    """What the processes of the run hold; None where that cannot be told."""


class AgencyLine(_Line):
    """An agency is done."""

    event: Literal["agency"] = "agency"
    id: str
    host: str | None
    """Of its address; None without one."""
    status: str
    """Of the crawl."""
    cause: str | None
    pages: int
    documents: int
    requests: int
    bytes: int
    seconds: float
    """Of the crawl."""
    resumed: bool
    """It was finished before this run."""
    verdicts: dict[str, int]
    """Status -> how many rules."""


class Ended(_Sums):
    """The run ended by itself, be it by an error; nothing of this run comes after it."""

    event: Literal["ended"] = "ended"
    code: int
    """The exit code."""
    stopped: bool
    """Whether somebody stopped it."""
    verdicts: dict[str, int]
    missing: int
    """Agencies without a result."""
    missing_ids: tuple[str, ...]
    """The first of them."""


Line = Annotated[Begun | Underway | AgencyLine | Ended, Field(discriminator="event")]
LINES: TypeAdapter[Begun | Underway | AgencyLine | Ended] = TypeAdapter(Line)


def metrics_schema() -> str:
    """The JSON Schema of one line, as `metrics.schema.json` holds it."""
    made = LINES.json_schema(by_alias=True, mode="serialization")
    return json.dumps({"title": SCHEMA, "type": "object", **made}, ensure_ascii=False, indent=2) + "\n"
