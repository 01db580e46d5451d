"""Fetches one address of an agency: politely, hop by hop, again when that helps, and with a reason when it fails."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from itacheck import __version__
from itacheck.model import Agency, Cause, Failure, Whose

from .challenge import is_challenge
from .faults import REFUSED_TRIES, Fault
from .headers import file_name, location, retry_after
from .hosts import AgencyHosts, is_public, literal_address
from .journal import Journal, Told
from .politeness import HostGate
from .transport import CONFIRMED, Answer, Answered, Bounds, OnExchange, Transport, as_answer
from .urls import canonical, host_key, resolve, same_site, without_credentials

DEFAULT_CONTACT = "https://itacheck.invalid/contact"
"""Where a webmaster learns who knocks; an operator can put another address under `[defaults] contact`."""

MAX_TRUST = timedelta(days=30)
"""A body that servers have only confirmed for so long is asked for in full: one of them may be mistaken."""
MAX_REDIRECTS = 8
MAX_TRIES = 3
MAX_RETRY_AFTER = 60.0
"""Seconds; a server that wants a longer pause is left alone for as long as it wants."""
TOO_MANY = 429
DEFAULT_PAUSE = 0.5
MIN_PAUSE = 0.2
"""Seconds; nobody may configure a shorter pause for hosts of the internet."""

_BACK_OFF = 1.0
_TOTAL = 3
_PART = 206
_MEANING = ("Content-Type", "Content-Disposition", "Location")
"""The headers that decide what is made of an answer."""
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_BUSY = frozenset((429, 502, 503, 504))

Permit = Callable[[str], Failure | None]
"""Says why an address may not be asked (robots.txt), or None when it may."""


def user_agent(contact: str | None = None) -> str:
    """The name that the crawler gives: program, version, and where to complain.

    Args:
        contact: an http(s) or mailto address; None: the project's own page.
    """
    words = "".join((contact or DEFAULT_CONTACT).split())
    return f"itacheck/{__version__} (+{words.encode('ascii', 'ignore').decode()})"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What answered with success."""

    url: str
    """The address that answered, after redirects; canonical."""
    asked: str
    """The address that was asked; canonical."""
    status: int
    content_type: str
    """The header as given; empty without one."""
    file_name: str
    """From Content-Disposition, else the last part of the path, percent-decoded; may be empty."""
    body: bytes
    """Unpacked."""
    fetched_at: datetime
    """Aware, UTC."""
    redirects: tuple[str, ...] = ()
    """The addresses that redirected, in order, the asked one first; empty when it answered itself."""


class Fetcher:
    """Fetches for the crawl of one agency, in one thread. Its cookies are this agency's only.

    Args:
        agency: its limits, and the hosts that the operator wrote.
        user_agent: see `user_agent`.
        gate: shared by all fetchers of the process, so that each host sees one stream; None: one of its own.
        clock: monotonic seconds.
        sleep: waits that many seconds (for a gate of its own).
        now: the time of day, aware.
        on_exchange: told of each answer, as it comes, in the thread that fetches.
        journal: where every answer is noted; what it holds already is not asked again, and the time it took counts.
        earlier: the journal of an earlier crawl: what is still as it was then need not be sent.
    """

    def __init__(
        self,
        agency: Agency,
        *,
        user_agent: str,
        gate: HostGate | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        on_exchange: OnExchange | None = None,
        journal: Journal | None = None,
        earlier: Journal | None = None,
    ) -> None:
        self.agency = agency
        self.hosts = AgencyHosts(agency)
        self.gate = gate or HostGate(clock=clock, sleep=sleep)
        self._clock = clock
        self._began = clock()
        self._ahead = 0.0
        """Seconds that passed before this process."""
        self._journal = journal
        self._earlier = earlier
        self._answered_at: datetime | None = None
        self.answering = 0.0
        """Seconds in which its hosts were waited for, pauses apart."""
        self.finish_by = float("inf")
        """In the seconds of `clock`: no request starts after it, and none lasts longer."""
        self._now = now
        self._transport = Transport(
            user_agent=user_agent,
            written=self.hosts.written,
            clock=self.clock,
            on_exchange=on_exchange,
            look_past=lambda url: agency.accept_bad_certificate and self.hosts.own(url),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes all connections."""
        self._transport.close()

    def clock(self) -> float:
        """Monotonic seconds of the crawl, with those that it took before it was interrupted."""
        return self._clock() + self._ahead

    @property
    def requests(self) -> int:
        """How many requests were made, robots.txt, redirects and retries included."""
        return self._transport.requests

    @property
    def bytes(self) -> int:
        """How many bytes of bodies came over the wire."""
        return self._transport.bytes

    @property
    def unverified(self) -> Mapping[str, str]:
        """Hosts (with port) whose certificate was looked past -> what was wrong with it."""
        return self._transport.unverified

    def fetch(
        self,
        url: str,
        *,
        outside: bool = False,
        permit: Permit | None = None,
        tries: int | None = None,
        keep: int | None = None,
    ) -> Fetched | Failure:
        """Fetches one address.

        Args:
            url: any string.
            outside: not on the agency's own hosts: redirects may lead anywhere public, and one try is enough.
            permit: asked before each hop.
            tries: how often each hop is tried; None: `MAX_TRIES`, outside 1.
            keep: take the first so many bytes for the whole; None: all, up to the limit.

        Returns:
            What answered with 2xx, or why nothing did. Never raises for anything that a server does.
        """
        asked = canonical(url)
        if asked is None:
            return _bad_url(url, outside=outside)
        hop, trail = asked, list[str]()
        seen = set[tuple[str, frozenset[tuple[str, str, str, str | None]]]]()
        while True:
            state = (hop, self._transport.cookies())
            if state in seen:
                return _redirect(asked, "the redirects go in a circle", outside=outside)
            seen.add(state)
            refused = permit(hop) if permit else None
            if refused is not None:
                return Failure(asked, refused.cause, refused.whose, refused.detail, refused.status, outside)
            answer = self._try(hop, tries or (1 if outside else MAX_TRIES), keep)
            if isinstance(answer, Fault):
                return answer.of(asked, outside=outside)
            if answer.status not in _REDIRECTS:
                return self._fetched(asked, hop, trail, answer)
            trail.append(hop)
            target = self._target(trail, answer, outside=outside)
            if isinstance(target, Failure):
                return target
            hop = target

    def _target(self, trail: list[str], answer: Answer, *, outside: bool) -> str | Failure:
        asked, hop = trail[0], trail[-1]
        if len(trail) > MAX_REDIRECTS:
            return _redirect(asked, f"more than {MAX_REDIRECTS} redirects", outside=outside)
        written = location(answer.headers)
        if not written:
            return _redirect(asked, f"HTTP {answer.status} without a target", outside=outside)
        # Session ids are kept here: a server that redirects to one may insist on it.
        target = resolve(written, hop)
        if target is None:
            words = " ".join(without_credentials(written).split())[:120]
            return Failure(asked, Cause.BAD_URL, Whose.US, f"redirects to {words}", outside=outside)
        if not outside and not self.hosts.own(target) and not same_site(target, asked):
            return _redirect(asked, f"redirects to another host: {host_key(target)}", outside=outside)
        return target

    def _fetched(self, asked: str, hop: str, trail: list[str], answer: Answer) -> Fetched:
        return Fetched(
            url=canonical(hop) or hop,
            asked=asked,
            status=answer.status,
            content_type=answer.headers.get("Content-Type", ""),
            file_name=file_name(answer.headers, hop),
            body=answer.body,
            fetched_at=self._answered_at or self._now(),
            redirects=tuple(trail),
        )

    def _try(self, url: str, tries: int, keep: int | None) -> Answer | Fault:
        """One hop: asks until it is answered or asking again would not help."""
        address = literal_address(url)
        if address is not None and not is_public(str(address)) and not self.hosts.written(url):
            return Fault(Cause.PRIVATE_ADDRESS, Whose.US, f"{host_key(url)} is a non-public address")
        refusals = 0
        for attempt in range(1, tries + 1):
            outcome = self._once(url, keep)
            if isinstance(outcome, Answer):
                return outcome
            refusals += outcome.cause is Cause.REFUSED
            if outcome.status == TOO_MANY and not self.hosts.may_hurry(url):
                self.gate.slow_down(url)
            if (outcome.retry_after or 0) > MAX_RETRY_AFTER:
                if outcome.status == TOO_MANY:
                    # We are told, not the page: the host's other pages are left alone as well.
                    self.gate.postpone(url, outcome.retry_after or 0)
                return outcome
            if not outcome.can_pass or attempt == tries or refusals == REFUSED_TRIES:
                return outcome
            wait = _BACK_OFF * 2.0 ** (attempt - 1)
            if outcome.retry_after is not None:
                wait = max(wait, outcome.retry_after)
            if self.clock() + wait >= self.finish_by:
                return outcome
            self.gate.postpone(url, wait)
        raise AssertionError("tries is at least 1")

    def _once(self, url: str, keep: int | None) -> Answer | Fault:
        told = self._journal.recall(url, keep) if self._journal is not None else None
        if told is None:
            answer = self._asked(url, keep)
        else:
            # The budgets are as spent as they were when it was asked.
            self._ahead = self._began + told.spent - self._clock()
            self._answered_at = told.answered.exchange.at
            answer = self._transport.again(told.answered)
        return answer if isinstance(answer, Fault) else self._judged(answer)

    def _asked(self, url: str, keep: int | None) -> Answer | Fault:
        limits = self.agency.crawl
        if self.hosts.may_hurry(url):
            pause = limits.delay_seconds or 0.0
        else:
            pause = max(DEFAULT_PAUSE if limits.delay_seconds is None else limits.delay_seconds, MIN_PAUSE)
        alone = self.gate.until(url)
        if alone > MAX_RETRY_AFTER:
            detail = f"HTTP {TOO_MANY}: the host asks to be left alone for another {alone:.0f} s"
            return Fault(Cause.HTTP_4XX, Whose.AGENCY, detail, TOO_MANY)
        with self.gate.turn(url, pause):
            left = self.finish_by - self.clock()
            if left <= 0:
                return Fault(Cause.BUDGET, Whose.US, "the time for this agency is spent")
            bounds = Bounds(
                seconds=min(limits.timeout_seconds, left),
                total_seconds=min(limits.timeout_seconds * _TOTAL, left),
                max_bytes=limits.max_file_bytes,
                keep=keep,
            )
            asked = self._clock()
            answer = self._transport.get(url, bounds, self._known(url, keep))
            self.answering += self._clock() - asked
        self._answered_at = self._now()
        if isinstance(answer, Fault) and answer.cause is Cause.TIMEOUT and self.clock() >= self.finish_by:
            return Fault(Cause.BUDGET, Whose.US, "the time for this agency is spent")
        if self._journal is not None and self._transport.last is not None:
            self._journal.note(self._transport.last, at=self._answered_at, spent=self.clock() - self._began)
        return answer

    def _known(self, url: str, keep: int | None) -> Answered | None:
        told = self._earlier.latest(url, keep) if self._earlier is not None else None
        if told is None:
            return None
        since = as_answer(told.answered.exchange).headers.get(CONFIRMED)
        at = datetime.fromisoformat(since) if since else told.answered.exchange.at
        return told.answered if at is not None and self._now() - at < MAX_TRUST else None

    def still(self, told: Told) -> Fetched | None:
        """Asks again for what an earlier crawl was told, once, whatever its status; None when the answer differs."""
        url, before = told.answered.url, as_answer(told.answered.exchange)
        now = self._asked(url, told.answered.keep)
        if isinstance(now, Fault) or (now.status, now.body) != (before.status, before.body):
            return None
        same = all(now.headers.get(name) == before.headers.get(name) for name in _MEANING)
        return self._fetched(url, url, [], now) if same else None

    def _judged(self, answer: Answer) -> Answer | Fault:
        status = answer.status
        if status == _PART or status >= 600:
            detail = "HTTP 206, though the whole was asked for" if status == _PART else f"HTTP {status}"
            return Fault(Cause.BAD_ANSWER, Whose.AGENCY, detail, status)
        if 200 <= status < 300 or status in _REDIRECTS:
            return answer
        if is_challenge(status, answer.headers, answer.body):
            return Fault(Cause.CHALLENGE, Whose.AGENCY, f"HTTP {status} with the challenge of a firewall", status)
        if status < 400:
            return Fault(Cause.BAD_ANSWER, Whose.AGENCY, f"HTTP {status}", status)
        wait = retry_after(answer.headers, self._now())
        cause = Cause.HTTP_4XX if status < 500 else Cause.HTTP_5XX
        if status not in _BUSY:
            return Fault(cause, Whose.AGENCY, f"HTTP {status}", status)
        later = f", asks to come back after {wait:.0f} s" if wait is not None and wait > MAX_RETRY_AFTER else ""
        return Fault(cause, Whose.AGENCY, f"HTTP {status}{later}", status, can_pass=True, retry_after=wait)


def _bad_url(url: str, *, outside: bool) -> Failure:
    clean = without_credentials(url)[:2_000]
    detail = "not an http or https address" if clean == url[:2_000] else "an address with credentials is never asked"
    return Failure(clean, Cause.BAD_URL, Whose.US, detail, outside=outside)


def _redirect(asked: str, detail: str, *, outside: bool) -> Failure:
    return Failure(asked, Cause.REDIRECT, Whose.AGENCY, detail, outside=outside)
