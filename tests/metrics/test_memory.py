"""What a run holds in memory is that of all its processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from itacheck.metrics.memory import memory_of

MIB = 1 << 20


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not tell")
def test_the_processes_that_a_process_started_count() -> None:
    before = memory_of(os.getpid())
    assert before is not None
    held = "x = bytearray(b'x' * (100 << 20)); print(1, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", held], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.05)
        with_child = memory_of(os.getpid())
        child.communicate(b"\n")
    assert with_child is not None
    if not Path("/proc/self/task", str(os.getpid()), "children").exists():
        pytest.skip("the system does not tell of children")
    assert 90 * MIB < with_child - before < 200 * MIB


def test_where_the_system_does_not_tell_nothing_is_said(tmp_path: Path) -> None:
    assert memory_of(1, proc=tmp_path) is None
