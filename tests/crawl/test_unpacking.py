"""Whatever was packed comes out again, in small pieces; whatever was not says so."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.crawl.unpacking import PIECE, UnpackError, unpacked


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(body) + packer.flush()


PACK: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress}


def cut(body: bytes, size: int) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


@given(st.binary(max_size=3_000), st.lists(st.sampled_from(sorted(PACK)), max_size=2), st.integers(1, 500))
def test_what_was_packed_comes_out_again(body: bytes, packings: list[str], size: int) -> None:
    sent = body
    for packing in packings:
        sent = PACK[packing](sent)
    assert b"".join(unpacked(cut(sent, size), packings)) == body


@given(st.binary(max_size=500), st.lists(st.sampled_from(sorted(PACK)), max_size=3), st.integers(1, 50))
def test_any_bytes_come_out_or_are_refused(body: bytes, packings: list[str], size: int) -> None:
    with suppress(UnpackError):
        b"".join(unpacked(cut(body, size), packings))


@given(st.binary(min_size=1, max_size=2_000), st.sampled_from(sorted(PACK)), st.data())
def test_what_ends_too_early_is_never_taken_for_the_whole(body: bytes, packing: str, data: st.DataObject) -> None:
    sent = PACK[packing](body)
    end = data.draw(st.integers(1, len(sent) - 1))
    with pytest.raises(UnpackError):
        b"".join(unpacked([sent[:end]], [packing]))


@pytest.mark.parametrize("size", [1, 100, 10**9])
def test_deflate_without_its_header(size: int) -> None:
    assert b"".join(unpacked(cut(raw_deflate(b"hello" * 99), size), ["deflate"])) == b"hello" * 99


def test_members_one_after_another_and_padding() -> None:
    sent = gzip.compress(b"one ") + gzip.compress(b"two") + bytes(100)
    for size in (1, 7, 10**9):
        assert b"".join(unpacked(cut(sent, size), ["gzip"])) == b"one two"


def test_a_bomb_comes_in_pieces() -> None:
    sizes = [len(piece) for piece in unpacked([gzip.compress(gzip.compress(bytes(5_000_000)))], ["gzip", "gzip"])]
    assert sum(sizes) == 5_000_000
    assert max(sizes) <= PIECE


def test_an_empty_body_is_empty_however_it_is_called() -> None:
    assert b"".join(unpacked([], ["gzip"])) == b"".join(unpacked([b""], ["deflate"])) == b""
