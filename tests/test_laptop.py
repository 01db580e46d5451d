"""An officer's laptop: one address or one folder, a console of Windows, a web browser, and somebody who waits."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path, PureWindowsPath

import pytest

from itacheck.cli.selection import QUICK_PAUSE, QUICK_SECONDS, folders_served, select
from itacheck.cli.todo import MAX_TASKS, todo_lines
from itacheck.crawl.fetch import MIN_PAUSE
from itacheck.demo.site import SITES
from itacheck.looking import OUT_OF_TIME
from itacheck.model import Results

from .command import results_in
from .hostile.certificates import AUTHORITY, contexts
from .small_site import PYTHON, SmallSite, agency_entry, surroundings, write_agencies

DUE = "2026-01-15"
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
PAGES = {
    "/": '<title>หน้าแรก</title><h1>สำนักงาน</h1><a href="/code.html">ประมวลจริยธรรม</a>',
    "/code.html": (
        "<title>ประมวลจริยธรรม</title><h1>ประมวลจริยธรรมข้าราชการพลเรือน</h1>"
        "<p>ข้าราชการพลเรือนต้องยึดมั่นในสถาบันหลักของประเทศ ซื่อสัตย์สุจริต กล้าตัดสินใจและทำในสิ่งที่ถูกต้อง</p>"
    ),
}


def run(cwd: Path, *arguments: object, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PYTHON, *map(str, arguments)],
        cwd=cwd,
        env=surroundings(**more),
        capture_output=True,
        timeout=100,
        check=False,
    )


@pytest.fixture
def site() -> Iterator[SmallSite]:
    with SmallSite(PAGES) as served:
        yield served


# ---------------------------------------------------------------- what is to be done


def test_an_officer_with_one_address_is_told_what_to_do_in_order(tmp_path: Path, site: SmallSite) -> None:
    ended = run(tmp_path, "check", site.url, "--as-of", DUE)
    out = ended.stdout.decode()
    assert ended.returncode == 1
    assert "สิ่งที่ต้องทำ เรียงตามกำหนด / what to do, in the order of what is due:" in out
    tasks = re.findall(r"^ *(\d+)\. (\S) (\S+) .*?\(กำหนด .*?\): .* / .*\(due .*\)$", out, re.MULTILINE)
    assert [int(task[0]) for task in tasks] == list(range(1, MAX_TASKS + 1))
    assert {task[1] for task in tasks} == {"✗"}
    failed = [v["rule"] for v in results_in(tmp_path / "reports")["agencies"][0]["verdicts"] if v["status"] == "fail"]
    assert {task[2] for task in tasks} <= set(failed)
    # Issues 6 and 7 are due in April, all others in September.
    first = [task[2][0] for task in tasks]
    assert first == sorted(first, key=lambda issue: issue not in "67")
    more = re.search(r"และอีก (\d+) ข้อในรายงาน / and (\d+) more in the report", out)
    assert more
    assert int(more[1]) == int(more[2]) > 0


def results(agency: dict[str, object]) -> Results:
    moment = datetime(2026, 1, 15, tzinfo=UTC)
    return Results.model_validate(
        {
            "schema": "itacheck/results/v1",
            "run": {
                "id": "x", "started": moment, "finished": moment,
                "as_of": date(2026, 1, 15), "version": "0", "packs": [], "shard": None, "readers": [],
            },
            "agencies": [agency],
        }
    )  # fmt: skip


def told(agency: dict[str, object]) -> list[str]:
    made = results(agency)
    return list(todo_lines(made.agencies[0], made.run, []))


def agency(status: str, code: str | None, *verdicts: dict[str, object], detail: str = "") -> dict[str, object]:
    words = {"th": "ก", "en": "a"}
    cause = {"code": code, "whose": "us", "detail": detail, "text": {"th": "ทำ", "en": "do"}} if code else None
    said = dict.fromkeys(("reason", "expected", "found", "fix"), words)
    crawl = {"status": status, "pages": 7, "documents": 0, "requests": 0, "bytes": 0, "seconds": 1.0, "cause": cause}
    return {
        "id": "a", "name": words, "url": "https://a.example/", "kind": "x",
        "crawl": crawl,
        "verdicts": [{"pack": "p", **said, "findings": [], "waiver": None, **one} for one in verdicts],
    }  # fmt: skip


def test_a_site_that_could_not_be_looked_at_has_one_thing_to_do() -> None:
    (line,) = told(agency("unreachable", "dns", {"rule": "1", "status": "unreachable"}))
    assert line.endswith(": do")


def test_where_the_time_was_spent_it_says_how_to_see_the_rest() -> None:
    lines = told(agency("partial", "budget", {"rule": "1", "status": "review"}, detail=OUT_OF_TIME))
    assert "7 pages were seen in the time that was given" in lines[0]
    assert lines[2].startswith("  1. ? 1 ")


def test_when_all_is_well_nothing_is_to_be_done() -> None:
    assert told(agency("complete", None, {"rule": "1", "status": "pass"})) == []


# ---------------------------------------------------------------- the report in a browser


def test_the_report_is_opened_where_it_was_asked(tmp_path: Path, site: SmallSite) -> None:
    browser = tmp_path / "browser.py"
    browser.write_text(
        "import pathlib, sys\npathlib.Path('opened.txt').write_text(sys.argv[1], encoding='utf-8')\n", encoding="utf-8"
    )
    command = f"{sys.executable} {browser} %s"
    out = tmp_path / "รายงาน ของเรา"
    assert run(tmp_path, "check", site.url, "--out", out, BROWSER=command).returncode == 1
    assert not (tmp_path / "opened.txt").exists()
    assert run(tmp_path, "check", site.url, "--out", out, "--open", BROWSER=command).returncode == 1
    assert (tmp_path / "opened.txt").read_text(encoding="utf-8") == (out / "index.html").as_uri()


def test_a_machine_without_a_browser_says_so_and_keeps_its_exit_code(tmp_path: Path, site: SmallSite) -> None:
    ended = run(tmp_path, "check", site.url, "--open", BROWSER=f"{tmp_path / 'none'} %s", PATH="", DISPLAY="")
    assert ended.returncode == 1
    assert "no web browser could be opened" in ended.stderr.decode()


# ---------------------------------------------------------------- before it goes live


def test_a_site_on_this_machine_is_checked(tmp_path: Path, site: SmallSite) -> None:
    url = site.url.replace("127.0.0.1", "localhost")
    # Behind a proxy as well: nobody else can see it.
    ended = run(tmp_path, "check", url, http_proxy="http://127.0.0.1:9")
    assert ended.returncode == 1
    assert results_in(tmp_path / "reports")["agencies"][0]["crawl"]["status"] == "complete"


def test_a_folder_is_checked_like_the_site_that_it_will_be(tmp_path: Path) -> None:
    folder = tmp_path / "tak-office" / "public_html"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(PAGES["/"], encoding="utf-8")
    (folder / "code.html").write_text(PAGES["/code.html"], encoding="cp874")
    ended = run(tmp_path, "check", "./tak-office/public_html", "--as-of", DUE)
    assert ended.returncode == 1
    assert "served at http://127.0.0.1:" in ended.stdout.decode()
    found = results_in(tmp_path / "reports")["agencies"][0]
    assert (found["id"], found["name"]["th"]) == ("tak-office", "โฟลเดอร์ tak-office")
    passed = [verdict for verdict in found["verdicts"] if verdict["status"] == "pass"]
    assert [verdict["rule"] for verdict in passed] == ["6.3"]
    assert passed[0]["findings"][0]["url"] == f"{found['url']}code.html"
    again = run(tmp_path, "check", folder, "--as-of", DUE, "--out", "again")
    assert again.returncode == 1
    assert results_in(tmp_path / "again")["agencies"][0]["url"] == found["url"]


# ---------------------------------------------------------------- somebody waits


def test_the_crawl_of_an_address_alone_ends_while_somebody_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (quick,) = select(["https://www.example.go.th"], None, date(2026, 1, 15)).agencies
    assert (quick.crawl.max_seconds, quick.crawl.delay_seconds) == (QUICK_SECONDS, QUICK_PAUSE)
    assert QUICK_PAUSE >= MIN_PAUSE
    (here,) = select(["http://localhost:8000"], None, date(2026, 1, 15)).agencies
    assert here.crawl.delay_seconds is None
    write_agencies(tmp_path, agency_entry("a", "https://www.example.go.th/"))
    assert select(["a"], None, date(2026, 1, 15)).agencies[0].crawl.max_seconds > QUICK_SECONDS
    with folders_served([str(SITES / "hospital")]) as folders:
        assert folders == {} or all(one.crawl.max_seconds > QUICK_SECONDS for one in folders.values())


# ---------------------------------------------------------------- a company's network


def test_a_companys_authority_is_believed_where_it_is_named(tmp_path: Path) -> None:
    with SmallSite(PAGES) as site:
        server = site._server
        server.socket = contexts(tmp_path)["good"].wrap_socket(server.socket, server_side=True)
        url = site.url.replace("http:", "https:")
        assert run(tmp_path, "check", url).returncode == 4
        for variable in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
            assert run(tmp_path, "check", url, **{variable: str(tmp_path / AUTHORITY)}).returncode == 1
            ended = run(tmp_path, "check", url, **{variable: str(tmp_path / "none.pem")})
            assert ended.returncode == 2
            assert ended.stderr.decode().startswith(f"itacheck: {variable}: ")


# ---------------------------------------------------------------- consoles


@pytest.mark.parametrize("encoding", ["cp874", "cp1252"])
def test_no_console_ends_a_command(tmp_path: Path, site: SmallSite, encoding: str) -> None:
    more = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONWARNDEFAULTENCODING": "1"}
    write_agencies(tmp_path, agency_entry("a", site.url))
    for arguments, code in (
        (["--help"], 0),
        (["check", "--help"], 0),
        (["check", site.url, "--out", "ผล"], 1),
        (["report", "ผล/results.json", "--out", "ใหม่", "--format", "markdown"], 0),
        (["agencies", "check"], 0),
        (["agencies", "add", "ทดลอง.ไทย"], 0),
        (["explain", "5.6"], 0),
        (["check", "ไม่มี"], 2),
    ):
        ended = run(tmp_path, *arguments, **more)
        said = (ended.stdout + ended.stderr).decode()
        assert ended.returncode == code, said
        assert "Error" not in said
        assert "Traceback" not in said


def test_the_demo_runs_on_a_console_of_windows(tmp_path: Path) -> None:
    ended = run(tmp_path, "demo", "--out", "demo", PYTHONIOENCODING="cp1252", PYTHONUTF8="0", LC_ALL="C")
    assert ended.returncode == 0, ended.stderr.decode()
    assert "A real run would end with exit code 4" in ended.stdout.decode()


@pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal of POSIX")
@pytest.mark.parametrize(("encoding", "thai"), [("cp874", True), ("cp1252", False)])
def test_a_terminal_that_lacks_letters_loses_only_these(
    tmp_path: Path, site: SmallSite, encoding: str, thai: bool
) -> None:
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [*PYTHON, "check", site.url], cwd=tmp_path, stdout=theirs, stderr=subprocess.PIPE,
        env=surroundings(PYTHONIOENCODING=encoding, PYTHONUTF8="0", CI="1"),
    ) as process:  # fmt: skip
        os.close(theirs)
        said = b""
        while True:
            try:
                data = os.read(ours, 65_536)
            except OSError:
                break
            if not data:
                break
            said += data
        process.wait(60)
    os.close(ours)
    assert process.returncode == 1
    assert "/ report: " in said.decode(encoding)
    assert ("รายงาน" in said.decode(encoding)) is thai


def test_what_a_short_crawl_did_not_see_is_for_a_person(tmp_path: Path) -> None:
    links = "".join(f'<a href="/p{n}">{n}</a> ' for n in range(40))
    pages = {"/": f"<title>หน้าแรก</title>{links}", **{f"/p{n}": f"<title>{n}</title><p>{n}</p>" for n in range(40)}}
    with SmallSite(pages, delay=0.2) as slow:
        for seconds, expected in ((2, {"review"}), (61, {"fail", "review"})):
            write_agencies(tmp_path, agency_entry("a", slow.url, f"crawl.max_seconds = {seconds}\n"))
            assert run(tmp_path, "check", "--as-of", DUE, "--fail-on", "unreachable").returncode == 0
            found = results_in(tmp_path / "reports")["agencies"][0]
            assert {verdict["status"] for verdict in found["verdicts"]} == expected
            assert found["crawl"]["status"] == ("partial" if seconds == 2 else "complete")


@pytest.mark.parametrize("name", ["con", "nul", "com1", "a" * 64])
def test_no_file_of_a_run_has_a_name_that_windows_refuses(tmp_path: Path, site: SmallSite, name: str) -> None:
    write_agencies(tmp_path, agency_entry(name, site.url))
    arguments = ["check", name, "--out", "o", "--save-warc", "w", "--cache", "c"]
    assert run(tmp_path, *arguments).returncode == 1
    for path in tmp_path.rglob("*"):
        inner = PureWindowsPath(*path.relative_to(tmp_path).parts)
        assert all(not re.search(r'[<>:"|?*\\]|[. ]$', part) for part in inner.parts), inner
        assert not RESERVED.fullmatch(inner.name.partition(".")[0]), inner
        assert len(str(inner)) < 160  # of 260, the folder that is given takes some
