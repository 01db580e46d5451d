"""One agency more in agencies.toml."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import unquote, urlsplit

from itacheck.border import parse
from itacheck.crawl import host_key
from itacheck.errors import ConfigurationError
from itacheck.model import Agency

from .addresses import NoAddressError, as_text, understood
from .entries import Entry, Register

MAX_ID = 64
_GENERIC = frozenset({"www", "go", "or", "ac", "co", "in", "mi", "net", "com", "org", "info", "th", "gov"})
_SHARED = frozenset({"sites", "google", "webportal", "portal"})


def add(
    register: Register,
    typed: str,
    *,
    agency_id: str | None = None,
    name_th: str | None = None,
    name_en: str | None = None,
    kind: str = "agency",
    district: str | None = None,
    same_host: bool = False,
) -> tuple[Entry, list[str]]:
    """The entry of one more agency; nothing is written yet.

    Args:
        register: what is there.
        typed: its address as somebody typed it.
        agency_id: its id; None: made from its host.
        name_th: its name; None: its host stands for it.
        name_en: its name in English; None: the Thai one, else its host.
        kind: of agency, a slug.
        district: where it is.
        same_host: whether another agency may be on the same host.

    Returns:
        The entry, and in sentences what was understood of the words.

    Raises:
        ConfigurationError: no address, or no own website; the page, the host or the id is there already (the message
            names its line); a key is not as it must be.
    """
    try:
        address = understood(typed)
    except NoAddressError as error:
        raise ConfigurationError(
            error.why.en, "write the address of the home page: https://www.example.go.th"
        ) from None
    url = address.url
    if address.network:
        raise ConfigurationError(
            f"{url} is a page of a social network, not a website of the agency's own",
            "give the address of its website; an agency without one has an entry without url",
        )
    there = register.of_page(url)
    if there is not None:
        raise ConfigurationError(
            f"{register.place(there)}: agency {there.id} has this page already ({there.url})", "nothing was added"
        )
    there = register.of_host(url)
    if there is not None and not same_host:
        raise ConfigurationError(
            f"{register.place(there)}: agency {there.id} is on this host already ({there.url})",
            "nothing was added: --same-host adds it all the same, where two agencies share a host",
        )
    if agency_id is not None and (there := register.with_id(agency_id)) is not None:
        raise ConfigurationError(
            f"{register.place(there)}: the id {agency_id!r} is there already", "choose another --id"
        )
    chosen = agency_id or proposed_id(url, {one.id for one in register.agencies})
    th = as_text(name_th or "").strip() or address.host
    told = {"id": chosen, "name": {"th": th, "en": as_text(name_en or "").strip() or th}, "kind": kind, "url": url}
    if district:
        told["district"] = as_text(district)
    return Entry(parse(Agency, told, "the new entry")), [f"{note.th} / {note.en}" for note in address.notes]


def proposed_id(url: str, taken: Collection[str]) -> str:
    """An id made from an address: of its host what is its own, and of a shared host the page; none that is taken."""
    host = host_key(url).partition(":")[0]
    labels = [label for label in re.split(r"[^a-z0-9]+", host) if label]
    own = [label for label in labels if label not in _GENERIC] or labels
    if set(own) & _SHARED:
        own += [part for part in re.split(r"[^a-z0-9]+", unquote(urlsplit(url).path).lower()) if part]
    return free_id("-".join(own), taken)


def free_id(wish: str, taken: Collection[str]) -> str:
    """The wish as a slug that is not taken."""
    slug = re.sub(r"[^a-z0-9]+", "-", wish.lower()).strip("-")[: MAX_ID - 4].strip("-") or "agency"
    chosen, number = slug, 1
    while chosen in taken:
        number += 1
        chosen = f"{slug}-{number}"
    return chosen
