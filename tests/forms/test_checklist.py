"""The tests of a candidate in words: every reason belongs to one, and what comes after a failed one was not asked."""

from __future__ import annotations

import pytest

from itacheck.forms import ADVICE, CONTENT, TEST, WORDS, Candidate, Mark, Standing, Test, Why, checklist
from itacheck.forms.checklist import TEST_OF
from itacheck.model import FormOfEvidence
from itacheck.thai import years_in

YEAR = years_in("ประจำปีงบประมาณ พ.ศ. 2568")
HERE = "https://agency.example/a"


def marks(
    why: Why, standing: Standing, *, form: FormOfEvidence = FormOfEvidence.PUBLICATION, url: str = HERE, **more: bool
) -> dict[Test, Mark]:
    candidate = Candidate("plan", url, HERE, "แผน", "แผน", standing, why, years=YEAR)
    return {step.test: step.mark for step in checklist(candidate, form, **more)}


@pytest.mark.parametrize("why", Why)
def test_every_reason_has_words_and_all_but_the_good_one_a_test_and_advice(why: Why) -> None:
    assert WORDS[why].th
    assert (why in TEST_OF) == (why in ADVICE) == (why is not Why.NAMED)


def test_every_test_and_every_form_has_words() -> None:
    assert set(TEST) == set(Test)
    assert set(CONTENT) == set(FormOfEvidence)


@pytest.mark.parametrize("why", [why for why in Why if why is not Why.NAMED])
def test_what_comes_after_the_failed_test_was_not_asked(why: Why) -> None:
    seen = list(marks(why, Standing.REFUSED).items())
    failed = [test for test, _ in seen].index(TEST_OF[why])
    assert [mark for _, mark in seen[:failed]] == [Mark.PASSED] * failed
    assert seen[failed][1] is Mark.FAILED
    assert {mark for _, mark in seen[failed + 1 :]} <= {Mark.LEFT}


def test_unclear_is_not_failed() -> None:
    assert marks(Why.SCAN, Standing.UNCLEAR)[Test.READABLE] is Mark.UNSURE


def test_an_accepted_place_passed_all() -> None:
    assert set(marks(Why.NAMED, Standing.ACCEPTED).values()) == {Mark.PASSED}


def test_a_page_alone_does_not_say_whose_it_is_or_what_its_links_open() -> None:
    alone = marks(Why.NAMED, Standing.ACCEPTED, alone=True)
    assert [test for test, mark in alone.items() if mark is Mark.LEFT] == [Test.OWNER]
    link = marks(Why.NAMED, Standing.ACCEPTED, alone=True, url=HERE + ".pdf")
    assert [t for t, mark in link.items() if mark is Mark.LEFT] == [Test.OWNER, Test.READABLE, Test.CONTENT]


@pytest.mark.parametrize("form", [FormOfEvidence.CHANNEL, FormOfEvidence.SERVICE])
def test_a_channel_and_a_service_have_no_year(form: FormOfEvidence) -> None:
    assert Test.YEAR not in marks(Why.NAMED, Standing.ACCEPTED, form=form)
