"""`rules test`: which part of which example failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from itacheck.authoring import load, new_evidence, new_pack, new_rule, try_all, types_of
from itacheck.authoring.trials import Trial
from itacheck.errors import ConfigurationError
from itacheck.model import FormOfEvidence

NAME = ("แผนรับมือภัยแล้ง", "Drought plan")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    new_pack(folder, fiscal_year=2568, title=NAME)
    new_evidence("drought-plan", FormOfEvidence.PUBLICATION, folder, name=NAME)
    new_rule("1.1", types_of(folder)["drought-plan"], folder, year="fiscal-year", title=NAME)
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def failed(pack: Path, *ids: str) -> list[Trial]:
    packs, catalogue = load([str(pack)])
    return [trial for trial in try_all(ids, packs, catalogue) if not trial.holds]


def test_all_hold_and_nothing_is_told_of_their_parts(pack: Path) -> None:
    packs, catalogue = load([str(pack)])
    trials = list(try_all((), packs, catalogue))
    assert {(t.kind, t.id) for t in trials} == {("evidence", "drought-plan"), ("rule", "mine/1.1")}
    assert all(trial.holds and not trial.parts and trial.expected == trial.got for trial in trials)


def test_ids_choose(pack: Path) -> None:
    packs, catalogue = load([str(pack)])
    for wanted in ("1.1", "mine/1.1"):
        assert {t.id for t in try_all([wanted], packs, catalogue)} == {"mine/1.1"}
    assert {t.id for t in try_all(["drought-plan"], packs, catalogue)} == {"drought-plan"}
    # A type that no rule of the packs asks for can be tried too.
    assert {t.id for t in try_all(["code-of-ethics"], packs, catalogue)} == {"code-of-ethics"}
    with pytest.raises(ConfigurationError, match=r"'9\.9' is neither a rule of mine nor an evidence type"):
        list(try_all(["9.9"], packs, catalogue))


def test_the_wrong_year_is_told_with_the_option_and_the_page(pack: Path) -> None:
    change(pack / "1" / "1.1.toml", "ประจำปีงบประมาณ พ.ศ. 2568", "ประจำปีงบประมาณ พ.ศ. 2565")
    (trial,) = failed(pack, "1.1")
    assert (trial.expected, trial.got) == ("pass", "fail")
    (part,) = trial.parts
    assert (part.need, part.option, part.evidence, part.asked) == (1, 1, "drought-plan", "year fiscal-year")
    assert part.status == "fail"
    assert "2565" in part.reason.th
    assert "2565" in part.reason.en
    assert [(seen.standing, seen.years) for seen in part.seen] == [("accepted", (2565,))]


def test_every_option_of_every_need_is_told_apart(pack: Path) -> None:
    change(
        pack / "1" / "1.1.toml",
        'any_of = [{ evidence = "drought-plan", year = "fiscal-year" }]',
        'any_of = [{ evidence = "code-of-ethics" }, { evidence = "drought-plan" }]\n'
        'name = { th = "แผน", en = "plan" }\n[[needs]]\nany_of = [{ evidence = "e-service", at_least = 2 }]',
    )
    (trial,) = failed(pack, "1.1")
    told = [(part.need, part.option, part.evidence, part.status) for part in trial.parts]
    assert told == [(1, 1, "code-of-ethics", "fail"), (1, 2, "drought-plan", "pass"), (2, 1, "e-service", "fail")]
    assert trial.parts[2].asked == "year any, at least 2"


def test_an_evidence_example_tells_what_was_seen(pack: Path) -> None:
    path = pack / "evidence" / "drought-plan.toml"
    change(path, 'names = ["แผนรับมือภัยแล้ง', 'names = ["แผนเผชิญเหตุ')
    trials = failed(pack, "drought-plan")
    assert {(t.expected, t.got) for t in trials} == {("present, fiscal year 2568", "not present")}
    assert all("names" in trial.parts[0].reason.en for trial in trials)
    change(path, 'names = ["แผนเผชิญเหตุ', 'names = ["แผนรับมือภัยแล้ง')
    change(path, "พ.ศ. 2568", "พ.ศ. 2567")
    assert {(t.expected, t.got) for t in failed(pack, "drought-plan")} == {
        ("present, fiscal year 2568", "present, fiscal year 2567")
    }
