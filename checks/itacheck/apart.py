"""Processes of our own: how they are started, and how much memory they may take."""

from __future__ import annotations

import os
import sys
import tempfile
from multiprocessing import get_context
from multiprocessing.context import BaseContext

IMPORTED = ("itacheck.aside", "itacheck.run", "itacheck.cli")
"""What all of them need, imported once where they are forked; the first moves them aside."""
LONGEST = 70
"""Bytes of the path of the folder for temporary files in which there is a socket by which processes are asked for: the
system takes 107, of which the names of a folder and a socket in it take 32."""


def fresh() -> BaseContext:
    """Starts processes.

    A fork of a process that has threads may hang, so they are forked from one that has none and has imported what they
    need: a hundredth of the time and a quarter of the memory of one that starts afresh, as it is on other systems than
    Linux (macOS has threads of its own in every process).
    """
    if sys.platform != "linux" or len(os.fsencode(tempfile.gettempdir())) > LONGEST:
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(list(IMPORTED))
    return context


def limit_memory(amount: int | None) -> None:
    """Limits the memory of this process where the system can; what it asks for beyond that is a `MemoryError`.

    Args:
        amount: bytes of address space; None: no limit.
    """
    if amount is None or os.name != "posix":
        return
    import resource  # noqa: PLC0415 - POSIX only

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
