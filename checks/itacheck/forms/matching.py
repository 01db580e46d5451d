"""Patterns of names in folded texts: what one is made of, and where a text holds it. Never regular expressions.

One pattern is made of parts that must follow each other, in the spelling of `itacheck.thai.fold` (without case, spaces,
punctuation, tone marks and common misspellings):

    แผน + ป้องกัน|ปราบปราม + ทุจริต    in this order, at most 40 letters between two parts; `|` separates alternatives
    รายงาน ++ ทุจริต                    in this order, any distance
    no gift & ประกาศ|เจตนารมณ์           both, in any order
    ^ประกาศ|นโยบาย + ของขวัญ              this alternative must begin the text (after a number such as "O21" or "1.2")
    =ข้อมูลการติดต่อ                      the text is this and otherwise only generic words

Matching time is bounded: literals are found in one pass (Aho-Corasick) and parts are joined over at most
`MAX_OCCURRENCES` places each.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import ahocorasick

from itacheck.errors import ConfigurationError
from itacheck.thai import fold

GAP = 40
MAX_OCCURRENCES = 40
SHORT = 4
"""Folded Thai words up to this length match only as they are spelt: without tone marks they are in too many others."""

_NUMBERING = re.compile(
    r"^(?:[\s\-–•*·>»:.,()\[\]]"
    r"|(?:O|o|0|MOIT|moit|Moit|EB|eb|OIT|oit|ข้อ(?:ที่)?|ลำดับ(?:ที่)?|ที่|ตัวชี้วัดย่อย(?:ที่)?|ตัวชี้วัด(?:ที่)?)\s?[-_.]?\s?"
    r"[0-9๐-๙]{1,2}(?:[.][0-9๐-๙]{1,2}){0,3}(?![0-9๐-๙])"
    r"|[0-9๐-๙]{1,2}(?:[.][0-9๐-๙]{1,2}){0,3}(?![0-9๐-๙/]))"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the words that must stand at one place of a pattern."""

    alternatives: Mapping[str, bool]
    """Folded words, each with whether it must begin the text."""
    gap: int | None
    """Letters that may stand between the previous part and this one; None: any."""


@dataclass(slots=True, eq=False)
class Literal:
    """A folded word of the patterns."""

    word: str
    size: int
    checked: bool
    """Whether what stands around it matters."""
    sets: int = 0
    """One bit for each set of alternatives that it belongs to."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts that must follow each other."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern and the text that it was written as."""

    source: str
    sequences: tuple[Sequence, ...]
    whole: bool

    @property
    def literals(self) -> set[str]:
        """Every folded literal in it."""
        return {word for sequence in self.sequences for part in sequence.parts for word in part.alternatives}

    @property
    def plain(self) -> bool:
        """Whether one word anywhere is all that it asks for."""
        parts = [part for sequence in self.sequences for part in sequence.parts]
        return len(parts) == 1 and not self.whole and not any(parts[0].alternatives.values())

    @property
    def rarest(self) -> Part:
        """The part whose words are longest: few texts hold one of them."""
        parts = (part for sequence in self.sequences for part in sequence.parts)
        return min(parts, key=lambda part: sum(2.0 ** -len(word) for word in part.alternatives))


def compile_pattern(source: str) -> Pattern:
    """Reads one pattern.

    Raises:
        ConfigurationError: it is empty, or one of its parts is empty once folded.
    """
    text = source.strip()
    whole = text.startswith("=")
    text = text.removeprefix("=").strip()
    sequences = []
    for piece in text.split(" & "):
        parts: list[Part] = []
        tokens = re.split(r"\s(\+{1,2})(?:\s|$)", piece.strip())
        for position in range(0, len(tokens), 2):
            written = tokens[position].split("|")
            words: dict[str, bool] = {}
            for word in written:
                key, begins = fold(word).key, word.strip().startswith("^")
                words[key] = begins and words.get(key, True)
            if "" in words:
                raise ConfigurationError(f"pattern {source!r} has an empty part", "write a word between + | &")
            gap = None if position == 0 or tokens[position - 1] == "++" else GAP
            parts.append(Part(words, gap))
        sequences.append(Sequence(tuple(parts)))
    return Pattern(source, tuple(sequences), whole)


@dataclass(frozen=True, slots=True)
class Owner:
    """A pattern and whose it is."""

    group: str
    key: str
    pattern: Pattern
    number: int
    """Its place among all."""
    needs: int = 0
    """The sets of alternatives of which a text must hold one word each, as bits."""


class Text:
    """One folded text with the places of every literal in it."""

    def __init__(self, text: str, automaton: ahocorasick.Automaton, spelt: Mapping[str, frozenset[str]]) -> None:
        self.text = text
        self.spelt = spelt
        self.folded = fold(text)
        self.sets = 0
        """The sets of alternatives of which the text may hold a word, as bits."""
        self.lasts: dict[str, list[int]] = {}
        """Where each word ends, whatever stands around it: of most texts no more is ever asked."""
        lasts, sets = self.lasts, 0
        self._checked: dict[str, bool] = {}
        literal: Literal
        for last, literal in automaton.iter(self.folded.key):
            word = literal.word
            if word in lasts:
                lasts[word].append(last)
            else:
                lasts[word] = [last]
                self._checked[word] = literal.checked
                sets |= literal.sets
        self.sets = sets
        self._places: dict[str, list[tuple[int, int]]] = {}

    def places(self, word: str) -> list[tuple[int, int]]:
        """The first places at which a word counts, as spans of the folded key."""
        found = self._places.get(word)
        if found is None:
            lasts, back = self.lasts.get(word, []), len(word) - 1
            counting: Iterator[int] = iter(lasts)
            if lasts and self._checked[word]:
                offsets = self.folded.offsets
                counting = (last for last in lasts if self._bounded(word, last - back, last, offsets))
            found = self._places[word] = [(last - back, last + 1) for last in islice(counting, MAX_OCCURRENCES)]
        return found

    @cached_property
    def lead(self) -> int:
        """Where the folded text begins after its numbering."""
        lead = 0
        while match := _NUMBERING.match(self.text[lead:]):
            lead += match.end()
        return bisect_left(self.folded.offsets, lead)

    def _bounded(self, word: str, first: int, last: int, offsets: tuple[int, ...]) -> bool:
        """Latin matches as whole words ("ita" is not in "digital"), short Thai as spelt (สื่อ is not in หนังสือ)."""
        before = self.text[offsets[first] - 1] if offsets[first] else " "
        after_at = offsets[last] + 1
        after = self.text[after_at] if after_at < len(self.text) else " "
        if is_latin(word[0]) and is_latin(before):
            return False
        if is_latin(word[-1]) and is_latin(after):
            return False
        if word[-1].isdigit() and (after.isdigit() or self.text[after_at : after_at + 2].strip(".").isdigit()):
            return False  # "2" is neither in "25" nor in "2.1"
        exact = self.spelt.get(word)
        if exact is None:
            return True
        start, end = self.folded.span(first, last + 1)
        return _letters(self.text[start:end]) in exact

    def find(self, sequence: Sequence, *, widest: bool = False) -> tuple[int, int] | None:
        """The shortest match of a sequence, or the widest, as a span of the folded key; of several the first."""
        reached: list[tuple[int, int]] = []
        for number, part in enumerate(sequence.parts):
            held = []
            for word in part.alternatives.keys() & self.lasts.keys():
                found = self.places(word)
                if part.alternatives[word]:
                    found = [place for place in found if place[0] == self.lead]
                if found:
                    held.append(found)
            # The places of one word are in order as they are.
            places = held[0] if len(held) == 1 else sorted({place for found in held for place in found})
            if number == 0:
                reached = places
            else:
                step = []
                for start, end in places:
                    for first, last in reversed(reached):
                        if last <= start and (part.gap is None or start - last <= part.gap):
                            step.append((first, end))
                            break
                reached = step
            if not reached:
                return None
        sign = -1 if widest else 1
        return min(reached, key=lambda span: (sign * (span[1] - span[0]), span[0]))

    def match(self, pattern: Pattern) -> tuple[int, int] | None:
        """The span of a pattern in the folded key: from its first to its last sequence."""
        spans = []
        for sequence in pattern.sequences:
            span = self.find(sequence, widest=pattern.whole)
            if span is None:
                return None
            spans.append(span)
        return min(s for s, _ in spans), max(e for _, e in spans)

    @cached_property
    def _order(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.lasts)}

    def rank(self, owner: Owner) -> tuple[int, int]:
        """The order in which patterns that match are met: by the first of their first words that the text holds."""
        words = owner.pattern.sequences[0].parts[0].alternatives.keys() & self.lasts.keys()
        return min(self._order[word] for word in words if self.places(word)), owner.number


def _letters(text: str) -> str:
    """A short word with its tone marks, without what may stand inside a word by mistake."""
    return "".join(c for c in text.lower() if c.isalpha() or "\u0e30" <= c <= "\u0e4e")


def is_latin(char: str) -> bool:
    """Whether a character is a Latin letter."""
    return char.isascii() and char.isalpha()


def short_words(owners: Iterable[Owner]) -> dict[str, frozenset[str]]:
    """The short words of patterns, folded, each with the spellings that count."""
    spelt: dict[str, set[str]] = defaultdict(set)
    for owner in owners:
        for written in re.split(r"\s(?:\+{1,2}|&)(?:\s|$)|\|", owner.pattern.source):
            key = fold(written).key
            if 0 < len(key) <= SHORT and not key.isascii():
                spelt[key].add(_letters(written))
    return {key: frozenset(words) for key, words in spelt.items()}
