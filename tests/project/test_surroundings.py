"""The guards of tests/conftest.py hold."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

# 192.0.2.0/24 and 2001:db8::/32 are set aside for documentation: no such machine exists.
OUTSIDE = [(socket.AF_INET, ("192.0.2.1", 80)), (socket.AF_INET6, ("2001:db8::1", 80, 0, 0))]


@pytest.mark.parametrize(("family", "address"), OUTSIDE)
def test_a_connection_beyond_this_machine_fails_the_test(
    family: socket.AddressFamily, address: tuple[str, int]
) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        for reach in (connection.connect, connection.connect_ex):
            with pytest.raises(pytest.fail.Exception, match="loopback"):
                reach(address)


def test_a_datagram_beyond_this_machine_fails_the_test() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
        pytest.raises(pytest.fail.Exception, match="loopback"),
    ):
        sender.sendto(b"hello", ("192.0.2.1", 53))


def test_names_of_the_outside_do_not_exist() -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("www.agency.example", 80)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_can_be_reached(host: str) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection((host, server.getsockname()[1]), timeout=5) as connection,
    ):
        assert connection.getpeername()[0] == "127.0.0.1"


def test_proxies_of_the_shell_are_not_seen() -> None:
    assert not {name for name in os.environ if name.lower() in {"http_proxy", "https_proxy", "all_proxy"}}


@pytest.mark.parametrize("marker", ["browser", "ocr"])
@pytest.mark.parametrize(("required", "outcome"), [("", "1 skipped"), ("1", "1 failed")])
def test_a_skipped_test_fails_where_what_it_needs_is_required(
    tmp_path: Path, root: Path, marker: str, required: str, outcome: str
) -> None:
    (tmp_path / "conftest.py").write_bytes((root / "tests" / "conftest.py").read_bytes())
    (tmp_path / "pytest.ini").write_text(f"[pytest]\nmarkers = {marker}: needs a program\n", encoding="utf-8")
    (tmp_path / "test_page.py").write_text(
        textwrap.dedent(f"""
            import pytest

            @pytest.mark.{marker}
            def test_page():
                pytest.skip("it is not here")
        """),
        encoding="utf-8",
    )
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, f"ITACHECK_REQUIRE_{marker.upper()}": required},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome in run.stdout
