from __future__ import annotations

import http.client
import json
import re
import socket
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from benchmarks.country import Way, agencies_toml, served, wrong_verdicts
from benchmarks.country_model import Model, Point, add_point, fit, largest_part, load_points, parts_for
from benchmarks.country_report import BEGIN, END, NATION, plot, tables, write_report
from benchmarks.country_server import address_of
from benchmarks.country_sites import BLOCKING, UNREACHABLE, Conduct, Country, Site, pdf_of

from itacheck.model import Document, Page
from itacheck.read import read

ROOT = Path(__file__).parents[2]
HERE = ROOT / "benchmarks"
SMALL = Country(pages=40, page_bytes=6_000, latency=0, bandwidth=0)
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a program have all of 127.0.0.0/8")


def bodies(site: Site) -> dict[str, bytes]:
    paths = ["/", *(f"/page-{number}.html" for number in range(1, SMALL.pages)), "/paper-0.pdf"]
    answers = {path: site.answer(path) for path in paths}
    return {path: made.body for path, made in answers.items() if made is not None}


# ---------------------------------------------------------------- what is made up


def test_the_same_seed_gives_the_same_bytes_in_any_order() -> None:
    first = bodies(Site(SMALL, 3))
    again = Site(SMALL, 3)
    backwards = {path: made.body for path in reversed(first) if (made := again.answer(path)) is not None}
    assert backwards == first
    assert len(set(first.values())) == len(first) == SMALL.pages + 1
    assert bodies(Site(replace(SMALL, seed=2), 3)) != first
    assert bodies(Site(SMALL, 4)) != first


@pytest.mark.parametrize("number", [3, 9])
def test_every_link_of_a_site_leads_somewhere_but_for_the_dead_ones(number: int) -> None:
    site = Site(SMALL, number)
    kind = f"text/html; charset={site.charset}"
    dead, places, seen = set(), ["/"], {"/"}
    while places:
        path = places.pop()
        made = site.answer(path)
        if made is None:
            dead.add(path)
        elif made.kind == "text/html":
            page = read(made.body, url=f"https://office.example{path}", content_type=kind)
            assert isinstance(page, Page)
            assert page.trouble is None, path
            for link in page.links:
                there = link.url.removeprefix("https://office.example")
                assert not there.startswith("http"), "it would ask the internet"
                if there and there not in seen:
                    seen.add(there)
                    places.append(there)
    assert {path for path in dead if not path.startswith("/gone-")} == set()
    assert len(dead) == 2
    assert {f"/page-{place}.html" for place in range(1, SMALL.pages)} <= seen


def test_sites_publish_more_and_less() -> None:
    shares = [Site(SMALL, number).openness for number in range(100)]
    assert min(shares) < 0.25
    assert max(shares) > 0.9


def test_papers_are_read_as_they_were_written() -> None:
    lines = ["ประกาศผู้ชนะการเสนอราคา ครั้งที่ 12/2568", *(f"บรรทัดที่ {number}" for number in range(40))]
    paper = read(pdf_of(lines), url="https://office.example/a.pdf", content_type="application/pdf")
    assert isinstance(paper, Document)
    assert (paper.kind, paper.pages, paper.trouble) == ("pdf", 2, None)
    assert paper.text.split("\n")[:2] == lines[:2]


@pytest.mark.parametrize("agencies", [50, 200, 8_300])
def test_a_country_of_any_size_has_the_failures_that_it_is_said_to_have(agencies: int) -> None:
    country = Country()
    seen = Counter(country.conduct(number) for number in range(agencies))
    room = max(2, 0.002 * agencies)
    assert abs(sum(seen[one] for one in UNREACHABLE) - country.unreachable * agencies) <= room
    assert abs(sum(seen[one] for one in BLOCKING) - country.blocking * agencies) <= room
    assert abs(seen[Conduct.NO_SITE] - country.no_site * agencies) <= room
    back = seen[Conduct.COMES_BACK] / (seen[Conduct.COMES_BACK] + seen[Conduct.SILENT])
    assert agencies < 8_300 or abs(back - country.recovered) < 0.01


def test_latencies_are_those_that_are_told() -> None:
    country = Country()
    found = sorted(country.latency_of(number) for number in range(2_001))
    assert abs(found[1_000] - country.latency) < 0.01
    assert found[-1] <= country.latency_most
    assert country.delay(1, "/", 0, 0.25) == country.delay(1, "/", 0, 0.25) != country.delay(1, "/a", 0, 0.25)
    assert SMALL.delay(1, "/", 10_000, 0.0) == 0


# ---------------------------------------------------------------- how it is served


@linux
def test_each_agency_is_a_host_of_its_own_and_confirms_what_is_known() -> None:
    country = replace(SMALL, unreachable=0, no_site=0, blocking=0)
    with served(country) as server:
        for number in (0, 300):
            asker = http.client.HTTPConnection(address_of(number), server.answers, timeout=5)
            asker.request("GET", "/")
            answer = asker.getresponse()
            made = Site(country, number).answer("/")
            assert made is not None
            assert (answer.status, answer.read()) == (200, made.body)
            asker.request("GET", "/", headers={"If-None-Match": answer.headers["ETag"]})
            again = asker.getresponse()
            assert (again.status, again.read()) == (304, b"")
            asker.close()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((address_of(0), server.refuses), timeout=5)
        with socket.create_connection(("127.0.0.1", server.answers), timeout=5) as stranger:
            assert not ended(stranger)
        did = server.forget()
        assert (did["requests"], did["confirmed"]) == (4, 2)
        assert server.forget()["requests"] == 0


def ended(stranger: socket.socket) -> bytes:
    """What somebody is told who comes by an address that is no agency's."""
    try:
        stranger.sendall(b"GET / HTTP/1.1\r\n\r\n")
        return stranger.recv(10)
    except ConnectionError:
        return b""


# ---------------------------------------------------------------- the command


@linux
def test_hosts_that_fail_are_never_called_absent(tmp_path: Path) -> None:
    pytest.importorskip("psutil", reason="psutil, of the group bench, is not installed")
    mix = ["--unreachable", "0.3", "--no-site", "0.1", "--blocking", "0.32", "--recovered", "0.4"]
    small = ["--pages", "40", "--page-bytes", "4000", "--latency", "0", "--bandwidth", "0", "--delay", "0"]
    points = tmp_path / "points.json"
    command = [sys.executable, "-m", "benchmarks.country", "--agencies", "12", "--jobs", "12", "--timeout", "1", *mix]
    ended = subprocess.run(
        [*command, *small, "--points", str(points)], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    [point] = load_points(points)
    assert point.wrong == []
    assert point.exit_code == 4
    assert {*UNREACHABLE, *BLOCKING, Conduct.NO_SITE, Conduct.COMES_BACK} <= point.conducts.keys()
    assert point.statuses["unreachable"] >= sum(point.conducts.get(one, 0) for one in (*UNREACHABLE, Conduct.NO_SITE))
    assert point.pages > 40
    assert {"pass", "fail", "unreachable"} <= point.verdicts.keys()
    assert point.cpu > point.server_cpu > 0
    assert point.options.startswith("--agencies 12 --jobs 12")


def of(status: str, crawl: str = "unreachable") -> list[dict[str, Any]]:
    return [
        {
            "id": f"office-{number:05}",
            "crawl": {"status": crawl},
            "verdicts": [{"rule": "5.6", "status": status}, {"rule": "1.1", "status": "not_applicable"}],
        }
        for number in range(3)
    ]


@pytest.mark.parametrize(
    ("mix", "crawl", "status", "wrong"),
    [
        ({"unreachable": 0.99}, "unreachable", "unreachable", 0),
        ({"unreachable": 0.99}, "unreachable", "fail", 3),
        ({"unreachable": 0.99}, "complete", "unreachable", 3),
        ({"no_site": 1.0}, "unreachable", "review", 3),
        ({"blocking": 1.0}, "unreachable", "review", 0),
        ({"blocking": 1.0}, "unreachable", "fail", 3),
        ({}, "complete", "fail", 0),
        ({}, "complete", "unreachable", 3),
        ({}, "complete", "error", 3),
        ({}, "unreachable", "fail", 3),
    ],
)
def test_wrong_verdicts_are_seen(mix: dict[str, float], crawl: str, status: str, wrong: int) -> None:
    country = replace(SMALL, **{"unreachable": 0, "no_site": 0, "blocking": 0, **mix}, recovered=0)  # type: ignore[arg-type]
    assert len(wrong_verdicts(country, of(status, crawl))) == wrong


def test_an_agency_that_is_missing_is_seen() -> None:
    country = replace(SMALL, unreachable=0, no_site=0, blocking=0)
    assert wrong_verdicts(country, of("pass", "complete")[1:]) != []


def test_only_agencies_with_a_website_have_an_address() -> None:
    country = replace(SMALL, no_site=0.5)
    way = Way(20, 1, 1, 0, 0.25, 3.0)

    class Ports:
        answers, refuses = 8001, 8002

    written = agencies_toml(country, way, Ports())  # type: ignore[arg-type]
    without = sum(country.conduct(number) is Conduct.NO_SITE for number in range(20))
    assert written.count("[[agency]]") == 20
    assert written.count("url = ") == 20 - without
    assert "delay_seconds = 0.25" in written


# ---------------------------------------------------------------- points, model, report


def point(agencies: int, **more: Any) -> Point:
    """A point of a machine on which an agency costs 3 s, the start 10 s, and an agency waits for 40 s."""
    base = Point(
        agencies=agencies, jobs=10, cores=2, of_cores=2, scheduler=0, delay=0.1, again=False, pages_each=150, seed=1,
        seconds=agencies * 1.5 + 10, cpu=10.0 + 3.0 * agencies, server_cpu=0.2 * agencies, memory=400.0, exit_code=4,
        pages=120 * agencies, documents=20 * agencies, requests=150 * agencies, bytes=10**6 * agencies,
        crawl_seconds=50.0 * agencies, longest=90.0, waited=30.0 * agencies, slow=10.0 * agencies, day="2026-11-23",
        machine="a machine", options=f"--agencies {agencies}", statuses={"complete": agencies},
        verdicts={"pass": agencies}, conducts={"answers": agencies},
    )  # fmt: skip
    return replace(base, **more)


def test_points_are_added_to_what_a_file_holds(tmp_path: Path) -> None:
    file = tmp_path / "points.json"
    assert load_points(file) == []
    add_point(file, point(10))
    add_point(file, point(20, wrong=["office-00001"]))
    assert [one.agencies for one in load_points(file)] == [10, 20]
    assert load_points(file)[1].wrong == ["office-00001"]
    file.write_text(json.dumps({"schema": "something else"}), encoding="utf-8")
    with pytest.raises(ValueError, match="points"):
        load_points(file)


def test_the_model_finds_what_the_points_were_made_by() -> None:
    model = fit([point(10), point(50)])
    assert (round(model.fixed, 6), round(model.cpu, 6), round(model.server_cpu, 6)) == (10, 3, 0.2)
    assert (model.requests, model.waited, model.longest) == (150, 40, 90)
    # Waiting and pauses where they are longer than the work that is done in them.
    assert model.seconds(0.5) == 40 + 150 * 0.5
    assert model.seconds(0.001) == 40 + 3
    assert model.tail == 0


def test_what_neither_computing_nor_waiting_explains_is_the_tail() -> None:
    # 3 s and the server's 0.2 s of an agency on two cores; the longest takes 90 s.
    points = [point(size, jobs=1_000, seconds=10 + 1.6 * size + 50) for size in (100, 300)]
    model = fit(points)
    assert round(model.tail, 6) == 50
    assert model.wall(1_000, jobs=1_000, cores=2, delay=0.1) == pytest.approx(10 + 1_500 + 50)
    seconds, decides = model.of(points[0])
    assert (round(seconds, 6), decides) == (220, "computing")
    assert model.wall(5, jobs=1_000, cores=2, delay=0.1) == pytest.approx(10 + 55 + 50)
    assert model.wall(1, jobs=1_000, cores=2, delay=0.1) == pytest.approx(10 + 55 + 50)


def test_the_longer_of_computing_and_waiting_decides() -> None:
    model = Model(fixed=10, cpu=3, server_cpu=1, requests=100, waited=50, longest=70)
    assert model.wall(1_000, jobs=64, cores=1, delay=0.5) == 1_000 * 3 + 10
    assert model.wall(1_000, jobs=64, cores=1, delay=0.5, served_here=True) == 1_000 * 4 + 10
    assert model.wall(1_000, jobs=8, cores=2, delay=0.5) == 1_000 * 100 / 8 + 10
    assert model.wall(5, jobs=8, cores=2, delay=0.0) == 70 + 10
    assert model.of(point(5, jobs=8)) == (80, "the longest agency")
    assert model.of(point(1_000, cores=1)) == (6_010, "waiting")
    assert model.of(point(1_000, jobs=64, cores=1)) == (3_010, "computing")
    one_size = fit([point(10), point(10)])
    assert (one_size.fixed, one_size.cpu) == (0, 4)
    with pytest.raises(ValueError, match="no point"):
        fit([])


def test_the_parts_are_as_few_as_hold_the_time() -> None:
    model = Model(fixed=10, cpu=3, server_cpu=0, requests=100, waited=0, longest=0)
    seconds = 400.0
    parts = parts_for(model, 1_000, seconds, jobs=64, cores=2, delay=0.1)
    assert parts is not None
    assert largest_part(1_000, parts) * 1.5 + 10 <= seconds < largest_part(1_000, parts - 1) * 1.5 + 10
    assert parts_for(model, 1_000, 5, jobs=64, cores=2, delay=0.1) is None


def test_the_report_shows_what_was_measured_last(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    points = [
        point(10, memory=111.0), point(10), point(20), point(20, jobs=20), point(20, scheduler=2),
        point(20, again=True, seconds=4.0),
    ]  # fmt: skip
    write_report(points, tmp_path)
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert "| 111 |" not in text
    for words in ("Dask 2", "### A second run", f"### {NATION:,} agencies", "TrasparenzAI", "0.55"):
        assert words in text
    drawn = ElementTree.fromstring((tmp_path / "country.svg").read_text(encoding="utf-8"))  # noqa: S314 - our own
    assert drawn.tag.endswith("svg")
    with pytest.raises(ValueError, match="no point"):
        write_report([], tmp_path)
    (tmp_path / "README.md").write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="README"):
        write_report(points, tmp_path)


def test_readme_and_plot_say_what_the_points_say() -> None:
    points = load_points(HERE / "country.json")
    text = (HERE / "README.md").read_text(encoding="utf-8")
    found = re.search(f"{re.escape(BEGIN)}\n(.*){re.escape(END)}", text, re.DOTALL)
    assert found
    assert found[1] == tables(points), "python -m benchmarks.country --report"
    assert (HERE / "country.svg").read_text(encoding="utf-8") == plot(points)
    assert [line for one in points for line in one.wrong] == []
