"""What robots.txt lets us ask: read once for each scheme, host and port."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from itacheck.model import Cause, Failure, Whose

from .fetch import MAX_TRIES, TOO_MANY, Fetched, Fetcher
from .headers import is_html
from .urls import canonical

AGENT = "itacheck"
"""The token that a robots.txt names us by."""

MAX_BYTES = 500_000
"""What comes after is not read (RFC 9309 asks for at least 500 KiB)."""

# The host as a whole could not be reached: the page would fail for the same cause, which says more than "robots".
_HOST_CAUSES = frozenset(
    (
        Cause.DNS,
        Cause.REFUSED,
        Cause.TIMEOUT,
        Cause.TLS,
        Cause.CONNECTION,
        Cause.CHALLENGE,
        Cause.PRIVATE_ADDRESS,
        Cause.BAD_URL,
        Cause.BUDGET,
    )
)


@dataclass(frozen=True, slots=True)
class _Rules:
    parsed: Protego | None = None
    """None: no rules."""
    failure: Failure | None = None
    """Why nothing may be asked."""


class Robots:
    """The robots.txt files that one crawl has met.

    A 4xx means allowed, a 5xx or 429 that stays means not allowed (RFC 9309, 2.3.1). Crawl-delay lengthens the
    pause at the gate of the fetcher.
    """

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._rules: dict[str, _Rules] = {}

    def refusal(self, url: str) -> Failure | None:
        """Why an address may not be asked; None when it may."""
        rules = self._rules_of(url)
        if rules.failure is not None:
            of = rules.failure
            return Failure(url, of.cause, of.whose, of.detail, of.status, outside=not self._fetcher.hosts.own(url))
        if rules.parsed is None or rules.parsed.can_fetch(url, AGENT):
            return None
        outside = not self._fetcher.hosts.own(url)
        return Failure(url, Cause.ROBOTS, Whose.AGENCY, "robots.txt disallows it", outside=outside)

    def crawl_delay(self, url: str) -> float | None:
        """The Crawl-delay in seconds that the host of an address asks of us, as written; None without one."""
        parsed = self._rules_of(url).parsed
        delay = parsed.crawl_delay(AGENT) if parsed else None
        return float(delay) if delay is not None else None

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The addresses of sitemaps that robots.txt of the host of an address names, as written."""
        parsed = self._rules_of(url).parsed
        return tuple(parsed.sitemaps) if parsed else ()

    def _rules_of(self, url: str) -> _Rules:
        where = canonical("/robots.txt", url)
        if where is None:
            return _Rules()
        if where not in self._rules:
            # Its own redirects may lead to any public host (RFC 9309, 2.3.1.2); no robots.txt rules over robots.txt.
            tries = MAX_TRIES if self._fetcher.hosts.own(url) else 1
            answer = self._fetcher.fetch(where, outside=True, tries=tries, keep=MAX_BYTES)
            rules = self._rules[where] = _read(answer)
            if isinstance(answer, Fetched) and answer.url.endswith("/robots.txt"):
                # http://host/robots.txt mostly redirects to https://host/robots.txt, which need not be asked again.
                self._rules.setdefault(answer.url, rules)
            self._slow_to(url, rules)
        return self._rules[where]

    def heed(self, url: str, answer: Fetched) -> None:
        """Takes an answer for the robots.txt of an address, which need not be asked for any more."""
        rules = self._rules[canonical("/robots.txt", url) or url] = _read(answer)
        self._slow_to(url, rules)

    def _slow_to(self, url: str, rules: _Rules) -> None:
        delay = rules.parsed.crawl_delay(AGENT) if rules.parsed else None
        if delay is not None:
            self._fetcher.gate.lengthen(url, float(delay))


def _read(answer: Fetched | Failure) -> _Rules:
    if isinstance(answer, Fetched):
        if is_html(answer.content_type, answer.body) or answer.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return _Rules()
        body = answer.body
        if len(body) >= MAX_BYTES:
            # What is left of the line in which it was cut may say more than the whole line did.
            body = body[: body.rfind(b"\n") + 1]
        return _Rules(Protego.parse(body.decode("utf-8", "replace").replace("\ufeff", "")))
    if answer.status is not None and 400 <= answer.status < 500 and answer.status != TOO_MANY:
        return _Rules()
    if answer.cause is Cause.REDIRECT:
        return _Rules()
    if answer.status is not None and answer.cause is Cause.HTTP_5XX:
        detail = f"robots.txt answered {answer.status}"
        return _Rules(failure=Failure(answer.url, Cause.ROBOTS, Whose.AGENCY, detail, answer.status))
    cause, whose = (answer.cause, answer.whose) if answer.cause in _HOST_CAUSES else (Cause.ROBOTS, Whose.AGENCY)
    return _Rules(failure=Failure(answer.url, cause, whose, f"{answer.detail} (asking for robots.txt)", answer.status))
