"""`itacheck diff`: what changed between two runs."""

from __future__ import annotations

from pathlib import Path

import click

from itacheck.border import parse, read_json
from itacheck.changes import compare, misfit
from itacheck.errors import ConfigurationError
from itacheck.files import json_line
from itacheck.model import Results
from itacheck.report import diff_json, diff_markdown, diff_text

from .console import plain, say
from .options import examples

CHANGED = 1
_FILE = click.Path(path_type=Path)


@click.command(
    short_help="Tell what changed between two runs, and why.",
    epilog=examples("itacheck diff last-week/results.json reports", "itacheck diff old new --format markdown"),
)
@click.argument("before", type=_FILE, metavar="A")
@click.argument("after", type=_FILE, metavar="B")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", metavar="FORM",
    help="text, json or markdown. [text]",
)  # fmt: skip
@click.option("--rejudged", type=_FILE, metavar="C", help="The pages of A judged as B was (check --from-warc).")
@click.pass_context
def diff(context: click.Context, before: Path, after: Path, form: str, rejudged: Path | None) -> None:
    """Compares the verdicts of two runs: A the older, B the newer; each a results.json or a folder with one.

    Changes of the site, of the rules, of the day and of whether the site could be looked at are told apart; where the
    results do not tell, it says so. Exit codes: 0 nothing changed, 1 something did, 2 bad input.
    """
    old, new = read_results(before), read_results(after)
    third = None
    if rejudged is not None:
        third = read_results(rejudged)
        why = misfit(old, new, third)
        if why is not None:
            raise ConfigurationError(
                f"--rejudged {rejudged}: {why}", "judge the WARC files of A with check --from-warc, as B was judged"
            )
    told = compare(old, new, third)
    if form == "json":
        say(json_line(diff_json(told)))
    else:
        for line in diff_text(told) if form == "text" else diff_markdown(told):
            say(plain(line))
    context.exit(CHANGED if told.changed else 0)


def read_results(path: Path) -> Results:
    """The results of a run, by their file or its folder.

    Raises:
        ConfigurationError: there are none, or they are of another kind of file.
    """
    file = results_file(path)
    return parse(Results, read_json(file, "name the results.json of a run"), str(file))


def results_file(path: Path) -> Path:
    """The `results.json` that is meant by its own name or by that of its folder."""
    return path / "results.json" if path.is_dir() else path
