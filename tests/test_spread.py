"""Processes compute and threads wait: the same results as in one process, whatever dies."""

from __future__ import annotations

import itertools
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from itacheck.crawl import Progress
from itacheck.errors import ItacheckError
from itacheck.model import (
    Agency,
    AgencyResult,
    Bilingual,
    CrawlLimits,
    CrawlResult,
    CrawlStatus,
    Results,
    Status,
)
from itacheck.packs import DEFAULT_PACK, load_catalogue, load_pack
from itacheck.run import Run
from itacheck.spread import Lost, Spread, processes_for

from .small_site import SmallSite

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="one process there")

CATALOGUE = load_catalogue()
PACK = load_pack(DEFAULT_PACK, CATALOGUE)
PAGES = {
    "/": '<title>หน้าแรก</title><h1>สำนักงาน</h1><a href="/code">ประมวลจริยธรรม</a>',
    "/code": "<title>ประมวลจริยธรรม</title><h1>ประมวลจริยธรรมข้าราชการพลเรือน</h1>"
    "<p>ข้าราชการพลเรือนต้องยึดมั่นในสถาบันหลักของประเทศ ซื่อสัตย์สุจริต กล้าตัดสินใจและทำในสิ่งที่ถูกต้อง</p>",
}


def agency(agency_id: str, url: str | None = None) -> Agency:
    limits = CrawlLimits(delay_seconds=0, timeout_seconds=5)
    return Agency(id=agency_id, name=Bilingual(th="ก", en="a"), kind="regional-office", url=url, crawl=limits)


@dataclass(frozen=True)
class Told:
    """A job that does as the agency's id says."""

    broken: bool = False
    tries: Path | None = None

    @contextmanager
    def open(self, stop: threading.Event, progress: Callable[[Progress], None]) -> Iterator[Told.Opened]:
        if self.broken:
            raise ItacheckError("cannot begin", "try again")
        yield Told.Opened(stop, progress, self.tries)

    @dataclass
    class Opened:
        stop: threading.Event
        progress: Callable[[Progress], None]
        tries: Path | None

        def check(self, agency: Agency) -> AgencyResult:
            if self.tries is not None:
                number = len(list(self.tries.glob(f"{agency.id}-*")))
                (self.tries / f"{agency.id}-{number}").touch()
                if agency.id == "dies-once" and number == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            if agency.id in ("dies", "dies-too"):
                os.kill(os.getpid(), signal.SIGKILL)
            if agency.id == "hangs":
                threading.Event().wait(60)
            if agency.id == "hangs-deaf":
                os.kill(os.getpid(), signal.SIGSTOP)
            if agency.id in ("waits", "waits-too"):
                assert self.stop.wait(30)
            if agency.id == "breaks":
                raise ValueError("no such thing")
            if agency.id == "logs":
                logging.getLogger("itacheck.test").warning("from %s", "there")
            self.progress(Progress(agency.id, 1, 0, 0, ""))
            crawl = CrawlResult(
                status=CrawlStatus.COMPLETE, pages=1, documents=0, requests=1, bytes=1, seconds=0, cause=None
            )
            return AgencyResult(id=agency.id, name=agency.name, url=None, kind=agency.kind, crawl=crawl, verdicts=())

        def readers(self) -> tuple[str, ...]:
            return ("ocr",)


def outcomes(ids: list[str], *, stop: threading.Event | None = None, **options: Any) -> tuple[list[Any], set[str]]:
    job = Told(options.pop("broken", False), options.pop("tries", None))
    spread = Spread(job, [agency(one) for one in ids], **{"processes": 2, "jobs": 2, **options})
    try:
        return list(spread.outcomes(stop=stop or threading.Event(), seconds=0.05)), spread.readers
    finally:
        spread.close()


def ids_of(found: list[Any]) -> list[str]:
    return sorted(one.id for one in found if isinstance(one, AgencyResult))


def test_every_agency_is_checked_once() -> None:
    ids = [f"a{number}" for number in range(9)]
    found, readers = outcomes(ids, jobs=4)
    assert ids_of(found) == ids
    assert sum(isinstance(one, Progress) for one in found) == 9
    assert readers == {"ocr"}


def test_an_agency_on_which_processes_die_is_set_aside_after_two_tries_and_takes_no_other_with_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    found, _ = outcomes(["dies", "a", "b", "c", "d", "e"], jobs=6, tries=tmp_path)
    assert [one.agency.id for one in found if isinstance(one, Lost)] == ["dies"]
    assert ids_of(found) == ["a", "b", "c", "d", "e"]
    assert len(list(tmp_path.glob("dies-*"))) == 2
    assert "each is tried once more, alone" in caplog.text


def test_a_process_that_died_is_replaced() -> None:
    found, _ = outcomes(["dies", "dies-too", "a", "b", "c"])
    assert sorted(one.agency.id for one in found if isinstance(one, Lost)) == ["dies", "dies-too"]
    assert ids_of(found) == ["a", "b", "c"]


def test_what_died_by_chance_is_done_at_the_second_try(tmp_path: Path) -> None:
    found, _ = outcomes(["dies-once", "a"], tries=tmp_path)
    assert ids_of(found) == ["a", "dies-once"]
    assert not [one for one in found if isinstance(one, Lost)]


@pytest.mark.parametrize("how", ["hangs", "hangs-deaf"])
def test_an_agency_that_never_ends_is_ended_and_set_aside(how: str) -> None:
    found, _ = outcomes([how, "a", "b"], limit=lambda one: 1.5 if one.id == how else None)
    assert [one.agency.id for one in found if isinstance(one, Lost)] == [how]
    assert ids_of(found) == ["a", "b"]


def test_a_clock_of_the_day_that_jumps_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    hours = iter(range(10_000))
    monkeypatch.setattr(time, "time", lambda: next(hours) * 3600.0 * (-1) ** next(hours))
    found, _ = outcomes(["a", "b", "c"], limit=lambda _: 60.0)
    assert ids_of(found) == ["a", "b", "c"]


def test_what_begins_after_a_stop_is_told_of_it() -> None:
    stop = threading.Event()
    stop.set()
    found, _ = outcomes(["dies", "waits", "waits-too"], stop=stop, jobs=4)
    assert ids_of(found) == ["waits", "waits-too"]


def test_a_stop_reaches_every_process() -> None:
    stop = threading.Event()
    stop.set()
    assert ids_of(outcomes(["waits", "waits", "a"], stop=stop)[0]) == ["a", "waits", "waits"]


def test_what_keeps_a_process_from_beginning_is_raised_here() -> None:
    with pytest.raises(ItacheckError, match="cannot begin"):
        outcomes(["a", "b"], broken=True)


def test_what_an_agency_raises_is_raised_here() -> None:
    with pytest.raises(RuntimeError, match="ValueError: no such thing"):
        outcomes(["breaks", "a"])


def test_log_lines_come_back(caplog: pytest.LogCaptureFixture) -> None:
    outcomes(["logs", "a"])
    assert "from there" in caplog.text


def test_the_number_of_processes_fits_agencies_and_jobs() -> None:
    assert processes_for(1, 8) == 1
    assert processes_for(100, 1) == 1
    assert 1 <= processes_for(100, 64) <= (os.cpu_count() or 1)


def told(results: Results) -> list[Any]:
    return [
        (
            one.id,
            one.crawl.status,
            one.crawl.pages,
            [(v.rule, v.status, v.reason, v.findings[:0]) for v in one.verdicts],
        )
        for one in results.agencies
    ]


def test_the_verdicts_are_those_of_one_process() -> None:
    with SmallSite(PAGES) as one, SmallSite({"/": "<title>ก</title><p>ข้อความของหน่วยงาน</p>"}) as other:
        agencies = [agency("one", one.url), agency("two", other.url), agency("none"), agency("again", one.url)]
        done: list[str] = []
        alone = Run(agencies, [PACK], CATALOGUE, date(2026, 1, 15)).results()
        spread = Run(agencies, [PACK], CATALOGUE, date(2026, 1, 15), processes=2, done=lambda r: done.append(r.id))
        assert told(spread.results()) == told(alone)
    assert sorted(done) == ["again", "none", "one", "two"]


def test_an_agency_whose_process_died_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = agency("lost", "http://127.0.0.1:9/")
    monkeypatch.setattr(Spread, "outcomes", lambda _self, **_: iter([Lost(lost)]))
    (only,) = Run([lost], [PACK], CATALOGUE, date(2026, 1, 15), processes=2).results().agencies
    assert {verdict.status for verdict in only.verdicts} == {Status.ERROR}


def test_a_clock_that_is_set_back_by_years_changes_no_verdict_and_no_run_ends_before_it_began() -> None:
    days = itertools.cycle((datetime(2026, 1, 15, tzinfo=UTC), datetime(2016, 1, 1, tzinfo=UTC)))
    with SmallSite(PAGES) as site:
        agencies = [agency("one", site.url)]
        alone = Run(agencies, [PACK], CATALOGUE, date(2026, 1, 15)).results()
        jumped = Run(agencies, [PACK], CATALOGUE, date(2026, 1, 15), clock=lambda: next(days)).results()
    assert told(jumped) == told(alone)
    assert jumped.run.finished >= jumped.run.started
