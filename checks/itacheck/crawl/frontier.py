"""What to ask next: the most promising address first, in an order that depends on nothing but the pages."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from itacheck.model import LinkKind

from .traps import USUAL, pattern
from .urls import page_key


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that was found and not yet asked."""

    url: str
    """Canonical."""
    parent: str
    """The page on which the link with this score stands; empty for the start addresses."""
    text: str
    score: float
    depth: int
    """Links from the home page."""
    outside: bool = False
    """Not on the agency's own hosts."""
    kind: LinkKind = LinkKind.ANCHOR


class Frontier:
    """A queue by score (highest first), then depth (shallowest first), then order of discovery.

    Of addresses with the same score, those whose pattern was given out `USUAL` times come after all others: a site has
    hundreds of news and one contact page. Each address is given out once. Scheme and www twins are one address: the
    first spelling is given out.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, int, int, str]] = []
        self._given = Counter[str]()
        self._queued: dict[str, tuple[int, Candidate]] = {}
        self._known: dict[str, str] = {}
        self._promising = 0

    def __len__(self) -> int:
        return len(self._queued)

    def __contains__(self, url: str) -> bool:
        """Whether an address was ever added or marked."""
        return page_key(url) in self._known

    @property
    def promising(self) -> int:
        """How many queued addresses have a score above 0."""
        return self._promising

    def add(self, candidate: Candidate) -> bool:
        """Queues an address, or raises the one that is queued; False when that changes nothing."""
        key = page_key(candidate.url)
        if key not in self._known:
            self._known[key] = candidate.url
            self._put(key, len(self._known), candidate)
            return True
        queued = self._queued.get(key)
        if queued is None:
            return False
        order, old = queued
        if (-candidate.score, candidate.depth) >= (-old.score, old.depth):
            return False
        better = candidate if candidate.score > old.score else old
        self._drop(key)
        self._put(
            key,
            order,
            Candidate(
                url=old.url,
                parent=better.parent,
                text=better.text,
                score=better.score,
                depth=min(old.depth, candidate.depth),
                outside=old.outside,
                kind=better.kind,
            ),
        )
        return True

    def first_spelling(self, url: str) -> str:
        """The spelling under which an address was first added or marked; itself when it is new."""
        return self._known.get(page_key(url), url)

    def mark(self, url: str) -> None:
        """Never gives out an address (any more): it was reached by another way."""
        key = page_key(url)
        self._known.setdefault(key, url)
        self._drop(key)

    def pop(self) -> Candidate | None:
        """The next address; None when nothing is queued."""
        while self._heap:
            score, often, depth, order, key = heapq.heappop(self._heap)
            queued = self._queued.get(key)
            # Raised addresses leave their old place in the heap behind.
            if queued is None or (-queued[1].score, queued[1].depth, queued[0]) != (score, depth, order):
                continue
            kind = pattern(queued[1].url)
            if often != self._given[kind] // USUAL:
                heapq.heappush(self._heap, (score, self._given[kind] // USUAL, depth, order, key))
                continue
            self._given[kind] += 1
            self._drop(key)
            return queued[1]
        return None

    def rest(self) -> Iterator[Candidate]:
        """Everything that is still queued, in order; empties the queue."""
        while (candidate := self.pop()) is not None:
            yield candidate

    def _put(self, key: str, order: int, candidate: Candidate) -> None:
        self._queued[key] = (order, candidate)
        self._promising += candidate.score > 0
        # How often its pattern was given out is looked at when its turn comes.
        heapq.heappush(self._heap, (-candidate.score, 0, candidate.depth, order, key))

    def _drop(self, key: str) -> None:
        gone = self._queued.pop(key, None)
        if gone is not None:
            self._promising -= gone[1].score > 0
