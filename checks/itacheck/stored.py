"""Results on a disk: a nation's are larger than what a machine holds in memory.

They are written as the agencies are finished, and read one agency at a time.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

from pydantic import ValidationError

from itacheck.border import parse, read_json
from itacheck.errors import ConfigurationError
from itacheck.files import writing
from itacheck.model import AgencyResult, Results, RunResult


class Told(Protocol):
    """Results, all in memory or not: the agencies may be gone through again and again."""

    @property
    def run(self) -> RunResult:
        """The run itself."""

    @property
    def agencies(self) -> Iterable[AgencyResult]:
        """The agencies, in order."""


class Source(Told, Protocol):
    """Results that can be gone through in parts, also by other processes."""

    @property
    def ids(self) -> Sequence[str]:
        """The id of each agency, in order; they need not differ."""

    def part(self, start: int, stop: int) -> Iterator[AgencyResult]:
        """The agencies from one place up to, and without, another."""


def source_of(told: Told) -> Source:
    """What can be gone through in parts; it is told itself where it can be."""
    return told if isinstance(told, Held | ResultsFile | Joined) else Held(told.run, told.agencies)


class Held:
    """Results in memory."""

    def __init__(self, run: RunResult, agencies: Iterable[AgencyResult]) -> None:
        self.run = run
        self.agencies = tuple(agencies)
        self.ids = tuple(agency.id for agency in self.agencies)

    def part(self, start: int, stop: int) -> Iterator[AgencyResult]:
        """The agencies from one place up to, and without, another."""
        yield from self.agencies[start:stop]


class Joined:
    """The agencies of several sources one after the other, as those of one run."""

    def __init__(self, run: RunResult, sources: Sequence[Source]) -> None:
        self.run = run
        self._sources = sources
        self.ids = tuple(own for source in sources for own in source.ids)

    @property
    def agencies(self) -> Iterable[AgencyResult]:
        """All of them, anew each time."""
        return self.part(0, len(self.ids))

    def part(self, start: int, stop: int) -> Iterator[AgencyResult]:
        """The agencies from one place up to, and without, another."""
        for source in self._sources:
            own = len(source.ids)
            if start < own and stop > 0:
                yield from source.part(max(start, 0), min(stop, own))
            start, stop = start - own, stop - own


class ResultsWriter:
    """Writes a `results.json` whose agencies come one by one, in any order.

    Until `finish` they lie in a file without a name, which goes with the process.

    Args:
        path: the file to write; its folder is there.

    Raises:
        ConfigurationError: on entering and by each method: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._spool: IO[bytes] | None = None
        self._spans: dict[str, tuple[int, int]] = {}

    def __enter__(self) -> Self:
        try:
            self._spool = tempfile.TemporaryFile(dir=self._path.parent)
        except OSError as error:
            raise self._full(error) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._spool is not None:
            with suppress(OSError):  # what a full disk did not take is still in its buffer
                self._spool.close()

    def add(self, agency: AgencyResult) -> None:
        """Takes one agency; of two with one id the later counts."""
        told = agency.model_dump_json(by_alias=True, indent=1).encode()
        spool = self._open()
        try:
            start = spool.tell()
            spool.write(_INDENT + told.replace(b"\n", b"\n" + _INDENT))
            self._spans[agency.id] = (start, spool.tell())
        except OSError as error:
            raise self._full(error) from None

    def finish(self, run: RunResult, order: Iterable[str]) -> ResultsFile:
        """Writes the file.

        Args:
            run: whose agencies they are.
            order: ids; those of which nothing came are left out.

        Returns:
            The file, to be read.
        """
        empty = Results(run=run, agencies=()).model_dump_json(by_alias=True, indent=1)
        spans = [self._spans[own] for own in dict.fromkeys(order) if own in self._spans]
        head, tail = empty.rsplit("[]", 1) if spans else (empty, "")
        spool = self._open()
        with writing(self._path) as file:
            file.write(f"{head}[\n" if spans else head)
            for number, span in enumerate(spans):
                file.write((",\n" if number else "") + _read(spool, *span).decode())
            file.write(f"\n ]{tail}\n" if spans else f"{tail}\n")
        return ResultsFile(self._path)

    def _open(self) -> IO[bytes]:
        if self._spool is None:
            raise ValueError("not entered")
        return self._spool

    def _full(self, error: OSError) -> ConfigurationError:
        return ConfigurationError(
            f"{self._path}: cannot be written ({error.strerror})", "free space or choose another --out"
        )


class ResultsFile:
    """A `results.json` as `itacheck check` writes it.

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
                if self._spans:
                    around = _read(file, 0, self._spans[0][0]) + _read(file, self._spans[-1][1])
                    self.run = Results.model_validate_json(around).run
                    self.ids = tuple(_id_of(_read(file, *span)) for span in self._spans)
                    return
        except (OSError, ValueError):
            pass  # told below
        results = parse(Results, read_json(path, _TODO), str(path))
        self._whole = Held(results.run, results.agencies)
        self.run, self.ids = self._whole.run, self._whole.ids

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
                told = _read(file, begin, end)
                try:
                    agency = AgencyResult.model_validate_json(told)
                except ValidationError:
                    agency = _refused(told, f"{self._path}: agency {_id_of(told)!r:.80}")
                yield agency


_TODO = "name the results.json of a run"
_INDENT = b"  "
_OPENS, _FIRST = b'\n "agencies": [\n', b"  {\n"
_BETWEEN, _LAST = b"\n  },\n", b"\n  }\n ]"
_CLOSE = len(b"\n  }")
_BLOCK = 2**24
_HEAD = 2**20
"""Before the first agency stands the run, which is short."""


def _spans(file: IO[bytes]) -> tuple[tuple[int, int], ...]:
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


def _read(file: IO[bytes], begin: int, end: int | None = None) -> bytes:
    file.seek(begin)
    return file.read() if end is None else file.read(end - begin)


def _id_of(agency: bytes) -> str:
    """The id of an agency that is laid out line by line; empty where it does not come first."""
    first = agency.split(b"\n", 2)[1].partition(b'"id":')[2].strip().rstrip(b",")
    return str(json.loads(first)) if first.startswith(b'"') else ""


def _refused(told: bytes, where: str) -> AgencyResult:
    """Says what is wrong with an agency.

    Raises:
        ConfigurationError: always, or this is no damage at all.
    """
    try:
        data = json.loads(told)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{where}: not valid JSON: {error}", _TODO) from None
    return parse(AgencyResult, data, where)
