"""What is worse with an agency than it was, by its history, until it is mended. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from itacheck.changes import Why
from itacheck.history import AgencyHistory, Event, History, Reachability, What, reach
from itacheck.model import Cause, Status

_RANK = {Status.PASS: 0, Status.NOT_APPLICABLE: 0, Status.REVIEW: 1, Status.NOT_DUE: 1, Status.FAIL: 2}


@dataclass(frozen=True, slots=True)
class Worse:
    """One rule, or the site as a whole."""

    rule: str | None
    """`2568/5.6`; None: the site can no longer be looked at."""
    before: Status | None
    """Before it got worse; what it must be again."""
    after: Status | None
    since: date
    why: Why | None = None
    url: str | None = None
    """The page that the verdict rests on, as a stranger wrote it."""
    cause: str | None = None
    """Of the site: the code of why."""


def worse_of(history: History, agency: str) -> tuple[Worse, ...]:
    """What is worse with an agency than it once was, the rules in the order in which they got so.

    A waiver that holds hides its rule. A site counts when several runs in a row did not reach it.
    """
    own = history.agencies.get(agency)
    return () if own is None else (*_site(history, own), *_rules(own))


def fingerprint(worse: tuple[Worse, ...]) -> str:
    """A short name of what is worse: another one when that changes, and the same until then."""
    told = sorted(f"{one.rule} {one.before} {one.after} {one.since} {one.cause}" for one in worse)
    return sha256("\n".join(told).encode()).hexdigest()[:16]


def _site(history: History, own: AgencyHistory) -> Iterator[Worse]:
    found = reach(history, own.id)
    if found.state is Reachability.DOWN and found.since is not None and found.code != Cause.NO_WEBSITE:
        yield Worse(None, None, None, found.since, cause=found.code)


def _rules(own: AgencyHistory) -> Iterator[Worse]:
    worse: dict[str, tuple[Status, Event]] = {}  # rule -> what it was, and the last event
    for event in reversed(own.events):
        if event.what is not What.VERDICT or event.before is None or event.after is None:
            continue
        for rule in event.rules:
            was = worse.pop(rule)[0] if rule in worse else event.before
            if _rank(event.after) > _rank(was):
                worse[rule] = (was, event)
    for rule, (was, event) in worse.items():
        known = own.rules.get(rule)
        if known is not None and known.waiver is None:
            yield Worse(rule, was, event.after, event.at, event.why, event.url)


def _rank(status: Status) -> int:
    return _RANK.get(status, 0)
