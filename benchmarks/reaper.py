"""Runs a command and waits for all of its processes: `python -m benchmarks.reaper COMMAND`.

The system counts the processor time of a process for those who wait for it. Processes that are forked from a server of
their own, as those of itacheck are, outlive who asked for them by a moment, and their time would be lost.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Sequence

_PR_SET_CHILD_SUBREAPER = 36


def reaped(command: Sequence[str]) -> list[str]:
    """The command so that its caller gets the time of all its processes."""
    return [sys.executable, "-m", "benchmarks.reaper", *command]


def main() -> None:
    """Runs it; Linux gives its orphans to this process."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    code = subprocess.run(sys.argv[1:], check=False).returncode
    try:
        while True:
            os.wait()
    except ChildProcessError:
        sys.exit(code)


if __name__ == "__main__":
    main()
