"""Has the program judge what a labelled folder holds, as it judges anything else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

from itacheck.agencies import Agencies, load_agencies
from itacheck.border import parse, read_json
from itacheck.crawl import Progress
from itacheck.errors import ConfigurationError
from itacheck.inspecting import Inspection, Inspector
from itacheck.model import AgencyResult, Results
from itacheck.packs import Catalogue, Pack
from itacheck.patterns import names_of
from itacheck.run import Run

from .folder import LabelledCells, LabelledPages
from .serving import ServedSites
from .site import SITE, load_sites

AGENCIES = "agencies.toml"


def judge_cells(
    labelled: LabelledCells,
    pack: Pack,
    catalogue: Catalogue,
    as_of: date,
    *,
    stop: threading.Event | None = None,
    progress: Callable[[Progress], None] | None = None,
    done: Callable[[AgencyResult], None] | None = None,
) -> Results:
    """A run over the labelled agencies: the sites of the folder, served on loopback, and those of its agencies.toml.

    Raises:
        ConfigurationError: the folder holds neither, an agency is there twice, or a label names none of them.
    """
    folder = labelled.folder
    file = folder / AGENCIES
    listed = load_agencies(file, as_of=as_of) if file.is_file() else Agencies(())
    sites = load_sites(folder)
    ids = [*(site.id for site in sites), *(agency.id for agency in listed.agencies)]
    if not ids:
        raise ConfigurationError(
            f"{folder}: holds no sub-folder with a {SITE} and no {AGENCIES}", "add one, or score a run with --results"
        )
    for agency_id in ids:
        if ids.count(agency_id) > 1:
            raise ConfigurationError(f"{file}: agency {agency_id}: is a sub-folder too", "give it another id")
    labelled.check(ids, pack)
    wanted = {label.agency for label in labelled.labels}
    with ServedSites([site for site in sites if site.id in wanted]) as served:
        agencies = (*served.agencies, *(agency for agency in listed.agencies if agency.id in wanted))
        run = Run(
            agencies, [pack], catalogue, as_of,
            contact=listed.contact, stop=stop or threading.Event(), progress=progress, done=done,
        )  # fmt: skip
        return run.results()


def read_results(path: Path, labelled: LabelledCells, pack: Pack) -> Results:
    """The results of a finished run, to be scored without another crawl.

    Raises:
        ConfigurationError: the file is missing or no `results.json`, it holds no verdicts of the pack, or a label names
            an agency or a rule that it has not.
    """
    data = read_json(path, "name the results.json of a run")
    results = parse(Results, data, str(path))
    if pack.id not in {judged.id for judged in results.run.packs}:
        raise ConfigurationError(f"{path}: holds no verdicts of pack {pack.id}", "choose its pack with --rules PACK")
    labelled.check([agency.id for agency in results.agencies], pack)
    return results


def inspect_pages(labelled: LabelledPages, catalogue: Catalogue) -> dict[str, Inspection]:
    """What is seen on each labelled page, judged alone.

    Raises:
        ConfigurationError: a page is not there or cannot be read.
    """
    labelled.check()
    with Inspector(catalogue, names_of(catalogue)) as inspector:
        return {page: inspector.inspect(str(labelled.folder / page)) for page in labelled.pages}
