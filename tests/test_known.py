"""Known places: a hint for the order, never a reason for another verdict."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from itacheck.known import MAX_PLACES, known_places
from itacheck.model import Agency, AgencyResult, CrawlLimits, Results, Status
from itacheck.packs import DEFAULT_PACK, load_catalogue, load_pack
from itacheck.run import Run

from .small_site import SmallSite
from .test_run import AS_OF, CODE, WORDS, agency

CATALOGUE = load_catalogue()
PACK = load_pack(DEFAULT_PACK, CATALOGUE)


def news(number: int) -> str:
    return f"<title>เรื่อง</title><h1>งานประเพณี{'ก' * number}</h1><p>ภาพกิจกรรมประจำหมู่บ้าน{'ข' * number}</p>"


def link(path: str, text: str) -> str:
    return f'<li><a href="{path}">{text}</a></li>'


PAGES = {
    "/": f"<title>หน้าแรก</title><h1>สำนักงาน</h1><ul>{link('/a', 'หนึ่ง')}{link('/b', 'สอง')}{link('/c', 'สาม')}</ul>",
    "/a": "<title>ก</title><h1>เรื่องเล่าแรก</h1><p>เรื่องเล่าของเรา</p>",
    "/b": "<title>ข</title><h1>เรื่องเล่าที่สอง</h1><p>เรื่องเล่าของเขา</p>",
    "/c": f"<title>ค</title><h1>เรื่องเล่าที่สาม</h1><ul>{link('/d', 'สี่')}</ul>",
    "/d": CODE,
}


def checked(site: SmallSite, **more: Any) -> AgencyResult:
    site.asked.clear()
    (result,) = Run([agency("a", site.url)], [PACK], CATALOGUE, AS_OF, **more).results().agencies
    return result


def told(result: AgencyResult) -> list[Any]:
    return [
        (one.rule, one.status, one.reason, [(f.url, f.via, f.title, f.quote) for f in one.findings])
        for one in result.verdicts
    ]


def kept(folder: Path, *results: AgencyResult) -> Path:
    now = datetime.now(UTC)
    run = {"id": "x", "started": now, "finished": now, "as_of": AS_OF, "version": "0", "packs": (), "shard": None}
    file = folder / "results.json"
    whole = Results.model_validate({"run": run, "agencies": results})
    file.write_text(whole.model_dump_json(by_alias=True), encoding="utf-8")
    return file


def test_they_are_looked_at_first_and_the_verdicts_are_the_same(tmp_path: Path) -> None:
    with SmallSite(PAGES) as site:
        first = checked(site)
        usual = list(site.asked)
        known = known_places(kept(tmp_path, first), [agency("a", site.url)])
        second = checked(site, known=known)
        assert known == {"a": (site.url, f"{site.url}c", f"{site.url}d")}
        assert site.asked[-4:] == ["/c", "/d", "/a", "/b"]
        assert sorted(usual) == sorted(site.asked)
    assert usual[-4:] == ["/a", "/b", "/c", "/d"]
    assert told(first) == told(second)
    assert first.crawl.requests == second.crawl.requests


def test_they_are_asked_only_where_a_page_still_links_to_them(tmp_path: Path) -> None:
    with SmallSite(PAGES) as site:
        known = known_places(kept(tmp_path, checked(site)), [agency("a", site.url)])
        site.pages["/c"] = "<title>ค</title><h1>เรื่องเล่าที่สาม</h1><p>ไม่มีแล้ว</p>"
        without, with_ = checked(site), checked(site, known=known)
        assert "/d" not in site.asked
    assert told(without) == told(with_)
    assert next(one for one in with_.verdicts if one.rule == "6.3").status is Status.FAIL


def test_what_lies_in_a_list_that_is_sampled_speaks_for_it_when_it_is_known() -> None:
    items = {f"/news/{n}": news(n) for n in range(60)} | {"/news/33": CODE}
    listed = "".join(link(path, f"ลอยกระทงบ้านทุ่งนา {'ก' * n}") for n, path in enumerate(items))
    home = f"<title>หน้าแรก</title><h1>สำนักงาน</h1><nav>{link('/news', 'ข่าว')}</nav>"
    with SmallSite({"/": home, "/news": f"<title>ข่าว</title><main><ul>{listed}</ul></main>", **items}) as site:
        usual = checked(site)
        known = checked(site, known={"a": (f"{site.url}news", f"{site.url}news/33")})
        assert site.asked.index("/news/33") < 5
    assert {one.status for one in known.verdicts if one.rule == "6.3"} == {Status.PASS}
    assert told(usual) == told(known) or "/news/33" not in [f.url for v in usual.verdicts for f in v.findings]


def other(url: str | None, agency_id: str = "a") -> Agency:
    return Agency(id=agency_id, name=WORDS, kind="hospital", url=url, crawl=CrawlLimits())


def test_only_the_same_agency_at_the_same_address_has_known_places(tmp_path: Path) -> None:
    with SmallSite(PAGES) as site:
        file = kept(tmp_path, checked(site))
        assert known_places(file, [other(site.url)])
        assert not known_places(file, [other("http://other.example/"), other(site.url, "b"), other(None)])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        "null",
        "[]",
        '{"schema": "other"}',
        '{"agencies": 3}',
        "\ud800".encode("utf-8", "replace"),
    ],
)
def test_a_file_that_is_none_is_not_used(tmp_path: Path, text: str | bytes, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "results.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert known_places(file, [other("http://a.example/")]) == {}
    assert len(caplog.records) == 1
    assert "not used as a hint" in caplog.text


def test_no_file_needs_no_word(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert known_places(tmp_path / "results.json", [other("http://a.example/")]) == {}
    assert not caplog.records


def test_hostile_places_are_dropped(tmp_path: Path) -> None:
    with SmallSite(PAGES) as site:
        file = kept(tmp_path, checked(site))
        data = json.loads(file.read_text(encoding="utf-8"))
        finding = next(f for v in data["agencies"][0]["verdicts"] if v["status"] == "pass" for f in v["findings"])
        finding["via"] = ["javascript:alert(1)", "file:///etc/passwd", *(f"http://x.example/{n}" for n in range(5_000))]
        file.write_text(json.dumps(data), encoding="utf-8")
        known = known_places(file, [other(site.url)])
        assert len(known["a"]) == MAX_PLACES
        assert all(url.startswith("http") for url in known["a"])
        checked(site, known=known)
        assert set(site.asked) <= {"/robots.txt", "/sitemap.xml", *PAGES}


# ---------------------------------------------------------------- sitemaps, as a run sees them


def test_what_only_a_sitemap_lists_is_for_a_person_to_look_at(tmp_path: Path) -> None:
    """It is no evidence, since no visitor gets there; nor is it absent for certain."""
    listed = "<urlset><url><loc>/code-of-ethics</loc></url></urlset>"
    pages: dict[str, str | bytes | int] = {**PAGES, "/d": "<h1>เรื่องเล่าที่สี่</h1><p>เรื่องเล่า</p>", "/code-of-ethics": CODE}
    with SmallSite(pages) as site:
        without = checked(site)
        site.pages["/sitemap.xml"] = f'<?xml version="1.0"?>{listed}'
        with_ = checked(site, save_warc=tmp_path)
        url = f"{site.url}code-of-ethics"
        again = checked(site, from_warc={"a": tmp_path / "a.warc.gz"})
        assert site.asked == []
    before, after = ({one.rule: one for one in result.verdicts} for result in (without, with_))
    assert before["6.3"].status is Status.FAIL
    assert after["6.3"].status is Status.REVIEW
    assert url in after["6.3"].reason.th
    assert url in after["6.3"].reason.en
    assert [(f.url, f.via) for f in after["6.3"].findings] == [(url, (f"{site.url}sitemap.xml", url))]
    assert {rule for rule in before if before[rule].status is not after[rule].status} == {"6.3"}
    assert told(again) == told(with_)
