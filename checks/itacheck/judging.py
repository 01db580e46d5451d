"""What the rules of packs say of an agency, whatever breaks in it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from itacheck.causes import STOPPED
from itacheck.crawl import SHUT_OUT, TOO_MUCH_HELD
from itacheck.focus import enough_for
from itacheck.judge import Judge
from itacheck.looking import OUT_OF_TIME
from itacheck.model import Agency, Bilingual, CrawlStatus, Rule, Snapshot, Status, Verdict
from itacheck.packs import Pack
from itacheck.patterns import names_of
from itacheck.warc import OVER_BUDGET

log = logging.getLogger(__name__)


def judges_of(packs: Sequence[Pack], as_of: date) -> list[Judge]:
    """A judge for each pack, by its own catalogue alone: the types of another one must not change what it finds."""
    names = {key: names_of(one) for key, one in {id(pack.catalogue): pack.catalogue for pack in packs}.items()}
    return [
        Judge(
            pack_id=pack.id, fiscal_year=pack.header.fiscal_year, rules=pack.rules, types=pack.catalogue.types,
            names=names[id(pack.catalogue)], as_of=as_of,
        )
        for pack in packs
    ]  # fmt: skip


def judged(judge: Judge, agency: Agency, snapshot: Snapshot) -> tuple[Verdict, ...]:
    """The verdicts of one judge; a rule on which it breaks is an `error`, and the others are judged all the same."""
    try:
        return judge.judge(agency, snapshot)
    except Exception as error:
        if len(judge.rules) > 1:
            return tuple(v for rule in judge.rules for v in judged(_only(judge, rule), agency, snapshot))
        told = told_of(error)
        log.exception("agency %s: judging %s broke: %s", agency.id, ", ".join(r.id for r in judge.rules), told)
        return judge.failed(agency, told)


def _only(judge: Judge, rule: Rule) -> Judge:
    return Judge(
        pack_id=judge.pack_id, fiscal_year=judge.fiscal_year, rules=(rule,), types=judge.types, names=judge.names,
        as_of=judge.as_of, asked=judge.asked,
    )  # fmt: skip


def enough(judges: Sequence[Judge], agency: Agency) -> Callable[[Snapshot], bool]:
    """Tells whether every rule is settled; where judging breaks it is not, and the crawl goes on."""
    settled = enough_for(judges, agency)

    def asked(snapshot: Snapshot) -> bool:
        try:
            return settled(snapshot)
        except Exception:
            log.info("agency %s: judging broke during the crawl", agency.id, exc_info=True)
            return False

    return asked


def told_of(error: Exception) -> str:
    """What broke and where, for who reads only the results."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno}"


_UNDECIDED = {
    STOPPED: Bilingual(th="แต่ถูกสั่งหยุดก่อนดูครบ", en="but the run was stopped before all was seen"),
    OUT_OF_TIME: Bilingual(th="แต่หมดเวลาที่ตั้งไว้ก่อนดูครบ", en="but the time that was given was spent before all was seen"),
    TOO_MUCH_HELD: Bilingual(
        th="แต่หน้าของเว็บไซต์ใหญ่เกินหน่วยความจำที่ให้หนึ่งหน่วยงาน จึงดูไม่ครบ",
        en="but its pages hold more than the memory that one agency may take, so not all was seen",
    ),
    SHUT_OUT: Bilingual(
        th="แต่เว็บไซต์ไม่ตอบหรือปฏิเสธทุกคำขอก่อนดูครบ",
        en="but the site refused or failed everything before all was seen",
    ),
    OVER_BUDGET: Bilingual(
        th="แต่หน้าที่เก็บไว้ (WARC) มีไม่ครบ เพราะเกินขนาดที่กำหนด",
        en="but not all pages were kept: they were over the size budget",
    ),
}
"""Why nothing was looked at well enough to be called absent: by the detail of what made the snapshot partial."""


def decided(snapshot: Snapshot, verdicts: Sequence[Verdict]) -> Sequence[Verdict]:
    """Verdicts of which none calls absent what was not looked at well enough: then `review` stands for `fail`."""
    why = _UNDECIDED.get(snapshot.failure.detail) if snapshot.failure is not None else None
    if snapshot.status is not CrawlStatus.PARTIAL or why is None:
        return verdicts
    return [_undecided(verdict, why) for verdict in verdicts]


def _undecided(verdict: Verdict, why: Bilingual) -> Verdict:
    if verdict.status is not Status.FAIL:
        return verdict
    reason = Bilingual(th=f"{verdict.reason.th} — {why.th}", en=f"{verdict.reason.en}; {why.en}")
    return replace(verdict, status=Status.REVIEW, reason=reason)
