"""Reading a user's file into a model: one clear line for whatever is wrong, naming the file and the key."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
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
        raise ConfigurationError(f"{where}: {_first(error)}", _todo(error)) from None


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"]) or "(file)"
    if first["type"] == "extra_forbidden":
        return f"unknown key {key!r}"
    if first["type"] == "missing":
        return f"key {key!r} is missing"
    got = repr(first.get("input"))
    return f"key {key!r}: {first['msg'][:1].lower()}{first['msg'][1:]} (found {got[:80]})"


def _todo(error: ValidationError) -> str:
    kind = error.errors(include_url=False)[0]["type"]
    return {"extra_forbidden": "correct its spelling or remove it", "missing": "add it"}.get(kind, "correct the value")
