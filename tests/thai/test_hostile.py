"""No text takes long: the time for 200 KB of anything is in proportion to its length."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.growth import assert_grows_evenly

from itacheck.thai import (
    arabic_digits,
    dates_in,
    file_name_years,
    fold,
    months_in,
    normalise,
    normalise_lines,
    years_in,
)

SIZE = 200_000
"""Bytes of UTF-8."""
PLAIN = ("1", "ก", " ", "พ.ศ.", "มกราคม")
MARKS = ("ำ่", "ก่ิ", "่ิ\u05b0", "เเ", "มาตราการ")
DATES = ("1 ต.ค. ", "1/2/", "1    ", "มกราคม 2568 - ", "พ . ศ . ", "16/2/68 ")
YEARS = ("2568 ", "2568-", "ปี 68 ", "ระเบียบ พ.ศ. 2568 ", "ไตรมาส 1", "(2025) ", "© 2025 ", "0 123 ", "http://", "a2")


@pytest.mark.parametrize(
    ("function", "units"),
    [
        (normalise, PLAIN + MARKS),
        (normalise_lines, (*PLAIN, *MARKS, "\n")),
        (arabic_digits, (*PLAIN, "๕")),
        (fold, PLAIN + MARKS),
        (dates_in, PLAIN + DATES),
        (months_in, PLAIN + DATES),
        (years_in, PLAIN + DATES + YEARS),
        (file_name_years, (*PLAIN, "2568-", "%E0", "2568_")),
    ],
    ids=["normalise", "normalise_lines", "arabic_digits", "fold", "dates", "months", "years", "file_names"],
)
def test_hostile_text_costs_its_length(function: Callable[[str], object], units: tuple[str, ...]) -> None:
    for unit in units:
        count = SIZE // len(unit.encode())
        assert_grows_evenly(function, unit.__mul__, count)
