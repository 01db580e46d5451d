"""Statements of years."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itacheck.thai import YearKind, YearStatement, covers, file_name_years, fiscal_year, fiscal_year_bounds, years_in

FISCAL, RANGE, YEAR, MONTH, DATE, BARE = (
    YearKind.FISCAL,
    YearKind.RANGE,
    YearKind.YEAR,
    YearKind.MONTH,
    YearKind.DATE,
    YearKind.BARE,
)

WORDS = (
    "ปี", "ปีงบประมาณ", "ประจำปี", "พ.ศ.", "2568", "68", "2570", "-", "–", "/", ".", ",", "(", ")", "ITA", "FY", "ไตรมาส",
    "รอบ", "เดือน", "ต.ค.", "16", "ก.พ.", "พระราชบัญญัติ", "©", "โทร", "แผนแม่บท", "(ฉบับที่", "อัปเดต", "http://", "2025",
    "บาท", "Q1", "ถึง", " ", "\n", "ก",
)  # fmt: skip
PIECES = st.lists(st.sampled_from(WORDS), max_size=30).map("".join)


def test_the_fiscal_year_turns_on_1_october() -> None:
    assert fiscal_year(date(2024, 9, 30)) == 2567
    assert fiscal_year(date(2024, 10, 1)) == 2568
    assert fiscal_year(date(2025, 9, 30)) == 2568
    assert fiscal_year_bounds(2568) == (date(2024, 10, 1), date(2025, 9, 30))


@settings(deadline=None)
@given(st.integers(2500, 2700))
def test_bounds_enclose_the_fiscal_year(year: int) -> None:
    first, last = fiscal_year_bounds(year)
    assert fiscal_year(first) == fiscal_year(last) == year
    assert fiscal_year(first - timedelta(1)) == year - 1
    assert fiscal_year(last + timedelta(1)) == year + 1


def test_a_fiscal_year_without_a_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="year"):
        fiscal_year_bounds(500)


def test_covers() -> None:
    (plan,) = years_in("พ.ศ. 2566 - 2570")
    assert [covers(plan, year) for year in (2565, 2566, 2568, 2570, 2571)] == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("ปีงบประมาณ พ.ศ. ๒๕๖๘", FISCAL, 2568, 2568),
        ("ประจำปีงบประมาณ พ.ศ. 2568", FISCAL, 2568, 2568),
        ("ปีงบประมาณ 2568", FISCAL, 2568, 2568),
        ("ประจำปีงบประมาณ พ.ศ.2566", FISCAL, 2566, 2566),
        ("ประจำปีงบประมาณ2566", FISCAL, 2566, 2566),
        ("ประจำปีงบประมาณพ.ศ. 2568", FISCAL, 2568, 2568),
        ("ปี งบประมาณ 2568", FISCAL, 2568, 2568),
        ("ประจําปีงบประมาณ 2565", FISCAL, 2565, 2565),
        ("ปีงบประมาณ (พ.ศ. 2568)", FISCAL, 2568, 2568),
        ("ปีงบประมาณ\nพ.ศ. 2568", FISCAL, 2568, 2568),
        ("ปีงบ 68", FISCAL, 2568, 2568),
        ("ปีงบฯ 2567", FISCAL, 2567, 2567),
        ("แผนการใช้จ่ายงบประมาณ 2568", FISCAL, 2568, 2568),
        ("ปีงบประมาณ 2025", FISCAL, 2568, 2568),
        ("FY2568", FISCAL, 2568, 2568),
        ("FY68", FISCAL, 2568, 2568),
        ("FY25", FISCAL, 2568, 2568),
        ("fiscal year 2025", FISCAL, 2568, 2568),
        ("ไตรมาส 2/2568", FISCAL, 2568, 2568),
        ("ไตรมาสที่ 2 ปี 2568", FISCAL, 2568, 2568),
        ("ไตรมาส ๓ ของปีงบประมาณ พ.ศ. ๒๕๖๔", FISCAL, 2564, 2564),
        ("ไตรมาส 1/68", FISCAL, 2568, 2568),
        ("Q2/2568", FISCAL, 2568, 2568),
        ("รอบ 6 เดือน ปี 68", FISCAL, 2568, 2568),
        ("รอบ 6 เดือนแรก ปีงบประมาณ พ.ศ. 2568", FISCAL, 2568, 2568),
        ("เดือนตุลาคม ปีงบประมาณ 2568", FISCAL, 2568, 2568),
        ("2566-2570", RANGE, 2566, 2570),
        ("พ.ศ. 2566 – 2570", RANGE, 2566, 2570),
        ("ปี 2566 ถึง 2570", RANGE, 2566, 2570),
        ("ปี พ.ศ. 2566 ถึง ปี พ.ศ. 2570", RANGE, 2566, 2570),
        ("(2566 - 2570)", RANGE, 2566, 2570),
        ("ปี 66-70", RANGE, 2566, 2570),
        ("พ.ศ. 66 - 70", RANGE, 2566, 2570),
        ("พ.ศ. 2568-70", RANGE, 2568, 2570),
        ("พ.ศ. ๒๕๖๖ - ๒๕๗๐", RANGE, 2566, 2570),
        ("ประจำปีงบประมาณ พ.ศ. 2566 - 2570", RANGE, 2566, 2570),
        ("แผนอัตรากำลัง 3 ปี (2567-2569)", RANGE, 2567, 2569),
        ("2023-2027", RANGE, 2566, 2570),
        ("ประจำปี 2568", YEAR, 2568, 2568),
        ("ปี พ.ศ. 2567", YEAR, 2567, 2567),
        ("พ.ศ.. 2568", YEAR, 2568, 2568),
        ("พุทธศักราช ๒๕๖๘", YEAR, 2568, 2568),
        ("ค.ศ. 2025", YEAR, 2568, 2568),
        ("ปี 68", YEAR, 2568, 2568),
        ("ปี ’68", YEAR, 2568, 2568),
        ("ปี2568", YEAR, 2568, 2568),
        ("ประจําปี 2565", YEAR, 2565, 2565),
        ("ประจ าปี 2565", YEAR, 2565, 2565),
        ("ปีการศึกษา 2567", YEAR, 2567, 2567),
        ("ITA 2568", YEAR, 2568, 2568),
        ("ITA_68", YEAR, 2568, 2568),
        ("ITA68", YEAR, 2568, 2568),
        ("ITA 2025", YEAR, 2568, 2568),
        ("การประเมิน ITA ปี 2568", YEAR, 2568, 2568),
        ("เดือนตุลาคม 2567", MONTH, 2568, 2568),
        ("ต.ค. 67 - ก.ย. 68", MONTH, 2568, 2568),
        ("ก.ย. 67 - ต.ค. 67", MONTH, 2567, 2568),
        ("1 ต.ค. 2567", DATE, 2568, 2568),
        ("30/09/2567", DATE, 2567, 2567),
        ("2568", BARE, 2568, 2568),
        ("แผนปฏิบัติการ๒๕๖๘", BARE, 2568, 2568),
        ("ครั้งที่ 1/2568", BARE, 2568, 2568),
        ("คำสั่งที่ 47/2566 เรื่อง มอบหมายงาน", BARE, 2566, 2566),
        ("O13-2568", BARE, 2568, 2568),
        ("plan2568.pdf", BARE, 2568, 2568),
        ("2025", BARE, 2568, 2568),
        ("No Gift Policy 2025", BARE, 2568, 2568),
        ("รายงาน (2024)", BARE, 2567, 2567),
    ],
)
def test_a_statement(text: str, kind: YearKind, first: int, last: int) -> None:
    assert [(one.kind, one.first, one.last, one.law, one.aside) for one in years_in(text)] == [
        (kind, first, last, False, False)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "12568",
        "25681",
        "2568.50",
        "1.2568",
        "2,568 บาท",
        "2568 บาท",
        "2568,000",
        "จำนวน 2568 คน",
        "จำนวน 2568",
        "2568 ราย",
        "โทร 0-5551-2568",
        "โทร. 02 551 2568",
        "โทรศัพท์ : 055 512 568 ต่อ 2568",
        "055-51-2568",
        "https://agency.example/2568/#2567",
        "www.agency.example/plan2568.pdf",
        "#2568",
        "a3f2568bc9",
        "ที่ ตก 0017.2/2558",
        "ที่ ตก 0017.2/ว 2558",
        "IMG_2568.jpg",
        "66-70",
        "20 ปี 68",
        "ปี 68 คน",
        "ไตรมาส 1 68 ไตรมาส 2 70",
        "มี 2025 ครั้ง",
        "ห้อง 2025",
        "ISO 9001:2015",
        "ปี 1850",
        "ประจำปีงบประมาณ",
        "",
    ],
)
def test_no_statement(text: str) -> None:
    assert years_in(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "พระราชบัญญัติการจัดซื้อจัดจ้างและการบริหารพัสดุภาครัฐ พ.ศ. 2560",
        "พระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล ๒๕๖๒",
        "พ.ร.บ.ข้อมูลข่าวสารของราชการ พ.ศ. 2540",
        "พรบ.คอมพิวเตอร์ พ.ศ. 2560",
        "พ.ร.ก. การบริหารราชการ พ.ศ. 2548",
        "ระเบียบกระทรวงการคลังว่าด้วยการจัดซื้อจัดจ้างและการบริหารพัสดุภาครัฐ พ.ศ. ๒๕๖๐",
        "ประกาศคณะกรรมการป้องกันและปราบปรามการทุจริตแห่งชาติ เรื่อง หลักเกณฑ์การรับทรัพย์สินหรือประโยชน์อื่นใด"
        "โดยธรรมจรรยาของเจ้าพนักงานของรัฐ พ.ศ. 2563",
        "ประกาศกระทรวงตัวอย่าง ว่าด้วยแนวทางปฏิบัติงาน พ.ศ. 2560",
        "ประมวลจริยธรรมข้าราชการพลเรือน พ.ศ. 2564",
        "รัฐธรรมนูญแห่งราชอาณาจักรไทย พุทธศักราช 2560",
        "กฎกระทรวงกำหนดวงเงิน พ.ศ. 2560",
        "มติคณะรัฐมนตรี เมื่อวันที่ 11 ธันวาคม 2561",
        "ยุทธศาสตร์ชาติ 20 ปี (พ.ศ. 2561 - 2580)",
        "ยุทธศาสตร์ชาติ 20 ปี 2561-2580",
        "แผนแม่บทภายใต้ยุทธศาสตร์ชาติ (พ.ศ. 2561 - 2580)",
        "แก้ไขเพิ่มเติมถึง (ฉบับที่ 7) พ.ศ. 2562",
        "พ.ร.บ. ตัวอย่าง พ.ศ. 2560 และที่แก้ไขเพิ่มเติม พ.ศ. 2562",
        "ระเบียบตัวอย่าง พ.ศ. 2560 ลงวันที่ 12 ตุลาคม 2560",
    ],
)
def test_the_year_of_a_law(text: str) -> None:
    found = years_in(text)
    assert found
    assert all(one.law for one in found)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("รายงานผลตามพระราชบัญญัติข้อมูลข่าวสาร พ.ศ. 2540 ประจำปีงบประมาณ พ.ศ. 2568", "ประจำปีงบประมาณ พ.ศ. 2568"),
        ("แผนปฏิบัติการ (พ.ศ. 2566 - 2570) ตาม พ.ร.บ. ตัวอย่าง พ.ศ. 2561", "พ.ศ. 2566 - 2570"),
        ("พ.ร.บ. ตัวอย่าง และแผนปฏิบัติการป้องกันการทุจริต พ.ศ. 2568", "พ.ศ. 2568"),
        ("สอดคล้องกับยุทธศาสตร์ชาติ แผนปฏิบัติการ (พ.ศ. 2566 - 2570)", "พ.ศ. 2566 - 2570"),
        ("แผนแม่บทเทคโนโลยีสารสนเทศ โรงพยาบาลตัวอย่าง พ.ศ. 2564-2568", "พ.ศ. 2564-2568"),
        ("แผนพัฒนาท้องถิ่น เพิ่มเติม (ฉบับที่ 2) พ.ศ. 2568", "พ.ศ. 2568"),
        ("ประกาศจังหวัด เรื่อง มาตรการป้องกัน พ.ศ. 2568", "พ.ศ. 2568"),
        ("ระเบียบวาระการประชุม ครั้งที่ 1/2568", "2568"),
        ("ตามระเบียบตัวอย่าง พ.ศ. 2555 วันที่ 9 มกราคม 2568", "9 มกราคม 2568"),
    ],
)
def test_the_year_of_a_paper_that_cites_a_law(text: str, own: str) -> None:
    assert [text[one.start : one.end] for one in years_in(text) if not one.law] == [own]


@pytest.mark.parametrize(
    "text",
    [
        "ปรับปรุงล่าสุดเมื่อวันที่ 16 กุมภาพันธ์ 2568",
        "อัปเดตล่าสุด : 16/2/2568 09:30",
        "ข้อมูลเผยแพร่เมื่อ 1 ต.ค. 2567",
        "วันที่เผยแพร่ 1 ต.ค. 2567",
        "Last updated: Feb 16, 2025",
        "© 2019 agency.example",
        "Copyright © 2015-2024 สำนักงานตัวอย่าง",
        "ลิขสิทธิ์ พ.ศ. 2567 โดย",
        "2567 © All rights reserved",
        "ผู้เข้าชม : 2568",
    ],
)
def test_an_aside(text: str) -> None:
    assert [(one.aside, one.law) for one in years_in(text)] == [(True, False)]


@pytest.mark.parametrize("text", ["อัปเดต แผนปฏิบัติการ พ.ศ. 2568", "เผยแพร่แผน ประจำปี 2568", "ปรับปรุงล่าสุด ปีงบประมาณ 2568"])
def test_no_aside(text: str) -> None:
    assert [one.aside for one in years_in(text)] == [False]


def test_several_statements_in_order() -> None:
    text = "แผน 2566-2570 ปีงบประมาณ 2568 ประจำปี 2567 ต.ค. 67 วันที่ 1 ม.ค. 68 และ 2565"
    assert [(one.kind, text[one.start : one.end]) for one in years_in(text)] == [
        (RANGE, "2566-2570"),
        (FISCAL, "ปีงบประมาณ 2568"),
        (YEAR, "ประจำปี 2567"),
        (MONTH, "ต.ค. 67"),
        (DATE, "1 ม.ค. 68"),
        (BARE, "2565"),
    ]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("2568-2567", [(2568, 2568), (2567, 2567)]),
        ("พ.ศ. 2500 - 2568", [(2568, 2568)]),
        ("พ.ศ. 2540 - 2564", [(2540, 2564)]),
        ("พ.ศ. 2540 - 2565", [(2540, 2540), (2565, 2565)]),
        ("2566,2567,2568", [(2566, 2566), (2567, 2567), (2568, 2568)]),
    ],
)
def test_the_length_of_ranges(text: str, spans: list[tuple[int, int]]) -> None:
    assert [(one.first, one.last) for one in years_in(text)] == spans


@pytest.mark.parametrize(
    ("name", "kind", "first", "last"),
    [
        ("ITA_68_o12.pdf", YEAR, 2568, 2568),
        ("O13-2568.pdf", BARE, 2568, 2568),
        ("plan2568.pdf", BARE, 2568, 2568),
        ("plan2568v2.pdf", BARE, 2568, 2568),
        ("nogift-2568", BARE, 2568, 2568),
        ("12-2568.pdf", BARE, 2568, 2568),
        ("report_2024.pdf", BARE, 2567, 2567),
        ("2025-04-03_plan_2568.pdf", BARE, 2568, 2568),
        ("1739693456_2568.pdf", BARE, 2568, 2568),
        ("plan_2566-2570.pdf", RANGE, 2566, 2570),
        ("o12-2567-2568.pdf", RANGE, 2567, 2568),
        ("O13 แผน ปี 67.pdf", YEAR, 2567, 2567),
        ("ปีงบประมาณ_พ.ศ._2568.pdf", FISCAL, 2568, 2568),
        ("สขร1_ต.ค._2567.pdf", MONTH, 2568, 2568),
        ("https://agency.example/2560/%E0%B8%9B%E0%B8%B5%202568.pdf?v=2561#2562", YEAR, 2568, 2568),
        (quote("แผน ปี ๒๕๖๘.pdf".encode("cp874")), YEAR, 2568, 2568),
    ],
)
def test_the_year_in_a_file_name(name: str, kind: YearKind, first: int, last: int) -> None:
    assert [(one.kind, one.first, one.last) for one in file_name_years(name)] == [(kind, first, last)]


@pytest.mark.parametrize(
    "name",
    [
        "680403.pdf",
        "20250403.pdf",
        "25680403.pdf",
        "2025-04-03.pdf",
        "03-04-2568.pdf",
        "2568_04_03.pdf",
        "16ก.พ.68.pdf",
        "IMG_2568.jpg",
        "DSC_2560.JPG",
        "a1b2568c.pdf",
        "2568/plan.pdf",
        "%",
        "",
    ],
)
def test_no_year_in_a_file_name(name: str) -> None:
    assert file_name_years(name) == ()


@settings(deadline=None)
@given(st.text() | PIECES)
def test_any_text_gives_ordered_statements_within_it(text: str) -> None:
    end = 0
    for one in years_in(text):
        assert isinstance(one, YearStatement)
        assert end <= one.start < one.end <= len(text)
        assert 2533 <= one.first <= one.last <= 2604
        assert covers(one, one.first)
        end = one.end


@settings(deadline=None)
@given(st.text() | PIECES)
def test_any_file_name_is_read(name: str) -> None:
    assert all(2533 <= one.first <= one.last <= 2604 for one in file_name_years(name))


@settings(deadline=None)
@given(
    year=st.integers(2540, 2599),
    form=st.sampled_from(["ปีงบประมาณ พ.ศ. {}", "ประจำปีงบประมาณ{}", "ปี งบประมาณ {}", "FY{}"]),
)
def test_fiscal_years_are_read_back(year: int, form: str) -> None:
    assert [(one.kind, one.first, one.last) for one in years_in(form.format(year))] == [(FISCAL, year, year)]


@settings(deadline=None)
@given(
    first=st.integers(2540, 2570),
    more=st.integers(1, 24),
    form=st.sampled_from(["{}-{}", "พ.ศ. {} – {}", "ปี {} ถึง {}", "({} - {})"]),
)
def test_ranges_are_read_back(first: int, more: int, form: str) -> None:
    assert [(one.kind, one.first, one.last) for one in years_in(form.format(first, first + more))] == [
        (RANGE, first, first + more)
    ]
