"""Known places: where the last run into a folder found evidence, as a hint for the order of the next crawl."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from itacheck.errors import ItacheckError
from itacheck.model import Agency, AgencyResult, Status
from itacheck.stored import ResultsFile

MAX_PLACES = 1_000
"""Addresses of one agency."""

_PLACES = frozenset((Status.PASS, Status.REVIEW))
_log = logging.getLogger(__name__)


def known_places(file: Path, agencies: Iterable[Agency]) -> dict[str, tuple[str, ...]]:
    """Agency id -> the addresses that were findings in a results.json, and those on the way to them.

    What an agency of another id or with another address has found says nothing. A file that is none is not used, which
    a line in the log tells; one that is not there needs no line. Never raises.
    """
    homes = {agency.id: agency.url for agency in agencies}
    known = {}
    try:
        for last in ResultsFile(file).agencies if file.exists() else ():
            if last.id in homes and last.url == homes[last.id] and (places := _places(last)):
                known[last.id] = places
    except (ItacheckError, OSError, ValueError, RecursionError) as error:
        _log.warning("%s: not used as a hint: %s", file, " ".join(str(error).split())[:200])
        return {}
    return known


def _places(last: AgencyResult) -> tuple[str, ...]:
    found = (finding for verdict in last.verdicts if verdict.status in _PLACES for finding in verdict.findings)
    urls = dict.fromkeys(url for finding in found for url in (*finding.via, finding.url))
    return tuple(url for url in urls if url.startswith(("http://", "https://")))[:MAX_PLACES]
