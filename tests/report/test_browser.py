"""The report in a real browser, opened from the disk."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest

from itacheck.history import History, record
from itacheck.report import Material, write_formats, write_html

from . import past, sample, test_hostile, wide

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
WIDE = (
    "index.html",
    "agency/agriculture-0.html",
    "rule/oit-2568-O1.html",
    "worksheet/index.html",
    "worksheet/culture-1.html",
)
NUMBER = 105
"""Agencies of the wide province: more than two pages of the table."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report")
    write_html(sample.results(), sample.rules(), out)
    return out


@pytest.fixture(scope="module")
def broad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a wide province with a history of two runs."""
    out = tmp_path_factory.mktemp("wide")
    before, after = past.two_runs(wide.results(NUMBER))
    history = record(record(History(), before), after)
    dict(write_formats(["html", "worksheet"], Material(after, wide.rules(), history), out))
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
    page.select_option("#filter-rule", "issue:2568-6")
    assert visible_rows(page) == ["agriculture"]
    assert page.locator(".matrix thead tr:nth-child(2) th:visible").count() == 2
    page.select_option("#filter-rule", "2568-5.6")
    assert visible_rows(page) == ["culture"]
    assert page.locator(".matrix thead tr:nth-child(2) th:visible").count() == 1
    page.click("#filter-reset")
    page.select_option("#filter-kind", label="ที่ว่าการอำเภอ")
    assert visible_rows(page) == ["statistics"]
    page.click("#filter-reset")
    page.fill("#filter-text", "บรรเทาสาธารณภัย")
    assert visible_rows(page) == ["disaster"]
    page.fill("#filter-text", "WISDOM")
    assert visible_rows(page) == ["culture"]
    page.click("#filter-reset")
    assert visible_rows(page) == everyone


def test_choices_and_marks_speak_the_chosen_language(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    kinds = page.locator("#filter-kind option")
    assert kinds.all_text_contents()[0] == "ทั้งหมด"
    page.click('#lang button[value="en"]')
    assert kinds.all_text_contents()[0] == "all"
    assert "district office" in kinds.all_text_contents()
    for name in ("status", "rule"):
        assert not any(re.search("[ก-๙]", told) for told in page.locator(f"#filter-{name} option").all_text_contents())
    titles = [str(link.get_attribute("title")) for link in page.locator(".matrix tbody td a").all()]
    assert titles
    assert not any(re.search("[ก-๙]", title) for title in titles)
    page.click('#lang button[value="both"]')
    assert kinds.all_text_contents()[0] == "ทั้งหมด · all"


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


def test_the_language_switch_hides_one_language_and_is_remembered(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    heading = page.locator("#matrix")
    assert heading.inner_text() == "ตารางหน่วยงานกับข้อมาตรการ"
    assert page.evaluate("document.documentElement.lang") == "th"
    page.click('#lang button[value="en"]')
    assert heading.inner_text() == "Agencies and rules"
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator('#lang button[aria-pressed="true"]').inner_text() == "English"
    thai_only = page.evaluate(
        """() => [...document.querySelectorAll("main .th")].filter(e => e.getClientRects().length).length"""
    )
    assert thai_only == 0
    page.goto((folder / "agency" / "agriculture.html").as_uri())
    assert page.locator("#todo").inner_text() == "To do"
    page.click('#lang button[value="both"]')
    assert page.locator("#todo").inner_text() == "สิ่งที่ต้องทำ To do"
    # A quote of an agency's page stands whatever the language.
    page.click('#lang button[value="en"]')
    assert "จะไม่รับของขวัญ" in page.locator("blockquote").nth(1).inner_text()


def test_a_wide_table_is_drawn_in_pages(page: Page, broad: Path) -> None:
    page.goto((broad / "index.html").as_uri())
    first = page.locator(".band").first
    assert first.locator("tbody tr").count() == 50
    static = first.locator("tbody").inner_html()
    page.click("#page-after")
    assert page.locator("#page-now").inner_text() == "51–100 / 105"
    assert page.evaluate("document.querySelector('.band tbody tr').dataset.id") != ""
    page.click("#page-after")
    assert first.locator("tbody tr").count() == 5
    assert page.locator("#page-after").is_disabled()
    page.click("#page-before")
    page.click("#page-before")
    # What the script draws is what stood in the page.
    drawn = page.evaluate(
        """html => {
            const old = document.createElement("tbody"), now = document.querySelector(".band tbody");
            const href = (c) => c.querySelector("a") ? c.querySelector("a").getAttribute("href") : "";
            const look = (c) => c.className.split(" ").sort().join(" ");
            const said = (c) => c.textContent.replace(/\\s+/g, " ").trim();
            const words = (body) => [...body.rows].map(r => [...r.cells].map(c => [look(c), said(c), href(c)]));
            old.innerHTML = html;
            return [JSON.stringify(words(old)), JSON.stringify(words(now))];
        }""",
        static,
    )
    assert drawn[0] == drawn[1]


def test_filters_find_what_the_results_hold(page: Page, broad: Path) -> None:
    page.goto((broad / "index.html").as_uri())
    agencies = wide.results(NUMBER).agencies
    told = page.locator("#filter-count")

    def shown() -> int:
        return int(told.inner_text().split()[1])

    page.select_option("#filter-district", label="อำเภอที่ 3")
    assert shown() == sum(a.district == "อำเภอที่ 3" for a in agencies)
    page.select_option("#filter-status", "fail")
    page.select_option("#filter-rule", "oit-2568-O7")
    wanted = {
        a.id for a in agencies
        if a.district == "อำเภอที่ 3" and any(v.rule == "O7" and v.status.value == "fail" for v in a.verdicts)
    }  # fmt: skip
    assert wanted
    assert set(visible_rows(page)) == wanted
    page.click("#filter-reset")
    assert shown() == NUMBER
    page.fill("#filter-text", "สถิติ")
    assert shown() == sum("สถิติ" in a.name.th for a in agencies)
    page.goto((broad / "index.html").as_uri() + "#rule=oit-2568-O7&status=fail")
    page.reload()
    assert shown() == sum(any(v.rule == "O7" and v.status.value == "fail" for v in a.verdicts) for a in agencies)


def test_the_address_of_a_page_chooses_only_what_is_offered(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri() + "#rule=<script>alert(1)</script>&status=__proto__")
    assert visible_rows(page) == ["culture", "agriculture", "disaster", "statistics"]
    assert page.input_value("#filter-rule") == ""


def test_by_keyboard_alone(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.dataset.show") == "en"
    page.locator("#filter-reset").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('band')")
    stops = page.evaluate("document.querySelectorAll('.matrix tbody a:not([tabindex=\"-1\"])').length")
    assert stops == 1, "a table is one stop of the Tab key"
    page.locator(".matrix tbody a").first.focus()
    for key in (
        "ArrowDown",
        "ArrowRight",
        "ArrowRight",
        "ArrowLeft",
        "ArrowUp",
        "ArrowDown",
        "End",
        "Home",
        "ArrowRight",
    ):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.closest('tr').dataset.id") == "agriculture"
    page.keyboard.press("Enter")
    page.wait_for_url("**/agency/agriculture.html#rule-2568-2.1.1")


def broken_rules(page: Page, path: Path, language: str) -> list[tuple[str, str]]:
    """The rules of accessibility that a page breaks, with the first place of each."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed").Axe()
    page.goto(path.as_uri())
    page.click(f'#lang button[value="{language}"]')
    if path.name == "index.html" and page.locator("#filters").count():
        page.select_option("#filter-status", "fail")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
    # Its script is run by the debugger, which the pages' own policy does not bind. Without preload: it would ask for
    # style sheets, which that policy forbids.
    found = axe.run(page, options={"runOnly": tags, "preload": False})
    return [(one["id"], one["nodes"][0]["html"][:160]) for one in found.response["violations"]]


@pytest.mark.parametrize("language", ["th", "both", "en"])
def test_no_page_breaks_a_rule_of_accessibility(page: Page, folder: Path, language: str) -> None:
    assert {name: broken_rules(page, folder / name, language) for name in PAGES} == {name: [] for name in PAGES}


@pytest.mark.timeout(300)  # the matrix has thousands of cells
@pytest.mark.parametrize("name", WIDE)
def test_no_wide_page_breaks_a_rule_of_accessibility(page: Page, broad: Path, name: str) -> None:
    assert broken_rules(page, broad / name, "both") == []


@pytest.mark.parametrize("name", ["agency/agriculture-0.html", "agency/culture-1.html", "agency/disaster-2.html"])
def test_the_sheet_of_an_agency_is_two_pages_of_paper_at_most(page: Page, broad: Path, name: str) -> None:
    page.goto((broad / name).as_uri())
    short = pages_of(page.pdf(prefer_css_page_size=True))
    assert short <= 2
    page.check("#print-all")
    assert pages_of(page.pdf(prefer_css_page_size=True)) > short


def pages_of(pdf: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("name", WIDE)
def test_wide_pages_print_too(page: Page, broad: Path, name: str) -> None:
    page.goto((broad / name).as_uri())
    assert pages_of(page.pdf(prefer_css_page_size=True)) > 0


def test_hostile_results_run_nothing(page: Page, tmp_path: Path) -> None:
    made = test_hostile.hostile()
    dict(write_formats(["html", "worksheet"], Material(made, ()), tmp_path))
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    for path in sorted(tmp_path.rglob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("document.querySelectorAll('main script, main img, [onerror], [onload]').length") == 0
        if path.name == "index.html" and path.parent == tmp_path:
            page.fill("#filter-text", "script")
            page.fill("#filter-text", "")
            assert page.locator(".matrix tbody tr").count() == len(made.agencies)
