"""The HTML report: a folder of pages that opens from a disk, without a network."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.resources import files
from pathlib import Path

from itacheck.history import History

from .facts import MAX_ROWS, AgencyFacts, Tally, due_next
from .files import remove_stale, unique_stems, write_atomic
from .frame import Frame, issues_of, packs_of
from .overview import MAX_STATIC, Overview, data_script
from .pages import Pages, Part
from .past import changes_of, of_agencies, trend_of
from .rows import Told
from .rule_info import EvidenceInfo, RuleInfo
from .source import Held, ResultsFile, Source
from .todo import mend_first
from .view import RuleView

ASSETS = ("report.css", "report.js")
_PART = 50
"""Agencies handed to a process at once."""
_WORTH = 4 * _PART
"""Fewer agencies are done sooner than other processes have begun."""


def write_html(
    results: Told, rules: Sequence[RuleInfo], out: Path, history: History | None = None, *, processes: int | None = None
) -> Path:
    """Write the report of a results file.

    Args:
        results: what a run found; a `ResultsFile` is never in memory as a whole, and is read by several processes.
        rules: what is known of the rules; verdicts of other rules are shown under their ids.
        history: since when, and what changed; None or empty: none is kept.
        out: folder of the report, made where it is missing. Pages that an earlier report left in it are replaced.
        processes: how many may work; None: one for each processor where that is worth it.

    Returns:
        The path of `index.html`, which is written last: where it is new, all else is.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    source: Source = results if isinstance(results, ResultsFile) else Held(results.run, results.agencies)
    history = history or History()
    frame = Frame(source.run, rules)
    pages = Pages(frame, out)
    templates = files(__package__) / "templates"
    for asset in ASSETS:
        write_atomic(out / asset, (templates / asset).read_text(encoding="utf-8"))
    stems = unique_stems(source.ids)
    facts: list[AgencyFacts] = []
    tally = Tally()
    for part in _parts(source, rules, out, stems, pages, history, processes):
        facts += part.facts
        tally.join(part.tally)
    overview = _overview(frame, facts, tally)
    _write_rules(pages, overview, out)
    remove_stale(out / "agency", {out / "agency" / f"{stem}.html" for stem in stems})
    packs = packs_of(frame.run, overview.rules)
    pages.write("rules.html", "rules.html", overview=overview, packs=packs, evidence=_evidence(overview.rules))
    write_atomic(out / "data" / "overview.js", data_script(overview))
    changed, more = changes_of(history, frame.run.id, dict(zip(source.ids, stems, strict=True)))
    return pages.write(
        "index.html", "index.html", changed=changed, more_changed=more, trend=trend_of(history), overview=overview, mends=mend_first(overview.agencies),
        packs=packs, coming=due_next(overview.rules, frame.as_of), static=overview.agencies[:MAX_STATIC],
    )  # fmt: skip


def _parts(
    source: Source,
    rules: Sequence[RuleInfo],
    out: Path,
    stems: list[str],
    pages: Pages,
    history: History,
    processes: int | None,
) -> Iterator[Part]:
    """The pages of all agencies, in the order of the agencies, by one process or by several."""
    number = len(stems)
    wanted = processes or (1 if isinstance(source, Held) or number < _WORTH else os.cpu_count() or 1)
    if wanted == 1:
        yield pages.agencies(source.part(0, number), stems, history)
        return
    # Not a fork: the caller may have threads.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(wanted, context, initializer=_begin, initargs=(source, rules, out)) as pool:
        starts = range(0, number, _PART)
        parts = ([*stems[start : start + _PART]] for start in starts)
        pasts = (of_agencies(history, source.ids[start : start + _PART]) for start in starts)
        yield from pool.map(_work, starts, parts, pasts)


_held: list[tuple[Source, Pages]] = []
"""What one of several processes works with."""


def _begin(source: Source, rules: Sequence[RuleInfo], out: Path) -> None:
    _held.append((source, Pages(Frame(source.run, rules), out)))


def _work(start: int, stems: list[str], history: History) -> Part:
    source, pages = _held[-1]
    return pages.agencies(source.part(start, start + len(stems)), stems, history)


def _overview(frame: Frame, facts: Iterable[AgencyFacts], tally: Tally) -> Overview:
    rules = sorted(map(frame.own, tally.rules.values()), key=frame.place)
    return Overview(frame, tuple(sorted(facts, key=lambda one: one.order)), issues_of(rules), tally)


def _write_rules(pages: Pages, overview: Overview, out: Path) -> None:
    ranks = {agency.stem: rank for rank, agency in enumerate(overview.agencies)}
    packs = packs_of(overview.frame.run, overview.rules)
    written: set[Path] = set()
    for rule in overview.rules:
        totals = overview.tally.totals([rule])
        rows = sorted(
            overview.tally.rows[rule.stem], key=lambda row: (row[0][0], ranks[row[1].stem])
        )[:MAX_ROWS]  # fmt: skip
        page = pages.write(
            f"rule/{rule.stem}.html", "rule.html", rule=rule, totals=totals, rows=[row for _, row in rows],
            more=totals.all - len(rows), packs=packs,
        )  # fmt: skip
        written.add(page)
    remove_stale(out / "rule", written)


def _evidence(rules: Sequence[RuleView]) -> list[EvidenceInfo]:
    """The evidence types that the rules ask for, each once, in the order of the rules."""
    options = (o for rule in rules if rule.info for need in rule.info.needs for o in need.options)
    return list({option.evidence.id: option.evidence for option in options}.values())
