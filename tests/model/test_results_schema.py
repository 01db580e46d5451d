"""The JSON Schema of results is the model's own, and says what the contract says."""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

import itacheck.model
from itacheck.model import SCHEMA, Results

from ..report import sample

# Set it, run, and review the difference.
REFRESH = bool(os.environ.get("ITACHECK_REFRESH_GOLDEN"))


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((files("itacheck.model") / "results.schema.json").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture
def written() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(sample.results().model_dump_json(by_alias=True))
    return loaded


def test_it_is_current() -> None:
    made = Results.model_json_schema(by_alias=True, mode="serialization")
    text = json.dumps(made, ensure_ascii=False, indent=2) + "\n"
    path = Path(itacheck.model.__file__).parent / "results.schema.json"
    if REFRESH:
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == text


def test_the_sample_is_valid(schema: dict[str, Any], written: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(written)


def test_a_wrong_file_is_not_valid(schema: dict[str, Any], written: dict[str, Any]) -> None:
    written["agencies"][0]["verdicts"][0]["status"] = "absent"
    with pytest.raises(ValidationError, match="absent"):
        Draft202012Validator(schema).validate(written)


def test_the_shape_is_that_of_the_contract(written: dict[str, Any]) -> None:
    assert list(written) == ["schema", "run", "agencies"]
    assert written["schema"] == SCHEMA == "itacheck/results/v1"
    assert set(written["run"]) == {"id", "started", "finished", "as_of", "version", "packs", "shard", "readers"}
    assert set(written["run"]["packs"][0]) == {"id", "digest"}
    agency = written["agencies"][0]
    assert set(agency) == {"id", "name", "url", "kind", "crawl", "verdicts"}
    assert set(agency["name"]) == {"th", "en"}
    assert set(agency["crawl"]) == {"status", "pages", "documents", "requests", "bytes", "seconds", "cause", "snapshot"}
    verdict = agency["verdicts"][0]
    assert set(verdict) == {
        *("pack", "rule", "status", "reason", "expected", "found", "fix", "findings", "waiver"),
    }
    assert set(verdict["findings"][0]) == {
        *("url", "via", "title", "quote", "fiscal_year", "date", "sha256", "fetched_at", "record"),
    }
