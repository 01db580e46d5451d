"""docs/: whoever does what a page says gets what it shows, in Thai as in English."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import itacheck
from itacheck.cli.options import today
from itacheck.demo import DemoProvince
from itacheck.model import Status
from itacheck.packs import rules_folder

from .blocks import DOCS, Reader, blocks, pages, stand_ins

THAI = sorted((DOCS / "th").glob("*.md"))
NOT_RUN = Counter({"the complete test suite": 2})
"""Reason -> in how many blocks; whoever leaves one out says so here too."""


@pytest.fixture(scope="module")
def pairs() -> Iterator[list[tuple[str, str]]]:
    with DemoProvince(today()) as province:
        yield stand_ins(province, today())


def test_each_kind_of_reader_has_a_page_in_both_languages() -> None:
    names = {"officer.md", "coordinator.md", "maintainer.md", "rule-author.md"}
    assert {path.name for path in THAI} == {path.name for path in (DOCS / "en").glob("*.md")} == names


@pytest.mark.parametrize("page", THAI, ids=lambda path: path.stem)
@pytest.mark.timeout(300)
def test_a_page_does_what_it_shows(
    page: Path,
    pairs: list[tuple[str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.chdir(tmp_path)
    if page.stem == "maintainer":
        # The rules of a clone, where they may be changed.
        shutil.copytree(rules_folder(), tmp_path / "rules")
        monkeypatch.setattr(itacheck, "__file__", str(tmp_path / "checks" / "itacheck" / "__init__.py"))
    reader = Reader(capsys, pairs)
    reader.follow(page)
    assert reader.done == sum(block.runs for block in blocks(page)) > 0
    if page.stem == "rule-author":
        made_by_the_rule_author(tmp_path)


def made_by_the_rule_author(folder: Path) -> None:
    """The rule judges, and its report says in words what it asks."""
    results = json.loads((folder / "my-report" / "results.json").read_text(encoding="utf-8"))
    statuses = {
        agency["id"]: verdict["status"]
        for agency in results["agencies"]
        for verdict in agency["verdicts"]
        if (verdict["pack"], verdict["rule"]) == ("my-rules", "1.1")
    }
    assert statuses["provincial-office"] == "pass"
    assert "fail" in statuses.values()
    page = (folder / "my-report" / "rules.html").read_text(encoding="utf-8")
    assert "เผยแพร่ประวัติของหน่วยงาน" in page
    assert "ประวัติ → ความเป็นมา / หน่วยงาน" in page


@pytest.mark.parametrize("page", THAI, ids=lambda path: path.stem)
def test_both_languages_show_the_same_blocks(page: Path) -> None:
    """So what was run in the Thai page was run in the English one."""
    thai, english = (
        [(block.language, block.info, block.text) for block in blocks(path)] for path in (page, DOCS / "en" / page.name)
    )
    assert thai == english


def test_no_block_is_left_out_silently() -> None:
    shown = [block for page in pages() for block in blocks(page)]
    outside = [str(block) for block in shown if not block.runs and block.reason is None]
    assert outside == [], "neither run, nor does it say why not"
    assert [str(block) for block in shown if block.runs and block.page.parent.name not in ("th", "en")] == []
    reasons = Counter(block.reason for block in shown if block.reason is not None)
    assert reasons == NOT_RUN
    assert sum(block.runs for block in shown) + reasons.total() == len(shown)


def test_every_fence_and_no_indented_block_is_seen() -> None:
    for page in pages():
        text = page.read_text(encoding="utf-8")
        assert text.count("\n```") + text.startswith("```") == 2 * len(blocks(page)), page
        assert re.findall(r"\n\n {4,}\S.*", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)) == []


@pytest.mark.parametrize("name", ["index.md", "reference/statuses.md", "reference/exit-codes.md"])
def test_pages_that_are_looked_up_are_in_both_languages(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    rows = [row for row in re.findall(r"^\| (.+) \|$", text, re.MULTILINE) if not row.startswith("---")]
    assert rows
    assert [row for row in rows if not (re.search("[ก-๙]", row) and re.search("[a-z]{3}", row))] == []


def test_every_status_has_its_meaning() -> None:
    text = (DOCS / "reference" / "statuses.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| [^|]+ \| `(\w+)` \|", text, re.MULTILINE) == [status.value for status in Status]


def anchors(page: Path) -> set[str]:
    """The names of a page's headings, as GitHub makes them."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    kept = ("L", "M", "Nd", "Pc")
    return {
        "".join(c for c in heading.lower() if c in "- " or unicodedata.category(c).startswith(kept)).replace(" ", "-")
        for heading in headings
    }


@pytest.mark.parametrize(
    "page", [*pages(), *DOCS.parent.glob("*.md")], ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_links_lead_to_headings_that_are_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]*)#([^)\s]+)\)", page.read_text(encoding="utf-8"))
    dead = [
        f"{target}#{anchor}"
        for target, anchor in links
        if anchor not in anchors((page.parent / target) if target else page)
    ]
    assert dead == []
