"""What a run comes to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from itacheck.model import AgencyResult, Bilingual, CrawlResult, CrawlStatus, Status, VerdictResult, Waiver
from itacheck.tally import DEFAULT_FAIL_ON, MAX_NAMED, Tally

AS_OF = date(2026, 1, 15)
WORDS = Bilingual(th="ก", en="a")


def results_of(*agencies: tuple[tuple[Status, Waiver | None], ...]) -> tuple[AgencyResult, ...]:
    crawl = CrawlResult(status=CrawlStatus.COMPLETE, pages=1, documents=0, requests=1, bytes=1, seconds=1, cause=None)
    return tuple(
        AgencyResult(
            id=f"a{number}", name=WORDS, url=None, kind="x", crawl=crawl,
            verdicts=tuple(
                VerdictResult(
                    pack="2568", rule=f"{place}", status=status, reason=WORDS, expected=WORDS, found=WORDS, fix=WORDS,
                    findings=(), waiver=waiver,
                )
                for place, (status, waiver) in enumerate(given)
            ),
        )
        for number, given in enumerate(agencies)
    )  # fmt: skip


def code_of(agencies: tuple[AgencyResult, ...], fail_on: Iterable[Status] = DEFAULT_FAIL_ON) -> int:
    return Tally.of(agencies, AS_OF).exit_code(fail_on)


def waiver(expires: date) -> Waiver:
    return Waiver(rule="1.1", reason="r", owner="o", expires=expires)


@pytest.mark.parametrize(
    ("found", "fail_on", "code"),
    [
        (["pass"], None, 0),
        (["pass", "review", "not_due", "not_applicable"], None, 0),
        (["pass", "fail"], None, 1),
        (["fail", "unreachable"], None, 4),
        (["fail", "error"], None, 4),
        (["pass", "error"], None, 4),
        (["fail"], ["unreachable", "error"], 0),
        (["unreachable", "fail"], ["fail"], 1),
        (["unreachable"], ["fail"], 0),
        (["unreachable"], ["error"], 0),
        (["review"], ["review"], 1),
        (["review", "error"], ["review", "error"], 4),
        ([], None, 3),
    ],
)
def test_exit_codes(found: list[str], fail_on: list[str] | None, code: int) -> None:
    results = results_of(*(((Status(status), None),) for status in found))
    assert code_of(results, map(Status, fail_on) if fail_on else DEFAULT_FAIL_ON) == code


@pytest.mark.parametrize(
    ("status", "expires", "code"),
    [
        (Status.FAIL, AS_OF, 0),
        (Status.FAIL, date(2026, 1, 14), 1),
        (Status.UNREACHABLE, date(2026, 6, 1), 4),
        (Status.ERROR, date(2026, 6, 1), 4),
    ],
)
def test_a_waiver_that_has_not_expired_excuses_a_fail_and_nothing_else(
    status: Status, expires: date, code: int
) -> None:
    assert code_of(results_of(((status, waiver(expires)),))) == code


def test_agencies_without_any_verdict_are_nothing_checked() -> None:
    assert code_of(results_of((), ())) == 3


def test_counts_are_those_of_the_verdicts() -> None:
    old, new = date(2026, 1, 14), date(2026, 6, 1)
    tally = Tally.of(
        results_of(
            ((Status.PASS, None), (Status.FAIL, waiver(new)), (Status.FAIL, None)),
            ((Status.ERROR, None), *[(Status.FAIL, waiver(old))] * (MAX_NAMED + 2)),
        ),
        AS_OF,
    )
    assert tally.verdicts == {Status.PASS: 1, Status.FAIL: MAX_NAMED + 4, Status.ERROR: 1}
    assert tally.waived == {Status.FAIL: 1}
    assert (tally.agencies, tally.broken, tally.unreachable) == (2, 1, 0)
    assert tally.expired == MAX_NAMED + 2
    assert tally.first_expired == [f"a1 {place}" for place in range(1, MAX_NAMED + 1)]
