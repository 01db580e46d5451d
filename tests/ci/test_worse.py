"""What counts as worse, from the first run in which it is so to the one in which it is mended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from itacheck.ci.worse import Worse, fingerprint, worse_of
from itacheck.history import History, record
from itacheck.model import Status

from ..history.weeks import agency, day, finding, run, verdict

PAGE = "https://a.example/plan"


def told(*weeks: str | None, waived: Sequence[int] = ()) -> tuple[Worse, ...]:
    """What is worse after runs with these statuses of one rule; None: the site could not be looked at."""
    history = History()
    for week, status in enumerate(weeks, 1):
        if status is None:
            own = agency("a", verdict("2568/5.6", "unreachable"), down="timeout")
        else:
            expires = date(2030, 1, 1) if week in waived else None
            own = agency("a", verdict("2568/5.6", status, finding(PAGE), waived=expires))
        history = record(history, run(week, [own]))
    return worse_of(history, "a")


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [
        (["pass"], None),
        (["fail"], None),
        (["pass", "fail"], ("pass", "fail", 2)),
        (["pass", "review"], ("pass", "review", 2)),
        (["review", "fail"], ("review", "fail", 2)),
        (["not_due", "fail"], ("not_due", "fail", 2)),
        (["pass", "fail", "fail"], ("pass", "fail", 2)),
        (["pass", "review", "fail"], ("pass", "fail", 3)),
        (["pass", "fail", "review"], ("pass", "review", 3)),
        (["pass", "fail", "pass"], None),
        (["review", "fail", "not_due"], None),
        (["fail", "pass", "fail"], ("pass", "fail", 3)),
        (["fail", "review"], None),
        (["pass", None, "fail"], ("pass", "fail", 3)),
        (["pass", "fail", None], ("pass", "fail", 2)),
        (["pass", "error", "fail"], ("pass", "fail", 3)),
        (["pass", None], None),
        (["pass", "not_applicable"], None),
    ],
)
def test_worse_is_so_until_it_is_what_it_was(weeks: list[str | None], expected: tuple[str, str, int] | None) -> None:
    found = [(one.before, one.after, one.since) for one in told(*weeks) if one.rule]
    assert found == ([] if expected is None else [(Status(expected[0]), Status(expected[1]), day(expected[2]))])


def test_it_names_the_page_and_the_reason() -> None:
    (one,) = told("pass", "fail")
    assert (one.rule, one.url) == ("2568/5.6", PAGE)
    assert one.why is not None


def test_a_waiver_that_holds_hides_it() -> None:
    assert told("pass", "fail", "fail", waived=[3]) == ()
    assert told("pass", "fail", "fail", "fail", waived=[3]) != ()


def test_a_site_counts_when_three_runs_did_not_reach_it() -> None:
    assert told("pass", None, None) == ()
    (one,) = told("pass", None, None, None)
    assert (one.rule, one.since, one.cause) == (None, day(2), "timeout")
    assert told("pass", None, None, None, "pass") == ()


def test_an_agency_without_a_site_never_does() -> None:
    history = History()
    for week in range(1, 6):
        own = agency("a", verdict("2568/5.6", "unreachable"), down="no-website")
        history = record(history, run(week, [own]))
    assert worse_of(history, "a") == ()
    assert worse_of(history, "unknown") == ()


def test_the_fingerprint_changes_with_what_is_worse_and_with_nothing_else() -> None:
    assert fingerprint(told("pass", "fail")) == fingerprint(told("pass", "fail", "fail"))
    assert fingerprint(told("pass", "fail", None)) == fingerprint(told("pass", "fail"))
    assert fingerprint(told("pass", "fail", "pass", "fail")) != fingerprint(told("pass", "fail"))
    assert fingerprint(told("pass", "review")) != fingerprint(told("pass", "fail"))
