"""One polite stream per host, whatever the number of agencies, threads or retries in this process."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

from itacheck.model import Agency

from .hosts import AgencyHosts
from .urls import site_key

MAX_CRAWL_DELAY = 30.0
"""Seconds; a longer Crawl-delay is cut to this."""
SLOW = 1.0
"""Seconds; a host whose answers take longer gets a pause as long as they take …"""
MAX_SLOW_PAUSE = 10.0
"""… but no longer than this."""
_ANSWERS = 5
"""How many of the latest answers tell whether a host is slow: one large file does not."""


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    ended: float = float("-inf")
    least_pause: float = 0.0
    not_before: float = float("-inf")
    took: deque[float] = field(default_factory=lambda: deque(maxlen=_ANSWERS))
    """Seconds that the latest answers took."""

    @property
    def slow_pause(self) -> float:
        """Seconds that the host needs to recover, by how long it takes to answer."""
        usual = median(self.took) if len(self.took) == _ANSWERS else 0.0
        return min(usual, MAX_SLOW_PAUSE) if usual > SLOW else 0.0


class HostGate:
    """Lets one request at a time through to a host, with a pause between the end of one and the start of the next.

    Share one among all fetchers of a process. Scheme and www twins are one host here.

    Args:
        clock: monotonic seconds.
        sleep: waits that many seconds.
    """

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._guard = threading.Lock()

    @contextmanager
    def turn(self, url: str, pause: float) -> Iterator[None]:
        """Waits for the host to be free and the pause (seconds) to be over, and holds the host for the body.

        The pause is at least the Crawl-delay, and as long as the host takes to answer when that is slow.
        """
        host = self._host(url)
        with host.lock:
            ready = max(host.ended + max(pause, host.least_pause, host.slow_pause), host.not_before)
            wait = ready - self._clock()
            if wait > 0:
                self._sleep(wait)
            began = self._clock()
            try:
                yield
            finally:
                host.ended = self._clock()
                host.took.append(host.ended - began)

    def lengthen(self, url: str, seconds: float) -> None:
        """Makes the pause of a host at least this long from now on: its Crawl-delay, cut to `MAX_CRAWL_DELAY`."""
        host = self._host(url)
        host.least_pause = max(host.least_pause, min(seconds, MAX_CRAWL_DELAY))

    def postpone(self, url: str, seconds: float) -> None:
        """Lets nobody through to a host for so many seconds: it is in trouble or asked us to come back later."""
        host = self._host(url)
        host.not_before = max(host.not_before, self._clock() + seconds)

    def until(self, url: str) -> float:
        """Seconds for which nobody is let through to a host: it asked for that, or is in trouble; 0 when it is free."""
        return max(0.0, self._host(url).not_before - self._clock())

    def slow_down(self, url: str) -> None:
        """Doubles the pause of a host, which says that we ask too much; at most `MAX_CRAWL_DELAY`."""
        host = self._host(url)
        host.least_pause = min(max(2 * host.least_pause, SLOW), MAX_CRAWL_DELAY)

    def pause_of(self, url: str) -> float:
        """The least pause (seconds) that the host itself asked for."""
        return self._host(url).least_pause

    def _host(self, url: str) -> _Host:
        with self._guard:
            return self._hosts.setdefault(site_key(url), _Host())


def sharing_hosts(agencies: Iterable[Agency]) -> list[tuple[Agency, ...]]:
    """The agencies in groups that share no host: a gate keeps one stream per host within its process only.

    Whatever spreads agencies over processes or shards must keep a group together. A host that is only linked to is not
    known beforehand: it may see one stream of each process.

    Returns:
        The groups in the order of their first agency, and in each the order given.
    """
    placed = list(agencies)
    group_of: dict[str, int] = {}  # host -> the place of the first agency of its group
    groups: dict[int, tuple[set[str], list[int]]] = {}
    for place, agency in enumerate(placed):
        hosts, members = set(AgencyHosts(agency).sites), [place]
        met = {group_of[host] for host in hosts if host in group_of}
        for group in met:
            further, others = groups.pop(group)
            hosts |= further
            members += others
        first = min(members)
        groups[first] = (hosts, members)
        group_of.update(dict.fromkeys(hosts, first))
    return [tuple(placed[place] for place in sorted(members)) for _, (_, members) in sorted(groups.items())]
