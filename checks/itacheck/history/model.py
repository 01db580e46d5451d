"""What is known of agencies over time: the files of a history folder (`itacheck/history/v1`), and the whole of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from pydantic import ConfigDict, Field

from itacheck.changes import Why
from itacheck.model import Bilingual, Status, Strict
from itacheck.model.agency import Slug

SCHEMA = "itacheck/history/v1"
RUNS_SCHEMA = "itacheck/runs/v1"
MAX_RUNS = 400
"""Runs remembered; older ones go, but for those that something still refers to."""
MAX_EVENTS = 1000
"""Events remembered of one agency; the oldest go."""


class What(StrEnum):
    """What an event is about."""

    VERDICT = "verdict"
    """The verdict of a rule is another one than when the site was last looked at."""
    DOWN = "down"
    """The site can no longer be looked at."""
    UP = "up"
    """It can be looked at again."""
    BROKEN = "broken"
    """A page that a rule passed by does not open any more."""
    ERROR = "error"
    """The program broke on these rules."""
    MENDED = "mended"
    """It no longer does."""
    NEW_RULES = "new-rules"
    GONE_RULES = "gone-rules"
    WAIVED = "waived"
    """A waiver was given, or its expiry is another day."""
    NOT_WAIVED = "not-waived"
    """A waiver expired or was taken back."""


class Event(Strict):
    """Something that is other than before. Keys that say nothing are left out of the file."""

    at: date
    """The day as of which the run judged."""
    run: str
    """Its id."""
    what: What
    rules: tuple[str, ...] = ()
    """`2568/5.6`: one, or all that share the event; none: the agency's site as a whole."""
    before: Status | None = None
    after: Status | None = None
    why: Why | None = None
    """Of a verdict."""
    seen: date | None = None
    """Of a verdict: when it was last looked at and still as before. Of `up`: since when it had been down."""
    url: str | None = None
    """The page that it rests on, or that is broken."""
    cause: str | None = None
    """Code of `itacheck.causes` (`down`) or of the finding (`broken`)."""
    until: date | None = None
    """The last day of a waiver."""


class Blind(Strict):
    """The program broke on a rule, so that its verdict is that of an earlier run."""

    since: date
    run: str
    """The run that looked at it last."""


class RuleHistory(Strict):
    """What came of one rule when the site was last looked at."""

    status: Status
    """Never `unreachable` or `error`: where nothing could be looked at, this is the last content verdict."""
    since: date
    """The first day on which it was seen to be so."""
    seen: date | None = None
    """The last day on which it was looked at and otherwise; None: not known to have been otherwise."""
    former: Status | None = None
    """What it was before; None: nothing else since the history began."""
    pages: tuple[str, ...] = ()
    """Up to three pages by which it passes, or by which it passed last."""
    broken: tuple[str, ...] = ()
    """Those of them that were found broken since."""
    evidence: str | None = None
    """Digest of addresses and contents on which the verdict came to rest; None: of a page it is not known."""
    waiver: date | None = None
    """The last day of a waiver that held at the last run."""
    blind: Blind | None = None


class Down(Strict):
    """The site could not be looked at in the last run that tried."""

    since: date
    code: str
    """Code of `itacheck.causes`."""
    whose: str


class AgencyHistory(Strict):
    """`agencies/ID.json`: changes only when something did."""

    model_config = ConfigDict(populate_by_name=True, title="itacheck history of an agency")

    schema_: Literal["itacheck/history/v1"] = Field(default="itacheck/history/v1", alias="schema")
    id: Slug
    name: Bilingual
    url: str | None = None
    kind: str
    """At the last look."""
    first: date
    """When it was first checked."""
    down: Down | None = None
    rules: dict[str, RuleHistory] = Field(default_factory=dict)
    """`2568/5.6` -> what is known; empty where the site was never looked at."""
    events: tuple[Event, ...] = ()
    """Newest first."""


class RunRecord(Strict):
    """One run that was taken into the history."""

    id: str
    as_of: date
    finished: datetime
    version: str
    packs: dict[str, str]
    """Id -> digest."""
    readers: tuple[str, ...] = ()
    agencies: int
    """How many it checked. Those at which it was stopped or broke are not among them, here and below."""
    known: int
    """How many the history held after it: where it checked far fewer, its totals say nothing of the whole."""
    unreachable: int
    """How many agencies could not be looked at."""
    verdicts: dict[Status, int]
    """Status -> how many verdicts; statuses without any are left out."""
    waived: dict[Status, int] = Field(default_factory=dict)
    """Of these: how many have a waiver that holds."""


class Standing(Strict):
    """What is otherwise with an agency than "checked and looked at by the last run, and always reached of late"."""

    checked: str | None = None
    """The last run that checked it; None: the newest."""
    looked: dict[str, str] = Field(default_factory=dict)
    """Pack -> the last run that looked at the site and judged by it, where that is not the newest."""
    reach: str = ""
    """How the last checks went, oldest first: `+` reached, `-` not. Those before the first `-` are left out."""


class RunLog(Strict):
    """`runs.json`: the only file that every run changes, and bounded."""

    model_config = ConfigDict(populate_by_name=True, title="itacheck runs")

    schema_: Literal["itacheck/runs/v1"] = Field(default="itacheck/runs/v1", alias="schema")
    runs: tuple[RunRecord, ...] = ()
    """Newest first."""
    agencies: dict[str, Standing] = Field(default_factory=dict)
    """Id -> what is not usual with it."""


@dataclass(frozen=True, slots=True)
class History:
    """A whole history folder."""

    log: RunLog = field(default_factory=RunLog)
    agencies: Mapping[str, AgencyHistory] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def newest(self) -> RunRecord | None:
        """The last run; None before the first."""
        return self.log.runs[0] if self.log.runs else None

    def run(self, run_id: str) -> RunRecord | None:
        """A run by its id; None: not remembered."""
        return next((run for run in self.log.runs if run.id == run_id), None)

    def standing(self, agency: str) -> Standing:
        """What is not usual with an agency."""
        return self.log.agencies.get(agency, Standing())

    def checked(self, agency: str) -> RunRecord | None:
        """The last run that checked an agency; None: none did."""
        if agency not in self.agencies:
            return None
        run = self.standing(agency).checked
        return self.newest if run is None else self.run(run)

    def looked(self, agency: str, key: str) -> RunRecord | None:
        """The last run that looked at an agency's site and judged a rule; None: none did.

        Args:
            agency: its id.
            key: `2568/5.6`.
        """
        own = self.agencies.get(agency)
        known = own.rules.get(key) if own else None
        if known is None:
            return None
        if known.blind is not None:
            return self.run(known.blind.run)
        run = self.standing(agency).looked.get(key.partition("/")[0])
        return self.newest if run is None else self.run(run)


def key_of(pack: str, rule: str) -> str:
    """How a rule is named in a history."""
    return f"{pack}/{rule}"
