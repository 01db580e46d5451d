"""Imported where processes are forked, and there alone: moves all of them into a process group of their own.

Ctrl-C, and the signals of `timeout` and of those who cancel a job, go to every process that a terminal or a script
started. They are for the first one: it lets crawls end and judges what they have. The others end with it.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

if any("multiprocessing.forkserver" in one for one in sys.orig_argv):
    with suppress(OSError):
        os.setpgid(0, 0)
