"""The entries of agencies.toml."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from itacheck.model import CrawlLimits

THAILAND = timezone(timedelta(hours=7))


@pytest.mark.parametrize(
    ("window", "moment", "hours"),
    [
        ("20:00-06:00", "2026-01-15T20:00", 10),
        ("20:00-06:00", "2026-01-15T23:00", 7),
        ("20:00-06:00", "2026-01-15T05:30", 0.5),
        ("20:00-06:00", "2026-01-15T06:00", 0),
        ("20:00-06:00", "2026-01-15T12:00", 0),
        ("09:00-17:00", "2026-01-15T12:00", 5),
        ("09:00-17:00", "2026-01-15T17:00", 0),
        ("08:00-08:00", "2026-01-15T08:00", 24),
    ],
)
def test_the_hours_of_a_window_are_those_of_thailand(window: str, moment: str, hours: float) -> None:
    limits = CrawlLimits(window=window)
    local = datetime.fromisoformat(moment).replace(tzinfo=THAILAND)
    assert limits.open_for(local) == hours * 3600
    assert limits.open_for(local.astimezone(UTC)) == hours * 3600


def test_without_a_window_it_is_always_open() -> None:
    assert CrawlLimits().open_for(datetime(2026, 1, 15, tzinfo=THAILAND)) == float("inf")


@pytest.mark.parametrize("window", ["20-06", "8:00-9:00", "24:00-06:00", "20:60-06:00", "20:00 - 06:00", ""])
def test_a_window_that_is_none_is_an_error(window: str) -> None:
    with pytest.raises(ValidationError):
        CrawlLimits(window=window)
