"""A candidate: one place that may be the evidence, with how it stands and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from itacheck.model import Bilingual
from itacheck.thai import YearStatement, covers, fiscal_year


class Standing(StrEnum):
    """What a candidate is worth."""

    ACCEPTED = "accepted"
    UNCLEAR = "unclear"
    """A person must look."""
    REFUSED = "refused"


class Why(StrEnum):
    """Why a candidate stands as it does; the words are in `WORDS`."""

    NAMED = "named"
    NOWHERE = "nowhere"
    DEAD = "dead"
    EMPTY = "empty"
    SOFT_404 = "soft-404"
    UNRELATED = "unrelated"
    PLACEHOLDER = "placeholder"
    NEWS = "news"
    DECOY = "decoy"
    OTHER_PAPER = "other-paper"
    OTHER_AGENCY = "other-agency"
    NO_CONTENT = "no-content"
    NO_MEANS = "no-means"
    NO_FORM = "no-form"
    ONLY_A_FILE = "only-a-file"
    SILENT = "silent"
    SEARCH = "search"
    TOO_FEW = "too-few"
    UNVISITED = "unvisited"
    FAILED = "failed"
    SCRIPT = "script"
    SCRIPT_MISSING = "script-no-browser"
    SCRIPT_OFF = "script-browser-off"
    SCRIPT_SPENT = "script-limit"
    SCRIPT_FAILED = "script-browser-failed"
    SCRIPT_PARTLY = "script-partly"
    SCRIPT_LINK = "script-link"
    LOGIN = "login"
    CHALLENGE = "challenge"
    HOME = "home"
    PARKED = "parked"
    MAINTENANCE = "maintenance"
    SERVER_ERROR = "server-error"
    HACKED = "hacked"
    SCAN = "scan"
    GARBLED = "garbled"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too-large"
    IMAGE = "image"
    OUTSIDE = "outside"
    WEAK = "weak"
    WORKS = "works"
    WRONG_YEAR = "wrong-year"
    FEW_OPEN = "few-open"
    NO_YEAR = "no-year"
    OCR = "ocr"
    OCR_YEAR = "ocr-year"


WORDS: dict[Why, Bilingual] = {
    why: Bilingual(th=th, en=en)
    for why, th, en in (
        (Why.NAMED, "พบหลักฐานตามชื่อ", "named and there"),
        (Why.NOWHERE, "ลิงก์ไม่ได้ชี้ไปที่ใด (# หรือว่าง)", "the link leads nowhere (# or empty)"),
        (Why.DEAD, "ลิงก์เสีย เปิดแล้วไม่พบหน้า", "the link is dead (not found)"),
        (Why.EMPTY, "เปิดแล้วว่างเปล่า", "it opens and is empty"),
        (Why.SOFT_404, "เปิดแล้วแจ้งว่าไม่พบหน้า", 'it opens and says "not found"'),
        (Why.UNRELATED, "ลิงก์พาไปหน้าที่ไม่เกี่ยวข้อง", "the link leads to an unrelated page"),
        (Why.PLACEHOLDER, "หน้ายังไม่มีเนื้อหา (อยู่ระหว่างปรับปรุง)", "a placeholder without content"),
        (Why.NEWS, "เป็นข่าวที่กล่าวถึง ไม่ใช่ตัวเอกสาร", "news that mentions it, not the paper itself"),
        (Why.DECOY, "เป็นเรื่องอื่นที่กล่าวถึง ไม่ใช่หลักฐานนี้", "something else that mentions it"),
        (Why.OTHER_PAPER, "เป็นเอกสารเรื่องอื่น", "another paper"),
        (Why.OTHER_AGENCY, "เป็นเอกสารของหน่วยงานอื่น", "another agency's paper"),
        (Why.NO_CONTENT, "มีแต่หัวข้อ ไม่มีเนื้อหาหรือเอกสาร", "a heading over nothing"),
        (Why.NO_MEANS, "ไม่มีช่องทางที่ใช้ได้ (แบบฟอร์ม อีเมล โทรศัพท์ แชต)", "no working means (form, e-mail, telephone, chat)"),
        (Why.NO_FORM, "ไม่มีแบบฟอร์มออนไลน์ให้ยื่น", "nothing that can be submitted online"),
        (Why.ONLY_A_FILE, "เป็นไฟล์ให้ดาวน์โหลด ไม่ใช่บริการออนไลน์", "a file to download is not an online service"),
        (Why.SILENT, "เอกสารไม่ได้ระบุเรื่องที่ถาม", "the paper does not name what is asked"),
        (Why.SEARCH, "เป็นหน้าค้นหาหรือหน้าแท็ก", "a search or tag page"),
        (Why.TOO_FEW, "มีจำนวนไม่ถึงเกณฑ์", "too few"),
        (Why.UNVISITED, "ยังไม่ได้เปิดดู", "not looked at"),
        (Why.FAILED, "เปิดไม่ได้ในขณะตรวจ", "it could not be opened"),
        (Why.SCRIPT, "หน้าแสดงผลด้วยสคริปต์ โปรแกรมอ่านไม่ได้", "the page is drawn by a script"),
        (
            Why.SCRIPT_MISSING,
            "หน้าแสดงผลด้วยสคริปต์ และเครื่องนี้ไม่มีเบราว์เซอร์ให้โปรแกรมใช้อ่าน (ติดตั้ง Chromium และ itacheck[browser])",
            "the page is drawn by a script, and no browser is here to read it (install Chromium and itacheck[browser])",
        ),
        (
            Why.SCRIPT_OFF,
            "หน้าแสดงผลด้วยสคริปต์ และสั่งไม่ให้ใช้เบราว์เซอร์อ่าน (--no-browser)",
            "the page is drawn by a script, and the browser was switched off (--no-browser)",
        ),
        (
            Why.SCRIPT_SPENT,
            "หน้าแสดงผลด้วยสคริปต์ และถึงขีดจำกัดของการอ่านด้วยเบราว์เซอร์แล้ว",
            "the page is drawn by a script, and the limit of what a browser reads was reached",
        ),
        (
            Why.SCRIPT_FAILED,
            "หน้าแสดงผลด้วยสคริปต์ และเบราว์เซอร์อ่านไม่สำเร็จ",
            "the page is drawn by a script, and the browser failed on it",
        ),
        (
            Why.SCRIPT_PARTLY,
            "หน้าแสดงผลด้วยสคริปต์ และบางส่วนไม่แสดงแม้ใช้เบราว์เซอร์อ่าน",
            "the page is drawn by a script, and parts of it stayed out even in a browser",
        ),
        (Why.SCRIPT_LINK, "ลิงก์เปิดได้ด้วยสคริปต์เท่านั้น โปรแกรมตามไปดูไม่ได้", "only a script can open the link"),
        (Why.LOGIN, "ต้องเข้าสู่ระบบหรือขอสิทธิ์ก่อน", "a login or a permission is needed"),
        (Why.CHALLENGE, "มีระบบกันบอตขวางอยู่", "a bot challenge stands before it"),
        (Why.HOME, "ลิงก์พากลับไปหน้าแรก ไม่พบหน้าที่ต้องการ", "the link ends on the home page: what it names is gone"),
        (
            Why.PARKED,
            "ปลายทางเป็นหน้าของผู้ขายโดเมนหรือโฮสติ้ง (หมดอายุ ถูกระงับ หรือยังไม่ได้ตั้งค่า)",
            "a registrar's or hosting's page stands there (expired, suspended or not set up)",
        ),
        (Why.MAINTENANCE, "เว็บไซต์ปลายทางแจ้งว่าปิดปรับปรุง", "the site says that it is closed for maintenance"),
        (Why.SERVER_ERROR, "เปิดแล้วเป็นข้อความขัดข้องของระบบ", "it shows the error of a program or a database"),
        (
            Why.HACKED,
            "หน้านี้อาจถูกฝังโฆษณาการพนันหรือสินค้า (เว็บถูกแฮก)",
            "the page may be hacked: it advertises gambling or goods",
        ),
        (Why.SCAN, "เป็นเอกสารสแกน ไม่มีตัวอักษรให้อ่าน", "a scan without text"),
        (Why.GARBLED, "ตัวอักษรในเอกสารอ่านไม่ออก", "its text decodes to rubbish"),
        (Why.ENCRYPTED, "เอกสารใส่รหัสผ่าน", "it asks for a password"),
        (Why.DAMAGED, "ไฟล์เสียหายหรือผิดชนิด", "the file is damaged or mislabelled"),
        (Why.UNSUPPORTED, "เป็นไฟล์ชนิดที่โปรแกรมไม่อ่าน", "a kind of file that is not read"),
        (Why.TOO_LARGE, "ไฟล์ใหญ่เกินกำหนด", "the file is too large"),
        (Why.IMAGE, "เป็นรูปภาพที่โปรแกรมอ่านไม่ได้", "it is a picture"),
        (Why.OUTSIDE, "อยู่นอกเว็บไซต์หน่วยงาน ตรวจเนื้อหาไม่ได้", "outside the agency's site: its content cannot be judged"),
        (Why.WEAK, "ชื่อไม่ชัดว่าเป็นหลักฐานนี้", "its name is not clear enough"),
        (
            Why.WORKS,
            "เป็นแบบแจ้งเหตุสาธารณูปโภค ไม่ชัดว่ารับเรื่องร้องเรียนการปฏิบัติหน้าที่",
            "a form for public works; not clear that it takes complaints about conduct",
        ),
        (Why.FEW_OPEN, "ลิงก์ในหน้าเปิดได้ไม่ถึง 8 ใน 10", "fewer than 8 in 10 of its links open"),
        (Why.WRONG_YEAR, "เป็นของปีอื่น", "it is of another year"),
        (Why.NO_YEAR, "ไม่ระบุปี", "it states no year"),
        (
            Why.OCR,
            "เป็นภาพสแกน อ่านด้วย OCR แล้วยังไม่ชัดว่าเป็นหลักฐานนี้",
            "a picture: OCR does not clearly read that it is this",
        ),
        (Why.OCR_YEAR, "เป็นภาพสแกน อ่านปีด้วย OCR ได้ไม่แน่ชัด", "a picture: OCR does not surely read its year"),
    )
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place that may be the evidence."""

    evidence: str
    url: str
    """Where the evidence is: the target's URL, or the page's own."""
    page: str
    """The page on which it is named."""
    title: str
    quote: str
    standing: Standing
    why: Why
    years: tuple[YearStatement, ...] = ()
    """The nearest statement(s) of year."""
    date: date | None = None
    key: str = ""
    """What makes it different from another one of its kind; the URL when empty."""
    detail: str = ""
    """More for the reason: the decoy's id, the other agency, the topics."""
    topics: frozenset[str] = frozenset()
    """Topics that it names."""
    rank: int = 0
    """How good the naming place is: larger is better."""
    ocr: bool = False
    """Its document was read from pictures."""
    doubtful_year: bool = False
    """Its year was read from pictures and nothing else says the same: another one than is asked proves nothing."""

    @property
    def fiscal_years(self) -> tuple[int, ...]:
        """The fiscal years that it states, ascending."""
        stated = {year for s in self.years for year in range(s.first, min(s.last, s.first + 30) + 1)}
        if not stated and self.date is not None:
            stated = {fiscal_year(self.date)}
        return tuple(sorted(stated))

    def is_of(self, year: int) -> bool:
        """Whether it states that fiscal year."""
        if self.years:
            return any(covers(statement, year) for statement in self.years)
        return self.date is not None and fiscal_year(self.date) == year

    @property
    def dated(self) -> bool:
        """Whether it states any year."""
        return bool(self.years) or self.date is not None

    def but(self, standing: Standing, why: Why, detail: str = "") -> Candidate:
        """The same candidate, standing otherwise."""
        return replace(self, standing=standing, why=why, detail=detail or self.detail)
