"""The parts of a run as one run: pure, but that it reads the agencies of a part one at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import itacheck
from itacheck.errors import ConfigurationError
from itacheck.judge import Judge
from itacheck.judging import judged, judges_of
from itacheck.model import (
    Agency,
    AgencyResult,
    Cause,
    CrawlStatus,
    Failure,
    FindingResult,
    RunResult,
    Snapshot,
    VerdictResult,
    Whose,
)
from itacheck.packs import Pack
from itacheck.results import agency_result, named_from
from itacheck.sharding import Shard, shard_numbers
from itacheck.stored import Source


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of a run left."""

    name: str
    """Its file, for messages."""
    folder: Path
    """From which its records are named."""
    source: Source


@dataclass(frozen=True, slots=True)
class Merged:
    """Parts as one run."""

    run: RunResult
    agencies: Sequence[Agency]
    places: Mapping[str, tuple[Part, int]]
    """Agency id -> the part that checked it, and its place there."""
    missing: Mapping[str, str]
    """Agency id -> why no part has it, in English."""
    out: Path

    def results(self, unlooked: Callable[[Agency, str], AgencyResult]) -> Iterator[AgencyResult]:
        """The result of every agency, in the order of agencies.toml.

        Args:
            unlooked: makes the result of an agency that no part has, by it and why.

        Raises:
            ConfigurationError: what a part holds is no agency, or has a verdict twice.
        """
        for agency in self.agencies:
            if agency.id not in self.places:
                yield unlooked(agency, self.missing[agency.id])
                continue
            part, place = self.places[agency.id]
            for result in part.source.part(place, place + 1):
                _check(part, agency, result)
                yield _named_from(result, part.folder, self.out)


def merge(parts: Sequence[Part], agencies: Sequence[Agency], out: Path) -> Merged:
    """Parts of a run as one; the same whatever the order of the parts.

    Args:
        parts: one or more.
        agencies: all that the run had to check, in the order of agencies.toml.
        out: the folder of the merged results, from which records are named.

    Raises:
        ConfigurationError: the parts were not made by the same version, rules and day or not cut alike, two of them
            hold the same agency, or one holds an agency that is not among `agencies`.
    """
    parts = sorted(parts, key=lambda part: (str(part.source.run.shard), part.source.run.id, part.name))
    first, runs = parts[0], [part.source.run for part in parts]
    for part in parts[1:]:
        _check_alike(first, part)
    places = dict[str, tuple[Part, int]]()
    known = {agency.id for agency in agencies}
    for part in parts:
        for place, own in enumerate(part.source.ids):
            if own in places:
                raise _refused(part, places[own][0], f"both hold agency {own!r:.80}", "name only one of them")
            if own not in known:
                raise ConfigurationError(
                    f"{part.name}: agency {own!r:.80} is not in the agencies.toml",
                    "name the file by which the parts were checked with --agencies",
                )
            places[own] = (part, place)
    started = min(run.started for run in runs)
    run = RunResult(
        id=f"{started:%Y%m%dT%H%M%SZ}",
        started=started,
        finished=max(run.finished for run in runs),
        as_of=first.source.run.as_of,
        version=first.source.run.version,
        packs=first.source.run.packs,
        shard=None,
        readers=tuple(sorted({reader for run in runs for reader in run.readers})),
    )
    return Merged(run, tuple(agencies), places, _missing(parts, agencies, places), out)


class Unlooked:
    """Makes the result of an agency whose part is missing: every rule is `unreachable`, and it is for us to mend.

    Args:
        packs: at hand.
        run: the merged one.

    Raises:
        ConfigurationError: this is not the version that checked, or the packs are not those by which it judged.
    """

    def __init__(self, packs: Sequence[Pack], run: RunResult) -> None:
        if run.version != itacheck.__version__:
            raise ConfigurationError(
                f"the parts were made by itacheck {run.version:.40}, and this is {itacheck.__version__}",
                "merge them with the version that made them",
            )
        ours = {pack.id: pack for pack in packs}
        for told in run.packs:
            if told.id not in ours or ours[told.id].digest != told.digest:
                raise ConfigurationError(
                    f"rule pack {told.id!r:.80} is not here as it judged (digest {told.digest[:12]})",
                    "merge with the rules by which the parts were checked: name packs of your own with --rules",
                )
        self._packs = [ours[told.id] for told in run.packs]
        self._as_of = run.as_of

    def __call__(self, agency: Agency, why: str) -> AgencyResult:
        """The result of an agency; `why` is told in it."""
        failure = Failure(agency.url or "", Cause.SHARD_MISSING, Whose.US, why)
        snapshot = Snapshot(agency.id, agency.url or "", CrawlStatus.UNREACHABLE, failure=failure)
        return agency_result(agency, snapshot, [v for judge in self._judges for v in judged(judge, agency, snapshot)])

    @cached_property
    def _judges(self) -> list[Judge]:
        return judges_of(self._packs, self._as_of)


def _check_alike(first: Part, part: Part) -> None:
    ours, theirs = first.source.run, part.source.run
    if ours.version != theirs.version:
        raise _refused(first, part, f"made by itacheck {ours.version} and {theirs.version}")
    if ours.as_of != theirs.as_of:
        raise _refused(first, part, f"judged as of {ours.as_of} and {theirs.as_of}")
    if [pack.id for pack in ours.packs] != [pack.id for pack in theirs.packs]:
        told = " and ".join(", ".join(pack.id for pack in run.packs) or "none" for run in (ours, theirs))
        raise _refused(first, part, f"judged by other rule packs ({told:.120})")
    for one, other in zip(ours.packs, theirs.packs, strict=True):
        if one.digest != other.digest:
            digests = f"{one.digest[:12]} and {other.digest[:12]}"
            raise _refused(first, part, f"judged by other rules of pack {one.id!r:.80} (digest {digests})")
    one_cut, other_cut = _shard_of(first), _shard_of(part)
    if (one_cut and one_cut.of) != (other_cut and other_cut.of):
        raise _refused(first, part, f"parts of runs that were cut otherwise ({ours.shard} and {theirs.shard})")


def _shard_of(part: Part) -> Shard | None:
    told = part.source.run.shard
    try:
        return Shard.parse(told) if told is not None else None
    except ConfigurationError as error:
        raise ConfigurationError(f"{part.name}: run.{error.what.removeprefix('--')}", "run that part again") from None


def _refused(one: Part, other: Part, why: str, todo: str = "run the older part again, alike") -> ConfigurationError:
    return ConfigurationError(f"{one.name} and {other.name}: {why}", todo)


def _check(part: Part, agency: Agency, result: AgencyResult) -> None:
    told = "" if result.id == agency.id else f"stands where the agency {result.id!r:.80} is"
    seen = set[tuple[str, str]]()
    for verdict in result.verdicts:
        key = (verdict.pack, verdict.rule)
        if key in seen:
            told = f"has rule {verdict.pack:.80}/{verdict.rule:.80} twice"
        seen.add(key)
    if told:
        raise ConfigurationError(f"{part.name}: agency {agency.id!r} {told}", "run that part again")


def _missing(
    parts: Sequence[Part], agencies: Sequence[Agency], places: Mapping[str, tuple[Part, int]]
) -> dict[str, str]:
    """Why agencies are in no part."""
    left = [agency for agency in agencies if agency.id not in places]
    here = [shard for part in parts if (shard := _shard_of(part)) is not None]
    if not left or not here:
        return {agency.id: "it is in none of the results" for agency in left}
    of = here[0].of
    numbers, came = shard_numbers(agencies, of), {shard.number for shard in here}
    told = {
        number: f"part {number}/{of} has results, without this agency"
        if number in came
        else f"part {number}/{of} left no results"
        for number in range(1, of + 1)
    }
    return {agency.id: told[numbers[agency.id]] for agency in left}


def _named_from(agency: AgencyResult, folder: Path, out: Path) -> AgencyResult:
    """The same result with its records named from another folder."""
    if not any(finding.record for verdict in agency.verdicts for finding in verdict.findings):
        return agency

    def moved(finding: FindingResult) -> FindingResult:
        if finding.record is None:
            return finding
        named = named_from(Path(os.path.normpath(folder / finding.record.file)), out)
        return finding.model_copy(update={"record": finding.record.model_copy(update={"file": named})})

    def with_moved(verdict: VerdictResult) -> VerdictResult:
        return verdict.model_copy(update={"findings": tuple(map(moved, verdict.findings))})

    return agency.model_copy(update={"verdicts": tuple(map(with_moved, agency.verdicts))})
