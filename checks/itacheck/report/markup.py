"""Marked-up words that stand on every page thousands of times: escaped once, remembered, the same everywhere.

They are functions rather than macros of a template because a call that is remembered costs a tenth of one that renders.
Thai and English stand beside each other; a reader who chose one language sees the other hidden only where both are there.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from markupsafe import Markup, escape

from itacheck.model import Bilingual, Status

from .text import strip_unseen
from .thai_date import english_date, english_datetime, thai_date, thai_datetime
from .words import STATUS, StatusWords

_EMPTY = Markup()
_SPAN = Markup('<span class="th">{}</span> <span lang="en" class="en">{}</span>')
_LONE = Markup('<span lang="en" class="en">{}</span>')
_BESIDE = Markup('<div class="bi"><p class="th">{}</p><p lang="en" class="en">{}</p></div>')
_BADGE = Markup('<span class="badge s-{}"><span class="sign" aria-hidden="true">{}</span> {}</span>')
_TIME = Markup('<time datetime="{}">{}</time>')


@lru_cache(maxsize=16_384)
def both(th: str, en: str = "") -> Markup:
    """Thai, with English beside it where that says something else."""
    th, en = strip_unseen(th), strip_unseen(en)
    return _SPAN.format(th, en) if th and en and th != en else escape(th) if th else _LONE.format(en) if en else _EMPTY


def bi(text: Bilingual) -> Markup:
    """`both` of a pair."""
    return both(text.th, text.en)


@lru_cache(maxsize=16_384)
def _beside(th: str, en: str) -> Markup:
    th, en = strip_unseen(th), strip_unseen(en)
    if th and en and th != en:
        return _BESIDE.format(th, en)
    return Markup('<div class="bi"><p>{}</p></div>').format(th) if th else Markup('<div class="bi">{}</div>').format(
        Markup('<p lang="en" class="en">{}</p>').format(en) if en else ""
    )  # fmt: skip


def beside(text: Bilingual) -> Markup:
    """A pair of sentences in two columns."""
    return _beside(text.th, text.en)


@lru_cache(maxsize=64)
def badge(status: Status | StatusWords, value: str = "") -> Markup:
    """A status with its sign and its words; never by colour alone."""
    words, name = (STATUS[status], status.value) if isinstance(status, Status) else (status, value)
    return _BADGE.format(name, words.sign, bi(words.name))


@lru_cache(maxsize=4_096)
def day(on: date) -> Markup:
    """A date of the Buddhist era, with that of the common era beside it."""
    return _TIME.format(on.isoformat(), both(thai_date(on), english_date(on)))


@lru_cache(maxsize=4_096)
def moment(at: datetime) -> Markup:
    """A moment in Thailand's time."""
    return _TIME.format(at.isoformat(), both(thai_datetime(at), english_datetime(at)))
