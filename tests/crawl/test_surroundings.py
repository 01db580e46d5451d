"""Behind a company's proxy and its certificate authority."""

from __future__ import annotations

from pathlib import Path

import pytest

from itacheck.crawl import Fetched, check_surroundings
from itacheck.crawl.surroundings import proxy_of
from itacheck.errors import ConfigurationError
from itacheck.model import Cause, Failure, Whose

from ..connect_proxy import ConnectProxy
from ..hostile.certificates import AUTHORITY, of_host
from .conftest import MakeAgency, MakeFetcher, Serve, Site

HOST = "office.example"
URL = f"https://{HOST}/"


@pytest.fixture
def secure(serve: Serve, tmp_path: Path) -> Site:
    """A site that shows a certificate of HOST, signed by an authority that nobody knows but `tmp_path`."""
    site = serve({"/": "behind TLS"})
    site.server.socket = of_host(tmp_path, HOST).wrap_socket(site.server.socket, server_side=True)
    return site


@pytest.fixture
def proxy(secure: Site, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> ConnectProxy:
    plain = serve({"/": "plain"})
    proxy = ConnectProxy({f"{HOST}:443": secure.port, f"{HOST}:80": plain.port})
    monkeypatch.setenv("https_proxy", proxy.url)
    monkeypatch.setenv("http_proxy", proxy.url)
    return proxy


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
@pytest.mark.usefixtures("names")
def test_https_goes_through_the_proxy_and_is_checked_with_the_companys_authority(
    proxy: ConnectProxy,
    make_agency: MakeAgency,
    make_fetcher: MakeFetcher,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
) -> None:
    with proxy:
        before = make_fetcher(make_agency(URL)).fetch(URL)
        assert isinstance(before, Failure)
        assert (before.cause, before.whose) == (Cause.TLS, Whose.AGENCY)
        monkeypatch.setenv(variable, str(tmp_path / AUTHORITY))
        check_surroundings()
        answer = make_fetcher(make_agency(URL)).fetch(URL)
    assert isinstance(answer, Fetched)
    assert answer.body == b"behind TLS"
    assert set(proxy.asked) == {f"{HOST}:443"}


@pytest.mark.usefixtures("names")
def test_plain_http_goes_through_the_proxy_too(
    proxy: ConnectProxy, make_agency: MakeAgency, make_fetcher: MakeFetcher
) -> None:
    with proxy:
        answer = make_fetcher(make_agency(f"http://{HOST}/")).fetch(f"http://{HOST}/")
    assert isinstance(answer, Fetched)
    assert answer.body == b"plain"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://inner.example/", "at the non-public address 10.1.2.3"),
        ("https://intranet/", "a name of a local network"),
        ("https://files.office.local/", "a name of a local network"),
        ("https://192.168.1.1/", "non-public"),
        ("https://0xC0A80101/", "non-public"),
        ("https://[fd00::1]/", "non-public"),
        ("http://169.254.169.254/latest", "non-public"),
    ],
)
def test_the_proxy_is_never_asked_for_what_is_not_public(
    proxy: ConnectProxy,
    make_agency: MakeAgency,
    make_fetcher: MakeFetcher,
    names: dict[str, str],
    url: str,
    told: str,
) -> None:
    names["inner.example"] = "10.1.2.3"
    with proxy:
        answer = make_fetcher(make_agency(URL)).fetch(url, outside=True)
    assert isinstance(answer, Failure)
    assert (answer.cause, answer.whose) == (Cause.PRIVATE_ADDRESS, Whose.US)
    assert told in answer.detail
    assert proxy.asked == []


def test_what_the_operator_wrote_is_asked_by_the_proxy_wherever_it_is(
    proxy: ConnectProxy, make_agency: MakeAgency, make_fetcher: MakeFetcher, names: dict[str, str]
) -> None:
    names["inner.example"] = "10.1.2.3"
    proxy.ports["inner.example:80"] = proxy.ports[f"{HOST}:80"]
    with proxy:
        answer = make_fetcher(make_agency("http://inner.example/")).fetch("http://inner.example/")
    assert isinstance(answer, Fetched)


def test_this_machine_and_what_no_proxy_names_are_asked_directly(
    proxy: ConnectProxy, serve: Serve, make_agency: MakeAgency, make_fetcher: MakeFetcher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    site = serve({"/": "here"})
    with proxy:
        answer = make_fetcher(make_agency(site.url)).fetch(site.url)
    assert isinstance(answer, Fetched)
    assert proxy.asked == []
    monkeypatch.setenv("no_proxy", ".go.th")
    assert proxy_of("https://www.example.go.th/") is None
    assert proxy_of(URL) == proxy.url


@pytest.mark.usefixtures("names")
def test_a_proxy_that_fails_is_the_networks_fault(
    proxy: ConnectProxy, make_agency: MakeAgency, make_fetcher: MakeFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxy:
        answer = make_fetcher(make_agency("https://lost.example/")).fetch("https://lost.example/")
    assert isinstance(answer, Failure)
    assert (answer.cause, answer.whose) == (Cause.CONNECTION, Whose.NETWORK)
    assert "proxy" in answer.detail
    monkeypatch.setenv("https_proxy", proxy.url)
    answer = make_fetcher(make_agency(URL)).fetch(URL)
    assert isinstance(answer, Failure)
    assert answer.whose is Whose.NETWORK


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_authorities_that_cannot_be_read_are_told_before_any_site_is_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    check_surroundings()
    path = tmp_path / "company.pem"
    monkeypatch.setenv(variable, str(path))
    with pytest.raises(ConfigurationError, match=rf"{variable}: .*no such file"):
        check_surroundings()
    path.write_text("hello", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=rf"{variable}: .*holds no certificate"):
        check_surroundings()
