"""Takes a run into the history. Pure: no file, no clock; the same runs in the same order give the same history."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from itacheck.causes import STOPPED
from itacheck.changes import Why, compare
from itacheck.errors import ConfigurationError
from itacheck.model import (
    AgencyResult,
    Bilingual,
    Cause,
    CrawlResult,
    CrawlStatus,
    FindingResult,
    PackResult,
    Results,
    RunResult,
    Status,
    VerdictResult,
)
from itacheck.stored import Told

from .model import (
    MAX_EVENTS,
    MAX_RUNS,
    AgencyHistory,
    Blind,
    Down,
    Event,
    History,
    RuleHistory,
    RunLog,
    RunRecord,
    Standing,
    What,
    key_of,
)

MAX_REACH = 8
"""Checks that the reachability of an agency is told by."""
MAX_PAGES = 3
MAX_URL = 2_048
MAX_NAME = 200
MAX_RULES = 200
"""Rules that one event names."""

BROKEN = frozenset({"dead", "failed", "soft-404", "server-error", "home", "parked", "maintenance"})
"""Why a page of which it is said does not open: codes of `FindingResult.why`."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_RULE = re.compile(r"[0-9A-Z]+(?:\.[0-9A-Z]+)*")
_OURS = frozenset({Cause.WINDOW, Cause.NOT_KEPT, Cause.BUDGET, Cause.SHARD_MISSING})
"""Causes of `unreachable` that say nothing of the site: it was not asked, or we stopped asking."""
_NO_WORDS = Bilingual(th="", en="")


class OlderRunError(ConfigurationError):
    """The run is older than what the history knows, so its changes cannot be put in order."""


def record(history: History, results: Told) -> History:
    """The history with a run taken in.

    Agencies that the run did not check stay as they are, and so do those that it was stopped at, that it did not ask
    because of the hour, or on which the program broke: nothing is known of them that was not known before. A run that
    was taken in already changes nothing; one that was gone on with adds the agencies that were missing.

    Raises:
        OlderRunError: an agency of it was checked by a later run that is in the history, or as of a later day.
        ConfigurationError: an agency, pack or rule of it has an id that no agency, pack or rule can have.
    """
    old_newest = history.newest
    standings = {own: _explicit(history, own, old_newest) for own in history.agencies}
    agencies = dict(history.agencies)
    tally = _Tally()
    fresh = False
    _check_ids(results.run.id, "pack", _SLUG, (pack.id for pack in results.run.packs))
    for agency in results.agencies:
        _check_ids(results.run.id, "agency", _SLUG, (agency.id,))
        _check_ids(results.run.id, "pack", _SLUG, {verdict.pack for verdict in agency.verdicts})
        _check_ids(results.run.id, "rule", _RULE, {verdict.rule for verdict in agency.verdicts})
        if not was_checked(agency):
            continue
        tally.add(agency, results.run)
        if not _is_new(history, agency.id, results.run):
            continue
        fresh = True
        standing = standings.get(agency.id, Standing())
        own, looked = _agency(history, agencies.get(agency.id), agency, results.run)
        reach = (standing.reach + ("-" if own.down else "+"))[-MAX_REACH:].lstrip("+")
        standings[agency.id] = Standing(
            checked=results.run.id,
            looked={**standing.looked, **dict.fromkeys(looked, results.run.id)},
            reach=reach,
        )
        agencies[agency.id] = own
    if not fresh:
        return history
    runs = [run for run in history.log.runs if run.id != results.run.id] + [tally.record(results.run, len(agencies))]
    runs.sort(key=lambda run: (run.as_of, run.finished), reverse=True)
    named = _named(standings.values(), agencies.values())
    runs = [run for place, run in enumerate(runs) if place < MAX_RUNS or run.id in named]
    newest = runs[0].id
    unusual = {own: _unusual(standing, newest) for own, standing in sorted(standings.items())}
    return History(
        RunLog(runs=tuple(runs), agencies={own: one for own, one in unusual.items() if one != Standing()}),
        dict(sorted(agencies.items())),
    )


def was_checked(agency: AgencyResult) -> bool:
    """Whether a result says anything of the agency's site: it was asked, and the program did not break on all of it."""
    if not agency.verdicts or all(verdict.status is Status.ERROR for verdict in agency.verdicts):
        return False
    cause = agency.crawl.cause
    if cause is None or agency.crawl.status is CrawlStatus.COMPLETE:
        return True
    if agency.crawl.status is CrawlStatus.UNREACHABLE:
        return cause.code not in _OURS
    return cause.detail != STOPPED and cause.code not in (Cause.WINDOW, Cause.NOT_KEPT)


def _check_ids(run: str, what: str, pattern: re.Pattern[str], names: Iterable[str]) -> None:
    for name in names:
        if len(name) > 64 or not pattern.fullmatch(name):
            raise ConfigurationError(
                f"run {run!r:.60}: {name!r:.80} is no id of {what}, so it is not taken into the history",
                "give a results.json that itacheck wrote",
            )


def _is_new(history: History, agency: str, run: RunResult) -> bool:
    """Whether a run says something of an agency that the history does not know yet.

    Raises:
        OlderRunError: the history knows something later.
    """
    last = history.checked(agency)
    if last is None or (last.id == run.id and last.as_of == run.as_of):
        return last is None
    if (run.as_of, run.finished) < (last.as_of, last.finished):
        raise OlderRunError(
            f"run {run.id} (as of {run.as_of}) is older than run {last.id} (as of {last.as_of}), which "
            f"the history holds of agency {agency}",
            "take runs in as they were made, or write this one to a history of its own",
        )
    return True


# ---------------------------------------------------------------- runs


@dataclass(slots=True)
class _Tally:
    """What a run says of its agencies together."""

    agencies: int = 0
    unreachable: int = 0
    counts: Counter[Status] = field(default_factory=Counter)
    waived: Counter[Status] = field(default_factory=Counter)

    def add(self, agency: AgencyResult, run: RunResult) -> None:
        """Counts one."""
        self.agencies += 1
        self.unreachable += agency.crawl.status is CrawlStatus.UNREACHABLE
        for verdict in agency.verdicts:
            self.counts[verdict.status] += 1
            self.waived[verdict.status] += verdict.is_waived(run.as_of)

    def record(self, run: RunResult, known: int) -> RunRecord:
        """The run, for a history that knows so many agencies."""
        return RunRecord(
            id=run.id, as_of=run.as_of, finished=run.finished, version=run.version,
            packs={pack.id: pack.digest for pack in run.packs}, readers=tuple(sorted(run.readers)),
            agencies=self.agencies, known=known, unreachable=self.unreachable,
            verdicts={status: self.counts[status] for status in Status if self.counts[status]},
            waived={status: self.waived[status] for status in Status if self.waived[status]},
        )  # fmt: skip


def _explicit(history: History, agency: str, newest: RunRecord | None) -> Standing:
    """A standing that names its runs, so that it stays true when there is a newer one."""
    standing = history.standing(agency)
    if newest is None:
        return standing
    packs = dict.fromkeys(key.partition("/")[0] for key in history.agencies[agency].rules)
    return Standing(
        checked=standing.checked or newest.id,
        looked={pack: standing.looked.get(pack, newest.id) for pack in packs},
        reach=standing.reach,
    )


def _unusual(standing: Standing, newest: str) -> Standing:
    return Standing(
        checked=None if standing.checked == newest else standing.checked,
        looked={pack: run for pack, run in sorted(standing.looked.items()) if run != newest},
        reach=standing.reach,
    )


def _named(standings: Iterable[Standing], agencies: Iterable[AgencyHistory]) -> set[str]:
    """The runs that something refers to."""
    named = {run for one in standings for run in (*one.looked.values(), *((one.checked,) if one.checked else ()))}
    return named | {rule.blind.run for own in agencies for rule in own.rules.values() if rule.blind is not None}


# ---------------------------------------------------------------- one agency


def _agency(
    history: History, own: AgencyHistory | None, result: AgencyResult, run: RunResult
) -> tuple[AgencyHistory, set[str]]:
    """An agency's history after a run, and the packs by which its site was looked at."""
    name = Bilingual(th=result.name.th[:MAX_NAME], en=result.name.en[:MAX_NAME])
    url = result.url if result.url is None or len(result.url) <= MAX_URL else None
    if own is None:
        own = AgencyHistory(id=result.id, name=name, url=url, kind=result.kind[:MAX_NAME], first=run.as_of)
    if result.crawl.status is CrawlStatus.UNREACHABLE:
        cause = result.crawl.cause
        code, whose = (cause.code[:64], cause.whose[:64]) if cause is not None else ("unknown", "unknown")
        was_up: tuple[Event, ...] = () if own.down else (Event(at=run.as_of, run=run.id, what=What.DOWN, cause=code),)
        down = Down(since=own.down.since if own.down else run.as_of, code=code, whose=whose)
        return _with(own, was_up, name=name, url=url, down=down), set()
    look = _Look(history, own, result, run)
    rules, events = look.taken_in()
    if own.down is not None:
        events = (Event(at=run.as_of, run=run.id, what=What.UP, seen=own.down.since, cause=own.down.code), *events)
    looked = {verdict.pack for verdict in result.verdicts if verdict.status is not Status.ERROR}
    own = _with(own, events, name=name, url=url, kind=result.kind[:MAX_NAME], down=None, rules=rules)
    return own, looked


def _with(own: AgencyHistory, events: Sequence[Event], **update: object) -> AgencyHistory:
    return own.model_copy(update={**update, "events": (*events, *own.events)[:MAX_EVENTS]})


@dataclass(frozen=True, slots=True)
class _Look:
    """One agency whose site was looked at."""

    history: History
    own: AgencyHistory
    result: AgencyResult
    run: RunResult

    def taken_in(self) -> tuple[dict[str, RuleHistory], tuple[Event, ...]]:
        """Its rules afterwards, and what happened."""
        verdicts = {key_of(v.pack, v.rule): v for v in self.result.verdicts if v.status is not Status.UNREACHABLE}
        judged = {pack.id for pack in self.run.packs}
        gone = [key for key in self.own.rules if key.partition("/")[0] in judged and key not in verdicts]
        content = {key: verdict for key, verdict in verdicts.items() if verdict.status is not Status.ERROR}
        new = [key for key in content if key not in self.own.rules]
        broke = [
            key
            for key, verdict in verdicts.items()
            if verdict.status is Status.ERROR and key in self.own.rules and self.own.rules[key].blind is None
        ]
        mended = [key for key in content if key in self.own.rules and self.own.rules[key].blind is not None]
        rules = {key: rule for key, rule in self.own.rules.items() if key not in gone}
        for key in broke:
            last = self.history.looked(self.own.id, key)
            blind = Blind(since=self.run.as_of, run=last.id if last else "")
            rules[key] = replace(rules[key], blind=blind)
        changes = self._whys(content)
        events = [
            *(self._shared(What.NEW_RULES, new) if self.own.rules else ()),
            *self._shared(What.GONE_RULES, gone),
            *self._shared(What.ERROR, broke),
            *self._shared(What.MENDED, mended),
        ]
        for key, verdict in content.items():
            rules[key], happened = self._rule(key, self.own.rules.get(key), verdict, changes.get(key))
            events += happened
        return rules, tuple(events)

    def _event(self, what: What, *rules: str) -> Event:
        return Event(at=self.run.as_of, run=self.run.id, what=what, rules=rules)

    def _shared(self, what: What, rules: Sequence[str]) -> Iterator[Event]:
        for start in range(0, len(rules), MAX_RULES):
            yield self._event(what, *rules[start : start + MAX_RULES])

    def _whys(self, content: Mapping[str, VerdictResult]) -> dict[str, Why]:
        """Why the rules are other than they were, by a comparison with the run that looked at each last."""
        changed: dict[str, dict[str, VerdictResult]] = {}
        runs: dict[str, RunRecord] = {}
        whys: dict[str, Why] = {}
        for key, verdict in content.items():
            known = self.own.rules.get(key)
            if known is None or known.status is verdict.status:
                continue
            last = self.history.looked(self.own.id, key)
            if last is None:
                whys[key] = Why.UNCLEAR
                continue
            runs[last.id] = last
            changed.setdefault(last.id, {})[key] = verdict
        for run_id, verdicts in changed.items():
            before = self._as_it_was(runs[run_id], verdicts)
            after = self._one(self.run, self.result.kind, tuple(verdicts.values()))
            for change in compare(before, after).changes:
                whys[key_of(change.pack, change.rule)] = change.why
        return whys

    def _as_it_was(self, run: RunRecord, verdicts: Mapping[str, VerdictResult]) -> Results:
        """What a run found by some rules, as far as the history knows it."""
        then = RunResult.model_construct(
            id=run.id, started=run.finished, finished=run.finished, as_of=run.as_of, version=run.version,
            packs=tuple(PackResult.model_construct(id=pack, digest=digest) for pack, digest in run.packs.items()),
            shard=None, readers=run.readers,
        )  # fmt: skip
        former = []
        for key, verdict in verdicts.items():
            known = self.own.rules[key]
            same = known.evidence is not None and known.evidence == evidence_of(verdict.findings)
            findings = verdict.findings if same else ()
            former.append(verdict.model_copy(update={"status": known.status, "findings": findings}))
        return self._one(then, self.own.kind, tuple(former))

    def _one(self, run: RunResult, kind: str, verdicts: tuple[VerdictResult, ...]) -> Results:
        # Which pages were kept is not remembered: of two runs nobody can tell whether they judged the same ones.
        crawl = CrawlResult.model_construct(**{**dict(self.result.crawl), "snapshot": None})
        agency = AgencyResult.model_construct(
            **{**dict(self.result), "kind": kind, "verdicts": verdicts, "crawl": crawl}
        )
        return Results.model_construct(schema_="itacheck/results/v1", run=run, agencies=(agency,))

    def _rule(
        self, key: str, known: RuleHistory | None, verdict: VerdictResult, why: Why | None
    ) -> tuple[RuleHistory, list[Event]]:
        """A rule's history after its verdict, and what happened to it."""
        today = self.run.as_of
        waiver = verdict.waiver.expires if verdict.waiver and verdict.is_waived(today) else None
        counting = [f.url for f in verdict.findings if f.why is None and len(f.url) <= MAX_URL]
        pages = tuple(dict.fromkeys(counting))[:MAX_PAGES] if verdict.status is Status.PASS else ()
        if known is None:
            evidence = evidence_of(verdict.findings)
            return RuleHistory(
                status=verdict.status, since=today, pages=pages, evidence=evidence, waiver=waiver
            ), []  # fmt: skip
        events: list[Event] = []
        update: dict[str, Any] = {}
        if known.blind is not None:
            update["blind"] = None
        if known.status is not verdict.status:
            last = self.history.looked(self.own.id, key)
            seen = last.as_of if last is not None else None
            url = next((f.url for f in verdict.findings if len(f.url) <= MAX_URL), next(iter(known.pages), None))
            told = {"before": known.status, "after": verdict.status, "why": why or Why.UNCLEAR, "seen": seen}
            events.append(self._event(What.VERDICT, key).model_copy(update={**told, "url": url}))
            update |= {"status": verdict.status, "since": today, "seen": seen, "former": known.status}
            update["evidence"] = evidence_of(verdict.findings)
        if verdict.status is Status.PASS:
            # Which of many entries come first may be others every week: what still counts is not written anew.
            if known.status is not Status.PASS or set(known.pages).isdisjoint(counting):
                update |= {"pages": pages, "evidence": evidence_of(verdict.findings)}
            if known.broken:
                update["broken"] = ()
        else:
            codes = {f.url: f.why for f in verdict.findings if f.why in BROKEN}
            newly = tuple(url for url in known.pages if url in codes and url not in known.broken)
            for url in newly:
                events.append(self._event(What.BROKEN, key).model_copy(update={"url": url, "cause": codes[url]}))
            if newly:
                update["broken"] = (*known.broken, *newly)
        if waiver != known.waiver:
            what = What.WAIVED if waiver is not None else What.NOT_WAIVED
            events.append(self._event(what, key).model_copy(update={"until": waiver or known.waiver}))
            update["waiver"] = waiver
        return replace(known, **update) if update else known, events


def evidence_of(findings: Sequence[FindingResult]) -> str | None:
    """A digest of the pages that a verdict rests on; None where there are none or one may be another one unseen."""
    if not findings or not all(finding.sha256 for finding in findings):
        return None
    told = "\n".join(sorted({f"{finding.url} {finding.sha256}" for finding in findings}))
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]
