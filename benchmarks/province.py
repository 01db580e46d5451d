"""Writes a made-up province: websites as small Thai offices have them. The same seed gives the same bytes.

As content systems do it, every page has one title, and lists name a page by its title and day.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from random import Random

from .chrome import foot_of, menu_of
from .words import ACTS, MENU, MONTHS, PLACES, THINGS, WORDS

LEAST, USUAL, MOST = 30_000, 40_000, 120_000
"""Bytes of a page."""
LEAST_LINKS, MOST_LINKS = 60, 150
PAPERS = 3
"""PDF files of one site."""
DEAD = 2
"""Addresses of one site that answer 404."""
LEGACY = 10
"""One site in so many is sent in windows-874."""
CODEC = {"utf-8": "utf-8", "windows-874": "cp874"}
"""What Python calls the charsets of pages."""
PAPER = Path(__file__).parents[1] / "tests" / "assets" / "thai.pdf"


@dataclass(frozen=True, slots=True)
class Made:
    """What was written."""

    agencies: tuple[str, ...]
    pages: int
    """HTML pages in all."""
    papers: int
    bytes: int
    """Of the HTML pages."""
    links: int


def make_province(folder: Path, *, agencies: int, pages: int, seed: int) -> Made:
    """Writes one folder for each agency.

    Args:
        folder: there, and empty.
        agencies: how many websites.
        pages: HTML pages of each.
        seed: chooses every word, number and link.
    """
    names = tuple(f"office-{number:03}" for number in range(1, agencies + 1))
    size = links = 0
    for number, name in enumerate(names):
        site = _Site(Random(f"{seed}/{name}"), number, pages)
        (folder / name).mkdir()
        for page in range(pages):
            body, linked = site.page(page)
            (folder / name / _file(page)).write_bytes(body)
            size += len(body)
            links += linked
        for paper in range(PAPERS):
            (folder / name / f"paper-{paper}.pdf").write_bytes(PAPER.read_bytes())
    made = Made(names, agencies * pages, agencies * PAPERS, size, links)
    (folder / "charsets.json").write_text(json.dumps({n: _charset(i) for i, n in enumerate(names)}), encoding="utf-8")
    return made


def _charset(number: int) -> str:
    return "windows-874" if number % LEGACY == LEGACY - 1 else "utf-8"


def _file(page: int) -> str:
    return f"page-{page}.html" if page else "index.html"


class _Site:
    """One website.

    Args:
        random: of this site alone.
        number: the agency's.
        pages: how many it has.
    """

    def __init__(self, random: Random, number: int, pages: int) -> None:
        self._random = random
        self._number = number
        self._pages = pages
        self._charset = _charset(number)
        menu = [entry for group in MENU.values() for entry in group][: pages - 1]
        front = f"ยินดีต้อนรับสู่สำนักงานตัวอย่างที่ {number + 1}"
        self._titles = [front, *menu, *(self._title() for _ in range(pages - len(menu) - 1))]
        self._days = [self._date() for _ in range(pages)]
        self._menu = self._make_menu()
        self._foot = foot_of(f"สำนักงานตัวอย่างที่ {self._number + 1}", self._number, self._to)
        self._look = "".join(
            f".c{n}{{margin:{n % 9}px;padding:{n % 7}px;color:#{random.randrange(4096):03x}}}\n" for n in range(60)
        )

    def page(self, page: int) -> tuple[bytes, int]:
        """One page as it is sent, and how many links it holds."""
        random = self._random
        subject = self._titles[page]
        wanted = int(random.triangular(LEAST, MOST, USUAL))
        fixed = self._menu.count("<a ") + self._foot.count("<a ")
        links = random.randint(max(LEAST_LINKS, fixed + 2), MOST_LINKS) - fixed
        title = f"{subject} - สำนักงานตัวอย่างที่ {self._number + 1}"
        head = (
            f'<!DOCTYPE html>\n<html lang="th"><head><meta charset="{self._charset}"><title>{title}</title>'
            '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/look.css">'
            f"<style>{self._look}</style></head>\n<body>{self._menu}"
            f'<main id="content" class="container"><div class="row"><article class="col-md-9 c3"><h1>{subject}</h1>\n'
        )
        shape = page % 3
        body = (self._table, self._cards, self._list)[shape](page, links)
        tail = f"</article></div></main>{self._foot}</body></html>\n"
        text = [head, body]
        room = wanted - len((head + body + tail).encode(CODEC[self._charset]))
        while room > 0:
            written = f'<div class="entry c{page % 60}"><p>{self._sentence(40)}</p></div>\n'
            text.append(written)
            room -= len(written.encode(CODEC[self._charset]))
        text.append(tail)
        return "".join(text).encode(CODEC[self._charset]), links + fixed

    def _make_menu(self) -> str:
        pages = itertools.count(1)
        return menu_of(
            {
                group: "".join(
                    f'<li class="nav-item c{page}"><a class="dropdown-item" href="{self._to(page)}"><span>{entry}</span></a></li>\n'
                    for entry, page in zip(entries, pages, strict=False)
                )
                for group, entries in MENU.items()
            }
        )

    def _to(self, page: int) -> str:
        page %= self._pages
        return f"/{_file(page)}" if page else "/"

    def _targets(self, page: int, links: int) -> list[tuple[str, str, str]]:
        """Where the links of a page's own content lead, with title and day: on along the site, so that all is reached."""
        on = [page * 2 + 1, page * 2 + 2]
        numbers = [
            number % self._pages for number in (*on, *self._random.choices(range(self._pages), k=links - len(on)))
        ]
        found = [(self._to(number), self._titles[number], self._days[number]) for number in numbers]
        if page < PAPERS:
            found[-1] = (f"/paper-{page}.pdf", self._title(), self._date())
        elif page < PAPERS + DEAD:
            found[-1] = (f"/gone-{page}.html", self._title(), self._date())
        return found

    def _table(self, page: int, links: int) -> str:
        rows = "".join(
            f'<tr class="c{number % 60}"><td class="text-center">{number}</td><td>{title}</td><td>{day}</td>'
            f'<td><a href="{target}" class="btn btn-sm">ดาวน์โหลด</a></td></tr>\n'
            for number, (target, title, day) in enumerate(self._targets(page, links), 1)
        )
        return (
            '<table class="table table-striped"><thead><tr><th>ลำดับ</th><th>รายการ</th><th>วันที่</th><th>ไฟล์</th></tr></thead>'
            f"<tbody>{rows}</tbody></table>\n"
        )

    def _cards(self, page: int, links: int) -> str:
        return "".join(
            f'<div class="card c{number % 60}"><div class="card-body"><h4 class="card-title"><a href="{target}">{title}</a></h4>'
            f'<div class="meta"><span class="date">{day}</span> <span class="views">อ่าน {number * 7}</span></div>'
            f"<p>{self._sentence(8)}</p></div></div>\n"
            for number, (target, title, day) in enumerate(self._targets(page, links))
        )

    def _list(self, page: int, links: int) -> str:
        entries = "".join(
            f'<li class="c{number % 60}"><a href="{target}">{title}</a> <small>({day})</small></li>\n'
            for number, (target, title, day) in enumerate(self._targets(page, links))
        )
        return f'<h2>{self._title()}</h2><ul class="list">{entries}</ul>\n'

    def _title(self) -> str:
        random = self._random
        return (
            f"{random.choice(ACTS)}{random.choice(THINGS)} {random.choice(PLACES)} "
            f"ครั้งที่ {random.randint(1, 400)}/{random.randint(2565, 2568)}"
        )

    def _date(self) -> str:
        random = self._random
        return f"{random.randint(1, 28)} {random.choice(MONTHS)} {random.randint(2565, 2568)}"

    def _sentence(self, words: int) -> str:
        return " ".join("".join(self._random.choices(WORDS, k=4)) for _ in range(words // 4))
