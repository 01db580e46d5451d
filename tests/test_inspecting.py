"""`itacheck inspect`: why a page was not counted, for people and for machines."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import itacheck.cli
from itacheck.demo.site import SITES
from itacheck.errors import ConfigurationError
from itacheck.inspecting import Inspection, Inspector, UnreachableError
from itacheck.packs import load_catalogue
from itacheck.run import names_of

from .paper_pictures import as_file, picture
from .paper_pictures import tesseract as tesseract_here
from .small_site import SmallSite

CATALOGUE = load_catalogue()
NAMES = names_of(CATALOGUE)
DECLARATION = (
    "<title>ประกาศนโยบาย No Gift Policy ประจำปีงบประมาณ พ.ศ. 2568</title>"
    "<h1>ประกาศนโยบาย No Gift Policy ประจำปีงบประมาณ พ.ศ. 2568</h1>"
    "<p>ผู้บริหารและบุคลากรทุกคนงดรับของขวัญและของกำนัลทุกชนิดจากการปฏิบัติหน้าที่</p>"
)
MENU = '<title>ITA</title><ul><li><a href="#">ประกาศนโยบาย No Gift Policy ปี 2568</a></li></ul>'
LINK = '<p><a href="/a.pdf">ประกาศนโยบาย No Gift Policy ประจำปีงบประมาณ พ.ศ. 2568</a></p>'
NEWS = (
    "<title>ข่าว</title><h1>ข่าวประชาสัมพันธ์: อบรมให้ความรู้เรื่องประมวลจริยธรรม</h1>"
    "<p>เจ้าหน้าที่เข้าร่วมอบรมประมวลจริยธรรม เมื่อวันที่ 5 มีนาคม 2568</p>"
)

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Runs `itacheck inspect` in an empty folder: exit code, output, errors."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            itacheck.cli.main(["inspect", *map(str, arguments)])
        captured = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, captured.out, captured.err

    return run


def inspected(path: Path | str, **more: Any) -> Inspection:
    with Inspector(CATALOGUE, NAMES, **more) as inspector:
        return inspector.inspect(str(path))


def page(folder: Path, html: str, name: str = "page.html") -> Path:
    path = folder / name
    path.write_text(f'<html><head><meta charset="utf-8"></head><body>{html}</body></html>', encoding="utf-8")
    return path


def seen(inspection: Inspection) -> dict[str, tuple[str, int | None]]:
    return {one.id: (one.status, one.fiscal_year) for one in inspection.evidence}


def test_a_page_that_is_the_thing_is_present(tmp_path: Path) -> None:
    inspection = inspected(page(tmp_path, DECLARATION))
    assert seen(inspection)["no-gift-policy-declaration"] == ("present", 2568)
    assert (inspection.readable, inspection.url) == (True, "")


def test_the_files_of_an_archive_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "ita.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ประกาศนโยบาย No Gift Policy 2568.html", DECLARATION)
    inspection = inspected(path)
    (one,) = [one for one in inspection.evidence if one.id == "no-gift-policy-declaration"]
    assert (one.status, one.fiscal_year, inspection.readable) == ("present", 2568, True)
    assert one.quote.startswith("ประกาศนโยบาย No Gift Policy 2568.html: ")


def test_a_label_that_leads_nowhere_is_mentioned_and_says_why(tmp_path: Path) -> None:
    inspection = inspected(page(tmp_path, MENU))
    (one,) = [one for one in inspection.evidence if one.id == "no-gift-policy-declaration"]
    assert one.status == "mentioned"
    assert "ลิงก์ไม่ได้ชี้ไปที่ใด" in one.why
    assert "leads nowhere" in one.why


def test_a_link_with_a_target_is_present_without_a_crawl(tmp_path: Path) -> None:
    assert seen(inspected(page(tmp_path, MENU.replace("#", "/files/a.pdf"))))["no-gift-policy-declaration"] == (
        "present",
        2568,
    )


def test_the_asked_year_is_preferred(tmp_path: Path) -> None:
    links = "".join(
        f'<p><a href="/{year}.pdf">ประกาศนโยบาย No Gift Policy ปีงบประมาณ {year}</a></p>' for year in (2566, 2568, 2567)
    )
    path = page(tmp_path, f"<title>นโยบาย</title>{links}")
    assert seen(inspected(path))["no-gift-policy-declaration"] == ("present", 2568)
    assert seen(inspected(path, fiscal_year=2566))["no-gift-policy-declaration"] == ("present", 2566)


def test_a_document_is_read(call: Call) -> None:
    pdf = SITES / "provincial-office" / "files" / "no-gift-policy-2568.pdf"
    code, out, err = call("--format", "jsonl", pdf)
    line = json.loads(out)
    assert (code, err, line["readable"]) == (0, "", True)
    assert [(e["id"], e["status"], e["fiscal_year"]) for e in line["evidence"]] == [
        ("no-gift-policy-declaration", "present", 2568)
    ]


def test_a_damaged_document_is_not_readable(tmp_path: Path) -> None:
    path = tmp_path / "No Gift Policy 2568.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing follows")
    inspection = inspected(path)
    assert not inspection.readable
    assert inspection.trouble
    assert all(status != "present" for status, _ in seen(inspection).values())


def test_jsonl_is_one_object_a_line_with_exactly_the_keys_of_the_contract(call: Call, tmp_path: Path) -> None:
    files = [page(tmp_path, html, f"{n}.html") for n, html in enumerate((DECLARATION, MENU, NEWS, ""))]
    code, out, err = call("--format", "jsonl", "--fiscal-year", 2568, *files)
    lines = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [line["file"] for line in lines] == [str(file) for file in files]
    for line in lines:
        assert list(line) == ["file", "url", "readable", "evidence"]
        for one in line["evidence"]:
            assert list(one) == ["id", "status", "fiscal_year", "quote", "why"]
            assert one["status"] in ("present", "mentioned", "unclear")
            assert len(one["quote"]) <= 160
    assert [bool(line["evidence"]) for line in lines] == [True, True, True, False]
    assert lines[3]["readable"] is False
    assert "ประกาศนโยบาย" in out, "Thai is written as it is"


def test_text_shows_refused_places_with_their_reason_in_both_languages(call: Call, tmp_path: Path) -> None:
    code, out, _ = call(page(tmp_path, f"{LINK}{MENU}"), page(tmp_path, MENU, "menu.html"))
    assert code == 0
    first, second = out.split("menu.html")
    assert "พบ (present) no-gift-policy-declaration 2568" in first
    assert "- ไม่นับ (mentioned)" in first, "the refused one beside the accepted one"
    for part in (first, second):
        assert "ลิงก์ไม่ได้ชี้ไปที่ใด" in part
        assert "the link leads nowhere" in part


def test_a_page_without_any_name_says_so(call: Call, tmp_path: Path) -> None:
    code, out, _ = call(page(tmp_path, "<title>ประวัติ</title><p>ก่อตั้งเมื่อนานมาแล้ว</p>"))
    assert code == 0
    assert "ไม่พบชื่อหลักฐานใด / names no evidence" in out


@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_no_control_code_of_a_page_reaches_the_terminal(call: Call, tmp_path: Path, form: str) -> None:
    nasty = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e\x08\r"
    html = DECLARATION.replace("No Gift", f"No{nasty} Gift") + MENU.replace("ประกาศ", f"{nasty}ประกาศ")
    entities = DECLARATION.replace("No Gift", "No&#27;[2J&#155;31m&#8238; Gift")
    files = [page(tmp_path, html), page(tmp_path, entities, "b.html"), page(tmp_path, MENU, "\x1b[31m\x9bc.html")]
    code, out, err = call("--format", form, *files)
    assert (code, err) == (0, "")
    assert [char for char in out if not char.isprintable() and char != "\n"] == []
    if form == "jsonl":
        lines = [json.loads(line) for line in out.splitlines()]
        assert lines[2]["file"] == str(files[2]), "escaped, not lost"


def test_a_url_is_inspected_where_it_answers(call: Call) -> None:
    with SmallSite({"/a": DECLARATION, "/robots.txt": 404}) as site:
        code, out, err = call("--format", "jsonl", f"{site.url}a")
        assert site.asked == ["/robots.txt", "/a"]
    line = json.loads(out)
    assert (code, err) == (0, "")
    assert line["file"] == line["url"] == f"{site.url}a"
    assert line["evidence"][0]["status"] == "present"


@pytest.mark.parametrize(("path", "told"), [("gone", "HTTP 404"), ("private/x", "robots")])
def test_a_url_that_cannot_be_looked_at_is_one_line_and_exit_code_4(
    call: Call, tmp_path: Path, path: str, told: str
) -> None:
    with SmallSite({"/robots.txt": "User-agent: *\nDisallow: /private/\n", "/private/x": DECLARATION}) as site:
        code, out, err = call(f"{site.url}{path}")
        assert f"/{path}" in site.asked or path.startswith("private")
        assert (code, out, err.count("\n")) == (4, "", 1)
        assert err.startswith(f"itacheck: {site.url}{path}: ")
        assert told in err
        code, out, err = call("--format", "jsonl", f"{site.url}{path}", page(tmp_path, DECLARATION))
    assert (code, len(out.splitlines()), err.count("\n")) == (4, 1, 1)


def test_a_server_that_is_down_is_one_line_and_exit_code_4(call: Call) -> None:
    with SmallSite({}) as site:
        url = site.url
    code, out, err = call(url)
    assert (code, out, err.count("\n")) == (4, "", 1)
    assert "refused" in err


def test_a_missing_file_is_told_before_anything_is_done(call: Call, tmp_path: Path) -> None:
    code, out, err = call(page(tmp_path, DECLARATION), "missing.html")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "missing.html: no such file" in err


def test_errors_are_of_the_one_family(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        inspected(tmp_path / "vanished.html")
    with SmallSite({}) as site, pytest.raises(UnreachableError, match="HTTP 404") as caught:
        inspected(site.url)
    assert caught.value.exit_code == 4


# ---------------------------------------------------------------- in words for an officer


def told(call: Call, path: Path, *more: object) -> list[str]:
    code, out, err = call(*more, path)
    assert (code, err) == (0, "")
    return [line.strip() for line in out.splitlines()]


def test_each_place_tells_the_tests_that_it_passed_and_failed_and_what_to_do(call: Call, tmp_path: Path) -> None:
    lines = told(call, page(tmp_path, MENU))
    assert "✓ ผ่าน / passed: ชื่อตรง, ไม่ใช่แค่กล่าวถึง / named so, not only mentioned" in lines
    assert "✗ ไม่ผ่าน / failed: มีปลายทาง / leads somewhere" in lines
    assert any(line.startswith("→ ควรทำ / to do: ใส่ที่อยู่ของหน้าหรือไฟล์จริงในลิงก์ / ") for line in lines)
    assert any("no-gift-policy-declaration 2568 ประกาศ" in line for line in lines), "called by its Thai name too"


@pytest.mark.parametrize(
    ("html", "failed"),
    [
        (NEWS.replace("ข่าวประชาสัมพันธ์: อบรมให้ความรู้เรื่อง", "จัดกิจกรรมประกาศใช้"), "ไม่ใช่แค่กล่าวถึง / not only mentioned"),
        ("<h1>ประมวลจริยธรรม</h1><p>อยู่ระหว่างจัดทำ</p>", "ไม่ใช่แค่กล่าวถึง / not only mentioned"),
        ("<h1>ประมวลจริยธรรม</h1><p>-</p>", "มีเนื้อหาของเรื่องนี้ / has content of its own"),
        ("<h1>ช่องทางร้องเรียนการทุจริต</h1><p>ยินดีรับฟัง</p>", "มีช่องทางที่ใช้ได้ / gives a working means"),
        ("<h1>ยื่นคำร้องออนไลน์</h1><p>ติดต่อได้ที่สำนักงานทุกวันทำการ</p>", "ยื่นหรือทำรายการออนไลน์ได้ / can be done online"),
    ],
    ids=["news", "placeholder", "nothing", "no means", "no form"],
)
def test_the_failed_test_is_named(call: Call, tmp_path: Path, html: str, failed: str) -> None:
    assert f"✗ ไม่ผ่าน / failed: {failed}" in told(call, page(tmp_path, f"<title>สำนักงาน</title>{html}"))


def test_another_year_than_the_asked_one_is_a_failed_test_of_what_is_present(call: Call, tmp_path: Path) -> None:
    lines = told(call, page(tmp_path, DECLARATION), "--fiscal-year", 2569)
    assert any(line.startswith("พบ (present) no-gift-policy-declaration 2568") for line in lines)
    assert "✗ ไม่ผ่าน / failed: เป็นของปี 2569 / of 2569" in lines
    assert any("เผยแพร่ของปีที่ตรวจ" in line for line in lines)


def test_what_a_link_opens_is_not_said_to_be_read(call: Call, tmp_path: Path) -> None:
    lines = told(call, page(tmp_path, LINK))
    (left,) = [line for line in lines if line.startswith("– ยังไม่ได้ตรวจ / not asked: ")]
    assert "อ่านได้" in left
    assert any(line.endswith("→ /a.pdf") for line in lines), "says where it leads"


@pytest.mark.parametrize(
    ("html", "words", "advice"),
    [
        ("<h1>กรุณาเข้าสู่ระบบ</h1>", "ต้องเข้าสู่ระบบ", "เปิดสิทธิ์"),
        ("<h1>404 Not Found</h1>", "ไม่พบหน้า", "แก้ลิงก์"),
        ("<h1>It works!</h1>", "โฮสติ้ง", "ต่ออายุ"),
        ("<p>Fatal error: Uncaught Error in /srv/a.php</p>", "ขัดข้อง", "ฐานข้อมูล"),
        (DECLARATION + "<div hidden>สล็อตเว็บตรง เครดิตฟรี</div>", "เว็บถูกแฮก", "หน่วยงานไซเบอร์"),
        ("<title>สล็อตเว็บตรง แตกง่าย</title>" + DECLARATION, "เว็บถูกแฮก", "หน่วยงานไซเบอร์"),
    ],
)
def test_the_trouble_of_the_page_itself_comes_first(
    call: Call, tmp_path: Path, html: str, words: str, advice: str
) -> None:
    _, first, second, *rest = told(call, page(tmp_path, html))
    assert first.startswith("! ")
    assert words in first
    assert advice in second
    assert not any(line.startswith("พบ (present)") for line in rest), "such a page proves nothing"


def test_a_page_without_a_name_shows_what_was_read_as_its_name(call: Call, tmp_path: Path) -> None:
    lines = told(call, page(tmp_path, "<title>เอกสาร 5</title><h1>ประกาศสำนักงาน</h1><p>ให้ทราบโดยทั่วกัน</p>"))
    assert lines[1] == "อ่านชื่อได้ว่า / read as: “เอกสาร 5” › “ประกาศสำนักงาน”"
    assert any("ใช้ชื่อเรื่องตามเกณฑ์" in line for line in lines)


def test_links_of_a_menu_are_set_apart_from_what_the_page_shows(call: Call, tmp_path: Path) -> None:
    lines = told(call, page(tmp_path, f"<nav><a href=/code>ประมวลจริยธรรม</a></nav>{DECLARATION}"))
    number = next(n for n, line in enumerate(lines) if line.startswith("ลิงก์ที่ยังไม่ได้เปิด / "))
    assert lines[number + 1].startswith("ไม่ชัด (unclear) code-of-ethics")
    assert lines[number + 1].endswith("→ /code")


def test_patterns_and_ids_of_decoys_are_told_in_words(tmp_path: Path) -> None:
    html = "<title>x</title><p><a href=/a.pdf>คู่มือการประเมินความเสี่ยงการทุจริต ปี 2568</a></p>"
    (one,) = [e for e in inspected(page(tmp_path, html)).evidence if e.id == "corruption-risk-assessment"]
    assert "มีคำว่า “คู่มือ”" in one.why
    assert "|" not in one.why
    form = "<title>x</title><p><a href=/a.pdf>แบบฟอร์มเปล่า ประมวลจริยธรรม</a></p>"
    (one,) = [e for e in inspected(page(tmp_path, form)).evidence if e.id == "code-of-ethics"]
    assert "ไม่ใช่เอกสารที่จัดทำแล้ว" in one.why


def test_the_same_place_said_often_is_one_line(call: Call, tmp_path: Path) -> None:
    lines = told(call, page(tmp_path, LINK + MENU * 4))
    assert "×4" in next(line for line in lines if line.startswith("- ไม่นับ"))


# ---------------------------------------------------------------- scans


@pytest.mark.ocr
def test_a_scan_is_read_where_tesseract_is(tmp_path: Path, call: Call) -> None:
    tesseract_here()
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(as_file(picture()))
    code, out, _ = call("--format", "jsonl", scan)
    told = json.loads(out)
    assert (code, told["readable"], told["readers"]) == (0, True, ["ocr"])
    assert [seen["status"] for seen in told["evidence"] if seen["id"] == "no-gift-policy-declaration"] == ["present"]
    assert next(seen for seen in told["evidence"] if seen["status"] == "present")["fiscal_year"] == 2568
    assert "OCR" in call(scan)[1]


def test_a_scan_is_left_to_a_person_without_ocr(tmp_path: Path, call: Call) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(as_file(picture()))
    told = json.loads(call("--no-ocr", "--format", "jsonl", scan)[1])
    assert told == {"file": str(scan), "url": "", "readable": False, "evidence": []}


def test_asking_for_ocr_where_it_is_not_is_an_error_of_one_line(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    code, out, err = call("--ocr", page(tmp_path, DECLARATION))
    assert (code, out) == (2, "")
    assert err.startswith("itacheck: OCR: the program tesseract is not there: install")
    assert err.count("\n") == 1
    assert call(page(tmp_path, DECLARATION))[0] == 0
