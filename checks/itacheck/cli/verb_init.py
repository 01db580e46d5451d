"""`itacheck init`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from itacheck.agencies import check_url
from itacheck.errors import ConfigurationError
from itacheck.starting import AGENCIES, start

from .console import plain, say
from .options import examples, today


@click.command(
    short_help="Write what a check of one's own needs.",
    epilog=examples("itacheck init", "itacheck init my-province --agency https://www.example.go.th"),
)
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=".")
@click.option("--province", metavar="NAME", help="Whose agencies these are, for the headings.")
@click.option("--agency", "urls", metavar="URL", multiple=True, help="Home page of an agency; repeatable.")
@click.option("--force", is_flag=True, help="Overwrite files that are there.")
def init(folder: Path, province: str | None, urls: tuple[str, ...], force: bool) -> None:
    """Writes agencies.toml, a GitHub workflow, .gitignore and README.th.md into DIR, by default this folder.

    A file that is there stays as it is. On a terminal it asks for the first address; in CI it asks nothing. Exit codes:
    0 written, 2 bad input or everything is there already.
    """
    if not urls and _may_ask() and (force or not os.path.lexists(folder / AGENCIES)):
        urls = _asked()
    done = start(folder, urls, today(), province=province, force=force)
    for path in done.written:
        say(plain(f"เขียนแล้ว / written: {folder / path}"))
    for path in done.kept:
        say(plain(f"มีอยู่แล้ว ไม่แก้ / there already, left as it is: {folder / path}"))
    if not urls and AGENCIES in done.written:
        say(plain(f"เพิ่มหน่วยงานใน {folder / AGENCIES} ก่อน / first write an agency into {folder / AGENCIES}"))
    say("ต่อไป / next:")
    if folder != Path():
        say(plain(f"  cd {folder}"))
    say("  itacheck check")


def _may_ask() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and not os.environ.get("CI")


def _asked() -> tuple[str, ...]:
    """The first agency's address; none where only Enter was pressed."""
    said: str = click.prompt(
        "เว็บไซต์ของหน่วยงานแรก (Enter = ข้าม) / first agency's website (Enter: none)",
        default="", show_default=False, err=True, value_proc=_address,
    )  # fmt: skip
    return (said,) if said else ()


def _address(text: str) -> str:
    """An address that can be checked; the prompt asks again where it is none."""
    text = text.strip()
    try:
        if text:
            check_url(text, "URL")
    except ConfigurationError as error:
        raise click.UsageError(plain(error.line)) from None
    return text
