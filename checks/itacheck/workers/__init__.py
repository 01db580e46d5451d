"""Checks agencies on an executor whose workers are other processes, also those of other machines.

Two are here: `Processes` of this machine, and a `Cluster`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from itacheck.crawl import Progress
from itacheck.errors import ConfigurationError

from .job import Here, Job, Lost, Opened
from .line import Services
from .processes import Processes, processes_for
from .tasks import Workers, outcomes

if TYPE_CHECKING:
    from .scheduler import Cluster

__all__ = [
    "Here",
    "Job",
    "Lost",
    "Opened",
    "Processes",
    "Services",
    "Workers",
    "cluster_at",
    "outcomes",
    "processes_for",
]


def cluster_at(scheduler: str, *, jobs: int, progress: Callable[[Progress], None] = lambda _: None) -> Cluster:
    """The workers of a scheduler, to be entered.

    Args:
        scheduler: its address, or how many processes to start on this machine.
        jobs: agencies at the same time in all of those; where they were started by others, their threads say so.
        progress: is told how far crawls are.

    Raises:
        ConfigurationError: Dask distributed is not installed.
    """
    try:
        from .scheduler import Cluster  # noqa: PLC0415 - an extra
    except ImportError:
        raise ConfigurationError(
            "--scheduler: Dask distributed is not installed", 'install "itacheck[cluster]", here and on every worker'
        ) from None
    threads = -(-jobs // int(scheduler)) if scheduler.isdigit() else jobs
    return Cluster(scheduler, threads=threads, progress=progress)
