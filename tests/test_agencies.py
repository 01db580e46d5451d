"""agencies.toml: one clear line for whatever is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from itacheck.agencies import agency_of_url, check_url, load_agencies
from itacheck.errors import ConfigurationError

AS_OF = date(2025, 6, 1)
GOOD = """
[defaults]
contact = "mailto:ita@province.example"
[defaults.crawl]
max_pages = 50

[[agency]]
id = "land"
name.th = "สำนักงานที่ดิน"
name.en = "Land office"
kind = "provincial-office"
url = "https://land.example/"
declared."5.6" = "https://land.example/buy"
[agency.crawl]
delay_seconds = 2
[[agency.waiver]]
rule = "5.6"
reason = "ย้ายเว็บไซต์"
owner = "หัวหน้าสำนักงาน"
expires = 2025-12-31
"""


def load(tmp_path: Path, text: str) -> object:
    path = tmp_path / "agencies.toml"
    path.write_text(text, encoding="utf-8")
    return load_agencies(path, as_of=AS_OF)


def test_reads_every_key(tmp_path: Path) -> None:
    path = tmp_path / "agencies.toml"
    path.write_text(GOOD, encoding="utf-8")
    loaded = load_agencies(path, as_of=AS_OF)
    agency = loaded.agencies[0]
    assert loaded.contact == "mailto:ita@province.example"
    assert agency.name.en == "Land office"
    assert (agency.crawl.max_pages, agency.crawl.delay_seconds) == (50, 2)
    assert agency.declared == {"5.6": "https://land.example/buy"}
    assert agency.waiver[0].expires == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('kind = "provincial-office"', 'knid = "x"'), r"agency land: (unknown key 'knid'|key 'kind' is missing)"),
        (
            ('url = "https://land.example/"', 'url = "land.example"'),
            r"key 'url': 'land.example' has no scheme: write https://land",
        ),
        (('url = "https://land.example/"', 'url = "ftp://land.example"'), "only http and https"),
        (('url = "https://land.example/"', 'url = "https://a:b@land.example"'), "user name or password"),
        (("expires = 2025-12-31", "expires = 2027-12-31"), "more than 12 months ahead"),
        (("expires = 2025-12-31", 'expires = "soon"'), r"waiver.0.expires"),
        (("max_pages = 50", "max_pages = 0"), r"defaults: key 'crawl.max_pages'"),
        (('id = "land"', 'id = "Land Office"'), r"key 'id'"),
        (("[defaults]", "[default]"), r"unknown key 'default'"),
        (('name.en = "Land office"', ""), r"key 'name.en' is missing: add it"),
        (("[[agency]]", "[agency]"), "two brackets"),
        (('declared."5.6" = "https://land.example/buy"', 'declared."5.6" = "/buy"'), "has no scheme"),
        (('id = "land"', "id = land"), "not valid TOML"),
    ],
)
def test_one_line_names_the_key(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    with pytest.raises(ConfigurationError, match=told) as caught:
        load(tmp_path, GOOD.replace(*change))
    assert "\n" not in caught.value.line
    assert "agencies.toml" in caught.value.line


def test_the_same_id_twice(tmp_path: Path) -> None:
    again = '[[agency]]\nid = "land"\nname.th = "ก"\nname.en = "a"\nkind = "x"\n'
    with pytest.raises(ConfigurationError, match="'land' is there twice"):
        load(tmp_path, GOOD + again)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such file"):
        load_agencies(tmp_path / "none.toml", as_of=AS_OF)


def test_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "agencies.toml"
    path.write_bytes("name = 'ก'".encode("cp874"))
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        load_agencies(path, as_of=AS_OF)


@pytest.mark.parametrize("url", ["https://", "http://[::1", "https://a b/", "javascript:alert(1)", "http://x:99999/"])
def test_urls_that_are_none(url: str) -> None:
    with pytest.raises(ConfigurationError):
        check_url(url, "URL")


def test_an_agency_of_a_url_alone() -> None:
    agency = agency_of_url("https://www.Example.go.th:8443/home")
    assert agency.id == "www-example-go-th-8443"
    assert agency.url == "https://www.Example.go.th:8443/home"
