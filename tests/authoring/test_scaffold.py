"""Scaffolds: what is generated works from the start, says what is left, and never overwrites."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itacheck.authoring import load, new_evidence, new_pack, new_rule, try_all, types_of, validate
from itacheck.border import read_toml
from itacheck.errors import ConfigurationError
from itacheck.model import FormOfEvidence
from itacheck.packs import load_catalogue

NAME = ("แผนรับมือภัยแล้ง", "Drought plan")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    new_pack(tmp_path / "mine", fiscal_year=2568, title=("กฎของเรา", "Our rules"))
    return tmp_path / "mine"


# Of a year a channel is asked for an answer; a scaffold has none.
@pytest.mark.parametrize(
    ("form", "year"),
    [(form, "any") for form in FormOfEvidence]
    + [(form, "fiscal-year") for form in FormOfEvidence if form is not FormOfEvidence.CHANNEL],
)
def test_the_examples_of_a_scaffold_hold(pack: Path, form: FormOfEvidence, year: str) -> None:
    new_evidence("drought-plan", form, pack, name=NAME)
    new_rule("1.1", types_of(pack)["drought-plan"], pack, year=year, title=NAME)
    packs, catalogue = load([str(pack)])
    trials = list(try_all((), packs, catalogue))
    assert {trial.kind for trial in trials} == {"rule", "evidence"}
    assert [trial for trial in trials if not trial.holds] == []


def test_a_rule_may_be_scaffolded_on_shipped_evidence(pack: Path) -> None:
    new_rule("1.1", types_of(pack)["no-gift-policy-declaration"], pack, year="fiscal-year", title=NAME)
    packs, catalogue = load([str(pack)])
    assert all(trial.holds for trial in try_all(["1.1"], packs, catalogue))


def test_what_is_left_to_write_is_named(pack: Path) -> None:
    new_evidence("drought-plan", FormOfEvidence.PUBLICATION, pack)
    new_rule("1.1", load_catalogue().types["directive"], pack)
    problems = validate([str(pack)], [])
    assert {p.level for p in problems if "TODO" in p.what} == {"error"}
    keys = {p.key for p in problems if p.file.endswith("1.1.toml")}
    assert {"title.th", "fix.th", "fix.en", "why.en", "passes.th", "step", "responsible"} <= keys


def test_every_written_file_names_its_schema(pack: Path) -> None:
    (evidence, *_) = new_evidence("drought-plan", FormOfEvidence.LISTING, pack, name=NAME)
    (rule, *_) = new_rule("1.1", types_of(pack)["drought-plan"], pack, title=NAME)
    for path in (evidence, rule, pack / "pack.toml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("#:schema ")
        assert (path.parent / first.removeprefix("#:schema ")).is_file()


def test_nothing_is_overwritten(pack: Path) -> None:
    (path, *_) = new_evidence("drought-plan", FormOfEvidence.LISTING, pack, name=NAME)
    before = path.read_bytes()
    with pytest.raises(ConfigurationError, match=r"drought-plan\.toml: is there already and stays as it is"):
        new_evidence("drought-plan", FormOfEvidence.CHANNEL, pack)
    assert path.read_bytes() == before
    with pytest.raises(ConfigurationError, match="stays as it is"):
        new_pack(pack, fiscal_year=2568)
    (rule, *_) = new_rule("1.1", types_of(pack)["drought-plan"], pack, title=NAME)
    rule.rename(rule.with_name("other.toml"))
    with pytest.raises(ConfigurationError, match=r"rule '1\.1' is there already"):
        new_rule("1.1", types_of(pack)["drought-plan"], pack, title=NAME)


def test_a_pack_beside_the_catalogue_shares_it(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "_decoys.toml").write_text("", encoding="utf-8")
    new_pack(tmp_path / "mine", fiscal_year=2568)
    (path, *_) = new_evidence("drought-plan", FormOfEvidence.LISTING, tmp_path / "mine", name=NAME)
    assert path == tmp_path / "evidence" / "drought-plan.toml"


@pytest.mark.parametrize("wrong", ["../up", "UP", "a/b", "a b", "", ".", "ประวัติ", "x" * 99])
def test_an_id_that_is_none_makes_no_file(pack: Path, wrong: str) -> None:
    before = sorted(pack.rglob("*"))
    with pytest.raises(ConfigurationError, match="id of an evidence type"):
        new_evidence(wrong, FormOfEvidence.LISTING, pack)
    with pytest.raises(ConfigurationError, match="id of a rule"):
        new_rule(f"../{wrong}", load_catalogue().types["directive"], pack)
    assert sorted(pack.rglob("*")) == before


def test_a_shipped_id_is_taken(pack: Path) -> None:
    with pytest.raises(ConfigurationError, match="'e-service' is an evidence type already"):
        new_evidence("e-service", FormOfEvidence.SERVICE, pack)


def test_a_rule_of_an_issue_that_the_pack_has_not(pack: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"pack\.toml: no issue 7: add \[issues\.7\]"):
        new_rule("7.1", load_catalogue().types["directive"], pack)
    (path, *_) = new_rule("O7", load_catalogue().types["directive"], pack)
    assert path.parent.name == "1"


@settings(max_examples=40)
@given(th=st.text(max_size=20), en=st.text(max_size=20))
def test_any_name_gives_a_file_that_can_be_read(th: str, en: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pack = Path(folder) / "mine"
        new_pack(pack, fiscal_year=2568, title=(th, en))
        (path, *_) = new_evidence("any-name", FormOfEvidence.PUBLICATION, pack, name=(th, en))
        assert read_toml(path)["id"] == "any-name"
        assert read_toml(pack / "pack.toml")["id"] == "mine"
