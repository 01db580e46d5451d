"""The Markdown summary: for a job's summary page or an issue, Thai first, and always under 1 MiB."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from itacheck.changes import Why
from itacheck.history import Reachability, Told, What, changes
from itacheck.model import Bilingual, Status

from .changes import WHY
from .changes import escaped_words as escaped
from .event_words import BROKEN, WHAT, event_rules, event_words
from .files import write_atomic
from .rows import AgencyRow, Material, VerdictRow, reach_words
from .text import NAME_LIMIT, clean, number, plural, safe_href, share
from .thai_date import english_date, thai_date
from .totals import SHOWN
from .words import STATUS, WAIVED, WAIVER_EXPIRED

SUMMARY = "summary.md"
WORST = 20
"""Agencies named as the worst, and lines of each other list."""
MAX_CHANGES = 100
_URL = 300
"""Longer addresses are not shown: the pages have them."""


def write_markdown(material: Material, out: Path) -> Path:
    """Write `summary.md`: totals, the worst agencies, what changed, what is overdue, waived or could not be looked at.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    path = out / SUMMARY
    write_atomic(path, "\n".join(_lines(material)) + "\n")
    return path


@dataclass(slots=True)
class _Gathered:
    """What one pass over the agencies leaves: bounded, however many there are."""

    counts: Counter[Status] = field(default_factory=Counter)
    waived: Counter[Status] = field(default_factory=Counter)
    agencies: int = 0
    unreachable: int = 0
    worst: list[AgencyRow] = field(default_factory=list)
    dark: list[AgencyRow] = field(default_factory=list)
    held: list[VerdictRow] = field(default_factory=list)
    expired: list[VerdictRow] = field(default_factory=list)
    overdue: list[VerdictRow] = field(default_factory=list)
    numbers: Counter[str] = field(default_factory=Counter)
    """How many there are of `held`, `expired`, `overdue`."""


def _gather(material: Material) -> _Gathered:
    found = _Gathered()
    for agency in material.rows():
        found.agencies += 1
        found.unreachable += agency.unreachable
        found.counts.update(agency.totals.counts)
        found.waived.update(agency.totals.waived)
        if agency.totals.open_fails or agency.totals.counts[Status.ERROR]:
            found.worst = heapq.nsmallest(WORST, (*found.worst, agency), key=lambda one: one.rank)
        if agency.unreachable and len(found.dark) < WORST:
            found.dark.append(agency)
        for verdict in agency.rows:
            if verdict.raw.waiver is not None:
                key, kept = ("held", found.held) if verdict.waived else ("expired", found.expired)
                found.numbers[key] += 1
                if len(kept) < WORST:
                    kept.append(verdict)
            if not verdict.waived and verdict.overdue:
                found.numbers["overdue"] += 1
                found.overdue.append(verdict)
        found.overdue = heapq.nsmallest(WORST, found.overdue, key=lambda one: -one.overdue)
    return found


def _lines(material: Material) -> Iterator[str]:
    run, found = material.results.run, _gather(material)
    packs = ", ".join(clean(pack.id, 64) for pack in run.packs[:WORST])
    yield "# ผลการตรวจเว็บไซต์หน่วยงาน / Websites of agencies"
    yield ""
    yield escaped(
        f"ตรวจ ณ {thai_date(run.as_of)} / as of {english_date(run.as_of)} · ชุดกฎ / packs: {packs} · "
        f"itacheck {clean(run.version, 40)} · {clean(run.id, 64)}"
    )
    yield from _totals(found)
    yield from _worst(found)
    yield from _dark(found)
    yield from _changed(material)
    yield from _overdue(found)
    yield from _waivers(found)


def _totals(found: _Gathered) -> Iterator[str]:
    everything = sum(found.counts.values())
    judged = found.counts[Status.PASS] + found.counts[Status.FAIL]
    yield ""
    yield from _table(
        ("ผล / status", "จำนวน / verdicts", f"{WAIVED.th} / {WAIVED.en}"),
        [
            *(
                (f"{STATUS[one].sign} {_both(STATUS[one].name)}", number(found.counts[one]), number(found.waived[one]))
                for one in SHOWN
            ),
            ("รวม / all", number(everything), number(sum(found.waived.values()))),
        ],
        numbers=2,
    )
    yield ""
    yield escaped(
        f"{number(found.agencies)} หน่วยงาน เข้าดูไม่ได้ {number(found.unreachable)} / "
        f"{plural(found.agencies, 'agency', 'agencies')}, {number(found.unreachable)} could not be looked at."
    )
    yield escaped(
        f"ผ่าน {share(found.counts[Status.PASS], judged) or '–'} ของข้อที่ตัดสินได้ (ผ่านหรือไม่ผ่าน) "
        f"ข้อที่เข้าดูไม่ได้หรือต้องให้คนตรวจไม่นับเป็นไม่ผ่าน / of what could be judged; what could not be looked at or "
        "needs a person never counts as a fail."
    )
    waived = found.waived[Status.FAIL]
    yield escaped(
        f"ไม่ผ่าน {number(found.counts[Status.FAIL])} ข้อ ในนี้ผ่อนผัน {number(waived)} / "
        f"{number(found.counts[Status.FAIL])} fail, {number(waived)} of them waived."
    )


def _worst(found: _Gathered) -> Iterator[str]:
    if not found.worst:
        return
    yield from _title(Bilingual(th="หน่วยงานที่ต้องแก้ไขมากที่สุด", en="Agencies with most to mend"))
    yield from _table(
        (
            "หน่วยงาน / agency", "ไม่ผ่าน / fail", "ผ่อนผัน / waived", "ต้องให้คนตรวจ / review", "ผ่าน / pass",
            "เข้าดูไม่ได้ / unreachable",
        ),
        [
            (
                f"{one.name.th} / {one.name.en} ({one.id})", number(one.totals.counts[Status.FAIL]),
                number(one.totals.waived[Status.FAIL]), number(one.totals.counts[Status.REVIEW]),
                number(one.totals.passed), number(one.totals.counts[Status.UNREACHABLE]),
            )
            for one in found.worst
        ],
        numbers=5,
    )  # fmt: skip


def _dark(found: _Gathered) -> Iterator[str]:
    if not found.unreachable:
        return
    yield from _title(Bilingual(th="เข้าดูไม่ได้ (ไม่ใช่ไม่ผ่าน)", en="Could not be looked at (not a fail)"), found.unreachable)
    for one in found.dark:
        cause = f": {_both(one.cause)}" if one.cause else ""
        told = [
            f"{one.name.th} ({one.id}){cause}",
            _both(reach_words(one.reach)) if one.reach.state is not Reachability.UP else "",
            f"ตั้งแต่ / since {one.reach.since}" if one.reach.since else "",
            f"เข้าดูได้ล่าสุด / last looked at {one.reach.looked}" if one.reach.since and one.reach.looked else "",
        ]
        yield f"- {escaped('; '.join(part for part in told if part))}"
    yield from _more(found.unreachable - len(found.dark))


def _changed(material: Material) -> Iterator[str]:
    newest = material.history.newest
    if newest is None:
        return
    told = changes(material.history)
    yield from _title(
        Bilingual(th=f"เปลี่ยนแปลงในรอบตรวจ {thai_date(newest.as_of)}", en=f"What changed in the run of {newest.as_of}"),
        len(told),
    )
    if not told:
        yield "ไม่มีอะไรเปลี่ยน / nothing changed"
    shown = 0
    for title, rows in _grouped(told):
        # A group that has no room left is told by its number.
        yield f"**{escaped(_both(title))}** ({number(len(rows))})"
        yield ""
        room = max(0, MAX_CHANGES - shown)
        for one in rows[:room]:
            yield f"- {_happened(one)}"
        shown += min(room, len(rows))
        yield from _more(len(rows) - room)
        yield ""


def _grouped(told: Sequence[Told]) -> Iterator[tuple[Bilingual, list[Told]]]:
    """What the site did first, then what the rules, the day and the network did."""
    for why in WHY:
        rows = [one for one in told if one.event.what is What.VERDICT and (one.event.why or Why.UNCLEAR) is why]
        if rows:
            yield Bilingual(th=f"ผลเปลี่ยน {WHY[why].th}", en=f"verdicts changed {WHY[why].en}"), rows
    for what, words in WHAT.items():
        rows = [one for one in told if one.event.what is what and what is not What.VERDICT]
        if rows:
            yield words, rows


def _happened(one: Told) -> str:
    event, rules = one.event, event_rules(one.event)
    if event.what is What.VERDICT and event.before is not None and event.after is not None:
        before, after = STATUS[event.before].name, STATUS[event.after].name
        words = Bilingual(th=f"{before.th} → {after.th}", en=f"{before.en} → {after.en}")
    elif event.what is What.BROKEN:
        words = BROKEN.get(event.cause or "", WHAT[What.BROKEN])
    else:
        words = event_words(event)
    where = f"{clean(one.agency.name.th, NAME_LIMIT)} ({one.agency.id}) {rules}".rstrip()
    return f"{escaped(f'{where}: {_both(words)}')}{_linked(event.url)}"


def _overdue(found: _Gathered) -> Iterator[str]:
    if not found.overdue:
        return
    yield from _title(Bilingual(th="เกินกำหนดนานที่สุด", en="Overdue for longest"), found.numbers["overdue"])
    for one in found.overdue:
        at_least = Bilingual(th="อย่างน้อย", en="at least ") if one.since_begun else Bilingual(th="", en="")
        since = f"; ไม่ผ่านตั้งแต่{at_least.th} / failing {at_least.en}since {one.since}" if one.since else ""
        days = f"{one.overdue} วัน / {plural(one.overdue, 'day')}"
        told = f"{one.agency.name.th} ({one.agency.id}) {one.pack}/{one.rule} {one.title.th}: {days}{since}"
        yield f"- {escaped(told)}"
    yield from _more(found.numbers["overdue"] - len(found.overdue))


def _waivers(found: _Gathered) -> Iterator[str]:
    for key, title, rows in (
        ("expired", WAIVER_EXPIRED, found.expired),
        ("held", Bilingual(th="ได้รับการผ่อนผัน (นับแยก)", en="Waived (counted apart)"), found.held),
    ):
        if not rows:
            continue
        yield from _title(title, found.numbers[key])
        if key == "expired":
            yield "ผลของข้อเหล่านี้กลับมานับตามปกติ ต่ออายุหรือนำการผ่อนผันออก / these count as usual again: renew or remove them"
            yield ""
        for one in rows:
            reason, owner, expires = one.waiver
            told = (
                f"{one.agency.name.th} ({one.agency.id}) {one.pack}/{one.rule} [{STATUS[one.status].name.th}]: "
                f"{clean(reason, NAME_LIMIT)} — {owner}, ถึง / until {expires}"
            )
            declared = f" ที่อยู่ที่แจ้ง / declared:{_linked(one.declared)}" if one.declared else ""
            yield f"- {escaped(told)}{declared}"
        yield from _more(found.numbers[key] - len(rows))


def _title(words: Bilingual, many: int | None = None) -> Iterator[str]:
    yield ""
    yield f"## {escaped(_both(words))}{f' ({number(many)})' if many is not None else ''}"
    yield ""


def _table(header: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: int) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * (len(header) - numbers)}{'---:|' * numbers}"
    for row in rows:
        yield f"| {' | '.join(escaped(one) for one in row)} |"


def _more(many: int) -> Iterator[str]:
    if many > 0:
        yield f"- … อีก {number(many)} / {number(many)} more"


def _linked(url: str | None) -> str:
    href = safe_href(url or "")
    return f" <{href}>" if href is not None and len(href) <= _URL else ""


def _both(words: Bilingual) -> str:
    return f"{words.th} / {words.en}"
