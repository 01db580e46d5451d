"""Rules x snapshot -> verdicts. Pure: no network, clock, file or logger; the same snapshot gives the same verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from itacheck import wording
from itacheck.forms import (
    UNSEEN,
    Candidate,
    Content,
    Named,
    Names,
    Phrases,
    Site,
    Standing,
    State,
    Why,
    answers,
    candidates,
    content_of,
    reaches_half,
    trouble_why,
)
from itacheck.model import (
    Agency,
    Bilingual,
    CrawlStatus,
    Document,
    Element,
    EvidenceType,
    Finding,
    FormOfEvidence,
    Need,
    Option,
    Rule,
    SeenElement,
    Snapshot,
    Status,
    Trouble,
    Unrendered,
    Verdict,
    Waiver,
)

MAX_FINDINGS = 5
MAX_ENTRIES = 10
MAX_CONTENTS = 40
"""Pieces of evidence of one rule in which its elements are looked for."""
ARCHIVES = frozenset({"zip", "rar", "7z", "tar", "gz", "bz2", "xz"})
"""Kinds of file that hold others: one that cannot be opened may hold anything that its link leads towards."""


def phrases_of(rules: Sequence[Rule]) -> Phrases:
    """The patterns of the elements of rules, by `RULE/ELEMENT`.

    Raises:
        ConfigurationError: one of them is empty or has an empty part.
    """
    return Phrases({f"{rule.id}/{element.id}": element.names for rule in rules for element in rule.element})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one need of a rule came out."""

    status: Status
    """pass, review or fail."""
    good: tuple[Candidate, ...] = ()
    doubtful: tuple[Candidate, ...] = ()
    bad: tuple[Candidate, ...] = ()
    reason: Bilingual = wording.NOTHING
    need: Need | None = None


class Judge:
    """Judges the rules of a pack on the snapshots of agencies.

    Args:
        pack_id: the pack's id, for the verdicts.
        fiscal_year: the pack's, Buddhist era.
        rules: what is asked.
        types: the evidence catalogue.
        names: its patterns.
        as_of: the day for due dates and waivers.
        asked: the evidence that the whole pack asks for, where these are only some of its rules.
    """

    def __init__(
        self,
        *,
        pack_id: str,
        fiscal_year: int,
        rules: Sequence[Rule],
        types: Mapping[str, EvidenceType],
        names: Names,
        as_of: date,
        asked: Iterable[str] | None = None,
    ) -> None:
        self.pack_id = pack_id
        self.fiscal_year = fiscal_year
        self.rules = rules
        self.types = types
        self.names = names
        self.as_of = as_of
        self.phrases = phrases_of(rules)
        own = (evidence for rule in rules for evidence in rule.evidence)
        self.asked = frozenset(own if asked is None else asked)

    def judge(self, agency: Agency, snapshot: Snapshot) -> tuple[Verdict, ...]:
        """One verdict for each rule, in the order of the pack."""
        linked = snapshot
        if snapshot.unlinked:
            readings = {url: one for url, one in snapshot.readings.items() if url not in snapshot.unlinked}
            linked = replace(snapshot, readings=readings)
        view = _View(Site(linked, self.names, agency=agency), self.types, self.asked)
        verdicts = tuple(self.verdict(rule, agency, view) for rule in self.rules)
        if linked is snapshot:
            return verdicts
        whole = _View(Site(snapshot, self.names, agency=agency), self.types, self.asked)
        return tuple(
            self._with_unlinked(verdict, rule, agency, whole) if verdict.status is Status.FAIL else verdict
            for rule, verdict in zip(self.rules, verdicts, strict=True)
        )

    def _with_unlinked(self, verdict: Verdict, rule: Rule, agency: Agency, whole: _View) -> Verdict:
        """A `fail` beside which a page stands that no link leads to and that may be the evidence: a person must look.

        evidence.md asks for what visitors reach by links, so such a page never gives a `pass`.
        """
        snapshot, told = whole.site.snapshot, self.verdict(rule, agency, whole)
        unlinked = [one for one in told.findings if snapshot.resolve(one.url) in snapshot.unlinked]
        if told.status not in (Status.PASS, Status.REVIEW) or not unlinked:
            return verdict
        reason, fix = wording.only_in_sitemap(verdict.reason, unlinked[0].url)
        return replace(verdict, status=Status.REVIEW, reason=reason, fix=fix, found=told.found, findings=told.findings)

    def unsettled(self, agency: Agency, snapshot: Snapshot, first: str = "") -> str | None:
        """The id of a rule that does not pass yet, whatever else the site may hold; None when every one does.

        Args:
            agency: whose site.
            snapshot: what was fetched so far.
            first: the rule that did not pass the last time: asked first, so that the answer is cheap while it is no.
        """
        view = _View(Site(snapshot, self.names, agency=agency), self.types, self.asked)
        for rule in sorted(self.rules, key=lambda rule: rule.id != first):
            if self.verdict(rule, agency, view).status not in (Status.PASS, Status.NOT_APPLICABLE):
                return rule.id
        return None

    def failed(self, agency: Agency, detail: str) -> tuple[Verdict, ...]:
        """The verdicts of an agency on which this program broke."""
        return tuple(self._verdict(rule, agency, Status.ERROR, wording.broke(detail)) for rule in self.rules)

    def verdict(self, rule: Rule, agency: Agency, view: _View) -> Verdict:
        """The verdict of one rule."""
        snapshot = view.site.snapshot
        if rule.kinds and agency.kind not in rule.kinds:
            return self._verdict(rule, agency, Status.NOT_APPLICABLE, wording.not_applicable(agency.kind))
        if snapshot.status is CrawlStatus.UNREACHABLE:
            reason, fix = wording.unreachable(snapshot.failure), wording.reach(snapshot.failure)
            return self._verdict(rule, agency, Status.UNREACHABLE, reason, fix=fix)
        outcomes = [self._outcome(need, view) for need in rule.needs]
        status = _worst(outcome.status for outcome in outcomes)
        if status is Status.FAIL and (blind := view.declared_blind(rule, agency)) is not None:
            evidence = self.types[rule.needs[0].any_of[0].evidence]
            outcomes = [Outcome(Status.REVIEW, doubtful=(blind,), reason=wording.look(evidence, blind))]
            status = Status.REVIEW
        elements = self._elements(rule, agency, view, outcomes)
        if status is Status.PASS and any(e.verified and not e.seen for e in elements):
            status = Status.REVIEW
        if status is Status.FAIL and rule.attest:
            status = Status.REVIEW
        elif status is Status.FAIL and self.as_of <= rule.due:
            status = Status.NOT_DUE
        return self._worded(rule, agency, view, status, outcomes, elements)

    # ------------------------------------------------------------ one need

    def _outcome(self, need: Need, view: _View) -> Outcome:
        tried = [self._option(option, view) for option in need.any_of]
        for status in (Status.PASS, Status.REVIEW):
            best = [o for o in tried if o.status is status]
            if best:
                return replace(best[0], need=need, bad=tuple(c for o in tried for c in o.bad))
        return Outcome(Status.FAIL, bad=tuple(c for o in tried for c in o.bad), reason=tried[0].reason, need=need)

    def _option(self, option: Option, view: _View) -> Outcome:
        evidence = self.types[option.evidence]
        good: list[Candidate] = []
        doubtful: list[Candidate] = []
        bad: list[Candidate] = []
        for candidate in view.candidates(option.evidence, answers_only=_asks_answer(option, evidence)):
            placed = self._place(candidate, option, evidence, view)
            {Standing.ACCEPTED: good, Standing.UNCLEAR: doubtful, Standing.REFUSED: bad}[placed.standing].append(placed)
        good.sort(key=lambda c: -c.rank)
        if evidence.form is FormOfEvidence.INDEX:
            return self._index(option, good, doubtful, bad, evidence, view)
        count = len({c.key or c.url for c in good})
        if count >= option.at_least:
            return Outcome(Status.PASS, tuple(good), tuple(doubtful), tuple(bad), wording.found(evidence, count))
        if count and option.review_below:
            return Outcome(
                Status.REVIEW, tuple(good), tuple(doubtful), tuple(bad), wording.only(evidence, count, option)
            )
        missing = doubtful and count + len({c.key or c.url for c in doubtful}) >= option.at_least
        if missing:
            return Outcome(Status.REVIEW, tuple(good), tuple(doubtful), tuple(bad), wording.look(evidence, doubtful[0]))
        blind = view.blind_spot(option.evidence)
        if blind is not None:
            return Outcome(Status.REVIEW, tuple(good), (blind,), tuple(bad), wording.look(evidence, blind))
        year = self.fiscal_year - (option.year == "previous")
        reason = wording.few(evidence, count, option, year) if count else wording.absent(evidence, bad)
        return Outcome(Status.FAIL, tuple(good), tuple(doubtful), tuple(bad), reason)

    def _index(
        self,
        option: Option,
        good: list[Candidate],
        doubtful: list[Candidate],
        bad: list[Candidate],
        evidence: EvidenceType,
        view: _View,
    ) -> Outcome:
        full = [c for c in good if _items(c) >= option.at_least]
        if full:
            best = max(full, key=_items)
            return Outcome(Status.PASS, (best,), (), tuple(bad), wording.items(evidence, best))
        # Doubtful without items: a page that could not be read at all.
        near = [c for c in doubtful if _items(c) >= option.at_least or not _items(c)]
        if near:
            return Outcome(Status.REVIEW, tuple(good), tuple(near), tuple(bad), wording.look(evidence, near[0]))
        blind = view.blind_spot(option.evidence)
        if blind is not None:
            return Outcome(Status.REVIEW, tuple(good), (blind,), tuple(bad), wording.look(evidence, blind))
        few = [c.but(Standing.REFUSED, Why.TOO_FEW) for c in good]
        reason = wording.items_few(evidence, max(few, key=_items), option) if few else wording.absent(evidence, bad)
        return Outcome(Status.FAIL, (), tuple(doubtful), (*few, *bad), reason)

    def _place(self, candidate: Candidate, option: Option, evidence: EvidenceType, view: _View) -> Candidate:
        """A candidate under what one option asks: its year and its topic."""
        if candidate.standing is Standing.REFUSED:
            return candidate
        year = self.fiscal_year - (option.year == "previous")
        if option.year != "any" and evidence.form not in (FormOfEvidence.CHANNEL, FormOfEvidence.SERVICE):
            if not candidate.dated:
                if candidate.standing is Standing.ACCEPTED:
                    why = Why.OCR_YEAR if candidate.doubtful_year else Why.NO_YEAR
                    return candidate.but(Standing.UNCLEAR, why)
            elif not self._right_year(candidate, option):
                if candidate.doubtful_year:
                    return candidate.but(Standing.UNCLEAR, Why.OCR_YEAR)
                return candidate.but(Standing.REFUSED, Why.WRONG_YEAR)
        half = option.year == "first-half" and candidate.standing is Standing.ACCEPTED
        if half and not reaches_half(candidate, view.site, year):
            return candidate.but(Standing.UNCLEAR, Why.NOT_HALF)
        if evidence.form is FormOfEvidence.CHANNEL and option.year != "any" and not candidate.is_of(year):
            return candidate.but(Standing.REFUSED, Why.WRONG_YEAR)
        silent = option.topic is not None and f"{evidence.id}/{option.topic}" not in candidate.topics
        if silent and candidate.standing is Standing.ACCEPTED:
            return candidate.but(Standing.UNCLEAR if option.silent == "review" else Standing.REFUSED, Why.SILENT)
        return candidate

    def _right_year(self, candidate: Candidate, option: Option) -> bool:
        years = [self.fiscal_year - (option.year == "previous")]
        if option.year == "fiscal-year-or-before":
            years.append(self.fiscal_year - 1)
        return any(candidate.is_of(year) for year in years)

    # ------------------------------------------------------------ elements

    def _elements(
        self, rule: Rule, agency: Agency, view: _View, outcomes: Sequence[Outcome]
    ) -> tuple[SeenElement, ...]:
        """The elements of a rule that are asked of this agency, each as the evidence shows it."""
        asked = [element for element in rule.element if not element.kinds or agency.kind in element.kinds]
        if not asked:
            return ()
        good = {c.key or c.url: c for outcome in outcomes for c in outcome.good}
        contents = [content_of(c, view.site) for c in list(good.values())[:MAX_CONTENTS]]
        unread = any(o.status is Status.REVIEW for o in outcomes) or len(good) > MAX_CONTENTS
        return tuple(self._element(rule, element, contents, view, unread=unread) for element in asked)

    def _element(
        self, rule: Rule, element: Element, contents: Sequence[Content], view: _View, *, unread: bool
    ) -> SeenElement:
        doubts = [unread] if element.names or element.shows or element.files else []
        quotes: list[str] = []
        for content in contents:
            if quote := self.phrases.quotes(content.text).get(f"{rule.id}/{element.id}"):
                quotes.append(quote)
            quotes += [content.shows[what] or element.name.th for what in element.shows if what in content.shows]
            if content.kind in element.files:
                quotes.append(content.kind)
            doubts.append(not content.readable or ("picture" in element.shows and not content.pictures))
        for option in element.any_of:
            outcome = self._option(option, view)
            quotes += [c.quote for c in outcome.good[:1] if outcome.status is Status.PASS]
            doubts.append(outcome.status is Status.REVIEW)
        seen = True if quotes else None if any(doubts) else False
        quote = wording.quote(quotes[0]) if quotes else None
        return SeenElement(element.id, element.name, seen, element.verified, quote)

    # ------------------------------------------------------------ words

    def _worded(
        self,
        rule: Rule,
        agency: Agency,
        view: _View,
        status: Status,
        outcomes: Sequence[Outcome],
        elements: tuple[SeenElement, ...],
    ) -> Verdict:
        deciding = [o for o in outcomes if o.status is _worst(x.status for x in outcomes)]
        shown: list[Candidate] = []
        for outcome in outcomes:
            limit = MAX_ENTRIES if len(outcome.good) > MAX_FINDINGS else MAX_FINDINGS
            if outcome.status is Status.PASS:
                shown += outcome.good[:limit]
            elif outcome.status is Status.REVIEW:
                shown += (*outcome.good[:limit], *outcome.doubtful[:limit])
            else:
                shown += (*outcome.good[:limit], *_telling(outcome.bad)[:3])
        late = [c for c in shown if c.date is not None and c.date > rule.due] if status is Status.PASS else []
        reason = wording.reason(rule, status, deciding, late=bool(late) and len(late) == len(shown), as_of=self.as_of)
        if status is Status.PASS and any(c.ocr for c in shown):
            reason = wording.and_ocr(reason, every=all(c.ocr for c in shown))
        missing = [e for e in elements if e.verified and not e.seen]
        if status is Status.REVIEW and missing and all(o.status is Status.PASS for o in outcomes):
            reason = wording.but_elements(reason, missing)
        declared = agency.declared.get(rule.id)
        unread = any(c.url == declared and c.standing is Standing.UNCLEAR for c in shown)
        if declared is not None and not unread and status not in (Status.PASS, Status.NOT_APPLICABLE):
            reason = wording.and_declared(reason, declared)
        found = wording.seen(status, outcomes, view.site.snapshot)
        findings = tuple(view.finding(c) for c in shown)
        return self._verdict(rule, agency, status, reason, found=found, findings=findings, elements=elements)

    def _verdict(
        self,
        rule: Rule,
        agency: Agency,
        status: Status,
        reason: Bilingual,
        *,
        found: Bilingual | None = None,
        findings: tuple[Finding, ...] = (),
        elements: tuple[SeenElement, ...] = (),
        fix: Bilingual | None = None,
    ) -> Verdict:
        if status in (Status.PASS, Status.NOT_APPLICABLE):
            fix = wording.NOTHING_TO_DO
        elif status is Status.ERROR:
            fix = wording.REPORT_IT
        return Verdict(
            pack=self.pack_id,
            rule=rule.id,
            status=status,
            reason=reason,
            expected=rule.passes,
            found=found or wording.NOT_LOOKED,
            fix=fix or rule.fix,
            findings=findings,
            waiver=self._waiver(rule, agency),
            elements=elements,
        )

    def _waiver(self, rule: Rule, agency: Agency) -> Waiver | None:
        """The waiver of a rule; an expired one still shows (the report marks it), the latest expiry wins."""
        mine = [w for w in agency.waiver if w.rule in (rule.id, f"{self.pack_id}/{rule.id}")]
        return max(mine, key=lambda w: w.expires) if mine else None


def _worst(statuses: object) -> Status:
    order = {Status.PASS: 0, Status.REVIEW: 1, Status.FAIL: 2}
    return max(statuses, key=lambda s: order[s])  # type: ignore[call-overload, no-any-return]


def _items(candidate: Candidate) -> int:
    return len(candidate.topics)


def _asks_answer(option: Option, evidence: EvidenceType) -> bool:
    """A channel that is asked for a year is asked for what it shows in that year: an answer by the agency."""
    return evidence.form is FormOfEvidence.CHANNEL and option.year != "any"


def _telling(bad: Sequence[Candidate]) -> list[Candidate]:
    """The refused places that say most: the right thing of another year first, then dead links, then decoys."""
    return sorted(bad, key=lambda c: (c.why is not Why.WRONG_YEAR, -c.rank))


class _View:
    """A site with the candidates of each evidence type found once, for all rules; `asked` is what these ask for."""

    def __init__(self, site: Site, types: Mapping[str, EvidenceType], asked: frozenset[str]) -> None:
        self.site = site
        self.types = types
        self.asked = asked
        self._found: dict[tuple[str, bool], list[Candidate]] = {}

    def candidates(self, evidence: str, *, answers_only: bool = False) -> list[Candidate]:
        """The candidates of an evidence type, in reading order."""
        key = (evidence, answers_only)
        if key not in self._found:
            kind = self.types[evidence]
            self._found[key] = answers(kind, self.site) if answers_only else candidates(kind, self.site)
        return self._found[key]

    def blind_spot(self, evidence: str) -> Candidate | None:
        """A promising link that could not be followed, or a page or archive on the way that could not be read."""
        site, name = self.site, self.site.names.name
        for left in site.snapshot.unvisited:
            said = name(left.text)
            if left.score > 0 and (evidence in said.named or self._leads_to(evidence, said)):
                return self._blind(evidence, left.url, left.from_url, left.text, Why.UNVISITED)
        for url, failure in site.snapshot.failures.items():
            if failure.outside or failure.dead:
                continue
            for page, link in site.inbound.get(site.snapshot.resolve(url), ()):
                said = name(link.text)
                if self._promises(evidence, said):
                    return self._blind(evidence, url, page.url, link.text, Why.FAILED, failure.detail)
        for paper in site.documents:
            if paper.kind in ARCHIVES and paper.trouble not in (None, Trouble.EMPTY):
                for page, link in site.inbound.get(paper.url, ()):
                    if evidence in name(link.text).related:
                        return self._blind(evidence, paper.url, page.url, link.text, Why(paper.trouble.value))
        home = site.snapshot.readings.get(site.snapshot.home)
        for page in site.troubled_pages:
            trouble = page.trouble
            if trouble not in UNSEEN:
                continue
            said_by = site.page_names(page)
            doors = site.inbound.get(page.url, ())
            if doors and all("sign-in" in name(link.text).decoys for _, link in doors):
                continue  # the door of the members, not of a paper
            asks = self._promises if trouble is Trouble.SCRIPT else self._leads_to
            if page is home or asks(evidence, *said_by):
                return self._blind(evidence, page.url, page.url, page.title, trouble_why(page))
        return self._behind_script(evidence)

    def _behind_script(self, evidence: str) -> Candidate | None:
        """A promising heading whose list only a script shows, or a promising link that only a script can open."""
        site, name = self.site, self.site.names.name
        for page in site.pages:
            if page.unrendered is Unrendered.PARTLY and page.url == site.snapshot.home:
                return self._blind(evidence, page.url, page.url, page.title, trouble_why(page))
            partly = site.page_names(page) if page.unrendered is Unrendered.PARTLY else ()
            for said in (*map(name, page.drawn), *partly):
                if self._promises(evidence, said):
                    return self._blind(evidence, page.url, page.url, said.text, trouble_why(page))
            for link in site.script_links(page):
                if self._promises(evidence, name(link.text)):
                    return self._blind(evidence, page.url, page.url, link.text, Why.SCRIPT_LINK)
        return None

    def _promises(self, evidence: str, *names: Named) -> bool:
        """Whether what is so called may be the evidence or lead to it."""
        return any(evidence in said.named and not said.decoys for said in names) or self._leads_to(evidence, *names)

    def _leads_to(self, evidence: str, *names: Named) -> bool:
        """Whether a name is a word on the way to the evidence; the name of another paper that is asked for is not."""
        forms = {self.types[other].form for said in names for other in said.named.keys() & self.asked}
        act = self.types[evidence].form is FormOfEvidence.ACTIVITY
        # Acts are told in news, not in lists of another thing; what is one thing by name does not hold another.
        lists = {FormOfEvidence.INDEX} if act else {FormOfEvidence.INDEX, FormOfEvidence.LISTING}
        elsewhere = bool(forms - lists)
        return any(evidence in said.related for said in names) and not elsewhere

    def declared_blind(self, rule: Rule, agency: Agency) -> Candidate | None:
        """The declared address of a rule, when it could not be looked at: it may be the evidence."""
        declared = agency.declared.get(rule.id)
        if declared is None:
            return None
        evidence = rule.needs[0].any_of[0].evidence
        target = self.site.target(self.site.declared_url(declared))
        if target.state is State.FAILED:
            detail = target.failure.detail if target.failure else ""
            return self._blind(evidence, declared, declared, declared, Why.FAILED, detail)
        if target.state is State.TROUBLED and target.reading is not None and target.reading.trouble is not None:
            return self._blind(evidence, declared, declared, declared, trouble_why(target.reading))
        if isinstance(target.reading, Document) and target.reading.ocr:
            return self._blind(evidence, declared, declared, declared, Why.OCR)
        return None

    @staticmethod
    def _blind(evidence: str, url: str, page: str, text: str, why: Why, detail: str = "") -> Candidate:
        return Candidate(evidence, url, page, text or url, text, Standing.UNCLEAR, why, detail=detail)

    def finding(self, candidate: Candidate) -> Finding:
        """A candidate as a finding, with its link path."""
        snapshot = self.site.snapshot
        via = snapshot.path_to(candidate.page)
        if candidate.url != candidate.page:
            via = (*via, candidate.url)
        reading = snapshot.readings.get(candidate.url) or snapshot.readings.get(candidate.page)
        years = candidate.fiscal_years
        return Finding(
            url=candidate.url,
            via=via,
            title=wording.short(candidate.title or candidate.quote, 200),
            quote=wording.quote(candidate.quote),
            fiscal_year=years[-1] if years else None,
            date=candidate.date,
            sha256=reading.sha256 or None if reading else None,
            fetched_at=reading.fetched_at if reading else None,
            why=None if candidate.standing is Standing.ACCEPTED else candidate.why.value,
        )
