"""The command line: parses, builds, calls, prints, exits."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

import itacheck
from itacheck.errors import ItacheckError

from .console import plain, say, set_up_log, set_up_streams
from .options import examples, require_verb
from .verb_accuracy import accuracy
from .verb_check import check, demo
from .verb_diff import diff
from .verb_inspect import inspect
from .verb_report import report
from .verb_rules import explain, rules

__all__ = ["cli", "main"]

INCOMPLETE = 4

log = logging.getLogger(__name__)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
    epilog=examples("itacheck demo", "itacheck check https://www.example.go.th"),
)
@click.version_option(itacheck.__version__, prog_name="itacheck")
@click.option("-v", "--verbose", is_flag=True, help="Log what is done to the standard error.")
@click.pass_context
def cli(context: click.Context, verbose: bool) -> None:
    """Checks agencies' websites against the measures document and shows the page that proves each verdict."""
    set_up_log(verbose=verbose)
    require_verb(context)


for verb in (check, demo, inspect, explain, diff, report, rules, accuracy):
    cli.add_command(verb)


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
    say(f"itacheck: {plain(line)}", err=True)
    sys.exit(code)
