"""`itacheck rules new|validate|test|schema|reference`: for who writes the rules."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import get_args

import click

from itacheck import authoring
from itacheck.authoring import Level, Trial
from itacheck.errors import ConfigurationError
from itacheck.files import json_line
from itacheck.metrics import metrics_schema
from itacheck.model import FormOfEvidence, Results
from itacheck.model.evidence import YearTest
from itacheck.packs import CustomForm, shipped_packs
from itacheck.plugins import load_forms

from .console import counted, plain, say
from .options import examples, plugins_option, require_verb, rules_option

_folder = click.Path(path_type=Path, file_okay=False)
pack_option = click.option(
    "--pack", "pack", type=_folder, metavar="DIR", required=True, help="Folder of the pack, with its pack.toml."
)
format_option = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="For people or for machines. [text]"
)


@click.group(
    short_help="Write a new rule, evidence type or pack to fill in.",
    invoke_without_command=True,
    epilog=examples(
        "itacheck rules new evidence job-openings --form publication --pack my-rules",
        "itacheck rules new rule 1.1 --evidence job-openings --pack my-rules",
    ),
)
@click.pass_context
def new(context: click.Context) -> None:
    """Writes a file with every key, said in Thai and English, and examples that hold. Nothing is overwritten."""
    require_verb(context)


@new.command("pack", epilog=examples('itacheck rules new pack my-rules --year 2568 --th "กฎ" --en "Rules"'))
@click.argument("folder", type=_folder, metavar="DIR")
@click.option("--year", type=click.IntRange(2500, 2700), metavar="FY", required=True, help="Fiscal year (B.E.).")
@click.option("--th", metavar="TEXT", help="Title in Thai. [TODO]")
@click.option("--en", metavar="TEXT", help="Title in English. [TODO]")
def new_pack(folder: Path, year: int, th: str | None, en: str | None) -> None:
    """A rule pack without rules; the folder's name is its id."""
    _told(authoring.new_pack(folder, fiscal_year=year, title=_both(th, en)))


@new.command("evidence", epilog=examples("itacheck rules new evidence job-openings --form publication --pack my-rules"))
@click.argument("evidence_id", metavar="ID")
@click.option(
    "--form", type=click.Choice([form.value for form in FormOfEvidence]), required=True, help="How it shows itself."
)
@pack_option
@click.option("--th", metavar="TEXT", help="Its name in Thai, as agencies write it. [TODO]")
@click.option("--en", metavar="TEXT", help="Its name in English. [TODO]")
def new_evidence(evidence_id: str, form: str, pack: Path, th: str | None, en: str | None) -> None:
    """An evidence type: into the shared catalogue for a pack beside it, else into the pack's own folder."""
    _told(authoring.new_evidence(evidence_id, FormOfEvidence(form), pack, name=_both(th, en)))


@new.command("rule", epilog=examples("itacheck rules new rule 1.1 --evidence job-openings --pack my-rules"))
@click.argument("rule_id", metavar="ID")
@click.option("--evidence", metavar="TYPE", required=True, help="The evidence type that it asks for.")
@pack_option
@click.option("--year", type=click.Choice(get_args(YearTest)), default="any", help="Of which year. [any]")
@click.option("--issue", type=click.IntRange(1), metavar="N", help="Issue of the pack. [the id's first number]")
@click.option("--th", metavar="TEXT", help="Title in Thai. [TODO]")
@click.option("--en", metavar="TEXT", help="Title in English. [TODO]")
def new_rule(
    rule_id: str, evidence: str, pack: Path, year: str, issue: int | None, th: str | None, en: str | None
) -> None:
    """A rule on an evidence type, with a site that passes and one that does not."""
    types = authoring.types_of(pack)
    if evidence not in types:
        raise ConfigurationError(
            f"unknown evidence type {evidence!r}",
            f"itacheck rules new evidence {evidence} makes it; known: {', '.join(types)}",
        )
    _told(authoring.new_rule(rule_id, types[evidence], pack, year=year, title=_both(th, en), issue=issue))


def _both(th: str | None, en: str | None) -> tuple[str, str] | None:
    if (th is None) is not (en is None):
        raise click.UsageError("--th and --en go together: every name is said in both languages")
    return (th, en) if th is not None and en is not None else None


def _told(written: Sequence[Path]) -> None:
    for path in written:
        say(plain(f"เขียนแล้ว / written: {path}"))


@click.command(
    short_help="Say what is wrong in rule files.",
    epilog=examples("itacheck rules validate", "itacheck rules validate ./my-rules --strict"),
)
@click.argument("names", nargs=-1, metavar="[PACK|DIR]...")
@click.option("--strict", is_flag=True, help="Show notes as well, and end with 2 on a warning.")
@plugins_option
@format_option
@click.pass_context
def validate(context: click.Context, names: tuple[str, ...], strict: bool, plugins: tuple[str, ...], form: str) -> None:
    """Says what is wrong in packs and evidence types, one line each: file: key: what, what to do.

    Exit codes: 0 nothing is wrong (there may be warnings), 2 something is. No PACK: everything that is shipped.
    """
    shipped = shipped_packs()
    forms = load_forms(plugins)
    problems = authoring.validate(names, shipped, forms)
    shown = [problem for problem in problems if strict or problem.level is not Level.NOTE]
    if form == "json":
        say(json.dumps([asdict(problem) for problem in shown], ensure_ascii=False, indent=1))
    else:
        for problem in shown:
            say(plain(f"{problem.level.value}: {problem.line}"))
        counts = [counted(sum(p.level is level for p in problems), level.value) for level in Level]
        hidden = "" if strict or len(shown) == len(problems) else " (--strict shows the notes)"
        if not any(problem.level is Level.ERROR for problem in problems):
            _say_what_is_there(names or shipped, forms)
        say(f"{', '.join(counts)}{hidden}")
    context.exit(authoring.exit_code(problems, strict=strict))


def _say_what_is_there(names: Sequence[str], forms: dict[str, CustomForm]) -> None:
    packs, catalogue = authoring.load(names, forms)
    for pack in packs:
        say(f"{pack.id}: {counted(len(pack.rules), 'rule')}, digest {pack.digest[:12]}")
    say(f"evidence: {len(catalogue.types)} types")


@click.command(
    "test",
    short_help="Run the examples of rules and evidence types.",
    epilog=examples("itacheck rules test 5.6", "itacheck rules test job-openings --rules ./my-rules"),
)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@rules_option
@plugins_option
@format_option
@click.pass_context
def try_examples(
    context: click.Context, ids: tuple[str, ...], packs: tuple[str, ...], plugins: tuple[str, ...], form: str
) -> None:
    """Runs the examples of rules and evidence types, and shows which part of one that fails is why.

    ID: 5.6, 2568/5.6 or an evidence type; none: every rule of the packs, and every type that they ask for.
    Exit codes: 0 all hold, 1 one does not.
    """
    chosen, catalogue = authoring.load(packs, load_forms(plugins))
    trials = list(authoring.try_all(ids, chosen, catalogue))
    if form == "json":
        for trial in trials:
            say(json_line(json.loads(json.dumps(asdict(trial), default=lambda model: model.model_dump()))))
    else:
        _say_trials(trials)
    context.exit(0 if all(trial.holds for trial in trials) else 1)


def _say_trials(trials: Sequence[Trial]) -> None:
    for trial in trials:
        mark = "ok  " if trial.holds else "FAIL"
        told = f"{mark} {trial.kind} {trial.id}: {trial.example}"
        say(plain(told if trial.holds else f"{told}: ต้องได้ / expected {trial.expected}, ได้ / got {trial.got}"))
        for part in trial.parts:
            place = (
                f"ส่วนที่ {part.need} ทางเลือกที่ {part.option} / part {part.need}, option {part.option}: "
                if part.need
                else ""
            )
            asked = f" ({part.asked})" if part.asked else ""
            say(plain(f"     {place}{part.evidence}{asked}: {part.status}"))
            say(plain(f"       {part.reason.th} / {part.reason.en}"))
            for seen in part.seen:
                years = f" [{', '.join(map(str, seen.years))}]" if seen.years else ""
                why = f"{seen.why.th} / {seen.why.en}" + (f" ({seen.detail})" if seen.detail else "")
                say(plain(f"       - {seen.standing}: {why}: “{seen.quote}”{years} {seen.url}"))
    failed = sum(not trial.holds for trial in trials)
    say(f"ตัวอย่าง {len(trials)} ไม่เป็นตามคาด {failed} / {counted(len(trials), 'example')}, {failed} failed")


@click.command(
    short_help="Print the JSON Schema of a file.",
    epilog=examples("itacheck rules schema evidence", "itacheck rules schema --write my-rules/schema"),
)
@click.argument("what", type=click.Choice([*authoring.SCHEMAS, "results", "metrics"]), default="rule")
@click.option("--write", "folder", type=_folder, metavar="DIR", help="Write the schemas of all TOML files to a folder.")
def schema(what: str, folder: Path | None) -> None:
    """Prints the JSON Schema of a kind of file.

    A TOML editor completes from it when the file's first line is #:schema and the schema's path.
    """
    if folder is not None:
        for name, text in authoring.schema_files().items():
            _replace(folder / name, text)
    elif what == "results":
        made = Results.model_json_schema(by_alias=True, mode="serialization")
        say(json.dumps(made, ensure_ascii=False, indent=2))
    elif what == "metrics":
        say(metrics_schema().rstrip("\n"))
    else:
        say(authoring.schema_text(what))


@click.command(
    short_help="Print what every rule asks, for readers.",
    epilog=examples("itacheck rules reference 2568", "itacheck rules reference --write"),
)
@click.argument("names", nargs=-1, metavar="[PACK|DIR]...")
@click.option("--write", is_flag=True, help="Write README.th.md beside the files instead.")
def reference(names: tuple[str, ...], write: bool) -> None:
    """Prints the reference of rules and evidence types: Markdown in Thai with English beside it."""
    names = names or tuple(shipped_packs())
    packs, catalogue = authoring.load(names)
    if not write:
        for pack in packs:
            say(authoring.reference(pack, catalogue))
        return
    for path, text in authoring.reference_files(packs, catalogue).items():
        _replace(path, text)


def _replace(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be written ({error.strerror})", "choose another folder") from None
    _told([path])
