"""Reading a user's file into a model: one clear line for whatever is wrong, naming the file and the key."""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from itacheck.errors import ConfigurationError

Model = TypeVar("Model", bound=BaseModel)


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file.

    Raises:
        ConfigurationError: it cannot be read, is not UTF-8, or is not TOML.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigurationError(f"{path}: no such file", "check the path, or write the file first") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path}: not UTF-8 text", "save the file as UTF-8") from None
    except OSError as error:
        raise ConfigurationError(
            f"{path}: cannot be read ({error.strerror})", "check the path and its rights"
        ) from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path}: not valid TOML: {error}", "mend the line that it names") from None
    except RecursionError:
        raise ConfigurationError(f"{path}: not valid TOML: nested too deep", "write it flatter") from None


def read_json(path: Path, todo: str) -> dict[str, Any]:
    """The object in a JSON file.

    Args:
        path: the file.
        todo: what the user can do when it is no such file.

    Raises:
        ConfigurationError: it cannot be read, or is no JSON object.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(
            f"{path}: cannot be read ({error.strerror})", "check the path and its rights"
        ) from None
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{path}: not valid JSON: {error}", todo) from None
    if not isinstance(data, dict):
        raise ConfigurationError(f"{path}: not a JSON object", todo)
    return data


def parse(model: type[Model], data: Mapping[str, Any], where: str) -> Model:
    """A model made of data from a file.

    Raises:
        ConfigurationError: a key is unknown, missing or of the wrong form; the line names `where` and the key.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = _faults(model, error)[0]
        raise ConfigurationError(f"{where}: {first.what}", first.todo) from None


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in data from a file."""

    key: str
    """The key, with dots; `(file)` where it is none in particular."""
    what: str
    """What is wrong; names the key."""
    todo: str
    missing: bool = False
    """The key is not there at all."""


def faults(model: type[BaseModel], data: Mapping[str, Any]) -> list[Fault]:
    """Everything that the model does not accept in the data; empty: it would be read."""
    try:
        model.model_validate(data)
    except ValidationError as error:
        return _faults(model, error)
    return []


def _faults(model: type[BaseModel], error: ValidationError) -> list[Fault]:
    found = []
    for one in error.errors(include_url=False):
        key = ".".join(str(part) for part in one["loc"]) or "(file)"
        if one["type"] == "extra_forbidden":
            found.append(Fault(key, f"unknown key {key!r}", _spelling(model, one["loc"])))
        elif one["type"] == "missing":
            found.append(Fault(key, f"key {key!r} is missing", "add it", missing=True))
        else:
            got = repr(one.get("input"))
            told = f"{one['msg'][:1].lower()}{one['msg'][1:]}"
            found.append(Fault(key, f"key {key!r}: {told} (found {got[:80]})", "correct the value"))
    return found


def _spelling(model: type[BaseModel], place: Sequence[str | int]) -> str:
    """What to do about an unknown key: the nearest known one, where there is one."""
    near = difflib.get_close_matches(str(place[-1]), _known_keys(model, place[:-1]), n=1, cutoff=0.5)
    return f"correct its spelling (is it {near[0]!r}?) or remove it" if near else "correct its spelling or remove it"


def _known_keys(model: type[BaseModel], place: Sequence[str | int]) -> list[str]:
    """The keys that a model knows at a place of its data; empty where the place itself is unknown."""
    schema = model.model_json_schema()
    node = _resolved(schema, schema)
    for part in place:
        if isinstance(part, int):
            inner = node.get("items", {})
        else:
            inner = node.get("properties", {}).get(part) or node.get("additionalProperties") or {}
        node = _resolved(inner, schema) if isinstance(inner, dict) else {}
    return list(node.get("properties", {}))


def _resolved(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A part of a JSON Schema with its reference followed; of several, the first that is not null."""
    choices = node.get("anyOf", [])
    node = next((choice for choice in choices if choice.get("type") != "null"), node)
    if "$ref" in node:
        found = schema.get("$defs", {}).get(node["$ref"].rpartition("/")[2], {})
        return found if isinstance(found, dict) else {}
    return node
