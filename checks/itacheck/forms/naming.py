"""Names: which evidence types a short text names. Patterns are data in `rules/evidence`; see `matching`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from functools import lru_cache
from typing import Any

import ahocorasick

from itacheck.errors import ConfigurationError
from itacheck.model import EvidenceType
from itacheck.remember import remembered
from itacheck.thai import fold

from .matching import Literal, Owner, Pattern, Text, compile_pattern, is_latin, short_words

MAX_NAME = 250
"""A longer text mentions things; it is not a name."""
MAX_TEXT = 20_000
"""Characters of a longer text that are looked at."""
TOPIC_LINES = 3
"""Lines of a paper in which a topic is named: a sentence of a letter runs over two or three."""
MOST_TEXTS = 100_000
"""Texts of one site that are remembered."""
MANY = 4
"""A text that names this many different types names none: it is a list, a menu or a "says everything" page."""

_NAMES, _REFUSE, _DECOY, _TOPIC = (frozenset((group,)) for group in ("names", "refuse", "decoy", "topic"))
_NAMING = frozenset(("names", "refuse", "decoy", "related"))


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
        self._owners: list[Owner] = []
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
        self._by_first: dict[str, list[Owner]] = defaultdict(list)
        self._by_rarest: dict[str, list[Owner]] = defaultdict(list)
        self._spelt = short_words(self._owners)
        self._automaton = self._make_automaton()
        self._of_group: dict[tuple[frozenset[str], bool], dict[str, list[Owner]]] = {}
        self._plain = self._plain_words()
        self._refused_in_parts = {o.key for o in self._owners if o.group == "refuse" and not o.pattern.plain}
        self._generic = ahocorasick.Automaton()
        for word in generic:
            key = fold(word).key
            if key:
                self._generic.add_word(key, len(key))
        self._generic.make_automaton()
        self.name = lru_cache(maxsize=10_000)(self._name)
        self.topics = remembered(1_024)(self._topics)

    def for_one_site(self) -> Names:
        """The same patterns with a memory of their own, which goes when the site goes that it is for."""
        one = copy(self)
        one.name = lru_cache(maxsize=MOST_TEXTS)(self._name)
        one.topics = lru_cache(maxsize=MOST_TEXTS)(self._topics)
        return one

    def _make_automaton(self) -> ahocorasick.Automaton:
        """Finds every literal, and knows of each which sets of alternatives it belongs to."""
        automaton = ahocorasick.Automaton()
        literals: dict[str, Literal] = {}
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
                            literals[word] = Literal(word, len(word), self._is_checked(word))
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

    def _plain_words(self) -> Mapping[str, Mapping[str, dict[str, Owner]]]:
        """Group -> word -> the keys that it gives alone, by the first pattern of each."""
        plain: dict[str, dict[str, dict[str, Owner]]] = defaultdict(lambda: defaultdict(dict))
        for owner in self._owners:
            if owner.pattern.plain:
                for word in owner.pattern.literals:
                    plain[owner.group][word].setdefault(owner.key, owner)
        return defaultdict(dict, {group: dict(words) for group, words in plain.items()})

    def _is_checked(self, word: str) -> bool:
        return is_latin(word[0]) or is_latin(word[-1]) or word[-1].isdigit() or word in self._spelt

    def _own(self, group: str, key: str, source: str) -> None:
        try:
            self._owners.append(Owner(group, key, compile_pattern(source), len(self._owners)))
        except ConfigurationError as error:
            raise ConfigurationError(f"{key}: {group}: {error.what}", error.todo) from None

    def _held(self, text: str, _groups: frozenset[str]) -> Text:
        """A text in which patterns of groups will be looked for."""
        return Text(text[:MAX_TEXT], self._automaton, self._spelt)

    def _possible(self, text: Text, groups: frozenset[str], *, plain: bool = True) -> Iterator[Owner]:
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

    def _match(self, text: Text, pattern: Pattern) -> tuple[int, int] | None:
        span = text.match(pattern)
        return None if span is None or (pattern.whole and not self._rest_generic(text.folded.key, span)) else span

    def _matches(self, text: Text, groups: frozenset[str]) -> list[tuple[Owner, tuple[int, int]]]:
        """The patterns of groups that a text matches, in the order in which their first words are met in it."""
        possible = self._possible(text, groups)
        found = [(owner, span) for owner in possible if (span := self._match(text, owner.pattern)) is not None]
        if len(found) > 1:
            found.sort(key=lambda one: text.rank(one[0]))
        return found

    def _refused(self, text: Text) -> dict[str, str]:
        plain, first = self._plain["refuse"], dict[str, Owner]()
        for word in text.lasts:
            owned = plain.get(word)
            if owned is not None and text.places(word):
                first = owned | first
        for owner in self._possible(text, _REFUSE, plain=False):
            if self._match(text, owner.pattern) is not None:
                old = first.get(owner.key)
                if old is None or text.rank(owner) < text.rank(old):
                    first[owner.key] = owner
        return {key: owner.pattern.source for key, owner in first.items()}

    def _keys(self, text: Text, group: str) -> set[str]:
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
        held = self._held(text, _NAMING)
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
        groups = frozenset((group,))
        held = self._held(text, groups)
        for owner, span in self._matches(held, groups):
            if owner.key == key:
                first, last = held.folded.span(*span)
                return text[first:last]
        return None

    def _topics(self, text: str) -> frozenset[str]:
        """`evidence/topic` for every topic that a text names within a few lines; up to 20,000 characters are read."""
        lines = text[:MAX_TEXT].split("\n")
        windows = {" ".join(lines[n : n + TOPIC_LINES]) for n in range(max(1, len(lines) - TOPIC_LINES + 1))}
        texts = (self._held(window, _TOPIC) for window in windows)
        return frozenset(key for held in texts for key in self._keys(held, "topic"))

    def begins(self, evidence: str, text: str) -> bool:
        """Whether a text begins, after its number, with a noun that begins names of the evidence ("report", "plan")."""
        held = self._held(text[:MAX_NAME], _NAMES)
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
        held = self._held(text, _DECOY)
        found: dict[str, tuple[int, int]] = {}
        for owner, span in self._matches(held, _DECOY):
            found[owner.key] = min(span, found.get(owner.key, span))
        spans = {key: held.folded.span(*span) for key, span in found.items()}
        return {key: text[first:last] for key, (first, last) in spans.items()}

    def refused(self, text: str) -> dict[str, str]:
        """Evidence id -> the first `refuse` pattern that a text matches."""
        return self._refused(self._held(text, _REFUSE))

    def refused_together(self, evidence: str, one: str, other: str) -> str:
        """The `refuse` pattern of an evidence type that two texts match only one after the other; empty: none."""
        return self.name(f"{one} {other}").refused.get(evidence, "") if evidence in self._refused_in_parts else ""

    def decoys_in(self, text: str) -> frozenset[str]:
        """The general decoys that a text of any length matches."""
        return frozenset(self._keys(self._held(text, _DECOY), "decoy"))

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
