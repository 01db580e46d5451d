"""`itacheck merge`: the parts of a run as one run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from itacheck import merging
from itacheck.agencies import load_agencies
from itacheck.errors import ConfigurationError, NothingCheckedError
from itacheck.merging import Merged, Part, Unlooked
from itacheck.model import RunResult, Status
from itacheck.packs import Pack, load_packs, shipped_packs
from itacheck.stored import ResultsFile, ResultsWriter
from itacheck.tally import DEFAULT_FAIL_ON

from .console import counted, plain, say
from .ending import Ending
from .history import FOLDER, Keeping, history_option
from .options import examples, further_rules_option, plugins_option
from .selection import DEFAULT_FILE, choose_packs
from .verb_check import FAIL_ON, make_writable

RESULTS = "results.json"
INCOMPLETE = 4
MAX_NAMED = 5
_PATH = click.Path(path_type=Path)


@click.command(
    short_help="Make one run of the parts that check --shard wrote.",
    epilog=examples(
        "itacheck check --shard 1/2 --out parts/1   # and 2/2, elsewhere", "itacheck merge parts --out reports"
    ),
)
@click.argument("parts", nargs=-1, required=True, type=_PATH, metavar="PART...")
@click.option("--agencies", "agencies_file", type=_PATH, metavar="FILE", help="Who was to be checked. [agencies.toml]")
@further_rules_option
@plugins_option
@click.option("--out", type=_PATH, metavar="DIR", default="reports", help="Folder to write to. [reports]")
@history_option
@click.option(
    "--fail-on", type=click.Choice(FAIL_ON), metavar="STATUS", multiple=True,
    default=[status.value for status in DEFAULT_FAIL_ON],
    help=f"What makes the exit code 1 or 4, of {', '.join(FAIL_ON)}; repeatable. [the first three]",
)  # fmt: skip
@click.pass_context
def merge(
    context: click.Context,
    parts: tuple[Path, ...],
    agencies_file: Path | None,
    packs: tuple[str, ...],
    plugins: tuple[str, ...],
    out: Path,
    history: Path | None,
    fail_on: tuple[str, ...],
) -> None:
    """Merges PARTs (a results.json, a folder with one, or a folder of such folders): results, history and report.

    Agencies of a part that is missing are unreachable. Exit codes: those of check; 4 also when a part is missing.
    """
    found = list(_found(parts, out))
    agencies = load_agencies(agencies_file or DEFAULT_FILE, as_of=found[0].source.run.as_of).agencies
    merged = merging.merge(found, agencies, out.resolve())
    chosen = _packs_of(merged.run, packs, plugins)
    unlooked = Unlooked(chosen, merged.run)
    make_writable(out)
    keeping = Keeping(history or out / FOLDER)
    ending = Ending(chosen, out, merged.run.as_of, keeping)
    with ResultsWriter(out / RESULTS) as writer:
        for result in merged.results(unlooked):
            ending.tally.add(result)
            writer.add(result)
        results = writer.finish(merged.run, (agency.id for agency in agencies))
    ending.write(results)
    ending.tell()
    if merged.missing:
        say(plain(_missing(merged)), err=True)
    if not merged.places:
        raise NothingCheckedError(
            "no part has checked any agency, so nothing was checked", "see what became of the parts"
        )
    context.exit(INCOMPLETE if merged.missing else ending.tally.exit_code(map(Status, fail_on)))


def _found(paths: Sequence[Path], out: Path) -> Iterator[Part]:
    """The parts by their files.

    Raises:
        ConfigurationError: a path is not there, the same file is named twice, or is no results.
        NothingCheckedError: a folder holds none, and no other one does.
    """
    files: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise ConfigurationError(f"{path}: no such file or folder", "name what check --shard wrote with --out")
        if path.is_dir():
            here = [path / RESULTS] if (path / RESULTS).is_file() else sorted(path.glob(f"*/{RESULTS}"))
            if not here:
                say(plain(f"! {path}: ไม่มีผลของส่วนนี้ / no results of this part"), err=True)
        else:
            here = [path]
        for file in here:
            if file.resolve() == (out / RESULTS).resolve():
                raise ConfigurationError(
                    f"{file}: is a part, and the merged results would be written there", "choose another --out"
                )
            if file.resolve() in files:
                raise ConfigurationError(f"{files[file.resolve()]} and {file}: the same file", "name it once")
            files[file.resolve()] = file
    if not files:
        named = ", ".join(map(str, paths[:MAX_NAMED]))
        raise NothingCheckedError(f"{named}: no {RESULTS}, so nothing was checked", "see what became of the parts")
    for resolved, file in files.items():
        yield Part(str(file), resolved.parent, ResultsFile(file))


def _packs_of(run: RunResult, given: Sequence[str], plugins: Sequence[str]) -> list[Pack]:
    """The packs by which a run judged, as far as they are at hand, in its order."""
    shipped = [pack.id for pack in run.packs if pack.id in shipped_packs()]
    chosen, catalogue = choose_packs(given or shipped, plugins)
    own = {pack.id for pack in chosen}
    by_id = {pack.id: pack for pack in (*chosen, *load_packs([name for name in shipped if name not in own], catalogue))}
    return [by_id[pack.id] for pack in run.packs if pack.id in by_id]


def _missing(merged: Merged) -> str:
    number = len(merged.missing)
    named = "; ".join(f"{agency}: {why}" for agency, why in list(merged.missing.items())[:MAX_NAMED])
    more = f" (+{number - MAX_NAMED})" if number > MAX_NAMED else ""
    told = f"no results of {counted(number, 'agency')}, a part is missing: {named}{more}"
    return f"! ไม่มีผลของ {number} หน่วยงาน เพราะบางส่วนของการตรวจหายไป / {told}"
