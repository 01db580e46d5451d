"""The patterns of a catalogue, compiled: what texts are compared with."""

from __future__ import annotations

from itacheck.forms import Names
from itacheck.packs import Catalogue


def names_of(catalogue: Catalogue) -> Names:
    """The patterns of a catalogue, ready to be asked.

    Raises:
        ConfigurationError: one of them is empty or has an empty part.
    """
    decoys = {decoy.id: decoy.names for decoy in catalogue.decoys.values()}
    forms = {name: form.find for name, form in catalogue.forms.items()}
    return Names(catalogue.types, decoys, catalogue.generic, forms)
