"""Options that several verbs share."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import click

from itacheck.packs import DEFAULT_PACK

from .console import say

_THAILAND = timezone(timedelta(hours=7))
_FIRST_BUDDHIST_YEAR = 2400
"""A year from here on is meant in the Buddhist era."""


def today() -> date:
    """The day in Thailand, where the due dates are."""
    return datetime.now(_THAILAND).date()


class Day(click.ParamType):  # type: ignore[type-arg,unused-ignore] - generic in newer releases of click
    """A day of the common era, as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day that was written."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day: write YYYY-MM-DD, in the common era", param, ctx)
        if day.year >= _FIRST_BUDDHIST_YEAR:
            self.fail(f"{value!r} is of the Buddhist era: write {day.year - 543}{day.isoformat()[4:]}", param, ctx)
        return day


as_of_option = click.option("--as-of", type=Day(), metavar="DATE", help="Judge due dates as on this day. [today]")
rules_option = click.option(
    "--rules",
    "packs",
    multiple=True,
    metavar="PACK",
    default=(DEFAULT_PACK,),
    help=f"Rule pack: id or folder; repeatable. [{DEFAULT_PACK}]",
)


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
