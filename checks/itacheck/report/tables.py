"""The CSV report: a row for each verdict and event; Excel shows its Thai and takes none of its cells for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from itacheck.history import AgencyHistory, Event

from .event_words import WHAT, cause_of, event_rules
from .files import writing
from .rows import Material, VerdictRow, reach_words
from .text import NAME_LIMIT, clean, safe_href
from .words import CRAWL, STATUS

VERDICTS = "verdicts.csv"
CHANGES = "changes.csv"
_FORMULA = "=+-@\t\r\n|%＝＋－＠"
"""What a spreadsheet may take for the beginning of a formula or a command."""

_HEADER = (
    "หน่วยงาน / agency", "ชื่อหน่วยงาน", "name", "ประเภท / kind", "เว็บไซต์ / website", "การเข้าดู", "crawl",
    "สาเหตุที่เข้าดูไม่ได้", "cause", "สถานะการเข้าดูที่ผ่านมา", "reachability", "ชุดกฎ / pack", "ข้อ / rule", "เรื่อง", "title",
    "ผล", "status", "ผ่อนผัน / waived", "เหตุผลผ่อนผัน / waiver reason", "ผู้รับผิดชอบการผ่อนผัน / waiver owner",
    "ผ่อนผันถึง / waiver expires", "ตั้งแต่วันที่ / since", "กำหนด / due", "เกินกำหนด (วัน) / days overdue",
    "ผลครั้งล่าสุดที่เข้าดูได้ / last verdict on content", "เข้าดูได้ล่าสุด / last looked at", "เหตุผล", "reason",
    "ต้องพบ", "expected", "สิ่งที่พบ", "found", "วิธีแก้", "fix", "หลักฐาน / evidence", "ข้อความที่พบ / quote",
    "จำนวนหลักฐาน / findings", "ที่อยู่ที่หน่วยงานแจ้ง / declared", "ตรวจ ณ วันที่ / as of",
)  # fmt: skip
_CHANGES = (
    "วันที่ / date", "รอบตรวจ / run", "หน่วยงาน / agency", "ชื่อหน่วยงาน", "name", "เหตุการณ์", "event", "ข้อ / rules", "ก่อน",
    "before", "หลัง", "after", "เพราะ / why", "เป็นอย่างเดิมถึง / seen", "หน้า / page", "สาเหตุ", "cause", "ถึงวันที่ / until",
)  # fmt: skip


def write_csv(material: Material, out: Path) -> Path:
    """Write `verdicts.csv` and, where a history is kept, `changes.csv`.

    Both are UTF-8 with a byte order mark, without which Excel shows Thai as rubbish.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    rows = (_verdict(verdict) for agency in material.rows() for verdict in agency.rows)
    _write(out / VERDICTS, _HEADER, rows)
    if material.history.newest is not None:
        events = (_event(own, event) for own in material.history.agencies.values() for event in own.events)
        _write(out / CHANGES, _CHANGES, events)
    return out / VERDICTS


def cell(value: str | int | date | None) -> str | int:
    """A value as a cell that no spreadsheet takes for a formula, on one line."""
    if value is None or isinstance(value, int):
        return "" if value is None else value
    text = value.isoformat() if isinstance(value, date) else " ".join(value.split())
    return f"'{text}" if text.startswith(tuple(_FORMULA)) else text


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str | int | date | None]]) -> None:
    with writing(path, "utf-8-sig") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows([cell(value) for value in row] for row in rows)


def _verdict(row: VerdictRow) -> tuple[str | int | date | None, ...]:
    agency = row.agency
    cause, crawl, reached = agency.cause, CRAWL[agency.raw.crawl.status], reach_words(agency.reach)
    words, looked = STATUS[row.status], row.looked
    held = "waived" if row.waived else "expired" if row.expired else ""
    quote = next((clean(finding.quote, NAME_LIMIT) for finding in row.raw.findings), "")
    texts = [text for name in ("reason", "expected", "found", "fix") for text in (row.text(name).th, row.text(name).en)]
    return (
        agency.id, agency.name.th, agency.name.en, agency.kind, agency.url, crawl.th, agency.raw.crawl.status.value,
        cause.th if cause else None, cause.en if cause else None, reached.th, reached.en, row.pack, row.rule,
        row.title.th, row.title.en, words.name.th, row.status.value, held, *row.waiver, row.since, row.due,
        row.overdue or None, looked[0].value if looked else None, looked[1] if looked else None, *texts, row.url,
        quote, len(row.raw.findings), row.declared, agency.material.as_of,
    )  # fmt: skip


def _event(own: AgencyHistory, event: Event) -> tuple[str | int | date | None, ...]:
    before, after = event.before, event.after
    cause = cause_of(event)
    return (
        event.at, clean(event.run, 64), own.id, clean(own.name.th, NAME_LIMIT), clean(own.name.en, NAME_LIMIT),
        WHAT[event.what].th, WHAT[event.what].en, event_rules(event),
        STATUS[before].name.th if before else None, before.value if before else None,
        STATUS[after].name.th if after else None, after.value if after else None,
        event.why.value if event.why else None, event.seen, safe_href(event.url or ""),
        cause.th if cause else None, cause.en if cause else None, event.until,
    )  # fmt: skip
