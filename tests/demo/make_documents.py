"""Makes the files of the demo province from `documents/`. A maintainer's tool: the files it writes are committed.

    python tests/demo/make_documents.py [PART_OF_A_PATH ...]

Needs chromium (as `chromium` on the PATH), the fonts of Debian's fonts-thai-tlwg, and pillow. A source is named after
the file that is made of it (`declaration.pdf.html` gives `declaration.pdf`) and stands under the same path as that file
under `checks/itacheck/demo/sites/`. A PDF source with the comment `scan` becomes a picture without a text layer, as
poor as an old office scanner makes it, so that no reader of text in pictures can read it either.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import docx
from bs4 import BeautifulSoup, Tag
from PIL import Image, ImageFilter
from pypdf import PdfReader, PdfWriter

SOURCES = Path(__file__).with_name("documents")
SITES = Path(__file__).parents[2] / "checks" / "itacheck" / "demo" / "sites"
_STYLE = (
    "body{font-family:Loma;font-size:15px;margin:40px;background:#fff}h1{font-size:19px;text-align:center}"
    "h2{font-size:16px;text-align:center}table{border-collapse:collapse;width:100%}"
    "td,th{border:1px solid #000;padding:4px}"
)
_WHEN = (2025, 1, 1, 0, 0, 0)


def main(wanted: list[str]) -> int:
    """Writes every file whose path holds one of `wanted`; all without any."""
    for source in sorted(SOURCES.rglob("*.html")):
        target = SITES / source.relative_to(SOURCES).with_suffix("")
        if wanted and not any(part in str(target) for part in wanted):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_make(source.read_text(encoding="utf-8"), target.suffix))
        sys.stdout.write(f"{target.relative_to(SITES)}: {target.stat().st_size} bytes\n")
    return 0


def _make(source: str, kind: str) -> bytes:
    if kind == ".docx":
        return _word(source)
    if kind == ".xlsx":
        return _sheet(source)
    if kind == ".jpg":
        return _picture(source).getvalue()
    return _scan(source) if "<!-- scan -->" in source else _printed(source)


def _chromium(source: str, option: str, suffix: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        page, out = Path(folder, "page.html"), Path(folder, f"out{suffix}")
        page.write_text(
            f'<!doctype html><html lang="th"><meta charset="utf-8"><style>{_STYLE}</style>{source}', "utf-8"
        )
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        subprocess.run(
            [*command, f"{option}={out}", "--window-size=700,990", str(page)], check=True, capture_output=True
        )
        return out.read_bytes()


def _printed(source: str) -> bytes:
    """A PDF with a text layer; only the title stays in its metadata, so that it does not change from day to day."""
    reader = PdfReader(io.BytesIO(_chromium(source, "--print-to-pdf", ".pdf")))
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page)
    writer.metadata = {"/Title": str(reader.metadata.title if reader.metadata else "")}
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _picture(source: str, blur: float = 2.6) -> io.BytesIO:
    """A picture of the paper, too blurred to be read by a program."""
    shot = Image.open(io.BytesIO(_chromium(source, "--screenshot", ".png"))).convert("L")
    poor = shot.resize((shot.width // 2, shot.height // 2)).filter(ImageFilter.GaussianBlur(blur))
    out = io.BytesIO()
    poor.resize(shot.size).save(out, "JPEG", quality=40)
    return out


def _scan(source: str) -> bytes:
    out = io.BytesIO()
    Image.open(_picture(source)).save(out, "PDF", resolution=85, title="")
    writer = PdfWriter(clone_from=PdfReader(out))
    writer.metadata = None
    final = io.BytesIO()
    writer.write(final)
    return final.getvalue()


def _parts(source: str) -> list[Tag]:
    return list(BeautifulSoup(source, "html.parser").find_all(["h1", "h2", "p", "table"]))


def _rows(table: Tag) -> list[list[str]]:
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]


def _word(source: str) -> bytes:
    document = docx.Document()
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.title = _title(source)
    for part in _parts(source):
        if part.name == "table":
            rows = _rows(part)
            table = document.add_table(rows=0, cols=len(rows[0]))
            for row in rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        elif part.name == "p":
            document.add_paragraph(part.get_text())
        else:
            document.add_heading(part.get_text(), level=int(part.name[1]))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _title(source: str) -> str:
    return source.partition("<title>")[2].partition("</title>")[0]


def _sheet(source: str) -> bytes:
    """A workbook of one sheet: headings as rows of one cell, then the table."""
    rows: list[list[str]] = []
    for part in _parts(source):
        rows += _rows(part) if part.name == "table" else [[part.get_text()]]
    cells = "".join(
        f'<row r="{y}">'
        + "".join(
            f'<c r="{chr(65 + x)}{y}" t="inlineStr"><is><t>{escape(text)}</t></is></c>' for x, text in enumerate(row)
        )
        + "</row>"
        for y, row in enumerate(rows, 1)
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'{head}<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{head}<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _WHEN), text)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
