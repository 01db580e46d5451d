"""The JUnit report: an agency is a suite, a rule a case, so that a CI system shows both."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from itacheck.model import Status

from .files import writing
from .rows import AgencyRow, Material, VerdictRow
from .words import STATUS, WAIVED, WAIVER_EXPIRED

JUNIT = "junit.xml"


def write_junit(material: Material, out: Path) -> Path:
    """Write `junit.xml`.

    `fail` is a failure. `unreachable` and `error` are errors: nothing was found out. What needs a person, is not due,
    does not apply or is waived is skipped, with the reason. Each case also carries its own status as a property.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    path = out / JUNIT
    # The totals stand before the suites, and there may be more suites than fit in memory: two passes.
    totals = Counter[str]()
    for agency in material.rows():
        totals.update(_counts(agency))
    with writing(path) as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="itacheck"{_attributes(totals)}>\n')
        for agency in material.rows():
            started = material.results.run.started.astimezone(UTC)
            file.write(
                f" <testsuite name={_quoted(agency.id)}{_attributes(_counts(agency))} "
                f'time="{agency.raw.crawl.seconds:.3f}" timestamp="{started:%Y-%m-%dT%H:%M:%S}">\n'
                f"  <properties>{_properties(agency)}</properties>\n"
            )
            file.writelines(_case(verdict) for verdict in agency.rows)
            file.write(" </testsuite>\n")
        file.write("</testsuites>\n")
    return path


def _outcome(row: VerdictRow) -> str:
    """The element of a case, by its verdict; empty: it passed."""
    if row.status is Status.PASS:
        return ""
    if row.status is Status.FAIL:
        return "skipped" if row.waived else "failure"
    return "error" if row.status in (Status.UNREACHABLE, Status.ERROR) else "skipped"


def _counts(agency: AgencyRow) -> Counter[str]:
    counts = Counter({"tests": len(agency.raw.verdicts), "failures": 0, "errors": 0, "skipped": 0})
    keys = {"failure": "failures", "error": "errors", "skipped": "skipped"}
    counts.update(keys[one] for one in map(_outcome, agency.rows) if one)
    return counts


def _attributes(counts: Counter[str]) -> str:
    return "".join(f' {key}="{counts[key]}"' for key in ("tests", "failures", "errors", "skipped"))


def _properties(agency: AgencyRow) -> str:
    told = {
        "name.th": agency.name.th,
        "name.en": agency.name.en,
        "url": agency.url,
        "crawl": agency.raw.crawl.status.value,
        "as_of": agency.material.as_of.isoformat(),
        "waived-failures": str(agency.totals.waived[Status.FAIL]),
    }
    return _told(told)


def _told(values: dict[str, str]) -> str:
    return "".join(f"<property name={_quoted(key)} value={_quoted(value)}/>" for key, value in values.items() if value)


def _case(row: VerdictRow) -> str:
    title = f"{row.rule} {row.title.th} / {row.title.en}"
    reason, owner, expires = row.waiver
    told = {
        "status": row.status.value,
        "since": row.since.isoformat() if row.since else "",
        "days-overdue": str(row.overdue or ""),
        "evidence": row.url,
        "declared": row.declared,
        "waiver": ("waived" if row.waived else "expired") if reason or owner or expires else "",
        "waiver-reason": reason,
        "waiver-owner": owner,
        "waiver-expires": expires,
    }
    outcome = _outcome(row)
    inner = ""
    if outcome:
        words, why = STATUS[row.status].name, row.text("reason")
        held = f" [{WAIVED.th} / {WAIVED.en}: {reason} — {owner}, {expires}]" if row.waived else ""
        held = f" [{WAIVER_EXPIRED.th} / {WAIVER_EXPIRED.en}: {expires}]" if row.expired else held
        message = f"{words.th} / {words.en}{held}: {why.th} / {why.en}"
        detail = "" if outcome == "skipped" else escape(_detail(row))
        kind = "" if outcome == "skipped" else f' type="{row.status.value}"'
        inner = f"<{outcome}{kind} message={_quoted(message)}>{detail}</{outcome}>"
    suite = f"{row.agency.id}.{row.pack}"
    return (
        f"  <testcase name={_quoted(title)} classname={_quoted(suite)}>"
        f"<properties>{_told(told)}</properties>{inner}</testcase>\n"
    )


def _detail(row: VerdictRow) -> str:
    expected, found, fix = (row.text(name) for name in ("expected", "found", "fix"))
    return "\n".join(
        f"{word}: {text.th} / {text.en}"
        for word, text in (("ต้องพบ / expected", expected), ("สิ่งที่พบ / found", found), ("วิธีแก้ / fix", fix))
    )


def _quoted(text: str) -> str:
    return quoteattr(" ".join(text.split()))
