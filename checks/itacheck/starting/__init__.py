"""What a repository needs to check websites of its own: a list of agencies, a workflow, and words about them."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from string import Template

import itacheck
from itacheck.agencies import agency_of_url
from itacheck.errors import ConfigurationError
from itacheck.files import write_atomic
from itacheck.model import Agency

__all__ = ["AGENCIES", "Started", "start"]

AGENCIES = Path("agencies.toml")

_TEMPLATES = Path(__file__).parent / "templates"
_FILES = {
    AGENCIES: "agencies.toml",
    Path(".github/workflows/itacheck.yml"): "itacheck.yml",
    Path(".gitignore"): "gitignore",
    Path("README.th.md"): "README.th.md",
}
"""Where a file goes -> its template."""
_EXAMPLE_WAIVER = timedelta(days=180)


class _Template(Template):
    delimiter = "§"  # the workflow is full of dollars


@dataclass(frozen=True, slots=True)
class Started:
    """What was done."""

    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    """Was there already and stays as it was."""


def start(folder: Path, urls: Sequence[str], day: date, *, province: str | None = None, force: bool = False) -> Started:
    """Writes the files that are not there yet.

    Args:
        folder: made where it is missing.
        urls: home pages of the agencies to begin with.
        day: the waiver of the example ends half a year later.
        province: whose agencies these are, as readers call it.
        force: overwrite what is there.

    Raises:
        ConfigurationError: a URL cannot be crawled or two have one host, everything is there already, the list of
            agencies is there and URLs are to go into it, or a file cannot be written. Then nothing was written, except
            where the writing itself failed.
    """
    agencies = _agencies(urls)
    there = [] if force else [path for path in _FILES if os.path.lexists(folder / path)]
    if agencies and AGENCIES in there:
        raise ConfigurationError(
            f"{folder / AGENCIES} is there already and stays as it is",
            "add the agency there, or overwrite with --force",
        )
    if len(there) == len(_FILES):
        told = ", ".join(path.as_posix() for path in there)
        raise ConfigurationError(f"{folder}: all of it is there already: {told}", "overwrite it with --force")
    name = _one_line(province or "")
    values = {
        "of_th": f"ของ{name}" if name else "",
        "of_en": f" ({name})" if name else "",
        "expires": (day + _EXAMPLE_WAIVER).isoformat(),
        "entries": "".join(map(_entry, agencies)),
        "version": itacheck.__version__,
    }
    written = [path for path in _FILES if path not in there]
    for path in written:
        template = _Template((_TEMPLATES / _FILES[path]).read_text(encoding="utf-8"))
        write_atomic(folder / path, template.substitute(values).rstrip("\n") + "\n")
    return Started(tuple(written), tuple(there))


def _agencies(urls: Sequence[str]) -> list[Agency]:
    found: dict[str, Agency] = {}
    for url in dict.fromkeys(urls):
        if not url.isprintable():
            raise ConfigurationError(f"URL: {url!r} holds characters that do not show", "type it anew")
        agency = agency_of_url(url)
        if agency.id in found:
            raise ConfigurationError(
                f"{found[agency.id].url} and {url} would both be agency {agency.id!r}",
                f"give one of them, and write the other into {AGENCIES}",
            )
        found[agency.id] = agency
    return list(found.values())


def _entry(agency: Agency) -> str:
    lines = [
        "[[agency]]",
        f"id = {_quoted(agency.id)}",
        f"name.th = {_quoted(agency.name.th)}  # แก้เป็นชื่อหน่วยงาน / write its name",
        f"name.en = {_quoted(agency.name.en)}",
        f"kind = {_quoted(agency.kind)}",
        f"url = {_quoted(agency.url or '')}",
    ]
    return "".join(f"\n{line}" for line in lines) + "\n"


def _quoted(text: str) -> str:
    """Printable text as a TOML string; JSON's escapes are TOML's too."""
    return json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
