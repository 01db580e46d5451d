"""Forms of evidence that other installed distributions bring, and that the user asked for by name.

A distribution names a function under the entry-point group `itacheck.forms`:

    [project.entry-points."itacheck.forms"]
    poster = "my_package:find"

`find(evidence, site) -> list[Candidate]` is pure: no network, clock, file or log. Nothing of a distribution is imported
unless its form was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points

from itacheck.errors import ConfigurationError
from itacheck.forms import FORMS
from itacheck.packs import CustomForm

GROUP = "itacheck.forms"


def load_forms(names: Iterable[str]) -> dict[str, CustomForm]:
    """The custom forms of these names, by name.

    Raises:
        ConfigurationError: a form is not installed, is brought twice, has the name of a form of this program, or breaks
            when it is loaded.
    """
    return {name: _load(name) for name in dict.fromkeys(names)}


def _load(name: str) -> CustomForm:
    if name in FORMS:
        raise ConfigurationError(f"--plugins {name}: a form of this program has that name", "leave it out")
    found = list(entry_points(group=GROUP, name=name))
    if not found:
        known = ", ".join(sorted({point.name for point in entry_points(group=GROUP)})) or "none"
        raise ConfigurationError(
            f"--plugins {name}: no installed package brings that form (installed: {known})",
            "install it, or leave it out",
        )
    if len(found) > 1:
        owners = " and ".join(sorted(_source(point) for point in found))
        raise ConfigurationError(f"--plugins {name}: {owners} both bring that form", "uninstall one of them")
    try:
        find = found[0].load()
    except Exception as error:  # noqa: BLE001 - whatever a stranger's module raises is told in one line
        raise ConfigurationError(
            f"--plugins {name}: {found[0].value} of {_source(found[0])} cannot be loaded "
            f"({type(error).__name__}: {error})",
            "mend or uninstall that package",
        ) from None
    if not callable(find):
        raise ConfigurationError(
            f"--plugins {name}: {found[0].value} of {_source(found[0])} is no function", "mend that package"
        )
    return CustomForm(name, find, _source(found[0]))


def _source(point: EntryPoint) -> str:
    """The distribution that brings an entry point, with its version."""
    return f"{point.dist.name} {point.dist.version}" if point.dist else "an unnamed distribution"
