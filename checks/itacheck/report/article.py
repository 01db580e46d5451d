"""A verdict as a piece of a page. A nation has half a million of them, so this is where a report spends its time.

What a rule asks is rendered by templates and remembered. What differs from agency to agency (reason, what was found,
evidence) is joined here by f-strings, ten times as fast as a template; every value in them is `Markup` or goes
through `safe`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from markupsafe import Markup

from itacheck.model import Bilingual, Status

from .markup import beside, bi, both, html, moment, safe
from .thai_date import english_date, thai_date
from .todo import Task
from .view import FindingView, RuleView, VerdictView

REASON = both("เหตุผล", "Reason")
FOUND = both("สิ่งที่พบ", "Found")
HISTORY = both("ประวัติ", "History")
DECLARED = both("หน่วยงานแจ้งว่าอยู่ที่", "Declared by the agency")
EVIDENCE = both("หลักฐาน", "Evidence")
PATH = both("ทางไปหน้านี้", "The way there")
KEPT = both("เก็บไว้ใน", "Kept in")
OFFSET = both("ตำแหน่ง", "offset")
CERTIFICATE = both(
    "ใบรับรอง https ใช้ไม่ได้ หน้านี้อาจถูกแก้ไขระหว่างทาง",
    "The https certificate is not valid; this page may have been changed on the way",
)

Macro = Callable[..., Markup]


class Articles:
    """Verdicts as articles and as items of a list of things to do."""

    def __init__(self, macros: dict[str, Macro]) -> None:
        """Takes the macros of `_verdict.html` by their names."""
        self._head = lru_cache(maxsize=4_096)(macros["rule_head"])
        self._asks = lru_cache(maxsize=8_192)(_of_words(macros["rule_asks"]))
        self._item = lru_cache(maxsize=8_192)(macros["todo_item"])
        self._waiver = lru_cache(maxsize=512)(macros["waiver_box"])
        self._elements = lru_cache(maxsize=2_048)(macros["rule_elements"])

    def article(self, verdict: VerdictView) -> Markup:
        """All that is known of a verdict."""
        rule = verdict.rule
        parts: list[str] = [self._head(rule, verdict.status, verdict.anchor)]
        if verdict.waiver:
            parts.append(self._waiver(verdict.waiver))
        parts.append('<dl class="facts">\n')
        for name, text in ((REASON, verdict.reason), (FOUND, verdict.found)):
            if text.th or text.en:
                parts.append(f"<dt>{name}</dt><dd>{beside(text)}</dd>\n")
        if verdict.past.th:
            parts.append(f"<dt>{HISTORY}</dt><dd>{bi(verdict.past)}</dd>\n")
        if verdict.declared:
            parts.append(f'<dt>{DECLARED}</dt><dd class="url">{verdict.declared.html}</dd>\n')
        expected, fix = verdict.expected, verdict.fix
        parts += (
            self._asks(rule, verdict.status, verdict.days_late, expected.th, expected.en, fix.th, fix.en),
            "</dl>\n",
        )
        if verdict.elements:
            parts.append(self._elements(verdict.elements))
        if verdict.findings:
            parts.append(_evidence(verdict))
        parts.append("</article>\n")
        return html("".join(parts))

    def item(self, task: Task, verdict: VerdictView, several: bool) -> Markup:
        """One thing to do.

        Args:
            task: of which kind.
            verdict: about which rule.
            several: whether it must say of which pack the rule is.
        """
        says = task.says(verdict)
        head = self._item(task.key, verdict.rule, verdict.status, verdict.anchor, verdict.days_late, several)
        if task.key == "waived" and verdict.waiver:
            until = both(f"ถึง {thai_date(verdict.waiver.expires)}", f"until {english_date(verdict.waiver.expires)}")
            return html(f'{head}<p class="small">{safe(verdict.waiver.reason)} — {until}</p></div></li>\n')
        small = f'<p class="small">{bi(says)}</p>' if says.th or says.en else ""
        return html(f"{head}{small}</div></li>\n")


def _of_words(macro: Macro) -> Macro:
    """A macro of two pairs that takes their words: plain text is looked up in a third of the time."""

    def called(rule: RuleView, status: Status, days: int, th: str, en: str, fix_th: str, fix_en: str) -> Markup:
        return macro(rule, status, Bilingual(th=th, en=en), Bilingual(th=fix_th, en=fix_en), days)

    return called


def _evidence(verdict: VerdictView) -> str:
    parts = [f'<h4>{EVIDENCE}</h4>\n<ol class="evidence">\n', *map(_finding, verdict.findings), "</ol>\n"]
    if verdict.more_findings:
        more = f"{verdict.more_findings:,}"
        told = both(f"และอีก {more} รายการใน results.json", f"and {more} more in results.json")
        parts.append(f'<p class="small">{told}</p>\n')
    return "".join(parts)


def _finding(finding: FindingView) -> str:
    parts = [f'<li>\n<p class="evidence-title">{finding.heading}</p>\n']
    if finding.title:
        parts.append(f'<p class="url">{safe(finding.link.text)}</p>\n')
    if finding.quote:
        parts.append(f"<blockquote>{safe(finding.quote)}</blockquote>\n")
    raw = finding.raw
    bits = _bits(raw.fiscal_year, raw.date, raw.fetched_at)
    sha = f'<span class="bit">sha256 <code>{safe(finding.sha)}</code></span>' if finding.sha else ""
    parts.append(f'<p class="small">{bits}{sha}</p>\n')
    if finding.certificate:
        parts.append(f'<p class="small"><strong>{CERTIFICATE}</strong>: {safe(finding.certificate)}</p>\n')
    if finding.record:
        kept = finding.record
        parts.append(
            f'<p class="small">{KEPT} {kept.link.html} <span class="bit">{OFFSET} <code>{kept.offset}</code></span>'
            f' <span class="bit">sha256 <code>{safe(kept.sha)}</code></span></p>\n'
        )
    if finding.via:
        steps = "".join(f"<li>{step.html}</li>" for step in finding.via)
        parts.append(f'<p class="small via-name">{PATH}</p>\n<ol class="via">{steps}</ol>\n')
    parts.append("</li>\n")
    return "".join(parts)


@lru_cache(maxsize=8_192)
def _bits(fiscal_year: int | None, dated: date | None, fetched: datetime | None) -> str:
    bits = []
    if fiscal_year:
        bits.append(both(f"ปีงบประมาณ {fiscal_year}", f"fiscal year {fiscal_year} (B.E.)"))
    if dated:
        bits.append(both(f"ลงวันที่ {thai_date(dated)}", f"dated {english_date(dated)}"))
    if fetched:
        bits.append(html(f"{both('เปิดอ่านเมื่อ', 'read')} {moment(fetched)}"))
    return "".join(f'<span class="bit">{bit}</span> ' for bit in bits)
