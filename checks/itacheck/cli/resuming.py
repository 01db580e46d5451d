"""`--resume`: going on with a run that was killed or stopped, or saying why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import click

import itacheck
from itacheck.crawl import Browser
from itacheck.packs import Pack
from itacheck.unfinished import Key, Unfinished, digest_of

from .console import plain, say
from .selection import Selection

cache_option = click.option(
    "--cache",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep answers in DIR, and ask only for what changed.",
)
resume_option = click.option("--resume", is_flag=True, help="Go on with the run into OUT that was interrupted.")


@contextmanager
def begun(
    selection: Selection,
    packs: Sequence[Pack],
    day: date,
    out: Path,
    options: Mapping[str, object],
    *,
    resume: bool,
    cache: Path | None = None,
) -> Iterator[Unfinished]:
    """The working folder of a run: with the work that lies there where that is to be gone on with, else empty.

    Args:
        selection: who is checked.
        packs: by which rules.
        day: as of when.
        out: where to; there.
        options: what else the results depend on, by a name for it.
        resume: whether to go on with what lies there.
        cache: the folder of `--cache`; there.

    Raises:
        ConfigurationError: another process is at work there, or the folder cannot be written.
    """
    key = Key(
        version=itacheck.__version__,
        as_of=day,
        packs={pack.id: pack.digest for pack in packs},
        agencies={agency.id: digest_of(agency) for agency in selection.agencies},
        options={"contact": str(selection.contact), **{name: _named(value) for name, value in options.items()}},
    )
    with Unfinished(out, key, now=datetime.now(UTC), cache=cache) as held:
        unlike = held.unlike()
        if resume and unlike is None:
            say(_going_on(held, selection), err=True)
        else:
            said = _anew(unlike, resume=resume)
            if said:
                say(plain(said), err=True)
            held.begin()
        yield held


def _named(value: object) -> str:
    return "yes" if isinstance(value, Browser) else str(value)


def _going_on(held: Unfinished, selection: Selection) -> str:
    finished = sum(held.work.finished(agency.id) is not None for agency in selection.agencies)
    begun_only = held.work.begun(selection.agencies)
    all_of_them = len(selection.agencies)
    return (
        f"ทำต่อจากงานที่ค้างไว้: เสร็จแล้ว {finished} จาก {all_of_them} หน่วยงาน ตรวจไปบางส่วน {begun_only} หน่วยงาน / "
        f"going on with the run of {held.started:%Y-%m-%d %H:%M} UTC: {finished} of "
        f"{all_of_them} agencies finished, {begun_only} begun"
    )


def _anew(unlike: str | None, *, resume: bool) -> str:
    """Why all is asked anew, where somebody may have thought otherwise."""
    if unlike is None:
        return "ไม่ใช้งานที่ค้างไว้ (--resume คือทำต่อ) / unfinished work is thrown away: --resume would go on with it"
    if unlike:
        return f"ไม่ใช้งานที่ค้างไว้ ตรวจใหม่ทั้งหมด / unfinished work is not used and all is asked anew: it is {unlike}"
    return "ไม่มีงานค้าง จึงตรวจทั้งหมด / no unfinished work is there: all is asked" if resume else ""
