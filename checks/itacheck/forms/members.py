"""The files of an archive: what each is called in there, and how it shows as a candidate."""

from __future__ import annotations

from dataclasses import replace

from itacheck.model import Document, EvidenceType, Trouble

from .candidate import Candidate, Standing
from .dating import file_years
from .naming import Named, Names
from .places import Naming, Place, file_name
from .refusals import TROUBLE_WHY
from .site import Site

LONGEST_ENDING = 5


def given_name(document: Document, names: Names) -> Named:
    """What the name of a file in an archive says; where it says nothing, the nearest folder's that does."""
    *folders, file = document.file_name.split("/")
    stem, dot, ending = file.rpartition(".")
    parts = [stem if dot and len(ending) <= LONGEST_ENDING else file, *reversed(folders)]
    said = [names.name(part.replace("_", " ").replace("-", " ").replace("+", " ")) for part in parts]
    return next((named for named in said if not named.generic), said[0])


def naming_of_member(evidence: EvidenceType, document: Document, names: Names) -> Naming | None:
    """The name that a file in an archive has for an evidence type by what it is called in there: as a link names it."""
    said = given_name(document, names) if document.member else None
    if said is None or evidence.id not in said.named.keys() | said.denied:
        return None
    return Naming(evidence.id, Place.TEXT, said.text, False, said.decoys, said.refused.get(evidence.id, ""))


def in_archive(site: Site, candidate: Candidate, member: Document) -> Candidate:
    """A candidate that is a file in an archive: the title is the way to it, the quote begins with its name."""
    archive = site.snapshot.readings.get(member.url)
    name = archive.file_name if isinstance(archive, Document) else file_name(member.url)
    file = member.file_name.rpartition("/")[2]
    return replace(
        candidate,
        title=" › ".join(part for part in (name, member.file_name) if part),
        quote=file if candidate.quote in file else f"{file}: {candidate.quote}",
        key=f"{member.url}#{member.file_name}",
        years=candidate.years or file_years(name),
    )


def unreadable(candidate: Candidate, document: Document) -> Candidate | None:
    """How a document stands that cannot be judged by its words; None where it can."""
    if document.trouble is None:
        return None
    standing = Standing.REFUSED if document.trouble is Trouble.EMPTY else Standing.UNCLEAR
    return candidate.but(standing, TROUBLE_WHY[document.trouble])
