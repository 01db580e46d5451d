"""What a history says to readers: reachability, how long, what changed since. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from itacheck.model import Cause, Status

from .model import AgencyHistory, Event, History, RunRecord

CONFIRM_RUNS = 3
"""Runs in a row that must not reach a site before it is called down."""
FLAPS = 3
"""Changes between reached and not among the last checks from which on it flaps."""
WHOLE = 0.8
"""The part of all agencies that a run must have checked to say something of the whole."""


class Reachability(StrEnum):
    """Whether a site can be looked at, smoothed over runs. Content verdicts are never smoothed."""

    UP = "up"
    UNSTEADY = "unsteady"
    """Not reached by the last run, and reached by one of the few before: it may be a moment's trouble."""
    DOWN = "down"
    FLAPPING = "flapping"
    """It comes and goes."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How it stands with an agency's site."""

    state: Reachability
    recent: str
    """The last checks, oldest first: `+` reached, `-` not; empty: always reached of late."""
    since: date | None = None
    """Since when it cannot be looked at; None: the last run did look at it."""
    code: str | None = None
    """Why, as a code of `itacheck.causes`."""
    looked: date | None = None
    """When it was last looked at; None: never, or never checked."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event with whose it is."""

    agency: AgencyHistory
    event: Event


def reach(history: History, agency: str) -> Reach:
    """Whether an agency's site can be looked at; one that the history does not know counts as reached."""
    own = history.agencies.get(agency)
    recent = history.standing(agency).reach
    if own is None:
        return Reach(Reachability.UP, "")
    days = [run.as_of for key in own.rules if (run := history.looked(agency, key)) is not None]
    looked = max(days, default=None)
    flips = sum(one != other for one, other in zip("+" + recent, recent, strict=False))
    down = own.down
    if flips >= FLAPS:
        state = Reachability.FLAPPING
    elif down is None:
        state = Reachability.UP
    elif down.code == Cause.NO_WEBSITE or recent.endswith("-" * CONFIRM_RUNS):
        state = Reachability.DOWN
    else:
        state = Reachability.UNSTEADY
    if down is None:
        return Reach(state, recent, looked=looked)
    return Reach(state, recent, down.since, down.code, looked)


def changes(history: History, since: date | None = None) -> tuple[Told, ...]:
    """What happened, newest first and then by agency.

    Args:
        history: whose.
        since: the events of runs as of this day and later; None: those of the newest run alone.
    """
    newest = history.newest
    if newest is None:
        return ()
    told = (Told(own, event) for own in history.agencies.values() for event in _of(own, since, newest))
    return tuple(sorted(told, key=lambda one: -one.event.at.toordinal()))


def _of(own: AgencyHistory, since: date | None, newest: RunRecord) -> Iterator[Event]:
    for event in own.events:
        if (event.run == newest.id) if since is None else (event.at >= since):
            yield event
        elif event.at < (since or newest.as_of):
            return


def overdue_days(status: Status, due: date | None, as_of: date) -> int:
    """For how many days a rule fails past the end of its period; 0: it does not, or when it is due is not known."""
    return max(0, (as_of - due).days) if status is Status.FAIL and due is not None else 0


def trend(history: History) -> tuple[RunRecord, ...]:
    """The runs whose totals can be set beside each other, oldest first: they checked nearly all that was known."""
    return tuple(run for run in reversed(history.log.runs) if run.agencies >= WHOLE * run.known)
