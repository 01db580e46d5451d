"""What the lines of a run say."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from jsonschema import Draft202012Validator

from itacheck.crawl import Progress
from itacheck.metrics import MAX_MISSING, Metrics, Opening, metrics_schema
from itacheck.model import AgencyResult, Bilingual, CauseResult, CrawlResult, CrawlStatus

VALID = Draft202012Validator(json.loads(metrics_schema()))
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


class Recorded:
    """A run whose time goes on as the test says."""

    def __init__(self, *ids: str, before: tuple[str, ...] = ()) -> None:
        self.time = 100.0
        self.told: list[dict[str, Any]] = []
        opening = Opening(ids, date(2026, 1, 15), 8, "1/4", before)
        self.metrics = Metrics(opening, self.take, clock=lambda: self.time, now=lambda: NOON, memory=lambda: 5)

    def take(self, line: str) -> None:
        assert "\n" not in line
        self.told.append(json.loads(line))
        VALID.validate(self.told[-1])

    def underway(self) -> dict[str, Any]:
        self.take(self.metrics.underway())
        return self.told[-1]


def result(agency_id: str, pages: int = 10, cause: str | None = None) -> AgencyResult:
    words = Bilingual(th="ก", en="a")
    status = CrawlStatus.UNREACHABLE if cause else CrawlStatus.COMPLETE
    why = CauseResult(code=cause, whose="agency", detail="x", text=words) if cause else None
    crawl = CrawlResult(
        status=status, pages=pages, documents=1, requests=pages + 2, bytes=1000, seconds=3.5, cause=why
    )  # fmt: skip
    return AgencyResult(
        id=agency_id, name=words, url=f"http://{agency_id}.example/", kind="a", crawl=crawl, verdicts=()
    )


def test_it_begins_with_the_schema_and_what_is_known_of_the_run() -> None:
    run = Recorded("a", "b", before=("a",))
    told = run.told[0]
    assert list(told)[:2] == ["event", "time"]
    assert (told["event"], told["schema"], told["time"]) == ("begun", "itacheck/metrics/v1", "2026-01-15T12:00:00Z")
    assert (told["agencies"], told["resumed"], told["jobs"], told["shard"]) == (2, 1, 8, "1/4")


def test_what_is_at_work_counts_until_it_is_done() -> None:
    run = Recorded("a", "b")
    run.time += 10
    run.metrics.crawled(Progress("a", 4, 1, 7, "http://a.example/x", requests=6, bytes=500, answering=3.0))
    run.time += 2
    told = run.underway()
    assert (told["done"], told["of"], told["pages"], told["requests"], told["bytes"]) == (0, 2, 4, 6, 500)
    assert told["at_work"] == [
        {"id": "a", "host": "a.example", "pages": 4, "documents": 1, "queued": 7, "seconds": 2.0, "quiet": 2.0}
    ]
    assert told["slowest"] == [{"host": "a.example", "agency": "a", "seconds": 0.5, "requests": 6}]
    assert (told["eta_seconds"], told["memory_bytes"]) == (None, 5)
    run.metrics.finished(result("a"))
    run.metrics.crawled(Progress("a", 9, 9, 9, "http://a.example/late"))
    told = run.underway()
    assert (told["done"], told["pages"], told["at_work"], told["slowest"]) == (1, 10, [], [])
    assert told["statuses"] == {"complete": 1}
    assert told["eta_seconds"] == 12.0


def test_the_slowest_hosts_come_first_each_by_its_own_answers() -> None:
    run = Recorded("a", "b")
    run.metrics.crawled(Progress("a", 1, 0, 0, "http://a.example/", requests=2, answering=1.0))
    run.metrics.crawled(Progress("a", 2, 0, 0, "http://files.example/x", requests=3, answering=9.0))
    run.metrics.crawled(Progress("b", 1, 0, 0, "http://b.example/", requests=1, answering=2.0))
    told = run.underway()["slowest"]
    assert [(one["host"], one["agency"], one["seconds"]) for one in told] == [
        ("files.example", "a", 8.0), ("b.example", "b", 2.0), ("a.example", "a", 0.5),
    ]  # fmt: skip


def test_rates_leave_out_what_was_finished_before() -> None:
    run = Recorded("a", "b", "c", "d", before=("a", "b"))
    run.metrics.finished(result("a"))
    run.metrics.finished(result("b"))
    run.time += 100
    told = run.underway()
    assert told["agencies_per_second"] == {"minute": 0.0, "overall": 0.0}
    run.time += 100
    run.metrics.finished(result("c", pages=30))
    told = run.underway()
    assert told["agencies_per_second"] == {"minute": 0.01, "overall": 0.005}
    assert told["pages_per_second"] == {"minute": 0.3, "overall": 0.15}
    assert (told["eta_seconds"], told["done"], told["pages"]) == (200.0, 3, 50)


def test_an_agency_that_is_begun_anew_is_not_counted_twice() -> None:
    run = Recorded("a")
    run.metrics.crawled(Progress("a", 50, 0, 0, "http://a.example/", requests=60, answering=6.0))
    run.metrics.crawled(Progress("a", 1, 0, 0, "http://a.example/", requests=1, answering=0.1))
    told = run.underway()
    assert (told["pages"], told["requests"]) == (1, 1)
    assert told["slowest"][0]["seconds"] == 0.1


def test_an_agency_without_an_address_has_no_host() -> None:
    run = Recorded("a")
    run.metrics.finished(result("a", cause="no-website").model_copy(update={"url": None}))
    assert (run.told[-1]["host"], run.told[-1]["cause"], run.told[-1]["status"]) == (None, "no-website", "unreachable")


def test_the_end_is_told_once_and_names_what_is_missing() -> None:
    run = Recorded(*map(str, range(300)))
    run.metrics.finished(result("0", cause="dns"))
    run.metrics.end(4, stopped=True)
    run.metrics.end(0)
    assert [one["event"] for one in run.told] == ["begun", "agency", "ended"]
    told = run.told[-1]
    assert (told["code"], told["stopped"], told["done"], told["missing"], told["causes"]) == (
        4,
        True,
        1,
        299,
        {"dns": 1},
    )
    assert len(told["missing_ids"]) == MAX_MISSING


def test_an_address_of_a_website_cannot_break_a_line() -> None:
    run = Recorded("a")
    run.metrics.crawled(Progress("a", 1, 0, 0, "http://a.example\x1b]0;x\x07\u202e/\n{}", requests=1, answering=1.0))
    line = run.metrics.underway()
    assert line.isprintable()
