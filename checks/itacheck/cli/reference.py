"""docs/reference/cli.md: what `--help` says of every verb, on one page; written by `make docs`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from . import cli

WIDTH = 100
"""Columns of the terminal on which the help is shown."""

_HEAD = """\
# คำสั่งทั้งหมด / Every command

<!-- Written by `make docs` from the commands themselves: change them, not this page. -->

สิ่งที่ `--help` ของแต่ละคำสั่งบอก / What `--help` says of each command.
[รหัสจบการทำงาน / Exit codes](exit-codes.md) · [หน้าหลัก / All pages](../index.md)
"""


def commands() -> Iterator[click.Context]:
    """The program and every verb of it, each with its parents, in the order of the help pages."""
    # Of a terminal that it measures itself, click leaves two columns free.
    settings = {**cli.context_settings, "terminal_width": WIDTH - 2}
    yield from _below(click.Context(cli, info_name="itacheck", **settings))


def reference() -> str:
    """The page."""
    parts = [_HEAD]
    for context in commands():
        parts.append(f"## {context.command_path}\n\n```text\n{context.get_help().rstrip()}\n```\n")
    return "\n".join(parts)


def _below(context: click.Context) -> Iterator[click.Context]:
    yield context
    command = context.command
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None and not found.hidden:
                yield from _below(click.Context(found, info_name=name, parent=context))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference(), encoding="utf-8", newline="\n")
