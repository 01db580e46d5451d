"""What is to be done next, on the console: the first tasks of the report, and how to see all of it."""

from __future__ import annotations

import webbrowser
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from itacheck.looking import OUT_OF_TIME
from itacheck.model import AgencyResult, CrawlStatus, RunResult
from itacheck.report import STATUS, RuleInfo, english_date, thai_date
from itacheck.report.build import agency_view
from itacheck.report.frame import Frame
from itacheck.report.todo import Task, tasks
from itacheck.report.view import VerdictView
from itacheck.stored import Source

from .console import plain, say

MAX_TASKS = 10
"""Lines of things to do; how many more there are is said."""
MAX_TEXT = 110
"""Characters of what is said of one."""

open_option = click.option("--open", "open_report", is_flag=True, help="Show the report in the web browser.")


def say_todo(results: Source, rules: Sequence[RuleInfo]) -> None:
    """Says what the one agency of a run should do; a run over several has its report for that."""
    if len(results.ids) == 1:
        (agency,) = results.agencies
        for line in todo_lines(agency, results.run, rules):
            say(plain(line))


def todo_lines(agency: AgencyResult, run: RunResult, rules: Sequence[RuleInfo]) -> Iterator[str]:
    """What an agency should do, in the order of the report, at most `MAX_TASKS` of it."""
    view = agency_view(agency, agency.id, Frame(run, rules))
    cause = agency.crawl.cause
    if agency.crawl.status is CrawlStatus.UNREACHABLE:
        if view.cause is not None:
            yield f"{view.cause.name.th}: {view.cause.todo.th} / {view.cause.name.en}: {view.cause.todo.en}"
        return
    if cause is not None and cause.detail == OUT_OF_TIME:
        yield (
            f"ดูได้ {agency.crawl.pages} หน้าในเวลาที่ตั้งไว้ ยังไม่ครบ: ข้อที่ไม่พบจึงเป็น “ต้องให้คนตรวจ” "
            "ดูให้ครบด้วยหน่วยงานใน agencies.toml (itacheck agencies add) ที่มี crawl.max_seconds พอ / "
            f"{agency.crawl.pages} pages were seen in the time that was given; for all of them: an entry in "
            "agencies.toml (itacheck agencies add) with enough crawl.max_seconds"
        )
    found = [(task, verdict) for task in tasks(view) for verdict in task.verdicts]
    if not found:
        return
    packs = len({verdict.rule.pack for _, verdict in found}) > 1
    yield "สิ่งที่ต้องทำ เรียงตามกำหนด / what to do, in the order of what is due:"
    for number, (task, verdict) in enumerate(found[:MAX_TASKS], 1):
        yield f"{number:>3}. {_line(task, verdict, packs=packs)}"
    if len(found) > MAX_TASKS:
        more = len(found) - MAX_TASKS
        yield f"     และอีก {more} ข้อในรายงาน / and {more} more in the report"


def show(index: Path) -> None:
    """Opens a report in the web browser of this machine, or says that there is none."""
    try:
        shown = webbrowser.open(index.resolve().as_uri())
    except (webbrowser.Error, OSError):
        shown = False
    if not shown:
        say("เปิดเบราว์เซอร์ไม่ได้ เปิดไฟล์รายงานเอง / no web browser could be opened: open the report yourself", err=True)


def _line(task: Task, verdict: VerdictView, *, packs: bool) -> str:
    rule = verdict.rule
    name = f"{rule.pack} {rule.id}" if packs else rule.id
    says = task.says(verdict).th
    says = says if len(says) <= MAX_TEXT else f"{says[: MAX_TEXT - 1].rstrip()}…"
    th, en = f"{STATUS[verdict.status].sign} {name} {rule.title.th}", rule.title.en
    if rule.due is not None:
        th, en = f"{th} (กำหนด {thai_date(rule.due)})", f"{en} (due {english_date(rule.due)})"
    return f"{th}: {says} / {en}"
