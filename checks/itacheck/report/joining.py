"""Several results of different agencies as one, to be shown together."""

from __future__ import annotations

from collections.abc import Sequence

from itacheck.errors import ConfigurationError
from itacheck.model import AgencyResult, Results


def together(results: Sequence[tuple[str, Results]]) -> Results:
    """Results of different agencies as those of one run.

    Args:
        results: one or more, each with the name of its file.

    Raises:
        ConfigurationError: an agency is in two of them, or they were judged as of different days, by different rules
            or by different versions: a number that mixes such verdicts would be neither's.
    """
    (first_name, first), *others = results
    agencies: dict[str, tuple[str, AgencyResult]] = {}
    packs = {pack.id: pack for pack in first.run.packs}
    for name, one in results:
        if one.run.as_of != first.run.as_of:
            raise _apart(name, f"as of {one.run.as_of}", first_name, f"as of {first.run.as_of}")
        if one.run.version != first.run.version:
            raise _apart(name, f"by itacheck {one.run.version}", first_name, f"by {first.run.version}")
        for pack in one.run.packs:
            if packs.setdefault(pack.id, pack).digest != pack.digest:
                raise _apart(name, f"by rule pack {pack.id} ({pack.digest[:12]})", first_name, "by another one")
        for agency in one.agencies:
            if others and agency.id in agencies:
                other = agencies[agency.id][0]
                raise ConfigurationError(f"{name}: agency {agency.id!r:.80} is in {other} too", "name only one of them")
            agencies[agency.id] = (name, agency)
    if not others:
        return first
    runs = [one.run for _, one in results]
    newest = max(runs, key=lambda run: run.finished)
    run = newest.model_copy(
        update={
            "started": min(one.started for one in runs), "packs": tuple(packs.values()), "shard": None,
            "readers": tuple(sorted({reader for one in runs for reader in one.readers})),
        }
    )  # fmt: skip
    return first.model_copy(update={"run": run, "agencies": tuple(agency for _, agency in agencies.values())})


def _apart(name: str, how: str, other: str, otherwise: str) -> ConfigurationError:
    return ConfigurationError(
        f"{name}: judged {how}, and {other} {otherwise}", "make a report of each, or check them alike"
    )
