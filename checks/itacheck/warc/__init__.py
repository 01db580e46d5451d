"""Evidence kept: one WARC per agency with what was fetched and what else the judge needs, to be judged again offline.

with Keeper(folder, agency, origin) as keeper:
    snapshot = crawl(agency, fetcher=Fetcher(…, on_exchange=keeper.exchange), read=keeper.reading(read), …)
    records = keeper.keep(snapshot, wanted=[finding.url for …])
kept = load(folder / file_name(agency.id), read)  # kept.snapshot gives the same verdicts
"""

from .header import ENDING, Header, NotKeptError, Origin, file_name, read_header
from .keeping import Keeper, Records
from .loading import OVER_BUDGET, Kept, load

__all__ = [
    "ENDING",
    "OVER_BUDGET",
    "Header",
    "Keeper",
    "Kept",
    "NotKeptError",
    "Origin",
    "Records",
    "file_name",
    "load",
    "read_header",
]
