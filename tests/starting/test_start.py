"""What `itacheck init` writes: every example in it holds, and nothing of the user's is lost."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.project.test_workflows import bash_accepts, run_blocks

import itacheck
from itacheck.agencies import load_agencies
from itacheck.errors import ConfigurationError
from itacheck.model import Agency, CrawlLimits, Waiver
from itacheck.starting import AGENCIES, start

DAY = date(2026, 1, 15)
FILES = {AGENCIES, Path(".github/workflows/itacheck.yml"), Path(".gitignore"), Path("README.th.md")}
EXAMPLE = re.compile(r"^#(?=[^ #\n])", re.MULTILINE)


def in_it(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def uncommented(folder: Path) -> Path:
    path = folder / AGENCIES
    path.write_text(EXAMPLE.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")
    return path


def test_an_empty_folder_gets_every_file(tmp_path: Path) -> None:
    done = start(tmp_path / "new", [], DAY)
    assert set(done.written) == in_it(tmp_path / "new") == FILES
    assert done.kept == ()


@pytest.mark.parametrize("urls", [[], ["https://www.example.go.th/", "http://second.example.go.th/"]])
def test_the_examples_load_when_they_are_uncommented(tmp_path: Path, urls: list[str]) -> None:
    start(tmp_path, urls, DAY)
    assert [agency.url for agency in load_agencies(tmp_path / AGENCIES, as_of=DAY).agencies] == urls
    loaded = load_agencies(uncommented(tmp_path), as_of=DAY)
    example, *given = loaded.agencies
    assert (example.id, [agency.url for agency in given]) == ("example-office", urls)
    assert loaded.contact == "mailto:ita@example.go.th"


def test_the_examples_show_every_key_that_there_is(tmp_path: Path) -> None:
    start(tmp_path, [], DAY)
    shown: dict[str, Any] = tomllib.loads(uncommented(tmp_path).read_text(encoding="utf-8"))
    (agency,) = shown["agency"]
    assert set(agency) == set(Agency.model_fields)
    assert set(agency["waiver"][0]) == set(Waiver.model_fields)
    assert set(shown["defaults"]["crawl"]) == set(CrawlLimits.model_fields)


def test_the_limits_that_are_shown_are_those_that_hold_anyway(tmp_path: Path) -> None:
    start(tmp_path, [], DAY)
    shown = tomllib.loads(uncommented(tmp_path).read_text(encoding="utf-8"))["defaults"]["crawl"]
    usual = CrawlLimits().model_dump() | {"delay_seconds": 0.5, "window": "20:00-06:00"}
    assert shown == usual


def test_every_key_is_explained_in_thai(tmp_path: Path) -> None:
    start(tmp_path, [], DAY)
    lines = (tmp_path / AGENCIES).read_text(encoding="utf-8").splitlines()
    keys = [number for number, line in enumerate(lines) if re.match(r"#[a-z_.\"0-9]+ = ", line)]
    assert len(keys) > 20
    self_evident = ("#name.", "#reason")
    for number in keys:
        if not lines[number].startswith(self_evident):
            above = [line for line in lines[max(0, number - 3) : number] if line.startswith("# ")]
            assert any(re.search("[ก-๙]", line) for line in above), lines[number]


def test_the_heading_names_the_province(tmp_path: Path) -> None:
    start(tmp_path, [], DAY, province="จังหวัด\nสมมุติธานี")
    assert (tmp_path / "README.th.md").read_text(encoding="utf-8").startswith("# ผลตรวจเว็บไซต์ของจังหวัด สมมุติธานี\n")
    assert "จังหวัด สมมุติธานี" in (tmp_path / AGENCIES).read_text(encoding="utf-8").splitlines()[0]


def test_what_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    done = start(tmp_path, [], DAY)
    assert done.kept == (Path(".gitignore"),)
    assert set(done.written) == FILES - {Path(".gitignore")}
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"
    with pytest.raises(
        ConfigurationError, match=r"already: agencies\.toml, .*README\.th\.md: overwrite it with --force"
    ):
        start(tmp_path, [], DAY)
    start(tmp_path, [], DAY, force=True)
    assert "/reports/*" in (tmp_path / ".gitignore").read_text(encoding="utf-8")


def test_a_list_that_is_there_takes_no_address(tmp_path: Path) -> None:
    (tmp_path / AGENCIES).write_text("", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="is there already and stays as it is: add the agency there"):
        start(tmp_path, ["https://www.example.go.th"], DAY)
    assert in_it(tmp_path) == {AGENCIES}


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "README.th.md").symlink_to(tmp_path / "elsewhere")
    assert Path("README.th.md") in start(tmp_path, [], DAY).kept
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_in_the_way_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="cannot be written"):
        start(tmp_path / "file", [], DAY)


def test_two_addresses_of_one_host_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="would both be agency 'a-example'"):
        start(tmp_path, ["https://a.example/one", "https://a.example/two"], DAY)
    assert in_it(tmp_path) == set()


@given(st.text(max_size=30), st.text(max_size=20))
def test_whatever_is_typed_the_list_loads_or_it_is_refused(
    tmp_path_factory: pytest.TempPathFactory, path: str, province: str
) -> None:
    folder = tmp_path_factory.mktemp("typed")
    url = f"https://www.example.go.th/{path}"
    try:
        start(folder, [url], DAY, province=province)
    except ConfigurationError:
        assert in_it(folder) == set()
    else:
        assert [agency.url for agency in load_agencies(folder / AGENCIES, as_of=DAY).agencies] == [url.strip()]


def workflow(folder: Path) -> str:
    start(folder, [], DAY)
    return (folder / ".github" / "workflows" / "itacheck.yml").read_text(encoding="utf-8")


def test_the_workflow_asks_for_no_more_than_reading(tmp_path: Path) -> None:
    text = workflow(tmp_path)
    assert re.search(r"^permissions: \{\}$", text, re.MULTILINE)
    assert re.findall(r"^ +([a-z-]+): write", text, re.MULTILINE) == []
    used = re.findall(r"uses:\s*(\S+)(.*)", text)
    assert len(used) == 5
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action) for action, _ in used)
    assert all(re.match(r" # v\d", comment) for _, comment in used)


def test_the_workflow_runs_the_version_that_wrote_it(tmp_path: Path) -> None:
    assert f"ITACHECK: itacheck=={itacheck.__version__}\n" in workflow(tmp_path)


def test_zizmor_finds_nothing_in_the_workflow(tmp_path: Path) -> None:
    zizmor = shutil.which("zizmor", path=str(Path(sys.executable).parent)) or shutil.which("zizmor")
    if zizmor is None:
        pytest.skip("zizmor is not installed")
    workflow(tmp_path)
    run = subprocess.run(
        [zizmor, "--offline", "--no-progress", "--color=never", "--format=plain", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "No findings to report" in run.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_the_scripts_of_the_workflow_are_shell(tmp_path: Path) -> None:
    scripts = run_blocks(workflow(tmp_path))
    assert len(scripts) == 2
    for script in scripts:
        assert "${{" not in script
        assert bash_accepts(script).returncode == 0
