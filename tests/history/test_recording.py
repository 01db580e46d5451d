"""What a run does to the history, and what it must leave alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itacheck.causes import STOPPED
from itacheck.errors import ConfigurationError
from itacheck.history import History, OlderRunError, RunRecord, What, changes, reach, record
from itacheck.history import model as model_module
from itacheck.history.recording import MAX_REACH, evidence_of
from itacheck.model import AgencyResult, Results, Status

from .weeks import agency, day, finding, run, verdict

PAGE = finding("https://a.example/x")
KEY = "2568/5.6"


def after(*results: Results) -> History:
    history = History()
    for one in results:
        history = record(history, one)
    return history


def statuses(history: History, own: str = "a") -> dict[str, Status]:
    return {key: rule.status for key, rule in history.agencies[own].rules.items()}


def whats(history: History, own: str = "a") -> list[What]:
    return [event.what for event in history.agencies[own].events]


def test_the_same_run_twice_changes_nothing() -> None:
    first = run(1, [agency("a", verdict(KEY, "pass", PAGE))])
    history = after(first, run(2, [agency("a", verdict(KEY, "fail"))]))
    assert record(history, run(2, [agency("a", verdict(KEY, "fail"))])) is history


def test_a_run_that_is_gone_on_with_adds_what_was_missing() -> None:
    begun = run(2, [agency("a", verdict(KEY, "fail"))], name="r2")
    whole = run(2, [agency("a", verdict(KEY, "fail")), agency("b", verdict(KEY, "fail"))], name="r2", hours=3)
    first = run(1, [agency(own, verdict(KEY, "pass", PAGE)) for own in "ab"])
    history = after(first, begun, whole)
    assert [len(history.agencies[own].events) for own in "ab"] == [1, 1]
    assert [one.id for one in history.log.runs] == ["r2", first.run.id]
    assert history.newest is not None
    assert (history.newest.agencies, history.newest.finished) == (2, whole.run.finished)


@pytest.mark.parametrize(
    "untouched",
    [
        agency("a", verdict(KEY, "unreachable"), down="budget"),
        agency("a", verdict(KEY, "unreachable"), down="window"),
        agency("a", verdict(KEY, "unreachable"), down="not-kept"),
        agency("a", verdict(KEY, "review"), part=("budget", STOPPED)),
        agency("a", verdict(KEY, "review"), part=("window", "outside the hours")),
        agency("a", verdict(KEY, "review"), part=("not-kept", "links")),
        agency("a", verdict(KEY, "error")),
        agency("a"),
    ],
)
def test_an_agency_that_was_not_looked_at_well_stays_as_it_was(untouched: AgencyResult) -> None:
    before = after(run(1, [agency("a", verdict(KEY, "pass", PAGE)), agency("b", verdict(KEY, "pass", PAGE))]))
    history = record(before, run(2, [untouched, agency("b", verdict(KEY, "pass", PAGE))]))
    assert history.agencies["a"] == before.agencies["a"]
    checked, looked = history.checked("a"), history.looked("a", KEY)
    assert checked is not None
    assert checked == looked == before.newest
    assert history.newest is not None
    assert (history.newest.agencies, history.newest.known) == (1, 2)
    # The next look is compared with the run that looked, not with the one that did not.
    history = record(history, run(3, [agency("a", verdict(KEY, "fail"))]))
    assert history.agencies["a"].rules[KEY].seen == day(1)


def test_a_crawl_whose_page_budget_is_spent_is_looked_at() -> None:
    spent = agency("a", verdict(KEY, "review"), part=("budget", "a budget was spent with promising links left"))
    history = after(run(1, [agency("a", verdict(KEY, "pass", PAGE))]), run(2, [spent]))
    assert statuses(history) == {KEY: Status.REVIEW}


def test_a_run_that_checked_nothing_is_no_run() -> None:
    before = after(run(1, [agency("a", verdict(KEY, "pass"))]))
    assert record(before, run(2, [agency("a", verdict(KEY, "unreachable"), down="window")])) is before
    assert record(before, run(2, [])) is before


@pytest.mark.parametrize(("week", "hours"), [(1, 5), (2, 0)])
def test_an_older_run_is_refused_with_one_line(week: int, hours: int) -> None:
    before = after(run(2, [agency("a", verdict(KEY, "pass"))], hours=9))
    with pytest.raises(OlderRunError, match=r"older than run .* agency a: take runs in as they were made") as told:
        record(before, run(week, [agency("a", verdict(KEY, "fail"))], hours=hours))
    assert "\n" not in told.value.line


def test_parts_of_one_run_may_come_in_any_order() -> None:
    first = [run(1, [agency(own, verdict(KEY, "pass"))], hours=hours, name=own) for own, hours in (("a", 5), ("b", 1))]
    history, other = after(*first), after(*first[::-1])
    assert history.agencies == other.agencies
    assert [one.id for one in history.log.runs] == [one.id for one in other.log.runs] == ["a", "b"]
    assert other.checked("a") == other.run("a")
    assert history.checked("b") == history.run("b")


def test_a_pack_that_was_not_judged_stays_and_one_whose_rule_is_gone_says_so() -> None:
    packs = {"2568": "1", "oit-2568": "3"}
    both = [verdict(KEY, "pass", PAGE), verdict("oit-2568/O12", "fail"), verdict("oit-2568/O13", "fail")]
    before = after(run(1, [agency("a", *both)], packs=packs))
    history = record(before, run(2, [agency("a", verdict(KEY, "pass", PAGE))]))
    assert history.agencies == before.agencies
    looked = history.looked("a", "oit-2568/O12"), history.looked("a", KEY)
    assert [one.as_of for one in looked if one] == [day(1), day(2)]
    history = record(history, run(3, [agency("a", *both[:2])], packs=packs))
    assert whats(history) == [What.GONE_RULES]
    assert history.agencies["a"].events[0].rules == ("oit-2568/O13",)
    assert list(statuses(history)) == [KEY, "oit-2568/O12"]


def test_a_new_pack_is_one_event_and_says_nothing_of_the_site() -> None:
    packs = {"2568": "1", "oit-2568": "3"}
    judged = [verdict(KEY, "pass"), *(verdict(f"oit-2568/O{n}", "fail") for n in range(1, 34))]
    history = after(run(1, [agency("a", judged[0])]), run(2, [agency("a", *judged)], packs=packs))
    (event,) = history.agencies["a"].events
    assert (event.what, len(event.rules)) == (What.NEW_RULES, 33)


def test_entries_that_come_and_go_on_a_list_are_no_change() -> None:
    def listed(week: int) -> tuple[Results, ...]:
        entries = [finding(f"https://a.example/news/{n}") for n in range(week + 9, week - 1, -1)]
        return (run(week, [agency("a", verdict(KEY, "pass", *entries))]),)

    history = after(*listed(1))
    first = history.agencies["a"]
    for week in range(2, 8):
        history = record(history, *listed(week))
    assert history.agencies["a"] == first
    for week in range(8, 30):
        history = record(history, *listed(week))
    # Until none of the pages that it was seen by is among them.
    assert history.agencies["a"].rules[KEY].pages != first.rules[KEY].pages
    assert history.agencies["a"].events == ()


def test_a_page_that_breaks_is_told_once_and_a_decoy_is_no_broken_page() -> None:
    dead = finding(PAGE.url, None, "dead")
    other = finding("https://a.example/y", None, "dead")
    news = finding(PAGE.url, "1", "news")
    history = after(
        run(1, [agency("a", verdict(KEY, "pass", PAGE))]),
        run(2, [agency("a", verdict(KEY, "fail", news, other))]),
        run(3, [agency("a", verdict(KEY, "fail", dead, other))]),
        run(4, [agency("a", verdict(KEY, "fail", dead, other))]),
    )
    assert whats(history) == [What.BROKEN, What.VERDICT]
    (broken, _) = history.agencies["a"].events
    assert (broken.at, broken.url, broken.cause) == (day(3), PAGE.url, "dead")
    history = record(history, run(5, [agency("a", verdict(KEY, "pass", PAGE))]))
    history = record(history, run(6, [agency("a", verdict(KEY, "review", finding(PAGE.url, None, "failed")))]))
    assert [(one.event.what, one.event.cause) for one in changes(history)] == [
        (What.VERDICT, None), (What.BROKEN, "failed"),
    ]  # fmt: skip


def test_a_waiver_is_told_when_it_is_given_moved_taken_back_or_over() -> None:
    days = [None, day(5), day(5), day(9), None, day(6)]
    runs = [run(week, [agency("a", verdict(KEY, "fail", waived=until))]) for week, until in enumerate(days, 1)]
    history = after(*runs, run(7, [agency("a", verdict(KEY, "fail", waived=day(6)))]))
    events = [(one.at, one.what, one.until) for one in history.agencies["a"].events]
    assert events == [
        (day(7), What.NOT_WAIVED, day(6)), (day(6), What.WAIVED, day(6)), (day(5), What.NOT_WAIVED, day(9)),
        (day(4), What.WAIVED, day(9)), (day(2), What.WAIVED, day(5)),
    ]  # fmt: skip
    assert statuses(history) == {KEY: Status.FAIL}


@pytest.mark.parametrize(
    "broken",
    [
        run(1, [agency("../../escape", verdict(KEY, "pass"))]),
        run(1, [agency("a", verdict("2568/<script>", "pass"))]),
        run(1, [agency("a", verdict("a b/1", "pass"))]),
        run(1, [agency("a" * 65, verdict(KEY, "pass"))]),
        run(1, [agency("a", verdict(KEY, "pass"))], packs={"x\u202e": "1"}),
    ],
)
def test_ids_that_can_be_none_are_refused(broken: Results) -> None:
    with pytest.raises(ConfigurationError, match="is no id of"):
        record(History(), broken)


def test_long_strings_of_a_site_do_not_get_into_the_history() -> None:
    long = finding("https://a.example/" + "x" * 1_000_000)
    one = agency("a", verdict(KEY, "pass", long))
    one = one.model_copy(update={"name": one.name.model_copy(update={"th": "ก" * 1_000_000}), "url": long.url})
    history = after(run(1, [one]), run(2, [agency("a", verdict(KEY, "fail", long))]))
    assert len(history.agencies["a"].model_dump_json()) < 3_000


def test_the_runs_are_bounded_and_those_that_something_rests_on_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("itacheck.history.recording.MAX_RUNS", 5)
    history = after(run(1, [agency("a", verdict(KEY, "pass")), agency("b", verdict(KEY, "pass"))]))
    for week in range(2, 20):
        history = record(history, run(week, [agency("a", verdict(KEY, "pass"))]))
    assert [one.as_of for one in history.log.runs] == [*(day(week) for week in range(19, 14, -1)), day(1)]
    assert history.looked("b", KEY) == history.log.runs[-1]


def test_the_events_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("itacheck.history.recording.MAX_EVENTS", 4)
    runs = [run(week, [agency("a", verdict(KEY, "pass" if week % 2 else "fail"))]) for week in range(1, 10)]
    history = after(*runs)
    assert [event.at for event in history.agencies["a"].events] == [day(week) for week in range(9, 5, -1)]
    assert model_module.MAX_EVENTS > 100


def test_another_kind_or_name_is_taken_over_and_is_no_event() -> None:
    history = after(
        run(1, [agency("a", verdict(KEY, "not_applicable"))]), run(2, [agency("a", verdict(KEY, "fail"), kind="y")])
    )
    (event,) = history.agencies["a"].events
    assert (event.why, history.agencies["a"].kind) == ("entry", "y")


def test_an_agency_that_was_never_reached_has_no_verdicts_until_it_is() -> None:
    history = after(run(1, [agency("a", verdict(KEY, "unreachable"), down="dns")]))
    assert (statuses(history), whats(history)) == ({}, [What.DOWN])
    history = record(history, run(2, [agency("a", verdict(KEY, "fail"))]))
    assert (statuses(history), whats(history)) == ({KEY: Status.FAIL}, [What.UP, What.DOWN])
    assert history.agencies["a"].rules[KEY].seen is None


def test_evidence_is_known_by_every_page_of_it() -> None:
    assert evidence_of(()) is None
    assert evidence_of((finding("u", None),)) is None
    one, two = finding("u"), finding("v")
    assert evidence_of((one, two)) == evidence_of((two, one)) != evidence_of((one,))


CONTENT = ["pass", "fail", "review", "not_due", "not_applicable"]
SEEN = st.sampled_from([*CONTENT, "error", "down", "stopped", "absent"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(SEEN, SEEN), min_size=1, max_size=12))
def test_whatever_happens_the_history_holds_the_last_content_and_a_chain_of_events(
    story: list[tuple[str, str]],
) -> None:
    history, last, flips = History(), dict[str, str](), list[str]()
    for week, seen in enumerate(story, 1):
        checked = []
        for own, status in zip("ab", seen, strict=True):
            if status == "down":
                checked.append(agency(own, verdict(KEY, "unreachable"), verdict("2568/1.1", "unreachable"), down="dns"))
            elif status == "stopped":
                checked.append(agency(own, verdict(KEY, "review"), part=("budget", STOPPED)))
            elif status != "absent":
                checked.append(agency(own, verdict(KEY, status), verdict("2568/1.1", "pass", PAGE)))
                if status != "error":
                    last[own] = status
            if own == "a" and status not in ("stopped", "absent"):
                flips.append("-" if status == "down" else "+")
        results = run(week, checked)
        history = record(history, results)
        assert record(history, results) is history
    for own, status in last.items():
        known = history.agencies[own].rules[KEY]
        assert known.status == status
        told = [event for event in reversed(history.agencies[own].events) if event.what is What.VERDICT]
        assert all(one.after == two.before for one, two in zip(told, told[1:], strict=False))
        assert all(one.before != one.after for one in told)
        assert not told or (told[-1].after, told[-1].at) == (known.status, known.since)
        assert known.seen is None or known.seen < known.since
    recent = reach(history, "a").recent
    assert recent == "".join(flips)[-MAX_REACH:].lstrip("+")
    assert all(isinstance(one, RunRecord) for one in history.log.runs)
    assert all(history.checked(own) is not None for own in history.agencies)
    assert all(
        history.looked(own, key) is not None for own, one in history.agencies.items() for key in one.rules
    )  # fmt: skip


def test_what_changed_since_a_day_counts_that_day() -> None:
    history = after(
        *(run(week, [agency("a", verdict(KEY, "pass" if week % 2 else "fail"))]) for week in range(1, 5))
    )  # fmt: skip
    assert [one.event.at for one in changes(history, day(3))] == [day(4), day(3)]
    assert changes(history, day(4) + timedelta(days=1)) == ()
    assert changes(History()) == ()
