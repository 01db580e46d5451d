"""What a run comes to: its counts, its exit code, and what the one who started it must know at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from itacheck.model import AgencyResult, CrawlStatus, NoticeResult, Status

DEFAULT_FAIL_ON = (Status.FAIL, Status.UNREACHABLE, Status.ERROR)
"""The statuses that a run does not end with 0 on, unless told otherwise."""

MAX_NAMED = 5
"""Expired waivers that are kept by name."""


@dataclass(slots=True)
class Tally:
    """Counts agencies one by one, so that none need be held in memory."""

    as_of: date
    agencies: int = 0
    unreachable: int = 0
    """Agencies that could not be looked at."""
    broken: int = 0
    """Agencies on which this program broke."""
    verdicts: Counter[Status] = field(default_factory=Counter)
    waived: Counter[Status] = field(default_factory=Counter)
    """Of the verdicts, those with a waiver that has not expired."""
    expired: int = 0
    first_expired: list[str] = field(default_factory=list)
    """Agency and rule of the first waivers that have expired."""
    notices: list[tuple[str, NoticeResult]] = field(default_factory=list)
    """Agency id and what the agency is told beside its verdicts."""

    @classmethod
    def of(cls, agencies: Iterable[AgencyResult], as_of: date) -> Tally:
        """The tally of all of them."""
        tally = cls(as_of)
        for agency in agencies:
            tally.add(agency)
        return tally

    def add(self, agency: AgencyResult) -> None:
        """Counts one."""
        self.agencies += 1
        self.unreachable += agency.crawl.status is CrawlStatus.UNREACHABLE
        self.broken += any(verdict.status is Status.ERROR for verdict in agency.verdicts)
        self.notices += [(agency.id, notice) for notice in agency.notices]
        for verdict in agency.verdicts:
            self.verdicts[verdict.status] += 1
            if verdict.is_waived(self.as_of):
                self.waived[verdict.status] += 1
            elif verdict.waiver:
                self.expired += 1
                if len(self.first_expired) < MAX_NAMED:
                    self.first_expired.append(f"{agency.id} {verdict.rule}")

    def exit_code(self, fail_on: Iterable[Status]) -> int:
        """The exit code of design.md: 0 nothing failed, 1 something failed, 3 nothing was checked, 4 incomplete.

        Args:
            fail_on: which statuses give 1 or 4; a failure with a waiver that has not expired gives no 1.
        """
        if not self.verdicts:
            return 3
        excused = (Status.FAIL, Status.REVIEW)
        counted = {one for one, n in self.verdicts.items() if n > (self.waived[one] if one in excused else 0)}
        found = counted & set(fail_on)
        if found & {Status.UNREACHABLE, Status.ERROR}:
            return 4
        return 1 if found else 0
