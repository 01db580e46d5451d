"""The workflows are safe to run on a stranger's pull request, and the scripts in them are at least shell."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SCRIPTS = sorted(path for path in (ROOT / ".ci").glob("*") if path.is_file())


def run_blocks(text: str) -> list[str]:
    """The shell of every `run:` step of a workflow, with `${{ … }}` made a plain word."""
    blocks = []
    lines = text.splitlines()
    for number, line in enumerate(lines):
        step = re.match(r"^(\s*)(?:- )?run:\s*(\|?)[-+]?\s*(.*)$", line)
        if step is None:
            continue
        depth, many, rest = len(step[1]), step[2], step[3]
        if many:
            body = []
            for following in lines[number + 1 :]:
                if following.strip() and len(following) - len(following.lstrip()) <= depth:
                    break
                body.append(following)
            rest = "\n".join(body)
        if rest:
            blocks.append(re.sub(r"\$\{\{.*?\}\}", "word", rest))
    return blocks


def test_there_are_workflows() -> None:
    assert [path.name for path in WORKFLOWS if path.name == "ci.yml"] == ["ci.yml"]


def test_zizmor_finds_nothing() -> None:
    folder = Path(sys.executable).parent
    zizmor = shutil.which("zizmor", path=str(folder)) or shutil.which("zizmor")
    if zizmor is None:
        pytest.skip("zizmor is not installed")
    run = subprocess.run(
        [zizmor, "--offline", "--no-progress", "--color=never", "--format=plain", str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "No findings to report" in run.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_and_rights_are_asked_for_job_by_job(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses:\s*(\S+)(.*)", text)
    assert used
    for action, comment in used:
        if not action.startswith("./"):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action), action
            assert re.match(r"\s+# v\d", comment), f"{action} does not say which version it is"
    assert re.search(r"^permissions: \{\}$", text, re.MULTILINE)
    assert text.count("timeout-minutes:") >= text.count("runs-on:")


def bash_accepts(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize("path", [*SCRIPTS, *WORKFLOWS], ids=lambda path: path.name)
def test_scripts_are_shell(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    scripts = run_blocks(text) if path.suffix == ".yml" else [text]
    assert scripts
    for script in scripts:
        checked = bash_accepts(script)
        assert checked.returncode == 0, f"{script}\n{checked.stderr}"


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_broken_shell_would_be_seen() -> None:
    assert run_blocks("steps:\n  - run: |\n      if true; then\n  - name: next\n") == ["      if true; then"]
    assert bash_accepts("if true; then").returncode != 0
