"""Whether a scheduled run was complete. Pure. What was found decides only where `--fail-on` asked for that."""

from __future__ import annotations

from collections.abc import Iterable

from itacheck.causes import STOPPED
from itacheck.model import AgencyResult, Cause, CrawlStatus

FOUND, BROKEN, NOTHING, INCOMPLETE = 1, 2, 3, 4


def conclusion(code: int, agencies: Iterable[AgencyResult]) -> tuple[int, str]:
    """The code that a run ends with, and a sentence of why.

    Sites that are down are no fault of the run, but a run that reached none of them has checked nothing, and one that
    was stopped before its end is not complete.

    Args:
        code: that of `merge` or `check`, with a `--fail-on` that leaves `unreachable` out.
        agencies: what came of it; none where it wrote nothing.
    """
    looked = tried = stopped = 0
    for agency in agencies:
        down, cause = agency.crawl.status is CrawlStatus.UNREACHABLE, agency.crawl.cause
        looked += not down
        tried += not down or cause is None or cause.code != Cause.NO_WEBSITE
        stopped += cause is not None and cause.detail == STOPPED
    if code not in (0, FOUND, INCOMPLETE):
        return code, {
            BROKEN: "the parts cannot be put together, or something is not set up as it must be: see the log",
            NOTHING: "nothing was checked",
        }.get(code, f"the checker broke (exit code {code}): see the log")
    if not looked:
        return NOTHING, f"no site could be looked at, of {tried} that are declared: nothing was checked"
    if code == INCOMPLETE:
        return code, "incomplete: a part or a site is missing, or the checker broke on an agency"
    if stopped:
        return INCOMPLETE, f"incomplete: stopped before {stopped} of the agencies were looked at"
    if code == FOUND:
        return code, "complete, and something was found that this run was asked to fail on"
    return 0, f"complete: {looked} of {tried} declared sites were looked at"
