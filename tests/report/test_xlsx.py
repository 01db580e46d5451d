"""The Excel report: every number and row as in the results, no formula, nothing hostile, links that lead somewhere."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from itacheck.errors import ConfigurationError
from itacheck.history import History, record
from itacheck.model import Results, Status
from itacheck.report import Material
from itacheck.report.cells import Style, column, numbered, row_text
from itacheck.report.workbook import new_sheet, workbook
from itacheck.report.xlsx import write_xlsx

from . import past, sample, test_hostile, wide

NUMBER = 9
SHEETS = ["สรุป", "ตาราง", "รายการ", "หลักฐาน", "เปลี่ยนแปลง"]


def rows(path: Path, sheet: str) -> list[list[object]]:
    return [list(row) for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Results]:
    before, after = past.two_runs(wide.results(NUMBER))
    history = record(record(History(), before), after)
    return write_xlsx(Material(after, wide.rules(), history), tmp_path_factory.mktemp("xlsx")), after


def test_the_summary_counts_what_the_results_hold(made: tuple[Path, Results]) -> None:
    path, results = made
    verdicts = [v for a in results.agencies for v in a.verdicts]
    told = {row[1]: row[2] for row in rows(path, "สรุป")}
    for status, number in Counter(v.status for v in verdicts).items():
        assert told[status.value] == number
    assert told["passed of judged"] == sum(v.status is Status.PASS for v in verdicts)
    assert told["judged"] == sum(v.status in {Status.PASS, Status.FAIL} for v in verdicts)
    assert told["agencies"] == NUMBER


def test_the_lists_hold_every_verdict_and_every_evidence(made: tuple[Path, Results]) -> None:
    path, results = made
    assert CalamineWorkbook.from_path(str(path)).sheet_names == SHEETS
    head, *listed = rows(path, "รายการ")
    place = {str(name): number for number, name in enumerate(head)}
    assert Counter(
        (row[0], row[place["ชุดกฎ / pack"]], row[place["ข้อ / rule"]], row[place["status"]]) for row in listed
    ) == (Counter((a.id, v.pack, v.rule, v.status.value) for a in results.agencies for v in a.verdicts))
    assert {row[place["กำหนด / due"]] for row in listed} <= {
        date(2025, 9, 30),
        date(2025, 4, 30),
        date(2026, 12, 31),
        date(2027, 9, 30),
    }
    assert sum(row[place["หลักฐาน (แห่ง) / evidence"]] or 0 for row in listed) == (  # type: ignore[misc]
        sum(len(v.findings) for a in results.agencies for v in a.verdicts)
    )
    _, *evidence = rows(path, "หลักฐาน")
    assert Counter(row[0] for row in evidence) == Counter(
        a.id for a in results.agencies for v in a.verdicts for _ in v.findings
    )


def test_the_matrix_shows_the_verdict_of_each_agency_and_rule(made: tuple[Path, Results]) -> None:
    path, results = made
    head, *matrix = rows(path, "ตาราง")
    assert len(matrix) == NUMBER
    by_id = {a.id: a for a in results.agencies}
    for row in matrix:
        agency = by_id[str(row[0])]
        shown = dict(zip((str(name).split("\n")[0] for name in head), row, strict=True))
        for verdict in agency.verdicts:
            words = str(shown[f"{verdict.pack} · {verdict.rule}"])
            assert words.startswith(sample_sign(verdict.status)), verdict.rule
            assert ("ผ่อนผัน" in words) == (verdict.waiver is not None)
        judged = [v for v in agency.verdicts if v.status in {Status.PASS, Status.FAIL}]
        assert shown["ตรวจได้ / judged"] == len(judged)


def sample_sign(status: Status) -> str:
    from itacheck.report import STATUS  # noqa: PLC0415

    return STATUS[status].sign


def test_what_changed_stands_in_its_sheet(made: tuple[Path, Results]) -> None:
    path, results = made
    _, *changes = rows(path, "เปลี่ยนแปลง")
    wanted = sum(
        v.status is Status.PASS for place, a in enumerate(results.agencies) if not place % 3 for v in a.verdicts
    )
    assert sum("ไม่ผ่าน → ผ่าน" in str(row[3]) for row in changes) == wanted


def test_headings_stay_and_filter_and_cells_lead_to_pages(made: tuple[Path, Results]) -> None:
    path, results = made
    with zipfile.ZipFile(path) as book:
        for number in range(2, 6):
            sheet = book.read(f"xl/worksheets/sheet{number}.xml")
            tree = etree.fromstring(sheet)
            assert tree.findall(".//{*}pane[@state='frozen']"), number
            assert tree.findall(".//{*}autoFilter"), number
            assert not tree.findall(".//{*}f"), "a formula"
        links = book.read("xl/worksheets/_rels/sheet3.xml.rels").decode()
    targets = re.findall(r'Target="([^"]+)"', links)
    assert len(targets) == sum(len(a.verdicts) for a in results.agencies)
    assert all(target.startswith("agency\\") for target in targets)


def test_hostile_results_make_a_clean_workbook(tmp_path: Path) -> None:
    results = test_hostile.hostile()
    formula = '=HYPERLINK("http://x.example")<r><t>x</t></r>_x0041_\x0b'
    first = results.agencies[0]
    name = first.name.model_copy(update={"th": formula, "en": "<r>" + "y" * 1_000_000 + "</r>"})
    results = results.model_copy(update={"agencies": (first.model_copy(update={"name": name}), *results.agencies[1:])})
    path = write_xlsx(Material(results), tmp_path)
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None
        for entry in book.namelist():
            tree = etree.fromstring(book.read(entry))
            assert not tree.findall(".//{*}f"), entry
            if entry.endswith(".rels"):
                outside = [str(one.get("Target")) for one in tree if one.get("TargetMode") == "External"]
                assert all(target.startswith(("http://", "https://", "agency\\")) for target in outside)
                assert not [target for target in outside if "script:" in target or "@" in target]
    names = {str(row[1]) for row in rows(path, "ตาราง")[1:]}
    assert any(one.startswith('=HYPERLINK("http://x.example")<r>') and "_x0041_" in one for one in names)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        write_xlsx(Material(sample.results(), sample.rules()), tmp_path / "taken")
    assert "taken" in caught.value.what


def test_nothing_is_left_beside_the_workbook_and_the_same_results_give_the_same_bytes(tmp_path: Path) -> None:
    paths = [write_xlsx(Material(sample.results(), sample.rules()), tmp_path / name) for name in ("a", "b")]
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["report.xlsx"]


def test_columns_are_named_as_spreadsheets_do() -> None:
    assert [column(place) for place in (0, 25, 26, 51, 701, 702)] == ["A", "Z", "AA", "AZ", "ZZ", "AAA"]


@given(st.text(max_size=60))
def test_any_text_comes_back_as_it_is_shown(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "x.xlsx"
    with workbook(path, small=True) as book:
        new_sheet(book, "s").fill([row_text(["end", text], [Style.TEXT, Style.TEXT])], [10, 10])
    ((end, *values),) = rows(path, "s")
    value = values[0] if values else ""
    assert end == "end"
    kept = "".join(letter for letter in str(value) if not letter.isspace())
    shown = "".join(letter for letter in text if letter.isprintable() and not letter.isspace())
    assert set(kept) <= set(text)
    if text.isascii():
        assert kept == shown


def test_a_row_is_one_line_whose_number_is_filled_in_later() -> None:
    ((number, row),) = numbered([row_text(["a\nb", None, 3, date(2026, 1, 2)], [Style.TEXT] * 4)], 7)
    assert number == 7
    assert "\n" not in row
    assert re.findall(r'r="([A-Z]*7)"', row) == ["7", "A7", "C7", "D7"]
    assert "<v>3</v>" in row
    assert "<v>46024</v>" in row
