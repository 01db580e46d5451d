"""Puts a snapshot in the order of the site, whatever the order of the fetch: the same pages, the same snapshot."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from itacheck.model import Page, Snapshot

T = TypeVar("T")


def in_site_order(snapshot: Snapshot) -> Snapshot:
    """The snapshot as a visitor would come by it who opens every link of the home page, then those of these pages.

    What is asked first depends on what an earlier run found; what a verdict shows, and the way to it, must not.
    """
    readings, ways = snapshot.readings, dict[str, str]()
    met = {snapshot.home: 0}
    # What no link leads to was declared or stands in a sitemap: it follows, in the order in which it was asked.
    for root in (snapshot.home, *readings):
        if root in met and root != snapshot.home:
            continue
        met.setdefault(root, len(met))
        if root in snapshot.parents:
            ways[root] = snapshot.parents[root]
        waiting = deque([root])
        while waiting:
            page = readings.get(waiting.popleft())
            if not isinstance(page, Page) or page.outside or page.url in snapshot.unlinked:
                continue
            for link in page.links:
                for url in (link.url, snapshot.resolve(link.url)):
                    if url and url not in met:
                        met[url] = len(met)
                        ways[url] = page.url
                        if url in readings:
                            waiting.append(url)
    left = [replace(one, from_url=ways.get(one.url, one.from_url)) for one in snapshot.unvisited]
    return replace(
        snapshot,
        readings=_sorted(readings, met),
        failures=_sorted(snapshot.failures, met),
        parents={**snapshot.parents, **ways},
        unvisited=tuple(sorted(left, key=lambda one: (-one.score, met.get(one.url, len(met))))),
    )


def _sorted(found: Mapping[str, T], order: Iterable[str]) -> dict[str, T]:
    return {**{url: found[url] for url in order if url in found}, **found}
