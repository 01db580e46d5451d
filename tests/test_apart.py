"""How processes of our own are started."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from itacheck.apart import LONGEST

from .small_site import surroundings

ASKED = """
import os
from pebble import ProcessPool
from itacheck.apart import fresh, limit_memory

if __name__ == "__main__":
    with ProcessPool(max_workers=1, context=fresh(), initializer=limit_memory, initargs=(400_000_000,)) as pool:
        print(fresh().get_start_method(), pool.schedule(os.getppid).result() == os.getpid())
        try:
            pool.schedule(bytearray, args=(1_000_000_000,)).result()
        except MemoryError:
            print("no more memory")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks them")
@pytest.mark.parametrize(("deep", "how"), [("", "forkserver False"), ("x" * LONGEST, "spawn True")])
def test_processes_are_forked_from_one_without_threads_where_its_socket_has_room(deep: str, how: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / deep
        folder.mkdir(exist_ok=True)
        script = folder / "asked.py"
        script.write_text(ASKED, encoding="utf-8")
        ended = subprocess.run(
            [sys.executable, str(script)], env=surroundings(TMPDIR=str(folder)), capture_output=True, text=True,
            timeout=60, check=True,
        )  # fmt: skip
    assert ended.stdout.splitlines() == [how, "no more memory"]
