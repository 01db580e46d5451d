"""docs/reference/exit-codes.md: every code of every verb, by a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from tests.packs.test_custom import PACK, POSTER, RULE
from tests.small_site import PYTHON, SmallSite, agency_entry, surroundings, write_agencies

from itacheck.cli import cli
from itacheck.packs import DEFAULT_PACK, load_catalogue, load_pack

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "exit-codes.md"
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
DUE, NOT_DUE = ("--as-of", "2026-01-15"), ("--as-of", "2024-11-01")
CODE = (
    "<title>ประมวลจริยธรรม</title><h1>ประมวลจริยธรรมข้าราชการพลเรือน</h1>"
    "<p>ข้าราชการพลเรือนต้องยึดมั่นในสถาบันหลักของประเทศ ซื่อสัตย์สุจริต กล้าตัดสินใจและทำในสิ่งที่ถูกต้อง</p>"
)
PAGES = {"/": '<title>หน้าแรก</title><h1>สำนักงาน</h1><a href="/code">ประมวลจริยธรรม</a>', "/code": CODE}


BEGUN = (
    '{"event": "begun", "time": "2026-01-15T03:00:00Z", "schema": "itacheck/metrics/v1", "version": "0.1.0", '
    '"as_of": "2026-01-15", "shard": null, "agencies": 3, "resumed": 0, "jobs": 8, "every": 5.0}\n'
)
Started = Callable[[list[str]], int]


@dataclass(frozen=True)
class Place:
    """A folder that holds what the commands are about."""

    folder: Path
    closed: str
    """An address at which nothing answers."""

    def ends(self, *arguments: str, **more: str) -> int:
        """Runs a command; a mistake must have told one line."""
        run = subprocess.run(
            [*PYTHON, *(argument.replace("CLOSED", self.closed) for argument in arguments)],
            cwd=self.folder,
            env=surroundings(**more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert "Traceback" not in run.stderr
        return run.returncode


def results(folder: Path, status: str, digest: str = "0" * 64) -> None:
    folder.mkdir()
    verdict: dict[str, object] = {
        "pack": "2568", "rule": "6.3", "status": status, "waiver": None, "findings": [],
        **{key: {"th": "ก", "en": "a"} for key in ("reason", "expected", "found", "fix")},
    }  # fmt: skip
    crawl = {"status": "complete", "pages": 1, "documents": 0, "requests": 1, "bytes": 1, "seconds": 1, "cause": None}
    agency = {
        "id": "a", "name": {"th": "ก", "en": "a"}, "url": "http://a.example/", "kind": "agency",
        "crawl": crawl, "verdicts": [verdict],
    }  # fmt: skip
    run = {
        "id": folder.name, "started": "2026-01-15T00:00:00Z", "finished": "2026-01-15T00:01:00Z", "as_of": "2026-01-15",
        "version": "0.1.0", "packs": [{"id": "2568", "digest": digest}], "shard": None,
    }  # fmt: skip
    told = {"schema": "itacheck/results/v1", "run": run, "agencies": [agency]}
    (folder / "results.json").write_text(json.dumps(told), encoding="utf-8")


def labels(folder: Path, present: object) -> None:
    folder.mkdir()
    label = {"page": "code.html", "evidence": "code-of-ethics", "present": present}
    (folder / "labels.jsonl").write_text(json.dumps(label), encoding="utf-8")
    (folder / "code.html").write_text(CODE, encoding="utf-8")


def pack(folder: Path, rule: str, poster: str = POSTER) -> None:
    header = f"fiscal_year = 2568\n{PACK}"
    for part, text in (("pack.toml", header), ("8/8.1.toml", rule), ("evidence/poster.toml", poster)):
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        (folder / part).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("codes")
    rule = RULE.replace(', { evidence = "ethics-of-ours" }', "")
    with SmallSite({}) as gone:
        closed = gone.url  # nobody listens there from here on
    with SmallSite(PAGES) as site:
        open_, shut = agency_entry("open", site.url), agency_entry("shut", closed)
        for name, entries in {"open": [open_], "shut": [shut], "both": [open_, shut], "none": []}.items():
            (folder / name).mkdir()
            write_agencies(folder / name, *entries)
        (folder / "page.html").write_text(CODE, encoding="utf-8")
        lost = agency_entry("a", "http://a.invalid/") + agency_entry("b", "http://b.invalid/")
        (folder / "lost.toml").write_text(lost, encoding="utf-8")
        (folder / "list.csv").write_text("หน่วยงาน,เว็บไซต์\nก,www.a.go.th\n", encoding="utf-8")
        (folder / "listed.toml").write_text(agency_entry("a", "https://www.a.go.th/"), encoding="utf-8")
        (folder / "watched.jsonl").write_text(BEGUN, encoding="utf-8")
        results(folder / "before", "pass")
        results(folder / "after", "fail")
        judged = load_pack(DEFAULT_PACK, load_catalogue()).digest
        results(folder / "passed", "pass", judged)
        results(folder / "failed", "fail", judged)
        for name, ids in {"one": ["a"], "two": ["a", "b"]}.items():
            (folder / name).mkdir()
            write_agencies(folder / name, *(agency_entry(own, None) for own in ids))
        labels(folder / "labelled", present=True)
        labels(folder / "wrong", present=False)
        labels(folder / "unclear", present="unclear")
        pack(folder / "my-rules", rule)
        pack(folder / "broken", rule.replace("severity", "severeness"))
        pack(folder / "failing", rule, POSTER.replace("โปสเตอร์ + ต้านโกง", "แผ่นพับ"))
        pack(folder / "grown", rule)
        yield Place(folder, closed)


def checked(agencies: str, *more: str) -> list[str]:
    out = "-".join([agencies, *(word.strip("-") for word in more)])
    return ["check", "--agencies", f"{agencies}/agencies.toml", "--out", f"out/{out}", *more]


def merged(part: str, agencies: str) -> list[str]:
    return ["merge", part, "--agencies", f"{agencies}/agencies.toml", "--out", f"out/merged-{part}-{agencies}"]


NEW_RULE = ["rules", "new", "rule", "8.2", "--pack", "grown", "--evidence"]
CASES: list[tuple[str, int, list[str]]] = [
    ("check", 0, checked("open", *NOT_DUE)),
    ("check", 1, checked("open", *DUE)),
    ("check", 2, ["check", "--agencies", "nowhere.toml"]),
    ("check", 3, checked("none")),
    ("check", 4, checked("shut", *DUE)),
    ("watch", 0, ["watch", "watched.jsonl"]),
    ("watch", 2, ["watch", "page.html"]),
    ("agencies add", 0, ["agencies", "add", "www.example.go.th", "--agencies", "mine.toml"]),
    ("agencies add", 2, ["agencies", "add", "nowhere", "--agencies", "mine.toml"]),
    ("agencies import", 0, ["agencies", "import", "list.csv", "--agencies", "taken.toml"]),
    ("agencies import", 2, ["agencies", "import", "page.html", "--agencies", "taken.toml"]),
    ("agencies import", 3, ["agencies", "import", "list.csv", "--agencies", "listed.toml"]),
    ("agencies check", 0, ["agencies", "check", "--agencies", "open/agencies.toml"]),
    ("agencies check", 1, ["agencies", "check", "--agencies", "both/agencies.toml"]),
    ("agencies check", 2, ["agencies", "check", "--agencies", "nowhere.toml"]),
    ("agencies check", 3, ["agencies", "check", "--agencies", "none/agencies.toml"]),
    ("agencies check", 4, ["agencies", "check", "--agencies", "lost.toml"]),
    ("demo", 0, ["demo", "--out", "demo"]),
    ("demo", 2, ["demo", "--out", "page.html"]),
    ("init", 0, ["init", "new"]),
    ("init", 2, ["init", "newer", "--agency", "www.example.go.th"]),
    ("inspect", 0, ["inspect", "page.html"]),
    ("inspect", 2, ["inspect", "nothing.html"]),
    ("inspect", 4, ["inspect", "CLOSED"]),
    ("explain", 0, ["explain", "5.6"]),
    ("explain", 2, ["explain", "9.9"]),
    ("merge", 0, merged("passed", "one")),
    ("merge", 1, merged("failed", "one")),
    ("merge", 2, merged("page.html", "one")),
    ("merge", 3, merged("labelled", "one")),
    ("merge", 4, merged("passed", "two")),
    ("diff", 0, ["diff", "before", "before"]),
    ("diff", 1, ["diff", "before", "after"]),
    ("diff", 2, ["diff", "before", "page.html"]),
    ("report", 0, ["report", "before", "--out", "out/report", "--format", "csv"]),
    ("report", 2, ["report", "page.html", "--out", "out/report"]),
    ("accuracy", 0, ["accuracy", "labelled"]),
    ("accuracy", 1, ["accuracy", "wrong", "--floor-exact", "0.5"]),
    ("accuracy", 2, ["accuracy", "before"]),
    ("accuracy", 3, ["accuracy", "unclear"]),
    ("rules list", 0, ["rules", "list"]),
    ("rules list", 2, ["rules", "list", "--rules", "1999"]),
    ("rules validate", 0, ["rules", "validate", "my-rules"]),
    ("rules validate", 2, ["rules", "validate", "broken"]),
    ("rules test", 0, ["rules", "test", "5.6"]),
    ("rules test", 1, ["rules", "test", "poster", "--rules", "failing"]),
    ("rules test", 2, ["rules", "test", "9.9"]),
    ("rules schema", 0, ["rules", "schema"]),
    ("rules schema", 2, ["rules", "schema", "poem"]),
    ("rules reference", 0, ["rules", "reference", "2568"]),
    ("rules reference", 2, ["rules", "reference", "1999"]),
    ("rules new pack", 0, ["rules", "new", "pack", "made", "--year", "2568"]),
    ("rules new pack", 2, ["rules", "new", "pack", "my-rules", "--year", "2568"]),
    ("rules new evidence", 0, ["rules", "new", "evidence", "wells", "--form", "publication", "--pack", "grown"]),
    ("rules new evidence", 2, ["rules", "new", "evidence", "No id", "--form", "publication", "--pack", "grown"]),
    ("rules new rule", 0, [*NEW_RULE, "poster"]),
    ("rules new rule", 2, [*NEW_RULE, "nothing"]),
]
STOPPED = [("demo", 4), ("accuracy", 4)]
FAIL_ON: list[tuple[str, str, int]] = [
    # option, agencies, code
    ("fail", "both", 1),
    ("review", "both", 1),
    ("unreachable", "both", 4),
    ("unreachable", "open", 0),
    ("error", "both", 0),
]
BOTH = checked("both", *DUE)
GROUPS: list[list[str]] = [[], ["agencies"], ["rules"], ["rules", "new"]]


def failing_on(status: str, agencies: str) -> list[str]:
    return checked(agencies, *DUE, "--fail-on", status)


COMMANDS = [
    *(arguments for _, _, arguments in CASES),
    BOTH,
    *(failing_on(status, agencies) for status, agencies, _ in FAIL_ON),
    *GROUPS,
]


def rows(columns: int) -> list[list[str]]:
    """The rows of the page's tables with so many columns and a command in the first."""
    found = re.findall(r"^\| (`.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    split = [[cell.strip(" `") for cell in row.split(" | ")] for row in found]
    assert all(len(row) == columns for row in split)
    return split


def verbs(command: click.Command, path: str = "") -> Iterator[str]:
    """Every command that is no group."""
    if not isinstance(command, click.Group):
        yield path
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        if not found.hidden:
            yield from verbs(found, f"{path} {name}".strip())


@pytest.fixture(scope="module")
def started(place: Place) -> Iterator[Started]:
    """The code with which a command ends; the commands run beside each other, as many as there are processors."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {tuple(arguments): pool.submit(place.ends, *arguments) for arguments in COMMANDS}
        yield lambda arguments: running[tuple(arguments)].result()
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize(("verb", "code", "arguments"), CASES, ids=[f"{verb}: {code}" for verb, code, _ in CASES])
def test_a_verb_ends_with_its_code(started: Started, verb: str, code: int, arguments: list[str]) -> None:
    assert arguments[: verb.count(" ") + 1] == verb.split()
    assert started(arguments) == code


def test_4_wins_over_1(started: Started) -> None:
    assert started(BOTH) == 4


@pytest.mark.parametrize(("status", "agencies", "code"), FAIL_ON)
def test_fail_on_chooses_what_counts(started: Started, status: str, agencies: str, code: int) -> None:
    assert started(failing_on(status, agencies)) == code


@pytest.mark.parametrize(("options", "code"), [(["--fail-on", "error"], 4), (["--fail-on", "unreachable"], 0)])
def test_what_the_program_broke_on_is_incomplete(place: Place, tmp_path: Path, options: list[str], code: int) -> None:
    information = tmp_path / "broken_forms-1.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-forms\nVersion: 1\n", encoding="utf-8")
    (information / "entry_points.txt").write_text("[itacheck.forms]\nwall = broken_forms:find\n", encoding="utf-8")
    (tmp_path / "broken_forms.py").write_text("def find(evidence, site):\n    raise RuntimeError\n", encoding="utf-8")
    rule = RULE.replace(', { evidence = "ethics-of-ours" }', "")
    pack(tmp_path / "mine", rule, POSTER.replace('form = "publication"', 'form = "wall"'))
    path = os.pathsep.join([surroundings()["PYTHONPATH"], str(tmp_path)])
    custom = ["--rules", str(tmp_path / "mine"), "--plugins", "wall"]
    assert place.ends(*checked("open", *DUE, *custom, *options), PYTHONPATH=path) == code


@POSIX
@pytest.mark.parametrize("verb", [verb for verb, _ in STOPPED])
def test_a_verb_that_was_stopped_is_incomplete(tmp_path: Path, verb: str) -> None:
    pages = {"/": "".join(f'<a href="/{n}">ประกาศ {n}</a>' for n in range(50))}
    with SmallSite(pages, delay=0.2) as site:
        label = {"agency": "slow", "rule": "6.3", "status": "pass"}
        (tmp_path / "labels.jsonl").write_text(json.dumps(label), encoding="utf-8")
        write_agencies(tmp_path, agency_entry("slow", site.url))
        arguments = [".", *DUE] if verb == "accuracy" else ["--out", "demo"]
        with subprocess.Popen(
            [*PYTHON, verb, *arguments],
            cwd=tmp_path,
            env=surroundings(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as running:
            if verb == "accuracy":
                site.wait_for(3)
            else:
                assert running.stderr is not None
                assert running.stderr.readline().startswith(b"[1/7]")
            running.send_signal(signal.SIGINT)
            running.communicate(timeout=60)
    assert running.returncode == 4


@pytest.mark.parametrize("group", GROUPS, ids=" ".join)
def test_a_forgotten_verb_is_a_mistake(started: Started, group: list[str]) -> None:
    assert started(group) == 2


def test_the_page_names_what_is_tested_and_every_verb() -> None:
    told = rows(4)
    options = {tuple(row[0].split()): int(row[2]) for row in told if row[0].startswith("--fail-on")}
    codes = [(row[0], int(row[1])) for row in told if not row[0].startswith("--fail-on")]
    assert sorted(codes) == sorted([*((verb, code) for verb, code, _ in CASES), *STOPPED])
    assert {verb for verb, _ in codes} == set(verbs(cli))
    assert options == {
        ("--fail-on", status): max(code for one, _, code in FAIL_ON if one == status) or 4
        for status in ("fail", "review", "unreachable", "error")
    }
