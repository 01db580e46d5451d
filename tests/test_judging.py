"""What is said of an agency: nothing is called absent that was not looked at, and one broken rule harms no other."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from itacheck.causes import STOPPED
from itacheck.crawl import SHUT_OUT, TOO_MUCH_HELD
from itacheck.judge import Judge
from itacheck.judging import decided, enough, judged, judges_of
from itacheck.looking import OUT_OF_TIME
from itacheck.model import Agency, Bilingual, Cause, CrawlStatus, Failure, Snapshot, Status, Whose
from itacheck.packs import DEFAULT_PACK, load_catalogue, load_pack
from itacheck.warc import OVER_BUDGET

PACK = load_pack(DEFAULT_PACK, load_catalogue())
(JUDGE,) = judges_of([PACK], date(2026, 1, 15))
HOME = "https://office.example/"
AGENCY = Agency(id="a", name=Bilingual(th="ก", en="a"), kind="provincial-office", url=HOME)
SEEN = Snapshot("a", HOME, CrawlStatus.COMPLETE)


def cut(why: str) -> Snapshot:
    failure = Failure(HOME, Cause.BUDGET, Whose.US, why)
    return replace(SEEN, status=CrawlStatus.PARTIAL, failure=failure)


@pytest.mark.parametrize("why", [STOPPED, OUT_OF_TIME, TOO_MUCH_HELD, SHUT_OUT, OVER_BUDGET])
def test_where_the_looking_was_cut_short_a_fail_is_a_review_that_says_why(why: str) -> None:
    before = judged(JUDGE, AGENCY, SEEN)
    after = decided(cut(why), before)
    assert any(verdict.status is Status.FAIL for verdict in before)
    assert [verdict.rule for verdict in after] == [verdict.rule for verdict in before]
    for old, new in zip(before, after, strict=True):
        if old.status is not Status.FAIL:
            assert new == old
            continue
        assert new.status is Status.REVIEW
        assert new.reason.th.startswith(f"{old.reason.th} — แต่")
        assert new.reason.en.startswith(f"{old.reason.en}; but ")


def test_where_all_was_seen_a_fail_stays() -> None:
    before = judged(JUDGE, AGENCY, SEEN)
    assert decided(SEEN, before) == before
    assert decided(cut("the depth that was asked for"), before) == before


def test_a_rule_on_which_judging_breaks_is_an_error_and_no_other_is(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Judge.verdict

    def breaks(self: Judge, rule: Any, agency: Agency, view: Any) -> Any:
        if rule.id == "5.6":
            raise ZeroDivisionError
        return whole(self, rule, agency, view)

    before = {verdict.rule: verdict.status for verdict in judged(JUDGE, AGENCY, SEEN)}
    monkeypatch.setattr(Judge, "verdict", breaks)
    after = {verdict.rule: verdict.status for verdict in judged(JUDGE, AGENCY, SEEN)}
    assert list(after) == [rule.id for rule in PACK.rules]
    assert Counter(after.values())[Status.ERROR] == 1
    assert after == {**before, "5.6": Status.ERROR}


def test_where_judging_breaks_the_crawl_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(Judge, "unsettled", breaks)
    assert not enough([JUDGE], AGENCY)(SEEN)
