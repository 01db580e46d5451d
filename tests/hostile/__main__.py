"""Prints what became of each hostile site: `PYTHONPATH=checks python -m tests.hostile`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from . import exchanges, sites
from .certificates import AUTHORITY, contexts
from .server import BEHAVIOURS, HostileServer
from .test_run import check, entry

MODULES = (exchanges, sites)
"""They enter their behaviours when they are imported."""


def main() -> None:
    """One run over all of them, as a table in Markdown."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with HostileServer(BEHAVIOURS, contexts(folder)) as server:
            entries = "\n\n".join(entry(one, server.url(one.name)) for one in BEHAVIOURS.values())
            ran = check(folder / "run", entries, folder / AUTHORITY)
        click.echo(
            "| behaviour | rule 5.2, whose evidence it promises | cause of one address | seconds |\n|---|---|---|---|"
        )
        for one in BEHAVIOURS.values():
            agency = ran.agencies[f"x-{one.name}"]
            status = next(verdict["status"] for verdict in agency["verdicts"] if verdict["rule"] == "5.2")
            cause = f"{one.cause.value} {one.detail}" if one.cause else ""
            click.echo(f"| {one.name} | {status} | {cause} | {agency['crawl']['seconds']:.1f} |")
        took = f"{ran.seconds:.1f} s, {ran.cpu:.1f} CPU-s, {ran.peak:.0f} MiB"
        click.echo(f"\n{len(BEHAVIOURS)} sites, {took}, exit code {ran.code}")


if __name__ == "__main__":
    main()
