"""Who is judged again: the WARC files of a folder, and what agencies.toml says of their agencies today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError

import itacheck
from itacheck.agencies import load_agencies
from itacheck.errors import ConfigurationError, NothingCheckedError
from itacheck.model import Agency, Bilingual
from itacheck.warc import ENDING, Header, NotKeptError, read_header

from .options import today
from .selection import Selection


@dataclass(frozen=True, slots=True)
class KeptSelection:
    """What `--from-warc` chooses."""

    selection: Selection
    warcs: Mapping[str, Path]
    """By agency id."""
    as_of: date
    notes: tuple[str, ...]
    """What the user should know before reading the results."""


def select_kept(folder: Path, words: Sequence[str], file: Path | None, day: date | None) -> KeptSelection:
    """The agencies whose pages are kept in a folder.

    Args:
        folder: holds one WARC per agency; others are judged as damaged ones.
        words: ids to choose; none: all.
        file: an agencies.toml whose entries, waivers and declarations count instead of those that were kept; its
            agencies without a WARC are `unreachable`. None: the entries that were kept.
        day: the day to judge on; None: the day of the run that kept the pages (of several the latest).

    Raises:
        ConfigurationError: the folder is none, or an id is unknown.
        NothingCheckedError: no WARC is there.
    """
    try:
        paths = sorted(
            path for path in folder.iterdir() if path.name.endswith(ENDING) and not path.name.startswith(".")
        )
    except OSError as error:
        raise ConfigurationError(
            f"--from-warc {folder}: cannot be read ({error.strerror})", "name the folder of --save-warc"
        ) from None
    if not paths:
        raise NothingCheckedError(
            f"--from-warc {folder}: holds no *{ENDING}, so nothing was checked", "name the folder of --save-warc"
        )
    warcs, agencies, headers = dict[str, Path](), dict[str, Agency](), list[Header]()
    for path in paths:
        try:
            header = read_header(path)
        except NotKeptError:
            # Told with its verdicts: one file that is none of ours does not stop the others.
            agency = _unknown(path)
        else:
            headers.append(header)
            agency = header.agency
        if agency.id in agencies:
            raise ConfigurationError(
                f"{path}: agency {agency.id!r} is in {warcs[agency.id].name} too", "keep one of the two files there"
            )
        warcs[agency.id], agencies[agency.id] = path, agency
    judged_on = day or max((header.origin.as_of for header in headers), default=today())
    if file is not None:
        agencies = {agency.id: agency for agency in load_agencies(file, as_of=judged_on).agencies}
    for word in words:
        if word not in agencies:
            where = file or f"--from-warc {folder}"
            raise ConfigurationError(f"{where}: no agency {word!r}", f"use one of {', '.join(sorted(agencies)[:8])}")
    chosen = tuple(agencies[word] for word in dict.fromkeys(words)) if words else tuple(agencies.values())
    if not chosen:
        raise NothingCheckedError(f"{file}: holds no agency, so nothing was checked", "add an [[agency]]")
    return KeptSelection(Selection(chosen, None, file or folder), warcs, judged_on, _notes(headers, judged_on, day))


def _unknown(path: Path) -> Agency:
    """An agency of which only the file's name is known."""
    name = path.name.removesuffix(ENDING)
    words = Bilingual(th=name, en=name)
    try:
        return Agency(id=name, name=words, kind="agency")
    except ValidationError:
        slug = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in name.lower()).split())[:64].strip(
            "-"
        )
        return Agency(id=slug or "warc", name=words, kind="agency")


def _notes(headers: Sequence[Header], judged_on: date, day: date | None) -> tuple[str, ...]:
    notes = []
    for version, number in sorted(Counter(header.origin.version for header in headers).items()):
        if version != itacheck.__version__:
            notes.append(
                f"หน้าของ {number} หน่วยงานเก็บไว้ด้วย itacheck {version} แต่ตรวจด้วย {itacheck.__version__} / "
                f"the pages of {number} of the agencies were kept by itacheck {version} and are judged by "
                f"{itacheck.__version__}"
            )
    days = sorted({header.origin.as_of for header in headers})
    if day is None and days:
        more = f" ({len(days)} days, the latest)" if len(days) > 1 else ""
        notes.append(f"ตรวจ ณ วันที่เก็บหน้า / judged as of the day when the pages were kept: {judged_on}{more}")
    return tuple(notes)
