"""Packs: what a rule author may get wrong, each with its one line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from itacheck.errors import ConfigurationError
from itacheck.packs import load_catalogue, load_pack, rules_folder


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    shutil.copytree(rules_folder(), tmp_path / "rules")
    return tmp_path / "rules"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def rule_file(rules: Path, rule_id: str) -> Path:
    marker = f'id = "{rule_id}"'
    return next(p for p in (rules / "2568").glob("*/*.toml") if marker in p.read_text(encoding="utf-8"))


def test_the_shipped_pack_has_38_rules_in_the_order_of_the_document() -> None:
    pack = load_pack("2568", load_catalogue())
    ids = [rule.id for rule in pack.rules]
    assert len(ids) == 38
    assert ids[:7] == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.M", "2.1.1"]
    assert ids[-2:] == ["7.4", "7.M"]


def test_the_digest_follows_the_content_and_not_the_line_ends(rules: Path) -> None:
    before = load_pack(str(rules / "2568"), load_catalogue(rules / "evidence")).digest
    path = rule_file(rules, "5.6")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_pack(str(rules / "2568"), load_catalogue(rules / "evidence")).digest == before
    change(rules / "evidence" / "e-service.toml", "names = [", 'names = [\n  "บริการใหม่",')
    assert load_pack(str(rules / "2568"), load_catalogue(rules / "evidence")).digest != before


@pytest.mark.parametrize(
    ("rule_id", "old", "new", "told"),
    [
        (
            "5.6",
            "procurement-announcements",
            "procurement-anouncements",
            "unknown evidence type 'procurement-anouncements'",
        ),
        ("1.1", 'topic = "manuals"', 'topic = "manual"', "'directive' has no topic 'manual'"),
        ("5.6", "due = 2025-09-30", "due = 2023-09-30", "is before 'starts'"),
        ("5.6", "due = 2025-09-30", 'due = "30 กันยายน"', "key 'due'"),
        ("5.6", "issue = 5", "issue = 9", "key 'issue': 9 is not in pack.toml"),
        ("5.6", "severity =", "severty =", "key 'severity' is missing|unknown key 'severty'"),
        ("5.6", 'id = "5.6"', 'id = "5.7"', "'5.7' is there twice"),
    ],
)
def test_a_rule_that_is_wrong(rules: Path, rule_id: str, old: str, new: str, told: str) -> None:
    path = rule_file(rules, rule_id)
    change(path, old, new)
    with pytest.raises(ConfigurationError, match=told) as caught:
        load_pack(str(rules / "2568"), load_catalogue(rules / "evidence"))
    assert ".toml" in caught.value.line
    assert "\n" not in caught.value.line


def test_a_rule_without_a_failing_example(rules: Path) -> None:
    path = rule_file(rules, "5.6")
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("[[example]]")], encoding="utf-8")
    with pytest.raises(ConfigurationError, match="one example that passes and one that does not"):
        load_pack(str(rules / "2568"), load_catalogue(rules / "evidence"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("names = [", "nmaes = [", "unknown key 'nmaes'|key 'names' is missing"),
        ('id = "e-service"', 'id = "eservice"', "is not the file's name"),
        ('form = "service"', 'form = "servce"', "key 'form'"),
    ],
)
def test_an_evidence_type_that_is_wrong(rules: Path, old: str, new: str, told: str) -> None:
    change(rules / "evidence" / "e-service.toml", old, new)
    with pytest.raises(ConfigurationError, match=told):
        load_catalogue(rules / "evidence")


def test_an_evidence_type_without_examples(rules: Path) -> None:
    path = rules / "evidence" / "e-service.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("[[example]]")], encoding="utf-8")
    with pytest.raises(ConfigurationError, match="no example with present = true"):
        load_catalogue(rules / "evidence")


def test_an_unknown_pack() -> None:
    with pytest.raises(ConfigurationError, match=r"rule pack '9999': not found: use one of .*2568"):
        load_pack("9999", load_catalogue())


def test_items_are_ordered_by_their_number() -> None:
    ids = [rule.id for rule in load_pack("oit-2568", load_catalogue()).rules]
    assert ids[:3] == ["O1", "O2", "O3"]
    assert ids[8:11] == ["O9", "O10", "O11"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('evidence = "qa-channel"', 'evidence = "qa-chanel"', r"key 'element\.\d\.any_of\.0\.evidence': unknown"),
        ('id = "telephone"', 'id = "address"', "key 'element': 'address' is there twice"),
        ('shows = ["telephone"]', 'shows = ["fax"]', "'element.*shows"),
        ('shows = ["telephone"]\n', "", "needs one of names, shows, files, any_of"),
        ('confidence = "high"', 'confidence = "sure"', "key 'confidence'"),
    ],
)
def test_an_element_that_is_wrong(rules: Path, old: str, new: str, told: str) -> None:
    change(rules / "oit-2568" / "1" / "O3.toml", old, new)
    with pytest.raises(ConfigurationError, match=told) as caught:
        load_pack(str(rules / "oit-2568"), load_catalogue(rules / "evidence"))
    assert "O3.toml" in caught.value.line
    assert "\n" not in caught.value.line
