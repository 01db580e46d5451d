"""Agencies and verdicts as plain rows, cleaned, with what their history says: what every plain format is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from itacheck.causes import cause_words
from itacheck.history import History, Reach, Reachability, key_of, overdue_days, reach
from itacheck.model import AgencyResult, Bilingual, CrawlStatus, Status, VerdictResult
from itacheck.stored import Told

from .rule_info import RuleInfo
from .text import NAME_LIMIT, clean, clean_bilingual, safe_href
from .totals import Totals, count

CELL_LIMIT = 1_000


@dataclass(frozen=True)
class Material:
    """What a report is made of, whatever its format."""

    results: Told
    rules: Sequence[RuleInfo] = ()
    """What is known of the rules; verdicts of others are shown under their ids."""
    history: History = field(default_factory=History)
    """Empty: none is kept."""
    since: date | None = None
    """The first day of the changes that are told; None: those of the last run."""

    @property
    def as_of(self) -> date:
        """The day on which the run judged."""
        return self.results.run.as_of

    @cached_property
    def known(self) -> Mapping[tuple[str, str], RuleInfo]:
        """The rules by pack and id."""
        return {(rule.pack, rule.id): rule for rule in self.rules}

    def rows(self) -> Iterator[AgencyRow]:
        """The agencies in the order of the results."""
        return (AgencyRow(agency, self) for agency in self.results.agencies)


@dataclass(frozen=True)
class AgencyRow:
    """One agency. Its texts are fit to show; `raw` is not."""

    raw: AgencyResult
    material: Material

    @cached_property
    def id(self) -> str:
        """Its id."""
        return clean(self.raw.id, 64)

    @cached_property
    def name(self) -> Bilingual:
        """Its name, and its id where it has none."""
        name = clean_bilingual(self.raw.name, NAME_LIMIT)
        return Bilingual(th=name.th or self.id, en=name.en or name.th or self.id)

    @cached_property
    def url(self) -> str:
        """Its home page where a reader may open it; else empty."""
        return safe_href(self.raw.url or "") or ""

    @cached_property
    def kind(self) -> str:
        """Its kind."""
        return clean(self.raw.kind, 64)

    @cached_property
    def cause(self) -> Bilingual | None:
        """Why it could not be looked at, or not whole."""
        cause = self.raw.crawl.cause
        return cause_words(clean(cause.code, 64)).name if cause is not None else None

    @property
    def unreachable(self) -> bool:
        """Whether its site could not be looked at."""
        return self.raw.crawl.status is CrawlStatus.UNREACHABLE

    @cached_property
    def totals(self) -> Totals:
        """Its verdicts, counted."""
        return count(self.raw.verdicts, self.material.as_of)

    @cached_property
    def reach(self) -> Reach:
        """Whether its site can be looked at, over time."""
        return reach(self.material.history, self.raw.id)

    @property
    def rows(self) -> Iterator[VerdictRow]:
        """Its verdicts in order."""
        return (VerdictRow(verdict, self) for verdict in self.raw.verdicts)

    @property
    def rank(self) -> tuple[int, int, int, int, int, str]:
        """What agencies are put in order by, the worst first: as in the pages."""
        totals, counts = self.totals, self.totals.counts
        return (
            -totals.open_fails, -counts[Status.UNREACHABLE], -counts[Status.ERROR], -counts[Status.REVIEW],
            totals.passed, self.id,
        )  # fmt: skip


@dataclass(frozen=True)
class VerdictRow:
    """One verdict. Its texts are fit to show; `raw` is not."""

    raw: VerdictResult
    agency: AgencyRow

    @cached_property
    def pack(self) -> str:
        """The pack's id."""
        return clean(self.raw.pack, 64)

    @cached_property
    def rule(self) -> str:
        """The rule's id."""
        return clean(self.raw.rule, 40)

    @property
    def info(self) -> RuleInfo | None:
        """What is known of the rule."""
        return self.agency.material.known.get((self.raw.pack, self.raw.rule))

    @property
    def title(self) -> Bilingual:
        """What the rule is called."""
        return self.info.title if self.info else Bilingual(th=f"ข้อ {self.rule}", en=f"Rule {self.rule}")

    @property
    def status(self) -> Status:
        """The outcome."""
        return self.raw.status

    @property
    def waived(self) -> bool:
        """Whether a waiver holds."""
        return self.raw.is_waived(self.agency.material.as_of)

    @property
    def expired(self) -> bool:
        """Whether there is a waiver that no longer holds."""
        return self.raw.waiver is not None and not self.waived

    @property
    def waiver(self) -> tuple[str, str, str]:
        """Reason, owner and last day of its waiver; empty where there is none."""
        waiver = self.raw.waiver
        if waiver is None:
            return "", "", ""
        return clean(waiver.reason, CELL_LIMIT), clean(waiver.owner, NAME_LIMIT), waiver.expires.isoformat()

    @property
    def due(self) -> date | None:
        """The end of its period, where the rule is known."""
        return self.info.due if self.info else None

    @property
    def overdue(self) -> int:
        """For how many days it fails past the end of its period."""
        return overdue_days(self.status, self.due, self.agency.material.as_of)

    @property
    def since(self) -> date | None:
        """Since when its verdict is what it is, as far as the history goes; None: it tells nothing of this verdict."""
        own = self.agency.material.history.agencies.get(self.agency.raw.id)
        if own is None:
            return None
        if self.status is Status.UNREACHABLE:
            return own.down.since if own.down else None
        known = own.rules.get(key_of(self.raw.pack, self.raw.rule))
        return known.since if known is not None and known.status is self.status else None

    @property
    def since_begun(self) -> bool:
        """Whether `since` is the day on which the history began to know of it: it may have been so for longer."""
        own = self.agency.material.history.agencies.get(self.agency.raw.id)
        if own is None or self.status is Status.UNREACHABLE:
            return own is not None and self.since == own.first
        known = own.rules.get(key_of(self.raw.pack, self.raw.rule))
        return known is not None and known.seen is None

    @property
    def looked(self) -> tuple[Status, date] | None:
        """Of what could not be looked at now: the last verdict on its content, and its day; None: none is known."""
        if self.status not in (Status.UNREACHABLE, Status.ERROR):
            return None
        history, key = self.agency.material.history, key_of(self.raw.pack, self.raw.rule)
        own = history.agencies.get(self.agency.raw.id)
        known, run = own.rules.get(key) if own else None, history.looked(self.agency.raw.id, key)
        return (known.status, run.as_of) if known is not None and run is not None else None

    @cached_property
    def url(self) -> str:
        """The page that it rests on, where a reader may open it; else empty."""
        return next((href for finding in self.raw.findings[:20] if (href := safe_href(finding.url))), "")

    @cached_property
    def declared(self) -> str:
        """Where the agency says that the evidence is, where a reader may open it; else empty."""
        return safe_href(self.raw.declared or "") or ""

    def text(self, name: str) -> Bilingual:
        """One of `reason`, `expected`, `found`, `fix`, each on one line."""
        words = clean_bilingual(getattr(self.raw, name), CELL_LIMIT)
        if "\n" not in words.th and "\n" not in words.en:
            return words
        return Bilingual(th=" ".join(words.th.split()), en=" ".join(words.en.split()))


def reach_words(reach: Reach) -> Bilingual:
    """Whether a site can be looked at, in words; empty where nothing is wrong with it."""
    return _REACH[reach.state]


_REACH = {
    Reachability.UP: Bilingual(th="", en=""),
    Reachability.UNSTEADY: Bilingual(
        th="เพิ่งเข้าดูไม่ได้ อาจเป็นเพียงชั่วคราว", en="not reached this time, perhaps for a moment"
    ),
    Reachability.DOWN: Bilingual(th="เข้าดูไม่ได้ต่อเนื่อง", en="down"),
    Reachability.FLAPPING: Bilingual(th="เข้าดูได้บ้างไม่ได้บ้าง", en="comes and goes"),
}
