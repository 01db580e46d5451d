"""The parts that a workflow is told of, and the file by which it is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import itacheck.cli
from itacheck.ci import matrix, output
from itacheck.errors import ConfigurationError

from ..small_site import agency_entry, write_agencies
from ..test_sharding import offices


def test_each_part_has_a_name_that_fits_a_file() -> None:
    told = matrix(offices(30), each=12, most=8)
    assert told == {"include": [{"shard": f"{n}/3", "name": f"{n}-of-3"} for n in (1, 2, 3)]}


def test_outside_of_a_runner_nothing_is_written() -> None:
    output(matrix="x")


def test_no_value_speaks_for_another_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "output"
    monkeypatch.setenv("GITHUB_OUTPUT", str(file))
    output(as_of="2026-01-15\nmatrix=hacked", matrix="{}")
    assert file.read_text(encoding="utf-8") == "as-of=2026-01-15 matrix=hacked\nmatrix={}\n"
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path))
    with pytest.raises(ConfigurationError, match="GITHUB_OUTPUT"):
        output(matrix="x")


def test_the_plan_is_told_to_the_runner_and_to_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_agencies(tmp_path, *(agency_entry(f"a-{n}", f"http://a{n}.example/") for n in range(9)))
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    with pytest.raises(SystemExit) as ended:
        itacheck.cli.main(["ci", "plan", "--agencies", str(file), "--each", "2", "--as-of", "2026-01-15"])
    assert ended.value.code == 0
    told = dict(line.split("=", 1) for line in (tmp_path / "output").read_text(encoding="utf-8").splitlines())
    assert (told["parts"], told["agencies"], told["as-of"]) == ("5", "9", "2026-01-15")
    assert json.loads(told["matrix"]) == json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("verb", ["ci", "ci plan", "ci conclude", "ci issues"])
def test_its_help_fits_a_screen_and_shows_an_example(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        itacheck.cli.main([*verb.split(), "--help"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 30
    assert any(line.startswith(f"    itacheck {verb}") for line in lines)


def test_the_verb_is_not_shown_among_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        itacheck.cli.main(["--help"])
    assert "\n  ci" not in capsys.readouterr().out
