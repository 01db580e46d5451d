"""A WARC that is damaged, cut off or somebody else's is one clear line, whatever stands in it."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itacheck.crawl import Exchange
from itacheck.model import Agency, Bilingual, Cause, CrawlStatus, Snapshot
from itacheck.read import read
from itacheck.warc import Keeper, NotKeptError, Origin, load, read_header
from itacheck.warc.header import members

AGENCY = Agency(id="a-1", name=Bilingual(th="สำนักงาน", en="Office"), kind="x", url="http://office.example/")
HOME = "http://office.example/"
BODY = "<title>หน้าแรก</title><p>สำนักงาน</p>".encode()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("whole")
    with Keeper(folder, AGENCY, Origin("0.0.9", "r", date(2026, 1, 15), {})) as keeper:
        keeper.exchange(Exchange(HOME, "/", (), 11, 200, "OK", (("Content-Type", "text/html"),), BODY, cut=False))
        reading = keeper.reading(read)(
            BODY, url=HOME, content_type="text/html", file_name="", fetched_at=datetime(2026, 1, 15, tzinfo=UTC),
            outside=False,
        )  # fmt: skip
        records = keeper.keep(Snapshot(AGENCY.id, HOME, CrawlStatus.COMPLETE, {HOME: reading}))
    assert records is not None
    return records.path.read_bytes()


def told(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(NotKeptError) as error:
        load(path, read)
    assert "\n" not in error.value.line
    assert str(path.parent) not in error.value.line, "results are published: no path of this machine"
    return error.value.what


def test_a_whole_one_is_read(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(whole)
    assert list(load(path, read).snapshot.readings) == [HOME]
    assert read_header(path).origin.version == "0.0.9"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_part_is_never_read_as_the_whole(tmp_path: Path, whole: bytes, share: float) -> None:
    told(tmp_path / "x.warc.gz", whole[: int(len(whole) * share)])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_a_flipped_byte_is_noticed_or_changes_nothing(tmp_path: Path, whole: bytes, share: float, flip: int) -> None:
    place = int(len(whole) * share)
    path = tmp_path / "x.warc.gz"
    path.write_bytes(whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :])
    try:
        kept = load(path, read)
    except NotKeptError:
        return
    # Some bytes of a gzip header (time, system) mean nothing.
    assert list(kept.snapshot.readings) == [HOME]
    assert kept.header.agency == AGENCY


FOREIGN: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "a web page": lambda _: b"<html>not a WARC",
    "gzip of nothing": lambda _: gzip.compress(b""),
    "gzip of text": lambda _: gzip.compress(b"hello\r\n\r\n"),
    "another program's": lambda _: gzip.compress(
        b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 14\r\n\r\nsoftware: x\r\n\r\n\r\n\r\n"
    ),
    "a header that is no JSON": lambda _: gzip.compress(
        b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 20\r\n\r\nitacheck-header: {\r\n\r\n\r\n\r\n"
    ),
    "a bad length": lambda _: gzip.compress(b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: x\r\n\r\n\r\n\r\n"),
    "not compressed": gzip.decompress,
    "compressed as one": lambda whole: gzip.compress(gzip.decompress(whole)),
    "with something behind": lambda whole: whole + b"\0" * 10,
    "with a record behind": lambda whole: (
        whole + gzip.compress(b"WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
    ),
    "a state that is none": lambda whole: (
        whole + gzip.compress(
            b"WARC/1.0\r\nWARC-Type: metadata\r\nWARC-Target-URI: urn:itacheck:snapshot\r\nContent-Length: 2\r\n\r\n{}"
            b"\r\n\r\n"
        )
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_of_another_kind_is_told(tmp_path: Path, whole: bytes, name: str) -> None:
    assert told(tmp_path / "x.warc.gz", FOREIGN[name](whole)).startswith("x.warc.gz: ")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotKeptError, match=r"x\.warc\.gz: cannot be read"):
        load(tmp_path / "x.warc.gz", read)
    with pytest.raises(NotKeptError, match="cannot be read"):
        load(tmp_path, read)


def test_a_record_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("itacheck.warc.header.MAX_RECORD", 1_000_000)
    path = tmp_path / "x.warc.gz"
    path.write_bytes(gzip.compress(bytes(3_000_000)))
    with path.open("rb") as file, pytest.raises(NotKeptError, match="too large"):
        list(members(file, path))


def test_a_body_that_was_exchanged_is_refused(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(whole)
    with path.open("rb") as file:
        places = list(members(file, path))
    start, length = places[1]
    old = whole[start : start + length]
    word = "สำนักงาน".encode()
    new = gzip.compress(gzip.decompress(old).replace(word, b"a" * len(word)), mtime=0)
    # A comment in the header of the gzip member brings it to the same length, so that every offset stays right.
    new = new[:3] + bytes([0x10]) + new[4:10] + b"x" * (length - len(new) - 1) + b"\0" + new[10:]
    assert len(new) == length
    assert "not what was kept" in told(path, whole[:start] + new + whole[start + length :])


def test_what_a_newer_reader_breaks_on_is_a_failure(tmp_path: Path, whole: bytes) -> None:
    def breaks(*_: Any, **__: Any) -> Any:
        raise RecursionError

    path = tmp_path / "x.warc.gz"
    path.write_bytes(whole)
    snapshot = load(path, breaks).snapshot
    assert not snapshot.readings
    assert snapshot.failures[HOME].cause is Cause.BAD_ANSWER
