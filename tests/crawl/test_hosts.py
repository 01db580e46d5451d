"""Whose a host is, and which addresses are public."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from itacheck.crawl.hosts import AgencyHosts, is_public

if TYPE_CHECKING:
    from tests.crawl.conftest import MakeAgency


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "not an address",
    ],
)
def test_not_public(address: str) -> None:
    assert not is_public(address)


def test_own_and_written(make_agency: MakeAgency) -> None:
    hosts = AgencyHosts(
        make_agency(
            "http://www.office.go.th/home",
            hosts=("data.office.go.th:8080",),
            declared={"5.6": "https://drive.example/x"},
        )
    )
    assert hosts.own("https://office.go.th/x")
    assert hosts.own("http://data.office.go.th:8080/")
    assert not hosts.own("http://data.office.go.th/")
    assert not hosts.own("https://drive.example/x")
    assert not hosts.own("no address")
    assert hosts.written("http://www.office.go.th/")
    assert hosts.written("https://drive.example/")
    assert not hosts.written("http://office.go.th/")
    assert not hosts.written("http://www.office.go.th:81/")


def test_only_written_loopback_may_be_hurried(make_agency: MakeAgency) -> None:
    hosts = AgencyHosts(make_agency("http://127.0.0.1:8000/", hosts=("office.go.th", "localhost:1")))
    assert hosts.may_hurry("http://127.0.0.1:8000/x")
    assert hosts.may_hurry("http://localhost:1/")
    assert not hosts.may_hurry("http://127.0.0.1:8001/")
    assert not hosts.may_hurry("http://office.go.th/")
