from __future__ import annotations

import multiprocessing
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from itacheck.crawl import SharedGate

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes share no gate there")

URL = "https://www.example.go.th/page"
PAUSE = 0.05


def ask(folder: Path, url: str, times: int, told: Any) -> None:
    """Goes through a gate in a process of its own, and tells when it was in and out again."""
    gate = SharedGate(folder)
    for _ in range(times):
        with gate.turn(url, PAUSE):
            began = time.monotonic()
            time.sleep(0.02)
            ended = time.monotonic()
        told.put((began, ended))


def turns(folder: Path, urls: list[str], times: int = 3) -> list[tuple[float, float]]:
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    processes = [context.Process(target=ask, args=(folder, url, times, told)) for url in urls]
    for process in processes:
        process.start()
    found = sorted(told.get(timeout=60) for _ in range(times * len(urls)))
    for process in processes:
        process.join()
    return found


def test_processes_ask_a_host_one_after_the_other_with_its_pause(tmp_path: Path) -> None:
    found = turns(tmp_path, [URL, "http://example.go.th/"])
    gaps = [later[0] - earlier[1] for earlier, later in pairwise(found)]
    assert min(gaps) >= PAUSE * 0.9


def test_what_one_puts_off_the_other_puts_off(tmp_path: Path) -> None:
    one, other = SharedGate(tmp_path), SharedGate(tmp_path)
    with one.turn(URL, 0):
        one.postpone(URL, 0.2)
        until = time.monotonic() + 0.2
    with other.turn(URL, 0):
        assert time.monotonic() >= until - 0.01


def test_other_hosts_do_not_wait(tmp_path: Path) -> None:
    gate = SharedGate(tmp_path)
    with gate.turn(URL, 0), gate.turn("https://other.example.go.th/", 5):
        pass


def test_a_file_that_holds_something_else_changes_nothing(tmp_path: Path) -> None:
    gate = SharedGate(tmp_path)
    with gate.turn(URL, 0):
        pass
    (only,) = tmp_path.iterdir()
    only.write_bytes(b"x")
    with gate.turn(URL, 0):
        pass
