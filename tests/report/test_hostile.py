"""Results full of hostile strings: nothing runs, nothing leads astray, nothing breaks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from itacheck.model import Results, Status
from itacheck.report import FORMATS, Material, write_html

from . import sample

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg onload=alert(1)>{{ 7*7 }}{% raw %}"
UNSEEN = "\u202e\u2066\u200f\x00\x07\x1b[31m\u2028"
ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//http://x.example",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///C:/secret",
    "//x.example/",
    "http://good.example@evil.example/",
    "http://x.example/\u202egpj.exe",
    "http://x.example/\x01",
    " http://x.example/'onmouseover='alert(1)",
    "http://x.example/" + "a" * 5_000,
    "http://[::1",
    "http://",
    "",
)


def poisoned(value: Any, key: str = "") -> Any:
    """The same shape with poison in every free string."""
    if isinstance(value, dict):
        return {name: poisoned(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [poisoned(item, key) for item in value]
    if not isinstance(value, str) or key in {"status", "schema", "as_of", "started", "finished", "expires"}:
        return value
    if key in {"date", "fetched_at"}:
        return value
    if key == "quote":
        return (SCRIPT + UNSEEN)[:160]
    return value + UNSEEN + SCRIPT


def hostile() -> Results:
    """The sample, poisoned."""
    made: dict[str, Any] = json.loads(sample.results().model_dump_json(by_alias=True))
    made = poisoned(made)
    for agency in made["agencies"]:
        for verdict in agency["verdicts"]:
            for finding in verdict["findings"]:
                finding["via"] = list(ADDRESSES)
    first = made["agencies"][0]["verdicts"][0]["findings"]
    first[:] = [first[0] | {"url": address} for address in ADDRESSES]
    return Results.model_validate_json(json.dumps(made))


FIXED = {"status", "schema", "as_of", "started", "finished", "expires", "date", "fetched_at", "quote", "seen"}


def swollen(value: Any, key: str = "") -> Any:
    """The same shape with a megabyte in every free string."""
    if isinstance(value, dict):
        return {name: swollen(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [swollen(item, key) for item in value]
    return value + SCRIPT + "w" * 2**20 if isinstance(value, str) and key not in FIXED else value


def pages(folder: Path) -> dict[Path, BeautifulSoup]:
    return {path: BeautifulSoup(path.read_text("utf-8"), "html.parser") for path in folder.rglob("*.html")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("hostile")
    write_html(hostile(), (), out)
    return out


def test_nothing_runs(folder: Path) -> None:
    found = pages(folder)
    assert len(found) == 2 + 4 + 6
    for path, page in found.items():
        scripts = page.select("script")
        assert not [script for script in scripts if script.get_text()]
        own = {str(script["src"]).removeprefix("../") for script in scripts}
        assert own == ({"report.js", "data/overview.js"} if path.name == "index.html" else {"report.js"}), path
        assert not page.select("svg, img, iframe, style")
        for tag in page.find_all(True):
            assert not [name for name in tag.attrs if name.lower().startswith("on")], tag
        assert "{{ 7*7 }}" in page.get_text()


def test_links_are_http_or_inside_the_report(folder: Path) -> None:
    for path, page in pages(folder).items():
        for tag in page.select("[href], [src]"):
            target = str(tag.get("href") or tag.get("src"))
            if target.startswith(("http://", "https://")):
                assert "@" not in target
                continue
            local = target.partition("#")[0]
            whole = (path.parent / local).resolve() if local else path.resolve()
            assert ":" not in target, target
            assert whole.is_relative_to(folder.resolve())
            assert whole.is_file(), target


def test_no_address_of_the_hostile_ones_is_a_link(folder: Path) -> None:
    hrefs = {str(tag["href"]) for page in pages(folder).values() for tag in page.select("a[href]")}
    assert not hrefs & {address for address in ADDRESSES if address}
    assert not [href for href in hrefs if "script:" in href.lower() or "evil" in href]


def test_nothing_unseen_is_left(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not set(UNSEEN.replace("[31m", "")) & set(text), path


def test_files_stay_in_the_folder_under_names_that_every_system_takes(tmp_path: Path) -> None:
    results = sample.results()
    ids = ("../../escape", "con", "A", "a", "a", "..", "x" * 500, "a/b", "nul.txt", "ไทย")
    agencies = tuple(results.agencies[0].model_copy(update={"id": name}) for name in ids)
    write_html(results.model_copy(update={"agencies": agencies}), sample.rules(), tmp_path / "out")
    names = [path.name for path in (tmp_path / "out" / "agency").iterdir()]
    assert len(names) == len(ids)
    assert len({name.casefold() for name in names}) == len(ids)
    assert all(len(name) < 100 and name.isascii() and ".." not in name for name in names)
    assert not {"con.html", "nul.txt.html"} & set(names)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_huge_names_are_cut_with_an_ellipsis(tmp_path: Path) -> None:
    results = sample.results()
    first = results.agencies[0]
    huge = "ก" * 100_000
    finding = sample.finding("x", huge, "q")
    long = first.model_copy(
        update={
            "name": first.name.model_copy(update={"th": huge, "en": "w" * 100_000}),
            "kind": huge,
            "verdicts": (first.verdicts[0].model_copy(update={"findings": (finding,) * 5_000}),),
        }
    )
    write_html(results.model_copy(update={"agencies": (long,)}), sample.rules(), tmp_path)
    page = tmp_path / "agency" / "agriculture.html"
    assert page.stat().st_size < 200_000
    text = page.read_text("utf-8")
    assert "ก…" in text
    assert "w…" in text
    assert "4,980" in text


@pytest.mark.parametrize("name", FORMATS)
def test_a_megabyte_in_every_string_is_cut_in_every_format(tmp_path: Path, name: str) -> None:
    made = json.loads(sample.results().model_dump_json(by_alias=True))
    made["agencies"] = [swollen(made["agencies"][0])]
    FORMATS[name](Material(Results.model_validate(made)), tmp_path)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert sum(path.stat().st_size for path in written) < 2**21
    if name == "html":
        for page in pages(tmp_path).values():
            assert not [script for script in page.select("script") if script.get_text()]
            assert not page.select("svg[onload], img[onerror]")


def test_one_rule_judged_twice_shows_both_and_the_worse_in_the_matrix(tmp_path: Path) -> None:
    results = sample.results()
    first = results.agencies[0]
    twice = first.model_copy(update={"verdicts": (first.verdicts[0], first.verdicts[0])})
    worse = twice.verdicts[1].model_copy(update={"status": Status.FAIL})
    twice = twice.model_copy(update={"verdicts": (twice.verdicts[0], worse)})
    again = Results.model_validate_json(
        results.model_copy(update={"agencies": (twice,)}).model_dump_json(by_alias=True)
    )
    write_html(again, sample.rules(), tmp_path)
    found = pages(tmp_path)
    assert len(found[tmp_path / "agency" / "agriculture.html"].select("article.rule")) == 2
    cells = found[tmp_path / "index.html"].select("td[data-status]")
    assert [cell["data-status"] for cell in cells] == ["fail"]
