"""A score as titled tables and lists, whatever they are written in. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from itacheck.model import Bilingual, Status

from .cells import Cell, CellFigures, CellReport
from .figures import Share
from .pages import Answer, Mistake, PageFigures, PageReport

Row: TypeAlias = tuple[str, ...]
UNKNOWN = "–"
"""In the place of a figure that nothing was asked for."""

_BY_EVIDENCE = Bilingual(th="ตามประเภทหลักฐาน", en="by evidence type")
_MISTAKES = {
    Mistake.DECOY: Bilingual(th="นับตัวลวงว่าพบ", en=Mistake.DECOY),
    Mistake.WRONG: Bilingual(th="ตอบว่าพบ แต่ไม่มี", en=Mistake.WRONG),
    Mistake.MISSED: Bilingual(th="มี แต่หาไม่พบ", en=Mistake.MISSED),
    Mistake.YEAR: Bilingual(th="ปีงบประมาณไม่ตรง", en=Mistake.YEAR),
}


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its first column is text, the others are figures."""

    title: Bilingual
    head: Row
    rows: tuple[Row, ...]
    brief: bool = False
    """Belongs to the short form too."""
    note: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Errors of one kind, each a line and the lines that explain it."""

    title: Bilingual
    items: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sections:
    """The whole score."""

    title: Bilingual
    about: Bilingual
    """What was judged, in one sentence."""
    tables: tuple[Table, ...]
    listings: tuple[Listing, ...]
    notes: tuple[str, ...] = ()


def figure(value: float | None) -> str:
    """Three decimals; 1.000 is only what has no error, and 0.000 only what has nothing right."""
    if value is None:
        return UNKNOWN
    if 0 < value < 1:
        value = min(max(value, 0.001), 0.999)
    return f"{value:.3f}"


def sections_of(report: CellReport | PageReport) -> Sections:
    """The score, in the order in which it is read."""
    return _of_cells(report) if isinstance(report, CellReport) else _of_pages(report)


def _of_cells(report: CellReport) -> Sections:
    cells = report.overall.exact.whole
    listings = [
        Listing(
            Bilingual(th="สถานะไม่ตรง", en="another status"), tuple(tuple(_cell(cell)) for cell in report.errors)
        ),
        Listing(
            Bilingual(th="แสดงหน้าอื่น", en="another page"), tuple(tuple(_cell(cell)) for cell in report.wrong_pages)
        ),
        Listing(
            Bilingual(th="ไม่มีฉลาก จึงไม่ได้วัด", en="without a label, so not scored"),
            tuple((f"{agency} {rule}",) for agency, rule in report.unlabelled),
        ),
    ]  # fmt: skip
    head = ("", "cells", "exact", "precision", "recall", "F1", "accused")
    return Sections(
        title=report.description or Bilingual(th="ความแม่นยำของผลการตรวจ", en="How right the verdicts are"),
        about=Bilingual(
            th=f"{report.agencies} หน่วยงาน {cells} ช่อง ชุดข้อตรวจ {report.pack} ณ วันที่ {report.as_of}",
            en=f"agencies: {report.agencies}; cells: {cells}; rule pack {report.pack}, as of {report.as_of}",
        ),
        tables=(
            _summary(_cell_summary(report.overall)),
            _confusion(report),
            Table(
                _BY_EVIDENCE, ("evidence type", *head[1:]), _figures(report.by_evidence), brief=True,
                note=Bilingual(
                    th="หนึ่งช่องนับในทุกประเภทหลักฐานที่ข้อนั้นขอ",
                    en="a cell counts under every evidence type that its rule asks for",
                ),
            ),
            Table(Bilingual(th="ตามข้อ", en="by rule"), ("rule", *head[1:]), _figures(report.by_rule)),
            Table(Bilingual(th="ตามหน่วยงาน", en="by agency"), ("agency", *head[1:]), _figures(report.by_agency)),
        ),
        listings=tuple(listing for listing in listings if listing.items),
        notes=report.notes,
    )  # fmt: skip


def _summary(rows: Iterable[tuple[Bilingual, Share | None, str]]) -> Table:
    return Table(
        Bilingual(th="สรุป", en="summary"),
        ("measure", "count", "value"),
        tuple(
            (f"{name.th} / {name.en}", f"{count.part} of {count.whole}" if count else "", value)
            for name, count, value in rows
        ),
        brief=True,
    )


def _cell_summary(overall: CellFigures) -> Iterator[tuple[Bilingual, Share | None, str]]:
    passes = overall.passes
    yield Bilingual(th="สถานะตรงทุกประการ", en="exact status"), overall.exact, figure(overall.exact.value)
    yield (
        Bilingual(th="ความแม่นของ “ผ่าน”", en="precision of pass"),
        Share(passes.tp, passes.tp + passes.fp),
        figure(passes.precision),
    )
    yield (
        Bilingual(th="ความครบของ “ผ่าน”", en="recall of pass"),
        Share(passes.tp, passes.tp + passes.fn),
        figure(passes.recall),
    )
    yield Bilingual(th="F1 ของ “ผ่าน”", en="F1 of pass"), None, figure(passes.f1)
    yield (
        Bilingual(th="ตอบ “ไม่ผ่าน” ทั้งที่ควรให้คนดู", en="accused: said fail where a person should look"),
        None,
        str(overall.accused),
    )
    yield Bilingual(th="หน้าที่แสดงถูกต้อง", en="the page shown is a right one"), overall.pages, figure(overall.pages.value)
    yield _decoys(overall.decoys)


def _decoys(decoys: Share) -> tuple[Bilingual, Share, str]:
    value = UNKNOWN if decoys.value is None else f"{decoys.value * 100:.1f}"
    return Bilingual(th="นับตัวลวงว่าพบ ต่อ 100", en="decoys called present, in 100"), decoys, value


def _confusion(report: CellReport) -> Table:
    truths = [status for status in Status if any(truth is status for truth, _ in report.confusion)]
    said = [status for status in Status if any(answer is status for _, answer in report.confusion)]
    rows = tuple((truth.value, *(str(report.confusion.get((truth, answer), 0)) for answer in said)) for truth in truths)
    return Table(
        Bilingual(th="ฉลาก (แถว) กับคำตอบ (คอลัมน์)", en="labelled (rows) and said (columns)"),
        ("labelled", *(f"said {status.value}" for status in said)),
        rows,
        brief=True,
    )


def _figures(groups: Mapping[str, CellFigures]) -> tuple[Row, ...]:
    return tuple(
        (
            name, str(one.exact.whole), figure(one.exact.value), figure(one.passes.precision),
            figure(one.passes.recall), figure(one.passes.f1), str(one.accused),
        )
        for name, one in groups.items()
    )  # fmt: skip


def _cell(cell: Cell) -> Iterator[str]:
    label, verdict = cell.label, cell.verdict
    accused = " [ACCUSED]" if cell.accused else ""
    decoy = f" [decoy: {label.decoy}]" if label.decoy else ""
    yield f"{label.agency} {label.rule}: said {verdict.status}, labelled {label.status}{accused}{decoy}"
    yield f"label: {' '.join((label.why, *label.evidence)) or UNKNOWN}"
    yield f"verdict: {verdict.reason.th} / {verdict.reason.en}"
    for finding in verdict.findings:
        yield f"shown: {finding.url}"


def _of_pages(report: PageReport) -> Sections:
    head = ("evidence type", "there", "not there", "precision", "recall", "F1", "decoys called", "year right")
    present = report.overall.present
    tables = [
        _summary(_page_summary(report.overall)),
        Table(_BY_EVIDENCE, head, _page_rows(report.by_evidence), brief=True),
    ]
    if report.beyond:
        tables.append(
            Table(
                Bilingual(th="มีฉลาก แต่ไม่มีในทะเบียนหลักฐาน จึงไม่รวม", en="labelled, but no evidence type: not counted"),
                head, _page_rows(report.beyond),
            )
        )  # fmt: skip
    listings = (
        Listing(words, tuple(tuple(_page_error(one, kind)) for one in report.errors if kind in one.mistakes))
        for kind, words in _MISTAKES.items()
    )
    return Sections(
        title=report.description or Bilingual(th="ความแม่นยำรายหน้า", en="How right single pages are read"),
        about=Bilingual(
            th=f"{report.pages} หน้า (อ่านไม่ได้ {report.unreadable}) {present.total} คำตอบ"
            f" ที่คนก็ตัดสินไม่ได้และไม่นับ {report.unclear}",
            en=f"pages: {report.pages} (unreadable: {report.unreadable}); answers: {present.total}; unclear to a person"
            f" and not scored: {report.unclear}",
        ),
        tables=tuple(tables),
        listings=tuple(listing for listing in listings if listing.items),
    )


def _page_summary(overall: PageFigures) -> Iterator[tuple[Bilingual, Share | None, str]]:
    present = overall.present
    yield (
        Bilingual(th="ความแม่นของ “พบ”", en="precision of present"),
        Share(present.tp, present.tp + present.fp),
        figure(present.precision),
    )
    yield (
        Bilingual(th="ความครบของ “พบ”", en="recall of present"),
        Share(present.tp, present.tp + present.fn),
        figure(present.recall),
    )
    yield Bilingual(th="F1 ของ “พบ”", en="F1 of present"), None, figure(present.f1)
    yield Bilingual(th="ตอบถูก", en="answered rightly"), overall.exact, figure(overall.exact.value)
    yield _decoys(overall.decoys)
    yield Bilingual(th="ปีงบประมาณถูก", en="fiscal year right"), overall.years, figure(overall.years.value)


def _page_rows(groups: Mapping[str, PageFigures]) -> tuple[Row, ...]:
    return tuple(
        (
            name, str(one.present.tp + one.present.fn), str(one.present.fp + one.present.tn),
            figure(one.present.precision), figure(one.present.recall), figure(one.present.f1),
            _of(one.decoys), _of(one.years),
        )
        for name, one in groups.items()
    )  # fmt: skip


def _of(share: Share) -> str:
    return f"{share.part}/{share.whole}" if share.whole else UNKNOWN


def _page_error(answer: Answer, kind: Mistake) -> Iterator[str]:
    unreadable = "" if answer.readable else " [unreadable]"
    yield f"{answer.page} {answer.evidence}{unreadable}"
    if answer.comment:
        yield f"label: {answer.comment}"
    if answer.quote:
        yield f"said: {answer.quote}"
    if kind is Mistake.YEAR or (kind is Mistake.DECOY and answer.truth):
        yield f"years: said {_listed(answer.said_years)}, labelled {_listed(answer.years)}"


def _listed(years: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(years))) or "none"
