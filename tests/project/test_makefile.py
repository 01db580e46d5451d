"""`make` does what the README says, on a machine with Python, git and make only."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TARGETS = ["demo", "test", "lint", "format", "lock", "clean"]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def make(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "-C", str(root), "--no-print-directory", *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("target", TARGETS)
def test_target_is_there(root: Path, tmp_path: Path, target: str) -> None:
    run = make(root, "--dry-run", f"VENV={tmp_path / 'venv'}", target)
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip()


def test_help_names_every_target(root: Path) -> None:
    listed = re.findall(r"^make (\w+)", make(root).stdout, re.MULTILINE)
    assert set(TARGETS) <= set(listed)


@pytest.mark.parametrize("target", ["demo", "test"])
def test_both_install_from_the_locks_by_themselves(root: Path, tmp_path: Path, target: str) -> None:
    plan = make(root, "--dry-run", f"VENV={tmp_path / 'venv'}", target).stdout
    assert "-m venv" in plan
    assert "--require-hashes -r requirements/runtime.txt" in plan


def test_an_old_python_is_told_in_one_line(root: Path, tmp_path: Path) -> None:
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    run = make(root, f"VENV={tmp_path / 'venv'}", f"PYTHON={old}", "demo")
    said = [line for line in run.stderr.splitlines() if "***" not in line]
    assert run.returncode != 0
    assert said == [
        f"make: no Python 3.11 or newer with venv and ensurepip found at {old}: "
        "install one, or name it: make PYTHON=/path/to/python3.11 demo"
    ]


def test_the_chosen_python_makes_the_environment(root: Path, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    run = make(root, f"VENV={venv}", f"PYTHON={sys.executable}", f"{venv}/.made")
    assert run.returncode == 0, run.stderr
    assert (venv / "pyvenv.cfg").is_file()
    assert "up to date" in make(root, f"VENV={venv}", f"PYTHON={sys.executable}", f"{venv}/.made").stdout
