"""What the overview needs of each agency, and of each rule: small, counted once, and cheap to hand over."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from itacheck.model import Bilingual, Status

from .marks import NONE, Waived, mark
from .totals import Totals, badness
from .view import AgencyView, CauseView, LinkView, NoticeView, RuleView, VerdictView, WaiverView

MAX_ROWS = 200
"""Agencies on the page of a rule, the worst ones; the overview has them all."""
MAX_ODD = 20
"""Verdicts of one agency that are named among the things to mend."""


@dataclass(frozen=True, slots=True)
class OddVerdict:
    """A verdict that keeps the picture from being whole: the program broke, or a waiver expired."""

    rule: RuleView
    anchor: str
    status: Status
    reason: Bilingual
    waiver: WaiverView | None


@dataclass(frozen=True, slots=True)
class AgencyFacts:
    """One agency in the overview."""

    id: str
    stem: str
    name: Bilingual
    kind: str
    district: str
    state: str
    link: LinkView | None
    cause: CauseView | None
    notices: tuple[NoticeView, ...]
    totals: Totals
    of_packs: dict[str, Totals]
    marks: dict[str, str]
    """Stem of a rule -> the letter of its verdict, the worst one should a file hold several."""
    odd: tuple[OddVerdict, ...]

    @property
    def order(self) -> tuple[int, int, int, int, int, str]:
        """Worst first: open fails, then what could not be looked at."""
        counts = self.totals.counts
        return (
            -self.totals.open_fails,
            -counts[Status.UNREACHABLE],
            -counts[Status.ERROR],
            -counts[Status.REVIEW],
            self.totals.passed,
            self.id,
        )


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One agency on the page of a rule."""

    agency: str
    """Its id."""
    stem: str
    name: Bilingual
    anchor: str
    status: Status
    found: Bilingual
    findings: int
    waiver: WaiverView | None


@dataclass(slots=True)
class Tally:
    """What came of the rules, over some of the agencies; tallies of parts add up to that of all."""

    rules: dict[str, RuleView] = field(default_factory=dict)
    """Stem -> rule, in the order in which verdicts named them."""
    counts: dict[str, Counter[Status]] = field(default_factory=dict)
    waived: dict[str, Counter[Status]] = field(default_factory=dict)
    rows: dict[str, list[tuple[tuple[int, str], RuleRow]]] = field(default_factory=dict)

    def add(self, agency: AgencyView) -> None:
        """Takes in the verdicts of one agency."""
        for verdict in agency.verdicts:
            stem = verdict.rule.stem
            if stem not in self.rules:
                self._begin(verdict.rule)
            self.counts[stem][verdict.status] += 1
            self.waived[stem][verdict.status] += verdict.waived
            rows = self.rows[stem]
            rows.append(((badness(verdict.status), agency.id), _row(agency, verdict)))
            if len(rows) >= 2 * MAX_ROWS:
                self.rows[stem] = _worst(rows)

    def join(self, other: Tally) -> None:
        """Takes in another part."""
        for stem, rule in other.rules.items():
            if stem not in self.rules:
                self._begin(rule)
            self.counts[stem].update(other.counts[stem])
            self.waived[stem].update(other.waived[stem])
            self.rows[stem] = _worst([*self.rows[stem], *other.rows[stem]])

    def _begin(self, rule: RuleView) -> None:
        self.rules[rule.stem] = rule
        self.counts[rule.stem] = Counter()
        self.waived[rule.stem] = Counter()
        self.rows[rule.stem] = []

    def totals(self, rules: Iterable[RuleView] | None = None) -> Totals:
        """The verdicts of some rules, or of all."""
        stems = [rule.stem for rule in (self.rules.values() if rules is None else rules)]
        counts, waived = (
            {s: sum(one[stem][s] for stem in stems) for s in Status} for one in (self.counts, self.waived)
        )
        return Totals(counts, waived)


def facts_of(agency: AgencyView) -> AgencyFacts:
    """What the overview needs of an agency."""
    marks: dict[str, tuple[int, str]] = {}
    for verdict in agency.verdicts:
        seen = badness(verdict.status), mark(verdict.status, waived(verdict))
        marks[verdict.rule.stem] = min(seen, marks.get(verdict.rule.stem, seen))
    odd = [v for v in agency.verdicts if v.status is Status.ERROR or (v.waiver is not None and v.waiver.expired)]
    return AgencyFacts(
        id=agency.id,
        stem=agency.stem,
        name=agency.name,
        kind=agency.kind,
        district=agency.district,
        state=agency.state,
        link=agency.link,
        cause=agency.cause,
        notices=agency.notices,
        totals=agency.totals,
        of_packs=agency.of_packs,
        marks={stem: letter for stem, (_, letter) in marks.items()},
        odd=tuple(OddVerdict(v.rule, v.anchor, v.status, v.reason, v.waiver) for v in odd[:MAX_ODD]),
    )


def waived(verdict: VerdictView) -> Waived:
    """What a waiver does to a verdict."""
    if verdict.waiver is None:
        return Waived.NOT
    return Waived.EXPIRED if verdict.waiver.expired else Waived.HOLDS


def letters(facts: AgencyFacts, rules: Sequence[RuleView]) -> str:
    """The verdicts of an agency, a letter for each rule."""
    return "".join(facts.marks.get(rule.stem, NONE) for rule in rules)


def due_next(rules: Iterable[RuleView], as_of: date) -> list[RuleView]:
    """Rules whose due date has not passed, the next one first."""
    return sorted((rule for rule in rules if rule.due and rule.due >= as_of), key=lambda r: r.due or date.max)


def _worst(rows: list[tuple[tuple[int, str], RuleRow]]) -> list[tuple[tuple[int, str], RuleRow]]:
    return heapq.nsmallest(MAX_ROWS, rows, key=lambda row: row[0])


def _row(agency: AgencyView, verdict: VerdictView) -> RuleRow:
    found = verdict.found if verdict.found.th or verdict.found.en else verdict.reason
    return RuleRow(
        agency.id, agency.stem, agency.name, verdict.anchor, verdict.status, found,
        len(verdict.findings) + verdict.more_findings, verdict.waiver,
    )  # fmt: skip
