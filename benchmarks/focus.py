"""How soon a crawl has seen the evidence: `python -m benchmarks.focus [NEWS [SITES]]`, on the demo and labelled sites.

For each site a breadth-first crawl to its end (first found, first asked; the same reader, the same links) says what
evidence there is: the pages and documents that its passing verdicts show. Then three orders are compared by how many
own pages and documents each had fetched when it had seen 50, 90, 99 and 100 % of it:

    ours           a first run: it ends by itself, with what it left unread
    ours, known    the next run, which knows the places of the findings of the first
    breadth-first
    knowing all    nothing but evidence is fetched: what no order can go below

"of all" is the share of the whole site. What a crawl that ended never saw counts as a whole site, and "verdicts that
differ" are those that breadth-first gave otherwise.

The sites are small and dense: a third of their pages is evidence, so that no order can do much. Real ones have
hundreds of news beside it: NEWS adds so many to each site, 30 on the home page's own list, the rest on lists behind it.
Every third of them has a title that promises something ("monthly meeting", "activity"), as real ones have.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from math import ceil
from pathlib import Path
from typing import Any

from itacheck.accuracy.site import Site, load_sites
from itacheck.crawl import Fetcher, Score, crawl, same_site, user_agent
from itacheck.demo import AS_OF, DemoProvince
from itacheck.demo.server import SiteServer
from itacheck.demo.site import Answer
from itacheck.focus import Focus, enough_for
from itacheck.judge import Judge
from itacheck.model import Agency, Bilingual, CrawlLimits, Link, Page, Reading, Snapshot, Status, Verdict
from itacheck.packs import DEFAULT_PACK, load_catalogue, load_pack
from itacheck.patterns import names_of
from itacheck.read import read

SITES = Path(__file__).parents[1] / "tests" / "accuracy" / "sites"
SHARES = (0.5, 0.9, 0.99, 1.0)


ON_ONE_LIST = 30
_SUBJECTS = ("ร่วมพิธีทำบุญ", "ลงพื้นที่เยี่ยมประชาชน", "ประชุมประจำเดือน", "รับมอบของบริจาค", "กิจกรรมวันสำคัญ", "ออกหน่วยเคลื่อนที่")


class WithNews:
    """A site with news that are none of its evidence."""

    def __init__(self, site: Site, news: int) -> None:
        self._site, self._news = site, news

    def answer(self, target: str) -> Answer:
        """See `Answering`."""
        if target.startswith("/bench-news/"):
            number = int(target.rpartition("/")[2])
            text = f"<h1>{_title(number)}</h1><p>{'ภาพกิจกรรม ' * (number % 40 + 5)}ครั้งที่ {number}</p>"
            page = f"<title>{_title(number)}</title><main>{text}</main>"
            return Answer(200, page.encode(), "text/html; charset=utf-8")
        if target.startswith("/bench-list/"):
            body = f"<title>ข่าว</title><main><h1>ข่าว</h1>{self._list(int(target.rpartition('/')[2]))}</main>"
            return Answer(200, body.encode(), "text/html; charset=utf-8")
        answer = self._site.answer(target)
        if target != "/" or not self._news or answer.status != 200:
            return answer
        lists = "".join(f'<a href="/bench-list/{n}">{n}</a> ' for n in range(1, ceil(self._news / ON_ONE_LIST)))
        more = f"<section><h2>ข่าว</h2>{self._list(0)}{lists}</section>"
        before, end, rest = answer.body.rpartition(b"</body>")
        # Escapes need no charset.
        added = more.encode("ascii", "xmlcharrefreplace")
        return replace(answer, body=before + added + end + rest if end else rest + added)

    def _list(self, number: int) -> str:
        first = number * ON_ONE_LIST
        items = range(first, min(first + ON_ONE_LIST, self._news))
        return "<ul>" + "".join(f'<li><a href="/bench-news/{n}">{_title(n)}</a></li>' for n in items) + "</ul>"


def _title(number: int) -> str:
    # Told apart by letters: pages that differ by digits alone are taken for a trap.
    place = "".join(chr(ord("ก") + int(digit)) for digit in str(number))
    return f"{_SUBJECTS[number % len(_SUBJECTS)]} บ้าน{place}"


ORDERS = ("ours", "ours, known", "breadth-first", "knowing all")


def needed(order: Sequence[str], evidence: frozenset[str], share: float, whole: int) -> int:
    """How many addresses were fetched when a share of the evidence was seen; where it never was, the whole site."""
    wanted, seen = ceil(share * len(evidence)), 0
    for number, url in enumerate(order, 1):
        seen += url in evidence
        if seen >= wanted:
            return number
    return whole


def breadth_first(score: Score, home: str) -> Score:
    """What was found first is asked first, apart from what is never followed; of other hosts only what promises."""
    numbers: dict[str, int] = {}

    def found(link: Link, page: Page) -> float:
        promise = score(link, page)
        if promise < 0 or (promise == 0 and not same_site(link.url, home)):
            return promise
        return 1 / (2 + numbers.setdefault(link.url, len(numbers)))

    return found


def own(snapshot: Snapshot) -> list[str]:
    """The addresses of own pages and documents, in the order of fetching."""
    return sorted(
        (u for u, r in snapshot.readings.items() if not r.outside), key=lambda u: str(snapshot.readings[u].fetched_at)
    )


@dataclass(frozen=True)
class Bench:
    """What everything is measured with."""

    judge: Judge
    focus: Focus

    def ours(self, agency: Agency, known: Collection[str] = ()) -> Snapshot:
        """A crawl as a run makes it."""
        focus, enough = self.focus, enough_for([self.judge], agency)
        with Fetcher(agency, user_agent=user_agent()) as fetcher:
            return crawl(
                agency, fetcher=fetcher, read=remembered, score=focus.score, enough=enough, bears=focus.bears,
                topic=focus.topic, known=known,
            )  # fmt: skip

    def breadth_first(self, agency: Agency) -> Snapshot:
        """A crawl to the end of the site, each link a topic of its own, so that nothing is learned."""
        score = breadth_first(self.focus.score, agency.url or "")
        with Fetcher(agency, user_agent=user_agent()) as fetcher:
            return crawl(
                agency, fetcher=fetcher, read=remembered, score=score, enough=lambda _: False,
                topic=lambda link, _: link.url,
            )  # fmt: skip

    def verdicts(self, agency: Agency, snapshot: Snapshot) -> list[Verdict]:
        """What is made of a crawl."""
        return list(self.judge.judge(agency, snapshot))


@dataclass(frozen=True)
class Row:
    """One site."""

    evidence: int
    whole: int
    needed: tuple[tuple[int, ...], ...]
    """For each of `ORDERS`: at each of `SHARES`."""
    read: tuple[int, int]
    """Where ours and ours with known places ended."""
    missed: int
    differ: int

    def told(self, name: str) -> str:
        """A line."""
        at = ", ".join(f"{one[SHARES.index(0.99)]:>3}" for one in self.needed)
        left = f"; missed {self.missed}, verdicts that differ {self.differ}" if self.missed or self.differ else ""
        return f"{name:<34}{self.evidence:>4} of {self.whole:>4}; 99 % after {at}; ended at {self.read[0]:>4}{left}"


def measured(bench: Bench, agency: Agency) -> Row | None:
    """One site; None without evidence."""
    plain = bench.breadth_first(agency)
    before = bench.verdicts(agency, plain)
    found = {f.url for one in before if one.status is Status.PASS for f in one.findings}
    theirs = own(plain)
    evidence = frozenset(map(plain.resolve, found)) & set(theirs)
    if not evidence:
        return None
    first = bench.ours(agency)
    after = bench.verdicts(agency, first)
    places = {url for one in after if one.status in (Status.PASS, Status.REVIEW) for f in one.findings
              for url in (*f.via, f.url)}  # fmt: skip
    again = bench.ours(agency, places)
    orders = (own(first), own(again), theirs)
    whole = len(theirs)
    counts = [tuple(needed(order, evidence, share, whole) for share in SHARES) for order in orders]
    least = tuple(ceil(share * len(evidence)) for share in SHARES)
    differ = sum(a.status is not b.status for a, b in zip(before, after, strict=True))
    differ += sum(a.status is not b.status for a, b in zip(after, bench.verdicts(agency, again), strict=True))
    missed = len(evidence - set(orders[0]))
    return Row(len(evidence), whole, (*counts, least), (len(orders[0]), len(orders[1])), missed, differ)


_readings: dict[tuple[str, bool, bytes], Reading] = {}


def remembered(body: bytes, /, **about: Any) -> Reading:
    """The same reader for all, which reads each page once."""
    key = (about["url"], about["outside"], sha256(body).digest())
    if key not in _readings:
        _readings[key] = read(body, **about)
    return _readings[key]


def agencies(stack: ExitStack, news: int) -> Iterator[Agency]:
    """Every site, served; the demo only as it is."""
    if not news:
        yield from (one for one in stack.enter_context(DemoProvince()).agencies if one.url)
    for site in load_sites(SITES):
        server = SiteServer(WithNews(site, news))
        stack.callback(server.close)
        words = Bilingual(th=site.id, en=site.id)
        yield Agency(id=site.id, name=words, kind="provincial-office", url=server.url)


def table(rows: Sequence[Row]) -> str:
    """The sums: one line per share of the evidence, as pages and as their share of the whole sites."""
    whole = sum(row.whole for row in rows)
    lines = [f"{'evidence seen':<16}" + "".join(f"{name:>22}" for name in ORDERS)]
    for place, share in enumerate(SHARES):
        sums = [sum(row.needed[order][place] for row in rows) for order in range(len(ORDERS))]
        cells = (f"{one:>9} ({one / whole:>4.0%} of all)" for one in sums)
        lines.append(f"{share:<16.0%}" + "".join(f"{cell:>22}" for cell in cells))
    return "\n".join(lines)


def main() -> None:
    """Measures and prints."""
    catalogue = load_catalogue()
    pack = load_pack(DEFAULT_PACK, catalogue)
    names = names_of(pack.catalogue)
    year = pack.header.fiscal_year
    judge = Judge(
        pack_id=pack.id, fiscal_year=year, rules=pack.rules, types=pack.catalogue.types, names=names, as_of=AS_OF
    )
    bench = Bench(judge, Focus(names, wanted=pack.evidence, years={year}))
    news, count = (*map(int, sys.argv[1:3]), *(0, 1_000)[len(sys.argv) - 1 :])[:2]
    rows: list[Row] = []
    with ExitStack() as stack:
        for one in islice(agencies(stack, news), count):
            _readings.clear()
            limits = CrawlLimits(delay_seconds=0, timeout_seconds=5, max_pages=2_000, max_documents=2_000)
            row = measured(bench, one.model_copy(update={"crawl": limits}))
            if row is not None:
                rows.append(row)
                sys.stdout.write(f"{row.told(one.id)}\n")
                sys.stdout.flush()
    whole, evidence = sum(row.whole for row in rows), sum(row.evidence for row in rows)
    sys.stdout.write(f"\n{len(rows)} sites, {whole} pages and documents, {evidence} with evidence\n{table(rows)}\n")
    for name, ended in zip(ORDERS, zip(*(row.read for row in rows), strict=True), strict=False):
        sys.stdout.write(f"{name:<13} ended after {sum(ended)} ({sum(ended) / whole:.0%} of all)\n")
    missed, differ = sum(row.missed for row in rows), sum(row.differ for row in rows)
    sys.stdout.write(f"evidence that ours never saw: {missed}; verdicts that differ: {differ}\n")


if __name__ == "__main__":
    main()
