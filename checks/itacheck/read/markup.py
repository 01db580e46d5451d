"""Documents that were saved as a web page: what old Office calls .doc or .xls, and an export as a table."""

from __future__ import annotations

import email
import email.policy
import re

from itacheck.model import LinkKind, Page, Trouble

from .charset import decode
from .document import DocumentText
from .html import read_html
from .sniff import extension

MAX_FIRST = 4_000
MAX_TEXT = 20_000
MAX_PARTS = 50

_ENDINGS = frozenset({"doc", "docx", "xls", "xlsx", "ppt", "pptx", "rtf", "odt", "ods", "csv"})
_MADE_BY_OFFICE = re.compile(
    r"urn:schemas-microsoft-com:office:|<meta[^>]{0,80}(?:ProgId|generator)[^>]{0,40}(?:Microsoft|Word\.|Excel\.|LibreOffice|"
    r"OpenOffice)",
    re.IGNORECASE,
)
HEAD = 8_000


def is_saved_document(page: Page, html: str, media: str, file_name: str) -> bool:
    """Whether a page is a document that was saved as HTML, which the site only hands out.

    A page of the site itself that answers where a file should be (its front page, an error page) is not one.

    Args:
        page: what was read.
        html: its source.
        media: the type that the server gives it.
        file_name: its name.
    """
    if extension(file_name) not in _ENDINGS and "excel" not in media and "msword" not in media:
        return False
    if _MADE_BY_OFFICE.search(html[:HEAD]):
        return True
    return not page.forms and not any(link.url and link.kind is LinkKind.ANCHOR for link in page.links)


def page_text(page: Page) -> DocumentText:
    """A page as the text of a document."""
    if page.trouble is not None:
        return DocumentText(trouble=page.trouble)
    text = "\n".join(block.text for block in page.blocks)[:MAX_TEXT]
    if not text:
        return DocumentText(trouble=Trouble.UNSUPPORTED if page.images else Trouble.EMPTY)
    return DocumentText(page.title, text[:MAX_FIRST], text, 1)


def read_markup(body: bytes) -> DocumentText:
    """Reads a document in HTML."""
    return page_text(read_html(decode(body)[0], url=""))


def read_mhtml(body: bytes) -> DocumentText:
    """Reads a page that was saved with its pictures in one file; may raise on a damaged one."""
    message = email.message_from_bytes(body, policy=email.policy.default)
    for number, part in enumerate(message.walk()):
        if number >= MAX_PARTS:
            break
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                text, _ = decode(content, str(part.get("Content-Type", "")))
                return page_text(read_html(text, url=""))
    return DocumentText(trouble=Trouble.DAMAGED)
