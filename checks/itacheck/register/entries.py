"""The text of agencies.toml: where its entries stand, and how a new one is written below them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from itacheck.agencies import check_agency, load_agencies
from itacheck.border import parse
from itacheck.crawl import host_key, page_key
from itacheck.errors import ConfigurationError
from itacheck.files import write_atomic
from itacheck.model import Agency

_HEADER = re.compile(r"[ \t]*\[\[[ \t]*(?:agency|\"agency\"|'agency')[ \t]*\]\][ \t]*(?:#.*)?")
_NEW = "# ใครถูกตรวจ / who is checked\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry to be written."""

    agency: Agency
    remarks: tuple[str, ...] = field(default=())
    """Comments that stand over it."""


@dataclass(frozen=True, slots=True)
class Register:
    """An agencies.toml as it stands on the disk."""

    path: Path
    text: str
    """Empty: there is no such file yet."""
    agencies: tuple[Agency, ...]
    lines: tuple[int, ...]
    """The line on which each agency begins, from 1; empty where that cannot be told."""
    contact: str | None = None

    @classmethod
    def load(cls, path: Path, *, as_of: date) -> Register:
        """The file as it is; an empty one where there is none.

        Raises:
            ConfigurationError: it is there and broken.
        """
        if not path.exists():
            return cls(path, "", (), ())
        loaded = load_agencies(path, as_of=as_of)
        text = path.read_bytes().decode("utf-8")
        lines = tuple(
            number for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1) if _HEADER.fullmatch(line)
        )
        return cls(path, text, loaded.agencies, lines if len(lines) == len(loaded.agencies) else (), loaded.contact)

    def place(self, agency: Agency) -> str:
        """Where an agency stands: `agencies.toml:12`, or the file alone where the line cannot be told."""
        number = self.agencies.index(agency)
        return f"{self.path}:{self.lines[number]}" if self.lines else str(self.path)

    def of_page(self, url: str) -> Agency | None:
        """The agency whose home page an address is, in whatever spelling."""
        key = home_key(url)
        return next((one for one in self.agencies if one.url and home_key(one.url) == key), None)

    def of_host(self, url: str) -> Agency | None:
        """The agency that has the host of an address, with and without www."""
        key = host_key(url).removeprefix("www.")
        for one in self.agencies:
            own = [one.url or "", *(f"http://{host}/" for host in one.hosts)]
            if key in {host_key(each).removeprefix("www.") for each in own if each}:
                return one
        return None

    def with_id(self, agency_id: str) -> Agency | None:
        """The agency of an id."""
        return next((one for one in self.agencies if one.id == agency_id), None)

    def appended(self, entries: Sequence[Entry], *, as_of: date) -> str:
        """The text of the file with entries below all that is there.

        Raises:
            ConfigurationError: the result would not be the old entries as they were and then the new ones.
        """
        end = "\r\n" if "\r\n" in self.text else "\n"
        text = self.text or _NEW
        if not text.endswith("\n"):
            text += end
        written = text + "".join(end + end.join(lines_of(entry)) + end for entry in entries)
        todo = f"write the entries into {self.path} by hand: --dry-run shows them"
        try:
            before, after = _entries(self.text), _entries(written)
        except tomllib.TOMLDecodeError as error:
            raise ConfigurationError(f"{self.path}: nothing can be added below its end ({error})", todo) from None
        made = [parse(Agency, one, "the new entry") for one in after[len(before) :]]
        if after[: len(before)] != before or made != [_bare(entry.agency) for entry in entries]:
            raise ConfigurationError(f"{self.path}: nothing can be added below its end", todo)
        for one in made:
            check_agency(one, "the new entry", as_of)
        return written

    def append(self, entries: Sequence[Entry], *, as_of: date) -> None:
        """Writes entries below all that is there, whose text stays as it is to the letter.

        Raises:
            ConfigurationError: see `appended`; or the file cannot be written.
        """
        write_atomic(self.path, self.appended(entries, as_of=as_of))


def home_key(url: str) -> str:
    """One key for the spellings of a home page: scheme, www, the name of an index page and a slash do not count."""
    return re.sub(r"/(?:index|default|home)\.(?:html?|php|aspx?|jsp)$", "/", page_key(url)).rstrip("/").lower()


def lines_of(entry: Entry) -> Iterable[str]:
    """The lines of an entry, without line ends."""
    agency = entry.agency
    for remark in entry.remarks:
        yield f"# {''.join(char if char.isprintable() else ' ' for char in remark)}"
    yield "[[agency]]"
    yield f"id = {toml(agency.id)}"
    yield f"name.th = {toml(agency.name.th)}"
    yield f"name.en = {toml(agency.name.en)}"
    yield f"kind = {toml(agency.kind)}"
    if agency.district:
        yield f"district = {toml(agency.district)}"
    if agency.url:
        yield f"url = {toml(agency.url)}"
    if agency.hosts:
        yield f"hosts = [{', '.join(map(toml, agency.hosts))}]"


def toml(text: str) -> str:
    """A TOML basic string."""
    # Every JSON string without surrogates is one, but for the one control character that JSON lets stand.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _bare(agency: Agency) -> Agency:
    """What `lines_of` writes of an agency."""
    return Agency(
        id=agency.id,
        name=agency.name,
        kind=agency.kind,
        url=agency.url,
        hosts=agency.hosts,
        district=agency.district or None,
    )


def _entries(text: str) -> list[Any]:
    entries = tomllib.loads(text.removeprefix("\ufeff")).get("agency", [])
    return entries if isinstance(entries, list) else []
