"""Where the results of a report come from: all in memory, or a file whose agencies are read one at a time."""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from itacheck.errors import ConfigurationError
from itacheck.model import AgencyResult, Results, RunResult


class Source(Protocol):
    """A run and its agencies, which may be gone through again and again, in parts and in other processes."""

    @property
    def run(self) -> RunResult:
        """The run itself."""

    @property
    def ids(self) -> Sequence[str]:
        """The id of each agency, in order; they need not differ."""

    def part(self, start: int, stop: int) -> Iterator[AgencyResult]:
        """The agencies from one place up to, and without, another."""


class Held:
    """Results in memory."""

    def __init__(self, run: RunResult, agencies: Iterable[AgencyResult]) -> None:
        self.run = run
        self._agencies = tuple(agencies)
        self.ids = tuple(agency.id for agency in self._agencies)

    def part(self, start: int, stop: int) -> Iterator[AgencyResult]:
        """The agencies from one place up to, and without, another."""
        yield from self._agencies[start:stop]


class ResultsFile:
    """A `results.json` as `itacheck check` writes it: a nation's is larger than what a machine holds in memory.

    Agencies are found by the lines on which they begin and end, as no string of a JSON file has a line break in it. A
    file that is laid out otherwise is read whole.
    """

    def __init__(self, path: Path) -> None:
        """Finds the agencies.

        Raises:
            ConfigurationError: the file cannot be read or holds no results.
        """
        self._path = path
        self._whole: Held | None = None
        try:
            with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                self._spans = _spans(data)
                if self._spans is None:
                    self._whole = _held(Results.model_validate_json(data[:]))
                    self.run, self.ids = self._whole.run, self._whole.ids
                    return
                around = data[: self._spans[0][0]] + data[self._spans[-1][1] :]
                self.run = Results.model_validate_json(around).run
                self.ids = tuple(_id_of(data, *span) for span in self._spans)
        except OSError as error:
            raise ConfigurationError(
                f"{path}: cannot be read ({error.strerror})", "name the results.json of a run"
            ) from None
        except ValueError as error:
            raise _broken(path, error) from None

    @property
    def agencies(self) -> Iterable[AgencyResult]:
        """All of them, read anew each time."""
        return self.part(0, len(self.ids))

    def part(self, start: int, stop: int) -> Iterator[AgencyResult]:
        """The agencies from one place up to, and without, another.

        Raises:
            ConfigurationError: what stands there is no agency.
        """
        if self._spans is None:
            yield from self._whole.part(start, stop) if self._whole else ()
            return
        with self._path.open("rb") as file:
            for begin, end in self._spans[start:stop]:
                file.seek(begin)
                try:
                    yield AgencyResult.model_validate_json(file.read(end - begin))
                except ValidationError as error:
                    raise _broken(self._path, error) from None


def _held(results: Results) -> Held:
    return Held(results.run, results.agencies)


_OPENS, _ENDS, _LAST = b'\n "agencies": [\n', b"\n  },\n", b"\n  }\n ]"


def _spans(data: mmap.mmap) -> tuple[tuple[int, int], ...] | None:
    """Where each agency begins and ends; None: there is none, or the file is laid out otherwise."""
    start, end = data.find(_OPENS), data.rfind(_LAST)
    if start < 0 or end < start or data[start + len(_OPENS) : start + len(_OPENS) + 4] != b"  {\n":
        return None
    begin, spans = start + len(_OPENS), []
    while (here := data.find(_ENDS, begin, end)) >= 0:
        spans.append((begin, here + 4))
        begin = here + len(_ENDS)
    return (*spans, (begin, end + 4))


def _id_of(data: mmap.mmap, begin: int, end: int) -> str:
    first = data[begin : data.find(b"\n", begin + 4, end)].partition(b'"id":')[2].strip().rstrip(b",")
    return str(json.loads(first)) if first.startswith(b'"') else ""


def _broken(path: Path, error: ValueError) -> ConfigurationError:
    first = error.errors()[0] if isinstance(error, ValidationError) else None
    where = ".".join(map(str, first["loc"])) + ": " + first["msg"] if first else str(error)
    return ConfigurationError(f"{path}: {where[:300]}", "name the results.json of a run")
