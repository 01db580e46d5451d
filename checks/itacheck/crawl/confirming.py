"""Whether a site is still as an earlier crawl saw it, by asking for the same addresses in the same order."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from itacheck.model import Cause, Failure

from .fetch import Fetcher
from .journal import Journal
from .robots import Robots
from .urls import canonical


def unchanged(
    fetcher: Fetcher, journal: Journal, earlier: Journal, failed: Mapping[str, Cause], stop: threading.Event
) -> bool:
    """Whether everything that an earlier crawl was answered is answered the same now.

    A crawl does the same where it is told the same, so it would make the same snapshot. The first answer that differs
    ends the asking; a crawl with this journal then asks for nothing that was just answered.

    Args:
        fetcher: writes to `journal`, knows `earlier`.
        journal: of this run, new.
        earlier: of a crawl that ended by itself.
        failed: the addresses on hosts of others that did not answer it, and why.
        stop: ends the asking when it is set.
    """
    robots, asked = Robots(fetcher), 0
    for told in earlier.all():
        url, asked = told.answered.url, asked + 1
        if stop.is_set() or fetcher.clock() >= fetcher.finish_by:
            break
        answer = fetcher.still(told)
        if answer is None:
            break
        if url == canonical("/robots.txt", url):
            # A rule that is as it was lets us ask what we asked; its Crawl-delay must reach the gate anew.
            robots.heed(url, answer)
    else:
        for url, cause in failed.items():
            failure = fetcher.fetch(url, outside=True, permit=robots.refusal)
            if not isinstance(failure, Failure) or failure.cause is not cause:
                break
        else:
            return asked > 0
    journal.rewind()
    return False
