"""Reads documents in a child process that can be killed: a hostile file may take its time, its memory or its life."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from multiprocessing import get_context
from types import TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessPool

from itacheck.errors import ItacheckError
from itacheck.model import Trouble

from .archive import KINDS, list_archive, read_archive
from .document import DocumentText
from .office import opens, read_office
from .pdf import read_pdf

MEMORY = 1_500_000_000
"""Bytes of address space that one worker may take (not limited on Windows)."""

START_SECONDS = 60.0


def read_document(body: bytes, kind: str) -> DocumentText:
    """Reads a document in this process. Never raises.

    Args:
        body: the bytes.
        kind: as `sniff` names it.
    """
    if kind in KINDS:
        return read_archive(body, kind, read_document)
    return read_pdf(body) if kind == "pdf" else read_office(body, kind)


class DocumentReader:
    """A small pool of such children. Several threads may use it at once.

    Args:
        workers: how many documents are read at the same time.
        seconds: how long one document may take.
        memory: bytes of address space that a worker may take; None for no limit.
    """

    def __init__(self, workers: int = 1, seconds: float = 20.0, memory: int | None = MEMORY) -> None:
        self._workers = workers
        self._seconds = seconds
        self._memory = memory
        self._pool: ProcessPool | None = None
        self._lock = threading.Lock()

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
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()

    @property
    def children(self) -> int:
        """How many children may be at work: none before the first document."""
        return self._workers if self._pool is not None else 0

    def read_document(self, body: bytes, kind: str) -> DocumentText:
        """Reads a document: one that takes too long is TOO_LARGE, one that kills its reader DAMAGED. Never raises."""
        if kind != "pdf" and kind not in KINDS and not opens(kind):
            return read_office(body, kind)
        found = self._in_child(read_document, body, kind)
        if kind in KINDS and not found.members and found.trouble in (Trouble.TOO_LARGE, Trouble.DAMAGED):
            # One file in it may have brought its reader down: at least the names are told.
            return self._in_child(list_archive, body, kind, found.trouble)
        return found

    def _in_child(self, reader: Callable[..., DocumentText], *args: object) -> DocumentText:
        try:
            result = self._started().schedule(reader, args=args, timeout=self._seconds).result()
        except (TimeoutError, FutureTimeoutError, MemoryError):
            return DocumentText(trouble=Trouble.TOO_LARGE)
        except ProcessExpired:
            return DocumentText(trouble=Trouble.DAMAGED)
        except (RuntimeError, OSError):
            # The pool was closed beneath us, or the machine gives no more processes.
            return DocumentText(trouble=Trouble.DAMAGED)
        return result if isinstance(result, DocumentText) else DocumentText(trouble=Trouble.DAMAGED)

    def _started(self) -> ProcessPool:
        with self._lock:
            if self._pool is None:
                # A fork of a process that has threads may hang, so the children start afresh.
                context = get_context("spawn")
                self._pool = ProcessPool(
                    max_workers=self._workers,
                    max_tasks=200,
                    initializer=_limit,
                    initargs=(self._memory,),
                    context=context,
                )
            return self._pool


def _limit(memory: int | None) -> None:
    """Limits this process's memory where the system can."""
    if memory is None or os.name != "posix":
        return
    import resource  # noqa: PLC0415 - POSIX only

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
