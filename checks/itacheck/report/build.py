"""Joins results with what is known of their rules, and makes every text of a stranger fit to show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import quote

from itacheck.causes import cause_words, whose_words
from itacheck.model import (
    AgencyResult,
    Bilingual,
    CauseResult,
    ElementResult,
    FindingResult,
    NoticeResult,
    RecordResult,
    Results,
    Status,
    VerdictResult,
    Waiver,
)

from .files import unique_stems
from .rule_info import RuleInfo
from .text import NAME_LIMIT, URL_LIMIT, clean, clean_bilingual, readable_url, safe_href, strip_unseen
from .totals import count, is_waived
from .view import (
    AgencyView,
    CauseView,
    ElementView,
    FindingView,
    IssueView,
    LinkView,
    NoticeView,
    PackView,
    RecordView,
    ReportView,
    RuleView,
    VerdictView,
    WaiverView,
)
from .words import CRAWL, SEEN, STATUS

MAX_FINDINGS = 20
"""Findings shown of one verdict; how many more there are is said."""
MAX_NOTED = 10
"""Pages shown of one notice."""
MAX_STEPS = 20
"""Steps shown of one link path."""


def build(results: Results, rules: Sequence[RuleInfo]) -> ReportView:
    """Join results with what is known of their rules.

    Rules that no verdict names are left out; verdicts of rules that nobody described stand last, under their ids.
    """
    as_of = results.run.as_of
    views = _rules(results, rules)
    stems = unique_stems(agency.id for agency in results.agencies)
    agencies = [_agency(a, stem, views, as_of) for a, stem in zip(results.agencies, stems, strict=True)]
    return ReportView(
        results=results,
        totals=count((v for a in results.agencies for v in a.verdicts), as_of),
        packs=_packs(results, views.values()),
        issues=_issues(views.values()),
        agencies=tuple(sorted(agencies, key=_worst_first)),
    )


def _worst_first(agency: AgencyView) -> tuple[int, int, int, int, int, str]:
    totals = agency.totals
    counts = totals.counts
    return (
        -totals.open_fails,
        -counts[Status.UNREACHABLE],
        -counts[Status.ERROR],
        -counts[Status.REVIEW],
        totals.passed,
        agency.id,
    )


def _rules(results: Results, rules: Sequence[RuleInfo]) -> dict[tuple[str, str], RuleView]:
    verdicts: dict[tuple[str, str], list[VerdictResult]] = {}
    for agency in results.agencies:
        for verdict in agency.verdicts:
            verdicts.setdefault((verdict.pack, verdict.rule), []).append(verdict)
    known = {(rule.pack, rule.id): rule for rule in rules}
    keys = [key for key in known if key in verdicts] + [key for key in verdicts if key not in known]
    stems = unique_stems(f"{pack}-{rule}" for pack, rule in keys)
    views: dict[tuple[str, str], RuleView] = {}
    for (pack, rule), stem in zip(keys, stems, strict=True):
        info = known.get((pack, rule))
        name = clean(rule, 40)
        views[pack, rule] = RuleView(
            pack=clean(pack, 64),
            id=name,
            stem=stem,
            title=info.title if info else Bilingual(th=f"ข้อ {name}", en=f"Rule {name}"),
            info=info,
            totals=count(verdicts[pack, rule], results.run.as_of),
        )
    return views


def _packs(results: Results, rules: Iterable[RuleView]) -> tuple[PackView, ...]:
    """The packs that any verdict names, in the order of their rules."""
    infos: dict[str, RuleInfo | None] = {}
    for rule in rules:
        infos[rule.pack] = infos.get(rule.pack) or rule.info
    as_of = results.run.as_of
    verdicts = [verdict for agency in results.agencies for verdict in agency.verdicts]
    return tuple(
        PackView(
            id=pack,
            title=info.pack_title if info else None,
            note=info.pack_note if info else None,
            totals=count((v for v in verdicts if clean(v.pack, 64) == pack), as_of),
        )
        for pack, info in infos.items()
    )


def _issues(rules: Iterable[RuleView]) -> tuple[IssueView, ...]:
    grouped: dict[str, list[RuleView]] = {}
    for rule in rules:
        grouped.setdefault(rule.group, []).append(rule)
    unknown = Bilingual(th="ข้อที่ไม่มีรายละเอียดในชุดกฎนี้", en="rules that these packs do not describe")
    return tuple(
        IssueView(
            key=key,
            pack=members[0].pack,
            number=members[0].info.issue if members[0].info else None,
            title=members[0].info.issue_title if members[0].info else unknown,
            rules=tuple(members),
        )
        for key, members in grouped.items()
    )


def _agency(agency: AgencyResult, stem: str, rules: dict[tuple[str, str], RuleView], as_of: date) -> AgencyView:
    order = {key: place for place, key in enumerate(rules)}
    verdicts = sorted(agency.verdicts, key=lambda v: order[v.pack, v.rule])
    anchors = unique_stems(rules[v.pack, v.rule].stem for v in verdicts)
    cause = agency.crawl.cause
    # Of a damaged WARC not even the address is known.
    undeclared = cause.code == "no-website" if cause is not None else not agency.url
    return AgencyView(
        id=clean(agency.id, 64),
        stem=stem,
        name=clean_bilingual(agency.name, NAME_LIMIT),
        link=None if undeclared else _link(agency.url or ""),
        kind=clean(agency.kind, 64),
        crawl=agency.crawl,
        crawl_words=CRAWL[agency.crawl.status],
        cause=_cause(cause) if cause else None,
        totals=count(agency.verdicts, as_of),
        of_packs={
            pack: count((v for v in agency.verdicts if clean(v.pack, 64) == pack), as_of)
            for pack in dict.fromkeys(rule.pack for rule in rules.values())
        },
        verdicts=tuple(
            _verdict(v, rules[v.pack, v.rule], f"rule-{anchor}", as_of)
            for v, anchor in zip(verdicts, anchors, strict=True)
        ),
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


def _verdict(verdict: VerdictResult, rule: RuleView, anchor: str, as_of: date) -> VerdictView:
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
        waiver=_waiver(verdict.waiver, expired=not is_waived(verdict, as_of)) if verdict.waiver else None,
        days_late=max(0, late),
        elements=tuple(_element(e) for e in verdict.elements),
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
    return LinkView(text=readable_url(url), href=safe_href(url))
