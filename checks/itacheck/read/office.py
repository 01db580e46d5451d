"""Word-processor texts, sheets and slides to text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from itacheck.model import Trouble
from itacheck.thai import normalise, normalise_lines

from .charset import decode
from .document import DocumentText
from .markup import read_markup, read_mhtml

MAX_UNPACKED = 100_000_000
"""Bytes that a zipped document may unpack to."""
MAX_RATIO = 200
"""Times that a part may grow when it is unpacked."""
MAX_CELLS = 5_000
MAX_TEXT = 20_000
"""Characters that are read: no rule looks at more."""
MAX_FIRST = 4_000
"""Characters of a text without pages that stand for its first page."""
MAX_SLIDES = 60


class _TooLargeError(Exception):
    """A zipped document would unpack to more than is allowed."""


class _LockedError(Exception):
    """A document asks for a password."""


def read_office(body: bytes, kind: str) -> DocumentText:
    """Reads a document that is not a PDF. Never raises.

    Args:
        body: the bytes.
        kind: as `sniff` names it.
    """
    reader = _READERS.get(kind)
    if reader is None:
        return DocumentText(trouble=Trouble.ENCRYPTED if kind == "encrypted" else Trouble.UNSUPPORTED)
    try:
        return reader(body)
    except (_TooLargeError, MemoryError):
        return DocumentText(trouble=Trouble.TOO_LARGE)
    except (_LockedError, PasswordError):
        return DocumentText(trouble=Trouble.ENCRYPTED)
    except Exception:  # noqa: BLE001 - a hostile file may make a parser raise anything
        return DocumentText(trouble=Trouble.DAMAGED)


def opens(kind: str) -> bool:
    """Whether documents of this kind are opened at all."""
    return kind in _READERS


_MANIFEST = "META-INF/manifest.xml"


def _open(body: bytes) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(body))
    total = 0
    for info in archive.infolist():
        total += info.file_size
        grows = info.file_size > 1_000_000 and info.file_size > max(1, info.compress_size) * MAX_RATIO
        if total > MAX_UNPACKED or grows:
            raise _TooLargeError
        if info.flag_bits & 1:
            raise _LockedError
    # An open document says only there that its parts are encrypted.
    if _MANIFEST in archive.namelist() and b"encryption-data" in archive.read(_MANIFEST):
        raise _LockedError
    return archive


def _result(first: str, text: str, pages: int, title: str = "") -> DocumentText:
    text = normalise_lines(text)[:MAX_TEXT]
    title = normalise(title)[:300]
    return DocumentText(title, normalise_lines(first)[:MAX_FIRST], text, pages, None if text else Trouble.EMPTY)


# -- docx


def _docx(body: bytes) -> DocumentText:
    _open(body).close()
    # It takes long to import, and only the children read.
    import docx  # noqa: PLC0415

    document = docx.Document(io.BytesIO(body))
    lines: list[str] = []
    for section in list(document.sections)[:1]:
        heads = [section.first_page_header] if section.different_first_page_header_footer else [section.header]
        lines += [line for head in heads if not head.is_linked_to_previous for line in _docx_lines(head._element)]
    length = 0
    for line in _docx_lines(document.element.body):
        lines.append(line)
        length += len(line)
        if length > MAX_TEXT:
            break
    text = "\n".join(lines)
    return _result(text[:MAX_FIRST], text, 1, document.core_properties.title or "")


def _docx_lines(holder: Any) -> Iterator[str]:
    """The paragraphs and table rows of a part in reading order, also those in text boxes, fields and insertions."""
    for item in holder:
        name = _local(item)
        if name == "p":
            boxes: list[Any] = []
            yield "".join(_docx_words(item, boxes))
            for box in boxes:
                yield from _docx_lines(box)
        elif name == "tbl":
            for row in _own(item, "tr", "tbl"):
                yield " ".join(" ".join(_docx_lines(cell)) for cell in _own(row, "tc", "tr"))
        elif name not in _DOCX_SILENT:
            yield from _docx_lines(item)


def _own(holder: Any, name: str, kind: str) -> Iterator[Any]:
    """The elements of a name in a table or row itself, not in a table inside it."""
    return (item for item in holder.iter(_W + name) if next(item.iterancestors(_W + kind)) is holder)


def _docx_words(holder: Any, boxes: list[Any]) -> Iterator[str]:
    """The words of a paragraph as it stands after all changes; its text boxes are put aside."""
    for item in holder:
        name = _local(item)
        if name == "t":
            yield item.text or ""
        elif name in ("tab", "br", "cr", "noBreakHyphen"):
            yield "-" if name == "noBreakHyphen" else " "
        elif name == "txbxContent":
            boxes.append(item)
        elif name not in _DOCX_SILENT:
            yield from _docx_words(item, boxes)


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCX_SILENT = frozenset({"del", "moveFrom", "Fallback", "pPr", "rPr", "sectPr", "sdtPr", "instrText", "delText"})
"""What holds no words of the text as it stands, and the second copy of a text box for older programs."""


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


# -- sheets


_XLS_PASSWORD = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
"""The record that a binary workbook begins with, and right after it the one that says how it is encrypted."""


def _sheet(body: bytes) -> DocumentText:
    if body[:2] == b"PK":
        _open(body).close()
    elif _XLS_PASSWORD.search(body):
        raise _LockedError
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    kept = [s for s in book.sheets_metadata if s.typ is SheetTypeEnum.WorkSheet]
    names = [s.name for s in kept if s.visible is SheetVisibleEnum.Visible]
    sheets: list[str] = []
    cells = 0
    for name in names[:50]:
        rows = [name]
        if cells < MAX_CELLS:
            for row in book.get_sheet_by_name(name).iter_rows():
                filled = [_cell(value) for value in row if value not in ("", None)]
                cells += len(filled)
                if filled:
                    rows.append(" ".join(filled))
                if cells >= MAX_CELLS:
                    break
        sheets.append("\n".join(rows))
    if not cells:
        return DocumentText(pages=len(names), trouble=Trouble.EMPTY)
    return _result(sheets[0], "\n".join(sheets), len(names))


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\n", " ")


# -- slides and open documents


def _xml_text(source: bytes, inside: frozenset[str], around: frozenset[str] = frozenset()) -> str:
    """The text inside some elements of XML, a line for each paragraph or row.

    Raises:
        zipfile.BadZipFile: it declares an entity: none is ever expanded.

    Args:
        source: the bytes.
        inside: the elements that hold text.
        around: the elements whose text is not the document's own.
    """
    out: list[str] = []
    depth = silent = cell = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, silent, cell
        local = tag.rpartition(":")[2]
        depth += local in inside
        silent += local in around
        cell += local in _CELLS
        if local in ("tab", "s", "line-break", "br"):
            out.append(" ")
        elif local == "Worksheet":
            out.append(attributes.get("ss:Name", "") + "\n")

    def end(tag: str) -> None:
        nonlocal depth, silent, cell
        local = tag.rpartition(":")[2]
        depth -= local in inside
        silent -= local in around
        cell -= local in _CELLS
        if local in ("Row", "table-row", "tr"):
            out.append("\n")
        elif local in ("p", "h", "Cell"):
            out.append(" " if cell else "\n")

    def text(data: str) -> None:
        if depth and not silent:
            out.append(data)

    def entity(*_: object) -> None:
        raise zipfile.BadZipFile

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = entity
    parser.Parse(source, True)
    return "".join(out)


def _pptx(body: bytes) -> DocumentText:
    with _open(body) as archive:
        names = [n for n in archive.namelist() if re.fullmatch(r"ppt/slides/slide\d{1,4}\.xml", n)]
        names.sort(key=lambda n: int(re.sub(r"\D", "", n)))
        slides = [_xml_text(archive.read(name), frozenset(("t",))) for name in names[:MAX_SLIDES]]
    return _result(slides[0] if slides else "", "\n".join(slides), len(names))


_CELLS = frozenset(("table-cell", "Row", "tc"))
"""What stands in one of these is on one line."""
_OPEN_TEXT = frozenset(("p", "h"))
_OPEN_ASIDE = frozenset(("tracked-changes", "annotation", "notes", "Comment"))
"""What was deleted, what readers remarked, and a speaker's notes."""


def _open_document(body: bytes) -> DocumentText:
    with _open(body) as archive:
        text = _xml_text(archive.read("content.xml"), _OPEN_TEXT, _OPEN_ASIDE)
        title = _open_title(archive)
    return _result(text[:MAX_FIRST], text, 1, title)


def _open_title(archive: zipfile.ZipFile) -> str:
    try:
        return _xml_text(archive.read("meta.xml"), frozenset(("title",)))
    except (KeyError, ValueError, zipfile.BadZipFile, expat.ExpatError):
        return ""


def _flat_xml(body: bytes) -> DocumentText:
    """A document in one XML file: Word and Excel of 2003, or a flat open document."""
    text = _xml_text(body, _OPEN_TEXT if b"opendocument" in body[:4096] else _OFFICE_2003, _OPEN_ASIDE)
    return _result(text[:MAX_FIRST], text, 1)


_OFFICE_2003 = frozenset(("Data", "t"))


# -- plain text


def _plain(body: bytes) -> DocumentText:
    text, _ = decode(body[: MAX_TEXT * 8])
    return _result(text[:MAX_FIRST], text, 1)


def _csv(body: bytes) -> DocumentText:
    text, _ = decode(body[: MAX_TEXT * 8])
    rows: list[str] = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""))):
            rows.append(" ".join(cell for cell in row if cell))
            if number >= MAX_CELLS:
                break
    except csv.Error:
        rows = text.splitlines()
    joined = "\n".join(rows)
    return _result(joined[:MAX_FIRST], joined, 1)


_RTF = re.compile(
    r"\\(?:u(?P<unicode>-?\d{1,6}) ?|'(?P<byte>[0-9a-fA-F]{2})|"
    r"(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|(?P<symbol>[^a-zA-Z]))|"
    r"(?P<brace>[{}])|(?P<line>[\r\n]+)|(?P<text>[^\\{}\r\n]+)"
)
# fmt: off
_RTF_SILENT = frozenset((
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "headerl",
    "headerr", "footerl", "footerr", "themedata", "datastore", "listtable", "listoverridetable",
    "rsidtbl", "shprslt", "generator", "xmlnstbl", "latentstyles", "colorschememapping", "fldinst",
))
# fmt: on
_RTF_BREAKS = {
    "par": "\n",
    "line": "\n",
    "row": "\n",
    "sect": "\n",
    "page": "\n",
    "cell": " ",
    "tab": " ",
    "emdash": "—",
    "endash": "–",
}


def _rtf(body: bytes) -> DocumentText:
    """A small stripper: groups that hold no text are left out, the bytes are Thai."""
    source = body[:4_000_000].decode("latin-1")
    out: list[str | bytes] = []
    stack: list[tuple[bool, int]] = []
    silent, skip_after = False, 1
    pending = 0
    for m in _RTF.finditer(source):
        if brace := m["brace"]:
            if brace == "{":
                stack.append((silent, skip_after))
            elif stack:
                silent, skip_after = stack.pop()
        elif (word := m["word"]) is not None:
            # As a property of the text that stands open, it would silence all that follows.
            if word in _RTF_SILENT or (word == "deleted" and not m["number"] and len(stack) > 1):
                silent = True
            elif word == "shptxt":
                silent = False  # the text box in a shape that is otherwise only drawn
            elif word == "uc":
                skip_after = int(m["number"] or 1)
            elif word in _RTF_BREAKS and not silent:
                out.append(_RTF_BREAKS[word])
        elif m["symbol"] is not None:
            if m["symbol"] == "*":
                silent = True
            elif not silent and m["symbol"] in "{}\\":
                out.append(m["symbol"])
            elif not silent and m["symbol"] == "~":
                out.append(" ")
        elif silent:
            continue
        elif m["unicode"] is not None:
            out.append(chr(int(m["unicode"]) % 0x10000))
            pending = skip_after
        elif m["byte"] is not None:
            if pending:
                pending -= 1
            else:
                out.append(bytes.fromhex(m["byte"]))
        elif m["text"] is not None:
            out.append(m["text"][pending:].encode("latin-1"))
            pending = 0
    text = "".join(_joined(out))
    return _result(text[:MAX_FIRST], text, 1)


def _joined(parts: list[str | bytes]) -> Iterator[str]:
    run = b""
    for part in parts:
        if isinstance(part, bytes):
            run += part
            continue
        if run:
            yield run.decode("cp874", "replace")
            run = b""
        yield part
    yield run.decode("cp874", "replace")


_READERS: dict[str, Callable[[bytes], DocumentText]] = {
    "docx": _docx,
    "xlsx": _sheet,
    "xls": _sheet,
    "ods": _sheet,
    "pptx": _pptx,
    "odp": _open_document,
    "odt": _open_document,
    "txt": _plain,
    "csv": _csv,
    "rtf": _rtf,
    "xml": _flat_xml,
    "html": read_markup,
    "mhtml": read_mhtml,
}
