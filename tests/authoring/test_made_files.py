"""Files that are made from others: schemas and references are current, and say what the models say."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from itacheck.authoring import SCHEMAS, load, readable, reference, reference_files, schema_files, schema_text
from itacheck.authoring.phrases import wordings
from itacheck.packs import rules_folder, shipped_packs

TOP = Path(__file__).resolve().parents[2]
RULES = rules_folder()
KINDS = {
    **dict.fromkeys(RULES.glob("*/pack.toml"), "pack"),
    **dict.fromkeys(RULES.glob("*/*/*.toml"), "rule"),
    **dict.fromkeys((RULES / "evidence").glob("[!_]*.toml"), "evidence"),
    TOP / "agencies.toml": "agencies",
}


def test_the_schemas_are_current() -> None:
    """`itacheck rules schema --write rules/schema` makes them."""
    assert {path.name: path.read_text(encoding="utf-8") for path in (RULES / "schema").iterdir()} == schema_files()


def test_the_references_are_current() -> None:
    """`itacheck rules reference --write` makes them."""
    made = reference_files(*load(shipped_packs()))
    assert set(made) == set(RULES.glob("*/README.th.md"))
    for path, text in made.items():
        assert path.read_text(encoding="utf-8") == text, f"{path} is stale"


def with_days_as_text(value: Any) -> Any:
    """What an editor checks: a day of TOML is its text."""
    if isinstance(value, dict):
        return {key: with_days_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [with_days_as_text(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_schema_accepts_the_shipped_files_and_refuses_unknown_keys(kind: str) -> None:
    schema = json.loads(schema_text(kind))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for path in (path for path, its in KINDS.items() if its == kind):
        data = with_days_as_text(tomllib.loads(path.read_text(encoding="utf-8")))
        assert [error.message for error in validator.iter_errors(data)] == [], path
        assert list(validator.iter_errors({**data, "unknwon": 1}))


def test_an_editor_is_told_what_a_key_means() -> None:
    schema = json.loads(schema_text("rule"))
    assert schema["properties"]["outside_year"]["description"].startswith("Why")
    assert schema["$defs"]["Option"]["properties"]["at_least"]["description"].startswith("How many")


@pytest.mark.parametrize("path", KINDS, ids=lambda path: path.relative_to(TOP).as_posix())
def test_every_shipped_file_begins_with_its_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("#:schema "), f"line 1: #:schema and the way to rules/schema/{KINDS[path]}.json"
    assert (path.parent / first.removeprefix("#:schema ")).resolve() == RULES / "schema" / f"{KINDS[path]}.json"


def test_the_reference_tells_all_of_a_rule() -> None:
    (pack,), catalogue = load(["2568"])
    text = reference(pack, catalogue)
    for rule in pack.rules:
        for said in (rule.title.th, rule.title.en, rule.passes.th, rule.why.th, rule.fix.th, rule.step):
            assert said.split("*")[0].split("[")[0].strip() in text.replace("\\", ""), (rule.id, said)
    for evidence in pack.evidence:
        assert f'<a id="{evidence}"></a>' in text
    assert "30 เม.ย. 2568" in text


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("แผน + ป้องกัน|ปราบปราม + ทุจริต", "แผน → ป้องกัน / ปราบปราม → ทุจริต"),
        ("รายงาน ++ ทุจริต", "รายงาน → ทุจริต"),
        ("no gift & ประกาศ|เจตนารมณ์", "no gift + ประกาศ / เจตนารมณ์"),
        ("^ประกาศ|นโยบาย + ของขวัญ", "ประกาศ… / นโยบาย → ของขวัญ"),
        ("=ข้อมูลการติดต่อ", "“ข้อมูลการติดต่อ”"),
    ],
)
def test_a_pattern_is_readable(pattern: str, told: str) -> None:
    assert readable(pattern) == told


def test_wordings_are_made_of_the_words_of_a_pattern() -> None:
    assert list(wordings("^ก|ข + ค & ง|จ")) == ["ก ค ง", "ก ค จ", "ข ค ง", "ข ค จ"]
    large = " + ".join("|".join(f"{part}{n}" for n in range(9)) for part in "กขค")
    made = list(wordings(large))
    assert len(made) == 9
    assert {word for text in made for word in text.split()} == {f"{part}{n}" for part in "กขค" for n in range(9)}
