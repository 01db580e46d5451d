"""Sites that scripts draw, from the first page to the verdict: never a miss that nobody looked at."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import itacheck.cli
from itacheck.crawl import Browser
from itacheck.inspecting import Inspector
from itacheck.model import Agency, AgencyResult, Bilingual, CrawlLimits, Results, Status, Unrendered, VerdictResult
from itacheck.packs import DEFAULT_PACK, load_catalogue, load_pack
from itacheck.patterns import names_of
from itacheck.run import Run

from .small_site import SmallSite

AS_OF = date(2026, 1, 15)
CATALOGUE = load_catalogue()
PACK = load_pack(DEFAULT_PACK, CATALOGUE)
WORDS = Bilingual(th="ก", en="a")

SHELL = (
    "<!doctype html><meta charset=utf-8><title>สำนักงานจังหวัด</title><noscript>You need to enable JavaScript to run this "
    "app.</noscript><div id=root>กำลังโหลด...</div><script src=/app.js></script>"
)
APP = """
fetch('/api' + (location.pathname === '/' ? '/home' : location.pathname)).then(r => r.json()).then(page => {
  document.title = page.title;
  document.getElementById('root').innerHTML =
    '<nav>' + page.menu.map(m => `<a href="${m[0]}">${m[1]}</a>`).join(' ') + '</nav>' +
    `<main><h1>${page.title}</h1><p>${page.text}</p></main>`;
});
"""
MENU = [["/", "หน้าแรก"], ["/code", "ประมวลจริยธรรม"], ["/plan", "แผนปฏิบัติการป้องกันการทุจริต"]]
CODE = "ข้าราชการพลเรือนต้องยึดมั่นในสถาบันหลักของประเทศ ซื่อสัตย์สุจริต กล้าตัดสินใจและทำในสิ่งที่ถูกต้อง " * 2
PLAN = "แผนปฏิบัติการป้องกันการทุจริตของสำนักงาน ประกอบด้วยโครงการ 4 โครงการ ตัวชี้วัด และงบประมาณของปีงบประมาณ " * 2


def data(title: str, text: str) -> str:
    return json.dumps({"title": title, "text": text, "menu": MENU})


SITE = {
    "/": SHELL,
    "/code": SHELL,
    "/plan": SHELL,
    "/app.js": APP,
    "/api/home": data("สำนักงานจังหวัด", "ยินดีต้อนรับ"),
    "/api/code": data("ประมวลจริยธรรมข้าราชการพลเรือน", CODE),
    "/api/plan": data("แผนปฏิบัติการป้องกันการทุจริต พ.ศ. 2566-2570", PLAN),
}
PLAIN = "<p>" + "ยินดีต้อนรับสู่เว็บไซต์ของสำนักงาน ซึ่งมีหน้าที่ให้บริการประชาชนในพื้นที่ของจังหวัด " * 6 + "</p>"
ROWS = "<table id=t><thead><tr><th>วันที่<th>เรื่อง</thead><tbody></tbody></table>"
AJAX = "<script src=/js/jquery.min.js></script><script>$('#t').DataTable({ajax: '/api/rows'})</script>"


def agency(url: str) -> Agency:
    limits = CrawlLimits(delay_seconds=0, timeout_seconds=5)
    return Agency(id="office", name=WORDS, kind="provincial-office", url=url, crawl=limits)


def checked(pages: dict[str, Any], browser: Browser | Unrendered | None = None) -> Results:
    with SmallSite(pages) as site:
        return Run([agency(site.url)], [PACK], CATALOGUE, AS_OF, browser=browser).results()


def verdict(result: AgencyResult, rule: str) -> VerdictResult:
    return next(v for v in result.verdicts if v.rule == rule)


@pytest.mark.browser
@pytest.mark.skipif(sys.platform == "win32", reason="one process there")
def test_one_browser_draws_the_pages_of_every_process(drawing_browser: Browser) -> None:
    before = drawing_browser.rendered
    with SmallSite(SITE) as one, SmallSite(SITE) as other:
        offices = [agency(one.url), agency(other.url).model_copy(update={"id": "two"})]
        run = Run(offices, [PACK], CATALOGUE, AS_OF, browser=drawing_browser, processes=2)
        results = run.results()
    for office in results.agencies:
        told = [verdict(office, rule).status for rule in ("6.3", "5.5", "5.6")]
        assert told == [Status.PASS, Status.PASS, Status.FAIL]
    assert drawing_browser.rendered >= before + 6
    assert results.run.readers == ("browser",)


@pytest.mark.browser
def test_with_a_browser_papers_are_found_and_the_rest_is_missed(drawing_browser: Browser) -> None:
    results = checked(SITE, drawing_browser)
    office = results.agencies[0]
    code, plan = verdict(office, "6.3"), verdict(office, "5.5")
    assert (code.status, plan.status) == (Status.PASS, Status.PASS)
    assert [url.rpartition("/")[2] for url in code.findings[0].via] == ["", "code"]
    assert plan.findings[0].url.endswith("/plan")
    assert verdict(office, "5.6").status is Status.FAIL, "the site was looked at"
    assert results.run.readers == ("browser",)


@pytest.mark.browser
def test_two_runs_say_the_same(drawing_browser: Browser) -> None:
    with SmallSite(SITE) as site:
        first, second = (
            Run([agency(site.url)], [PACK], CATALOGUE, AS_OF, browser=drawing_browser).results() for _ in range(2)
        )
    told = [
        [(v.rule, v.status, v.reason, [f.url for f in v.findings]) for v in one.agencies[0].verdicts]
        for one in (first, second)
    ]
    assert told[0] == told[1]


@pytest.mark.browser
def test_pages_that_were_drawn_are_kept_as_they_were_drawn(drawing_browser: Browser, tmp_path: Path) -> None:
    with SmallSite(SITE) as site:
        entry = agency(site.url)
        first = Run(
            [entry], [PACK], CATALOGUE, AS_OF, browser=drawing_browser, save_warc=tmp_path, out=tmp_path
        ).results()
    again = Run(
        [entry], [PACK], CATALOGUE, AS_OF, from_warc={"office": tmp_path / "office.warc.gz"}, out=tmp_path
    ).results()
    assert again.agencies == first.agencies
    assert again.run.readers == first.run.readers == ("browser",)


def test_why_nothing_was_drawn_is_kept_too(tmp_path: Path) -> None:
    with SmallSite(SITE) as site:
        entry = agency(site.url)
        first = Run(
            [entry], [PACK], CATALOGUE, AS_OF, browser=Unrendered.OFF, save_warc=tmp_path, out=tmp_path
        ).results()
    again = Run(
        [entry], [PACK], CATALOGUE, AS_OF, from_warc={"office": tmp_path / "office.warc.gz"}, out=tmp_path
    ).results()
    assert again.agencies == first.agencies


@pytest.mark.parametrize(
    ("browser", "words"),
    [
        (Unrendered.MISSING, ("ติดตั้ง Chromium", "install Chromium")),
        (Unrendered.OFF, ("--no-browser", "--no-browser")),
        (None, ("สคริปต์", "drawn by a script")),
    ],
)
def test_without_a_browser_every_rule_is_for_a_person(browser: Unrendered | None, words: tuple[str, str]) -> None:
    results = checked(SITE, browser)
    assert {v.status for v in results.agencies[0].verdicts} == {Status.REVIEW}
    assert results.run.readers == ()
    reason = verdict(results.agencies[0], "5.6").reason
    assert words[0] in reason.th
    assert words[1] in reason.en


@pytest.mark.browser
def test_a_list_that_is_asked_for_by_post_is_for_a_person(drawing_browser: Browser) -> None:
    posts = "<script>fetch('/graphql', {method: 'POST'}).catch(() => 0)</script>"
    draws = "<script>document.getElementById('root').innerHTML = '<h1>ประกาศจัดซื้อจัดจ้าง</h1>' + TEXT</script>"
    listing = SHELL.replace("<script src=/app.js></script>", draws.replace("TEXT", f"`{PLAIN}`") + posts)
    site = {"/": f'<title>หน้าแรก</title>{PLAIN}<a href="/buy">ประกาศจัดซื้อจัดจ้าง</a>', "/buy": listing}
    office = checked(site, drawing_browser).agencies[0]
    assert verdict(office, "5.6").status is Status.REVIEW
    assert "stayed out" in verdict(office, "5.6").reason.en
    assert verdict(office, "6.3").status is Status.FAIL, "the doubt is about that page only"


@pytest.mark.parametrize(
    "place",
    [
        f"<h2>ประกาศจัดซื้อจัดจ้าง</h2>{ROWS}{AJAX}",
        "<h2>ประกาศจัดซื้อจัดจ้าง</h2><div id=list>กำลังโหลด...</div><script src=/js/list.js></script>",
        "<a href=\"javascript:__doPostBack('lnkBuy','')\">ประกาศจัดซื้อจัดจ้าง</a>",
        "<a href='#/procurement'>ประกาศจัดซื้อจัดจ้าง</a>",
        f'<a href="/buy">ประกาศจัดซื้อจัดจ้าง</a><!-- {ROWS} -->',
    ],
)
def test_what_a_place_on_a_page_promises_is_for_a_person_and_nothing_else(place: str) -> None:
    buy = f"<title>ประกาศจัดซื้อจัดจ้าง</title><h1>ประกาศจัดซื้อจัดจ้าง</h1>{ROWS}{AJAX}"
    office = checked({"/": f"<title>หน้าแรก</title>{PLAIN}{place}", "/buy": buy}).agencies[0]
    assert verdict(office, "5.6").status is Status.REVIEW
    assert "script" in verdict(office, "5.6").reason.en
    for rule in ("5.3", "5.5", "6.3", "6.4"):
        assert verdict(office, rule).status is Status.FAIL


@pytest.mark.parametrize(
    "place",
    [
        "<h2>ประกาศจัดซื้อจัดจ้าง</h2><table class=table><tr><th>วันที่<th>เรื่อง</table>",
        "<a href='#'>ประกาศจัดซื้อจัดจ้าง</a>",
        "<a href='javascript:void(0)'>ประกาศจัดซื้อจัดจ้าง</a>",
        "<div id=slider></div><script>$('#slider').nivoSlider()</script>",
        "<div id=preloader>Loading...</div><h1>สำนักงาน</h1>",
    ],
)
def test_a_plain_site_with_sliders_is_judged_as_ever(place: str) -> None:
    scripts = "<script src=/js/jquery.min.js></script><script src=/js/jquery.nivo.slider.js></script>"
    office = checked({"/": f"<title>หน้าแรก</title>{PLAIN}{place}{scripts}"}).agencies[0]
    for rule in ("5.3", "5.5", "5.6", "6.3", "6.4"):
        assert verdict(office, rule).status is Status.FAIL


# ------------------------------------------------------------ the command line


def called(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        itacheck.cli.main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture
def site() -> Iterator[SmallSite]:
    with SmallSite(SITE) as served:
        yield served


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_check_draws_by_itself_unless_told_not_to(site: SmallSite, tmp_path: Path) -> None:
    for arguments, status, readers in (((), "pass", ["browser"]), (("--no-browser",), "review", [])):
        called("check", f"{site.url}code", "--out", str(tmp_path), *arguments)
        written = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
        assert next(v for v in written["agencies"][0]["verdicts"] if v["rule"] == "5.5")["status"] == status
        assert written["run"]["readers"] == readers


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_inspect_draws_by_itself_unless_told_not_to(site: SmallSite, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("inspect", f"{site.url}code") == 0
    told = capsys.readouterr().out
    assert "(present) code-of-ethics" in told
    assert "อ่านด้วย / read with: browser" in told
    assert called("inspect", f"{site.url}code", "--format", "jsonl") == 0
    assert json.loads(capsys.readouterr().out)["readers"] == ["browser"]
    assert called("inspect", f"{site.url}code", "--no-browser") == 0
    told = capsys.readouterr().out
    assert "(present)" not in told
    assert "--no-browser" in told


def test_a_file_that_needs_a_script_says_so(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(SHELL, encoding="utf-8")
    with Inspector(CATALOGUE, names_of(CATALOGUE)) as inspector:
        inspection = inspector.inspect(str(path))
    assert (inspection.readable, inspection.trouble, inspection.readers) == (True, "script", ())
    assert "drawn by a script" in inspection.note


def test_a_browser_that_does_not_exist_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ITACHECK_BROWSER", str(tmp_path / "none"))
    assert called("check", "http://127.0.0.1:9/", "--out", str(tmp_path)) == 2
    told = capsys.readouterr().err
    assert "no such program" in told
    assert told.count("\n") == 1
