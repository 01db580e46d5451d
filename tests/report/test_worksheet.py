"""The assessment's worksheet: the items in the order of the form, doubtful ones marked, no link for what fails."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from python_calamine import CalamineWorkbook

from itacheck.model import Status
from itacheck.report import Material
from itacheck.report.worksheets import write_worksheets

from . import sample, wide

DOUBTFUL = {Status.REVIEW, Status.UNREACHABLE, Status.ERROR}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("worksheets")
    assert write_worksheets(Material(wide.results(5), wide.rules()), out) == out / "worksheet" / "index.html"
    return out / "worksheet"


def test_items_stand_in_the_order_of_the_form(folder: Path) -> None:
    for agency in wide.results(5).agencies:
        page = BeautifulSoup((folder / f"{agency.id}.html").read_text("utf-8"), "html.parser")
        wanted = [f"O{number}" for number in range(1, wide.ITEMS + 1)]
        assert [tag.get_text() for tag in page.select("td.id")] == wanted
        rows = CalamineWorkbook.from_path(str(folder / f"{agency.id}.xlsx")).get_sheet_by_index(0).to_python()
        assert [row[0] for row in rows[1:]] == wanted


def test_what_is_doubtful_is_marked_and_what_fails_has_no_link(folder: Path) -> None:
    for agency in wide.results(5).agencies:
        own = {v.rule: v for v in agency.verdicts if v.pack == "oit-2568"}
        rows = CalamineWorkbook.from_path(str(folder / f"{agency.id}.xlsx")).get_sheet_by_index(0).to_python()
        page = BeautifulSoup((folder / f"{agency.id}.html").read_text("utf-8"), "html.parser")
        for row, line in zip(rows[1:], page.select("tbody tr"), strict=True):
            verdict = own[str(row[0])]
            assert bool(row[5]) == (verdict.status in DOUBTFUL) == ("doubtful" in (line.get("class") or []))
            address = verdict.findings[0].url if verdict.status is Status.PASS else ""
            assert row[2] == address
            assert [link["href"] for link in line.select("td.url a")] == ([address] if address else [])


def test_the_list_leads_to_every_worksheet_of_an_agency_with_items(folder: Path, tmp_path: Path) -> None:
    page = BeautifulSoup((folder / "index.html").read_text("utf-8"), "html.parser")
    targets = [str(link["href"]) for link in page.select("main a")]
    assert len(targets) == 10
    assert all((folder / target).is_file() for target in targets)
    index = write_worksheets(Material(sample.results(), sample.rules()), tmp_path)
    assert "ไม่มีหน่วยงาน" in index.read_text("utf-8")
    assert [path.name for path in index.parent.iterdir()] == ["index.html"]
