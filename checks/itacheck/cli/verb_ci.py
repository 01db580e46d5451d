"""`itacheck ci`: what the workflow of .github/workflows/check.yml calls. Not shown among the verbs."""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import date
from pathlib import Path

import click

from itacheck.ci import Act, Deed, Issues, conclusion, deeds, matrix, output, worse_of
from itacheck.errors import ConfigurationError
from itacheck.history import load_history
from itacheck.stored import ResultsFile

from .console import plain, say
from .history import FOLDER
from .options import as_of_option, examples, require_verb, today
from .selection import select

LABEL = "itacheck"
TOKEN = "GITHUB_TOKEN"  # noqa: S105 - its name
_PATH = click.Path(path_type=Path)


@click.group(
    hidden=True,
    invoke_without_command=True,
    short_help="Steps of a scheduled run.",
    epilog=examples("itacheck ci plan --agencies agencies.toml"),
)
@click.pass_context
def ci(context: click.Context) -> None:
    """Steps of a scheduled run on GitHub Actions (.github/workflows/check.yml)."""
    require_verb(context)


@ci.command(epilog=examples("itacheck ci plan --agencies agencies.toml --most 4"))
@click.option("--agencies", "file", type=_PATH, metavar="FILE", help="Who is checked. [agencies.toml]")
@as_of_option
@click.option("--each", type=click.IntRange(1), metavar="N", default=12, help="Sites for a part, about. [12]")
@click.option("--most", type=click.IntRange(1, 256), metavar="N", default=8, help="Parts at most. [8]")
def plan(file: Path | None, as_of: date | None, each: int, most: int) -> None:
    """Says into how many parts to cut a run: a matrix in JSON, also to GITHUB_OUTPUT with the day.

    Exit codes: 0 planned, 2 agencies.toml is broken, 3 it holds no agency.
    """
    day = as_of or today()
    agencies = select((), file, day).agencies
    told = matrix(agencies, each=each, most=most)
    text, parts = json.dumps(told), len(told["include"])
    output(matrix=text, parts=str(parts), agencies=str(len(agencies)), as_of=day.isoformat())
    say(text)
    say(f"{len(agencies)} หน่วยงาน {parts} ส่วน / agencies: {len(agencies)}, parts: {parts}", err=True)


@ci.command(epilog=examples("itacheck ci conclude --out reports --code 0"))
@click.option("--out", type=_PATH, metavar="DIR", default="reports", help="Where results.json is. [reports]")
@click.option("--code", type=click.IntRange(0, 255), required=True, metavar="N", help="How merge or check ended.")
@click.pass_context
def conclude(context: click.Context, out: Path, code: int) -> None:
    """Ends with 0 when a run was complete, whatever was found, else with what it lacked.

    Exit codes: 0 complete, 1 as asked by --fail-on, 2 broken, 3 nothing was checked, 4 incomplete.
    """
    file = out / "results.json"
    ended, why = conclusion(code, ResultsFile(file).agencies if file.is_file() else ())
    output(conclusion=str(ended))
    say(plain(f"itacheck: {why}"), err=ended != 0)
    context.exit(ended)


@ci.command(epilog=examples("itacheck ci issues --out reports --dry-run"))
@click.option("--out", type=_PATH, metavar="DIR", default="reports", help="Where results.json is. [reports]")
@click.option("--history", type=_PATH, metavar="DIR", help="Where the history is kept. [OUT/history]")
@click.option("--report", metavar="URL", help="Where the report can be read.")
@click.option("--most", type=click.IntRange(0), metavar="N", default=20, help="New issues of one run at most. [20]")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def issues(out: Path, history: Path | None, report: str | None, most: int, dry_run: bool) -> None:
    """Keeps one issue for each agency with which something got worse, until it is mended.

    Asks GITHUB_API_URL about GITHUB_REPOSITORY with GITHUB_TOKEN. Exit codes: 0 done, 2 usage, 4 GitHub refused.
    """
    told = list(ResultsFile(out / "results.json").agencies)
    known = load_history(history or out / FOLDER)
    here = Issues(
        os.environ.get("GITHUB_API_URL", "https://api.github.com"),
        os.environ.get("GITHUB_REPOSITORY", ""),
        os.environ.get(TOKEN, ""),
    )
    if not dry_run and not os.environ.get(TOKEN):
        raise ConfigurationError(f"{TOKEN}: not set, so no issue can be written", "set it, or add --dry-run")
    worse = {agency.id: worse_of(known, agency.id) for agency in told}
    done, left = Counter[Act](), 0
    for deed in list(deeds(told, worse, here.labelled(LABEL), report)):
        if deed.act is Act.OPEN and done[Act.OPEN] >= most:
            left += 1
            continue
        number = deed.number if dry_run else _do(here, deed)
        done[deed.act] += 1
        named = f" #{number}" if number is not None else ""
        say(plain(f"{'would ' if dry_run else ''}{deed.act}{named}: {deed.agency}"))
    counts = ", ".join(f"{act} {number}" for act, number in done.items()) or "nothing to do"
    say(f"issues: {counts}")
    if left:
        say(f"issues: {left} more are opened by later runs (--most {most})", err=True)


def _do(here: Issues, deed: Deed) -> int:
    if deed.number is None:
        return here.create(deed.title, deed.body, LABEL)
    here.update(deed.number, **deed.fields)
    return deed.number
