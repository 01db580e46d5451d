"""The program's verdicts on the demo province are the truth table that was written before it ran."""

from __future__ import annotations

from itacheck.demo import AS_OF, DemoProvince, expectations, expected
from itacheck.model import Status
from itacheck.packs import load_catalogue, load_pack
from itacheck.run import Run


def test_every_cell_of_the_truth_table() -> None:
    catalogue = load_catalogue()
    pack = load_pack("2568", catalogue)
    with DemoProvince() as province:
        results = Run(province.agencies, [pack], catalogue, AS_OF).results()
    truth, why = expected(), expectations()
    wrong = [
        f"{agency.id} {v.rule}: {v.status.value}, not {set(truth[agency.id, v.rule])} "
        f"({why[agency.id, v.rule].reason}): {v.reason.en}"
        for agency in results.agencies
        for v in agency.verdicts
        if v.status.value not in truth[agency.id, v.rule]
    ]
    assert len(truth) == sum(len(agency.verdicts) for agency in results.agencies)
    assert wrong == []
    down = [agency for agency in results.agencies if agency.crawl.cause]
    assert {agency.crawl.cause.code for agency in down if agency.crawl.cause} == {"refused", "no-website"}
    assert {v.status for agency in down for v in agency.verdicts} == {Status.UNREACHABLE}
