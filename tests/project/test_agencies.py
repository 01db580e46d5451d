"""agencies.toml: the entries are well formed, and no address is a guess."""

from __future__ import annotations

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

from itacheck.model import Agency, CrawlLimits

DISTRICTS = {"เมืองตาก", "บ้านตาก", "สามเงา", "แม่ระมาด", "ท่าสองยาง", "แม่สอด", "พบพระ", "อุ้มผาง", "วังเจ้า"}


def agencies(root: Path) -> list[Agency]:
    content = tomllib.loads((root / "agencies.toml").read_text(encoding="utf-8"))
    return [Agency.model_validate(entry) for entry in content["agency"]]


def test_entries_are_well_formed_and_told_apart(root: Path) -> None:
    found = agencies(root)
    for distinct in ([a.id for a in found], [a.name.th for a in found], [a.name.en for a in found]):
        assert len(distinct) == len(set(distinct))


def test_every_district_has_its_office(root: Path) -> None:
    assert {agency.district for agency in agencies(root) if agency.kind == "district-office"} == DISTRICTS


def test_defaults_are_known(root: Path) -> None:
    defaults = tomllib.loads((root / "agencies.toml").read_text(encoding="utf-8"))["defaults"]
    assert set(defaults) == {"contact", "crawl"}
    assert isinstance(CrawlLimits.model_validate(defaults["crawl"]), CrawlLimits)


def test_every_address_names_its_source(root: Path) -> None:
    lines = (root / "agencies.toml").read_text(encoding="utf-8").splitlines()
    addresses = [number for number, line in enumerate(lines) if line.startswith("url = ")]
    assert addresses
    for number in addresses:
        above: list[str] = []
        while lines[number - 1 - len(above)].startswith("#"):
            above.append(lines[number - 1 - len(above)])
        assert any(line.startswith("# source: ") for line in above), lines[number]


def test_addresses_are_web_addresses(root: Path) -> None:
    for agency in agencies(root):
        if agency.url is not None:
            parts = urlsplit(agency.url)
            assert parts.scheme in {"http", "https"}
            assert parts.hostname
            assert parts.path.endswith("/")
