"""The order of a snapshot is that of the site, whatever the order of the fetch."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from itacheck.crawl.ways import in_site_order
from itacheck.model import Cause, CrawlStatus, Failure, Link, Page, Snapshot, Unvisited, Whose

BASE = "https://a.example/"


def page(path: str, *targets: str) -> Page:
    links = tuple(Link(BASE + target, target, target) for target in targets)
    return Page(BASE + path, path, (), links, (), ())


SITE = {
    one.url: one
    for one in (page("", "b", "old-c"), page("b", "d", "gone"), page("c", "b", "e", ""), page("d", "e"), page("e"))
}
DECLARED = page("declared", "only", "declared")
ONLY = page("only", "declared", "b")


def snapshot(order: list[str], parents: dict[str, str]) -> Snapshot:
    pages = {**SITE, DECLARED.url: DECLARED, ONLY.url: ONLY}
    return Snapshot(
        "a",
        BASE,
        CrawlStatus.COMPLETE,
        readings={url: pages[url] for url in order},
        redirects={BASE + "old-c": BASE + "c"},
        failures={BASE + "gone": Failure(BASE + "gone", Cause.HTTP_4XX, Whose.AGENCY, "404")},
        parents=parents,
        unvisited=(
            Unvisited(BASE + "z", "z", 0.5, Cause.BUDGET, BASE + "e"),
            Unvisited(BASE + "y", "y", 1.0, Cause.BUDGET, BASE + "e"),
        ),
    )


@pytest.mark.parametrize("fetched", list(permutations(url for url in SITE if url != BASE)))
def test_every_order_of_the_fetch_gives_one_snapshot(fetched: tuple[str, ...]) -> None:
    found = {
        BASE + "b": BASE,
        BASE + "c": BASE,
        BASE + "d": BASE + "b",
        BASE + "e": BASE + "d",
    }
    made = in_site_order(snapshot([BASE, DECLARED.url, *fetched, ONLY.url], {**found, ONLY.url: DECLARED.url}))
    assert [url.removeprefix(BASE) for url in made.readings] == ["", "b", "c", "d", "e", "declared", "only"]
    assert made.path_to(BASE + "e") == (BASE, BASE + "c", BASE + "e")
    assert made.path_to(BASE + "gone") == (BASE, BASE + "b", BASE + "gone")
    assert made.path_to(ONLY.url) == (DECLARED.url, ONLY.url)
    assert made.path_to(DECLARED.url) == (DECLARED.url,)
    assert [one.url.removeprefix(BASE) for one in made.unvisited] == ["y", "z"]
    assert in_site_order(made) == made


def test_the_way_is_the_shortest_and_its_first() -> None:
    made = in_site_order(snapshot([BASE, *reversed([url for url in SITE if url != BASE])], {}))
    assert made.parents[BASE + "e"] == BASE + "c"
    assert made.parents[BASE + "d"] == BASE + "b"


def test_what_only_a_sitemap_lists_leads_nowhere() -> None:
    lost = page("lost", "found")
    base = snapshot([BASE, *(url for url in SITE if url != BASE)], {})
    readings = {**base.readings, lost.url: lost, BASE + "found": page("found")}
    made = in_site_order(
        replace(base, readings=readings, unlinked=(lost.url,), parents={lost.url: BASE + "sitemap.xml"})
    )
    assert made.path_to(lost.url) == (BASE + "sitemap.xml", lost.url)
    assert BASE + "found" not in made.parents
