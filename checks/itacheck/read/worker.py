"""Reads documents in a child process that can be killed: a hostile file may take its time, its memory or its life."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import replace
from multiprocessing import get_context
from types import TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessPool

from itacheck.errors import ItacheckError
from itacheck.model import Page, Trouble

from . import ocr
from .archive import KINDS, list_archive, read_archive
from .document import DocumentText
from .html import read_html
from .office import opens, read_office

MEMORY = 1_500_000_000
"""Bytes of address space that one worker may take (not limited on Windows)."""

PAGE_SECONDS = 8.0
"""How long a page may take; usual ones take a hundredth of a second."""
START_SECONDS = 60.0
SPARE = 10
"""Seconds of processor time that a child may take over its limit before the system ends it."""

MAX_STOPPED = 5
"""Files of one site whose reading had to be stopped, or killed its reader: no more of them are tried as documents or
pages that may be bombs, so that those of other sites do not wait for them."""


def read_document(body: bytes, kind: str) -> DocumentText:
    """Reads a document in this process. Never raises.

    Args:
        body: the bytes.
        kind: as `sniff` names it.
    """
    if kind in KINDS:
        return read_archive(body, kind, read_document)
    if kind == "pdf":
        # Its library takes longer to import than most files to read, and only the children read.
        from .pdf import read_pdf  # noqa: PLC0415

        return read_pdf(body)
    return read_office(body, kind)


def _read_page(html: str, url: str) -> Page:
    return read_html(html, url=url)


class DocumentReader:
    """A small pool of such children. Several threads may use it at once.

    Args:
        workers: how many documents are read at the same time.
        seconds: how long one document may take.
        memory: bytes of address space that a worker may take; None for no limit.
        tesseract: reads scans, garbled text and pictures; None leaves them unread.
        picture_seconds: how long the pictures of one document may take.
    """

    def __init__(
        self,
        workers: int = 1,
        seconds: float = 20.0,
        memory: int | None = MEMORY,
        *,
        tesseract: ocr.Tesseract | None = None,
        picture_seconds: float = ocr.SECONDS,
    ) -> None:
        self._workers = workers
        self._seconds = seconds
        self._memory = memory
        self._tesseract = tesseract
        self._picture_seconds = picture_seconds
        self._pool: ProcessPool | None = None
        self._pictures: ProcessPool | None = None
        self._pages: ProcessPool | None = None
        self.pictures_read = 0
        """Documents that were read from their pictures so far."""
        self._lock = threading.Lock()
        self._stopped: Counter[str] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ensure(self) -> None:
        """Starts a child and hears from it.

        Raises:
            ItacheckError: no child can be started here, so that every document would look damaged.
        """
        try:
            alive = self._started().schedule(os.getpid, timeout=START_SECONDS).result()
        except (TimeoutError, FutureTimeoutError, ProcessExpired, RuntimeError, OSError) as error:
            raise ItacheckError(
                f"the document reader cannot start a process of its own ({type(error).__name__})",
                'call it from the itacheck command, or from a script under `if __name__ == "__main__"`',
            ) from None
        if not isinstance(alive, int):
            raise ItacheckError("the document reader's process does not answer", "check memory and process limits")

    def close(self) -> None:
        """Ends the children. A later document starts new ones."""
        with self._lock:
            pools = (self._pool, self._pictures, self._pages)
            self._pool = self._pictures = self._pages = None
        for pool in pools:
            if pool is not None:
                pool.stop()  # type: ignore[no-untyped-call]
                pool.join()

    @property
    def children(self) -> int:
        """How many children may be at work: none before the first document."""
        return self._workers * sum(pool is not None for pool in (self._pool, self._pictures, self._pages))

    def read_document(self, body: bytes, kind: str, *, site: str = "") -> DocumentText:
        """Reads a document: one that takes too long is TOO_LARGE, one that kills its reader DAMAGED. Never raises.

        One that has no text to read is read from its pictures, where that can be done; else its trouble stays.

        Args:
            body: the bytes.
            kind: as `sniff` names it.
            site: whose document it is, see `MAX_STOPPED`; empty: nobody's.
        """
        found = self._read_text(body, kind, site)
        scanned = kind == "pdf" and found.trouble in (Trouble.SCAN, Trouble.GARBLED)
        if self._tesseract is None or not (kind == "image" or scanned):
            return found
        seen = self._read_pictures(body, kind, self._tesseract)
        if seen is None:
            return found
        with self._lock:
            self.pictures_read += 1
        return replace(seen, title=found.title, pages=found.pages or seen.pages)

    def read_page(self, html: str, url: str, *, site: str = "") -> Page | Trouble:
        """Reads a page that may be a bomb, or says why it could not be read. Never raises.

        Args:
            html: the decoded page.
            url: the address that answered.
            site: whose page it is, see `MAX_STOPPED`.
        """
        found = self._in_child(site, self._started_pages, min(self._seconds, PAGE_SECONDS), _read_page, html, url)
        return found if isinstance(found, Page | Trouble) else Trouble.DAMAGED

    def _read_pictures(self, body: bytes, kind: str, tesseract: ocr.Tesseract) -> DocumentText | None:
        """The text of pictures; None where there is none, or where reading it takes too long or kills its reader."""
        try:
            future = self._started_pictures().schedule(
                ocr.read_pictures, args=(body, kind, tesseract), timeout=self._picture_seconds
            )
            result = future.result()
        except (TimeoutError, FutureTimeoutError, MemoryError, ProcessExpired, RuntimeError, OSError):
            return None
        return result if isinstance(result, DocumentText) else None

    def _read_text(self, body: bytes, kind: str, site: str) -> DocumentText:
        if kind != "pdf" and kind not in KINDS and not opens(kind):
            return read_office(body, kind)
        found = _document(self._in_child(site, self._started, self._seconds, read_document, body, kind))
        if kind in KINDS and not found.members and found.trouble in (Trouble.TOO_LARGE, Trouble.DAMAGED):
            # One file in it may have brought its reader down: at least the names are told.
            listed = self._in_child(site, self._started, self._seconds, list_archive, body, kind, found.trouble)
            return _document(listed)
        return found

    def _in_child(
        self, site: str, pool: Callable[[], ProcessPool], seconds: float, reader: Callable[..., object], *args: object
    ) -> object:
        """What the reader gives, or a trouble."""
        if site and self._stopped[site] >= MAX_STOPPED:
            return Trouble.TOO_LARGE
        try:
            return pool().schedule(_in_time, args=(seconds, reader, *args), timeout=seconds).result()
        except (TimeoutError, FutureTimeoutError, MemoryError):
            trouble = Trouble.TOO_LARGE
        except ProcessExpired:
            trouble = Trouble.DAMAGED
        except Exception:  # noqa: BLE001 - a parser may raise anything; or the pool was closed beneath us
            return Trouble.DAMAGED
        with self._lock:
            self._stopped[site] += 1
        return trouble

    def _started(self) -> ProcessPool:
        with self._lock:
            if self._pool is None:
                self._pool = self._children()
            return self._pool

    def _started_pictures(self) -> ProcessPool:
        """Children of their own for pictures, which take a hundred times as long as text, so that text never waits."""
        with self._lock:
            if self._pictures is None:
                self._pictures = self._children()
            return self._pictures

    def _started_pages(self) -> ProcessPool:
        """Children of their own for pages that may be bombs, so that no document waits for them."""
        with self._lock:
            if self._pages is None:
                self._pages = self._children()
            return self._pages

    def _children(self) -> ProcessPool:
        # A fork of a process that has threads may hang, so the children start afresh.
        return ProcessPool(
            max_workers=self._workers,
            max_tasks=200,
            initializer=_limit,
            initargs=(self._memory,),
            context=get_context("spawn"),
        )


def _document(found: object) -> DocumentText:
    if isinstance(found, DocumentText):
        return found
    return DocumentText(trouble=found if isinstance(found, Trouble) else Trouble.DAMAGED)


def _in_time(seconds: float, reader: Callable[..., object], *args: object) -> object:
    """Reads, and lets the system end this process when its parent, killed itself, is not there to do so."""
    if os.name == "posix":
        import resource  # noqa: PLC0415 - POSIX only

        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        wanted = int(time.process_time() + seconds) + SPARE
        resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
    return reader(*args)


def _limit(memory: int | None) -> None:
    """Limits this process's memory where the system can."""
    if memory is None or os.name != "posix":
        return
    import resource  # noqa: PLC0415 - POSIX only

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
