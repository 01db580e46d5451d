"""Bytes to `Page` or `Document`. Pure: no network, no clock; documents may be read in a child that can be killed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from itacheck.model import Document, Reading, Trouble

from .charset import decode
from .document import DocumentText
from .heavy import is_heavy
from .html import read_html
from .links import join
from .markup import is_saved_document, page_text
from .ocr import Tesseract, find_tesseract
from .sniff import name_of, sniff
from .worker import DocumentReader, Documents, read_document

__all__ = [
    "DocumentReader",
    "DocumentText",
    "Documents",
    "Tesseract",
    "decode",
    "find_tesseract",
    "join",
    "read",
    "read_html",
    "sniff",
]


def read(
    body: bytes,
    *,
    url: str,
    content_type: str = "",
    file_name: str = "",
    fetched_at: datetime | None = None,
    outside: bool = False,
    documents: Documents | None = None,
) -> Reading:
    """Reads what one address answered. Never raises: what cannot be read says so in `trouble`.

    Args:
        body: the bytes, decompressed.
        url: the address that answered, canonical.
        content_type: the Content-Type header.
        file_name: the name that the server gives the file; else the path's is taken.
        fetched_at: when the bytes were fetched; passed on.
        outside: not on the agency's own hosts; passed on.
        documents: reads documents in a child process; without it they are read in this one.
    """
    digest = sha256(body).hexdigest()
    name = name_of(url, file_name)
    media = content_type.partition(";")[0].strip().lower()
    kind = sniff(body, content_type, name)
    if kind == "html":
        text, charset = decode(body, content_type)
        if documents is not None and is_heavy(text):
            heavy = documents.read_page(text, url, site=urlsplit(url).netloc)
            if isinstance(heavy, Trouble):
                found = DocumentText(trouble=heavy)
                return _document(found, "html", url, media, name, digest, fetched_at, outside=outside)
            page = heavy
        else:
            page = read_html(text, url=url)
        if page.trouble is None and is_saved_document(page, text, media, name):
            return _document(page_text(page), "html", url, media, name, digest, fetched_at, outside=outside)
        return replace(page, charset=charset, sha256=digest, fetched_at=fetched_at, outside=outside)
    if not body:
        found = DocumentText(trouble=Trouble.EMPTY)
    elif documents is not None:
        found = documents.read_document(body, kind, site=urlsplit(url).netloc)
    else:
        found = read_document(body, kind)
    return _document(found, kind, url, media, name, digest, fetched_at, outside=outside)


def _document(
    found: DocumentText,
    kind: str,
    url: str,
    media: str,
    name: str,
    digest: str,
    fetched_at: datetime | None,
    *,
    outside: bool,
    member: bool = False,
) -> Document:
    return Document(
        url=url,
        media_type=media,
        kind=kind,
        file_name=name,
        title=found.title,
        first_page=found.first_page,
        text=found.text,
        pages=found.pages,
        ocr=found.ocr,
        trouble=found.trouble,
        sha256=digest,
        fetched_at=fetched_at,
        outside=outside,
        members=tuple(
            _document(m.found, m.kind, url, "", m.name, digest, fetched_at, outside=outside, member=True)
            for m in found.members
        ),
        member=member,
    )
