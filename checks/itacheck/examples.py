"""Runs the examples that evidence types and rules carry: what the tests and rule authors rely on.

problem = evidence_problem(evidence, example, names)
assert problem is None
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import timedelta
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from itacheck.forms import Candidate, Names, Site, Standing, candidates
from itacheck.judge import Judge
from itacheck.model import (
    Agency,
    Bilingual,
    Cause,
    CrawlStatus,
    Document,
    EvidenceExample,
    EvidenceType,
    Failure,
    Page,
    Reading,
    Rule,
    RuleExample,
    Snapshot,
    Trouble,
    Verdict,
    Whose,
)
from itacheck.packs import Catalogue, Pack
from itacheck.read import read
from itacheck.thai import normalise

FILES = frozenset(("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods"))
"""The endings of the paths of an example that may hold the text of a file."""

PICTURES = frozenset(("png", "jpg"))
"""The endings of the paths that are a picture, whatever is written there."""

HOST = "https://agency.example/"
AGENCY = Agency(id="example", name=Bilingual(th="หน่วยงานตัวอย่าง", en="Example agency"), kind="agency", url=HOST)


def evidence_problem(evidence: EvidenceType, example: EvidenceExample, names: Names) -> str | None:
    """What is wrong with an evidence example, or None: the page is judged alone, as `itacheck inspect` does."""
    found = evidence_candidates(evidence, example, names)
    accepted = [c for c in found if c.standing is Standing.ACCEPTED]
    if example.topic is not None:
        accepted = [c for c in accepted if f"{evidence.id}/{example.topic}" in c.topics]
    told = "; ".join(f"{c.quote!r}: {c.standing} {c.why} {c.detail}" for c in found) or "no candidate"
    if bool(accepted) is not example.present:
        return f"{evidence.id}: {example.title!r}: expected {'present' if example.present else 'not present'}: {told}"
    year = example.fiscal_year
    if example.present and year is not None and not any(c.is_of(year) for c in accepted):
        return f"{evidence.id}: {example.title!r}: expected year {year}, read {[c.fiscal_years for c in accepted]}"
    return None


def evidence_candidates(evidence: EvidenceType, example: EvidenceExample, names: Names) -> list[Candidate]:
    """The places of an example's page that may be the evidence, each with how it stands and why."""
    reading = read(example.html.encode(), url=example.url, content_type="text/html; charset=utf-8")
    snapshot = Snapshot("example", home="", status=CrawlStatus.COMPLETE, readings={reading.url: reading})
    return candidates(evidence, Site(snapshot, names, assume_open=True))


def rule_verdict(rule: Rule, example: RuleExample, pack: Pack, catalogue: Catalogue, names: Names) -> Verdict:
    """The verdict of a rule on the small site of an example; what is not linked from `/` is not found."""
    judge = Judge(
        pack_id=pack.id, fiscal_year=pack.header.fiscal_year, rules=(rule,), types=catalogue.types, names=names,
        as_of=example.as_of or rule.due + timedelta(days=90), asked=pack.evidence,
    )  # fmt: skip
    return judge.judge(AGENCY, example_snapshot(example))[0]


def example_snapshot(example: RuleExample) -> Snapshot:
    """The pages of an example as a crawl would bring them.

    A page whose path ends like a file and that holds no markup is a file with that text, one that ends like a picture
    is a picture. A link of the same host that
    is not among the pages is dead (404); other hosts do not answer.
    """
    snapshot = Snapshot("example", home=HOST, status=CrawlStatus.COMPLETE)
    pages = {unquote(path): content for path, content in example.pages.items()}
    queue = deque([HOST])
    while queue:
        url = queue.popleft()
        if url in snapshot.readings or url in snapshot.failures:
            continue
        if not url.startswith(HOST):
            snapshot.failures[url] = Failure(url, Cause.TIMEOUT, Whose.NETWORK, "no answer", outside=True)
            continue
        content = pages.get(unquote(url.removeprefix(HOST.rstrip("/"))))
        if content is None:
            snapshot.failures[url] = Failure(url, Cause.HTTP_4XX, Whose.AGENCY, "HTTP 404", 404)
            continue
        reading = _reading(url, content)
        snapshot.readings[url] = reading
        if isinstance(reading, Page):
            for link in reading.links:
                if link.url and link.url != HOST:
                    snapshot.parents.setdefault(link.url, url)
                    queue.append(link.url)
    return replace(snapshot, requests=len(snapshot.readings))


def _reading(url: str, content: str) -> Reading:
    name = PurePosixPath(unquote(urlsplit(url).path)).name
    kind = PurePosixPath(name).suffix.lower().lstrip(".")
    if kind in PICTURES:
        return Document(url=url, kind="image", file_name=name, trouble=Trouble.UNSUPPORTED)
    if kind not in FILES or content.lstrip().startswith("<"):
        return read(content.encode(), url=url, content_type="text/html; charset=utf-8")
    text = "\n".join(normalise(line) for line in content.strip().splitlines())
    if not text:
        return Document(url=url, kind=kind, file_name=name, trouble=Trouble.EMPTY)
    return Document(url=url, kind=kind, file_name=name, first_page=text, text=text, pages=1)
