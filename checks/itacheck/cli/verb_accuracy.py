"""`itacheck accuracy`: how right the program is on a labelled folder."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import click

from itacheck.accuracy import (
    CellReport,
    LabelledCells,
    LabelledPages,
    PageReport,
    as_markdown,
    as_text,
    between_marks,
    inspect_pages,
    judge_cells,
    load_labelled,
    read_results,
    score_cells,
    score_pages,
    sections_of,
)
from itacheck.errors import ConfigurationError, ItacheckError, NothingCheckedError
from itacheck.files import json_line
from itacheck.model import Results
from itacheck.packs import DEFAULT_PACK, Catalogue, Pack, load_catalogue, load_pack

from .console import Progress, plain, say, stopping
from .options import examples, labelled_as_of_option, today

BELOW = 1
_COUNT, _SHARE = click.IntRange(0), click.FloatRange(0, 1)


class StoppedError(ItacheckError):
    """What was collected of a run that was stopped says nothing about how right it is."""

    exit_code = 4


@click.command(
    short_help="Score the verdicts against a labelled folder.",
    epilog=examples("itacheck accuracy my-sample --results reports/results.json"),
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", metavar="FORM",
    help="text, json, or markdown (the short tables). [text]",
)  # fmt: skip
@click.option("--rules", "pack_name", metavar="PACK", help=f"Rule pack. [set.toml's, else {DEFAULT_PACK}]")
@labelled_as_of_option
@click.option("--results", type=click.Path(path_type=Path), metavar="FILE", help="Score this run, without a crawl.")
@click.option("--set", "settings", type=click.Path(path_type=Path), metavar="FILE", help="Settings. [DIR/set.toml]")
@click.option("--errors", type=_COUNT, metavar="N", default=20, help="Most errors of each kind to tell. [20]")
@click.option("--floor-f1", type=_SHARE, metavar="X", help="End with 1 when F1 is below it.")
@click.option("--floor-exact", type=_SHARE, metavar="X", help="The same for the share of right answers.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write there (markdown: between its marks)."
)
@click.pass_context
def accuracy(
    context: click.Context,
    folder: Path,
    form: str,
    pack_name: str | None,
    as_of: date | None,
    results: Path | None,
    settings: Path | None,
    errors: int,
    floor_f1: float | None,
    floor_exact: float | None,
    out: Path | None,
) -> None:
    """Scores what the program says against the labels in DIR/labels.jsonl.

    They are about rules on agencies (the sites in DIR, served on this machine, or DIR/agencies.toml) or about evidence
    on single pages. Exit codes: 0 scored, 1 below a floor, 2 bad folder or label, 3 nothing labelled, 4 stopped.
    """
    if out is not None and (out.is_dir() or not out.parent.is_dir()):
        raise ConfigurationError(f"--out {out}: cannot be written", "name a file in a folder that there is")
    labelled = load_labelled(folder, settings)
    catalogue = load_catalogue()
    report: CellReport | PageReport
    if isinstance(labelled, LabelledCells):
        pack = load_pack(pack_name or labelled.settings.pack or DEFAULT_PACK, catalogue)
        report = _cells(labelled, pack, catalogue, as_of, results)
    else:
        for option, value in (("--rules", pack_name), ("--as-of", as_of), ("--results", results)):
            if value is not None:
                raise click.UsageError(f"{option}: single pages are judged without it", context)
        report = _pages(labelled, catalogue)
    _write(report, form, errors, out)
    context.exit(_below_floors(report, floor_f1, floor_exact))


def _cells(
    labelled: LabelledCells, pack: Pack, catalogue: Catalogue, as_of: date | None, finished: Path | None
) -> CellReport:
    labelled_as_of = labelled.settings.as_of
    if finished is None:
        results = _judged(labelled, pack, catalogue, as_of or labelled_as_of or today())
    elif as_of is not None:
        raise click.UsageError("--as-of: the run of --results has its own day")
    else:
        results = read_results(finished, labelled, pack)
    notes = []
    if labelled_as_of is not None and labelled_as_of != results.run.as_of:
        notes.append(f"note: judged as of {results.run.as_of}, but the labels are true on {labelled_as_of}")
    if finished is not None and any(p.id == pack.id and p.digest != pack.digest for p in results.run.packs):
        notes.append(f"note: the run was judged by another version of pack {pack.id} than the one here")
    return score_cells(
        labelled.labels, results, pack, description=labelled.settings.description, notes=tuple(notes)
    )  # fmt: skip


def _judged(labelled: LabelledCells, pack: Pack, catalogue: Catalogue, day: date) -> Results:
    progress = Progress(len({label.agency for label in labelled.labels}))
    stop = threading.Event()
    with stopping(stop), progress.shown():
        results = judge_cells(
            labelled, pack, catalogue, day, stop=stop, progress=progress.crawled, done=progress.finished
        )
    if stop.is_set():
        raise StoppedError("stopped before everything was looked at, so nothing was scored", "run it again")
    return results


def _pages(labelled: LabelledPages, catalogue: Catalogue) -> PageReport:
    answers = labelled.answers(catalogue)
    report = score_pages(
        labelled.labels, inspect_pages(labelled, catalogue), answers, description=labelled.settings.description
    )
    if not report.overall.present.total:
        raise NothingCheckedError(
            f"{labelled.folder}: no label says present or not of an evidence type, so nothing was scored",
            "see itacheck rules list for their ids",
        )
    return report


def _write(report: CellReport | PageReport, form: str, errors: int, out: Path | None) -> None:
    if form == "json":
        lines = [json_line(report.as_json())]
    else:
        render = as_text if form == "text" else as_markdown
        lines = [plain(line) for line in render(sections_of(report), errors)]
    if out is None:
        for line in lines:
            say(line)
        return
    try:
        there = out.read_text(encoding="utf-8") if form == "markdown" and out.is_file() else ""
        text = between_marks(there, lines) or "\n".join(lines) + "\n"
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ConfigurationError(f"--out {out}: cannot be written ({error.strerror})", "choose another file") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"--out {out}: is there and not UTF-8 text", "choose another file") from None


def _below_floors(report: CellReport | PageReport, floor_f1: float | None, floor_exact: float | None) -> int:
    overall = report.overall
    tally = report.overall.passes if isinstance(report, CellReport) else report.overall.present
    code = 0
    for name, option, value, floor in (
        ("F1", "--floor-f1", tally.f1, floor_f1),
        ("the share of right answers", "--floor-exact", overall.exact.value, floor_exact),
    ):
        # A figure that cannot be told has not reached its floor.
        if floor is not None and (value is None or value < floor):
            told = "cannot be told" if value is None else f"is {value:.4g}"
            say(f"itacheck: {name} {told}, below {option} {floor:g}", err=True)
            code = BELOW
    return code
