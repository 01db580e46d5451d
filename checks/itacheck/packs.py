"""Finds, loads and validates the evidence catalogue and the rule packs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

import itacheck
from itacheck.border import parse, read_toml
from itacheck.errors import ConfigurationError
from itacheck.model import Bilingual, EvidenceType, PackHeader, Rule, Strict
from itacheck.model.agency import Slug

DEFAULT_PACK = "2568"
EVIDENCE = "evidence"
"""The folder of evidence types: the catalogue's, and a pack's own."""


class Decoy(Strict):
    """A general kind of text that is never the thing itself: news, a training, a law."""

    id: Slug
    name: Bilingual
    what: Bilingual
    names: tuple[str, ...] = Field(min_length=1)


class _Decoys(Strict):
    decoy: tuple[Decoy, ...]


class _Generic(Strict):
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every evidence type, the general decoys and the words that name nothing."""

    types: Mapping[str, EvidenceType]
    decoys: Mapping[str, Decoy]
    generic: tuple[str, ...]
    folder: Path


@dataclass(frozen=True, slots=True)
class Pack:
    """The rules made of one measures document."""

    header: PackHeader
    rules: tuple[Rule, ...]
    digest: str
    """sha256 of the pack's and the catalogue's files: which rules judged."""
    folder: Path

    @property
    def id(self) -> str:
        """The pack's id, such as `2568`."""
        return self.header.id

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of that id, if there is one."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)


def rules_folder() -> Path:
    """Where the shipped rules are: inside the installed package, or at the top of a checkout."""
    inside = Path(itacheck.__file__).parent / "rules"
    return inside if inside.is_dir() else Path(itacheck.__file__).parents[2] / "rules"


def load_catalogue(folder: Path | None = None, *, packs: Iterable[str] = ()) -> Catalogue:
    """The evidence catalogue, with the types that packs define in an `evidence` folder of their own.

    Raises:
        ConfigurationError: a file is broken, two share an id, a file's name is not its id, or a type has no examples.
    """
    folder = folder or rules_folder() / EVIDENCE
    if not folder.is_dir():
        raise ConfigurationError(f"{folder}: no such folder", "it must hold one TOML file for each evidence type")
    types: dict[str, EvidenceType] = {}
    own = [find_pack(name) / EVIDENCE for name in dict.fromkeys(packs)]
    for path in (path for place in (folder, *own) for path in sorted(place.glob("*.toml"))):
        if path.name.startswith("_"):
            continue
        evidence = parse(EvidenceType, read_toml(path), str(path))
        if evidence.id in types:
            raise ConfigurationError(f"{path}: key 'id': {evidence.id!r} is there twice", "give each type its own id")
        if evidence.id != path.stem:
            raise ConfigurationError(
                f"{path}: key 'id': {evidence.id!r} is not the file's name", f"name the file {evidence.id}.toml"
            )
        for present in (True, False):
            if not any(example.present is present for example in evidence.example):
                raise ConfigurationError(
                    f"{path}: key 'example': no example with present = {str(present).lower()}",
                    "add an [[example]] that the tests can run",
                )
        types[evidence.id] = evidence
    decoys = parse(_Decoys, read_toml(folder / "_decoys.toml"), str(folder / "_decoys.toml"))
    generic = parse(_Generic, read_toml(folder / "_generic.toml"), str(folder / "_generic.toml"))
    return Catalogue(types, {d.id: d for d in decoys.decoy}, generic.words, folder)


def find_pack(name: str) -> Path:
    """The folder of a pack: a path that holds a `pack.toml`, or the id of a shipped pack.

    Raises:
        ConfigurationError: there is none.
    """
    for folder in (Path(name), rules_folder() / name):
        if (folder / "pack.toml").is_file():
            return folder
    known = ", ".join(sorted(p.parent.name for p in rules_folder().glob("*/pack.toml")))
    raise ConfigurationError(
        f"rule pack {name!r}: not found", f"use one of {known}, or a folder that holds a pack.toml"
    )


def load_pack(name: str, catalogue: Catalogue) -> Pack:
    """A rule pack with its rules in the order of the measures document.

    Raises:
        ConfigurationError: a file is broken, an id is there twice, a rule names an unknown evidence type or topic, its
            issue is not in pack.toml, its dates are the wrong way round, or it has no examples.
    """
    folder = find_pack(name)
    header = parse(PackHeader, read_toml(folder / "pack.toml"), str(folder / "pack.toml"))
    rules: dict[str, Rule] = {}
    for path in rule_files(folder):
        rule = parse(Rule, read_toml(path), str(path))
        if rule.id in rules:
            raise ConfigurationError(f"{path}: key 'id': {rule.id!r} is there twice", "give each rule its own id")
        _check_rule(rule, path, header, catalogue)
        rules[rule.id] = rule
    if not rules:
        raise ConfigurationError(f"{folder}: holds no rule", "put one TOML file for each rule into its issue folders")
    ordered = tuple(sorted(rules.values(), key=rule_order))
    return Pack(header, ordered, _digest((folder, catalogue.folder)), folder)


def rule_files(folder: Path) -> list[Path]:
    """The files of the rules of a pack's folder."""
    return [path for path in sorted(folder.glob("*/*.toml")) if path.parent.name != EVIDENCE]


def rule_order(rule: Rule) -> tuple[int, list[tuple[int, int | str]]]:
    """Sorts rules as the document has them: by issue, steps by number, monitoring duties (`M`) last of their part."""
    return rule.issue, [(0, int(part)) if part.isdigit() else (1, part) for part in rule.id.split(".")]


def _check_rule(rule: Rule, path: Path, header: PackHeader, catalogue: Catalogue) -> None:
    if str(rule.issue) not in header.issues:
        raise ConfigurationError(f"{path}: key 'issue': {rule.issue} is not in pack.toml", "add it to [issues] there")
    if rule.due < rule.starts:
        raise ConfigurationError(
            f"{path}: key 'due': {rule.due} is before 'starts' {rule.starts}", "correct one of them"
        )
    for n, need in enumerate(rule.needs):
        for m, option in enumerate(need.any_of):
            key = f"needs.{n}.any_of.{m}"
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
    passes = [example.status == "pass" for example in rule.example]
    if not any(passes) or all(passes):
        raise ConfigurationError(
            f"{path}: key 'example': a rule needs one example that passes and one that does not", "add an [[example]]"
        )


def _digest(folders: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*.toml")):
            digest.update(f"{folder.name}/{path.relative_to(folder).as_posix()}\0".encode())
            digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()
