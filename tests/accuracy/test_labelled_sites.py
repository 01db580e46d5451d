"""The labelled set itself: complete, and every link of it answers as its author meant."""

from __future__ import annotations

import html
import re
import urllib.request
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest

from itacheck.accuracy import CellLabel, LabelledCells, ServedSites, Site, load_labelled, load_sites
from itacheck.model import Status

SITES = Path(__file__).parent / "sites"
STEPS = {
    "1": "12345M",
    "2.1": "12M",
    "2.2": "12M",
    "3": "123M",
    "4": "123M",
    "5": "1234567M",
    "6": "1234M",
    "7": "1234M",
}
RULES = frozenset(f"{measure}.{step}" for measure, steps in STEPS.items() for step in steps)
ATTEST = frozenset(["1.1", "1.3", "3.1", "4.3", "6.1", "7.3"])
_LINK = re.compile(
    r"""(?:href|src|data)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))|(?:location\.href\s*=\s*|\bopen\(\s*)'([^']*)'"""
    r"""|<option value="([^"]+\.htm)\"""",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"<script\b[^>]*>.*?</script>", re.IGNORECASE | re.DOTALL)
DECORATION = (".gif", ".png", ".jpg", ".svg", ".css", ".js", ".ico")
_NOWHERE = ("#", "data:", "mailto:", "tel:", "javascript:")

ALL = load_sites(SITES)
LIVE = tuple(site for site in ALL if site.everywhere is None)
DOWN = tuple(site for site in ALL if site.everywhere is not None)


def _labels() -> tuple[CellLabel, ...]:
    labelled = load_labelled(SITES)
    assert isinstance(labelled, LabelledCells)
    return labelled.labels


LABELS = _labels()


def _follow(site: Site, target: str) -> tuple[int, bytes, str]:
    """Status, body and content type of `target` after at most three redirects."""
    for _ in range(4):
        answer = site.answer(target)
        headers = dict(answer.headers)
        if "Location" not in headers:
            return answer.status, answer.body, answer.content_type
        target = urljoin(target, headers["Location"])
    pytest.fail(f"{site.id}: {target} redirects for ever")


def _links(site: Site, base: str, body: bytes) -> set[str]:
    text = body.decode("cp874" if site.charset == "windows-874" else "utf-8")
    found = (html.unescape(next(filter(None, match), "")) for match in _LINK.findall(_SCRIPT.sub("", text)))
    local = (_local(base, link) for link in found if link and not link.startswith(_NOWHERE))
    return {target for target in local if target is not None}


def _local(base: str, link: str) -> str | None:
    joined = urljoin("http://site.invalid" + quote(base, safe="/?&=%"), link)
    parts = urlsplit(joined)
    if parts.netloc.endswith((".example", "line.me", "facebook.com")):
        return None  # a file share that does not resolve, or a chat account: never asked by a test
    assert parts.netloc == "site.invalid", f"{link} leaves the site"
    return unquote(parts.path) + (f"?{parts.query}" if parts.query else "")


@cache
def _reached(site_id: str) -> frozenset[str]:
    """Every target that links lead to from the home page."""
    site = next(site for site in LIVE if site.id == site_id)
    seen, waiting = {"/"}, ["/"]
    while waiting:
        target = waiting.pop()
        status, body, kind = _follow(site, target)
        if status != 200 or not kind.startswith("text/html"):
            continue
        base = target
        while "Location" in (headers := dict(site.answer(base).headers)):
            base = urljoin(base, headers["Location"])
        new = _links(site, base, body) - seen
        seen |= new
        waiting.extend(new)
    return frozenset(seen)


@pytest.mark.parametrize("site", LIVE, ids=lambda site: site.id)
def test_every_link_answers_as_meant(site: Site) -> None:
    reached = _reached(site.id)
    assert set(site.dead) <= reached, "a dead link that no page has proves nothing"
    soft = b"" if site.not_found is None else site.answer("/no-such-page").body
    for target in reached:
        status, body, _ = _follow(site, target)
        if target in site.dead:
            assert status == site.dead[target], target
            assert status != 200 or body in (b"", soft), f"{target} is not dead"
        else:
            if urlsplit(target).path.endswith(DECORATION):
                continue  # decoration that the site lost
            assert status == 200, target
            assert body.strip(), f"{target} is empty"
            assert not soft or body != soft, f"{target} is a soft 404"


@pytest.mark.parametrize("site", LIVE, ids=lambda site: site.id)
def test_no_file_is_out_of_reach(site: Site) -> None:
    routes = (*site.routes.values(), *([site.not_found] if site.not_found else []))
    served = {site.folder / route.file for route in routes if route.file is not None}
    for target in _reached(site.id):
        path = urlsplit(target).path
        served.add(site.folder / (path + "index.html" if path.endswith("/") else path).lstrip("/"))
    files = {file for file in site.folder.rglob("*") if file.is_file()} - {site.folder / "site.toml"}
    assert {file for file in files - served if file.suffix not in DECORATION} == set()


@pytest.mark.parametrize("site", ALL, ids=lambda site: site.id)
def test_labels_are_complete_and_unique(site: Site) -> None:
    mine = Counter(label.rule for label in LABELS if label.agency == site.id)
    assert set(mine) == RULES
    assert max(mine.values()) == 1


def test_labels_name_known_agencies_only() -> None:
    assert {label.agency for label in LABELS} == {site.id for site in ALL}
    assert len(LABELS) >= 300


@pytest.mark.parametrize("label", LABELS, ids=lambda label: f"{label.agency}-{label.rule}")
def test_label_keeps_the_law(label: CellLabel) -> None:
    assert label.why
    assert label.status in {Status.PASS, Status.FAIL, Status.REVIEW, Status.UNREACHABLE}
    if label.rule in ATTEST:
        assert label.status is not Status.FAIL, "an attest rule never fails"
    if label.status is Status.PASS:
        assert label.evidence
    if label.status is Status.FAIL:
        assert not label.evidence
        assert label.decoy, "say what stands there instead, or `none`"


def test_the_same_evidence_gets_the_same_verdict() -> None:
    status = {(label.agency, label.rule): label.status for label in LABELS}
    for site in ALL:
        assert status[site.id, "5.2"] is status[site.id, "7.1"]
        if status[site.id, "2.2.1"] is Status.PASS:
            assert status[site.id, "1.2"] is Status.PASS


def test_evidence_answers_and_is_linked() -> None:
    by_id = {site.id: site for site in LIVE}
    for label in LABELS:
        for target in label.evidence:
            assert target in _reached(label.agency), f"{label.agency}: no link leads to {target}"
            if label.status is Status.PASS:
                status, body, _ = _follow(by_id[label.agency], target)
                assert (status, bool(body)) == (200, True), target


def test_mix_of_verdicts_and_styles() -> None:
    counts = Counter(label.status for label in LABELS)
    total = sum(counts.values())
    assert 0.45 <= counts[Status.PASS] / total <= 0.58
    assert 0.24 <= counts[Status.FAIL] / total <= 0.35
    assert 0.10 <= counts[Status.REVIEW] / total <= 0.2
    assert counts[Status.UNREACHABLE] > 0
    assert len({site.style for site in LIVE}) >= 6
    assert len({label.decoy for label in LABELS if label.status is Status.FAIL}) >= 15


def test_the_set_is_small() -> None:
    assert sum(file.stat().st_size for file in SITES.rglob("*") if file.is_file()) < 32_000_000


def test_served_over_http() -> None:
    with ServedSites(ALL) as served:
        agencies = {agency.id: agency for agency in served.agencies}
        assert set(agencies) == {site.id for site in ALL}
        for site in LIVE:
            with urllib.request.urlopen(str(agencies[site.id].url), timeout=5) as answer:
                assert answer.status == 200
                assert answer.read()
        for site in DOWN:
            with pytest.raises(HTTPError) as refused:
                urllib.request.urlopen(str(agencies[site.id].url), timeout=5)
            assert refused.value.code == 403
            refused.value.close()
    assert served.agencies == ()
