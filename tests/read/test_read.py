from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from itacheck.model import Document, Page, Trouble
from itacheck.read import read

URL = "https://agency.example/f/%E0%B9%81%E0%B8%9C%E0%B8%99.pdf"
WHEN = datetime(2025, 1, 2, tzinfo=UTC)


def test_a_page() -> None:
    body = "<title>แผน</title><p>แผน 2568</p>".encode("cp874")
    found = read(body, url=URL, content_type="text/html; charset=tis-620", fetched_at=WHEN, outside=True)
    assert isinstance(found, Page)
    assert (found.title, found.charset, found.url, found.fetched_at, found.outside) == ("แผน", "cp874", URL, WHEN, True)
    assert found.sha256 == sha256(body).hexdigest()


def test_a_page_that_calls_itself_a_pdf_is_a_page() -> None:
    found = read(b"<html><h1>404 Not Found</h1></html>", url=URL, content_type="application/pdf")
    assert isinstance(found, Page)
    assert found.trouble is Trouble.SOFT_404


def test_a_document() -> None:
    found = read(
        b"a,b\n",
        url="https://agency.example/x",
        content_type="text/csv; charset=utf-8",
        file_name="ก.csv",
        fetched_at=WHEN,
    )
    assert isinstance(found, Document)
    assert (found.kind, found.media_type, found.file_name, found.text) == ("csv", "text/csv", "ก.csv", "a b")
    assert (found.fetched_at, found.outside, found.sha256) == (WHEN, False, sha256(b"a,b\n").hexdigest())


def test_nothing_at_all() -> None:
    page = read(b"", url="https://agency.example/x.html", content_type="text/html")
    assert isinstance(page, Page)
    assert page.trouble is Trouble.EMPTY
    document = read(b"", url=URL, content_type="application/pdf")
    assert isinstance(document, Document)
    assert (document.kind, document.trouble) == ("pdf", Trouble.EMPTY)


def test_an_image_is_named_and_not_read() -> None:
    found = read(b"\xff\xd8\xff\xe0", url=URL)
    assert isinstance(found, Document)
    assert (found.kind, found.trouble, found.file_name) == ("image", Trouble.UNSUPPORTED, "แผน.pdf")


_STARTS = st.sampled_from(
    [
        b"",
        b"%PDF-1.4\n",
        b"PK\x03\x04",
        b"{\\rtf1 ",
        b"<html><a href=x>",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xff\xfe",
    ]
)


@settings(max_examples=150, deadline=None)
@given(_STARTS, st.binary(max_size=300), st.text(max_size=30), st.text(max_size=20))
def test_any_bytes_are_read(start: bytes, rest: bytes, content_type: str, name: str) -> None:
    found = read(start + rest, url="https://agency.example/x", content_type=content_type, file_name=name)
    assert found.sha256 == sha256(start + rest).hexdigest()
