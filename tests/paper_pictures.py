"""Papers as scanners and telephones make them: pictures of Thai pages, drawn by the tests that read them."""

from __future__ import annotations

import io
import subprocess
from functools import cache

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from itacheck.errors import ConfigurationError
from itacheck.read import Tesseract, find_tesseract

DECLARATION = (
    "ประกาศสำนักงานที่ดินจังหวัดสมมุติ",
    "เรื่อง นโยบายไม่รับของขวัญ (No Gift Policy)",
    "จากการปฏิบัติหน้าที่ ประจำปีงบประมาณ พ.ศ. 2568",
    "ข้าพเจ้าและเจ้าหน้าที่ทุกคนขอประกาศเจตนารมณ์ว่า",
    "จะไม่รับของขวัญและของกำนัลทุกชนิดจากการปฏิบัติหน้าที่",
    "เพื่อสร้างวัฒนธรรมองค์กรที่โปร่งใส ตรวจสอบได้",
    "ประกาศ ณ วันที่ 15 ตุลาคม พ.ศ. 2567",
)
BUDGET = (
    "รายงานผลการใช้จ่ายงบประมาณ",
    "ประจำปีงบประมาณ พ.ศ. 2568 ไตรมาสที่ 2",
    "ที่ทำการปกครองอำเภอสมมุติ",
    "งบบุคลากร ได้รับจัดสรร เบิกจ่ายแล้ว คงเหลือ",
    "งบดำเนินงาน ได้รับจัดสรร เบิกจ่ายแล้ว คงเหลือ",
)
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@cache
def _font(family: str, size: int) -> ImageFont.FreeTypeFont:
    try:
        found = subprocess.run(
            ["fc-match", "-f", "%{family}\n%{file}", family], capture_output=True, text=True, check=True
        ).stdout.split("\n")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no fontconfig to find a Thai font with")
    if family not in found[0]:
        pytest.skip(f"the font {family} of fonts-thai-tlwg is not here")
    return ImageFont.truetype(found[1], size)


def picture(lines: tuple[str, ...] = DECLARATION, *, family: str = "Laksaman", blur: float = 0.6) -> Image.Image:
    """A page of A4 at 150 dots an inch, as grey and a little blurred as a scanner makes it."""
    paper = Image.new("L", (1240, 1754), 250)
    draw = ImageDraw.Draw(paper)
    for number, line in enumerate(lines):
        draw.text((150, 200 + 65 * number), line, font=_font(family, 36), fill=25)
    return paper.filter(ImageFilter.GaussianBlur(blur))


def stamped(paper: Image.Image, at: tuple[int, int] = (520, 285)) -> Image.Image:
    """A page with a red stamp on its title: its ink darkens the paper and leaves the letters below."""
    ink = Image.new("RGB", paper.size, "white")
    for size in (60, 90):
        box = (at[0] - size, at[1] - size, at[0] + size, at[1] + size)
        ImageDraw.Draw(ink).ellipse(box, outline=(220, 40, 60), width=7)
    return ImageChops.multiply(paper.convert("RGB"), ink)


def as_file(paper: Image.Image, kind: str = "PDF") -> bytes:
    """A page as a PDF without a text layer, or as a picture: `JPEG`, `PNG`, `TIFF`, `WEBP`."""
    out = io.BytesIO()
    paper.save(out, kind, **({"resolution": 150} if kind == "PDF" else {}))
    return out.getvalue()


def tesseract() -> Tesseract:
    """What reads pictures here; skips where nothing does."""
    try:
        return find_tesseract()
    except ConfigurationError as error:
        pytest.skip(error.line)
