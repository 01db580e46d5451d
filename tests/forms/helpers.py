"""Small sites for the tests of the judgement: what a crawl would bring, written as HTML, papers and HTTP statuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from urllib.parse import quote, unquote, urljoin

from itacheck.forms import Candidate, Names, Site, Standing, Why, candidates
from itacheck.judge import Judge
from itacheck.model import (
    Agency,
    Bilingual,
    Cause,
    CrawlStatus,
    Document,
    EvidenceType,
    Failure,
    Page,
    Reading,
    Rule,
    Snapshot,
    Status,
    Trouble,
    Unvisited,
    Verdict,
    Whose,
)
from itacheck.packs import Catalogue, Pack, load_catalogue, load_pack
from itacheck.patterns import names_of
from itacheck.read import read

HOME = "https://agency.example/"
AGENCY = Agency(id="sao-sommut", name=Bilingual(th="องค์การบริหารส่วนตำบลสมมุติ", en="Sommut SAO"), kind="agency", url=HOME)
AFTER = date(2025, 12, 31)
"""A day on which every rule of the pack is due."""
PROSE = "องค์การบริหารส่วนตำบลสมมุติได้จัดทำเอกสารฉบับนี้เพื่อให้บุคลากรทุกคนถือปฏิบัติและให้ประชาชนได้รับทราบโดยทั่วกัน"

LOGIN = """<title>เข้าสู่ระบบ</title><main><h1>เข้าสู่ระบบ</h1><form method="post" action="/in">
<input name="user"><input type="password" name="password"><button type="submit">เข้าสู่ระบบ</button></form></main>"""
SCRIPT = '<title>สมมุติ</title><body><div id="root"></div><script src="/app.js"></script></body>'
CHALLENGE = "<title>Just a moment...</title><body><p>Checking your browser before accessing the site.</p></body>"
NOT_FOUND = "<title>ไม่พบหน้า</title><main><h1>404 Not Found</h1><p>ไม่พบหน้าที่ท่านต้องการ</p></main>"
EMPTY = "<html><head></head><body></body></html>"

Answer = str | int | Trouble | Failure | Reading
"""What an address answers: HTML, an HTTP status, a document that cannot be read, or something made by hand."""


@cache
def catalogue() -> Catalogue:
    return load_catalogue()


@cache
def names() -> Names:
    return names_of(catalogue())


@cache
def pack() -> Pack:
    return load_pack("2568", catalogue())


def evidence_type(evidence: str) -> EvidenceType:
    return catalogue().types[evidence]


def rule(rule_id: str) -> Rule:
    found = pack().rule(rule_id)
    assert found is not None
    return found


def page(title: str, *body: str, head: str | None = None) -> str:
    """A page with a title, a first heading (the title unless told) and its content."""
    heading = title if head is None else head
    return f"<title>{title}</title><main><h1>{heading}</h1>{''.join(body)}</main>"


def p(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def a(href: str, text: str) -> str:
    return f'<a href="{href}">{text}</a>'


def home(*body: str) -> str:
    return page("องค์การบริหารส่วนตำบลสมมุติ", *body)


def links(*pairs: tuple[str, str]) -> str:
    return "<ul>" + "".join(f"<li>{a(href, text)}</li>" for href, text in pairs) + "</ul>"


def paper(
    *lines: str, text: str = "", trouble: Trouble | None = None, title: str = "", outside: bool = False
) -> Document:
    """A document by the lines of its first page and what follows them; its address is filled in by `snapshot`."""
    first = "\n".join(lines)
    return Document(
        url="", media_type="application/pdf", kind="pdf", title=title, first_page=first,
        text="\n".join(part for part in (first, text) if part), pages=1, trouble=trouble, outside=outside,
    )  # fmt: skip


def _reading(url: str, answer: Answer) -> Reading | Failure:
    outside = not url.startswith(HOME)
    if isinstance(answer, Trouble):  # a string too, so it comes first
        answer = paper(trouble=answer)
    if isinstance(answer, str):
        return read(answer.encode(), url=url, content_type="text/html; charset=utf-8", outside=outside)
    if isinstance(answer, Document):
        return replace(answer, url=url, file_name=unquote(url.rpartition("/")[2]), outside=outside)
    if isinstance(answer, int):
        cause = Cause.HTTP_5XX if answer >= 500 else Cause.HTTP_4XX
        return Failure(url, cause, Whose.AGENCY, f"HTTP {answer}", answer, outside=outside)
    return replace(answer, url=url)


def snapshot(
    answers: Mapping[str, Answer],
    *,
    unvisited: tuple[Unvisited, ...] = (),
    redirects: Mapping[str, str] | None = None,
    status: CrawlStatus = CrawlStatus.COMPLETE,
) -> Snapshot:
    """What a crawl brings of a site, by path (or whole URL for other hosts)."""
    readings: dict[str, Reading] = {}
    failures: dict[str, Failure] = {}
    parents: dict[str, str] = {}
    for path, answer in answers.items():
        url = urljoin(HOME, quote(path, safe=":/?&=%"))
        got = _reading(url, answer)
        if isinstance(got, Failure):
            failures[url] = got
        else:
            readings[url] = got
    for reading in readings.values():
        if isinstance(reading, Page):
            for link in reading.links:
                if link.url and link.url != HOME:
                    parents.setdefault(link.url, reading.url)
    moved = {urljoin(HOME, old): urljoin(HOME, new) for old, new in (redirects or {}).items()}
    return Snapshot(
        AGENCY.id, HOME, status, readings=readings, failures=failures, parents=parents, redirects=moved,
        unvisited=unvisited,
    )  # fmt: skip


def found(evidence: str, answers: Mapping[str, Answer], *, agency: Agency = AGENCY) -> list[Candidate]:
    """Every candidate for an evidence type on a small site."""
    return candidates(evidence_type(evidence), Site(snapshot(answers), names(), agency=agency))


def best(evidence: str, answers: Mapping[str, Answer], *, agency: Agency = AGENCY) -> Candidate:
    """The candidate that counts most: accepted before unclear before refused."""
    order = [Standing.ACCEPTED, Standing.UNCLEAR, Standing.REFUSED]
    all_found = found(evidence, answers, agency=agency)
    assert all_found, f"no candidate for {evidence}"
    return min(all_found, key=lambda c: (order.index(c.standing), -c.rank))


def outcome(evidence: str, answers: Mapping[str, Answer], *, agency: Agency = AGENCY) -> tuple[Standing, Why]:
    """How the best candidate stands, and why."""
    one = best(evidence, answers, agency=agency)
    return one.standing, one.why


def alone(evidence: str, html: str, url: str = HOME + "page") -> list[Candidate]:
    """Every candidate on one page that is judged alone, as `itacheck inspect` does."""
    reading = read(html.encode(), url=url, content_type="text/html; charset=utf-8")
    one = Snapshot("page", home="", status=CrawlStatus.COMPLETE, readings={reading.url: reading})
    return candidates(evidence_type(evidence), Site(one, names(), assume_open=True))


def judge(*rule_ids: str, as_of: date = AFTER) -> Judge:
    """A judge of some rules of the pack; without any, of all."""
    rules = tuple(rule(r) for r in rule_ids) or pack().rules
    return Judge(
        pack_id="2568", fiscal_year=2568, rules=rules, types=catalogue().types, names=names(), as_of=as_of,
        asked=pack().evidence,
    )  # fmt: skip


def verdict(
    rule_id: str, seen: Mapping[str, Answer] | Snapshot, *, as_of: date = AFTER, agency: Agency = AGENCY
) -> Verdict:
    """The verdict of one rule on a small site."""
    one = seen if isinstance(seen, Snapshot) else snapshot(seen)
    return judge(rule_id, as_of=as_of).judge(agency, one)[0]


def status(rule_id: str, seen: Mapping[str, Answer] | Snapshot, *, as_of: date = AFTER) -> Status:
    return verdict(rule_id, seen, as_of=as_of).status
