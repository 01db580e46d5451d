"""One polite stream per host, whatever the number of agencies, threads or retries in this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from .urls import site_key

MAX_CRAWL_DELAY = 30.0
"""Seconds; a longer Crawl-delay is cut to this."""


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    ended: float = float("-inf")
    least_pause: float = 0.0
    not_before: float = float("-inf")


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
        """Waits for the host to be free and the pause (seconds) to be over, and holds the host for the body."""
        host = self._host(url)
        with host.lock:
            ready = max(host.ended + max(pause, host.least_pause), host.not_before)
            wait = ready - self._clock()
            if wait > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                host.ended = self._clock()

    def lengthen(self, url: str, seconds: float) -> None:
        """Makes the pause of a host at least this long from now on: its Crawl-delay, cut to `MAX_CRAWL_DELAY`."""
        host = self._host(url)
        host.least_pause = max(host.least_pause, min(seconds, MAX_CRAWL_DELAY))

    def postpone(self, url: str, seconds: float) -> None:
        """Lets nobody through to a host for so many seconds: it is in trouble or asked us to come back later."""
        host = self._host(url)
        host.not_before = max(host.not_before, self._clock() + seconds)

    def pause_of(self, url: str) -> float:
        """The least pause (seconds) that the host itself asked for."""
        return self._host(url).least_pause

    def _host(self, url: str) -> _Host:
        with self._guard:
            return self._hosts.setdefault(site_key(url), _Host())
