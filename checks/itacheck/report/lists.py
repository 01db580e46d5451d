"""The long lists of the workbook: a row for each verdict, and for each piece of evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from itacheck.model import Status

from .cells import Style, Value, row_text
from .thai_date import thai_day
from .view import AgencyView, FindingView, VerdictView
from .words import STATUS, WAIVED, WAIVER_EXPIRED, kind_words

STYLE: dict[Status, Style] = {status: Style[status.name] for status in Status}
_T, _D, _N, _L = Style.TEXT, Style.DATE, Style.NUMBER, Style.LINK

VERDICT_COLUMNS: tuple[tuple[str, int, Style], ...] = (
    ("รหัส / id", 18, _L), ("หน่วยงาน / agency", 38, _T), ("อำเภอ / district", 14, _T), ("ประเภท / kind", 18, _T),
    ("ชุดกฎ / pack", 10, _T), ("ข้อ / rule", 8, _T), ("เรื่อง / title", 38, _T), ("ผล", 16, _T), ("status", 13, _T),
    ("ผ่อนผัน / waiver", 16, _T), ("กำหนด / due", 13, _D), ("เกินกำหนด (วัน) / days late", 10, _N),
    ("ตั้งแต่ / since", 13, _D), ("เหตุผล / reason", 50, _T), ("สิ่งที่พบ / found", 40, _T), ("วิธีแก้ไข / fix", 50, _T),
    ("หลักฐาน (แห่ง) / evidence", 10, _N),
)  # fmt: skip
"""Heading, width in letters, look."""
EVIDENCE_COLUMNS: tuple[tuple[str, int, Style], ...] = (
    ("รหัส / id", 18, _T), ("หน่วยงาน / agency", 38, _T), ("ชุดกฎ / pack", 10, _T), ("ข้อ / rule", 8, _T), ("ผล", 16, _T),
    ("ชื่อหน้าหรือเอกสาร / title", 50, _T), ("ที่อยู่ / address", 60, _L), ("ข้อความ / quote", 60, _T),
    ("ปีงบประมาณ / fiscal year", 10, _N), ("ลงวันที่ / dated", 13, _D), ("เปิดอ่านเมื่อ / read", 13, _D),
    ("sha256", 15, _T),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lists:
    """Rows of some agencies, in files; each line is a link, a tab and a row."""

    verdicts: Path
    evidence: Path


def write_lists(agencies: Sequence[AgencyView], folder: Path, name: str) -> Lists:
    """Write the rows of some agencies.

    Args:
        agencies: their results.
        folder: of the files.
        name: tells these agencies' files from others.
    """
    lists = Lists(folder / f"{name}.verdicts", folder / f"{name}.evidence")
    looks = [int(style) for _, _, style in VERDICT_COLUMNS]
    own = {status: [*looks[:7], int(STYLE[status]), *looks[8:]] for status in Status}
    with lists.verdicts.open("w", encoding="utf-8", newline="\n") as file:
        for agency in agencies:
            page = f"external:agency/{agency.stem}.html"
            for verdict in agency.verdicts:
                styles = own[verdict.status]
                file.write(f"{page}#{verdict.anchor}\t{row_text(_verdict(agency, verdict), styles)}\n")
    looks = [int(style) for _, _, style in EVIDENCE_COLUMNS]
    with lists.evidence.open("w", encoding="utf-8", newline="\n") as file:
        for agency in agencies:
            for verdict in agency.verdicts:
                for finding in verdict.findings:
                    values = _finding(agency, verdict, finding)
                    file.write(f"{finding.link.href or ''}\t{row_text(values, looks)}\n")
    return lists


def read_lists(paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Link and row of each line, from one file after the other."""
    for path in paths:
        with path.open(encoding="utf-8", newline="\n") as file:
            for line in file:
                link, _, row = line.removesuffix("\n").partition("\t")
                yield link, row


def waiver_words(verdict: VerdictView) -> str:
    """Whether a waiver holds, and to which day."""
    if verdict.waiver is None:
        return ""
    return (WAIVER_EXPIRED if verdict.waiver.expired else WAIVED).th


def _verdict(agency: AgencyView, verdict: VerdictView) -> tuple[Value, ...]:
    rule = verdict.rule
    late = verdict.days_late if verdict.status is Status.FAIL else 0
    return (
        agency.id, agency.name.th or agency.name.en, agency.district, kind_words(agency.kind).th, rule.pack,
        rule.id, rule.title.th,
        verdict.words.name.th, verdict.status.value, waiver_words(verdict), rule.due, late or None, verdict.since,
        verdict.reason.th or verdict.reason.en, verdict.found.th or verdict.found.en,
        "" if verdict.status is Status.PASS else verdict.fix.th or verdict.fix.en,
        len(verdict.findings) + verdict.more_findings,
    )  # fmt: skip


def _finding(agency: AgencyView, verdict: VerdictView, finding: FindingView) -> tuple[Value, ...]:
    raw = finding.raw
    return (
        agency.id, agency.name.th or agency.name.en, verdict.rule.pack, verdict.rule.id, STATUS[verdict.status].name.th,
        finding.title, finding.link.text, finding.quote, raw.fiscal_year, raw.date,
        thai_day(raw.fetched_at) if raw.fetched_at else None, finding.sha,
    )  # fmt: skip
