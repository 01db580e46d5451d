"""The HTML report: a folder of pages that opens from a disk, without a network."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from itacheck.model import Confidence, Results, Status

from .build import build
from .files import MARK, remove_stale, write_atomic
from .matrix import bands
from .rule_info import EvidenceInfo, RuleInfo
from .text import breakable, duration, number, plural, size, strip_unseen
from .thai_date import english_date, english_datetime, thai_date, thai_datetime
from .todo import mend_first, tasks
from .totals import SHOWN, badness
from .view import ReportView
from .words import (
    CONFIDENCE,
    NOT_VERIFIED,
    SEVERITY,
    STATUS,
    WAIVED,
    WAIVER_EXPIRED,
    WAIVER_SIGN,
    form_words,
    year_words,
)

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
)
ASSETS = ("report.css", "report.js")


def write_html(results: Results, rules: Sequence[RuleInfo], out: Path) -> Path:
    """Write the report of a results file.

    Args:
        results: what a run found.
        rules: what is known of the rules; verdicts of other rules are shown under their ids.
        out: folder of the report, made where it is missing. Pages that an earlier report left in it are replaced.

    Returns:
        The path of `index.html`, which is written last: where it is new, all else is.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    view = build(results, rules)
    environment = _environment(view)
    templates = files(__package__) / "templates"
    for asset in ASSETS:
        write_atomic(out / asset, (templates / asset).read_text(encoding="utf-8"))
    written: set[Path] = set()
    for rule in view.rules:
        rows = [(a, v) for a in view.agencies for v in a.verdicts if v.rule is rule]
        rows.sort(key=lambda row: badness(row[1].status))
        page = environment.get_template("rule.html").render(root="../", rule=rule, rows=rows)
        written.add(_write(out / "rule" / f"{rule.stem}.html", page))
    for agency in view.agencies:
        page = environment.get_template("agency.html").render(root="../", agency=agency, tasks=tasks(agency))
        written.add(_write(out / "agency" / f"{agency.stem}.html", page))
    for folder in ("rule", "agency"):
        remove_stale(out / folder, written)
    page = environment.get_template("rules.html").render(root="", evidence=_evidence(view))
    written.add(_write(out / "rules.html", page))
    index = environment.get_template("index.html").render(
        root="", bands=bands(view.issues), mends=mend_first(view.agencies)
    )
    return _write(out / "index.html", index)


def _evidence(view: ReportView) -> list[EvidenceInfo]:
    """The evidence types that the rules ask for, each once, in the order of the rules."""
    options = (o for rule in view.rules if rule.info for need in rule.info.needs for o in need.options)
    return list({option.evidence.id: option.evidence for option in options}.values())


def _write(path: Path, page: str) -> Path:
    write_atomic(path, page)
    return path


def _environment(view: ReportView) -> Environment:
    environment = Environment(
        loader=PackageLoader("itacheck.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        th_date=thai_date,
        en_date=english_date,
        th_time=thai_datetime,
        en_time=english_datetime,
        breakable=breakable,
        number=number,
        plural=plural,
        size=size,
        duration=duration,
        form_words=form_words,
        year_words=year_words,
    )
    environment.globals.update(
        report=view,
        run=view.results.run,
        words=STATUS,
        shown=SHOWN,
        severity_words=SEVERITY,
        confidence_words=CONFIDENCE,
        not_verified=NOT_VERIFIED,
        waived_words=WAIVED,
        expired_words=WAIVER_EXPIRED,
        waiver_sign=WAIVER_SIGN,
        Status=Status,
        Confidence=Confidence,
        policy=POLICY,
        mark=Markup(MARK),  # noqa: S704 - a constant of this package
    )
    return environment


def _finalize(value: Any) -> Any:
    """The last fence: whatever a template prints has no control codes and no direction overrides."""
    return strip_unseen(value) if isinstance(value, str) and not isinstance(value, Markup) else value
