"""The sentences of verdicts: both languages, masked, short, and with what to do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck import wording
from itacheck.causes import CAUSE, WHOSE
from itacheck.forms import WORDS, Why
from itacheck.model import Cause, Failure, Whose


def thai(text: str) -> bool:
    return any("ก" <= char <= "๙" for char in text)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("เลข 1-2345-67890-12-3 ครับ", "เลข x-xxxx-xxxxx-xx-x ครับ"),
        ("1234567890123", "xxxxxxxxxxxxx"),
        ("๑๒๓๔๕๖๗๘๙๐๑๒๓", "xxxxxxxxxxxxx"),
        ("1 2345 67890 12 3", "x xxxx xxxxx xx x"),
        ("โทร 045-123456", "โทร 045-123456"),
        ("12345678901234", "12345678901234"),
        ("ปี 2566 2567 2568", "ปี 2566 2567 2568"),
    ],
)
def test_citizen_ids_are_masked_and_nothing_else(text: str, masked: str) -> None:
    """13 digits, Thai or Arabic, hyphenated or spaced, are masked; telephones and longer numbers are not."""
    assert wording.quote(text) == masked


def test_a_citizen_id_that_the_cut_runs_through_is_masked() -> None:
    """Masking comes before cutting, so that no part of an id is left at the end."""
    told = wording.quote("ก" * 150 + " 1234567890123 ท้าย")
    assert not any(char.isdigit() for char in told)
    assert len(told) == wording.QUOTE


@given(st.text(max_size=400))
def test_a_quote_is_at_most_160_characters(text: str) -> None:
    assert len(wording.quote(text)) <= wording.QUOTE == 160


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_says_whose_it_is_and_what_to_do(cause: Cause) -> None:
    """The reason of `unreachable` has the cause and whose it is in both languages, and the cause has its own advice."""
    failure = Failure("https://agency.example/", cause, Whose.NETWORK, "the detail")
    reason = wording.unreachable(failure)
    assert thai(reason.th)
    assert CAUSE[cause].name.th in reason.th
    assert WHOSE[Whose.NETWORK].en in reason.en
    assert ("the detail" in reason.en) is (cause is not Cause.NO_WEBSITE)
    assert wording.reach(failure) == CAUSE[cause].todo


def test_without_a_known_failure_there_are_still_words() -> None:
    assert thai(wording.unreachable(None).th)
    assert thai(wording.reach(None).th)


def test_every_standing_has_words_in_both_languages() -> None:
    assert set(WORDS) == set(Why)
    assert all(thai(w.th) and w.en for w in WORDS.values())
    assert len({w.en for w in WORDS.values()}) == len(WORDS)


def test_short_ends_with_an_ellipsis() -> None:
    assert wording.short("abcdef", 6) == "abcdef"
    assert wording.short("abcdefg", 6) == "abcde…"
    assert wording.short("abcd efg", 6) == "abcd…"
