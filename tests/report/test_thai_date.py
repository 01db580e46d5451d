"""Dates as Thai readers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from itacheck.report.thai_date import english_date, english_datetime, thai_date, thai_datetime


@pytest.mark.parametrize(
    ("day", "thai", "english"),
    [
        (date(2026, 11, 22), "22 พ.ย. 2569", "22 Nov 2026"),
        (date(2024, 2, 29), "29 ก.พ. 2567", "29 Feb 2024"),
        (date(2025, 1, 1), "1 ม.ค. 2568", "1 Jan 2025"),
        (date(9999, 12, 31), "31 ธ.ค. 10542", "31 Dec 9999"),
    ],
)
def test_day(day: date, thai: str, english: str) -> None:
    assert thai_date(day) == thai
    assert english_date(day) == english


def test_every_month_has_its_own_name() -> None:
    assert len({thai_date(date(2025, month, 1)) for month in range(1, 13)}) == 12


@pytest.mark.parametrize(
    ("moment", "thai"),
    [
        (datetime(2026, 11, 22, 7, 5, tzinfo=UTC), "22 พ.ย. 2569 14:05 น."),
        (datetime(2026, 12, 31, 18, 0, tzinfo=UTC), "1 ม.ค. 2570 01:00 น."),
        (datetime(2026, 11, 22, 7, 5), "22 พ.ย. 2569 14:05 น."),  # noqa: DTZ001 - a file may leave the zone out
        (datetime(2026, 11, 22, 14, 5, tzinfo=timezone(timedelta(hours=7))), "22 พ.ย. 2569 14:05 น."),
    ],
)
def test_moment_is_that_of_thailand(moment: datetime, thai: str) -> None:
    assert thai_datetime(moment) == thai
    assert english_datetime(moment).endswith("(UTC+7)")
    assert thai_datetime(moment).startswith(thai_date(moment))


def test_the_end_of_time_does_not_break() -> None:
    assert thai_datetime(datetime.max.replace(tzinfo=UTC)).startswith("31 ธ.ค. 10542")
