"""Joins the results of an agency with what is known of their rules, and makes every text of a stranger fit to show."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from urllib.parse import quote

from itacheck.causes import cause_words, whose_words
from itacheck.history import History
from itacheck.model import (
    AgencyResult,
    CauseResult,
    ElementResult,
    FindingResult,
    NoticeResult,
    RecordResult,
    VerdictResult,
    Waiver,
)

from .files import unique_stems
from .frame import Frame, issues_of
from .past import NOTHING, events_of, reach_of, verdict_words
from .rows import AgencyRow, Material, VerdictRow
from .text import NAME_LIMIT, URL_LIMIT, clean, clean_bilingual, readable_url, safe_href, strip_unseen
from .totals import count
from .view import (
    AgencyView,
    CauseView,
    ElementView,
    FindingView,
    LinkView,
    NoticeView,
    RecordView,
    RuleView,
    VerdictView,
    WaiverView,
)
from .words import CRAWL, SEEN, STATUS

_NO_HISTORY = History()
MAX_FINDINGS = 20
"""Findings shown of one verdict; how many more there are is said."""
MAX_NOTED = 10
"""Pages shown of one notice."""
MAX_STEPS = 20
"""Steps shown of one link path."""


def agency_view(agency: AgencyResult, stem: str, frame: Frame, history: History = _NO_HISTORY) -> AgencyView:
    """What the page of one agency shows.

    Args:
        agency: its results.
        stem: the name of its file.
        frame: the rules of the report.
        history: what is known over time; empty: nothing.
    """
    known = history.agencies.get(agency.id)
    row = AgencyRow(agency, Material(frame, (), history)) if known else None
    as_of = frame.as_of
    rules = [frame.rule(v.pack, v.rule) for v in agency.verdicts]
    # Stable: rules that nobody described keep the order of the file.
    pairs = sorted(zip(agency.verdicts, rules, strict=True), key=lambda pair: frame.place(pair[1]))
    anchors = unique_stems(rule.stem for _, rule in pairs)
    cause = agency.crawl.cause
    # Of a damaged WARC not even the address is known.
    undeclared = cause.code == "no-website" if cause is not None else not agency.url
    of_packs: dict[str, list[VerdictResult]] = {}
    for verdict, rule in pairs:
        of_packs.setdefault(rule.pack, []).append(verdict)
    return AgencyView(
        id=clean(agency.id, 64),
        stem=stem,
        name=clean_bilingual(agency.name, NAME_LIMIT),
        link=None if undeclared else _link(agency.url or ""),
        kind=clean(agency.kind, 64),
        district=clean(agency.district or "", 64),
        crawl=agency.crawl,
        crawl_words=CRAWL[agency.crawl.status],
        cause=_cause(cause) if cause else None,
        totals=count(agency.verdicts, as_of),
        of_packs={pack: count(verdicts, as_of) for pack, verdicts in of_packs.items()},
        verdicts=tuple(
            _verdict(v, rule, f"rule-{anchor}", as_of, VerdictRow(v, row) if row else None)
            for (v, rule), anchor in zip(pairs, anchors, strict=True)
        ),
        reach=reach_of(history, agency.id) if known else NOTHING,
        events=events_of(known),
        issues=issues_of({rule.stem: rule for _, rule in pairs}.values()),
        notices=tuple(_notice(notice) for notice in agency.notices),
    )


def _notice(notice: NoticeResult) -> NoticeView:
    # To be read, not clicked: a page in which strangers wrote may do harm.
    links = tuple(LinkView(readable_url(url), None) for url in notice.urls[:MAX_NOTED])
    return NoticeView(
        clean_bilingual(notice.text), clean_bilingual(notice.todo), links, max(0, notice.count - len(links))
    )


def _cause(cause: CauseResult) -> CauseView:
    words = cause_words(clean(cause.code, NAME_LIMIT))
    todo = clean_bilingual(cause.text) if cause.text.th or cause.text.en else words.todo
    return CauseView(words.name, whose_words(clean(cause.whose, NAME_LIMIT)), todo, clean(cause.detail, 500))


def _verdict(verdict: VerdictResult, rule: RuleView, anchor: str, as_of: date, row: VerdictRow | None) -> VerdictView:
    late = (as_of - rule.due).days if rule.due else 0
    return VerdictView(
        rule=rule,
        anchor=anchor,
        status=verdict.status,
        words=STATUS[verdict.status],
        reason=clean_bilingual(verdict.reason),
        expected=clean_bilingual(verdict.expected),
        found=clean_bilingual(verdict.found),
        fix=clean_bilingual(verdict.fix),
        findings=tuple(_finding(f) for f in verdict.findings[:MAX_FINDINGS]),
        more_findings=max(0, len(verdict.findings) - MAX_FINDINGS),
        waiver=_waiver(verdict.waiver, expired=not verdict.is_waived(as_of)) if verdict.waiver else None,
        days_late=max(0, late),
        elements=tuple(_element(e) for e in verdict.elements),
        past=verdict_words(row) if row else NOTHING,
        since=row.since if row else None,
        declared=_link(verdict.declared) if verdict.declared else None,
    )


def _waiver(waiver: Waiver, *, expired: bool) -> WaiverView:
    return WaiverView(clean(waiver.reason), clean(waiver.owner, NAME_LIMIT), waiver.expires, expired)


def _element(element: ElementResult) -> ElementView:
    quote = clean(element.quote or "", NAME_LIMIT)
    return ElementView(clean_bilingual(element.name, NAME_LIMIT), SEEN[element.seen], element.verified, quote)


def _finding(finding: FindingResult) -> FindingView:
    return FindingView(
        link=_link(finding.url),
        title=clean(finding.title, NAME_LIMIT),
        quote=clean(finding.quote),
        raw=finding,
        via=tuple(_link(url) for url in finding.via[:MAX_STEPS]),
        sha=clean(finding.sha256 or "")[:12],
        record=_kept(finding.record) if finding.record else None,
        certificate=clean(finding.certificate or "", NAME_LIMIT),
    )


def _kept(record: RecordResult) -> RecordView:
    # From a page one folder down; quoted, no name of a file can be read as a scheme or a query.
    href = (
        f"../{quote(record.file)}"
        if len(record.file) <= URL_LIMIT and strip_unseen(record.file) == record.file
        else None
    )
    return RecordView(LinkView(clean(record.file, NAME_LIMIT), href), record.offset, clean(record.sha256)[:12])


def _link(url: str) -> LinkView:
    return _known_link(url) if len(url) <= URL_LIMIT else LinkView(text=readable_url(url), href=safe_href(url))


@lru_cache(maxsize=4_096)
def _known_link(url: str) -> LinkView:
    # An agency's home page and its menus stand in the path of every finding.
    return LinkView(text=readable_url(url), href=safe_href(url))
