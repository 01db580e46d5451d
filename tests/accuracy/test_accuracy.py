"""How right the verdicts are on the labelled agencies: a floor, and the two things that must never happen."""

from __future__ import annotations

from collections import Counter
from datetime import date
from urllib.parse import unquote, urlsplit

import pytest

from itacheck.model import FindingResult, Status, VerdictResult
from itacheck.packs import load_catalogue, load_pack
from itacheck.run import Run

from .serve import Label, LabelledSites, labels

AS_OF = date(2026, 1, 15)
EXACT_FLOOR = 0.98
F1_FLOOR = 0.98
PAGE_FLOOR = 0.98

Judged = dict[tuple[str, str], VerdictResult]


@pytest.fixture(scope="module")
def judged() -> Judged:
    catalogue = load_catalogue()
    pack = load_pack("2568", catalogue)
    with LabelledSites() as served:
        results = Run(served.agencies, [pack], catalogue, AS_OF).results()
    return {(agency.id, verdict.rule): verdict for agency in results.agencies for verdict in agency.verdicts}


def told(label: Label, verdict: VerdictResult) -> str:
    return f"{label.agency} {label.rule}: {verdict.status}, labelled {label.status} ({label.why}): {verdict.reason.en}"


def test_every_label_is_judged(judged: Judged) -> None:
    assert {(label.agency, label.rule) for label in labels()} == judged.keys()


def test_exact_status_and_f1_of_pass(judged: Judged) -> None:
    pairs = Counter((label.status, judged[label.agency, label.rule].status) for label in labels())
    total = sum(pairs.values())
    exact = sum(n for (truth, said), n in pairs.items() if truth is said)
    right = pairs[Status.PASS, Status.PASS]
    wrong = sum(n for (truth, said), n in pairs.items() if (truth is Status.PASS) is not (said is Status.PASS))
    errors = [told(x, v) for x in labels() if (v := judged[x.agency, x.rule]).status is not x.status]
    assert total >= 300
    assert exact / total >= EXACT_FLOOR, "\n".join(errors)
    assert 2 * right / (2 * right + wrong) >= F1_FLOOR, "\n".join(errors)


def test_never_absent_what_could_not_be_looked_at(judged: Judged) -> None:
    doubtful = (Status.REVIEW, Status.UNREACHABLE)
    accused = [
        told(label, verdict)
        for label in labels()
        if (verdict := judged[label.agency, label.rule]).status is Status.FAIL and label.status in doubtful
    ]
    assert accused == []


def test_the_page_that_is_named_proves_the_pass(judged: Judged) -> None:
    asked = [
        (label, verdict)
        for label in labels()
        if label.evidence
        and label.status is Status.PASS
        and (verdict := judged[label.agency, label.rule]).status is Status.PASS
    ]
    wrong = [told(label, verdict) for label, verdict in asked if not _shown(verdict.findings) & set(_paths(label))]
    assert 1 - len(wrong) / len(asked) >= PAGE_FLOOR, "\n".join(wrong)


def _paths(label: Label) -> list[str]:
    return [unquote(path) for path in label.evidence]


def _shown(findings: tuple[FindingResult, ...]) -> set[str]:
    """The pages that the findings show: where the evidence is, and the page before it."""
    shown = set()
    for finding in findings:
        for url in (finding.url, *finding.via[-2:]):
            parts = urlsplit(url)
            shown.add(unquote(parts.path + (f"?{parts.query}" if parts.query else "")))
    return shown
