"""The year of a paper: the nearest statement wins, and what is no statement never does."""

from __future__ import annotations

from datetime import date

import pytest

from itacheck.forms.dating import best_statements, document_years, file_years, first_date, first_stated
from itacheck.thai import covers

from .helpers import PROSE, Answer, a, best, found, home, links, p, page, paper

TYPE = "corruption-risk-assessment"
NAME = "การประเมินความเสี่ยงการทุจริต"


def year_of(answers: dict[str, Answer]) -> tuple[int, ...]:
    return best(TYPE, answers).fiscal_years


def one_file(body: str, *lines: str, path: str = "/f.pdf") -> dict[str, Answer]:
    return {"/": home(body), path: paper(*(lines or (NAME, PROSE)))}


@pytest.mark.parametrize(
    ("answers", "year"),
    [
        (one_file(p(a("/f.pdf", f"{NAME} ปี 2568")), f"{NAME} ประจำปี 2567"), 2567),
        (one_file(f"<h2>ปีงบประมาณ 2567</h2>{p(a('/f.pdf', f'{NAME} ปี 2568'))}"), 2568),
        (one_file(f"<h2>ปี 2567</h2><table><tr><td>{NAME} ปี 2568</td><td>{a('/f.pdf', 'เปิด')}</td></tr></table>"), 2568),
        (one_file(f"<h2>ปี 2568</h2>{p(a('/risk-2567.pdf', NAME))}", path="/risk-2567.pdf"), 2568),
        (one_file(p(a("/risk-2568.pdf", NAME)), path="/risk-2568.pdf"), 2568),
    ],
    ids=["title over link", "link over heading", "row over heading", "heading over file name", "file name alone"],
)
def test_the_nearest_statement_of_year_wins(answers: dict[str, Answer], year: int) -> None:
    """Own title before link or row, these before the heading, that before the file name."""
    assert year_of(answers) == (year,)


@pytest.mark.parametrize(
    "answers",
    [
        one_file(p(a("/wp-content/uploads/2568/f.pdf", NAME)), path="/wp-content/uploads/2568/f.pdf"),
        one_file(p(a("/upload/2025/03/f.pdf", NAME)), path="/upload/2025/03/f.pdf"),
        one_file(p(a("/20250314-risk.pdf", NAME)), path="/20250314-risk.pdf"),
        one_file(p(a("/f.pdf", NAME)) + "<footer><p>© พ.ศ. 2568 สงวนลิขสิทธิ์</p></footer>"),
        one_file(p(a("/f.pdf", NAME)), NAME, "ปรับปรุงล่าสุด 5 มีนาคม 2568", PROSE),
        {"/": home(links(("/d", NAME))), "/d": page(NAME, p(PROSE), "<footer><p>© 2568 อบต.</p></footer>")},
        one_file(p(a("/f.pdf", NAME)), NAME, "ตามพระราชบัญญัติประกอบรัฐธรรมนูญว่าด้วยการป้องกันการทุจริต พ.ศ. 2561", PROSE),
    ],
    ids=["upload path", "upload path CE", "date in file name", "footer", "updated on", "page footer", "law"],
)
def test_what_is_no_statement_of_year_never_counts(answers: dict[str, Answer]) -> None:
    """Footers, upload paths, full dates in file names, "updated on" lines and laws say nothing of a paper's year."""
    assert [c.fiscal_years for c in found(TYPE, answers) if c.fiscal_years] == []


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("ประจำปีงบประมาณ พ.ศ. ๒๕๖๘", (2568,)),
        ("ปีงบประมาณ 68", (2568,)),
        ("พ.ศ. 2566 - 2570", (2566, 2567, 2568, 2569, 2570)),
        ("ประกาศ ณ วันที่ 15 พฤศจิกายน 2567", (2568,)),
        ("ประกาศ ณ วันที่ 30 กันยายน 2567", (2567,)),
    ],
)
def test_years_are_read_as_agencies_write_them(text: str, years: tuple[int, ...]) -> None:
    """Thai digits, two-digit years, ranges, and dates by the fiscal year that begins in October."""
    assert year_of(one_file(p(a("/f.pdf", NAME)), NAME, text, PROSE)) == years


def test_a_plan_is_of_the_years_that_it_covers() -> None:
    """A plan for 2566-2570 in an index of 2571 covers 2568 and not 2571."""
    body = f"<h2>ITA ปี 2571</h2>{p(a('/f.pdf', 'แผนปฏิบัติการป้องกันการทุจริต (พ.ศ. 2566-2570)'))}"
    one = best("anti-corruption-plan", {"/": home(body), "/f.pdf": paper("แผน", PROSE)})
    assert one.is_of(2568)
    assert not one.is_of(2571)


def test_a_fiscal_year_speaks_louder_than_a_date_beside_it() -> None:
    """Of several statements in one text the strongest kind counts."""
    stated = best_statements("แผนปีงบประมาณ พ.ศ. 2569 ประกาศ ณ วันที่ 3 มีนาคม 2568")
    assert {(s.first, s.last) for s in stated} == {(2569, 2569)}


def test_the_first_text_that_states_a_year_is_asked() -> None:
    """Texts are asked from the nearest outwards; one without a year is passed over."""
    stated = first_stated(("ดาวน์โหลด", "", "ประจำปี 2567", "ประจำปี 2568"))
    assert [covers(s, 2567) for s in stated] == [True]


def test_a_papers_title_speaks_before_its_dates() -> None:
    """A paper of FY2568 that was signed in FY2567 is of 2568; its date counts where nothing else is said."""
    assert [s.first for s in document_years(paper("แผน ประจำปีงบประมาณ พ.ศ. 2568", "15 กันยายน 2567"))] == [2568]
    assert [s.first for s in document_years(paper("แผน", "15 กันยายน 2567"))] == [2567]


@pytest.mark.parametrize(
    ("name", "years"), [("plan-2568.pdf", [2568]), ("20250314.pdf", []), ("14-03-2568.pdf", []), ("x.pdf", [])]
)
def test_a_file_name_states_a_year_but_no_date(name: str, years: list[int]) -> None:
    assert [s.first for s in file_years(name)] == years


def test_the_first_date_of_the_first_text_with_one() -> None:
    assert first_date("ไม่มีวันที่", "5 ม.ค. 2568 ถึง 7 ม.ค. 2568", "1 ก.พ. 2568") == date(2025, 1, 5)
    assert first_date("ปี 2568") is None
