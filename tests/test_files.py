"""A file is the old one or the new one, never half of one, and its name is one that every system takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.errors import ConfigurationError
from itacheck.files import json_line, safe_stem, write_atomic, writing


def test_what_breaks_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.csv"
    write_atomic(path, "old\r\n")

    def breaks() -> None:
        with writing(path) as file:
            file.write("half")
            raise KeyError("nobody thought of it")

    with pytest.raises(KeyError):
        breaks()
    assert path.read_bytes() == b"old\r\n"
    assert [one.name for one in path.parent.iterdir()] == ["a.csv"]


def test_a_mark_at_the_beginning_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    with writing(tmp_path / "a.csv", "utf-8-sig") as file:
        file.write("ก\r\n")
    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbf" + "ก\r\n".encode()


def test_a_folder_in_the_way_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(ConfigurationError, match=r"^a cannot be written to .*: choose a folder"):
        write_atomic(tmp_path / "a", "x")
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


@given(st.text(max_size=200))
def test_any_text_has_a_name_that_leads_nowhere(text: str) -> None:
    stem = safe_stem(text)
    assert stem == safe_stem(text)
    assert stem.isascii()
    assert ".." not in stem
    assert not set('/\\:*?"<>| \n') & set(stem)


@given(st.text(max_size=40))
def test_json_stays_on_its_line_and_says_the_same(text: str) -> None:
    line = json_line({"a": text})
    assert json.loads(line) == {"a": text}
    assert len(line.splitlines()) == 1
