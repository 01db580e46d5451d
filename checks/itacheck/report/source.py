"""Where the results of a report come from: all in memory, or a file whose agencies are read one at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

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
            with path.open("rb") as file:
                self._spans = _spans(file)
                if not self._spans:
                    file.seek(0)
                    self._whole = _held(Results.model_validate_json(file.read()))
                    self.run, self.ids = self._whole.run, self._whole.ids
                    return
                around = _read(file, 0, self._spans[0][0]) + _read(file, self._spans[-1][1])
                self.run = Results.model_validate_json(around).run
                self.ids = tuple(_id_of(_read(file, *span)) for span in self._spans)
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
        if self._whole is not None:
            yield from self._whole.part(start, stop)
            return
        with self._path.open("rb") as file:
            for begin, end in self._spans[start:stop]:
                try:
                    yield AgencyResult.model_validate_json(_read(file, begin, end))
                except ValidationError as error:
                    raise _broken(self._path, error) from None


def _held(results: Results) -> Held:
    return Held(results.run, results.agencies)


_OPENS, _FIRST = b'\n "agencies": [\n', b"  {\n"
_BETWEEN, _LAST = b"\n  },\n", b"\n  }\n ]"
_CLOSE = len(b"\n  }")
_BLOCK = 2**24
_HEAD = 2**20
"""Before the first agency stands the run, which is short."""


def _spans(file: BinaryIO) -> tuple[tuple[int, int], ...]:
    """Where each agency begins and ends; nothing where there is none, or where the file is laid out otherwise."""
    head = file.read(_HEAD)
    opens = head.find(_OPENS + _FIRST)
    if opens < 0:
        return ()
    begin, spans = opens + len(_OPENS), list[tuple[int, int]]()
    place, kept = begin, b""
    file.seek(begin)
    while block := file.read(_BLOCK):
        data = kept + block
        here = 0
        while (found := data.find(_BETWEEN, here)) >= 0:
            spans.append((begin, place + found + _CLOSE))
            here = found + len(_BETWEEN)
            begin = place + here
        last = data.find(_LAST, here)
        if last >= 0:
            return (*spans, (begin, place + last + _CLOSE))
        # What a block cuts in two is looked for again, with the next one.
        keep = min(len(data) - here, len(_BETWEEN) + len(_LAST))
        place, kept = place + len(data) - keep, data[len(data) - keep :]
    return ()


def _read(file: BinaryIO, begin: int, end: int | None = None) -> bytes:
    file.seek(begin)
    return file.read() if end is None else file.read(end - begin)


def _id_of(agency: bytes) -> str:
    first = agency.split(b"\n", 2)[1].partition(b'"id":')[2].strip().rstrip(b",")
    return str(json.loads(first)) if first.startswith(b'"') else ""


def _broken(path: Path, error: ValueError) -> ConfigurationError:
    first = error.errors()[0] if isinstance(error, ValidationError) else None
    where = ".".join(map(str, first["loc"])) + ": " + first["msg"] if first else str(error)
    return ConfigurationError(f"{path}: {where[:300]}", "name the results.json of a run")
