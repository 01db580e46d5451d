"""What the work at hand is about, on every log record that is made meanwhile.

A thread knows its own only: whoever starts one for an agency enters `about` in it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_agency: ContextVar[str | None] = ContextVar("agency", default=None)
_url: ContextVar[str | None] = ContextVar("url", default=None)


@contextmanager
def about(*, agency: str | None = None, url: str | None = None) -> Iterator[None]:
    """Has log records of the block carry `agency` and `url`; what is left out stays as it is around the block.

    Args:
        agency: an id.
        url: any address; hostile.
    """
    _stamp()
    kept = [(which, which.set(value)) for which, value in ((_agency, agency), (_url, url)) if value is not None]
    try:
        yield
    finally:
        for which, token in kept:
            which.reset(token)


def _stamp() -> None:
    """Has every record of this process made with what it is about, also those of other packages."""
    make = logging.getLogRecordFactory()
    if getattr(make, "stamps", False):
        return

    # Where a record is made its thread is known; a handler's may be another one, or another process's.
    def made(*args: Any, **more: Any) -> logging.LogRecord:
        record = make(*args, **more)
        for name, which in (("agency", _agency), ("url", _url)):
            if (value := which.get()) is not None:
                setattr(record, name, value)
        return record

    made.stamps = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(made)
