"""Moving the years of a text: what moves, what stays, and that the reader reads the moved text as it read the first."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.packs.years import move_address, move_day, move_text, move_years
from itacheck.thai import years_in


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("ประจำปีงบประมาณ พ.ศ. 2568", "ประจำปีงบประมาณ พ.ศ. 2570"),
        ("ประจำปีงบประมาณ พ.ศ. ๒๕๖๘", "ประจำปีงบประมาณ พ.ศ. ๒๕๗๐"),
        ("ต.ค. ๖๗ – เม.ย. ๖๘", "ต.ค. ๖๙ – เม.ย. ๗๐"),
        ("ต.ค. ๖๗- เม.ย. ๖๘", "ต.ค. ๖๙- เม.ย. ๗๐"),
        ("(1 ต.ค. 2567 ถึง 30 ก.ย. 2568)", "(1 ต.ค. 2569 ถึง 30 ก.ย. 2570)"),
        ("fiscal year 2568 (1 Oct 2024 - 30 Sep 2025)", "fiscal year 2570 (1 Oct 2026 - 30 Sep 2027)"),
        ("แผน 3 ปี (พ.ศ. 2567 - 2569)", "แผน 3 ปี (พ.ศ. 2569 - 2571)"),
        ("พ.ศ. 2568-70", "พ.ศ. 2570-72"),
        ("ปี 66-70", "ปี 68-72"),
        ("รอบ 6 เดือน ปี 68", "รอบ 6 เดือน ปี 70"),
        ("ไตรมาส 2/68", "ไตรมาส 2/70"),
        ("16/2/68 เวลา 09:30 น.", "16/2/70 เวลา 09:30 น."),
        ("คำสั่งที่ 12/2568", "คำสั่งที่ 12/2570"),
        ("ITA68", "ITA70"),
        ("2025-02-16T09:30:00", "2027-02-16T09:30:00"),
        ("29 กุมภาพันธ์ 2567", "28 กุมภาพันธ์ 2569"),
        ("๒๙ ก.พ. ๖๗", "๒๘ ก.พ. ๖๙"),
        ("Feb 29, 2024", "Feb 28, 2026"),
        ("2024-02-29", "2026-02-28"),
    ],
)
def test_a_year_that_a_text_states_moves(text: str, moved: str) -> None:
    assert move_text(text, 2) == moved


@pytest.mark.parametrize(
    "text",
    [
        "พระราชบัญญัติข้อมูลข่าวสารของราชการ พ.ศ. 2540",
        "พ.ร.บ. การจัดซื้อจัดจ้างและการบริหารพัสดุภาครัฐ พ.ศ. 2560",
        "ยุทธศาสตร์ชาติ 20 ปี พ.ศ. 2561 - 2580",
        "โทร 0 2568 1234",
        "เป็นเงิน 2,568 บาท",
        "มาตรา 103 ข้อ 5.7 จำนวน 68 คน",
        "",
    ],
)
def test_what_is_no_year_of_the_paper_stays(text: str) -> None:
    assert move_text(text, 2) == text


def test_a_phrase_that_a_pack_keeps_stays_and_the_rest_moves() -> None:
    assert move_text("ปี 2568 เช่น 2566-2570", 2, ("2566-2570",)) == "ปี 2570 เช่น 2566-2570"


def test_a_leap_year_keeps_its_day() -> None:
    assert move_text("29 กุมภาพันธ์ 2567", 4) == "29 กุมภาพันธ์ 2571"
    assert move_day(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert move_day(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert move_day(date(2025, 9, 30), 2) == date(2027, 9, 30)


@pytest.mark.parametrize(
    ("address", "moved"),
    [
        ("/files/no-gift-2568.pdf", "/files/no-gift-2569.pdf"),
        ("../2568/plan.html?year=2568#ita68", "../2569/plan.html?year=2569#ita69"),
        ("/%E0%B8%9B%E0%B8%B52568.pdf", "/%E0%B8%9B%E0%B8%B52569.pdf"),
        ("https://ita2568.example/2568.pdf", "https://ita2568.example/2569.pdf"),
        ("//ita2568.example", "//ita2568.example"),
        ("tel:025681234", "tel:025681234"),
        ("mailto:ita2568@agency.example", "mailto:ita2568@agency.example"),
        ("/", "/"),
    ],
)
def test_an_address_moves_alike_wherever_it_stands(address: str, moved: str) -> None:
    assert move_address(address, 1) == moved
    assert move_text(f'<a href="{address}">ดาวน์โหลด</a>', 1) == f'<a href="{moved}">ดาวน์โหลด</a>'
    assert move_text(f"<img src='{address}'>", 1) == f"<img src='{moved}'>"


def test_a_rule_moves_with_its_days_texts_and_pages_and_without_its_ids() -> None:
    rule = {
        "id": "2568",
        "issue": 5,
        "attest": True,
        "starts": date(2024, 10, 1),
        "assessment": {"2568": ["O6"]},
        "needs": [{"any_of": [{"evidence": "plan-2568", "topic": "year-2568"}], "name": {"th": "แผนปี 2568"}}],
        "example": [{"pages": {"/": '<a href="/2568.html">ปี 2568</a>', "/2568.html": "ปี 2568"}}],
    }
    assert move_years(rule, 1) == {
        "id": "2568",
        "issue": 5,
        "attest": True,
        "starts": date(2025, 10, 1),
        "assessment": {"2568": ["O6"]},
        "needs": [{"any_of": [{"evidence": "plan-2568", "topic": "year-2568"}], "name": {"th": "แผนปี 2569"}}],
        "example": [{"pages": {"/": '<a href="/2569.html">ปี 2569</a>', "/2569.html": "ปี 2569"}}],
    }


THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
WORDS = st.sampled_from(
    ["ประจำปีงบประมาณ พ.ศ. {0}", "ปี {0}", "(พ.ศ. {0} - {1})", "ต.ค. {0} – ก.ย. {1}", "วันที่ 5 มีนาคม {0}", "12/06/{0}",
     "ต.ค. {2} - ก.ย. {3}", "รอบ 6 เดือน ปี {2}", "พ.ร.บ. พ.ศ. {0}", "รายงาน", "1,250 บาท", "<p>", "</p>", "ข้อ 5.7",
     "28 ก.พ. {0}"]
)  # fmt: skip


@st.composite
def texts(draw: st.DrawFn) -> str:
    pieces = []
    for form in draw(st.lists(WORDS, max_size=6)):
        year = draw(st.integers(2555, 2575))
        piece = form.format(year, year + 1, year % 100, (year + 1) % 100)
        pieces.append(piece.translate(THAI) if draw(st.booleans()) else piece)
    return draw(st.sampled_from([" ", "\n"])).join(pieces)


@given(texts(), st.integers(-5, 10))
def test_what_is_read_moves_and_nothing_else(text: str, years: int) -> None:
    moved = move_text(text, years)
    before = [(s.first + (0 if s.law else years), s.last + (0 if s.law else years), s.kind) for s in years_in(text)]
    assert [(s.first, s.last, s.kind) for s in years_in(moved)] == before
    assert len(moved) == len(text)


@given(st.text(max_size=200), st.integers(-100, 100))
def test_any_text_can_be_moved(text: str, years: int) -> None:
    assert isinstance(move_text(text, years), str)
    assert isinstance(move_address(text, years), str)
    assert move_text(text, 0) == text
