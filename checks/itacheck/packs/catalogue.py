"""The evidence catalogue: the shipped types, and those that a pack of one's own adds to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import Field

from itacheck.border import parse, read_toml
from itacheck.errors import ConfigurationError
from itacheck.model import Bilingual, EvidenceType, FormOfEvidence, Strict
from itacheck.model.agency import Slug

from .files import EVIDENCE, files_in, over, rules_folder

_ADDED = ("names", "refuse", "needs", "related", "sources", "example")
"""Lists to which a type that extends another adds its own; in tables key by key, any other value replaces."""


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
class CustomForm:
    """A form of evidence that another distribution brings."""

    name: str
    find: Callable[..., Any]
    """`find(evidence, site) -> list[Candidate]`, pure."""
    source: str
    """The distribution and its version: part of the digest of every pack that is judged with it."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every evidence type, the general decoys and the words that name nothing."""

    types: Mapping[str, EvidenceType]
    decoys: Mapping[str, Decoy]
    generic: tuple[str, ...]
    folder: Path
    own: tuple[Path, ...] = ()
    """Further folders of types: those of packs of one's own."""
    forms: Mapping[str, CustomForm] = field(default_factory=dict)
    """The custom forms that were asked for, by name."""

    @property
    def files(self) -> list[tuple[Path, Path]]:
        """Every file that it was read from, each after its folder."""
        return [(folder, path) for folder in (self.folder, *self.own) for path in files_in(folder, "*.toml")]

    def form_sources(self) -> list[str]:
        """Which distributions' forms its types use."""
        used = {str(evidence.form) for evidence in self.types.values()}
        return sorted(f"form {form.name}: {form.source}" for name, form in self.forms.items() if name in used)


def load_catalogue(folder: Path | None = None, forms: Mapping[str, CustomForm] | None = None) -> Catalogue:
    """The evidence catalogue.

    Args:
        folder: where its files are; None: the shipped ones.
        forms: the custom forms that its types, and those of packs, may have.

    Raises:
        ConfigurationError: a file is broken, two share an id, a file's name is not its id, or a type has no examples.
    """
    folder = folder or rules_folder() / EVIDENCE
    if not folder.is_dir():
        raise ConfigurationError(f"{folder}: no such folder", "it must hold one TOML file for each evidence type")
    decoys = parse(_Decoys, read_toml(folder / "_decoys.toml"), str(folder / "_decoys.toml"))
    generic = parse(_Generic, read_toml(folder / "_generic.toml"), str(folder / "_generic.toml"))
    empty = Catalogue({}, {d.id: d for d in decoys.decoy}, generic.words, folder, forms=forms or {})
    return replace(empty, types=_with_types(empty, folder))


def extended(catalogue: Catalogue, pack: Path) -> Catalogue:
    """The catalogue with the evidence types of a pack's own `evidence/` folder; the same one where it has none.

    Raises:
        ConfigurationError: a file is broken, or its type is there already.
    """
    folder = pack / EVIDENCE
    if not folder.is_dir() or folder.resolve() == catalogue.folder.resolve():
        return catalogue
    for path in files_in(folder, "_*.toml"):
        raise ConfigurationError(f"{path}: a pack has no decoys and generic words of its own", "use 'refuse' of a type")
    return replace(catalogue, types=_with_types(catalogue, folder), own=(*catalogue.own, folder))


def _with_types(catalogue: Catalogue, folder: Path) -> dict[str, EvidenceType]:
    types = dict(catalogue.types)
    waiting = {path: read_toml(path) for path in files_in(folder, "*.toml") if not path.name.startswith("_")}
    here = [data.get("id") for data in waiting.values()]
    while waiting:
        # A type comes after the one that it extends, whichever file is first.
        ready = {p: d for p, d in waiting.items() if "extends" not in d or d["extends"] not in here}
        if not ready:
            path = next(iter(waiting))
            raise ConfigurationError(
                f"{path}: key 'extends': {waiting[path]['extends']!r} extends this one in turn",
                "let one of them stand on its own",
            )
        for path, data in ready.items():
            evidence = _type(path, data, types, catalogue.forms)
            types[evidence.id] = evidence
            here.remove(evidence.id)
            del waiting[path]
    return types


def _type(
    path: Path, data: dict[str, Any], types: Mapping[str, EvidenceType], forms: Mapping[str, CustomForm]
) -> EvidenceType:
    base = data.get("extends")
    if base is not None:
        if not isinstance(base, str) or base not in types:
            raise ConfigurationError(
                f"{path}: key 'extends': unknown evidence type {base!r}", f"use one of {', '.join(sorted(types))}"
            )
        data = {**_merged(types[base].model_dump(exclude={"id"}), data), "extends": types[base].root}
    evidence = parse(EvidenceType, data, str(path))
    if evidence.id in types:
        raise ConfigurationError(
            f"{path}: key 'id': {evidence.id!r} is there twice",
            f'give each type its own id; extends = "{evidence.id}" takes over what it has',
        )
    if evidence.id != path.stem:
        raise ConfigurationError(
            f"{path}: key 'id': {evidence.id!r} is not the file's name", f"name the file {evidence.id}.toml"
        )
    if not isinstance(evidence.form, FormOfEvidence) and evidence.form not in forms:
        known = ", ".join((*FormOfEvidence, *sorted(forms)))
        raise ConfigurationError(
            f"{path}: key 'form': unknown form {evidence.form!r}",
            f"use one of {known}, or allow the one of an installed package with --plugins {evidence.form}",
        )
    for present in (True, False):
        if not any(example.present is present for example in evidence.example):
            raise ConfigurationError(
                f"{path}: key 'example': no example with present = {str(present).lower()}",
                "add an [[example]] that the tests can run",
            )
    return evidence


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = over(base, own)
    for key in _ADDED:
        if isinstance(own.get(key), list):
            merged[key] = [*base[key], *own[key]]
    return merged
