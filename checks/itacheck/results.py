"""What `results.json` tells of one agency: out of what was seen and what was made of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from itacheck.causes import CAUSE, NOTICE
from itacheck.crawl import host_key
from itacheck.model import (
    Agency,
    AgencyResult,
    Cause,
    CauseResult,
    CrawlResult,
    CrawlStatus,
    Document,
    ElementResult,
    Failure,
    Finding,
    FindingResult,
    NoticeResult,
    Page,
    RecordResult,
    Snapshot,
    Trouble,
    Verdict,
    VerdictResult,
    Whose,
)
from itacheck.warc import Records

MAX_NOTED = 20
"""Addresses that one notice names."""


def agency_result(
    agency: Agency,
    snapshot: Snapshot,
    verdicts: Sequence[Verdict],
    records: Records | None = None,
    out: Path | None = None,
) -> AgencyResult:
    """One agency's part of `results.json`.

    Args:
        agency: whose.
        snapshot: what was seen.
        verdicts: what was made of it.
        records: where it is kept; None: nowhere.
        out: the folder from which records are named.
    """
    readings = snapshot.readings.values()
    return AgencyResult(
        id=agency.id,
        name=agency.name,
        url=agency.url,
        kind=agency.kind,
        district=agency.district,
        crawl=CrawlResult(
            status=snapshot.status,
            pages=sum(isinstance(r, Page) for r in readings),
            documents=sum(isinstance(r, Document) for r in readings),
            requests=snapshot.requests,
            bytes=snapshot.bytes,
            seconds=round(snapshot.seconds, 3),
            cause=cause_result(snapshot),
            snapshot=records.id if records else None,
        ),
        verdicts=tuple(_verdict(v, agency, snapshot, records, out) for v in verdicts),
        notices=notices(snapshot),
    )


def notices(snapshot: Snapshot) -> tuple[NoticeResult, ...]:
    """What the agency is told beside its verdicts: its pages in which strangers wrote, and links to such pages."""
    hacked = [r for r in snapshot.readings.values() if r.trouble in (Trouble.HACKED, Trouble.INJECTED)]
    about = {
        "hacked": [page.url for page in hacked if not page.outside],
        "leads-to-spam": [page.url for page in hacked if page.outside],
    }
    return tuple(
        NoticeResult(
            code=code, text=NOTICE[code].name, todo=NOTICE[code].todo, urls=tuple(urls[:MAX_NOTED]), count=len(urls)
        )
        for code, urls in about.items()
        if urls
    )  # fmt: skip


def cause_result(snapshot: Snapshot) -> CauseResult | None:
    """Why a crawl is not complete."""
    failure = snapshot.failure
    if failure is None and snapshot.status is CrawlStatus.PARTIAL:
        failure = Failure(snapshot.home, Cause.BUDGET, Whose.US, "a budget was spent with promising links left")
        if any(one.cause is Cause.NOT_KEPT for one in snapshot.unvisited):
            detail = "links that these rules ask for were not followed when the pages were kept"
            failure = Failure(snapshot.home, Cause.NOT_KEPT, Whose.US, detail)
    if failure is None:
        return None
    return CauseResult(
        code=failure.cause.value,
        whose=failure.whose.value,
        detail=failure.detail,
        text=CAUSE[failure.cause].todo,
    )


def _verdict(
    verdict: Verdict, agency: Agency, snapshot: Snapshot, records: Records | None, out: Path | None
) -> VerdictResult:
    return VerdictResult(
        pack=verdict.pack, rule=verdict.rule, status=verdict.status, reason=verdict.reason, expected=verdict.expected,
        found=verdict.found, fix=verdict.fix, waiver=verdict.waiver, declared=agency.declared.get(verdict.rule),
        findings=tuple(
            FindingResult(
                url=f.url, via=f.via, title=f.title, quote=f.quote, fiscal_year=f.fiscal_year, date=f.date,
                sha256=f.sha256, fetched_at=f.fetched_at, record=_record(f, snapshot, records, out),
                certificate=_certificate(f, snapshot), why=f.why,
            )
            for f in verdict.findings
        ),
        elements=tuple(
            ElementResult(id=e.id, name=e.name, seen=e.seen, verified=e.verified, quote=e.quote)
            for e in verdict.elements
        ),
    )  # fmt: skip


def _certificate(finding: Finding, snapshot: Snapshot) -> str | None:
    """What is wrong with the certificate of a finding, or of a page on the way to it."""
    if not snapshot.unverified:
        return None
    steps = (finding.url, snapshot.resolve(finding.url), *finding.via)
    return next((snapshot.unverified[host] for host in map(host_key, steps) if host in snapshot.unverified), None)


def _record(finding: Finding, snapshot: Snapshot, records: Records | None, out: Path | None) -> RecordResult | None:
    """Where the page or document of a finding is kept: its own, else that of the page that links to it."""
    if records is None:
        return None
    for url in (finding.url, snapshot.resolve(finding.url), *finding.via[-2:][::-1]):
        if url in records.places:
            offset, digest = records.places[url]
            return RecordResult(file=named_from(records.path, out or Path()), offset=offset, sha256=digest)
    return None


def named_from(path: Path, folder: Path) -> str:
    """How a record's file is named by results in a folder."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        return path.name  # on another drive


def confirmed(result: AgencyResult, now: datetime) -> AgencyResult:
    """A result whose pages were all seen to be as they were."""
    return result.model_copy(
        update={
            "verdicts": tuple(
                verdict.model_copy(
                    update={
                        "findings": tuple(
                            one if one.fetched_at is None else one.model_copy(update={"fetched_at": now})
                            for one in verdict.findings
                        )
                    }
                )
                for verdict in result.verdicts
            )
        }
    )
