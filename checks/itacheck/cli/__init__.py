"""The command line: parses, builds, calls, prints, exits."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import click

import itacheck
from itacheck.errors import ItacheckError

from .console import plain, say, set_up_log, set_up_streams
from .options import examples, require_verb

__all__ = ["cli", "main"]

INCOMPLETE = 4

log = logging.getLogger(__name__)


_VERBS = {
    "check": "verb_check",
    "agencies": "verb_agencies",
    "watch": "verb_watch",
    "demo": "verb_check",
    "inspect": "verb_inspect",
    "explain": "verb_rules",
    "diff": "verb_diff",
    "merge": "verb_merge",
    "report": "verb_report",
    "rules": "verb_rules",
    "accuracy": "verb_accuracy",
    "init": "verb_init",
    "ci": "verb_ci",
}
"""Verb -> its module."""


class _Verbs(click.Group):
    """Imports a verb when it is asked for: each needs rooms of its own, and every process of a run imports this."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's own
        module = _VERBS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(import_module(f"{__name__}.{module}"), cmd_name)
        return command


@click.group(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
    epilog=examples("itacheck demo", "itacheck check https://www.example.go.th"),
)
@click.version_option(itacheck.__version__, prog_name="itacheck")
@click.option("-v", "--verbose", is_flag=True, help="Log what is done to the standard error.")
@click.option(
    "--log-format", type=click.Choice(["text", "json"]), default="text", metavar="FORM",
    help="The standard error as text, or as JSON lines (json). [text]",
)  # fmt: skip
@click.pass_context
def cli(context: click.Context, verbose: bool, log_format: str) -> None:
    """Checks agencies' websites against the measures document and shows the page that proves each verdict."""
    set_up_log(verbose=verbose, as_json=log_format == "json")
    require_verb(context)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The entry point: every trouble is one line on the standard error, and its exit code.

    Args:
        arguments: without the program's name; None: those of the process.
    """
    set_up_streams()
    try:
        code = cli.main(arguments, prog_name="itacheck", standalone_mode=False)
    except ItacheckError as error:
        _end(error.line, error.exit_code)
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "itacheck"
        _end(f"{_sentence(error)}: see {where} --help", 2)
    except click.ClickException as error:
        _end(_sentence(error), 2)
    except (click.Abort, KeyboardInterrupt):
        say("itacheck: given up", err=True)
        # Crawls that still wait for an answer would hold the process for as long as that takes.
        os._exit(INCOMPLETE)
    except Exception as error:
        log.info("the program broke", exc_info=True)
        _end(
            f"the program broke: {type(error).__name__}: {error}: report it with the output of itacheck -v", INCOMPLETE
        )
    sys.exit(code if isinstance(code, int) else 0)


def _sentence(error: click.ClickException) -> str:
    return " ".join(error.format_message().split()).rstrip(".")


def _end(line: str, code: int) -> NoReturn:
    say(f"itacheck: {plain(line)}", err=True, level="error")
    sys.exit(code)
