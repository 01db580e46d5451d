"""One pass over the agencies of a report, in one process or several, whatever is made of them."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from itacheck.history import History
from itacheck.model import AgencyResult
from itacheck.stored import Held, Source, source_of

from .build import agency_view
from .facts import AgencyFacts, Tally, facts_of
from .files import unique_stems
from .frame import Frame, issues_of
from .lists import Lists, write_lists
from .overview import Overview
from .pages import Pages
from .past import of_agencies
from .rows import Material
from .rule_info import RuleInfo
from .worksheet import Worksheets

_PART = 50
"""Agencies that are handed to a process at once."""
_WORTH = 4 * _PART
"""Fewer are done sooner than other processes have begun."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is made of each agency."""

    out: Path
    pages: bool = False
    lists: Path | None = None
    """The folder for the rows of the workbook; None: none are made."""
    worksheets: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What some agencies leave behind for what shows them all."""

    facts: tuple[AgencyFacts, ...]
    tally: Tally
    lists: Lists | None


@dataclass(slots=True)
class Passed:
    """What a whole pass leaves behind."""

    source: Source
    history: History
    stems: list[str]
    overview: Overview
    lists: list[Lists] = field(default_factory=list)


def pass_over(material: Material, order: Order, processes: int | None = None) -> Passed:
    """Go over all agencies once.

    Args:
        material: results, rules and history; what is not held in memory as a whole is read by several
            processes.
        order: what is made of each agency.
        processes: how many may work; None: one for each processor where that is worth it.

    Raises:
        ConfigurationError: a folder cannot be written.
    """
    source = source_of(material.results)
    frame = Frame(source.run, material.rules)
    stems = unique_stems(source.ids)
    facts: list[AgencyFacts] = []
    tally, lists = Tally(), []
    for part in _parts(source, material, order, stems, frame, processes):
        facts += part.facts
        tally.join(part.tally)
        lists += [part.lists] if part.lists else []
    rules = sorted(map(frame.own, tally.rules.values()), key=frame.place)
    ordered = tuple(sorted(facts, key=lambda one: one.order))
    return Passed(source, material.history, stems, Overview(frame, ordered, issues_of(rules), tally), lists)


class Workshop:
    """Makes what is ordered of some agencies."""

    def __init__(self, frame: Frame, order: Order) -> None:
        self._frame = frame
        self._order = order
        self._pages = Pages(frame, order.out)
        self._worksheets = Worksheets(self._pages, order.out) if order.worksheets else None

    def part(self, agencies: Iterable[AgencyResult], stems: Sequence[str], history: History) -> Part:
        """Make it, agency by agency.

        Args:
            agencies: their results.
            stems: the names of their files.
            history: what is known of them over time.
        """
        tally, facts, lists = Tally(), [], None
        views = []
        for agency, stem in zip(agencies, stems, strict=True):
            view = agency_view(agency, stem, self._frame, history)
            tally.add(view)
            facts.append(facts_of(view))
            if self._order.pages:
                self._pages.agency(view)
            if self._worksheets:
                self._worksheets.write(view)
            if self._order.lists:
                views.append(view)
        if self._order.lists and stems:
            lists = write_lists(views, self._order.lists, stems[0])
        return Part(tuple(facts), tally, lists)


def _parts(
    source: Source, material: Material, order: Order, stems: list[str], frame: Frame, processes: int | None
) -> Iterator[Part]:
    number = len(stems)
    starts = range(0, number, _PART)
    wanted = processes or (1 if isinstance(source, Held) or number < _WORTH else os.cpu_count() or 1)
    if wanted == 1:
        shop = Workshop(frame, order)
        for start in starts:
            own = stems[start : start + _PART]
            yield shop.part(source.part(start, start + len(own)), own, material.history)
        return
    # Not a fork: the caller may have threads.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(wanted, context, initializer=_begin, initargs=(source, material.rules, order)) as pool:
        parts = (stems[start : start + _PART] for start in starts)
        pasts = (of_agencies(material.history, source.ids[start : start + _PART]) for start in starts)
        yield from pool.map(_work, starts, parts, pasts)


_held: list[tuple[Source, Workshop]] = []
"""What one of several processes works with."""


def _begin(source: Source, rules: Sequence[RuleInfo], order: Order) -> None:
    _held.append((source, Workshop(Frame(source.run, rules), order)))
    # Templates, rules and remembered texts stay; looking through them for garbage after every few pages takes a tenth.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _work(start: int, stems: list[str], history: History) -> Part:
    source, shop = _held[-1]
    return shop.part(source.part(start, start + len(stems)), stems, history)
