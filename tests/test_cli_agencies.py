"""`itacheck agencies` as its users meet it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from .small_site import PYTHON, SmallSite, agency_entry, surroundings, write_agencies

LIST = "ลำดับ,หน่วยงาน,เว็บไซต์\n1,ก,www.a.go.th\n2,ข,ไม่มี\n"
PAGES = {"/": "<title>หน้าแรก</title><h1>สำนักงาน</h1>"}


def run(cwd: Path, *arguments: object, **more: str) -> tuple[int, str, str]:
    ended = subprocess.run(
        [*PYTHON, "agencies", *map(str, arguments)],
        cwd=cwd, env=surroundings(**more), capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    return ended.returncode, ended.stdout, ended.stderr


def test_an_officer_adds_a_site_and_it_is_understood(tmp_path: Path) -> None:
    code, out, err = run(tmp_path, "add", " www.Example.go.th ")
    assert (code, err) == (0, "")
    assert out.startswith("เข้าใจว่า / understood as: https://www.example.go.th/\n")
    assert "no scheme was given, so https:// was taken" in out
    assert 'url = "https://www.example.go.th/"' in (tmp_path / "agencies.toml").read_text(encoding="utf-8")
    code, out, err = run(tmp_path, "add", "http://example.go.th/index.php")
    assert (code, out) == (2, "")
    assert err.startswith("itacheck: agencies.toml:3: agency example has this page already")
    assert err.count("\n") == 1


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    assert run(tmp_path, "add", "example.go.th", "--dry-run")[0] == 0
    code, out, _ = run(tmp_path, "import", "list.csv", "--dry-run")
    assert code == 0
    assert '# list.csv, row 2\n[[agency]]\nid = "a"\n' in out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["list.csv"]


def test_a_list_is_taken_over_once(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LIST, encoding="cp874")
    code, out, err = run(tmp_path, "import", "list.csv")
    assert (code, err) == (0, "")
    assert "+ row 2: a: ก https://www.a.go.th/" in out
    assert "2 agencies taken (1 without a website), 0 rows left" in out
    before = (tmp_path / "agencies.toml").read_bytes()
    code, out, err = run(tmp_path, "import", "list.csv")
    assert code == 3
    assert "- row 2: มีเว็บไซต์นี้อยู่แล้วที่ agencies.toml:4 (a)" in out
    assert "nothing was written" in err
    assert (tmp_path / "agencies.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ([], 2, "no verb given"),
        (["add"], 2, "Missing argument 'URL'"),
        (["add", "ไม่มี"], 2, "is not the address of a website"),
        (["import", "none.csv"], 2, "cannot be read"),
        (["import", "text.csv"], 2, "no row of column heads was found"),
        (["check", "--agencies", "none.toml"], 2, "no such file"),
        (["check", "--agencies", "broken.toml"], 2, "not valid TOML"),
        (["add", "a.go.th", "--agencies", "broken.toml"], 2, "not valid TOML"),
        (["check", "--agencies", "empty.toml"], 3, "holds no agency"),
        (["check", "--agencies", "one.toml", "nobody"], 2, "no agency 'nobody'"),
        (["check", "--agencies", "one.toml"], 1, ""),
        (["check", "--agencies", "lost.toml"], 4, ""),
    ],
)
def test_exit_codes(tmp_path: Path, arguments: list[str], code: int, told: str) -> None:
    (tmp_path / "text.csv").write_text("a,b\nc,d\n", encoding="utf-8")
    (tmp_path / "broken.toml").write_text("[[agency]\n", encoding="utf-8")
    (tmp_path / "empty.toml").write_text("", encoding="utf-8")
    (tmp_path / "one.toml").write_text(agency_entry("none", None), encoding="utf-8")
    # Port 9 of another loopback address: nothing answers, and a name that cannot exist.
    lost = agency_entry("a", "http://a.invalid/") + agency_entry("b", "http://b.invalid/")
    (tmp_path / "lost.toml").write_text(lost, encoding="utf-8")
    ended, _, err = run(tmp_path, *arguments)
    assert ended == code, err
    assert told in err
    assert "Traceback" not in err


def test_check_tells_each_agency_and_what_to_write(tmp_path: Path) -> None:
    with SmallSite(PAGES) as site:
        file = write_agencies(tmp_path, agency_entry("good", site.url), agency_entry("none", None))
        assert run(tmp_path, "check", "good")[0] == 0
        code, out, _ = run(tmp_path, "check")
        assert code == 1
        assert f"✓ good  {site.url}" in out
        number = file.read_text(encoding="utf-8").split("\n").index('id = "none"')
        assert f'agencies.toml:{number}: url = "https://…"' in out
        assert "looked at 2 of 2, to mend: 1" in out
        # A console of Windows in Thai, or in Western Europe, may show less, but nothing breaks.
        for encoding in ("cp874", "cp1252", "ascii"):
            assert run(tmp_path, "check", PYTHONIOENCODING=encoding, PYTHONUTF8="0")[0] == 1


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="rights of POSIX, and a user without all of them")
def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    code, _, err = run(tmp_path, "add", "a.go.th")
    tmp_path.chmod(0o700)
    assert code == 2
    assert "cannot be written" in err
