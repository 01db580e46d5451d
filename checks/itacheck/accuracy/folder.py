"""A labelled folder: `labels.jsonl`, the sites or pages that it is about, and what `set.toml` says of the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import Field

from itacheck.border import parse, read_toml
from itacheck.errors import ConfigurationError, NothingCheckedError
from itacheck.model import Bilingual, Strict
from itacheck.model.agency import Slug
from itacheck.packs import Catalogue, Pack

from .labels import CellLabel, Numbered, PageLabel, parse_rows, read_lines

LABELS = "labels.jsonl"
SETTINGS = "set.toml"


class Settings(Strict):
    """`set.toml`, which may be left out, as may every key of it."""

    description: Bilingual | None = None
    as_of: date | None = None
    """The day on which the labels are true."""
    pack: str | None = None
    """The rule pack that the labels are about: an id or a folder."""
    answers: dict[str, tuple[Slug, ...]] = Field(default_factory=dict)
    """Name in a page's label -> the evidence types of which any one answers it. A name that is left out is answered by
    the type of that id, or, where there is none, by those whose ids begin with it (`participation`)."""


@dataclass(frozen=True, slots=True)
class LabelledCells:
    """Labels of rules on agencies."""

    folder: Path
    settings: Settings
    rows: tuple[Numbered[CellLabel], ...]

    @property
    def labels(self) -> tuple[CellLabel, ...]:
        """The labels, in the order of the file."""
        return tuple(row.label for row in self.rows)

    def check(self, agencies: Collection[str], pack: Pack) -> None:
        """Whether every label names an agency and a rule that there is.

        Raises:
            ConfigurationError: one does not; the line names it.
        """
        rules = {rule.id for rule in pack.rules}
        for row in self.rows:
            where = f"{self.folder / LABELS}: line {row.line}"
            if row.label.agency not in agencies:
                raise ConfigurationError(
                    f"{where}: key 'agency': unknown agency {row.label.agency!r}",
                    f"use one of {_some(agencies)}",
                )
            if row.label.rule not in rules:
                raise ConfigurationError(
                    f"{where}: key 'rule': pack {pack.id} has no rule {row.label.rule!r}", "see itacheck rules list"
                )


@dataclass(frozen=True, slots=True)
class LabelledPages:
    """Labels of evidence types on single pages or documents."""

    folder: Path
    settings: Settings
    rows: tuple[Numbered[PageLabel], ...]

    @property
    def labels(self) -> tuple[PageLabel, ...]:
        """The labels, in the order of the file."""
        return tuple(row.label for row in self.rows)

    @property
    def pages(self) -> tuple[str, ...]:
        """The labelled pages, each once."""
        return tuple(dict.fromkeys(row.label.page for row in self.rows))

    def check(self) -> None:
        """Whether every labelled page is there.

        Raises:
            ConfigurationError: one is not; the line names it.
        """
        for row in self.rows:
            if not (self.folder / row.label.page).is_file():
                raise ConfigurationError(
                    f"{self.folder / LABELS}: line {row.line}: key 'page': no file {row.label.page!r}",
                    "add it to the folder, or remove its labels",
                )

    def answers(self, catalogue: Catalogue) -> dict[str, frozenset[str]]:
        """Each labelled evidence name -> the evidence types that answer it; empty: none does.

        Raises:
            ConfigurationError: `set.toml` names an evidence type that there is not.
        """
        for name, types in self.settings.answers.items():
            for evidence in types:
                if evidence not in catalogue.types:
                    raise ConfigurationError(
                        f"{self.folder / SETTINGS}: key 'answers.{name}': unknown evidence type {evidence!r}",
                        f"use one of {', '.join(sorted(catalogue.types))}",
                    )
        return {name: self._answers(name, catalogue) for name in sorted({row.label.evidence for row in self.rows})}

    def _answers(self, name: str, catalogue: Catalogue) -> frozenset[str]:
        if name in self.settings.answers:
            return frozenset(self.settings.answers[name])
        if name in catalogue.types:
            return frozenset([name])
        return frozenset(evidence for evidence in catalogue.types if evidence.startswith(f"{name}-"))


def load_settings(path: Path) -> Settings:
    """`set.toml`; what it would say by default where there is none.

    Raises:
        ConfigurationError: it is broken.
    """
    return parse(Settings, read_toml(path), str(path)) if path.exists() else Settings()


def load_labelled(folder: Path, settings: Path | None = None) -> LabelledCells | LabelledPages:
    """The labels of a folder: of rules on agencies where a row names an agency, of pages where it names a page.

    Args:
        folder: holds `labels.jsonl`.
        settings: a `set.toml` elsewhere, for a folder that cannot be written; None: the folder's own.

    Raises:
        ConfigurationError: the folder or a file of it is missing or broken; the line names file, line number and key.
        NothingCheckedError: nothing is labelled.
    """
    if not folder.is_dir():
        raise ConfigurationError(f"{folder}: no such folder", f"name a folder that holds {LABELS}")
    if settings is not None and not settings.is_file():
        raise ConfigurationError(f"{settings}: no such file", "check the path")
    known = load_settings(settings or folder / SETTINGS)
    path = folder / LABELS
    lines = read_lines(path)
    if not lines:
        raise NothingCheckedError(f"{path}: holds no label, so nothing was scored", "write one label a line")
    number, first = lines[0]
    if "page" in first:
        return LabelledPages(folder, known, _told_apart(parse_rows(PageLabel, lines, path), path))
    if "agency" not in first:
        raise ConfigurationError(
            f"{path}: line {number}: key 'agency' or 'page' is missing",
            "a label is about a rule on an agency or a page",
        )
    cells = parse_rows(CellLabel, lines, path)
    _once(cells, path)
    return LabelledCells(folder, known, cells)


def _once(rows: tuple[Numbered[CellLabel], ...], path: Path) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        cell = row.label.agency, row.label.rule
        counts[cell] += 1
        if counts[cell] > 1:
            raise ConfigurationError(
                f"{path}: line {row.line}: key 'rule': {cell[1]} of {cell[0]} is labelled twice", "keep one of them"
            )


def _told_apart(rows: tuple[Numbered[PageLabel], ...], path: Path) -> tuple[Numbered[PageLabel], ...]:
    """The rows as they are, where none contradicts another: one page may show the paper of one year and lack another's.

    Raises:
        ConfigurationError: two say the opposite of the same page, evidence and year.
    """
    said: dict[tuple[str, str, int | None], object] = {}
    for row in rows:
        label = row.label
        key = label.page, label.evidence, label.fiscal_year
        if said.setdefault(key, label.present) != label.present:
            raise ConfigurationError(
                f"{path}: line {row.line}: key 'present': {label.evidence} of {label.page} is labelled otherwise above",
                "keep one of them, or tell them apart by fiscal_year",
            )
    return rows


def _some(names: Collection[str], most: int = 8) -> str:
    ordered = sorted(names)
    return ", ".join(ordered[:most]) + (f" and {len(ordered) - most} more" if len(ordered) > most else "")
