"""Lines to a file, a pipe or a device, by a thread of its own: a slow reader, or none, holds up nobody."""

from __future__ import annotations

import logging
import os
import queue
import stat
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from pathlib import Path

from itacheck.errors import ConfigurationError

PATIENCE = 5.0
"""Seconds for which the end waits for who still reads."""

log = logging.getLogger(__name__)


class LineWriter:
    """Writes whole lines, each at once and in full, until it cannot: then it warns once and takes no more.

    Args:
        path: appended to; None: the standard error.
        anew: empties the file first.
        every: seconds between two lines of `tick`.

    Raises:
        ConfigurationError: the file cannot be written.
    """

    def __init__(self, path: Path | None, *, anew: bool = False, every: float = 5.0) -> None:
        self.tick: Callable[[], str] | None = None
        """Gives a line that is due; it is called in the thread that writes."""
        self._path, self._every = path, every
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._file: FileIO | None = None
        self._gone = threading.Event()
        self._thread = threading.Thread(target=self._run, name="metrics", daemon=True)
        try:
            # A pipe is opened by the thread: that waits until somebody reads it.
            self._pipe = path is not None and path.exists() and stat.S_ISFIFO(path.stat().st_mode)
            if path is None:
                self._file = FileIO(os.dup(sys.stderr.fileno()), "w")
            elif not self._pipe:
                self._file = _opened(path, anew=anew)
        except (OSError, ValueError) as error:
            told = getattr(error, "strerror", None) or error
            raise ConfigurationError(
                f"{path or 'standard error'}: metrics cannot be written there ({told})", "name another file"
            ) from None
        self._thread.start()

    def write(self, line: str) -> None:
        """Has a line written, soon; it ends with no line break."""
        if not self._gone.is_set():
            self._lines.put(line)

    def close(self, patience: float = PATIENCE) -> None:
        """Waits until all is written, for so many seconds at most."""
        self._lines.put(None)
        self._thread.join(timeout=patience)
        if self._thread.is_alive() and not self._gone.is_set():
            self._gone.set()
            log.warning("metrics: nobody reads %s: its last lines are not written", self._path or "standard error")

    def _run(self) -> None:
        try:
            if self._file is None and self._path is not None:
                self._file = FileIO(str(self._path), "w")
            due = time.monotonic() + self._every
            while True:
                try:
                    line = self._lines.get(timeout=max(due - time.monotonic(), 0.0))
                    if line is None:
                        break
                    self._put(line)
                except queue.Empty:
                    due = time.monotonic() + self._every
                    if self.tick is not None:
                        self._put(self.tick())
        except (OSError, ValueError) as error:
            if not self._gone.is_set():
                self._gone.set()
                told = getattr(error, "strerror", None) or error
                log.warning("metrics: %s: no more of them: %s", self._path or "standard error", told)
        finally:
            if self._file is not None:
                with suppress(OSError):
                    self._file.close()

    def _put(self, line: str) -> None:
        assert self._file is not None  # noqa: S101 - opened above
        left = f"{line}\n".encode("utf-8", "replace")
        while left:
            left = left[self._file.write(left) or 0 :]


def _opened(path: Path, *, anew: bool) -> FileIO:
    """The file, at the beginning of a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if anew:
        path.unlink(missing_ok=True)
    file = FileIO(str(path), "a")
    try:
        torn = False
        if stat.S_ISREG(path.stat().st_mode) and path.stat().st_size:
            with path.open("rb") as before:
                before.seek(-1, os.SEEK_END)
                torn = before.read(1) != b"\n"
        if torn:
            # What ended in the middle of it was killed.
            file.write(b"\n")
    except OSError:
        file.close()
        raise
    return file
