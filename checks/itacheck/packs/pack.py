"""Rule packs: the rules of one measures document and fiscal year, ready to judge with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from itacheck.border import parse
from itacheck.errors import ConfigurationError
from itacheck.model import Element, Need, PackHeader, Rule

from .catalogue import Catalogue, extended
from .files import digest_of, find_pack
from .inherit import Alteration, read_pack

DEFAULT_PACK = "2568"


@dataclass(frozen=True, slots=True)
class Pack:
    """The rules made of one measures document."""

    header: PackHeader
    rules: tuple[Rule, ...]
    digest: str
    """sha256 of the files of the pack, of what it extends and of its catalogue: which rules judged."""
    folder: Path
    catalogue: Catalogue
    """The evidence types that its rules ask for: the shipped ones, and its own."""
    alterations: tuple[Alteration, ...] = ()
    """What it, and the packs that it extends, changed, added and dropped, the oldest first."""

    @property
    def id(self) -> str:
        """The pack's id, such as `2568`."""
        return self.header.id

    @property
    def evidence(self) -> frozenset[str]:
        """The ids of the evidence types that its rules ask for."""
        return frozenset(evidence for rule in self.rules for evidence in rule.evidence)

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of that id, if there is one."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def altered(self, rule_id: str) -> tuple[Alteration, ...]:
        """What was done to a rule since the pack that first had it."""
        return tuple(one for one in self.alterations if one.rule == rule_id)

    @property
    def dropped(self) -> tuple[Alteration, ...]:
        """The rules that are no longer asked, with the reason."""
        return tuple(one for one in self.alterations if one.act == "dropped" and self.rule(one.rule) is None)


def load_pack(name: str, catalogue: Catalogue) -> Pack:
    """A rule pack with its rules in the order of the measures document.

    Args:
        name: the id of a shipped pack, or the path of a folder that holds a `pack.toml`.
        catalogue: the shipped evidence types; `Pack.catalogue` has those of the pack as well.

    Raises:
        ConfigurationError: a file is broken, an id is there twice, a rule names an unknown evidence type or topic, its
            issue is not in pack.toml, its dates are the wrong way round, or it has no examples.
    """
    raw = read_pack(find_pack(name))
    header = raw.parsed_header()
    for folder in raw.folders:
        catalogue = extended(catalogue, folder)
    rules = []
    for one in raw.rules.values():
        rule = parse(Rule, one.moved, one.where)
        _check_rule(rule, one.where, header, catalogue)
        rules.append(rule)
    if not rules:
        raise ConfigurationError(
            f"{raw.folder}: holds no rule", "put one TOML file for each rule into its issue folders"
        )
    digest = digest_of([*raw.files, *catalogue.files], catalogue.form_sources())
    return Pack(header, tuple(sorted(rules, key=rule_order)), digest, raw.folder, catalogue, raw.alterations)


def load_packs(names: Iterable[str], catalogue: Catalogue) -> list[Pack]:
    """The packs of that name, in that order.

    Raises:
        ConfigurationError: a pack is unknown or broken, is named twice, or two share an id.
    """
    packs: dict[str, Pack] = {}
    for name in names:
        pack = load_pack(name, catalogue)
        if pack.id in packs:
            raise ConfigurationError(f"rule pack {name!r}: the id {pack.id!r} is there twice", "name each pack once")
        packs[pack.id] = pack
    return list(packs.values())


def joined(packs: Sequence[Pack], catalogue: Catalogue) -> Catalogue:
    """One catalogue with the evidence types of all packs, for looking at a page without a rule.

    Raises:
        ConfigurationError: two packs have different types of the same id.
    """
    types = dict(catalogue.types)
    for pack in packs:
        for key, evidence in pack.catalogue.types.items():
            if types.setdefault(key, evidence) != evidence:
                raise ConfigurationError(
                    f"evidence type {key!r}: two of the packs define it differently", "look with one pack at a time"
                )
    own = dict.fromkeys(folder for pack in packs for folder in pack.catalogue.own)
    return Catalogue(types, catalogue.decoys, catalogue.generic, catalogue.folder, tuple(own), catalogue.forms)


def rule_order(rule: Rule) -> tuple[int, list[tuple[int, int | str]]]:
    """Sorts rules as the document has them: by issue, steps by number, monitoring duties (`M`) last of their part."""
    parts = re.findall(r"[0-9]+|[A-Z]+", rule.id)
    return rule.issue, [(0, int(part)) if part.isdigit() else (1, part) for part in parts]


def _check_rule(rule: Rule, path: str, header: PackHeader, catalogue: Catalogue) -> None:
    if str(rule.issue) not in header.issues:
        raise ConfigurationError(f"{path}: key 'issue': {rule.issue} is not in pack.toml", "add it to [issues] there")
    if rule.due < rule.starts:
        raise ConfigurationError(
            f"{path}: key 'due': {rule.due} is before 'starts' {rule.starts}", "correct one of them"
        )
    asked: list[tuple[str, int, Need | Element]] = [("needs", n, need) for n, need in enumerate(rule.needs)]
    asked += [("element", n, element) for n, element in enumerate(rule.element)]
    for part, n, one in asked:
        for m, option in enumerate(one.any_of):
            key = f"{part}.{n}.any_of.{m}"
            evidence = catalogue.types.get(option.evidence)
            if evidence is None:
                raise ConfigurationError(
                    f"{path}: key '{key}.evidence': unknown evidence type {option.evidence!r}",
                    f"use one of {', '.join(sorted(catalogue.types))}",
                )
            if option.topic is not None and option.topic not in evidence.topics:
                raise ConfigurationError(
                    f"{path}: key '{key}.topic': {evidence.id!r} has no topic {option.topic!r}",
                    f"use one of {', '.join(sorted(evidence.topics)) or '(none)'}",
                )
    ids = [element.id for element in rule.element]
    if twice := next((one for one in ids if ids.count(one) > 1), None):
        raise ConfigurationError(f"{path}: key 'element': {twice!r} is there twice", "give each element its own id")
    passes = [example.status == "pass" for example in rule.example]
    if not any(passes) or all(passes):
        raise ConfigurationError(
            f"{path}: key 'example': a rule needs one example that passes and one that does not", "add an [[example]]"
        )
