"""What a run ends with, be it of one part or of several: the history, the report, and what the terminal is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from itacheck.authoring import needs_of
from itacheck.history import History
from itacheck.model import Bilingual, NoticeResult, Status
from itacheck.packs import Alteration, Pack
from itacheck.report import FORMATS, STATUS, Material, RuleInfo
from itacheck.stored import ResultsFile
from itacheck.tally import Tally

from .console import counted, plain, say
from .history import Keeping
from .todo import say_todo


class Ending:
    """The end of one run.

    Args:
        packs: by which it judged.
        out: its folder; there.
        day: on which it judged.
        keeping: the history that it is taken into; None: none.
    """

    def __init__(self, packs: Sequence[Pack], out: Path, day: date, keeping: Keeping | None = None) -> None:
        self.tally = Tally(day)
        """Counts every result, before `tell`."""
        self._packs = packs
        self._out = out
        self._keeping = keeping
        self._history = History()
        self._results: ResultsFile | None = None
        self._rules: list[RuleInfo] = []
        self._index = out

    def write(self, results: ResultsFile) -> None:
        """Writes the history and the report.

        Raises:
            ConfigurationError: a folder cannot be written.
        """
        if self._keeping is not None:
            self._history = self._keeping.take_in(results)
        self._rules = [info for pack in self._packs for info in rule_infos(pack)]
        self._index = FORMATS["html"](Material(results, self._rules, self._history), self._out)
        self._results = results

    def tell(self, *, stopped: bool = False, resumable: bool = False) -> None:
        """Says what came of the run and where it was written.

        Args:
            stopped: it was, before everything was looked at.
            resumable: whether it can be gone on with then.
        """
        say(_summary(self.tally, stopped=stopped))
        if self._results is not None:
            say_todo(self._results, self._rules)
            if self._keeping is not None:
                self._keeping.tell(self._history, self._results)
        if resumable and stopped:
            say("สั่งเดิมพร้อม --resume เพื่อตรวจต่อจากที่ค้างไว้ / the same command with --resume goes on from here")
        for note in (pack.header.note for pack in self._packs):
            if note is not None:
                say(plain(f"{note.th} / {note.en}"))
        say(plain(f"รายงาน / report: {self._index}"))
        say(plain(f"ผลดิบ / results: {self._out / 'results.json'}"))


def rule_infos(pack: Pack) -> list[RuleInfo]:
    """What the report shows of each rule of a pack."""
    return [
        RuleInfo(
            pack=pack.id, id=rule.id, issue=rule.issue, issue_title=pack.header.issues[str(rule.issue)],
            title=rule.title, step=rule.step, measure=rule.measure, responsible=rule.responsible, period=rule.period,
            monitoring=rule.monitoring, starts=rule.starts, due=rule.due, assessment=rule.assessment,
            attest=rule.attest, passes=rule.passes, why=rule.why, fix=rule.fix, severity=rule.severity,
            pack_title=pack.header.title, pack_note=pack.header.note,
            altered=tuple(told(one) for one in pack.altered(rule.id)),
            confidence=rule.confidence, elements=tuple((e.name, e.verified) for e in rule.element),
            needs=needs_of(rule, pack.catalogue),
        )
        for rule in pack.rules
    ]  # fmt: skip


def told(one: Alteration) -> Bilingual:
    """What a pack did to a rule, and why, in a sentence."""
    act = {"changed": "แก้ไข", "added": "เพิ่ม", "dropped": "ตัดออก"}[one.act]
    fields = f" ({', '.join(one.fields)})" if one.fields else ""
    return Bilingual(
        th=f"ชุดกฎ {one.pack} {act}ข้อนี้{fields}: {one.reason.th}",
        en=f"rule pack {one.pack} {one.act} it{fields}: {one.reason.en}",
    )


def _summary(tally: Tally, *, stopped: bool) -> str:
    told = ", ".join(
        f"{STATUS[status].name.th} ({status.value}) {tally.verdicts[status]}"
        for status in Status
        if tally.verdicts[status]
    )
    lines = [f"ตรวจ {tally.agencies} หน่วยงาน / {counted(tally.agencies, 'agency')}: {told}"]
    if waived := tally.waived[Status.FAIL]:
        lines.append(f"ไม่ผ่านแต่ได้รับการผ่อนผัน {waived} ข้อ / waived, of those that fail: {waived}")
    if tally.expired:
        more = tally.expired - len(tally.first_expired)
        named = ", ".join(tally.first_expired) + (f" (+{more})" if more else "")
        lines.append(plain(f"! การผ่อนผันหมดอายุ {tally.expired} ข้อ / waivers that have expired: {named}"))
    if stopped:
        lines.append("ถูกสั่งหยุดก่อนตรวจครบ / stopped before everything was looked at")
    if tally.unreachable:
        lines.append(f"เข้าดูไม่ได้ {tally.unreachable} หน่วยงาน / could not look at {counted(tally.unreachable, 'agency')}")
    lines += [plain(_noticed(agency, notice)) for agency, notice in tally.notices]
    if tally.broken:
        lines.append(f"โปรแกรมขัดข้องกับ {tally.broken} หน่วยงาน / the checker broke on {counted(tally.broken, 'agency')}")
    return "\n".join(lines)


def _noticed(agency: str, notice: NoticeResult) -> str:
    more = f" (+{notice.count - 1})" if notice.count > 1 else ""
    return f"! {agency}: {notice.text.th} / {notice.text.en}: {notice.urls[0]}{more} — {notice.todo.th}"
