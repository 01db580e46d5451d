"""The matrix of all agencies and rules: as rows of a page, and as data from which the browser draws any part of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from .facts import AgencyFacts, Tally, letters
from .frame import Frame
from .marks import NONE, ORDER, Waived, read_mark
from .matrix import Band, bands
from .totals import Totals
from .view import IssueView, PackView, RuleView
from .words import STATE, STATUS, WAIVED, WAIVER_EXPIRED, StatusWords

MAX_STATIC = 50
"""Agencies whose rows stand in the page itself: what is read without a script, and what is there at once with one."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One verdict in the matrix."""

    status: str
    words: StatusWords
    waived: Waived


@dataclass(frozen=True)
class Overview:
    """All agencies and rules of a report."""

    frame: Frame
    agencies: tuple[AgencyFacts, ...]
    """Worst first."""
    issues: tuple[IssueView, ...]
    tally: Tally

    @cached_property
    def rules(self) -> tuple[RuleView, ...]:
        """Every rule in order."""
        return tuple(rule for issue in self.issues for rule in issue.rules)

    @cached_property
    def totals(self) -> Totals:
        """Every verdict."""
        return self.tally.totals()

    @cached_property
    def bands(self) -> tuple[Band, ...]:
        """The matrix, in tables that fit a page."""
        return bands(self.issues)

    @cached_property
    def packs(self) -> tuple[PackView, ...]:
        """The packs that any verdict names, in the order of their rules."""
        members: dict[str, list[RuleView]] = {}
        for rule in self.rules:
            members.setdefault(rule.pack, []).append(rule)
        return tuple(
            PackView(
                id=pack,
                title=next((rule.info.pack_title for rule in rules if rule.info), None),
                note=next((rule.info.pack_note for rule in rules if rule.info), None),
                totals=self.tally.totals(rules),
            )
            for pack, rules in members.items()
        )

    @property
    def kinds(self) -> list[str]:
        """The kinds of agencies."""
        return sorted({agency.kind for agency in self.agencies})

    @property
    def districts(self) -> list[str]:
        """The districts that are known."""
        return sorted({agency.district for agency in self.agencies if agency.district})

    def of_rule(self, rule: RuleView) -> Totals:
        """What came of one rule."""
        return self.tally.totals([rule])

    def state(self, state: str) -> int:
        """How many agencies' websites could be looked at so far."""
        return sum(agency.state == state for agency in self.agencies)

    def cells(self, agency: AgencyFacts, rules: tuple[RuleView, ...]) -> Iterator[tuple[RuleView, Cell | None]]:
        """The verdicts of an agency, rule by rule; None where there is none."""
        for rule, letter in zip(rules, letters(agency, rules), strict=True):
            if letter == NONE:
                yield rule, None
            else:
                status, waived = read_mark(letter)
                yield rule, Cell(status.value, STATUS[status], waived)


def data_script(overview: Overview) -> str:
    """The overview as a script that only sets data: a page from a disk may not ask for a file in another way.

    Of an agency: file name, id, Thai and English name, district and kind (places in their lists; -1: none known), how
    far its site could be looked at, whether strangers wrote in it, and a letter for each rule (`marks`).
    """
    kinds = {kind: place for place, kind in enumerate(overview.kinds)}
    districts = {district: place for place, district in enumerate(overview.districts)}
    states = tuple(STATE)
    data = {
        "statuses": [[s.value, STATUS[s].sign, STATUS[s].name.th, STATUS[s].name.en] for s in ORDER],
        "states": [[STATE[s].th, STATE[s].en] if s != "complete" else [] for s in states],
        "waived": [[], [WAIVED.th, WAIVED.en], [WAIVER_EXPIRED.th, WAIVER_EXPIRED.en]],
        "rules": [[rule.stem, rule.id, rule.group, rule.pack] for rule in overview.rules],
        "agencies": [
            [
                a.stem, a.id, a.name.th, a.name.en, districts.get(a.district, -1), kinds[a.kind],
                states.index(a.state), int(bool(a.notices)), letters(a, overview.rules),
            ]
            for a in overview.agencies
        ],
    }  # fmt: skip
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # What ends a script, and what older browsers take for the end of a line.
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return f"var itacheckOverview = {text};\n"
