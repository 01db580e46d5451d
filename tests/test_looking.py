"""What is seen of an agency: whether only its answers made it what it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from itacheck.looking import broken, is_drawn, is_of_answers, silent_hosts
from itacheck.model import Agency, Bilingual, Cause, CrawlStatus, Failure, Page, Snapshot, Whose

HOME = "https://office.example/"
SEEN = Snapshot("a", HOME, CrawlStatus.COMPLETE)
OTHER = "https://other.example/form"


def failed(cause: Cause, **more: object) -> Snapshot:
    failure = Failure(OTHER, cause, Whose.AGENCY, "said so", **more)  # type: ignore[arg-type]
    return replace(SEEN, failures={OTHER: failure})


def test_a_page_that_a_browser_drew_may_be_another_one_the_next_time() -> None:
    page = Page(HOME)
    drawn = replace(page, rendered=True)
    assert [is_drawn(replace(SEEN, readings={HOME: one})) for one in (page, drawn)] == [False, True]
    assert [is_of_answers(replace(SEEN, readings={HOME: one})) for one in (page, drawn)] == [True, False]


@pytest.mark.parametrize(
    ("snapshot", "told"),
    [
        (SEEN, True),
        (failed(Cause.HTTP_4XX, status=404), True),
        (failed(Cause.ROBOTS), True),
        (failed(Cause.TIMEOUT), False),
        (failed(Cause.TIMEOUT, outside=True), True),
        (replace(SEEN, status=CrawlStatus.PARTIAL), False),
    ],
)
def test_what_came_of_time_or_the_network_is_asked_for_anew(snapshot: Snapshot, *, told: bool) -> None:
    assert is_of_answers(snapshot) is told


def test_only_hosts_of_others_that_did_not_answer_at_all_are_silent() -> None:
    assert silent_hosts(failed(Cause.TIMEOUT, outside=True)) == {OTHER: Cause.TIMEOUT}
    assert silent_hosts(failed(Cause.HTTP_4XX, outside=True, status=404)) == {}
    assert silent_hosts(failed(Cause.TIMEOUT)) == {}


@pytest.mark.parametrize("url", [HOME, None])
def test_what_broke_is_for_us_to_mend(url: str | None) -> None:
    snapshot = broken(Agency(id="a", name=Bilingual(th="ก", en="a"), kind="provincial-office", url=url), "KeyError")
    assert snapshot.failure is not None
    assert (snapshot.status, snapshot.failure.whose) == (CrawlStatus.UNREACHABLE, Whose.US)
    assert snapshot.failure.detail == "the checker broke: KeyError"
