"""A history folder: read as it was written, changed only where something changed, refused where it is not ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.errors import ConfigurationError
from itacheck.history import AgencyHistory, History, load_history, record, save_history
from itacheck.history.folder import text_of
from itacheck.model import Bilingual

from .weeks import agency, day, finding, run, verdict

PAGE = finding("https://a.example/x")


def history() -> History:
    first = run(1, [agency(own, verdict("2568/5.6", "pass", PAGE), verdict("2568/5.10", "fail")) for own in "ab"])
    return record(record(History(), first), run(2, [agency("a", verdict("2568/5.6", "fail"))]))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    told = history()
    assert save_history(told, History(), tmp_path / "new" / "history") == 3
    assert load_history(tmp_path / "new" / "history") == told
    assert load_history(tmp_path / "none") == History()


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    told = history()
    save_history(told, History(), tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.json")}
    assert save_history(told, told, tmp_path) == 0
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.json")} == before
    assert save_history(record(told, run(3, [agency("a", verdict("2568/5.6", "fail"))])), told, tmp_path) == 1
    assert not list(tmp_path.rglob("*.tmp"))


def test_rules_stand_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    rules = ["5.10", "5.9", "2.1.1", "5.M", "O12", "O9"]
    told = record(History(), run(1, [agency("a", *(verdict(f"2568/{rule}", "pass") for rule in rules))]))
    save_history(told, History(), tmp_path)
    written = json.loads((tmp_path / "agencies" / "a.json").read_text("utf-8"))
    assert [key.partition("/")[2] for key in written["rules"]] == ["2.1.1", "5.9", "5.10", "5.M", "O9", "O12"]


def test_names_that_a_system_keeps_for_itself_are_written_otherwise(tmp_path: Path) -> None:
    told = record(History(), run(1, [agency("con", verdict("2568/5.6", "pass"))]))
    save_history(told, History(), tmp_path)
    (path,) = (tmp_path / "agencies").iterdir()
    assert path.name.startswith("con-")
    assert load_history(tmp_path) == told


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (
            "agencies/a.json",
            '{"schema": "itacheck/history/v2"}',
            r"a\.json: written in 'itacheck/history/v2'.*newer one",
        ),
        ("runs.json", '{"schema": "itacheck/runs/v9"}', r"runs\.json: written in 'itacheck/runs/v9'.*knows itacheck"),
        ("runs.json", "{}", "written in None"),
        ("agencies/a.json", "{", "not valid JSON: .*restore it from version control"),
        ("agencies/a.json", "\x00\ufffe", "not valid JSON"),
        ("agencies/a.json", "[]", "not a JSON object"),
        ("agencies/a.json", "[" * 100_000, "not valid JSON"),
        ("agencies/a.json", '{"schema": "itacheck/history/v1", "x": 1}', r"a\.json: "),
        ("agencies/a.json", '{"schema": ["x"]}', "written in"),
    ],
)
def test_a_file_that_is_not_ours_is_one_line(tmp_path: Path, file: str, text: str, said: str) -> None:
    save_history(history(), History(), tmp_path)
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=said) as told:
        load_history(tmp_path)
    assert (told.value.exit_code, "\n" in told.value.line) == (2, False)


def test_agencies_without_their_runs_are_refused(tmp_path: Path) -> None:
    save_history(history(), History(), tmp_path)
    (tmp_path / "runs.json").unlink()
    with pytest.raises(ConfigurationError, match=r"runs\.json: missing, though"):
        load_history(tmp_path)


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="cannot be written to"):
        save_history(history(), History(), tmp_path / "file")


def test_a_run_that_died_while_it_wrote_is_put_right_by_the_next(tmp_path: Path) -> None:
    before = record(History(), run(1, [agency("a", verdict("2568/5.6", "pass", PAGE))]))
    died = run(2, [agency("a", verdict("2568/5.6", "fail"))])
    save_history(before, History(), tmp_path)
    written = record(before, died)
    save_history(History(before.log, written.agencies), before, tmp_path)
    again = record(load_history(tmp_path), died)
    assert again.agencies == written.agencies
    assert again == written


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_string_breaks_a_line_or_is_lost(thai: str, english: str) -> None:
    one = AgencyHistory(id="a", name=Bilingual(th=thai, en=english), kind="x", first=day(1))
    text = text_of(one)
    assert AgencyHistory.model_validate_json(text) == one
    assert text.count("\n") == 11
    assert len(text.splitlines()) == text.count("\n")
    assert not set("\u2028\u202e\x85\x1b\x9b") & set(text)
