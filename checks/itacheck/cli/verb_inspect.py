"""`itacheck inspect`: single pages and documents, in words for people or as JSON lines."""

from __future__ import annotations

from collections.abc import Iterator

import click
from click.core import ParameterSource

from itacheck.forms import WORDS
from itacheck.inspecting import STATUS, Inspection, Inspector, Seen, UnreachableError
from itacheck.packs import joined
from itacheck.run import names_of
from itacheck.wording import quote

from .console import json_line, plain, say
from .options import examples, plugins_option, rules_option
from .selection import choose_packs

MOST_OTHERS = 5
"""How many further places of one evidence type are shown."""

_TROUBLE = "อ่านไม่ได้เต็มที่ / not fully readable"
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
@click.pass_context
def inspect(
    context: click.Context,
    sources: tuple[str, ...],
    form: str,
    fiscal_year: int | None,
    packs: tuple[str, ...],
    plugins: tuple[str, ...],
) -> None:
    """Judges single pages or documents without a crawl: "why was my page not counted?"."""
    chosen, catalogue = choose_packs(packs, plugins)
    catalogue = joined(chosen, catalogue)
    years = {pack.header.fiscal_year for pack in chosen}
    if fiscal_year is None and len(years) == 1 and context.get_parameter_source("packs") is not ParameterSource.DEFAULT:
        fiscal_year = years.pop()
    code = 0
    with Inspector(catalogue, names_of(catalogue), fiscal_year=fiscal_year) as inspector:
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
    trouble = f"  [{_TROUBLE}: {inspection.trouble}]" if inspection.trouble else ""
    yield plain(inspection.file) + trouble
    if not inspection.evidence:
        yield "  ไม่พบชื่อหลักฐานใด / names no evidence"
    order = list(_WORDS)
    for seen in sorted(inspection.evidence, key=lambda s: (order.index(s.status), s.id)):
        yield from _one(seen)


def _one(seen: Seen) -> Iterator[str]:
    year = f" {seen.fiscal_year}" if seen.fiscal_year else ""
    yield f"  {_WORDS[seen.status]} ({seen.status}) {seen.id}{year}: {plain(seen.why)}"
    yield f"      “{plain(seen.quote)}”"
    for other in seen.others[:MOST_OTHERS]:
        status, why = STATUS[other.standing], WORDS[other.why]
        yield f"    - {_WORDS[status]} ({status}) “{plain(quote(other.quote))}”: {why.th} / {why.en}"
    if len(seen.others) > MOST_OTHERS:
        more = len(seen.others) - MOST_OTHERS
        yield f"    - และอีก {more} แห่ง / and {more} more"
