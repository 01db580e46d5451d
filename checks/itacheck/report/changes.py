"""A comparison of two runs as text, Markdown or JSON."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from itacheck.causes import cause_words
from itacheck.changes import Change, Comparison, Why
from itacheck.model import AgencyResult, Bilingual, Results, Status

from .text import NAME_LIMIT, clean, safe_href
from .words import STATUS

SCHEMA = "itacheck/diff/v1"
MAX_NAMED = 40
"""Rules named one by one where a pack is new or gone."""

WHY: dict[Why, Bilingual] = {
    Why.SITE: Bilingual(th="เพราะเว็บไซต์เปลี่ยน", en="because the site changed"),
    Why.RULES: Bilingual(
        th="เพราะกฎหรือโปรแกรมเปลี่ยน หน้าเว็บเดิม", en="because rules or program changed, on the same pages"
    ),
    Why.BOTH: Bilingual(th="เพราะทั้งเว็บไซต์และกฎเปลี่ยน", en="because the site and the rules changed"),
    Why.DAY: Bilingual(th="เพราะถึงหรือยังไม่ถึงวันกำหนด", en="because a due date lies between"),
    Why.ENTRY: Bilingual(th="เพราะข้อมูลหน่วยงานใน agencies.toml เปลี่ยน", en="because the entry in agencies.toml changed"),
    Why.UNCLEAR: Bilingual(
        th="บอกไม่ได้ว่าเพราะเว็บไซต์หรือกฎ", en="unclear: the site, the rules or the entry; the results do not tell which"
    ),
    Why.REACHABILITY: Bilingual(th="การเข้าดูเว็บไซต์ ไม่เกี่ยวกับเนื้อหา", en="reachability: nothing is said about content"),
    Why.PROGRAM: Bilingual(th="โปรแกรมขัดข้อง", en="the program broke"),
}
"""In the order in which they are told."""

UNCLEAR_TODO = Bilingual(
    th="หากรันแรกเก็บหน้าไว้ (--save-warc) ให้ตรวจหน้านั้นซ้ำด้วยกฎใหม่ (check --from-warc) แล้วใส่ --rejudged",
    en="where the first run kept its pages, judge them by the new rules (check --from-warc) and add it as --rejudged",
)


def diff_json(told: Comparison) -> dict[str, Any]:
    """The comparison for machines (`itacheck/diff/v1`)."""
    return {
        "schema": SCHEMA,
        "changed": told.changed,
        "before": _run(told.before),
        "after": _run(told.after),
        "counts": {
            "same": told.same, "evidence_moved": told.moved, **{why.value: _count(told, why) for why in WHY}
        },
        "changes": [
            {
                "agency": one.agency, "pack": one.pack, "rule": one.rule, "before": one.before.value,
                "after": one.after.value, "why": one.why.value, "url": one.url,
                "cause": one.cause.code if one.cause else None,
            }
            for one in told.changes
        ],
        "agencies": {"new": [a.id for a in told.new_agencies], "gone": [a.id for a in told.gone_agencies]},
        "rules": {
            "new": [{"pack": pack, "rule": rule} for pack, rule in told.new_rules],
            "gone": [{"pack": pack, "rule": rule} for pack, rule in told.gone_rules],
        },
        "notes": [note.model_dump() for note in told.notes],
    }  # fmt: skip


def diff_text(told: Comparison) -> Iterator[str]:
    """The comparison, a line at a time, for a terminal."""
    yield _title(told)
    for note in told.notes:
        yield f"  {_both(note)}"
    yield _summary(told)
    for title, rows in _sections(told):
        yield ""
        yield title
        yield from (f"  {' '.join(part for part in row if part)}" for row in rows)
    if _count(told, Why.UNCLEAR):
        yield ""
        yield _both(UNCLEAR_TODO)


def diff_markdown(told: Comparison) -> Iterator[str]:
    """The comparison as Markdown, for a job's summary or an issue."""
    yield f"**{escaped(_title(told))}**"
    yield ""
    yield from (f"- {escaped(_both(note))}" for note in told.notes)
    yield f"- {escaped(_summary(told))}"
    for title, rows in _sections(told):
        yield ""
        yield f"### {escaped(title)}"
        yield ""
        yield from (f"- {' '.join(escaped(part) for part in row if part)}" for row in rows)
    if _count(told, Why.UNCLEAR):
        yield ""
        yield escaped(_both(UNCLEAR_TODO))


def _title(told: Comparison) -> str:
    old, new = told.before.run, told.after.run
    return f"เทียบผล / compared: {old.id} ({old.as_of}) → {new.id} ({new.as_of})"


def _summary(told: Comparison) -> str:
    counts = ", ".join(f"{why.value} {_count(told, why)}" for why in WHY if _count(told, why))
    number = len(told.changes)
    moved = f" (หลักฐานเปลี่ยน / evidence moved: {told.moved})" if told.moved else ""
    return (
        f"ผลเปลี่ยน {number} ข้อ / {number} verdict{'' if number == 1 else 's'} changed"
        f"{f': {counts}' if counts else ''}; เท่าเดิม / the same: {told.same}{moved}"
    )


def _sections(told: Comparison) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    for why, words in WHY.items():
        changes = [one for one in told.changes if one.why is why]
        if changes:
            rows = _reached(changes) if why is Why.REACHABILITY else [_row(one) for one in changes]
            yield _both(words), rows
    for title, agencies in (
        ("หน่วยงานใหม่ / new agencies", told.new_agencies),
        ("หน่วยงานที่ไม่มีแล้ว / agencies that are gone", told.gone_agencies),
    ):
        if agencies:
            yield title, [_agency(agency) for agency in agencies]
    for title, rules in (
        ("ข้อใหม่ / new rules", told.new_rules),
        ("ข้อที่ไม่มีแล้ว / rules that are gone", told.gone_rules),
    ):
        if rules:
            yield title, list(_packs(rules))


def _row(one: Change) -> tuple[str, ...]:
    where = f"{clean(one.agency, 64)} {clean(one.pack, 64)}/{clean(one.rule, 40)}:"
    return where, _name(one.before), "→", _name(one.after), (safe_href(one.url or "") or "")


def _reached(changes: Sequence[Change]) -> list[tuple[str, ...]]:
    """One row for each agency: its rules all tell the same."""
    rows = list[tuple[str, ...]]()
    for agency in dict.fromkeys(one.agency for one in changes):
        own = [one for one in changes if one.agency == agency]
        down = [one for one in own if one.after is Status.UNREACHABLE]
        told = _both(Bilingual(th="เข้าดูไม่ได้แล้ว", en="can no longer be looked at")) if down else ""
        told = told or _both(Bilingual(th="กลับมาเข้าดูได้", en="can be looked at again"))
        cause = own[0].cause
        words = f"({_both(cause_words(clean(cause.code, NAME_LIMIT)).name)})" if cause is not None else ""
        after = Counter(one.after for one in own)
        counts = ", ".join(f"{status.value} {after[status]}" for status in Status if after[status])
        rows.append((f"{clean(agency, 64)}:", told, words, f"→ {counts}"))
    return rows


def _packs(rules: Iterable[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    grouped: dict[str, list[str]] = {}
    for pack, rule in rules:
        grouped.setdefault(pack, []).append(clean(rule, 40))
    for pack, members in grouped.items():
        more = f"… (+{len(members) - MAX_NAMED})" if len(members) > MAX_NAMED else ""
        yield f"{clean(pack, 64)}:", ", ".join(members[:MAX_NAMED]), more


def _agency(agency: AgencyResult) -> tuple[str, ...]:
    return f"{clean(agency.id, 64)}:", clean(agency.name.th, NAME_LIMIT), "/", clean(agency.name.en, NAME_LIMIT)


def _name(status: Status) -> str:
    return f"{STATUS[status].name.th} ({status.value})"


def _both(words: Bilingual) -> str:
    return f"{words.th} / {words.en}"


def _count(told: Comparison, why: Why) -> int:
    return sum(one.why is why for one in told.changes)


def _run(results: Results) -> dict[str, Any]:
    run = results.run
    return {
        "run": run.id, "as_of": run.as_of.isoformat(), "version": run.version,
        "packs": [pack.model_dump() for pack in run.packs],
    }  # fmt: skip


def escaped(text: str) -> str:
    """Text of a stranger that Markdown neither obeys nor renders; addresses stay as they are."""
    return f"<{text}>" if text.startswith(("http://", "https://")) else escaped_words(text)


def escaped_words(text: str) -> str:
    """Text of a stranger, on one line, that Markdown neither obeys nor renders, and that calls nobody."""
    # An unseen space after it: what is left is no @mention.
    words = html.escape(" ".join(text.split()), quote=False).replace("@", "@\u200b")
    return re.sub(r"([\\`*_\[\]|~#])", r"\\\1", words)
