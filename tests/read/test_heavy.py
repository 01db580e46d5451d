"""A page that could be a bomb is told by its tags alone, and is read where reading can be stopped."""

from __future__ import annotations

import os
import signal
from multiprocessing import get_context

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.model import Document, Page, Trouble
from itacheck.read import DocumentReader, read, worker
from itacheck.read.heavy import MAX_TAGS, is_heavy

USUAL = "<title>ก</title>" + "".join(f'<li><a href="/{n}">แผน <b>{n}</b></a></li>' for n in range(150))
BOMBS = {
    "deep nesting": "<div>" * 200_000,
    "formatting that each block opens anew": "<p>" + "".join(f"<b id={n}>" for n in range(6_000)) + "<p>x" * 15_000,
    "the same, small": "<p>" + "".join(f"<b id={n}>" for n in range(1_000)) + "<p>x" * 2_000,
    "attributes that a quote hides": "<p>" + "".join(f"""<b a='"' c=">{n}">""" for n in range(500)) + "<p>x" * 900,
    "attributes": "<div " + " ".join(f"a{n}" for n in range(50_000)) + ">",
    "many links": "".join(f"<a href=/{n}>y</a>" for n in range(100_000)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_heavy(name: str) -> None:
    assert is_heavy(BOMBS[name])


@pytest.mark.parametrize("html", ["", "x" * 10_000, USUAL, USUAL * 6])
def test_a_usual_page_is_not(html: str) -> None:
    assert not is_heavy(html)


@given(st.text(max_size=2_000))
def test_more_of_the_same_is_never_lighter(html: str) -> None:
    assert not is_heavy(html) or is_heavy(html + html)


def test_a_page_that_is_heavy_and_harmless_is_read_as_ever() -> None:
    html = USUAL * 50
    assert html.count("<") > MAX_TAGS
    with DocumentReader() as reader:
        apart = read(html.encode(), url="http://a.example/", content_type="text/html", documents=reader)
    assert apart == read(html.encode(), url="http://a.example/", content_type="text/html")
    assert isinstance(apart, Page)


def test_bombs_are_stopped_and_a_site_that_sends_them_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "MAX_STOPPED", 1)
    with DocumentReader(seconds=1.0) as reader:
        for number in range(3):
            page = read(BOMBS["deep nesting"].encode(), url=f"http://bad.example/{number}", documents=reader)
            assert isinstance(page, Document)
            assert (page.kind, page.trouble) == ("html", Trouble.TOO_LARGE)
        assert reader.read_page("<h1>ก</h1>", "http://bad.example/x", site="bad.example") is Trouble.TOO_LARGE
        good = reader.read_page("<h1>ก</h1>", "http://good.example/", site="good.example")
    assert isinstance(good, Page)
    assert good.headings == ("ก",)


@pytest.mark.skipif(os.name != "posix", reason="the system ends no process by its processor time here")
def test_a_reader_whose_parent_was_killed_does_not_read_on_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SPARE", 1)
    child = get_context("fork").Process(
        target=worker._in_time, args=(0.0, worker._read_page, BOMBS["deep nesting"], "")
    )
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGXCPU
