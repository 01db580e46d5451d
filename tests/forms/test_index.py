"""Form `index`: the assessment's items of the year, by number, with links that open."""

from __future__ import annotations

import pytest

from itacheck.forms import Candidate, Standing, Why
from itacheck.forms.index import item_code

from .helpers import SCRIPT, Answer, a, best, found, home, links, outcome, p, page, paper

TYPE = "oit-index"
TITLE = "การเปิดเผยข้อมูลสาธารณะ (OIT) ประจำปีงบประมาณ พ.ศ. 2568"


def index(numbers: range, *, dead: int = 0, failed: int = 0, title: str = TITLE) -> dict[str, Answer]:
    answers: dict[str, Answer] = {
        "/": home(links(("/oit", title))),
        "/oit": page(title, links(*((f"/o{n}.pdf", f"O{n} รายการที่ {n}") for n in numbers))),
    }
    for place, n in enumerate(numbers):
        answers[f"/o{n}.pdf"] = 404 if place < dead else 503 if place < dead + failed else paper(f"เอกสาร {n}")
    return answers


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("O1 โครงสร้าง", 1), ("o 3 อำนาจหน้าที่", 3), ("O21: ประกาศ", 21), ("ข้อ O5", 5), ("๐12 คู่มือ", 12), ("O๑๒ แผน", 12),
        ("MOIT 5", 5), ("EB 7", 7), ("(O9)", 9), ("O44 เกิน", None), ("O0", None), ("02/2568", None),
        ("Office 365", None), ("O1234", None), ("", None),
    ],
)  # fmt: skip
def test_item_codes(text: str, code: int | None) -> None:
    assert item_code(text) == code


def test_different_items_are_counted_by_number() -> None:
    """Items that share a page are different; one that is listed twice is one."""
    answers = index(range(1, 21))
    twice = links(*((f"/o{n}.pdf", f"O{n} อีกครั้ง") for n in range(1, 21)))
    answers["/oit"] = page(TITLE, links(*(("/o1.pdf", f"O{n} รายการ") for n in range(1, 21))), twice)
    one = best(TYPE, answers)
    assert (one.standing, len(one.topics), one.fiscal_years) == (Standing.ACCEPTED, 20, (2568,))


@pytest.mark.parametrize(
    ("dead", "failed", "expected"),
    [
        (0, 0, (Standing.ACCEPTED, Why.NAMED)),
        (4, 0, (Standing.ACCEPTED, Why.NAMED)),
        (5, 0, (Standing.REFUSED, Why.FEW_OPEN)),
        (0, 5, (Standing.UNCLEAR, Why.FAILED)),
        (5, 5, (Standing.REFUSED, Why.FEW_OPEN)),
    ],
)
def test_eight_in_ten_links_must_open(dead: int, failed: int, expected: tuple[Standing, Why]) -> None:
    """Fewer than 8 in 10 open: refused, or unclear where the rest did not answer."""
    assert outcome(TYPE, index(range(1, 21), dead=dead, failed=failed)) == expected


def test_the_year_of_the_list_is_over_the_items() -> None:
    """Tabs of several years on one page are several lists, each of its year."""
    tabs = "".join(
        f"<h2>ปีงบประมาณ {year}</h2>{links(*((f'/{year}/o{n}.pdf', f'O{n} ข้อ {n}') for n in range(1, size)))}"
        for year, size in ((2567, 6), (2568, 11))
    )
    answers: dict[str, Answer] = {"/": home(links(("/oit", "ITA"))), "/oit": page("ITA", tabs)}
    answers |= {f"/{y}/o{n}.pdf": paper("x") for y, size in ((2567, 6), (2568, 11)) for n in range(1, size)}
    assert {c.fiscal_years: len(c.topics) for c in found(TYPE, answers)} == {(2567,): 5, (2568,): 10}


def test_items_on_several_pages_make_one_list() -> None:
    """A page for each group of items is one index of the year together."""
    answers = index(range(1, 11))
    answers["/oit2"] = page(TITLE, links(*((f"/o{n}.pdf", f"O{n} ข้อ {n}") for n in range(11, 21))))
    answers["/"] = home(links(("/oit", TITLE), ("/oit2", TITLE)))
    answers |= {f"/o{n}.pdf": paper("x") for n in range(11, 21)}

    def size(one: Candidate) -> int:
        return len(one.topics)

    assert max(map(size, found(TYPE, answers))) == 20


def test_an_index_that_a_script_draws_is_for_a_person() -> None:
    assert outcome(TYPE, {"/": home(links(("/oit", TITLE))), "/oit": SCRIPT}) == (Standing.UNCLEAR, Why.SCRIPT)


def test_a_page_that_only_speaks_of_the_assessment_is_no_index() -> None:
    assert (
        found(TYPE, {"/": home(links(("/oit", TITLE))), "/oit": page(TITLE, p("O1 O2 O3"), p(a("/x", "รายละเอียด")))})
        == []
    )


@pytest.mark.parametrize(
    ("dead", "failed", "expected"),
    [
        (0, 0, (Standing.ACCEPTED, Why.NAMED)),
        (5, 0, (Standing.REFUSED, Why.FEW_OPEN)),
        (0, 5, (Standing.UNCLEAR, Why.FAILED)),
    ],
)
def test_eight_in_ten_links_of_all_pages_together_must_open(
    dead: int, failed: int, expected: tuple[Standing, Why]
) -> None:
    answers = index(range(1, 21), dead=dead, failed=failed)
    groups = (range(1, 11), range(11, 21))
    for number, group in enumerate(groups):
        answers[f"/g{number}"] = page(TITLE, links(*((f"/o{n}.pdf", f"O{n} รายการที่ {n}") for n in group)))
    answers["/"] = home(links(("/g0", TITLE), ("/g1", TITLE)))
    del answers["/oit"]
    (whole,) = [c for c in found(TYPE, answers) if c.key.endswith("#joined")]
    assert (whole.standing, whole.why, len(whole.topics)) == (*expected, 20)
