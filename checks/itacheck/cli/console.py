"""What a terminal is given: safe text, progress, log lines."""

from __future__ import annotations

import logging
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import click
from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from itacheck.about import about
from itacheck.crawl import Progress as CrawlProgress
from itacheck.files import json_line
from itacheck.metrics import Metrics
from itacheck.model import AgencyResult, Status

HEARTBEAT = 30.0
"""Seconds between two lines about crawls that are still at work, where there is no bar."""

log = logging.getLogger(__name__)


_AGENCY = re.compile(r"agency ([a-z0-9]+(?:-[a-z0-9]+)*): ")
_as_json = False
"""Whether what goes to the standard error is JSON."""


def say(text: str, *, err: bool = False, level: str = "info") -> None:
    """Prints a line; a reader that went away (`| head`) changes neither the work nor its exit code.

    Args:
        text: the line.
        err: to the standard error, where it is JSON if log lines are.
        level: how grave it is, where it is JSON.
    """
    if err and _as_json:
        text = _said(text, level)
    try:
        click.echo(text, err=err)
    except BrokenPipeError:
        stream = sys.stderr if err else sys.stdout
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def plain(text: str) -> str:
    """Text from elsewhere on one line, without control codes and direction overrides."""
    return "".join(char if char.isprintable() else " " for char in text)


def counted(number: int, noun: str) -> str:
    """A number with an English noun: 1 page, 2 pages, 3 agencies."""
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else many}"


def set_up_streams() -> None:
    """UTF-8 for files and pipes on every system; a terminal loses what it cannot show instead of ending the run."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace")


class _Lines(logging.Formatter):
    """Log lines without control codes; tracebacks only for who asked for more."""

    def __init__(self, *, tracebacks: bool) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")
        self._tracebacks = tracebacks

    def format(self, record: logging.LogRecord) -> str:
        return "\n".join(plain(line) for line in super().format(record).split("\n"))

    def formatException(self, ei: object) -> str:  # noqa: N802 - the base class's name
        return super().formatException(ei) if self._tracebacks else ""  # type: ignore[arg-type]


class _Objects(logging.Formatter):
    """Log lines as JSON, one object each: time, level, logger, message; agency, url and traceback where known."""

    def __init__(self, *, tracebacks: bool) -> None:
        super().__init__()
        self._tracebacks = tracebacks

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        at = datetime.fromtimestamp(record.created, UTC)
        told = {"time": _stamp(at), "level": record.levelname.lower(), "logger": record.name, "message": message}
        # Who tells of an agency that is not at work here names it so.
        named = _AGENCY.match(message)
        agency = getattr(record, "agency", None) or (named[1] if named else None)
        told |= {key: str(one) for key, one in (("agency", agency), ("url", getattr(record, "url", None))) if one}
        if self._tracebacks and (trace := record.exc_text or (record.exc_info and self._trace(record.exc_info))):
            told["traceback"] = trace
        return json_line(told)

    def _trace(self, information: Any) -> str:
        return super().formatException(information)


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _said(text: str, level: str) -> str:
    """A line of ours among log lines that are JSON."""
    message = " ".join(text.split())
    return json_line({"time": _stamp(datetime.now(UTC)), "level": level, "logger": "itacheck", "message": message})


def set_up_log(*, verbose: bool, as_json: bool = False) -> None:
    """Logs to the standard error: warnings, and with `verbose` each address and tracebacks.

    Args:
        verbose: as said.
        as_json: everything on the standard error is JSON, one object a line.
    """
    global _as_json  # noqa: PLW0603 - a process has one standard error
    _as_json = as_json
    handler = logging.StreamHandler()
    handler.setFormatter(_Objects(tracebacks=verbose) if as_json else _Lines(tracebacks=verbose))
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, handlers=[handler])
    for noisy in ("urllib3", "pypdf"):
        logging.getLogger(noisy).setLevel(logging.WARNING if verbose else logging.ERROR)


class Progress:
    """A bar on a terminal; elsewhere and in CI plain lines. All of it on the standard error.

    Args:
        total: agencies.
        metrics: told the same; None: nobody.
    """

    def __init__(self, total: int, metrics: Metrics | None = None) -> None:
        self._metrics = metrics
        self._plain = _as_json or not sys.stderr.isatty() or bool(os.environ.get("CI"))
        self._total, self._count = total, 0
        self._told = time.monotonic()
        self._lock = threading.Lock()
        self._bar: tqdm[Any] | None = None

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Shows it while the block runs."""
        if self._plain:
            yield
            return
        bar: tqdm[Any] = tqdm(total=self._total, unit="agency", file=sys.stderr, dynamic_ncols=True)
        self._bar = bar
        with bar, logging_redirect_tqdm():
            yield
        self._bar = None

    def crawled(self, at: CrawlProgress) -> None:
        """One address of an agency was asked. Called from many threads."""
        if self._metrics is not None:
            self._metrics.crawled(at)
        with about(agency=at.agency_id, url=at.url):
            log.info("%s: %s", at.agency_id, at.url)
        told = f"{at.agency_id}: {counted(at.pages, 'page')}, {counted(at.documents, 'document')}"
        if self._bar is not None:
            self._bar.set_postfix_str(told)
            return
        with self._lock:
            due = time.monotonic() - self._told >= HEARTBEAT
            if due:
                self._told = time.monotonic()
        if due and self._plain:
            say(f"[{self._count}/{self._total}] … {told}, {at.queued} queued", err=True)

    def finished(self, agency: AgencyResult) -> None:
        """An agency is done."""
        if self._metrics is not None:
            self._metrics.finished(agency)
        self._count += 1
        if self._bar is not None:
            self._bar.update()
            return
        with self._lock:
            self._told = time.monotonic()
        crawl = agency.crawl
        counts = {status: sum(v.status is status for v in agency.verdicts) for status in Status}
        told = " ".join(f"{status.value}={n}" for status, n in counts.items() if n)
        say(
            f"[{self._count}/{self._total}] {agency.id}: {crawl.status.value}, {counted(crawl.pages, 'page')}, "
            f"{counted(crawl.documents, 'document')}, {crawl.seconds:.1f} s: {told}",
            err=True,
        )


@contextmanager
def stopping(stop: threading.Event) -> Iterator[None]:
    """While the block runs, the first Ctrl-C (or SIGTERM) sets `stop`; the second one is a KeyboardInterrupt."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ask(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        # Written past the streams: one of them may be in the middle of a line.
        told = "itacheck: stopping, and keeping what was collected; Ctrl-C again gives up"
        os.write(2, f"{_said(told, 'warning')}\n".encode() if _as_json else f"\n{told}\n".encode())

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
