"""What a terminal is given: safe text, progress, log lines."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click
from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from itacheck.crawl import Progress as CrawlProgress
from itacheck.metrics import Metrics
from itacheck.model import AgencyResult, Status

HEARTBEAT = 30.0
"""Seconds between two lines about crawls that are still at work, where there is no bar."""

log = logging.getLogger(__name__)


def say(text: str, *, err: bool = False) -> None:
    """Prints a line; a reader that went away (`| head`) changes neither the work nor its exit code."""
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


def set_up_log(*, verbose: bool) -> None:
    """Logs to the standard error: warnings, and with `verbose` each address and tracebacks."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines(tracebacks=verbose))
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
        self._plain = not sys.stderr.isatty() or bool(os.environ.get("CI"))
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
        os.write(2, b"\nitacheck: stopping, and keeping what was collected; Ctrl-C again gives up\n")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
