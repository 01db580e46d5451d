"""A province that is wide rather than deep: many agencies and the rules of the assessment, made from the sample."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from itacheck.model import AgencyResult, Bilingual, PackResult, Results, Status, Waiver
from itacheck.report import RuleInfo

from . import sample

ITEMS = 28
_STATUSES = (Status.PASS, Status.FAIL, Status.REVIEW, Status.NOT_DUE, Status.NOT_APPLICABLE, Status.ERROR)


def rules() -> tuple[RuleInfo, ...]:
    """The rules of the sample, and the items of an assessment."""
    like = sample.rules()[0]
    items = tuple(
        replace(
            like, pack="oit-2568", id=f"O{number}", issue=1 + number // 10,
            title=Bilingual(th=f"รายการที่ {number}", en=f"Item {number}"),
            due=date(2027, 9, 30), pack_title=Bilingual(th="แบบ OIT 2568", en="OIT 2568"),
        )
        for number in range(ITEMS, 0, -1)
    )  # fmt: skip
    return (*sample.rules(), *items)


def results(number: int) -> Results:
    """That many agencies, each like one of the sample, with every status spread over the items."""
    few = sample.results()
    agencies = tuple(_agency(few.agencies[place % len(few.agencies)], place) for place in range(number))
    packs = (*few.run.packs, PackResult(id="oit-2568", digest="0" * 64))
    return few.model_copy(update={"run": few.run.model_copy(update={"packs": packs}), "agencies": agencies})


def _agency(like: AgencyResult, place: int) -> AgencyResult:
    down = all(v.status is Status.UNREACHABLE for v in like.verdicts)
    base = sample.verdict("5.2", Status.UNREACHABLE if down else Status.PASS)
    finding = sample.finding(f"item/{place}", f"เอกสารของหน่วยงานที่ {place}", "ข้อความ")
    waiver = Waiver(rule="O1", reason="ย้ายเว็บไซต์", owner="หัวหน้าฝ่าย", expires=date(2027, 1, 1))
    items = []
    for item in range(1, ITEMS + 1):
        status = Status.UNREACHABLE if down else _STATUSES[(place + item) % len(_STATUSES)]
        changed = {
            "pack": "oit-2568", "rule": f"O{item}", "status": status,
            "findings": (finding,) if status in {Status.PASS, Status.FAIL} else (),
            "waiver": waiver if item == 1 and status is Status.FAIL else None,
        }  # fmt: skip
        items.append(base.model_copy(update=changed))
    return like.model_copy(
        update={
            "id": f"{like.id}-{place}", "name": Bilingual(th=f"{like.name.th} {place}", en=f"{like.name.en} {place}"),
            "verdicts": (*like.verdicts, *items), "district": f"อำเภอที่ {place % 5}" if place % 7 else None,
        }
    )  # fmt: skip
