"""Thai that came out of a file wrongly: bytes read in another code page, letters strewn apart, or beyond repair."""

from __future__ import annotations

import re
from functools import cache

from .text import normalise

BELIEVED = 0.1
"""Share of letters that may stand where no Thai letter can in what a repair gives."""
MANY_ASTRAY = 0.05
ENOUGH = 60
"""Thai letters from which a share of astray ones says something."""

_CONSONANT = "ก-ฮ"
_UPPER = "\u0e31\u0e34-\u0e37\u0e47\u0e4d"
_LOWER = "\u0e38-\u0e3a"
_TONE = "\u0e48-\u0e4b"
_MARK = f"{_UPPER}{_LOWER}{_TONE}\u0e4c\u0e4e"
_ASTRAY = re.compile(
    f"(?<![{_CONSONANT}{_TONE}{_LOWER}])[{_UPPER}]|(?<![{_CONSONANT}{_TONE}])[{_LOWER}]"
    f"|(?<![{_CONSONANT}{_UPPER}{_LOWER}])[{_TONE}]|(?<![{_CONSONANT}{_UPPER}{_LOWER}{_TONE}])[\u0e4c\u0e4e]"
    f"|(?<![{_CONSONANT}{_TONE}ำ])[ะาำ](?<!าะ)|[เแโใไ](?![{_CONSONANT}])"
)
"""A mark or vowel without the letter that it belongs to. The words that break this (ฤๅ) are too few to count."""
_THAI = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]")

_STRANGE = re.compile("[\u00a1-\uffff]")
_SPACE_BEFORE_MARK = re.compile(f"(?<=[ก-๎]) +(?=[{_MARK}ำ])")
_LOST_RING = re.compile(f"(?<=[{_CONSONANT}{_TONE}]) า")
_TURNED_SARA_AM = re.compile(f"\u0e32([{_TONE}]?)\u0e4d([{_TONE}]?)")
_DOUBLED_AA = re.compile("ำ[’‘'´`]?า")
_VOWEL = re.compile(f"[ะาำเ-ไ{_UPPER}{_LOWER}]")
_LONE_SPACE = re.compile("(?<! ) (?! )")
_ONE_LETTER = re.compile(f"[เแโใไ]?[ก-ฮะาๅๆ0-9๐-๙A-Za-z.,()/:-][{_MARK}]*[ะาำ]?|[เแโใไ]")

# Fonts whose map gives one code for า and ำ turn months into what no reader of dates knows.
# None of these is a beginning of any other word.
_RINGED = {
    word.replace("า", "ำ"): word
    for word in (
        "มกราคม", "กุมภาพันธ์", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม",
        "พฤศจิกายน", "ธันวาคม", "งบประมาณ",
    )
}  # fmt: skip
_RINGED["มีนำคม"] = "มีนาคม"
_RINGED_WORDS = re.compile("|".join(_RINGED))


def astray(text: str) -> float:
    """The share of a text's Thai letters that stand where Thai writing allows none, from 0 to 1.

    Spaces do not count: text layers put them anywhere. Good text stays under 0.002, letters in random order give 0.14.
    """
    joined = text.replace(" ", "")
    letters = len(_THAI.findall(joined))
    return len(_ASTRAY.findall(joined)) / letters if letters else 0.0


def is_rubbish(text: str) -> bool:
    """Whether a text in Thai letters cannot be Thai, however it is read."""
    return len(_THAI.findall(text)) >= ENOUGH and astray(text) > MANY_ASTRAY


def in_thai(text: str) -> str:
    """A text whose Thai code page bytes were read as those of another one, in Thai: `á¼¹` is แผน.

    Anything else stays as it is, also what would make no believable Thai. Idempotent and total.

    Args:
        text: a name or a line, not a whole text.
    """
    strange = _STRANGE.findall(text)
    if len(strange) < 3:
        return text
    for codec in ("cp437", "cp1252", "latin-1", "cp874"):
        try:  # UTF-8 bytes that were read as single ones
            found = text.encode(codec).decode("utf-8")
        except UnicodeError:
            continue
        if _believed(found, len(strange) // 3):
            return found
    if _THAI.search(text) or len(strange) < sum(c.isascii() and c.isalpha() for c in text):
        return text
    for codec in ("cp1252", "cp437", "mac_roman"):
        table = _table(codec)
        if all(char in table for char in strange):
            found = "".join(table.get(char, char) for char in text)
            if _believed(found, len(strange)):
                return found
    return text


def tidy_layer(text: str) -> str:
    """The text layer of a PDF, as a reader of the page would write it; line by line, lines are kept.

    Thai that was read as Latin is read as Thai; letters that were set apart (แ ผ น) are joined; marks follow their
    letter again. What is no such fault stays as it is.
    """
    lines = []
    apart = False
    for line in map(_tidy_line, text.splitlines()):
        pieces = line.split()
        # A year alone on its line is set apart where the line before it is.
        apart = _is_set_apart(pieces) or (apart and all(len(piece) == 1 for piece in pieces))
        lines.append(_spell_right(_LONE_SPACE.sub("", line) if apart else _lost_ring(line)))
    return "\n".join(lines)


def _tidy_line(line: str) -> str:
    if not line or line.isascii():
        return line
    line = in_thai(line)
    if not _THAI.search(line):
        return line
    line = _SPACE_BEFORE_MARK.sub("", _with_gaps(line))
    line = _TURNED_SARA_AM.sub("\\1\\2\u0e33", line)
    return _DOUBLED_AA.sub("ำ", line)


def _lost_ring(line: str) -> str:
    return _LOST_RING.sub("ำ", line) if " า" in line else line


def _spell_right(line: str) -> str:
    return _RINGED_WORDS.sub(lambda word: _RINGED[word[0]], line) if "ำ" in line else line


def _with_gaps(line: str) -> str:
    """The line with wide gaps kept as two spaces, otherwise in normal form."""
    return "  ".join(part for part in (normalise(part) for part in re.split(r"\s{2,}", line)) if part)


def _is_set_apart(pieces: list[str]) -> bool:
    """Whether a line is written letter by letter."""
    single = sum(_ONE_LETTER.fullmatch(piece) is not None for piece in pieces)
    thai = sum(_THAI.match(piece) is not None for piece in pieces)
    return thai >= 5 and single * 10 >= len(pieces) * 6


@cache
def _table(codec: str) -> dict[str, str]:
    """What each character of a code page's upper half is in the Thai one."""
    table = {}
    for code in range(0x80, 0x100):
        try:
            char = bytes((code,)).decode(codec)
            table[char] = bytes((code,)).decode("cp874")
        except UnicodeDecodeError:
            continue
    return table


def _believed(text: str, strange: int) -> bool:
    """Whether a repair gave Thai: nearly all of what was strange, with vowels, and each mark at its place."""
    thai = len(_THAI.findall(text))
    well = thai >= 3 and thai * 10 >= strange * 6 and _VOWEL.search(text) is not None
    return well and len(_ASTRAY.findall(text.replace(" ", ""))) <= thai * BELIEVED
