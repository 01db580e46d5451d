"""`itacheck watch`: how a run goes, from another terminal, also after it has ended."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from itacheck.causes import CAUSE
from itacheck.metrics import Follower, Rate, Seen
from itacheck.model import Cause, Status
from itacheck.report import STATUS

from .console import plain, say
from .metrics import metrics_of
from .options import examples

REFRESH = 1.0
"""Seconds between two looks."""
MAX_SHOWN = 16
"""Agencies at work, causes."""
_ANEW = "\x1b[H\x1b[2J\x1b[3J"
_UNITS = ((86_400, "วัน", "d"), (3_600, "ชม.", "h"), (60, "นาที", "min"), (1, "วินาที", "s"))


@click.command(
    short_help="Watch a run from another terminal.",
    epilog=examples("itacheck watch reports", "itacheck watch --once progress.jsonl"),
)
@click.argument("place", type=click.Path(path_type=Path), metavar="FILE|DIR", default=Path("reports"))
@click.option("--once", is_flag=True, help="Show how it stands now, and end.")
def watch(place: Path, once: bool) -> None:
    """Shows how a run goes: agencies done, rate, slow hosts, causes.

    Give it the folder of check --out [reports], or the file of check --metrics. It ends with the run; Ctrl-C ends it
    before. Exit codes: 0 it was shown, whatever came of the run; 2 nothing of a run is there.
    """
    follower = Follower(metrics_of(place))
    live = not once and sys.stdout.isatty()
    try:
        while True:
            seen, now = follower.look(), datetime.now(UTC)
            told = "\n".join(plain(line) for line in lines(seen, now))
            say(_ANEW + told if live else told)
            if not live or seen.ended is not None:
                return
            time.sleep(REFRESH)
    except KeyboardInterrupt:
        return


def lines(seen: Seen, now: datetime) -> list[str]:
    """What is shown of a run.

    Args:
        seen: of its metrics.
        now: aware.
    """
    begun, underway, ended = seen.begun, seen.underway, seen.ended
    if begun is None:
        return []
    shard = f" ส่วน / part {begun.shard}" if begun.shard else ""
    part = f" ({100 * seen.done // begun.agencies} %)" if begun.agencies else ""
    of = begun.agencies
    shown = [
        f"itacheck {begun.version} ณ วันที่ / as of {begun.as_of} เริ่ม / began {begun.time:%Y-%m-%d %H:%M} UTC{shard}",
        f"ตรวจเสร็จ {seen.done} จาก {of} หน่วยงาน{part} / agencies done: {seen.done} of {of}{part}",
    ]
    if begun.resumed:
        shown.append(f"  เสร็จก่อนรอบนี้ {begun.resumed} / finished before this run: {begun.resumed}")
    if underway is not None and ended is None:
        shown += _pace(underway.agencies_per_second, underway.pages_per_second, underway.eta_seconds)
    if (sums := ended or underway) is not None:
        size = _size(sums.bytes)
        shown.append(
            f"หน้า {sums.pages:,} เอกสาร {sums.documents:,} คำขอ {sums.requests:,} รับ {size} / "
            f"pages {sums.pages:,}, documents {sums.documents:,}, requests {sums.requests:,}, received {size}"
        )
    if underway is not None and ended is None and underway.memory_bytes is not None:
        shown.append(f"หน่วยความจำ {_size(underway.memory_bytes)} / memory {_size(underway.memory_bytes)}")
    shown += _counts("ผลการเข้าดู / crawls", seen.statuses)
    shown += _counts("ผลรายข้อ / verdicts", {_verdict(key): n for key, n in seen.verdicts.items()})
    if seen.causes:
        shown.append("สาเหตุที่เข้าดูไม่ได้หรือไม่ครบ / causes:")
        shown += [f"  {number:>5}  {_cause(code)}" for code, number in seen.causes.most_common(MAX_SHOWN)]
    if underway is not None and ended is None:
        shown += _at_work(seen)
    return [*shown, *_how_it_ends(seen, now)]


def _pace(agencies: Rate, pages: Rate, eta: float | None) -> list[str]:
    hour = [f"{3600 * rate:.0f}" if rate is not None else "–" for rate in (agencies.minute, agencies.overall)]
    second = [f"{rate:.1f}" if rate is not None else "–" for rate in (pages.minute, pages.overall)]
    left = ["–", "unknown"] if eta is None else [_time(eta, 1), _time(eta, 2)]
    return [
        f"นาทีล่าสุด {hour[0]} หน่วยงาน/ชม. {second[0]} หน้า/วินาที เฉลี่ยทั้งรอบ {hour[1]} และ {second[1]} เหลือราว {left[0]} / "
        f"last minute: {hour[0]} agencies/h, {second[0]} pages/s; whole run: {hour[1]} and {second[1]}; left: {left[1]}"
    ]


def _at_work(seen: Seen) -> list[str]:
    if seen.underway is None:
        return []
    at_work = [one for one in seen.underway.at_work if one.id not in seen.ids]
    shown = [f"กำลังตรวจ {len(at_work)} หน่วยงาน / at work: {len(at_work)}"]
    for one in at_work[:MAX_SHOWN]:
        quiet = f" เงียบ / quiet {one.quiet:.0f} s" if one.quiet >= 10 else ""
        shown.append(
            f"  {one.id}  {one.host or '–'}  หน้า/pages {one.pages}  เอกสาร/documents {one.documents}  "
            f"รอ/queued {one.queued}  {one.seconds:.0f} s{quiet}"
        )
    if more := len(at_work) - MAX_SHOWN:
        shown += [f"  +{more}"] if more > 0 else []
    slowest = [one for one in seen.underway.slowest if one.agency not in seen.ids]
    if slowest:
        shown.append("ตอบช้าที่สุด ต่อหนึ่งคำตอบ / slowest hosts, for one answer:")
        shown += [f"  {one.seconds:7.2f} s  {one.host}  ({one.agency})" for one in slowest]
    return shown


def _how_it_ends(seen: Seen, now: datetime) -> list[str]:
    if (ended := seen.ended) is not None:
        stopped = " (ถูกสั่งหยุด / stopped)" if ended.stopped else ""
        shown = [
            f"จบแล้วด้วยรหัส {ended.code} ใช้เวลา {_time(ended.seconds, 1)}{stopped} / "
            f"ended with exit code {ended.code} after {_time(ended.seconds, 2)}"
        ]
        if ended.missing:
            named = ", ".join(ended.missing_ids[:MAX_SHOWN])
            more = f" (+{ended.missing - MAX_SHOWN})" if ended.missing > MAX_SHOWN else ""
            shown.append(f"ไม่มีผล {ended.missing} หน่วยงาน / without a result: {named}{more}")
        return shown
    if (quiet := seen.silent(now)) is not None:
        return [
            f"! ไม่มีข่าวมา {_time(quiet, 1)}: อาจถูกปิดกลางคัน สั่งเดิมพร้อม --resume เพื่อตรวจต่อ / "
            f"nothing was heard for {_time(quiet, 2)}: it may have been killed; the same command with --resume goes on"
        ]
    return []


def _counts(title: str, counts: Mapping[str, int]) -> list[str]:
    told = ", ".join(f"{name} {number:,}" for name, number in [*counts.items()][:MAX_SHOWN] if number)
    return [f"{title}: {told}"] if told else []


def _verdict(code: str) -> str:
    known = code in [status.value for status in Status]
    return f"{STATUS[Status(code)].name.th} ({code})" if known else code


def _cause(code: str) -> str:
    known = code in [cause.value for cause in Cause]
    return f"{CAUSE[Cause(code)].name.th} / {CAUSE[Cause(code)].name.en} ({code})" if known else code


def _size(number: int) -> str:
    return f"{number / 1024:,.0f} KiB" if number < 1_048_576 else f"{number / 1_048_576:,.0f} MiB"


def _time(seconds: float, language: int) -> str:
    """A span of time in its two largest units, in Thai (1) or English (2)."""
    left, told = round(seconds), list[str]()
    for unit in _UNITS:
        number, left = divmod(left, int(unit[0]))
        if number or (unit[0] == 1 and not told):
            told.append(f"{number} {unit[language]}")
    return " ".join(told[:2])
