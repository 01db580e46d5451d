from __future__ import annotations

import io
import zipfile

import pytest

from itacheck.read.sniff import extension, name_of, sniff

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "application/vnd.oasis.opendocument.text" if name == "mimetype" else "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "content_type", "name", "kind"),
    [
        (b"%PDF-1.4 x", "text/html", "a.html", "pdf"),
        (b"\xef\xbb\xbfjunk\n%PDF-1.4 x", "", "", "pdf"),
        (b"<html><body>cannot open %PDF-1.4", "application/pdf", "a.pdf", "html"),
        (b"<!DOCTYPE html><html>", "application/pdf", "a.pdf", "html"),
        (b"  \n<HTML>", "application/octet-stream", "download.php", "html"),
        (zipped("word/document.xml"), "", "", "docx"),
        (zipped("xl/workbook.xml"), "application/zip", "a.zip", "xlsx"),
        (zipped("ppt/presentation.xml"), "", "", "pptx"),
        (zipped("mimetype"), "", "", "odt"),
        (zipped("a.pdf"), "", "a.zip", "zip"),
        (b"PK\x03\x04broken", "", "a.docx", "docx"),
        (b"{\\rtf1 x}", "application/msword", "a.doc", "rtf"),
        (OLE + "WordDocument".encode("utf-16-le"), "", "", "doc"),
        (OLE + "Workbook".encode("utf-16-le"), "", "", "xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "", "a.docx", "encrypted"),
        (OLE, "", "a.xls", "xls"),
        (b"\xff\xd8\xff\xe0", "application/pdf", "a.pdf", "image"),
        (b"\x89PNG\r\n\x1a\n", "", "", "image"),
        (b"RIFF\0\0\0\0WEBPVP8", "", "", "image"),
        (b"\0\0\0\x18ftypmp42", "", "", "video"),
        (b"Rar!\x1a\x07\x00", "", "", "rar"),
        (b"7z\xbc\xaf\x27\x1c", "", "", "7z"),
        (b"<svg xmlns='x'></svg>", "", "", "image"),
        ("ก,ข\n1,2".encode(), "text/csv", "", "csv"),
        (b"hello", "text/plain", "", "txt"),
        (b"<p>hello", "text/plain", "a.txt", "html"),
        (b"hello", "", "", "html"),
        (b"", "text/html", "", "html"),
        (b"", "", "", "html"),
        (b"", "application/pdf", "", "pdf"),
        (b"\x01\x00\x02\x00", "", "", "binary"),
    ],
)
def test_sniff(body: bytes, content_type: str, name: str, kind: str) -> None:
    assert sniff(body, content_type, name) == kind


@pytest.mark.parametrize(
    ("url", "given", "expected"),
    [
        ("https://a.example/f/%E0%B9%81%E0%B8%9C%E0%B8%99%202568.pdf?x=1", "", "แผน 2568.pdf"),
        ("https://a.example/f/%E1%BC%B9.pdf", "", "แผน.pdf"),
        ("https://a.example/get.php", "แผน.pdf", "แผน.pdf"),
        ("https://a.example/get.php", "../../etc/x.pdf", "x.pdf"),
        ("https://a.example/", "", ""),
        ("http://[", "", ""),
    ],
)
def test_file_names(url: str, given: str, expected: str) -> None:
    assert name_of(url, given) == expected


def test_extensions() -> None:
    assert [extension(n) for n in ("a.PDF", "a", ".pdf", "a.tar.gz", "a.longer7")] == ["pdf", "", "", "gz", ""]
