"""Options that several verbs share."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import click

from itacheck.errors import ConfigurationError
from itacheck.packs import DEFAULT_PACK
from itacheck.read import Tesseract, find_tesseract
from itacheck.sharding import Shard

from .console import say

_THAILAND = timezone(timedelta(hours=7))
_FIRST_BUDDHIST_YEAR = 2400
"""A year from here on is meant in the Buddhist era."""


def today() -> date:
    """The day in Thailand, where the due dates are."""
    return datetime.now(_THAILAND).date()


def _day(_context: click.Context, _option: click.Parameter, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a day: write YYYY-MM-DD, in the common era") from None
    if day.year >= _FIRST_BUDDHIST_YEAR:
        meant = f"{day.year - 543}{day.isoformat()[4:]}"
        raise click.BadParameter(f"{text!r} is of the Buddhist era: write {meant}")
    return day


def _packs(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """The packs, also where several stand in one word: `2568,oit-2568`."""
    named = [one for word in given for one in ([word] if "," not in word or Path(word).is_dir() else word.split(","))]
    if not all(one.strip() for one in named):
        raise click.BadParameter("names no rule pack")
    return tuple(one.strip() for one in named)


as_of_option = click.option(
    "--as-of", callback=_day, metavar="DATE", help="Judge due dates as on this day (YYYY-MM-DD). [today]"
)
labelled_as_of_option = click.option(
    "--as-of", callback=_day, metavar="DATE", help="The day to judge on (YYYY-MM-DD). [set.toml's, else today]"
)
since_option = click.option(
    "--since", callback=_day, metavar="DATE", help="Tell the changes from this day on (YYYY-MM-DD). [of the last run]"
)
further_rules_option = click.option(
    "--rules", "packs", multiple=True, callback=_packs, metavar="PACK", help="Pack that is not shipped; repeatable."
)
rules_option = click.option(
    "--rules",
    "packs",
    multiple=True,
    callback=_packs,
    metavar="PACK",
    default=(DEFAULT_PACK,),
    help=f"Rule pack: id or folder; repeatable. [{DEFAULT_PACK}]",
)
plugins_option = click.option(
    "--plugins",
    multiple=True,
    metavar="FORM",
    help="Allow a custom form of evidence; repeatable.",
)


def _shard(_context: click.Context, _option: click.Parameter, text: str | None) -> Shard | None:
    return None if text is None else Shard.parse(text)


shard_option = click.option(
    "--shard", callback=_shard, metavar="I/N", help="Check part I of N only; parts may be uneven."
)


def _scheduler(context: click.Context, option: click.Parameter, text: str | None) -> str | None:
    if text is None or re.fullmatch(r"[1-9][0-9]{0,2}", text) or re.fullmatch(r"(?:tcp|tls)://[^\s/]+:[0-9]+", text):
        return text
    raise click.BadParameter(f"{text!r:.80} is neither tcp://HOST:PORT nor a number of processes", context, option)


scheduler_option = click.option(
    "--scheduler", callback=_scheduler, metavar="URL|N", help="Spread over a Dask cluster, or over N processes."
)
ocr_option = click.option(
    "--ocr/--no-ocr",
    default=None,
    help="Read scans by Tesseract, or do not. [if it is there]",
)


def tesseract_of(wanted: bool | None) -> Tesseract | None:
    """What reads pictures, by the option `--ocr/--no-ocr`.

    Raises:
        ConfigurationError: it was asked for and cannot be had here.
    """
    if wanted is False:
        return None
    try:
        return find_tesseract()
    except ConfigurationError:
        if wanted:
            raise
        return None


def examples(*lines: str) -> str:
    """The end of a help page: commands to copy."""
    return "\n".join(("\b", "Examples:" if len(lines) > 1 else "Example:", *(f"  {line}" for line in lines)))


def require_verb(context: click.Context) -> None:
    """Shows a group's help when no verb was named.

    Raises:
        click.UsageError: none was: a scheduled job that forgot its verb must not look as if it had checked something.
    """
    if context.invoked_subcommand is None:
        say(context.get_help())
        raise click.UsageError("no verb given", context)
