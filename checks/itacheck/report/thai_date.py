"""Dates as Thai readers write them: day, month, Buddhist-era year; times are those of Thailand (UTC+7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

THAILAND = timezone(timedelta(hours=7))
BUDDHIST_ERA = 543
_MONTHS_TH = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def thai_date(day: date) -> str:
    """`date(2026, 11, 22)` -> `22 พ.ย. 2569`. A datetime is read as the day in Thailand."""
    local = _local(day) if isinstance(day, datetime) else day
    return f"{local.day} {_MONTHS_TH[local.month - 1]} {local.year + BUDDHIST_ERA}"


def english_date(day: date) -> str:
    """`date(2026, 11, 22)` -> `22 Nov 2026`. A datetime is read as the day in Thailand."""
    local = _local(day) if isinstance(day, datetime) else day
    return f"{local.day} {_MONTHS_EN[local.month - 1]} {local.year}"


def thai_datetime(moment: datetime) -> str:
    """`22 พ.ย. 2569 14:05 น.`, in Thailand's time; a moment without a zone is read as UTC."""
    return f"{thai_date(moment)} {_local(moment):%H:%M} น."


def english_datetime(moment: datetime) -> str:
    """`22 Nov 2026 14:05 (UTC+7)`, in Thailand's time; a moment without a zone is read as UTC."""
    return f"{english_date(moment)} {_local(moment):%H:%M} (UTC+7)"


def thai_day(moment: datetime) -> date:
    """The day in Thailand; a moment without a zone is read as UTC."""
    return _local(moment).date()


def _local(moment: datetime) -> datetime:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return aware.astimezone(THAILAND)
    except OverflowError:  # the last hours of the year 9999: a results file may hold them
        return aware
