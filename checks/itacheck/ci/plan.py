"""Into which parts a run is cut. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from itacheck.model import Agency
from itacheck.sharding import Shard, shards_for


def matrix(agencies: Sequence[Agency], *, each: int, most: int) -> dict[str, list[dict[str, str]]]:
    """The matrix of a workflow: for each part `shard` (`1/3`) and `name` (`1-of-3`, fit for a file or an artifact).

    Args:
        agencies: who is checked.
        each: groups of agencies that share hosts, for a part.
        most: parts.
    """
    of = shards_for(agencies, each=each, most=most)
    shards = [Shard(of, number) for number in range(1, of + 1)]
    return {"include": [{"shard": str(shard), "name": f"{shard.number}-of-{shard.of}"} for shard in shards]}
