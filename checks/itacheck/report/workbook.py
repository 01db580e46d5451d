"""The Excel report: summary, matrix, long list, evidence and changes, with Thai headings, filters and links."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxFileError
from xlsxwriter.worksheet import Worksheet

from itacheck.errors import ConfigurationError
from itacheck.history import History
from itacheck.model import Bilingual, Status

from .cells import MAX_LINKS, MAX_ROWS, Style, Value, column, numbered, row_text
from .event_words import event_rules, event_words
from .lists import EVIDENCE_COLUMNS, STYLE, VERDICT_COLUMNS, Lists, read_lists
from .marks import Waived, read_mark
from .overview import Overview
from .text import clean, safe_href
from .thai_date import thai_date, thai_datetime
from .totals import SHOWN
from .words import STATE, STATUS, WAIVED, WAIVER_EXPIRED, WAIVER_SIGN, kind_words

THAI_DATE = "[$-107041E]d mmm yyyy;@"
"""How the format names the Buddhist era: a date that sorts and filters as one."""
_COLOURS = {
    Status.PASS: ("#D3EFE5", "#00523F"), Status.FAIL: ("#AD3506", "#FFFFFF"), Status.REVIEW: ("#FFEAA3", "#4D3D00"),
    Status.UNREACHABLE: ("#E9DCF5", "#4B2670"), Status.NOT_DUE: ("#DFE7EF", "#2C4156"),
    Status.NOT_APPLICABLE: ("#FFFFFF", "#5A5F66"), Status.ERROR: ("#1C1C1C", "#FFFFFF"),
}  # fmt: skip
"""Status -> ground and ink, those of the pages."""
_FONT = {"font_name": "TH Sarabun New", "font_size": 14, "valign": "top"}


class Sheet(Worksheet):  # type: ignore[misc]
    """A sheet whose rows are written as text; nothing but rows may be written into it."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[str] = []

    def fill(self, rows: Iterable[str], widths: Sequence[int]) -> int:
        """Write the rows.

        Args:
            rows: texts of `row_text`, the headings first.
            widths: of the columns, in letters.

        Returns:
            How many rows there were, of which the sheet holds at most `MAX_ROWS`.
        """
        number = 0
        # The library's file of finished rows: it copies them into the sheet when the workbook is closed.
        write = self.row_data_fh.write if self.constant_memory else self.held.append
        for number, row in numbered(rows, 1):
            if number <= MAX_ROWS:
                write(row)
        if number:
            self._check_dimensions(0, 0)
            self._check_dimensions(min(number, MAX_ROWS) - 1, len(widths) - 1)
        for place, width in enumerate(widths):
            self.set_column(place, place, width)
        return number

    def _write_sheet_data(self) -> None:
        # Asked for where all is held in memory.
        self._xml_start_tag("sheetData")
        self.fh.write("".join(self.held))
        self._xml_end_tag("sheetData")

    def link(self, row: int, place: int, address: str) -> None:
        """Make a written cell a link; what the format does not take as an address stays text."""
        self.ignore_write_string = True
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.write_url(row, place, address)


def write_workbook(path: Path, overview: Overview, lists: Sequence[Lists], history: History) -> Path:
    """Write the workbook.

    Args:
        path: of the file, `….xlsx`; its links to the pages of agencies are relative to it.
        overview: all agencies and rules.
        lists: rows of verdicts and evidence, in the order of the agencies.
        history: what changed; empty: none is kept.

    Raises:
        ConfigurationError: the file cannot be written.
    """
    with workbook(path) as book:
        _summary(new_sheet(book, "สรุป"), overview)
        _matrix(new_sheet(book, "ตาราง"), overview)
        _long(new_sheet(book, "รายการ"), VERDICT_COLUMNS, [one.verdicts for one in lists], 0)
        _long(new_sheet(book, "หลักฐาน"), EVIDENCE_COLUMNS, [one.evidence for one in lists], 6)
        _changes(new_sheet(book, "เปลี่ยนแปลง"), history)
    return path


@contextmanager
def workbook(path: Path, *, small: bool = False) -> Iterator[Any]:
    """A new workbook with the looks of `Style`; it takes its place when it is whole.

    Args:
        path: of the file.
        small: whether it is put together in memory.

    Raises:
        ConfigurationError: the file cannot be written.
    """
    options = {"in_memory" if small else "constant_memory": True}
    partial = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        book = Workbook(str(partial), options)
        # The same results give the same bytes.
        book.set_properties({"title": "itacheck", "created": datetime(2000, 1, 1)})  # noqa: DTZ001
        _looks(book)
        yield book
        book.close()
        partial.replace(path)
    except (OSError, XlsxFileError) as error:
        partial.unlink(missing_ok=True)
        raise ConfigurationError(
            f"{path.name} cannot be written to {path.parent}: {getattr(error, 'strerror', None) or error}",
            "choose a folder that you may write to, and close the file where it is open",
        ) from None


def new_sheet(book: Any, name: str) -> Sheet:
    """A sheet for rows, across on A4."""
    sheet: Sheet = book.add_worksheet(name, worksheet_class=Sheet)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return sheet


def _looks(book: Any) -> None:
    plain: dict[Style, dict[str, Any]] = {
        Style.TEXT: {}, Style.DATE: {"num_format": THAI_DATE, "align": "left"}, Style.NUMBER: {"num_format": "#,##0"},
        Style.HEAD: {"bold": True, "text_wrap": True, "bg_color": "#DFE7EF", "border": 1},
        Style.LINK: {"font_color": "#0B4A8F", "underline": 1},
        Style.TITLE: {"bold": True, "font_size": 18}, Style.NOTE: {"font_color": "#4A5563"},
        Style.WRAP: {"text_wrap": True},
    }  # fmt: skip
    for status, (ground, ink) in _COLOURS.items():
        plain[STYLE[status]] = {"bg_color": ground, "font_color": ink, "align": "center"}
    for style in Style:
        made = book.add_format({**_FONT, **plain[style]})
        number = made._get_xf_index()
        if number != style:
            raise AssertionError(f"the library numbers {style.name} as {number}")


def _summary(sheet: Sheet, overview: Overview) -> None:
    run, totals = overview.frame.run, overview.totals
    wide = [Style.TITLE, Style.TEXT, Style.NUMBER, Style.NUMBER]
    rows = [
        row_text(["รายงานการตรวจเว็บไซต์หน่วยงาน / Website check of the agencies"], wide),
        row_text([f"ตรวจ ณ วันที่ {thai_date(run.as_of)} / as of {run.as_of.isoformat()}"], [Style.NOTE]),
        row_text(
            ["“ผ่าน” คิดจากข้อที่ตรวจได้ (ผ่านหรือไม่ผ่าน) เท่านั้น ผลอื่นไม่นับเป็นไม่ผ่าน / only pass and fail count as judged"],
            [Style.NOTE],
        ),
        row_text(["ผล", "status", "จำนวน / number", "ผ่อนผัน / waived"], [Style.HEAD] * 4),
    ]
    for status in SHOWN:
        name = STATUS[status].name
        styles = [STYLE[status], Style.TEXT, Style.NUMBER, Style.NUMBER]
        rows.append(row_text([name.th, status.value, totals.counts[status], totals.waived[status]], styles))
    plain = [Style.TEXT, Style.TEXT, Style.NUMBER, Style.TEXT]
    rows += [
        row_text(["ข้อที่ตรวจได้", "judged", totals.judged], plain),
        row_text(["ผ่านจากข้อที่ตรวจได้", "passed of judged", totals.passed, totals.share], plain),
        row_text(["หน่วยงาน", "agencies", len(overview.agencies)], plain),
        row_text(["ข้อ", "rules", len(overview.rules)], plain),
    ]
    rows += [
        row_text([f"เว็บไซต์: {words.th}", f"websites: {words.en}", overview.state(state)], plain)
        for state, words in STATE.items()
    ]
    about = [("การตรวจ", "run", clean(run.id)), ("เสร็จ", "finished", thai_datetime(run.finished)),
             ("โปรแกรม", "program", clean(f"itacheck {run.version}"))]  # fmt: skip
    about += [("ชุดกฎ", "rule pack", clean(f"{pack.id} {pack.digest[:12]}")) for pack in run.packs]
    rows += [
        row_text([th, en, None, value], [Style.TEXT, Style.TEXT, Style.NUMBER, Style.TEXT]) for th, en, value in about
    ]
    sheet.fill(rows, [34, 22, 16, 40])


_ABOUT = (("รหัส / id", 18), ("หน่วยงาน", 40), ("agency", 30), ("อำเภอ / district", 14), ("ประเภท / kind", 18),
          ("เว็บไซต์ / website", 18), ("ผ่าน / passed", 9), ("ตรวจได้ / judged", 9), ("ไม่ผ่าน / open fails", 9))  # fmt: skip


def _matrix(sheet: Sheet, overview: Overview) -> None:
    rules = overview.rules
    heads = [head for head, _ in _ABOUT] + [f"{rule.pack} · {rule.id}\n{rule.title.th}" for rule in rules]
    widths = [width for _, width in _ABOUT] + [11] * len(rules)
    plain = [Style.LINK, Style.TEXT, Style.TEXT, Style.TEXT, Style.TEXT, Style.TEXT, *[Style.NUMBER] * 3]
    waived = {Waived.NOT: "", Waived.HOLDS: f" ({WAIVER_SIGN} {WAIVED.th})", Waived.EXPIRED: f" ({WAIVER_EXPIRED.th})"}
    shown = {
        letter: (f"{STATUS[status].sign} {STATUS[status].name.th}{waived[mark]}", STYLE[status])
        for letter in {letter for agency in overview.agencies for letter in agency.marks.values()}
        for status, mark in [read_mark(letter)]
    }
    nothing = ("", Style.TEXT)

    def rows() -> Iterator[str]:
        yield row_text(heads, [Style.HEAD] * len(heads))
        for one in overview.agencies:
            cells = [shown.get(one.marks.get(rule.stem, ""), nothing) for rule in rules]
            about: list[Value] = [
                one.id, one.name.th, one.name.en, one.district, kind_words(one.kind).th, STATE[one.state].th,
                one.totals.passed, one.totals.judged, one.totals.open_fails,
            ]  # fmt: skip
            yield row_text([*about, *(text for text, _ in cells)], [*plain, *(style for _, style in cells)])

    number = sheet.fill(rows(), widths)
    for row, one in enumerate(overview.agencies[:MAX_LINKS], 1):
        sheet.link(row, 0, f"external:agency/{one.stem}.html")
    dress(sheet, number, len(heads), across=2)


def _long(sheet: Sheet, columns: Sequence[tuple[str, int, Style]], paths: Sequence[Path], linked: int) -> None:
    links: list[str] = []

    def rows() -> Iterator[str]:
        yield row_text([head for head, _, _ in columns], [Style.HEAD] * len(columns))
        for link, row in read_lists(paths):
            if len(links) < MAX_LINKS:
                links.append(link)
            yield row

    number = sheet.fill(rows(), [width for _, width, _ in columns])
    for row, link in enumerate(links, 1):
        if link:
            sheet.link(row, linked, link)
    dress(sheet, number, len(columns), across=2)
    if number > MAX_ROWS:
        sheet.set_header(f"&L{number - MAX_ROWS:,} แถวอยู่ใน results.json เท่านั้น / rows only in results.json")


_CHANGES = (("วันที่ / date", 13, Style.DATE), ("หน่วยงาน / agency", 40, Style.TEXT), ("ข้อ / rules", 20, Style.TEXT),
            ("เหตุการณ์", 60, Style.TEXT), ("event", 50, Style.TEXT), ("หน้า / page", 60, Style.LINK))  # fmt: skip


def _changes(sheet: Sheet, history: History) -> None:
    events = [(own, event) for own in history.agencies.values() for event in own.events]
    events.sort(key=lambda one: -one[1].at.toordinal())
    links = [safe_href(event.url or "") or "" for _, event in events[:MAX_LINKS]]

    def rows() -> Iterator[str]:
        yield row_text([head for head, _, _ in _CHANGES], [Style.HEAD] * len(_CHANGES))
        for own, event in events:
            words: Bilingual = event_words(event)
            values: list[Value] = [
                event.at, clean(own.name.th or own.name.en or own.id), event_rules(event), words.th, words.en,
                clean(safe_href(event.url or "") or ""),
            ]  # fmt: skip
            yield row_text(values, [style for _, _, style in _CHANGES])

    number = sheet.fill(rows(), [width for _, width, _ in _CHANGES])
    for row, link in enumerate(links, 1):
        if link:
            sheet.link(row, 5, link)
    dress(sheet, number, len(_CHANGES), across=1)


def dress(sheet: Sheet, rows: int, columns: int, *, across: int) -> None:
    """Headings that stay, on screen and on paper, and a filter on each."""
    sheet.freeze_panes(1, across)
    sheet.repeat_rows(0)
    sheet.autofilter(f"A1:{column(columns - 1)}{max(1, min(rows, MAX_ROWS))}")
