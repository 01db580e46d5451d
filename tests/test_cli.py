"""The command line as its users meet it: exit codes, one line for each mistake, what is written and what is shown."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn

import pytest
from jsonschema import Draft202012Validator

import itacheck.cli
from itacheck.cli.console import counted
from itacheck.demo import AS_OF, DemoProvince
from itacheck.judge import Judge
from itacheck.packs import rules_folder

from .command import Call, Ended, results_in
from .small_site import CHECKS, PYTHON, SmallSite, agency_entry, surroundings, write_agencies

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and pseudo-terminals of POSIX")
DUE = "2026-01-15"
NOT_DUE = "2024-11-01"
CODE = (
    "<title>ประมวลจริยธรรม</title><h1>ประมวลจริยธรรมข้าราชการพลเรือน</h1>"
    "<p>ข้าราชการพลเรือนต้องยึดมั่นในสถาบันหลักของประเทศ ซื่อสัตย์สุจริต กล้าตัดสินใจและทำในสิ่งที่ถูกต้อง</p>"
)
PAGES = {"/": '<title>หน้าแรก</title><h1>สำนักงาน</h1><a href="/code">ประมวลจริยธรรม</a>', "/code": CODE}
VERBS = [
    "", "accuracy", "agencies", "agencies add", "agencies import", "agencies check", "check", "demo", "diff",
    "inspect", "explain", "merge", "report", "rules", "rules list", "rules validate", "watch",
    "rules schema", "rules test", "rules reference", "rules new", "rules new pack", "rules new evidence",
    "rules new rule", "init",
]  # fmt: skip


def child(*arguments: object, cwd: Path, **more: Any) -> Ended:
    """Runs a command as a user does, in a process of its own."""
    run = subprocess.run(
        [*PYTHON, *map(str, arguments)],
        cwd=cwd,
        env=surroundings(**more),
        capture_output=True,
        encoding="utf-8",
        timeout=90,
        check=False,
    )
    return Ended(run.returncode, run.stdout, run.stderr)


@pytest.fixture
def site() -> Iterator[SmallSite]:
    with SmallSite(PAGES) as served:
        yield served


def statuses(agency: dict[str, Any]) -> set[str]:
    return {verdict["status"] for verdict in agency["verdicts"]}


# ---------------------------------------------------------------- the demo province, whole


@dataclass(frozen=True)
class Whole:
    """One run over the province through the command line, and a second one."""

    ended: Ended
    out: Path
    again: Path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("whole")
    with DemoProvince(AS_OF) as province:
        province.write_agencies_toml(folder / "agencies.toml")
        first = child("check", "--as-of", AS_OF, "--out", "first", cwd=folder)
        child("check", "--as-of", AS_OF, "--out", "second", "--jobs", "2", cwd=folder)
    return Whole(first, folder / "first", folder / "second")


def test_the_province_is_incomplete_and_everything_is_written(whole: Whole) -> None:
    assert whole.ended.code == 4
    assert (whole.out / "index.html").is_file()
    assert f"{Path('first') / 'index.html'}" in whole.ended.out
    assert "could not look at 2 agencies" in whole.ended.out
    assert "เข้าดูไม่ได้ 2 หน่วยงาน" in whole.ended.out


def test_results_are_valid_and_of_exactly_the_shape_of_the_contract(whole: Whole) -> None:
    results = results_in(whole.out)
    schema = json.loads((files("itacheck.model") / "results.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(results)
    assert list(results) == ["schema", "run", "agencies"]
    assert results["schema"] == "itacheck/results/v1"
    assert set(results["run"]) == {"id", "started", "finished", "as_of", "version", "packs", "shard", "readers"}
    assert (results["run"]["as_of"], results["run"]["shard"]) == (DUE, None)
    assert [set(pack) for pack in results["run"]["packs"]] == [{"id", "digest"}]
    bilingual = {"th", "en"}
    findings = 0
    for agency in results["agencies"]:
        assert set(agency) == {"id", "name", "url", "kind", "district", "crawl", "verdicts"}
        assert set(agency["name"]) == bilingual
        assert set(agency["crawl"]) == {
            *("status", "pages", "documents", "requests", "bytes", "seconds", "cause", "snapshot"),
        }
        assert len(agency["verdicts"]) == 38
        for verdict in agency["verdicts"]:
            assert set(verdict) - {"declared"} == {
                *("pack", "rule", "status", "reason", "expected", "found", "fix", "findings", "waiver"),
            }
            for text in ("reason", "expected", "found", "fix"):
                assert set(verdict[text]) == bilingual
                assert all(verdict[text].values()), (agency["id"], verdict["rule"], text)
            for finding in verdict["findings"]:
                findings += 1
                assert set(finding) - {"why"} == {
                    *("url", "via", "title", "quote", "fiscal_year", "date", "sha256", "fetched_at", "record"),
                }
                assert len(finding["quote"]) <= 160
    assert findings > 100


def test_an_agency_that_is_down_is_unreachable_with_its_cause_in_every_rule(whole: Whole) -> None:
    agencies = {agency["id"]: agency for agency in results_in(whole.out)["agencies"]}
    down, unknown = agencies["commerce-office"], agencies["labour-office"]
    assert statuses(down) == statuses(unknown) == {"unreachable"}
    assert (down["crawl"]["cause"]["code"], down["crawl"]["cause"]["whose"]) == ("refused", "agency")
    assert unknown["crawl"]["cause"]["code"] == "no-website"
    assert all("refused" in verdict["reason"]["en"] for verdict in down["verdicts"])
    assert all("no website declared" in verdict["reason"]["en"] for verdict in unknown["verdicts"])


def test_the_same_pages_give_the_same_verdicts(whole: Whole) -> None:
    def verdicts(folder: Path) -> bytes:
        kept = [agency["verdicts"] for agency in results_in(folder)["agencies"]]
        for verdict in (verdict for agency in kept for verdict in agency):
            for finding in verdict["findings"]:
                del finding["fetched_at"]
        return json.dumps(kept, ensure_ascii=False).encode()

    assert verdicts(whole.out) == verdicts(whole.again)


def test_progress_is_plain_lines_on_the_standard_error_and_not_in_the_output(whole: Whole) -> None:
    lines = whole.ended.err.splitlines()
    assert len(lines) == 7
    assert sorted(line.split(":")[0].split("] ")[1] for line in lines) == sorted(
        agency["id"] for agency in results_in(whole.out)["agencies"]
    )
    assert lines[0].startswith("[1/7] ")
    assert "\r" not in whole.ended.err
    assert "[1/7]" not in whole.ended.out
    assert len(whole.ended.out.splitlines()) == 6


# ---------------------------------------------------------------- exit codes


@pytest.mark.parametrize(
    ("down", "as_of", "fail_on", "code"),
    [
        (False, NOT_DUE, [], 0),
        (False, DUE, [], 1),
        (True, DUE, [], 4),
        (True, NOT_DUE, [], 4),
        (True, DUE, ["fail"], 1),
        (True, NOT_DUE, ["fail"], 0),
        (False, DUE, ["unreachable", "error"], 0),
        (True, DUE, ["error"], 0),
        (False, NOT_DUE, ["review"], 1),
    ],
)
def test_exit_codes(
    call: Call, site: SmallSite, tmp_path: Path, down: bool, as_of: str, fail_on: list[str], code: int
) -> None:
    entries = [agency_entry("up", site.url), *([agency_entry("down", None)] if down else [])]
    write_agencies(tmp_path, *entries)
    options = [word for status in fail_on for word in ("--fail-on", status)]
    assert call("check", "--as-of", as_of, *options).code == code
    assert [agency["id"] for agency in results_in(tmp_path / "reports")["agencies"]] == ["up", "down"][: 1 + down]


def test_a_home_page_that_is_not_there_is_unreachable_and_the_run_goes_on(
    call: Call, site: SmallSite, tmp_path: Path
) -> None:
    with SmallSite({"/": 404}) as gone:
        write_agencies(tmp_path, agency_entry("gone", gone.url), agency_entry("up", site.url))
        assert call("check", "--as-of", DUE).code == 4
    missing, up = results_in(tmp_path / "reports")["agencies"]
    assert statuses(missing) == {"unreachable"}
    assert missing["crawl"]["cause"]["code"] == "http-4xx"
    assert "pass" in statuses(up)


def test_a_crash_on_one_agency_is_its_error_and_exit_code_4(
    call: Call, site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = Judge.judge

    def breaks(self: Judge, agency: Any, snapshot: Any) -> Any:
        if agency.id == "bad":
            raise KeyError("nobody thought of it")
        return judge(self, agency, snapshot)

    monkeypatch.setattr(Judge, "judge", breaks)
    write_agencies(tmp_path, agency_entry("bad", site.url), agency_entry("good", site.url))
    ended = call("check", "--as-of", DUE)
    assert ended.code == 4
    assert "the checker broke on 1 agency" in ended.out
    bad, good = results_in(tmp_path / "reports")["agencies"]
    assert statuses(bad) == {"error"}
    assert "error" not in statuses(good)


def test_urls_of_one_host_are_two_agencies(call: Call, site: SmallSite, tmp_path: Path) -> None:
    assert call("check", site.url, f"{site.url}code", "--as-of", NOT_DUE, "--out", tmp_path / "o").code == 0
    first, second = results_in(tmp_path / "o")["agencies"]
    assert first["id"] != second["id"]
    assert (first["url"], second["url"]) == (site.url, f"{site.url}code")


def test_ids_choose_from_the_file(call: Call, site: SmallSite, tmp_path: Path) -> None:
    write_agencies(tmp_path, agency_entry("a", site.url), agency_entry("b", None), agency_entry("c", site.url))
    assert call("check", "c", "a", "c", "--as-of", NOT_DUE).code == 0
    assert [agency["id"] for agency in results_in(tmp_path / "reports")["agencies"]] == ["c", "a"]


def test_a_waiver_may_name_the_pack_and_is_in_the_results(call: Call, site: SmallSite, tmp_path: Path) -> None:
    waiver = '[[agency.waiver]]\nrule = "2568/5.6"\nreason = "ย้ายเว็บไซต์"\nowner = "หัวหน้า"\nexpires = 2026-06-30\n'
    write_agencies(tmp_path, agency_entry("a", site.url, waiver))
    assert call("check", "--as-of", DUE).code == 1
    (agency,) = results_in(tmp_path / "reports")["agencies"]
    waived = {verdict["rule"] for verdict in agency["verdicts"] if verdict["waiver"]}
    assert waived == {"5.6"}


# ---------------------------------------------------------------- mistakes


def broken_pack(folder: Path) -> Path:
    """A copy of the shipped pack with a rule that is wrong."""
    pack = folder / "my-pack"
    shutil.copytree(rules_folder() / "2568", pack)
    rule = pack / "5" / "5.6.toml"
    rule.write_text(rule.read_text(encoding="utf-8").replace("severity", "severeness", 1), encoding="utf-8")
    return pack


GOOD = agency_entry("a", "https://a.example/")
MISTAKES = [
    pytest.param(None, ["check"], 2, r"agencies\.toml: no such file.*--agencies FILE", id="no agencies.toml"),
    pytest.param("[[agency]", ["check"], 2, r"agencies\.toml: not valid TOML.*line 1", id="broken TOML"),
    pytest.param("a = '\xff'", ["check"], 2, r"agencies\.toml: not UTF-8", id="not UTF-8"),
    pytest.param(GOOD + "knid = 1\n", ["check"], 2, r"agencies\.toml: agency a: unknown key 'knid'", id="unknown key"),
    pytest.param(GOOD + GOOD, ["check"], 2, r"agencies\.toml: agency a: key 'id'.*twice", id="duplicate id"),
    pytest.param(
        GOOD + 'declared."9.9" = "https://a.example/x"\n', ["check"], 2,
        r"agencies\.toml: agency a: key 'declared\.\"9\.9\"': unknown rule '9\.9'", id="declared of an unknown rule",
    ),
    pytest.param(
        GOOD + 'declared."2568/5.6" = "https://a.example/x"\n', ["check"], 2,
        r"unknown rule '2568/5\.6'", id="declared with a pack",
    ),
    pytest.param(
        GOOD + '[[agency.waiver]]\nrule = "9.9"\nreason = "r"\nowner = "o"\nexpires = 2026-03-01\n',
        ["check", "--as-of", DUE], 2, r"agency a: key 'waiver\.rule': unknown rule '9\.9'",
        id="waiver of an unknown rule",
    ),
    pytest.param("", ["check"], 3, r"agencies\.toml: holds no agency", id="a file without agencies"),
    pytest.param("[defaults]\n", ["check", "--out", "o"], 3, "nothing was checked", id="only defaults"),
    pytest.param(GOOD, ["check", "b"], 2, r"agencies\.toml: no agency 'b'", id="unknown agency id"),
    pytest.param(GOOD, ["check", ""], 2, r"no agency ''", id="an empty id"),
    pytest.param(None, ["check", "www.example.go.th"], 2, r"no scheme: write https://www\.example\.go\.th",
        id="no scheme"),
    pytest.param(None, ["check", "ftp://example.go.th/"], 2, "only http and https", id="ftp"),
    pytest.param(None, ["check", "https://"], 2, "no valid host", id="no host"),
    pytest.param(None, ["check", "https://u:p@a.example/"], 2, "user name or password", id="credentials"),
    pytest.param(GOOD, ["check", "--rules", "1999"], 2, r"rule pack '1999': not found: use one of .*2568",
        id="unknown pack"),
    pytest.param(GOOD, ["check", "--as-of", "soon"], 2, r"--as-of.*'soon' is not a day.*check --help", id="no day"),
    pytest.param(GOOD, ["check", "--as-of", "2568-06-01"], 2, "Buddhist era: write 2025-06-01", id="a Buddhist year"),
    pytest.param(GOOD, ["check", "--jobs", "0"], 2, "--jobs", id="no jobs"),
    pytest.param(GOOD, ["check", "--fail-on", "waived"], 2, "--fail-on", id="unknown status"),
    pytest.param(GOOD, ["check", "--out", "agencies.toml"], 2, r"--out agencies\.toml: cannot be written",
        id="a file in the way"),
    pytest.param(GOOD, ["check", "--out", "agencies.toml/x"], 2, r"--out .*: cannot be written",
        id="a file on the way"),
    pytest.param(None, ["demo", "--as-of", "x"], 2, "not a day", id="demo: no day"),
    pytest.param("", ["demo", "--out", "agencies.toml"], 2, "cannot be written", id="demo: a file in the way"),
    pytest.param(None, ["explain", "9.9"], 2, r"unknown rule '9\.9': use one of 1\.1, ", id="explain: unknown rule"),
    pytest.param(None, ["explain", "5.6", "--rules", "x"], 2, "rule pack 'x': not found", id="explain: unknown pack"),
    pytest.param(None, ["explain"], 2, r"Missing argument 'RULE': see itacheck explain --help", id="explain: nothing"),
    pytest.param(None, ["rules", "list", "--rules", "x"], 2, "rule pack 'x': not found", id="rules list: unknown pack"),
    pytest.param(None, ["rules", "validate", "x"], 2, "rule pack 'x': not found", id="rules validate: unknown pack"),
    pytest.param(None, ["rules", "schema", "x"], 2, "see itacheck rules schema --help", id="rules schema: unknown"),
    pytest.param(None, ["rules", "validate", "2568", "./twice"], 2, "'2568' is there twice", id="one pack twice"),
    pytest.param(GOOD, ["check", "--rules", "2568", "--rules", "2568"], 2, "'2568' is there twice: name each pack once",
        id="one pack named twice"),
    pytest.param(GOOD, ["check", "--rules", ""], 2, "names no rule pack", id="an empty pack"),
    pytest.param(GOOD, ["check", "--rules", "2568,"], 2, "names no rule pack", id="a comma too many"),
    pytest.param(None, ["demo", "--rules", "2570,2570"], 2, "'2570' is there twice", id="demo: one pack named twice"),
    pytest.param(GOOD, ["check", "--plugins", "x"], 2, "--plugins x: no installed package", id="unknown form"),
    pytest.param(None, ["inspect", "none.html"], 2, r"none\.html: no such file: name a file, or a URL",
        id="inspect: no file"),
    pytest.param(None, ["inspect", "."], 2, "is a folder", id="inspect: a folder"),
    pytest.param(None, ["inspect", "ftp://a.example/"], 2, "only http and https", id="inspect: ftp"),
    pytest.param(None, ["inspect"], 2, "Missing argument", id="inspect: nothing"),
    pytest.param(None, ["inspect", "--format", "xml", "a"], 2, "--format", id="inspect: unknown format"),
    pytest.param(None, ["frobnicate"], 2, "No such command 'frobnicate'", id="unknown verb"),
    pytest.param(None, ["check", "--frobnicate"], 2, "No such option.*--frobnicate", id="unknown option"),
    pytest.param(None, ["check", "\x1b[31mred\x9b"], 2, "red", id="control codes"),
]  # fmt: skip


@pytest.mark.parametrize(("agencies", "arguments", "code", "told"), MISTAKES)
def test_a_mistake_is_one_line_and_its_exit_code(
    call: Call, tmp_path: Path, agencies: str | None, arguments: list[str], code: int, told: str
) -> None:
    if "./twice" in arguments:
        shutil.copytree(rules_folder() / "2568", tmp_path / "twice")
    if agencies is not None:
        (tmp_path / "agencies.toml").write_text(agencies, encoding="latin-1" if "\xff" in agencies else "utf-8")
    elif "\x1b" in arguments[-1]:
        write_agencies(tmp_path, GOOD)
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    ended = call(*arguments)
    assert ended.code == code
    assert ended.out == ""
    assert ended.err.startswith("itacheck: ")
    assert ended.err.count("\n") == 1
    assert ended.err.endswith("\n")
    assert "Traceback" not in ended.err
    assert ended.err.rstrip("\n").isprintable()
    assert re.search(told, ended.err)
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before, "nothing was written"


def test_a_mistake_looks_the_same_in_a_process_of_its_own(tmp_path: Path) -> None:
    for arguments in (["check"], ["check", "www.example.go.th"], ["nope"]):
        ended = child(*arguments, cwd=tmp_path)
        assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
        assert ended.err.startswith("itacheck: ")


def test_without_a_verb_it_shows_its_help_and_is_not_green(call: Call) -> None:
    for arguments in ([], ["rules"]):
        ended = call(*arguments)
        assert ended.code == 2
        assert ended.out.startswith("Usage: itacheck")
        assert ended.err.startswith("itacheck: no verb given")
        assert ended.err.count("\n") == 1


@POSIX
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights_is_told(call: Call, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    write_agencies(tmp_path, GOOD)
    ended = call("check", "--out", locked)
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "cannot be written" in ended.err


def test_results_that_cannot_be_replaced_are_told(call: Call, site: SmallSite, tmp_path: Path) -> None:
    (tmp_path / "o" / "results.json" / "in the way").mkdir(parents=True)
    ended = call("check", site.url, "--out", "o")
    assert ended.code == 4
    assert "results.json cannot be written" in ended.err.splitlines()[-1]
    assert "1 of 1 agencies are kept" in ended.err.splitlines()[-1]
    (tmp_path / "o" / "results.json").rename(tmp_path / "away")
    assert call("check", site.url, "--out", "o", "--resume").code == 1


def test_a_crash_of_the_program_itself_is_one_line_and_not_a_fail(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> NoReturn:
        raise RuntimeError("nobody\nthought of it")

    monkeypatch.setattr("itacheck.cli.verb_rules.choose_packs", breaks)
    ended = call("rules", "list")
    assert ended.code == 4
    assert ended.err.count("\n") == 1
    assert "RuntimeError: nobody thought of it" in ended.err


# ---------------------------------------------------------------- Ctrl-C


def slow_links(number: int) -> dict[str, str]:
    links = "".join(f'<li><a href="/p{n}">เรื่องที่ {n}</a></li>' for n in range(number))
    pages = {f"/p{n}": f"<title>เรื่องที่ {n}</title><p>เนื้อหาของเรื่องที่ {n}</p>" for n in range(number)}
    return {"/": f"<title>หน้าแรก</title><h1>สำนักงาน</h1><ul>{links}</ul>", **pages}


def interrupted(tmp_path: Path, site: SmallSite, after: int, *entries: str) -> subprocess.Popen[str]:
    """A check that was sent SIGINT after so many requests."""
    write_agencies(tmp_path, agency_entry("slow", site.url, "crawl.max_seconds = 60\n"), *entries)
    running = subprocess.Popen(
        [*PYTHON, "check", "--as-of", DUE, "--jobs", "1", "--out", "out"],
        cwd=tmp_path,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        site.wait_for(after)
    except AssertionError:
        running.kill()
        raise
    running.send_signal(signal.SIGINT)
    return running


@POSIX
def test_an_interrupt_writes_what_was_collected(tmp_path: Path) -> None:
    with SmallSite(slow_links(200), delay=0.2) as site:
        running = interrupted(tmp_path, site, 6, agency_entry("next", site.url))
        out, err = running.communicate(timeout=60)
    assert running.returncode == 4
    assert "Traceback" not in out + err
    assert "stopped before everything was looked at" in out
    slow, waiting = results_in(tmp_path / "out")["agencies"]
    assert slow["crawl"]["status"] == "partial"
    assert 3 <= slow["crawl"]["pages"] < 100
    assert "stopped" in slow["crawl"]["cause"]["detail"]
    assert "fail" not in statuses(slow)
    assert statuses(waiting) == {"unreachable"}
    assert (tmp_path / "out" / "index.html").is_file()


@POSIX
def test_a_second_interrupt_gives_up_at_once(tmp_path: Path) -> None:
    with SmallSite(slow_links(3), delay=30) as site:
        running = interrupted(tmp_path, site, 3)
        time.sleep(0.7)
        running.send_signal(signal.SIGINT)
        began = time.monotonic()
        out, err = running.communicate(timeout=60)
    assert time.monotonic() - began < 20
    assert running.returncode == 4
    assert "Traceback" not in out + err
    assert "given up" in err


# ---------------------------------------------------------------- progress on a terminal


@POSIX
@pytest.mark.parametrize("in_ci", [False, True])
def test_a_terminal_shows_a_bar_but_not_in_ci(tmp_path: Path, site: SmallSite, in_ci: bool) -> None:
    import pty  # noqa: PLC0415 - POSIX only
    import termios  # noqa: PLC0415

    write_agencies(tmp_path, agency_entry("a", site.url))
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(ours, (24, 100))
    with subprocess.Popen(
        [*PYTHON, "check", "--as-of", NOT_DUE],
        cwd=tmp_path,
        env=surroundings(**({"CI": "true"} if in_ci else {})),
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as running:
        os.close(theirs)
        seen = b""
        while piece := _read(ours):
            seen += piece
    os.close(ours)
    shown = seen.decode()
    assert running.returncode == 0
    assert ("[1/1] a: complete, 2 pages, 0 documents" in shown) is in_ci
    assert ("1/1 [" in shown) is not in_ci


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:
        # Linux says so when the other end of a terminal is closed.
        return b""


def test_plurals() -> None:
    assert [counted(n, "page") for n in (0, 1, 2)] == ["0 pages", "1 page", "2 pages"]


def test_verbose_tells_each_address(tmp_path: Path, site: SmallSite) -> None:
    ended = child("-v", "check", site.url, "--as-of", NOT_DUE, cwd=tmp_path)
    assert ended.code == 0
    assert f"{site.url}code" in ended.err
    assert f"{site.url}code" not in ended.out


# ---------------------------------------------------------------- rules


def test_rules_list_has_one_line_for_each_rule(call: Call) -> None:
    ended = call("rules", "list")
    lines = [line.split("\t") for line in ended.out.splitlines()]
    assert (ended.code, len(lines), ended.err) == (0, 38, "")
    assert {len(line) for line in lines} == {6}
    assert {line[5] for line in lines} == {"high"}
    assert lines[0][:3] == ["2568", "1.1", "2025-09-30"]
    assert [line[3] for line in lines if line[1] == "5.7"] == ["budget-report+procurement-monthly-summary"]


def test_rules_list_tells_what_a_year_changed_and_that_it_is_not_confirmed(call: Call) -> None:
    ended = call("rules", "list", "--rules", "2569,2570", "--rules", "2568")
    lines = [line.split("\t") for line in ended.out.splitlines()]
    assert (ended.code, len(lines)) == (0, 3 * 38)
    assert [line[0] for line in lines] == ["2569"] * 38 + ["2570"] * 38 + ["2568"] * 38
    assert [line[6] for line in lines if line[:2] == ["2570", "3.3"]] == [
        "ชุดกฎ 2569 แก้ไขข้อนี้ (fix): การประเมิน ITA ปี 2569 มี 26 ข้อ ไม่ใช่ 28 / "
        "rule pack 2569 changed it (fix): The assessment of 2569 has 26 items, not 28"
    ]
    assert ended.err.count("not confirmed against the measures document") == 2


@pytest.fixture
def next_year(tmp_path: Path) -> str:
    (tmp_path / "next").mkdir()
    (tmp_path / "next" / "pack.toml").write_text(
        'extends = "2568"\nfiscal_year = 2570\n[[drop]]\nrule = "2.2.2"\n'
        'reason.th = "ยกเลิกแล้ว"\nreason.en = "no longer asked"\n',
        encoding="utf-8",
    )
    return "./next"


def test_a_dropped_rule_is_told_with_its_reason(call: Call, next_year: str) -> None:
    listed = call("rules", "list", "--rules", next_year)
    assert len(listed.out.splitlines()) == 37
    assert "next: 2.2.2: ชุดกฎ next ตัดออกข้อนี้: ยกเลิกแล้ว / rule pack next dropped it: no longer asked" in listed.err
    ended = call("explain", "2.2.2", "--rules", next_year)
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "'2.2.2' was dropped by rule pack next: ยกเลิกแล้ว / no longer asked" in ended.err
    assert call("explain", "2.2.2", "--rules", next_year, "--rules", "2568").code == 0


def test_several_packs_are_judged_from_one_crawl(call: Call, site: SmallSite, tmp_path: Path, next_year: str) -> None:
    ended = call("check", site.url, "--rules", f"2568,{next_year}", "--as-of", "2026-11-22", "--out", "both")
    assert ended.code == 1
    results = results_in(tmp_path / "both")
    assert [pack["id"] for pack in results["run"]["packs"]] == ["2568", "next"]
    assert len({pack["digest"] for pack in results["run"]["packs"]}) == 2
    verdicts = {(v["pack"], v["rule"]): v for v in results["agencies"][0]["verdicts"]}
    assert len(verdicts) == 38 + 37
    assert verdicts["2568", "5.2"]["status"] == "fail"
    assert verdicts["next", "5.2"]["status"] == "not_due"
    assert "2027-09-30" in verdicts["next", "5.2"]["reason"]["en"]
    assert verdicts["2568", "6.3"]["status"] == verdicts["next", "6.3"]["status"] == "pass"
    assert len(site.asked) == len(set(site.asked)), "every page was asked for once"
    assert "Carried over from rule pack 2568 with its years moved to fiscal year 2570" in ended.out
    page = (tmp_path / "both" / "index.html").read_text(encoding="utf-8")
    assert "ชุดกฎ next" in page
    assert "Carried over from rule pack 2568" in page


def test_inspect_looks_for_the_types_of_a_pack_and_prefers_its_year(call: Call, tmp_path: Path, next_year: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<a href="/a.pdf">แผนปฏิบัติการป้องกันการทุจริต พ.ศ. 2570</a> <a href="/b.pdf">แผนปฏิบัติการป้องกันการทุจริต พ.ศ. 2571</a>',
        encoding="utf-8",
    )

    def year(*more: str) -> int:
        seen = json.loads(call("inspect", page, "--format", "jsonl", *more).out)["evidence"]
        found: int = next(one["fiscal_year"] for one in seen if one["id"] == "anti-corruption-plan")
        return found

    assert year() == 2571
    assert year("--rules", next_year) == 2570
    assert year("--rules", next_year, "--fiscal-year", "2571") == 2571


def test_a_reader_that_goes_away_changes_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*PYTHON, "rules", "list"], cwd=tmp_path, env=surroundings(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.stderr is not None
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_rules_validate_says_what_is_there(call: Call) -> None:
    ended = call("rules", "validate")
    assert ended.code == 0
    assert "2568: 38 rules" in ended.out
    assert "oit-2568: 28 rules" in ended.out
    assert "oit-2569: 26 rules" in ended.out


def test_rules_list_takes_several_packs_and_says_how_sure_each_rule_is(call: Call) -> None:
    ended = call("rules", "list", "--rules", "2568", "--rules", "oit-2568", "--rules", "oit-2569")
    lines = [line.split("\t") for line in ended.out.splitlines()]
    assert Counter(line[0] for line in lines) == {"2568": 38, "oit-2568": 28, "oit-2569": 26}
    assert [line[1] for line in lines if line[0] == "oit-2568"] == [f"O{n}" for n in range(1, 29)]
    assert {line[5] for line in lines if line[0] == "oit-2569"} == {"medium"}


def test_rules_validate_names_an_element_that_cannot_be_read(call: Call, tmp_path: Path) -> None:
    shutil.copytree(rules_folder() / "oit-2568", tmp_path / "mine")
    path = tmp_path / "mine" / "1" / "O3.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('names = ["แผนที่|', 'names = ["|แผนที่|', 1), encoding="utf-8")
    ended = call("rules", "validate", str(tmp_path / "mine"))
    assert ended.code == 2
    assert "O3.toml: element.4.names.0: " in ended.out


def test_explain_tells_the_elements_and_how_sure_they_are(call: Call) -> None:
    ended = call("explain", "O4", "--rules", "oit-2568")
    assert ended.code == 0
    assert "ต้องระบุ: ข้อมูลข่าวสาร" in ended.out
    assert "EIT survey is made known — ยังไม่ยืนยัน / not verified" in ended.out
    assert "confidence in the source: medium" in ended.out


def test_rules_validate_names_the_file_and_the_key(call: Call, tmp_path: Path) -> None:
    ended = call("rules", "validate", broken_pack(tmp_path))
    assert (ended.code, ended.err) == (2, "")
    assert f"{Path('5') / '5.6.toml'}: severity: is missing, add it" in ended.out
    assert "severeness: unknown key 'severeness', correct its spelling (is it 'severity'?) or remove it" in ended.out


@pytest.mark.parametrize("what", ["rule", "evidence", "pack", "agencies", "results", "metrics"])
def test_rules_schema_is_a_json_schema(call: Call, what: str) -> None:
    ended = call("rules", "schema", what)
    schema = json.loads(ended.out)
    Draft202012Validator.check_schema(schema)
    assert schema["type"] == "object"
    if what == "results":
        shipped = json.loads((files("itacheck.model") / "results.schema.json").read_text(encoding="utf-8"))
        assert schema == shipped


def test_explain_says_everything_about_a_rule(call: Call) -> None:
    ended = call("explain", "5.6")
    assert ended.code == 0
    assert ended.out.startswith("2568 5.6 ")
    for said in (
        "ขั้นตอน:", "ผู้รับผิดชอบ:", "ต.ค. ๖๗ – ก.ย. ๖๘", "2025-09-30", "ผ่านเมื่อ:", "passes:", "เหตุผล:", "วิธีแก้:", "fix:",
        "procurement-announcements", "at least 3", "O",
    ):  # fmt: skip
        assert said in ended.out, said


@pytest.mark.parametrize("columns", ["80", "100"])
@pytest.mark.parametrize("verb", VERBS)
def test_help_fits_a_screen_and_shows_an_example(
    call: Call, monkeypatch: pytest.MonkeyPatch, verb: str, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    ended = call(*verb.split(), "--help")
    lines = ended.out.splitlines()
    assert ended.code == 0
    assert len(lines) <= 30
    assert max(map(len, lines)) <= int(columns)
    assert any(line.startswith(f"    itacheck {verb}".rstrip()) for line in lines), "an example to copy"
    assert "…" not in ended.out


def test_the_version_is_told(call: Call) -> None:
    ended = call("--version")
    assert (ended.code, ended.out) == (0, f"itacheck, version {itacheck.__version__}\n")


# ---------------------------------------------------------------- demo, from what is installed


def test_demo_works_as_installed_from_any_folder(tmp_path: Path) -> None:
    """The layout of the wheel: the rules inside the package, no checkout around it."""
    installed = tmp_path / "site-packages"
    shutil.copytree(CHECKS / "itacheck", installed / "itacheck", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(rules_folder(), installed / "itacheck" / "rules", dirs_exist_ok=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    where = {"PYTHONPATH": str(installed), "TMPDIR": str(temporary), "TEMP": str(temporary), "TMP": str(temporary)}
    asked = [sys.executable, "-c", "import itacheck.packs as p; print(p.rules_folder())"]
    rules = subprocess.run(asked, cwd=elsewhere, env=surroundings(**where), capture_output=True, text=True, check=True)
    assert rules.stdout.strip() == str(installed / "itacheck" / "rules")
    ended = child("demo", cwd=elsewhere, **where)
    assert ended.code == 0, ended.err
    (made,) = temporary.glob("itacheck-demo-*")
    assert str(made / "index.html") in ended.out
    assert (made / "index.html").is_file()
    assert len(results_in(made)["agencies"]) == 7
    assert "exit code 4" in ended.out
    assert list(elsewhere.iterdir()) == []


# ---------------------------------------------------------------- rules: for who writes them


def test_rules_test_ends_with_1_and_shows_the_part_that_failed(call: Call, tmp_path: Path) -> None:
    assert call("rules", "test", "5.6", "e-service").code == 0
    pack = tmp_path / "mine"
    shutil.copytree(rules_folder() / "2568", pack)
    rule = pack / "5" / "5.6.toml"
    rule.write_text(rule.read_text(encoding="utf-8").replace("at_least = 3", "at_least = 4"), encoding="utf-8")
    ended = call("rules", "test", "5.6", "--rules", pack)
    assert (ended.code, ended.err) == (1, "")
    assert "FAIL rule 2568/5.6: three notices in the year: ต้องได้ / expected pass, ได้ / got fail" in ended.out
    assert "part 1, option 1: procurement-announcements (year fiscal-year, at least 4): fail" in ended.out
    assert "- accepted: พบหลักฐานตามชื่อ / named and there: “" in ended.out
    assert "3 examples, 1 failed" in ended.out
    made = [
        json.loads(line) for line in call("rules", "test", "--rules", pack, "5.6", "--format", "json").out.splitlines()
    ]
    assert [trial["holds"] for trial in made] == [False, True, True]
    assert made[0]["parts"][0]["reason"]["th"]


def test_rules_validate_speaks_json(call: Call, tmp_path: Path) -> None:
    ended = call("rules", "validate", broken_pack(tmp_path), "--format", "json")
    assert ended.code == 2
    problems = json.loads(ended.out)
    assert {"level", "file", "key", "what", "todo"} == set(problems[0])
    assert {problem["key"] for problem in problems} == {"severity", "severeness"}


def test_rules_new_wants_a_name_in_both_languages(call: Call) -> None:
    ended = call("rules", "new", "pack", "mine", "--year", "2568", "--th", "กฎ")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "--th and --en go together" in ended.err


def test_rules_new_rule_on_an_unknown_type_says_how_to_make_it(call: Call) -> None:
    assert call("rules", "new", "pack", "mine", "--year", "2568").code == 0
    ended = call("rules", "new", "rule", "1.1", "--pack", "mine", "--evidence", "wells")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "unknown evidence type 'wells': itacheck rules new evidence wells makes it" in ended.err
    assert call("rules", "new", "pack", "mine", "--year", "2568").code == 2


def test_rules_reference_prints_and_writes(call: Call, tmp_path: Path) -> None:
    ended = call("rules", "reference", "2568")
    assert ended.code == 0
    assert "### 5.6 เผยแพร่ประกาศจัดซื้อจัดจ้าง" in ended.out
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    ended = call("rules", "schema", "--write", blocked)
    assert ended.code == 2
