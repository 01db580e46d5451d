"""One issue for each agency with which something got worse: what is to be done so that it tells what is. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from itacheck.causes import cause_words
from itacheck.model import AgencyResult, Bilingual
from itacheck.report import STATUS, WHY, clean, english_date, escaped_words, safe_href, thai_date

from .github import Issue
from .worse import Worse, fingerprint

MAX_RULES = 60
"""Rules that one issue names; how many more there are is said."""
MAX_NAME = 120
MENDED = "mended"
"""The fingerprint of an issue with nothing left in it."""

_MARK = re.compile(r"<!-- itacheck agency=([a-z0-9-]{1,64}) state=([a-z0-9]{1,32}) -->")


class Act(StrEnum):
    """What is done to an issue."""

    OPEN = "open"
    UPDATE = "update"
    REOPEN = "reopen"
    CLOSE = "close"
    CLOSE_TWIN = "close-twin"
    """Another open one is about the same agency."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do."""

    act: Act
    agency: str
    number: int | None = None
    """Of the issue; None: there is none yet."""
    title: str = ""
    body: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """What of the issue changes."""
        state = {
            Act.REOPEN: {"state": "open"},
            Act.CLOSE: {"state": "closed", "state_reason": "completed"},
            Act.CLOSE_TWIN: {"state": "closed", "state_reason": "not_planned"},
        }.get(self.act, {})
        told = {"title": self.title, "body": self.body}
        return {**{name: text for name, text in told.items() if text}, **state}


def deeds(
    agencies: Sequence[AgencyResult],
    worse: Mapping[str, tuple[Worse, ...]],
    issues: Iterable[Issue],
    report: str | None = None,
) -> Iterator[Deed]:
    """What is to be done, in the order of the agencies. Done once, there is nothing to do until something changes.

    An issue that a person closed stays closed until something else gets worse. Issues without our mark, and those of
    agencies that this run did not check, are left alone.

    Args:
        agencies: those of the run.
        worse: agency id -> what is worse with it now.
        issues: those with our label.
        report: where the report can be read.
    """
    of_agency: dict[str, list[tuple[Issue, str]]] = {}
    for issue in sorted(issues, key=lambda issue: issue.number):
        if (mark := _MARK.search(issue.body)) is not None:
            of_agency.setdefault(mark[1], []).append((issue, mark[2]))
    for agency in agencies:
        own, now = of_agency.get(agency.id, []), worse.get(agency.id, ())
        still_open = [one for one in own if one[0].open]
        for twin, _ in still_open[1:]:
            yield Deed(Act.CLOSE_TWIN, agency.id, twin.number)
        active = still_open[0] if still_open else None
        title = _title(agency)
        if not now:
            if active is not None:
                yield Deed(Act.CLOSE, agency.id, active[0].number, body=_mended(agency, active[0]))
            continue
        body, state = _body(agency, now, report), fingerprint(now)
        if active is not None:
            if active[1] != state:
                yield Deed(Act.UPDATE, agency.id, active[0].number, title, body)
        elif own:
            if own[-1][1] != state:
                yield Deed(Act.REOPEN, agency.id, own[-1][0].number, title, body)
        else:
            yield Deed(Act.OPEN, agency.id, None, title, body)


def _mark(agency: AgencyResult, state: str) -> str:
    return f"<!-- itacheck agency={agency.id} state={state} -->"


def _title(agency: AgencyResult) -> str:
    name = " ".join(clean(agency.name.th, MAX_NAME).split()).replace("@", "@\u200b")
    return f"ผลแย่ลง / got worse: {name} ({agency.id})"


def _body(agency: AgencyResult, worse: tuple[Worse, ...], report: str | None) -> str:
    lines = [
        _mark(agency, fingerprint(worse)),
        f"**{_text(agency.name.th)} / {_text(agency.name.en)}** ({agency.id})",
        "",
        "ผลต่อไปนี้แย่ลงกว่าเดิมและยังไม่กลับมาเหมือนเดิม / worse than before, and not mended yet:",
        "",
        *(_line(one) for one in worse[:MAX_RULES]),
    ]
    if len(worse) > MAX_RULES:
        lines.append(f"- … (+{len(worse) - MAX_RULES})")
    if report is not None and (link := safe_href(report)) is not None:
        lines += ["", f"รายงาน / report: <{link}>"]
    lines += [
        "",
        "เปิดดูหน้าจริงก่อนแจ้งหน่วยงาน ระบบปรับข้อความนี้เองทุกรอบตรวจ และปิดให้เมื่อพบว่ากลับมาเหมือนเดิม / "
        "look at the page before you write to the agency. Every run brings this issue up to date, and closes it when "
        "all is mended.",
    ]
    return "\n".join(lines) + "\n"


def _mended(agency: AgencyResult, issue: Issue) -> str:
    told = "**กลับมาเหมือนเดิมแล้ว / mended.**\n"
    return f"{_mark(agency, MENDED)}\n{told}\n{_MARK.sub('', issue.body).strip()}\n"


def _line(one: Worse) -> str:
    since = f"ตั้งแต่ {thai_date(one.since)} / since {english_date(one.since)}"
    if one.rule is None:
        cause = cause_words(clean(one.cause or "", 64)).name
        return f"- {_both(Bilingual(th='เข้าดูเว็บไซต์ไม่ได้', en='the site cannot be looked at'))}: {_both(cause)}; {since}"
    parts = [f"- **{_text(one.rule, 80)}**"]
    if one.before is not None and one.after is not None:
        old, new = STATUS[one.before].name, STATUS[one.after].name
        parts.append(f"{old.th} → {new.th} ({old.en} → {new.en}); {since}")
    if one.why is not None:
        parts.append(f"; {_both(WHY[one.why])}")
    # As code: no link of a stranger stands in an issue of ours, and the page can still be looked up.
    if one.url is not None and (address := safe_href(one.url)) is not None:
        parts.append(f"; `{address}`")
    return " ".join(parts).replace(" ;", ";")


def _both(words: Bilingual) -> str:
    return f"{_text(words.th)} / {_text(words.en)}"


def _text(text: str, limit: int = MAX_NAME) -> str:
    # GitHub makes links of bare addresses and of #1 after all else is done: an unseen space keeps it from that.
    return escaped_words(clean(text, limit)).replace("://", ":\u200b//").replace("#", "#\u200b")
