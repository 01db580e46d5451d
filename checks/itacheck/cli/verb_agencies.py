"""`itacheck agencies`: one more entry, a whole list, and whether the addresses of the list still hold."""

from __future__ import annotations

import threading
from pathlib import Path

import click

from itacheck.agencies import load_agencies
from itacheck.crawl import check_surroundings
from itacheck.errors import ConfigurationError, NothingCheckedError
from itacheck.register import (
    Checked,
    Register,
    add,
    all_of,
    check_agencies,
    import_rows,
    lines_of,
    network_is_down,
    read_sheets,
)

from .console import counted, plain, say, stopping
from .options import examples, require_verb, today
from .selection import DEFAULT_FILE

MEND, COULD_NOT_LOOK = 1, 4

_file_option = click.option(
    "--agencies",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    default=DEFAULT_FILE,
    help="The list. [agencies.toml]",
)
_kind_option = click.option("--kind", metavar="KIND", default="agency", help="Kind of agency, such as district-office.")
_dry_option = click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")


@click.group(
    short_help="Add, import and check the entries of agencies.toml.",
    invoke_without_command=True,
    epilog=examples(
        "itacheck agencies add www.example.go.th",
        "itacheck agencies import list.xlsx --dry-run",
        "itacheck agencies check",
    ),
)
@click.pass_context
def agencies(context: click.Context) -> None:
    """The list of who is checked: add to it, fill it from a spreadsheet, look whether its addresses hold."""
    require_verb(context)


@agencies.command(
    "add",
    short_help="Add one agency by its address.",
    epilog=examples('itacheck agencies add www.example.go.th --name-th "สำนักงานตัวอย่าง"'),
)
@click.argument("url", metavar="URL")
@_file_option
@click.option("--id", "agency_id", metavar="ID", help="Its id, which never changes. [made from the host]")
@click.option("--name-th", metavar="TEXT", help="Its name. [the host]")
@click.option("--name-en", metavar="TEXT", help="Its English name. [as the Thai one]")
@_kind_option
@click.option("--district", metavar="TEXT", help="The district it is in.")
@click.option("--same-host", is_flag=True, help="Add it though another agency is on the same host.")
@_dry_option
@click.pass_context
def add_(
    context: click.Context,
    url: str,
    file: Path,
    agency_id: str | None,
    name_th: str | None,
    name_en: str | None,
    kind: str,
    district: str | None,
    same_host: bool,
    dry_run: bool,
) -> None:
    """Adds an entry below all that is in the file; what is there stays as it is, to the letter.

    Exit codes: 0 added, 2 it is there already, or is no website.
    """
    day = today()
    register = Register.load(file, as_of=day)
    entry, notes = add(
        register, url, agency_id=agency_id, name_th=name_th, name_en=name_en, kind=kind,
        district=district, same_host=same_host,
    )  # fmt: skip
    register.appended([entry], as_of=day)
    say(plain(f"เข้าใจว่า / understood as: {entry.agency.url}"))
    for note in notes:
        say(plain(f"  {note}"))
    for line in lines_of(entry):
        say(plain(line))
    if not name_th:
        say("ยังไม่มีชื่อหน่วยงาน: แก้ name.th และ name.en ในไฟล์ / it has no name yet: write name.th and name.en")
    if not dry_run:
        register.append([entry], as_of=day)
        say(plain(f"เพิ่มใน {file} แล้ว / added to {file}: itacheck check {entry.agency.id}"))
    context.exit(0)


@agencies.command(
    "import",
    short_help="Add the agencies of a spreadsheet or CSV file.",
    epilog=examples("itacheck agencies import list.xlsx --dry-run", "itacheck agencies import list.csv"),
)
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.csv|xlsx")
@_file_option
@_kind_option
@_dry_option
@click.pass_context
def import_(context: click.Context, source: Path, file: Path, kind: str, dry_run: bool) -> None:
    """Takes over a list as coordinators keep it: its column heads say what is what.

    A line tells of each row what was taken (+) or why it was left (-). Exit codes: 0 done, 2 no such list, 3 the list
    holds nothing new.
    """
    day = today()
    register = Register.load(file, as_of=day)
    made = import_rows(read_sheets(source), register, source=source.name, kind=kind)
    if made.entries:
        register.appended(made.entries, as_of=day)
    for line in all_of(made.notes):
        say(plain(line))
    if not made.headers:
        raise ConfigurationError(
            f"{source}: no row of column heads was found",
            "name its columns in one row, such as ชื่อหน่วยงาน and เว็บไซต์",
        )
    left = sum(note.taken is None for note in made.notes) - made.headers
    without = sum(entry.agency.url is None for entry in made.entries)
    number = counted(len(made.entries), "agency")
    say(
        f"นำเข้า {len(made.entries)} หน่วยงาน (ไม่มีเว็บไซต์ {without}) ไม่นำเข้า {left} แถว / "
        f"{number} taken ({without} without a website), {counted(left, 'row')} left"
    )
    if not made.entries:
        raise NothingCheckedError(f"{source}: holds no agency that is not in {file} already", "nothing was written")
    if dry_run:
        for entry in made.entries:
            say("")
            for line in lines_of(entry):
                say(plain(line))
    else:
        register.append(made.entries, as_of=day)
        say(plain(f"เพิ่มใน {file} แล้ว / added to {file}; itacheck agencies check ทดลองเปิดทุกเว็บไซต์"))
    context.exit(0)


@agencies.command(
    "check",
    short_help="Look whether the addresses of the list answer.",
    epilog=examples("itacheck agencies check", "itacheck agencies check tak-land-transport"),
)
@click.argument("ids", nargs=-1, metavar="[AGENCY_ID]...")
@_file_option
@click.option(
    "--jobs", type=click.IntRange(1, 64), metavar="N", default=8, help="Agencies looked at at the same time. [8]"
)
@click.pass_context
def check_(context: click.Context, ids: tuple[str, ...], file: Path, jobs: int) -> None:
    """Asks each agency for its home page and robots.txt, and says what to write where an address does not hold.

    Exit codes: 0 all is well, 1 something is to be mended, 2 usage or configuration, 3 the list is empty, 4 could not
    look: nothing answered at all, or it was stopped.
    """
    loaded = load_agencies(file, as_of=today())
    register = Register.load(file, as_of=today())
    chosen = [agency for agency in loaded.agencies if not ids or agency.id in ids]
    unknown = [one for one in ids if register.with_id(one) is None]
    if unknown:
        raise ConfigurationError(f"{file}: no agency {unknown[0]!r}", "use an id of that file")
    if not chosen:
        raise NothingCheckedError(f"{file}: holds no agency, so nothing was looked at", "add an [[agency]]")
    check_surroundings()
    stop = threading.Event()
    with stopping(stop):
        looked = check_agencies(
            chosen, contact=loaded.contact, jobs=jobs, stop=stop,
            done=lambda one: say(plain(f"{one.agency.id}: {one.answered or '-'}"), err=True),
        )  # fmt: skip
    for one in looked:
        for line in _lines(one, register):
            say(plain(line))
    bad = sum(not one.well for one in looked)
    say(f"ดู {len(looked)} หน่วยงาน ต้องแก้ {bad} หน่วยงาน / looked at {len(looked)} of {len(chosen)}, to mend: {bad}")
    if stop.is_set():
        say("ถูกสั่งหยุดก่อนดูครบ / stopped before all were looked at")
        context.exit(COULD_NOT_LOOK)
    if network_is_down(looked):
        say("ไม่มีเว็บไซต์ใดตอบเลย ตรวจเครือข่ายของเครื่องนี้ก่อน / nothing answered at all: look at the network of this machine")
        context.exit(COULD_NOT_LOOK)
    context.exit(MEND if bad else 0)


def _lines(one: Checked, register: Register) -> list[str]:
    mark = "✓" if one.well else "✗"
    lines = [f"{mark} {one.agency.id}  {one.agency.url or '-'}"]
    for remark in one.remarks:
        lines.append(f"    {remark.text.th} / {remark.text.en}")
        if remark.write:
            lines.append(f"    {register.place(one.agency)}: {remark.write}")
    return lines
