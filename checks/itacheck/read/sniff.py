"""What a body is: told from its bytes first, then from what the server and the name say."""

from __future__ import annotations

import io
import re
import zipfile
from urllib.parse import unquote, urlsplit

from .charset import is_thai_by_chance

ARCHIVES = {
    b"Rar!\x1a\x07": "rar",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x1f\x8b": "gz",
    b"BZh": "bz2",
    b"\xfd7zXZ\x00": "xz",
}
IMAGES = {
    b"\xff\xd8\xff": "image",
    b"\x89PNG\r\n\x1a\n": "image",
    b"GIF87a": "image",
    b"GIF89a": "image",
    b"BM": "image",
    b"II*\x00": "image",
    b"MM\x00*": "image",
    b"\x00\x00\x01\x00": "image",
}
VIDEOS = {
    b"\x1aE\xdf\xa3": "video",
    b"ID3": "audio",
    b"OggS": "audio",
    b"FLV\x01": "video",
    b"\x00\x00\x01\xba": "video",
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_MARKUP = re.compile(
    rb"<(?:!doctype|html|head|body|meta|title|script|style|div|span|table|t[rdh]|ul|ol|p|b|a|frameset|center|font|h[1-6]|\?xml)[\s>!/]",
    re.IGNORECASE,
)
_MIME = re.compile(rb"(?:[a-z-]+: [^\n]*\r?\n)*?(?:mime-version|content-type): *(?:1\.0|multipart/)", re.IGNORECASE)
"""How a page begins that was saved with its pictures in one file."""
_BY_NAME = {
    **{name: name for name in ("pdf", "docx", "xlsx", "pptx", "xls", "doc", "ppt", "odt", "ods", "odp", "rtf", "csv")},
    **{name: name for name in ("txt", "zip", "rar", "7z", "tar", "gz")},
    "mht": "mhtml",
    "mhtml": "mhtml",
    "tgz": "gz",
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp", "svg", "bmp", "tif", "tiff"), "image"),
    **dict.fromkeys(("mp4", "avi", "mov", "wmv"), "video"),
    "docm": "docx",
    "xlsm": "xlsx",
    "mp3": "audio",
}
_BY_TYPE = {
    "application/pdf": "pdf",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "text/csv": "csv",
    "text/plain": "txt",
    "application/zip": "zip",
    "application/json": "txt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
}


def sniff(body: bytes, content_type: str = "", file_name: str = "") -> str:
    """The kind of a body: `html`, `pdf`, `docx`, `xlsx`, `image`, …; `binary` for what is none of them.

    HTML that a server calls a PDF is `html`: that is what a browser would be given.
    """
    head = body[:1024]
    if b"%PDF-" in head and not _MARKUP.search(head[: head.find(b"%PDF-")]):
        return "pdf"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zipped(body, file_name)
    if head.startswith(b"{\\rt"):
        return "rtf"
    if head.startswith(OLE):
        return _ole(body, file_name)
    if head[:4] == b"RIFF":
        return "image" if head[8:12] == b"WEBP" else "video"
    if head[4:8] == b"ftyp":
        return "image" if head[8:12] in (b"avif", b"heic", b"mif1") else "video"
    for table in (ARCHIVES, IMAGES, VIDEOS):
        for magic, kind in table.items():
            if head.startswith(magic) and (magic != b"BM" or b"\x00" in head[:20]):
                return kind
    media = content_type.partition(";")[0].strip().lower()
    named = _BY_NAME.get(extension(file_name), "")
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if _is_office_xml(start):
        return "xml"
    if _MIME.match(start):
        return "mhtml"
    if head[257:262] == b"ustar":
        return "tar"
    if start[:4] == b"<svg" or (start[:5] == b"<?xml" and b"<svg" in start):
        return "image"
    if not body.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        return _claimed(media, named) if media and "html" not in media else "html"
    if _MARKUP.search(start) or "html" in media:
        return "html"
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        wide = body[:400].decode("utf-16", "replace")
        if "<" not in wide and _claimed(media, named) in ("csv", "txt", "xls"):
            return "csv" if named == "csv" or "csv" in media else "txt"
        return "html"
    claimed = _claimed(media, named)
    if claimed == "txt" and start[:1] == b"<":
        return "html"
    if claimed:
        return claimed
    return "binary" if b"\x00" in head else "html"


def _is_office_xml(start: bytes) -> bool:
    """Whether it is a document that was saved as one XML file: Office 2003, or a flat open document."""
    return start[:5] == b"<?xml" and any(
        mark in start
        for mark in (
            b"urn:schemas-microsoft-com:office:spreadsheet",
            b"http://schemas.microsoft.com/office/word/2003/wordml",
            b"http://schemas.microsoft.com/office/2006/xmlPackage",
            b"urn:oasis:names:tc:opendocument:xmlns:office",
        )
    )


def extension(file_name: str) -> str:
    """The extension of a file name, in lower case, without the dot."""
    stem, dot, last = file_name.rpartition(".")
    return last.lower() if dot and stem and len(last) <= 5 else ""


def name_of(url: str, file_name: str = "") -> str:
    """A file's name: the server's, else the last part of the path, percent-decoded; never a path."""
    if not file_name:
        try:
            file_name = urlsplit(url).path.rpartition("/")[2]
        except ValueError:
            return ""
    raw = unquote(file_name, errors="replace")
    if "\ufffd" in raw or is_thai_by_chance(raw):
        raw = unquote(file_name, encoding="cp874", errors="replace")
    return raw.replace("\\", "/").rpartition("/")[2][:300]


def _claimed(media: str, named: str) -> str:
    if media in _BY_TYPE and media != "text/plain":
        return _BY_TYPE[media]
    for prefix in ("image", "video", "audio"):
        if media.startswith(prefix + "/"):
            return prefix
    return named or _BY_TYPE.get(media, "")


def _zipped(body: bytes, file_name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = archive.namelist()[:2000]
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                mime = archive.read("mimetype").decode("ascii", "ignore")
                for kind, word in (("odt", "text"), ("ods", "spreadsheet"), ("odp", "presentation")):
                    if mime.startswith("application/vnd.oasis.opendocument." + word):
                        return kind
    except Exception:  # noqa: BLE001 - a damaged archive: its name is all that is left
        named = _BY_NAME.get(extension(file_name), "zip")
        return named if named in ("docx", "xlsx", "pptx", "odt", "ods", "odp") else "zip"
    for part, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
        # A folder that is called so may hold anything else in an ordinary archive.
        if any(name.startswith(part) and name.endswith((".xml", ".bin")) for name in names):
            return kind
    return "zip"


def _ole(body: bytes, file_name: str) -> str:
    """The old binary formats share one container: the names of its streams tell them apart."""
    directory = body[:200_000] + body[-200_000:]
    for kind, stream in (("doc", "WordDocument"), ("xls", "Workbook"), ("xls", "Book"), ("ppt", "PowerPoint Document")):
        if stream.encode("utf-16-le") in directory:
            return kind
    if "EncryptedPackage".encode("utf-16-le") in directory:
        return "encrypted"
    named = _BY_NAME.get(extension(file_name), "")
    return named if named in ("doc", "xls", "ppt") else "ole"
