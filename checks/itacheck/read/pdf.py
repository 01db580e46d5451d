"""PDF to text."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from itacheck.model import Trouble
from itacheck.thai import in_thai, is_rubbish, normalise, normalise_lines, tidy_layer

from .document import DocumentText

MAX_PAGES = 12
MAX_TEXT = 20_000
"""Characters that are read: no rule looks at more."""

_logger = logging.getLogger("pypdf")
_EMPTY_TITLE = re.compile(
    r"^[\W\d_]*$|^microsoft (?:word|excel|powerpoint|office)\b|^untitled|^ไม่มีชื่อ|^powerpoint presentation$|"
    r"^(?:document|เอกสาร|งานนำเสนอ|slide|book|sheet)[\W_\d]*$|"
    r"^(?:scan|scanned|img|image|doc|file|page|print|adf|hp|canon|epson|xerox|camscanner)[\W_\d]*$|"
    r"\.(?:docx?|xlsx?|pptx?|pdf|indd|cdr|ai|jpe?g|png|tmp|html?|php|aspx?)$",
    re.IGNORECASE,
)
_READABLE = re.compile(r"[\u0e01-\u0e5bA-Za-z0-9\u00c0-\u024f]")
_CODES = re.compile(r"/(?:g|G|C|c|cid:?)?\d{1,5}(?=/|\s|$)|\(cid:\d{1,6}\)")
_ACCENTED = re.compile(r"[\u00a1-\u024f]")
_SIGNS = re.compile(r"[!\"#$%&'*+,/:;<=>?@\[\]^`{|}~\\]")
_DIGITS = re.compile(r"\d")
FOREIGN = 40
"""Characters from which a text can be told not to be writing."""
_RUBBISH = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")


def read_pdf(body: bytes) -> DocumentText:
    """Reads the text layer of a PDF. Never raises."""
    with _quiet():
        try:
            return _read(body)
        except RecursionError:
            return DocumentText(trouble=Trouble.DAMAGED)
        except MemoryError:
            return DocumentText(trouble=Trouble.TOO_LARGE)
        except Exception as error:  # noqa: BLE001 - a hostile file may make a parser raise anything
            return DocumentText(trouble=_why(error))


def _read(body: bytes) -> DocumentText:
    reader = PdfReader(io.BytesIO(body), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        return DocumentText(trouble=Trouble.ENCRYPTED)
    count = len(reader.pages)
    if count == 0:
        return DocumentText(trouble=Trouble.EMPTY)
    texts: list[str] = []
    pages: list[str] = []
    failed: list[Trouble] = []
    images = False
    length = lost = 0
    for number in range(min(count, MAX_PAGES)):
        try:
            page = reader.pages[number]
            raw = page.extract_text()
            images = images or (not raw.strip() and _has_image(page))
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - one bad page leaves the others
            failed.append(_why(error))
            texts.append("")
            pages.append("")
            if failed[-1] is Trouble.TOO_LARGE:
                break  # the next ones may cost as much; what was read stands
            continue
        lost += raw.count("\0")
        raw = tidy_layer(raw)
        texts.append(raw)
        pages.append(normalise_lines(raw))
        length += len(pages[-1])
        if length >= MAX_TEXT:
            break
    trouble = _judge("".join(texts), images=images, lost=lost)
    if trouble is Trouble.EMPTY and failed:
        trouble = failed[0]
    if reader.root_object.get("/Collection") is not None:
        trouble = Trouble.UNSUPPORTED  # a portfolio: its papers are files inside, this is only their cover
    text = "\n".join(page for page in pages if page)[:MAX_TEXT]
    if trouble not in (None, Trouble.GARBLED):
        return DocumentText(title=_title(reader), pages=count, trouble=trouble)
    return DocumentText(title=_title(reader), first_page=pages[0][:MAX_TEXT], text=text, pages=count, trouble=trouble)


def _judge(raw: str, *, images: bool, lost: int) -> Trouble | None:
    """Whether a text layer can be believed."""
    letters = [c for c in raw if not c.isspace()]
    if len(letters) < 3:
        return Trouble.SCAN if images else Trouble.EMPTY
    repaired = normalise(raw)
    shown = [c for c in repaired if not c.isspace()]
    rubbish = sum(1 for c in shown if _RUBBISH.match(c))
    words = [c for c in shown if c.isalpha() or _READABLE.match(c) or _RUBBISH.match(c)]
    readable = sum(1 for c in words if _READABLE.match(c))
    codes = sum(len(m.group()) for m in _CODES.finditer(raw))
    if rubbish * 4 > len(shown) or (words and readable * 2 < len(words)) or codes * 2 > len(letters):
        return Trouble.GARBLED
    if lost * 10 > len(letters):
        return Trouble.GARBLED  # the font names no letter for many of its shapes: what is left is full of holes
    if is_rubbish(repaired) or _is_foreign(repaired):
        return Trouble.GARBLED
    # A scanner's own stamp, or a page number, is not the text of a scan.
    if images and len(letters) < 20:
        return Trouble.SCAN
    return None


def _is_foreign(text: str) -> bool:
    """Whether a text is no writing: accents or signs without end, as from a font that tells only its own codes."""
    if len(text) < FOREIGN:
        return False
    letters = sum(c.isalpha() for c in text)
    accented, signs, digits = (len(found.findall(text)) for found in (_ACCENTED, _SIGNS, _DIGITS))
    return accented * 3 > letters > 0 or signs > letters + digits


def _has_image(page: Any, depth: int = 3) -> bool:
    """Whether a page shows a picture, also one inside a form object."""
    try:
        found: list[Any] = [page]
        for _ in range(depth):
            inner: list[Any] = []
            for holder in found:
                resources = holder.get("/Resources")
                objects = resources.get_object().get("/XObject") if resources else None
                for item in list((objects.get_object() if objects else {}).values())[:50]:
                    thing = item.get_object()
                    if thing.get("/Subtype") == "/Image":
                        return True
                    inner.append(thing)
            found = inner[:50]
    except (PyPdfError, AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return False
    return False


def _title(reader: PdfReader) -> str:
    try:
        title = normalise(in_thai(str(reader.metadata.title or "")) if reader.metadata else "")
    except Exception:  # noqa: BLE001 - metadata is a bonus
        return ""
    return "" if _EMPTY_TITLE.search(title) or _RUBBISH.search(title) else title[:300]


def _why(error: Exception) -> Trouble:
    words = f"{type(error).__name__} {error}".lower()
    if "password" in words or "not been decrypted" in words or "cryptography" in words or "dependencyerror" in words:
        return Trouble.ENCRYPTED
    if "limit" in words:
        return Trouble.TOO_LARGE
    return Trouble.DAMAGED


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps what pypdf says about odd files out of the log and of Python's warnings."""
    _logger.setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
