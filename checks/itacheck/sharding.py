"""A run in parts on several machines: which part an agency is in, so that no host is asked by two of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Self

from itacheck.crawl import AgencyHosts, sharing_hosts
from itacheck.errors import ConfigurationError
from itacheck.model import Agency

MAX_SHARDS = 256
"""The jobs that one matrix of GitHub Actions may have."""


@dataclass(frozen=True, slots=True, order=True)
class Shard:
    """One part of a run.

    Hosts decide on the part, not places in a list: an agency that is added or removed moves no other one, unless they
    share a host. One part more takes over a few groups of each other part. Parts may therefore be uneven, or empty.
    """

    of: int
    """Into how many parts the run is cut."""
    number: int
    """1 is the first."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """The part that `I/N` names.

        Raises:
            ConfigurationError: it names none.
        """
        found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text)
        number, of = (int(found[1]), int(found[2])) if found else (0, 0)
        if not 1 <= number <= of <= MAX_SHARDS:
            raise ConfigurationError(
                f"--shard {text!r:.40}: not I/N with 1 <= I <= N <= {MAX_SHARDS}", "write 1/4 for the first of four"
            )
        return cls(of, number)

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def chosen(self, agencies: Sequence[Agency]) -> tuple[Agency, ...]:
        """The agencies of this part, in the order given. Every part must be given the same agencies."""
        numbers = shard_numbers(agencies, self.of)
        return tuple(agency for agency in agencies if numbers[agency.id] == self.number)


def shard_numbers(agencies: Iterable[Agency], of: int) -> Mapping[str, int]:
    """Agency id -> the part that it is in, from 1 to `of`."""
    return MappingProxyType({agency.id: _number(name, of) for name, group in host_groups(agencies) for agency in group})


def host_groups(agencies: Iterable[Agency]) -> list[tuple[str, tuple[Agency, ...]]]:
    """The agencies that share a host, also by a declared or further one, each group with its name."""
    return [(_name(group), group) for group in sharing_hosts(agencies)]


def shards_for(agencies: Sequence[Agency], *, each: int, most: int) -> int:
    """Into how many parts to cut a run: as many as keep a part to about so many groups of hosts, and never none.

    Args:
        agencies: who is checked.
        each: groups for a part.
        most: parts.
    """
    groups = len(host_groups([agency for agency in agencies if agency.url is not None]))
    return max(1, min(-(-groups // each), most, MAX_SHARDS))


def _name(group: Sequence[Agency]) -> str:
    """What a group is called, whatever the order of its agencies: its first host, of none its first agency."""
    hosts = sorted({host for agency in group for host in AgencyHosts(agency).sites})
    return hosts[0] if hosts else f"agency {min(agency.id for agency in group)}"


def _number(name: str, of: int) -> int:
    # The highest of one lot for each part wins: another number of parts moves as few groups as can be.
    return max(range(1, of + 1), key=lambda number: sha256(f"{number} {name}".encode()).digest())
