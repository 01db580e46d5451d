"""A site that shows nothing of itself: its home page is parked, closed, broken or empty, or it shut half-way."""

from __future__ import annotations

from itacheck.model import Cause, Document, Failure, LinkKind, Page, Reading, Snapshot, Trouble, Whose

from .hosts import AgencyHosts

MAX_STEPS = 4
"""Forwards one after another."""
SHUT_OUT = "it answered at first and then refused or failed whatever was asked"
LAST = 10
"""So many failures in a row, up to the end of a crawl, are no pages that are closed: the whole site is, to us."""
MAX_WORDS = 200
"""Characters beside a forward ("please wait") that are no content."""

_ALWAYS = {
    Trouble.PARKED: (Cause.PARKED, "a page of the registrar or the hosting stands there"),
    Trouble.MAINTENANCE: (Cause.MAINTENANCE, "the site says that it is closed for maintenance"),
}
_WITHOUT_LINKS = {
    Trouble.CHALLENGE: (Cause.CHALLENGE, "the challenge of a firewall stands before it"),
    Trouble.SERVER_ERROR: (Cause.SERVER_ERROR, "it shows the error of a program"),
    Trouble.SOFT_404: (Cause.HTTP_4XX, 'it answers and says "not found"'),
    Trouble.EMPTY: (Cause.EMPTY, "it answers and is empty"),
}


_SHUTTING = frozenset(
    (
        Cause.HTTP_4XX,
        Cause.HTTP_5XX,
        Cause.CHALLENGE,
        Cause.REFUSED,
        Cause.TIMEOUT,
        Cause.CONNECTION,
        Cause.DNS,
        Cause.TLS,
    )
)


def shuts(failure: Failure) -> bool:
    """Whether an address failed as all do on a site that has shut; what is certain not to be there tells nothing."""
    return failure.cause in _SHUTTING and not failure.dead and not failure.outside


def shut(home: Reading, hosts: AgencyHosts) -> Failure | None:
    """Why nothing of a site can be seen from its home page; None where something can, or a person may see more."""
    known = None
    if home.trouble is not None:
        known = _ALWAYS.get(home.trouble)
        if known is None and isinstance(home, Document):
            known = _WITHOUT_LINKS.get(home.trouble, (Cause.BAD_ANSWER, f"it is a file that is {home.trouble.value}"))
        elif known is None and not _leads_on(home, hosts):
            known = _WITHOUT_LINKS.get(home.trouble)
    if known is None:
        return None
    cause, what = known
    return Failure(home.url, cause, Whose.AGENCY, f"the home page: {what}")


def _leads_on(home: Reading, hosts: AgencyHosts) -> bool:
    ways = (link.url for link in home.links if link.url) if isinstance(home, Page) else ()
    return any(url != home.url and hosts.own(url) for url in ways)


def never_entered(snapshot: Snapshot, hosts: AgencyHosts, url: str = "", steps: int = MAX_STEPS) -> Failure | None:
    """Why a home page that holds nothing but a forward or frames led to nothing that could be looked at.

    Args:
        snapshot: what was seen.
        hosts: the agency's own.
        url: the address in question; empty: the home page.
        steps: how many forwards are followed.
    """
    url = url or snapshot.home
    reading = snapshot.readings.get(snapshot.resolve(url))
    if reading is None:
        if url not in snapshot.failures and not hosts.own(url):
            return Failure(url, Cause.REDIRECT, Whose.AGENCY, "the home page only leads to another host")
        return snapshot.failures.get(url)
    if (failure := shut(reading, hosts)) is not None:
        return failure
    ways = _only_ways(reading)
    if ways and not steps:
        return Failure(
            url, Cause.REDIRECT, Whose.AGENCY, "the home page leads from forward to forward and nowhere else"
        )
    failures = [never_entered(snapshot, hosts, way, steps - 1) for way in ways]
    return failures[0] if failures and all(failures) else None


def _only_ways(page: Reading) -> tuple[str, ...]:
    """Where a page that holds nothing else sends its visitors, or what its frames show."""
    if not isinstance(page, Page) or page.images or page.forms or sum(len(b.text) for b in page.blocks) > MAX_WORDS:
        return ()
    leading = [link for link in page.links if link.url]
    if any(link.kind not in (LinkKind.REFRESH, LinkKind.FRAME) for link in leading):
        return ()
    return tuple(link.url for link in leading if link.url != page.url)
