"""Two runs a week apart: what a history is made of."""

from __future__ import annotations

from datetime import timedelta

from itacheck.model import Results, Status


def two_runs(after: Results) -> tuple[Results, Results]:
    """A run a week before, in which every third agency failed where it passes now; and the run itself."""
    week = timedelta(days=7)
    run = after.run
    earlier = run.model_copy(
        update={
            "id": f"{run.id}-before", "as_of": run.as_of - week, "started": run.started - week,
            "finished": run.finished - week,
        }
    )  # fmt: skip
    agencies = tuple(
        agency.model_copy(
            update={
                "verdicts": tuple(
                    v.model_copy(update={"status": Status.FAIL}) if v.status is Status.PASS and not place % 3 else v
                    for v in agency.verdicts
                )
            }
        )
        for place, agency in enumerate(after.agencies)
    )
    return after.model_copy(update={"run": earlier, "agencies": agencies}), after
