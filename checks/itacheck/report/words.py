"""The words, in Thai and English, that readers meet for statuses and severities: one list for every report."""

from __future__ import annotations

from dataclasses import dataclass

from itacheck.model import Bilingual, Confidence, CrawlStatus, FormOfEvidence, Severity, Status


@dataclass(frozen=True, slots=True)
class StatusWords:
    """How a status is called, its own sign (one character, readable without colour), and what it means."""

    name: Bilingual
    sign: str
    meaning: Bilingual


def _bi(th: str, en: str) -> Bilingual:
    return Bilingual(th=th, en=en)


STATUS: dict[Status, StatusWords] = {
    Status.PASS: StatusWords(
        _bi("ผ่าน", "Pass"),
        "✓",
        _bi("พบหลักฐานที่ถูกต้อง ตรงปี และเปิดอ่านได้", "the right evidence was found and read"),
    ),
    Status.FAIL: StatusWords(
        _bi("ไม่ผ่าน", "Fail"),
        "✗",
        _bi(
            "ดูเว็บไซต์ทั่วถึงแล้ว แต่ไม่พบหลักฐาน หรือหลักฐานไม่ตรงปี",
            "the site was looked at well enough and the evidence is not there, or is of another year",
        ),
    ),
    Status.REVIEW: StatusWords(
        _bi("ต้องให้คนตรวจ", "Needs a person"),
        "?",
        _bi(
            "โปรแกรมตัดสินเองไม่ได้ เช่น เอกสารสแกน ต้องเปิดดูด้วยตา ยังไม่ถือว่าไม่ผ่าน",
            "the program cannot tell (a scan, a login page, …); this is not a fail",
        ),
    ),
    Status.UNREACHABLE: StatusWords(
        _bi("เข้าดูไม่ได้", "Could not look"),
        "⊘",
        _bi(
            "เปิดเว็บไซต์ไม่ได้ หรือยังไม่แจ้งเว็บไซต์ จึงยังบอกผลไม่ได้",
            "the site did not open, or none is declared; this is not a fail",
        ),
    ),
    Status.NOT_DUE: StatusWords(
        _bi("ยังไม่ถึงกำหนด", "Not due yet"),
        "…",
        _bi("ยังไม่พบ แต่ยังอยู่ในระยะเวลาดำเนินการ", "not found, and its period has not ended yet"),
    ),
    Status.NOT_APPLICABLE: StatusWords(
        _bi("ไม่เกี่ยวข้อง", "Does not apply"),
        "–",
        _bi("ข้อนี้ไม่ใช้กับหน่วยงานประเภทนี้", "the rule does not apply to this kind of agency"),
    ),
    Status.ERROR: StatusWords(
        _bi("โปรแกรมขัดข้อง", "Program error"),
        "!",
        _bi("โปรแกรมตรวจทำงานผิดพลาด ไม่ใช่ความผิดของหน่วยงาน", "this program broke on it; not the agency's doing"),
    ),
}

WAIVED = _bi("ผ่อนผัน", "waived")
WAIVER_EXPIRED = _bi("การผ่อนผันหมดอายุ", "waiver expired")
WAIVER_SIGN = "ผ"

CRAWL: dict[CrawlStatus, Bilingual] = {
    CrawlStatus.COMPLETE: _bi("ดูครบ", "looked at in full"),
    CrawlStatus.PARTIAL: _bi("ดูไม่ครบ", "looked at in part"),
    CrawlStatus.UNREACHABLE: _bi("เข้าดูไม่ได้", "could not be looked at"),
}

STATE: dict[str, Bilingual] = {
    "complete": CRAWL[CrawlStatus.COMPLETE],
    "partial": _bi("ดูไม่ครบ", "looked at in part"),
    "unreachable": _bi("เปิดเว็บไซต์ไม่ได้", "could not be opened"),
    "no-website": _bi("ยังไม่แจ้งเว็บไซต์", "no website declared"),
}
"""How far an agency's website could be looked at."""

SEEN: dict[bool | None, StatusWords] = {
    True: StatusWords(_bi("พบ", "seen"), "✓", _bi("เห็นในหลักฐานที่พบ", "seen in the evidence")),
    False: StatusWords(
        _bi("ไม่เห็น", "not seen"), "○", _bi("ไม่เห็นในหลักฐานที่พบ ถ้อยคำอาจต่างออกไป", "not seen; the words may differ")
    ),
    None: StatusWords(
        _bi("อ่านไม่ได้", "not readable"), "?", _bi("หลักฐานอ่านไม่ได้ จึงยังบอกไม่ได้", "the evidence could not be read")
    ),
}
NOT_VERIFIED = _bi("ยังไม่ยืนยัน", "not verified")

CONFIDENCE: dict[Confidence, Bilingual] = {
    Confidence.HIGH: _bi("สูง", "high"),
    Confidence.MEDIUM: _bi("ปานกลาง", "medium"),
    Confidence.LOW: _bi("ต่ำ", "low"),
}

SEVERITY: dict[Severity, Bilingual] = {
    Severity.HIGH: _bi("สูง", "high"),
    Severity.MEDIUM: _bi("ปานกลาง", "medium"),
    Severity.LOW: _bi("ต่ำ", "low"),
}

FORM: dict[str, Bilingual] = {
    FormOfEvidence.PUBLICATION: _bi("หน้าหรือเอกสาร", "a page or document"),
    FormOfEvidence.LISTING: _bi("รายการที่ลงวันที่", "dated entries"),
    FormOfEvidence.CHANNEL: _bi("ช่องทางที่ใช้ได้จริง", "a channel with a means that works"),
    FormOfEvidence.SERVICE: _bi("บริการที่ทำทางออนไลน์ได้", "something that can be done online"),
    FormOfEvidence.INDEX: _bi("หน้ารวมรายการพร้อมลิงก์", "a page of numbered items with links"),
    FormOfEvidence.ACTIVITY: _bi("บันทึกหรือข่าวของการปฏิบัติ ลงวันที่", "a dated record or news of an act"),
}

YEAR: dict[str, Bilingual] = {
    "any": _bi("ปีใดก็ได้", "of any year"),
    "fiscal-year": _bi("ของปีงบประมาณนี้", "of the fiscal year"),
    "fiscal-year-or-before": _bi("ของปีงบประมาณนี้หรือปีก่อน", "of the fiscal year or the one before"),
    "covers": _bi("ครอบคลุมปีงบประมาณนี้", "covering the fiscal year"),
    "previous": _bi("ของปีงบประมาณก่อน", "of the fiscal year before"),
    "first-half": _bi("ของปีงบประมาณนี้ ถึงสิ้นเดือนมีนาคม", "of the fiscal year, to the end of March"),
}
"""Value of `year` in an option of a rule -> its words."""


def year_words(year: str) -> Bilingual:
    """The words of a year test; one without words is shown as it is written."""
    return YEAR.get(year) or _bi(year, year)


def form_words(form: str) -> Bilingual:
    """The words of a form of evidence; one without words is shown as it is written."""
    return FORM.get(form) or _bi(form, form)


KIND: dict[str, Bilingual] = {
    "agency": _bi("หน่วยงาน", "agency"),
    "district-office": _bi("ที่ว่าการอำเภอ", "district office"),
    "health-office": _bi("สำนักงานสาธารณสุข", "health office"),
    "hospital": _bi("โรงพยาบาล", "hospital"),
    "municipality": _bi("เทศบาล", "municipality"),
    "province": _bi("จังหวัด", "province"),
    "provincial-administrative-organization": _bi("องค์การบริหารส่วนจังหวัด", "provincial administrative organization"),
    "provincial-agency": _bi("หน่วยงานประจำจังหวัด", "provincial agency"),
    "provincial-office": _bi("สำนักงานจังหวัด", "provincial office"),
    "regional-office": _bi("ราชการส่วนภูมิภาค", "regional office"),
    "school": _bi("สถานศึกษา", "school"),
    "subdistrict-administrative-organization": _bi("องค์การบริหารส่วนตำบล", "subdistrict administrative organization"),
}


def kind_words(kind: str) -> Bilingual:
    """The words of a kind of agency; `agencies.toml` may use others, which are shown as they are written."""
    return KIND.get(kind) or _bi(kind, kind)
