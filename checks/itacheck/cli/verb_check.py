"""`itacheck check` and `itacheck demo`."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from itacheck.crawl import Browser, check_surroundings
from itacheck.demo import DemoProvince
from itacheck.errors import ConfigurationError, IncompleteError
from itacheck.known import known_places
from itacheck.metrics import Metrics
from itacheck.model import Status, Unrendered
from itacheck.packs import Catalogue, Pack
from itacheck.read import Tesseract
from itacheck.run import Run
from itacheck.sharding import Shard
from itacheck.stored import ResultsWriter
from itacheck.tally import DEFAULT_FAIL_ON, MAX_NAMED
from itacheck.unfinished import Unfinished
from itacheck.workers import cluster_at, processes_for

from .browsing import browsing, no_browser_option
from .console import Progress, plain, say, stopping
from .ending import Ending
from .history import FOLDER, Keeping, history_option
from .kept import select_kept
from .metrics import Metering, metrics_option
from .options import (
    as_of_option,
    examples,
    ocr_option,
    plugins_option,
    rules_option,
    scheduler_option,
    shard_option,
    tesseract_of,
    today,
)
from .resuming import begun, cache_option, resume_option
from .selection import Selection, check_rule_ids, choose_packs, folders_served, select
from .todo import open_option, show

FAIL_ON = ("fail", "unreachable", "error", "review")
STOPPED = 4


@click.command(
    short_help="Crawl agencies, judge every rule, write the report.",
    epilog=examples(
        "itacheck check --agencies agencies.toml --out reports",
        "itacheck check tak-land-transport https://www.example.go.th",
    ),
)
@click.argument("selection", nargs=-1, metavar="[AGENCY_ID|URL|FOLDER]...")
@click.option(
    "--agencies",
    "agencies_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Who is checked. [agencies.toml]",
)
@rules_option
@plugins_option
@as_of_option
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", default="reports", help="Folder to write to. [reports]"
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), metavar="N", default=8, help="Agencies checked at the same time. [8]"
)
@click.option(
    "--fail-on", type=click.Choice(FAIL_ON), metavar="STATUS", multiple=True,
    default=[status.value for status in DEFAULT_FAIL_ON],
    help="Exit 1 or 4 on it. [fail unreachable error; or review]",
)  # fmt: skip
@no_browser_option
@ocr_option
@click.option(
    "--save-warc", type=click.Path(path_type=Path), metavar="DIR", help="Keep the pages as WARC files in DIR."
)
@click.option("--from-warc", type=click.Path(path_type=Path), metavar="DIR", help="Judge pages kept there; no network.")
@resume_option
@cache_option
@history_option
@shard_option
@scheduler_option
@metrics_option
@open_option
@click.pass_context
def check(
    context: click.Context,
    selection: tuple[str, ...],
    agencies_file: Path | None,
    packs: tuple[str, ...],
    plugins: tuple[str, ...],
    as_of: date | None,
    out: Path,
    jobs: int,
    fail_on: tuple[str, ...],
    no_browser: bool,
    ocr: bool | None,
    save_warc: Path | None,
    from_warc: Path | None,
    resume: bool,
    cache: Path | None,
    history: Path | None,
    shard: Shard | None,
    scheduler: str | None,
    metrics: str | None,
    open_report: bool,
) -> None:
    """Crawls the agencies, judges every rule, writes results and report to OUT.

    Exits with 0 none failed, 1 some did, 2 usage, 3 none checked, 4 incomplete.
    """
    if save_warc is not None and from_warc is not None:
        raise click.UsageError("--save-warc: pages from --from-warc are kept already: leave one of them out", context)
    if (resume or cache is not None) and from_warc is not None:
        option = "--resume" if resume else "--cache"
        raise click.UsageError(f"{option}: judging pages from --from-warc asks nobody: leave one of them out", context)
    chosen, catalogue = choose_packs(packs, plugins)
    warcs: Mapping[str, Path] | None = None
    if from_warc is None:
        check_surroundings()
        day = as_of or today()
        folders = context.with_resource(folders_served(selection))
        selected = select(selection, agencies_file, day, folders)
    else:
        kept = select_kept(from_warc, selection, agencies_file, as_of)
        day, selected, warcs = kept.as_of, kept.selection, kept.warcs
        for note in kept.notes:
            say(plain(note), err=True)
    check_rule_ids(selected, chosen, catalogue)
    if shard is not None:
        selected = replace(selected, agencies=shard.chosen(selected.agencies))
    make_writable(out)
    if save_warc is not None:
        make_writable(save_warc, "--save-warc")
    if cache is not None:
        make_writable(cache, "--cache")
    # Parts run at the same time: their history is written when they are merged.
    keeping = Keeping(history or out / FOLDER, writes=shard is None)
    tesseract = tesseract_of(ocr)
    failing = frozenset(map(Status, fail_on))
    with browsing(no_browser=no_browser or from_warc is not None) as browser:
        options = {"browser": browser, "ocr": tesseract is not None, "save-warc": save_warc and save_warc.resolve()}
        with (
            (
                nullcontext()
                if warcs is not None
                else begun(selected, chosen, day, out, options, resume=resume, cache=cache)
            ) as held,
            Metering(metrics, out, day, jobs, shard).begun(selected.agencies, held) as measured,
        ):
            code, stopped = _checked(
                selected, chosen, catalogue, day, out, jobs, failing, browser, tesseract, save_warc, warcs, held,
                keeping, shard, scheduler, measured,
            )  # fmt: skip
            measured.end(code, stopped=stopped)
    if open_report:
        show(out / "index.html")
    context.exit(code)


@click.command(
    short_help="Check a small made-up province on this machine.",
    epilog=examples("itacheck demo", "itacheck demo --out my-demo"),
)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder to write to. [a new temporary one]")
@rules_option
@as_of_option
@click.pass_context
def demo(context: click.Context, out: Path | None, packs: tuple[str, ...], as_of: date | None) -> None:
    """Checks a small fictional province that is served on this machine, and says where the report is."""
    day = as_of or today()
    chosen, catalogue = choose_packs(packs)
    out = out or Path(tempfile.mkdtemp(prefix="itacheck-demo-"))
    make_writable(out)
    with DemoProvince(day) as province:
        file = out / "agencies.toml"
        province.write_agencies_toml(file)
        code, stopped = _checked(select((), file, day), chosen, catalogue, day, out, 8, frozenset(DEFAULT_FAIL_ON))
    if stopped:
        context.exit(code)
    say(
        f"การตรวจจริงจะจบด้วยรหัส {code} เพราะในตัวอย่างมีหน่วยงานที่เข้าดูไม่ได้และที่ไม่ผ่าน\n"
        f"A real run would end with exit code {code}: the demo has agencies that are down and some that fail"
    )
    context.exit(0)


@contextmanager
def _written(selection: Selection, held: Unfinished | None) -> Iterator[None]:
    """Says what is kept of a run where the block cannot write: a disk that is full by then, most likely.

    Raises:
        IncompleteError: the block could not, and the run can be gone on with.
    """
    try:
        yield
    except ConfigurationError as error:
        if held is None:
            raise
        ids = [agency.id for agency in selection.agencies]
        missing = [one for one in ids if held.work.finished(one) is None]
        named = ", ".join(missing[:MAX_NAMED]) + (f" (+{len(missing) - MAX_NAMED})" if missing[MAX_NAMED:] else "")
        told = f"{len(ids) - len(missing)} of {len(ids)} agencies are kept" + (f", missing: {named}" if missing else "")
        todo = "free space or mend the folder, then the same command with --resume goes on"
        raise IncompleteError(f"{error.what}: {told}", todo) from error


def make_writable(out: Path, option: str = "--out") -> None:
    """Makes the folder, before any work is done for it.

    Raises:
        ConfigurationError: it cannot be made or written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise ConfigurationError(
            f"{option} {out}: cannot be written ({error.strerror})", "choose another folder"
        ) from None


def _checked(
    selection: Selection,
    packs: Sequence[Pack],
    catalogue: Catalogue,
    day: date,
    out: Path,
    jobs: int,
    fail_on: frozenset[Status],
    browser: Browser | Unrendered | None = None,
    tesseract: Tesseract | None = None,
    save_warc: Path | None = None,
    from_warc: Mapping[str, Path] | None = None,
    held: Unfinished | None = None,
    keeping: Keeping | None = None,
    shard: Shard | None = None,
    scheduler: str | None = None,
    metrics: Metrics | None = None,
) -> tuple[int, bool]:
    """Runs, writes, tells; the exit code, and whether it was stopped before its end."""
    progress = Progress(len(selection.agencies), metrics)
    stop = threading.Event()
    file = out / "results.json"
    run = Run(
        selection.agencies, packs, catalogue, day, contact=selection.contact, jobs=jobs, stop=stop,
        processes=processes_for(len(selection.agencies), jobs),
        progress=progress.crawled, browser=browser, tesseract=tesseract,
        save_warc=save_warc, from_warc=from_warc, out=out, shard=str(shard) if shard else None,
        work=held.work if held else None, started=held.started if held else None,
        known={} if from_warc is not None else known_places(file, selection.agencies),
    )  # fmt: skip
    ending = Ending(packs, out, day, keeping)
    with stopping(stop):
        with ResultsWriter(file) as writer:
            with (
                cluster_at(scheduler, jobs=jobs, progress=progress.crawled) if scheduler else nullcontext() as workers,
                progress.shown(),
                closing(run.checked(workers)) as checked,
            ):
                for result in checked:
                    progress.finished(result)
                    ending.tally.add(result)
                    with _written(selection, held):
                        writer.add(result)
            with _written(selection, held):
                results = writer.finish(run.told(), (agency.id for agency in selection.agencies))
        with _written(selection, held):
            ending.write(results)
        if held is not None and not stop.is_set():
            held.complete()
    ending.tell(stopped=stop.is_set(), resumable=held is not None)
    if save_warc is not None:
        say(plain(f"หน้าที่เก็บไว้ / pages kept: {save_warc}"))
    if stop.is_set():
        return STOPPED, True
    # Whether anything was checked at all is known when the parts are merged.
    return (0 if shard is not None and not selection.agencies else ending.tally.exit_code(fail_on)), False
