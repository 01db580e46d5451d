"""Who is checked: what the words on the command line choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from itacheck.agencies import agency_of_url, load_agencies
from itacheck.errors import ConfigurationError, NothingCheckedError
from itacheck.model import Agency
from itacheck.packs import Catalogue, Pack, load_catalogue, load_packs, shipped_packs
from itacheck.plugins import load_forms

DEFAULT_FILE = Path("agencies.toml")


@dataclass(frozen=True, slots=True)
class Selection:
    """The agencies of one run."""

    agencies: tuple[Agency, ...]
    contact: str | None
    file: Path


def select(words: Sequence[str], file: Path | None, day: date) -> Selection:
    """The agencies that ids and URLs choose; no words: every agency of the file.

    Raises:
        ConfigurationError: an id is not in the file, or a URL is none.
        NothingCheckedError: nothing is chosen.
    """
    wanted = dict.fromkeys(words)
    urls = [word for word in wanted if "://" in word]
    ids = [word for word in wanted if "://" not in word]
    for word in ids:
        if "." in word or "/" in word:
            raise ConfigurationError(f"{word!r} has no scheme", f"write https://{word.lstrip('/')}")
    sites = [agency_of_url(url) for url in urls]
    path = file or DEFAULT_FILE
    if urls and not ids and file is None:
        return Selection(_told_apart(sites), None, path)
    loaded = load_agencies(path, as_of=day)
    by_id = {agency.id: agency for agency in loaded.agencies}
    for word in ids:
        if word not in by_id:
            raise ConfigurationError(f"{path}: no agency {word!r}", "use an id of that file, or a URL with https://")
    named = [by_id[word] for word in ids] if words else list(loaded.agencies)
    if not named and not sites:
        raise NothingCheckedError(
            f"{path}: holds no agency, so nothing was checked", "write an [[agency]] with id, name, kind and url"
        )
    return Selection(_told_apart([*named, *sites]), loaded.contact, path)


def _told_apart(agencies: Sequence[Agency]) -> tuple[Agency, ...]:
    """The agencies, each with an id of its own: two URLs of one host would share theirs."""
    taken: set[str] = set()
    apart = []
    for agency in agencies:
        own, number = agency.id, 1
        while own in taken:
            number += 1
            own = f"{agency.id[:60]}-{number}"
        taken.add(own)
        apart.append(agency if own == agency.id else agency.model_copy(update={"id": own}))
    return tuple(apart)


def choose_packs(names: Sequence[str], plugins: Sequence[str] = ()) -> tuple[list[Pack], Catalogue]:
    """The packs of that name, and the shipped catalogue.

    Args:
        names: ids or folders.
        plugins: the custom forms of evidence that their types may have; the code of no other one is loaded.

    Raises:
        ConfigurationError: a pack or a form is unknown or broken, or two packs share an id.
    """
    catalogue = load_catalogue(forms=load_forms(plugins))
    return load_packs(names, catalogue), catalogue


def check_rule_ids(selection: Selection, packs: Sequence[Pack], catalogue: Catalogue) -> None:
    """Whether the rules that declarations and waivers name exist, in the chosen packs or in another shipped one.

    Raises:
        ConfigurationError: one does not.
    """
    named = [
        (agency.id, key, rule)
        for agency in selection.agencies
        for key, rule in (
            *((f'declared."{rule}"', rule) for rule in agency.declared),
            *(("waiver.rule", waiver.rule) for waiver in agency.waiver),
        )
    ]
    known = _rule_ids(packs)
    if any(rule not in known for _, _, rule in named):
        others = [name for name in shipped_packs() if name not in {pack.id for pack in packs}]
        known |= _rule_ids(load_packs(others, catalogue))
    for agency_id, key, rule in named:
        # A declaration is about a page, whatever pack asks for it: only a waiver may name the pack.
        if rule not in known or (key != "waiver.rule" and "/" in rule):
            raise ConfigurationError(
                f"{selection.file}: agency {agency_id}: key '{key}': unknown rule {rule!r}", "see itacheck rules list"
            )


def _rule_ids(packs: Sequence[Pack]) -> set[str]:
    return {spelling for pack in packs for rule in pack.rules for spelling in (rule.id, f"{pack.id}/{rule.id}")}
