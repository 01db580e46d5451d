"""Every hostile site beside honest ones: bounded, without a traceback, and the honest ones are judged as ever."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from itacheck.demo import DemoProvince
from itacheck.model import Cause

from ..small_site import surroundings
from . import exchanges, sites
from .certificates import AUTHORITY, contexts
from .server import BEHAVIOURS, Behaviour, HostileServer

MODULES = (exchanges, sites)
"""They enter their behaviours when they are imported."""
pytestmark = pytest.mark.timeout(300)
AS_OF = "2026-01-15"
HURRIED = Path(__file__).with_name("hurried.py")
SECONDS = 200.0
"""On a busy machine; an idle one takes a quarter."""
MEMORY = 1_500.0
"""MiB of the largest process of the run; those that read documents may take no more."""
LIMITS = {
    "delay_seconds": 0,
    "max_seconds": 60,
    "max_pages": 25,
    "max_documents": 8,
    "max_file_bytes": 5_000_000,
    "max_bytes": 30_000_000,
}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of the command gave."""

    code: int
    seconds: float
    cpu: float
    """Seconds of processor time of all processes."""
    peak: float
    """MiB of the largest process."""
    errors: str
    folder: Path
    agencies: dict[str, Any]


def check(folder: Path, agencies: str, authority: Path) -> Ran:
    """`itacheck check` in a process of its own."""
    folder.mkdir()
    (folder / "agencies.toml").write_text(agencies, encoding="utf-8")
    options = ["--agencies", "agencies.toml", "--as-of", AS_OF, "--out", "out", "--jobs", "16"]
    command = [sys.executable, str(HURRIED), "check", *options]
    began = time.monotonic()
    with (folder / "errors.txt").open("wb") as errors:
        process = subprocess.Popen(
            command, cwd=folder, env=surroundings(REQUESTS_CA_BUNDLE=str(authority)), stdout=errors, stderr=errors
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    told = (folder / "errors.txt").read_text(encoding="utf-8")
    written = folder / "out" / "results.json"
    assert written.exists(), told
    results = json.loads(written.read_text(encoding="utf-8"))
    peak = usage.ru_maxrss / 1024
    return Ran(
        process.returncode,
        seconds,
        usage.ru_utime + usage.ru_stime,
        peak,
        told,
        folder / "out",
        {agency["id"]: agency for agency in results["agencies"]},
    )


def entry(behaviour: Behaviour, url: str) -> str:
    """Its entry in agencies.toml."""
    lines = [
        "[[agency]]",
        f'id = "x-{behaviour.name}"',
        'name = {th = "ก", en = "a"}',
        'kind = "provincial-office"',
        f'url = "{url}"',
        *(f"{key} = {json.dumps(value)}" for key, value in behaviour.entry.items()),
        *(f"crawl.{key} = {value}" for key, value in LIMITS.items()),
        # Only who is to be given up soon is: on a busy machine the others may be slow through no fault of theirs.
        f"crawl.timeout_seconds = {1 if behaviour.cause is Cause.TIMEOUT else 10}",
    ]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Both:
    alone: Ran
    beside: Ran
    server: HostileServer


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """The honest sites alone, and beside all hostile ones."""
    folder = tmp_path_factory.mktemp("hostile")
    tls = contexts(folder)
    with DemoProvince() as province, HostileServer(BEHAVIOURS, tls) as server:
        province.write_agencies_toml(folder / "honest.toml")
        honest = (folder / "honest.toml").read_text(encoding="utf-8")
        alone = check(folder / "alone", honest, folder / AUTHORITY)
        bad = [entry(one, server.url(one.name)) for one in BEHAVIOURS.values()]
        # Among them, so that the honest ones wait their turn as they would.
        half = len(bad) // 2
        beside = check(folder / "beside", "\n\n".join([*bad[:half], honest, *bad[half:]]), folder / AUTHORITY)
        yield Both(alone, beside, server)


def judged(agency: dict[str, Any]) -> Any:
    """What is said of an agency, without the times."""
    verdicts = json.loads(json.dumps(agency["verdicts"]))
    for verdict in verdicts:
        for finding in verdict["findings"]:
            del finding["fetched_at"]
    crawl = {key: agency["crawl"][key] for key in ("status", "pages", "documents", "cause")}
    return crawl, verdicts


def test_the_run_ends_in_bounded_time_and_memory(both: Both, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        for name, ran in (("honest sites alone", both.alone), (f"beside {len(BEHAVIOURS)} hostile ones", both.beside)):
            print(f"\n{name}: {ran.seconds:.1f} s, {ran.cpu:.1f} CPU-s, {ran.peak:.0f} MiB", end="")  # noqa: T201 - the measurement is the point
    assert both.beside.seconds < SECONDS
    assert both.beside.peak < MEMORY
    assert both.beside.code == 4
    assert "Traceback" not in both.beside.errors, both.beside.errors
    assert "root:" not in json.dumps(both.beside.agencies), "no file of this machine was read"


def test_every_honest_agency_is_judged_as_ever(both: Both) -> None:
    assert len(both.alone.agencies) >= 5
    for name, agency in both.alone.agencies.items():
        assert judged(both.beside.agencies[name]) == judged(agency), name


def gift(agency: dict[str, Any]) -> dict[str, Any]:
    verdict: dict[str, Any] = next(v for v in agency["verdicts"] if v["rule"] == "5.2")
    return verdict


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_each_site_ends_in_its_verdict(both: Both, name: str) -> None:
    behaviour, agency = BEHAVIOURS[name], both.beside.agencies[f"x-{name}"]
    statuses = {verdict["rule"]: verdict["status"] for verdict in agency["verdicts"]}
    reason = gift(agency)["reason"]["en"]
    assert "error" not in statuses.values()
    assert statuses["5.2"] == behaviour.verdict.value, reason
    if behaviour.shut:
        assert set(statuses.values()) == {"unreachable"}
        cause = agency["crawl"]["cause"]
        assert behaviour.cause is None or cause["code"] == behaviour.cause.value
        assert behaviour.detail in cause["detail"]
    else:
        assert statuses["6.3"] == behaviour.beside.value, "what is in order is seen all the same"
    assert not any("itacheck-was-here" in str(path) for path in Path("/tmp").glob("itacheck*"))  # noqa: S108


def test_findings_past_a_bad_certificate_are_marked_and_no_others(both: Both) -> None:
    for name, agency in both.beside.agencies.items():
        findings = [finding for verdict in agency["verdicts"] for finding in verdict["findings"]]
        certificate = name.removeprefix("x-certificate-").removesuffix("-looked-past")
        if name.endswith("-looked-past") and certificate in sites.WRONG:
            assert findings
            for finding in findings:
                assert sites.WRONG[certificate] in finding["certificate"]
        else:
            assert not any("certificate" in finding for finding in findings), name
    report = (both.beside.folder / "agency" / "x-certificate-expired-looked-past.html").read_text(encoding="utf-8")
    assert "ใบรับรอง https ใช้ไม่ได้" in report
    assert sites.WRONG["expired"] in report


def test_nothing_is_asked_of_addresses_that_are_not_public(both: Both) -> None:
    for name in both.server.asked:
        if name.startswith("link-to-") or name == "link-with-credentials":
            assert both.server.asked[name].count("/bad") == 0, name
            assert "/code" in both.server.asked[name]
