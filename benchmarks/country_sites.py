"""A made-up country: what each agency's host does and every page of its website, made when it is asked for.

The same seed gives the same bytes, whatever is asked in which order, and an agency is the same in a country of any
size. Nothing is kept on a disk.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from html import escape, unescape
from itertools import accumulate
from math import exp
from pathlib import Path
from random import Random
from statistics import NormalDist

from .chrome import foot_of, menu_of
from .words import ACTS, MENU, MONTHS, PLACES, THINGS, WORDS

RULES = Path(__file__).parents[1] / "rules" / "evidence"
KINDS = ("provincial-office", "district-office", "municipality", "subdistrict-administrative-organization", "hospital")
LEGACY = 10
"""One site in so many is sent in windows-874."""
LEAST_LINKS, MOST_LINKS = 60, 150
DEAD = 2
"""Addresses of one site that answer 404."""
PAPERS = 6
"""PDF files of one site, beside those that its evidence leads to."""
_SENTENCES = (8, 50)
"""Of a paper: one sheet or two, as announcements are."""
DECOYS = 0.4
"""Of the evidence that a site does not publish: the share of which it has something that only looks like it."""
_SPREAD = ((5**0.5 - 1) / 2, 2**0.5 - 1)
"""Steps whose multiples fill 0 to 1 evenly, for what hosts do and for how long they take."""
_CHROME = 60
"""Style rules of a page."""
_POOL = 64
"""Sentences of a site, which its pages are filled from."""


class Conduct(StrEnum):
    """What the host of an agency does with those who ask it."""

    ANSWERS = "answers"
    REFUSED = "refused"
    """Nobody listens at its port."""
    SILENT = "silent"
    """Takes every request and never answers."""
    NO_NAME = "no-name"
    """Its name does not resolve."""
    NO_SITE = "no-site"
    """No website is declared."""
    FORBIDDEN = "forbidden"
    """403 to everything."""
    CHALLENGE = "challenge"
    """The challenge of a firewall to everything."""
    TOO_MANY = "too-many"
    """429 to everything, and asks to come back in an hour."""
    SHUTS = "shuts"
    """Answers a while, then 403 to everything."""
    COMES_BACK = "comes-back"
    """Lets the first request, or the first two, time out, then answers."""


UNREACHABLE = (Conduct.REFUSED, Conduct.SILENT, Conduct.NO_NAME)
BLOCKING = (Conduct.FORBIDDEN, Conduct.CHALLENGE, Conduct.TOO_MANY, Conduct.SHUTS)


@dataclass(frozen=True, slots=True)
class Country:
    """What a country is made by. Shares are parts of all agencies, from 0 to 1."""

    seed: int = 1
    pages: int = 150
    """HTML pages of a site."""
    page_bytes: int = 36_000
    """The median of a lognormal distribution."""
    page_sigma: float = 0.5
    unreachable: float = 0.08
    """Refused, silent and without a name, in three parts."""
    no_site: float = 0.04
    blocking: float = 0.10
    """403, a challenge, 429, and 403 after a while, in four parts."""
    recovered: float = 0.11
    """Of the hosts that time out at first: those that answer at the second or third try."""
    latency: float = 0.25
    """Seconds to the first byte: the median over the hosts of a lognormal distribution."""
    latency_sigma: float = 0.8
    latency_most: float = 5.0
    jitter: float = 0.3
    """The sigma by which the answers of one host differ."""
    bandwidth: float = 2_000_000
    """Bytes a second of one answer; 0: at once."""

    def conduct(self, number: int) -> Conduct:
        """What the host of an agency does. Any run of agencies has each conduct about as often as its share says."""
        return _CONDUCTS[bisect(self._bounds(), self._place(number, 0))]

    def latency_of(self, number: int) -> float:
        """The median of the seconds that a host takes to its first byte."""
        place = min(max(self._place(number, 1), 1e-6), 1 - 1e-6)
        drawn = self.latency * exp(self.latency_sigma * NormalDist().inv_cdf(place)) if self.latency else 0.0
        return min(drawn, self.latency_most)

    def delay(self, number: int, target: str, size: int, latency: float) -> float:
        """Seconds that one answer takes.

        Args:
            number: the agency's.
            target: what was asked.
            size: bytes of the answer.
            latency: see `latency_of`.
        """
        if not latency and not self.bandwidth:
            return 0.0
        wobble = exp(Random(f"{self.seed}/{number}/{target}").gauss(0, self.jitter))
        first = min(latency * wobble, self.latency_most)
        return first + (size / self.bandwidth if self.bandwidth else 0.0)

    def _bounds(self) -> list[float]:
        silent = self.unreachable / 3
        back = silent * self.recovered / (1 - self.recovered)
        shares = (silent, silent, silent, self.no_site, *[self.blocking / 4] * 4, back)
        return list(accumulate(shares))

    def _place(self, number: int, axis: int) -> float:
        # Even from the first members on: of 50 agencies four are silent or gone, and not two or seven by chance.
        start = Random(f"{self.seed}/{axis}").random()
        return (start + (number + 1) * _SPREAD[axis]) % 1.0


_CONDUCTS = (
    Conduct.REFUSED, Conduct.SILENT, Conduct.NO_NAME, Conduct.NO_SITE, Conduct.FORBIDDEN, Conduct.CHALLENGE,
    Conduct.TOO_MANY, Conduct.SHUTS, Conduct.COMES_BACK, Conduct.ANSWERS,
)  # fmt: skip
"""In the order of the shares; what is left answers."""


@dataclass(frozen=True, slots=True)
class Made:
    """An answer of a site."""

    body: bytes
    kind: str
    """Its media type."""


@dataclass(frozen=True, slots=True)
class _Sample:
    """A page of the catalogue's own examples."""

    title: str
    body: str
    targets: tuple[tuple[str, str], ...]
    """Where its links lead, as written there, and their texts."""


_HREF = re.compile(r'<a\s[^>]*?href="(/[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_FRAME = re.compile(r"</?(?:html|head|body|main)\b[^>]*>")


@cache
def _samples() -> tuple[tuple[tuple[_Sample, ...], tuple[_Sample, ...]], ...]:
    """For each evidence type of the catalogue: pages that are it, and pages that only look like it."""
    found = []
    for path in sorted(RULES.glob("[a-z]*.toml")):
        examples = tomllib.loads(path.read_text(encoding="utf-8")).get("example", [])
        # What leads to other hosts would ask the internet.
        usable = [one for one in examples if "://" not in one["html"] and "<script" not in one["html"]]
        sides = tuple(tuple(_sample(one["html"]) for one in usable if one["present"] is side) for side in (True, False))
        found.append((sides[0], sides[1]))
    return tuple(found)


def _sample(html: str) -> _Sample:
    title = _TITLE.search(html)
    body = _FRAME.sub("", _TITLE.sub("", html)).strip()
    targets = tuple((href, unescape(re.sub(r"<[^>]+>", " ", text)).strip()) for href, text in _HREF.findall(body))
    return _Sample(unescape(title[1]).strip() if title else "ข้อมูล", body, targets)


class Site:
    """The website of one agency.

    Args:
        country: what it is made by.
        number: the agency's.
    """

    def __init__(self, country: Country, number: int) -> None:
        self._country = country
        self._number = number
        random = Random(f"{country.seed}/{number}")
        self.charset = "windows-874" if number % LEGACY == LEGACY - 1 else "utf-8"
        self._codec = "cp874" if number % LEGACY == LEGACY - 1 else "utf-8"
        self.openness = random.betavariate(2.0, 1.2)
        """The share of what is asked that the agency publishes."""
        self._name = f"สำนักงานตัวอย่างที่ {number + 1}"
        entries: list[tuple[str, str, _Sample | None]] = [
            (group, entry, None) for group, names in MENU.items() for entry in names if random.random() < self.openness
        ]
        groups = tuple(MENU)
        entries += [(random.choice(groups), one.title, one) for one in self._evidence(random)]
        entries = entries[: country.pages - 1]
        self._shown = {place: sample for place, (_, _, sample) in enumerate(entries, 1) if sample is not None}
        acts = country.pages - 1 - len(entries)
        self._titles = [
            f"ยินดีต้อนรับสู่{self._name}", *(entry for _, entry, _ in entries), *(_title(random) for _ in range(acts)),
        ]  # fmt: skip
        self._days = [_day(random) for _ in range(country.pages)]
        self._menu = self._bytes(self._make_menu(entries))
        self._foot = self._bytes(foot_of(self._name, self._number, self._to))
        self._look = self._bytes(
            "".join(
                f".c{n}{{margin:{n % 9}px;padding:{n % 7}px;color:#{random.randrange(4096):03x}}}\n"
                for n in range(_CHROME)
            )
        )
        self._fixed = self._menu.count(b"<a ") + self._foot.count(b"<a ")
        self._sentences = [self._bytes(_sentence(random, 16)) for _ in range(_POOL)]

    def answer(self, path: str) -> Made | None:
        """What stands at a path; None: nothing."""
        if path == "/":
            return self._page(0)
        if path == "/robots.txt":
            return Made(b"User-agent: *\nDisallow: /admin/\n", "text/plain")
        if found := re.fullmatch(r"/page-([1-9][0-9]{0,4})\.html", path):
            place = int(found[1])
            return self._page(place) if place < self._country.pages else None
        if found := re.fullmatch(r"/paper-([0-9])\.pdf", path):
            return self._paper(path, _title(self._random(path))) if int(found[1]) < PAPERS else None
        if found := re.fullmatch(r"/of-([1-9][0-9]{0,4})(/.*)", path):
            sample = self._shown.get(int(found[1]))
            text = dict(sample.targets).get(found[2]) if sample else None
            if text is None:
                return None
            named = text or "เอกสาร"
            plain = "." not in found[2].rpartition("/")[2] or found[2].endswith((".html", ".htm"))
            return self._leaf(path, named) if plain else self._paper(path, named)
        return None

    def _evidence(self, random: Random) -> Iterator[_Sample]:
        for present, absent in _samples():
            if random.random() < self.openness:
                if present:
                    yield random.choice(present)
            elif absent and random.random() < DECOYS:
                yield random.choice(absent)

    def _random(self, what: object) -> Random:
        return Random(f"{self._country.seed}/{self._number}/{what}")

    def _bytes(self, text: str) -> bytes:
        return text.encode(self._codec, "xmlcharrefreplace")

    def _page(self, place: int) -> Made:
        random, subject = self._random(place), escape(self._titles[place])
        country = self._country
        wanted = int(country.page_bytes * exp(min(2.0, max(-1.2, random.gauss(0, country.page_sigma)))))
        links = max(2, random.randint(LEAST_LINKS, MOST_LINKS) - self._fixed)
        own = ""
        if (sample := self._shown.get(place)) is not None:
            own = _HREF.sub(lambda found: found[0].replace(f'"{found[1]}"', f'"/of-{place}{found[1]}"'), sample.body)
        head = (
            f'<!DOCTYPE html>\n<html lang="th"><head><meta charset="{self.charset}"><title>{subject} - {self._name}'
            '</title><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/look.css"><style>'
        )
        body = (
            f'<main id="content" class="container"><div class="row"><article class="col-md-9 c3">'
            f"{'' if '<h1' in own else f'<h1>{subject}</h1>'}{own}\n"
        )
        lists = (self._table, self._cards, self._list)[place % 3](random, place, links)
        parts = [self._bytes(head), self._look, b"</style></head>\n<body>", self._menu, self._bytes(body + lists)]
        room = wanted - sum(map(len, parts)) - len(self._foot)
        parts += self._filling(random, room)
        parts += [b"</article></div></main>", self._foot, b"</body></html>\n"]
        return Made(b"".join(parts), "text/html")

    def _leaf(self, path: str, title: str) -> Made:
        """A page that evidence leads to."""
        named = escape(title)
        head = (
            f'<!DOCTYPE html>\n<html lang="th"><head><meta charset="{self.charset}"><title>{named} - {self._name}'
            f"</title></head>\n<body>"
        )
        body = f'<main id="content"><article><h1>{named}</h1>\n'
        parts = [self._bytes(head), self._menu, self._bytes(body), *self._filling(self._random(path), 9_000)]
        return Made(b"".join([*parts, b"</article></main>", self._foot, b"</body></html>\n"]), "text/html")

    def _filling(self, random: Random, room: int) -> Iterator[bytes]:
        number = 0
        while room > 0:
            number += 1
            # Of three that are drawn anew, so that hardly a paragraph is twice on a site: readers remember what they
            # have read, and pages that bring nothing new are taken for a trap.
            said = b" ".join(random.choices(self._sentences, k=3))
            written = b'<div class="entry c%d"><p>%s</p></div>\n' % (number % _CHROME, said)
            yield written
            room -= len(written)

    def _paper(self, path: str, title: str) -> Made:
        random = self._random(path)
        text = [title, self._name, _day(random)]
        text += [_sentence(random, 12) for _ in range(random.randint(*_SENTENCES))]
        return Made(pdf_of(text), "application/pdf")

    def _make_menu(self, entries: list[tuple[str, str, _Sample | None]]) -> str:
        return menu_of(
            {
                group: "".join(
                    f'<li class="nav-item c{place % _CHROME}"><a class="dropdown-item" href="/page-{place}.html"><span>'
                    f"{escape(entry)}</span></a></li>\n"
                    for place, (of, entry, _) in enumerate(entries, 1)
                    if of == group
                )
                for group in MENU
            }
        )

    def _to(self, place: int) -> str:
        place %= self._country.pages
        return f"/page-{place}.html" if place else "/"

    def _targets(self, random: Random, place: int, links: int) -> list[tuple[str, str, str]]:
        """Where the links of a page's content lead, with title and day: on along the site, so that all is reached."""
        pages = self._country.pages
        on = [(place * 2 + 1) % pages, (place * 2 + 2) % pages]
        numbers = [*on, *random.choices(range(pages), k=links - len(on))]
        found = [(self._to(number), escape(self._titles[number]), self._days[number]) for number in numbers]
        if place < PAPERS:
            path = f"/paper-{place}.pdf"
            found.append((path, escape(_title(self._random(path))), _day(random)))
        elif place < PAPERS + DEAD:
            found.append((f"/gone-{place}.html", escape(_title(random)), _day(random)))
        return found

    def _table(self, random: Random, place: int, links: int) -> str:
        rows = "".join(
            f'<tr class="c{number % _CHROME}"><td class="text-center">{number}</td><td>{title}</td><td>{day}</td>'
            f'<td><a href="{target}" class="btn btn-sm">ดาวน์โหลด</a></td></tr>\n'
            for number, (target, title, day) in enumerate(self._targets(random, place, links), 1)
        )
        return (
            '<table class="table table-striped"><thead><tr><th>ลำดับ</th><th>รายการ</th><th>วันที่</th><th>ไฟล์</th></tr>'
            f"</thead><tbody>{rows}</tbody></table>\n"
        )

    def _cards(self, random: Random, place: int, links: int) -> str:
        return "".join(
            f'<div class="card c{number % _CHROME}"><div class="card-body"><h4 class="card-title"><a href="{target}">'
            f'{title}</a></h4><div class="meta"><span class="date">{day}</span> <span class="views">อ่าน '
            f"{number * 7}</span></div></div></div>\n"
            for number, (target, title, day) in enumerate(self._targets(random, place, links))
        )

    def _list(self, random: Random, place: int, links: int) -> str:
        entries = "".join(
            f'<li class="c{number % _CHROME}"><a href="{target}">{title}</a> <small>({day})</small></li>\n'
            for number, (target, title, day) in enumerate(self._targets(random, place, links))
        )
        return f'<ul class="list">{entries}</ul>\n'


@lru_cache(maxsize=256)
def site_of(country: Country, number: int) -> Site:
    """The website of an agency; the last ones asked for are kept."""
    return Site(country, number)


def _title(random: Random) -> str:
    return (
        f"{random.choice(ACTS)}{random.choice(THINGS)} {random.choice(PLACES)} "
        f"ครั้งที่ {random.randint(1, 400)}/{random.randint(2565, 2568)}"
    )


def _day(random: Random) -> str:
    return f"{random.randint(1, 28)} {random.choice(MONTHS)} {random.randint(2565, 2568)}"


def _sentence(random: Random, words: int) -> str:
    return " ".join("".join(random.choices(WORDS, k=4)) for _ in range(words // 4))


_LINES = 30
"""Of one sheet of a paper."""


def pdf_of(lines: list[str]) -> bytes:
    """A PDF file whose text layer says these lines, without a font of its own, so that it is made in no time.

    Args:
        lines: letters of ASCII and Thai.
    """
    sheets = [lines[start : start + _LINES] for start in range(0, len(lines), _LINES)]
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange "
        b"<0000> <FFFF> endcodespacerange 2 beginbfrange <0020> <007E> <0020> <0E01> <0E5B> <0E01> endbfrange endcmap "
        b"end end"
    )
    kids = b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(len(sheets)))
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(sheets)),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Made-Up /Encoding /Identity-H /ToUnicode 4 0 R /DescendantFonts "
        b"[<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Made-Up /CIDSystemInfo << /Registry (Adobe) /Ordering "
        b"(Identity) /Supplement 0 >> >>] >>",
        _stream(cmap),
    ]
    for number, sheet in enumerate(sheets):
        shown = b"".join(b"<%s> Tj T*\n" % line.encode("utf-16-be").hex().encode() for line in sheet)
        parts.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (6 + 2 * number)
        )
        parts.append(_stream(b"BT /F1 14 Tf 20 TL 60 780 Td\n" + shown + b"ET"))
    file = bytearray(b"%PDF-1.4\n")
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(file) + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
