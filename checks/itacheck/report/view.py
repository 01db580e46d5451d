"""What the pages show, as plain values for the templates: cleaned, counted and in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from itacheck.model import Bilingual, CrawlResult, CrawlStatus, FindingResult, Status

from .markup import anchor, html, safe
from .past import NOTHING, EventView
from .rule_info import RuleInfo
from .totals import Totals
from .words import StatusWords


@dataclass(frozen=True, slots=True)
class LinkView:
    """An address: `href` only where a reader may click it."""

    text: str
    href: str | None

    @property
    def html(self) -> Markup:
        """As a link, where it may be one."""
        return self.named(self.text)

    def named(self, title: str) -> Markup:
        """As a link with a title of its own."""
        return anchor(self.href, title) if self.href else html(safe(title))


@dataclass(frozen=True, slots=True, eq=False)
class RuleView:
    """One rule, known or not, with its place in the report; a process has one of each, and tells them by that."""

    pack: str
    id: str
    stem: str
    title: Bilingual
    info: RuleInfo | None

    def __reduce__(self) -> tuple[type[RuleView], tuple[str, str, str, Bilingual, None]]:
        # Another process knows what a rule asks; of half a million verdicts that would be handed over each time.
        return RuleView, (self.pack, self.id, self.stem, self.title, None)

    @property
    def due(self) -> date | None:
        """The day by which it is due, where the rule is known."""
        return self.info.due if self.info else None

    @property
    def group(self) -> str:
        """Key of the issue that it stands under; rules that nobody described stand together."""
        return f"{self.pack}-{self.info.issue}" if self.info else f"{self.pack}-0"


@dataclass(frozen=True, slots=True)
class IssueView:
    """Rules of one issue of one pack. `number` is None for rules that nobody described."""

    key: str
    pack: str
    number: int | None
    title: Bilingual
    rules: tuple[RuleView, ...]


@dataclass(frozen=True, slots=True)
class PackView:
    """One rule pack of the run. Title and note are None where its rules are not described."""

    id: str
    title: Bilingual | None
    note: Bilingual | None
    totals: Totals


@dataclass(frozen=True, slots=True)
class WaiverView:
    """A waiver as of the run's date."""

    reason: str
    owner: str
    expires: date
    expired: bool


@dataclass(frozen=True, slots=True)
class RecordView:
    """Where a page is kept."""

    link: LinkView
    offset: int
    sha: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """One place where evidence was seen."""

    link: LinkView
    title: str
    quote: str
    raw: FindingResult
    via: tuple[LinkView, ...]
    sha: str
    record: RecordView | None = None
    certificate: str = ""
    """What is wrong with the https certificate that was looked past."""

    @property
    def heading(self) -> Markup:
        """Its title as a link to it."""
        return self.link.named(self.title or self.link.text)


@dataclass(frozen=True, slots=True)
class ElementView:
    """Something that the evidence must state, as it was seen."""

    name: Bilingual
    words: StatusWords
    verified: bool
    quote: str


@dataclass(frozen=True, slots=True)
class VerdictView:
    """One verdict of one agency."""

    rule: RuleView
    anchor: str
    status: Status
    words: StatusWords
    reason: Bilingual
    expected: Bilingual
    found: Bilingual
    fix: Bilingual
    findings: tuple[FindingView, ...]
    more_findings: int
    waiver: WaiverView | None
    days_late: int
    """Days since the due date on the as-of date; 0 when not late or the due date is unknown."""
    elements: tuple[ElementView, ...] = ()
    past: Bilingual = NOTHING
    """Its history in a sentence; empty where nothing is known."""
    since: date | None = None
    declared: LinkView | None = None
    """Where the agency itself says that the evidence is."""

    @property
    def waived(self) -> bool:
        """Whether a waiver holds."""
        return self.waiver is not None and not self.waiver.expired


@dataclass(frozen=True, slots=True)
class CauseView:
    """Why an agency could not be looked at, or not in full."""

    name: Bilingual
    whose: Bilingual
    todo: Bilingual
    detail: str


@dataclass(frozen=True, slots=True)
class NoticeView:
    """What the agency must be told whatever its verdicts are."""

    text: Bilingual
    todo: Bilingual
    links: tuple[LinkView, ...]
    more: int


@dataclass(frozen=True, slots=True)
class AgencyView:
    """One agency with its verdicts in the order of the rules."""

    id: str
    stem: str
    name: Bilingual
    link: LinkView | None
    """None: no website is declared."""
    kind: str
    district: str
    """Empty where none is known."""
    crawl: CrawlResult
    crawl_words: Bilingual
    cause: CauseView | None
    totals: Totals
    of_packs: dict[str, Totals]
    """Pack -> what came of its rules alone."""
    verdicts: tuple[VerdictView, ...]
    issues: tuple[IssueView, ...] = ()
    """Those of its verdicts."""
    notices: tuple[NoticeView, ...] = ()
    reach: Bilingual = NOTHING
    """Whether its site can be looked at over time; empty where nothing is wrong."""
    events: tuple[EventView, ...] = ()
    """What happened last, newest first."""

    @property
    def no_website(self) -> bool:
        """Whether no website is declared."""
        return self.link is None

    @property
    def unreachable(self) -> bool:
        """Whether a declared website could not be looked at."""
        return not self.no_website and self.crawl.status is CrawlStatus.UNREACHABLE

    @property
    def partial(self) -> bool:
        """Whether the website was looked at in part."""
        return not self.no_website and self.crawl.status is CrawlStatus.PARTIAL

    @property
    def state(self) -> str:
        """How far its website could be looked at: one of `STATE`."""
        return "no-website" if self.no_website else str(self.crawl.status.value)

    @property
    def done(self) -> tuple[VerdictView, ...]:
        """What passes."""
        return tuple(v for v in self.verdicts if v.status is Status.PASS)

    @property
    def sections(self) -> tuple[tuple[IssueView, tuple[VerdictView, ...]], ...]:
        """Its verdicts under their issues."""
        grouped: dict[str, list[VerdictView]] = {}
        for verdict in self.verdicts:
            grouped.setdefault(verdict.rule.group, []).append(verdict)
        return tuple((issue, tuple(grouped[issue.key])) for issue in self.issues)
