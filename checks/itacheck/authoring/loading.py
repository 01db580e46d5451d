"""The packs of some names and every evidence type that they may ask for: the one place that loads them here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from itacheck.errors import ConfigurationError
from itacheck.forms import Names
from itacheck.model import EvidenceType
from itacheck.packs import Catalogue, Pack, load_catalogue, load_pack


def load(names: Iterable[str]) -> tuple[list[Pack], Catalogue]:
    """The packs, each once, and the catalogue with the types of all of them.

    Raises:
        ConfigurationError: a pack or the catalogue is broken, or two packs share an id.
    """
    asked = list(dict.fromkeys(names))
    catalogue = load_catalogue(packs=asked)
    packs: dict[str, Pack] = {}
    for name in asked:
        pack = load_pack(name, catalogue)
        if pack.id in packs:
            raise ConfigurationError(f"rule pack {name!r}: the id {pack.id!r} is there twice", "name each pack once")
        packs[pack.id] = pack
    return list(packs.values()), catalogue


def patterns(catalogue: Catalogue) -> Names:
    """The patterns of a catalogue, ready to be asked."""
    return Names(catalogue.types, {decoy.id: decoy.names for decoy in catalogue.decoys.values()}, catalogue.generic)


def types_of(folder: Path) -> Mapping[str, EvidenceType]:
    """The evidence types that a rule of a pack may ask for; the pack need not hold a rule yet."""
    return load_catalogue(packs=[str(folder)]).types
