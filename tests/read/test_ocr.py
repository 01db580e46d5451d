"""Pictures are read where Tesseract is, within bounds; what cannot be believed stays unread."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter

from itacheck.errors import ConfigurationError
from itacheck.model import Document, Trouble
from itacheck.read import DocumentReader, DocumentText, Tesseract, find_tesseract, ocr, read

from ..paper_pictures import BUDGET, DECLARATION, THAI_DIGITS, as_file, picture, stamped, tesseract

HEADER = "level\tpage\tblock\tpar\tline\tword\tleft\ttop\twidth\theight\tconf\ttext"


@pytest.fixture(scope="module")
def documents() -> Iterator[DocumentReader]:
    """A reader with Tesseract."""
    with DocumentReader(tesseract=tesseract()) as reader:
        yield reader


@pytest.fixture
def seen(documents: DocumentReader) -> Callable[..., Document]:
    """What the reader makes of a file."""

    def make(body: bytes, name: str = "a.pdf") -> Document:
        found = read(body, url=f"https://a.example/{name}", documents=documents)
        assert isinstance(found, Document)
        return found

    return make


@pytest.mark.ocr
@pytest.mark.parametrize("kind", ["PDF", "JPEG", "PNG", "TIFF", "WEBP"])
def test_a_scan_is_read_whatever_the_file(seen: Callable[..., Document], kind: str) -> None:
    found = seen(as_file(picture(), kind))
    assert (found.trouble, found.ocr, found.pages) == (None, True, 1)
    assert "2568" in found.first_page
    assert "No Gift Policy" in found.first_page
    assert found.text.startswith(found.first_page)


@pytest.mark.ocr
@pytest.mark.parametrize("turn", [90, 180])
def test_a_page_that_lies_on_its_side_or_head_is_turned(seen: Callable[..., Document], turn: int) -> None:
    assert "No Gift Policy" in seen(as_file(picture().rotate(turn, expand=True))).first_page


@pytest.mark.ocr
def test_a_red_stamp_leaves_the_title(seen: Callable[..., Document]) -> None:
    assert "ของขวัญ" in seen(as_file(stamped(picture()))).first_page.split("\n")[1]


@pytest.mark.ocr
def test_thai_digits_are_never_believed(seen: Callable[..., Document]) -> None:
    """๒๕๖๘ comes out as ๒๕๒๕: no digit of such a page may become a year."""
    lines = tuple(line.translate(THAI_DIGITS) for line in DECLARATION)
    found = seen(as_file(picture(lines)))
    assert found.ocr
    assert not any(digit in found.text for digit in "๐๑๒๓๔๕๖๗๘๙")
    assert "?" in found.text


@pytest.mark.ocr
@pytest.mark.parametrize(
    ("body", "name", "trouble"),
    [
        (lambda: as_file(picture(blur=7)), "a.pdf", Trouble.SCAN),
        (lambda: as_file(picture(("ยินดีต้อนรับ",)), "JPEG"), "a.jpg", Trouble.UNSUPPORTED),
        (lambda: as_file(Image.effect_noise((900, 900), 60), "PNG"), "a.png", Trouble.UNSUPPORTED),
        (lambda: as_file(picture(), "PNG")[:2000], "a.png", Trouble.UNSUPPORTED),
    ],
    ids=["blurred", "a name plate", "a photograph", "cut off"],
)
def test_what_cannot_be_read_keeps_its_trouble(
    seen: Callable[..., Document], body: object, name: str, trouble: Trouble
) -> None:
    assert callable(body)
    found = seen(body(), name)
    assert (found.trouble, found.ocr, found.text) == (trouble, False, "")


@pytest.mark.ocr
def test_a_garbled_text_layer_is_read_from_its_looks(
    seen: Callable[..., Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        DocumentReader, "_read_text", lambda *_: DocumentText("T", "\ue000", "\ue000", 3, Trouble.GARBLED)
    )
    found = seen(as_file(picture(BUDGET)))
    assert (found.trouble, found.ocr, found.title, found.pages) == (None, True, "T", 3)
    assert "งบประมาณ" in found.first_page


@pytest.mark.ocr
def test_the_second_page_is_read_only_where_the_first_says_little(seen: Callable[..., Document]) -> None:
    cover = ("แผนปฏิบัติการป้องกันการทุจริต", "ประจำปีงบประมาณ พ.ศ. 2568")

    def both(*pages: Image.Image) -> bytes:
        writer = PdfWriter()
        for one in pages:
            writer.append(PdfReader(io.BytesIO(as_file(one))))
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    assert "งบบุคลากร" in seen(both(picture(cover), picture(BUDGET))).text
    long = seen(both(picture(), picture(BUDGET)))
    assert "งบบุคลากร" not in long.text
    assert long.pages == 2


def test_without_tesseract_nothing_is_read() -> None:
    with DocumentReader() as documents:
        for kind, trouble in (("PDF", Trouble.SCAN), ("JPEG", Trouble.UNSUPPORTED)):
            found = read(as_file(picture(), kind), url="https://a.example/a", documents=documents)
            assert isinstance(found, Document)
            assert (found.trouble, found.ocr) == (trouble, False)


# Small or huge pictures are not even given to Tesseract: this one does not exist.
NONE = Tesseract("there-is-no-such-program", "tha", turns=True)


@pytest.mark.parametrize("size", [(299, 2000), (64, 64), (9000, 9000)], ids=str)
def test_icons_and_bombs_are_not_opened(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image.Image, "load", lambda *_: pytest.fail("it was decoded"))
    body = io.BytesIO()
    monkeypatch.undo()
    Image.new("1", size).save(body, "PNG")
    monkeypatch.setattr(ocr, "_recognise", lambda *_: pytest.fail("it was read"))
    assert ocr.read_pictures(body.getvalue(), "image", NONE) is None


@given(
    st.binary(max_size=300),
    st.sampled_from(["pdf", "image"]),
    st.sampled_from([b"", b"%PDF-1.4\n", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"GIF89a", b"RIFF"]),
)
def test_whatever_the_bytes_nothing_is_raised(body: bytes, kind: str, start: bytes) -> None:
    assert ocr.read_pictures(start + body, kind, NONE) is None


# ---------------------------------------------------------------- the table of words


def table(*lines: str, unsure: str = "", low: float = 20.0) -> str:
    """What Tesseract says of lines: a row for each word, here a letter, then the text; some letters are unsure."""
    letters = "".join("".join(lines).split())
    rows = (f"5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t{low if letter in unsure else 95.0}\t{letter}" for letter in letters)
    return "\n".join((HEADER, "1\t1\t0\t0\t0\t0\t0\t0\t900\t900\t-1\t", *rows, "\n\n".join(lines), ""))


LONG = "ประกาศเจตนารมณ์ไม่รับของขวัญ"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (table(LONG, "ปี 2568"), f"{LONG}\nปี 2568"),
        (table(LONG, "ปี 2568", unsure="8", low=79), f"{LONG}\nปี 256?"),
        (table(LONG, "๒๕ 9๕"), f"{LONG}"),
        (table(LONG, "พ.ศ. ๒๕ 9๕"), f"{LONG}\nพ.ศ. ?? ??"),
        (table(LONG, "|", "'4 a", "ว่ ย", "๑7 ๑7"), LONG),
        (table(LONG, "หน่วยงาน", unsure=LONG), None),
        (table("ประกาศ"), None),
        (table(LONG) + "x", None),
        (table(), None),
        ("", None),
    ],
    ids=lambda _: "",
)
def test_what_is_believed(said: str, text: str | None) -> None:
    assert ocr._believed(said) == text


@given(st.text(max_size=200), st.integers(0, 100))
def test_whatever_tesseract_says_no_thai_digit_is_left(text: str, confidence: int) -> None:
    said = ocr._believed(table(LONG, LONG, LONG, *text.split("\n"), unsure=text, low=confidence))
    assert said is None or not any(digit in said for digit in "๐๑๒๓๔๕๖๗๘๙")


def test_a_year_counts_that_a_second_look_reads_too(monkeypatch: pytest.MonkeyPatch) -> None:
    again = table(LONG, "2568")
    monkeypatch.setattr(ocr, "_recognise", lambda *_: again)
    paper = Image.new("L", (100, 100))
    assert ocr._checked("ปี 2568 และ 2565", paper, ocr.UPRIGHT, NONE) == "ปี 2568 และ ????"


# ---------------------------------------------------------------- Tesseract, bounded


def program(folder: Path, says: str) -> Path:
    """A program called tesseract."""
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{says}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


posix = pytest.mark.skipif(os.name != "posix", reason="the program of this test is a shell script")


@posix
@pytest.mark.parametrize(
    ("says", "told"),
    [
        ("exit 3", "does not run"),
        ("echo 'List of available languages (2):'; echo eng; echo osd", "no Thai"),
        (None, "is not there"),
    ],
)
def test_what_is_missing_is_named(says: str | None, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if says is not None:
        program(tmp_path, says)
    monkeypatch.setenv("PATH", f"{tmp_path}")
    with pytest.raises(ConfigurationError, match=told) as raised:
        find_tesseract()
    assert "tesseract-ocr-tha" in raised.value.line


@posix
@pytest.mark.parametrize(
    ("says", "expected"), [("echo tha; echo eng; echo osd", ("tha+eng", True)), ("echo tha", ("tha", False))]
)
def test_what_it_knows_is_used(
    says: str, expected: tuple[str, bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, says)
    monkeypatch.setenv("PATH", f"{tmp_path}")
    found = find_tesseract()
    assert (found.languages, found.turns) == expected


def _alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the death of a parent is told on Linux only")
def test_one_that_hangs_is_killed_with_its_reader_and_the_trouble_stays(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    hangs = program(tmp_path, f'echo $$ > "{told}"; exec sleep 300')
    with DocumentReader(tesseract=Tesseract(str(hangs), "tha", turns=False), picture_seconds=4) as documents:
        found = read(as_file(picture()), url="https://a.example/a.pdf", documents=documents)
        assert isinstance(found, Document)
        assert (found.trouble, found.ocr) == (Trouble.SCAN, False)
        end = time.monotonic() + 20
        while _alive(int(told.read_text(encoding="utf-8"))) and time.monotonic() < end:
            time.sleep(0.1)
        assert not _alive(int(told.read_text(encoding="utf-8")))


@posix
def test_one_that_burns_processor_time_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    burns = program(tmp_path, "while :; do :; done")
    monkeypatch.setattr(ocr, "PAGE_CPU_SECONDS", 1)
    started = time.monotonic()
    assert ocr.read_pictures(as_file(picture(), "PNG"), "image", Tesseract(str(burns), "tha", turns=True)) is None
    assert time.monotonic() - started < 30


@posix
def test_a_closed_reader_leaves_no_child(tmp_path: Path) -> None:
    broken = program(tmp_path, "exit 1")
    documents = DocumentReader(tesseract=Tesseract(str(broken), "tha", turns=False))
    assert documents.read_document(as_file(picture(), "PNG"), "image").trouble is Trouble.UNSUPPORTED
    assert documents.children == 1
    documents.close()
    assert documents.children == 0
