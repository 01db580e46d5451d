"""One polite stream per host, also where several processes of this machine ask."""

from __future__ import annotations

import hashlib
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from .politeness import HostGate
from .urls import site_key

SHARES = sys.platform != "win32"
"""Whether processes can share a gate on this system."""

_TIMES = struct.Struct("dd")


class SharedGate(HostGate):
    """A gate that every process with the same folder goes through. Its clock is the system's, which they share.

    Args:
        folder: there; one file for each host is made in it.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    @contextmanager
    def turn(self, url: str, pause: float) -> Iterator[None]:
        """See `HostGate.turn`."""
        with self._file(url) as file:
            host = self._host(url)
            if len(times := file.read(_TIMES.size)) == _TIMES.size:
                ended, not_before = _TIMES.unpack(times)
                host.ended, host.not_before = max(host.ended, ended), max(host.not_before, not_before)
            try:
                with super().turn(url, pause):
                    yield
            finally:
                file.seek(0)
                file.write(_TIMES.pack(host.ended, host.not_before))

    @contextmanager
    def _file(self, url: str) -> Iterator[FileIO]:
        """The file of a host, while no other thread or process has it."""
        import fcntl  # noqa: PLC0415 - not on every system

        name = hashlib.sha256(site_key(url).encode()).hexdigest()[:32]
        (self._folder / name).touch()
        with (self._folder / name).open("r+b", buffering=0) as file:
            # Given up with the file, also by a process that is killed.
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
