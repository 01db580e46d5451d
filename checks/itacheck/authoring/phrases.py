"""Phrases of evidence types: which ones no example uses, which ones name two types, which ones can never match.

Everything is asked of the matcher that judges (`itacheck.forms.Names`), never of a copy of it.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from itacheck.examples import evidence_candidates, rule_verdict
from itacheck.forms import Names
from itacheck.forms.matching import Text
from itacheck.model import EvidenceType
from itacheck.packs import Catalogue, Pack
from itacheck.thai import fold

MAX_WORDINGS = 256
"""Texts made of one pattern; of a larger one each alternative is taken once."""


class Listener(Names):
    """The matcher, which remembers what matched."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.heard: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        decoys = {decoy.id: decoy.names for decoy in catalogue.decoys.values()}
        forms = {name: form.find for name, form in catalogue.forms.items()}
        super().__init__(catalogue.types, decoys, catalogue.generic, forms)

    def _held(self, text: str, groups: frozenset[str]) -> Text:
        # All of them: who asks stops at the first match, and the others would seem unused.
        held = super()._held(text, groups)
        for owner, _ in self._matches(held, groups):
            words = {word for word in owner.pattern.literals if held.places(word)}
            self.heard[owner.group, owner.key, owner.pattern.source] |= words
        return held

    def unheard(self, group: str, key: str) -> tuple[list[str], list[str]]:
        """The patterns of an owner that nothing matched, and the words of the others that nothing used."""
        patterns, words = [], []
        for owner in self._owners:
            if (owner.group, owner.key) != (group, key):
                continue
            heard = self.heard.get((group, key, owner.pattern.source))
            if heard is None:
                patterns.append(owner.pattern.source)
            else:
                written = [word for part in parts_of(owner.pattern.source) for word in part]
                words += [word for word in written if fold(word).key not in heard]
        return patterns, words


def listen(catalogue: Catalogue, types: Iterable[EvidenceType], packs: Iterable[Pack]) -> Listener:
    """The matcher after it has judged the examples of these types and of the rules of these packs."""
    names = Listener(catalogue)
    for evidence in types:
        for example in evidence.example:
            evidence_candidates(evidence, example, names)
    for pack in packs:
        for rule in pack.rules:
            for site in rule.example:
                rule_verdict(rule, site, pack, catalogue, names)
    return names


def parts_of(pattern: str) -> list[list[str]]:
    """The parts of a pattern, each with its alternatives as they are written."""
    return [
        [word.strip().removeprefix("^").strip() for word in part.split("|")]
        for sequence in pattern.strip().removeprefix("=").split(" & ")
        for part in re.split(r"\s\+{1,2}(?:\s|$)", sequence.strip())
    ]


def wordings(pattern: str) -> Iterator[str]:
    """Texts that are made of a pattern's own words, in its order: what it was written to match."""
    parts = parts_of(pattern)
    size = 1
    for part in parts:
        size *= len(part)
    if size <= MAX_WORDINGS:
        yield from (" ".join(words) for words in itertools.product(*parts))
    else:
        for number in range(max(map(len, parts))):
            yield " ".join(part[number % len(part)] for part in parts)


@dataclass(frozen=True, slots=True)
class Wordings:
    """How the wordings of one type's names are understood."""

    shared: Mapping[str, list[str]]
    """Another type -> the wordings that name it as well."""
    refused: Mapping[str, list[str]]
    """The `refuse` pattern that takes them away -> wordings."""
    unnamed: tuple[str, ...]
    """Wordings that do not name the type, though nothing refuses them."""


def understood(evidence: EvidenceType, names: Names) -> Wordings:
    """What the matcher says of the wordings of a type's names."""
    shared: dict[str, list[str]] = defaultdict(list)
    refused: dict[str, list[str]] = defaultdict(list)
    unnamed: list[str] = []
    for pattern in evidence.names:
        for text in wordings(pattern):
            said = names.name(text)
            if evidence.id in said.named or evidence.id in said.sections:
                for other in said.named.keys() - {evidence.id}:
                    shared[other].append(text)
            elif evidence.id in said.denied:
                refused[said.refused[evidence.id]].append(text)
            else:
                unnamed.append(text)
    return Wordings(shared, refused, tuple(dict.fromkeys(unnamed)))
