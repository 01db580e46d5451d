"""What a page may ask for while a browser draws it: GETs of text through the crawl's own fetcher, each address once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .fetch import Fetched, Fetcher, Permit

MAX_KEPT = 60_000_000
"""Bytes of answers that one crawl remembers; what comes after is asked again when it is wanted again."""

_AS_FOR_ANYBODY = frozenset((401, 404, 410))
"""What the server would tell any visitor, so that nothing is missed by it."""

# They show and count, and hold nothing of the agency's own: left out, a page lacks nothing that is judged.
_TRACKERS = re.compile(
    r"://(?:[^/]*\.)?(?:google-analytics|googletagmanager|googlesyndication|googleadservices|doubleclick|facebook|fbcdn|"
    r"hotjar|clarity|cloudflareinsights|truehits|histats|statcounter|addthis|sharethis|twitter|tiktok|youtube|recaptcha|"
    r"line-scdn|sentry|bugsnag|newrelic|onesignal|tawk|hcaptcha|userway)\.|"
    r"://(?:maps|translate|www|pagead\d?|region\d)\.(?:google|googleapis|gstatic)\.|/recaptcha/|matomo|piwik",
    re.IGNORECASE,
)
_COUNTERS = re.compile(
    r"counter|visit|track|beacon|pixel|collect|analytic|metric|telemetry|heartbeat|csrf|session|admin-ajax|"
    r"[/_\-.](?:hit|hits|ping|log|logs|stat|stats|online)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Supply:
    """What the page gets."""

    status: int = 0
    """0: nothing, the request is refused or failed."""
    content_type: str = ""
    body: bytes = b""
    missed: bool = False
    """The page lacks something that a visitor's browser may have got."""


def matters(url: str) -> bool:
    """Whether a request that is never made (a POST, a stream, another host's data) may have brought content."""
    return not _TRACKERS.search(url) and not _COUNTERS.search(url)


class Supplies:
    """Asks for the pages of one crawl, in the crawl's own thread: same robots.txt, pauses, limits and address checks.

    Args:
        fetcher: the crawl's.
        permit: says why an address may not be asked (robots.txt).
    """

    def __init__(self, fetcher: Fetcher, permit: Permit) -> None:
        self._fetcher = fetcher
        self._permit = permit
        self._known: dict[str, Supply] = {}
        self._kept = 0

    def get(self, url: str, *, script: bool) -> Supply:
        """Asks for one address.

        Args:
            url: as the page asks for it.
            script: it is a script, which may come from another public host (libraries do); data may not.
        """
        known = self._known.get(url)
        if known is not None:
            return known
        supply = self._get(url, script=script)
        if self._kept + len(supply.body) <= MAX_KEPT:
            self._kept += len(supply.body)
            self._known[url] = supply
        return supply

    def _get(self, url: str, *, script: bool) -> Supply:
        own = self._fetcher.hosts.own(url)
        if not own and (not script or _TRACKERS.search(url)):
            return Supply(missed=matters(url))
        answer = self._fetcher.fetch(url, outside=not own, permit=self._permit)
        if isinstance(answer, Fetched):
            return Supply(answer.status, answer.content_type, answer.body)
        if answer.status in _AS_FOR_ANYBODY:
            return Supply(answer.status or 0)
        return Supply(missed=True)
