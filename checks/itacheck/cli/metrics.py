"""`--metrics`: where a run writes how it goes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from itacheck.errors import ConfigurationError
from itacheck.metrics import Metrics, Opening, metrics_to
from itacheck.model import Agency
from itacheck.sharding import Shard
from itacheck.unfinished import Unfinished

FOLDER = ".run"
FILE = "metrics.jsonl"

metrics_option = click.option("--metrics", metavar="FILE", help="Write progress as JSON lines; - is stderr. [OUT/.run]")


@dataclass(frozen=True, slots=True)
class Metering:
    """Where and of what the metrics of a run are.

    Without the option they go into a folder of OUT that says of itself that it is not for version control, so that
    every run can be watched; the next run that does not go on with this one begins them anew. Into a file that was
    asked for the lines of each run come after those of the last.
    """

    wanted: str | None
    out: Path
    day: date
    jobs: int
    shard: Shard | None

    def begun(self, agencies: Sequence[Agency], held: Unfinished | None) -> AbstractContextManager[Metrics]:
        """Opens them for the run that begins now.

        Args:
            agencies: who is checked.
            held: what the run goes on with; None: nothing.

        Raises:
            ConfigurationError: they cannot be written; on entering.
        """
        before = frozenset(one.id for one in agencies if held.work.has_finished(one.id)) if held else frozenset()
        opening = Opening(
            tuple(one.id for one in agencies), self.day, self.jobs, str(self.shard) if self.shard else None, before
        )
        if self.wanted is not None:
            return metrics_to(None if self.wanted == "-" else Path(self.wanted), opening)
        resumed = held is not None and (bool(before) or held.work.begun(agencies) > 0)
        return metrics_to(_own_file(self.out), opening, anew=not resumed)


def metrics_of(place: Path) -> Path:
    """The metrics file that is meant by its own name or by that of an OUT."""
    return place / FOLDER / FILE if place.is_dir() else place


def _own_file(out: Path) -> Path:
    """The file in OUT.

    Raises:
        ConfigurationError: its folder cannot be made.
    """
    folder = out / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(
            f"{folder}: cannot be written ({error.strerror})", "remove it, or choose another --out"
        ) from None
    return folder / FILE
