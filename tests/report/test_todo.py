"""What to do, in the order to do it."""

from __future__ import annotations

from datetime import date

from itacheck.model import Results, Status
from itacheck.report.build import agency_view
from itacheck.report.frame import Frame
from itacheck.report.todo import tasks
from itacheck.report.view import AgencyView

from . import sample


def views(results: Results) -> list[AgencyView]:
    frame = Frame(results.run, sample.rules())
    return [agency_view(agency, agency.id, frame) for agency in results.agencies]


def test_fails_come_first_by_due_date_and_waived_ones_last() -> None:
    results = sample.results()
    first = results.agencies[0]
    verdicts = (
        sample.verdict("2.2.1", Status.FAIL),
        sample.verdict("5.2", Status.REVIEW),
        sample.verdict("5.6", Status.PASS),
        sample.verdict("6.1", Status.FAIL, waiver=first.verdicts[5].waiver),
        sample.verdict("6.2", Status.FAIL),
        sample.verdict("2.1.1", Status.FAIL),
    )
    changed = results.model_copy(update={"agencies": (first.model_copy(update={"verdicts": verdicts}),)})
    (agency,) = views(changed)
    made = [(task.key, [v.rule.id for v in task.verdicts]) for task in tasks(agency)]
    assert made == [("fail", ["6.2", "2.1.1", "2.2.1"]), ("review", ["5.2"]), ("waived", ["6.1"])]


def test_a_waiver_holds_on_its_last_day_and_not_after() -> None:
    results = sample.results()
    for day, waived in ((date(2027, 3, 31), True), (date(2027, 4, 1), False)):
        run = results.run.model_copy(update={"as_of": day})
        own = next(a for a in views(results.model_copy(update={"run": run})) if a.id == "agriculture")
        verdict = next(v for v in own.verdicts if v.rule.id == "6.2")
        assert verdict.waived is waived
        assert (own.totals.waived[Status.FAIL] == 1) is waived


def test_an_agency_that_passes_has_nothing_to_do() -> None:
    results = sample.results()
    first = results.agencies[0].model_copy(update={"verdicts": (sample.verdict("5.6", Status.PASS),)})
    (agency,) = views(results.model_copy(update={"agencies": (first,)}))
    assert tasks(agency) == ()
