from __future__ import annotations

import io
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itacheck.model import Trouble
from itacheck.read.office import MAX_CELLS, read_office

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


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["docx", "xlsx", "xls", "pptx", "odt", "csv", "txt", "rtf"]))
def test_never_raises(body: bytes, kind: str) -> None:
    read_office(body, kind).text.encode()
