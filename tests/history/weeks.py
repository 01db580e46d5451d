"""Runs made by hand, a week apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from itacheck.model import (
    AgencyResult,
    Bilingual,
    CauseResult,
    CrawlResult,
    CrawlStatus,
    FindingResult,
    PackResult,
    Results,
    RunResult,
    Status,
    VerdictResult,
    Waiver,
)

FIRST = date(2026, 8, 30)
W = Bilingual(th="ก", en="a")


def day(week: int) -> date:
    """The day of a run; weeks count from 1."""
    return FIRST + timedelta(weeks=week - 1)


def finding(url: str, content: str | None = "1", why: str | None = None) -> FindingResult:
    sha = None if content is None else (content.encode().hex() * 64)[:64]
    return FindingResult(
        url=url, via=(), title="t", quote="q", fiscal_year=2568, date=None, sha256=sha, fetched_at=None, why=why
    )  # fmt: skip


def verdict(key: str, status: str, *findings: FindingResult, waived: date | None = None) -> VerdictResult:
    pack, _, rule = key.partition("/")
    waiver = Waiver(rule=rule, reason="เหตุผล", owner="หัวหน้าฝ่าย", expires=waived) if waived else None
    return VerdictResult(
        pack=pack, rule=rule, status=Status(status), reason=W, expected=W, found=W, fix=W, findings=findings,
        waiver=waiver,
    )  # fmt: skip


def agency(
    own: str, *verdicts: VerdictResult, down: str | None = None, part: tuple[str, str] | None = None, kind: str = "x"
) -> AgencyResult:
    """An agency; `down` is the code of a cause, `part` code and detail of what it was not seen whole for."""
    status, cause = CrawlStatus.COMPLETE, None
    if down is not None or part is not None:
        status = CrawlStatus.UNREACHABLE if down is not None else CrawlStatus.PARTIAL
        code, detail = (down, "d") if down is not None else part or ("", "")
        cause = CauseResult(code=code or "", whose="agency", detail=detail, text=W)
    crawl = CrawlResult(status=status, pages=1, documents=0, requests=1, bytes=1, seconds=1, cause=cause)
    return AgencyResult(
        id=own, name=Bilingual(th=f"หน่วยงาน {own}", en=f"Agency {own}"), url=f"https://{own}.example/", kind=kind,
        crawl=crawl, verdicts=verdicts,
    )  # fmt: skip


def run(
    week: int,
    agencies: Sequence[AgencyResult],
    *,
    packs: Mapping[str, str] | None = None,
    version: str = "1.0",
    hours: int = 0,
    name: str | None = None,
) -> Results:
    """A run of a week, finished some hours after its day began."""
    finished = datetime.combine(day(week), time(hours), UTC)
    told = RunResult(
        id=name or f"{finished:%Y%m%dT%H%M%SZ}", started=finished, finished=finished, as_of=day(week), version=version,
        packs=tuple(PackResult(id=pack, digest=digest * 64) for pack, digest in (packs or {"2568": "1"}).items()),
        shard=None,
    )  # fmt: skip
    return Results(run=told, agencies=tuple(agencies))
