"""The addresses that a site itself lists in sitemap.xml (sitemaps.org): read once a crawl, within narrow bounds.

A sitemap is no way for a visitor: only links are. It is a hint for the order of the walk, and tells at its end what no
link leads to.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from itacheck.model import Cause, Failure

from .fetch import Fetched, Fetcher
from .robots import Robots
from .unpacking import UnpackError, unpacked
from .urls import canonical, page_key

MAX_FILES = 8
MAX_DEPTH = 2
"""Files that list files, one below the other."""
MAX_BYTES = 5_000_000
"""Of one file, unpacked; what comes after is not read."""
MAX_ADDRESSES = 5_000
"""Of all files together."""

_GZIP = b"\x1f\x8b"
_PIECE = 65_536
_log = logging.getLogger(__name__)


class _NoSitemapError(Exception):
    """What answered is none; the message is one line for the log."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An address in a sitemap."""

    url: str
    """Canonical, on one of the agency's own hosts."""
    sitemap: str
    """The file that lists it."""


def listed(fetcher: Fetcher, robots: Robots, home: str) -> tuple[Listed, ...]:
    """What the sitemaps of a site list, in their order, each address once.

    Those that robots.txt names are asked for, and /sitemap.xml. Never raises for anything that a site does.

    Args:
        fetcher: of the crawl.
        robots: of the crawl.
        home: the address of the home page.
    """
    start = [canonical(written, home) for written in (*robots.sitemaps(home), "/sitemap.xml")]
    queue = deque((url, 0) for url in start if url is not None)
    found: dict[str, Listed] = {}
    seen: set[str] = set()
    while queue and len(seen) < MAX_FILES and len(found) < MAX_ADDRESSES:
        url, depth = queue.popleft()
        if page_key(url) in seen or not fetcher.hosts.own(url):
            continue
        seen.add(page_key(url))
        answer = fetcher.fetch(url, permit=robots.refusal, tries=1, keep=MAX_BYTES)
        if isinstance(answer, Failure):
            if answer.cause in (Cause.TIMEOUT, Cause.BUDGET):
                break  # the next one would take as long
            continue
        for kind, written in _entries(answer):
            address = canonical(written, answer.url)
            if address is None or not fetcher.hosts.own(address):
                continue
            if kind == "url":
                found.setdefault(page_key(address), Listed(address, answer.url))
            elif depth < MAX_DEPTH and len(queue) < MAX_FILES:
                queue.append((address, depth + 1))
            if len(found) >= MAX_ADDRESSES:
                _log.info("%s: lists more than %d addresses; the others are not used", answer.url, MAX_ADDRESSES)
                break
    return tuple(found.values())


def _entries(answer: Fetched) -> Iterator[tuple[str, str]]:
    """`url` or `sitemap`, and an address as written; what is broken or a page ends it with a line in the log.

    Whatever its type says: servers send sitemaps as HTML, and pages as XML.
    """
    try:
        yield from _parsed(_pieces(answer.body))
    except (_NoSitemapError, UnpackError, etree.XMLSyntaxError) as error:
        _log.info("%s: not used as a sitemap from here on: %s", answer.url, error)


def _pieces(body: bytes) -> Iterator[bytes]:
    """A body piece by piece, unpacked where it is a .gz, never more than `MAX_BYTES` of it."""
    parts: Iterable[bytes] = (body[at : at + _PIECE] for at in range(0, len(body), _PIECE))
    if body.startswith(_GZIP):
        parts = unpacked(parts, ["gzip"])
    size = 0
    for part in parts:
        yield part[: MAX_BYTES - size]
        size += len(part)
        if size >= MAX_BYTES:
            return


def _parsed(pieces: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    parser = etree.XMLPullParser(
        events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    within: list[str] = []
    for piece in pieces:
        parser.feed(piece)
        for event, element in parser.read_events():
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if event == "start":
                if not within and (name not in ("urlset", "sitemapindex") or element.getroottree().docinfo.doctype):
                    raise _NoSitemapError("another kind of XML")
                within.append(name)
                continue
            within.pop()
            if name == "loc" and len(within) == 2 and within[1] in ("url", "sitemap"):
                if address := (element.text or "").strip():
                    yield within[1], address
            elif len(within) == 1:
                _forget(element)


def _forget(element: etree._Element) -> None:
    """Frees an entry that was read."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
