"""The report's numbers: counted once, here, from verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from itacheck.model import Status, VerdictResult

from .text import share

WORST_FIRST = (
    Status.FAIL,
    Status.ERROR,
    Status.UNREACHABLE,
    Status.REVIEW,
    Status.NOT_DUE,
    Status.PASS,
    Status.NOT_APPLICABLE,
)
SHOWN = (
    Status.PASS,
    Status.FAIL,
    Status.REVIEW,
    Status.UNREACHABLE,
    Status.NOT_DUE,
    Status.NOT_APPLICABLE,
    Status.ERROR,
)


_BADNESS = {status: place for place, status in enumerate(WORST_FIRST)}


def badness(status: Status) -> int:
    """Place in the order that readers work in: 0 is the worst."""
    return _BADNESS[status]


@dataclass(frozen=True, slots=True)
class Totals:
    """Verdicts per status. A waiver changes no status: waived ones are counted in it, and apart beside it."""

    counts: dict[Status, int]
    waived: dict[Status, int]

    @property
    def all(self) -> int:
        """Every verdict."""
        return sum(self.counts.values())

    @property
    def passed(self) -> int:
        """Verdicts that are pass."""
        return self.counts[Status.PASS]

    @property
    def judged(self) -> int:
        """What could be judged: pass and fail, nothing else."""
        return self.counts[Status.PASS] + self.counts[Status.FAIL]

    @property
    def open_fails(self) -> int:
        """Fails without a waiver that holds."""
        return self.counts[Status.FAIL] - self.waived[Status.FAIL]

    @property
    def share(self) -> str:
        """Passed of judged, per cent; empty when nothing could be judged."""
        return share(self.passed, self.judged)


def count(verdicts: Iterable[VerdictResult], as_of: date) -> Totals:
    """Count verdicts on the as-of date."""
    counts: Counter[Status] = Counter()
    waived: Counter[Status] = Counter()
    for verdict in verdicts:
        counts[verdict.status] += 1
        waived[verdict.status] += verdict.is_waived(as_of)
    return Totals({s: counts[s] for s in Status}, {s: waived[s] for s in Status})
