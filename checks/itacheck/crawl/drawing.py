"""Which pages of one crawl a browser draws, and what is made of what it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from itacheck.model import Link, LinkKind, Page, Reading, Trouble, Unrendered

from .browser import Draws
from .fetch import Fetched, Fetcher, Permit
from .supplies import Supplies
from .urls import canonical

MAX_RENDERED = 60
"""How many pages of one agency a browser draws."""


class Drawing:
    """Draws the pages of one crawl, in the crawl's thread.

    Args:
        browser: draws them; or why there is none, for the pages to say; None: nobody asks.
        fetcher: the crawl's.
        permit: says why an address may not be asked (robots.txt).
        read: makes a page of an answer.
    """

    def __init__(
        self,
        browser: Draws | Unrendered | None,
        fetcher: Fetcher,
        permit: Permit,
        read: Callable[[Fetched], Reading],
    ) -> None:
        self._browser = browser
        self._fetcher = fetcher
        self._read = read
        self._supplies = Supplies(fetcher, permit)
        self._rendered = 0

    def seen(self, answer: Fetched, page: Page) -> Page:
        """An own page as a browser shows it; the page itself where it needs no browser, or with why none drew it."""
        browser = self._browser
        if browser is None or not (page.trouble is Trouble.SCRIPT or page.drawn):
            return page
        if isinstance(browser, Unrendered):
            return replace(page, unrendered=browser)
        if self._rendered >= MAX_RENDERED or self._fetcher.clock() >= self._fetcher.finish_by:
            return replace(page, unrendered=Unrendered.SPENT)
        self._rendered += 1
        rendered = browser.render(answer, self._supplies.get)
        if isinstance(rendered, Unrendered):
            return replace(page, unrendered=rendered)
        base = rendered.url if self._fetcher.hosts.own(rendered.url) else answer.url
        shown = self._read(
            replace(
                answer, url=canonical(base) or answer.url, body=rendered.html.encode("utf-8", "replace"),
                content_type="text/html; charset=utf-8",
            )
        )  # fmt: skip
        if not isinstance(shown, Page):
            return replace(page, unrendered=Unrendered.FAILED)
        return self._judgeable(page, shown, canonical(rendered.forward), whole=rendered.whole)

    def _judgeable(self, page: Page, shown: Page, forward: str | None, *, whole: bool) -> Page:
        """What was shown, under the address and the digest of what was fetched, with the doubts that stay."""
        links, trouble = shown.links, shown.trouble
        if forward is not None:
            links = (*links, Link(forward, forward, "", kind=LinkKind.REFRESH))
        if trouble is Trouble.EMPTY or (trouble is Trouble.SOFT_404 and not whole):
            # A page that a script was to draw and did not is not proven to be empty.
            trouble = Trouble.SCRIPT
        if trouble is Trouble.SCRIPT and whole and forward is not None and self._fetcher.hosts.own(forward):
            trouble = None  # it only leads on
        doubt, partly = shown.drawn, None
        if not whole:
            # A page that had content of its own is doubted where it was before; of one that had none, it is not known
            # which part stayed out, so it is doubted under its own name.
            doubt = doubt or page.drawn or shown.headings[:2] or (shown.title or page.title,)
            partly = Unrendered.PARTLY if page.trouble is Trouble.SCRIPT else None
        return replace(
            shown, url=page.url, links=links, trouble=trouble, charset=page.charset, sha256=page.sha256, rendered=True,
            unrendered=partly, drawn=() if trouble else doubt,
        )  # fmt: skip
