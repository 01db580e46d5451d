"""Marked-up words that stand on every page thousands of times: escaped once, remembered, the same everywhere.

They are functions rather than macros of a template: a call that is remembered costs a tenth of one that renders. Thai
and English stand beside each other; for a reader who chose one language the other is hidden, where both are there.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from html import escape

from markupsafe import Markup

from itacheck.model import Bilingual, Status

from .text import strip_unseen
from .thai_date import english_date, english_datetime, thai_date, thai_datetime
from .words import STATUS, StatusWords

_EMPTY = Markup()


def html(made: str) -> Markup:
    """What is marked up already: every value in it has gone through `safe`."""
    # Markup.format costs thirty times an f-string.
    return Markup(made)  # noqa: S704


def safe(text: str) -> str:
    """Text of a stranger, escaped and with nothing unseen in it."""
    return escape(text if text.isprintable() else strip_unseen(text))


@lru_cache(maxsize=16_384)
def both(th: str, en: str = "") -> Markup:
    """Thai, with English beside it where that says something else."""
    thai, english = safe(th), safe(en)
    if thai and english and thai != english:
        return html(f'<span class="th">{thai}</span> <span lang="en" class="en">{english}</span>')
    return html(thai) if thai else (html(f'<span lang="en" class="en">{english}</span>') if english else _EMPTY)


def bi(text: Bilingual) -> Markup:
    """`both` of a pair."""
    return both(text.th, text.en)


@lru_cache(maxsize=4_096)
def anchor(href: str, title: str) -> Markup:
    """A link out of the report."""
    return html(f'<a href="{escape(href)}" rel="noopener noreferrer">{safe(title)}</a>')


@lru_cache(maxsize=16_384)
def _beside(th: str, en: str) -> Markup:
    thai, english = safe(th), safe(en)
    if thai and english and thai != english:
        return html(f'<div class="bi"><p class="th">{thai}</p><p lang="en" class="en">{english}</p></div>')
    alone = f"<p>{thai}</p>" if thai else f'<p lang="en" class="en">{english}</p>' if english else ""
    return html(f'<div class="bi">{alone}</div>')


def beside(text: Bilingual) -> Markup:
    """A pair of sentences in two columns."""
    return _beside(text.th, text.en)


@lru_cache(maxsize=64)
def badge(status: Status | StatusWords, value: str = "") -> Markup:
    """A status with its sign and its words; never by colour alone."""
    words, name = (STATUS[status], status.value) if isinstance(status, Status) else (status, value)
    sign = f'<span class="sign" aria-hidden="true">{escape(words.sign)}</span>'
    return html(f'<span class="badge s-{escape(name)}">{sign} {bi(words.name)}</span>')


@lru_cache(maxsize=4_096)
def day(on: date) -> Markup:
    """A date of the Buddhist era, with that of the common era beside it."""
    return _time(on.isoformat(), both(thai_date(on), english_date(on)))


@lru_cache(maxsize=4_096)
def moment(at: datetime) -> Markup:
    """A moment in Thailand's time."""
    return _time(at.isoformat(), both(thai_datetime(at), english_datetime(at)))


def _time(iso: str, shown: Markup) -> Markup:
    return html(f'<time datetime="{iso}">{shown}</time>')
