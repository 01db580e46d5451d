"""Pages that are kept and judged again: the same verdicts without a network, and honest ones where something misses."""

from __future__ import annotations

import socket
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import itacheck
import itacheck.cli
from itacheck.accuracy.site import load_sites
from itacheck.demo import AS_OF, DemoProvince
from itacheck.model import AgencyResult, Results, Status
from itacheck.packs import DEFAULT_PACK, load_catalogue, load_pack
from itacheck.run import Run
from itacheck.warc import file_name

from .command import Call, results_in
from .small_site import SmallSite, agency_entry, write_agencies
from .test_run import CODE, PAGES, agency, run, statuses, verdict

CATALOGUE = load_catalogue()
PACK = load_pack(DEFAULT_PACK, CATALOGUE)
DAY = date(2026, 1, 15)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even this machine may be asked."""

    def refuse(*_: Any, **__: Any) -> Any:
        pytest.fail("something was asked for over the network", pytrace=True)

    for name in ("connect", "connect_ex", "sendto"):
        own = getattr(socket.socket, name)

        def within(self: socket.socket, *given: Any, own: Any = own) -> Any:
            # Processes of our own are asked for by such a socket.
            return own(self, *given) if self.family == getattr(socket, "AF_UNIX", None) else refuse()

        monkeypatch.setattr(socket.socket, name, within)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


# ---------------------------------------------------------------- the demo province


@dataclass(frozen=True)
class Kept:
    """A run over the province that kept its pages."""

    folder: Path
    results: Results


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("kept")
    with DemoProvince(AS_OF) as served:
        served.write_agencies_toml(folder / "agencies.toml")
        made = Run(served.agencies, [PACK], CATALOGUE, AS_OF, save_warc=folder, out=folder).results()
    (folder / "results.json").write_text(made.model_dump_json(by_alias=True), encoding="utf-8")
    return Kept(folder, made)


@pytest.mark.usefixtures("no_network")
def test_the_province_is_judged_again_to_the_letter(province: Kept, call: Call) -> None:
    ended = call("check", "--from-warc", province.folder, "--out", province.folder / "again")
    assert ended.code == 4, "as the first run: two agencies were down"
    assert f"{AS_OF}" in ended.err, "the day of the first run"
    by_id = {agency.id: agency for agency in province.results.agencies}
    again = Results.model_validate(results_in(province.folder / "again"))
    assert {agency.id for agency in again.agencies} == set(by_id)
    for agency_result in again.agencies:
        # The one thing that differs is the way from the results to the WARC.
        text = agency_result.model_dump_json().replace('"file":"../', '"file":"')
        assert text == by_id[agency_result.id].model_dump_json()
    assert call("diff", province.folder, province.folder / "again").code == 0


def test_each_finding_names_its_record(province: Kept, call: Call) -> None:
    findings = [f for a in province.results.agencies for v in a.verdicts for f in v.findings]
    assert len(findings) > 100
    assert all(finding.record is not None for finding in findings)
    # Most findings are the page or document itself; others were seen on a page that links to something unread.
    assert sum(f.record is not None and f.record.sha256 == f.sha256 for f in findings) == len(findings)
    assert {a.crawl.snapshot is None for a in province.results.agencies} == {False}
    call("check", "--from-warc", province.folder, "--out", province.folder / "again")
    page = (province.folder / "again" / "agency" / "hospital.html").read_text(encoding="utf-8")
    assert '<a href="../../hospital.warc.gz"' in page


@pytest.mark.usefixtures("no_network")
def test_entries_of_today_count_where_a_file_is_given(
    province: Kept, call: Call, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shown = {a.id: a for a in province.results.agencies}["hospital"]
    more = 'declared."5.6" = "http://127.0.0.1:1/never-asked"'
    write_agencies(
        tmp_path, agency_entry("hospital", shown.url, more).replace("provincial-office", shown.kind),
        agency_entry("unheard-of", "http://127.0.0.1:1/"),
    )  # fmt: skip
    ended = call("check", "--from-warc", province.folder, "--agencies", "agencies.toml", "--out", "out")
    assert ended.code == 4
    assert "agency unheard-of: no WARC of this agency" in caplog.text
    hospital, unheard = Results.model_validate(results_in(tmp_path / "out")).agencies
    assert hospital.name.en == "Agency hospital"
    assert statuses(unheard) == {Status.UNREACHABLE}
    assert unheard.crawl.cause is not None
    assert unheard.crawl.cause.code == "not-kept"
    before = verdict(shown, "5.6")
    assert before.status is Status.PASS or verdict(hospital, "5.6").status is Status.REVIEW


@pytest.mark.usefixtures("no_network")
def test_agencies_are_chosen_by_id(province: Kept, call: Call, tmp_path: Path) -> None:
    call("check", "hospital", "--from-warc", province.folder, "--out", "out")
    assert [a["id"] for a in results_in(tmp_path / "out")["agencies"]] == ["hospital"]
    ended = call("check", "hospice", "--from-warc", province.folder)
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "no agency 'hospice'" in ended.err


# ---------------------------------------------------------------- what misses is told


def kept(folder: Path, **more: Any) -> AgencyResult:
    """The small site, checked and kept."""
    with SmallSite(PAGES) as site:
        (result,) = run(agency("a", site.url), save_warc=folder, out=folder, **more).agencies
    return result


def test_one_damaged_file_is_its_agency_s_trouble_only(
    tmp_path: Path, call: Call, caplog: pytest.LogCaptureFixture
) -> None:
    first = kept(tmp_path)
    whole = (tmp_path / "a.warc.gz").read_bytes()
    (tmp_path / "Not Ours.warc.gz").write_bytes(b"<html>")
    (tmp_path / ".c.warc.gz.part").write_bytes(whole)
    (tmp_path / "a.warc.gz").rename(tmp_path / "z.warc.gz")
    (tmp_path / "b.warc.gz").write_bytes(b"\x1f\x8b")
    ended = call("check", "--from-warc", ".", "--out", "out")
    assert ended.code == 4
    assert "Traceback" not in ended.err
    foreign, cut, good = Results.model_validate(results_in(tmp_path / "out")).agencies
    assert (foreign.id, cut.id, good.id) == ("not-ours", "b", "a")
    for one in (foreign, cut):
        assert statuses(one) == {Status.UNREACHABLE}
        assert one.crawl.cause is not None
        assert (one.crawl.cause.code, one.crawl.cause.whose) == ("not-kept", "us")
        assert caplog.text.count(f"agency {one.id}: ") == 1
        assert one.verdicts[0].fix.th
    assert [v.status for v in good.verdicts] == [v.status for v in first.verdicts]
    page = (tmp_path / "out" / "agency" / "b.html").read_text(encoding="utf-8")
    assert "ยังไม่แจ้งเว็บไซต์" not in page, "whether a website is declared is not known"


def test_a_file_that_was_cut_off_is_unreachable_under_its_own_name(tmp_path: Path, call: Call) -> None:
    kept(tmp_path)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(path.read_bytes()[:-9])
    ended = call("check", "--from-warc", ".", "--out", "out")
    (result,) = Results.model_validate(results_in(tmp_path / "out")).agencies
    assert (ended.code, result.id, result.name.en) == (4, "a", "a")
    assert "a.warc.gz: cut off" in verdict(result, "6.3").reason.en


def test_over_the_budget_nothing_is_called_absent(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    big = "".join(f"<p>{hash_} {hash_ * 7919}</p>" for hash_ in range(10**9, 10**9 + 3000))
    pages = {**PAGES, "/": PAGES["/"] + '<a href="/big">เรื่องทั่วไป</a>', "/big": f"<h1>เรื่องทั่วไป</h1>{big}"}
    with SmallSite(pages) as site:
        entry = agency("a", site.url)
        entry = entry.model_copy(update={"crawl": entry.crawl.model_copy(update={"max_warc_bytes": 10_000})})
        (first,) = run(entry, save_warc=tmp_path).agencies
    assert "1 pages or documents are over the size budget" in caplog.text
    (again,) = run(entry, from_warc={"a": tmp_path / "a.warc.gz"}).agencies
    assert verdict(again, "6.3") == verdict(first, "6.3"), "what a verdict rests on is kept first"
    assert Status.FAIL in statuses(first)
    assert Status.FAIL not in statuses(again)
    assert "not all pages were kept" in verdict(again, "5.6").reason.en
    assert again.crawl.status == "partial"


def test_a_run_that_was_stopped_is_judged_again_as_stopped(tmp_path: Path) -> None:
    import threading  # noqa: PLC0415

    stop = threading.Event()
    pages = {"/": PAGES["/"] + "".join(f'<a href="/p{n}">เรื่อง {n}</a>' for n in range(20)), "/code": CODE}
    pages |= {f"/p{n}": f"<p>หน้า {n}</p>" for n in range(20)}
    with SmallSite(pages) as site:
        entry = agency("a", site.url)
        (first,) = run(
            entry, save_warc=tmp_path, stop=stop, progress=lambda at: stop.set() if at.pages >= 3 else None
        ).agencies
    (again,) = run(entry, from_warc={"a": tmp_path / "a.warc.gz"}).agencies
    assert [v.model_copy(update={"findings": ()}) for v in again.verdicts] == [
        v.model_copy(update={"findings": ()}) for v in first.verdicts
    ]
    assert Status.FAIL not in statuses(again)


def test_no_half_written_file_is_left_by_a_crawl_that_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: Any, **__: Any) -> Any:
        raise RuntimeError("out of luck")

    monkeypatch.setattr("itacheck.looking.crawl", breaks)
    with SmallSite(PAGES) as site:
        (result,) = run(agency("a", site.url), save_warc=tmp_path).agencies
    assert statuses(result) == {Status.ERROR}
    assert list(tmp_path.iterdir()) == []


def test_an_agency_without_a_website_is_kept_too(tmp_path: Path) -> None:
    (first,) = run(agency("none", None), save_warc=tmp_path, out=tmp_path).agencies
    (again,) = run(agency("none", None), from_warc={"none": tmp_path / "none.warc.gz"}, out=tmp_path).agencies
    assert again == first


def test_links_that_only_other_rules_ask_for_are_told_as_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judged by other rules a link may promise what the crawl did not care about."""
    with SmallSite({"/": '<h1>สำนักงาน</h1><a href="/later">ประมวลจริยธรรม</a>', "/later": CODE}) as site:
        entry = agency("a", site.url)
        monkeypatch.setattr("itacheck.focus.Focus.score", lambda *_: -1.0)
        (first,) = run(entry, save_warc=tmp_path).agencies
        assert site.asked == ["/robots.txt", "/", "/sitemap.xml"]
        monkeypatch.undo()
    assert first.crawl.status == "complete"
    warc = {"a": tmp_path / "a.warc.gz"}
    (same,) = run(entry, from_warc=warc).agencies
    assert (same.crawl, same.verdicts) == (first.crawl, first.verdicts), "the same rules give the same answer"
    other = replace(PACK, digest="0" * 64)
    (again,) = Run([entry], [other], CATALOGUE, DAY, from_warc=warc).results().agencies
    assert Status.PASS not in statuses(again)
    assert verdict(again, "6.3").status is Status.REVIEW
    assert again.crawl.cause is not None
    assert again.crawl.cause.code == "not-kept"


# ---------------------------------------------------------------- the command line


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--save-warc", "x", "--from-warc", "y"], 2, "leave one of them out"),
        (["--from-warc", "none"], 2, "--from-warc none: cannot be read"),
        (["--from-warc", "."], 3, "holds no *.warc.gz"),
        (["--save-warc", "file/x", "http://127.0.0.1:9/"], 2, "--save-warc"),
    ],
)
def test_bad_options_are_one_line(call: Call, tmp_path: Path, arguments: list[str], code: int, told: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    ended = call("check", *arguments)
    assert (ended.code, ended.err.count("\n")) == (code, 1), ended.err
    assert told in ended.err


def test_two_files_of_one_agency_are_refused(tmp_path: Path, call: Call) -> None:
    kept(tmp_path)
    (tmp_path / "copy.warc.gz").write_bytes((tmp_path / "a.warc.gz").read_bytes())
    ended = call("check", "--from-warc", ".")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "agency 'a' is in a.warc.gz too" in ended.err


def test_another_version_is_told(tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(tmp_path)
    monkeypatch.setattr(itacheck, "__version__", "9.9")
    ended = call("check", "--from-warc", ".", "--out", "out")
    assert "were kept by itacheck 0.1.0 and are judged by 9.9" in ended.err
    assert "หน้าของ 1 หน่วยงาน" in ended.err


def test_keeping_from_the_command_line(tmp_path: Path, call: Call) -> None:
    with SmallSite(PAGES) as site:
        ended = call("check", site.url, "--save-warc", "out/warc", "--out", "out", "--as-of", DAY)
    assert "pages kept: " in ended.out
    (result,) = Results.model_validate(results_in(tmp_path / "out")).agencies
    record = verdict(result, "6.3").findings[0].record
    assert record is not None
    assert record.file == f"warc/{file_name(result.id)}"
    assert (tmp_path / "out" / record.file).is_file()


def test_the_labelled_sites_have_one_that_is_judged_again_alike(tmp_path: Path) -> None:
    from itacheck.accuracy.serving import ServedSites  # noqa: PLC0415

    site = next(s for s in load_sites(Path(__file__).parent / "accuracy" / "sites") if s.id == "health-huaiphloi")
    with ServedSites([site]) as served:
        (entry,) = served.agencies
        (first,) = run(entry, save_warc=tmp_path, out=tmp_path).agencies
    (again,) = run(entry, from_warc={entry.id: tmp_path / file_name(entry.id)}, out=tmp_path).agencies
    assert again.model_dump_json() == first.model_dump_json()
