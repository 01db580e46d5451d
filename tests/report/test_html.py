"""The report of the sample: golden pages, every number recomputed, nothing from outside."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from itacheck.errors import ConfigurationError
from itacheck.model import (
    Bilingual,
    Confidence,
    CrawlStatus,
    ElementResult,
    RecordResult,
    Results,
    Status,
    VerdictResult,
)
from itacheck.report import STATUS, RuleInfo, write_html

from . import sample

GOLDEN = Path(__file__).parent / "golden"
# Read here: the tests themselves run without ITACHECK_ variables. Set it, run, and review the difference.
REFRESH = bool(os.environ.get("ITACHECK_REFRESH_GOLDEN"))
PAGES = {
    "index.html": "index.html",
    "agency.html": "agency/agriculture.html",
    "agency-unreachable.html": "agency/disaster.html",
    "rule.html": "rule/2568-5.6.html",
    "rules.html": "rules.html",
}
WORDS = Bilingual(th="ขั้นตอน", en="steps")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report")
    assert write_html(sample.results(), sample.rules(), out) == out / "index.html"
    return out


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def attribute(tag: Tag, name: str) -> str:
    value = tag[name]
    assert isinstance(value, str)
    return value


def numbers(page: BeautifulSoup) -> dict[str, int]:
    """Every marked number of a page; the same number said twice must be the same."""
    found: dict[str, int] = {}
    for tag in page.select("[data-number]"):
        key, value = attribute(tag, "data-number"), int(tag.get_text().replace(",", ""))
        assert found.setdefault(key, value) == value, key
    return found


@pytest.mark.parametrize(("golden", "page"), PAGES.items())
def test_pages_are_as_they_were(folder: Path, golden: str, page: str) -> None:
    text = (folder / page).read_text(encoding="utf-8")
    if REFRESH:
        (GOLDEN / golden).write_text(text, encoding="utf-8", newline="\n")
    assert text == (GOLDEN / golden).read_text(encoding="utf-8")


def expected(prefix: str, verdicts: list[VerdictResult], *, every_status: bool = False) -> dict[str, int]:
    """The numbers that a page must show of these verdicts, counted here from the results."""
    counts = Counter(v.status for v in verdicts)
    waived = Counter(v.status for v in verdicts if v.waiver and v.waiver.expires >= sample.AS_OF)
    made = {f"{prefix}.{s.value}": counts[s] for s in Status if every_status or counts[s]}
    made |= {f"{prefix}.{s.value}.waived": n for s, n in waived.items() if n}
    judged = sum(v.status in {Status.PASS, Status.FAIL} for v in verdicts)
    if judged:
        made |= {f"{prefix}.passed": counts[Status.PASS], f"{prefix}.judged": judged}
    return made


def test_every_number_of_the_index(folder: Path) -> None:
    results = sample.results()
    verdicts = [v for a in results.agencies for v in a.verdicts]
    statuses = Counter(a.crawl.status for a in results.agencies if a.url)
    wanted = expected("all", verdicts, every_status=True) | {
        "all.all": len(verdicts),
        "agencies": len(results.agencies),
        "rules": len({(v.pack, v.rule) for v in verdicts}),
        "crawl.complete": statuses[CrawlStatus.COMPLETE],
        "crawl.partial": statuses[CrawlStatus.PARTIAL],
        "crawl.unreachable": statuses[CrawlStatus.UNREACHABLE],
        "crawl.no-website": sum(a.url is None for a in results.agencies),
        "mend.no-website": 1,
        "mend.unreachable": 1,
        "mend.partial": 1,
        "mend.error": 1,
        "mend.expired": 1,
    }
    wanted |= {"due.2568-2.2.1.passed": 1, "due.2568-2.2.1.not_due": 1}
    for verdict in verdicts:
        key = f"rule.2568-{verdict.rule}.{verdict.status.value}"
        wanted[key] = sum(v.rule == verdict.rule and v.status == verdict.status for v in verdicts)
    assert numbers(soup(folder / "index.html")) == wanted


@pytest.fixture(scope="module")
def two_packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with its verdicts a second time, as another pack that is not confirmed; there half of them pass."""
    out = tmp_path_factory.mktemp("two")
    results = sample.results()
    agencies = tuple(
        agency.model_copy(
            update={
                "verdicts": (
                    *agency.verdicts,
                    *(
                        v.model_copy(update={"pack": "2570", "status": Status.PASS if v.rule < "5.6" else v.status})
                        for v in agency.verdicts
                    ),
                )
            }
        )
        for agency in results.agencies
    )
    rules = [replace(rule, pack_title=Bilingual(th="มาตรการ 2568", en="Measures 2568")) for rule in sample.rules()]
    later = [
        replace(
            rule, pack="2570", pack_title=Bilingual(th="มาตรการ 2570", en="Measures 2570"),
            pack_note=Bilingual(th="ยังไม่<ยืนยัน>", en="not <confirmed>"),
            altered=(Bilingual(th="แก้ไขข้อนี้", en="changed it"),) if rule.id == "5.6" else (),
        )
        for rule in rules
    ]  # fmt: skip
    write_html(results.model_copy(update={"agencies": agencies}), [*rules, *later], out)
    return out


def test_packs_are_told_apart(two_packs: Path) -> None:
    index = soup(two_packs / "index.html")
    assert [tag.get_text(" ", strip=True).split()[1] for tag in index.select("table.matrix caption")] == [
        "2568",
        "2570",
    ]
    headings = [tag.get_text(" ", strip=True) for tag in index.select("#rules ~ h3")]
    assert [heading.split()[0] for heading in headings] == ["2568"] * 3 + ["2570"] * 3
    results = sample.results()
    shown = numbers(index)
    assert (shown["pack.2568.passed"], shown["pack.2568.judged"]) == tuple(
        sum(v.status in kinds for a in results.agencies for v in a.verdicts)
        for kinds in ({Status.PASS}, {Status.PASS, Status.FAIL})
    )
    assert shown["pack.2570.passed"] > shown["pack.2568.passed"]
    assert shown["all.passed"] == shown["pack.2568.passed"] + shown["pack.2570.passed"]
    for agency in results.agencies:
        # The column beside a matrix counts the rules of that matrix alone.
        cells = index.select(f'tr[data-id="{agency.id}"] td.sum')
        passed = sum(v.status is Status.PASS for v in agency.verdicts)
        judged = sum(v.status in {Status.PASS, Status.FAIL} for v in agency.verdicts)
        assert cells[0].get_text(strip=True) == (f"{passed}/{judged}" if judged else "–")
    page = soup(two_packs / "agency" / "agriculture.html")
    assert {tag.get_text(strip=True) for tag in page.select(".todo .pack")} == {"2568", "2570"}


def test_a_pack_that_is_not_confirmed_says_so_on_every_page(two_packs: Path, folder: Path) -> None:
    for page in ("index.html", "agency/agriculture.html", "rule/2570-5.2.html"):
        assert "not <confirmed>" in " ".join(tag.get_text() for tag in soup(two_packs / page).select(".notice")), page
    assert "not <confirmed>" not in soup(two_packs / "rule" / "2568-5.2.html").get_text()
    assert "changed it" in soup(two_packs / "rule" / "2570-5.6.html").get_text()
    assert not soup(folder / "index.html").select(".pack"), "one pack needs no label"


def test_every_number_of_the_agency_pages(folder: Path) -> None:
    for agency in sample.results().agencies:
        shown = numbers(soup(folder / "agency" / f"{agency.id}.html"))
        todo = Counter(
            "waived" if v.waiver and v.waiver.expires >= sample.AS_OF else v.status.value
            for v in agency.verdicts
            if v.status not in {Status.PASS, Status.NOT_APPLICABLE}
        )
        wanted = expected("agency", list(agency.verdicts)) | {f"todo.{key}": n for key, n in todo.items()}
        crawl = agency.crawl
        wanted |= {"crawl.pages": crawl.pages, "crawl.documents": crawl.documents, "crawl.requests": crawl.requests}
        assert shown == wanted, agency.id


def test_every_number_of_the_rule_pages(folder: Path) -> None:
    verdicts = [v for a in sample.results().agencies for v in a.verdicts]
    for rule in {v.rule for v in verdicts}:
        shown = numbers(soup(folder / "rule" / f"2568-{rule}.html"))
        assert shown == expected("rule", [v for v in verdicts if v.rule == rule]), rule


def test_only_pass_and_fail_are_in_the_fraction(folder: Path) -> None:
    score = soup(folder / "index.html").select_one(".score")
    assert score is not None
    assert "ผ่าน 4 จาก 7 ข้อที่ตรวจได้ (57.1%)" in " ".join(score.get_text().split())
    down = soup(folder / "agency" / "disaster.html").select_one(".score")
    assert down is not None
    assert "ไม่มีข้อที่ตรวจได้" in down.get_text()
    assert "%" not in down.get_text()


def test_matrix_shows_every_verdict_worst_agency_first(folder: Path) -> None:
    page = soup(folder / "index.html")
    rows = page.select(".matrix tbody tr")
    assert [attribute(row, "data-id") for row in rows] == ["culture", "agriculture", "disaster", "statistics"]
    by_id = {a.id: a for a in sample.results().agencies}
    for row in rows:
        agency = by_id[attribute(row, "data-id")]
        cells = row.select("td[data-status]")
        assert [attribute(c, "data-status") for c in cells] == [v.status.value for v in agency.verdicts]
        for cell, verdict in zip(cells, agency.verdicts, strict=True):
            assert STATUS[verdict.status].sign in cell.get_text()
            assert STATUS[verdict.status].name.th in cell.get_text()
            assert (cell.select_one("sup") is not None) == (verdict.waiver is not None)
    assert len(page.select(".matrix sup.expired")) == 1


def test_things_to_mend_come_in_their_order(folder: Path) -> None:
    boxes = soup(folder / "index.html").select("div.mend")
    kinds = [next(c for c in box["class"] if c.startswith("m-")) for box in boxes]
    assert kinds == ["m-no-website", "m-unreachable", "m-partial", "m-error", "m-expired"]
    assert "ต่ออายุใบรับรอง" in boxes[1].get_text()
    assert "หน่วยงานเจ้าของเว็บไซต์" in boxes[1].get_text()


def test_every_link_inside_the_report_leads_somewhere(folder: Path) -> None:
    pages = {path: soup(path) for path in folder.rglob("*.html")}
    ids = {path.resolve(): {attribute(tag, "id") for tag in page.select("[id]")} for path, page in pages.items()}
    followed = 0
    for path, page in pages.items():
        own = [attribute(tag, "id") for tag in page.select("[id]")]
        assert len(own) == len(set(own)), path
        for tag in page.select("a[href]"):
            href = attribute(tag, "href")
            if href.startswith(("http://", "https://")):
                assert tag["rel"] == ["noopener", "noreferrer"]
                continue
            target, _, anchor = href.partition("#")
            whole = (path.parent / target).resolve() if target else path.resolve()
            assert whole in ids, href
            assert not anchor or anchor in ids[whole], href
            followed += 1
    assert followed > 100


def test_nothing_comes_from_outside(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        page = soup(path)
        for tag in page.select("[src], link[href]"):
            assert re.fullmatch(
                r"(\.\./)?(report\.(css|js)|data/overview\.js)", str(tag.get("src") or tag.get("href"))
            ), path
        assert not page.select("style, iframe, object, embed, base, form, img, [style]")
        policy = page.select_one('meta[http-equiv="Content-Security-Policy"]')
        assert policy is not None
        assert attribute(policy, "content").startswith("default-src 'none'; style-src 'self'; script-src 'self'")
    assert "url(" not in (folder / "report.css").read_text(encoding="utf-8")
    assert "@import" not in (folder / "report.css").read_text(encoding="utf-8")
    assert not re.search(r"fetch|XMLHttp|import\b|https?:|innerHTML|eval", (folder / "report.js").read_text("utf-8"))


def test_an_evidence_shows_all_that_is_known_of_it(folder: Path) -> None:
    article = soup(folder / "agency" / "agriculture.html").select_one('article[id="rule-2568-5.2"]')
    assert article is not None
    text = " ".join(article.get_text().split())
    for part in (
        "ไม่ผ่าน",
        "วิธีแก้ไข",
        "30 ก.ย. 2568",
        "เลยมา 418 วัน",
        "ปีงบประมาณ 2566",
        "ลงวันที่ 9 ธ.ค. 2565",
        "22 พ.ย. 2569 14:05 น.",
        "5be1c0ffee5b",
        "no-gift/ประกาศ-2566.pdf",
        "จะไม่รับของขวัญ",
    ):
        assert part in text, part
    assert len(article.select(".via li")) == 3
    link = article.select_one(".evidence-title a")
    assert link is not None
    assert attribute(link, "href").endswith("-2566.pdf")


def test_waivers_show_reason_owner_and_expiry(folder: Path) -> None:
    open_box = soup(folder / "agency" / "agriculture.html").select_one(".waiver")
    assert open_box is not None
    assert "expired" not in open_box["class"]
    for part in ("อยู่ระหว่างย้ายระบบ", "หัวหน้าฝ่ายบริหารทั่วไป", "31 มี.ค. 2570"):
        assert part in open_box.get_text()
    expired = soup(folder / "agency" / "culture.html").select_one(".waiver.expired")
    assert expired is not None
    assert "การผ่อนผันหมดอายุ" in expired.get_text()


def test_rule_page_says_the_step_word_for_word(folder: Path) -> None:
    rule = next(r for r in sample.rules() if r.id == "5.6")
    page = soup(folder / "rule" / "2568-5.6.html")
    step = page.select_one(".step")
    assert step is not None
    assert step.get_text() == rule.step
    text = page.get_text()
    for part in (rule.passes.th, rule.why.th, rule.fix.th, rule.measure, rule.responsible, rule.period, "O12", "สูง"):
        assert part in text
    statuses = [attribute(row, "data-status") for row in page.select("tbody tr")]
    assert statuses == ["fail", "unreachable", "unreachable", "pass"]


def test_english_is_marked_as_english(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        page = soup(path)
        assert page.html is not None
        assert page.html["lang"] == "th"
        assert all(tag["lang"] == "en" for tag in page.select(".en"))
        assert len(page.select("h1")) == 1
        assert len(page.select("main")) == 1
        assert all(th.get("scope") for th in page.select("th"))


def test_rules_that_nobody_described_still_render(tmp_path: Path) -> None:
    write_html(sample.results(), (), tmp_path)
    page = soup(tmp_path / "rule" / "2568-5.6.html")
    assert "ไม่มีรายละเอียดของข้อนี้" in page.get_text()
    assert len(page.select("tbody tr")) == 4
    assert numbers(soup(tmp_path / "index.html"))["rules"] == 6


def test_results_without_an_agency_say_so(tmp_path: Path) -> None:
    empty = sample.results().model_copy(update={"agencies": ()})
    page = soup(write_html(empty, sample.rules(), tmp_path))
    assert "ไม่มีผลการตรวจ" in page.get_text()
    assert not page.select(".matrix")


def test_a_shard_says_that_it_is_one(tmp_path: Path) -> None:
    results = sample.results()
    shard = results.model_copy(update={"run": results.run.model_copy(update={"shard": "1/4"})})
    notice = soup(write_html(shard, sample.rules(), tmp_path)).select_one(".notice")
    assert notice is not None
    assert "1/4" in notice.get_text()


def test_rendered_from_the_file_it_is_the_same(folder: Path, tmp_path: Path) -> None:
    read = Results.model_validate_json(sample.results().model_dump_json(by_alias=True))
    write_html(read, sample.rules(), tmp_path)
    for path in sorted(folder.rglob("*.*")):
        assert (tmp_path / path.relative_to(folder)).read_bytes() == path.read_bytes()


def test_pages_of_an_earlier_report_go_and_files_of_others_stay(tmp_path: Path) -> None:
    results = sample.results()
    write_html(results, sample.rules(), tmp_path)
    (tmp_path / "agency" / "mine.html").write_text("<p>notes</p>", encoding="utf-8")
    write_html(results.model_copy(update={"agencies": results.agencies[:1]}), sample.rules(), tmp_path)
    assert sorted(p.name for p in (tmp_path / "agency").iterdir()) == ["agriculture.html", "mine.html"]
    assert not [p for p in tmp_path.rglob("*") if p.name.endswith(".tmp")]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        write_html(sample.results(), sample.rules(), tmp_path / "taken" / "report")
    assert str(tmp_path / "taken" / "report") in caught.value.what
    assert caught.value.todo


def with_elements() -> tuple[Results, tuple[RuleInfo, ...]]:
    """The sample, in which one verdict has elements of every kind and its rule is not sure of its source."""
    results, rules = sample.results(), sample.rules()
    elements = tuple(
        ElementResult(
            id=name, name=Bilingual(th=f"<b>{name}</b>", en=name), seen=seen, verified=seen is not None, quote=quote
        )
        for name, seen, quote in (
            ("fee", True, "ค่าธรรมเนียม <i>20</i> บาท"),
            ("time", False, None),
            ("papers", None, None),
        )
    )
    agency = next(a for a in results.agencies if a.id == "agriculture")
    changed = tuple(v.model_copy(update={"elements": elements}) if v.rule == "5.2" else v for v in agency.verdicts)
    agencies = tuple(a.model_copy(update={"verdicts": changed}) if a is agency else a for a in results.agencies)
    known = tuple(
        replace(r, confidence=Confidence.MEDIUM, elements=((WORDS, True), (WORDS, False))) if r.id == "5.2" else r
        for r in rules
    )
    return results.model_copy(update={"agencies": agencies}), known


def test_elements_are_shown_one_by_one_with_what_is_not_verified(tmp_path: Path) -> None:
    write_html(*with_elements(), tmp_path)
    article = soup(tmp_path / "agency" / "agriculture.html").select_one("#rule-2568-5\\.2")
    assert article is not None
    items = [" ".join(item.get_text().split()) for item in article.select(".elements > li")]
    assert items == [
        "✓ <b>fee</b> fee — พบ seenค่าธรรมเนียม <i>20</i> บาท",
        "○ <b>time</b> time — ไม่เห็น not seen",
        "? <b>papers</b> papers — อ่านไม่ได้ not readable ยังไม่ยืนยัน not verified",
    ]
    assert "ความมั่นใจในแหล่งข้อมูล: ปานกลาง" in article.get_text()
    others = soup(tmp_path / "agency" / "agriculture.html").select("article.rule")
    assert sum(bool(other.select(".elements")) for other in others) == 1


def test_the_page_of_a_rule_tells_its_elements_and_how_sure_it_is(tmp_path: Path) -> None:
    write_html(*with_elements(), tmp_path)
    text = soup(tmp_path / "rule" / "2568-5.2.html").get_text()
    assert text.count("ขั้นตอน steps") == 2
    assert text.count("ยังไม่ยืนยัน not verified") == 1
    assert "medium confidence in the source" in " ".join(text.split())


@pytest.mark.parametrize(
    ("file", "href"),
    [
        ("warc/agriculture.warc.gz", "../warc/agriculture.warc.gz"),
        ("../แผน 1.warc.gz", "../../%E0%B9%81%E0%B8%9C%E0%B8%99%201.warc.gz"),
        ("javascript:alert(1)", "../javascript%3Aalert%281%29"),
        ('"><script>', "../%22%3E%3Cscript%3E"),
        ("\u202egz.craw", None),
    ],
)
def test_a_finding_shows_where_its_page_is_kept(tmp_path: Path, file: str, href: str | None) -> None:
    results = sample.results()
    agency = next(a for a in results.agencies if any(v.findings for v in a.verdicts))
    number = next(n for n, v in enumerate(agency.verdicts) if v.findings)
    verdict = agency.verdicts[number]
    record = RecordResult(file=file, offset=1234, sha256="ab" * 32)
    finding = verdict.findings[0].model_copy(update={"record": record})
    verdicts = list(agency.verdicts)
    verdicts[number] = verdict.model_copy(update={"findings": (finding,)})
    kept = results.model_copy(update={"agencies": (agency.model_copy(update={"verdicts": tuple(verdicts)}),)})
    write_html(kept, sample.rules(), tmp_path)
    page = soup(next((tmp_path / "agency").glob("*.html")))
    (line,) = (p for p in page.select(".evidence p.small") if "เก็บไว้ใน" in p.get_text())
    assert "1234" in line.get_text()
    assert "abababababab" in line.get_text()
    links = line.select("a")
    assert [attribute(link, "href") for link in links] == ([href] if href else [])
