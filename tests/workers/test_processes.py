"""Processes of this machine: the same results as threads of one, whatever dies."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from itacheck.crawl import Fetched, Progress, Rendered, Supplier
from itacheck.errors import ItacheckError
from itacheck.model import AgencyResult, Page, Results, Status, Trouble, Unrendered
from itacheck.packs import DEFAULT_PACK, load_catalogue, load_pack
from itacheck.read import DocumentText
from itacheck.run import Run
from itacheck.workers import Lost, Processes, Services, outcomes, processes_for

from ..command import results_in
from ..small_site import PYTHON, SmallSite, agency_entry, surroundings, write_agencies
from .conftest import wait_for
from .jobs import Told, agency, began

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="one process there")

CATALOGUE = load_catalogue()
PACK = load_pack(DEFAULT_PACK, CATALOGUE)
DAY = date(2026, 1, 15)
PAGES = {
    "/": '<title>หน้าแรก</title><h1>สำนักงาน</h1><a href="/code">ประมวลจริยธรรม</a>',
    "/code": "<title>ประมวลจริยธรรม</title><h1>ประมวลจริยธรรมข้าราชการพลเรือน</h1>"
    "<p>ข้าราชการพลเรือนต้องยึดมั่นในสถาบันหลักของประเทศ ซื่อสัตย์สุจริต กล้าตัดสินใจและทำในสิ่งที่ถูกต้อง</p>",
}


class Reader:
    """Documents that say which process read them."""

    pictures_read = 3

    def ensure(self) -> None:
        """Nothing to begin."""

    def read_document(self, body: bytes, kind: str, *, site: str = "") -> DocumentText:
        if kind == "text/broken":
            raise ValueError("no such kind")
        return DocumentText(text=f"{len(body)} {kind} {site} {os.getpid()}")

    def read_page(self, html: str, url: str, *, site: str = "") -> Page | Trouble:
        del html, url, site
        return Trouble.TOO_LARGE


class Browser:
    """Draws a page out of what it asks for."""

    rendered = 1

    def render(self, answer: Fetched, supply: Supplier) -> Rendered | Unrendered:
        more = supply(answer.url + "more", script=True)
        return Rendered(answer.body.decode() + more.body.decode(), answer.url, whole=not more.missed)


class Ended:
    """What came of some agencies."""

    def __init__(
        self,
        tries: Path,
        ids: list[str],
        *,
        number: int = 2,
        broken: bool = False,
        stop: threading.Event | None = None,
        limit: Callable[[str], float | None] = lambda _: None,
        browser: Browser | None = None,
        **options: Any,
    ) -> None:
        self.progress: list[Progress] = []
        self.readers: set[str] = set()
        job, groups = Told(tries, broken), [(agency(one),) for one in ids]
        with Processes(number, Services(Reader(), browser), progress=self.progress.append, **options) as processes:
            found = list(
                outcomes(
                    processes, job, groups, readers=self.readers, stop=stop or threading.Event(),
                    limit=lambda one: limit(one.id), seconds=0.05,
                )
            )  # fmt: skip
        self.done = sorted(one.id for one in found if isinstance(one, AgencyResult))
        self.lost = sorted(one.agency.id for one in found if isinstance(one, Lost))


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_every_agency_is_checked_once_and_no_process_is_left(tmp_path: Path) -> None:
    ids = [f"a-{number}" for number in range(9)]
    ended = Ended(tmp_path, ids, number=3)
    assert (ended.done, ended.lost) == (ids, [])
    assert len(ended.progress) == 9
    assert ended.readers == {"ocr"}
    used = [pid for one in ids for pid in began(tmp_path, one)]
    assert len(used) == 9
    assert os.getpid() not in used
    assert len(set(used)) <= 3
    wait_for(lambda: not any(alive(pid) for pid in used), 10)


def test_one_on_which_processes_die_is_set_aside_after_two_tries_and_takes_no_other_with_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ended = Ended(tmp_path, ["dies-1", "a", "b", "c", "d", "e"])
    assert (ended.done, ended.lost) == (["a", "b", "c", "d", "e"], ["dies-1"])
    assert len(began(tmp_path, "dies-1")) == 2
    assert all(len(began(tmp_path, one)) == 1 for one in "abcde")
    assert "a worker died (exit code -9) at dies-1" in caplog.text
    assert "dies-1: tried once more, alone" in caplog.text


def test_a_process_that_died_is_replaced(tmp_path: Path) -> None:
    ended = Ended(tmp_path, ["dies-1", "dies-2", "dies-3", "a", "b", "c"], number=1)
    assert (ended.done, ended.lost) == (["a", "b", "c"], ["dies-1", "dies-2", "dies-3"])


def test_what_died_by_chance_is_done_at_the_second_try(tmp_path: Path) -> None:
    ended = Ended(tmp_path, ["once-1", "a"])
    assert (ended.done, ended.lost) == (["a", "once-1"], [])


@pytest.mark.parametrize("how", ["hangs-1", "deaf-1"])
def test_one_that_never_ends_is_ended_and_set_aside(tmp_path: Path, how: str) -> None:
    ended = Ended(tmp_path, [how, "a", "b"], limit=lambda one: 1.0 if one == how else None)
    assert (ended.done, ended.lost) == (["a", "b"], [how])
    assert not any(alive(pid) for pid in began(tmp_path, how))


def test_one_that_takes_more_memory_than_it_may_harms_no_other(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="MemoryError"):
        Ended(tmp_path, ["a", "eats-1"], number=1, memory=600_000_000)
    assert (tmp_path / "ended-a").exists()


def test_a_clock_of_the_day_that_jumps_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hours = itertools.count()
    monkeypatch.setattr(time, "time", lambda: next(hours) * 3600.0 * (-1) ** next(hours))
    ended = Ended(tmp_path, ["slow-a", "slow-b", "c"], limit=lambda _: 60.0)
    assert (ended.done, ended.lost) == (["c", "slow-a", "slow-b"], [])


def test_a_stop_reaches_every_process_also_one_that_begins_after_it(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    ended = Ended(tmp_path, ["dies-1", "waits-1", "waits-2", "waits-3"], stop=stop)
    assert (ended.done, ended.lost) == (["waits-1", "waits-2", "waits-3"], ["dies-1"])


def test_what_keeps_a_process_from_beginning_is_raised_here(tmp_path: Path) -> None:
    with pytest.raises(ItacheckError, match="cannot begin"):
        Ended(tmp_path, ["a", "b"], broken=True)


def test_what_an_agency_raises_is_raised_here(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="ValueError: no such thing"):
        Ended(tmp_path, ["odd-1", "a"])


def test_log_lines_come_back(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    Ended(tmp_path, ["logs-1", "a"])
    assert "from there" in caplog.text


def test_documents_are_read_here_for_all_of_them(tmp_path: Path) -> None:
    ended = Ended(tmp_path, ["asks-1", "asks-2"])
    assert ended.done == ["asks-1", "asks-2"]
    read = (tmp_path / "read-asks-1").read_text(encoding="utf-8")
    assert read == f"14 text/none a {os.getpid()}"


def test_what_a_service_raises_is_raised_where_it_was_asked(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="ValueError: no such kind"):
        Ended(tmp_path, ["asks-badly"])


def test_a_page_is_drawn_here_out_of_what_its_own_process_fetches(tmp_path: Path) -> None:
    Ended(tmp_path, ["draws-1"], browser=Browser())
    assert (tmp_path / "drawn-draws-1").read_text(encoding="utf-8") == f"page of {began(tmp_path, 'draws-1')[0]} True"


def test_a_process_that_dies_while_its_page_is_drawn_is_one_that_died(tmp_path: Path) -> None:
    ended = Ended(tmp_path, ["draws-dies", "a"], browser=Browser())
    assert (ended.done, ended.lost) == (["a"], ["draws-dies"])


def test_a_process_that_stops_while_its_page_is_drawn_is_ended_in_time(tmp_path: Path) -> None:
    ended = Ended(tmp_path, ["draws-deaf", "a"], browser=Browser(), limit=lambda _: 2.0)
    assert (ended.done, ended.lost) == (["a"], ["draws-deaf"])


def test_a_process_gives_back_what_it_holds_after_some_agencies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("itacheck.workers.processes.RENEWED", 3)
    ids = [f"a-{number}" for number in range(7)]
    ended = Ended(tmp_path, ids, number=1)
    assert (ended.done, ended.lost) == (ids, [])
    assert len({pid for one in ids for pid in began(tmp_path, one)}) == 3


def test_the_number_of_processes_fits_agencies_and_jobs() -> None:
    assert processes_for(1, 8) == 1
    assert processes_for(100, 1) == 1
    assert processes_for(5, 8) == 5
    assert processes_for(100, 64) == 64


# ---------------------------------------------------------------- runs


def told(results: Results) -> list[Any]:
    return [
        (
            one.id,
            one.crawl.status,
            one.crawl.pages,
            [(v.rule, v.status, v.reason, [(f.url, f.via, f.quote) for f in v.findings]) for v in one.verdicts],
        )
        for one in results.agencies
    ]


def test_the_verdicts_are_those_of_one_process() -> None:
    with SmallSite(PAGES) as one, SmallSite({"/": "<title>ก</title><p>ข้อความของหน่วยงาน</p>"}) as other:
        agencies = [agency("one", one.url), agency("two", other.url), agency("none"), agency("again", one.url)]
        done: list[str] = []
        alone = Run(agencies, [PACK], CATALOGUE, DAY).results()
        apart = Run(agencies, [PACK], CATALOGUE, DAY, processes=2, done=lambda r: done.append(r.id))
        assert told(apart.results()) == told(alone)
    assert sorted(done) == ["again", "none", "one", "two"]


def test_an_agency_whose_process_died_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = agency("lost", "http://127.0.0.1:9/")
    monkeypatch.setattr("itacheck.run.outcomes", lambda *_, **__: (Lost(one) for one in (lost,)))
    (only,) = Run([lost], [PACK], CATALOGUE, DAY, processes=2).results().agencies
    assert {verdict.status for verdict in only.verdicts} == {Status.ERROR}


def test_a_clock_that_is_set_back_by_years_changes_no_verdict_and_no_run_ends_before_it_began() -> None:
    days = itertools.cycle((datetime(2026, 1, 15, tzinfo=UTC), datetime(2016, 1, 1, tzinfo=UTC)))
    with SmallSite(PAGES) as site:
        agencies = [agency("one", site.url)]
        alone = Run(agencies, [PACK], CATALOGUE, DAY).results()
        jumped = Run(agencies, [PACK], CATALOGUE, DAY, clock=lambda: next(days)).results()
    assert told(jumped) == told(alone)
    assert jumped.run.finished >= jumped.run.started


def processes_of(leader: int) -> set[int]:
    """The processes of a session that run."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader and fields[0] != "Z":
                found.add(int(path.parent.name))
    return found


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], list[SmallSite]]]:
    """The command at four sites of many pages, all of them entered."""
    pages = {**PAGES, **{f"/p{number}": PAGES["/code"] for number in range(90)}}
    pages["/"] = "".join(f'<a href="/p{number}">ประมวลจริยธรรม {number}</a>' for number in range(90))
    with ExitStack() as stack:
        sites = [stack.enter_context(SmallSite(pages, delay=0.3)) for _ in range(4)]
        write_agencies(tmp_path, *(agency_entry(f"a-{number}", site.url) for number, site in enumerate(sites)))
        run = subprocess.Popen(
            [*PYTHON, "check", "--no-browser", "--no-ocr", "--out", "out"], cwd=tmp_path, env=surroundings(),
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True,
        )  # fmt: skip
        try:
            for site in sites:
                site.wait_for(6, 60)
            yield run, sites
        finally:
            with suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGKILL)
            run.communicate()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="no /proc")
def test_nothing_goes_on_when_the_command_is_killed(running: tuple[subprocess.Popen[str], list[SmallSite]]) -> None:
    run, sites = running
    # One for each agency, one for documents, the one that they are forked from, and the command.
    assert len(processes_of(run.pid)) >= 7
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    wait_for(lambda: not processes_of(run.pid), 15)
    asked = [len(site.asked) for site in sites]
    time.sleep(1)
    assert [len(site.asked) for site in sites] == asked


@pytest.mark.skipif(sys.platform != "linux", reason="only there processes are moved aside")
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_all_of_them_keeps_what_each_collected(
    tmp_path: Path, running: tuple[subprocess.Popen[str], list[SmallSite]], told: signal.Signals
) -> None:
    run, _ = running
    os.killpg(run.pid, told)
    _, said = run.communicate(timeout=60)
    assert (run.returncode, "died" in said) == (4, False), said
    assert all(one["crawl"]["pages"] > 1 for one in results_in(tmp_path / "out")["agencies"])
