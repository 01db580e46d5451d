"""Draws pages that need a script, in a system's Chromium that can reach nothing by itself.

Every request of a page is stopped and answered by the crawl (`Supplies`), in the crawl's own thread. The browser itself is
given a proxy that does not exist and no name server, so that what slips by reaches nothing either.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import os
import queue
import re
import shutil
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from itacheck.errors import ConfigurationError
from itacheck.model import Unrendered

from .fetch import Fetched
from .supplies import Supply, matters

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import BrowserContext, CDPSession, Page, Playwright, Route, WebSocketRoute

VARIABLE = "ITACHECK_BROWSER"
"""Names the browser's program; empty: none is to be used."""

MAX_SECONDS = 45.0
"""For one page, waiting for polite pauses included."""
MAX_REQUESTS = 80
"""Of one page, those that are answered from memory included."""
MAX_HTML = 8_000_000
"""Characters of one drawn page."""
MAX_AT_ONCE = 3
"""Pages that are drawn at the same time."""
MAX_STARTS = 5
"""How often one run starts a browser that crashed."""

_QUIET = 0.6
"""Seconds without a request or a change after which a page is looked at; twice the same is drawn."""
_ROUNDS = 12
_ANSWERS = 15.0
"""Seconds in which a page that waits for nothing must answer."""
_GRACE = 45.0
"""Seconds beyond those of a page after which the browser itself is taken to hang."""
_STARTS = 60.0

_DROPPED = frozenset(("image", "media", "font", "texttrack", "manifest", "ping", "cspviolationreport", "imageset", "signedexchange"))
_ASKED = frozenset(("script", "xhr", "fetch", "document"))

_ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--dns-prefetch-disable",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://nowhere.invalid:9",
    "--proxy-bypass-list=<-loopback>",
    "--blink-settings=imagesEnabled=false",
    "--js-flags=--max-old-space-size=512",
)
_BEFORE = """
window.open = () => null;
window.print = () => {};
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"])
  Object.defineProperty(window, name, {value: undefined});
"""
# What follows runs in a world of its own, where a page's changes to the language do not reach.
_SIZE = "document.getElementsByTagName('*').length + ':' + (document.body ? document.body.textContent.length : 0)"
_SHADOW = (
    "[...document.querySelectorAll('*')].some("
    "e => e.shadowRoot && [...e.shadowRoot.children].map(c => c.innerText || '').join('').length > 200)"
)
_HTML = """(() => {
  document.querySelectorAll("noscript").forEach(e => e.remove());
  for (const e of document.querySelectorAll("[style*=none], [hidden]"))
    if (getComputedStyle(e).display === "none" && !e.querySelector("a[href]") && e.textContent.trim().length <= 60) e.remove();
  return document.documentElement.outerHTML.slice(0, %d);
})()""" % MAX_HTML  # fmt: skip

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
_MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_WINDOWS = (
    "Chromium/Application/chrome.exe",
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
_WINDOWS_ROOTS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")

Supplier = Callable[[str, bool], Supply]
"""Answers one request of a page: its address, and whether it is for a script."""

_log = logging.getLogger(__name__)


def find_browser(environ: Mapping[str, str] = os.environ) -> Path | None:
    """The Chromium, Chrome or Edge of this machine.

    Args:
        environ: `ITACHECK_BROWSER` names one, or none when it is empty; else the search path and the usual places.

    Raises:
        ConfigurationError: what the variable names is no program.
    """
    named = environ.get(VARIABLE)
    if named is not None:
        found = shutil.which(named) if named else None
        if named and found is None:
            raise ConfigurationError(f"{VARIABLE}={named}: no such program", "name a Chromium, or leave it empty for none")
        return Path(found) if found else None
    for name in _NAMES:
        if on_path := shutil.which(name, path=environ.get("PATH")):
            return Path(on_path)
    places = [Path(place) for place in _MACOS] if sys.platform == "darwin" else []
    if sys.platform == "win32":
        places = [Path(root) / place for key in _WINDOWS_ROOTS if (root := environ.get(key)) for place in _WINDOWS]
    return next((place for place in places if place.is_file()), None)


def open_browser(environ: Mapping[str, str] = os.environ) -> Browser | Unrendered:
    """A browser to draw pages with, which starts with the first page; `Unrendered.MISSING` where there is none.

    Raises:
        ConfigurationError: see `find_browser`.
    """
    program = find_browser(environ)
    if program is None or importlib.util.find_spec("playwright") is None:
        return Unrendered.MISSING
    return Browser(program)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as a browser drew it."""

    html: str
    url: str
    """Where its script says that it is: the base of its links."""
    whole: bool
    """It got all that it asked for and came to rest."""
    forward: str = ""
    """Where its script wanted to go instead; never followed here."""


@dataclass(slots=True)
class _Want:
    url: str
    script: bool
    answer: asyncio.Future[Supply]


@dataclass(slots=True, eq=False)
class _Visit:
    """One page while it is drawn. Only the browser's thread changes it."""

    answer: Fetched
    wants: queue.SimpleQueue[_Want | None]
    page: Page | None = None
    began: float | None = None
    served: bool = False
    requests: int = 0
    pending: int = 0
    active: float = 0.0
    missed: bool = False
    forward: str = ""
    given_up: str = ""
    open: set[asyncio.Future[Supply]] = field(default_factory=set)
    known: set[str] = field(default_factory=set)

    def give_up(self, why: str) -> None:
        """Says that nothing more is to be had of it."""
        self.given_up = self.given_up or why


class Browser:
    """One browser for a run, in a thread of its own; several crawls may use it at once.

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
        visit = _Visit(answer, queue.SimpleQueue())
        task = asyncio.run_coroutine_threadsafe(self._visit(visit), loop)
        task.add_done_callback(lambda _: visit.wants.put(None))
        while not task.done():
            try:
                want = visit.wants.get(timeout=1.0)
            except queue.Empty:
                late = visit.began is not None and time.monotonic() > visit.began + self._seconds + _GRACE
                if late or not loop.is_running():
                    task.cancel()
                    _log.warning("the browser hangs on %s", answer.url)
                    return Unrendered.FAILED
                continue
            if want is None or task.done():
                break
            self._deliver(loop, want, supply(want.url, want.script))
        try:
            rendered = task.result()
        except Exception as error:  # noqa: BLE001 - a page may break its browser in any way; the others still count
            _log.warning("the browser failed on %s: %s", answer.url, " ".join(str(error).split())[:200] or type(error).__name__)
            return Unrendered.FAILED
        self.rendered += 1
        return rendered

    @staticmethod
    def _deliver(loop: asyncio.AbstractEventLoop, want: _Want, supply: Supply) -> None:
        def deliver() -> None:
            if not want.answer.done():
                want.answer.set_result(supply)

        loop.call_soon_threadsafe(deliver)

    def _running(self) -> asyncio.AbstractEventLoop | None:
        with self._lock:
            if self._closed:
                return None
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._run, args=(self._loop,), name="browser", daemon=True)
                self._thread.start()
            return self._loop

    @staticmethod
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

    # ------------------------------------------------------------ in the browser's thread

    async def _end(self) -> None:
        for end in (self._chromium.close if self._chromium else None, self._playwright.stop if self._playwright else None):
            if end is not None:
                try:
                    await asyncio.wait_for(end(), _GRACE / 3)
                except Exception:  # noqa: BLE001 - the next one may still end
                    _log.info("the browser did not close", exc_info=True)
        self._chromium = self._playwright = None

    async def _started(self) -> Chromium:
        self._starting = self._starting or asyncio.Lock()
        async with self._starting:
            if self._chromium is not None and self._chromium.is_connected():
                return self._chromium
            if self._starts >= MAX_STARTS:
                raise RuntimeError(f"the browser crashed {MAX_STARTS} times")
            self._starts += 1
            await self._end()
            from playwright.async_api import async_playwright  # noqa: PLC0415 - an extra, needed for script pages only

            self._playwright = await async_playwright().start()
            root = hasattr(os, "geteuid") and os.geteuid() == 0
            self._chromium = await self._playwright.chromium.launch(
                executable_path=self._program,
                args=list(_ARGUMENTS),
                chromium_sandbox=not root,
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
                timeout=_STARTS * 1000,
            )
            return self._chromium

    async def _visit(self, visit: _Visit) -> Rendered:
        self._room = self._room or asyncio.Semaphore(MAX_AT_ONCE)
        async with self._room:
            chromium = await asyncio.wait_for(self._started(), _STARTS + _GRACE)
            visit.began = time.monotonic()
            context = await asyncio.wait_for(
                chromium.new_context(
                    viewport={"width": 1366, "height": 4000},
                    locale="th-TH",
                    timezone_id="Asia/Bangkok",
                    reduced_motion="reduce",
                    service_workers="block",
                    accept_downloads=False,
                ),
                _ANSWERS,
            )
            try:
                async with asyncio.timeout(self._seconds + _ANSWERS):
                    return await self._draw(context, visit)
            finally:
                for waiting in visit.open:
                    if not waiting.done():
                        waiting.set_result(Supply())
                try:
                    await asyncio.wait_for(context.close(), _ANSWERS)
                except Exception:  # noqa: BLE001 - a browser that cannot close a page is of no use for the next one
                    _log.info("the browser could not close a page: it is started anew", exc_info=True)
                    await self._end()

    async def _draw(self, context: BrowserContext, visit: _Visit) -> Rendered:
        await context.add_init_script(_BEFORE)
        await context.route("**/*", lambda route: self._answer(route, visit))
        await context.route_web_socket(re.compile(""), lambda socket: self._no_socket(socket, visit))
        context.on("dialog", lambda dialog: dialog.dismiss())
        page = visit.page = await context.new_page()
        context.on("page", lambda popup: popup.close())
        page.on("crash", lambda _: visit.give_up("the page crashed"))
        session = await context.new_cdp_session(page)
        try:
            await page.goto(visit.answer.url, wait_until="commit", timeout=_ANSWERS * 1000)
            visit.active = time.monotonic()
            whole = await self._rest(session, visit)
            if await self._look(session, _SHADOW):
                whole = False
            html = await self._look(session, _HTML)
        except TimeoutError:
            # A page in an endless loop can only be closed once that is cut.
            await asyncio.wait_for(session.send("Runtime.terminateExecution"), _ANSWERS)
            raise
        if not isinstance(html, str):
            raise RuntimeError("the page cannot be read")
        return Rendered(html, page.url, whole and not visit.missed, visit.forward)

    async def _rest(self, session: CDPSession, visit: _Visit) -> bool:
        """Waits until a page asks for nothing and changes no more; whether it did in time."""
        assert visit.began is not None  # noqa: S101 - set before a page is opened
        end, before, rounds = visit.began + self._seconds, "", 0
        while time.monotonic() < end:
            if visit.given_up:
                raise RuntimeError(visit.given_up)
            if visit.pending or time.monotonic() - visit.active < _QUIET:
                await asyncio.sleep(0.05)
                continue
            size = str(await self._look(session, _SIZE))
            rounds += 1
            if not visit.pending and (size == before or rounds >= _ROUNDS):
                return size == before
            before, visit.active = size, time.monotonic()
        return False

    @staticmethod
    async def _look(session: CDPSession, expression: str) -> Any:
        """The value of an expression in a world of its own.

        Raises:
            TimeoutError: a script keeps the page busy.
        """

        async def look() -> Any:
            tree = await session.send("Page.getFrameTree")
            world = await session.send("Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"]})
            asked = {"expression": expression, "contextId": world["executionContextId"], "returnByValue": True}
            return (await session.send("Runtime.evaluate", asked))["result"].get("value")

        return await asyncio.wait_for(look(), _ANSWERS)

    @staticmethod
    def _no_socket(socket: WebSocketRoute, visit: _Visit) -> None:
        visit.missed = visit.missed or matters(socket.url)
        # Never connected to a server: the page only sees that it was closed.
        asyncio.ensure_future(socket.close())  # noqa: RUF006 - ends with its page

    async def _answer(self, route: Route, visit: _Visit) -> None:
        """Answers one request of a page, or refuses it."""
        from playwright.async_api import Error  # noqa: PLC0415 - an extra

        try:
            await self._answered(route, visit)
        except Error:
            _log.debug("a request of a page that is gone: %s", route.request.url[:200])

    async def _answered(self, route: Route, visit: _Visit) -> None:
        request = route.request
        url, kind = request.url, request.resource_type
        if kind in _DROPPED:
            await route.abort()
        elif kind == "stylesheet":
            # It changes how a page looks, not what it says, and would cost its host a request.
            await route.fulfill(status=200, content_type="text/css", body="")
        elif request.is_navigation_request():
            await self._navigated(route, visit)
        elif request.method != "GET" or kind not in _ASKED:
            visit.missed = visit.missed or matters(url)
            await route.abort()
        else:
            visit.requests += 1
            if visit.requests > MAX_REQUESTS:
                visit.missed = True
                if visit.requests > MAX_REQUESTS * 4:
                    visit.give_up("the page asks for too much")
                await route.abort()
                return
            supply = await self._asked(url, script=kind == "script", visit=visit)
            visit.missed = visit.missed or supply.missed
            if supply.status:
                headers = {"content-type": supply.content_type, "access-control-allow-origin": "*"}
                await route.fulfill(status=supply.status, headers=headers, body=supply.body)
            else:
                await route.abort()

    async def _navigated(self, route: Route, visit: _Visit) -> None:
        """Gives the page itself once; frames are pages of their own to the crawl, and nothing leads elsewhere."""
        request = route.request
        main = visit.page is not None and request.frame == visit.page.main_frame
        if main and not visit.served and request.method == "GET":
            visit.served = True
            kind = visit.answer.content_type or "text/html"
            await route.fulfill(status=200, headers={"content-type": kind}, body=visit.answer.body)
            return
        if main and request.method == "GET" and request.url != visit.answer.url:
            visit.forward = visit.forward or request.url
        elif main and request.method != "GET":
            visit.missed = True
        # Other codes would put an error page in the page's place.
        await route.abort("aborted")

    async def _asked(self, url: str, *, script: bool, visit: _Visit) -> Supply:
        first = url not in visit.known
        visit.known.add(url)
        answer: asyncio.Future[Supply] = asyncio.get_running_loop().create_future()
        visit.open.add(answer)
        # What is asked again and again was answered: it keeps no page from coming to rest.
        visit.pending += first
        try:
            visit.wants.put(_Want(url, script, answer))
            return await answer
        finally:
            visit.open.discard(answer)
            visit.pending -= first
            if first:
                visit.active = time.monotonic()
