"""The polite, safe, best-first crawl of one agency. It knows pages, not rules.

gate = HostGate()  # one for the whole process
with Fetcher(agency, user_agent=user_agent(), gate=gate) as fetcher:
    snapshot = crawl(agency, fetcher=fetcher, read=read, score=score, enough=enough)
"""

from .browser import Browser, Draws, Supplier, open_browser
from .chromium import find_browser
from .confirming import unchanged
from .crawl import Enough, Progress, Read, Score, crawl
from .drawing import Drawing
from .fetch import DEFAULT_CONTACT, Fetched, Fetcher, user_agent
from .frontier import Candidate, Frontier
from .hosts import AgencyHosts
from .journal import Journal, remove_journal
from .politeness import HostGate, sharing_hosts
from .robots import Robots
from .sharing import SHARES, SharedGate
from .shut import SHUT_OUT
from .supplies import Supply
from .surroundings import check_surroundings
from .transport import Exchange, OnExchange
from .urls import canonical, host_key, looks_like_document, page_key, resolve, same_site
from .visit import Rendered
from .weight import TOO_MUCH_HELD

__all__ = [
    "DEFAULT_CONTACT",
    "SHARES",
    "SHUT_OUT",
    "TOO_MUCH_HELD",
    "AgencyHosts",
    "Browser",
    "Candidate",
    "Drawing",
    "Draws",
    "Enough",
    "Exchange",
    "Fetched",
    "Fetcher",
    "Frontier",
    "HostGate",
    "Journal",
    "OnExchange",
    "Progress",
    "Read",
    "Rendered",
    "Robots",
    "Score",
    "SharedGate",
    "Supplier",
    "Supply",
    "canonical",
    "check_surroundings",
    "crawl",
    "find_browser",
    "host_key",
    "looks_like_document",
    "open_browser",
    "page_key",
    "remove_journal",
    "resolve",
    "same_site",
    "sharing_hosts",
    "unchanged",
    "user_agent",
]
