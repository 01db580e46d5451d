"""What a process and those that it started hold in memory."""

from __future__ import annotations

import os
from pathlib import Path

_PROC = Path("/proc")


def memory_of(pid: int, *, proc: Path = _PROC) -> int | None:
    """Bytes that a process and its descendants hold; pages that they share count once for each.

    Args:
        pid: of the process.
        proc: where the system tells of its processes.

    Returns:
        None where the system does not tell.
    """
    try:
        unit = os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None
    own = _pages(proc, pid)
    if own is None:
        return None
    total, left, seen = own, [pid], {pid}
    while left:
        for child in _children(proc, left.pop()):
            if child not in seen:
                seen.add(child)
                left.append(child)
                total += _pages(proc, child) or 0
    return total * unit


def _pages(proc: Path, pid: int) -> int | None:
    try:
        return int((proc / str(pid) / "statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return None


def _children(proc: Path, pid: int) -> list[int]:
    found: list[int] = []
    try:
        for thread in (proc / str(pid) / "task").iterdir():
            found += map(int, (thread / "children").read_text().split())
    except (OSError, ValueError):
        pass  # it ended meanwhile
    return found
