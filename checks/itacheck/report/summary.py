"""The JSON report (`itacheck/report/v1`): results and history joined, an agency a line, for other programs."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from itacheck.history import changes
from itacheck.model import Status

from .files import writing
from .rows import AgencyRow, Material, VerdictRow

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
            "id": run.id, "as_of": run.as_of.isoformat(), "finished": run.finished.isoformat(), "version": run.version,
            "packs": [pack.model_dump() for pack in run.packs],
        }  # fmt: skip
        file.write(f'{{\n "schema": "{SCHEMA}",\n "run": {_json(told)},\n "agencies": [')
        for agency in material.rows():
            counts.update(agency.totals.counts)
            waived.update(agency.totals.waived)
            file.write(f"{',' if number else ''}\n  {_json(_agency(agency))}")
            number += 1
        events = [
            {"agency": one.agency.id, **one.event.model_dump(mode="json", exclude_defaults=True)}
            for one in changes(material.history)
        ]
        file.write(f'\n ],\n "totals": {_json({"agencies": number, **_counted(counts, waived)})},\n "changes": [')
        file.write(",".join(f"\n  {_json(event)}" for event in events))
        file.write("\n ]\n}\n")
    return path


def _agency(agency: AgencyRow) -> dict[str, Any]:
    reach = agency.reach
    return {
        "id": agency.id, "name": agency.name.model_dump(), "url": agency.url or None, "kind": agency.kind,
        "crawl": agency.raw.crawl.status.value,
        "cause": agency.raw.crawl.cause.code[:64] if agency.raw.crawl.cause else None,
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


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
