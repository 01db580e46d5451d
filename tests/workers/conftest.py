"""A real scheduler on loopback, with two real worker processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ..small_site import CHECKS, surroundings

ROOT = Path(__file__).parents[2]


class Machines:
    """A scheduler and its workers, each a process that a test may kill.

    Args:
        folder: what they write goes there.
        workers: how many.
        threads: of each.
        memory: what a worker may take before it is ended, as Dask writes it.
    """

    def __init__(self, folder: Path, *, workers: int = 2, threads: int = 2, memory: str = "0") -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        self._folder = folder
        self._more = [f"--nthreads={threads}", f"--memory-limit={memory}"]
        self._started: list[subprocess.Popen[bytes]] = []
        self.scheduler = self.start_scheduler()
        self.workers = [self.start_worker() for _ in range(workers)]

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        port = self.address.rsplit(":", 1)[1]
        return self._start(
            "scheduler", "--host=127.0.0.1", f"--port={port}", "--no-dashboard", "--dashboard-address=127.0.0.1:0",
            "--no-show",
        )  # fmt: skip

    def start_worker(self) -> subprocess.Popen[bytes]:
        return self._start(
            "worker", self.address, "--host=127.0.0.1", "--no-dashboard", f"--local-directory={self._folder}",
            "--death-timeout=60", *self._more,
        )  # fmt: skip

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self._folder / f"dask-{len(self._started)}.log").open("wb") as log:
            started = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments],
                cwd=self._folder,
                env=surroundings(PYTHONPATH=os.pathsep.join((str(CHECKS), str(ROOT)))),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._started.append(started)
        return started

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Ends a process and its children at once."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        for process in reversed(self._started):
            self.kill(process)


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Callable[..., Machines]]:
    """Starts them; they end with the test."""
    pytest.importorskip("distributed", reason="Dask distributed is not installed")
    folder = tmp_path / "machines"
    folder.mkdir()
    started: list[Machines] = []

    def start(**options: object) -> Machines:
        started.append(Machines(folder, **options))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for one in started:
        one.close()


def wait_for(there: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)
