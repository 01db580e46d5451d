from __future__ import annotations

from itacheck.model import Block, Link, Page
from itacheck.read import read_html

URL = "https://agency.example/d/page.html"
SITE = "https://agency.example"


def page(html: str) -> Page:
    return read_html(html, url=URL)


def link(html: str, path: str = "/1") -> Link:
    """The one link to a path."""
    found = [one for one in page(html).links if one.url == SITE + path]
    assert len(found) == 1, [one.url for one in page(html).links]
    return found[0]


def blocks(html: str) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in page(html).blocks]


def block(html: str, text: str) -> Block:
    found = [one for one in page(html).blocks if one.text == text]
    assert len(found) == 1, blocks(html)
    return found[0]
