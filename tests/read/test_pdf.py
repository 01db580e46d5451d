from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, NameObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from itacheck.model import Trouble
from itacheck.packs import load_catalogue
from itacheck.patterns import names_of
from itacheck.read.pdf import MAX_PAGES, MAX_TEXT, read_pdf

ASSET = Path(__file__).parent.parent / "assets" / "thai.pdf"


FILES = ASSET.parent / "files"
PLAN = "แผนปฏิบัติการป้องกันการทุจริต"


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


def made(name: str) -> str:
    found = read_pdf((FILES / name).read_bytes())
    assert found.trouble is None
    return found.text


@pytest.mark.parametrize("name", ["weasy.pdf", "noto.pdf", "spaced.pdf", "paper.pdf"])
def test_layers_of_many_makers_name_what_they_are(name: str) -> None:
    """One letter for า and ำ, letters set apart, doubled vowels, marks without a letter: the name is still there."""
    names = names_of(load_catalogue())
    named = names.name(" ".join(made(name).splitlines()[:3])).named
    assert "anti-corruption-plan" in named


def test_letters_that_were_set_apart_state_their_year() -> None:
    assert made("spaced.pdf").startswith(f"{PLAN} พ.ศ.\n๒๕๖๘\nคอลัมน์แรก")


def test_columns_are_read_one_after_the_other() -> None:
    text = made("spaced.pdf")
    assert text.index("ซึ่งได้รับอนุมัติแล้ว") < text.index("คอลัมน์ที่สอง")


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_that_is_turned(angle: int) -> None:
    writer = PdfWriter(clone_from=PdfReader(ASSET))
    for page in writer.pages:
        page.rotate(angle)
    out = io.BytesIO()
    writer.write(out)
    assert read_pdf(out.getvalue()).text == read_pdf(ASSET.read_bytes()).text


def test_what_only_forbids_printing_is_read() -> None:
    pytest.importorskip("cryptography", reason="cryptography is not installed: it is in the lock")
    assert made("aes-empty.pdf").startswith(PLAN)


def test_an_old_thai_font_that_says_it_is_latin() -> None:
    thai = f"{PLAN} ปีงบประมาณ 2568"
    read = read_pdf(make(says(thai.encode("cp874").decode("latin-1"))))
    assert (read.text, read.trouble) == (thai, None)


@pytest.mark.parametrize(
    "text",
    [
        "".join(sorted(f"จัดทำ{PLAN}และประพฤติมิชอบในหน่วยงานของรัฐ" * 2, key=lambda c: ord(c) * 31 % 57)),
        "àáâãäåæçèéêë ìíîïðñòóô õö÷øùúû" * 3,
        "!\"#$%&'()*+,/0 :;<=>?@ [\\]^`{|}~" * 3,
        "แผน\0ป\0องก\0น\0การท\0จร\0ต",
    ],
)  # fmt: skip
def test_a_layer_that_is_no_writing(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pypdf.PageObject.extract_text", lambda _: text)
    assert read_pdf(make(says("x"))).trouble is Trouble.GARBLED


@pytest.mark.parametrize(
    "text",
    [
        "1,250.00 (2) 3/4 : 5% " * 10,
        "ลงชื่อ............................ ตำแหน่ง.............." * 4,
        "Über, née à Genève. " * 5,
    ],
)
def test_what_only_looks_odd_is_believed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pypdf.PageObject.extract_text", lambda _: text)
    assert read_pdf(make(says("x"))).trouble is None


def test_a_portfolio_is_more_than_its_cover() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make(says("For the best experience, open this in a viewer")))))
    writer.add_attachment("plan.pdf", ASSET.read_bytes())
    writer.root_object[NameObject("/Collection")] = DictionaryObject()
    out = io.BytesIO()
    writer.write(out)
    assert read_pdf(out.getvalue()).trouble is Trouble.UNSUPPORTED


def test_a_page_tree_that_goes_round() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make(says("Plan of the year")))))
    tree = writer.root_object["/Pages"]
    tree[NameObject("/Kids")] = ArrayObject([tree.indirect_reference])  # type: ignore[index]
    out = io.BytesIO()
    writer.write(out)
    assert read_pdf(out.getvalue()).trouble in (Trouble.DAMAGED, Trouble.TOO_LARGE, Trouble.EMPTY)


def test_a_page_over_the_limits_ends_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def extract(_: object) -> str:
        asked.append(1)
        if len(asked) == 2:
            raise LimitReachedError("limit")
        return "Plan of the year"

    monkeypatch.setattr("pypdf.PageObject.extract_text", extract)
    read = read_pdf(make(*[says("x")] * 5))
    assert (read.text, read.trouble, len(asked)) == ("Plan of the year", None, 2)


def test_no_more_pages_are_read_than_any_rule_looks_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def extract(_: object) -> str:
        asked.append(1)
        return "word " * 2000

    monkeypatch.setattr("pypdf.PageObject.extract_text", extract)
    assert len(read_pdf(make(*[says("x")] * 9)).text) == MAX_TEXT
    assert len(asked) == 3
