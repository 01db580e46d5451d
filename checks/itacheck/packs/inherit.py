"""What a pack is made of: its own files, and those of the pack that it extends with their years moved.

`extends = "2568"` with `fiscal_year = 2570` takes over every rule; `[[change]]`, `[[drop]]` and own rule files,
each with a reason, then make it the pack of its year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, Field

from itacheck.border import parse, read_toml
from itacheck.errors import ConfigurationError
from itacheck.model import Bilingual, PackHeader, Rule, Strict

from .files import EVIDENCE, PACK_FILE, check_inside, files_in, find_pack, over
from .years import move_text, move_years

UNCONFIRMED = Bilingual(
    th="ยังไม่ได้ยืนยันกับเอกสารมาตรการของปีนั้น ถ้อยคำ กำหนดเวลา และเลขข้ออาจไม่ตรง",
    en="Not confirmed against the measures document of its year, whose words, dates and numbers may differ",
)
CONFIRMING = ("title", "document")
"""What only the measures document of a pack's own year can say."""


@dataclass(frozen=True, slots=True)
class Alteration:
    """What a pack does to a rule of the pack that it extends, or a rule that it adds to it."""

    pack: str
    """The pack that did it: the pack itself, or one that it extends."""
    rule: str
    act: str
    """changed, added or dropped."""
    reason: Bilingual
    fields: tuple[str, ...] = ()
    """The keys that were changed."""


class _Change(Strict):
    """`[[change]]`: further keys are those of the rule."""

    model_config = ConfigDict(extra="allow")

    rule: str
    reason: Bilingual


class _Drop(Strict):
    """`[[drop]]`."""

    rule: str
    reason: Bilingual


class Inheritance(Strict):
    """The keys of `pack.toml` that only a pack that extends another has."""

    extends: str = Field(min_length=1, max_length=200)
    keep: tuple[str, ...] = ()
    """Phrases whose years stay in this pack as they were written, while the others are moved."""
    change: tuple[_Change, ...] = ()
    drop: tuple[_Drop, ...] = ()


@dataclass(frozen=True, slots=True)
class RawRule:
    """A rule as data, with the file that an error in it is to name."""

    data: Mapping[str, Any]
    where: str
    years: int = 0
    """How many years its data is still to be moved: once for a chain of packs, so that no day is lost on the way."""
    keep: tuple[str, ...] = ()

    def later(self, years: int, keep: tuple[str, ...]) -> RawRule:
        """The same rule some years later; what one year keeps, the next one need not."""
        return RawRule(self.data, self.where, self.years + years, keep) if years else self

    @property
    def moved(self) -> Mapping[str, Any]:
        """The data in the years of the pack that holds it."""
        return move_years(self.data, self.years, self.keep) if self.years else self.data


@dataclass(frozen=True, slots=True)
class RawPack:
    """A pack as data, with all that it inherits."""

    folder: Path
    header: Mapping[str, Any]
    """The keys of a `PackHeader`."""
    rules: Mapping[str, RawRule]
    alterations: tuple[Alteration, ...] = ()
    files: tuple[tuple[Path, Path], ...] = ()
    """Folder and file: its own first, then those of what it extends."""
    folders: tuple[Path, ...] = ()
    """Its folder and those of what it extends, the oldest first."""
    carried: frozenset[str] = frozenset()
    """The keys of `CONFIRMING` that it took over from a pack of another year."""
    confirmed: str = ""
    """The id of the nearest pack that is made from the document of its own year."""
    moved: bool = False
    """Whether its rules come from another year than its own."""
    where: str = ""

    def parsed_header(self) -> PackHeader:
        """The header; a title and a document that are carried over say so.

        Raises:
            ConfigurationError: a key is unknown, missing or of the wrong form.
        """
        header = parse(PackHeader, self.header, self.where)
        if not header.unconfirmed:
            return header
        told: dict[str, Any] = {}
        if "title" in self.carried:
            told["title"] = Bilingual(
                th=f"{header.title.th} (ยกมาจากชุด {self.confirmed} ยังไม่ยืนยัน)",
                en=f"{header.title.en} (carried over from {self.confirmed}, unconfirmed)",
            )
        if "document" in self.carried:
            told["document"] = f"{header.document} (ยกมาใช้กับปีงบประมาณ พ.ศ. {header.fiscal_year} ยังไม่ยืนยัน)"
        if header.note is None:
            told["note"] = _carried(self.confirmed, header.fiscal_year) if self.moved else UNCONFIRMED
        return header.model_copy(update=told)


def read_pack(folder: Path, before: Sequence[Path] = ()) -> RawPack:
    """Reads a pack and what it extends.

    Args:
        folder: holds its `pack.toml`.
        before: the folders of the packs that extend it.

    Raises:
        ConfigurationError: a file is broken, packs extend each other in a circle, or a change, a drop or an added rule
            does not fit what is inherited.
    """
    path = folder / PACK_FILE
    check_inside(path, folder)
    data = read_toml(path)
    if any(folder.resolve() == other.resolve() for other in before):
        circle = " > ".join(one.resolve().name for one in (*before, folder))
        raise ConfigurationError(
            f"{path}: key 'extends': the packs extend each other in a circle ({circle})",
            "let one of them stand on its own",
        )
    special = {key: data.pop(key) for key in tuple(data) if key in Inheritance.model_fields}
    rules = _own_rules(folder)
    files = tuple((folder, one) for one in sorted([path, *rule_files(folder)]))
    if "extends" not in special:
        for key in special:
            raise ConfigurationError(f"{path}: key {key!r}: only for a pack that extends another", "add extends to it")
        own_id = data.get("id")
        return RawPack(
            folder, data, rules, files=files, folders=(folder,), where=str(path),
            confirmed=own_id if isinstance(own_id, str) else folder.name,
        )  # fmt: skip
    how = parse(Inheritance, special, str(path))
    base = _base(how, folder, before)
    # What is wrong in the base is told with the base's file, before anything is made of it.
    year = parse(PackHeader, base.header, base.where).fiscal_year
    wanted = data.get("fiscal_year", year)
    if not isinstance(wanted, int):
        raise ConfigurationError(f"{path}: key 'fiscal_year': {wanted!r} is no year", "write it as 2570 (B.E.)")
    header, carried = _header(base, data, wanted - year, how.keep, folder)
    pack = RawPack(
        folder, header, {}, base.alterations, files + base.files, (*base.folders, folder), carried,
        base.confirmed if header.get("unconfirmed") else str(header["id"]),
        bool(header.get("unconfirmed")) and (base.moved or wanted != year), str(path),
    )  # fmt: skip
    # Only after this is the year sure to be one.
    parse(PackHeader, header, str(path))
    inherited = {rule_id: raw.later(wanted - year, how.keep) for rule_id, raw in base.rules.items()}
    return _altered(pack, inherited, rules, how)


def _base(how: Inheritance, folder: Path, before: Sequence[Path]) -> RawPack:
    try:
        where = find_pack(how.extends, folder)
    except ConfigurationError as error:
        raise ConfigurationError(f"{folder / PACK_FILE}: key 'extends': {error.what}", error.todo) from None
    return read_pack(where, (*before, folder))


def _header(
    base: RawPack, own: Mapping[str, Any], years: int, keep: tuple[str, ...], folder: Path
) -> tuple[dict[str, Any], frozenset[str]]:
    """The header of a pack that extends, and which of its names are carried over from another year."""
    inherited = dict(base.header)
    inherited.pop("id", None)
    moved = dict(inherited)
    if years:
        moved["title"] = move_years(inherited["title"], years, keep)
        moved["unconfirmed"] = own.get("unconfirmed", True)
        moved.pop("note", None)
        if moved["unconfirmed"] is False:
            moved["document"] = move_text(str(inherited["document"]), years, keep)
    header = over(moved, {"id": folder.resolve().name, **own})
    if own.get("unconfirmed") is False and "note" not in own:
        header.pop("note", None)
    carried = frozenset(CONFIRMING) if years else base.carried
    return header, carried - own.keys()


def _altered(pack: RawPack, rules: dict[str, RawRule], own: Mapping[str, RawRule], how: Inheritance) -> RawPack:
    """The pack with its rules: those that it inherits, without the dropped ones, changed, and its own."""
    own_id = str(pack.header["id"])
    done: list[Alteration] = []
    for number, drop in enumerate(how.drop):
        _must_hold(rules, drop.rule, f"{pack.where}: key 'drop.{number}.rule'")
        del rules[drop.rule]
        done.append(Alteration(own_id, drop.rule, "dropped", drop.reason))
    changed: set[str] = set()
    for number, change in enumerate(how.change):
        key = f"{pack.where}: key 'change.{number}"
        _must_hold(rules, change.rule, f"{key}.rule'")
        fields = change.model_extra or {}
        if change.rule in changed:
            raise ConfigurationError(f"{key}.rule': {change.rule!r} is changed twice", "put both into one [[change]]")
        if not fields:
            raise ConfigurationError(f"{key}': changes nothing in {change.rule!r}", "add the keys that are different")
        for fixed in fields.keys() & {"id", "added"}:
            raise ConfigurationError(
                f"{key}.{fixed}': cannot be changed", "drop the rule, and add one in a file of its own"
            )
        where = f"{pack.where}: [[change]] of rule {change.rule!r}"
        rules[change.rule] = RawRule(over(rules[change.rule].moved, fields), where)
        parse(Rule, rules[change.rule].data, where)
        changed.add(change.rule)
        done.append(Alteration(own_id, change.rule, "changed", change.reason, tuple(fields)))
    for rule_id, raw in own.items():
        if rule_id in rules:
            raise ConfigurationError(
                f"{raw.where}: key 'id': {rule_id!r} is in {how.extends!r} already",
                f"write a [[change]] into {PACK_FILE}, or a [[drop]] when another rule takes its number",
            )
        reason = parse(Rule, raw.data, raw.where).added
        if reason is None:
            raise ConfigurationError(
                f"{raw.where}: key 'added' is missing", f"say in added.th and added.en why {how.extends!r} lacks it"
            )
        rules[rule_id] = raw
        done.append(Alteration(own_id, rule_id, "added", reason))
    return replace(pack, rules=rules, alterations=(*pack.alterations, *done))


def _must_hold(rules: Mapping[str, RawRule], rule_id: str, where: str) -> None:
    if rule_id not in rules:
        raise ConfigurationError(f"{where}: no rule {rule_id!r} is inherited", f"use one of {', '.join(rules)}")


def rule_files(folder: Path) -> list[Path]:
    """The files of the rules of a pack's folder."""
    return [path for path in files_in(folder, "*/*.toml") if path.parent.name != EVIDENCE]


def _own_rules(folder: Path) -> dict[str, RawRule]:
    rules: dict[str, RawRule] = {}
    for path in rule_files(folder):
        data = read_toml(path)
        rule = parse(Rule, data, str(path))
        if rule.id in rules:
            raise ConfigurationError(f"{path}: key 'id': {rule.id!r} is there twice", "give each rule its own id")
        rules[rule.id] = RawRule(data, str(path))
    return rules


def _carried(confirmed: str, year: int) -> Bilingual:
    return Bilingual(
        th=(
            f"ยกมาจากชุดกฎ {confirmed} โดยเลื่อนปีเป็นปีงบประมาณ พ.ศ. {year} ยังไม่ได้ยืนยันกับเอกสารมาตรการของปีนั้น "
            "ถ้อยคำ กำหนดเวลา และเลขข้ออาจไม่ตรง"
        ),
        en=(
            f"Carried over from rule pack {confirmed} with its years moved to fiscal year {year}; not confirmed "
            "against the measures document of that year, whose words, dates and numbers may differ"
        ),
    )
