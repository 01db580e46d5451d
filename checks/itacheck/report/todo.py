"""What to do, in the order to do it: for the whole province, and for one agency."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from itacheck.model import Bilingual, Status

from .facts import AgencyFacts, OddVerdict
from .view import AgencyView, VerdictView
from .words import STATUS, WAIVED, WAIVER_EXPIRED

MAX_MENDS = 30
"""Agencies shown of one kind of trouble; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class Mend:
    """One agency that keeps the picture from being whole, with the verdicts that are meant (none: the whole site)."""

    agency: AgencyFacts
    verdicts: tuple[OddVerdict, ...] = ()


@dataclass(frozen=True, slots=True)
class MendGroup:
    """Agencies with the same kind of trouble."""

    key: str
    title: Bilingual
    meaning: Bilingual
    mends: tuple[Mend, ...]

    @property
    def shown(self) -> tuple[Mend, ...]:
        """The first ones."""
        return self.mends[:MAX_MENDS]


@dataclass(frozen=True, slots=True)
class Task:
    """Verdicts of one agency that ask for the same kind of act."""

    key: str
    title: Bilingual
    verdicts: tuple[VerdictView, ...]

    @property
    def number(self) -> int:
        """How many."""
        return len(self.verdicts)

    def says(self, verdict: VerdictView) -> Bilingual:
        """What is said of one: why a person must look, else how it is mended."""
        first, then = verdict.fix, verdict.reason
        if self.key in {"review", "error", "unreachable"}:
            first, then = then, first
        return first if first.th or first.en else then


def mend_first(agencies: Iterable[AgencyFacts]) -> tuple[MendGroup, ...]:
    """What stands before the verdicts, each kind a group: no website, not reachable, …; no group is empty."""
    by_name = sorted(agencies, key=lambda a: (a.name.th, a.id))
    groups = (
        MendGroup(
            "no-website",
            Bilingual(th="ยังไม่แจ้งเว็บไซต์", en="No website declared"),
            Bilingual(
                th="ยังไม่มีที่อยู่เว็บไซต์ในรายชื่อ จึงตรวจไม่ได้แม้แต่ข้อเดียว", en="nothing could be checked without an address"
            ),
            tuple(Mend(a) for a in by_name if a.state == "no-website"),
        ),
        MendGroup(
            "notice",
            Bilingual(th="มีโฆษณาการพนันในเว็บไซต์ (อาจถูกแฮก)", en="Advertisements of gambling: perhaps hacked"),
            Bilingual(
                th="หน้าเหล่านี้ไม่นับเป็นหลักฐาน ข้อที่เกี่ยวข้องจึงเป็น “ต้องให้คนตรวจ” แจ้งหน่วยงานโดยเร็ว",
                en="such pages prove nothing, so what they would show needs a person; tell the agency soon",
            ),
            tuple(Mend(a) for a in by_name if a.notices),
        ),
        MendGroup(
            "unreachable",
            Bilingual(th="เปิดเว็บไซต์ไม่ได้", en="Website could not be opened"),
            Bilingual(
                th="ไม่ใช่ผล “ไม่ผ่าน” แต่ยังบอกผลไม่ได้จนกว่าจะเปิดดูได้", en="not a fail: nothing can be said until it opens"
            ),
            tuple(Mend(a) for a in by_name if a.state == "unreachable"),
        ),
        MendGroup(
            "partial",
            Bilingual(th="ดูเว็บไซต์ไม่ครบ", en="Looked at in part"),
            Bilingual(
                th="ยังมีหน้าที่น่าจะเกี่ยวข้องเหลืออยู่ ข้อที่ไม่พบจึงเป็น “ต้องให้คนตรวจ”",
                en="promising pages were left, so what was not found needs a person",
            ),
            tuple(Mend(a) for a in by_name if a.state == "partial"),
        ),
        MendGroup(
            "error",
            Bilingual(th="โปรแกรมตรวจขัดข้อง", en="Program errors"),
            Bilingual(th="แจ้งผู้ดูแลโปรแกรม ไม่ใช่ความผิดของหน่วยงาน", en="tell the maintainers; not the agency's doing"),
            _with(by_name, lambda v: v.status is Status.ERROR),
        ),
        MendGroup(
            "expired",
            WAIVER_EXPIRED,
            Bilingual(
                th="ผลของข้อเหล่านี้กลับมานับตามปกติ ต่ออายุหรือนำการผ่อนผันออก",
                en="these count as usual again: renew or remove them",
            ),
            _with(by_name, lambda v: v.waiver is not None and v.waiver.expired),
        ),
    )
    return tuple(group for group in groups if group.mends)


def tasks(agency: AgencyView) -> tuple[Task, ...]:
    """What one agency should do: fails by due date, then what a person must look at, and so on; waived ones last."""
    titles = {
        Status.FAIL: Bilingual(th="ต้องแก้ไข", en="To mend"),
        Status.REVIEW: Bilingual(th="ต้องให้คนเปิดดู", en="For a person to look at"),
        Status.UNREACHABLE: Bilingual(th="เปิดดูไม่ได้", en="Could not be looked at"),
        Status.ERROR: STATUS[Status.ERROR].name,
        Status.NOT_DUE: Bilingual(th="เตรียมเผยแพร่ก่อนถึงกำหนด", en="To publish before it is due"),
    }
    found = [
        Task(status.value, title, _by_due(v for v in agency.verdicts if v.status is status and not v.waived))
        for status, title in titles.items()
    ]
    waived = _by_due(v for v in agency.verdicts if v.waived and v.status in titles)
    found.append(Task("waived", Bilingual(th="ได้รับการผ่อนผัน", en=WAIVED.en.capitalize()), waived))
    return tuple(task for task in found if task.verdicts)


def _with(agencies: Iterable[AgencyFacts], chosen: Callable[[OddVerdict], bool]) -> tuple[Mend, ...]:
    mends = (Mend(a, tuple(v for v in a.odd if chosen(v))) for a in agencies)
    return tuple(mend for mend in mends if mend.verdicts)


def _by_due(verdicts: Iterable[VerdictView]) -> tuple[VerdictView, ...]:
    return tuple(sorted(verdicts, key=lambda v: v.rule.due or date.max))
