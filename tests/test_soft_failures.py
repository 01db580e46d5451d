"""Sites that answer and are not what they seem, from the crawl to the verdicts, the console and the report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest

import itacheck.cli
from itacheck.model import (
    Agency,
    AgencyResult,
    Bilingual,
    CrawlLimits,
    CrawlStatus,
    Results,
    Status,
    VerdictResult,
)
from itacheck.packs import DEFAULT_PACK, load_catalogue, load_pack
from itacheck.report import write_html
from itacheck.run import Run

from .read.test_soft_failures import BROKEN, CHALLENGES, CLOSED, GONE, HACKED, INNOCENT, LOGINS, PARKED, PROMO
from .small_site import SmallSite, agency_entry, write_agencies

CATALOGUE = load_catalogue()
PACK = load_pack(DEFAULT_PACK, CATALOGUE)
ETHICS = "ประมวลจริยธรรมข้าราชการพลเรือน"
CODE = (
    f"<title>{ETHICS}</title><h1>{ETHICS}</h1>"
    "<p>ข้าราชการพลเรือนต้องยึดมั่นในสถาบันหลักของประเทศ ซื่อสัตย์สุจริต กล้าตัดสินใจและทำในสิ่งที่ถูกต้อง</p>"
)
HOME = f'<title>หน้าแรก</title><h1>สำนักงานสมมุติ</h1><p>ยินดีต้อนรับ</p><a href="/code">{ETHICS}</a>'
INJECTED = (
    '<div style="position:absolute;left:-9999px"><a href="https://x.example/">สล็อตเว็บตรง แตกง่าย</a></div>'
    f'<div style="display:none">{PROMO}</div>'
)


Pages = Mapping[str, str | int]


def checked_all(*sites: Pages, moved: Mapping[str, str] | None = None) -> tuple[AgencyResult, ...]:
    """The results of several sites in one run."""
    with ExitStack() as stack:
        served = [stack.enter_context(SmallSite(pages, moved=moved)) for pages in sites]
        return run(*(agency(f"site-{n}", site.url) for n, site in enumerate(served))).agencies


def checked(pages: Pages, *, moved: Mapping[str, str] | None = None) -> AgencyResult:
    return checked_all(pages, moved=moved)[0]


def agency(agency_id: str, url: str) -> Agency:
    limits = CrawlLimits(delay_seconds=0, timeout_seconds=5)
    name = Bilingual(th="สำนักงานสมมุติ", en="Sommut office")
    return Agency(id=agency_id, name=name, kind="provincial-office", url=url, crawl=limits)


def run(*agencies: Agency) -> Results:
    return Run(agencies, [PACK], CATALOGUE, date(2026, 1, 15)).results()


def verdict(result: AgencyResult, rule: str = "6.3") -> VerdictResult:
    return next(v for v in result.verdicts if v.rule == rule)


def statuses(result: AgencyResult) -> set[Status]:
    return {v.status for v in result.verdicts}


# ---------------------------------------------------------------- the home page


@pytest.mark.parametrize(
    ("homes", "cause"),
    [
        (PARKED, "parked"),
        ([*CLOSED, "<title>สำนักงาน</title><p>Coming soon</p>"], "maintenance"),
        (BROKEN[:-1], "server-error"),
        ([home for home in CHALLENGES if "?i=1" not in home], "challenge"),
        (GONE[:1], "http-4xx"),
        ([""], "empty"),
    ],
    ids=["parked", "maintenance", "server-error", "challenge", "soft-404", "empty"],
)
def test_a_site_that_shows_something_else_is_unreachable_and_never_a_fail(homes: list[str], cause: str) -> None:
    for home, result in zip(homes, checked_all(*({"/": home} for home in homes)), strict=True):
        assert result.crawl.status is CrawlStatus.UNREACHABLE, home
        assert result.crawl.cause is not None
        assert (result.crawl.cause.code, result.crawl.cause.whose) == (cause, "agency"), home
        assert statuses(result) == {Status.UNREACHABLE}
        for one in result.verdicts:
            assert one.reason.th.startswith("ดูเว็บไซต์ไม่ได้: ")
            assert one.fix.th == result.crawl.cause.text.th


@pytest.mark.parametrize(
    "home", ["<meta http-equiv=refresh content='0;url=/in'>", "<frameset><frame src=/in></frameset>"]
)
@pytest.mark.parametrize(("inside", "cause"), [(PARKED[4], "parked"), (CLOSED[0], "maintenance"), (404, "http-4xx")])
def test_a_home_page_that_only_leads_to_such_a_page_is_unreachable(home: str, inside: str | int, cause: str) -> None:
    result = checked({"/": home, "/in": inside})
    assert result.crawl.cause is not None
    assert (result.crawl.status, result.crawl.cause.code) == (CrawlStatus.UNREACHABLE, cause)
    assert statuses(result) == {Status.UNREACHABLE}


def test_a_home_page_that_only_shows_a_frame_of_another_host_is_unreachable() -> None:
    result = checked({"/": "<title>x</title><iframe src='http://old-site.example/'></iframe>"})
    assert result.crawl.cause is not None
    assert (result.crawl.status, result.crawl.cause.code) == (CrawlStatus.UNREACHABLE, "redirect")


def test_a_home_page_that_leads_into_the_site_is_followed() -> None:
    for home in ("<meta http-equiv=refresh content='0;url=/in'>", "<frameset><frame src=/in></frameset>"):
        assert verdict(checked({"/": home, "/in": HOME, "/code": CODE})).status is Status.PASS


def test_an_error_above_a_home_page_with_links_hides_nothing() -> None:
    home = "<p>Warning: mysql_connect(): in /srv/x.php on line 3</p>" + HOME
    assert verdict(checked({"/": home, "/code": CODE})).status is Status.PASS


def test_a_login_as_home_page_is_for_a_person() -> None:
    for result in checked_all(*({"/": home} for home in LOGINS[:3])):
        assert statuses(result) == {Status.REVIEW}


# ---------------------------------------------------------------- a page on the way


def test_a_named_link_to_such_a_page_is_for_a_person_and_says_why() -> None:
    targets: tuple[tuple[str | int, str], ...] = (
        (PARKED[2], "โดเมน"),
        (CLOSED[0], "ปิดปรับปรุง"),
        (BROKEN[0], "ขัดข้อง"),
        (CHALLENGES[1], "กันบอต"),
        (LOGINS[0], "เข้าสู่ระบบ"),
        (401, "เข้าสู่ระบบ"),
        (HACKED[0], "เว็บถูกแฮก"),
        (CODE.replace("<p>", f"{INJECTED}<p>"), "เว็บถูกแฮก"),
    )
    results = checked_all(*({"/": HOME, "/code": target} for target, _ in targets))
    for (target, words), result in zip(targets, results, strict=True):
        one = verdict(result)
        assert one.status is Status.REVIEW, target
        assert words in one.reason.th
        assert ETHICS in one.reason.th


def test_a_named_link_to_a_page_that_is_gone_is_a_fail() -> None:
    targets: tuple[str | int, ...] = (*GONE, "", 404, 410)
    for target, result in zip(targets, checked_all(*({"/": HOME, "/code": t} for t in targets)), strict=True):
        assert verdict(result).status is Status.FAIL, target
        assert ETHICS in verdict(result).reason.th


@pytest.mark.parametrize("moved", ["/", "/index.php", "/home"])
def test_a_named_link_that_ends_on_the_home_page_is_dead(moved: str) -> None:
    pages = {"/": HOME, "/index.php": HOME, "/home": HOME}
    one = verdict(checked(pages, moved={"/code": moved}))
    assert one.status is Status.FAIL
    assert "หน้าแรก" in one.reason.th


def test_a_server_that_shows_the_home_page_for_every_address_shows_nothing() -> None:
    home = HOME + "<p>ผู้เข้าชม {} คน</p>"
    one = verdict(checked({"/": home.format(1), "/code": home.format(2)}))
    assert one.status is Status.FAIL
    assert "หน้าแรก" in one.reason.th


def test_items_that_end_on_the_home_page_do_not_open() -> None:
    items = "".join(f"<li><a href=/o{n}>O{n} ข้อที่ {n}</a></li>" for n in range(1, 21))
    oit = f"<title>OIT</title><h1>การเปิดเผยข้อมูลสาธารณะ OIT ประจำปีงบประมาณ พ.ศ. 2568</h1><ul>{items}</ul>"
    home = "<title>หน้าแรก</title><h1>สำนักงาน</h1><p>ก</p><p>ข</p><a href=/oit>OIT ประจำปีงบประมาณ พ.ศ. 2568</a>"
    pages = {"/": home, "/oit": oit}
    opened = {f"/o{n}": f"<h1>ข้อที่ {n}</h1><p>{'รายละเอียด ' * n}</p>" for n in range(1, 21)}
    assert verdict(checked({**pages, **opened}), "3.3").status is Status.PASS
    assert verdict(checked(pages, moved={f"/o{n}": "/" for n in range(1, 21)}), "3.3").status is Status.FAIL
    assert verdict(checked({**pages, **dict.fromkeys(opened, PARKED[4])}), "3.3").status is Status.REVIEW


def test_a_number_for_which_the_site_has_only_its_template_is_dead() -> None:
    def page(words: str) -> str:
        return f"<title>สำนักงานสมมุติ</title><div>สำนักงานสมมุติ ยินดีต้อนรับ</div>{words}<div>โทร 053 000 000</div>"

    links = "".join(f"<p><a href='/view?id={n}'>ข่าวที่ {n}</a></p>" for n in range(8))
    pages = {"/": page(f"{links}<a href='/view?id=99'>{ETHICS}</a>")}
    pages |= {f"/view?id={n}": page(f"<p>เนื้อหาของข่าวที่ {n} ซึ่งเล่าเรื่องต่าง ๆ {'ก' * n}</p>") for n in range(8)}
    one = verdict(checked({**pages, "/view?id=99": page("")}))
    assert one.status is Status.FAIL
    assert "ว่างเปล่า" in one.reason.th


def test_a_page_that_warns_of_gambling_changes_nothing() -> None:
    home = HOME + '<a href="/news">ข่าว</a>'
    for result in checked_all(*({"/": home, "/code": CODE, "/news": news} for news in INNOCENT)):
        assert verdict(result).status is Status.PASS
        assert result.notices == ()
        assert "notices" not in result.model_dump()


# ---------------------------------------------------------------- said aloud


def test_a_hacked_page_is_told_whatever_it_is_about() -> None:
    result = checked({"/": HOME + '<a href="/blog">บล็อก</a>', "/code": CODE, "/blog": HACKED[0]})
    assert verdict(result).status is Status.PASS, "the clean page proves it all the same"
    (notice,) = result.notices
    assert (notice.code, notice.count) == ("hacked", 1)
    assert notice.urls[0].endswith("/blog")
    assert "เว็บถูกแฮก" in notice.text.th


def test_a_home_page_that_strangers_wrote_is_for_a_person() -> None:
    result = checked({"/": HACKED[0]})
    assert statuses(result) == {Status.REVIEW}
    assert all("เว็บถูกแฮก" in v.reason.th for v in result.verdicts)
    assert result.notices


def test_hidden_links_on_the_home_page_do_not_hide_what_other_pages_show() -> None:
    result = checked({"/": HOME + INJECTED, "/code": CODE})
    assert verdict(result).status is Status.PASS
    assert verdict(result, "5.3").status is Status.FAIL, "the page itself was read"
    assert [notice.code for notice in result.notices] == ["hacked"]


def test_the_console_the_file_and_the_report_say_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with SmallSite({"/": HOME + INJECTED, "/code": CODE}) as site:
        agencies = write_agencies(tmp_path, agency_entry("spoilt", site.url))
        with pytest.raises(SystemExit):
            itacheck.cli.main(["check", "--agencies", str(agencies), "--out", "out", "--as-of", "2026-01-15"])
    out = capsys.readouterr().out
    assert "! spoilt: หน้านี้อาจถูกฝังโฆษณาการพนัน (เว็บถูกแฮก) / " in out
    assert site.url in out
    written = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    assert written["agencies"][0]["notices"][0]["code"] == "hacked"
    for page in ("index.html", "agency/spoilt.html"):
        html = (tmp_path / "out" / page).read_text(encoding="utf-8")
        assert "เว็บถูกแฮก" in html
        assert "หน่วยงานไซเบอร์" in html


def test_the_report_shows_many_pages_shortly_and_links_none_of_them(tmp_path: Path) -> None:
    blogs = {f"/b{n}": HACKED[0] for n in range(30)}
    home = HOME + "".join(f'<a href="{path}">บล็อก {path}</a>' for path in blogs)
    with SmallSite({"/": home, "/code": CODE, **blogs}) as site:
        results = run(agency("one", site.url))
    (notice,) = results.agencies[0].notices
    assert (notice.count, len(notice.urls)) == (30, 20)
    write_html(results, [], tmp_path)
    html = (tmp_path / "agency" / "one.html").read_text(encoding="utf-8")
    assert "และอีก 20 หน้า" in html
    assert "/b3" not in "".join(part.split(">")[0] for part in html.split("<a ")[1:])


def test_the_same_site_gets_the_same_answer_twice() -> None:
    pages = {"/": HOME + INJECTED, "/code": HACKED[1]}
    with SmallSite(pages) as site:
        first, second = (run(agency("one", site.url)).agencies[0] for _ in range(2))
    assert [(v.status, v.reason) for v in first.verdicts] == [(v.status, v.reason) for v in second.verdicts]
    assert first.notices == second.notices
