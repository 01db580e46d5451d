"""The line between a process of this machine and the thread that waits for it."""

from __future__ import annotations

import gc
import logging
import os
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from logging.handlers import QueueHandler
from multiprocessing.connection import Connection
from typing import Any

from itacheck.apart import limit_memory
from itacheck.crawl import Draws, Fetched, Rendered, Supplier
from itacheck.model import Page, Trouble, Unrendered
from itacheck.read import Documents, DocumentText

from . import worker
from .job import Broke, Here, Job

STOP = "stop"
DONE = "done"
"""A task has ended; what came of it comes by the pool."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A process asks one of those that serve all of them."""

    method: str
    given: tuple[Any, ...] = ()
    named: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What that comes to."""

    value: Any
    count: int
    """Of the pictures that were read, or the pages that were drawn, so far."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page asks for while it is drawn: the process whose crawl it is fetches it."""

    url: str
    script: bool


class Line:
    """The end in the process.

    Args:
        connection: to the thread.
        run: what is stopped when the thread says so.
    """

    def __init__(self, connection: Connection[Any, Any], run: str) -> None:
        self._connection = connection
        self._run = run
        self._heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._sending = threading.Lock()
        self._asking = threading.Lock()

    def tell(self, message: object) -> None:
        """Says something."""
        with self._sending, suppress(OSError):
            self._connection.send(message)

    def ask(self, ask: Ask, supply: Supplier | None = None) -> Reply:
        """Asks a service, and answers what it wants to know meanwhile.

        Raises:
            RuntimeError: it broke.
        """
        with self._asking:
            self.tell(ask)
            while True:
                said = self._heard.get()
                match said:
                    case Wanted(url, script) if supply is not None:
                        self.tell(supply(url, script=script))
                    case Broke():
                        said.throw()
                    case Reply():
                        return said

    def listen(self) -> None:
        """Hears what the thread says, until it is gone: then nobody waits for this process any more."""
        while True:
            try:
                said = self._connection.recv()
            except (EOFError, OSError):
                os._exit(1)
            if said == STOP:
                worker.stop(self._run)
            else:
                self._heard.put(said)


class FarDocuments:
    """Documents that another process has read; see `itacheck.read.Documents`."""

    def __init__(self, line: Line) -> None:
        self.pictures_read = 0
        self._ensured = False
        self._line = line

    def ensure(self) -> None:
        """See `DocumentReader.ensure`."""
        if not self._ensured:
            self._asked("ensure")
            self._ensured = True

    def read_document(self, body: bytes, kind: str, *, site: str = "") -> DocumentText:
        """See `DocumentReader.read_document`."""
        found: DocumentText = self._asked("read_document", body, kind, site=site)
        return found

    def read_page(self, html: str, url: str, *, site: str = "") -> Page | Trouble:
        """See `DocumentReader.read_page`."""
        found: Page | Trouble = self._asked("read_page", html, url, site=site)
        return found

    def _asked(self, method: str, *given: Any, **named: Any) -> Any:
        reply = self._line.ask(Ask(method, given, named))
        self.pictures_read = reply.count
        return reply.value


class FarBrowser:
    """A browser of another process; see `itacheck.crawl.Draws`."""

    def __init__(self, line: Line) -> None:
        self.rendered = 0
        self._line = line

    def render(self, answer: Fetched, supply: Supplier) -> Rendered | Unrendered:
        """See `Browser.render`."""
        reply = self._line.ask(Ask("render", (answer,)), supply)
        self.rendered = reply.count
        found: Rendered | Unrendered = reply.value
        return found


class Services:
    """Those that serve all processes: one reader of documents and one browser."""

    def __init__(self, documents: Documents, browser: Draws | None) -> None:
        self.browser = browser
        self._documents = documents

    def serve(self, ask: Ask, supply: Supplier) -> Reply | Broke:
        """Does what a process asks for."""
        try:
            if ask.method == "render" and self.browser is not None:
                (answer,) = ask.given
                return Reply(self.browser.render(answer, supply), self.browser.rendered)
            value = getattr(self._documents, ask.method)(*ask.given, **ask.named)
            return Reply(value, self._documents.pictures_read)
        except Exception as error:  # noqa: BLE001 - it is raised where it was asked
            return Broke.by(error)


class _Logged(QueueHandler):
    """Gives log records to the thread."""

    def __init__(self, line: Line) -> None:
        super().__init__(None)  # type: ignore[arg-type]
        # What it says is set in a line there.
        self.setFormatter(logging.Formatter())
        self._line = line

    def enqueue(self, record: logging.LogRecord) -> None:
        self._line.tell(record)


@dataclass(frozen=True, slots=True)
class Start:
    """What a process does first."""

    run: str
    job: Job
    level: int
    """From which on it tells what it logs."""
    draws: bool
    """Whether a browser serves it."""
    memory: int | None
    """Bytes that it may take."""

    def __call__(self, connection: Connection[Any, Any]) -> None:
        """Does it, in the process."""
        limit_memory(self.memory)
        # What is imported stays: looking through it for garbage takes time, and memory that processes share.
        gc.freeze()
        line = Line(connection, self.run)
        global _line  # noqa: PLW0603 - a process has one
        _line = line
        threading.Thread(target=line.listen, name="line", daemon=True).start()
        logging.basicConfig(level=self.level, handlers=[_Logged(line)], force=True)
        browser = FarBrowser(line) if self.draws else None
        worker.begin(self.run, self.job, Here(progress=line.tell, documents=FarDocuments(line), browser=browser))


_line: Line | None = None


def on_line(task: Callable[[], object]) -> object:
    """Does a task, and says that it is done."""
    try:
        return task()
    finally:
        if _line is not None:
            _line.tell(DONE)
