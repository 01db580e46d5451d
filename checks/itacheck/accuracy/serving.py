"""Serves the sites of a labelled folder on loopback, each on a port of its own."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from itacheck.demo.server import SiteServer
from itacheck.demo.site import Answer
from itacheck.model import Agency, CrawlLimits

from .site import Site


class _Unhurried:
    """A site that takes its time, as its `site.toml` says."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def answer(self, target: str) -> Answer:
        time.sleep(self._site.delay(target))
        return self._site.answer(target)


class ServedSites:
    """Context manager: each site answers on 127.0.0.1."""

    def __init__(self, sites: Sequence[Site]) -> None:
        self._sites = tuple(sites)
        self._stack = ExitStack()
        self._agencies: tuple[Agency, ...] = ()

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """The entries to check, with the addresses of this run; empty before entering."""
        return self._agencies

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._agencies = tuple(_start(site, stack) for site in self._sites)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
        self._agencies = ()


def _start(site: Site, stack: ExitStack) -> Agency:
    server = SiteServer(_Unhurried(site))
    stack.callback(server.close)
    return Agency(
        id=site.id, name=site.name, kind=site.kind, url=server.url, crawl=CrawlLimits(delay_seconds=0)
    )  # fmt: skip
