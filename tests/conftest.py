"""What holds for every test: no network beyond this machine, the same surroundings everywhere, repeatable examples."""

from __future__ import annotations

import importlib
import ipaddress
import os
import socket
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.command import Call, Ended

    from itacheck.crawl import Browser

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

REQUIRED = {"browser": "ITACHECK_REQUIRE_BROWSER", "ocr": "ITACHECK_REQUIRE_OCR"}
"""Marker -> what turns the skip of a test with it into a failure."""

# What a developer's or a runner's shell may carry and a test must not see.
SURROUNDINGS = (
    "ALL_PROXY",
    "CURL_CA_BUNDLE",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "GITHUB_API_URL",
    "GITHUB_OUTPUT",
    "GITHUB_REPOSITORY",
    "GITHUB_STEP_SUMMARY",
    "GITHUB_TOKEN",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "all_proxy",
    "http_proxy",
    "https_proxy",
    "no_proxy",
)


def _is_this_machine(host: str) -> bool:
    """Whether a host, as given to a socket, is on the loopback of this machine."""
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def _guarded(original: Callable[..., Any]) -> Callable[..., Any]:
    """A socket method that reaches this machine only; the address is its last argument."""

    def method(self: socket.socket, *args: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_this_machine(str(args[-1][0])):
            # pytest's own failure is no Exception, so code under test cannot mistake it for a site that is down.
            pytest.fail(f"a test tried to reach {args[-1][0]!r}: serve the page on loopback instead", pytrace=True)
        return original(self, *args)

    return method


@pytest.fixture(scope="session", autouse=True)
def only_this_machine() -> Generator[None]:
    """Forbids every connection beyond loopback; a name other than localhost does not exist."""
    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not _is_this_machine(name):
            try:
                ipaddress.ip_address(name.partition("%")[0])
            except ValueError:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known") from None
        return look_up(host, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield


@pytest.fixture(scope="session", autouse=True)
def same_surroundings() -> Generator[None]:
    """Takes away what differs from shell to shell."""
    with pytest.MonkeyPatch.context() as patch:
        for name in SURROUNDINGS:
            patch.delenv(name, raising=False)
        for name in [name for name in os.environ if name.startswith("ITACHECK_") and name not in REQUIRED.values()]:
            patch.delenv(name)
        patch.setenv("NO_COLOR", "1")
        patch.setenv("PYTHONUTF8", "1")
        yield


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser of this machine; its tests carry the mark `browser`."""
    pytest.importorskip("playwright.async_api", reason="playwright is not installed")
    found = importlib.import_module("itacheck.crawl").find_browser()
    if found is None:
        pytest.skip("no Chromium, Chrome or Edge on this machine")
    return Path(found)


@pytest.fixture(scope="session")
def drawing_browser(chromium: Path) -> Iterator[Browser]:
    """One browser for all tests that draw pages."""
    with importlib.import_module("itacheck.crawl").Browser(chromium) as browser:
        yield browser


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where a browser or Tesseract is required, a test that skips for the lack of it has failed."""
    report = yield
    for marker, required in REQUIRED.items():
        if report.skipped and os.environ.get(required) and item.get_closest_marker(marker):
            report.outcome = "failed"
            report.longrepr = f"{required} is set, yet this test skipped: {report.longrepr}"
    return report


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Runs a command in this process, in an empty folder."""
    # By their names, when they are needed: this file also stands alone.
    main, made = importlib.import_module("itacheck.cli").main, importlib.import_module("tests.command").Ended
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Ended:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        told: Ended = made(ended.value.code, captured.out, captured.err)
        return told

    return run
