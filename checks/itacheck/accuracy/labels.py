"""The lines of `labels.jsonl`: what a careful judge says of a rule on an agency, or of an evidence type on a page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from itacheck.border import parse
from itacheck.errors import ConfigurationError
from itacheck.model import Status, Strict
from itacheck.model.agency import Slug

NO_DECOY = "none"
"""What a label may write where nothing stands in the place of the missing evidence."""
_DECOY_COMMENT = "decoy"

Row = TypeVar("Row", bound=Strict)


def _path_of_a_site(text: str) -> str:
    if not text.startswith("/") or text.startswith("//"):
        raise PydanticCustomError("path", "a path on the site is expected, such as /ita/2568.html")
    return text


def _path_in_the_folder(text: str) -> str:
    path = PurePosixPath(text)
    if not path.parts or path.is_absolute() or ".." in path.parts or "\\" in text:
        raise PydanticCustomError("path", "a path inside the labelled folder is expected, such as office/ita.html")
    return text


def _truth(status: Status) -> Status:
    if status is Status.ERROR:
        raise PydanticCustomError("status", "a judge can be undecided (review), but never broken")
    return status


def _listed(value: Any) -> Any:
    return [] if value is None else [value] if isinstance(value, str) else value


def _said(value: Any) -> Any:
    return "" if value is None else value


class CellLabel(Strict):
    """The true verdict of one rule on one agency."""

    agency: Slug
    rule: str
    status: Annotated[Status, AfterValidator(_truth)]
    evidence: Annotated[tuple[Annotated[str, AfterValidator(_path_of_a_site)], ...], BeforeValidator(_listed)] = Field(
        default=(), alias="evidence_url"
    )
    """Paths on the site that prove a `pass` (any one of them; where a rule asks two parts, both), or that a
    person must look at (`review`); empty where there is nothing to show."""
    why: Annotated[str, BeforeValidator(_said)] = ""
    decoy: str | None = None
    """The kind of false or unclear evidence that stands there instead, if any."""

    @property
    def is_trap(self) -> bool:
        """Whether something stands there that a hasty judge would take for the evidence."""
        seen = self.status not in (Status.PASS, Status.UNREACHABLE)
        return seen and self.decoy is not None and self.decoy != NO_DECOY


class PageLabel(Strict):
    """Whether one page is, shows or links one evidence type."""

    page: Annotated[str, AfterValidator(_path_in_the_folder)]
    """The file, relative to the labelled folder."""
    evidence: Slug
    present: Literal[True, False, "unclear"]
    fiscal_year: int | None = Field(default=None, ge=2400, le=2700)
    """Buddhist era, as the page states it; of a row that is not present: a year that would be the wrong one."""
    quote: Annotated[str, BeforeValidator(_said)] = ""
    comment: Annotated[str, BeforeValidator(_said)] = ""

    @property
    def is_trap(self) -> bool:
        """Whether the words are there and the thing is not: the comment begins with `decoy`."""
        return self.present is False and self.comment.startswith(_DECOY_COMMENT)


@dataclass(frozen=True, slots=True)
class Numbered(Generic[Row]):
    """A label and the line that it stands on, counted from 1."""

    line: int
    label: Row


def read_lines(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """The objects of a file with one JSON object a line, with their line numbers; empty lines are skipped.

    Raises:
        ConfigurationError: the file cannot be read, or a line of it is no JSON object.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigurationError(f"{path}: no such file", "write one label a line: see CONTRIBUTING.md") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path}: not UTF-8 text", "save the file as UTF-8") from None
    except OSError as error:
        raise ConfigurationError(
            f"{path}: cannot be read ({error.strerror})", "check the path and its rights"
        ) from None
    found = []
    # NOTE: not splitlines: a JSON string may hold U+2028, which it takes for the end of a line.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ConfigurationError(f"{path}: line {number}: not valid JSON: {error}", "mend that line") from None
        if not isinstance(row, dict):
            raise ConfigurationError(f"{path}: line {number}: not a JSON object", "write { and } around its keys")
        found.append((number, row))
    return found


def parse_rows(model: type[Row], rows: list[tuple[int, dict[str, Any]]], path: Path) -> tuple[Numbered[Row], ...]:
    """The rows as labels.

    Raises:
        ConfigurationError: a key of one is unknown, missing or of the wrong form.
    """
    return tuple(Numbered(number, parse(model, row, f"{path}: line {number}")) for number, row in rows)
