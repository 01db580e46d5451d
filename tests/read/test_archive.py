from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from itacheck.model import Document, Trouble
from itacheck.read import read
from itacheck.read.archive import MAX_LISTED, MAX_READ, list_archive, read_archive
from itacheck.read.document import DocumentText, Member
from itacheck.read.worker import DocumentReader, read_document

ASSETS = Path(__file__).parent.parent / "assets"
PDF = (ASSETS / "thai.pdf").read_bytes()
PLAN = "แผนป้องกันการทุจริต.txt"


def zipped(*files: tuple[str, bytes | str], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def renamed(name: bytes, *, flags: int = 0) -> bytes:
    """A zip of one file whose name is these very bytes."""
    body = zipped(("x" * len(name), "แผน"))
    body = body.replace(b"x" * len(name), name)
    at = body.find(b"PK\x01\x02")
    for place, offset in ((0, 6), (at, 8)):
        body = body[: place + offset] + struct.pack("<H", flags) + body[place + offset + 2 :]
    return body


def encrypted(body: bytes) -> bytes:
    """The same zip with its files marked as encrypted."""
    out = bytearray(body)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(magic)
        while at >= 0:
            out[at + offset] |= 1
            at = out.find(magic, at + 4)
    return bytes(out)


def opened(body: bytes, kind: str = "zip") -> DocumentText:
    return read_archive(body, kind, read_document)


def names(body: bytes, kind: str = "zip") -> list[str]:
    return [member.name for member in opened(body, kind).members]


def test_every_file_is_read_like_a_file_of_its_own() -> None:
    found = opened(
        zipped(("โฟลเดอร์/ประกาศ.pdf", PDF), (PLAN, "แผน 2568"), ("ตาราง.csv", "ก,ข"), ("a.html", "<p>หน้า</p>"))
    )
    assert [(m.name, m.kind, m.found.trouble) for m in found.members] == [
        ("โฟลเดอร์/ประกาศ.pdf", "pdf", None),
        (PLAN, "txt", None),
        ("ตาราง.csv", "csv", None),
        ("a.html", "html", None),
    ]
    assert found.members[0].found.first_page.startswith("ประกาศหน่วยงานตัวอย่าง")
    assert (found.trouble, found.pages, found.text) == (None, 4, "")


def test_a_document_carries_its_files() -> None:
    found = read(zipped((PLAN, "แผน 2568")), url="https://a.example/f/plan.zip", outside=True)
    assert isinstance(found, Document)
    (member,) = found.members
    assert (found.kind, found.member, found.file_name) == ("zip", False, "plan.zip")
    assert (member.url, member.file_name, member.text, member.member) == (found.url, PLAN, "แผน 2568", True)
    assert (member.outside, member.sha256) == (True, found.sha256)


@pytest.mark.parametrize(
    ("name", "flags"),
    [
        (PLAN.encode("cp874"), 0),
        (PLAN.encode(), 0),
        (PLAN.encode(), 0x800),
        (PLAN.encode("cp874").decode("cp437").encode(), 0x800),
        (PLAN.encode("cp874").decode("latin-1").encode(), 0x800),
    ],
    ids=["thai code page", "unmarked utf-8", "utf-8", "through the dos code page", "through latin-1"],
)
def test_thai_names_however_they_were_written(name: bytes, flags: int) -> None:
    assert names(renamed(name, flags=flags)) == [PLAN]


def test_the_name_in_its_own_field_wins() -> None:
    info = zipfile.ZipInfo("plan.txt")
    info.extra = struct.pack("<HHBL", 0x7075, 5 + len(PLAN.encode()), 1, 0) + PLAN.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, "x")
    assert names(out.getvalue()) == [PLAN]


def test_litter_and_paths_that_lead_away_are_nothing() -> None:
    files = ("__MACOSX/._a.pdf", ".DS_Store", "x/Thumbs.db", "~$แผน.docx", "x/")
    assert opened(zipped(*((name, "x") for name in files))).trouble is Trouble.EMPTY
    assert names(zipped(("../../etc/แผน.txt", "x"), ("C:\\งาน\\แผน.txt", "x"))) == ["etc/แผน.txt", "งาน/แผน.txt"]


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        (zipped(), Trouble.EMPTY),
        (zipped(("a.txt", ""), ("b.pdf", "")), Trouble.EMPTY),
        (zipped(("a.pdf", b"%PDF-1.4 rubbish")), Trouble.DAMAGED),
        (zipped(("a.rar", b"Rar!\x1a\x07\x00"), ("b.txt", "")), Trouble.UNSUPPORTED),
        (encrypted(zipped((PLAN, "แผน"))), Trouble.ENCRYPTED),
        (zipped((PLAN, "แผน"))[:40], Trouble.DAMAGED),
        (b"PK\x03\x04rubbish", Trouble.DAMAGED),
        (b"", Trouble.DAMAGED),
        (zipped(("a.txt", b"\0" * 5_000_000)), Trouble.TOO_LARGE),
        (zipped(("a.txt", ""), (PLAN, "แผน")), None),
    ],
    # Packed bytes hold the time of day: a test's name must not.
    ids=[
        "empty",
        "nothing in them",
        "no PDF",
        "unpacked by nobody",
        "encrypted",
        "cut",
        "rubbish",
        "no byte",
        "large",
        "well",
    ],
)
def test_an_archive_is_in_trouble_where_no_file_of_it_can_be_read(body: bytes, trouble: Trouble | None) -> None:
    assert opened(body).trouble is trouble


def test_names_in_an_encrypted_archive_are_told() -> None:
    found = opened(encrypted(zipped((PLAN, "แผน"))))
    assert [(m.name, m.found.trouble) for m in found.members] == [(PLAN, Trouble.ENCRYPTED)]


def test_one_bad_file_leaves_the_others() -> None:
    body = zipped(("a.txt", "หนึ่ง"), ("b.txt", "สอง"), packed=zipfile.ZIP_STORED).replace("หนึ่ง".encode(), b"?" * 15, 1)
    assert [m.found.trouble for m in opened(body).members] == [Trouble.DAMAGED, None]


def test_a_way_of_packing_that_is_not_known() -> None:
    body = bytearray(zipped((PLAN, "แผน")))
    for magic, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        body[body.find(magic) + offset] = 9
    assert opened(bytes(body)).trouble is Trouble.UNSUPPORTED


def test_an_archive_is_opened_in_an_archive_once() -> None:
    inner = zipped((PLAN, "แผน"))
    found = opened(
        zipped(("ใน.zip", inner), ("ลึก.zip", zipped(("ใน.zip", inner))), ("เสีย.zip", inner[:40]), ("ว่าง.zip", zipped()))
    )
    assert [(m.name, m.found.trouble) for m in found.members] == [
        (f"ใน.zip/{PLAN}", None),
        ("ลึก.zip/ใน.zip", Trouble.UNSUPPORTED),
        ("เสีย.zip", Trouble.DAMAGED),
        ("ว่าง.zip", Trouble.EMPTY),
    ]


def test_first_files_first_and_the_rest_by_name() -> None:
    found = opened(zipped(*((f"{n}.txt", "x") for n in range(MAX_LISTED + 5))))
    assert [m.found.trouble for m in found.members[:MAX_READ]] == [None] * MAX_READ
    assert {m.found.trouble for m in found.members[MAX_READ:]} == {Trouble.TOO_LARGE}
    assert len(found.members) == MAX_LISTED + 1
    assert found.members[-1] == Member("", "", DocumentText(trouble=Trouble.TOO_LARGE))


def test_a_folder_called_word_makes_no_word_document() -> None:
    found = read(zipped(("word/แผน.txt", "แผน")), url="https://a.example/a.zip")
    assert isinstance(found, Document)
    assert (found.kind, [m.text for m in found.members]) == ("zip", ["แผน"])


def tarred(*files: tuple[str, bytes], encoding: str = "utf-8") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT, encoding=encoding) as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "cp874"])
def test_tar_and_tar_gz(encoding: str) -> None:
    body = tarred((PLAN, "แผน".encode()), encoding=encoding)
    for packed, name in ((body, "a.tar"), (gzip.compress(body), "a.tar.gz"), (gzip.compress(body), "a.tgz")):
        found = read(packed, url=f"https://a.example/{name}")
        assert isinstance(found, Document)
        assert [(m.file_name, m.text) for m in found.members] == [(PLAN, "แผน")]


def test_one_file_in_a_gz() -> None:
    out = io.BytesIO()
    with gzip.GzipFile("plan.txt", "wb", fileobj=out) as file:
        file.write("แผน".encode())
    assert names(out.getvalue(), "gz") == ["plan.txt"]
    assert names(gzip.compress(b"plan"), "gz") == ["1"]
    assert opened(gzip.compress(b"\0" * 5_000_000), "gz").trouble is Trouble.TOO_LARGE
    assert opened(gzip.compress(b"plan" * 100)[:20], "gz").trouble is Trouble.DAMAGED


def test_an_archive_that_takes_too_long_still_tells_its_names(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> DocumentText:
        return DocumentText(trouble=Trouble.TOO_LARGE)

    body = zipped((PLAN, "แผน"))
    assert [(m.name, m.found.trouble) for m in list_archive(body, "zip", Trouble.DAMAGED).members] == [
        (PLAN, Trouble.DAMAGED)
    ]
    with DocumentReader() as documents, monkeypatch.context() as patch:
        in_child = documents._in_child
        patch.setattr(
            documents, "_in_child", lambda reader, *a: never() if reader is read_document else in_child(reader, *a)
        )
        assert [m.name for m in documents.read_document(body, "zip").members] == [PLAN]


@given(st.binary(max_size=300), st.sampled_from(["zip", "tar", "gz"]))
def test_never_raises(body: bytes, kind: str) -> None:
    opened(body, kind)


@given(st.data())
def test_never_raises_on_a_zip_with_a_few_bytes_changed(data: st.DataObject) -> None:
    body = bytearray(zipped((PLAN, "แผน"), ("x/b.zip", zipped(("a.txt", "x")))))
    for _ in range(data.draw(st.integers(1, 6))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    found = opened(bytes(body))
    assert found.members or found.trouble is not None


@given(st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=30), max_size=6))
@example(["..", "../a", "/", "\\\\", "C:\\"])
def test_any_name_becomes_a_path_inside(written: list[str]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in dict.fromkeys(written):
            archive.writestr(name, "x")
    for member in opened(out.getvalue()).members:
        assert member.name
        assert ".." not in member.name.split("/")
        assert not member.name.startswith("/")
        member.name.encode()
