"""The tests that a candidate goes through, in order, and what to do where it fails one: for people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from itacheck.model import Bilingual, FormOfEvidence

from .candidate import Candidate, Standing, Why


class Test(StrEnum):
    """One question to a candidate; what it is called is in `TEST`."""

    __test__ = False  # pytest collects no test here

    NAME = "name"
    KIND = "kind"
    """No news item, law, blank form, placeholder, search or other paper that speaks of it."""
    OWNER = "owner"
    TARGET = "target"
    READABLE = "readable"
    CONTENT = "content"
    YEAR = "year"


class Mark(StrEnum):
    """How a candidate did in one test."""

    PASSED = "passed"
    FAILED = "failed"
    UNSURE = "unsure"
    """A person must look."""
    LEFT = "left"
    """Not reached, or not to be told from what was looked at."""


@dataclass(frozen=True, slots=True)
class Step:
    """One test of one candidate."""

    test: Test
    mark: Mark


def _bi(th: str, en: str) -> Bilingual:
    return Bilingual(th=th, en=en)


TEST: dict[Test, Bilingual] = {
    Test.NAME: _bi("ชื่อตรง", "named so"),
    Test.KIND: _bi("ไม่ใช่แค่กล่าวถึง", "not only mentioned"),
    Test.OWNER: _bi("เป็นของหน่วยงานเอง", "the agency's own"),
    Test.TARGET: _bi("มีปลายทาง", "leads somewhere"),
    Test.READABLE: _bi("อ่านได้", "can be read"),
    Test.CONTENT: _bi("มีเนื้อหา", "has content"),
    Test.YEAR: _bi("ระบุปี", "states the year"),
}
CONTENT: dict[FormOfEvidence, Bilingual] = {
    FormOfEvidence.PUBLICATION: _bi("มีเนื้อหาของเรื่องนี้", "has content of its own"),
    FormOfEvidence.LISTING: _bi("เป็นรายการ", "is an entry"),
    FormOfEvidence.CHANNEL: _bi("มีช่องทางที่ใช้ได้", "gives a working means"),
    FormOfEvidence.SERVICE: _bi("ยื่นหรือทำรายการออนไลน์ได้", "can be done online"),
    FormOfEvidence.INDEX: _bi("มีข้อ O ที่เปิดได้ครบเกณฑ์", "enough of its items open"),
    FormOfEvidence.ACTIVITY: _bi("เล่าการดำเนินการเรื่องนี้", "tells of the act"),
}
"""What `CONTENT` asks of each form of evidence."""

SCRIPTED = (
    Why.SCRIPT, Why.SCRIPT_MISSING, Why.SCRIPT_OFF, Why.SCRIPT_SPENT, Why.SCRIPT_FAILED, Why.SCRIPT_PARTLY,
    Why.SCRIPT_LINK,
)  # fmt: skip
"""What only a script shows, by why no browser did."""
_FAILS: dict[Test, tuple[Why, ...]] = {
    Test.NAME: (Why.WEAK,),
    Test.KIND: (Why.NEWS, Why.DECOY, Why.PLACEHOLDER, Why.SEARCH, Why.OTHER_PAPER),
    Test.OWNER: (Why.OTHER_AGENCY,),
    Test.TARGET: (
        Why.NOWHERE, Why.DEAD, Why.EMPTY, Why.SOFT_404, Why.HOME, Why.UNRELATED, Why.UNVISITED, Why.FAILED, Why.PARKED,
        Why.MAINTENANCE, Why.SERVER_ERROR, Why.OUTSIDE,
    ),
    Test.READABLE: (
        *SCRIPTED, Why.LOGIN, Why.CHALLENGE, Why.HACKED, Why.SCAN, Why.GARBLED, Why.ENCRYPTED, Why.DAMAGED,
        Why.UNSUPPORTED, Why.TOO_LARGE, Why.IMAGE, Why.OCR,
    ),
    Test.CONTENT: (
        Why.NO_CONTENT, Why.NO_MEANS, Why.NO_FORM, Why.ONLY_A_FILE, Why.SILENT, Why.TOO_FEW, Why.FEW_OPEN, Why.WORKS,
    ),
    Test.YEAR: (Why.WRONG_YEAR, Why.NO_YEAR, Why.OCR_YEAR),
}  # fmt: skip
TEST_OF: dict[Why, Test] = {why: test for test, reasons in _FAILS.items() for why in reasons}
"""The test that each reason belongs to; `NAMED` to none."""

_YEARLESS = frozenset({FormOfEvidence.CHANNEL, FormOfEvidence.SERVICE})

ADVICE: dict[Why, Bilingual] = {
    why: _bi(th, en)
    for reasons, th, en in (
        ((Why.NOWHERE,), "ใส่ที่อยู่ของหน้าหรือไฟล์จริงในลิงก์", "give the link the address of the page or file"),
        (
            (Why.DEAD, Why.EMPTY, Why.SOFT_404, Why.HOME),
            "อัปโหลดไฟล์หรือหน้านั้นใหม่ แล้วแก้ลิงก์ให้ตรง",
            "put the file or page back and correct the link",
        ),
        (
            (Why.UNRELATED,),
            "แก้ลิงก์ให้ไปหน้าของเรื่องนี้ หรือใส่ชื่อเรื่องในหน้าปลายทาง",
            "correct the link, or name the thing on its page",
        ),
        ((Why.PLACEHOLDER, Why.NO_CONTENT), "ใส่เนื้อหาหรือแนบไฟล์จริง", "add the content or the file itself"),
        ((Why.NEWS,), "เผยแพร่ตัวเอกสาร ไม่ใช่เฉพาะข่าว", "publish the paper itself beside the news"),
        (
            (Why.DECOY, Why.OTHER_PAPER),
            "เผยแพร่เอกสารของเรื่องนี้ โดยใช้ชื่อเรื่องให้ตรง",
            "publish the paper itself under its own name",
        ),
        ((Why.OTHER_AGENCY,), "เผยแพร่เอกสารของหน่วยงานเอง", "publish the agency's own paper"),
        (
            (Why.NO_MEANS,),
            "ใส่แบบฟอร์ม อีเมล โทรศัพท์ หรือแชต ไว้ในเนื้อหาของหน้า",
            "put a form, e-mail, telephone or chat in the content of the page",
        ),
        (
            (Why.NO_FORM, Why.ONLY_A_FILE),
            "ทำให้ยื่นออนไลน์ได้ ไม่ใช่เพียงดาวน์โหลด",
            "let it be done online, not only downloaded",
        ),
        ((Why.SILENT,), "ระบุเรื่องที่เกณฑ์ถามไว้ในเอกสาร", "say in the paper what is asked for"),
        ((Why.SEARCH,), "ลิงก์ไปที่หน้าของเรื่องนั้นเอง ไม่ใช่หน้าค้นหา", "link the page itself, not a search"),
        ((Why.TOO_FEW,), "เพิ่มรายการให้ครบเกณฑ์", "add the entries that are missing"),
        ((Why.FEW_OPEN,), "แก้ลิงก์ในหน้าที่เปิดไม่ได้", "mend the links that do not open"),
        (
            (Why.UNVISITED,),
            "เปิดดูปลายทางด้วย itacheck inspect ตามด้วยที่อยู่ของลิงก์นั้น",
            "look at its target too: itacheck inspect, then the address of the link",
        ),
        ((Why.FAILED,), "ลองเปิดอีกครั้ง หากยังเปิดไม่ได้ให้แจ้งผู้ดูแลเว็บไซต์", "try again, then tell the web officer"),
        ((Why.PARKED,), "ต่ออายุโดเมนหรือโฮสติ้ง หรือแก้ลิงก์เป็นที่อยู่ใหม่", "renew the domain or hosting, or correct the link"),
        ((Why.MAINTENANCE,), "ตรวจใหม่เมื่อเปิดเว็บไซต์แล้ว", "check again when the site is open"),
        (
            (Why.SERVER_ERROR,),
            "แจ้งผู้ดูแลเว็บไซต์ให้แก้โปรแกรมหรือฐานข้อมูล",
            "ask the web officer to mend the program or database",
        ),
        (
            (Why.HACKED,),
            "แจ้งผู้ดูแลเว็บไซต์และหน่วยงานไซเบอร์ให้ลบโฆษณาและอุดช่องโหว่ แล้วตรวจใหม่",
            "tell the web officer and the cyber security agency; clean it, then check again",
        ),
        (
            (*SCRIPTED, Why.IMAGE, Why.SCAN, Why.GARBLED, Why.OCR),
            "ให้คนเปิดดู หรือเผยแพร่เป็นข้อความหรือ PDF ที่ค้นคำได้",
            "let a person look, or publish it as text or a PDF with text",
        ),
        ((Why.LOGIN,), "เปิดสิทธิ์ให้ทุกคนดูได้โดยไม่ต้องเข้าสู่ระบบ", "let everybody see it without a login"),
        (
            (Why.CHALLENGE,),
            "อนุญาตโปรแกรมตรวจในระบบป้องกันของเว็บไซต์ หรือให้คนเปิดดู",
            "let the checker in, or let a person look",
        ),
        ((Why.ENCRYPTED,), "เผยแพร่ไฟล์ที่ไม่ใส่รหัสผ่าน", "publish it without a password"),
        ((Why.DAMAGED,), "อัปโหลดไฟล์ใหม่", "upload the file again"),
        ((Why.UNSUPPORTED, Why.TOO_LARGE), "เผยแพร่เป็น PDF ขนาดไม่ใหญ่", "publish it as a smaller PDF"),
        (
            (Why.OUTSIDE,),
            "ให้คนเปิดดู หรือเผยแพร่ไว้ในเว็บไซต์ของหน่วยงาน",
            "let a person look, or publish it on the agency's own site",
        ),
        (
            (Why.WEAK,),
            "ใช้ชื่อเรื่องให้ชัดในหัวข้อ ชื่อไฟล์ หรือข้อความของลิงก์",
            "name it clearly in the heading, file name or link text",
        ),
        (
            (Why.WORKS,),
            "ระบุในหน้านั้นว่ารับเรื่องร้องเรียนการปฏิบัติหน้าที่ด้วย",
            "say on the page that complaints about conduct are taken",
        ),
        ((Why.WRONG_YEAR,), "เผยแพร่ของปีที่ตรวจ", "publish the one of the year that is asked for"),
        ((Why.NO_YEAR,), "ระบุปีงบประมาณในชื่อเรื่องหรือหน้าแรก", "state the fiscal year in the title or on the first page"),
        (
            (Why.OCR_YEAR,),
            "ระบุปีงบประมาณในข้อความของลิงก์ หรือเผยแพร่เป็น PDF ที่ค้นคำได้",
            "state the fiscal year in the link text, or publish it as a PDF with text",
        ),
    )
    for why in reasons
}
"""What the agency can do about each reason."""


def checklist(
    candidate: Candidate, form: FormOfEvidence, *, fiscal_year: int | None = None, alone: bool = False
) -> tuple[Step, ...]:
    """How a candidate did in each test, in order: what comes after the one that it failed was not asked.

    Args:
        candidate: the place that may be the evidence.
        form: how that kind of evidence shows itself.
        fiscal_year: the year that is asked for, Buddhist era; None: any.
        alone: a page judged alone: nobody knows whose it is, and what its links open was not looked at.
    """
    failed = TEST_OF.get(candidate.why) if candidate.standing is not Standing.ACCEPTED else None
    steps: list[Step] = []
    reached = True
    away = candidate.url != candidate.page
    for test in Test:
        if test is Test.YEAR and form in _YEARLESS and failed is not Test.YEAR:
            continue
        mark = Mark.PASSED if reached else Mark.LEFT
        if test is failed:
            mark = Mark.FAILED if candidate.standing is Standing.REFUSED else Mark.UNSURE
            reached = False
        elif alone and (test is Test.OWNER or (away and test in (Test.READABLE, Test.CONTENT))):
            mark = Mark.LEFT
        elif mark is Mark.PASSED and test is Test.YEAR:
            mark = _of_year(candidate, fiscal_year)
        steps.append(Step(test, mark))
    return tuple(steps)


def _of_year(candidate: Candidate, fiscal_year: int | None) -> Mark:
    if not candidate.dated:
        return Mark.UNSURE
    if fiscal_year is None or candidate.is_of(fiscal_year):
        return Mark.PASSED
    return Mark.UNSURE if candidate.doubtful_year else Mark.FAILED
