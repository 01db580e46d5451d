"""The sentences of verdicts: Thai first, English beside it. No judgement is made here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from itacheck.causes import CAUSE, WHOSE
from itacheck.forms import WORDS, Candidate, Why
from itacheck.model import (
    Bilingual,
    Cause,
    CrawlStatus,
    Document,
    EvidenceType,
    Failure,
    Option,
    Page,
    Rule,
    SeenElement,
    Snapshot,
    Status,
)
from itacheck.thai import normalise

if TYPE_CHECKING:
    from itacheck.judge import Outcome

QUOTE = 160


def _b(th: str, en: str) -> Bilingual:
    return Bilingual(th=th, en=en)


NOTHING = _b("ไม่พบหลักฐาน", "Nothing found")
NOTHING_TO_DO = _b("ไม่ต้องทำอะไรเพิ่ม", "Nothing to do")
NOT_LOOKED = _b("ไม่ได้เปิดดูเว็บไซต์", "The site was not looked at")
REPORT_IT = _b("โปรดแจ้งผู้ดูแลโปรแกรม พร้อมแนบไฟล์ results.json", "Report this to the maintainers with the results.json")

_CITIZEN_ID = re.compile(r"(?<![0-9๐-๙])[0-9๐-๙](?:[\s\-]?[0-9๐-๙]){12}(?![0-9๐-๙])")


def quote(text: str) -> str:
    """A quote of at most 160 characters with citizen ids masked (PDPA)."""
    return short(normalise(text), QUOTE)


def mask(text: str) -> str:
    """The text with every citizen id (13 digits) masked."""
    return _CITIZEN_ID.sub(lambda match: re.sub(r"[0-9๐-๙]", "x", match.group(0)), text)


def short(text: str, length: int) -> str:
    """The text with citizen ids masked (PDPA), cut with an ellipsis at that many characters."""
    text = mask(text)
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def unreachable(failure: Failure | None) -> Bilingual:
    """Why nothing could be looked at, and whose it is."""
    if failure is None:
        return NOT_LOOKED
    words, whose = CAUSE[failure.cause].name, WHOSE[failure.whose]
    detail = f" ({failure.detail})" if failure.detail and failure.cause is not Cause.NO_WEBSITE else ""
    return _b(
        f"ดูเว็บไซต์ไม่ได้: {words.th}{detail} — เกี่ยวข้องกับ{whose.th}",
        f"Could not look: {words.en}{detail}; it is for {whose.en}",
    )


def reach(failure: Failure | None) -> Bilingual:
    """What to do about an unreachable agency."""
    return CAUSE[failure.cause if failure else Cause.TIMEOUT].todo


def not_applicable(kind: str) -> Bilingual:
    """The rule is not for this kind of agency."""
    return _b(f"ข้อนี้ไม่ใช้กับหน่วยงานประเภท {kind}", f"This rule does not apply to agencies of kind {kind}")


def broke(detail: str) -> Bilingual:
    """This program broke."""
    return _b(f"โปรแกรมตรวจขัดข้อง: {detail}", f"The checker broke: {detail}")


def found(evidence: EvidenceType, count: int) -> Bilingual:
    """Evidence was found."""
    return _b(f"พบ{evidence.name.th} {count} แห่ง", f"Found {evidence.name.en}: {count}")


def only(evidence: EvidenceType, count: int, option: Option) -> Bilingual:
    """Some, but fewer than asked; a person decides."""
    return _b(
        f"พบ{evidence.name.th} เพียง {count} รายการ (ต้องการ {option.at_least}) ต้องให้คนพิจารณา",
        f"Found only {count} of {evidence.name.en} ({option.at_least} wanted): a person must decide",
    )


def few(evidence: EvidenceType, count: int, option: Option, fiscal_year: int) -> Bilingual:
    """Some, but fewer than asked."""
    return _b(
        f"พบ{evidence.name.th} ของปีงบประมาณ {fiscal_year} เพียง {count} รายการ (ต้องการ {option.at_least})",
        f"Found only {count} of {evidence.name.en} of fiscal year {fiscal_year} ({option.at_least} wanted)",
    )


def items(evidence: EvidenceType, best: Candidate) -> Bilingual:
    """An index with enough items."""
    opened, total = best.detail.split("/")
    return _b(
        f"พบ{evidence.name.th} {total} ข้อ เปิดได้ {opened} ข้อ",
        f"Found {evidence.name.en} with {total} items, {opened} of which open",
    )


def items_few(evidence: EvidenceType, best: Candidate, option: Option) -> Bilingual:
    """An index with too few items."""
    n = len(best.topics)
    return _b(
        f"พบ{evidence.name.th} เพียง {n} ข้อ (ต้องการ {option.at_least})",
        f"Found {evidence.name.en} with only {n} items ({option.at_least} wanted)",
    )


def look(evidence: EvidenceType, candidate: Candidate) -> Bilingual:
    """A person must look."""
    why = WORDS[candidate.why]
    extra = f" [{candidate.detail}]" if candidate.detail else ""
    name = short(candidate.title, 80)
    return _b(
        f"อาจเป็น{evidence.name.th}: “{name}” แต่{why.th}{extra} ต้องให้คนเปิดดู",
        f"May be {evidence.name.en}: “{name}”, but {why.en}{extra}; a person must look",
    )


def absent(evidence: EvidenceType, bad: Sequence[Candidate]) -> Bilingual:
    """Nothing, or only what is refused."""
    wrong = sorted({y for c in bad if c.why is Why.WRONG_YEAR for y in c.fiscal_years})
    if wrong:
        years = ", ".join(str(y) for y in wrong[:6])
        return _b(f"พบ{evidence.name.th} แต่เป็นของปี {years}", f"Found {evidence.name.en}, but of {years}")
    if bad:
        best = max(bad, key=lambda c: c.rank)
        name, why = short(best.title, 80), WORDS[best.why]
        return _b(
            f"ไม่พบ{evidence.name.th}; พบ “{name}” แต่{why.th}",
            f"{evidence.name.en} not found; saw “{name}”, but {why.en}",
        )
    return _b(f"ไม่พบ{evidence.name.th}ในเว็บไซต์", f"{evidence.name.en} not found on the site")


def reason(rule: Rule, status: Status, deciding: Sequence[Outcome], *, late: bool, as_of: date) -> Bilingual:
    """The reason of a verdict, made of the reasons of the needs that decided it."""
    th = "; ".join(dict.fromkeys(_part(o, "th") for o in deciding))
    en = "; ".join(dict.fromkeys(_part(o, "en") for o in deciding))
    if late:
        th += " (เผยแพร่หลังกำหนด)"
        en += " (published after the due date)"
    if status is Status.REVIEW and rule.attest and all(o.status is Status.FAIL for o in deciding):
        th += " — เป็นการดำเนินการภายในหน่วยงาน ต้องให้คนยืนยัน"
        en += "; an act inside the office: a person must confirm it"
    if status is Status.NOT_DUE:
        th += f" — ยังไม่ครบกำหนด ({rule.due.isoformat()})"
        en += f"; not due until {rule.due.isoformat()} (as of {as_of.isoformat()})"
    return _b(th, en)


def _part(outcome: Outcome, language: str) -> str:
    text: str = getattr(outcome.reason, language)
    name = outcome.need.name if outcome.need else None
    if name is not None and outcome.status is not Status.PASS:
        return f"{'ขาด' if language == 'th' else 'missing: '}{getattr(name, language)} ({text})"
    return text


def and_ocr(text: Bilingual, *, every: bool) -> Bilingual:
    """The papers, or some of them, are pictures that a program read."""
    if every:
        return _b(f"{text.th} (อ่านจากภาพสแกนด้วย OCR)", f"{text.en} (a picture, read by OCR)")
    return _b(f"{text.th} (บางแห่งอ่านจากภาพสแกนด้วย OCR)", f"{text.en} (some are pictures, read by OCR)")


def but_elements(text: Bilingual, missing: Sequence[SeenElement]) -> Bilingual:
    """The evidence is there, and what it must state was not seen in it, or could not be read."""
    th, en = [text.th], [text.en]
    for seen, words in (
        (False, _b("แต่ไม่เห็นว่าระบุ", "but these were not seen in it")),
        (None, _b("แต่อ่านไม่ได้ว่าระบุ", "but it could not be read whether it states")),
    ):
        names = [element.name for element in missing if element.seen is seen]
        if names:
            th.append(f"{words.th}: {', '.join(name.th for name in names)}")
            en.append(f"{words.en}: {', '.join(name.en for name in names)}")
    return _b(
        f"{' '.join(th)} — ถ้อยคำอาจต่างออกไป ต้องให้คนเปิดดู", f"{'; '.join(en)}; the words may differ: a person must look"
    )


def only_in_sitemap(why: Bilingual, url: str) -> tuple[Bilingual, Bilingual]:
    """Reason and fix where something may be there, but no link leads to it."""
    reason = Bilingual(
        th=f"{why.th} — แต่ sitemap.xml ระบุ {url} ซึ่งไม่พบลิงก์ไปถึง โปรดดูว่าประชาชนเข้าถึงได้หรือไม่",
        en=f"{why.en}; but sitemap.xml lists {url}, to which no link was found: do people get there?",
    )
    return reason, Bilingual(th=f"ทำลิงก์จากเมนูไปยัง {url}", en=f"Make a link from the menu to {url}")


def and_declared(text: Bilingual, url: str) -> Bilingual:
    """The agency's own claim does not hold."""
    return _b(
        f"{text.th} — ที่อยู่ที่หน่วยงานแจ้งไว้ ({url}) ไม่ใช่หลักฐานตามเกณฑ์",
        f"{text.en}; the declared address ({url}) does not hold",
    )


def seen(status: Status, outcomes: Sequence[Outcome], snapshot: Snapshot) -> Bilingual:
    """What was seen, for the reader who compares it with what was expected."""
    if status is Status.PASS:
        shown = [c for o in outcomes for c in o.good[:3]]
    else:
        shown = [c for o in outcomes for c in (*o.good[:2], *o.doubtful[:2], *o.bad[:2])][:4]
    if shown:
        th = "; ".join(dict.fromkeys(_one(c, "th") for c in shown))
        en = "; ".join(dict.fromkeys(_one(c, "en") for c in shown))
        return _b(th, en)
    pages = sum(isinstance(r, Page) for r in snapshot.readings.values())
    documents = sum(isinstance(r, Document) for r in snapshot.readings.values())
    left = " (ดูไม่ครบ)" if snapshot.status is CrawlStatus.PARTIAL else ""
    return _b(
        f"ดูแล้ว {pages} หน้า {documents} เอกสาร{left} ไม่พบชื่อที่ตรง",
        f"Looked at {pages} pages and {documents} documents{' (incomplete)' if left else ''}: no such name",
    )


def _one(candidate: Candidate, language: str) -> str:
    years = candidate.fiscal_years
    name = short(candidate.title or candidate.quote, 90)
    if not years:
        year = ""
    elif language == "th":
        year = f" ปี {years[0]}" if len(years) == 1 else f" ปี {years[0]}-{years[-1]}"
    else:
        year = f" ({years[0]})" if len(years) == 1 else f" ({years[0]}-{years[-1]})"
    why = "" if candidate.why is Why.NAMED else f" — {getattr(WORDS[candidate.why], language)}"
    ocr = " [OCR]" if candidate.ocr else ""
    return f"“{name}”{year}{ocr}{why}"
