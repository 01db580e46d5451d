"""`itacheck inspect`: single pages and documents, in words for people or as JSON lines."""

from __future__ import annotations

from collections.abc import Iterator

import click
from click.core import ParameterSource

from itacheck.files import json_line
from itacheck.forms import ADVICE, CONTENT, TEST, Mark, Test, Why
from itacheck.inspecting import STATUS, Inspection, Inspector, Place, Seen, UnreachableError
from itacheck.model import Bilingual
from itacheck.packs import joined
from itacheck.patterns import names_of
from itacheck.wording import quote

from .browsing import browsing, no_browser_option
from .console import plain, say
from .options import examples, ocr_option, plugins_option, rules_option, tesseract_of
from .selection import choose_packs

MOST_OTHERS = 5
"""How many further places of one evidence type are shown."""

_TROUBLE = "หน้านี้ยังใช้เป็นหลักฐานไม่ได้ / this page proves nothing as it is"
_READ_AS = "อ่านชื่อได้ว่า / read as"
_ADVICE = "ควรทำ / to do"
_NAME_IT = "ใช้ชื่อเรื่องตามเกณฑ์ในหัวข้อ ชื่อไฟล์ หรือข้อความของลิงก์ / name the thing in the heading, file name or link text"
_NOT_OPENED = "ลิงก์ที่ยังไม่ได้เปิด / links that were not opened"
_MARKS = {
    Mark.PASSED: "✓ ผ่าน / passed",
    Mark.UNSURE: "? ไม่แน่ใจ / not sure",
    Mark.FAILED: "✗ ไม่ผ่าน / failed",
    Mark.LEFT: "– ยังไม่ได้ตรวจ / not asked",
}
_READ_WITH = "อ่านด้วย / read with"
_READERS = {"browser": "browser", "ocr": "OCR (ภาพสแกน / a picture)"}
_WORDS = {"present": "พบ", "unclear": "ไม่ชัด", "mentioned": "ไม่นับ"}


@click.command(
    short_help="Judge single pages or documents without a crawl.",
    epilog=examples("itacheck inspect page.html", "itacheck inspect --fiscal-year 2568 https://www.example.go.th/ita"),
)
@click.argument("sources", nargs=-1, required=True, metavar="FILE_OR_URL...")
@click.option(
    "--format", "form", type=click.Choice(["text", "jsonl"]), default="text", help="For people or for machines. [text]"
)
@click.option(
    "--fiscal-year", type=click.IntRange(2500, 2700), metavar="YEAR", help="Prefer evidence of this year (B.E.)."
)
@rules_option
@plugins_option
@no_browser_option
@ocr_option
@click.pass_context
def inspect(
    context: click.Context,
    sources: tuple[str, ...],
    form: str,
    fiscal_year: int | None,
    packs: tuple[str, ...],
    plugins: tuple[str, ...],
    no_browser: bool,
    ocr: bool | None,
) -> None:
    """Judges single pages or documents without a crawl: "why was my page not counted?"."""
    chosen, catalogue = choose_packs(packs, plugins)
    catalogue = joined(chosen, catalogue)
    years = {pack.header.fiscal_year for pack in chosen}
    if fiscal_year is None and len(years) == 1 and context.get_parameter_source("packs") is not ParameterSource.DEFAULT:
        fiscal_year = years.pop()
    code = 0
    names, tesseract = names_of(catalogue), tesseract_of(ocr)
    with (
        browsing(no_browser=no_browser) as browser,
        Inspector(catalogue, names, fiscal_year=fiscal_year, browser=browser, tesseract=tesseract) as inspector,
    ):
        inspector.check(sources)
        for source in sources:
            try:
                inspection = inspector.inspect(source)
            except UnreachableError as error:
                # The others can still be looked at.
                say(f"itacheck: {plain(error.line)}", err=True)
                code = error.exit_code
                continue
            if form == "jsonl":
                say(json_line(inspection.as_json()))
            else:
                for line in _told(inspection):
                    say(line)
    context.exit(code)


def _told(inspection: Inspection) -> Iterator[str]:
    readers = (
        f"  [{_READ_WITH}: {', '.join(_READERS[name] for name in inspection.readers)}]" if inspection.readers else ""
    )
    yield plain(inspection.file) + readers
    trouble = inspection.trouble_words
    if trouble is not None:
        what, advice = trouble
        yield f"  ! {_TROUBLE}: {what.th} / {what.en} [{inspection.trouble}]"
        yield f"    → {_ADVICE}: {advice.th} / {advice.en}"
    if inspection.names:
        yield f"  {_READ_AS}: " + " › ".join(f"“{plain(name)}”" for name in inspection.names)
    if inspection.note:
        yield f"  {plain(inspection.note)}"
    if not inspection.evidence:
        yield "  ไม่พบชื่อหลักฐานใด / names no evidence"
        if trouble is None:
            yield f"    → {_ADVICE}: {_NAME_IT}"
    order = list(_WORDS)
    here = [seen for seen in inspection.evidence if seen.place.candidate.why is not Why.UNVISITED]
    for seen in sorted(here, key=lambda s: (order.index(s.status), s.id)):
        yield from _one(seen, inspection.fiscal_year)
    menu = [seen for seen in inspection.evidence if seen not in here]
    if menu:
        advice = ADVICE[Why.UNVISITED]
        yield f"  {_NOT_OPENED} — {advice.th} / {advice.en}"
    for seen in menu:
        yield f"    {_head(seen)}: “{plain(seen.quote)}”{_leads(seen.place)}"


def _head(seen: Seen) -> str:
    year = f" {seen.fiscal_year}" if seen.fiscal_year else ""
    return f"{_WORDS[seen.status]} ({seen.status}) {seen.id}{year} {seen.type.name.th} / {seen.type.name.en}"


def _one(seen: Seen, fiscal_year: int | None) -> Iterator[str]:
    yield f"  {_head(seen)}: {plain(seen.why)}"
    yield f"      “{plain(seen.quote)}”{_leads(seen.place)}"
    form = seen.type.form
    for mark, words in _MARKS.items():
        tests = [_test(step.test, form, fiscal_year) for step in seen.place.steps if step.mark is mark]
        if tests:
            yield f"      {words}: {', '.join(t.th for t in tests)} / {', '.join(t.en for t in tests)}"
    if seen.place.advice is not None:
        yield f"      → {_ADVICE}: {seen.place.advice.th} / {seen.place.advice.en}"
    alike: dict[tuple[str, str], list[Place]] = {}
    for place in seen.others:
        alike.setdefault((quote(place.candidate.quote), place.why.th), []).append(place)
    for places in list(alike.values())[:MOST_OTHERS]:
        yield from _other(places[0], len(places), form, fiscal_year)
    if len(alike) > MOST_OTHERS:
        more = len(alike) - MOST_OTHERS
        yield f"    - และอีก {more} แห่ง / and {more} more"


def _other(place: Place, times: int, form: str, fiscal_year: int | None) -> Iterator[str]:
    status = STATUS[place.candidate.standing]
    count = f" ×{times}" if times > 1 else ""
    said = f"“{plain(quote(place.candidate.quote))}”{count}"
    yield f"    - {_WORDS[status]} ({status}) {said}: {plain(f'{place.why.th} / {place.why.en}')}"
    marks = {Mark.PASSED: "✓", Mark.UNSURE: "?", Mark.FAILED: "✗"}
    steps = [(marks[step.mark], _test(step.test, form, fiscal_year)) for step in place.steps if step.mark in marks]
    yield (
        "        " + " ".join(f"{sign} {t.th}" for sign, t in steps) + " / " + " ".join(f"{s} {t.en}" for s, t in steps)
    )


def _test(test: Test, form: str, fiscal_year: int | None) -> Bilingual:
    if test is Test.YEAR and fiscal_year is not None:
        return Bilingual(th=f"เป็นของปี {fiscal_year}", en=f"of {fiscal_year}")
    return CONTENT.get(form, TEST[test]) if test is Test.CONTENT else TEST[test]


def _leads(place: Place) -> str:
    return f" → {plain(place.elsewhere)}" if place.elsewhere else ""
