"""A stand-in for the runner of GitHub Actions: runs the scripts of single steps, with the files that they write to."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ..small_site import CHECKS

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Step:
    """How the script of a step ended."""

    code: int
    log: str
    outputs: Mapping[str, str]
    summary: str


@dataclass
class Runner:
    """One machine: a folder to work in, and an environment that lasts from step to step."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        tools = self.folder.parent / f".{self.folder.name}-tools"
        (tools / "temp").mkdir(parents=True)
        # The command as it is installed, of this checkout.
        command = tools / "itacheck"
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m itacheck "$@"\n', encoding="utf-8")
        command.chmod(0o755)
        self.files = {name: tools / name for name in ("OUTPUT", "STEP_SUMMARY", "ENV", "PATH")}
        kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
        self.env = {
            **kept, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(CHECKS), "PYTHONUTF8": "1",
            "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_REF_NAME": "main", "RUNNER_TEMP": str(tools / "temp"), "RUNNER_OS": "Linux", **self.env,
        }  # fmt: skip

    def run(self, script: str, **env: str) -> Step:
        """Runs a script as `shell: bash` does."""
        for path in self.files.values():
            path.write_text("", encoding="utf-8")
        given = {f"GITHUB_{name}": str(path) for name, path in self.files.items()}
        ended = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.folder,
            env={**self.env, **given, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
            timeout=110,
            check=False,
        )
        text = {name: path.read_text(encoding="utf-8") for name, path in self.files.items()}
        outputs = dict(line.split("=", 1) for line in text["OUTPUT"].splitlines())
        self.env |= dict(line.split("=", 1) for line in text["ENV"].splitlines())
        return Step(ended.returncode, ended.stdout, outputs, text["STEP_SUMMARY"])


def load(path: Path) -> dict[Any, Any]:
    """A workflow or an action."""
    loaded: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def script(job: Mapping[str, Any], name: str) -> str:
    """The script of a step."""
    found = [step["run"] for step in job["steps"] if step["name"] == name]
    assert len(found) == 1, name
    assert "${{" not in found[0]
    return str(found[0])
