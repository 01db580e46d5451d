"""One page while a browser draws it: the crawl answers each of its requests or refuses it, until it comes to rest."""

from __future__ import annotations

import asyncio
import logging
import queue
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .fetch import Fetched
from .supplies import Supply, matters

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, CDPSession, Page, Route, WebSocketRoute

MAX_REQUESTS = 80
"""Of one page, those that are answered from memory included."""
MAX_HTML = 8_000_000
"""Characters of one drawn page."""
ANSWERS = 15.0
"""Seconds in which a page that waits for nothing must answer."""

_QUIET = 0.6
"""Seconds without a request or a change after which a page is looked at; twice the same is drawn."""
_ROUNDS = 12
_TOO_MUCH = 4 * MAX_REQUESTS

_DROPPED = frozenset(("image", "media", "font", "texttrack", "manifest", "ping", "cspviolationreport"))
_ASKED = frozenset(("script", "xhr", "fetch"))

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
# Gone first: what is said to browsers without scripts, and requests to wait that do not show any more.
_HTML = f"""(() => {{
  document.querySelectorAll("noscript").forEach(e => e.remove());
  for (const e of document.querySelectorAll("[style*=none], [hidden]"))
    if (getComputedStyle(e).display === "none" && !e.querySelector("a[href]") && e.textContent.trim().length <= 60)
      e.remove();
  return document.documentElement.outerHTML.slice(0, {MAX_HTML});
}})()"""

_log = logging.getLogger(__name__)


class GivenUpError(Exception):
    """Nothing more is to be had of a page."""


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
class Want:
    """A request of a page that the crawl is to answer."""

    url: str
    script: bool
    answer: asyncio.Future[Supply]


class Visit:
    """Draws one page. Only the browser's thread calls it.

    Args:
        answer: what the server sent.
        wants: where the page's requests go; the crawl's thread takes them from there.
        seconds: how long it may take.
    """

    def __init__(self, answer: Fetched, wants: queue.SimpleQueue[Want | None], seconds: float) -> None:
        self._answer = answer
        self._wants = wants
        self._end = time.monotonic() + seconds
        self._page: Page | None = None
        self._served = False
        self._requests = 0
        self._pending = 0
        self._active = time.monotonic()
        self._missed = False
        self._forward = ""
        self._given_up = ""
        self._open: set[asyncio.Future[Supply]] = set()
        self._known: set[str] = set()

    async def draw(self, context: BrowserContext) -> Rendered:
        """Draws the page in a context of its own.

        Raises:
            TimeoutError: a script keeps the page busy.
            GivenUpError: the page crashed or asks for too much.
            playwright.async_api.Error: the browser failed.
        """
        await context.add_init_script(_BEFORE)
        await context.route("**/*", self._route)
        await context.route_web_socket(re.compile(""), self._no_socket)
        context.on("dialog", lambda dialog: dialog.dismiss())
        page = self._page = await context.new_page()
        context.on("page", lambda popup: popup.close())
        page.on("crash", lambda _: self._give_up("the page crashed"))
        session = await context.new_cdp_session(page)
        try:
            await page.goto(self._answer.url, wait_until="commit", timeout=ANSWERS * 1000)
            self._active = time.monotonic()
            whole = await self._rest(session)
            hidden = await _look(session, _SHADOW)
            html = await _look(session, _HTML)
        except TimeoutError:
            # A page in an endless loop can only be closed once that is cut.
            await asyncio.wait_for(session.send("Runtime.terminateExecution"), ANSWERS)
            raise
        return Rendered(str(html or ""), page.url, whole and not hidden and not self._missed, self._forward)

    def leave(self) -> None:
        """Answers what is still asked with nothing: nobody waits for the page any more."""
        for waiting in self._open:
            if not waiting.done():
                waiting.set_result(Supply())

    async def _rest(self, session: CDPSession) -> bool:
        """Waits until the page asks for nothing and changes no more; whether it did in time."""
        before, rounds = "", 0
        while time.monotonic() < self._end:
            if self._given_up:
                raise GivenUpError(self._given_up)
            if self._pending or time.monotonic() - self._active < _QUIET:
                await asyncio.sleep(0.05)
                continue
            size = str(await _look(session, _SIZE))
            rounds += 1
            if not self._pending and (size == before or rounds >= _ROUNDS):
                return size == before
            before, self._active = size, time.monotonic()
        return False

    def _give_up(self, why: str) -> None:
        self._given_up = self._given_up or why

    def _no_socket(self, socket: WebSocketRoute) -> None:
        self._missed = self._missed or matters(socket.url)
        # Never connected to a server: the page only sees that it was closed.
        asyncio.ensure_future(socket.close())  # noqa: RUF006 - ends with its page

    async def _route(self, route: Route) -> None:
        """Answers one request of the page, or refuses it."""
        from playwright.async_api import Error  # noqa: PLC0415 - an extra

        try:
            await self._answered(route)
        except Error:
            _log.debug("a request of a page that is gone: %s", route.request.url[:200])

    async def _answered(self, route: Route) -> None:
        request = route.request
        url, kind = request.url, request.resource_type
        if kind in _DROPPED:
            await route.abort()
        elif kind == "stylesheet":
            # It changes how a page looks, not what it says, and would cost its host a request.
            await route.fulfill(status=200, content_type="text/css", body="")
        elif request.is_navigation_request():
            await self._navigated(route)
        elif request.method != "GET" or kind not in _ASKED:
            self._missed = self._missed or matters(url)
            await route.abort()
        else:
            self._requests += 1
            supply = Supply(missed=True)
            if self._requests <= MAX_REQUESTS:
                supply = await self._asked(url, script=kind == "script")
            elif self._requests > _TOO_MUCH:
                self._give_up("the page asks for too much")
            self._missed = self._missed or supply.missed
            if supply.status:
                headers = {"content-type": supply.content_type, "access-control-allow-origin": "*"}
                await route.fulfill(status=supply.status, headers=headers, body=supply.body)
            else:
                await route.abort()

    async def _navigated(self, route: Route) -> None:
        """Gives the page itself, once: frames are pages of their own to the crawl, and nothing leads on from here."""
        request = route.request
        if self._page is not None and request.frame == self._page.main_frame:
            if request.method != "GET":
                self._missed = True
            elif not self._served:
                self._served = True
                headers = {"content-type": self._answer.content_type or "text/html"}
                await route.fulfill(status=200, headers=headers, body=self._answer.body)
                return
            elif request.url != self._answer.url:
                self._forward = self._forward or request.url
        # Other codes would put an error page in the page's place.
        await route.abort("aborted")

    async def _asked(self, url: str, *, script: bool) -> Supply:
        # What is asked again and again is answered from memory: it keeps no page from coming to rest.
        first = url not in self._known
        self._known.add(url)
        answer: asyncio.Future[Supply] = asyncio.get_running_loop().create_future()
        self._open.add(answer)
        self._pending += first
        try:
            self._wants.put(Want(url, script, answer))
            return await answer
        finally:
            self._open.discard(answer)
            self._pending -= first
            if first:
                self._active = time.monotonic()


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

    return await asyncio.wait_for(look(), ANSWERS)
