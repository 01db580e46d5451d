"""The websites of the demo: every link answers as intended, and the bytes are what they claim to be."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
import requests
from bs4 import BeautifulSoup
from pypdf import PdfReader

from itacheck.demo import DemoProvince
from itacheck.demo.site import SITES, Site, load_site
from itacheck.errors import ConfigurationError

NAMES = ["provincial-office", "district-office", "cooperative-office", "health-office", "hospital"]
ENCODINGS = {"health-office": "cp874"}


@dataclass
class Crawl:
    """What a plain crawl of one site found, by path and query."""

    answers: dict[str, requests.Response] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)


def crawl(home: str, encoding: str, *extra: str) -> Crawl:
    found, queue = Crawl(), [home, *extra]
    with requests.Session() as session:
        while queue:
            url = queue.pop()
            key = url.removeprefix(home.rstrip("/"))
            if key in found.answers:
                continue
            answer = found.answers[key] = session.get(url, timeout=5, allow_redirects=False)
            targets = [answer.headers["Location"]] if "Location" in answer.headers else []
            if answer.headers["Content-Type"].startswith("text/html"):
                soup = BeautifulSoup(answer.content.decode(encoding), "html.parser")
                targets += [str(tag["href"]) for tag in soup.find_all("a", href=True)]
                targets += [str(tag["src"]) for tag in soup.find_all(["frame", "img"], src=True)]
            for target in targets:
                joined = urldefrag(urljoin(url, target)).url
                if urlsplit(target).scheme in ("mailto", "javascript") or target == "#":
                    continue
                if urlsplit(joined).netloc == urlsplit(home).netloc:
                    queue.append(joined)
                else:
                    found.outside.add(joined)
    return found


@pytest.fixture(scope="module")
def crawls() -> Iterator[dict[str, Crawl]]:
    with DemoProvince() as province:
        yield {
            agency.id: crawl(agency.url, ENCODINGS.get(agency.id, "utf-8"), *agency.declared.values())
            for agency in province.agencies
            if agency.url and agency.id in NAMES
        }


def pages(found: Crawl) -> dict[str, requests.Response]:
    return {
        key: answer
        for key, answer in found.answers.items()
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_internal_link_answers_as_intended(crawls: dict[str, Crawl], name: str) -> None:
    site = load_site(name)
    dead = {key for key, answer in crawls[name].answers.items() if answer.status_code == 404}
    assert dead == set(site.dead)
    for key, answer in crawls[name].answers.items():
        odd = site.oddities.get(key)
        assert answer.status_code == (404 if key in dead else odd.status if odd else 200), key


@pytest.mark.parametrize("name", NAMES)
def test_every_file_and_answer_of_a_site_is_reached(crawls: dict[str, Crawl], name: str) -> None:
    site = load_site(name)
    unlinked = {"/robots.txt"}
    assert set(site.oddities) - unlinked <= set(crawls[name].answers)
    bodies = {answer.content for answer in crawls[name].answers.values()}
    for file in site.folder.rglob("*"):
        if file.is_file() and file.name not in ("_layout.html", "site.toml", "robots.txt"):
            path = "/" + file.relative_to(site.folder).as_posix()
            assert site.answer(path).body in bodies, path


@pytest.mark.parametrize("name", NAMES)
def test_a_site_is_of_a_natural_size(crawls: dict[str, Crawl], name: str) -> None:
    assert 20 <= len(pages(crawls[name])) <= 50
    titles = [BeautifulSoup(answer.content, "html.parser").title for answer in pages(crawls[name]).values()]
    assert all(title is not None and title.get_text(strip=True) for title in titles)


@pytest.mark.parametrize("name", NAMES)
def test_outside_links_lead_to_hosts_that_cannot_exist(crawls: dict[str, Crawl], name: str) -> None:
    hosts = {urlsplit(url).hostname or "" for url in crawls[name].outside}
    assert all(host.endswith(".example") for host in hosts)
    assert bool(hosts) == (name == "hospital")


def test_the_old_site_sends_windows_874_and_says_so_nowhere(crawls: dict[str, Crawl]) -> None:
    for key, answer in pages(crawls["health-office"]).items():
        assert answer.headers["Content-Type"] == "text/html", key
        assert b"charset" not in answer.content.lower(), key
        with pytest.raises(UnicodeDecodeError):
            answer.content.decode("utf-8")
        assert re.search("[ก-ฮ]{3}", answer.content.decode("cp874")), key


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"health-office"}))
def test_the_other_sites_send_utf_8(crawls: dict[str, Crawl], name: str) -> None:
    for answer in pages(crawls[name]).values():
        assert re.search("[ก-ฮ]{3}", answer.content.decode("utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_no_page_speaks_of_programs_or_tests(crawls: dict[str, Crawl], name: str) -> None:
    words = re.compile(r"itacheck|\b(?:demo|test|tests|fixture|decoy|lorem|dummy|todo)\b|ทดสอบ|decoy|{{", re.IGNORECASE)
    for key, answer in pages(crawls[name]).items():
        text = answer.content.decode(ENCODINGS.get(name, "utf-8"))
        assert not words.search(text), (key, words.search(text))


@pytest.mark.parametrize("name", NAMES)
def test_telephones_are_fictional(crawls: dict[str, Crawl], name: str) -> None:
    digits = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
    for key, answer in pages(crawls[name]).items():
        text = answer.content.decode(ENCODINGS.get(name, "utf-8")).translate(digits)
        for number in re.findall(r"\b0-?\d{1,4}-\d{3,4}(?:-\d{3,4})?\b", text):
            assert number.startswith("0-5555-01"), (key, number)


def test_documents_are_small_and_whole() -> None:
    pdfs = sorted(SITES.rglob("*.pdf"))
    assert 10 <= len(pdfs) <= 25
    for file in pdfs:
        assert file.stat().st_size < 40_000, file
        reader = PdfReader(BytesIO(file.read_bytes()))
        text = "".join(page.extract_text() for page in reader.pages)
        scan = file.name == "risk-2568.pdf" and "hospital" in file.parts
        assert (text.strip() == "") == scan, file
        assert bool(list(reader.pages[0].images)) == scan, file
    for file in [*SITES.rglob("*.docx"), *SITES.rglob("*.xlsx")]:
        assert file.stat().st_size < 40_000, file
        assert zipfile.ZipFile(file).testzip() is None


def test_unknown_addresses_are_not_found() -> None:
    site = load_site("cooperative-office")
    for path in ("/nowhere", "/_layout.html", "/site.toml", "/../province.toml", "/%2e%2e/province.toml", "/th"):
        assert site.answer(path).status == 404, path


def test_a_soft_404_a_login_wall_and_an_empty_file() -> None:
    site = load_site("cooperative-office")
    soft = site.answer("/th/service-manual.html")
    assert soft.status == 200
    assert "ไม่พบหน้าที่ต้องการ" in soft.body.decode()
    wall = site.answer("/doc/gift-report-2568.pdf")
    assert wall.status == 302
    login = site.answer(dict(wall.headers)["Location"])
    assert login.status == 200
    assert b'type="password"' in login.body
    assert site.answer("/doc/hr-plan-2568.pdf").body == b""


def test_pages_are_told_apart_by_the_query() -> None:
    site: Site = load_site("district-office")
    assert site.answer("/index.php?page=buy").body != site.answer("/index.php?page=buy&id=9").body
    assert site.answer("/index.php?page=unknown").body == site.answer("/").body


def test_a_missing_site_is_named() -> None:
    with pytest.raises(ConfigurationError, match="'nowhere'"):
        load_site("nowhere")
