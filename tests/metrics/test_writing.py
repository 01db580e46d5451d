"""Lines are written whole and at once, and nobody who reads them badly holds up the run."""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from pathlib import Path

import pytest

from itacheck.errors import ConfigurationError
from itacheck.metrics import LineWriter

POSIX = pytest.mark.skipif(os.name != "posix", reason="pipes and devices of POSIX")


def wait_for(path: Path, text: str) -> None:
    end = time.monotonic() + 10
    while (path.read_text(encoding="utf-8") if path.exists() else "") != text:
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_line_is_there_as_soon_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "new" / "m.jsonl"
    writer = LineWriter(path)
    writer.write("หนึ่ง")
    wait_for(path, "หนึ่ง\n")
    writer.close()


def test_lines_come_after_those_of_the_last_run_also_where_it_was_killed_in_one(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_bytes(b"whole\ntorn")
    writer = LineWriter(path)
    writer.write("x")
    writer.close()
    assert path.read_bytes() == b"whole\ntorn\nx\n"
    writer = LineWriter(path, anew=True)
    writer.write("y")
    writer.close()
    assert path.read_bytes() == b"y\n"


def test_time_alone_writes_a_line(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    writer = LineWriter(path, every=0.02)
    writer.tick = lambda: "tick"
    end = time.monotonic() + 10
    while path.read_text(encoding="utf-8").count("tick\n") < 3:
        assert time.monotonic() < end
        time.sleep(0.01)
    writer.close()


@POSIX
def test_a_full_disk_is_told_once_and_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no device that is full")
    writer = LineWriter(Path("/dev/full"))
    for number in range(100):
        writer.write(f"{number}")
        time.sleep(0.001)
    writer.close()
    (one,) = caplog.messages
    assert os.strerror(errno.ENOSPC) in one


@POSIX
def test_a_reader_that_went_away_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    first: list[str] = []

    def read_one() -> None:
        with pipe.open(encoding="utf-8") as lines:
            first.append(lines.readline())

    reader = threading.Thread(target=read_one)
    reader.start()
    writer = LineWriter(pipe)
    writer.write("one")
    reader.join(timeout=10)
    for number in range(20):
        writer.write(f"{number}")
        time.sleep(0.005)
    writer.close()
    assert first == ["one\n"]
    assert len(caplog.messages) == 1


@POSIX
def test_a_pipe_that_nobody_reads_holds_up_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    began = time.monotonic()
    writer = LineWriter(pipe)
    for _ in range(1000):
        writer.write("x" * 1000)
    writer.close(patience=0.1)
    assert time.monotonic() - began < 5
    assert "nobody reads" in caplog.text
    os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))  # the thread ends


def test_what_cannot_be_written_is_told_before_the_run(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="metrics cannot be written"):
        LineWriter(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="descriptors of POSIX")
def test_the_standard_error_is_a_place_too(capfd: pytest.CaptureFixture[str]) -> None:
    writer = LineWriter(None)
    writer.write("x")
    writer.close()
    assert capfd.readouterr().err == "x\n"
