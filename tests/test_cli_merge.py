"""Parts of a run made by `check --shard` and put together by `merge`: the same as one run, or said why not."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from itacheck.agencies import load_agencies
from itacheck.demo import AS_OF, DemoProvince
from itacheck.sharding import shard_numbers

from .command import Call, Ended, results_in
from .small_site import SmallSite, agency_entry, write_agencies
from .test_cli import PAGES, child

OFFICES = ("office-3", "office-0", "office-4")
"""Of three parts they are in 1, 2 and 2."""
DAY = "2026-01-15"


def ids(folder: Path) -> list[str]:
    return [agency["id"] for agency in results_in(folder)["agencies"]]


def said(results: dict[str, Any]) -> Any:
    """What results say of their agencies, without what the moment decides."""
    for agency in results["agencies"]:
        agency["crawl"].pop("seconds")
        for verdict in agency["verdicts"]:
            for finding in verdict["findings"]:
                finding.pop("fetched_at")
    return results["agencies"]


def change(folder: Path, how: Callable[[dict[str, Any]], Any], name: str = "results.json") -> Path:
    """Writes a part anew, changed."""
    loaded = results_in(folder)
    how(loaded)
    text = json.dumps(loaded, ensure_ascii=False, indent=1) + "\n"
    (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return folder


# ---------------------------------------------------------------- the demo, whole


@dataclass(frozen=True)
class InParts:
    """The demo in three parts, and as one run."""

    folder: Path
    whole: Ended
    ended: tuple[Ended, ...]
    merged: Ended


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> InParts:
    folder = tmp_path_factory.mktemp("demo")
    with DemoProvince(AS_OF) as province:
        province.write_agencies_toml(folder / "agencies.toml")
        whole = child("check", "--as-of", AS_OF, "--out", "whole", "--save-warc", "warc", cwd=folder)
        parts = tuple(
            child(
                "check", "--as-of", AS_OF, "--shard", f"{number}/3", "--out", f"parts/{number}", "--save-warc",
                f"parts/{number}/warc", cwd=folder,
            )
            for number in (1, 2, 3)
        )  # fmt: skip
    merged = child("merge", "parts", "--out", "merged", cwd=folder)
    return InParts(folder, whole, parts, merged)


def test_the_demo_in_three_parts_is_the_demo(demo: InParts) -> None:
    whole, merged = (results_in(demo.folder / name) for name in ("whole", "merged"))
    assert demo.merged.code == demo.whole.code == 4
    for agency in [*whole["agencies"], *merged["agencies"]]:
        agency["crawl"].pop("snapshot")
        for verdict in agency["verdicts"]:
            for finding in verdict["findings"]:
                finding.pop("record")
    assert said(merged) == said(whole)
    runs = [results_in(demo.folder / "parts" / str(number))["run"] for number in (1, 2, 3)]
    assert [run["shard"] for run in runs] == ["1/3", "2/3", "3/3"]
    assert merged["run"]["shard"] is None
    assert merged["run"]["started"] == min(run["started"] for run in runs)
    assert merged["run"]["finished"] == max(run["finished"] for run in runs)
    assert merged["run"]["packs"] == runs[0]["packs"]
    assert set(merged["run"]["readers"]) == {reader for run in runs for reader in run["readers"]}


def test_the_report_and_the_history_are_of_the_whole(demo: InParts) -> None:
    merged = demo.folder / "merged"
    assert len(list((merged / "agency").glob("*.html"))) == len(ids(merged))
    assert len(list((merged / "history" / "agencies").glob("*.json"))) == len(ids(merged))
    assert not list((demo.folder / "parts").glob("*/history"))
    assert "รายงาน / report:" in demo.merged.out


def test_the_records_of_findings_are_found_from_the_merged_folder(demo: InParts) -> None:
    merged = demo.folder / "merged"
    records = [
        finding["record"]["file"]
        for agency in results_in(merged)["agencies"]
        for verdict in agency["verdicts"]
        for finding in verdict["findings"]
        if finding["record"]
    ]
    assert len(records) > 20
    assert all((merged / file).is_file() for file in records)
    assert not any(Path(file).is_absolute() for file in records)


def test_the_order_in_which_parts_are_named_changes_no_byte(demo: InParts, call: Call) -> None:
    expected = (demo.folder / "merged" / "results.json").read_bytes()
    for number, order in enumerate(("321", "231")):
        # Beside the first merge: records are named from there.
        out = demo.folder / f"again-{number}"
        paths = [demo.folder / "parts" / one for one in order]
        ended = call("merge", *paths, "--agencies", demo.folder / "agencies.toml", "--out", out)
        assert ended.code == demo.merged.code
        assert (out / "results.json").read_bytes() == expected


def test_the_agencies_of_a_part_that_was_killed_are_unreachable(demo: InParts, call: Call, tmp_path: Path) -> None:
    toml = demo.folder / "agencies.toml"
    # The ports of the demo, and so its parts, are others each time, and one may be empty.
    numbers = shard_numbers(load_agencies(toml, as_of=AS_OF).agencies, 3)
    lost = max(numbers.values())
    shutil.copytree(demo.folder / "parts", "parts")
    (tmp_path / "parts" / str(lost) / "results.json").unlink()
    ended = call("merge", "parts", "--agencies", toml, "--out", "merged", "--fail-on", "error")
    expected = {agency for agency, number in numbers.items() if number == lost}
    results = results_in(tmp_path / "merged")
    missing = {a["id"]: a for a in results["agencies"] if (a["crawl"]["cause"] or {}).get("code") == "shard-missing"}
    assert (ended.code, set(missing)) == (4, expected)
    assert [agency["id"] for agency in results["agencies"]] == list(numbers)
    for agency in missing.values():
        assert {verdict["status"] for verdict in agency["verdicts"]} <= {"unreachable", "not_applicable"}
        assert len(agency["verdicts"]) == len(results["agencies"][0]["verdicts"])
        assert agency["crawl"]["cause"]["whose"] == "us"
        assert agency["crawl"]["cause"]["detail"] == f"part {lost}/3 left no results"
    assert "no results of" in ended.err
    assert not {path.stem for path in (tmp_path / "merged" / "history" / "agencies").iterdir()} & expected
    # The part is run again: the same merged run gets what was missing.
    shutil.copy(demo.folder / "parts" / str(lost) / "results.json", tmp_path / "parts" / str(lost) / "results.json")
    assert call("merge", "parts", "--agencies", toml, "--out", "merged").code == demo.merged.code
    runs = json.loads((tmp_path / "merged" / "history" / "runs.json").read_text(encoding="utf-8"))["runs"]
    known = {path.stem for path in (tmp_path / "merged" / "history" / "agencies").iterdir()}
    assert known == set(numbers)
    assert len(runs) <= 2


# ---------------------------------------------------------------- small parts


def check(call: Call, shard: str | None, out: str, *more: str | Path) -> Ended:
    cut = ("--shard", shard) if shard else ()
    return call("check", "--as-of", DAY, "--no-ocr", "--no-browser", *cut, "--out", out, *more)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Parts p/1 and p/2 of agencies without a site, and p/3, which has none; agencies.toml beside them."""
    folder = tmp_path_factory.mktemp("made")
    write_agencies(folder, *(agency_entry(one, None) for one in OFFICES))
    for number in (1, 2, 3):
        ended = child("check", "--as-of", DAY, "--shard", f"{number}/3", "--out", f"p/{number}", cwd=folder)
        assert ended.code == (0 if number == 3 else 4), ended.err
    return folder


@pytest.fixture
def parts(made: Path, tmp_path: Path) -> Path:
    """A copy of these parts in the empty folder of the test."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "p"


def test_a_part_with_no_agency_is_no_trouble(call: Call, parts: Path, tmp_path: Path) -> None:
    assert [ids(parts / number) for number in "123"] == [["office-3"], ["office-0", "office-4"], []]
    assert results_in(parts / "3")["run"]["shard"] == "3/3"
    assert call("merge", "p", "--fail-on", "error", "--out", "m").code == 0
    assert ids(tmp_path / "m") == [*OFFICES]
    assert call("merge", "p", "--out", "m").code == 4


def test_no_order_of_small_parts_changes_a_byte(call: Call, parts: Path, tmp_path: Path) -> None:
    merged = set()
    for order in permutations("123"):
        assert call("merge", *(parts / number for number in order), "--out", "m").code == 4
        merged.add((tmp_path / "m" / "results.json").read_bytes())
    assert len(merged) == 1


def test_parts_that_checked_nobody_are_no_run(call: Call, parts: Path) -> None:
    ended = call("merge", parts / "3", "--out", "m")
    assert ended.code == 3
    assert ended.err.splitlines()[-1].startswith("itacheck: no part has checked any agency")


def test_an_agency_that_its_part_does_not_have_is_missing(call: Call, parts: Path, tmp_path: Path) -> None:
    with (parts.parent / "agencies.toml").open("a", encoding="utf-8") as file:
        file.write(agency_entry("office-9", None))
    assert call("merge", "p", "--out", "m", "--fail-on", "error").code == 4
    told = results_in(tmp_path / "m")["agencies"][-1]["crawl"]["cause"]["detail"]
    assert re.fullmatch(r"part ./3 has results, without this agency", told)


def test_results_of_runs_without_parts_are_merged_too(call: Call, parts: Path, tmp_path: Path) -> None:
    for number in "12":
        change(parts / number, _not_cut)
    ended = call("merge", parts / "1", parts / "2" / "results.json", "--out", "m", "--fail-on", "error")
    assert (ended.code, ids(tmp_path / "m")) == (0, [*OFFICES])
    assert call("merge", parts / "1", "--out", "m", "--fail-on", "error").code == 4
    causes = [agency["crawl"]["cause"]["detail"] for agency in results_in(tmp_path / "m")["agencies"]]
    assert causes[1:] == ["it is in none of the results"] * 2


# ---------------------------------------------------------------- parts and the other options


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    """A site, and an agencies.toml with its agency alone."""
    with SmallSite(PAGES) as served:
        write_agencies(tmp_path, agency_entry("a", served.url))
        yield served


def own_part(tmp_path: Path) -> str:
    """The part of two that the agency of the site is in."""
    numbers = shard_numbers(load_agencies(tmp_path / "agencies.toml", as_of=AS_OF).agencies, 2)
    return f"{numbers['a']}/2"


def test_a_part_keeps_a_cache_and_its_pages_which_are_judged_in_parts(
    call: Call, site: SmallSite, tmp_path: Path
) -> None:
    mine = own_part(tmp_path)
    other = {"1/2": "2/2", "2/2": "1/2"}[mine]
    check(call, mine, "p/1", "--cache", "cache", "--save-warc", "p/1/warc", "--resume")
    asked = len(site.asked)
    again = check(call, mine, "p/1", "--cache", "cache")
    assert again.code == 1
    assert 0 < len(site.asked) - asked <= asked
    assert call("check", "--from-warc", "p/1/warc", "--shard", mine, "--out", "q/1").code == 1
    assert call("check", "--from-warc", "p/1/warc", "--shard", other, "--out", "q/2").code == 0
    assert call("merge", "q", "--out", "m").code == 1
    told = [[v["status"] for v in results_in(tmp_path / name)["agencies"][0]["verdicts"]] for name in ("p/1", "m")]
    assert told[0] == told[1]


def test_a_part_shows_the_history_and_does_not_write_it(call: Call, site: SmallSite, tmp_path: Path) -> None:
    check(call, None, "whole", "--history", "known")
    before = {path: path.read_bytes() for path in (tmp_path / "known").rglob("*.json")}
    site.pages.pop("/code")
    ended = check(call, own_part(tmp_path), "p/1", "--history", "known")
    assert {path: path.read_bytes() for path in (tmp_path / "known").rglob("*.json")} == before
    assert "since the last run" not in ended.out
    assert "ผ่าน → ไม่ผ่าน" in (tmp_path / "p" / "1" / "index.html").read_text(encoding="utf-8")
    assert "since the last run" in call("merge", "p", "--out", "m", "--history", "known").out
    assert {path: path.read_bytes() for path in (tmp_path / "known").rglob("*.json")} != before


# ---------------------------------------------------------------- what is refused


def _other_version(results: dict[str, Any]) -> None:
    results["run"]["version"] = "9.9"


def _other_digest(results: dict[str, Any]) -> None:
    results["run"]["packs"][0]["digest"] = "0" * 64


def _other_pack(results: dict[str, Any]) -> None:
    results["run"]["packs"][0]["id"] = "other"


def _other_day(results: dict[str, Any]) -> None:
    results["run"]["as_of"] = "2026-01-16"


def _otherwise_cut(results: dict[str, Any]) -> None:
    results["run"]["shard"] = "2/5"


def _not_cut(results: dict[str, Any]) -> None:
    results["run"]["shard"] = None


def _no_part(results: dict[str, Any]) -> None:
    results["run"]["shard"] = "1/1\n::error::x"


def _stranger(results: dict[str, Any]) -> None:
    results["agencies"].append({**results["agencies"][0], "id": "stranger"})


def _rule_twice(results: dict[str, Any]) -> None:
    agency = results["agencies"][0]
    agency["verdicts"].append(agency["verdicts"][3])


def _agency_twice(results: dict[str, Any]) -> None:
    results["agencies"].append(results["agencies"][0])


def _both(first: str, second: str, why: str) -> str:
    return rf"^itacheck: {first} and {second}: {why}"


ONE, TWO = (r"p.1.results\.json", r"p.2.results\.json")


@pytest.mark.parametrize(
    ("how", "line"),
    [
        (_other_version, _both(ONE, TWO, "made by itacheck .* and 9.9: ")),
        (_other_digest, _both(ONE, TWO, "judged by other rules of pack '2568' ")),
        (_other_pack, _both(ONE, TWO, "judged by other rule packs ")),
        (_other_day, _both(ONE, TWO, "judged as of 2026-01-15 and 2026-01-16")),
        (_otherwise_cut, _both(ONE, TWO, "parts of runs that were cut otherwise")),
        (_not_cut, rf"^itacheck: ({ONE} and {TWO}|{TWO} and {ONE}): parts of runs that were cut otherwise"),
        (_no_part, rf"^itacheck: {TWO}: run.shard '1/1.*: not I/N"),
        (_stranger, rf"^itacheck: {TWO}: agency 'stranger' is not in the agencies.toml"),
        (_rule_twice, rf"^itacheck: {TWO}: agency 'office-.' has rule 2568/.* twice"),
        (_agency_twice, rf"^itacheck: {TWO} and {TWO}: both hold agency 'office-.'"),
    ],
)
def test_parts_that_do_not_fit_are_refused_by_name(
    call: Call, parts: Path, tmp_path: Path, how: Callable[[dict[str, Any]], None], line: str
) -> None:
    change(parts / "2", how)
    for order in (("p/1", "p/2"), ("p/2", "p/1")):
        ended = call("merge", *order, "--out", "m")
        assert ended.code == 2
        assert len(ended.err.splitlines()) == 1
        assert re.match(line, ended.err), ended.err
        assert not (tmp_path / "m" / "results.json").exists()


def test_an_agency_in_two_parts_is_refused(call: Call, parts: Path) -> None:
    shutil.copytree(parts / "1", parts / "4")
    ended = call("merge", "p", "--out", "m")
    assert ended.code == 2
    assert "p/1/results.json: both hold agency" in ended.err.replace(os.sep, "/")


def test_rules_that_are_other_than_those_that_judged_are_refused(call: Call, parts: Path) -> None:
    for number in "123":
        change(parts / number, _other_digest)
    ended = call("merge", "p", "--out", "m")
    assert (ended.code, "rule pack '2568' is not here as it judged" in ended.err) == (2, True)
    for number in "123":
        change(parts / number, _other_version)
    assert "this is" in call("merge", "p", "--out", "m").err


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (["merge"], 2, "Missing argument 'PART...'"),
        (["merge", "gone"], 2, "gone: no such file or folder"),
        (["merge", "empty"], 3, "empty: no results.json, so nothing was checked"),
        (["merge", "broken"], 2, "broken"),
        (["check", "--shard", "0/3"], 2, "--shard '0/3': not I/N"),
        (["check", "--shard", "4/3"], 2, "--shard '4/3': not I/N"),
        (["check", "--shard", "x"], 2, "--shard 'x': not I/N"),
    ],
)
def test_what_is_no_part_is_told_in_one_line(
    call: Call, tmp_path: Path, arguments: list[str], code: int, line: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "results.json").write_text('{"schema": "itacheck/results/v1", "run"', encoding="utf-8")
    ended = call(*arguments)
    assert ended.code == code
    assert line in ended.err.splitlines()[-1]
    assert "Traceback" not in ended.err


def test_the_merged_results_never_take_the_place_of_a_part(call: Call, parts: Path) -> None:
    ended = call("merge", parts / "1", "p/2", "--out", "p/1")
    assert (ended.code, "is a part" in ended.err) == (2, True)
    ended = call("merge", "p", "p/2/results.json", "--out", "m")
    assert (ended.code, "the same file" in ended.err) == (2, True)
