"""The files through which a step tells the runner something."""

from __future__ import annotations

import os
from pathlib import Path

from itacheck.errors import ConfigurationError

OUTPUT = "GITHUB_OUTPUT"


def output(**values: str) -> None:
    """Makes values known to later steps and jobs; does nothing outside of a runner.

    Args:
        values: each on one line; `_` in a name is written as `-`.

    Raises:
        ConfigurationError: the runner's file cannot be written.
    """
    told = os.environ.get(OUTPUT)
    if not told:
        return
    # A line break would let a value speak for other names.
    lines = "".join(f"{name.replace('_', '-')}={' '.join(value.split())}\n" for name, value in values.items())
    try:
        with Path(told).open("a", encoding="utf-8", newline="\n") as file:
            file.write(lines)
    except OSError as error:
        raise ConfigurationError(f"{OUTPUT} {told}: cannot be written ({error.strerror})") from None
