"""The package that others install holds what it needs and nothing else."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.wheel, pytest.mark.timeout(300)]


def build(root: Path, out: Path, kind: str) -> Path:
    """Builds without a download: what builds the package is in the lock."""
    run = subprocess.run(
        [sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", str(out), str(root)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    (built,) = out.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The built wheel."""
    return zipfile.ZipFile(build(root, tmp_path_factory.mktemp("wheel"), "wheel"))


@pytest.fixture(scope="module")
def source_names(root: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files of the built source package, without its top folder."""
    with tarfile.open(build(root, tmp_path_factory.mktemp("sdist"), "sdist")) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def kept(folder: Path, our_files: list[Path]) -> set[str]:
    """The project's files under a folder, as paths below it."""
    return {path.relative_to(folder).as_posix() for path in our_files if folder in path.parents}


def test_wheel_holds_every_rule(wheel: zipfile.ZipFile, root: Path, our_files: list[Path]) -> None:
    rules = {name for name in kept(root / "rules", our_files) if name.endswith(".toml")}
    assert {f"itacheck/rules/{name}" for name in rules} <= set(wheel.namelist())


def test_wheel_holds_the_whole_package(wheel: zipfile.ZipFile, root: Path, our_files: list[Path]) -> None:
    ours = kept(root / "checks", our_files)
    assert "itacheck/py.typed" in ours
    assert ours <= set(wheel.namelist())


def test_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    outside = [name for name in wheel.namelist() if not name.startswith(("itacheck/", "itacheck-"))]
    inside = [name for name in wheel.namelist() if name.startswith(("itacheck/reports/", "itacheck/tests/"))]
    assert outside + inside == []


def test_wheel_carries_its_licence_and_command(wheel: zipfile.ZipFile) -> None:
    information = {name.partition(".dist-info/")[2]: name for name in wheel.namelist() if ".dist-info/" in name}
    assert "licenses/LICENSE" in information
    assert "itacheck = itacheck.cli:main" in wheel.read(information["entry_points.txt"]).decode()
    assert "Requires-Python: >=3.11" in wheel.read(information["METADATA"]).decode()


def test_source_package_holds_what_builds_and_tests_it(source_names: set[str]) -> None:
    assert {
        "pyproject.toml",
        "LICENSE",
        "README.md",
        "checks/itacheck/__init__.py",
        "tests/conftest.py",
    } <= source_names
    assert any(name.startswith("rules/") for name in source_names)


def test_source_package_holds_no_reports(source_names: set[str]) -> None:
    assert [name for name in source_names if name.startswith(("reports/", ".ci/"))] == []
