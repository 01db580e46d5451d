"""`itacheck report`: results and history in any format."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from itacheck.history import load_history
from itacheck.model import RunResult
from itacheck.packs import Catalogue, Pack, load_packs, shipped_packs
from itacheck.report import FORMATS, Material, RuleInfo, together, write_formats
from itacheck.stored import ResultsFile

from .console import plain, say
from .history import FOLDER
from .options import examples, further_rules_option, plugins_option, since_option
from .selection import choose_packs
from .verb_check import make_writable, rule_infos
from .verb_diff import results_file

_FILE = click.Path(path_type=Path)


@click.command(
    short_help="Render results in other formats.",
    epilog=examples(
        "itacheck report reports/results.json --out site",
        "itacheck report reports --out out --format markdown --format csv",
    ),
)
@click.argument("results", nargs=-1, required=True, type=_FILE, metavar="RESULTS...")
@click.option("--out", type=_FILE, metavar="DIR", required=True, help="Folder to write to.")
@click.option(
    "--format", "forms", type=click.Choice(list(FORMATS)), multiple=True, default=["html"], metavar="FORM",
    help=f"{', '.join(FORMATS)}; repeatable. [html]",
)  # fmt: skip
@click.option("--history", type=_FILE, metavar="DIR", help="Where the history is. [history beside the first RESULTS]")
@since_option
@further_rules_option
@plugins_option
def report(
    results: tuple[Path, ...],
    out: Path,
    forms: tuple[str, ...],
    history: Path | None,
    since: date | None,
    packs: tuple[str, ...],
    plugins: tuple[str, ...],
) -> None:
    """Renders RESULTS (a results.json, or a folder with one), together with the history; nothing is crawled or judged.

    Several RESULTS hold different agencies, judged alike on the same day. Exit codes: 0 written, 2 bad input.
    """
    told = together([(str(path), ResultsFile(results_file(path))) for path in results])
    first = results[0] if results[0].is_dir() else results[0].parent
    known = load_history(history or first / FOLDER)
    chosen, notes = _packs_of(told.run, packs, plugins)
    if known.newest is not None and known.run(told.run.id) is not known.newest:
        notes.append(
            f"ประวัติเป็นของรอบตรวจ {known.newest.id} ไม่ใช่รอบของผลนี้ ({told.run.id}) / "
            f"the history ends with run {known.newest.id}, and these results are of run {told.run.id}"
        )
    rules: list[RuleInfo] = [info for pack in chosen for info in rule_infos(pack)]
    make_writable(out)
    material = Material(told, rules, known, since)
    for form, path in write_formats(forms, material, out):
        say(plain(f"{form}: {path}"))
    for note in notes:
        say(plain(note), err=True)


def _packs_of(run: RunResult, given: Sequence[str], plugins: Sequence[str]) -> tuple[list[Pack], list[str]]:
    """The packs by which a run judged, as far as they are at hand, and what the reader must know of them."""
    shipped = [pack.id for pack in run.packs if pack.id in shipped_packs()]
    chosen: list[Pack] = []
    if given or shipped:
        catalogue: Catalogue
        chosen, catalogue = choose_packs(given or shipped, plugins)
        own = {pack.id for pack in chosen}
        chosen += load_packs([name for name in shipped if name not in own], catalogue) if given else []
    by_id = {pack.id: pack for pack in chosen}
    notes = []
    for pack in run.packs:
        if pack.id not in by_id:
            notes.append(
                f"ไม่มีชุดกฎ {pack.id} จึงแสดงเพียงหมายเลขข้อ (ระบุด้วย --rules) / "
                f"rule pack {pack.id} is not here, so its rules are shown by their ids: name it with --rules"
            )
        elif by_id[pack.id].digest != pack.digest:
            notes.append(
                f"ชุดกฎ {pack.id} เปลี่ยนไปหลังการตรวจ ชื่อและกำหนดอาจต่างไป / "
                f"rule pack {pack.id} has changed since the run: titles and due dates may be other ones"
            )
    return chosen, notes
