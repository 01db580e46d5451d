"""A home page that answers and yet shows nothing of the site."""

from __future__ import annotations

import pytest

from itacheck.crawl.hosts import AgencyHosts
from itacheck.crawl.shut import never_entered, shut
from itacheck.model import (
    Agency,
    Bilingual,
    Cause,
    CrawlStatus,
    Document,
    Failure,
    Link,
    LinkKind,
    Page,
    Reading,
    Snapshot,
    Trouble,
    Whose,
)

HOME = "https://agency.example/"
HOSTS = AgencyHosts(Agency(id="a", name=Bilingual(th="ก", en="a"), kind="office", url=HOME))


def link(path: str, kind: LinkKind = LinkKind.ANCHOR) -> Link:
    return Link(path if "://" in path else HOME + path, path, "ต่อไป", kind=kind)


def page(*links: Link, trouble: Trouble | None = None, path: str = "") -> Page:
    return Page(HOME + path, links=links, trouble=trouble)


def entered(*readings: Reading, failures: tuple[Failure, ...] = ()) -> Failure | None:
    snapshot = Snapshot(
        "a", HOME, CrawlStatus.COMPLETE, readings={r.url: r for r in readings}, failures={f.url: f for f in failures}
    )
    return never_entered(snapshot, HOSTS)


@pytest.mark.parametrize(
    ("trouble", "alone", "with_links"),
    [
        (Trouble.PARKED, Cause.PARKED, Cause.PARKED),
        (Trouble.MAINTENANCE, Cause.MAINTENANCE, Cause.MAINTENANCE),
        (Trouble.CHALLENGE, Cause.CHALLENGE, None),
        (Trouble.SERVER_ERROR, Cause.SERVER_ERROR, None),
        (Trouble.SOFT_404, Cause.HTTP_4XX, None),
        (Trouble.EMPTY, Cause.EMPTY, None),
        (Trouble.LOGIN, None, None),
        (Trouble.SCRIPT, None, None),
        (Trouble.HACKED, None, None),
        (Trouble.INJECTED, None, None),
        (None, None, None),
    ],
)
def test_a_home_page_with_trouble(trouble: Trouble | None, alone: Cause | None, with_links: Cause | None) -> None:
    for links, cause in (((), alone), ((link("a"),), with_links), ((link("https://other.example/"),), alone)):
        failure = shut(page(*links, trouble=trouble), HOSTS)
        assert (failure.cause if failure else None) is cause
        assert failure is None or failure.whose is Whose.AGENCY


@pytest.mark.parametrize("trouble", [Trouble.DAMAGED, Trouble.UNSUPPORTED, Trouble.EMPTY, Trouble.SCAN])
def test_a_home_page_that_is_a_file_nobody_can_read(trouble: Trouble) -> None:
    failure = shut(Document(HOME, trouble=trouble), HOSTS)
    assert failure is not None
    assert failure.cause is (Cause.EMPTY if trouble is Trouble.EMPTY else Cause.BAD_ANSWER)
    assert shut(Document(HOME, text="แผน"), HOSTS) is None


@pytest.mark.parametrize("kind", [LinkKind.REFRESH, LinkKind.FRAME])
def test_what_a_home_page_only_leads_to_decides(kind: LinkKind) -> None:
    home = page(link("in", kind))
    gone = Failure(HOME + "in", Cause.HTTP_4XX, Whose.AGENCY, "HTTP 404", 404)
    assert entered(home, failures=(gone,)) == gone
    assert entered(home, page(path="in")) is None
    parked = entered(home, page(path="in", trouble=Trouble.PARKED))
    assert parked is not None
    assert parked.cause is Cause.PARKED
    assert entered(home) is None, "not asked is no failure"


def test_one_way_in_is_enough() -> None:
    gone = Failure(HOME + "menu", Cause.HTTP_4XX, Whose.AGENCY, "HTTP 404", 404)
    frames = page(link("menu", LinkKind.FRAME), link("main", LinkKind.FRAME))
    assert entered(frames, page(path="main"), failures=(gone,)) is None
    beside = page(link("menu", LinkKind.REFRESH), link("plan"))
    assert entered(beside, failures=(gone,)) is None


def test_a_frame_of_another_host_shows_nothing_of_the_agency() -> None:
    failure = entered(page(link("https://other.example/", LinkKind.FRAME)))
    assert failure is not None
    assert failure.cause is Cause.REDIRECT


def test_a_home_page_that_leads_from_forward_to_forward_was_never_entered() -> None:
    steps = [page(link(f"r{n + 1}", LinkKind.REFRESH), path=f"r{n}" if n else "") for n in range(20)]
    for readings in (steps, [page(link("r", LinkKind.REFRESH)), page(link("", LinkKind.REFRESH), path="r")]):
        failure = entered(*readings)
        assert failure is not None
        assert (failure.cause, failure.whose) == (Cause.REDIRECT, Whose.AGENCY)
