"""JSON Schemas of the files that people write, for editors that complete TOML from them (`#:schema …`)."""

from __future__ import annotations

import ast
import inspect
import itertools
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from itacheck.model import Agency, CrawlLimits, EvidenceType, PackHeader, Rule, Strict
from itacheck.packs import Inheritance


class _Defaults(Strict):
    """What holds for every agency of the file that does not say otherwise."""

    contact: str | None = None
    crawl: CrawlLimits = CrawlLimits()


class _AgenciesFile(Strict):
    """`agencies.toml`: who is checked."""

    defaults: _Defaults = _Defaults()
    agency: tuple[Agency, ...] = Field(default=())


class _PackFile(PackHeader, Inheritance):
    """`pack.toml`: one that extends another pack takes over what it does not say."""


SCHEMAS: dict[str, type[BaseModel]] = {
    "rule": Rule,
    "evidence": EvidenceType,
    "pack": _PackFile,
    "agencies": _AgenciesFile,
}
"""Kind of file -> its model."""


@cache
def schema_text(kind: str) -> str:
    """The JSON Schema of a kind of file, as it is written to a file; its descriptions are the models' own."""
    schema = SCHEMAS[kind].model_json_schema()
    said = {model.__name__: _said(model) for model in _models()}
    for name, node in (*schema.get("$defs", {}).items(), (SCHEMAS[kind].__name__, schema)):
        for field, part in node.get("properties", {}).items():
            text = said.get(name, {}).get(field)
            if text and "description" not in part:
                part["description"] = text
    if kind == "pack":
        whole = [key for key in schema.pop("required") if key != "extends"]
        schema["anyOf"] = [{"required": ["extends"]}, {"required": whole}]
    schema["title"] = f"itacheck {kind}"
    return json.dumps(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, ensure_ascii=False, indent=1
    )


def schema_files() -> dict[str, str]:
    """File name -> its text, for a folder of schemas."""
    return {f"{kind}.json": schema_text(kind) + "\n" for kind in SCHEMAS}


def schema_line(file: Path, kind: str, schemas: Path) -> str:
    """The first line of a file that tells an editor where its schema is."""
    here, there = file.resolve().parent, schemas.resolve()
    up = 0
    while not there.is_relative_to(here):
        here, up = here.parent, up + 1
    return f"#:schema {'../' * up or './'}{(there.relative_to(here) / f'{kind}.json').as_posix()}"


def _models() -> list[type[BaseModel]]:
    """Every model of the files."""
    found: list[type[BaseModel]] = []
    left: list[type[BaseModel]] = [Strict]
    while left:
        found += (made := left.pop().__subclasses__())
        left += made
    return found


def _said(model: type[BaseModel]) -> dict[str, str]:
    """Field -> the text under it in the source.

    Asking pydantic for them (`use_attribute_docstrings`) doubles the time that every start of the program takes.
    """
    try:
        tree: Any = ast.parse(inspect.getsource(sys.modules[model.__module__]))
    except OSError:
        return {}
    body = next((node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == model.__name__), [])
    return {
        field.target.id: inspect.cleandoc(text.value.value)
        for field, text in itertools.pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }
