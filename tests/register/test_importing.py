"""Lists as coordinators keep them: what is taken of them and what is left, row by row."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from itacheck.errors import ConfigurationError
from itacheck.model import Agency
from itacheck.register import Imported, Register, import_rows, read_sheets
from itacheck.register import tables as tables_module

DAY = date(2026, 1, 15)
EMPTY = Register(Path("agencies.toml"), "", (), ())


def imported(path: Path, register: Register = EMPTY) -> Imported:
    return import_rows(read_sheets(path), register, source=path.name)


def agencies_of(made: Imported) -> list[tuple[str, str | None]]:
    return [(entry.agency.name.th, entry.agency.url) for entry in made.entries]


def told(made: Imported) -> dict[str, str]:
    return {note.where: note.text.en for note in made.notes}


def csv_of(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "list.csv"
    path.write_bytes(text.encode(encoding))
    return path


def workbook(folder: Path, fill: Callable[[Any, Any], object]) -> Path:
    path = folder / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        fill(book, book.add_worksheet("รายชื่อ"))
    return path


@pytest.mark.parametrize(
    "heads",
    [
        ("ชื่อหน่วยงาน", "เว็บไซต์"),
        ("หน่วยงาน", "เว็บไซด์"),
        ("ชื่อส่วนราชการ", "เว็ปไซต์หน่วยงาน"),
        ("รายชื่อหน่วยงาน", "เวปไซด์"),
        ("ส่วนราชการ / หน่วยงาน", "URL"),
        (" ชื่อ หน่วยงาน ", "ที่อยู่เว็บไซต์"),
        ("Agency name", "Website"),
        ("Name", "Link"),
        ("ชื่ออปท.", "ลิงก์เว็บไซต์"),
        ("สำนักงาน", "ลิงค์"),
        ("ชื่อหน่วยงาน", "website หน่วยงาน"),
        ("ชื่อหน่วยงาน", "เว็บ"),
    ],
)
def test_column_heads_are_known_in_many_spellings(tmp_path: Path, heads: tuple[str, str]) -> None:
    path = csv_of(tmp_path, f"{heads[0]},โทรศัพท์หน่วยงาน,{heads[1]}\nสำนักงาน ก,055,www.a.go.th\n")
    assert agencies_of(imported(path)) == [("สำนักงาน ก", "https://www.a.go.th/")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_usual_way_of_saving_a_csv_is_read(tmp_path: Path, encoding: str, separator: str) -> None:
    rows = [["ที่", "ชื่อหน่วยงาน", "เว็บไซต์"], ["1", '"ก, ข; ค"', "www.a.go.th"], ["2", "ง", "www.b.go.th"]]
    path = csv_of(tmp_path, "".join(separator.join(row) + "\r\n" for row in rows), encoding)
    assert agencies_of(imported(path)) == [("ก, ข; ค", "https://www.a.go.th/"), ("ง", "https://www.b.go.th/")]


def test_the_separator_that_excel_names_is_taken(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "sep=;\nหน่วยงาน;เว็บไซต์\nก,ข,ค,ง;a.go.th\n")
    made = imported(path)
    assert agencies_of(made) == [("ก,ข,ค,ง", "https://a.go.th/")]
    assert made.notes[-1].where == "row 3"


def test_every_row_is_told_of_with_its_number(tmp_path: Path) -> None:
    path = csv_of(
        tmp_path,
        "รายชื่อหน่วยงานในจังหวัดตัวอย่าง,,,\n\nลำดับ,หน่วยงาน,อำเภอ,เว็บไซต์\n"
        "1,ก,เมือง,www.a.go.th\n"
        ",สังกัดกระทรวงหนึ่ง,,\n"
        "2,ข,เมือง,ไม่มี\n"
        "3,ค,เมือง,http://a.go.th/index.php\n"
        "4,ข,เมือง,-\n"
        "5,ง,,www.facebook.com/ngo\n"
        "6,จ,,เพจของสำนักงาน\n"
        ",,,\n"
        "ลำดับ,หน่วยงาน,อำเภอ,เว็บไซต์\n"
        '7,ฉ,,"www.c.go.th\nhttps://service.d.go.th/x"\n'
        ",,,www.e.go.th\n"
        ",รวม 7 แห่ง,,\n",
    )
    made = imported(path)
    assert agencies_of(made) == [
        ("ก", "https://www.a.go.th/"), ("ข", None), ("ง", None), ("จ", None), ("ฉ", "https://www.c.go.th/"),
        ("www.e.go.th", "https://www.e.go.th/"),
    ]  # fmt: skip
    said = told(made)
    assert said["row 5"] == "a heading or a total: 'สังกัดกระทรวงหนึ่ง'"
    assert said["row 6"] == "no website; no website given"
    assert said["row 7"] == "the same website as row 4: http://a.go.th/index.php"
    assert said["row 8"] == "the same name as row 6"
    assert "social network" in said["row 9"]
    assert "its website is no address: 'เพจของสำนักงาน'" in said["row 10"]
    assert "further websites in the cell are taken for its own hosts: service.d.go.th" in said["row 13"]
    assert {"row 11", "row 12"} & said.keys() == set()
    assert made.entries[4].agency.hosts == ("service.d.go.th",)
    assert made.entries[2].remarks == (
        "list.csv, row 9", "ไม่ใช่เว็บไซต์ของหน่วยงาน / not its own website: https://www.facebook.com/ngo",
    )  # fmt: skip


def test_a_workbook_with_a_title_merged_cells_and_links(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.merge_range("A1:F1", "รายชื่อหน่วยงาน ปีงบประมาณ พ.ศ. 2568")
        sheet.write_row("A3", ["ลำดับที่", "ชื่อหน่วยงาน", "ประเภท", "อำเภอ", "เว็บไซต์"])
        sheet.merge_range("B4:E4", "สังกัดกระทรวงมหาดไทย")
        sheet.write_row("A5", [1, "ก", "ราชการส่วนภูมิภาค"])
        sheet.merge_range("D5:D6", "แม่ตัวอย่าง")
        sheet.write_url("E5", "http://a.go.th/", string="คลิก")
        sheet.write_row("A6", [2.0, "ข", "แปลก"])
        sheet.write_formula("E6", '=HYPERLINK("https://b.go.th/home","เข้าชม")', None, "เข้าชม")
        sheet.write_row("A7", [3, "ค"])
        sheet.write_url("E7", "http://old.go.th/", string="www.c.go.th")
        sheet.set_row(19_000, 30)

    made = imported(workbook(tmp_path, fill))
    assert agencies_of(made) == [("ก", "http://a.go.th/"), ("ข", "https://b.go.th/home"), ("ค", "https://www.c.go.th/")]
    assert [entry.agency.district for entry in made.entries] == ["แม่ตัวอย่าง", "แม่ตัวอย่าง", None]
    assert [entry.agency.kind for entry in made.entries] == ["regional-office", "agency", "agency"]
    assert "the kind 'แปลก' is not known" in told(made)["row 6"]
    assert "not to what it shows" in told(made)["row 7"]
    assert told(made)["row 4"].startswith("a heading")


def test_each_sheet_with_a_header_is_read_and_others_are_told(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["หน่วยงาน", "เว็บไซต์"])
        sheet.write_row("A2", ["ก", "a.go.th"])
        book.add_worksheet("บันทึก").write("A1", "ข้อความ")
        second = book.add_worksheet("สอง")
        second.write_row("A1", ["เว็บไซต์", "หน่วยงาน"])
        second.write_row("A2", ["b.go.th", "ข"])
        hidden = book.add_worksheet("ซ่อน")
        hidden.write_row("A1", ["หน่วยงาน", "เว็บไซต์"])
        hidden.write_row("A2", ["ค", "c.go.th"])
        hidden.hide()

    made = imported(workbook(tmp_path, fill))
    assert agencies_of(made) == [("ก", "https://a.go.th/"), ("ข", "https://b.go.th/")]
    assert told(made)['sheet "บันทึก"'].startswith("no row of column heads")


def test_what_the_register_has_is_left_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "agencies.toml"
    path.write_text(
        '[[agency]]\nid = "a"\nname.th = "ก"\nname.en = "a"\nkind = "x"\nurl = "https://a.go.th/"\n'
        '[[agency]]\nid = "b"\nname.th = "สำนักงาน ข"\nname.en = "b"\nkind = "x"\n',
        encoding="utf-8",
    )
    register = Register.load(path, as_of=DAY)
    made = imported(
        csv_of(tmp_path, "หน่วยงาน,เว็บไซต์\nอื่น,http://www.a.go.th\nสำนักงานข,b.go.th\nก,c.go.th\nค,a.go.th/x\n"), register
    )
    assert agencies_of(made) == [("ค", "https://a.go.th/x")]
    said = told(made)
    assert said["row 2"] == f"this website is there already: {path}:1 (a)"
    assert said["row 3"] == f'there already without a website; add to {path}:7 (b): url = "https://b.go.th/"'
    assert "with another website" in said["row 4"]
    assert f"on the same host as {path}:1 (a)" in said["row 5"]


def test_ids_are_all_different_also_from_those_of_the_file(tmp_path: Path) -> None:
    register = Register(
        Path("x"), "", (Agency.model_validate({"id": "agency", "name": {"th": "x", "en": "x"}, "kind": "x"}),), ()
    )
    rows = "".join(f"แห่งที่ {n},,\n" for n in range(3)) + "ก,a.go.th,My Id\nข,b.go.th,good-id\nค,c.go.th,good-id\n"
    made = imported(csv_of(tmp_path, f"หน่วยงาน,เว็บไซต์,id\n{rows}"), register)
    assert [one.agency.id for one in made.entries] == ["agency-2", "agency-3", "agency-4", "a", "good-id", "good-id-2"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, r"an old \.xls file"),
        (b"PK\x03\x04 nothing", "not a workbook"),
        (b"%PDF-1.7\n", "not a list of rows"),
        (b"a\0\xff\xfe\0b" * 20, "not a list of rows"),
    ],
)
def test_what_is_no_list_is_one_line(tmp_path: Path, body: bytes, told: str) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(body)
    with pytest.raises(ConfigurationError, match=told):
        read_sheets(path)


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(zipped({"[Content_Types].xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * 80_000_000}))
    with pytest.raises(ConfigurationError, match="unpacks to too much"):
        read_sheets(path)


def test_entities_that_multiply_are_refused_and_none_is_read_from_the_disk(tmp_path: Path) -> None:
    good = workbook(tmp_path, lambda _, sheet: sheet.write_row("A1", ["หน่วยงาน", "เว็บไซต์"]))
    with zipfile.ZipFile(good) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    secret = tmp_path / "secret.txt"
    secret.write_text("s3cret", encoding="utf-8")
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    for doctype in (f'<!ENTITY l0 "ha">{laughs}', f'<!ENTITY l9 SYSTEM "{secret.as_uri()}">'):
        sheet = (
            f"<!DOCTYPE x [{doctype}]>"
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
            '<c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row></sheetData></worksheet>'
        ).encode()
        good.write_bytes(zipped({**parts, "xl/worksheets/sheet1.xml": sheet}))
        try:
            read = read_sheets(good)
        except ConfigurationError:
            continue
        assert "s3cret" not in str(read)
        assert len(str(read)) < 10_000


def test_too_many_rows_are_left_and_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_module, "MAX_ROWS", 3)
    made = imported(csv_of(tmp_path, "หน่วยงาน,เว็บไซต์\nก,a.go.th\nข,b.go.th\nค,c.go.th\n"))
    assert len(made.entries) == 2
    assert told(made)["list"] == "the rows after these were not read"


@given(st.binary(max_size=400))
def test_any_bytes_are_a_list_or_one_line(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "list"
    path.write_bytes(body)
    try:
        made = imported(path)
    except ConfigurationError as error:
        assert "\n" not in error.line  # noqa: PT017 - either is right
        return
    EMPTY.appended(made.entries, as_of=DAY)


CELLS = st.text(max_size=12) | st.sampled_from(
    ["a.go.th", "http://b.go.th, c.go.th", "fb.com/x", "ไม่มี", "", "รวม", "\x7f"]
)


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=6))
def test_whatever_stands_in_the_rows_the_file_can_be_read_again(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["หน่วยงาน", "เว็บไซต์", "อำเภอ", "id"])
        for number, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                sheet.write_string(number, column, "".join(c for c in text if not "\ud800" <= c <= "\udfff"))

    made = imported(workbook(tmp_path_factory.mktemp("rows"), fill))
    EMPTY.appended(made.entries, as_of=DAY)
    assert len({entry.agency.id for entry in made.entries}) == len(made.entries)
