"""A run: one agency's trouble stays its own, the order is that of the file, the exit code says how it went."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from itacheck.causes import STOPPED
from itacheck.judge import Judge
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
from itacheck.run import Run
from itacheck.tally import DEFAULT_FAIL_ON, Tally

from .paper_pictures import BUDGET, DECLARATION, as_file, picture, tesseract
from .small_site import SmallSite

AS_OF = date(2026, 1, 15)
CATALOGUE = load_catalogue()
PACK = load_pack(DEFAULT_PACK, CATALOGUE)
WORDS = Bilingual(th="ก", en="a")
CODE = (
    "<title>ประมวลจริยธรรม</title><h1>ประมวลจริยธรรมข้าราชการพลเรือน</h1>"
    "<p>ข้าราชการพลเรือนต้องยึดมั่นในสถาบันหลักของประเทศ ซื่อสัตย์สุจริต กล้าตัดสินใจและทำในสิ่งที่ถูกต้อง</p>"
)
PAGES = {"/": '<title>หน้าแรก</title><h1>สำนักงาน</h1><a href="/code">ประมวลจริยธรรม</a>', "/code": CODE}


def agency(agency_id: str, url: str | None) -> Agency:
    limits = CrawlLimits(delay_seconds=0, timeout_seconds=5)
    return Agency(id=agency_id, name=WORDS, kind="provincial-office", url=url, crawl=limits)


def run(*agencies: Agency, **more: Any) -> Results:
    return Run(agencies, [PACK], CATALOGUE, AS_OF, **more).results()


def statuses(result: AgencyResult) -> set[Status]:
    return {verdict.status for verdict in result.verdicts}


def verdict(result: AgencyResult, rule: str) -> VerdictResult:
    return next(v for v in result.verdicts if v.rule == rule)


@pytest.fixture
def site() -> Iterator[SmallSite]:
    with SmallSite(PAGES) as served:
        yield served


def test_every_agency_has_every_rule_in_the_order_of_the_file(site: SmallSite) -> None:
    finished: list[str] = []
    agencies = [agency("slow", site.url), agency("none", None), agency("again", site.url)]
    results = run(*agencies, done=lambda result: finished.append(result.id))
    assert [a.id for a in results.agencies] == ["slow", "none", "again"]
    assert sorted(finished) == ["again", "none", "slow"]
    for result in results.agencies:
        assert [v.rule for v in result.verdicts] == [rule.id for rule in PACK.rules]
    assert results.run.packs[0].digest == PACK.digest
    assert results.run.started <= results.run.finished
    first = results.agencies[0]
    assert (first.crawl.status, first.crawl.pages, first.crawl.cause) == (CrawlStatus.COMPLETE, 2, None)
    proof = verdict(first, "6.3")
    assert proof.status is Status.PASS
    assert proof.findings[0].via == (site.url, f"{site.url}code")


def test_an_agency_without_a_website_is_unreachable(site: SmallSite) -> None:
    none, looked = run(agency("none", None), agency("looked", site.url)).agencies
    assert none.crawl.cause is not None
    assert (none.crawl.cause.code, none.crawl.cause.whose) == ("no-website", "agency")
    assert statuses(none) == {Status.UNREACHABLE}
    assert Status.UNREACHABLE not in statuses(looked)


@pytest.mark.parametrize(("answer", "cause"), [(404, "http-4xx"), (403, "http-4xx")])
def test_a_home_page_that_is_not_there_is_unreachable_and_never_a_fail(answer: int, cause: str) -> None:
    with SmallSite({"/": answer}) as broken, SmallSite(PAGES) as good:
        down, up = run(agency("down", broken.url), agency("up", good.url)).agencies
    assert down.crawl.status is CrawlStatus.UNREACHABLE
    assert down.crawl.cause is not None
    assert down.crawl.cause.code == cause
    assert statuses(down) == {Status.UNREACHABLE}
    for one in down.verdicts:
        assert str(answer) in one.reason.en
        assert one.fix.th
    assert verdict(up, "6.3").status is Status.PASS


def test_a_crash_on_one_agency_is_its_error_only(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    judge = Judge.judge

    def breaks(self: Judge, agency: Agency, snapshot: Any) -> Any:
        if agency.id == "bad":
            raise KeyError("a page nobody thought of")
        return judge(self, agency, snapshot)

    monkeypatch.setattr(Judge, "judge", breaks)
    good, bad, also_good = run(*(agency(name, site.url) for name in ("good", "bad", "also-good"))).agencies
    assert statuses(bad) == {Status.ERROR}
    assert len(bad.verdicts) == len(PACK.rules)
    assert bad.crawl.status is CrawlStatus.COMPLETE, "the crawl itself was fine"
    assert "KeyError" in bad.verdicts[0].reason.en
    assert "test_run.py" in bad.verdicts[0].reason.en, "says where it broke"
    for other in (good, also_good):
        assert Status.ERROR not in statuses(other)
        assert verdict(other, "6.3").status is Status.PASS
    assert "bad" in caplog.text


def test_a_crash_of_the_crawl_is_an_error_too(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: Any, **__: Any) -> Any:
        raise RuntimeError("out of luck")

    monkeypatch.setattr("itacheck.looking.crawl", breaks)
    (result,) = run(agency("a", site.url)).agencies
    assert statuses(result) == {Status.ERROR}
    assert result.crawl.cause is not None
    assert (result.crawl.cause.whose, "RuntimeError" in result.crawl.cause.detail) == ("us", True)


def test_a_stopped_run_keeps_what_it_has_and_calls_nothing_absent() -> None:
    stop = threading.Event()
    links = "".join(f'<a href="/p{n}">เรื่องทั่วไป {n}</a>' for n in range(30))
    pages = {"/": f"{PAGES['/']}{links}", "/code": CODE, **{f"/p{n}": f"<p>หน้า {n}</p>" for n in range(30)}}

    def seen(at: Any) -> None:
        if at.pages >= 4:
            stop.set()

    with SmallSite(pages) as big:
        first, second = run(agency("a", big.url), agency("b", big.url), jobs=1, stop=stop, progress=seen).agencies
    assert first.crawl.status is CrawlStatus.PARTIAL
    assert 4 <= first.crawl.pages < 31
    assert first.crawl.cause is not None
    assert first.crawl.cause.detail == STOPPED
    assert verdict(first, "6.3").status is Status.PASS
    assert Status.FAIL not in statuses(first)
    assert "stopped" in verdict(first, "5.6").reason.en
    assert second.crawl.status is CrawlStatus.UNREACHABLE
    assert second.crawl.requests == 0
    assert statuses(second) == {Status.UNREACHABLE}


@pytest.mark.ocr
def test_scans_and_pictures_are_read_where_tesseract_is_and_the_run_says_so() -> None:
    """A scan of the declaration passes by OCR and is for a person without; a scan of another paper never passes."""
    title = "ประกาศเจตนารมณ์นโยบาย No Gift Policy ประจำปีงบประมาณ พ.ศ. 2568"
    pages: dict[str, str | bytes | int] = {
        "/": f'<title>หน้าแรก</title><h1>สำนักงาน</h1><a href="/gift">{title}</a>',
        "/gift": as_file(picture(DECLARATION)),
    }
    shown = f'<title>{title}</title><main><h1>{title}</h1><img src="/scan01.jpg"></main>'
    with (
        SmallSite(pages) as scan,
        SmallSite({**pages, "/gift": as_file(picture(BUDGET))}) as other,
        SmallSite({**pages, "/gift": shown, "/scan01.jpg": as_file(picture(DECLARATION), "JPEG")}) as image,
    ):
        agencies = [agency("scan", scan.url), agency("other", other.url), agency("image", image.url)]
        read, unread = run(*agencies, tesseract=tesseract()), run(*agencies)
    assert (read.run.readers, unread.run.readers) == (("ocr",), ())
    given = [[verdict(result, "5.2").status for result in results.agencies] for results in (read, unread)]
    assert given == [[Status.PASS, Status.REVIEW, Status.PASS], [Status.REVIEW] * 3]
    proof = verdict(read.agencies[2], "5.2")
    assert proof.findings[0].url == f"{image.url}scan01.jpg"
    assert "OCR" in proof.reason.th


def test_one_crawl_serves_every_pack(site: SmallSite) -> None:
    packs = [load_pack(name, CATALOGUE) for name in (DEFAULT_PACK, "oit-2568", "oit-2569")]
    results = Run([agency("one", site.url)], packs, CATALOGUE, AS_OF).results()
    (only,) = results.agencies
    judged = Counter(verdict.pack for verdict in only.verdicts)
    assert judged == {"2568": 38, "oit-2568": 28, "oit-2569": 26}
    assert [pack.id for pack in results.run.packs] == ["2568", "oit-2568", "oit-2569"]
    assert len(set(site.asked)) == len(site.asked) == only.crawl.requests
    alone = run(agency("one", site.url)).agencies[0]
    told = [(v.rule, v.status, v.reason) for v in only.verdicts if v.pack == "2568"]
    assert [(v.rule, v.status, v.reason) for v in alone.verdicts] == told


def test_elements_are_written_as_they_were_seen(site: SmallSite) -> None:
    pack = load_pack("oit-2568", CATALOGUE)
    (only,) = Run([agency("one", site.url)], [pack], CATALOGUE, AS_OF).results().agencies
    code = {e.id: (e.seen, e.verified, e.quote) for e in verdict(only, "O16").elements}
    assert code["code"] == (True, False, "ประมวลจริยธรรมข้าราชการพลเรือน")
    assert code["team"] == (False, True, None)


def test_outside_its_hours_an_agency_is_not_asked() -> None:
    noon = datetime(2026, 1, 15, 5, 0, tzinfo=UTC)
    with SmallSite({"/": "<h1>x</h1>"}) as site:
        closed = agency("closed", site.url)
        closed = closed.model_copy(update={"crawl": closed.crawl.model_copy(update={"window": "20:00-06:00"})})
        results = run(closed, clock=lambda: noon)
        assert site.asked == []
        assert statuses(results.agencies[0]) == {Status.UNREACHABLE}
        cause = results.agencies[0].crawl.cause
        assert cause is not None
        assert (cause.code, cause.whose) == ("window", "us")
        assert "20:00-06:00" in cause.detail
        assert Tally.of(results.agencies, AS_OF).exit_code(DEFAULT_FAIL_ON) == 4
        open_now = run(closed, clock=lambda: noon.replace(hour=14))
    assert Status.UNREACHABLE not in statuses(open_now.agencies[0])
