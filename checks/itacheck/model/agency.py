"""Who is checked: the entries of agencies.toml, and the waivers in them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from typing import Annotated

from pydantic import Field, StringConstraints

from .text import Bilingual, Strict

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=64)]

_THAILAND = timezone(timedelta(hours=7))
_HOUR = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_WINDOW = f"^{_HOUR}-{_HOUR}$"


class CrawlLimits(Strict):
    """What one agency's crawl may take. The defaults suit a small regional office."""

    max_pages: int = Field(default=400, ge=1, le=20_000)
    """HTML pages fetched."""
    max_documents: int = Field(default=250, ge=0, le=20_000)
    max_seconds: float = Field(default=900, gt=0, le=86_400)
    max_bytes: int = Field(default=400_000_000, ge=10_000)
    max_file_bytes: int = Field(default=25_000_000, ge=1_000)
    """One page or document."""
    max_warc_bytes: int = Field(default=200_000_000, ge=10_000)
    """What `--save-warc` keeps, compressed; what verdicts rest on comes first."""
    delay_seconds: float | None = Field(default=None, ge=0, le=60)
    """The pause between two requests to one host; robots.txt can only lengthen it. Left out: half a second,
    and none on a loopback address that the operator wrote."""
    timeout_seconds: float = Field(default=20, gt=0, le=300)
    window: str | None = Field(default=None, pattern=_WINDOW)
    """`20:00-06:00`: the hours of the day, in Thailand, in which the sites may be asked. Left out: all."""

    def open_for(self, moment: datetime) -> float:
        """Seconds for which the sites may still be asked from an aware moment on; 0 outside the window."""
        if self.window is None:
            return float("inf")
        start, end = (time.fromisoformat(part) for part in self.window.split("-"))
        local = moment.astimezone(_THAILAND)
        for day in (local.date() - timedelta(days=1), local.date()):
            opens = datetime.combine(day, start, _THAILAND)
            closes = datetime.combine(day + timedelta(days=end <= start), end, _THAILAND)
            if opens <= local < closes:
                return (closes - local).total_seconds()
        return 0.0


class Waiver(Strict):
    """A mark on a verdict: the rule still runs and still shows."""

    rule: str
    """`5.6`, or `2568/5.6` for one pack only."""
    reason: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    """The post that answers for it, never a person's name."""
    expires: date
    """At most 12 months ahead of the as-of date."""


class Agency(Strict):
    """One entry of agencies.toml."""

    id: Slug
    name: Bilingual
    kind: Slug
    url: str | None = None
    """The home page; missing: no site known."""
    hosts: tuple[str, ...] = ()
    """Further hosts (`host` or `host:port`) that are the agency's own."""
    declared: dict[str, str] = Field(default_factory=dict)
    """Rule id -> the agency's own claim of where the evidence is."""
    waiver: tuple[Waiver, ...] = ()
    district: str | None = None
    accept_bad_certificate: bool = False
    """Look past a bad https certificate of the agency's own hosts, with a mark on every finding."""
    crawl: CrawlLimits = CrawlLimits()
