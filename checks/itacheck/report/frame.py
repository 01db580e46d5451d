"""What every page of a report shares: its rules, their order and their file names, known before any agency is read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date

from itacheck.model import Bilingual, RunResult

from .files import safe_stem, unique_stems
from .rule_info import RuleInfo
from .text import clean
from .view import IssueView, RuleView

_UNKNOWN = Bilingual(th="ข้อที่ไม่มีรายละเอียดในชุดกฎนี้", en="rules that these packs do not describe")


class Frame:
    """The rules of a report.

    Those that somebody described have their place from the start. The others, which only verdicts name, get theirs from
    their names alone, so that processes that never speak to each other give them the same one.
    """

    def __init__(self, run: RunResult, rules: Sequence[RuleInfo]) -> None:
        self.run = run
        known = list({(rule.pack, rule.id): rule for rule in rules}.items())
        stems = unique_stems(f"{pack}-{rule}" for (pack, rule), _ in known)
        self._rules = {key: _described(*key, stem, info) for (key, info), stem in zip(known, stems, strict=True)}
        self._places = {stem: place for place, stem in enumerate(stems)}
        self._by_stem = {rule.stem: rule for rule in self._rules.values()}
        self._taken = {stem.casefold() for stem in stems}

    @property
    def agencies(self) -> tuple[()]:
        """None: a frame may stand for the run where only that is asked."""
        return ()

    @property
    def as_of(self) -> date:
        """The day as of which the run judged."""
        return self.run.as_of

    def rule(self, pack: str, rule: str) -> RuleView:
        """A rule, described or not."""
        key = pack, rule
        found = self._rules.get(key)
        if found is None:
            found = self._rules[key] = _undescribed(pack, rule, self._stem(pack, rule))
        return found

    def own(self, rule: RuleView) -> RuleView:
        """The same rule as this process knows it."""
        return self._by_stem.get(rule.stem, rule)

    def place(self, rule: RuleView) -> int:
        """Where a rule stands among the described ones; one that is not stands behind all of them."""
        return self._places.get(rule.stem, len(self._places))

    def _stem(self, pack: str, rule: str) -> str:
        stem = safe_stem(f"{pack}-{rule}")
        # Only the last hyphen parts the two, and a name in capitals may be that of another rule's file.
        plain = stem == f"{pack}-{rule}" and "-" not in rule and stem == stem.casefold() not in self._taken
        if plain:
            return stem
        both = f"{pack}\0{rule}".encode("utf-8", "surrogatepass")
        return f"{stem[:60]}-{hashlib.sha256(both).hexdigest()[:10]}"


def _described(pack: str, rule: str, stem: str, info: RuleInfo) -> RuleView:
    return RuleView(pack=clean(pack, 64), id=clean(rule, 40), stem=stem, title=info.title, info=info)


def _undescribed(pack: str, rule: str, stem: str) -> RuleView:
    name = clean(rule, 40)
    title = Bilingual(th=f"ข้อ {name}", en=f"Rule {name}")
    return RuleView(pack=clean(pack, 64), id=name, stem=stem, title=title, info=None)


def packs_of(run: RunResult, rules: Iterable[RuleView]) -> dict[str, Bilingual | None]:
    """The packs of a page, those of the run and of its verdicts -> what a reader must know of them."""
    packs: dict[str, Bilingual | None] = {clean(pack.id, 64): None for pack in run.packs}
    for rule in rules:
        packs[rule.pack] = packs.get(rule.pack) or (rule.info.pack_note if rule.info else None)
    return packs


def issues_of(rules: Iterable[RuleView]) -> tuple[IssueView, ...]:
    """Rules under their issues, both in the order in which they first appear."""
    grouped: dict[str, list[RuleView]] = {}
    for rule in rules:
        grouped.setdefault(rule.group, []).append(rule)
    return tuple(
        IssueView(
            key=key,
            pack=members[0].pack,
            number=members[0].info.issue if members[0].info else None,
            title=members[0].info.issue_title if members[0].info else _UNKNOWN,
            rules=tuple(members),
        )
        for key, members in grouped.items()
    )
