"""Pages that stand where a site should be: a registrar's, the hosting's, a closed door, the error of a program."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from itacheck.model import Form, Region, Trouble

from .sums import Sums

_PARKED = re.compile(
    r"domain(?: name)?(?: \S{1,80})? (?:is|may be|might be) (?:for sale|parked|available for)|buy this domain|"
    r"this domain(?: name)? (?:has|is|was|has been) (?:been )?(?:expired|registered|parked|suspended|reserved)|"
    r"domain (?:name )?(?:has )?expired|domain parking|parked (?:free|domain|page)|"
    r"(?:this )?(?:account|website|site|hosting) (?:has been|is|was) (?:temporarily )?suspended|account suspended|"
    r"bandwidth limit exceeded|"
    r"โดเมน(?:เนม)?(?:นี้|ของท่าน)\s?(?:ได้|ถูก)?\s?(?:หมดอายุ|ระงับ|ประกาศขาย|จดทะเบียน|จอด)|"
    r"โดเมน(?:เนม)?(?:นี้)?\s?(?:พร้อมขาย|สำหรับขาย)|ขาย(?:ชื่อ)?โดเมน(?:เนม)?(?:นี้)|"
    r"(?:เว็บไซต์|บัญชี|โฮสติ้ง|พื้นที่)(?:นี้)?\s?(?:ถูก|ได้ถูก)(?:ระงับ|ปิด)(?:การ(?:ให้)?(?:ใช้งาน|บริการ))?|"
    r"(?:โฮสติ้ง|พื้นที่เว็บ(?:ไซต์)?)\S{0,20}\s?หมดอายุ",
    re.IGNORECASE,
)
_PARKING_MARKS = (
    "sedoparking", "parkingcrew", "bodis.com", "hugedomains", "afternic", "window.park", "/parking-lander/",
    "dan.com/buy-domain", "cgi-sys/suspendedpage", "cgi-sys/defaultwebpage",
)  # fmt: skip
_FIRST_PAGE = re.compile(
    r"^(?:apache2? .{0,40}default page|welcome to nginx|iis windows(?: server)?|iis[ \d.]*$|"
    r"internet information services|welcome to (?:xampp|wampserver|appserv|cwp|directadmin|openlitespeed)|xampp|"
    r"(?:web server's |domain |server )?default (?:web ?site )?page|"
    r"(?:http|apache|nginx|web) server test page|test page for the|future home of|"
    r"congratulations.{0,60}(?:installed|created|hosting)|appserv open project|it works!?$|"
    r"hosting(?:er)? .{0,20}default page|ยินดีต้อนรับสู่ (?:xampp|appserv|โฮสติ้ง))",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"ปิดปรับปรุง\s?(?:เว็บ|ระบบ|ชั่วคราว)|"
    r"ระบบ\s?ปิดปรับปรุง|เว็บ(?:ไซต์|ไซท์)(?:\S{0,40}\s?)?(?:กำลัง|อยู่(?:ใน)?ระหว่าง|ปิด)\s?(?:การ)?"
    r"(?:ปิด)?(?:ปรับปรุง|บำรุงรักษา|พัฒนา|จัดทำ|ให้บริการชั่วคราว)|"
    r"(?:site|website|server|system) (?:is |are )?(?:currently |temporarily )?(?:down |closed )?"
    r"(?:under|for|undergoing) "
    r"(?:scheduled |planned |a )?(?:maintenance|construction)|"
    r"scheduled maintenance|maintenance mode|^(?:site |website )?(?:under )?maintenance$|"
    r"(?:we'll|we will) be (?:right )?back (?:soon|shortly)",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"^\W*(?:ขออภัย\W*)?(?:(?:ขณะนี้\s?)?(?:กำลัง|อยู่(?:ใน)?ระหว่าง(?:การ)?)\s?(?:ปรับปรุง|จัดทำ|พัฒนา)|ปิดปรับปรุง|"
    r"coming soon|(?:site |website |page )?under construction)\W*",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"\b(?:fatal|parse|catchable fatal) error\s?:|"
    r"\bwarning\s?:\s*(?:\[mysql\]|(?:mysqli?|pdo|pg|mssql|sqlsrv|odbc|oci)\w{0,30}[(:])|"
    r"uncaught (?:pdo|mysqli|error|exception|typeerror)|\bsqlstate\[|server error in '/|"
    r"error establishing a database connection|(?:could not|cannot|can't|unable to|failed to) connect to "
    r"(?:the )?(?:mysql|database|db|server|host|local mysql)|database (?:connection |server )?error|"
    r"a database error occurred|connection to (?:the )?database failed|you have an error in your sql syntax|"
    r"access denied for user '|table '[^']{1,80}' doesn't exist|unknown database '|too many connections|\bora-\d{5}|"
    r"microsoft ole db provider|adodb\.\w{1,20} error|microsoft vbscript (?:runtime|compilation) error|"
    r"whoops, looks like something went wrong|an (?:unhandled )?(?:error|exception) (?:occurred|was encountered)|"
    r"(?:500|internal) (?:-\s)?(?:internal )?server error|502 bad gateway|503 service|"
    r"service (?:temporarily )?unavailable|"
    r"504 gateway|http status 500|experiencing technical difficulties|critical error on (?:this|your) website|"
    r"(?:ไม่สามารถ(?:เชื่อมต่อ|ติดต่อ)|เชื่อมต่อ)(?:กับ)?\s?(?:ระบบ)?ฐานข้อมูล(?:ไม่ได้|ล้มเหลว|ไม่สำเร็จ|ได้|$)|"
    r"ข้อผิดพลาดร้ายแรง(?:เกิดขึ้น)?(?:ใน|กับ|บน)?เว็บ|เว็บไซต์\S{0,6}ประสบปัญหาทางเทคนิค|"
    r"(?:ระบบ|เซิร์ฟเวอร์|เครื่องแม่ข่าย)\S{0,10}\s?(?:ขัดข้อง|เกิดข้อผิดพลาด)",
    re.IGNORECASE,
)


def closed(url: str, sums: Sums, forms: tuple[Form, ...], html: str) -> Trouble | None:
    """Whose words stand in place of the site's, when hardly anything else does."""
    own_forms = any(form.region is Region.MAIN and len(form.fields) > 1 for form in forms)
    if _is_parked(sums, html) and not own_forms:
        return Trouble.PARKED
    if own_forms or sums.parts > 3:
        return None
    if _is_broken(sums):
        return Trouble.SERVER_ERROR
    if sums.everything < 700 and sums.anchors <= 5:
        if any(_CLOSED.search(line) for line in (*sums.names, *sums.lines)):
            return Trouble.MAINTENANCE
        # "Coming soon" on any other page is a placeholder: looked at, and nothing there.
        at_top = urlsplit(url).path.lower() in ("", "/", "/index.html", "/index.htm", "/index.php")
        if at_top and not sums.anchors and any(_TO_COME.search(line) for line in (*sums.names, *sums.lines)):
            return Trouble.MAINTENANCE
    return None


def _is_parked(sums: Sums, html: str) -> bool:
    if sums.everything < 6000 and any(_FIRST_PAGE.search(name) for name in sums.names):
        return True
    if sums.everything >= 1500:
        return False
    if any(_PARKED.search(name) for name in sums.names):
        return True
    return sums.said < 600 and (
        any(_PARKED.search(line) for line in sums.lines[:12]) or any(mark in html for mark in _PARKING_MARKS)
    )


def _is_broken(sums: Sums) -> bool:
    """Whether the error is what the page says: a notice above a whole page is none."""
    if sums.links > 5 or sums.said - sum(map(len, (*sums.names, *sums.lines))) >= 300:
        return False
    errors = [line for line in (*sums.names, *sums.lines) if _BROKEN.search(line)]
    front = _BROKEN.search(sums.front) is not None
    return (bool(errors) or front) and sums.said - sum(map(len, errors)) < 300
