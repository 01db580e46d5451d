"""Everything that is wrong in the files of rule packs and evidence types, found at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from itacheck.border import Fault, faults, read_toml
from itacheck.errors import ConfigurationError
from itacheck.forms import Names, compile_pattern
from itacheck.model import Bilingual, EvidenceType, Rule
from itacheck.packs import EVIDENCE, Catalogue, Pack, find_pack, rule_files, rules_folder

from .loading import Forms, load
from .phrases import Listener, listen, understood
from .problems import Level, Problem, problem_of

TODO = "TODO"
"""What a scaffold writes where a person must."""
SHOWN = 4
"""Phrases named in one line; how many more there are is said."""

Model = TypeVar("Model", bound=BaseModel)
_THAI = re.compile("[\u0e01-\u0e2e]")
_LATIN = re.compile("[A-Za-z]")


@dataclass(slots=True)
class _Files:
    """The files at hand, as far as they could be read."""

    rules: dict[Path, dict[Path, Rule]] = field(default_factory=dict)
    """Pack folder -> file -> rule."""
    types: list[Path] = field(default_factory=list)
    """The files of evidence types that are looked at."""


def validate(names: Sequence[str], shipped: Sequence[str], forms: Forms | None = None) -> list[Problem]:
    """What is wrong in packs and in the evidence types that they define; errors first in each file.

    Args:
        names: ids or folders of packs. None: every shipped pack and the catalogue.
        shipped: the ids of the packs that come with the program: an evidence type is in use when one asks for it.
        forms: the custom forms that the author allowed.

    Raises:
        ConfigurationError: a pack is not found, or two that are well by themselves share an id.
    """
    asked = list(dict.fromkeys(names or shipped))
    folders = [find_pack(name) for name in asked]
    catalogue_folder = rules_folder() / EVIDENCE
    own = [folder / EVIDENCE for folder in folders]
    mine = own if names else [catalogue_folder, *own]
    files, problems = _Files(), []
    for path in (path for folder in mine for path in _evidence_files(folder)):
        problems += _read_type(path, files)
    for folder in folders:
        for path in rule_files(folder):
            problems += _read_rule(path, folder, files)
    wrong = {problem.file for problem in problems if problem.level is Level.ERROR}
    problems += _loaded(asked, folders, files, shipped, wrong, forms)
    return sorted(problems, key=lambda p: (p.file, list(Level).index(p.level), p.key))


def _evidence_files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.toml")) if not path.name.startswith("_")]


def _read(path: Path, model: type[Model]) -> tuple[Model | None, list[Problem]]:
    """What a file holds, None where it is wrong or takes over what another one holds; and what is wrong in it."""
    try:
        data = read_toml(path)
    except ConfigurationError as error:
        return None, [problem_of(error, str(path))]
    found = faults(model, data)
    problems = [
        Problem(Level.ERROR, str(path), fault.key, _told(fault), fault.todo)
        for fault in found
        if not ("extends" in data and fault.missing)
    ]
    problems += _unwritten(path, data)
    return (None if found else model.model_validate(data)), problems


def _told(fault: Fault) -> str:
    """What is wrong, said after the key."""
    return "is missing" if fault.missing else fault.what.removeprefix(f"key '{fault.key}': ")


def _unwritten(path: Path, data: object) -> list[Problem]:
    """What a scaffold left for a person to write."""
    return [
        Problem(Level.ERROR, str(path), key, f"still says {TODO}", "write what belongs there")
        for key, text in _texts(data)
        if TODO in text
    ]


def _texts(data: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a file with its key."""
    if isinstance(data, str):
        yield key, data
    elif isinstance(data, dict | list):
        for name, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _texts(value, f"{key}.{name}" if key else str(name))


def _read_type(path: Path, files: _Files) -> list[Problem]:
    evidence, problems = _read(path, EvidenceType)
    files.types.append(path)
    if evidence is None:
        return problems
    for group in ("names", "refuse", "related", "needs"):
        for number, pattern in enumerate(getattr(evidence, group)):
            problems += _pattern(path, f"{group}.{number}", pattern)
    for topic_id, topic in evidence.topics.items():
        for number, pattern in enumerate(topic.names):
            problems += _pattern(path, f"topics.{topic_id}.names.{number}", pattern)
    for present in (True, False):
        if not any(example.present is present for example in evidence.example):
            told = f"no example with present = {str(present).lower()}"
            problems.append(Problem(Level.ERROR, str(path), "example", told, "add an [[example]]"))
    return problems + _bilingual(path, evidence)


def _pattern(path: Path, key: str, pattern: str) -> list[Problem]:
    try:
        compile_pattern(pattern)
    except ConfigurationError as error:
        return [Problem(Level.ERROR, str(path), key, error.what, error.todo)]
    return []


def _read_rule(path: Path, folder: Path, files: _Files) -> list[Problem]:
    rule, problems = _read(path, Rule)
    if rule is None:
        return problems
    files.rules.setdefault(folder, {})[path] = rule
    for number, element in enumerate(rule.element):
        for place, pattern in enumerate(element.names):
            problems += _pattern(path, f"element.{number}.names.{place}", pattern)
    passes = [example.status == "pass" for example in rule.example]
    for wanted, told in ((True, "that passes"), (False, "that does not pass")):
        if wanted not in passes:
            problems.append(Problem(Level.ERROR, str(path), "example", f"no example {told}", "add an [[example]]"))
    return problems + _bilingual(path, rule)


def _bilingual(path: Path, model: BaseModel) -> list[Problem]:
    """Sentences that one of the two kinds of reader could not read."""
    problems = []
    for key, text in _sentences(model):
        for language, pattern, told in (("th", _THAI, "Thai"), ("en", _LATIN, "English")):
            if not pattern.search(getattr(text, language)):
                what = f"no {told} in it"
                if key == "fix":
                    what += ": a miss could not be mended"
                problems.append(Problem(Level.ERROR, str(path), f"{key}.{language}", what, f"write it in {told}"))
    return problems


def _sentences(value: object, key: str = "") -> Iterator[tuple[str, Bilingual]]:
    if isinstance(value, Bilingual):
        yield key, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _sentences(getattr(value, name), f"{key}.{name}" if key else name)
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _sentences(item, f"{key}.{number}")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _sentences(item, f"{key}.{name}")


# ------------------------------------------------------------ what the files say together


def _loaded(
    asked: Sequence[str],
    folders: Sequence[Path],
    files: _Files,
    shipped: Sequence[str],
    wrong: set[str],
    forms: Forms | None,
) -> list[Problem]:
    problems: list[Problem] = []
    usable: list[str] = []
    for name, folder in zip(asked, folders, strict=True):
        try:
            load([name], forms)
        except ConfigurationError as error:
            problem = problem_of(error, str(folder / "pack.toml"))
            problems += [] if problem.file in wrong else [problem]
        else:
            usable.append(name)
    if not usable:  # such as a broken catalogue, which every pack then tells of
        return list(dict.fromkeys(problems))
    packs, catalogue = load(usable, forms)
    for pack in packs:
        problems += _header(pack) + _dates(pack, files.rules.get(pack.folder, {}))
    types = {path: catalogue.types[path.stem] for path in files.types if path.stem in catalogue.types}
    try:
        heard = listen(catalogue, types.values(), packs)
    except ConfigurationError:  # a pattern is broken, and said so above
        return problems
    for path, evidence in types.items():
        problems += _unheard(path, evidence, heard)
        problems += _understood(path, evidence, heard, catalogue)
    return [*problems, *_unused(types, packs, shipped)]


def _header(pack: Pack) -> list[Problem]:
    path = pack.folder / "pack.toml"
    return _unwritten(path, read_toml(path)) + _bilingual(path, pack.header)


def _dates(pack: Pack, files: dict[Path, Rule]) -> list[Problem]:
    """Dates outside the fiscal year: 1 October to 30 September."""
    year = pack.header.fiscal_year - 543
    first, last = date(year - 1, 10, 1), date(year, 9, 30)
    paths = {rule.id: path for path, rule in files.items()}
    return [
        Problem(
            Level.ERROR, str(paths.get(rule.id, pack.folder / "pack.toml")), key,
            f"{day} of rule {rule.id} is outside fiscal year {pack.header.fiscal_year} ({first} to {last})",
            "correct it, or say why in 'outside_year'",
        )
        for rule in pack.rules
        if not (rule.outside_year or "").strip()
        for key, day in (("starts", rule.starts), ("due", rule.due))
        if not first <= day <= last
    ]  # fmt: skip


def _some(phrases: Sequence[str], limit: int | None = SHOWN) -> str:
    shown = ", ".join(f"'{phrase}'" for phrase in phrases[:limit])
    return f"{shown} and {len(phrases) - limit} more" if limit is not None and len(phrases) > limit else shown


def _unheard(path: Path, evidence: EvidenceType, heard: Listener) -> Iterator[Problem]:
    """Phrases that no example uses."""
    groups = [(group, group, evidence.id) for group in ("names", "refuse", "needs", "related")]
    groups += [("topic", f"topics.{topic}.names", f"{evidence.id}/{topic}") for topic in evidence.topics]
    for group, key, owner in groups:
        patterns, words = heard.unheard(group, owner)
        level = Level.NOTE if group == "related" else Level.WARNING
        todo = "add an [[example]] that says so, or remove it"
        if patterns:
            yield Problem(level, str(path), key, f"no example uses {_some(patterns, None)}", todo)
        if words:
            yield Problem(Level.NOTE, str(path), key, f"no example uses the words {_some(words, None)}", todo)


def _understood(path: Path, evidence: EvidenceType, names: Names, catalogue: Catalogue) -> Iterator[Problem]:
    """Phrases that name another type as well, and phrases that cannot name this one."""
    said = understood(evidence, names)
    for other, texts in sorted(said.shared.items()):
        if other not in evidence.shares and evidence.id not in catalogue.types[other].shares:
            yield Problem(
                Level.WARNING, str(path), "names", f"{_some(texts)} also names {other}",
                f"narrow one of the two, or say in 'shares.{other}' why that does no harm",
            )  # fmt: skip
    for pattern, texts in said.refused.items():
        yield Problem(
            Level.WARNING, str(path), "refuse", f"'{pattern}' takes away this type's own {_some(texts)}",
            "narrow the refusal, or remove the name",
        )  # fmt: skip
    if said.unnamed:
        yield Problem(
            Level.WARNING, str(path), "names",
            f"{_some(said.unnamed)} does not name this type although it stands there: many types share it, or it "
            "begins with a number, which is not a part of a name",
            "write the pattern otherwise, or remove it",
        )  # fmt: skip
    for other in evidence.shares:
        if other not in catalogue.types:
            yield Problem(
                Level.ERROR, str(path), f"shares.{other}", "unknown evidence type", "correct the id or remove it"
            )


def _unused(types: Mapping[Path, EvidenceType], packs: Sequence[Pack], shipped: Sequence[str]) -> Iterator[Problem]:
    """Evidence types that no rule asks for."""
    loaded = list(packs)
    for name in shipped:
        if name not in {pack.id for pack in packs}:
            try:
                loaded += load([name])[0]
            except ConfigurationError:  # said when that pack is asked about
                continue
    used = {evidence for pack in loaded for evidence in pack.evidence}
    for path, evidence in types.items():
        if evidence.id not in used:
            todo = f"write a rule on it: itacheck rules new rule ID --evidence {evidence.id} --pack DIR"
            yield Problem(Level.WARNING, str(path), "", "no rule asks for this evidence type", todo)
