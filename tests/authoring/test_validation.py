"""What `rules validate` finds, each from one thing that is wrong in a pack that is otherwise right."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from itacheck.authoring import Level, Problem, exit_code, new_evidence, new_pack, new_rule, types_of, validate
from itacheck.model import FormOfEvidence
from itacheck.packs import load_catalogue, rules_folder, shipped_packs

NAME = ("แผนรับมือภัยแล้ง", "Drought plan")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack of one rule on one evidence type of its own, filled in."""
    folder = tmp_path / "mine"
    new_pack(folder, fiscal_year=2568, title=("กฎของเรา", "Our rules"))
    new_evidence("drought-plan", FormOfEvidence.PUBLICATION, folder, name=NAME)
    new_rule("1.1", types_of(folder)["drought-plan"], folder, title=NAME)
    for path in folder.glob("*/*.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r'"TODO ?', '"written ข้อความ ', text), encoding="utf-8")
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def found(pack: Path, level: Level | None = None) -> list[Problem]:
    return [p for p in validate([str(pack)], []) if level is None or p.level is level]


def the_one(pack: Path, level: Level) -> Problem:
    (problem,) = found(pack, level)
    return problem


def test_a_pack_that_is_filled_in_has_no_errors_and_no_warnings(pack: Path) -> None:
    assert found(pack, Level.ERROR) == []
    assert found(pack, Level.WARNING) == []


RULE, TYPE = "1/1.1.toml", "evidence/drought-plan.toml"


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        (RULE, "severity =", "severty =", r"1\.1\.toml: severty: unknown key 'severty', .*is it 'severity'\?"),
        (RULE, "any_of = [{ evidence", "any_of = [{ evidense", r"needs\.0\.any_of\.0\.evidense: .*is it 'evidence'\?"),
        (RULE, "passes.en =", "passes.eng =", r"passes\.eng: unknown key 'passes\.eng', .*is it 'en'\?"),
        (RULE, "fix.th = ", "# ", r"fix\.th: is missing, add it"),
        (RULE, "fix.en = \"written", "fix.en = \"\" # ", r"fix\.en: no English in it: a miss could not be mended"),
        (RULE, "why.th = \"written ข้อความ เหตุผล", "why.th = \"because", r"why\.th: no Thai in it, write it in Thai"),
        (RULE, "due = 2025-09-30", "due = 2025-10-01", r"due: 2025-10-01 of rule 1\.1 is outside fiscal year 2568 "),
        (RULE, "starts = 2024-10-01", "starts = 2024-09-30", r"starts: 2024-09-30 of rule 1\.1 is outside"),
        (RULE, 'status = "fail"', 'status = "pass"', r"example: no example that does not pass, add an \[\[example"),
        (RULE, 'status = "pass"', 'status = "review"', r"example: no example that passes"),
        (RULE, 'evidence = "drought-plan"', 'evidence = "drought-plans"', r"unknown evidence type 'drought-plans'"),
        (RULE, 'severity = "medium"', 'severity = "TODO"', r"severity: "),
        (TYPE, "names = [", 'names = ["แผน + |",', r"names\.0: pattern .* has an empty part"),
        (TYPE, "refuse = []", 'refuze = []', r"refuze: unknown key 'refuze', .*is it 'refuse'\?"),
        (TYPE, "refuse = []", "refuse = [", r"drought-plan\.toml: not valid TOML"),
        (TYPE, "refuse = []", 'shares = { nothing = "x" }', r"shares\.nothing: unknown evidence type"),
        (TYPE, "what.th =", "what.thai =", r"what\.thai: unknown key"),
        ("pack.toml", 'document = "กฎ', 'document = "TODO กฎ', r"pack\.toml: document: still says TODO"),
        ("pack.toml", 'title.en = "Our rules"', 'title.en = "กฎ"', r"pack\.toml: title\.en: no English"),
        ("pack.toml", "fiscal_year", "fiscal_yeer", r"pack\.toml: .*fiscal_ye"),
    ],
)  # fmt: skip
def test_an_error_names_file_and_key_and_what_to_do(pack: Path, file: str, old: str, new: str, line: str) -> None:
    change(pack / file, old, new)
    errors = found(pack, Level.ERROR)
    assert any(re.search(line, problem.line) for problem in errors), [problem.line for problem in errors]
    assert all("\n" not in problem.line and problem.todo for problem in errors)
    assert exit_code(errors) == 2


def test_all_errors_of_all_files_are_told_at_once(pack: Path) -> None:
    change(pack / RULE, "severity =", "severty =")
    change(pack / RULE, "measure =", "mesure =")
    change(pack / TYPE, "refuse =", "refuze =")
    assert {p.key for p in found(pack, Level.ERROR)} >= {"severty", "mesure", "refuze"}


def test_dates_outside_the_year_may_have_a_reason(pack: Path) -> None:
    change(pack / RULE, "due = 2025-09-30", 'due = 2025-12-31\noutside_year = "the document says so"')
    assert found(pack, Level.ERROR) == []


@pytest.mark.parametrize("group", ["names", "refuse"])
def test_a_phrase_that_no_example_uses_is_a_warning(pack: Path, group: str) -> None:
    old = {"names": "names = [", "refuse": "refuse = ["}[group]
    change(pack / TYPE, old, old + '"โครงการฝนหลวง + ประจำตำบล", ')
    problem = the_one(pack, Level.WARNING)
    assert problem.key == group
    assert problem.what == "no example uses 'โครงการฝนหลวง + ประจำตำบล'"
    assert exit_code([problem]) == 0
    assert exit_code([problem], strict=True) == 2


def test_a_word_that_no_example_uses_is_a_note(pack: Path) -> None:
    change(pack / TYPE, "names = [", 'names = ["แผนรับมือ|แผนเผชิญ + ภัยแล้ง", ')
    notes = [p.what for p in found(pack, Level.NOTE)]
    assert any("เผชิญ" in what for what in notes)
    assert found(pack, Level.WARNING) == []


def test_a_phrase_used_by_a_rule_is_not_dead(pack: Path) -> None:
    change(pack / TYPE, "names = [", 'names = ["โครงการฝนหลวง + ประจำตำบล", ')
    change(
        pack / RULE, "<h1>หน่วยงานสมมุติ</h1>\n", "<h1>หน่วยงานสมมุติ</h1>\n<p><a href='/x'>โครงการฝนหลวงประจำตำบล</a></p>\n"
    )
    assert found(pack, Level.WARNING) == []


def test_a_name_that_names_another_type_is_a_warning_until_it_says_why(pack: Path) -> None:
    change(pack / TYPE, "names = [", 'names = ["ประมวลจริยธรรมภัยแล้ง", ')
    change(pack / TYPE, "แผนรับมือภัยแล้ง ประจำปี", "แผนรับมือภัยแล้ง ประมวลจริยธรรมภัยแล้ง ประจำปี")
    problem = the_one(pack, Level.WARNING)
    assert problem.what == "'ประมวลจริยธรรมภัยแล้ง' also names code-of-ethics"
    change(pack / TYPE, "refuse = []", 'refuse = []\nshares.code-of-ethics = "both may stand in one paper"')
    assert found(pack, Level.WARNING) == []


def test_a_refusal_of_the_types_own_name_is_a_warning(pack: Path) -> None:
    change(pack / TYPE, "names = [", 'names = ["ภัยแล้ง + วัดโพธิ์|จังหวัด", ')
    change(pack / TYPE, "refuse = []", 'refuse = ["ภัยแล้ง + วัด"]')
    told = [p.what for p in found(pack, Level.WARNING)]
    assert any("'ภัยแล้ง + วัด' takes away this type's own" in what and "ภัยแล้ง จังหวัด" in what for what in told)


def test_a_name_that_can_never_match_is_a_warning(pack: Path) -> None:
    change(pack / TYPE, "names = [", 'names = ["^1. ฝายชะลอน้ำ", ')
    told = [p.what for p in found(pack, Level.WARNING)]
    assert any(what.startswith("'1. ฝายชะลอน้ำ' does not name this type") for what in told), told


def test_a_type_that_no_rule_asks_for_is_a_warning(pack: Path) -> None:
    change(pack / RULE, 'evidence = "drought-plan"', 'evidence = "code-of-ethics"')
    assert [p.what for p in found(pack, Level.WARNING)] == ["no rule asks for this evidence type"]


def test_the_shipped_rules_have_no_errors_and_every_type_is_asked_for() -> None:
    problems = validate([], shipped_packs())
    assert [p.line for p in problems if p.level is Level.ERROR or p.what.startswith("no rule asks")] == []


def test_shipped_files_are_told_only_when_they_are_asked_about(pack: Path) -> None:
    assert {Path(p.file).parts[-2] for p in found(pack)} <= {"evidence", "1", "mine"}
    assert all(str(pack) in p.file for p in found(pack))


def test_a_broken_catalogue_is_told_once_and_hides_no_other_file(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(rules_folder(), tmp_path / "rules")
    broken = tmp_path / "rules" / "evidence" / "e-service.toml"
    change(broken, "names = [", "nmes = [")
    for room in ("itacheck.packs.files", "itacheck.packs.catalogue", "itacheck.authoring.validation"):
        monkeypatch.setattr(f"{room}.rules_folder", lambda: tmp_path / "rules")
    told = {p.line for p in validate([], ["2568"])}
    assert any(
        "e-service.toml: nmes: unknown key 'nmes', correct its spelling (is it 'names'?)" in line for line in told
    )
    change(pack / RULE, "severity =", "severty =")
    files = {Path(p.file).name for p in found(pack, Level.ERROR)}
    assert files == {"e-service.toml", "1.1.toml"}


def test_ids_of_shares_are_types() -> None:
    types = load_catalogue().types
    assert all(other in types for evidence in types.values() for other in evidence.shares)
