"""Reading a labelled folder: every mistake is one line that names file, line number and key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.accuracy import LabelledCells, LabelledPages, load_labelled
from itacheck.accuracy.labels import read_lines
from itacheck.errors import ConfigurationError, ItacheckError, NothingCheckedError
from itacheck.model import Status
from itacheck.packs import load_catalogue, load_pack

CELL = {"agency": "a", "rule": "5.6", "status": "pass", "evidence_url": "/buy", "why": "w", "decoy": None}
PAGE = {"page": "a.html", "evidence": "code-of-ethics", "present": True}


def write(folder: Path, *rows: dict[str, Any] | str, **files: str) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "labels.jsonl").write_text("\n".join(lines), encoding="utf-8")
    for name, content in files.items():
        (folder / f"{name}.toml").write_text(content, encoding="utf-8")
    return folder


def loaded_cells(folder: Path) -> LabelledCells:
    labelled = load_labelled(folder)
    assert isinstance(labelled, LabelledCells)
    return labelled


def loaded_pages(folder: Path) -> LabelledPages:
    labelled = load_labelled(folder)
    assert isinstance(labelled, LabelledPages)
    return labelled


def test_cells_are_told_from_pages_by_their_keys(tmp_path: Path) -> None:
    labels = loaded_cells(write(tmp_path, CELL, "", {**CELL, "rule": "5.7", "evidence_url": ["/a", "/b"]})).labels
    assert [(x.rule, x.status, x.evidence) for x in labels] == [
        ("5.6", Status.PASS, ("/buy",)),
        ("5.7", Status.PASS, ("/a", "/b")),
    ]
    assert loaded_pages(write(tmp_path, PAGE)).pages == ("a.html",)


def test_what_may_be_left_out(tmp_path: Path) -> None:
    (label,) = loaded_cells(write(tmp_path, {"agency": "a", "rule": "5.6", "status": "review"})).labels
    assert (label.evidence, label.why, label.decoy) == ((), "", None)
    (null,) = loaded_cells(write(tmp_path, {**CELL, "evidence_url": None, "why": None})).labels
    assert (null.evidence, null.why) == ((), "")


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ({**CELL, "status": "passed"}, r"line 2: key 'status': .*'passed'"),
        ({**CELL, "status": "error"}, "line 2: key 'status': a judge can be undecided"),
        ({**CELL, "evidence_url": "buy.html"}, r"line 2: key 'evidence_url\.0': a path on the site is expected"),
        ({**CELL, "evidence_url": "//host/x"}, r"line 2: key 'evidence_url\.0': a path on the site"),
        ({**CELL, "evidence_url": 5}, "line 2: key 'evidence_url'"),
        ({**CELL, "agency": "A b"}, "line 2: key 'agency'"),
        ({**CELL, "sttus": "pass"}, "line 2: unknown key 'sttus': correct its spelling"),
        ({"agency": "a", "rule": "5.7"}, "line 2: key 'status' is missing: add it"),
        (PAGE, "line 2: key 'agency' is missing"),
        (CELL, r"line 2: key 'rule': 5\.6 of a is labelled twice"),
        ('{"agency": "a",', "line 2: not valid JSON"),
        ("[1]", "line 2: not a JSON object"),
        ("[" * 100_000, "line 2: not valid JSON"),
    ],
)
def test_a_bad_label_of_a_cell_is_one_line(tmp_path: Path, row: dict[str, Any] | str, line: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"labels\.jsonl: {line}") as told:
        load_labelled(write(tmp_path, CELL, row))
    assert "\n" not in told.value.line


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ({**PAGE, "present": "yes"}, "line 2: key 'present'"),
        ({**PAGE, "page": "../x.html"}, "line 2: key 'page': a path inside the labelled folder"),
        ({**PAGE, "page": "/etc/x"}, "line 2: key 'page': a path inside"),
        ({**PAGE, "fiscal_year": 2024}, "line 2: key 'fiscal_year'"),
        ({**PAGE, "present": False}, r"line 2: key 'present': code-of-ethics of a\.html is labelled otherwise above"),
    ],
)
def test_a_bad_label_of_a_page_is_one_line(tmp_path: Path, row: dict[str, Any], line: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"labels\.jsonl: {line}"):
        load_labelled(write(tmp_path, PAGE, row))


def test_one_page_may_have_one_year_and_lack_another(tmp_path: Path) -> None:
    rows = [{**PAGE, "fiscal_year": 2567}, {**PAGE, "fiscal_year": 2568, "present": False}]
    assert len(loaded_pages(write(tmp_path, *rows)).labels) == 2


def test_the_first_row_must_say_what_it_is_about(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="line 1: key 'agency' or 'page' is missing"):
        load_labelled(write(tmp_path, {"rule": "5.6"}))


def test_missing_folders_files_and_labels(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nowhere: no such folder"):
        load_labelled(tmp_path / "nowhere")
    with pytest.raises(ConfigurationError, match=r"labels\.jsonl: no such file"):
        load_labelled(tmp_path)
    with pytest.raises(NothingCheckedError, match="holds no label") as told:
        load_labelled(write(tmp_path, "", "  "))
    assert told.value.exit_code == 3
    (tmp_path / "labels.jsonl").write_bytes(b"\xa1\xa2")
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        load_labelled(tmp_path)


def test_settings(tmp_path: Path) -> None:
    write(tmp_path, CELL, set='as_of = 2026-01-15\npack = "2568"\ndescription = { th = "ชุด", en = "set" }')
    settings = load_labelled(tmp_path).settings
    assert (str(settings.as_of), settings.pack) == ("2026-01-15", "2568")
    write(tmp_path, CELL, set="asof = 2026-01-15")
    with pytest.raises(ConfigurationError, match=r"set\.toml: unknown key 'asof'"):
        load_labelled(tmp_path)
    elsewhere = tmp_path / "other.toml"
    elsewhere.write_text('pack = "x"', encoding="utf-8")
    assert load_labelled(tmp_path, elsewhere).settings.pack == "x"
    with pytest.raises(ConfigurationError, match=r"none\.toml: no such file"):
        load_labelled(tmp_path, tmp_path / "none.toml")


def test_labels_name_agencies_and_rules_that_there_are(tmp_path: Path) -> None:
    pack = load_pack("2568", load_catalogue())
    labelled = loaded_cells(write(tmp_path, CELL, {**CELL, "rule": "9.9"}))
    with pytest.raises(ConfigurationError, match=r"line 1: key 'agency': unknown agency 'a': use one of b, c"):
        labelled.check(["b", "c"], pack)
    with pytest.raises(ConfigurationError, match=r"line 2: key 'rule': pack 2568 has no rule '9\.9'"):
        labelled.check(["a"], pack)


def test_labels_name_pages_that_there_are(tmp_path: Path) -> None:
    labelled = loaded_pages(write(tmp_path, PAGE))
    with pytest.raises(ConfigurationError, match=r"line 1: key 'page': no file 'a\.html'"):
        labelled.check()


def test_who_answers_a_name(tmp_path: Path) -> None:
    names = ["code-of-ethics", "participation", "staff-manual", "satisfaction-survey"]
    both = '["satisfaction-survey", "satisfaction-report"]'
    write(
        tmp_path, *({**PAGE, "evidence": name} for name in names), set=f"answers.satisfaction-survey = {both}"
    )  # fmt: skip
    assert loaded_pages(tmp_path).answers(load_catalogue()) == {
        "code-of-ethics": {"code-of-ethics"},
        "participation": {"participation-channel", "participation-report"},
        "satisfaction-survey": {"satisfaction-report", "satisfaction-survey"},
        "staff-manual": set(),
    }
    write(tmp_path, PAGE, set='answers.x = ["nothing"]')
    with pytest.raises(ConfigurationError, match=r"key 'answers\.x': unknown evidence type 'nothing'"):
        loaded_pages(tmp_path).answers(load_catalogue())


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["agency", "rule", "status", "evidence_url", "page", "evidence", "present", "fiscal_year", "x"])


@given(st.lists(st.dictionaries(KEYS, ANYTHING, max_size=6), max_size=4), st.binary(max_size=30))
def test_no_labels_break_it(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]], end: bytes) -> None:
    folder = tmp_path_factory.mktemp("set")
    lines = "\n".join(json.dumps(row, ensure_ascii=True) for row in rows).encode()
    (folder / "labels.jsonl").write_bytes(lines + b"\n" + end)
    problem: ItacheckError | None = None
    try:
        load_labelled(folder)
    except ItacheckError as told:
        problem = told
    assert problem is None or ("\n" not in problem.line and problem.exit_code in (2, 3))


@given(st.lists(st.dictionaries(st.text(), st.text(), min_size=1), max_size=5))
def test_lines_are_read_back_as_written(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]) -> None:
    path = tmp_path_factory.mktemp("lines") / "labels.jsonl"
    path.write_bytes("\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode("utf-8", "replace"))
    assert [row for _, row in read_lines(path)] == [
        json.loads(line) for line in path.read_bytes().decode().split("\n") if line.strip()
    ]
