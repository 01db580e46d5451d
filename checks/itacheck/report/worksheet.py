"""The assessment's worksheet of an agency: the items of the form, in its order, with what was found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from itacheck.model import Bilingual, Confidence, Status

from .cells import Style, row_text
from .lists import STYLE
from .pages import Pages
from .text import clean
from .view import AgencyView, LinkView, VerdictView
from .workbook import Sheet, dress, new_sheet, workbook

FOLDER = "worksheet"
MAX_LINKS = 3
"""Addresses that are proposed for an item."""
ITEM = re.compile(r"O([0-9]{1,3})")
_DARK = frozenset({Status.REVIEW, Status.UNREACHABLE, Status.ERROR})
CHECK = Bilingual(th="ให้คนตรวจ", en="for a person")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the form."""

    verdict: VerdictView
    links: tuple[LinkView, ...]
    """What may be handed in: nothing of an item that fails, whose pages are of another year or another thing."""
    explanation: Bilingual
    doubts: tuple[Bilingual, ...]
    """Why a person must look before it is handed in; empty: nothing is doubtful."""


@dataclass(frozen=True, slots=True)
class Form:
    """The items of one year's assessment."""

    pack: str
    title: Bilingual
    items: tuple[Item, ...]


def forms_of(agency: AgencyView) -> tuple[Form, ...]:
    """The forms of which an agency has items (rules whose ids are O1, O2, …), each in the order of its numbers."""
    packs: dict[str, list[tuple[int, VerdictView]]] = {}
    for verdict in agency.verdicts:
        if match := ITEM.fullmatch(verdict.rule.id):
            packs.setdefault(verdict.rule.pack, []).append((int(match[1]), verdict))
    return tuple(
        Form(pack, _title(pack, items[0][1]), tuple(_item(one) for _, one in sorted(items, key=lambda pair: pair[0])))
        for pack, items in packs.items()
    )


def _title(pack: str, verdict: VerdictView) -> Bilingual:
    known = verdict.rule.info.pack_title if verdict.rule.info else None
    return known or Bilingual(th=f"ชุดกฎ {pack}", en=f"rule pack {pack}")


def _item(verdict: VerdictView) -> Item:
    found = verdict.status in {Status.PASS, Status.REVIEW}
    links = tuple(finding.link for finding in verdict.findings if finding.link.href)[:MAX_LINKS] if found else ()
    said = verdict.found if verdict.status is Status.PASS else verdict.reason
    return Item(verdict, links, said if said.th or said.en else verdict.reason, tuple(_doubts(verdict)))


def _doubts(verdict: VerdictView) -> Iterable[Bilingual]:
    if verdict.status in _DARK:
        yield verdict.words.name
    info = verdict.rule.info
    if info is not None and info.confidence is not Confidence.HIGH:
        yield Bilingual(th="ยังไม่แน่ใจว่าแบบขอข้อนี้อย่างไร", en="not sure what the form asks here")
    if verdict.status is Status.PASS:
        missing = [element.name for element in verdict.elements if element.words.sign != "✓"]
        if missing:
            yield Bilingual(
                th=f"ไม่เห็น: {', '.join(name.th for name in missing)}",
                en=f"not seen: {', '.join(n.en for n in missing)}",
            )
        if any(finding.certificate for finding in verdict.findings):
            yield Bilingual(th="ใบรับรอง https ใช้ไม่ได้", en="the https certificate is not valid")


class Worksheets:
    """Writes the worksheets of agencies, as a page and as a workbook each."""

    def __init__(self, pages: Pages, out: Path) -> None:
        self._pages = pages
        self._out = out

    def write(self, agency: AgencyView) -> None:
        """Write both; nothing for an agency without items.

        Raises:
            ConfigurationError: the folder cannot be written.
        """
        forms = forms_of(agency)
        if not forms:
            return
        name = f"{FOLDER}/{agency.stem}"
        self._pages.write(f"{name}.html", "worksheet.html", agency=agency, forms=forms, check=CHECK, packs={})
        with workbook(self._out / f"{name}.xlsx", small=True) as book:
            for form in forms:
                _sheet(book, agency, form)


_COLUMNS = (
    ("ข้อ / item", 7), ("รายการ / what is asked", 38), ("ลิงก์ (URL)", 50), ("คำอธิบาย / explanation", 55),
    ("ผล / result", 16), ("ให้คนตรวจ / for a person", 12), ("เพราะ / why", 36), ("สิ่งที่ต้องทำ / to do", 45),
    ("ลิงก์อื่น / other links", 45),
)  # fmt: skip


def _sheet(book: Any, agency: AgencyView, form: Form) -> None:
    sheet: Sheet = new_sheet(book, re.sub(r"[^A-Za-z0-9-]", "-", form.pack)[:31].strip("-") or "form")
    head = [Style.HEAD] * len(_COLUMNS)
    rows = [row_text([name for name, _ in _COLUMNS], head)]
    links = list[str]()
    for item in form.items:
        verdict = item.verdict
        first, *others = [*(link.href or "" for link in item.links), ""]
        links.append(first)
        todo = "" if verdict.status is Status.PASS else verdict.fix.th or verdict.fix.en
        values = [
            verdict.rule.id, verdict.rule.title.th, first, item.explanation.th or item.explanation.en,
            verdict.words.name.th, CHECK.th if item.doubts else "", "; ".join(one.th or one.en for one in item.doubts),
            todo, "\n".join(filter(None, others)),
        ]  # fmt: skip
        flag = Style.REVIEW if item.doubts else Style.WRAP
        wrap = Style.WRAP
        rows.append(row_text(values, [wrap, wrap, Style.LINK, wrap, STYLE[verdict.status], flag, wrap, wrap, wrap]))
    number = sheet.fill(rows, [width for _, width in _COLUMNS])
    for row, link in enumerate(links, 1):
        if link:
            sheet.link(row, 2, link)
    dress(sheet, number, len(_COLUMNS), across=2)
    # A header of the format takes & for a command.
    name = clean(agency.name.th or agency.id, 120).replace("&", "&&")
    sheet.set_header(f"&L{name}"[:250])
