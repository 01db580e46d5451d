"""The demo province as a whole: it starts, stops, and its agencies.toml and truth table are sound."""

from __future__ import annotations

import socket
import threading
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from itacheck.demo import AS_OF, DemoProvince, expectations, expected
from itacheck.model import Agency, Status

STEPS = [
    *("1.1", "1.2", "1.3", "1.4", "1.5", "2.1.1", "2.1.2", "2.2.1", "2.2.2", "3.1", "3.2", "3.3", "4.1", "4.2", "4.3"),
    *("5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "5.7", "6.1", "6.2", "6.3", "6.4", "7.1", "7.2", "7.3", "7.4"),
]
MONITORING = ["1.M", "2.1.M", "2.2.M", "3.M", "4.M", "5.M", "6.M", "7.M"]
ATTEST = {"1.1", "1.3", "3.1", "4.3", "6.1", "7.3"}


@pytest.fixture(scope="module")
def province() -> Iterator[DemoProvince]:
    with DemoProvince() as running:
        yield running


def by_id(province: DemoProvince, agency_id: str) -> Agency:
    return next(agency for agency in province.agencies if agency.id == agency_id)


def test_every_site_answers_on_loopback(province: DemoProvince) -> None:
    answered = []
    for agency in province.agencies:
        if agency.url is None or agency.id == "commerce-office":
            continue
        assert urlsplit(agency.url).hostname == "127.0.0.1"
        answer = requests.get(agency.url, timeout=5)
        assert answer.status_code == 200
        assert answer.headers["Content-Length"] == str(len(answer.content))
        answered.append(agency.url)
    assert len(set(answered)) == 5


def test_one_agency_refuses_and_one_has_no_website(province: DemoProvince) -> None:
    refused = by_id(province, "commerce-office").url
    assert refused is not None
    with pytest.raises(requests.ConnectionError, match="refused"):
        requests.get(refused, timeout=5)
    assert by_id(province, "labour-office").url is None


def test_a_head_request_has_no_body_and_a_post_is_refused(province: DemoProvince) -> None:
    url = f"{by_id(province, 'provincial-office').url}complaint"
    head = requests.head(url, timeout=5)
    assert head.status_code == 200
    assert head.content == b""
    assert int(head.headers["Content-Length"]) > 1000
    assert requests.post(url, data={"detail": "x"}, timeout=5).status_code == 501


def test_leaving_frees_the_ports_and_ends_the_threads() -> None:
    before = set(threading.enumerate())
    with DemoProvince() as province:
        ports = [urlsplit(agency.url).port for agency in province.agencies if agency.url]
        assert len(set(ports)) == 6
        started = set(threading.enumerate()) - before
        assert len(started) == 5
    assert not any(thread.is_alive() for thread in started)
    for port in ports:
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port or 0)) != 0


def test_it_writes_nothing_to_the_console(capfd: pytest.CaptureFixture[str]) -> None:
    with DemoProvince() as province:
        requests.get(f"{by_id(province, 'hospital').url}nowhere", timeout=5)
        with socket.create_connection(("127.0.0.1", urlsplit(by_id(province, "hospital").url or "").port or 0)) as raw:
            raw.sendall(b"rubbish\r\n\r\n")
            raw.recv(1000)
    assert capfd.readouterr() == ("", "")


def test_the_written_agencies_file_is_the_same_province(province: DemoProvince, tmp_path: Path) -> None:
    file = tmp_path / "agencies.toml"
    province.write_agencies_toml(file)
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    assert list(data) == ["agency"]
    assert tuple(Agency.model_validate(entry) for entry in data["agency"]) == province.agencies


def test_agencies_are_of_different_kinds_and_names(province: DemoProvince) -> None:
    assert len(province.agencies) == 7
    assert len({agency.id for agency in province.agencies}) == 7
    assert len({agency.name.th for agency in province.agencies}) == 7
    assert len({agency.kind for agency in province.agencies}) >= 5
    assert all(agency.crawl.delay_seconds == 0 for agency in province.agencies)


@pytest.mark.parametrize("as_of", [AS_OF, date(2027, 3, 1)])
def test_the_waiver_holds_on_the_day_of_the_check(as_of: date) -> None:
    with DemoProvince(as_of) as province:
        (waiver,) = by_id(province, "hospital").waiver
    assert as_of < waiver.expires <= as_of + timedelta(days=365)
    assert expected()["hospital", waiver.rule] == {"fail"}


def test_a_declared_address_is_on_the_agencys_own_site(province: DemoProvince) -> None:
    for agency in province.agencies:
        for url in agency.declared.values():
            assert url.startswith(agency.url or "-")
    held = requests.get(by_id(province, "hospital").declared["5.6"], timeout=5)
    lost = requests.get(by_id(province, "cooperative-office").declared["5.5"], timeout=5)
    assert (held.status_code, lost.status_code) == (200, 404)


def test_the_truth_table_is_complete(province: DemoProvince) -> None:
    assert set(expected()) == {(agency.id, rule) for agency in province.agencies for rule in STEPS + MONITORING}
    assert len(expected()) == 7 * 38


def test_the_truth_table_uses_the_words_of_the_verdict() -> None:
    for (agency_id, rule), cell in expectations().items():
        assert cell.status, (agency_id, rule)
        assert cell.status <= {str(status) for status in Status}
        if cell.status != {"pass"}:
            assert cell.reason, (agency_id, rule)
        if rule in ATTEST:
            assert "fail" not in cell.status, (agency_id, rule)


def test_the_truth_table_is_of_all_kinds() -> None:
    seen = {status for cell in expected().values() for status in cell}
    assert seen == {"pass", "fail", "review", "unreachable"}
    # The declaration serves two rules, so one cannot hold without the other.
    for agency_id in {agency_id for agency_id, _ in expected()}:
        assert expected()[agency_id, "5.2"] == expected()[agency_id, "7.1"]
    # Every web rule must be seen to hold somewhere and to be missed somewhere.
    for rule in set(STEPS) - ATTEST:
        statuses = {status for (_, other), cell in expected().items() if other == rule for status in cell}
        assert {"pass", "fail"} <= statuses or {"pass", "review"} <= statuses, rule
