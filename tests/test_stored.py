"""A results file that is read one agency at a time, and reports that several processes make."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest

from itacheck.errors import ConfigurationError
from itacheck.report import Material, write_formats, write_html
from itacheck.report.overview import Overview, data_script
from itacheck.report.passing import Order, pass_over
from itacheck.stored import ResultsFile, ResultsWriter

from .report import sample, wide


def written(path: Path, *, indent: int | None = 1, number: int = 7) -> Path:
    path.write_text(wide.results(number).model_dump_json(by_alias=True, indent=indent) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("indent", [1, 2, None])
def test_a_file_holds_what_was_written(tmp_path: Path, indent: int | None) -> None:
    results = wide.results(7)
    source = ResultsFile(written(tmp_path / "results.json", indent=indent))
    assert source.run == results.run
    assert list(source.ids) == [agency.id for agency in results.agencies]
    assert tuple(source.agencies) == results.agencies
    assert tuple(source.part(2, 4)) == results.agencies[2:4]


def test_a_file_without_agencies_holds_none(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    path.write_text(
        sample.results().model_copy(update={"agencies": ()}).model_dump_json(by_alias=True, indent=1), "utf-8"
    )
    assert list(ResultsFile(path).agencies) == []


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '{"schema": "itacheck/results/v9"}', "\x00", '{\n "agencies": [\n  {\n  }\n ]\n}']
)
def test_what_holds_no_results_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "results.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        list(ResultsFile(path).agencies)
    assert "results.json" in caught.value.what


def test_a_damaged_agency_is_named_when_it_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "results.json")
    path.write_text(path.read_text("utf-8").replace('"status": "fail"', '"status": "no"', 1), encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        list(ResultsFile(path).agencies)
    assert "status" in caught.value.what


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        ResultsFile(tmp_path / "none.json")


def test_several_processes_make_the_same_report(tmp_path: Path) -> None:
    source = ResultsFile(written(tmp_path / "results.json", number=60))
    write_html(source, wide.rules(), tmp_path / "one", processes=1)
    write_html(wide.results(60), wide.rules(), tmp_path / "held")
    write_html(source, (), tmp_path / "two", processes=2)
    write_html(source, (), tmp_path / "alone", processes=1)
    for first, second in (("one", "held"), ("two", "alone")):
        paths = sorted(path.relative_to(tmp_path / first) for path in (tmp_path / first).rglob("*.*"))
        assert len(paths) > 60
        for path in paths:
            assert (tmp_path / first / path).read_bytes() == (tmp_path / second / path).read_bytes(), path


def test_the_data_of_the_overview_say_what_the_results_hold(tmp_path: Path) -> None:
    results = wide.results(20)
    overview: Overview = pass_over(Material(results, wide.rules()), Order(tmp_path)).overview
    script = data_script(overview)
    data = json.loads(script.removeprefix("var itacheckOverview = ").removesuffix(";\n"))
    by_id = {agency.id: agency for agency in results.agencies}
    assert len(data["agencies"]) == 20
    for row in data["agencies"]:
        agency = by_id[row[1]]
        district = overview.districts[row[4]] if row[4] >= 0 else None
        assert (district, overview.kinds[row[5]]) == (agency.district, agency.kind)
        own = {f"{v.pack}-{v.rule}": v for v in agency.verdicts}
        for (stem, rule, _, pack), letter in zip(data["rules"], row[8], strict=True):
            verdict = own[stem]
            assert (verdict.pack, verdict.rule) == (pack, rule)
            assert data["statuses"][(ord(letter) - 65) // 3][0] == verdict.status.value
            assert bool((ord(letter) - 65) % 3) == (verdict.waiver is not None)


def test_formats_in_one_pass_are_those_made_alone(tmp_path: Path) -> None:
    material = Material(wide.results(3), wide.rules())
    together = dict(write_formats(["html", "xlsx", "worksheet", "xlsx"], material, tmp_path / "together"))
    assert list(together) == ["html", "xlsx", "worksheet"]
    for name in together:
        dict(write_formats([name], material, tmp_path / "alone"))
    paths = sorted(path.relative_to(tmp_path / "alone") for path in (tmp_path / "alone").rglob("*.*"))
    assert paths == sorted(path.relative_to(tmp_path / "together") for path in (tmp_path / "together").rglob("*.*"))
    for path in paths:
        assert (tmp_path / "alone" / path).read_bytes() == (tmp_path / "together" / path).read_bytes(), path


@pytest.mark.parametrize("number", [0, 1, 7])
def test_what_comes_one_by_one_is_the_file_of_all_at_once(tmp_path: Path, number: int) -> None:
    results = wide.results(7)
    results = results.model_copy(update={"agencies": results.agencies[:number]})
    path = tmp_path / "results.json"
    with ResultsWriter(path) as writer:
        for agency in reversed(results.agencies):
            writer.add(agency)
        assert not path.exists()
        source = writer.finish(results.run, ["nobody", *(agency.id for agency in results.agencies)])
    assert path.read_text(encoding="utf-8") == results.model_dump_json(by_alias=True, indent=1) + "\n"
    assert tuple(source.agencies) == results.agencies
    assert [one.name for one in tmp_path.iterdir()] == ["results.json"]


def test_of_two_results_of_one_agency_the_later_counts(tmp_path: Path) -> None:
    results = wide.results(1)
    (agency,) = results.agencies
    with ResultsWriter(tmp_path / "results.json") as writer:
        writer.add(agency.model_copy(update={"kind": "before"}))
        writer.add(agency)
        assert tuple(writer.finish(results.run, [agency.id]).agencies) == (agency,)


def test_a_writer_that_is_left_before_its_end_leaves_the_old_file(tmp_path: Path) -> None:
    results = wide.results(1)
    path = tmp_path / "results.json"
    path.write_text("old", encoding="utf-8")
    with suppress(KeyboardInterrupt), ResultsWriter(path) as writer:
        writer.add(results.agencies[0])
        raise KeyboardInterrupt
    assert path.read_text(encoding="utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["results.json"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be written"), ResultsWriter(tmp_path / "none" / "x.json"):
        pass
