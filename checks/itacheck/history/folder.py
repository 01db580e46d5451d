"""A history folder on disk: written so that its diffs read well, and only where something changed.

DIR/runs.json               the runs, and what is not usual with an agency now: the file that every run changes
DIR/agencies/ID.json        one agency: a line for each rule and each event, newest first

A run that was killed while it wrote leaves whole files, some of them a run ahead of `runs.json`, which is written last:
the next run, or the same one again, puts that right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from itacheck.border import parse, read_json
from itacheck.errors import ConfigurationError
from itacheck.files import safe_stem, write_atomic

from .model import RUNS_SCHEMA, SCHEMA, AgencyHistory, History, RunLog

RUNS = "runs.json"
AGENCIES = "agencies"
_TODO = "restore it from version control, or remove the whole folder to begin a new history"
# What JSON allows as it stands, but a terminal or a diff obeys.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

_Model = TypeVar("_Model", AgencyHistory, RunLog)


def load_history(folder: Path) -> History:
    """The history in a folder; an empty one where there is none yet.

    Raises:
        ConfigurationError: a file cannot be read, is damaged, or was written by a newer version of this program.
    """
    runs, agencies = folder / RUNS, folder / AGENCIES
    try:
        paths = sorted(path for path in agencies.glob("*.json") if not path.name.startswith("."))
    except OSError as error:
        raise ConfigurationError(f"{folder}: cannot be read ({error.strerror})", "check its rights") from None
    if not runs.exists():
        if paths:
            raise ConfigurationError(f"{runs}: missing, though {agencies} holds agencies", _TODO)
        return History()
    log = _read(RunLog, runs, RUNS_SCHEMA)
    found = {own.id: own for own in (_read(AgencyHistory, path, SCHEMA) for path in paths)}
    return History(log, found)


def save_history(history: History, before: History, folder: Path) -> int:
    """Writes what is other than before.

    Args:
        history: the new one.
        before: what `folder` holds.
        folder: made where it is missing.

    Returns:
        How many files were written.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    written = 0
    for own in history.agencies.values():
        if own != before.agencies.get(own.id):
            write_atomic(folder / AGENCIES / f"{safe_stem(own.id)}.json", text_of(own))
            written += 1
    if history.log != before.log:
        write_atomic(folder / RUNS, text_of(history.log))
        written += 1
    return written


def text_of(model: AgencyHistory | RunLog) -> str:
    """A file's text: JSON with a line for each entry of a list or table, and for each other key."""
    return "{\n" + ",\n".join(_lines(model)) + "\n}\n"


def _lines(model: AgencyHistory | RunLog) -> Iterator[str]:
    # Defaults are left out: less to read, and less to differ. Lists and tables are not, so that their first entry is
    # a line more and nothing else.
    data = {"schema": model.schema_, **model.model_dump(mode="json", by_alias=True, exclude_defaults=True)}
    table, listed = ("rules", "events") if isinstance(model, AgencyHistory) else ("agencies", "runs")
    for key, value in {**data, table: data.get(table, {}), listed: data.get(listed, [])}.items():
        if key == table:
            inner = [f"  {_json(name)}: {_json(value[name])}" for name in sorted(value, key=_in_order)]
            yield _block(key, "{", inner, "}")
        elif key == listed:
            yield _block(key, "[", [f"  {_json(one)}" for one in value], "]")
        else:
            yield f" {_json(key)}: {_json(value)}"


def _block(key: str, begin: str, lines: Sequence[str], end: str) -> str:
    return "\n".join([f" {_json(key)}: {begin}", *([",\n".join(lines)] if lines else []), f" {end}"])


def _json(value: Any) -> str:
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", json.dumps(value, ensure_ascii=False))


def _in_order(name: str) -> list[tuple[float, str]]:
    """5.9 before 5.10, and 5.M after both."""
    return [
        (int(part), "") if part.isdecimal() else (float("inf"), part) for part in re.split(r"[./]|(?<=\D)(?=\d)", name)
    ]


def _read(model: type[_Model], path: Path, schema: str) -> _Model:
    data = read_json(path, _TODO)
    found = data.get("schema")
    if found != schema:
        told = f"{path}: written in {found!r:.60}, and this itacheck knows {schema}"
        raise ConfigurationError(told, "use the version of itacheck that wrote it, or a newer one")
    return parse(model, data, str(path))
