"""Several results of different agencies as one, to be shown together."""

from __future__ import annotations

from collections.abc import Sequence

from itacheck.errors import ConfigurationError
from itacheck.stored import Joined, Source


def together(results: Sequence[tuple[str, Source]]) -> Source:
    """Results of different agencies as those of one run.

    Args:
        results: one or more, each with the name of its file.

    Raises:
        ConfigurationError: an agency is in two of them, or they were judged as of different days, by different rules
            or by different versions: a number that mixes such verdicts would be neither's.
    """
    (first_name, first), *others = results
    if not others:
        return first
    taken: dict[str, str] = {}
    packs = {pack.id: pack for pack in first.run.packs}
    for name, one in results:
        if one.run.as_of != first.run.as_of:
            raise _apart(name, f"as of {one.run.as_of}", first_name, f"as of {first.run.as_of}")
        if one.run.version != first.run.version:
            raise _apart(name, f"by itacheck {one.run.version}", first_name, f"by {first.run.version}")
        for pack in one.run.packs:
            if packs.setdefault(pack.id, pack).digest != pack.digest:
                raise _apart(name, f"by rule pack {pack.id} ({pack.digest[:12]})", first_name, "by another one")
        for own in one.ids:
            if own in taken:
                raise ConfigurationError(f"{name}: agency {own!r:.80} is in {taken[own]} too", "name only one of them")
            taken[own] = name
    runs = [one.run for _, one in results]
    newest = max(runs, key=lambda run: run.finished)
    run = newest.model_copy(
        update={
            "started": min(one.started for one in runs), "packs": tuple(packs.values()), "shard": None,
            "readers": tuple(sorted({reader for one in runs for reader in one.readers})),
        }
    )  # fmt: skip
    return Joined(run, [one for _, one in results])


def _apart(name: str, how: str, other: str, otherwise: str) -> ConfigurationError:
    return ConfigurationError(
        f"{name}: judged {how}, and {other} {otherwise}", "make a report of each, or check them alike"
    )
