"""Reads agencies.toml: who is checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from itacheck.border import parse, read_toml
from itacheck.errors import ConfigurationError
from itacheck.model import Agency, Bilingual, CrawlLimits, Strict

LONGEST_WAIVER = timedelta(days=366)


class _Defaults(Strict):
    contact: str | None = None
    crawl: CrawlLimits = CrawlLimits()


@dataclass(frozen=True, slots=True)
class Agencies:
    """The entries of one file."""

    agencies: tuple[Agency, ...]
    contact: str | None = None
    """Whom a webmaster can ask about the crawl: a URL or an e-mail address, part of the user agent."""


def load_agencies(path: Path, *, as_of: date) -> Agencies:
    """The agencies of a file.

    Raises:
        ConfigurationError: the file is missing or broken, a key is unknown, an id is there twice, a URL has no
            scheme, or a waiver ends more than 12 months after `as_of`.
    """
    try:
        data = read_toml(path)
    except ConfigurationError as error:
        if "no such file" in error.what:
            raise ConfigurationError(error.what, "name one with --agencies FILE, or give a URL to check") from None
        raise
    unknown = data.keys() - {"defaults", "agency"}
    if unknown:
        raise ConfigurationError(
            f"{path}: unknown key {sorted(unknown)[0]!r}", "the file holds [defaults] and [[agency]] only"
        )
    defaults = parse(_Defaults, data.get("defaults", {}), f"{path}: defaults")
    entries = data.get("agency", [])
    if not isinstance(entries, list):
        raise ConfigurationError(f"{path}: key 'agency': expected a list", "write [[agency]] with two brackets")
    agencies: dict[str, Agency] = {}
    for number, entry in enumerate(entries, 1):
        where = f"{path}: agency {entry.get('id', number) if isinstance(entry, Mapping) else number}"
        agency = parse(Agency, _with_defaults(entry, defaults), where)
        if agency.id in agencies:
            raise ConfigurationError(f"{where}: key 'id': {agency.id!r} is there twice", "give each agency its own id")
        check_agency(agency, where, as_of)
        agencies[agency.id] = agency
    return Agencies(tuple(agencies.values()), defaults.contact)


def check_agency(agency: Agency, where: str, as_of: date) -> None:
    """What the model alone cannot tell.

    Raises:
        ConfigurationError: a URL is none, or a waiver ends too late.
    """
    for key, url in (("url", agency.url), *((f'declared."{rule}"', u) for rule, u in agency.declared.items())):
        if url is not None:
            check_url(url, f"{where}: key '{key}'")
    for waiver in agency.waiver:
        if waiver.expires > as_of + LONGEST_WAIVER:
            raise ConfigurationError(
                f"{where}: waiver {waiver.rule}: key 'expires': {waiver.expires} is more than 12 months ahead",
                "choose an earlier day",
            )


def check_url(url: str, where: str) -> None:
    """Whether a URL can be crawled.

    Raises:
        ConfigurationError: no scheme, another scheme than http(s), no host, or credentials in it.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise ConfigurationError(f"{where}: {url!r} is not a URL ({error})", "write it as https://host/") from None
    if "://" not in url:
        raise ConfigurationError(f"{where}: {url!r} has no scheme", f"write https://{url.lstrip('/')}")
    if parts.scheme.lower() not in ("http", "https"):
        raise ConfigurationError(
            f"{where}: {url!r}: only http and https can be checked", "write the site's web address"
        )
    if not parts.hostname or re.search(r"[\s<>\"']", parts.netloc):
        raise ConfigurationError(f"{where}: {url!r} has no valid host", "write it as https://host/")
    if parts.username or parts.password:
        raise ConfigurationError(
            f"{where}: the URL holds a user name or password", "remove it: only public pages count"
        )


def agency_of_url(url: str) -> Agency:
    """An agency made of a URL alone, for an officer who checks one site without a file.

    Raises:
        ConfigurationError: the URL cannot be crawled.
    """
    check_url(url, "URL")
    host = urlsplit(url).netloc
    slug = re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-")[:64].strip("-") or "site"
    return Agency(id=slug, name=Bilingual(th=host, en=host), kind="agency", url=url)


def _with_defaults(entry: Any, defaults: _Defaults) -> Any:
    if not isinstance(entry, Mapping):
        return entry
    own = entry.get("crawl", {})
    if not isinstance(own, Mapping):
        return entry
    return {**entry, "crawl": {**defaults.crawl.model_dump(exclude_unset=True), **own}}
