"""Shares and tallies, against figures worked out by hand and what must hold of all."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.accuracy import Share, Tally
from itacheck.accuracy.sections import figure

PAIRS = st.lists(st.tuples(st.booleans(), st.booleans()))


def test_a_tally_by_hand() -> None:
    tally = Tally.of([(True, True)] * 6 + [(False, True)] * 2 + [(True, False)] * 3 + [(False, False)] * 9)
    assert (tally.tp, tally.fp, tally.fn, tally.tn, tally.total) == (6, 2, 3, 9, 20)
    assert tally.precision == pytest.approx(6 / 8)
    assert tally.recall == pytest.approx(6 / 9)
    assert tally.f1 == pytest.approx(12 / 17)


def test_of_nothing_nothing_is_known() -> None:
    assert (Tally().precision, Tally().recall, Tally().f1, Share(0, 0).value) == (None, None, None, None)
    assert Tally(fn=1).precision is None
    assert (Tally(fn=1).recall, Tally(fn=1).f1) == (0.0, 0.0)


@given(PAIRS)
def test_a_tally_counts_each_answer_once(pairs: list[tuple[bool, bool]]) -> None:
    assert Tally.of(pairs).total == len(pairs)


@given(PAIRS)
def test_f1_is_the_harmonic_mean_and_lies_between(pairs: list[tuple[bool, bool]]) -> None:
    tally = Tally.of(pairs)
    if tally.tp:
        precision = Fraction(tally.tp, tally.tp + tally.fp)
        recall = Fraction(tally.tp, tally.tp + tally.fn)
        assert tally.f1 == pytest.approx(float(2 / (1 / precision + 1 / recall)))
        assert min(precision, recall) <= Fraction(2 * tally.tp, 2 * tally.tp + tally.fp + tally.fn)
        assert max(precision, recall) >= Fraction(2 * tally.tp, 2 * tally.tp + tally.fp + tally.fn)


@given(st.lists(st.booleans(), min_size=1))
def test_who_is_always_right_scores_one(truths: list[bool]) -> None:
    tally = Tally.of((truth, truth) for truth in truths)
    assert tally.f1 == (1.0 if any(truths) else None)
    assert Share.of(True for _ in truths).value == 1.0


@pytest.mark.parametrize(
    ("value", "told"),
    [(None, "–"), (0.0, "0.000"), (1.0, "1.000"), (0.9996, "0.999"), (0.0001, "0.001"), (2 / 3, "0.667")],
)
def test_a_figure_is_perfect_only_without_an_error(value: float | None, told: str) -> None:
    assert figure(value) == told
