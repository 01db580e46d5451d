"""The packs of some names and every evidence type that they may ask for: the one place that loads them here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from itacheck.model import EvidenceType
from itacheck.packs import Catalogue, CustomForm, Pack, extended, joined, load_catalogue, load_packs

Forms = Mapping[str, CustomForm]
"""The custom forms that the author allowed, by name."""


def load(names: Iterable[str], forms: Forms | None = None) -> tuple[list[Pack], Catalogue]:
    """The packs, each once, and the catalogue with the types of all of them.

    Raises:
        ConfigurationError: a pack or the catalogue is broken, or two packs share an id.
    """
    base = load_catalogue(forms=forms)
    packs = load_packs(dict.fromkeys(names), base)
    return packs, joined(packs, base)


def types_of(folder: Path, forms: Forms | None = None) -> Mapping[str, EvidenceType]:
    """The evidence types that a rule of a pack may ask for; the pack need not hold a rule yet."""
    return extended(load_catalogue(forms=forms), folder).types
