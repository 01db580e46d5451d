"""A job for workers that does as the agency's id says."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from itacheck.crawl import Progress
from itacheck.errors import ItacheckError
from itacheck.model import Agency, AgencyResult, Bilingual, CrawlLimits, CrawlResult, CrawlStatus


def agency(agency_id: str, url: str | None = None) -> Agency:
    limits = CrawlLimits(delay_seconds=0, timeout_seconds=5)
    return Agency(id=agency_id, name=Bilingual(th="ก", en="a"), kind="regional-office", url=url, crawl=limits)


@dataclass(frozen=True)
class Told:
    """Notes in `tries` when each agency was begun and ended, and in which process."""

    tries: Path

    @contextmanager
    def open(self, stop: threading.Event, _progress: Callable[[Progress], None]) -> Iterator[Told.Opened]:
        (self.tries / f"opened-{os.getpid()}").touch()
        yield Told.Opened(self.tries, stop)
        (self.tries / f"closed-{os.getpid()}").touch()

    @dataclass
    class Opened:
        tries: Path
        stop: threading.Event

        def check(self, agency: Agency) -> AgencyResult:
            name = agency.id.split("-")[0]
            before = len(list(self.tries.glob(f"began-{agency.id}.*")))
            (self.tries / f"began-{agency.id}.{before}.{os.getpid()}").write_text(str(time.monotonic()))
            if name == "dies" or (name == "once" and not before):
                os.kill(os.getpid(), signal.SIGKILL)
            if name == "eats":
                eaten = [b"\x01" * 10_000_000 for _ in range(60)]
                time.sleep(60)
                del eaten
            if name == "hangs":
                time.sleep(60)
            if name == "waits":
                assert self.stop.wait(60)
            if name == "slow":
                time.sleep(0.5)
            if name == "held":
                end = time.monotonic() + 60
                while not (self.tries / "go").exists() and time.monotonic() < end:
                    time.sleep(0.05)
            if name == "breaks":
                raise ItacheckError("no such thing", "try again")
            (self.tries / f"ended-{agency.id}").write_text(str(time.monotonic()))
            crawl = CrawlResult(
                status=CrawlStatus.COMPLETE, pages=1, documents=0, requests=1, bytes=1, seconds=0, cause=None
            )
            return AgencyResult(id=agency.id, name=agency.name, url=None, kind=agency.kind, crawl=crawl, verdicts=())

        def readers(self) -> tuple[str, ...]:
            return ("ocr",)
