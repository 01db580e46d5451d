"""What to ask next: the most promising address first, in an order that depends on nothing but the pages."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from itacheck.model import LinkKind

from .lists import NOWHERE, SHARED, Lists, Where
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
    where: Where = NOWHERE

    @property
    def worth(self) -> float:
        """What it is worth in the order, as long as nothing is known of its list: the promise, else its place."""
        return max(self.score, self.where.worth)


_Place = tuple[float, int, int, int, str]
"""Of a candidate in its list: worth (negative), how it is spread, depth, order of discovery, key."""


@dataclass(slots=True)
class _List:
    members: list[_Place] = field(default_factory=list)
    found: int = 0


class Frontier:
    """A queue by worth (highest first), then depth (shallowest first), then order of discovery.

    The worth of an address is its promise, or that of its place where it promises nothing; it sinks while the members
    of its list bring nothing and rises when they do. Members of a long list whose titles promise nothing are given out
    from all over it: the paper of a year may be far from its newest end. Each address is given out once. Scheme and
    www twins are one address: the first spelling is given out.
    """

    def __init__(self) -> None:
        self._by_list: dict[str, _List] = {}
        self._heads: list[tuple[float, int, int, int, str, str]] = []
        self._lists = Lists()
        self._queued: dict[str, tuple[_Place, Candidate]] = {}
        self._known: dict[str, str] = {}
        self._parents: dict[str, set[str]] = {}
        self._promising = 0
        self.promised = 0
        """How many addresses with a score above 0 were ever found."""

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
            self._parents[key] = {candidate.parent}
            self._put(key, len(self._known), candidate)
            self.promised += candidate.score > 0
            return True
        queued = self._queued.get(key)
        if queued is None:
            return False
        (_, _, _, order, _), old = queued
        parents = self._parents[key]
        if len(parents) < SHARED:
            parents.add(candidate.parent)
        better = candidate if candidate.score > old.score else old
        raised = replace(
            better, url=old.url, depth=min(old.depth, candidate.depth), outside=old.outside,
            where=better.where if better.score > 0 else self._best_place(old, candidate, len(parents)),
        )  # fmt: skip
        if raised == old:
            return False
        self._drop(key)
        self._put(key, order, raised)
        self.promised += old.score <= 0 < raised.score
        return True

    def first_spelling(self, url: str) -> str:
        """The spelling under which an address was first added or marked; itself when it is new."""
        return self._known.get(page_key(url), url)

    def mark(self, url: str) -> None:
        """Never gives out an address (any more): it was reached by another way."""
        key = page_key(url)
        self._known.setdefault(key, url)
        self._drop(key)

    def note(self, candidate: Candidate, *, bore: bool) -> None:
        """See `Lists.note`."""
        self._lists.note(candidate.where, bore=bore)
        if bore:
            self._offer(candidate.where.list)

    def spent(self, candidate: Candidate) -> bool:
        """Whether an address that was given out need not be asked; see `Lists.spent`."""
        return candidate.score <= 0 and self._lists.spent(candidate.where)

    def pop(self) -> Candidate | None:
        """The next address; None when nothing is queued."""
        while self._heads:
            offered = heapq.heappop(self._heads)
            head = self._head(offered[-1])
            if head is None or head < offered:
                continue  # a list that rose has been offered again
            if head > offered:
                heapq.heappush(self._heads, head)
                continue
            *_, key, name = head
            candidate = self._queued[key][1]
            self._drop(key)
            self._offer(name)
            return candidate
        return None

    def rest(self) -> Iterator[Candidate]:
        """Everything that is still queued, in order; empties the queue."""
        while (candidate := self.pop()) is not None:
            yield candidate

    @staticmethod
    def _best_place(old: Candidate, new: Candidate, parents: int) -> Where:
        """The best place of an address that promises nothing, in the list in which it was first found."""
        best = max(old.where, new.where, key=lambda one: one.worth)
        if parents >= SHARED and best.worth < NOWHERE.worth:
            best = NOWHERE
        silent = best.silent and old.where.silent and new.where.silent
        return replace(best, list=old.where.list, silent=silent)

    def _put(self, key: str, order: int, candidate: Candidate) -> None:
        of = self._by_list.setdefault(candidate.where.list, _List())
        of.found += 1
        # 1 2 1 3 1 2 1 4 …: the middle of what was found comes first, then the quarters.
        spread = -(of.found & -of.found).bit_length() if candidate.where.silent and candidate.score <= 0 else 0
        place = (-candidate.worth, spread, candidate.depth, order, key)
        self._queued[key] = (place, candidate)
        self._promising += candidate.score > 0
        heapq.heappush(of.members, place)
        if of.members[0] is place:
            self._offer(candidate.where.list)

    def _drop(self, key: str) -> None:
        gone = self._queued.pop(key, None)
        if gone is not None:
            self._promising -= gone[1].score > 0

    def _offer(self, name: str) -> None:
        head = self._head(name)
        if head is not None:
            heapq.heappush(self._heads, head)

    def _head(self, name: str) -> tuple[float, int, int, int, str, str] | None:
        """The best of a list as it stands now, with the list's name."""
        of = self._by_list.get(name)
        while of is not None and of.members:
            place = of.members[0]
            queued = self._queued.get(place[-1])
            # Raised addresses leave their old place behind.
            if queued is not None and queued[0] == place:
                worth, spread, depth, order, key = place
                return worth * self._lists.share(queued[1].where), spread, depth, order, key, name
            heapq.heappop(of.members)
        return None
