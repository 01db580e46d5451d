"""Bands of columns that fit a page."""

from __future__ import annotations

from dataclasses import replace

from itacheck.model import Bilingual
from itacheck.report.frame import Frame, issues_of
from itacheck.report.matrix import MAX_COLUMNS, bands
from itacheck.report.view import IssueView, RuleView

from . import sample


def described() -> list[RuleView]:
    frame = Frame(sample.results().run, sample.rules())
    return [frame.rule(rule.pack, rule.id) for rule in sample.rules()]


def issue(pack: str, number: int, rules: int, like: RuleView) -> IssueView:
    title = Bilingual(th="ประเด็น", en="issue")
    return IssueView(f"{pack}-{number}", pack, number, title, tuple(replace(like, pack=pack) for _ in range(rules)))


def test_a_pack_that_fits_is_one_band() -> None:
    (band,) = bands(issues_of(described()))
    assert band.columns == 6
    assert [part.issue.number for part in band.parts] == [2, 5, 6]


def test_wide_packs_are_cut_between_issues_and_packs_stand_apart() -> None:
    like = described()[0]
    issues = (issue("a", 1, 30, like), issue("a", 2, 20, like), issue("a", 3, 95, like), issue("b", 1, 3, like))
    made = bands(issues)
    assert [(band.pack, band.columns) for band in made] == [
        ("a", 30),
        ("a", 20),
        ("a", 40),
        ("a", 40),
        ("a", 15),
        ("b", 3),
    ]
    assert max(band.columns for band in made) == MAX_COLUMNS
