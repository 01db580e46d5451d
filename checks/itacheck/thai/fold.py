"""A matching key for Thai text: what is left when spelling variants, spaces and punctuation no longer count.

The tables are conservative. They join letters that sound and are used alike, so that people swap them
(`ปฎิบัติ` for `ปฏิบัติ`), and a short list of misspelt words; vowels and consonants are never dropped as such.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import compress

_SAME = {
    "ใ": "ไ",
    "ฎ": "ฏ",
    "ณ": "น",
    "ศ": "ส",
    "ษ": "ส",
    "ฑ": "ท",
    "ฌ": "ช",
    "ญ": "ย",
    "ฬ": "ล",
    "ฆ": "ค",
    "ฅ": "ค",  # obsolete, typed by mistake
    "ฃ": "ข",  # obsolete, typed by mistake
    "ฐ": "ถ",
    "ำ": "า",  # PDF text loses the ring: ประจาปี, ด าเนินการ
    "ๅ": "า",  # typed for its likeness
}

_DROPPED = frozenset("ๆฯ่้๊๋์็ํ๎ฺ")
"""Repetition and abbreviation signs, tone marks, silencer, short sign, and rings and dots that stand alone by mistake.

When one follows the last letter of a match, the quote takes it in.
"""

_MISSPELT: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    # wrong, right, and the words before which it is right after all
    ("เเ", "แ", ()),
    ("มาตราฐาน", "มาตรฐาน", ()),
    ("มาตราการ", "มาตรการ", ()),
    ("พัมนา", "พัฒนา", ()),
    ("ของกำนัน", "ของกำนัล", ("ผู้ใหญ่", "ตำบล", "แพทย์", "สารวัตร")),  # กำนัน: the head of a sub-district
    ("รับขอขวัญ", "รับของขวัญ", ()),
    ("polioy", "policy", ()),
    ("โปร่งในภายใน", "โปร่งใสภายใน", ()),
    ("ประมวลผลจริยธรรม", "ประมวลจริยธรรม", ()),
    ("ข้อมูลกี่ยวกับ", "ข้อมูลเกี่ยวกับ", ()),
    ("บุคคลากร", "บุคลากร", ()),
    ("อิเลคทรอนิกส์", "อิเล็กทรอนิกส์", ()),
    ("อีเล็กทรอนิกส์", "อิเล็กทรอนิกส์", ()),
    ("เว็ปไซ", "เว็บไซ", ()),
    ("เว็บไซด์", "เว็บไซต์", ()),
    ("อนุญาติ", "อนุญาต", ()),
)


@dataclass(slots=True)
class Folded:
    """The matching key of a text, and the way back from the key to the text."""

    key: str
    text: str
    """The text that was folded."""
    _offsets: tuple[int, ...] | None = field(default=None, compare=False, repr=False)

    @property
    def offsets(self) -> tuple[int, ...]:
        """For each character of the key, the index in the text of the character that it came from; never decreasing."""
        if self._offsets is None:
            # Few texts match anything, so few are asked for the way back.
            self._offsets = tuple(_offsets(self.text))
        return self._offsets

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the part of the text that `key[start:end]` stands for, with the marks on its last letter.

        Raises:
            ValueError: when the part does not lie within the key.
        """
        if not 0 <= start <= end <= len(self.key):
            raise ValueError(f"{start}:{end} is no part of a key of {len(self.key)} characters")
        if start == end:
            at = self.offsets[start] if start < len(self.key) else len(self.text)
            return at, at
        stop = self.offsets[end - 1] + 1
        while stop < len(self.text) and self.text[stop] in _DROPPED:
            stop += 1
        return self.offsets[start], stop


class _Letters(dict[int, str]):
    """What each character becomes in a key; filled as characters come up, so never larger than Unicode."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in _DROPPED:
            folded = ""
        elif char.isdecimal():
            folded = str(unicodedata.decimal(char))
        elif unicodedata.category(char)[0] in "LMN":
            folded = _SAME.get(char, char.lower())
        else:
            folded = ""
        self[code] = folded
        return folded


_LETTERS = _Letters()


class _Lengths(dict[int, str]):
    """How many letters of a key each character becomes, as the character of that number."""

    def __missing__(self, code: int) -> str:
        length = self[code] = chr(len(_LETTERS[code]))
        return length


_LENGTHS = _Lengths()


def fold(text: str) -> Folded:
    """Fold a text in normal form into its matching key.

    Lower case, digits as 0 to 9, no white space, punctuation or tone marks, letters that are swapped for each other
    made one, known misspellings put right. Two texts that a reader takes for the same wording have the same key.
    Total: takes any string. Pure, so callers may cache it.
    """
    key = text.translate(_LETTERS)
    if _WRONG.search(key) is None:
        return Folded(key, text)
    offsets = _offsets(text)
    for wrong, right, pattern in _RULES:
        if wrong in key:
            key, offsets = _put_right(text, key, offsets, pattern, right)
    return Folded(key, text, tuple(offsets))


def _offsets(text: str) -> list[int]:
    lengths = text.translate(_LENGTHS).encode("latin-1")
    if b"\2" in lengths:  # a letter whose lower case is two characters
        return [at for at, length in enumerate(lengths) for _ in range(length)]
    return list(compress(range(len(text)), lengths))


def _key(word: str) -> str:
    return word.translate(_LETTERS)


def _rule(wrong: str, right: str, unless_before: tuple[str, ...]) -> tuple[str, str, re.Pattern[str]]:
    exception = f"(?!{'|'.join(map(_key, unless_before))})" if unless_before else ""
    return _key(wrong), _key(right), re.compile(_key(wrong) + exception)


_RULES = tuple(_rule(*entry) for entry in _MISSPELT)
_WRONG = re.compile("|".join(wrong for wrong, _, _ in _RULES))


def _put_right(text: str, key: str, offsets: list[int], pattern: re.Pattern[str], right: str) -> tuple[str, list[int]]:
    """Replace a misspelling, but not where white space parts it: มาตรา การ… are two words."""
    parts: list[str] = []
    places: list[int] = []
    done = 0
    for match in pattern.finditer(key):
        start, end = match.span()
        source = text[offsets[start] : offsets[end - 1] + 1]
        if any(char.isspace() for char in source):
            continue
        parts += key[done:start], right
        places += offsets[done:start]
        places += _spread(offsets[start:end], match[0], right)
        done = end
    parts.append(key[done:])
    places += offsets[done:]
    return "".join(parts), places


def _spread(offsets: list[int], wrong: str, right: str) -> list[int]:
    """Give the offsets of the right letters: shared ends keep theirs, the middle stays between them."""
    shorter = min(len(wrong), len(right))
    head = next((i for i in range(shorter) if wrong[i] != right[i]), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if wrong[-1 - i] != right[-1 - i]), rest)
    middle = range(head, len(right) - tail)
    last = len(wrong) - tail - 1 if len(wrong) - tail > head else min(head, len(wrong) - 1)
    return [
        *offsets[:head],
        *(offsets[min(at, last)] for at in middle),
        *(offsets[len(wrong) - tail :] if tail else []),
    ]
