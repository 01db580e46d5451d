"""Dates and months."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itacheck.thai import dates_in, months_in

FULL = [
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
]
SHORT = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]
ENGLISH = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")

STYLES: dict[str, Callable[[date], str]] = {
    "16 กุมภาพันธ์ 2568": lambda d: f"{d.day} {FULL[d.month - 1]} {d.year + 543}",
    "16 กุมภาพันธ์ พ.ศ. 2568": lambda d: f"{d.day} {FULL[d.month - 1]} พ.ศ. {d.year + 543}",
    "16 กุมภาพันธ์ พุทธศักราช 2568": lambda d: f"{d.day} {FULL[d.month - 1]} พุทธศักราช {d.year + 543}",
    "16 ก.พ. 68": lambda d: f"{d.day} {SHORT[d.month - 1]} {(d.year + 543) % 100:02}",
    "16 กพ 68": lambda d: f"{d.day} {SHORT[d.month - 1].replace('.', '')} {(d.year + 543) % 100:02}",
    "16ก.พ.68": lambda d: f"{d.day}{SHORT[d.month - 1]}{(d.year + 543) % 100:02}",
    "16 ก.พ.2568": lambda d: f"{d.day} {SHORT[d.month - 1]}{d.year + 543}",
    "16 ก.พ. 2025": lambda d: f"{d.day} {SHORT[d.month - 1]} {d.year}",
    "16-ก.พ.-68": lambda d: f"{d.day}-{SHORT[d.month - 1]}-{(d.year + 543) % 100:02}",
    "16/2/68": lambda d: f"{d.day}/{d.month}/{(d.year + 543) % 100:02}",
    "16/02/2568": lambda d: f"{d.day:02}/{d.month:02}/{d.year + 543}",
    "16-02-2568": lambda d: f"{d.day:02}-{d.month:02}-{d.year + 543}",
    "16.02.2568": lambda d: f"{d.day:02}.{d.month:02}.{d.year + 543}",
    "16/02/2025": lambda d: f"{d.day:02}/{d.month:02}/{d.year}",
    "2568-02-16": lambda d: f"{d.year + 543}-{d.month:02}-{d.day:02}",
    "2025-02-16": lambda d: d.isoformat(),
    "2025-02-16T09:30:00+07:00": lambda d: f"{d.isoformat()}T09:30:00+07:00",
    "20250216T093000Z": lambda d: f"{d:%Y%m%d}T093000Z",
    "16 Feb 2025": lambda d: f"{d.day} {ENGLISH[d.month - 1]} {d.year}",
    "Feb 16, 2025": lambda d: f"{ENGLISH[d.month - 1]} {d.day}, {d.year}",
}
DAYS = st.dates(date(1990, 1, 1), date(2055, 12, 31))
"""To 2055: two-digit Buddhist years end with 2599 (2056)."""


@pytest.mark.parametrize("style", STYLES)
@settings(deadline=None)
@given(day=DAYS, thai=st.booleans(), before=st.sampled_from(["", "ประกาศ ณ วันที่ ", "(", "ลงวันที่"]))
def test_every_style_is_read_back(style: str, day: date, thai: bool, before: str) -> None:
    written = STYLES[style](day)
    text = before + (written.translate(THAI_DIGITS) if thai else written) + " เวลา ๐๙.๓๐ น."
    (found,) = dates_in(text)
    assert found.date == day
    assert found.start == len(before)
    assert found.end <= len(before) + len(written)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("๑๖ ก.พ. ๒๕๖๘", date(2025, 2, 16)),
        ("16 กุมภาพันธ์ 2568", date(2025, 2, 16)),
        ("1 ต.ค. 67", date(2024, 10, 1)),
        ("30/09/2568", date(2025, 9, 30)),
        ("16/2/68", date(2025, 2, 16)),
        ("2568-02-16", date(2025, 2, 16)),
        ("16 กพ 68", date(2025, 2, 16)),
        ("16 ก.พ.2568", date(2025, 2, 16)),
        ("วันที่ ๓๐ กันยายน พ.ศ. ๒๕๖๘ เวลา ๐๙.๓๐ น.", date(2025, 9, 30)),
        ("วันจันทร์ที่ 17 กุมภาพันธ์ พุทธศักราช 2568", date(2025, 2, 17)),
        ("29 กุมภาพันธ์ 2567", date(2024, 2, 29)),
        ("วันที่ 16 เดือน กุมภาพันธ์ พ.ศ. 2568", date(2025, 2, 16)),
        ("5 เมษา 2566", date(2023, 4, 5)),
        ("16 กุมภาพันธ์\n2568", date(2025, 2, 16)),
        ("16-Feb-25", date(2025, 2, 16)),
        ("16-Feb-68", date(2025, 2, 16)),
        ("16th February 2025", date(2025, 2, 16)),
        ("February 16, 2568", date(2025, 2, 16)),
        ("16 / 2 / 2568", date(2025, 2, 16)),
        ("16-02-68", date(2025, 2, 16)),
    ],
)
def test_a_date(text: str, day: date) -> None:
    assert [found.date for found in dates_in(text)] == [day]


@pytest.mark.parametrize(
    "text",
    [
        "ประจำปีงบประมาณ พ.ศ. ๒๕๖๘",
        "29 กุมภาพันธ์ 2568",
        "31/4/2568",
        "2/16/2025",
        "16/2/32",
        "16 ก.พ. 2400",
        "รุ่น v2.16.68",
        "version 10.12.2019",
        "3.2.1",
        "โทร. 038-219232-3",
        "โทร 0-3821-9232",
        "192.168.1.68",
        "12.2.25.68",
        "1.25.2568",
        "2.5 MB",
        "เวลา 09.30 - 16.30 น.",
        "1 ต.ค. 16.30 น.",
        "3-1005-01234-56-7",
        "ครั้งที่ 1/2568",
        "10/12/256812",
        "2568-02-16-17",
        "ที่ 0017.2/16/2/2568",
        "สขร.1 เดือนตุลาคม 2567",
        "แบบ สขร. 1 ต.ค. 2567",
        "ไตรมาสที่ 1 ตุลาคม 2567",
        "",
    ],
)
def test_no_date(text: str) -> None:
    assert dates_in(text) == ()


def test_several_dates_in_order() -> None:
    text = "1เม.ย.66-30ก.ย.66 และ 30/09/2567-30/09/2568 ส่ง 2025-02-16"
    found = dates_in(text)
    assert [one.date for one in found] == [
        date(2023, 4, 1),
        date(2023, 9, 30),
        date(2024, 9, 30),
        date(2025, 9, 30),
        date(2025, 2, 16),
    ]
    assert [text[one.start : one.end] for one in found] == [
        "1เม.ย.66",
        "30ก.ย.66",
        "30/09/2567",
        "30/09/2568",
        "2025-02-16",
    ]


@settings(deadline=None)
@given(
    st.text()
    | st.lists(st.sampled_from([*FULL, *SHORT, "16", "68", "2568", "/", "-", " ", ".", "ถึง", "พ.ศ."])).map("".join)
)
def test_spans_lie_within_any_text(text: str) -> None:
    for found in (dates_in(text), months_in(text)):
        end = 0
        for one in found:
            assert end <= one.start < one.end <= len(text)
            end = one.end


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("เดือนตุลาคม 2567", (2024, 10), (2024, 10)),
        ("ต.ค. 67", (2024, 10), (2024, 10)),
        ("ประจำเดือน มี.ค. ๒๕๖๘", (2025, 3), (2025, 3)),
        ("เดือนต.ค.67", (2024, 10), (2024, 10)),
        ("เดือนตค67", (2024, 10), (2024, 10)),
        ("ต.ค. 67 - มี.ค. 68", (2024, 10), (2025, 3)),
        ("ต.ค. ๖๗ – ก.ย. ๖๘", (2024, 10), (2025, 9)),
        ("ตุลาคม 2567 ถึง กันยายน 2568", (2024, 10), (2025, 9)),
        ("เดือนเมษายน 2566 ถึงเดือนกันยายน 2566", (2023, 4), (2023, 9)),
        ("ต.ค.-ธ.ค. 67", (2024, 10), (2024, 12)),
        ("ตุลาคม - มีนาคม 2568", (2024, 10), (2025, 3)),
        ("Oct 2024 - March 2025", (2024, 10), (2025, 3)),
        ("มี.ค. 2025", (2025, 3), (2025, 3)),
        ("เดือน ตุลาคม ปี 2567", (2024, 10), (2024, 10)),
        ("สขร.1 เดือนตุลาคม 2567", (2024, 10), (2024, 10)),
        ("1 ต.ค. 67 - มี.ค. 68", (2025, 3), (2025, 3)),
    ],
)
def test_a_month(text: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    assert [(one.first, one.last) for one in months_in(text)] == [(date(*first, 1), date(*last, 1))]


@pytest.mark.parametrize(
    "text",
    [
        "16 ก.พ. 2568",
        "ระเบียบ ก.พ.ค. 2551",
        "สำนักงาน ก.พ. 2568",
        "Mar 25",
        "ส.ค.1",
        "ก.ย. 45 คน",
        "เดือนตุลาคม ปีงบประมาณ 2568",
        "ตุลาคม",
    ],
)
def test_no_month(text: str) -> None:
    assert months_in(text) == ()


def test_a_range_that_runs_backwards_is_two_months() -> None:
    assert [one.first for one in months_in("มี.ค. 68 - ต.ค. 67")] == [date(2025, 3, 1), date(2024, 10, 1)]


@settings(deadline=None)
@given(day=st.dates(date(1991, 1, 1), date(2050, 12, 1)), months=st.integers(0, 11), full=st.booleans())
def test_month_ranges_are_read_back(day: date, months: int, full: bool) -> None:
    names = FULL if full else SHORT
    first = day.replace(day=1)
    last = date(first.year + (first.month + months - 1) // 12, (first.month + months - 1) % 12 + 1, 1)
    text = " - ".join(f"{names[one.month - 1]} {one.year + 543}" for one in (first, last))
    assert [(one.first, one.last) for one in months_in(text)] == [(first, last)]
