from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.model import Document, Page, Trouble
from itacheck.read import read
from itacheck.read.office import read_office

FILES = Path(__file__).parent.parent / "assets" / "files"
PLAN = "แผนปฏิบัติการป้องกันการทุจริต"
WORD = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head>'
    '<meta http-equiv=Content-Type content="text/html; charset=windows-874"><meta name=ProgId content=Word.Document>'
    f"<title>แผน</title></head><body><p class=MsoNormal>{PLAN}</p><p>ปี 2568 <a href='https://a.example/'>เว็บ</a></p></body></html>"
)
EXPORT = "<table border=1><tr><th>ที่</th><th>รายการ</th></tr><tr><td>1</td><td>ซื้อวัสดุสำนักงาน</td></tr></table>"
GONE = "<title>404 Not Found</title><h1>ไม่พบหน้า</h1><p>404 Not Found</p>"
DOOR = "<title>เข้าสู่ระบบ</title><form method=post><input name=u><input type=password name=p><button>เข้า</button></form>"
SITE = "<title>อบต.สมมุติ</title><nav><a href='/'>หน้าแรก</a></nav><main><h1>ข่าว</h1><p>ข่าวประชาสัมพันธ์ของหน่วยงาน</p></main>"


@pytest.mark.parametrize("encoding", ["cp874", "utf-8", "utf-16"])
def test_a_word_document_that_is_a_web_page(encoding: str) -> None:
    found = read(WORD.encode(encoding), url="https://a.example/plan.doc", content_type="application/msword")
    assert isinstance(found, Document)
    assert (found.kind, found.title, found.text.splitlines()) == ("html", "แผน", [PLAN, "ปี 2568 เว็บ"])
    assert found.first_page == found.text


@pytest.mark.parametrize(("name", "kind"), [("paper.html", "plan.doc"), ("table.html", "plan.xls")])
def test_what_an_office_program_exports(name: str, kind: str) -> None:
    found = read((FILES / name).read_bytes(), url=f"https://a.example/{kind}")
    assert isinstance(found, Document)
    assert found.trouble is None
    assert "2568" in found.text or "๒๕๖๘" in found.text


def test_a_table_that_a_site_calls_a_sheet() -> None:
    found = read(EXPORT.encode("cp874"), url="https://a.example/export.php", content_type="application/vnd.ms-excel")
    assert isinstance(found, Document)
    assert found.text == "ที่ รายการ\n1 ซื้อวัสดุสำนักงาน"


@pytest.mark.parametrize("name", ["plan.doc", "plan.xls", "plan.pdf"])
def test_a_page_of_the_site_in_a_files_place_is_a_page(name: str) -> None:
    assert isinstance(read(SITE.encode(), url=f"https://a.example/{name}", content_type="text/html"), Page)


@pytest.mark.parametrize(("html", "trouble"), [(GONE, Trouble.SOFT_404), (DOOR, Trouble.LOGIN)])
@pytest.mark.parametrize("name", ["plan.pdf", "plan.doc"])
def test_an_error_or_login_page_in_a_files_place(name: str, html: str, trouble: Trouble) -> None:
    found = read(html.encode(), url=f"https://a.example/{name}", content_type="application/pdf")
    assert (type(found), found.trouble) == (Page, trouble)


@pytest.mark.parametrize("transfer", ["quoted-printable", "base64", "8bit"])
def test_a_page_saved_in_one_file(transfer: str) -> None:
    message = EmailMessage()
    message.set_content(WORD, subtype="html", charset="utf-8", cte=transfer)
    message.add_related(b"\x89PNG\r\n\x1a\n", "image", "png")
    found = read(message.as_bytes(), url="https://a.example/plan.doc", content_type="application/msword")
    assert isinstance(found, Document)
    assert (found.kind, found.text.splitlines()[0]) == ("mhtml", PLAN)


def test_one_without_a_page_is_damaged() -> None:
    assert read_office(b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x--", "mhtml").trouble is (
        Trouble.DAMAGED
    )


def test_pictures_alone_are_for_a_person() -> None:
    assert read_office(b"<body><img src='a.png'></body>", "html").trouble in (Trouble.UNSUPPORTED, Trouble.EMPTY)


@given(st.binary(max_size=200))
def test_never_raises(body: bytes) -> None:
    read_office(b"MIME-Version: 1.0\n" + body, "mhtml").text.encode()
    read_office(body, "html").text.encode()
