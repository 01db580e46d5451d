"""The browser that verbs which fetch pages have at hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from itacheck.crawl import Browser, open_browser
from itacheck.model import Unrendered

no_browser_option = click.option(
    "--no-browser", is_flag=True, help="Do not draw pages that need a script; they are left for review."
)


@contextmanager
def browsing(*, no_browser: bool) -> Iterator[Browser | Unrendered]:
    """A browser for the body, which starts when a page needs it; or why there is none.

    Raises:
        ConfigurationError: the environment names a browser that does not exist.
    """
    if no_browser:
        yield Unrendered.OFF
        return
    browser = open_browser()
    if isinstance(browser, Unrendered):
        yield browser
        return
    with browser:
        yield browser
