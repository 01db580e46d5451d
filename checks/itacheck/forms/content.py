"""What a piece of evidence says and shows of itself, beyond its name: where the elements of a rule are looked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from itacheck.model import Document, Link, Page
from itacheck.remember import remembered
from itacheck.thai import arabic_digits, dates_in, fiscal_year_bounds, months_in

from .candidate import Candidate
from .means import Means, means_in, whole_text
from .naming import Names
from .site import Site

PIECE = 8_000
"""Characters of a long text that are searched at a time."""
LONGEST = 400_000
"""Characters of a text that are searched at all."""
HEAD = 3_000
"""Characters in which a paper says up to when it reports."""
FOOTER_TOO = "contact-info"
"""The evidence that may stand in a page's header or footer."""


@dataclass(frozen=True, slots=True)
class Content:
    """The content of one piece of evidence, as far as it could be read."""

    text: str
    shows: Mapping[str, str | None]
    """What is shown -> a quote of it; a key that is missing was looked for and is not there."""
    kind: str = ""
    """The kind of file, such as `xlsx`; empty for a page."""
    readable: bool = True
    pictures: bool = True
    """Whether pictures in it would have been seen."""


UNREAD = Content("", {}, readable=False, pictures=False)


def content_of(candidate: Candidate, site: Site) -> Content:
    """What a candidate says and shows; `UNREAD` for what is elsewhere or could not be read."""
    reading = site.snapshot.readings.get(site.snapshot.resolve(candidate.url))
    if isinstance(reading, Document) and reading.members:
        inside = candidate.key.partition("#")[2]
        reading = next((member for member in reading.members if member.file_name == inside), reading)
    if reading is None or reading.trouble is not None:
        return UNREAD
    if isinstance(reading, Document):
        if not reading.text:
            return UNREAD
        return Content(reading.text, _shown(reading.text), reading.kind, pictures=False)
    return UNREAD if reading.outside else _page(candidate, site, reading)


def _page(candidate: Candidate, site: Site, page: Page) -> Content:
    if candidate.evidence == FOOTER_TOO:
        text, links = whole_text(page), page.links
    else:
        text, links = site.own_text(page), tuple(link for link in page.links if site.in_content(link))
    shows = _shown(text, links, page)
    if pictures := site.own_images(page):
        shows["picture"] = pictures[0].alt or None
    return Content(text, shows)


def _shown(text: str, links: Iterable[Link] = (), page: Page | None = None) -> dict[str, str | None]:
    seen = means_in(text, links, page.forms if page else ())
    return {means.value: seen.quotes[means] for means in Means if means in seen.quotes}


class Phrases:
    """Patterns by key, looked for in the text of papers of any length.

    Args:
        patterns: key -> patterns as in `itacheck.forms.naming`.
    """

    def __init__(self, patterns: Mapping[str, Iterable[str]]) -> None:
        self._names = Names({}, patterns, ())
        self.quotes = remembered(1_024, long=16)(self._quotes)

    def _quotes(self, text: str) -> Mapping[str, str]:
        """Key -> the words of the text that match one of its patterns, the first of each."""
        found: dict[str, str] = {}
        for piece in _pieces(text[:LONGEST]):
            for key, quote in self._names.phrases(piece).items():
                found.setdefault(key, quote)
        return found


def _pieces(text: str) -> Iterator[str]:
    """A text in pieces of whole lines; a line that is longer than a piece is cut."""
    held: list[str] = []
    size = 0
    for line in text.split("\n"):
        for start in range(0, max(1, len(line)), PIECE):
            part = line[start : start + PIECE]
            if held and size + len(part) > PIECE:
                yield "\n".join(held)
                held, size = [], 0
            held.append(part)
            size += len(part) + 1
    if held:
        yield "\n".join(held)


_HALF = Names(
    {},
    {
        "half": (
            "6 เดือน|หกเดือน|ครึ่งปี|12 เดือน|สิบสองเดือน|รอบครึ่งปี",
            "ไตรมาส|ไตรมาสที่ + 2|3|4|สอง|สาม|สี่",
            "q2|q3|q4|six months|6 months|half year|half-year|mid-year|second quarter",
        )
    },
    (),
)


def reaches_half(candidate: Candidate, site: Site, year: int) -> bool:
    """Whether evidence says that it reaches to the end of March of a Buddhist-era fiscal year, or further."""
    content = content_of(candidate, site)
    return any(
        _reaches_half(arabic_digits(text), year) for text in (candidate.title, candidate.quote, content.text[:HEAD])
    )


def _reaches_half(text: str, year: int) -> bool:
    if _HALF.phrases(text):
        return True
    first, last = fiscal_year_bounds(year)
    runs = (m.last for m in months_in(text) if m.first < m.last)
    if any(date(last.year, 3, 1) <= month <= last for month in runs):
        return True
    # "From 1 October to 31 March", "as of 31 March": the last day of a quarter.
    ends = {date(last.year, 3, 31), date(last.year, 6, 30), last}
    return any(first <= found.date and found.date in ends for found in dates_in(text))
