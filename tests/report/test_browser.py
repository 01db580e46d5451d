"""The report in a real browser, opened from the disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from itacheck.report import write_html

from . import sample

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
PAGES = (
    "index.html",
    "agency/agriculture.html",
    "agency/culture.html",
    "agency/statistics.html",
    "rule/2568-5.6.html",
    "rules.html",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report")
    write_html(sample.results(), sample.rules(), out)
    return out


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        pytest.skip(f"no browser on the path: {', '.join(names)}")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on which no console message, script error or request beyond the disk may happen."""
    opened = browser.new_page(viewport={"width": 1366, "height": 900})
    trouble: list[str] = []
    opened.on("console", lambda message: trouble.append(message.text))
    opened.on("pageerror", lambda error: trouble.append(str(error)))
    opened.on("requestfailed", lambda request: trouble.append(request.url))
    opened.on("request", lambda request: None if request.url.startswith("file:") else trouble.append(request.url))
    yield opened
    opened.close()
    assert trouble == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [390, 1366])
def test_style_applies_and_nothing_sticks_out(page: Page, folder: Path, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto((folder / name).as_uri())
    assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    outside = page.evaluate(
        """width => [...document.querySelectorAll("body *")]
            .filter(e => !e.closest(".scroll, .skip, .sr, thead") && e.getBoundingClientRect().right > width + 1)
            .map(e => e.outerHTML.slice(0, 80))""",
        width,
    )
    assert outside == []


def test_lines_are_high_enough_for_thai_marks(page: Page, folder: Path) -> None:
    for name in PAGES:
        page.goto((folder / name).as_uri())
        low = page.evaluate(
            """() => [...document.querySelectorAll("h1, h2, h3, p, li, dd, dt, a, td, th, label, .badge")]
                .filter(e => !e.matches(".en, sup") && !e.closest(".en") && /[\\u0e01-\\u0e59]/.test(e.textContent))
                .filter(e => {
                    const style = getComputedStyle(e);
                    return parseFloat(style.lineHeight) / parseFloat(style.fontSize) < 1.599;
                })
                .map(e => e.outerHTML.slice(0, 80))"""
        )
        assert low == []


def visible_rows(page: Page) -> list[str]:
    rows = page.locator(".matrix tbody tr:visible")
    return [str(row.get_attribute("data-id")) for row in rows.all()]


def test_filters_narrow_the_matrix(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    everyone = ["culture", "agriculture", "disaster", "statistics"]
    assert page.locator("#filters").is_visible()
    assert visible_rows(page) == everyone
    page.select_option("#filter-status", "fail")
    assert visible_rows(page) == ["culture", "agriculture"]
    assert "2 จาก 4" in page.locator("#filter-count").inner_text()
    page.select_option("#filter-issue", "2568-6")
    assert visible_rows(page) == ["agriculture"]
    assert page.locator(".matrix thead tr:nth-child(2) th:visible").count() == 2
    page.click("#filter-reset")
    page.select_option("#filter-kind", "district-office")
    assert visible_rows(page) == ["statistics"]
    page.click("#filter-reset")
    page.fill("#filter-text", "บรรเทาสาธารณภัย")
    assert visible_rows(page) == ["disaster"]
    page.fill("#filter-text", "WISDOM")
    assert visible_rows(page) == ["culture"]
    page.click("#filter-reset")
    assert visible_rows(page) == everyone


def test_without_scripts_the_report_is_whole(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    assert len(visible_rows(page)) == 4
    assert not page.locator("#filters").is_visible()
    context.close()


def test_a_cell_leads_to_its_verdict_by_keyboard(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    cell = page.locator('tr[data-id="agriculture"] td.s-fail a').first
    cell.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/agency/agriculture.html#rule-2568-5.2")
    assert page.locator("article:target").count() == 1


@pytest.mark.parametrize("name", PAGES)
def test_prints(page: Page, folder: Path, name: str) -> None:
    page.goto((folder / name).as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert len(printed) > 5_000
