from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itacheck.model import Document, Page, Trouble
from itacheck.read import read
from itacheck.read.office import MAX_CELLS, read_office

FILES = Path(__file__).parent.parent / "assets" / "files"
PLAN = "แผนปฏิบัติการป้องกันการทุจริต"
YEAR = "ประจำปีงบประมาณ พ.ศ. ๒๕๖๘"
TITLE = "แผนปฏิบัติการป้องกันการทุจริต พ.ศ. 2568"
W = "xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'"


def zipped(**parts: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def sheet(rows: list[list[str]], name: str = "แผน") -> bytes:
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>" for row in rows
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    related = f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{rel}/'
    book = f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="{name}" sheetId="1" r:id="r1"/></sheets>'
    return zipped(
        **{
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
            "_rels/.rels": related + 'officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": book + "</workbook>",
            "xl/_rels/workbook.xml.rels": related + 'worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
        }
    )


def test_docx_in_order_with_its_header() -> None:
    document = docx.Document()
    document.core_properties.title = "แผนปฏิบัติการ 2568"
    document.sections[0].header.paragraphs[0].text = "เทศบาลตัวอย่าง"
    document.add_paragraph("ก่อน")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "หนึ่ง", "สอง"
    document.add_paragraph("หลัง")
    out = io.BytesIO()
    document.save(out)
    read = read_office(out.getvalue(), "docx")
    assert read.text == "เทศบาลตัวอย่าง\nก่อน\nหนึ่ง สอง\nหลัง"
    assert (read.title, read.trouble) == ("แผนปฏิบัติการ 2568", None)


def test_sheets() -> None:
    read = read_office(sheet([["ที่", "รายการ"], ["1", "ซื้อวัสดุ"]]), "xlsx")
    assert (read.text, read.first_page, read.pages, read.trouble) == ("แผน\nที่ รายการ\n1 ซื้อวัสดุ",) * 2 + (1, None)


def test_large_sheets_are_cut() -> None:
    read = read_office(sheet([["ก", "ข"]] * (MAX_CELLS + 10)), "xlsx")
    assert len(read.text.splitlines()) == MAX_CELLS // 2 + 1


def test_an_empty_sheet() -> None:
    assert read_office(sheet([]), "xlsx").trouble is Trouble.EMPTY


def test_slides_in_the_order_of_their_numbers() -> None:
    slide = f"<p:sld xmlns:p='p' {W}><a:p><a:r><a:t>%s</a:t></a:r><a:r><a:t>2568</a:t></a:r></a:p></p:sld>"
    parts = {f"ppt/slides/slide{n}.xml": slide % f"แผ่น {n} " for n in (10, 2, 1)}
    read = read_office(zipped(**parts), "pptx")
    assert read.text == "แผ่น 1 2568\nแผ่น 2 2568\nแผ่น 10 2568"
    assert (read.first_page, read.pages) == ("แผ่น 1 2568", 3)


def test_open_document_text() -> None:
    content = "<o xmlns:text='t'><text:h>หัวข้อ</text:h><text:p>แผน<text:tab/><text:span>2568</text:span></text:p></o>"
    assert read_office(zipped(**{"content.xml": content}), "odt").text == "หัวข้อ\nแผน 2568"


def test_declared_entities_are_refused() -> None:
    content = "<!DOCTYPE o [<!ENTITY a 'x'>]><o xmlns:text='t'><text:p>&a;</text:p></o>"
    assert read_office(zipped(**{"content.xml": content}), "odt").trouble is Trouble.DAMAGED


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx", "odt"])
def test_a_bomb_is_not_opened(kind: str) -> None:
    bomb = zipped(**{"content.xml": b"\0" * 5_000_000, "word/document.xml": b"\0" * 5_000_000})
    assert len(bomb) < 20_000
    assert read_office(bomb, kind).trouble is Trouble.TOO_LARGE


def test_csv_and_text_in_a_thai_code_page() -> None:
    assert read_office('ที่,รายการ\n1,"ซื้อ, จ้าง"'.encode("cp874"), "csv").text == "ที่ รายการ\n1 ซื้อ, จ้าง"
    assert read_office("บรรทัด  หนึ่ง\r\n\r\nสอง".encode(), "txt").text == "บรรทัด หนึ่ง\nสอง"


def test_rtf() -> None:
    source = (
        rb"{\rtf1\ansi\ansicpg874{\fonttbl{\f0 Angsana;}}{\*\generator x}{\info{\title t}}\uc1 "
        rb"\'e1\'bc\'b9 \b 2568\b0\par \u3649?\u3612?\u3609?\line {\pict ffd8}\{end\}}"
    )
    assert read_office(source, "rtf").text == "แผน 2568\nแผน\n{end}"


@pytest.mark.parametrize("kind", ["doc", "ppt", "zip", "rar", "7z", "image", "video", "binary"])
def test_what_is_not_read(kind: str) -> None:
    assert read_office(b"x", kind).trouble is Trouble.UNSUPPORTED


def test_a_locked_package() -> None:
    assert read_office(b"x", "encrypted").trouble is Trouble.ENCRYPTED


@pytest.mark.parametrize("kind", ["docx", "xlsx", "xls", "ods", "pptx", "odt", "odp"])
def test_damaged(kind: str) -> None:
    assert read_office(b"PK\x03\x04rubbish", kind).trouble is Trouble.DAMAGED


def made(name: str, as_name: str = "", content_type: str = "") -> Document:
    """One of the files that other programs made, as a site would serve it."""
    found = read((FILES / name).read_bytes(), url=f"https://a.example/{as_name or name}", content_type=content_type)
    assert isinstance(found, Document)
    return found


@pytest.mark.parametrize("name", ["paper.docx", "paper.odt", "paper.rtf", "paper.xml", "paper.fodt", "paper.pdf"])
def test_a_paper_as_a_word_processor_stores_it(name: str) -> None:
    """Title, text box, inserted text and merged cells are there; remarks are not."""
    found = made(name)
    lines = found.text.splitlines()
    assert PLAN in lines[:2]
    assert found.trouble is None
    assert YEAR.replace(" ", "") in found.first_page.replace(" ", "")
    for words in ("คำที่เพิ่มเข้ามา", "ข้อความในกรอบ", "ช่องที่รวมกัน", "ผู้รับผิดชอบ", "๑ ประกาศเจตนารมณ์ ฝ่ายบริหาร", "ย่อหน้าสุดท้าย"):
        assert words in found.text, words
    assert "ความเห็นของผู้ตรวจ" not in found.text


@pytest.mark.parametrize("name", ["paper.docx", "paper.odt", "paper.rtf", "paper.fodt"])
def test_deleted_text_is_not_there(name: str) -> None:
    assert "คำที่ถูกลบ" not in made(name).text


@pytest.mark.parametrize("name", ["paper.docx", "paper.odt"])
def test_the_title_in_the_metadata(name: str) -> None:
    assert made(name).title == TITLE


def test_the_header_of_the_first_page_comes_first() -> None:
    assert made("paper.docx").text.startswith("หัวกระดาษของสำนักงานสมมุติ\n")


@pytest.mark.parametrize("name", ["table.xls", "table.ods", "table.xml", "sheets.xlsx"])
def test_a_sheet_as_a_spreadsheet_stores_it(name: str) -> None:
    lines = made(name).text.splitlines()
    assert lines[-4:] == ["สขร. 1", "สรุปผลการจัดซื้อจัดจ้าง เดือนมกราคม 2568", "ที่ รายการ วงเงิน", "1 ซื้อวัสดุสำนักงาน 12500.5"]


@pytest.mark.parametrize("name", ["sheets.xlsx", "table.ods"])
def test_hidden_sheets_are_hidden(name: str) -> None:
    found = made(name)
    assert (found.first_page.splitlines()[0], found.pages) == ("สขร. 1", 1)


@pytest.mark.parametrize("name", ["slides.pptx", "slides.odp"])
def test_slides_without_the_speakers_notes(name: str) -> None:
    lines = made(name).text.splitlines()
    assert lines[:4] == ["รายงานผลการดำเนินงาน", "ประจำปีงบประมาณ พ.ศ. 2568", "ตารางและกรอบ", "ข้อความในกรอบ"]
    assert lines[4:] in (["ช่องที่รวมกัน", "๑ ฝ่ายบริหาร"], ["ช่องที่รวมกัน", "๑", "ฝ่ายบริหาร"])


@pytest.mark.parametrize(
    "name", ["locked.docx", "locked.odt", "locked-table.xlsx", "locked-table.ods", "locked-table.xls"]
)
def test_a_file_with_a_password(name: str) -> None:
    assert made(name).trouble is Trouble.ENCRYPTED


@pytest.mark.parametrize("name", ["paper.docx", "paper.odt", "sheets.xlsx", "table.ods", "slides.pptx", "slides.odp"])
def test_a_file_that_was_cut_off(name: str) -> None:
    body = (FILES / name).read_bytes()
    for kept in (len(body) // 2, len(body) - 30):
        found = read(body[:kept], url=f"https://a.example/{name}")
        assert (found.kind if isinstance(found, Document) else "html", found.trouble) == (
            name.rpartition(".")[2],
            Trouble.DAMAGED,
        )


def test_the_old_binary_formats_are_for_a_person() -> None:
    assert (made("paper.doc").kind, made("paper.doc").trouble) == ("doc", Trouble.UNSUPPORTED)


@pytest.mark.parametrize(
    ("name", "as_name", "content_type", "kind"),
    [
        ("paper.docx", "plan.pdf", "application/pdf", "docx"),
        ("paper.pdf", "plan.php", "text/html; charset=utf-8", "pdf"),
        ("paper.pdf", "plan", "application/octet-stream", "pdf"),
        ("table.xls", "plan.xlsx", "application/octet-stream", "xls"),
        ("sheets.xlsx", "plan.xls", "application/vnd.ms-excel", "xlsx"),
        ("paper.rtf", "plan.doc", "application/msword", "rtf"),
        ("paper.xml", "plan.doc", "application/msword", "xml"),
        ("table.xml", "plan.xls", "application/vnd.ms-excel", "xml"),
    ],
)
def test_the_bytes_say_what_a_file_is(name: str, as_name: str, content_type: str, kind: str) -> None:
    found = made(name, as_name, content_type)
    assert (found.kind, found.trouble) == (kind, None)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp874"])
@pytest.mark.parametrize(("name", "kind"), [("a.csv", "csv"), ("a.txt", "txt")])
def test_sheets_and_texts_in_every_encoding(name: str, kind: str, encoding: str) -> None:
    found = read("ที่,รายการ\r\n1,ซื้อวัสดุ\r\n".encode(encoding), url=f"https://a.example/{name}")
    assert isinstance(found, Document)
    assert (found.kind, found.text.replace(",", " ")) == (kind, "ที่ รายการ\n1 ซื้อวัสดุ")


def test_wide_text_under_a_spreadsheets_name() -> None:
    body = "ที่\tรายการ\r\n1\tซื้อวัสดุ\r\n".encode("utf-16")
    found = read(body, url="https://a.example/a.xls", content_type="application/vnd.ms-excel")
    assert isinstance(found, Document)
    assert found.text == "ที่ รายการ\n1 ซื้อวัสดุ"
    wide = read("<table><tr><td>ก".encode("utf-16"), url="https://a.example/a", content_type="text/csv")
    assert isinstance(wide, Page)


def test_a_table_in_a_table_is_read_once() -> None:
    document = docx.Document()
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "นอก"
    outer.cell(0, 1).add_table(1, 1).cell(0, 0).text = "ใน"
    out = io.BytesIO()
    document.save(out)
    assert read_office(out.getvalue(), "docx").text == "นอก ใน"


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from(["docx", "xlsx", "xls", "pptx", "odt", "csv", "txt", "rtf", "xml", "mhtml"]),
)
def test_never_raises(body: bytes, kind: str) -> None:
    read_office(body, kind).text.encode()
