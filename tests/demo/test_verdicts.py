"""The program's verdicts on the demo province are the truth table that was written before it ran."""

from __future__ import annotations

from datetime import date

from itacheck.demo import AS_OF, DemoProvince, expectations, expected
from itacheck.model import Status
from itacheck.packs import load_catalogue, load_pack, load_packs
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


def test_early_in_its_year_the_next_pack_fails_nobody() -> None:
    """Two months into fiscal year 2570: what is of any year passes, what is still to come is not due."""
    catalogue = load_catalogue()
    packs = load_packs(["2568", "2570"], catalogue)
    day = date(2026, 11, 22)
    with DemoProvince(day) as province:
        results = Run(province.agencies, packs, catalogue, day).results()
    assert [(pack.id, pack.digest) for pack in results.run.packs] == [(pack.id, pack.digest) for pack in packs]
    seen = {(a.id, v.pack, v.rule): v for a in results.agencies for v in a.verdicts}
    assert len(seen) == 7 * 76
    looked = [a.id for a in results.agencies if a.crawl.cause is None]
    old = {key: v.status for key, v in seen.items() if key[1] == "2568"}
    new = {key: v.status for key, v in seen.items() if key[1] == "2570"}
    assert Status.FAIL in old.values()
    assert Status.NOT_DUE not in old.values()
    assert Status.FAIL not in new.values()
    for agency in looked:
        # No site has a paper of 2570: what every one must have anew is not due, and what holds in any year stands.
        assert {new[agency, "2570", rule] for rule in ("5.2", "5.3", "5.7", "7.1")} == {Status.NOT_DUE}
        assert new[agency, "2570", "6.3"] is (
            Status.NOT_DUE if old[agency, "2568", "6.3"] is Status.FAIL else old[agency, "2568", "6.3"]
        )
    late = seen["provincial-office", "2570", "5.2"]
    assert "2027-09-30" in late.reason.en
    assert "2570" in late.fix.th
    assert "2568" not in late.fix.th
