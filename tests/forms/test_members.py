"""Archives: a file in one counts as the file, and one that cannot be opened is for a person."""

from __future__ import annotations

import io
import zipfile

import pytest

from itacheck.forms import Standing, Why
from itacheck.model import Document, Status
from itacheck.read import read

from .helpers import HOME, PROSE, Answer, best, home, links, outcome, status, verdict

PLAN = "แผนปฏิบัติการป้องกันการทุจริต ประจำปีงบประมาณ พ.ศ. 2568"
TYPE = "anti-corruption-plan"
SAYS_SO = f"{PLAN}\n{PROSE}"
UNTITLED = f"ประกาศ\n{PROSE}"
PICTURE = b"\xff\xd8\xff\xe0picture"
BUNDLE = "เอกสาร ITA 2568 (zip)"
REPORT = f"รายงานผลการดำเนินการตาม{PLAN}\n{PROSE}"

Files = list[tuple[str, str | bytes]]


def packed(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def behind(files: Files, text: str = PLAN, name: str = "plan.zip") -> dict[str, Answer]:
    """A home page whose one link leads to an archive with some files."""
    archive = read(packed(files), url=f"{HOME}f/{name}")
    assert isinstance(archive, Document)
    return {"/": home(links((f"/f/{name}", text))), f"/f/{name}": archive}


@pytest.mark.parametrize(
    "files",
    [
        [("แผน.txt", SAYS_SO)],
        [("1.txt", UNTITLED)],
        [("final.txt", UNTITLED), ("ว่าง.txt", "")],
        [("ปก.jpg", PICTURE), ("คำสั่ง.txt", PROSE), ("x.txt", SAYS_SO)],
        [(f"{PLAN}.txt", UNTITLED), ("คำสั่ง.txt", PROSE)],
        [("O1 แผนป้องกันการทุจริต/1.txt", UNTITLED), ("2/คำสั่ง.txt", PROSE)],
        [("แผน.zip", packed([("1.txt", SAYS_SO)]))],
    ],
)
def test_a_named_archive_is_the_thing_where_a_file_in_it_is(files: Files) -> None:
    assert outcome(TYPE, behind(files)) == (Standing.ACCEPTED, Why.NAMED)


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([], Why.EMPTY),
        ([("แผน.txt", "")], Why.EMPTY),
        ([("บันทึกประชุม.txt", PROSE), ("ใบสั่งซื้อ.txt", PROSE)], Why.UNRELATED),
        ([("แผน.txt", ""), ("บันทึกประชุม.txt", PROSE), ("ใบสั่งซื้อ.txt", PROSE)], Why.UNRELATED),
        ([("ประมวลจริยธรรม.txt", PROSE), ("คู่มือการให้บริการ.jpg", PICTURE)], Why.OTHER_PAPER),
        ([("แผน.txt", REPORT)], Why.OTHER_PAPER),
        ([(f"{PLAN}.txt", REPORT)], Why.OTHER_PAPER),
        ([("1.txt", f"ประกาศเทศบาลตำบลดอนยาง\nเรื่อง {PLAN}\n{PROSE}")], Why.OTHER_AGENCY),
    ],
)
def test_an_archive_without_it_is_not_the_thing(files: Files, why: Why) -> None:
    assert outcome(TYPE, behind(files)) == (Standing.REFUSED, why)


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([("แผน.pdf", b"%PDF-1.4 rubbish")], Why.DAMAGED),
        ([("แผน.rar", b"Rar!\x1a\x07\x00")], Why.UNSUPPORTED),
        ([("บันทึก.txt", PROSE), ("001.jpg", PICTURE)], Why.UNSUPPORTED),
        ([("บันทึก.txt", PROSE), ("เล่มจริง.jpg", PICTURE)], Why.UNSUPPORTED),
        ([("บทนำ.txt", PROSE), ("บทสรุป.txt", f"{PROSE}\n" * 15 + f"ตาม{PLAN}")], Why.WEAK),
    ],
)
def test_what_could_not_be_read_in_an_archive_is_for_a_person(files: Files, why: Why) -> None:
    assert outcome(TYPE, behind(files)) == (Standing.UNCLEAR, why)


def test_files_in_a_bundle_name_themselves() -> None:
    files: Files = [("คำสั่ง.txt", PROSE), ("แผนป้องกันการทุจริต 2568.txt", UNTITLED)]
    found = verdict("5.5", behind(files, BUNDLE, "ita.zip"))
    (finding,) = found.findings
    assert (found.status, finding.url, finding.fiscal_year) == (Status.PASS, f"{HOME}f/ita.zip", 2568)
    assert finding.title == "ita.zip › แผนป้องกันการทุจริต 2568.txt"
    assert finding.quote.startswith("แผนป้องกันการทุจริต 2568")


@pytest.mark.parametrize(
    ("name", "link", "expected"),
    [
        ("แผนป้องกันการทุจริต 2567.txt", BUNDLE, Status.FAIL),
        ("แผนป้องกันการทุจริต.txt", BUNDLE, Status.PASS),
        ("แผนป้องกันการทุจริต.txt", "เอกสาร ITA", Status.REVIEW),
        ("ปี 2568/แผนป้องกันการทุจริต.txt", "เอกสาร ITA", Status.PASS),
        ("แผนป้องกันการทุจริต 2568.jpg", "เอกสาร ITA", Status.REVIEW),
        ("รายงานผลตามแผนป้องกันการทุจริต 2568.txt", BUNDLE, Status.FAIL),
        ("ตัวอย่างแผนป้องกันการทุจริต 2568.txt", BUNDLE, Status.FAIL),
    ],
)
def test_the_year_of_a_file_in_a_bundle(name: str, link: str, expected: Status) -> None:
    """The file's own name is nearer than the words of the link to the bundle."""
    content: str | bytes = PICTURE if name.endswith("jpg") else UNTITLED
    assert status("5.5", behind([(name, content), ("คำสั่ง.txt", PROSE)], link)) is expected


def test_the_way_to_the_file_is_shown() -> None:
    one = best(TYPE, behind([("ก/แผน.txt", SAYS_SO)]))
    assert (one.url, one.title) == (f"{HOME}f/plan.zip", "plan.zip › ก/แผน.txt")
    assert one.quote == f"แผน.txt: {PLAN}"


@pytest.mark.parametrize(("link", "expected"), [(BUNDLE, Status.REVIEW), ("ผังองค์กร", Status.FAIL)])
@pytest.mark.parametrize("body", [b"Rar!\x1a\x07\x00", b"7z\xbc\xaf\x27\x1c", b"PK\x03\x04cut"])
def test_a_bundle_that_cannot_be_opened_may_hold_anything(body: bytes, link: str, expected: Status) -> None:
    archive = read(body, url=f"{HOME}f/ita.rar")
    assert isinstance(archive, Document)
    assert status("5.5", {"/": home(links(("/f/ita.rar", link))), "/f/ita.rar": archive}) is expected


def test_an_act_in_an_archive_is_a_record() -> None:
    act = "รายงานผลการอบรมให้ความรู้ด้านการป้องกันการทุจริต วันที่ 5 มีนาคม 2568"
    assert status("7.4", behind([("1.txt", f"{act}\n{PROSE}")], BUNDLE)) is Status.PASS
    assert status("7.4", behind([(f"{act}.jpg", PICTURE), ("คำสั่ง.txt", PROSE)], BUNDLE)) is Status.REVIEW
    assert status("7.4", behind([("1.jpg", PICTURE), ("2.txt", PROSE)], act)) is Status.PASS
