"""A metrics file is read while it grows, whatever it holds."""

from __future__ import annotations

import json
import os
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.metrics import Follower, NoMetricsError

T0 = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def begun(**more: Any) -> bytes:
    told = {
        "event": "begun", "time": T0.isoformat(), "schema": "itacheck/metrics/v1", "version": "1",
        "as_of": str(date(2026, 1, 15)), "shard": None, "agencies": 3, "resumed": 0, "jobs": 8, "every": 5.0, **more,
    }  # fmt: skip
    return json.dumps(told).encode() + b"\n"


def agency(own: str, cause: str | None = None, **more: Any) -> bytes:
    told = {
        "event": "agency", "time": T0.isoformat(), "id": own, "host": None, "status": "complete", "cause": cause,
        "pages": 1, "documents": 0, "requests": 2, "bytes": 10, "seconds": 1.0, "resumed": False,
        "verdicts": {"pass": 2}, **more,
    }  # fmt: skip
    return json.dumps(told).encode() + b"\n"


def test_what_is_new_is_added_also_where_a_line_comes_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_bytes(begun() + agency("a", "dns")[:30])
    follower = Follower(path)
    assert follower.look().done == 0
    with path.open("ab") as file:
        file.write(agency("a", "dns")[30:] + agency("b"))
    seen = follower.look()
    assert (seen.done, dict(seen.causes), dict(seen.verdicts)) == (2, {"dns": 1}, {"pass": 4})


def test_lines_of_a_newer_version_and_torn_ones_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    newer = b'{"event": "weather", "time": "2026-01-15T12:00:00Z"}\n'
    path.write_bytes(begun(mood="good") + newer + b'{"event": "agen\n[]\n\xff\xfe\n\n' + agency("a", colour="red"))
    assert Follower(path).look().done == 1


def test_a_run_that_goes_on_is_counted_from_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_bytes(begun() + agency("a") + begun(resumed=1) + agency("a") + agency("a"))
    seen = Follower(path).look()
    assert (seen.done, seen.begun and seen.begun.resumed) == (1, 1)


def test_a_file_that_is_put_in_its_place_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_bytes(begun() + agency("a") + agency("b"))
    follower = Follower(path)
    assert follower.look().done == 2
    (tmp_path / "new").write_bytes(begun() + agency("c"))
    (tmp_path / "new").replace(path)
    assert follower.look().done == 1
    path.write_bytes(begun())
    assert follower.look().done == 0


def test_a_run_of_which_nothing_is_heard_is_silent(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_bytes(begun())
    seen = Follower(path).look()
    assert seen.silent(T0 + timedelta(seconds=20)) is None
    assert seen.silent(T0 + timedelta(seconds=60)) == 60.0


@pytest.mark.parametrize("content", [b"", b"<html>", b'{"schema": "itacheck/results/v1"}\n', agency("a"), b"\0" * 100])
def test_a_file_that_is_none_of_ours_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "m.jsonl"
    path.write_bytes(content)
    with pytest.raises(NoMetricsError, match="tells of no run"):
        Follower(path).look()


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoMetricsError, match="no run has written there yet"):
        Follower(tmp_path / "m.jsonl").look()


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NoMetricsError, match="not a file"):
        Follower(tmp_path / "pipe").look()


@given(st.lists(st.binary(max_size=60) | st.sampled_from([begun(), agency("a"), agency("b")]), max_size=8), st.data())
def test_no_bytes_break_it_and_pieces_change_nothing(parts: list[bytes], data: st.DataObject) -> None:
    whole = begun() + b"".join(parts)
    cut = data.draw(st.integers(len(begun()), len(whole)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "m")
        path.write_bytes(whole[:cut])
        follower = Follower(path)
        follower.look()
        with path.open("ab") as file:
            file.write(whole[cut:])
        assert follower.look() == Follower(path).look()
