"""Draws pages that need a script, in a system's Chromium that lives in a thread of its own.

Every request of a page is stopped (`Visit`) and answered by the crawl (`Supplies`), in the crawl's own thread.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import os
import queue
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from itacheck.model import Unrendered

from .chromium import ARGUMENTS, find_browser
from .fetch import Fetched
from .supplies import Supply
from .visit import ANSWERS, Rendered, Visit, Want

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import BrowserContext, Playwright

MAX_SECONDS = 45.0
"""For one page, waiting for polite pauses included."""
MAX_AT_ONCE = 3
"""Pages that are drawn at the same time."""
MAX_STARTS = 5
"""How often one run starts a browser that crashed."""

_STARTS = 60.0
_GRACE = 45.0
"""Seconds beyond those of a page after which the browser itself is taken to hang."""

_log = logging.getLogger(__name__)


class Supplier(Protocol):
    """Answers one request of a page."""

    def __call__(self, url: str, /, *, script: bool) -> Supply:
        """See `Supplies.get`."""


class Draws(Protocol):
    """Draws pages; several crawls may use it at once."""

    rendered: int
    """How many pages it drew."""

    def render(self, answer: Fetched, supply: Supplier) -> Rendered | Unrendered:
        """See `Browser.render`."""


def open_browser(environ: Mapping[str, str] = os.environ) -> Browser | Unrendered:
    """A browser to draw pages with, which starts with the first page; `Unrendered.MISSING` where there is none.

    Raises:
        ConfigurationError: see `find_browser`.
    """
    program = find_browser(environ)
    if program is None or importlib.util.find_spec("playwright") is None:
        return Unrendered.MISSING
    return Browser(program)


class Browser:
    """One browser for a run; several crawls may use it at once.

    Args:
        program: a Chromium.
        seconds: how long one page may take.
    """

    def __init__(self, program: Path, *, seconds: float = MAX_SECONDS) -> None:
        self.rendered = 0
        """How many pages it drew."""
        self._program = program
        self._seconds = seconds
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self._starts = 0
        self._playwright: Playwright | None = None
        self._chromium: Chromium | None = None
        self._starting: asyncio.Lock | None = None
        self._room: asyncio.Semaphore | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the browser and its thread. Pages asked for later are not drawn."""
        with self._lock:
            self._closed = True
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None:
            return
        ending = asyncio.run_coroutine_threadsafe(self._end(), loop)
        try:
            ending.result(timeout=_GRACE)
        except Exception:  # noqa: BLE001 - whatever it is, the run must end; the driver ends with this process
            _log.info("the browser did not end by itself", exc_info=True)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=_GRACE)

    def render(self, answer: Fetched, supply: Supplier) -> Rendered | Unrendered:
        """Draws a page that was fetched. Never raises for anything that the page or the browser does.

        Args:
            answer: what the server sent; it is not asked for again.
            supply: answers the page's requests; called in the calling thread only.
        """
        loop = self._running()
        if loop is None:
            return Unrendered.FAILED
        wants: queue.SimpleQueue[Want | None] = queue.SimpleQueue()
        began: list[float] = []
        task = asyncio.run_coroutine_threadsafe(self._visit(answer, wants, began), loop)
        task.add_done_callback(lambda _: wants.put(None))
        while not task.done():
            try:
                want = wants.get(timeout=1.0)
            except queue.Empty:
                late = bool(began) and time.monotonic() > began[0] + self._seconds + _GRACE
                if late or not loop.is_running():
                    task.cancel()
                    _log.warning("the browser hangs on %s", answer.url)
                    return Unrendered.FAILED
                continue
            if want is None or task.done():
                break
            _deliver(loop, want, supply(want.url, script=want.script))
        try:
            rendered = task.result()
        except Exception as error:  # noqa: BLE001 - a page may break its browser in any way; the others still count
            told = " ".join(str(error).split())[:200] or type(error).__name__
            _log.warning("the browser failed on %s: %s", answer.url, told)
            return Unrendered.FAILED
        with self._lock:
            self.rendered += 1
        return rendered

    def _running(self) -> asyncio.AbstractEventLoop | None:
        with self._lock:
            if self._closed:
                return None
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=_run, args=(self._loop,), name="browser", daemon=True)
                self._thread.start()
            return self._loop

    # ------------------------------------------------------------ in the browser's thread

    async def _visit(self, answer: Fetched, wants: queue.SimpleQueue[Want | None], began: list[float]) -> Rendered:
        self._room = self._room or asyncio.Semaphore(MAX_AT_ONCE)
        async with self._room:
            context = await self._context()
            began.append(time.monotonic())
            visit = Visit(answer, wants, self._seconds)
            try:
                async with asyncio.timeout(self._seconds + ANSWERS):
                    return await visit.draw(context)
            finally:
                visit.leave()
                try:
                    await asyncio.wait_for(context.close(), ANSWERS)
                except Exception:  # noqa: BLE001 - a browser that cannot close a page is of no use for the next one
                    _log.info("the browser could not close a page: it is started anew", exc_info=True)
                    await self._end()

    async def _context(self) -> BrowserContext:
        """A fresh context, in a browser started anew when the one that was there does not answer any more."""
        while True:
            chromium = await asyncio.wait_for(self._started(), _STARTS + _GRACE)
            try:
                return await asyncio.wait_for(
                    chromium.new_context(
                        viewport={"width": 1366, "height": 4000},
                        locale="th-TH",
                        timezone_id="Asia/Bangkok",
                        reduced_motion="reduce",
                        service_workers="block",
                        accept_downloads=False,
                    ),
                    ANSWERS,
                )
            except Exception:  # noqa: BLE001 - `_started` ends this when it happens too often
                _log.info("the browser does not answer: it is started anew", exc_info=True)
                if self._chromium is chromium:
                    await self._end()

    async def _started(self) -> Chromium:
        self._starting = self._starting or asyncio.Lock()
        async with self._starting:
            if self._chromium is not None and self._chromium.is_connected():
                return self._chromium
            if self._starts >= MAX_STARTS:
                raise RuntimeError(f"the browser ended {MAX_STARTS} times")
            self._starts += 1
            await self._end()
            from playwright.async_api import async_playwright  # noqa: PLC0415 - an extra, needed for script pages only

            self._playwright = await async_playwright().start()
            root = hasattr(os, "geteuid") and os.geteuid() == 0
            self._chromium = await self._playwright.chromium.launch(
                executable_path=self._program,
                args=list(ARGUMENTS),
                # Chromium refuses to sandbox itself as root; everywhere else it must.
                chromium_sandbox=not root,
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
                timeout=_STARTS * 1000,
            )
            return self._chromium

    async def _end(self) -> None:
        chromium, playwright = self._chromium, self._playwright
        self._chromium = self._playwright = None
        for end in (chromium.close if chromium else None, playwright.stop if playwright else None):
            if end is None:
                continue
            try:
                await asyncio.wait_for(end(), _GRACE / 3)
            except Exception:  # noqa: BLE001 - the next one may still end
                _log.info("the browser did not close", exc_info=True)


def _deliver(loop: asyncio.AbstractEventLoop, want: Want, supply: Supply) -> None:
    def deliver() -> None:
        if not want.answer.done():
            want.answer.set_result(supply)

    loop.call_soon_threadsafe(deliver)


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    # A page that is closed while it still asks for something leaves errors in callbacks that nobody awaits.
    loop.set_exception_handler(lambda _, context: _log.debug("browser: %s", context.get("message")))
    loop.run_forever()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0.05))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
