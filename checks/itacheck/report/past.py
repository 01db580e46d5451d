"""What the history says beside the results: since when, what changed, how it went over time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from itacheck.history import AgencyHistory, Event, History, RunRecord, Told, changes, reach, trend
from itacheck.model import Bilingual, Status

from .event_words import event_rules, event_words
from .rows import VerdictRow, reach_words
from .text import NAME_LIMIT, clean, clean_bilingual, safe_href
from .thai_date import english_date, thai_date
from .totals import Totals
from .words import STATUS

MAX_EVENTS = 15
"""Events on the page of an agency."""
MAX_CHANGES = 60
"""Changes named in the overview."""
MAX_TREND = 52
"""Runs in the trend."""
NOTHING = Bilingual(th="", en="")


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that happened to an agency."""

    at: date
    words: Bilingual
    rules: str
    href: str | None
    """The page that it is about, where a reader may open it."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """An event with whose it is."""

    agency: Bilingual
    stem: str | None
    """The file of its page; None: it is not in this report."""
    event: EventView


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One run in the trend."""

    at: date
    totals: Totals
    x: float
    y: float
    """Where it stands in a picture of `TREND_SIZE`; only runs that judged something have a place."""


TREND_SIZE = (600, 120)
_MARGIN = 10


def of_agencies(history: History, ids: Iterable[str]) -> History:
    """The part of a history that is about some agencies."""
    return History(history.log, {one: history.agencies[one] for one in ids if one in history.agencies})


def verdict_words(row: VerdictRow) -> Bilingual:
    """The history of a verdict in a sentence; empty where nothing is known."""
    since, looked = row.since, row.looked
    if since is None:
        return NOTHING
    th, en = f"ตั้งแต่ {thai_date(since)}", f"since {english_date(since)}"
    if row.since_begun:
        th, en = f"{th} เป็นอย่างน้อย (วันที่เริ่มบันทึก)", f"{en} at least (the records begin there)"
    if looked is not None:
        status, day = looked
        th = f"{th} · ครั้งสุดท้ายที่เปิดดูได้ {thai_date(day)}: {STATUS[status].name.th}"
        en = f"{en} · last looked at {english_date(day)}: {STATUS[status].name.en}"
    return Bilingual(th=th, en=en)


def reach_of(history: History, agency: str) -> Bilingual:
    """Whether its site can be looked at over time; empty where nothing is wrong."""
    return reach_words(reach(history, agency))


def events_of(own: AgencyHistory | None) -> tuple[EventView, ...]:
    """The last events of an agency, newest first."""
    return tuple(map(_event, own.events[:MAX_EVENTS])) if own else ()


def changes_of(history: History, run: str, stems: dict[str, str]) -> tuple[tuple[ChangeView, ...], int]:
    """What is other than at the run before, and how many more there are.

    Nothing where the history is of another run.
    """
    if history.newest is None or history.newest.id != run:
        return (), 0
    told = changes(history)
    return tuple(_change(one, stems) for one in told[:MAX_CHANGES]), max(0, len(told) - MAX_CHANGES)


def trend_of(history: History) -> tuple[TrendPoint, ...]:
    """The runs that can be set beside each other, oldest first, with their place in a picture."""
    runs = [(run, totals) for run in trend(history)[-MAX_TREND:] if (totals := _totals(run)).judged]
    if len(runs) < 2:
        return ()
    width, height = TREND_SIZE
    first, span = runs[0][0].as_of, max(1, (runs[-1][0].as_of - runs[0][0].as_of).days)
    points = []
    for run, totals in runs:
        part = totals.passed / totals.judged
        x = _MARGIN + (width - 2 * _MARGIN) * (run.as_of - first).days / span
        points.append(
            TrendPoint(run.as_of, totals, round(x, 1), round(height - _MARGIN - (height - 2 * _MARGIN) * part, 1))
        )
    return tuple(points)


def _totals(run: RunRecord) -> Totals:
    return Totals({s: run.verdicts.get(s, 0) for s in Status}, {s: run.waived.get(s, 0) for s in Status})


def _event(event: Event) -> EventView:
    return EventView(event.at, clean_bilingual(event_words(event)), event_rules(event), safe_href(event.url or ""))


def _change(told: Told, stems: dict[str, str]) -> ChangeView:
    name = clean_bilingual(told.agency.name, NAME_LIMIT)
    shown = name if name.th or name.en else Bilingual(th=clean(told.agency.id, 64), en="")
    return ChangeView(shown, stems.get(told.agency.id), _event(told.event))
