"""How soon a crawl has seen the evidence: `python -m benchmarks.focus [NEWS [SITES]]`, on the demo and labelled sites.

For each site a crawl without a budget says what evidence there is: the pages and documents that passes rest on. Then
our order and breadth-first (the same reader, the same links, first found first asked) are compared by how many own
pages and documents each had fetched when it had seen 50 %, 90 %, 99 % and all of that evidence. `ours, stopped` is
where our crawl ends by itself because nothing more is promised or asked for.

The sites are small and dense: more than half of their pages are evidence, so that no order can do much. Real ones have
hundreds of news beside it: NEWS adds so many to each site, 30 on the home page's own list, the rest on lists behind it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from math import ceil
from pathlib import Path
from typing import Any

from itacheck.accuracy.site import Site, load_sites
from itacheck.crawl import Fetcher, Score, crawl, user_agent
from itacheck.demo import AS_OF, DemoProvince
from itacheck.demo.server import SiteServer
from itacheck.demo.site import Answer
from itacheck.focus import Focus, enough_for
from itacheck.judge import Judge
from itacheck.model import Agency, Bilingual, CrawlLimits, Reading, Snapshot, Status
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


@dataclass(frozen=True)
class Walk:
    """One crawl, as the order in which it saw things."""

    order: tuple[str, ...]
    """The addresses of own pages and documents, in the order of fetching."""

    def needed(self, evidence: frozenset[str], share: float) -> int | None:
        """How many were fetched when this share of the evidence was seen; None where it never was."""
        wanted, seen = ceil(share * len(evidence)), 0
        for number, url in enumerate(self.order, 1):
            seen += url in evidence
            if seen >= wanted:
                return number
        return None


def breadth_first(score: Score) -> Score:
    """Every link alike, apart from those that are never followed."""
    return lambda link, page: min(score(link, page), 0.0)


def walked(agency: Agency, score: Score, judge: Judge | None = None) -> tuple[Walk, Snapshot]:
    """Crawls a site: to its end, or until the judge has enough."""
    enough = (lambda _: False) if judge is None else enough_for([judge], agency)
    with Fetcher(agency, user_agent=user_agent()) as fetcher:
        snapshot = crawl(agency, fetcher=fetcher, read=remembered, score=score, enough=enough)
    return Walk(tuple(url for url, one in snapshot.readings.items() if not one.outside)), snapshot


_readings: dict[tuple[str, bool, bytes], Reading] = {}


def remembered(body: bytes, /, **about: Any) -> Reading:
    """The same reader for both, which reads each page once."""
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


def table(rows: Sequence[tuple[str, int, list[list[int | None]]]]) -> str:
    """The sums: one line per share of the evidence."""
    lines = [f"{'share of the evidence':<24}{'ours':>8}{'breadth-first':>15}{'ratio':>8}{'knowing all':>13}"]
    for place, share in enumerate(SHARES):
        ours = sum(one[0][place] or 0 for _, _, one in rows)
        theirs = sum(one[1][place] or 0 for _, _, one in rows)
        least = sum(ceil(share * evidence) for _, evidence, _ in rows)
        lines.append(f"{share:<24.0%}{ours:>8}{theirs:>15}{ours / max(theirs, 1):>8.0%}{least / max(theirs, 1):>13.0%}")
    return "\n".join(lines)


def main() -> None:
    """Measures and prints."""
    catalogue = load_catalogue()
    pack = load_pack(DEFAULT_PACK, catalogue)
    names = names_of(pack.catalogue)
    judge = Judge(
        pack_id=pack.id, fiscal_year=pack.header.fiscal_year, rules=pack.rules, types=pack.catalogue.types,
        names=names, as_of=AS_OF,
    )  # fmt: skip
    focus = Focus(names, wanted=pack.evidence)
    news, count = (*map(int, sys.argv[1:3]), *(0, 1_000)[len(sys.argv) - 1 :])[:2]
    rows, whole, stopped, pooled = [], 0, 0, [list[float](), list[float]()]
    with ExitStack() as stack:
        for one in islice(agencies(stack, news), count):
            _readings.clear()
            limits = CrawlLimits(delay_seconds=0, timeout_seconds=5, max_pages=2_000, max_documents=2_000)
            agency = one.model_copy(update={"crawl": limits})
            ours, snapshot = walked(agency, focus.score)
            theirs, _ = walked(agency, breadth_first(focus.score))
            ended, _ = walked(agency, focus.score, judge)
            verdicts = [one for one in judge.judge(agency, snapshot) if one.status is Status.PASS]
            found = {finding.url for verdict in verdicts for finding in verdict.findings}
            evidence = frozenset(snapshot.resolve(url) for url in found) & set(ours.order) & set(theirs.order)
            if not evidence:
                continue
            whole += len(theirs.order)
            stopped += len(ended.order)
            rows.append((agency.id, len(evidence), [[w.needed(evidence, s) for s in SHARES] for w in (ours, theirs)]))
            for place, walk in enumerate((ours, theirs)):
                pooled[place] += [(walk.order.index(url) + 1) / len(theirs.order) for url in evidence]
            missed = evidence - set(ended.order)
            sys.stdout.write(
                f"{agency.id:<34}{len(evidence):>4} of {len(theirs.order):>4}; stopped at {len(ended.order):>4}"
            )
            sys.stdout.write(f", missed {len(missed)}\n")
    sys.stdout.write(f"\n{len(rows)} sites, {whole} pages and documents, {sum(n for _, n, _ in rows)} with evidence\n")
    sys.stdout.write(f"{table(rows)}\nours, stopped: {stopped} ({stopped / whole:.0%} of all)\n")
    for title, places in zip(("ours", "breadth-first"), pooled, strict=True):
        found_by = [sum(place <= share for place in places) / len(places) for share in (0.2, 0.35, 0.5, 0.75)]
        sys.stdout.write(f"{title:<14} evidence after 20, 35, 50, 75 % of the pages: ")
        sys.stdout.write(", ".join(f"{share:.0%}" for share in found_by) + "\n")


if __name__ == "__main__":
    main()
