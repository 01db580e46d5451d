"""What was read from one address: a page or a document, as text with its structure. Plain values without behaviour.

All text here is in normal form (`itacheck.thai.normalise`): no zero-width characters, composed SARA AM, single spaces.
Digits are kept as written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Region(StrEnum):
    """Where on a page something stands."""

    MAIN = "main"
    HEADER = "header"
    NAV = "nav"
    FOOTER = "footer"
    ASIDE = "aside"


class Trouble(StrEnum):
    """Why the content of something that answered cannot be judged as it stands."""

    EMPTY = "empty"
    """No bytes, or no text, image, frame or link of its own."""
    SCRIPT = "script"
    """Drawn by a script: the markup holds no content."""
    LOGIN = "login"
    """A login form or a file share that asks for permission."""
    SOFT_404 = "soft-404"
    """Answers 2xx and says "not found"."""
    CHALLENGE = "challenge"
    """A bot challenge of a firewall stands before the page."""
    PARKED = "parked"
    """The registrar's or the hosting's page: expired, for sale, suspended, the first page of a new server."""
    MAINTENANCE = "maintenance"
    """The whole site says that it is closed for maintenance."""
    SERVER_ERROR = "server-error"
    """Answers 2xx and shows the error of a program or a database in place of its content."""
    HACKED = "hacked"
    """Its title, headings or text advertise gambling and the like: somebody else wrote it."""
    INJECTED = "injected"
    """The agency's own page, with such advertisements hidden in it or linked from it."""
    SCAN = "scan"
    """A document of images without a text layer."""
    GARBLED = "garbled"
    """A text layer whose font decodes to rubbish."""
    ENCRYPTED = "encrypted"
    """Asks for a password."""
    DAMAGED = "damaged"
    """Cut off, or not the format that it claims to be."""
    UNSUPPORTED = "unsupported"
    """A format that this program does not read (an image, a video, an old .doc, a .rar)."""
    TOO_LARGE = "too-large"
    """Over the size or the time that one document may take."""


class Unrendered(StrEnum):
    """Why a page that a script draws was not, or not wholly, seen as a browser shows it."""

    MISSING = "missing"
    """There is no browser here, or not the package that drives it."""
    OFF = "off"
    """Rendering was switched off."""
    SPENT = "spent"
    """So many pages of this agency were rendered already, or its time was spent."""
    FAILED = "failed"
    """The browser did not start, crashed, or the page kept it busy for too long."""
    PARTLY = "partly"
    """It was rendered without something that it asked for: refused (a POST, another host, robots.txt) or too late."""


class LinkKind(StrEnum):
    """How a link is made."""

    ANCHOR = "a"
    AREA = "area"
    FRAME = "frame"
    ONCLICK = "onclick"
    OPTION = "option"
    SCRIPT = "script"
    """Only a script knows where it leads (`__doPostBack`, a function of the page, a route after `#/`)."""
    REFRESH = "refresh"
    OBJECT = "object"
    IMAGE = "img"
    """Not a link: a picture that is all that a page shows, so that the paper may be in it."""


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a page, with the words that name its target, from the nearest outwards."""

    url: str
    """Absolute and canonical, without a fragment; empty when it leads nowhere (`#`, `javascript:`, empty, mailto)."""
    href: str
    """As written."""
    text: str
    """Its own visible text; else the alt text of its image, its title or aria-label."""
    row: str = ""
    """The whole text of the innermost table row, list item, card or paragraph that it stands in (its own text too)."""
    column: str = ""
    """The header of the table column that it stands in."""
    headings: tuple[str, ...] = ()
    """The headings, tab and accordion labels and table captions that govern it, nearest first."""
    region: Region = Region.MAIN
    kind: LinkKind = LinkKind.ANCHOR
    block: int = -1
    """Index into `Page.blocks` of the block that it stands in; -1 outside any."""


class BlockKind(StrEnum):
    """What a block of text is."""

    HEADING = "heading"
    LABEL = "label"
    """A tab, accordion or summary label: governs like a heading."""
    TEXT = "text"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """One run of text in reading order."""

    kind: BlockKind
    text: str
    level: int = 0
    """1 to 6 for headings, else 0."""
    headings: tuple[str, ...] = ()
    """The headings that govern it, nearest first (not itself)."""
    region: Region = Region.MAIN
    cells: tuple[str, ...] = ()
    """The cells of a row, in order."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One control of a form."""

    kind: str
    """text, textarea, email, tel, select, radio, checkbox, file, date, password, search, …"""
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it shows: nothing is ever submitted."""

    fields: tuple[FormField, ...]
    """The controls that a person fills in (no hidden ones, no buttons)."""
    submits: bool
    """Whether it has a submit control."""
    text: str
    """Its visible text: labels, legends, buttons."""
    headings: tuple[str, ...] = ()
    region: Region = Region.MAIN
    password: bool = False
    choices: tuple[str, ...] = ()
    """What its lists offer to choose from."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in the content of a page."""

    url: str
    alt: str
    headings: tuple[str, ...] = ()
    region: Region = Region.MAIN

    @property
    def decorates(self) -> bool:
        """Whether its address calls it a part of the page's looks."""
        lowered = self.url.lower()
        return any(word in lowered for word in ("logo", "banner", "icon", "spacer", "button", "avatar", "/flags/"))


@dataclass(frozen=True, slots=True)
class Page:
    """An HTML page."""

    url: str
    """The address that answered, after redirects; canonical."""
    title: str = ""
    blocks: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()
    forms: tuple[Form, ...] = ()
    images: tuple[Image, ...] = ()
    description: str = ""
    """The meta description."""
    charset: str = "utf-8"
    trouble: Trouble | None = None
    sha256: str = ""
    fetched_at: datetime | None = None
    outside: bool = False
    """Not on the agency's own hosts: only whether it opens can be judged."""
    drawn: tuple[str, ...] = ()
    """The headings (or the title) under which only a script shows what there is: an empty list, further rows."""
    rendered: bool = False
    """Read as a browser drew it, not as the server sent it."""
    unrendered: Unrendered | None = None
    """Why no browser drew it, or not all of it; None where that was not asked or not needed."""
    _headings: tuple[str, ...] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of level 1 and 2 of its content, in order."""
        if self._headings is None:
            # Every evidence type asks each page several times.
            found = tuple(
                b.text for b in self.blocks if b.kind is BlockKind.HEADING and b.level <= 2 and b.region is Region.MAIN
            )
            object.__setattr__(self, "_headings", found)
            return found
        return self._headings


@dataclass(frozen=True, slots=True)
class Document:
    """A file: PDF, word-processor text, sheet and so on."""

    url: str
    media_type: str = ""
    kind: str = ""
    """pdf, docx, xlsx, …: told from the bytes."""
    file_name: str = ""
    """As the server or the path names it, percent-decoded, with extension."""
    title: str = ""
    """The title in its metadata, when it says something; else empty."""
    first_page: str = ""
    """The text of the first page or sheet, lines separated by newlines."""
    text: str = ""
    """The text that was read, the first page included, lines separated by newlines."""
    pages: int = 0
    """How many pages or sheets it has."""
    ocr: bool = False
    """Read from pictures: words may be misspelt, and a digit that is not sure is a question mark."""
    trouble: Trouble | None = None
    sha256: str = ""
    fetched_at: datetime | None = None
    outside: bool = False
    members: tuple[Document, ...] = ()
    """The files of an archive, in its order, those of an archive in it too; then it has no text of its own."""
    member: bool = False
    """A file inside the archive at `url`; `file_name` is then its path in there, empty for all that was not read."""


Reading = Page | Document


class Whose(StrEnum):
    """Whose a failure is, so that the report says whom to call."""

    AGENCY = "agency"
    NETWORK = "network"
    US = "us"


class Cause(StrEnum):
    """Why something could not be looked at."""

    NO_WEBSITE = "no-website"
    DNS = "dns"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    TLS = "tls"
    CONNECTION = "connection"
    ROBOTS = "robots"
    HTTP_4XX = "http-4xx"
    HTTP_5XX = "http-5xx"
    CHALLENGE = "challenge"
    REDIRECT = "redirect"
    """A redirect loop, too many redirects, or a redirect to somewhere else than the agency's own hosts."""
    PRIVATE_ADDRESS = "private-address"
    """The host resolves to a non-public address that the operator did not write."""
    BAD_URL = "bad-url"
    TOO_LARGE = "too-large"
    BAD_ANSWER = "bad-answer"
    """Not HTTP, a broken encoding, a decompression bomb."""
    BUDGET = "budget"
    UNPROMISING = "unpromising"
    """One of many alike, about something else: so many of them were read, and none was anything that is asked."""
    WINDOW = "window"
    """Outside the hours in which the operator lets the agency be asked."""
    NOT_KEPT = "not-kept"
    """Judged again from a WARC that does not hold it, is damaged, or is none of ours."""
    SHARD_MISSING = "shard-missing"
    """The part of the run that had to look at it left no results."""
    PARKED = "parked"
    """The home page is the registrar's or the hosting's."""
    MAINTENANCE = "maintenance"
    """The home page says that the whole site is closed."""
    SERVER_ERROR = "server-error"
    """The home page answers 2xx and shows the error of a program or a database."""
    EMPTY = "empty"
    """The home page answers 2xx and holds nothing."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One address that could not be looked at, and why."""

    url: str
    cause: Cause
    whose: Whose
    detail: str
    """One line in English for the log: "connection refused", "HTTP 404", …"""
    status: int | None = None
    outside: bool = False

    @property
    def dead(self) -> bool:
        """The server said for certain that nothing is there (404, 410), which is not the same as no answer."""
        return self.status in (404, 410)


@dataclass(frozen=True, slots=True)
class Unvisited:
    """A link that the crawl left, and why."""

    url: str
    text: str
    score: float
    """The promise that `score(link)` gave it; 0 and below: nothing that a rule asks for."""
    cause: Cause
    from_url: str


class CrawlStatus(StrEnum):
    """How a crawl ended."""

    COMPLETE = "complete"
    """Every promising link was followed."""
    PARTIAL = "partial"
    """A budget was spent, or the run was stopped, with promising links left."""
    UNREACHABLE = "unreachable"
    """The home page could not be looked at."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was fetched from one agency in one run."""

    agency_id: str
    home: str
    """The canonical URL of the home page that answered; the declared one when none did; empty without a website."""
    status: CrawlStatus
    readings: dict[str, Reading] = field(default_factory=dict)
    """By canonical URL after redirects, in the order in which a visitor comes by them."""
    redirects: dict[str, str] = field(default_factory=dict)
    """Asked URL -> URL that answered, where they differ."""
    failures: dict[str, Failure] = field(default_factory=dict)
    """By asked URL."""
    parents: dict[str, str] = field(default_factory=dict)
    """URL -> URL of the page on which it was first found; the home page has none."""
    unvisited: tuple[Unvisited, ...] = ()
    failure: Failure | None = None
    """Why the home page could not be looked at."""
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    unlinked: tuple[str, ...] = ()
    """Addresses of `readings` that only the site's sitemap lists: no link that could be followed leads there."""
    unverified: dict[str, str] = field(default_factory=dict)
    """Hosts (with port) whose bad certificate the operator let us look past -> what is wrong with it."""

    def resolve(self, url: str) -> str:
        """The URL that answered for a link's URL."""
        return self.redirects.get(url, url)

    def path_to(self, url: str) -> tuple[str, ...]:
        """The link path from the home page to a URL, both included; the URL alone when no path is known."""
        path = [url]
        while path[-1] in self.parents and len(path) < 64:
            step = self.resolve(self.parents[path[-1]])
            if step in path:
                break
            path.append(step)
        return tuple(reversed(path))
