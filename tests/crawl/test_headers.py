"""What the headers of an answer mean."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from itacheck.crawl.headers import file_name, is_html, location, retry_after

NOW = datetime(2025, 1, 1, 12, tzinfo=UTC)


def as_header(text: str, charset: str = "utf-8") -> str:
    """Bytes as the HTTP library hands them over."""
    return text.encode(charset).decode("latin-1")


@pytest.mark.parametrize(
    ("disposition", "expected"),
    [
        ('attachment; filename="plan.pdf"', "plan.pdf"),
        ("attachment; filename=plan 2568.pdf", "plan 2568.pdf"),
        ("attachment; filename*=UTF-8''%E0%B9%81%E0%B8%9C%E0%B8%99.pdf; filename=\"x.pdf\"", "แผน.pdf"),
        ("attachment; filename*=TIS-620''%C3%D2%C2.pdf", "ราย.pdf"),
        (as_header('attachment; filename="แผน.pdf"'), "แผน.pdf"),
        (as_header('attachment; filename="ราย.pdf"', "cp874"), "ราย.pdf"),
        ('attachment; filename="%E0%B9%81%E0%B8%9C%E0%B8%99.pdf"', "แผน.pdf"),
        ('attachment; filename="../../etc/x.pdf"', "x.pdf"),
        ('attachment; filename="a\\"b.pdf"', 'a"b.pdf'),
        ("attachment", "view.php"),
        ("", "view.php"),
    ],
)
def test_file_name(disposition: str, expected: str) -> None:
    assert file_name({"Content-Disposition": disposition}, "http://a.th/x/view.php?id=1/2.pdf") == expected


def test_file_name_of_the_path() -> None:
    assert file_name({}, "http://a.th/%E0%B9%81%E0%B8%9C%E0%B8%99.pdf") == "แผน.pdf"
    assert file_name({}, "http://a.th/%C3%D2%C2.pdf") == "ราย.pdf"
    assert file_name({}, "http://a.th/") == ""
    assert file_name({}, "http://a.th") == ""


def test_location() -> None:
    assert location({"Location": as_header("/แผน")}) == "/แผน"
    assert location({"Location": as_header("/ราย", "cp874")}) == "/%C3%D2%C2"
    assert location({}) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("120", 120.0),
        ("Wed, 01 Jan 2025 12:00:30 GMT", 30.0),
        ("Wed, 01 Jan 2025 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after(text: str, expected: float | None) -> None:
    assert retry_after({"Retry-After": text}, NOW) == expected


def test_is_html() -> None:
    assert is_html("text/HTML; charset=tis-620", b"")
    assert is_html("application/xhtml+xml", b"")
    assert is_html("", b"\n<!-- x --><!DOCTYPE html><p>")
    assert not is_html("application/pdf", b"<html>")
    assert not is_html("text/plain", b"User-agent: *")
