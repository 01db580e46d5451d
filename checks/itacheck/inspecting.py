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
from itacheck.crawl import Browser, Drawing, Fetched, Fetcher, HostGate, user_agent
from itacheck.crawl.robots import Robots
from itacheck.errors import ConfigurationError, ItacheckError
from itacheck.forms import (
    ADVICE,
    TROUBLE_WHY,
    WORDS,
    Candidate,
    Mark,
    Names,
    Site,
    Standing,
    Step,
    Test,
    Why,
    candidates,
    checklist,
    trouble_why,
)
from itacheck.model import (
    Bilingual,
    CrawlStatus,
    Document,
    EvidenceType,
    Failure,
    FormOfEvidence,
    Page,
    Reading,
    Snapshot,
    Trouble,
    Unrendered,
)
from itacheck.packs import Catalogue
from itacheck.read import DocumentReader, Tesseract, read

PLACE = "https://page.invalid/"
"""Where a file without an address is taken to stand, so that its relative links have a target."""

STATUS = {Standing.ACCEPTED: "present", Standing.UNCLEAR: "unclear", Standing.REFUSED: "mentioned"}


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the page that may be the evidence, with the tests that it passed and failed."""

    candidate: Candidate
    steps: tuple[Step, ...]
    why: Bilingual
    """Why it stands as it does, for people."""
    advice: Bilingual | None
    """What to do about it; None where nothing is."""
    elsewhere: str
    """The address that it leads to; empty for the page itself and for a link that leads nowhere."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One evidence type on one page."""

    id: str
    status: str
    """present, unclear or mentioned."""
    fiscal_year: int | None
    quote: str
    why: str
    type: EvidenceType
    place: Place
    """The place that decided."""
    others: tuple[Place, ...] = ()
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
    trouble: Trouble | None
    evidence: tuple[Seen, ...]
    fiscal_year: int | None = None
    """The year that was asked for, Buddhist era."""
    names: tuple[str, ...] = ()
    """What it calls itself: title and first headings, or the first lines of a document."""

    readers: tuple[str, ...] = ()
    """What helped to read it, as in `results.json`: `browser`, `ocr`."""
    note: str = ""
    """What only a script shows, and why no browser did; Thai and English."""

    @property
    def trouble_words(self) -> tuple[Bilingual, Bilingual] | None:
        """What keeps it from being judged, and what to do about it; None when nothing does."""
        if self.trouble is None:
            return None
        why = TROUBLE_WHY[self.trouble]
        return WORDS[why], ADVICE[why]

    def as_json(self) -> dict[str, object]:
        """The object of the contract, one a line."""
        return {
            "file": self.file, "url": self.url, "readable": self.readable,
            "evidence": [seen.as_json() for seen in self.evidence],
            **({"readers": list(self.readers)} if self.readers else {}),
        }  # fmt: skip


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
        browser: draws URLs that need a script, or why none does; the caller closes it.
        tesseract: reads scans and pictures; None leaves them to a person.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        names: Names,
        *,
        fiscal_year: int | None = None,
        contact: str | None = None,
        browser: Browser | Unrendered | None = None,
        tesseract: Tesseract | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._names = names
        self._fiscal_year = fiscal_year
        self._contact = contact
        self._browser = browser
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
            permit = Robots(fetcher).refusal
            fetched = fetcher.fetch(url, permit=permit)
            if isinstance(fetched, Failure):
                raise UnreachableError(url, fetched)
            reading = self._reading(fetched)
            if isinstance(reading, Page):
                reading = Drawing(self._browser, fetcher, permit, self._reading).seen(fetched, reading)
        return reading

    def _reading(self, fetched: Fetched) -> Reading:
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
        found = [_about(c, evidence) for c in candidates(evidence, site)]
        if found:
            best = max(found, key=lambda c: _preference(c, fiscal_year))
            years = best.fiscal_years
            year = fiscal_year if fiscal_year in years else (years[-1] if years else None)
            place = _place(best, evidence, catalogue, fiscal_year)
            others = [c for c in found if c is not best and c.standing is not Standing.ACCEPTED]
            seen.append(
                Seen(
                    evidence.id,
                    STATUS[best.standing],
                    year,
                    wording.quote(best.quote),
                    f"{place.why.th} / {place.why.en}",
                    evidence,
                    place,
                    tuple(_place(c, evidence, catalogue, fiscal_year) for c in others),
                )
            )
    url = "" if reading.url.startswith(PLACE) else reading.url
    readable = reading.trouble is None or (isinstance(reading, Page) and bool(reading.blocks))
    helped = {
        "browser": isinstance(reading, Page) and reading.rendered,
        "ocr": isinstance(reading, Document) and reading.ocr,
    }
    readers = tuple(name for name, some in helped.items() if some)
    return Inspection(
        source, url, readable, reading.trouble, tuple(seen), fiscal_year, _names(reading), readers, _note(reading)
    )


def _about(candidate: Candidate, evidence: EvidenceType) -> Candidate:
    """An act that is on none of the topics that rules ask for is evidence of nothing."""
    silent = evidence.form is FormOfEvidence.ACTIVITY and evidence.topics and not candidate.topics
    if silent and candidate.standing is Standing.ACCEPTED:
        return candidate.but(Standing.REFUSED, Why.SILENT)
    return candidate


def _names(reading: Reading) -> tuple[str, ...]:
    if isinstance(reading, Page):
        said = (reading.title, *reading.headings[:3])
    else:
        said = (reading.file_name, *reading.first_page.split("\n")[:3])
    return tuple(wording.quote(text) for text in dict.fromkeys(said) if text.strip())


def _place(candidate: Candidate, evidence: EvidenceType, catalogue: Catalogue, fiscal_year: int | None) -> Place:
    steps = checklist(candidate, evidence.form, fiscal_year=fiscal_year, alone=True)
    shown = candidate.url if candidate.url != candidate.page and candidate.why is not Why.NOWHERE else ""
    elsewhere = shown.removeprefix(PLACE[:-1])
    of_other_year = any(step.test is Test.YEAR and step.mark is Mark.FAILED for step in steps)
    advice = ADVICE.get(Why.WRONG_YEAR if of_other_year else candidate.why)
    return Place(candidate, steps, _told(candidate, catalogue), advice, elsewhere)


def _told(candidate: Candidate, catalogue: Catalogue) -> Bilingual:
    """The reason with its detail, in words for people."""
    words, detail = WORDS[candidate.why], candidate.detail
    decoy = catalogue.decoys.get(detail)
    if not detail or (decoy is not None and detail == candidate.why.value):
        return words
    if decoy is not None:
        more = decoy.what
    elif candidate.why is Why.DECOY:
        more = _against(detail, candidate.quote)
    elif candidate.why is Why.NO_MEANS:
        missing = [_MISSING.get(part, Bilingual(th=part, en=part)) for part in detail.split(", ")]
        more = Bilingual(
            th="ขาด" + " และ".join(part.th for part in missing), en="missing: " + ", ".join(part.en for part in missing)
        )
    elif candidate.why is Why.FEW_OPEN:
        opened, _, total = detail.partition("/")
        more = Bilingual(th=f"เปิดได้ {opened} จาก {total} ข้อ", en=f"{opened} of {total} open")
    else:
        more = Bilingual(th=detail, en=detail)
    if not more.th:
        return words
    return Bilingual(th=f"{words.th} ({more.th})", en=f"{words.en} ({more.en})")


_MISSING = {
    "address": Bilingual(th="ที่อยู่", en="address"),
    "telephone": Bilingual(th="โทรศัพท์", en="telephone"),
    "online": Bilingual(th="อีเมล แบบฟอร์ม หรือแชต", en="e-mail, form or chat"),
}


def _against(pattern: str, quote: str) -> Bilingual:
    """Which words of a pattern spoke against a text."""
    words = [word.strip(" ^=+&") for part in pattern.replace("++", "+").split("+") for word in part.split("|")]
    said = [word for word in words if word and word in quote]
    told = " ".join(f"“{word}”" for word in said[:2])
    return Bilingual(th=f"มีคำว่า {told}" if told else "", en=f"it says {told}" if told else "")


def _note(reading: Reading) -> str:
    if not isinstance(reading, Page) or not (reading.trouble is Trouble.SCRIPT or reading.drawn):
        return ""
    why = WORDS[trouble_why(reading)]
    under = f" [{'; '.join(reading.drawn[:3])}]" if reading.drawn else ""
    return f"{why.th}{under} / {why.en}{under}"


def _preference(candidate: Candidate, fiscal_year: int | None) -> tuple[int, bool, int, int]:
    order = {Standing.ACCEPTED: 2, Standing.UNCLEAR: 1, Standing.REFUSED: 0}
    years = candidate.fiscal_years
    return (
        order[candidate.standing],
        fiscal_year is not None and candidate.is_of(fiscal_year),
        years[-1] if years else 0,
        candidate.rank,
    )
