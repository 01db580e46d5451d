"""Text of pictures by Tesseract: scans, garbled text layers, photographed papers. Optional: the extra `ocr`.

What was measured (CONTRIBUTING.md, "Reading pictures") decides what is believed: Thai words are nearly always right
once tone marks no longer count, Thai digits are nearly always wrong, and a page that is hard to read says so itself.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from itacheck.errors import ConfigurationError
from itacheck.thai import normalise_lines

from .document import DocumentText

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PAGES = 2
"""The first page; the second one only where the first says little, as a cover does."""
LITTLE = 120
"""Thai letters up to which a first page says little."""
MAX_PIXELS = 60_000_000
"""Pixels of a picture that is opened: a large telephone's photo, a poster; a decompression bomb has more."""
MIN_SIDE = 300
"""Pixels of the shorter side below which a picture is an icon, a logo or a button, and no paper."""
LONG_SIDE = 2400
"""Pixels of the longer side of what is read: 200 dots an inch of A4. More costs time and reads no better."""
PAGE_CPU_SECONDS = 20
"""Processor seconds of one reading, so that a busy machine reads the same pages as an idle one."""
PAGE_SECONDS = 60.0
SECONDS = 90.0
"""How long one document may take."""
MIN_CONFIDENCE = 85.0
"""Mean confidence of a page's letters (0 to 100) from which it is believed: right pages have 88, others 80 at most."""
MIN_LETTERS = 25
"""Thai letters from which a picture is a paper, and not a photograph with a name plate."""
SURE = 80.0
"""Confidence of a number's letters from which it is believed."""
SECOND_LOOK = 0.75
"""Share of the size at which a page that states a year is read again: a stamp's line makes 2565 of 2568 once."""
UPRIGHT, TURNED = "3", "1"
"""Tesseract's ways of looking at a page: the second asks first which way up it is, which takes half as long again."""
UNREAD = "?"
"""Stands for each digit that cannot be believed."""

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")
CELLS = 12
"""Columns of Tesseract's table: the last but one is the confidence, the last the word."""
WORD = "5"
"""What the first column says of a word."""
_THAI = re.compile("[\u0e01-\u0e4e]")
_YEAR = re.compile("(?<![0-9])[0-9]{4}(?![0-9])")
_DIGIT = re.compile("[0-9๐-๙]")
_SPACED_NUMBER = re.compile(r"[0-9๐-๙](?: ?[0-9๐-๙])*")
_THAI_DIGIT = re.compile("[๐-๙]")
# Not the specks of a scanner, nor tone marks that were taken for a line of their own.
_SAYS = re.compile("[A-Za-z\u0e01-\u0e4e]{4}|[0-9?]{4}|พ.{0,2}ศ")


@dataclass(frozen=True, slots=True)
class Tesseract:
    """A Tesseract that reads Thai."""

    path: str
    languages: str
    """As its option `-l` takes them."""
    turns: bool
    """Whether it can tell which way up a page is."""


def find_tesseract() -> Tesseract:
    """Finds what reading pictures needs.

    Raises:
        ConfigurationError: a package, the program or its Thai is missing; it says which.
    """
    install = "install pillow, pypdfium2, tesseract-ocr and tesseract-ocr-tha (README, Scans and pictures)"
    for module, name in (("PIL", "Pillow"), ("pypdfium2", "pypdfium2")):
        if find_spec(module) is None:
            raise ConfigurationError(f"OCR: the package {name} is not there", install)
    path = shutil.which("tesseract")
    if path is None:
        raise ConfigurationError("OCR: the program tesseract is not there", install)
    try:
        done = subprocess.run([path, "--list-langs"], capture_output=True, timeout=20, check=True, env=_surroundings())
    except (OSError, subprocess.SubprocessError) as error:
        raise ConfigurationError(f"OCR: {path} does not run ({type(error).__name__})", install) from None
    known = set(done.stdout.decode("utf-8", "replace").split())
    if "tha" not in known:
        raise ConfigurationError(f"OCR: {path} has no Thai (language tha)", install)
    return Tesseract(path, "tha+eng" if "eng" in known else "tha", "osd" in known)


def read_pictures(body: bytes, kind: str, tesseract: Tesseract) -> DocumentText | None:
    """The text of a document's first pages as they look; None where it cannot be read or not be believed. Never raises.

    Args:
        body: the bytes of a PDF or of a picture.
        kind: as `sniff` names it.
        tesseract: what reads it.
    """
    texts: list[str] = []
    try:
        for picture in _pages(body) if kind == "pdf" else _frames(body):
            text = _text_of(picture, tesseract)
            if text is None and not texts:
                return None
            texts.append(text or "")
            if len(_THAI.findall(texts[0])) > LITTLE:
                break
    except Exception:  # noqa: BLE001 - hostile bytes may make a decoder raise anything; what was read before still counts
        if not texts:
            return None
    text = "\n".join(text for text in texts if text)
    return DocumentText(first_page=texts[0], text=text, pages=len(texts), ocr=True) if text else None


def _pages(body: bytes) -> Iterator[Image]:
    """The first pages of a PDF, drawn: their pictures may be cut into strips, turned or coded in odd ways."""
    import pypdfium2  # noqa: PLC0415 - in the extra

    with pypdfium2.PdfDocument(body) as pdf:
        for number in range(min(len(pdf), MAX_PAGES)):
            page = pdf[number]
            scale = LONG_SIDE / max(*page.get_size(), 1)
            yield page.render(scale=scale).to_pil()


def _frames(body: bytes) -> Iterator[Image]:
    """A picture; of a TIFF, which may hold a paper's pages, the first ones."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - in the extra

    with Image.open(io.BytesIO(body), formats=FORMATS) as picture:
        for number in range(min(getattr(picture, "n_frames", 1), MAX_PAGES) if picture.format == "TIFF" else 1):
            picture.seek(number)
            width, height = picture.size
            if min(width, height) < MIN_SIDE or width * height > MAX_PIXELS:
                return
            picture.draft("RGB", (LONG_SIDE, LONG_SIDE))
            paper = _on_paper(ImageOps.exif_transpose(picture))
            paper.thumbnail((LONG_SIDE, LONG_SIDE))
            yield paper


def _on_paper(picture: Image) -> Image:
    """A picture in grey or RGB; what can be seen through lies on white paper."""
    from PIL import Image as Images  # noqa: PLC0415 - in the extra

    if picture.mode in ("L", "1"):
        return picture.convert("L")
    rgba = picture.convert("RGBA")
    white = Images.new("RGBA", rgba.size, "white")
    white.alpha_composite(rgba)
    return white.convert("RGB")


def _text_of(picture: Image, tesseract: Tesseract) -> str | None:
    """The text of one page: without its coloured ink, else as it is, else turned; None where none can be believed."""
    from PIL import ImageChops  # noqa: PLC0415 - in the extra

    plain = inkless = picture.convert("L")
    if picture.mode == "RGB":
        # Red or blue ink is bright in one channel: without it stamps and signatures leave the words that they cover.
        red, green, blue = picture.split()
        inkless = ImageChops.lighter(red, ImageChops.lighter(green, blue)).point(_paler)
    tries = [(inkless, UPRIGHT)]
    if inkless != plain:
        tries.append((plain, UPRIGHT))
    if tesseract.turns:
        tries.append((plain, TURNED))
    for grey, mode in tries:
        text = _believed(_recognise(grey, mode, tesseract))
        if text is not None:
            return _checked(text, grey, mode, tesseract) if _YEAR.search(text) else text
    return None


def _paler(value: int) -> int:
    return min(255, value * 3 // 2)


def _checked(text: str, grey: Image, mode: str, tesseract: Tesseract) -> str:
    """A text with only those years that a second look, at another size, reads too."""
    width, height = (max(1, int(side * SECOND_LOOK)) for side in grey.size)
    again = _believed(_recognise(grey.resize((width, height)), mode, tesseract)) or ""
    seen = set(_YEAR.findall(again))
    return _YEAR.sub(lambda year: year.group() if year.group() in seen else UNREAD * 4, text)


def _recognise(grey: Image, mode: str, tesseract: Tesseract) -> str:
    """What Tesseract makes of a picture: its table of words, then the text.

    Raises:
        OSError, SubprocessError: it does not run, or takes too long.
    """
    sent = io.BytesIO()
    grey.save(sent, "PNG", compress_level=1)
    command = [tesseract.path, "stdin", "stdout", "-l", tesseract.languages, "--psm", mode, "--dpi", "200"]
    done = subprocess.run(
        [*command, "tsv", "txt"], input=sent.getvalue(), capture_output=True, check=True, timeout=PAGE_SECONDS,
        env=_surroundings(),
        preexec_fn=_die_with_parent if os.name == "posix" else None,
    )  # fmt: skip
    return done.stdout.decode("utf-8", "replace")


def _surroundings() -> dict[str, str]:
    # More threads on one page cost more processor time than they save.
    return {**os.environ, "OMP_THREAD_LIMIT": "1"}


def _die_with_parent() -> None:
    """Bounds a child: its processor time and, on Linux, its life by that of the reader, which may be killed."""
    import resource  # noqa: PLC0415 - POSIX only

    resource.setrlimit(resource.RLIMIT_CPU, (PAGE_CPU_SECONDS, PAGE_CPU_SECONDS))
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - Linux only

        ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL


def _believed(said: str) -> str | None:
    """The text of a page; None where too little of it can be believed.

    Args:
        said: a row for each word with its confidence, then the text: only there the spaces are right.
    """
    rows = said.split("\n")
    end = max((number + 1 for number, row in enumerate(rows) if row.count("\t") == CELLS - 1), default=0)
    letters = [
        (letter, float(cells[-2]))
        for cells in (row.split("\t") for row in rows[:end])
        if len(cells) == CELLS and cells[0] == WORD
        for letter in "".join(cells[-1].split())
    ]
    text = "\n".join(rows[end:])
    if "".join(text.split()) != "".join(letter for letter, _ in letters) or not letters:
        return None
    if sum(confidence for _, confidence in letters) / len(letters) < MIN_CONFIDENCE:
        return None
    surely = iter(letters)
    sure = "".join(letter if letter.isspace() else _sure(*next(surely)) for letter in text)
    lines = (_SPACED_NUMBER.sub(_without_thai, line) for line in normalise_lines(sure).split("\n"))
    text = "\n".join(line for line in lines if _SAYS.search(line))
    return text if len(_THAI.findall(text)) >= MIN_LETTERS else None


def _sure(letter: str, confidence: float) -> str:
    return UNREAD if confidence < SURE and _DIGIT.match(letter) else letter


def _unread(number: re.Match[str]) -> str:
    return _DIGIT.sub(UNREAD, number.group())


def _without_thai(number: re.Match[str]) -> str:
    """A number as it stands; all of it unread where one of its digits is Thai: ๒๕๖๘ comes out as ๒๕๒๕ or ๒๕9๕."""
    return _unread(number) if _THAI_DIGIT.search(number.group()) else number.group()
