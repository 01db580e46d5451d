"""The command line: parses, builds, calls, prints, exits."""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click
from tqdm import tqdm

import itacheck
from itacheck.agencies import Agencies, agency_of_url, load_agencies
from itacheck.demo import DemoProvince
from itacheck.errors import ConfigurationError, ItacheckError, NothingCheckedError
from itacheck.inspecting import inspect as inspect_sources
from itacheck.model import Agency, AgencyResult, EvidenceType, Results, Rule, Status
from itacheck.packs import DEFAULT_PACK, Catalogue, Pack, load_catalogue, load_pack, rules_folder
from itacheck.report import STATUS, RuleInfo, write_html
from itacheck.run import Run, exit_code, names_of

FAIL_ON = ("fail", "unreachable", "error", "review")


class _Day(click.ParamType):
    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day: write YYYY-MM-DD, in the common era", param, ctx)


as_of_option = click.option("--as-of", type=_Day(), help="Judge due dates as on this day (default: today).")
rules_option = click.option(
    "--rules", "packs", multiple=True, metavar="PACK", help=f"Rule pack: id or folder; repeatable. [{DEFAULT_PACK}]"
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(itacheck.__version__, prog_name="itacheck")
@click.option("-v", "--verbose", is_flag=True, help="Log what is done to the standard error.")
def cli(verbose: bool) -> None:
    """Checks agencies' websites against the measures document and shows the page that proves each verdict.

    \b
    itacheck demo
    itacheck check https://www.example.go.th
    """
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )


@cli.command()
@click.argument("selection", nargs=-1, metavar="[AGENCY_ID|URL]...")
@click.option("--agencies", "agencies_file", type=click.Path(path_type=Path), help="Who is checked. [agencies.toml]")
@rules_option
@as_of_option
@click.option("--out", type=click.Path(path_type=Path), default=Path("reports"), help="Folder to write to. [reports]")
@click.option("--jobs", type=click.IntRange(1, 64), default=8, help="Agencies checked at the same time. [8]")
@click.option(
    "--fail-on", type=click.Choice(FAIL_ON), multiple=True, default=("fail", "unreachable", "error"),
    help="Statuses that make the exit code 1 or 4; repeatable. [fail unreachable error]",
)  # fmt: skip
def check(
    selection: tuple[str, ...],
    agencies_file: Path | None,
    packs: tuple[str, ...],
    as_of: date | None,
    out: Path,
    jobs: int,
    fail_on: tuple[str, ...],
) -> None:
    """Crawls the agencies, judges every rule, writes OUT/results.json and OUT/index.html.

    \b
    Exit codes: 0 nothing failed, 1 something failed, 2 usage or configuration,
    3 nothing was checked, 4 incomplete (4 wins over 1).

    \b
    itacheck check --agencies agencies.toml --out reports
    itacheck check tak-land-office https://www.example.go.th
    """
    day = as_of or datetime.now(UTC).date()
    catalogue = load_catalogue()
    chosen = [load_pack(name, catalogue) for name in dict.fromkeys(packs or (DEFAULT_PACK,))]
    agencies = _select(selection, agencies_file, day)
    _check_rule_ids(agencies.agencies, chosen)
    code = _run_and_report(agencies, chosen, catalogue, day, out, jobs, frozenset(Status(s) for s in fail_on))
    sys.exit(code)


@cli.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write to (default: a new temporary one).")
@as_of_option
def demo(out: Path | None, as_of: date | None) -> None:
    """Checks a small fictional province that is served on this machine, and says where the report is.

    \b
    itacheck demo
    itacheck demo --out my-demo
    """
    day = as_of or datetime.now(UTC).date()
    out = out or Path(tempfile.mkdtemp(prefix="itacheck-demo-"))
    catalogue = load_catalogue()
    packs = [load_pack(DEFAULT_PACK, catalogue)]
    _writable(out)
    with DemoProvince() as province:
        province.write_agencies_toml(out / "agencies.toml")
        agencies = load_agencies(out / "agencies.toml", as_of=day)
        fail_on = frozenset({Status.FAIL, Status.UNREACHABLE, Status.ERROR})
        code = _run_and_report(agencies, packs, catalogue, day, out, 8, fail_on)
    click.echo(f"A real run would end with exit code {code}: the demo has an agency that is down and some that fail.")


@cli.command()
@click.argument("sources", nargs=-1, required=True, metavar="FILE_OR_URL...")
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", help="[text]")
@click.option("--fiscal-year", type=click.IntRange(2500, 2700), help="Prefer evidence of this year (B.E.).")
def inspect(sources: tuple[str, ...], form: str, fiscal_year: int | None) -> None:
    """Judges single pages or documents without a crawl: "why was my page not counted?".

    \b
    itacheck inspect page.html
    itacheck inspect --fiscal-year 2568 https://www.example.go.th/ita
    """
    catalogue = load_catalogue()
    for inspection in inspect_sources(sources, catalogue, names_of(catalogue), fiscal_year=fiscal_year):
        if form == "jsonl":
            click.echo(json.dumps(inspection.as_json(), ensure_ascii=False))
            continue
        click.echo(_plain(inspection.file) + (f"  [{inspection.trouble}]" if inspection.trouble else ""))
        if not inspection.evidence:
            click.echo("  ไม่พบชื่อหลักฐานใด / names no evidence")
        for seen in sorted(inspection.evidence, key=lambda s: (s.status != "present", s.status, s.id)):
            year = f" {seen.fiscal_year}" if seen.fiscal_year else ""
            click.echo(f"  {seen.status:9} {seen.id}{year}: {_plain(seen.why)}\n            “{_plain(seen.quote)}”")


@cli.command()
@click.argument("rule_id", metavar="RULE")
@rules_option
def explain(rule_id: str, packs: tuple[str, ...]) -> None:
    """Says what a rule asks, what passes, why it matters and how to fix it.

    \b
    itacheck explain 5.6
    """
    catalogue = load_catalogue()
    chosen = [load_pack(name, catalogue) for name in (packs or (DEFAULT_PACK,))]
    found = [(pack, rule) for pack in chosen if (rule := pack.rule(rule_id)) is not None]
    if not found:
        known = ", ".join(rule.id for pack in chosen for rule in pack.rules)
        raise ConfigurationError(f"unknown rule {rule_id!r}", f"use one of {known}")
    for pack, rule in found:
        click.echo(_explained(pack, rule, catalogue))


@cli.group()
def rules() -> None:
    """Lists and checks the rules.

    \b
    itacheck rules list
    """


@rules.command("list")
@rules_option
def rules_list(packs: tuple[str, ...]) -> None:
    """One line for each rule: id, due date, evidence, title."""
    catalogue = load_catalogue()
    for name in packs or (DEFAULT_PACK,):
        pack = load_pack(name, catalogue)
        for rule in pack.rules:
            kinds = "+".join("|".join(option.evidence for option in need.any_of) for need in rule.needs)
            click.echo(f"{pack.id}\t{rule.id}\t{rule.due}\t{kinds}\t{rule.title.th} / {rule.title.en}")


@rules.command("validate")
@click.argument("names", nargs=-1, metavar="[PACK]...")
def rules_validate(names: tuple[str, ...]) -> None:
    """Loads the catalogue and the packs and says what is wrong: file, key, what to do.

    \b
    itacheck rules validate
    itacheck rules validate ./my-rules
    """
    catalogue = load_catalogue()
    names_of(catalogue)
    shipped = sorted(p.parent.name for p in rules_folder().glob("*/pack.toml"))
    for name in names or shipped:
        pack = load_pack(name, catalogue)
        click.echo(f"{pack.id}: {len(pack.rules)} rules, digest {pack.digest[:12]}")
    click.echo(f"evidence: {len(catalogue.types)} types")


@rules.command("schema")
@click.argument("what", type=click.Choice(["rule", "evidence", "results"]), default="rule")
def rules_schema(what: str) -> None:
    """Prints the JSON Schema of a rule file, an evidence file or results.json."""
    model = {"rule": Rule, "evidence": EvidenceType, "results": Results}[what]
    click.echo(json.dumps(model.model_json_schema(by_alias=True), ensure_ascii=False, indent=2))


# ---------------------------------------------------------------- parts


def _select(selection: Sequence[str], file: Path | None, day: date) -> Agencies:
    """The agencies that the words on the command line choose.

    Raises:
        ConfigurationError: an id is not in the file, or a URL is none.
        NothingCheckedError: nothing is chosen.
    """
    urls = [word for word in selection if "://" in word]
    ids = [word for word in selection if "://" not in word]
    looks_like_host = next((word for word in ids if "." in word or "/" in word), None)
    if looks_like_host:
        raise ConfigurationError(f"{looks_like_host!r} has no scheme", f"write https://{looks_like_host}")
    chosen = [agency_of_url(url) for url in dict.fromkeys(urls)]
    contact = None
    if ids or not urls:
        path = file or Path("agencies.toml")
        loaded = load_agencies(path, as_of=day)
        contact = loaded.contact
        by_id = {agency.id: agency for agency in loaded.agencies}
        for wanted in dict.fromkeys(ids):
            if wanted not in by_id:
                raise ConfigurationError(f"{path}: no agency {wanted!r}", "use an id of that file, or a URL")
        chosen = ([by_id[i] for i in dict.fromkeys(ids)] if ids else list(loaded.agencies)) + chosen
        if not chosen:
            raise NothingCheckedError(f"{path}: holds no agency, so nothing was checked", "add an [[agency]]")
    return Agencies(tuple(chosen), contact)


def _check_rule_ids(agencies: Iterable[Agency], packs: Sequence[Pack]) -> None:
    known = {rule.id for pack in packs for rule in pack.rules}
    known |= {f"{pack.id}/{rule.id}" for pack in packs for rule in pack.rules}
    for agency in agencies:
        for key, rule_id in (
            *(("declared", r) for r in agency.declared),
            *(("waiver", w.rule) for w in agency.waiver),
        ):
            if rule_id not in known:
                raise ConfigurationError(
                    f"agency {agency.id}: key '{key}': unknown rule {rule_id!r}", "see: itacheck rules list"
                )


def _writable(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise ConfigurationError(
            f"--out {out}: cannot be written ({error.strerror})", "choose another folder"
        ) from None


def _run_and_report(
    agencies: Agencies,
    packs: Sequence[Pack],
    catalogue: Catalogue,
    day: date,
    out: Path,
    jobs: int,
    fail_on: frozenset[Status],
) -> int:
    _writable(out)
    with _Progress(len(agencies.agencies)) as progress:
        run = Run(
            agencies.agencies, packs, catalogue, day, contact=agencies.contact, jobs=jobs, done=progress.finished
        )
        results = run.results()
    _write_results(results, out)
    index = write_html(results, [info for pack in packs for info in rule_infos(pack)], out)
    click.echo(_summary(results))
    click.echo(f"รายงาน / report: {index}\nผลดิบ / results: {out / 'results.json'}")
    code = exit_code(results, fail_on)
    if code == 4 or (run.stop.is_set() and code != 3):
        click.echo("ยังตรวจไม่ครบ: มีหน่วยงานที่ดูเว็บไซต์ไม่ได้ / incomplete: some agencies could not be looked at")
        return 4
    return code


def _write_results(results: Results, out: Path) -> None:
    text = results.model_dump_json(by_alias=True, indent=1)
    target = out / "results.json"
    partial = out / ".results.json.part"
    try:
        partial.write_text(text + "\n", encoding="utf-8", newline="\n")
        partial.replace(target)
    except OSError as error:
        raise ConfigurationError(
            f"{target}: cannot be written ({error.strerror})", "free space or choose another --out"
        ) from None


def rule_infos(pack: Pack) -> list[RuleInfo]:
    """What the report shows of each rule of a pack."""
    return [
        RuleInfo(
            pack=pack.id, id=rule.id, issue=rule.issue, issue_title=pack.header.issues[str(rule.issue)],
            title=rule.title, step=rule.step, measure=rule.measure, responsible=rule.responsible, period=rule.period,
            monitoring=rule.monitoring, starts=rule.starts, due=rule.due, assessment=rule.assessment,
            attest=rule.attest, passes=rule.passes, why=rule.why, fix=rule.fix, severity=rule.severity,
        )
        for rule in pack.rules
    ]  # fmt: skip


class _Progress:
    """A bar on a terminal, a plain line for each finished agency elsewhere."""

    def __init__(self, total: int) -> None:
        plain = not sys.stderr.isatty() or bool(os.environ.get("CI"))
        self.total, self.count = total, 0
        self.bar = None if plain else tqdm(total=total, unit="agency", file=sys.stderr, dynamic_ncols=True)

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.close()

    def finished(self, agency: AgencyResult) -> None:
        self.count += 1
        if self.bar is not None:
            self.bar.set_postfix_str(agency.id, refresh=False)
            self.bar.update()
            return
        counts = _counts([agency])
        told = " ".join(f"{status}={n}" for status, n in counts.items() if n)
        click.echo(
            f"[{self.count}/{self.total}] {agency.id}: {agency.crawl.status.value}, {agency.crawl.pages} pages, "
            f"{agency.crawl.documents} documents, {agency.crawl.seconds:.1f} s: {told}",
            err=True,
        )


def _counts(agencies: Iterable[AgencyResult]) -> dict[str, int]:
    counts = {status.value: 0 for status in Status}
    for agency in agencies:
        for verdict in agency.verdicts:
            counts[verdict.status.value] += 1
    return counts


def _summary(results: Results) -> str:
    counts = _counts(results.agencies)
    parts = [f"{STATUS[Status(s)].name.th} ({s}) {n}" for s, n in counts.items() if n]
    return f"ตรวจ {len(results.agencies)} หน่วยงาน / {len(results.agencies)} agencies: " + ", ".join(parts)


def _explained(pack: Pack, rule: Rule, catalogue: Catalogue) -> str:
    lines = [
        f"{pack.id} {rule.id}  {rule.title.th} / {rule.title.en}",
        f"ขั้นตอน: {rule.step}",
        f"มาตรการ: {rule.measure}   ผู้รับผิดชอบ: {rule.responsible}   ระยะเวลา: {rule.period} (due {rule.due})",
        f"ผ่านเมื่อ: {rule.passes.th}\n  passes: {rule.passes.en}",
        f"เหตุผล: {rule.why.th}\n  why: {rule.why.en}",
        f"วิธีแก้: {rule.fix.th}\n  fix: {rule.fix.en}",
    ]
    for need in rule.needs:
        for option in need.any_of:
            evidence = catalogue.types[option.evidence]
            asked = [f"year: {option.year}"] + ([f"at least {option.at_least}"] if option.at_least > 1 else [])
            lines.append(f"หลักฐาน: {evidence.name.th} [{evidence.id}, {evidence.form.value}, {', '.join(asked)}]")
            lines.append(f"  {evidence.what.th}\n  {evidence.what.en}")
    items = "; ".join(f"{year}: {', '.join(codes)}" for year, codes in rule.assessment.items())
    return "\n".join([*lines, f"ข้อประเมิน / assessment items: {items}"])


def _plain(text: str) -> str:
    """Text from a page without control codes, for a terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


def main() -> None:
    """The entry point: every expected trouble is one line on the standard error, and its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A Windows console in cp1252 or cp874 cannot hold every character; a lost one must not end the run.
            stream.reconfigure(errors="replace")
    try:
        cli.main(standalone_mode=False)
    except ItacheckError as error:
        click.echo(f"itacheck: {_plain(error.line)}", err=True)
        sys.exit(error.exit_code)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        click.echo(f"itacheck: {_plain(error.format_message())}: see itacheck --help", err=True)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("itacheck: stopped", err=True)
        sys.exit(4)
    except BrokenPipeError:
        sys.exit(0)
