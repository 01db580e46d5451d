"""Runs the examples that evidence types and rules carry: what the tests and rule authors rely on.

    problem = evidence_problem(evidence, example, catalogue, names)
    assert problem is None
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from itacheck.forms import Names, Site, Standing, candidates
from itacheck.judge import Judge
from itacheck.model import (
    Agency,
    Bilingual,
    CrawlStatus,
    EvidenceExample,
    EvidenceType,
    Failure,
    Rule,
    RuleExample,
    Snapshot,
    Verdict,
)
from itacheck.model.page import Cause, Page, Whose
from itacheck.packs import Catalogue, Pack
from itacheck.read import read

HOST = "https://agency.example/"
AGENCY = Agency(id="example", name=Bilingual(th="หน่วยงานตัวอย่าง", en="Example agency"), kind="agency", url=HOST)


def evidence_problem(evidence: EvidenceType, example: EvidenceExample, names: Names) -> str | None:
    """What is wrong with an evidence example, or None: the page is judged alone, as `itacheck inspect` does."""
    reading = read(example.html.encode(), url=example.url, content_type="text/html; charset=utf-8")
    snapshot = Snapshot("example", home="", status=CrawlStatus.COMPLETE, readings={reading.url: reading})
    found = candidates(evidence, Site(snapshot, names, assume_open=True))
    accepted = [c for c in found if c.standing is Standing.ACCEPTED]
    if example.topic is not None:
        accepted = [c for c in accepted if f"{evidence.id}/{example.topic}" in c.topics]
    told = "; ".join(f"{c.quote!r}: {c.standing} {c.why} {c.detail}" for c in found) or "no candidate"
    if bool(accepted) is not example.present:
        return f"{evidence.id}: {example.title!r}: expected {'present' if example.present else 'not present'}: {told}"
    if example.fiscal_year is not None and example.present:
        if not any(c.is_of(example.fiscal_year) for c in accepted):
            stated = [c.fiscal_years for c in accepted]
            return f"{evidence.id}: {example.title!r}: expected year {example.fiscal_year}, read {stated}"
    return None


def rule_verdict(rule: Rule, example: RuleExample, pack: Pack, catalogue: Catalogue, names: Names) -> Verdict:
    """The verdict of a rule on the small site of an example; what is not linked from `/` is not found."""
    judge = Judge(
        pack_id=pack.id, fiscal_year=pack.header.fiscal_year, rules=(rule,), types=catalogue.types, names=names,
        as_of=example.as_of or rule.due + timedelta(days=90),
    )  # fmt: skip
    return judge.judge(AGENCY, example_snapshot(example))[0]


def example_snapshot(example: RuleExample) -> Snapshot:
    """The pages of an example as a crawl would bring them; other links of its host are 404, other hosts do not answer.

    A path that ends like a file and is not among the pages is taken as a document that opens and cannot be read closer.
    """
    snapshot = Snapshot("example", home=HOST, status=CrawlStatus.COMPLETE)
    queue = [HOST]
    while queue:
        url = queue.pop(0)
        if url in snapshot.readings or url in snapshot.failures:
            continue
        path = url.removeprefix(HOST.rstrip("/"))
        html = example.pages.get(path)
        if html is None:
            snapshot.failures[url] = Failure(url, Cause.HTTP_4XX, Whose.AGENCY, "HTTP 404", 404)
            continue
        reading = read(html.encode(), url=url, content_type="text/html; charset=utf-8")
        snapshot.readings[url] = reading
        if isinstance(reading, Page):
            for link in reading.links:
                if link.url and link.url not in snapshot.parents and link.url != HOST:
                    snapshot.parents[link.url] = url
                if link.url.startswith(HOST):
                    queue.append(link.url)
    return replace(snapshot, requests=len(snapshot.readings))



