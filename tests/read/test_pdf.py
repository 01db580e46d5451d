from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from itacheck.model import Trouble
from itacheck.read.pdf import MAX_PAGES, MAX_TEXT, read_pdf

ASSET = Path(__file__).parent.parent / "assets" / "thai.pdf"


def make(*pages: Callable[[Canvas], object], title: str = "") -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    if title:
        canvas.setTitle(title)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def says(text: str) -> Callable[[Canvas], object]:
    return lambda canvas: canvas.drawString(50, 700, text)


def picture(canvas: Canvas) -> None:
    from PIL import Image  # noqa: PLC0415 - comes with reportlab

    canvas.drawImage(ImageReader(Image.new("RGB", (40, 40), "white")), 0, 0, 500, 700)


def encrypt(body: bytes, user: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(body)))
    writer.encrypt(user, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_text_and_first_page() -> None:
    read = read_pdf(make(says("Annual plan 2568"), says("Second page")))
    assert (read.first_page, read.text, read.pages, read.trouble) == (
        "Annual plan 2568",
        "Annual plan 2568\nSecond page",
        2,
        None,
    )


def test_thai_text() -> None:
    read = read_pdf(ASSET.read_bytes())
    assert read.title == "ประกาศเจตนารมณ์นโยบาย No Gift Policy ประจำปีงบประมาณ พ.ศ. 2568"
    assert read.first_page.splitlines() == [
        "ประกาศหน่วยงานตัวอย่าง",
        "เรื่อง เจตนารมณ์นโยบายไม่รับของขวัญ (No Gift Policy)",
        "ประจำปีงบประมาณ พ.ศ. ๒๕๖๘",
    ]
    assert "น้ำใจที่ให้คือการทำงานด้วยความซื่อสัตย์" in read.text
    assert read.trouble is None


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - plan 2568.doc",
        "untitled",
        "Untitled Document",
        "scan0001",
        "2568_01",
        "a.docx",
        "PowerPoint Presentation",
    ],
)
def test_titles_that_say_nothing(title: str) -> None:
    assert read_pdf(make(says("Plan of the year"), title=title)).title == ""


def test_a_title_that_says_something() -> None:
    assert read_pdf(make(says("Plan of the year"), title="Action plan 2568")).title == "Action plan 2568"


def test_a_scan() -> None:
    read = read_pdf(make(picture, picture))
    assert (read.text, read.pages, read.trouble) == ("", 2, Trouble.SCAN)


def test_a_scan_with_a_stamp() -> None:
    def stamped(canvas: Canvas) -> None:
        picture(canvas)
        says("1")(canvas)

    assert read_pdf(make(picture, stamped)).trouble is Trouble.SCAN


def test_no_content_at_all() -> None:
    assert read_pdf(make(lambda _: None)).trouble is Trouble.EMPTY


def test_a_password() -> None:
    assert read_pdf(encrypt(make(says("Secret")), "geheim")).trouble is Trouble.ENCRYPTED


def test_an_empty_password() -> None:
    read = read_pdf(encrypt(make(says("Plan of the year")), ""))
    assert (read.text, read.trouble) == ("Plan of the year", None)


@pytest.mark.parametrize(
    "text", ["\ue001\ue002\ue003\ue004 \ue005", "\ufffd\ufffd\ufffd\ufffd ab", "(cid:12)(cid:13)(cid:14)"]
)
def test_a_garbled_layer(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pypdf.PageObject.extract_text", lambda _: text)
    assert read_pdf(make(says("x"))).trouble is Trouble.GARBLED


@pytest.mark.parametrize(
    "body", [b"%PDF-1.4", b"%PDF-1.4\nrubbish", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF", ASSET.read_bytes()[:3000]]
)
def test_damaged(body: bytes) -> None:
    assert read_pdf(body).trouble is Trouble.DAMAGED


def test_odd_files_do_not_warn(recwarn: pytest.WarningsRecorder, caplog: pytest.LogCaptureFixture) -> None:
    read_pdf(b"junk" + make(says("Plan of the year")).replace(b"startxref", b"startxxxx"))
    assert not recwarn.list
    assert not caplog.records


def test_work_is_bounded() -> None:
    read = read_pdf(make(*[says("word " * 20)] * (MAX_PAGES + 5)))
    assert read.pages == MAX_PAGES + 5
    assert len(read.text.splitlines()) == MAX_PAGES
    assert len(read_pdf(make(lambda c: [c.drawString(0, 5, "word " * 3000) for _ in range(4)])).text) <= MAX_TEXT
