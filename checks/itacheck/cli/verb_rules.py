"""`itacheck explain` and `itacheck rules …`."""

from __future__ import annotations

import click

from itacheck.errors import ConfigurationError
from itacheck.model import Confidence, Option, Rule
from itacheck.packs import Pack

from .console import plain, say
from .ending import told
from .options import examples, plugins_option, require_verb, rules_option
from .selection import choose_packs
from .verb_authoring import new, reference, schema, try_examples, validate


@click.command(short_help="Say what a rule asks and how to mend it.", epilog=examples("itacheck explain 5.6"))
@click.argument("rule_id", metavar="RULE")
@rules_option
@plugins_option
def explain(rule_id: str, packs: tuple[str, ...], plugins: tuple[str, ...]) -> None:
    """Says what a rule asks, what passes, why it matters and how to fix it."""
    chosen, _ = choose_packs(packs, plugins)
    found = [(pack, rule) for pack in chosen if (rule := pack.rule(rule_id)) is not None]
    if not found:
        for one in (one for pack in chosen for one in pack.dropped if one.rule == rule_id):
            raise ConfigurationError(
                f"rule {rule_id!r} was dropped by rule pack {one.pack}: {one.reason.th} / {one.reason.en}",
                "name a rule of itacheck rules list",
            )
        known = ", ".join(rule.id for pack in chosen for rule in pack.rules)
        raise ConfigurationError(f"unknown rule {rule_id!r}", f"use one of {known}")
    for pack, rule in found:
        say(_explained(pack, rule))


@click.group(
    short_help="List, check, try and write rules.", invoke_without_command=True, epilog=examples("itacheck rules list")
)
@click.pass_context
def rules(context: click.Context) -> None:
    """Lists, checks and tries the rules, and scaffolds new ones."""
    require_verb(context)


@rules.command("list", short_help="One line for each rule.", epilog=examples("itacheck rules list"))
@rules_option
@plugins_option
def list_(packs: tuple[str, ...], plugins: tuple[str, ...]) -> None:
    """One line for each rule: pack, id, due date, evidence, title, confidence in its source, what was altered.

    What the packs say of themselves and the rules that they dropped go to the standard error.
    """
    chosen, _ = choose_packs(packs, plugins)
    for pack in chosen:
        for line in _notes(pack):
            say(plain(line), err=True)
        for rule in pack.rules:
            kinds = "+".join("|".join(option.evidence for option in need.any_of) for need in rule.needs)
            altered = "; ".join(f"{told(one).th} / {told(one).en}" for one in pack.altered(rule.id))
            fields = [
                pack.id,
                rule.id,
                str(rule.due),
                kinds,
                f"{rule.title.th} / {rule.title.en}",
                rule.confidence.value,
            ]
            say("\t".join(plain(field) for field in [*fields, *([altered] if altered else [])]))


for verb in (new, validate, try_examples, schema, reference):
    rules.add_command(verb)


def _notes(pack: Pack) -> list[str]:
    """What a reader of a pack's rules must know first."""
    note = pack.header.note
    lines = [f"{pack.id}: {note.th} / {note.en}"] if note else []
    return lines + [f"{pack.id}: {one.rule}: {told(one).th} / {told(one).en}" for one in pack.dropped]


def _explained(pack: Pack, rule: Rule) -> str:
    lines = [
        f"{pack.id} {rule.id}  {rule.title.th} / {rule.title.en}",
        f"ขั้นตอน: {rule.step}",
        f"มาตรการ: {rule.measure}",
        f"ผู้รับผิดชอบ: {rule.responsible}   ระยะเวลา: {rule.period} (due {rule.due})",
        f"ผ่านเมื่อ: {rule.passes.th}",
        f"  passes: {rule.passes.en}",
        f"เหตุผล: {rule.why.th}",
        f"  why: {rule.why.en}",
        f"วิธีแก้: {rule.fix.th}",
        f"  fix: {rule.fix.en}",
    ]
    for number, need in enumerate(rule.needs):
        if len(rule.needs) > 1:
            lines.append(f"ส่วนที่ {number + 1} / part {number + 1}:")
        for place, option in enumerate(need.any_of):
            evidence = pack.catalogue.types[option.evidence]
            either = "หรือ / or " if place else ""
            lines.append(f"{either}หลักฐาน: {evidence.name.th} [{evidence.id}, {evidence.form}, {_asked(option)}]")
            lines += [f"  {evidence.what.th}", f"  {evidence.what.en}"]
    for element in rule.element:
        mark = "" if element.verified else " — ยังไม่ยืนยัน / not verified"
        lines.append(f"ต้องระบุ: {element.name.th} / {element.name.en}{mark}")
    if rule.confidence is not Confidence.HIGH:
        lines.append(f"ความมั่นใจในแหล่งข้อมูล / confidence in the source: {rule.confidence.value}")
    if rule.assessment:
        items = "; ".join(f"{year}: {', '.join(codes)}" for year, codes in rule.assessment.items())
        lines.append(f"ข้อประเมิน / assessment items: {items}")
    lines += [f"{told(one).th} / {told(one).en}" for one in pack.altered(rule.id)]
    if pack.header.note:
        lines.append(f"{pack.header.note.th} / {pack.header.note.en}")
    return "\n".join(plain(line) for line in lines)


def _asked(option: Option) -> str:
    return f"year: {option.year}" + (f", at least {option.at_least}" if option.at_least > 1 else "")
