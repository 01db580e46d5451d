"""The templates, and a page made of one: in any process, each page by itself."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from itacheck.model import Confidence, Status

from . import markup
from .article import Articles
from .files import MARK, write_atomic
from .frame import Frame, packs_of
from .marks import Waived
from .text import breakable, duration, number, plural, size, strip_unseen
from .thai_date import english_date, thai_date
from .todo import tasks
from .totals import SHOWN
from .view import AgencyView
from .words import (
    CONFIDENCE,
    NOT_VERIFIED,
    SEVERITY,
    STATE,
    STATUS,
    WAIVED,
    WAIVER_EXPIRED,
    WAIVER_SIGN,
    form_words,
    kind_words,
    year_words,
)

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
)


ASSETS = ("report.css", "report.js")


def write_assets(out: Path) -> None:
    """Write what every page asks for.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    templates = files(__package__) / "templates"
    for asset in ASSETS:
        write_atomic(out / asset, (templates / asset).read_text(encoding="utf-8"))


class Pages:
    """The pages of one report, as templates with what they all show."""

    def __init__(self, frame: Frame, out: Path) -> None:
        self._frame = frame
        self._out = out
        self._environment = _environment(frame)

    def agency(self, agency: AgencyView) -> Path:
        """Write the page of an agency.

        Raises:
            ConfigurationError: the folder cannot be written.
        """
        packs = packs_of(self._frame.run, (verdict.rule for verdict in agency.verdicts))
        page = f"agency/{agency.stem}.html"
        return self.write(page, "agency.html", packs=packs, agency=agency, tasks=tasks(agency))

    def write(self, name: str, template: str, **values: Any) -> Path:
        """Write one other page.

        Args:
            name: its path in the folder of the report.
            template: which one.
            values: what it shows.

        Raises:
            ConfigurationError: the folder cannot be written.
        """
        path = self._out / name
        root = "../" * name.count("/")
        write_atomic(path, self._environment.get_template(template).render(root=root, **values))
        return path


def _environment(frame: Frame) -> Environment:
    environment = Environment(
        loader=PackageLoader("itacheck.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "th_date": thai_date, "en_date": english_date, "breakable": breakable, "number": number, "plural": plural,
        "size": size, "duration": duration, "form_words": form_words, "kind_words": kind_words,
        "year_words": year_words,
    }  # fmt: skip
    environment.filters.update(filters)
    environment.globals.update(
        both=markup.both,
        bi=markup.bi,
        beside=markup.beside,
        badge=markup.badge,
        day=markup.day,
        moment=markup.moment,
        run=frame.run,
        words=STATUS,
        states=STATE,
        shown=SHOWN,
        severity_words=SEVERITY,
        confidence_words=CONFIDENCE,
        not_verified=NOT_VERIFIED,
        waived_words=WAIVED,
        expired_words=WAIVER_EXPIRED,
        waiver_sign=WAIVER_SIGN,
        Status=Status,
        Waived=Waived,
        Confidence=Confidence,
        policy=POLICY,
        mark=Markup(MARK),  # noqa: S704 - a constant of this package
    )
    module = environment.get_template("_verdict.html").module
    articles = Articles({name: getattr(module, name) for name in dir(module) if not name.startswith("_")})
    environment.globals.update(article=articles.article, item=articles.item)
    return environment


def _finalize(value: Any) -> Any:
    """The last fence: whatever a template prints has no control codes and no direction overrides."""
    return strip_unseen(value) if isinstance(value, str) and not isinstance(value, Markup) else value
