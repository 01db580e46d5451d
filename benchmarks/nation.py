"""Writes the results of a made-up nation, as `itacheck check` would: the same seed gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from itacheck.model import Status
from itacheck.report import RuleInfo

from .words import PLACES, THINGS

AS_OF = date(2026, 11, 22)
KINDS = ("provincial-office", "district-office", "municipality", "subdistrict-administrative-organization", "hospital")
DISTRICTS = 928
_NONE = {"th": "", "en": ""}
_MIX = (
    (Status.PASS, 46),
    (Status.FAIL, 27),
    (Status.REVIEW, 19),
    (Status.NOT_DUE, 5),
    (Status.NOT_APPLICABLE, 2),
    (Status.ERROR, 1),
)
_DOWN = 6
"""Per cent of the websites that do not open."""


def write_nation(path: Path, rules: Sequence[RuleInfo], *, agencies: int, seed: int) -> int:
    """Writes a results file.

    Args:
        path: of the file.
        rules: which each agency is judged by.
        agencies: how many.
        seed: chooses every word and verdict.

    Returns:
        How many verdicts it holds.
    """
    packs = dict.fromkeys(rule.pack for rule in rules)
    run = {
        "id": f"nation-{seed}", "started": "2026-11-22T01:00:00Z", "finished": "2026-11-22T09:00:00Z",
        "as_of": AS_OF.isoformat(), "version": "0.1.0",
        "packs": [{"id": pack, "digest": f"{seed:064x}"} for pack in packs], "shard": None, "readers": [],
    }  # fmt: skip
    with path.open("w", encoding="utf-8", newline="\n") as file:
        head = json.dumps({"schema": "itacheck/results/v1", "run": run}, ensure_ascii=False, indent=1)
        file.write(head.removesuffix("\n}") + ',\n "agencies": [\n')
        for number in range(agencies):
            one = json.dumps(_agency(Random(f"{seed}/{number}"), number, rules), ensure_ascii=False, indent=1)
            file.write("\n".join(f"  {line}" for line in one.split("\n")) + (",\n" if number < agencies - 1 else "\n"))
        file.write(" ]\n}\n")
    return agencies * len(rules)


def _agency(random: Random, number: int, rules: Sequence[RuleInfo]) -> dict[str, Any]:
    place, kind = random.choice(PLACES), random.choice(KINDS)
    home = f"https://office-{number}.example/"
    down = random.randrange(100) < _DOWN
    cause = {"code": "timeout", "whose": "agency", "detail": "no answer in 20 s", "text": _NONE}
    return {
        "id": f"office-{number}",
        "name": {"th": f"สำนักงานตัวอย่างแห่งที่ {number} {place}", "en": f"Sample Office {number}"},
        "url": home, "kind": kind,
        "crawl": {
            "status": "unreachable" if down else "complete", "pages": 0 if down else random.randrange(20, 400),
            "documents": 0 if down else random.randrange(250), "requests": random.randrange(3, 900),
            "bytes": random.randrange(10**4, 10**8), "seconds": round(random.uniform(1, 900), 3),
            "cause": cause if down else None, "snapshot": None,
        },
        "verdicts": [_verdict(random, rule, home, down=down) for rule in rules],
        "district": f"อำเภอที่ {number % DISTRICTS + 1}",
    }  # fmt: skip


def _verdict(random: Random, rule: RuleInfo, home: str, *, down: bool) -> dict[str, Any]:
    kinds, weights = zip(*_MIX, strict=True)
    status = Status.UNREACHABLE if down else random.choices(kinds, weights)[0]
    findings = list(_findings(random, rule, home, status))
    found = " ".join(f"“{one['title']}” ปี {one['fiscal_year']}" for one in findings) or "ไม่พบหลักฐาน"
    waiver = {"rule": rule.id, "reason": "อยู่ระหว่างย้ายเว็บไซต์", "owner": "หัวหน้าฝ่าย", "expires": "2027-01-31"}
    return {
        "pack": rule.pack, "rule": rule.id, "status": status.value,
        "reason": {
            "th": f"{rule.title.th}: ดูแล้ว {random.randrange(400)} หน้า {STATUS_TH[status]}",
            "en": f"{rule.title.en}: {random.randrange(400)} pages looked at, {status.value}",
        },
        "expected": rule.passes.model_dump(), "found": {"th": found, "en": found},
        "fix": _NONE if status is Status.PASS else rule.fix.model_dump(), "findings": findings,
        "waiver": waiver if status is Status.FAIL and not random.randrange(50) else None,
    }  # fmt: skip


STATUS_TH = {
    Status.PASS: "พบหลักฐาน",
    Status.FAIL: "ไม่พบหลักฐานของปีงบประมาณนี้",
    Status.REVIEW: "เอกสารเป็นภาพสแกน",
    Status.UNREACHABLE: "เปิดเว็บไซต์ไม่ได้",
    Status.NOT_DUE: "ยังไม่ถึงกำหนด",
    Status.NOT_APPLICABLE: "ไม่เกี่ยวข้อง",
    Status.ERROR: "โปรแกรมขัดข้อง",
}
_SEEN = {Status.PASS: (1, 1, 1, 2, 3), Status.REVIEW: (1, 1, 2), Status.FAIL: (0, 0, 1, 2)}


def _findings(random: Random, rule: RuleInfo, home: str, status: Status) -> Iterator[dict[str, Any]]:
    for _ in range(random.choice(_SEEN.get(status, (0,)))):
        name, page = random.randrange(10**6), random.choice(("ita", "oit", "news", "download"))
        title = f"{rule.title.th} {random.choice(THINGS)} ฉบับที่ {name % 99} ประจำปีงบประมาณ พ.ศ. 2568"
        url = f"{home}{page}/file-{name}.pdf"
        day = AS_OF - timedelta(random.randrange(900))
        yield {
            "url": url, "via": [home, f"{home}{page}", url], "title": title,
            "quote": f"{title} ลงวันที่ {day:%d/%m}"[:160], "fiscal_year": 2568, "date": day.isoformat(),
            "sha256": f"{random.getrandbits(256):064x}", "fetched_at": "2026-11-22T07:05:00Z", "record": None,
        }  # fmt: skip
