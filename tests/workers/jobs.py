"""A job for workers that does as the agency's id says."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from itacheck.crawl import Fetched, Progress, Rendered, Supply
from itacheck.errors import ItacheckError
from itacheck.model import Agency, AgencyResult, Bilingual, CrawlLimits, CrawlResult, CrawlStatus
from itacheck.workers import Here


def agency(agency_id: str, url: str | None = None) -> Agency:
    limits = CrawlLimits(delay_seconds=0, timeout_seconds=5)
    return Agency(id=agency_id, name=Bilingual(th="ก", en="a"), kind="regional-office", url=url, crawl=limits)


@dataclass(frozen=True)
class Told:
    """Notes in `tries` when each agency was begun and ended, and in which process."""

    tries: Path
    broken: bool = False

    @contextmanager
    def open(self, here: Here) -> Iterator[Told.Opened]:
        if self.broken:
            raise ItacheckError("cannot begin", "try again")
        (self.tries / f"opened-{os.getpid()}").touch()
        yield Told.Opened(self.tries, here)
        (self.tries / f"closed-{os.getpid()}").touch()

    @dataclass
    class Opened:
        tries: Path
        here: Here

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
            if name == "deaf":
                os.kill(os.getpid(), signal.SIGSTOP)
            if name == "waits":
                assert self.here.stop.wait(60)
            if name == "slow":
                time.sleep(0.5)
            if name == "held":
                end = time.monotonic() + 60
                while not (self.tries / "go").exists() and time.monotonic() < end:
                    time.sleep(0.05)
            if name == "breaks":
                raise ItacheckError("no such thing", "try again")
            if name == "odd":
                raise ValueError("no such thing")
            if name == "asks":
                assert self.here.documents is not None
                kind = "text/broken" if agency.id == "asks-badly" else "text/none"
                text = self.here.documents.read_document(b"\x89PNG of a kind", kind, site="a").text
                (self.tries / f"read-{agency.id}").write_text(text, encoding="utf-8")
            if name == "draws":
                assert self.here.browser is not None
                page = Fetched("http://a/", "http://a/", 200, "", "", b"page ", datetime.now(UTC))
                supply = {"draws-1": self.fetch, "draws-deaf": self.sleep}.get(agency.id, self.die)
                drawn = self.here.browser.render(page, supply)
                assert isinstance(drawn, Rendered)
                (self.tries / f"drawn-{agency.id}").write_text(f"{drawn.html} {drawn.whole}", encoding="utf-8")
            if name == "logs":
                logging.getLogger("itacheck.test").warning("from %s", "there")
            self.here.progress(Progress(agency.id, 1, 0, 0, ""))
            (self.tries / f"ended-{agency.id}").write_text(str(time.monotonic()))
            crawl = CrawlResult(
                status=CrawlStatus.COMPLETE, pages=1, documents=0, requests=1, bytes=1, seconds=0, cause=None
            )
            return AgencyResult(id=agency.id, name=agency.name, url=None, kind=agency.kind, crawl=crawl, verdicts=())

        def fetch(self, url: str, /, *, script: bool) -> Supply:
            assert (url, script) == ("http://a/more", True)
            self.here.progress(Progress("draws", 1, 0, 0, ""))
            return Supply(200, "text/plain", f"of {os.getpid()}".encode())

        def die(self, _: str, /, *, script: bool) -> Supply:
            del script
            os.kill(os.getpid(), signal.SIGKILL)
            return Supply()

        def sleep(self, _: str, /, *, script: bool) -> Supply:
            del script
            os.kill(os.getpid(), signal.SIGSTOP)
            return Supply()

        def readers(self) -> tuple[str, ...]:
            return ("ocr",)


def began(tries: Path, agency_id: str) -> list[int]:
    """The process of each try at an agency, in their order."""
    return [int(path.suffix[1:]) for path in sorted(tries.glob(f"began-{agency_id}.*"))]
