"""`results.json`: the versioned contract that every report is rendered from (`itacheck/results/v1`)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import ConfigDict, Field

from .agency import Waiver
from .page import CrawlStatus
from .text import Bilingual, Strict
from .verdict import Status

SCHEMA = "itacheck/results/v1"


class RecordResult(Strict):
    """Where in a WARC the page or document of a finding is kept."""

    file: str
    """Relative to the folder of `results.json`, with `/`."""
    offset: int = Field(ge=0)
    """Of the record's gzip member, in bytes."""
    sha256: str
    """Of what was judged: the body without its headers, unpacked."""


class FindingResult(Strict):
    """A `Finding`, as written."""

    url: str
    via: tuple[str, ...]
    title: str
    quote: str = Field(max_length=160)
    fiscal_year: int | None
    date: date | None
    sha256: str | None
    fetched_at: datetime | None
    record: RecordResult | None = None
    """None: the pages were not kept, or not this one."""
    certificate: str | None = Field(default=None, exclude_if=lambda fault: fault is None)
    """What is wrong with the https certificate that the operator let us look past, here or on the way to it; left out
    where nothing is."""
    why: str | None = Field(default=None, exclude_if=lambda why: why is None)
    """Why it does not count, as a code: `dead` (the link does not open), `wrong-year`, …; left out where it does."""


class ElementResult(Strict):
    """A `SeenElement`, as written."""

    id: str
    name: Bilingual
    seen: bool | None
    """None: what would tell could not be read."""
    verified: bool
    quote: str | None = Field(max_length=160)


class VerdictResult(Strict):
    """A `Verdict`, as written."""

    pack: str
    rule: str
    status: Status
    reason: Bilingual
    expected: Bilingual
    found: Bilingual
    fix: Bilingual
    findings: tuple[FindingResult, ...]
    waiver: Waiver | None
    elements: tuple[ElementResult, ...] = Field(default=(), exclude_if=lambda elements: not elements)
    """What the evidence must state, one by one; left out where the rule asks for none or nothing was looked at."""
    declared: str | None = Field(default=None, exclude_if=lambda declared: declared is None)
    """Where the agency itself says that the evidence is; left out where it says nothing."""

    def is_waived(self, as_of: date) -> bool:
        """Whether a waiver holds on that day; it holds on the day of its expiry too."""
        return self.waiver is not None and self.waiver.expires >= as_of


class CauseResult(Strict):
    """Why an agency could not be looked at: the cause, whose it is, and what to do."""

    code: str
    whose: str
    detail: str
    text: Bilingual


class CrawlResult(Strict):
    """How the crawl of one agency went."""

    status: CrawlStatus
    pages: int
    documents: int
    requests: int
    bytes: int
    seconds: float
    cause: CauseResult | None
    snapshot: str | None = None
    """Names the pages as they were kept (`urn:uuid:…`), the same in every run that judged them; None: not kept."""


class NoticeResult(Strict):
    """What the agency must be told whatever its verdicts are: strangers wrote in its site."""

    code: str
    text: Bilingual
    todo: Bilingual
    urls: tuple[str, ...]
    """The first pages that it is about."""
    count: int
    """How many pages it is about."""


class AgencyResult(Strict):
    """One agency with its verdicts, in the order of the packs and rules."""

    id: str
    name: Bilingual
    url: str | None
    kind: str
    crawl: CrawlResult
    verdicts: tuple[VerdictResult, ...]
    notices: tuple[NoticeResult, ...] = Field(default=(), exclude_if=lambda notices: not notices)
    """Left out where there are none."""
    district: str | None = Field(default=None, exclude_if=lambda district: district is None)
    """Where it is, as agencies.toml says; left out where it says nothing."""


class PackResult(Strict):
    """Which rules judged: a pack and the digest of its files."""

    id: str
    digest: str


class RunResult(Strict):
    """The run itself."""

    id: str
    started: datetime
    finished: datetime
    as_of: date
    version: str
    packs: tuple[PackResult, ...]
    shard: str | None
    readers: tuple[str, ...] = ()
    """What helped to read, besides the program itself: `browser`, `ocr`; sorted. Without them more is `review`."""


class Results(Strict):
    """The whole file."""

    model_config = ConfigDict(populate_by_name=True, title="itacheck results")

    schema_: Literal["itacheck/results/v1"] = Field(default="itacheck/results/v1", alias="schema")
    run: RunResult
    agencies: tuple[AgencyResult, ...]
