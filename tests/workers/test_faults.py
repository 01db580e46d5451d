"""A cluster's workers and its scheduler, killed for real: the rest is done, and what is missing is told."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from itacheck.crawl import Progress
from itacheck.errors import ConfigurationError, ItacheckError
from itacheck.model import AgencyResult
from itacheck.workers import Lost, cluster_at, outcomes

from .conftest import Machines, wait_for
from .jobs import Told, agency

# Nothing here takes long but the start of schedulers and workers on a machine that is busy.
pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"), pytest.mark.timeout(240)]
Start = Callable[..., Machines]


class Running:
    """Outcomes that come in a thread, so that a test can do harm meanwhile."""

    def __init__(self, scheduler: str, tries: Path, groups: list[list[str]], **options: Any) -> None:
        self.found: list[AgencyResult | Lost] = []
        self.progress: list[Progress] = []
        self.readers: set[str] = set()
        self.error: BaseException | None = None
        self.stop = threading.Event()
        self._asked = (scheduler, Told(tries), [tuple(agency(one) for one in group) for group in groups], options)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        scheduler, job, groups, options = self._asked
        try:
            with cluster_at(scheduler, jobs=4, progress=self.progress.append) as workers:
                more = {"readers": self.readers, "stop": self.stop, "seconds": 0.1, **options}
                self.found.extend(outcomes(workers, job, groups, **more))
        except BaseException as error:  # noqa: BLE001 - a thread keeps it for the test
            self.error = error

    def end(self, seconds: float = 200.0) -> tuple[list[str], list[str]]:
        """The ids of what is done, and of what is lost."""
        self._thread.join(seconds)
        assert not self._thread.is_alive(), "it hangs"
        if self.error is not None:
            raise self.error
        done = sorted(one.id for one in self.found if isinstance(one, AgencyResult))
        return done, sorted(one.agency.id for one in self.found if isinstance(one, Lost))


@pytest.fixture
def tries(tmp_path: Path) -> Path:
    folder = tmp_path / "tries"
    folder.mkdir()
    return folder


def times(tries: Path, what: str) -> list[float]:
    return [float(path.read_text()) for path in tries.glob(what)]


def test_every_agency_is_checked_once_and_what_was_opened_is_closed(machines: Start, tries: Path) -> None:
    ids = [f"a-{number}" for number in range(9)]
    running = Running(machines().address, tries, [[one] for one in ids])
    assert running.end() == (ids, [])
    assert running.readers == {"ocr"}
    assert {at.agency_id for at in running.progress} == set(ids)
    assert len(list(tries.glob("began-*"))) == 9
    opened = {path.name.split("-")[1] for path in tries.glob("opened-*")}
    assert 1 <= len(opened) <= 2
    assert {path.name.split("-")[1] for path in tries.glob("closed-*")} == opened


def test_agencies_of_one_host_are_asked_one_after_the_other_by_one_process(machines: Start, tries: Path) -> None:
    group = ["slow-a", "slow-b", "slow-c"]
    running = Running(machines().address, tries, [group, ["slow-d"], ["slow-e"]])
    assert running.end()[1] == []
    ends = [times(tries, f"ended-{one}")[0] for one in group]
    assert all(times(tries, f"began-{one}.*")[0] >= end for one, end in zip(group[1:], ends, strict=False))
    assert len({next(tries.glob(f"began-{one}.*")).name.rsplit(".", 1)[1] for one in group}) == 1


def test_a_worker_that_is_killed_loses_nothing(machines: Start, tries: Path) -> None:
    running = Running(machines().address, tries, [["once-a"], ["a"], ["b"], ["slow-c"], ["slow-d"]])
    assert running.end() == (["a", "b", "once-a", "slow-c", "slow-d"], [])


def test_an_agency_that_kills_its_worker_every_time_is_set_aside_and_the_rest_goes_on(tries: Path) -> None:
    pytest.importorskip("distributed", reason="Dask distributed is not installed")
    running = Running("2", tries, [["dies-a"], *([f"slow-{number}"] for number in range(8))])
    assert running.end() == ([f"slow-{number}" for number in range(8)], ["dies-a"])
    assert len(list(tries.glob("began-dies-a.*"))) == 2


def test_a_worker_out_of_memory_is_ended_and_the_rest_goes_on(machines: Start, tries: Path) -> None:
    running = Running(machines(memory="500MB").address, tries, [["eats-a"], ["a"], ["b"], ["c"]])
    assert running.end() == (["a", "b", "c"], ["eats-a"])


def test_an_agency_that_never_ends_is_ended_and_the_rest_goes_on(tries: Path) -> None:
    pytest.importorskip("distributed", reason="Dask distributed is not installed")
    limit = {"limit": lambda one: 2.0 if one.id == "hangs-a" else None}
    running = Running("2", tries, [["hangs-a"], ["a"], ["b"]], **limit)
    assert running.end() == (["a", "b"], ["hangs-a"])


def test_a_scheduler_that_is_started_anew_goes_on_with_what_is_left(machines: Start, tries: Path) -> None:
    cluster = machines()
    running = Running(cluster.address, tries, [["a"], ["held-b"], ["held-c"], ["held-d"], ["held-e"], ["f"]])
    wait_for(lambda: (tries / "ended-a").exists() and list(tries.glob("began-held-b.*")))
    cluster.kill(cluster.scheduler)
    for worker in cluster.workers:
        cluster.kill(worker)
    cluster.start_scheduler()
    cluster.start_worker()
    (tries / "go").touch()
    assert running.end() == (["a", "f", "held-b", "held-c", "held-d", "held-e"], [])


def test_a_scheduler_that_is_gone_for_good_is_told_and_what_was_done_stays(
    machines: Start, tries: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("itacheck.workers.scheduler.PATIENCE", 5)
    cluster = machines()
    running = Running(cluster.address, tries, [["a"], ["held-b"], ["held-c"]])
    wait_for(lambda: running.found and len(list(tries.glob("began-held*"))) == 2)
    cluster.kill(cluster.scheduler)
    assert running.end() == (["a"], ["held-b", "held-c"])
    assert {one.why for one in running.found if isinstance(one, Lost)} == {"the scheduler of the cluster is gone"}


def test_a_connection_that_is_lost_as_the_last_result_is_fetched_is_noticed(
    machines: Start, tries: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = pytest.importorskip("distributed", reason="Dask distributed is not installed").Client
    get, got = client._gather, []

    async def cut(self: Any, *given: Any, **named: Any) -> object:
        got.append(given)
        if len(got) == 1:
            self.scheduler_comm.comm.abort()
            await asyncio.Event().wait()
        return await get(self, *given, **named)

    monkeypatch.setattr(client, "_gather", cut)
    assert Running(machines().address, tries, [["a"]]).end(60) == (["a"], [])
    assert len(got) == 2


def test_a_stop_reaches_every_worker(machines: Start, tries: Path) -> None:
    running = Running(machines().address, tries, [["waits-a"], ["waits-b"], ["waits-c"]])
    wait_for(lambda: list(tries.glob("began-waits*")))
    running.stop.set()
    assert running.end() == (["waits-a", "waits-b", "waits-c"], [])


def test_what_an_agency_raises_is_raised_here(machines: Start, tries: Path) -> None:
    with pytest.raises(ItacheckError, match="no such thing"):
        Running(machines().address, tries, [["breaks-a"], ["a"]]).end()


def test_where_nobody_answers_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="Dask distributed is not installed")
    monkeypatch.setattr("itacheck.workers.scheduler.PATIENCE", 2)
    with (
        pytest.raises(ConfigurationError, match="no scheduler with a worker answers there"),
        cluster_at("tcp://127.0.0.1:9", jobs=4),
    ):
        pass


def test_what_is_started_here_answers_this_machine_alone_and_needs_no_port_of_its_own() -> None:
    pytest.importorskip("distributed", reason="Dask distributed is not installed")
    psutil = pytest.importorskip("psutil")
    with ExitStack() as held:
        with suppress(OSError):  # another program has it: as well
            held.enter_context(socket.create_server(("127.0.0.1", 8787)))  # where Dask shows its web pages
        for _ in range(2):
            held.enter_context(cluster_at("1", jobs=1))
        here = psutil.Process()
        asked = [one for process in (here, *here.children(recursive=True)) for one in process.net_connections()]
        assert {one.laddr.ip for one in asked if one.status == psutil.CONN_LISTEN} == {"127.0.0.1"}


@pytest.fixture
def pool() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield pool


def test_any_executor_of_processes_serves(pool: ProcessPoolExecutor, tries: Path) -> None:
    groups = [(agency(one),) for one in ("a", "b", "c")]
    readers: set[str] = set()
    found = list(outcomes(pool, Told(tries), groups, readers=readers, stop=threading.Event()))
    assert sorted(one.id for one in found if isinstance(one, AgencyResult)) == ["a", "b", "c"]
    assert readers == {"ocr"}


def test_a_pool_that_breaks_loses_what_it_was_at_and_says_so(pool: ProcessPoolExecutor, tries: Path) -> None:
    groups = [(agency(one),) for one in ("dies-a", "b", "c")]
    found = list(outcomes(pool, Told(tries), groups, readers=set(), stop=threading.Event()))
    ids = [one.id if isinstance(one, AgencyResult) else one.agency.id for one in found]
    assert sorted(ids) == ["b", "c", "dies-a"]
    assert "dies-a" in [one.agency.id for one in found if isinstance(one, Lost)]
