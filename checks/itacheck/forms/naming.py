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
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import islice
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


_NAMES = frozenset(("names",))


@dataclass(frozen=True, slots=True)
class _Part:
    alternatives: Mapping[str, bool]
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
        return {word for sequence in self.sequences for part in sequence.parts for word in part.alternatives}

    @property
    def plain(self) -> bool:
        """Whether one word anywhere is all that it asks for."""
        parts = [part for sequence in self.sequences for part in sequence.parts]
        return len(parts) == 1 and not self.whole and not any(parts[0].alternatives.values())

    @property
    def rarest(self) -> _Part:
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
        parts: list[_Part] = []
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
            parts.append(_Part(words, gap))
        sequences.append(_Sequence(tuple(parts)))
    return Pattern(source, tuple(sequences), whole)


class Named:
    """What one text names. What few ask of a text is worked out when they do.

    Args:
        text: the text.
        names: the patterns, for what is worked out later; None: the text says nothing.
    """

    __slots__ = ("_decoys", "_generic", "_names", "_refused", "denied", "named", "related", "sections", "text")

    def __init__(self, text: str, names: Names | None = None) -> None:
        self.text = text
        self.named: Mapping[str, tuple[int, int]] = {}
        """Evidence id -> the span of the name in the text."""
        self.denied: frozenset[str] = frozenset()
        """Evidence ids of which a name matched and a `refuse` pattern too."""
        self.sections: frozenset[str] = frozenset()
        """Evidence ids of the sections of a site that it is the name of; they are never in `named`."""
        self.related: frozenset[str] = frozenset()
        """Evidence ids towards which it leads without naming them."""
        self._names = names
        self._refused: Mapping[str, str] | None = None if names else {}
        self._decoys: frozenset[str] | None = None if names else frozenset()
        self._generic: bool | None = None if names else not text

    @property
    def refused(self) -> Mapping[str, str]:
        """Evidence id -> the `refuse` pattern that spoke against it (whether a name matched or not)."""
        if self._refused is None:
            assert self._names is not None  # noqa: S101 - else it is known from the start
            self._refused = self._names.refused(self.text)
        return self._refused

    @property
    def decoys(self) -> frozenset[str]:
        """The general decoys that it matches: news, training, placeholder and so on."""
        if self._decoys is None:
            assert self._names is not None  # noqa: S101 - else it is known from the start
            self._decoys = self._names.decoys_in(self.text)
        return self._decoys

    @property
    def generic(self) -> bool:
        """It says nothing by itself: "download", a number, a year."""
        if self._generic is None:
            assert self._names is not None  # noqa: S101 - else it is known from the start
            self._generic = self._names.is_generic(fold(self.text).key)
        return self._generic


@dataclass(frozen=True, slots=True)
class _Owner:
    group: str
    key: str
    pattern: Pattern
    number: int
    """Its place among all."""
    needs: int = 0
    """The sets of alternatives of which a text must hold one word each, as bits."""


class _Text:
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
        literal: _Literal
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

    def rank(self, owner: _Owner) -> tuple[int, int]:
        """The order in which patterns that match are met: by the first of their first words that the text holds."""
        words = owner.pattern.sequences[0].parts[0].alternatives.keys() & self.lasts.keys()
        return min(self._order[word] for word in words if self.places(word)), owner.number


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
        self._by_rarest: dict[str, list[_Owner]] = defaultdict(list)
        self._spelt = _short_words(self._owners)
        self._automaton = self._make_automaton()
        self._of_group: dict[tuple[frozenset[str], bool], dict[str, list[_Owner]]] = {}
        self._plain = self._plain_words()
        self._refused_in_parts = {o.key for o in self._owners if o.group == "refuse" and not o.pattern.plain}
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
                    words = frozenset(part.alternatives)
                    bit = bits.setdefault(words, 1 << len(bits))
                    needs |= bit
                    for word in words:
                        if word not in literals:
                            literals[word] = _Literal(word, len(word), self._is_checked(word))
                            automaton.add_word(word, literals[word])
                        literals[word].sets |= bit
            self._owners[number] = replace(owner, needs=needs)
            for word in owner.pattern.sequences[0].parts[0].alternatives:
                self._by_first[word].append(self._owners[number])
            for word in owner.pattern.rarest.alternatives:
                self._by_rarest[word].append(self._owners[number])
        if literals:
            automaton.make_automaton()
        return automaton

    def _plain_words(self) -> Mapping[str, Mapping[str, dict[str, _Owner]]]:
        """Group -> word -> the keys that it gives alone, by the first pattern of each."""
        plain: dict[str, dict[str, dict[str, _Owner]]] = defaultdict(lambda: defaultdict(dict))
        for owner in self._owners:
            if owner.pattern.plain:
                for word in owner.pattern.literals:
                    plain[owner.group][word].setdefault(owner.key, owner)
        return defaultdict(dict, {group: dict(words) for group, words in plain.items()})

    def _is_checked(self, word: str) -> bool:
        return _latin(word[0]) or _latin(word[-1]) or word[-1].isdigit() or word in self._spelt

    def _own(self, group: str, key: str, source: str) -> None:
        try:
            self._owners.append(_Owner(group, key, compile_pattern(source), len(self._owners)))
        except ConfigurationError as error:
            raise ConfigurationError(f"{key}: {group}: {error.what}", error.todo) from None

    def _possible(self, text: _Text, groups: frozenset[str], *, plain: bool = True) -> Iterator[_Owner]:
        """The patterns of groups of which a text holds a word of each part; the plain ones too, or not."""
        by_rarest = self._of_group.get((groups, plain))
        if by_rarest is None:
            sorted_out = {
                word: [o for o in owners if o.group in groups and (plain or not o.pattern.plain)]
                for word, owners in self._by_rarest.items()
            }
            by_rarest = self._of_group[groups, plain] = {word: owners for word, owners in sorted_out.items() if owners}
        absent = ~text.sets
        asked: set[int] = set()
        for word in text.lasts:
            for owner in by_rarest.get(word, ()):
                if not owner.needs & absent and owner.number not in asked:
                    asked.add(owner.number)
                    yield owner

    def _match(self, text: _Text, pattern: Pattern) -> tuple[int, int] | None:
        span = text.match(pattern)
        return None if span is None or (pattern.whole and not self._rest_generic(text.folded.key, span)) else span

    def _matches(self, text: _Text, groups: frozenset[str]) -> list[tuple[_Owner, tuple[int, int]]]:
        """The patterns of groups that a text matches, in the order in which their first words are met in it."""
        possible = self._possible(text, groups)
        found = [(owner, span) for owner in possible if (span := self._match(text, owner.pattern)) is not None]
        if len(found) > 1:
            found.sort(key=lambda one: text.rank(one[0]))
        return found

    def _refused(self, text: _Text) -> dict[str, str]:
        plain, first = self._plain["refuse"], dict[str, _Owner]()
        for word in text.lasts:
            owned = plain.get(word)
            if owned is not None and text.places(word):
                first = owned | first
        for owner in self._possible(text, frozenset(("refuse",)), plain=False):
            if self._match(text, owner.pattern) is not None:
                old = first.get(owner.key)
                if old is None or text.rank(owner) < text.rank(old):
                    first[owner.key] = owner
        return {key: owner.pattern.source for key, owner in first.items()}

    def _keys(self, text: _Text, group: str) -> set[str]:
        """The keys of a group of which a text matches any pattern."""
        plain, keys = self._plain[group], set[str]()
        for word in text.lasts:
            owned = plain.get(word)
            if owned is not None and not owned.keys() <= keys and text.places(word):
                keys |= owned.keys()
        for owner in self._possible(text, frozenset((group,)), plain=False):
            if owner.key not in keys and self._match(text, owner.pattern) is not None:
                keys.add(owner.key)
        return keys

    def _name(self, text: str) -> Named:
        """What a naming text names. Long texts name nothing."""
        if not text or len(text) > MAX_NAME:
            return Named(text)
        held = _Text(text, self._automaton, self._spelt)
        said = Named(text, self)
        named: dict[str, tuple[int, int]] = {}
        for owner, span in self._matches(held, _NAMES):
            old = named.get(owner.key)
            if old is None or span < old:
                named[owner.key] = span
        if named:
            refused = said._refused = self._refused(held)
            said._decoys = frozenset(self._keys(held, "decoy"))
            sections = frozenset(key for key in named if self.catalogue[key].section)
            said.sections = sections - refused.keys()
            said.denied = frozenset(named.keys() & refused.keys() - sections)
            spans = {
                key: held.folded.span(*span)
                for key, span in named.items()
                if key not in refused and key not in sections
            }
            said.named = spans if len({self._families[key] for key in spans}) < MANY else {}
            said.related = frozenset(self._keys(held, "related") - spans.keys())
        else:
            said.related = frozenset(self._keys(held, "related"))
        return said

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
        texts = (_Text(window, self._automaton, self._spelt) for window in windows)
        return frozenset(key for held in texts for key in self._keys(held, "topic"))

    def begins(self, evidence: str, text: str) -> bool:
        """Whether a text begins, after its number, with a noun that begins names of the evidence ("report", "plan")."""
        held = _Text(text[:MAX_NAME], self._automaton, self._spelt)
        return any(
            start == held.lead and owner.group == "names" and owner.key == evidence
            for word in held.lasts
            for owner in self._by_first.get(word, ())
            for start, _ in held.places(word)
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

    def refused(self, text: str) -> dict[str, str]:
        """Evidence id -> the first `refuse` pattern that a text matches."""
        return self._refused(_Text(text, self._automaton, self._spelt))

    def refused_together(self, evidence: str, one: str, other: str) -> str:
        """The `refuse` pattern of an evidence type that two texts match only one after the other; empty: none."""
        return self.name(f"{one} {other}").refused.get(evidence, "") if evidence in self._refused_in_parts else ""

    def decoys_in(self, text: str) -> frozenset[str]:
        """The general decoys that a text of any length matches."""
        held = _Text(text[:20_000], self._automaton, self._spelt)
        return frozenset(self._keys(held, "decoy"))

    def _rest_generic(self, key: str, span: tuple[int, int]) -> bool:
        return self.is_generic(key[: span[0]]) and self.is_generic(key[span[1] :])

    def is_generic(self, key: str) -> bool:
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
