"""Every plain format: its numbers are those of results.json, what is hostile is clean, what is waived stands apart."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from itacheck.errors import ConfigurationError
from itacheck.history import History, record
from itacheck.model import AgencyResult, Bilingual, Results, Status, VerdictResult
from itacheck.report import FORMATS, Material, together
from itacheck.report.badge import badge_words
from itacheck.report.rows import AgencyRow
from itacheck.report.tables import cell
from itacheck.stored import Held

from . import sample
from .test_hostile import ADDRESSES, SCRIPT, UNSEEN, hostile

PLAIN = [form for form in FORMATS if form not in ("html", "xlsx", "worksheet")]
MIB = 1 << 20
WHEN = datetime(2026, 10, 1, tzinfo=UTC)


def earlier() -> Results:
    """The sample of a month before: 5.2 of the first agency passed, and the third one could be looked at."""
    results = sample.results()
    first, second, third, fourth = results.agencies
    changed = first.verdicts[2].model_copy(update={"status": Status.PASS})
    first = first.model_copy(update={"verdicts": (*first.verdicts[:2], changed, *first.verdicts[3:])})
    third = third.model_copy(update={"crawl": second.crawl, "verdicts": second.verdicts})
    day = results.run.as_of - timedelta(days=28)
    run = results.run.model_copy(update={"as_of": day, "id": "r0", "finished": datetime(2026, 10, 25, tzinfo=UTC)})
    return Results(run=run, agencies=(first, second, third, fourth))


def material() -> Material:
    results = sample.results()
    return Material(results, sample.rules(), record(record(History(), earlier()), results))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("formats")
    for form in FORMATS:
        assert FORMATS[form](material(), out).exists()
    return out


def verdicts(results: Results) -> Iterator[tuple[AgencyResult, VerdictResult]]:
    return ((agency, verdict) for agency in results.agencies for verdict in agency.verdicts)


def statuses() -> Counter[str]:
    return Counter(verdict.status.value for _, verdict in verdicts(sample.results()))


def held(verdict: VerdictResult) -> bool:
    return verdict.waiver is not None and verdict.waiver.expires >= sample.AS_OF


def parsed(path: Path) -> ET.Element:
    return ET.parse(path).getroot()  # noqa: S314 - our own file, without a document type


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# ---------------------------------------------------------------- numbers


def test_markdown_agrees_with_the_results(folder: Path) -> None:
    text = (folder / "summary.md").read_text("utf-8")
    counts = statuses()
    results = sample.results()
    waived = Counter(v.status.value for _, v in verdicts(results) if held(v))
    rows = dict(re.findall(r"^\| . [^|]+ / ([^|]+) \| (\d+ \| \d+) \|$", text, re.MULTILINE))
    names = {
        "Pass": "pass", "Fail": "fail", "Needs a person": "review", "Could not look": "unreachable",
        "Not due yet": "not_due", "Does not apply": "not_applicable", "Program error": "error",
    }  # fmt: skip
    assert rows == {name: f"{counts[status]} | {waived[status]}" for name, status in names.items()}
    assert f"| รวม / all | {sum(counts.values())} | {sum(waived.values())} |" in text
    assert f"{counts['fail']} fail, {waived['fail']} of them waived." in text
    passed = 1000 * counts["pass"] // (counts["pass"] + counts["fail"]) / 10
    assert f"ผ่าน {passed:g}% ของข้อที่ตัดสินได้" in text
    assert f"{len(results.agencies)} agencies, 2 could not be looked at." in text
    first = next(line for line in text.splitlines() if "(agriculture) |" in line)
    own = Counter(v.status.value for a, v in verdicts(results) if a.id == "agriculture")
    assert first.split("|")[2:-1] == [
        f" {n} " for n in (own["fail"], 1, own["review"], own["pass"], own["unreachable"])
    ]  # fmt: skip


def test_csv_has_a_row_for_each_verdict_and_event(folder: Path) -> None:
    rows = table(folder / "verdicts.csv")
    expected = [(a.id, v.rule, v.status.value, str(len(v.findings))) for a, v in verdicts(sample.results())]
    columns = ("หน่วยงาน / agency", "ข้อ / rule", "status", "จำนวนหลักฐาน / findings")
    assert [tuple(row[name] for name in columns) for row in rows] == expected
    assert Counter(row["ผ่อนผัน / waived"] for row in rows if row["status"] == "fail") == {
        "": statuses()["fail"] - 2, "waived": 1, "expired": 1,
    }  # fmt: skip
    for row in rows:
        due = row["กำหนด / due"]
        late = (sample.AS_OF - date.fromisoformat(due)).days if row["status"] == "fail" else 0
        assert row["เกินกำหนด (วัน) / days overdue"] == (str(late) if late > 0 else "")
    since = {(row["หน่วยงาน / agency"], row["ข้อ / rule"]): row["ตั้งแต่วันที่ / since"] for row in rows}
    assert since["agriculture", "5.2"] == sample.AS_OF.isoformat()
    assert since["agriculture", "5.6"] == earlier().run.as_of.isoformat()
    down = next(row for row in rows if row["หน่วยงาน / agency"] == "disaster" and row["ข้อ / rule"] == "2.2.1")
    assert (down["status"], down["ผลครั้งล่าสุดที่เข้าดูได้ / last verdict on content"]) == ("unreachable", "pass")
    assert down["เข้าดูได้ล่าสุด / last looked at"] == earlier().run.as_of.isoformat()
    events = table(folder / "changes.csv")
    history = material().history
    assert len(events) == sum(len(one.events) for one in history.agencies.values()) == 4
    first = events[0]
    assert (first["event"], first["before"], first["after"]) == ("verdict changed", "pass", "fail")
    assert (first["เพราะ / why"], first["ข้อ / rules"]) == ("site", "2568/5.2")


def test_csv_is_what_excel_reads(folder: Path) -> None:
    data = (folder / "verdicts.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n") == len(table(folder / "verdicts.csv")) + 1


def test_junit_agrees_with_the_results(folder: Path) -> None:
    root = parsed(folder / "junit.xml")
    results, counts = sample.results(), statuses()
    waived = sum(v.status is Status.FAIL and held(v) for _, v in verdicts(results))
    expected = {
        "tests": sum(counts.values()), "failures": counts["fail"] - waived,
        "errors": counts["unreachable"] + counts["error"],
        "skipped": counts["review"] + counts["not_due"] + counts["not_applicable"] + waived,
    }  # fmt: skip
    assert {key: int(root.attrib[key]) for key in expected} == expected
    assert [suite.attrib["name"] for suite in root] == [agency.id for agency in results.agencies]
    for key, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        for suite in root:
            assert int(suite.attrib[key]) == len(suite.findall(f"testcase/{element}"))
    told = [case.find("properties/property[@name='status']") for case in root.iter("testcase")]
    assert [one.attrib["value"] for one in told if one is not None] == [v.status.value for _, v in verdicts(results)]
    apart = [one.attrib["value"] for one in root.iter("property") if one.attrib["name"] == "waived-failures"]
    assert sum(map(int, apart)) == waived == 1


def test_json_agrees_with_the_results(folder: Path) -> None:
    told = json.loads((folder / "report.json").read_text("utf-8"))
    results, counts = sample.results(), statuses()
    assert told["schema"] == "itacheck/report/v1"
    assert told["totals"]["counts"] == {status.value: counts[status.value] for status in Status}
    assert (told["totals"]["agencies"], told["totals"]["waived"]) == (4, {"fail": 1})
    assert told["totals"]["open_fails"] == counts["fail"] - 1
    for agency, one in zip(results.agencies, told["agencies"], strict=True):
        assert one["counts"] == {s.value: sum(v.status is s for v in agency.verdicts) for s in Status}
        assert [v["status"] for v in one["verdicts"]] == [v.status.value for v in agency.verdicts]
    assert [event["what"] for event in told["changes"]] == ["verdict", "not-waived", "down"]
    waivers = [v["waiver"] for one in told["agencies"] for v in one["verdicts"] if "waiver" in v]
    assert [(one["holds"], bool(one["reason"]), bool(one["owner"])) for one in waivers] == [
        (True, True, True), (False, True, True),
    ]  # fmt: skip


def test_badges_agree_with_the_results(folder: Path) -> None:
    told = {}
    for path in (folder / "badge").iterdir():
        root = parsed(path)
        texts = [one.text or "" for one in root.iter("{http://www.w3.org/2000/svg}text")]
        told[path.stem] = texts[1]
    assert told == {
        "agriculture": "ผ่าน 2/4 · ผ่อนผัน 1 · รอตรวจ 1", "culture": "ผ่าน 2/3 · รอตรวจ 2", "disaster": "เข้าดูไม่ได้",
        "statistics": "เข้าดูไม่ได้",
    }  # fmt: skip


def test_a_badge_is_red_only_for_an_open_fail() -> None:
    results = sample.results()
    first = results.agencies[0]

    def colour(*wanted: Status) -> str:
        kept = tuple(v for v in first.verdicts if v.status in wanted)
        return badge_words(AgencyRow(first.model_copy(update={"verdicts": kept}), Material(results)))[1]

    reds = colour(Status.PASS, Status.FAIL), colour(Status.FAIL)
    assert len(set(reds)) == 1
    others = [colour(Status.PASS), colour(Status.PASS, Status.REVIEW), colour(Status.REVIEW)]
    assert len({*others, *reds}) == 4


# ---------------------------------------------------------------- what is told


def test_markdown_tells_changes_waivers_and_what_could_not_be_looked_at(folder: Path) -> None:
    text = (folder / "summary.md").read_text("utf-8")
    for said in (
        "## เปลี่ยนแปลงในรอบตรวจ 22 พ.ย. 2569 / What changed in the run of 2026-11-22 (3)",
        "- สำนักงานเกษตรจังหวัดตัวอย่าง (agriculture) 2568/5.2: ผ่าน → ไม่ผ่าน / Pass → Fail <https://agri.example/",
        "เข้าดูเว็บไซต์ไม่ได้แล้ว / the site can no longer be looked at",
        "เพิ่งเข้าดูไม่ได้ อาจเป็นเพียงชั่วคราว / not reached this time, perhaps for a moment; ตั้งแต่ / since 2026-11-22; "
        "เข้าดูได้ล่าสุด / last looked at 2026-10-25",
        "## การผ่อนผันหมดอายุ / waiver expired (1)",
        "เว็บไซต์อยู่ระหว่างปรับปรุง — เจ้าหน้าที่เว็บไซต์, ถึง / until 2026-10-31",
        "## ได้รับการผ่อนผัน (นับแยก) / Waived (counted apart) (1)",
        "หัวหน้าฝ่ายบริหารทั่วไป, ถึง / until 2027-03-31",
        "วัน / 418 days; ไม่ผ่านตั้งแต่ / failing since 2026-11-22",
    ):
        assert said in text, said


def test_markdown_tells_the_changes_since_a_day_the_trend_and_what_comes_and_goes(tmp_path: Path) -> None:
    results, history = sample.results(), History()
    for week in range(8):
        run = results.run.model_copy(
            update={"id": f"r{week}", "as_of": sample.AS_OF - timedelta(weeks=8 - week), "finished": WHEN}
        )
        first, _, third, _ = results.agencies
        came = first if week % 2 else third
        history = record(
            history, Results(run=run, agencies=(came.model_copy(update={"id": "goes"}), *results.agencies))
        )
    last = sample.AS_OF - timedelta(weeks=1)
    told = Material(
        Results(run=run, agencies=(first.model_copy(update={"id": "goes"}), *results.agencies)), (), history,
        last - timedelta(weeks=2),
    )  # fmt: skip
    FORMATS["markdown"](told, tmp_path)
    text = (tmp_path / "summary.md").read_text("utf-8")
    assert re.search(r"^## เปลี่ยนแปลงตั้งแต่ 1 พ.ย. 2569 / What changed since 2026-11-01 \(\d\)$", text, re.MULTILINE)
    days = re.findall(r"^- (\S+) .*\(goes\): .* the site can .*$", text, re.MULTILINE)
    assert sorted(days) == ["2026-11-01", "2026-11-08", "2026-11-15"]
    assert "## เข้าดูได้บ้างไม่ได้บ้าง (ครั้งนี้เข้าดูได้) / comes and goes (reached this time) (1)" in text
    assert "(goes) `-+-+-+-+`" in text
    trend = [line for line in text.splitlines() if line.startswith("| 2026-")]
    assert [line.split(" | ")[0] for line in trend] == [
        f"| {sample.AS_OF - timedelta(weeks=8 - week)}" for week in range(8)
    ]
    statuses_now = [v.status for a in told.results.agencies for v in a.verdicts]
    shown = (Status.PASS, Status.FAIL, Status.REVIEW, Status.UNREACHABLE)
    assert trend[-1].strip("| ").split(" | ")[1:5] == [str(statuses_now.count(status)) for status in shown]


def test_without_a_history_every_format_says_what_results_say(tmp_path: Path) -> None:
    for form in PLAIN:
        FORMATS[form](Material(sample.results()), tmp_path)
    assert "What changed" not in (tmp_path / "summary.md").read_text("utf-8")
    assert not (tmp_path / "changes.csv").exists()
    assert {row["ตั้งแต่วันที่ / since"] for row in table(tmp_path / "verdicts.csv")} == {""}
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["changes"] == []


def test_a_declared_address_is_shown_with_the_verdict(tmp_path: Path) -> None:
    results = sample.results()
    first = results.agencies[0]
    declared = first.verdicts[5].model_copy(update={"declared": "https://agri.example/declared"})
    first = first.model_copy(update={"verdicts": (*first.verdicts[:5], declared)})
    for form in PLAIN:
        FORMATS[form](Material(results.model_copy(update={"agencies": (first,)})), tmp_path)
    for name in ("summary.md", "verdicts.csv", "junit.xml", "report.json"):
        assert "https://agri.example/declared" in (tmp_path / name).read_text("utf-8-sig"), name


# ---------------------------------------------------------------- what is hostile


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("poisoned")
    for form in PLAIN:
        FORMATS[form](Material(hostile()), out)
    return out


def test_nothing_unseen_is_left(poisoned: Path) -> None:
    for path in poisoned.rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8-sig")
            assert not set(UNSEEN.replace("[31m", "")) & set(text), path
            if path.suffix != ".json":
                assert "<script" not in text or path.suffix == ".csv", path


def test_no_hostile_address_is_a_link(poisoned: Path) -> None:
    bad = [one for one in ADDRESSES if one and not one.startswith(("http://x.example/a",))]
    for path in (poisoned / "summary.md", poisoned / "junit.xml", poisoned / "report.json"):
        text = path.read_text("utf-8")
        assert not [one for one in bad if f"<{one}" in text or f'"{one}"' in text], path
    rows = table(poisoned / "verdicts.csv")
    assert {row["หลักฐาน / evidence"] for row in rows} <= {""}
    assert {row["เว็บไซต์ / website"] for row in rows} <= {""}


def test_xml_and_pictures_parse_and_hold_no_script(poisoned: Path) -> None:
    names = {element.tag for element in parsed(poisoned / "junit.xml").iter()}
    assert names == {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "skipped",
    }  # fmt: skip
    pictures = list((poisoned / "badge").iterdir())
    assert len(pictures) == 4
    for path in pictures:
        elements = list(parsed(path).iter())
        assert {element.tag.partition("}")[2] for element in elements} == {"svg", "title", "rect", "g", "text"}
        assert not [name for element in elements for name in element.attrib if name.startswith("on")]


FORMULAS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "|cmd", "%0A", "＝1", "＋1", "－1", "＠x",
    "=HYPERLINK(1)",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_begins_a_formula(text: str) -> None:
    made = cell(text)
    assert isinstance(made, str)
    assert made.startswith("'")


@pytest.mark.parametrize("text", ["", "ผ่าน", "a=b", "http://a.example/", "'=1", "5.6"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert cell(text) == text


def _with(text: str) -> Results:
    """The sample with one text in every place that a site or a person filled."""
    words, results = Bilingual.model_construct(th=text, en=text), sample.results()

    def judged(verdict: VerdictResult) -> VerdictResult:
        waiver = verdict.waiver and verdict.waiver.model_copy(update={"reason": text, "owner": text})
        findings = tuple(one.model_copy(update={"title": text, "quote": text[:160]}) for one in verdict.findings)
        texts = dict.fromkeys(("reason", "expected", "found", "fix"), words)
        return verdict.model_copy(update={**texts, "waiver": waiver, "findings": findings})

    agencies = tuple(
        one.model_copy(update={"name": words, "verdicts": tuple(map(judged, one.verdicts))}) for one in results.agencies
    )
    return results.model_copy(update={"agencies": agencies})


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_file_begins_a_formula(tmp_path: Path, text: str) -> None:
    FORMATS["csv"](Material(_with(text)), tmp_path)
    data = (tmp_path / "verdicts.csv").read_text("utf-8-sig")
    for row in csv.reader(io.StringIO(data, newline="")):
        assert not [one for one in row if one[:1] in tuple("=+-@\t\r\n|%＝＋－＠")]


@pytest.mark.parametrize("text", ["ก" * 1_000_000, "|" * 1_000_000, SCRIPT * 8_000, "@everyone " * 90_000])
def test_huge_texts_are_cut(tmp_path: Path, text: str) -> None:
    for form in PLAIN:
        FORMATS[form](Material(_with(text)), tmp_path)
    assert (tmp_path / "summary.md").stat().st_size < 200_000
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 3_000_000
    markdown = (tmp_path / "summary.md").read_text("utf-8")
    assert "@everyone" not in markdown
    tables = [line for line in markdown.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in tables} == {4, 7}


def test_markdown_stays_under_a_mebibyte_whatever_the_number_of_agencies(tmp_path: Path) -> None:
    results = _with("|<>&*_" * 100)
    many = tuple(
        agency.model_copy(update={"id": f"{agency.id}-{n}"}) for n in range(500) for agency in results.agencies
    )
    before = results.model_copy(update={"agencies": many})
    after = before.model_copy(
        update={
            "agencies": tuple(
                one.model_copy(
                    update={"verdicts": tuple(v.model_copy(update={"status": Status.FAIL}) for v in one.verdicts)}
                )
                for one in many
            ),
            "run": before.run.model_copy(update={"id": "later", "finished": datetime(2026, 12, 1, tzinfo=UTC)}),
        }
    )
    FORMATS["markdown"](Material(after, (), record(record(History(), before), after)), tmp_path)
    path = tmp_path / "summary.md"
    assert path.stat().st_size < MIB // 2
    assert " more" in path.read_text("utf-8")


def test_ids_lead_out_of_no_folder(tmp_path: Path) -> None:
    results = sample.results()
    ids = ("../../escape", "con", "A", "a", "a", "..", "x" * 500, "nul.txt", "ไทย")
    agencies = tuple(results.agencies[0].model_copy(update={"id": name}) for name in ids)
    for form in PLAIN:
        FORMATS[form](Material(results.model_copy(update={"agencies": agencies})), tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert len({path.name.casefold() for path in (tmp_path / "out" / "badge").iterdir()}) == len(ids)


def test_badges_of_agencies_that_are_gone_go_too(tmp_path: Path) -> None:
    results = sample.results()
    FORMATS["badge"](Material(results), tmp_path)
    own = tmp_path / "badge" / "own.svg"
    own.write_text("<svg/>", encoding="utf-8")
    FORMATS["badge"](Material(results.model_copy(update={"agencies": results.agencies[:1]})), tmp_path)
    assert {path.name for path in own.parent.iterdir()} == {"agriculture.svg", "own.svg"}


# ---------------------------------------------------------------- several files


def test_several_results_are_shown_together() -> None:
    whole = sample.results()
    parts = [whole.model_copy(update={"agencies": whole.agencies[start : start + 2]}) for start in (0, 2)]
    later = parts[1].run.model_copy(update={"id": "later", "finished": datetime(2026, 11, 23, tzinfo=UTC)})
    told = together([("a", Held(parts[0].run, parts[0].agencies)), ("b", Held(later, parts[1].agencies))])
    assert tuple(told.agencies) == whole.agencies
    assert list(told.ids) == [agency.id for agency in whole.agencies]
    assert [[one.id for one in told.part(n, n + 1)] for n in range(4)] == [[agency.id] for agency in whole.agencies]
    assert tuple(told.part(1, 3)) == whole.agencies[1:3]
    assert (told.run.id, told.run.as_of) == ("later", sample.AS_OF)
    alone = Held(whole.run, whole.agencies)
    assert together([("a", alone)]) is alone


@pytest.mark.parametrize(
    ("update", "said"),
    [
        ({}, "b: agency 'agriculture' is in a too"),
        ({"as_of": date(2026, 1, 1)}, "b: judged as of 2026-01-01, and a as of 2026-11-22"),
        ({"version": "9"}, "b: judged by itacheck 9, and a by 0.1.0"),
        ({"packs": ()}, "is in a too"),
    ],
)
def test_results_that_do_not_fit_are_refused(update: dict[str, Any], said: str) -> None:
    first = sample.results()
    other = first.model_copy(update={"run": first.run.model_copy(update=update)})
    with pytest.raises(ConfigurationError, match=re.escape(said)):
        together([("a", Held(first.run, first.agencies)), ("b", Held(other.run, other.agencies))])


def test_results_of_other_rules_are_refused() -> None:
    first = sample.results()
    packs = tuple(pack.model_copy(update={"digest": "0" * 64}) for pack in first.run.packs)
    other = first.model_copy(update={"run": first.run.model_copy(update={"packs": packs}), "agencies": ()})
    with pytest.raises(ConfigurationError, match="judged by rule pack 2568"):
        together([("a", Held(first.run, first.agencies)), ("b", Held(other.run, other.agencies))])
