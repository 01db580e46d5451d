"""`itacheck init`: an empty repository comes to its first report, and nobody is asked who cannot answer."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tests.command import Call
from tests.project.test_workflows import run_blocks
from tests.small_site import PYTHON, SmallSite, surroundings

from itacheck.starting import AGENCIES

PAGES = {
    "/": '<title>หน้าแรก</title><h1>สำนักงาน</h1><a href="/code">ประมวลจริยธรรม</a>',
    "/code": "<title>ประมวลจริยธรรม</title><h1>ประมวลจริยธรรมข้าราชการพลเรือน</h1>"
    "<p>ข้าราชการพลเรือนต้องยึดมั่นในสถาบันหลักของประเทศ ซื่อสัตย์สุจริต กล้าตัดสินใจและทำในสิ่งที่ถูกต้อง</p>",
}
POSIX = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals of POSIX")


def run(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PYTHON, *arguments],
        cwd=folder,
        env=surroundings(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=90,
        check=False,
    )


@pytest.fixture(autouse=True)
def nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")


def test_an_empty_repository_comes_to_its_first_report_by_init_alone(tmp_path: Path) -> None:
    with SmallSite(PAGES) as site:
        written = run(tmp_path, "init", "--agency", site.url)
        assert (written.returncode, written.stderr) == (0, "")
        assert written.stdout.endswith("ต่อไป / next:\n  itacheck check\n")
        checked = run(tmp_path, "check", "--as-of", "2026-01-15")
    assert checked.returncode == 1, checked.stderr
    assert (tmp_path / "reports" / "index.html").is_file()
    results = json.loads((tmp_path / "reports" / "results.json").read_text(encoding="utf-8"))
    (agency,) = results["agencies"]
    assert {verdict["rule"]: verdict["status"] for verdict in agency["verdicts"]}["6.3"] == "pass"


def test_without_an_agency_the_check_says_what_to_write(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, _ = call("init", "province")
    assert code == 0
    assert "first write an agency into " in out
    assert out.endswith("ต่อไป / next:\n  cd province\n  itacheck check\n")
    monkeypatch.chdir("province")
    assert call("check") == (
        3,
        "",
        "itacheck: agencies.toml: holds no agency, so nothing was checked: "
        "write an [[agency]] with id, name, kind and url\n",
    )


@pytest.mark.parametrize(
    "address", ["www.example.go.th", "ftp://example.go.th", "https://", "https://a.example/\x1b[31m"]
)
def test_a_mistake_is_one_line_and_nothing_is_written(call: Call, tmp_path: Path, address: str) -> None:
    code, out, err = call("init", "--agency", address)
    assert (code, out, err.count("\n"), "\x1b" in err) == (2, "", 1, False)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_named_and_kept(call: Call, tmp_path: Path) -> None:
    (tmp_path / AGENCIES).write_text("# mine\n", encoding="utf-8")
    code, out, _ = call("init")
    assert code == 0
    assert "มีอยู่แล้ว ไม่แก้ / there already, left as it is: agencies.toml" in out
    code, _, err = call("init")
    assert (code, err.count("\n")) == (2, 1)
    assert "agencies.toml, .github/workflows/itacheck.yml, .gitignore, README.th.md" in err
    assert (tmp_path / AGENCIES).read_text(encoding="utf-8") == "# mine\n"
    assert call("init", "--force")[0] == 0
    assert "[defaults]" in (tmp_path / AGENCIES).read_text(encoding="utf-8")


def on_a_terminal(folder: Path, typed: str, *arguments: str, **more: str) -> tuple[int, str]:
    """Runs `init` with a terminal to ask at; its exit code, and what stood on it."""
    import pty  # noqa: PLC0415 - of POSIX only

    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*PYTHON, "init", *arguments],
        cwd=folder,
        env=surroundings(**more),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as running:
        os.write(ours, typed.encode())
        assert running.stdout is not None
        told = running.stdout.read()
    os.close(theirs)
    os.close(ours)
    return running.returncode, told


@POSIX
def test_on_a_terminal_it_asks_until_it_is_told_an_address(tmp_path: Path) -> None:
    code, told = on_a_terminal(tmp_path, "www.example.go.th\nhttps://www.example.go.th\n")
    assert code == 0, told
    assert "has no scheme: write https://www.example.go.th" in told
    assert 'url = "https://www.example.go.th"' in (tmp_path / AGENCIES).read_text(encoding="utf-8")


@POSIX
@pytest.mark.parametrize(("typed", "asked", "more"), [("\n", True, {}), ("", False, {"CI": "true"})])
def test_it_takes_no_for_an_answer_and_asks_nothing_in_ci(
    tmp_path: Path, typed: str, asked: bool, more: dict[str, str]
) -> None:
    code, told = on_a_terminal(tmp_path, typed, **more)
    assert (code, "first agency's website" in told) == (0, asked), told
    assert "\n[[agency]]" not in (tmp_path / AGENCIES).read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("bash") is None or os.name != "posix", reason="the runner's shell is bash")
@pytest.mark.parametrize("listed", [True, False])
def test_the_steps_of_the_workflow_do_what_they_say(tmp_path: Path, listed: bool) -> None:
    """In the shell of the runner, `pipx` being a stand-in that runs this checkout."""
    tools, summary = tmp_path / "tools", tmp_path / "summary.md"
    tools.mkdir()
    stand_in = tools / "pipx"
    stand_in.write_text(
        '#!/bin/sh\n[ "$1 $2 $4" = "run --spec itacheck" ] || exit 99\nshift 4\n'
        f'exec "{sys.executable}" -m itacheck "$@"\n',
        encoding="utf-8",
    )
    stand_in.chmod(stand_in.stat().st_mode | stat.S_IXUSR)
    repository = tmp_path / "repository"
    with SmallSite(PAGES) as site:
        run(tmp_path, "init", "repository", *(["--agency", site.url] if listed else []))
        # What the cache of the last run brings is older than the checkout.
        (repository / "reports").mkdir()
        (repository / "reports" / "results.json").write_text("{}", encoding="utf-8")
        os.utime(repository / "reports" / "results.json", (0, 0))
        text = (repository / ".github" / "workflows" / "itacheck.yml").read_text(encoding="utf-8")
        codes = [
            subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
                cwd=repository,
                env=surroundings(
                    PATH=f"{tools}{os.pathsep}{os.environ['PATH']}",
                    GITHUB_STEP_SUMMARY=str(summary),
                    ITACHECK="itacheck",
                ),
                capture_output=True,
                timeout=90,
                check=False,
            ).returncode
            for script in run_blocks(text)
        ]
    told = summary.read_text(encoding="utf-8")
    assert codes == ([0, 0] if listed else [3, 0]), "findings do not turn a run red; a run that checked nothing is red"
    assert ("127-0-0-1" in told or "127.0.0.1" in told) is listed
    assert ("no new results" in told) is not listed
