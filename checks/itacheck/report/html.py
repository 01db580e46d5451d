"""The HTML report: a folder of pages that opens from a disk, without a network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from itacheck.history import History
from itacheck.stored import Told

from .facts import MAX_ROWS, due_next
from .files import remove_stale, write_atomic
from .frame import packs_of
from .overview import MAX_STATIC, Overview, data_script
from .pages import Pages, write_assets
from .passing import Order, Passed, pass_over
from .past import changes_of, trend_of
from .rows import Material
from .rule_info import EvidenceInfo, RuleInfo
from .todo import mend_first
from .view import RuleView


def write_html(
    results: Told, rules: Sequence[RuleInfo], out: Path, history: History | None = None, *, processes: int | None = None
) -> Path:
    """Write the report of a results file.

    Args:
        results: what a run found.
        rules: what is known of the rules; verdicts of other rules are shown under their ids.
        out: folder of the report, made where it is missing. Pages that an earlier report left in it are replaced.
        history: since when, and what changed; None or empty: none is kept.
        processes: how many may work; None: one for each processor where that is worth it.

    Returns:
        The path of `index.html`, which is written last: where it is new, all else is.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    write_assets(out)
    passed = pass_over(Material(results, rules, history or History()), Order(out, pages=True), processes)
    return finish_html(passed, out)


def finish_html(passed: Passed, out: Path) -> Path:
    """Write what shows all agencies, once the pages of each are there.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    overview = passed.overview
    pages = Pages(overview.frame, out)
    packs = packs_of(overview.frame.run, overview.rules)
    _write_rules(pages, overview, out)
    remove_stale(out / "agency", {out / "agency" / f"{stem}.html" for stem in passed.stems})
    pages.write("rules.html", "rules.html", overview=overview, packs=packs, evidence=_evidence(overview.rules))
    write_atomic(out / "data" / "overview.js", data_script(overview))
    stems = dict(zip(passed.source.ids, passed.stems, strict=True))
    changed, more = changes_of(passed.history, overview.frame.run.id, stems)
    return pages.write(
        "index.html", "index.html", overview=overview, packs=packs, mends=mend_first(overview.agencies),
        static=overview.agencies[:MAX_STATIC], coming=due_next(overview.rules, overview.frame.as_of),
        changed=changed, more_changed=more, trend=trend_of(passed.history),
    )  # fmt: skip


def _write_rules(pages: Pages, overview: Overview, out: Path) -> None:
    ranks = {agency.stem: rank for rank, agency in enumerate(overview.agencies)}
    packs = packs_of(overview.frame.run, overview.rules)
    written: set[Path] = set()
    for rule in overview.rules:
        totals = overview.of_rule(rule)
        kept = sorted(overview.tally.rows[rule.stem], key=lambda row: (row[0][0], ranks[row[1].stem]))
        rows = [row for _, row in kept[:MAX_ROWS]]
        page = pages.write(
            f"rule/{rule.stem}.html", "rule.html", rule=rule, totals=totals, rows=rows, more=totals.all - len(rows),
            packs=packs,
        )  # fmt: skip
        written.add(page)
    remove_stale(out / "rule", written)


def _evidence(rules: Sequence[RuleView]) -> list[EvidenceInfo]:
    """The evidence types that the rules ask for, each once, in the order of the rules."""
    options = (o for rule in rules if rule.info for need in rule.info.needs for o in need.options)
    return list({option.evidence.id: option.evidence for option in options}.values())
