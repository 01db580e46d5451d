"""Names: which evidence types a short text names. Patterns are data in `rules/evidence`, never regular expressions.

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
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import ahocorasick

from itacheck.errors import ConfigurationError
from itacheck.model import EvidenceType
from itacheck.thai import fold

GAP = 40
MAX_OCCURRENCES = 40
MAX_NAME = 250
"""A longer text mentions things; it is not a name."""
TOPIC_LINES = 3
"""Lines of a paper in which a topic is named: a sentence of a letter runs over two or three."""
SHORT = 4
"""Folded Thai words up to this length match only as they are spelt: without tone marks they are in too many others."""
MANY = 4
"""A text that names this many different types names none: it is a list, a menu or a "says everything" page."""

_NUMBERING = re.compile(
    r"^(?:[\s\-–•*·>»:.,()\[\]]"
    r"|(?:O|o|0|MOIT|moit|Moit|EB|eb|OIT|oit|ข้อ(?:ที่)?|ลำดับ(?:ที่)?|ที่|ตัวชี้วัดย่อย(?:ที่)?|ตัวชี้วัด(?:ที่)?)\s?[-_.]?\s?"
    r"[0-9๐-๙]{1,2}(?:[.][0-9๐-๙]{1,2}){0,3}(?![0-9๐-๙])"
    r"|[0-9๐-๙]{1,2}(?:[.][0-9๐-๙]{1,2}){0,3}(?![0-9๐-๙/]))"
)


_NAMING = frozenset(("names", "refuse", "decoy", "related"))


@dataclass(frozen=True, slots=True)
class _Part:
    alternatives: tuple[tuple[str, bool], ...]
    """Folded words, each with whether it must begin the text."""
    gap: int | None
    """Letters that may stand between the previous part and this one; None: any."""


@dataclass(slots=True, eq=False)
class _Literal:
    """A folded word of the patterns."""

    word: str
    size: int
    checked: bool
    """Whether what stands around it matters."""
    sets: int = 0
    """One bit for each set of alternatives that it belongs to."""


@dataclass(frozen=True, slots=True)
class _Sequence:
    parts: tuple[_Part, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern and the text that it was written as."""

    source: str
    sequences: tuple[_Sequence, ...]
    whole: bool

    @property
    def literals(self) -> set[str]:
        """Every folded literal in it."""
        return {word for sequence in self.sequences for part in sequence.parts for word, _ in part.alternatives}


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
        parts: list[_Part] = []
        tokens = re.split(r"\s(\+{1,2})(?:\s|$)", piece.strip())
        for position in range(0, len(tokens), 2):
            written = tokens[position].split("|")
            words = tuple(dict.fromkeys((fold(word).key, word.strip().startswith("^")) for word in written))
            if not all(word for word, _ in words):
                raise ConfigurationError(f"pattern {source!r} has an empty part", "write a word between + | &")
            gap = None if position == 0 or tokens[position - 1] == "++" else GAP
            parts.append(_Part(words, gap))
        sequences.append(_Sequence(tuple(parts)))
    return Pattern(source, tuple(sequences), whole)


@dataclass(frozen=True, slots=True)
class Named:
    """What one text names."""

    text: str
    named: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Evidence id -> the span of the name in the text."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """Evidence id -> the `refuse` pattern that spoke against it (whether a name matched or not)."""
    denied: frozenset[str] = frozenset()
    """Evidence ids of which a name matched and a `refuse` pattern too."""
    decoys: frozenset[str] = frozenset()
    """The general decoys that it matches: news, training, placeholder, law, …"""
    sections: frozenset[str] = frozenset()
    """Evidence ids of the sections of a site that it is the name of; they are never in `named`."""
    related: frozenset[str] = frozenset()
    """Evidence ids towards which it leads without naming them."""
    generic: bool = True
    """It says nothing by itself: "download", a number, a year."""


@dataclass(frozen=True, slots=True)
class _Owner:
    group: str
    key: str
    pattern: Pattern
    needs: int = 0
    """The sets of alternatives of which a text must hold one word each, as bits."""


class _Text:
    """One folded text with the places of every literal in it."""

    def __init__(self, text: str, automaton: ahocorasick.Automaton, spelt: Mapping[str, frozenset[str]]) -> None:
        self.text = text
        self.spelt = spelt
        self.folded = fold(text)
        self.places: dict[str, list[tuple[int, int]]] = {}
        self.sets = 0
        """The sets of alternatives of which the text holds a word, as bits."""
        places, offsets = self.places, self.folded.offsets
        literal: _Literal
        for last, literal in automaton.iter(self.folded.key):
            word = literal.word
            found = places.get(word)
            if found is None:
                # Also where the word does not count here: the order in which words are met decides between patterns.
                found = places[word] = []
            first = last - literal.size + 1
            if len(found) < MAX_OCCURRENCES and (not literal.checked or self._bounded(word, first, last, offsets)):
                found.append((first, last + 1))
                self.sets |= literal.sets

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
        if _latin(word[0]) and _latin(before):
            return False
        if _latin(word[-1]) and _latin(after):
            return False
        if word[-1].isdigit() and (after.isdigit() or self.text[after_at : after_at + 2].strip(".").isdigit()):
            return False  # "2" is neither in "25" nor in "2.1"
        exact = self.spelt.get(word)
        if exact is None:
            return True
        start, end = self.folded.span(first, last + 1)
        return _letters(self.text[start:end]) in exact

    def find(self, sequence: _Sequence, *, widest: bool = False) -> tuple[int, int] | None:
        """The shortest match of a sequence, or the widest, as a span of the folded key; of several the first."""
        reached: list[tuple[int, int]] = []
        for number, part in enumerate(sequence.parts):
            held = [
                found if not begins else [place for place in found if place[0] == self.lead]
                for word, begins in part.alternatives
                if (found := self.places.get(word))
            ]
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


def _letters(text: str) -> str:
    """A short word with its tone marks, without what may stand inside a word by mistake."""
    return "".join(c for c in text.lower() if c.isalpha() or "\u0e30" <= c <= "\u0e4e")


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _short_words(owners: Iterable[_Owner]) -> dict[str, frozenset[str]]:
    spelt: dict[str, set[str]] = defaultdict(set)
    for owner in owners:
        for written in re.split(r"\s(?:\+{1,2}|&)(?:\s|$)|\|", owner.pattern.source):
            key = fold(written).key
            if 0 < len(key) <= SHORT and not key.isascii():
                spelt[key].add(_letters(written))
    return {key: frozenset(words) for key, words in spelt.items()}


class Names:
    """Every pattern of a catalogue, ready to be asked.

    Args:
        catalogue: the evidence types by id.
        decoys: decoy id -> patterns.
        generic: words that name nothing by themselves.
        forms: custom form -> its function.
    """

    def __init__(
        self,
        catalogue: Mapping[str, EvidenceType],
        decoys: Mapping[str, Iterable[str]],
        generic: Iterable[str],
        forms: Mapping[str, Callable[..., Any]] | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.forms = forms or {}
        self._families = {evidence.id: evidence.root for evidence in catalogue.values()}
        self._owners: list[_Owner] = []
        for evidence in catalogue.values():
            for group in ("names", "refuse", "related", "needs"):
                for source in getattr(evidence, group):
                    self._own(group, evidence.id, source)
            for topic_id, topic in evidence.topics.items():
                for source in topic.names:
                    self._own("topic", f"{evidence.id}/{topic_id}", source)
        for decoy, sources in decoys.items():
            for source in sources:
                self._own("decoy", decoy, source)
        self._by_first: dict[str, list[_Owner]] = defaultdict(list)
        self._spelt = _short_words(self._owners)
        self._automaton = self._make_automaton()
        self._of_group: dict[frozenset[str], dict[str, list[_Owner]]] = {}
        self._generic = ahocorasick.Automaton()
        for word in generic:
            key = fold(word).key
            if key:
                self._generic.add_word(key, len(key))
        self._generic.make_automaton()
        self.name = lru_cache(maxsize=100_000)(self._name)
        self.topics = lru_cache(maxsize=20_000)(self._topics)

    def _make_automaton(self) -> ahocorasick.Automaton:
        """Finds every literal, and knows of each which sets of alternatives it belongs to."""
        automaton = ahocorasick.Automaton()
        literals: dict[str, _Literal] = {}
        bits: dict[frozenset[str], int] = {}
        for number, owner in enumerate(self._owners):
            needs = 0
            for sequence in owner.pattern.sequences:
                for part in sequence.parts:
                    words = frozenset(word for word, _ in part.alternatives)
                    bit = bits.setdefault(words, 1 << len(bits))
                    needs |= bit
                    for word in words:
                        if word not in literals:
                            literals[word] = _Literal(word, len(word), self._is_checked(word))
                            automaton.add_word(word, literals[word])
                        literals[word].sets |= bit
            self._owners[number] = replace(owner, needs=needs)
            for word, _ in owner.pattern.sequences[0].parts[0].alternatives:
                self._by_first[word].append(self._owners[number])
        if literals:
            automaton.make_automaton()
        return automaton

    def _is_checked(self, word: str) -> bool:
        return _latin(word[0]) or _latin(word[-1]) or word[-1].isdigit() or word in self._spelt

    def _own(self, group: str, key: str, source: str) -> None:
        try:
            self._owners.append(_Owner(group, key, compile_pattern(source)))
        except ConfigurationError as error:
            raise ConfigurationError(f"{key}: {group}: {error.what}", error.todo) from None

    def _matches(self, text: _Text, groups: frozenset[str]) -> Iterable[tuple[_Owner, tuple[int, int]]]:
        if groups not in self._of_group:
            sorted_out = {word: [o for o in owners if o.group in groups] for word, owners in self._by_first.items()}
            self._of_group[groups] = {word: owners for word, owners in sorted_out.items() if owners}
        by_first, absent = self._of_group[groups], ~text.sets
        seen: set[int] = set()
        for word, places in text.places.items():
            if not places:
                continue
            for owner in by_first.get(word, ()):
                if owner.needs & absent or id(owner) in seen:
                    continue
                seen.add(id(owner))
                span = text.match(owner.pattern)
                if span is None:
                    continue
                if owner.pattern.whole and not self._rest_generic(text.folded.key, span):
                    continue
                yield owner, span

    def _name(self, text: str) -> Named:
        """What a naming text names. Long texts name nothing."""
        if not text or len(text) > MAX_NAME:
            return Named(text, generic=not text)
        held = _Text(text, self._automaton, self._spelt)
        named: dict[str, tuple[int, int]] = {}
        refused: dict[str, str] = {}
        decoys: set[str] = set()
        related: set[str] = set()
        for owner, span in self._matches(held, _NAMING):
            if owner.group == "names":
                old = named.get(owner.key)
                if old is None or span < old:
                    named[owner.key] = span
            elif owner.group == "refuse":
                refused.setdefault(owner.key, owner.pattern.source)
            elif owner.group == "decoy":
                decoys.add(owner.key)
            else:
                related.add(owner.key)
        sections = frozenset(key for key in named if self.catalogue[key].section)
        spans = {
            key: held.folded.span(*span) for key, span in named.items() if key not in refused and key not in sections
        }
        return Named(
            text,
            named=spans if len({self._families[key] for key in spans}) < MANY else {},
            refused=refused,
            denied=frozenset(named.keys() & refused.keys() - sections),
            sections=sections - refused.keys(),
            decoys=frozenset(decoys),
            related=frozenset(related - spans.keys()),
            generic=self._all_generic(held.folded.key),
        )

    def family(self, evidence: str) -> frozenset[str]:
        """The types that share its names: itself, those that it extends and those that extend it."""
        root = self._families[evidence]
        return frozenset(key for key, other in self._families.items() if other == root)

    def content(self, text: str, group: str, key: str) -> str | None:
        """The quote of the first pattern of a group (`needs`, `names`, …) that a longer text matches, else None."""
        held = _Text(text[:20_000], self._automaton, self._spelt)
        for owner, span in self._matches(held, frozenset((group,))):
            if owner.key == key:
                first, last = held.folded.span(*span)
                return text[first:last]
        return None

    def _topics(self, text: str) -> frozenset[str]:
        """`evidence/topic` for every topic that a text names within a few lines; up to 20,000 characters are read."""
        lines = text[:20_000].split("\n")
        windows = {" ".join(lines[n : n + TOPIC_LINES]) for n in range(max(1, len(lines) - TOPIC_LINES + 1))}
        topics = frozenset(("topic",))
        return frozenset(
            owner.key
            for window in windows
            for owner, _ in self._matches(_Text(window, self._automaton, self._spelt), topics)
        )

    def begins(self, evidence: str, text: str) -> bool:
        """Whether a text begins, after its number, with a noun that begins names of the evidence ("report", "plan")."""
        held = _Text(text[:MAX_NAME], self._automaton, self._spelt)
        return any(
            start == held.lead and owner.group == "names" and owner.key == evidence
            for word, places in held.places.items()
            for start, _ in places
            for owner in self._by_first.get(word, ())
        )

    def phrases(self, text: str) -> dict[str, str]:
        """Decoy id -> the words of a text of up to 20,000 characters that match it, the first of each."""
        if not self._owners:
            return {}
        held = _Text(text[:20_000], self._automaton, self._spelt)
        found: dict[str, tuple[int, int]] = {}
        for owner, span in self._matches(held, frozenset(("decoy",))):
            found[owner.key] = min(span, found.get(owner.key, span))
        spans = {key: held.folded.span(*span) for key, span in found.items()}
        return {key: text[first:last] for key, (first, last) in spans.items()}

    def decoys_in(self, text: str) -> frozenset[str]:
        """The general decoys that a text of any length matches."""
        held = _Text(text[:20_000], self._automaton, self._spelt)
        return frozenset(owner.key for owner, _ in self._matches(held, frozenset(("decoy",))))

    def _rest_generic(self, key: str, span: tuple[int, int]) -> bool:
        return self._all_generic(key[: span[0]]) and self._all_generic(key[span[1] :])

    def _all_generic(self, key: str) -> bool:
        """Whether all but one letter of a key is generic words and digits."""
        left, done = 0, 0
        for last, length in self._generic.iter_long(key):
            start = last - length + 1
            if start > done:
                left += sum(not char.isdigit() for char in key[done:start])
                if left >= 2:
                    return False
            done = last + 1
        return left + sum(not char.isdigit() for char in key[done:]) < 2
