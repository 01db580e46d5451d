"""The polite, safe, best-first crawl of one agency. It knows pages, not rules.

gate = HostGate()  # one for the whole process
with Fetcher(agency, user_agent=user_agent(), gate=gate) as fetcher:
    snapshot = crawl(agency, fetcher=fetcher, read=read, score=score, enough=enough)
"""

from .crawl import Enough, Progress, Read, Score, crawl
from .fetch import DEFAULT_CONTACT, Fetched, Fetcher, user_agent
from .frontier import Candidate, Frontier
from .politeness import HostGate
from .robots import Robots
from .transport import Exchange, OnExchange
from .urls import canonical, host_key, looks_like_document, page_key, resolve, same_site

__all__ = [
    "DEFAULT_CONTACT",
    "Candidate",
    "Enough",
    "Exchange",
    "Fetched",
    "Fetcher",
    "Frontier",
    "HostGate",
    "OnExchange",
    "Progress",
    "Read",
    "Robots",
    "Score",
    "canonical",
    "crawl",
    "host_key",
    "looks_like_document",
    "page_key",
    "resolve",
    "same_site",
    "user_agent",
]
