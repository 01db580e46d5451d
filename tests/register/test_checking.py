"""Whether the addresses of a list hold, against real servers."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from itacheck.model import Agency
from itacheck.register import Checked, check_agencies, network_is_down

from ..crawl.conftest import Site
from ..hostile.certificates import contexts

HOME = "<title>หน้าแรก</title><h1>สำนักงาน</h1>"


@pytest.fixture
def serve() -> Iterator[Callable[..., Site]]:
    sites: list[Site] = []

    def start(routes: dict[str, object], host: str = "127.0.0.1") -> Site:
        sites.append(Site(routes, host))
        return sites[-1]

    yield start
    for site in sites:
        site.close()


def agency(agency_id: str, url: str | None, **more: object) -> Agency:
    return Agency.model_validate(
        {
            "id": agency_id, "name": {"th": agency_id, "en": agency_id}, "kind": "office", "url": url,
            "crawl": {"timeout_seconds": 5}, **more,
        }
    )  # fmt: skip


def told(one: Checked) -> list[tuple[str, str | None]]:
    return [(remark.text.en, remark.write) for remark in one.remarks]


def moved(status: int, target: str) -> tuple[int, bytes, dict[str, str]]:
    return status, b"", {"Location": target}


def test_a_site_that_answers_is_well_and_only_its_home_page_is_asked(serve: Callable[..., Site]) -> None:
    site = serve({"/": f'{HOME}<a href="/ita">ITA</a>', "/ita": HOME})
    (one,) = check_agencies([agency("a", site.url)])
    assert (one.well, one.answered, told(one)) == (True, site.url, [])
    assert site.asked == ["/robots.txt", "/"]


def test_an_agency_without_a_website_is_to_be_mended() -> None:
    (one,) = check_agencies([agency("a", None)])
    assert told(one) == [("no website declared: nothing can be checked", 'url = "https://…"')]
    assert not network_is_down([one])


def test_where_a_site_moved_for_good_its_new_address_is_to_be_written(serve: Callable[..., Site]) -> None:
    new = serve({"/home": HOME}, "localhost")
    old = serve({"/": moved(301, f"{new.url}home")})
    (one,) = check_agencies([agency("a", old.url, hosts=[])])
    # The new host is on a non-public address that nobody wrote, so it is never asked.
    assert one.failure is not None
    assert new.asked == []
    (one,) = check_agencies([agency("a", old.url, declared={"5.6": f"{new.url}x"})])
    assert told(one) == [(f"has moved for good to {new.url}home", f'url = "{new.url}home"')]


def test_a_passing_redirect_to_another_site_is_a_question(serve: Callable[..., Site]) -> None:
    new = serve({"/": HOME}, "localhost")
    old = serve({"/": moved(302, new.url)})
    (one,) = check_agencies([agency("a", old.url, declared={"5.6": new.url})])
    assert told(one)[0][1] == f'hosts = ["{new.netloc}"]'
    (one,) = check_agencies([agency("a", old.url, hosts=[new.netloc])])
    assert one.well


def test_a_home_page_that_is_gone_is_told(serve: Callable[..., Site]) -> None:
    (one,) = check_agencies([agency("a", serve({}).url)])
    assert told(one) == [("there is no such page: HTTP 404", None)]
    assert not one.ours


def test_a_closed_port_is_the_agencys_and_not_our_network() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        (one,) = check_agencies([agency("a", f"http://127.0.0.1:{held.getsockname()[1]}/")])
    assert "refused" in told(one)[0][0]
    assert not network_is_down([one])


def test_names_that_do_not_exist_are_our_network_when_nothing_else_answers(serve: Callable[..., Site]) -> None:
    lost = [agency("a", "http://a.example/"), agency("b", "https://www.b.example/")]
    assert network_is_down(check_agencies(lost))
    assert not network_is_down(check_agencies(lost[:1]))
    assert not network_is_down(check_agencies([*lost, agency("c", serve({"/": HOME}).url)]))


def test_doubles_are_told_of_the_later_one(serve: Callable[..., Site]) -> None:
    site = serve({"/": HOME, "/index.html": HOME, "/branch": HOME})
    looked = check_agencies(
        [agency("a", site.url), agency("b", f"{site.url}index.html"), agency("c", f"{site.url}branch")]
    )
    assert [one.well for one in looked] == [True, False, False]
    assert "the same home page as agency a" in told(looked[1])[0][0]
    assert "on the same host as agency a" in told(looked[2])[0][0]


def test_two_that_end_on_one_page_are_doubles(serve: Callable[..., Site]) -> None:
    main = serve({"/": HOME}, "localhost")
    other = serve({"/": moved(302, main.url)})
    looked = check_agencies([agency("a", main.url), agency("b", other.url, hosts=[main.netloc])])
    assert [text for text, _ in told(looked[1])] == ["the same home page as agency a: its verdicts would count twice"]


def test_a_site_that_keeps_robots_away_is_told(serve: Callable[..., Site]) -> None:
    site = serve({"/": HOME, "/robots.txt": (200, b"User-agent: *\nDisallow: /\n", {"Content-Type": "text/plain"})})
    (one,) = check_agencies([agency("a", site.url)])
    assert site.asked == ["/robots.txt"]
    assert "robots.txt" in told(one)[0][0]


@pytest.fixture
def ports(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, int], int]:
    """Host and port -> the port of loopback where it is; any other name does not exist."""
    there: dict[tuple[str, int], int] = {}

    def look_up(host: str, port: int, **_: object) -> list[object]:
        if (host, port) not in there:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", there[host, port]))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return there


def secure(site: Site, folder: Path) -> Site:
    site.server.socket = contexts(folder)["good"].wrap_socket(site.server.socket, server_side=True)
    return site


def test_https_is_proposed_where_it_is_spoken_too(
    serve: Callable[..., Site], ports: dict[tuple[str, int], int], tmp_path: Path
) -> None:
    ports["office.example", 80] = serve({"/": HOME}).port
    entry = agency("a", "http://office.example/", accept_bad_certificate=True)
    (one,) = check_agencies([entry])
    assert one.well
    ports["office.example", 443] = secure(serve({"/": HOME}), tmp_path).port
    (one,) = check_agencies([entry])
    assert told(one) == [("it answers by https too", 'url = "https://office.example/"')]
    ports["office.example", 80] = serve({"/": moved(302, "https://office.example/")}).port
    (one,) = check_agencies([entry])
    assert told(one) == [("http leads on to https", 'url = "https://office.example/"')]


def test_http_is_proposed_where_https_does_not_answer(
    serve: Callable[..., Site], ports: dict[tuple[str, int], int]
) -> None:
    plain = serve({"/": HOME})
    ports["office.example", 80] = ports["office.example", 443] = plain.port
    (one,) = check_agencies([agency("a", "https://office.example/")])
    assert "but http://office.example/ answers" in told(one)[0][0]
    assert told(one)[0][1] == 'url = "http://office.example/"'


def test_the_twin_with_or_without_www_is_proposed(
    serve: Callable[..., Site], ports: dict[tuple[str, int], int]
) -> None:
    ports["office.example", 80] = ports["www.other.example", 80] = serve({"/": HOME}).port
    wrong = "http://www.office.example/"
    looked = check_agencies([agency("a", wrong, declared={"5.6": "http://office.example/x"}), agency("b", wrong)])
    assert told(looked[0])[0][1] == 'url = "http://office.example/"'
    # The second one's operator wrote no such host, and it is on a non-public address.
    assert told(looked[1])[0][1] is None
