"""Parts of a run made by `check --shard` and put together by `merge`: the same as one run, or said why not."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

import itacheck.cli
from itacheck.agencies import load_agencies
from itacheck.demo import AS_OF, DemoProvince
from itacheck.sharding import shard_numbers

from .small_site import SmallSite, agency_entry, write_agencies
from .test_cli import PAGES, Call, Ended, child

SITES = 5
DAY = "2026-01-15"


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Runs a command in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> Ended:
        with pytest.raises(SystemExit) as ended:
            itacheck.cli.main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Ended(ended.value.code, captured.out, captured.err)

    return run


def results_in(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    return loaded


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
    for number, order in enumerate(permutations("123")):
        # Beside the first merge: records are named from there.
        out = demo.folder / f"again-{number}"
        paths = [demo.folder / "parts" / one for one in order]
        ended = call("merge", *paths, "--agencies", demo.folder / "agencies.toml", "--out", out)
        assert ended.code == demo.merged.code
        assert (out / "results.json").read_bytes() == expected


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_the_agencies_of_a_part_that_was_killed_are_unreachable(
    demo: InParts, call: Call, tmp_path: Path, lost: int
) -> None:
    toml = demo.folder / "agencies.toml"
    shutil.copytree(demo.folder / "parts", "parts")
    (tmp_path / "parts" / str(lost) / "results.json").unlink()
    ended = call("merge", "parts", "--agencies", toml, "--out", "merged", "--fail-on", "error")
    numbers = shard_numbers(load_agencies(toml, as_of=AS_OF).agencies, 3)
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


# ---------------------------------------------------------------- small sites


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[Path]:
    """An agencies.toml of some sites, each on a host of its own, and one agency without a site."""
    with ExitStack() as stack:
        served = [stack.enter_context(SmallSite(PAGES)) for _ in range(SITES)]
        entries = [agency_entry(f"a-{number}", site.url) for number, site in enumerate(served)]
        yield write_agencies(tmp_path, *entries, agency_entry("nowhere", None))


def in_parts(call: Call, of: int, *more: str | Path) -> list[Ended]:
    return [
        call("check", "--as-of", DAY, "--no-ocr", "--no-browser", "--shard", f"{n}/{of}", "--out", f"p/{n}", *more)
        for n in range(1, of + 1)
    ]


def test_every_agency_is_checked_by_one_part(call: Call, sites: Path, tmp_path: Path) -> None:
    in_parts(call, 4)
    checked = Counter(agency for number in range(1, 5) for agency in ids(tmp_path / "p" / str(number)))
    assert checked == Counter(agency.id for agency in load_agencies(sites, as_of=AS_OF).agencies)


def test_a_part_with_no_agency_is_no_trouble(call: Call, sites: Path, tmp_path: Path) -> None:
    ended = in_parts(call, 16)
    empty = [number for number in range(1, 17) if not ids(tmp_path / "p" / str(number))]
    assert len(empty) >= 16 - SITES - 1
    assert {ended[number - 1].code for number in empty} == {0}
    assert call("merge", "p", "--fail-on", "error", "--out", "m").code == 0
    assert len(ids(tmp_path / "m")) == SITES + 1


def test_parts_that_checked_nobody_are_no_run(call: Call, sites: Path, tmp_path: Path) -> None:
    in_parts(call, 16)
    empty = [tmp_path / "p" / str(number) for number in range(1, 17) if not ids(tmp_path / "p" / str(number))]
    ended = call("merge", *empty, "--out", "m")
    assert (ended.code, ended.err.splitlines()[-1].startswith("itacheck: no part has checked any agency")) == (3, True)


@pytest.mark.parametrize("more", [("--resume",), ("--cache", "cache"), ("--history", "known")])
def test_a_part_works_with_the_other_options(call: Call, sites: Path, tmp_path: Path, more: tuple[str, ...]) -> None:
    in_parts(call, 2, *more)
    again = in_parts(call, 2, *more)
    assert {ended.code for ended in again} <= {0, 1, 4}
    assert call("merge", "p", "--fail-on", "error", "--out", "m").code == 0
    assert not (tmp_path / "known").exists()


def test_a_part_shows_the_history_and_does_not_write_it(call: Call, sites: Path, tmp_path: Path) -> None:
    call("check", "--as-of", DAY, "--no-ocr", "--no-browser", "--out", "whole", "--history", "known")
    before = {path: path.read_bytes() for path in (tmp_path / "known").rglob("*.json")}
    in_parts(call, 2, "--history", "known")
    assert {path: path.read_bytes() for path in (tmp_path / "known").rglob("*.json")} == before
    call("merge", "p", "--out", "m", "--history", "known")
    runs = json.loads((tmp_path / "known" / "runs.json").read_text(encoding="utf-8"))["runs"]
    assert len(runs) == 1 + (runs[0]["id"] != runs[-1]["id"])


def test_kept_pages_are_judged_in_parts(call: Call, sites: Path, tmp_path: Path) -> None:
    call("check", "--as-of", DAY, "--no-ocr", "--no-browser", "--out", "whole", "--save-warc", "warc")
    for number in (1, 2):
        call("check", "--from-warc", "warc", "--shard", f"{number}/2", "--out", f"p/{number}")
    assert call("merge", "p", "--fail-on", "error", "--out", "m").code == 0
    verdicts = [
        [[verdict["status"] for verdict in agency["verdicts"]] for agency in results_in(tmp_path / name)["agencies"]]
        for name in ("whole", "m")
    ]
    assert verdicts[0] == verdicts[1]


def test_results_of_runs_without_parts_are_merged_too(call: Call, sites: Path, tmp_path: Path) -> None:
    for number in (0, 1):
        call("check", f"a-{number}", "--as-of", DAY, "--no-ocr", "--no-browser", "--out", f"p/{number}")
    ended = call("merge", "p/0", tmp_path / "p" / "1" / "results.json", "--out", "m")
    assert ended.code == 4
    causes = {a["id"]: (a["crawl"]["cause"] or {}).get("detail") for a in results_in(tmp_path / "m")["agencies"]}
    assert [causes[f"a-{number}"] for number in (0, 1)] == [None, None]
    assert {causes[f"a-{number}"] for number in (2, 3, 4)} == {"it is in none of the results"}


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
        (_rule_twice, rf"^itacheck: {TWO}: agency 'a-.' has rule 2568/.* twice"),
        (_agency_twice, rf"^itacheck: {TWO} and {TWO}: both hold agency 'a-.'"),
    ],
)
def test_parts_that_do_not_fit_are_refused_by_name(
    call: Call, sites: Path, tmp_path: Path, how: Callable[[dict[str, Any]], None], line: str
) -> None:
    in_parts(call, 2)
    assert all(ids(tmp_path / "p" / number) for number in "12")
    change(tmp_path / "p" / "2", how)
    for order in (("p/1", "p/2"), ("p/2", "p/1"), ("p",)):
        ended = call("merge", *order, "--out", "m")
        assert ended.code == 2
        assert len(ended.err.splitlines()) == 1
        assert re.match(line, ended.err), ended.err
        assert not (tmp_path / "m" / "results.json").exists()


def test_an_agency_in_two_parts_is_refused(call: Call, sites: Path, tmp_path: Path) -> None:
    in_parts(call, 2)
    shutil.copytree(tmp_path / "p" / "1", tmp_path / "p" / "3")
    ended = call("merge", "p", "--out", "m")
    assert ended.code == 2
    assert "p/1/results.json: both hold agency" in ended.err.replace(os.sep, "/")


def test_rules_that_are_other_than_those_that_judged_are_refused(call: Call, sites: Path, tmp_path: Path) -> None:
    in_parts(call, 2)
    for number in "12":
        change(tmp_path / "p" / number, _other_digest)
    ended = call("merge", "p", "--out", "m")
    assert (ended.code, "rule pack '2568' is not here as it judged" in ended.err) == (2, True)
    for number in "12":
        change(tmp_path / "p" / number, _other_version)
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


def test_the_merged_results_never_take_the_place_of_a_part(call: Call, sites: Path) -> None:
    in_parts(call, 2)
    ended = call("merge", "p/1", "p/2", "--out", "p/1")
    assert (ended.code, "is a part" in ended.err) == (2, True)
    ended = call("merge", "p", "p/2/results.json", "--out", "m")
    assert (ended.code, "the same file" in ended.err) == (2, True)
