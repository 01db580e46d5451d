"""What changed between two runs, and whether the site did it, the rules, the day, or nobody can tell. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from itacheck.model import AgencyResult, Bilingual, CauseResult, Results, Status, VerdictResult


class Why(StrEnum):
    """Why a verdict is another one."""

    SITE = "site"
    """Judged alike: what the site shows changed."""
    RULES = "rules"
    """The same pages, judged by other rules, another version, or with other readers."""
    BOTH = "both"
    """The site and the rules: neither alone gives the new verdict."""
    DAY = "day"
    """The same rules on another day: a due date lies between."""
    ENTRY = "entry"
    """The agency's entry in agencies.toml: its kind."""
    REACHABILITY = "reachability"
    """The site could be looked at in one of the runs only: nothing is said about its content."""
    PROGRAM = "program"
    """The program broke in one of the runs."""
    UNCLEAR = "unclear"
    """Rules and pages may both have changed, and the results do not tell which of them did it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One verdict that is another one."""

    agency: str
    name: Bilingual
    pack: str
    rule: str
    before: Status
    after: Status
    why: Why
    url: str | None
    """The page that the new verdict rests on, else that of the old one."""
    cause: CauseResult | None = None
    """Of a change of reachability: why the site could not be looked at."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs beside each other."""

    before: Results
    after: Results
    changes: tuple[Change, ...]
    new_agencies: tuple[AgencyResult, ...]
    gone_agencies: tuple[AgencyResult, ...]
    new_rules: tuple[tuple[str, str], ...]
    """Pack and rule."""
    gone_rules: tuple[tuple[str, str], ...]
    same: int
    """Verdicts that are the same."""
    moved: int
    """Of these: how many rest on other pages or on changed ones."""
    notes: tuple[Bilingual, ...]

    @property
    def changed(self) -> bool:
        """Whether anything did: a verdict, an agency, a rule."""
        return bool(
            self.changes or self.new_agencies or self.gone_agencies or self.new_rules or self.gone_rules
        )  # fmt: skip


def compare(before: Results, after: Results, rejudged: Results | None = None) -> Comparison:
    """Compares two runs.

    Args:
        before: the older run.
        after: the newer one.
        rejudged: the pages of `before` judged as `after` judges (`check --from-warc`): then each change of content is
            the site's, the rules', or both, for certain. See `misfit`.
    """
    old, new = _agencies(before), _agencies(after)
    third = _agencies(rejudged) if rejudged else {}
    changes, same, moved = list[Change](), 0, 0
    for agency_id, agency in new.items():
        was = old.get(agency_id)
        if was is None:
            continue
        verdicts = _verdicts(was)
        again = _verdicts(third[agency_id]) if agency_id in third else {}
        for key, verdict in _verdicts(agency).items():
            earlier = verdicts.get(key)
            if earlier is None:
                continue
            if earlier.status is verdict.status:
                same += 1
                moved += not _same_evidence(earlier, verdict)
                continue
            why = _Judging(before, after, was, agency, key[0]).why(earlier, verdict, again.get(key))
            down = [
                one.crawl.cause
                for one, told in ((agency, verdict), (was, earlier))
                if told.status is Status.UNREACHABLE
            ]
            changes.append(
                Change(
                    agency_id, agency.name, *key, earlier.status, verdict.status, why, _proof(verdict, earlier),
                    down[0] if down else None,
                )
            )  # fmt: skip
    rules_before, rules_after = _rules(before), _rules(after)
    return Comparison(
        before=before,
        after=after,
        changes=tuple(changes),
        new_agencies=tuple(agency for key, agency in new.items() if key not in old),
        gone_agencies=tuple(agency for key, agency in old.items() if key not in new),
        new_rules=tuple(key for key in rules_after if key not in rules_before),
        gone_rules=tuple(key for key in rules_before if key not in rules_after),
        same=same,
        moved=moved,
        notes=tuple(_notes(before, after)),
    )


def misfit(before: Results, after: Results, rejudged: Results) -> str | None:
    """Why a run cannot serve as `rejudged` of `compare`; None when it can."""
    if not _alike(rejudged, after) or {p.id for p in rejudged.run.packs} != {p.id for p in after.run.packs}:
        return "it was not judged by the rules, version and readers of the second run"
    if rejudged.run.as_of != after.run.as_of:
        return f"it was judged as of {rejudged.run.as_of}, the second run as of {after.run.as_of}"
    old = _agencies(before)
    for agency in rejudged.agencies:
        was = old.get(agency.id)
        if was is not None and (was.crawl.snapshot is None or was.crawl.snapshot != agency.crawl.snapshot):
            return f"it did not judge the pages that the first run kept of agency {agency.id}"
    return None


@dataclass(frozen=True, slots=True)
class _Judging:
    """Two runs' judging of one agency by one pack."""

    before: Results
    after: Results
    was: AgencyResult
    now: AgencyResult
    pack: str

    def why(self, old: VerdictResult, new: VerdictResult, again: VerdictResult | None) -> Why:
        statuses = {old.status, new.status}
        if Status.ERROR in statuses:
            return Why.PROGRAM
        if Status.UNREACHABLE in statuses:
            return Why.REACHABILITY
        if again is not None and again.status not in (Status.ERROR, Status.UNREACHABLE):
            return {new.status: Why.RULES, old.status: Why.SITE}.get(again.status, Why.BOTH)
        alike = _alike(self.before, self.after, self.pack)
        other_day = self.before.run.as_of != self.after.run.as_of
        due = other_day and Status.NOT_DUE in statuses
        same_pages = self.was.crawl.snapshot is not None and self.was.crawl.snapshot == self.now.crawl.snapshot
        other_kind = self.was.kind != self.now.kind and Status.NOT_APPLICABLE in statuses
        if not alike:
            proven = same_pages or (bool(old.findings) and _same_evidence(old, new))
            return Why.RULES if proven and not due and not other_kind else Why.UNCLEAR
        if other_kind:
            return Why.ENTRY
        if due and statuses == {Status.NOT_DUE, Status.FAIL}:
            return Why.DAY
        return Why.UNCLEAR if same_pages else Why.SITE


def _alike(before: Results, after: Results, pack: str | None = None) -> bool:
    """Whether two runs judge alike: the same version, digests of the packs, and readers."""
    old, new = ({p.id: p.digest for p in run.run.packs} for run in (before, after))
    packs = {pack} if pack is not None else old.keys() & new.keys()
    return (
        before.run.version == after.run.version
        and all(old.get(one) is not None and old.get(one) == new.get(one) for one in packs)
        and _readers(before) == _readers(after)
    )


def _readers(results: Results) -> tuple[str, ...]:
    """What read besides the program itself; a file of a version that did not tell has none."""
    return tuple(sorted(getattr(results.run, "readers", ())))


def _agencies(results: Results) -> dict[str, AgencyResult]:
    return {agency.id: agency for agency in results.agencies}


def _verdicts(agency: AgencyResult) -> dict[tuple[str, str], VerdictResult]:
    return {(verdict.pack, verdict.rule): verdict for verdict in agency.verdicts}


def _rules(results: Results) -> dict[tuple[str, str], None]:
    return dict.fromkeys((v.pack, v.rule) for agency in results.agencies for v in agency.verdicts)


def _same_evidence(a: VerdictResult, b: VerdictResult) -> bool:
    """Whether two verdicts rest on the same pages, unchanged; a page without a digest may have changed."""
    first, second = ({(finding.url, finding.sha256) for finding in one.findings} for one in (a, b))
    return first == second and all(digest for _, digest in first)


def _proof(*verdicts: VerdictResult) -> str | None:
    return next((finding.url for verdict in verdicts for finding in verdict.findings), None)


def _notes(before: Results, after: Results) -> Iterable[Bilingual]:
    old, new = before.run, after.run
    if old.version != new.version:
        yield _bi(f"โปรแกรมคนละรุ่น {old.version} → {new.version}", f"another version: {old.version} → {new.version}")
    digests = {pack.id: pack.digest for pack in old.packs}
    for pack in new.packs:
        if digests.get(pack.id, pack.digest) != pack.digest:
            short = f"{digests[pack.id][:12]} → {pack.digest[:12]}"
            yield _bi(f"ชุดกฎ {pack.id} เปลี่ยน ({short})", f"rule pack {pack.id} changed ({short})")
    if old.as_of != new.as_of:
        yield _bi(f"ตรวจ ณ คนละวัน {old.as_of} → {new.as_of}", f"judged as of another day: {old.as_of} → {new.as_of}")
    if _readers(before) != _readers(after):
        told = " → ".join(", ".join(_readers(run)) or "-" for run in (before, after))
        yield _bi(f"ตัวช่วยอ่านต่างกัน {told}", f"other readers: {told}")
    for name, run in (("A", old), ("B", new)):
        if run.shard:
            yield _bi(f"{name} เป็นผลเพียงส่วนเดียว ({run.shard})", f"{name} is a part only ({run.shard})")


def _bi(th: str, en: str) -> Bilingual:
    return Bilingual(th=th, en=en)
