"""`itacheck inspect`: what single pages or documents are evidence of, and why not, without a crawl."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote as percent

from itacheck import wording
from itacheck.agencies import agency_of_url
from itacheck.causes import CAUSE
from itacheck.crawl import Fetcher, HostGate, user_agent
from itacheck.errors import ConfigurationError
from itacheck.forms import WORDS, Candidate, Names, Site, Standing, candidates
from itacheck.model import CrawlStatus, Failure, Page, Reading, Snapshot
from itacheck.packs import Catalogue
from itacheck.read import read

PLACE = "https://page.invalid/"
"""Where a file without an address is taken to stand, so that its relative links have a target."""

STATUS = {Standing.ACCEPTED: "present", Standing.UNCLEAR: "unclear", Standing.REFUSED: "mentioned"}


@dataclass(frozen=True, slots=True)
class Seen:
    """One evidence type on one page."""

    id: str
    status: str
    """present, unclear or mentioned."""
    fiscal_year: int | None
    quote: str
    why: str
    candidates: tuple[Candidate, ...]

    def as_json(self) -> dict[str, object]:
        """The object of the contract."""
        return {
            "id": self.id, "status": self.status, "fiscal_year": self.fiscal_year, "quote": self.quote, "why": self.why,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inspection:
    """What one file or URL is evidence of."""

    file: str
    url: str
    readable: bool
    trouble: str
    evidence: tuple[Seen, ...]

    def as_json(self) -> dict[str, object]:
        """The object of the contract, one a line."""
        return {
            "file": self.file, "url": self.url, "readable": self.readable,
            "evidence": [seen.as_json() for seen in self.evidence],
        }  # fmt: skip


def inspect(
    sources: tuple[str, ...], catalogue: Catalogue, names: Names, *, fiscal_year: int | None, contact: str | None = None
) -> Iterator[Inspection]:
    """Inspects files and URLs one by one.

    Raises:
        ConfigurationError: a file cannot be read, or a URL cannot be fetched.
    """
    for source in sources:
        reading = fetch_url(source, contact) if "://" in source else read_file(Path(source))
        yield inspect_reading(source, reading, catalogue, names, fiscal_year)


def read_file(path: Path) -> Reading:
    """A file as if it were served.

    Raises:
        ConfigurationError: it cannot be read.
    """
    try:
        body = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"{path}: cannot be read ({error.strerror})", "name a file or a URL with https://"
        ) from None
    return read(body, url=PLACE + percent(path.name), file_name=path.name)


def fetch_url(url: str, contact: str | None = None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Reading:
    """One URL, fetched as politely as a crawl does.

    Raises:
        ConfigurationError: the URL is none, or could not be fetched; the line says the cause.
    """
    agency = agency_of_url(url)
    with Fetcher(agency, user_agent=user_agent(contact), gate=HostGate()) as fetcher:
        fetched = fetcher.fetch(url)
    if isinstance(fetched, Failure):
        words = CAUSE[fetched.cause]
        raise ConfigurationError(f"{url}: {words.name.en} ({fetched.detail})", words.todo.en)
    return read(
        fetched.body, url=fetched.url, content_type=fetched.content_type, file_name=fetched.file_name,
        fetched_at=clock(),
    )  # fmt: skip


def inspect_reading(
    source: str, reading: Reading, catalogue: Catalogue, names: Names, fiscal_year: int | None
) -> Inspection:
    """What one reading is evidence of; links with a real target count as opening."""
    snapshot = Snapshot("page", home="", status=CrawlStatus.COMPLETE, readings={reading.url: reading})
    site = Site(snapshot, names, assume_open=True)
    seen = []
    for evidence in catalogue.types.values():
        found = candidates(evidence, site)
        if found:
            best = max(found, key=lambda c: _preference(c, fiscal_year))
            years = best.fiscal_years
            year = fiscal_year if fiscal_year in years else (years[-1] if years else None)
            why = WORDS[best.why]
            detail = f" [{best.detail}]" if best.detail else ""
            seen.append(
                Seen(
                    evidence.id, STATUS[best.standing], year, wording.quote(best.quote),
                    f"{why.th}{detail} / {why.en}{detail}", tuple(found),
                )  # fmt: skip
            )
    url = "" if reading.url.startswith(PLACE) else reading.url
    trouble = reading.trouble.value if reading.trouble else ""
    readable = reading.trouble is None or (isinstance(reading, Page) and bool(reading.blocks))
    return Inspection(source, url, readable, trouble, tuple(seen))


def _preference(candidate: Candidate, fiscal_year: int | None) -> tuple[int, bool, int, int]:
    order = {Standing.ACCEPTED: 2, Standing.UNCLEAR: 1, Standing.REFUSED: 0}
    years = candidate.fiscal_years
    return (
        order[candidate.standing],
        fiscal_year is not None and candidate.is_of(fiscal_year),
        years[-1] if years else 0,
        candidate.rank,
    )
