"""`itacheck inspect`: what single pages or documents are evidence of, and why not, without a crawl."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import quote as percent

from itacheck import wording
from itacheck.agencies import agency_of_url, check_url
from itacheck.causes import CAUSE
from itacheck.crawl import Fetcher, HostGate, user_agent
from itacheck.crawl.robots import Robots
from itacheck.errors import ConfigurationError, ItacheckError
from itacheck.forms import WORDS, Candidate, Names, Site, Standing, candidates
from itacheck.model import CrawlStatus, Document, Failure, Page, Reading, Snapshot
from itacheck.packs import Catalogue
from itacheck.read import DocumentReader, Tesseract, read

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
    others: tuple[Candidate, ...] = ()
    """The other places that were not accepted, in reading order."""

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
    ocr: bool = False
    """Read from pictures."""

    def as_json(self) -> dict[str, object]:
        """The object of the contract, one a line."""
        told: dict[str, object] = {
            "file": self.file, "url": self.url, "readable": self.readable,
            "evidence": [seen.as_json() for seen in self.evidence],
        }  # fmt: skip
        return {**told, "ocr": True} if self.ocr else told


class UnreachableError(ItacheckError):
    """A URL could not be looked at; which says nothing about what is there."""

    exit_code = 4

    def __init__(self, url: str, failure: Failure) -> None:
        words = CAUSE[failure.cause]
        detail = f" ({failure.detail})" if failure.detail else ""
        super().__init__(f"{url}: {words.name.th} / {words.name.en}{detail}", f"{words.todo.th} / {words.todo.en}")


class Inspector:
    """Inspects files and URLs one by one; documents are read in a child process that can be killed.

    Args:
        catalogue: the evidence types.
        names: their patterns.
        fiscal_year: evidence of this year (Buddhist era) is shown first; None: the latest.
        contact: whom a webmaster can ask about the fetch.
        tesseract: reads scans and pictures; None leaves them to a person.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        names: Names,
        *,
        fiscal_year: int | None = None,
        contact: str | None = None,
        tesseract: Tesseract | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._names = names
        self._fiscal_year = fiscal_year
        self._contact = contact
        self._documents = DocumentReader(tesseract=tesseract)
        self._gate = HostGate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._documents.close()

    def check(self, sources: Sequence[str]) -> None:
        """Tells mistakes before any work is done.

        Raises:
            ConfigurationError: a file does not exist or is a folder, or a URL is none.
        """
        for source in sources:
            if "://" in source:
                check_url(source, "URL")
            elif not Path(source).exists():
                raise ConfigurationError(f"{source}: no such file", "name a file, or a URL with https://")
            elif Path(source).is_dir():
                raise ConfigurationError(f"{source}: is a folder", "name its files one by one")

    def inspect(self, source: str) -> Inspection:
        """Inspects one file or URL.

        Raises:
            ConfigurationError: a file cannot be read, or a URL is none.
            UnreachableError: a URL could not be fetched.
        """
        reading = self._fetched(source) if "://" in source else self._read(Path(source))
        return inspect_reading(source, reading, self._catalogue, self._names, self._fiscal_year)

    def _read(self, path: Path) -> Reading:
        try:
            body = path.read_bytes()
        except OSError as error:
            raise ConfigurationError(
                f"{path}: cannot be read ({error.strerror})", "check the path and its rights"
            ) from None
        return read(body, url=PLACE + percent(path.name), file_name=path.name, documents=self._documents)

    def _fetched(self, url: str) -> Reading:
        agency = agency_of_url(url)
        with Fetcher(agency, user_agent=user_agent(self._contact), gate=self._gate) as fetcher:
            fetched = fetcher.fetch(url, permit=Robots(fetcher).refusal)
        if isinstance(fetched, Failure):
            raise UnreachableError(url, fetched)
        return read(
            fetched.body, url=fetched.url, content_type=fetched.content_type, file_name=fetched.file_name,
            fetched_at=fetched.fetched_at, documents=self._documents,
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
                    evidence.id,
                    STATUS[best.standing],
                    year,
                    wording.quote(best.quote),
                    f"{why.th}{detail} / {why.en}{detail}",
                    tuple(c for c in found if c is not best and c.standing is not Standing.ACCEPTED),
                )
            )
    url = "" if reading.url.startswith(PLACE) else reading.url
    trouble = reading.trouble.value if reading.trouble else ""
    readable = reading.trouble is None or (isinstance(reading, Page) and bool(reading.blocks))
    ocr = isinstance(reading, Document) and reading.ocr
    return Inspection(source, url, readable, trouble, tuple(seen), ocr)


def _preference(candidate: Candidate, fiscal_year: int | None) -> tuple[int, bool, int, int]:
    order = {Standing.ACCEPTED: 2, Standing.UNCLEAR: 1, Standing.REFUSED: 0}
    years = candidate.fiscal_years
    return (
        order[candidate.standing],
        fiscal_year is not None and candidate.is_of(fiscal_year),
        years[-1] if years else 0,
        candidate.rank,
    )
