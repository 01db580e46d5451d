"""The command on a cluster: what it writes is what one process writes, and nothing judged is lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from itacheck.demo import AS_OF, DemoProvince
from itacheck.packs import DEFAULT_PACK, load_catalogue, load_pack
from itacheck.run import Run
from itacheck.workers import cluster_at

from ..small_site import PYTHON, SmallSite, agency_entry, surroundings, write_agencies
from .conftest import Machines, wait_for
from .jobs import agency

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
Start = Callable[..., Machines]
CODE = "<title>ประมวลจริยธรรม</title><h1>ประมวลจริยธรรมข้าราชการพลเรือน</h1><p>ข้าราชการพลเรือนต้องซื่อสัตย์สุจริต</p>"
CHECK = ("check", "--no-browser", "--no-ocr")
PAGES = {"/": '<title>หน้าแรก</title><h1>สำนักงาน</h1><a href="/code">ประมวลจริยธรรม</a>', "/code": CODE}


def check(folder: Path, out: str, *options: str) -> tuple[int, str]:
    ended = subprocess.run(
        [*PYTHON, "check", "--no-browser", "--no-ocr", "--as-of", str(AS_OF), "--out", out, *options],
        cwd=folder, env=surroundings(), capture_output=True, encoding="utf-8", timeout=110, check=False,
    )  # fmt: skip
    assert "Traceback" not in ended.stderr, ended.stderr
    return ended.returncode, ended.stdout + ended.stderr


def verdicts(file: Path) -> list[Any]:
    """What a run came to, but for when and how fast."""
    told = json.loads(file.read_text(encoding="utf-8"))
    for one in told["agencies"]:
        for timed in ("seconds", "bytes", "requests"):
            one["crawl"].pop(timed)
        for finding in (finding for verdict in one["verdicts"] for finding in verdict["findings"]):
            finding.pop("fetched_at")
    found: list[Any] = told["agencies"]
    return found


def test_a_cluster_writes_what_one_machine_writes(machines: Start, tmp_path: Path) -> None:
    cluster = machines()
    with DemoProvince(AS_OF) as province:
        province.write_agencies_toml(tmp_path / "agencies.toml")
        here = check(tmp_path, "here")
        there = check(tmp_path, "there", "--scheduler", cluster.address)
    assert there[0] == here[0] == 4
    assert verdicts(tmp_path / "there" / "results.json") == verdicts(tmp_path / "here" / "results.json")
    assert not (tmp_path / "there" / ".work").exists()


@pytest.fixture
def sites() -> Iterator[list[SmallSite]]:
    with ExitStack() as stack:
        yield [stack.enter_context(SmallSite(PAGES, delay=0.3)) for _ in range(6)]


def write(folder: Path, sites: list[SmallSite]) -> None:
    write_agencies(folder, *(agency_entry(f"a-{number}", site.url) for number, site in enumerate(sites)))


def test_a_run_on_a_cluster_that_is_killed_goes_on_where_it_was(
    machines: Start, tmp_path: Path, sites: list[SmallSite]
) -> None:
    cluster = machines(workers=1, threads=1)
    write(tmp_path, sites)
    run = subprocess.Popen(
        [*PYTHON, *CHECK, "--as-of", str(AS_OF), "--out", "out", "--scheduler", cluster.address],
        cwd=tmp_path, env=surroundings(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    work = tmp_path / "out" / ".work"
    wait_for(lambda: len(list(work.glob("a-*.json"))) >= 2)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    done = {path.stem for path in work.glob("a-*.json")}
    asked = {number: len(site.asked) for number, site in enumerate(sites) if f"a-{number}" in done}
    code, said = check(tmp_path, "out", "--scheduler", cluster.address, "--resume")
    assert code == 1, said
    assert len(verdicts(tmp_path / "out" / "results.json")) == 6
    assert {number: len(sites[number].asked) for number in asked} == asked


def test_a_stop_from_the_terminal_ends_a_cluster_of_its_own_with_what_it_has(
    tmp_path: Path, sites: list[SmallSite]
) -> None:
    pytest.importorskip("distributed", reason="Dask distributed is not installed")
    for site in sites:
        site.pages["/"] = "".join(f'<a href="/p{number}">ประมวลจริยธรรม {number}</a>' for number in range(90))
        site.pages.update({f"/p{number}": CODE for number in range(90)})
    write(tmp_path, sites)
    run = subprocess.Popen(
        [*PYTHON, "check", "--no-browser", "--no-ocr", "--as-of", str(AS_OF), "--out", "out", "--scheduler", "2"],
        cwd=tmp_path, env=surroundings(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        start_new_session=True,
    )  # fmt: skip
    for site in sites:
        site.wait_for(4, 60)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: every process of the group gets it
    try:
        said, _ = run.communicate(timeout=60)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
    assert run.returncode == 4, said
    assert "Traceback" not in said
    assert "--resume" in said
    assert len(verdicts(tmp_path / "out" / "results.json")) == 6


def test_workers_that_do_not_see_the_folder_send_what_the_client_notes(
    machines: Start, tmp_path: Path, sites: list[SmallSite], monkeypatch: pytest.MonkeyPatch
) -> None:
    from itacheck.unfinished import Key, Unfinished, Work  # noqa: PLC0415

    catalogue = load_catalogue()
    out = tmp_path / "out"
    out.mkdir()
    key = Key(version="1", as_of=AS_OF, packs={}, agencies={}, options={})
    asked = [agency(f"a-{number}", site.url) for number, site in enumerate(sites[:2])]
    run = Run(asked, [load_pack(DEFAULT_PACK, catalogue)], catalogue, AS_OF, out=out)
    with Unfinished(out, key, now=run.clock()) as held, cluster_at(machines().address, jobs=2) as workers:
        held.begin()
        run.work = held.work
        monkeypatch.setattr(Work, "mark", lambda _: "of another machine")
        found = {one.id for one in run.checked(workers)}
        assert found == {"a-0", "a-1"}
        assert {path.name for path in held.work.folder.glob("a-*")} == {"a-0.json", "a-1.json"}
        assert held.work.finished("a-0") is not None


@pytest.mark.parametrize("given", ["0", "tcp://", "http://127.0.0.1:9", "-1", "a b", "tcp://h:1/x"])
def test_what_is_no_scheduler_is_refused(tmp_path: Path, given: str) -> None:
    code, said = check(tmp_path, "out", f"--scheduler={given}")
    assert code == 2
    assert "--scheduler" in said


def test_a_scheduler_that_nobody_runs_is_one_line_and_2(tmp_path: Path, sites: list[SmallSite]) -> None:
    pytest.importorskip("distributed", reason="Dask distributed is not installed")
    write(tmp_path, sites)
    code, said = check(tmp_path, "out", "--scheduler", "tcp://127.0.0.1:9")
    assert code == 2
    assert "no scheduler with a worker answers there" in said


@pytest.mark.parametrize("options", [(), ("--scheduler", "2")], ids=["here", "cluster"])
def test_a_full_disk_loses_nothing_judged_and_says_what_is_missing(tmp_path: Path, options: tuple[str, ...]) -> None:
    if options:
        pytest.importorskip("distributed", reason="Dask distributed is not installed")
    out = tmp_path / "out"
    out.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(out)]
    if shutil.which("mount") is None or subprocess.run(mounted, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        with DemoProvince(AS_OF) as province:
            province.write_agencies_toml(tmp_path / "agencies.toml")
            code, said = check(tmp_path, "out", *options)
            kept = {path.stem for path in (out / ".work").glob("*.json")} - {"run"}
            assert code == 4
            line = next(line for line in said.splitlines() if line.startswith("itacheck: out/"))
            assert f"{len(kept)} of 7 agencies are kept, missing: " in line
            assert "--resume" in line
            assert kept
            subprocess.run(["mount", "-o", "remount,size=60m", str(out)], check=True)
            code, said = check(tmp_path, "out", "--resume", *options)
            assert f"{len(kept)} of 7 agencies finished" in said
            assert (code, len(verdicts(out / "results.json"))) == (4, 7)
    finally:
        subprocess.run(["umount", "-l", str(out)], check=True)
