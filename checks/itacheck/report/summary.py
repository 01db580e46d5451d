"""The JSON report (`itacheck/report/v1`): results and history joined, an agency a line, for other programs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from itacheck.files import json_line, writing
from itacheck.history import changes
from itacheck.model import Status

from .rows import AgencyRow, Material, VerdictRow
from .text import clean

REPORT = "report.json"
SCHEMA = "itacheck/report/v1"


def write_json(material: Material, out: Path) -> Path:
    """Write `report.json`.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    path, run = out / REPORT, material.results.run
    counts, waived, number = Counter[Status](), Counter[Status](), 0
    with writing(path) as file:
        told = {
            "id": clean(run.id, 64), "as_of": run.as_of.isoformat(), "finished": run.finished.isoformat(),
            "version": clean(run.version, 40),
            "packs": [{"id": clean(pack.id, 64), "digest": clean(pack.digest, 64)} for pack in run.packs],
        }  # fmt: skip
        file.write(f'{{\n "schema": "{SCHEMA}",\n "run": {json_line(told)},\n "agencies": [')
        for agency in material.rows():
            counts.update(agency.totals.counts)
            waived.update(agency.totals.waived)
            file.write(f"{',' if number else ''}\n  {json_line(_agency(agency))}")
            number += 1
        events = [
            {"agency": one.agency.id, **one.event.model_dump(mode="json", exclude_defaults=True)}
            for one in changes(material.history, material.since)
        ]
        file.write(f'\n ],\n "totals": {json_line({"agencies": number, **_counted(counts, waived)})},\n "changes": [')
        file.write(",".join(f"\n  {json_line(event)}" for event in events))
        file.write("\n ]\n}\n")
    return path


def _agency(agency: AgencyRow) -> dict[str, Any]:
    reach = agency.reach
    return {
        "id": agency.id, "name": agency.name.model_dump(), "url": agency.url or None, "kind": agency.kind,
        "crawl": agency.raw.crawl.status.value,
        "cause": clean(agency.raw.crawl.cause.code, 64) if agency.raw.crawl.cause else None,
        "reach": {
            "state": reach.state.value, "since": reach.since.isoformat() if reach.since else None,
            "looked": reach.looked.isoformat() if reach.looked else None,
        },
        **_counted(agency.totals.counts, agency.totals.waived),
        "verdicts": [_verdict(verdict) for verdict in agency.rows],
    }  # fmt: skip


def _counted(counts: dict[Status, int], waived: dict[Status, int]) -> dict[str, Any]:
    return {
        "counts": {status.value: counts[status] for status in Status},
        "waived": {status.value: waived[status] for status in Status if waived[status]},
        "open_fails": counts[Status.FAIL] - waived[Status.FAIL],
    }


def _verdict(row: VerdictRow) -> dict[str, Any]:
    told: dict[str, Any] = {"pack": row.pack, "rule": row.rule, "status": row.status.value}
    optional = {
        "since": row.since.isoformat() if row.since else None,
        "due": row.due.isoformat() if row.due else None,
        "days_overdue": row.overdue or None,
        "url": row.url or None,
        "declared": row.declared or None,
        "last": {"status": row.looked[0].value, "as_of": row.looked[1].isoformat()} if row.looked else None,
    }
    told |= {key: value for key, value in optional.items() if value is not None}
    if row.raw.waiver is not None:
        reason, owner, expires = row.waiver
        told["waiver"] = {"reason": reason, "owner": owner, "expires": expires, "holds": row.waived}
    return told
