"""The normal form of text from websites and documents."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0e48\u0e49\u0e4a\u0e4b"
_NIKHAHIT = "\u0e4d"
_SARA_AA = "\u0e32"
_SARA_AM = "\u0e33"

# The order in which marks stand after their consonant. It agrees with the canonical order of NFC, so that neither
# undoes the other: below, above, tone, silencer, nikhahit (last, so that it meets the SARA AA that it belongs to).
_MARK_ORDER = "\u0e3a\u0e38\u0e39\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47" + _TONES + "\u0e4c\u0e4e" + _NIKHAHIT
_MARK_RANK = {mark: rank for rank, mark in enumerate(_MARK_ORDER + _SARA_AM)}

# Letter shapes that Windows and Mac fonts keep in the private use area, and that PDF text layers therefore hold.
_SHAPES = {
    "\u0e10": (0xF700, 0xF89E),
    "\u0e0d": (0xF70F, 0xF89A),
    "\u0e31": (0xF710, 0xF884),
    "\u0e34": (0xF701, 0xF885),
    "\u0e35": (0xF702, 0xF886),
    "\u0e36": (0xF703, 0xF887),
    "\u0e37": (0xF704, 0xF888),
    "\u0e38": (0xF718, 0xF89B),
    "\u0e39": (0xF719, 0xF89C),
    "\u0e3a": (0xF71A, 0xF89D),
    "\u0e47": (0xF712, 0xF889),
    "\u0e48": (0xF705, 0xF70A, 0xF713, 0xF88A, 0xF88B, 0xF88C),
    "\u0e49": (0xF706, 0xF70B, 0xF714, 0xF88D, 0xF88E, 0xF88F),
    "\u0e4a": (0xF707, 0xF70C, 0xF715, 0xF890, 0xF891, 0xF892),
    "\u0e4b": (0xF708, 0xF70D, 0xF716, 0xF893, 0xF894, 0xF895),
    "\u0e4c": (0xF709, 0xF70E, 0xF717, 0xF896, 0xF897, 0xF898),
    "\u0e4d": (0xF711, 0xF899),
}

# Characters without a shape: controls that are no white space, soft hyphen, zero-width and direction marks, tags,
# and lone surrogates, which no encoder would take.
_INVISIBLE = (
    *(code for code in (*range(0x20), *range(0x7F, 0xA0)) if not chr(code).isspace()),
    0xAD,
    0x61C,
    0x180E,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0xFEFF,
    *range(0xFFF9, 0xFFFC),
    *range(0xD800, 0xE000),
    *range(0xE0000, 0xE0080),
)

_REPAIR: dict[int, str | None] = {
    **dict.fromkeys(_INVISIBLE),
    **{code: letter for letter, codes in _SHAPES.items() for code in codes},
}

_MARKS = re.compile(f"[{_MARK_ORDER}{_SARA_AM}]{{2,}}")
_SPLIT_SARA_AM = re.compile(f"{_NIKHAHIT}([{_TONES}]{{0,4}}){_SARA_AA}")
_ROUNDS = 6

_DIGITS = tuple((chr(0x0E50 + value), str(value)) for value in range(10))
_THAI_DIGIT = re.compile("[๐-๙]")
# A few ranges without anything that needs repair: to see that all is in them costs a tenth of translating.
_SOUND = re.compile("[\t-\r\x1c-~\xa0-\xac\xae-\u02ff\u0e01-\u0e5b\u2010-\u2027]*")


def normalise(text: str) -> str:
    """Give the normal form of a text on one line.

    NFC (never NFKC, which takes SARA AM apart); no invisible or control characters; every run of white space one
    space, none at the ends; private-use Thai shapes of PDF fonts as ordinary letters; SARA AM composed; marks in
    their order and not doubled; two SARA E as SARA AE. Digits stay as written. Idempotent and total.
    """
    if not _SOUND.fullmatch(text):
        text = text.translate(_REPAIR)
    if not text.isascii():
        text = _settle(text)
    return " ".join(text.split())


def normalise_lines(text: str) -> str:
    """Give the normal form of a text line by line: lines are kept, blank ones dropped."""
    lines = (normalise(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def arabic_digits(text: str) -> str:
    """Write Thai digits as 0 to 9; everything else stays, so that positions in the text do too."""
    if _THAI_DIGIT.search(text):
        # Ten searches by machine code; a translation looks every character up in a dictionary.
        for thai, arabic in _DIGITS:
            text = text.replace(thai, arabic)
    return text


def _settle(text: str) -> str:
    """Compose and put Thai marks in order until nothing changes.

    Two or three rounds do. Only marks of other scripts strewn among Thai ones (rubbish from a broken font) can make
    NFC and the Thai order push each other on and on: then those marks go.
    """
    settled = text
    for attempt in range(2 * _ROUNDS):
        if attempt == _ROUNDS:
            settled = "".join(char for char in settled if char in _MARK_RANK or not unicodedata.combining(char))
        before, settled = settled, _order_marks(unicodedata.normalize("NFC", settled))
        if settled == before:
            break
    return settled


def _order_marks(text: str) -> str:
    text = text.replace("\u0e40\u0e40", "\u0e41")
    text = _SPLIT_SARA_AM.sub(rf"\1{_SARA_AM}", text)
    # Every other syllable has a run, and hardly any is out of order.
    if any(_ordered(run) != run for run in set(_MARKS.findall(text))):
        text = _MARKS.sub(lambda run: _ordered(run[0]), text)
    return text.replace(_NIKHAHIT + _SARA_AA, _SARA_AM)


@lru_cache(maxsize=1_000)
def _ordered(run: str) -> str:
    marks = set(run)
    if _SARA_AM in marks:
        marks.discard(_NIKHAHIT)
    return "".join(sorted(marks, key=_MARK_RANK.__getitem__))
