"""Walls before a page: bot challenges of firewalls, logins, and shares that ask for permission."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from itacheck.model import Form, LinkKind, Region

from .assembly import Content
from .outline import Outline
from .sums import Sums

_CHALLENGE = re.compile(
    r"just a moment|one moment, please|checking your browser|checking if the site connection is secure|"
    r"attention required|ddos protection by|ddos-guard|verify(?:ing)? (?:that )?you are (?:a )?human|"
    r"please wait while (?:we|your request)|enable javascript and cookies to continue|"
    r"request unsuccessful\. incapsula|sucuri website firewall|access denied - sucuri|"
    r"performing security verification|the requested url was rejected|"
    r"access denied.{0,200}reference\s*#|unusual traffic from your (?:computer )?network|"
    r"your access to this (?:site|service) has been (?:limited|blocked)|you have been blocked|"
    r"blocked by (?:wordfence|imunify|mod_?security)|an appropriate representation of the requested resource could not|"
    r"กำลังตรวจสอบ(?:เบราว์เซอร์|เบราเซอร์|ความปลอดภัย(?:ของ)?การเชื่อมต่อ)|"
    r"(?:ยืนยัน|ตรวจสอบ)(?:ว่า)?(?:คุณ|ท่าน)(?:ไม่ใช่|เป็น)(?:โปรแกรมอัตโนมัติ|หุ่นยนต์|บอท|มนุษย์)",
    re.IGNORECASE | re.DOTALL,
)
_CHALLENGE_MARKS = (
    "_Incapsula_Resource",
    "/cdn-cgi/challenge-platform/",
    "cf-browser-verification",
    "__cf_chl_",
    "sucuri_cloudproxy",
    "awsWafCookieDomainList",
    "px-captcha",
    "/_sec/verify",
)
_CAPTCHAS = ("g-recaptcha", "recaptcha/api", "h-captcha", "hcaptcha.com", "cf-turnstile", "/turnstile/")
_CAPTCHA_WORDS = re.compile(
    r"captcha|robot|human|security check|unusual|หุ่นยนต์|บอท|มนุษย์|อัตโนมัติ|ตรวจสอบความปลอดภัย", re.IGNORECASE
)
# Scripts that set a cookie and load the page again: browsers get through, programs see nothing.
_COOKIE_GATE = re.compile(r"document\.cookie\s*=.{0,4000}?\blocation\b", re.DOTALL)
_SOLVED_GATE = re.compile(r"slowAES|toNumbers\s*\(")

_SHARE = re.compile(
    r"ขอสิทธิ์(?:การ)?เข้าถึง|(?:คุณ|ท่าน)(?:จำเป็น)?ต้อง(?:มี|ได้รับ|ขอ)?สิทธิ์|ขอการเข้าถึง|"
    r"(?:คุณ|ท่าน)ไม่(?:มี|ได้รับ)(?:สิทธิ์|อนุญาต)|"
    r"you need (?:access|permission)|request access|sign in to (?:continue|your account|access|view|see)|"
    r"sign in\s*[-–]\s*google|ลงชื่อเข้าใช้\s*[-–]\s*(?:บัญชี )?google|"
    r"(?:ลงชื่อเข้าใช้|เข้าสู่ระบบ)เพื่อ(?:ดำเนินการต่อ|เข้าถึง|ดู(?!แล))|ลงชื่อเข้าใช้บัญชี|"
    r"you must log ?in to (?:continue|view)|log in to facebook|"
    r"you (?:do not|don't|currently don't) have (?:access|permission)|"
    r"not authori[sz]ed to (?:access|view)|"
    r"access (?:to this (?:page|resource|file) )?(?:is |was |has been )?denied(?! for user)|"
    r"(?:item|file) (?:might|may) not exist|requires? (?:a )?(?:password|decryption key)|"
    r"enter (?:the )?(?:password|passcode|decryption key) (?:to|for)|"
    r"content (?:isn't|is not) available (?:right now|at the moment)|เนื้อหานี้ไม่พร้อมใช้งาน",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"(?:กรุณา|โปรด|ต้อง|จำเป็นต้อง)\s?(?:ทำการ)?\s?(?:เข้าสู่ระบบ|ล็อกอิน|ล็อคอิน|ลงชื่อเข้าใช้|login|log in|sign in)|"
    r"(?:เข้าสู่ระบบ|ลงชื่อเข้าใช้|ยืนยันตัวตน|login|log in|sign in)\s?(?:ด้วย|ผ่าน|with|via|using)\s?"
    r"(?:แอป\S{0,12}\s?)?(?:thai\s?id|thaid|digital id|openid|sso|google|microsoft|ระบบกลาง|บัญชี)|"
    r"please (?:log|sign) ?in|must be (?:logged|signed) in|(?:login|log-in|sign-in|authentication) (?:is )?required|"
    r"(?:สำหรับ|เฉพาะ)(?:สมาชิก|เจ้าหน้าที่|บุคลากร)(?:ภายใน)?เท่านั้น|(?:members|staff) only",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"comment|reply|ความเห็น|ความคิดเห็น|ตอบกระทู้|ตั้งกระทู้|ดาวน์โหลดเพิ่ม", re.IGNORECASE)
_PROTECTED = re.compile(
    r"^\W*(?:protected|private|ป้องกัน(?:ด้วยรหัสผ่าน)?|เนื้อหาที่ถูกป้องกัน|มีการป้องกัน)\s*[:：]|"
    r"(?:content|post|page) is password[ -]protected|"
    r"(?:เนื้อหา|บทความ|หน้า)\S{0,6}(?:นี้)?\s?(?:ได้รับการ|ถูก|มีการ)ป้องกัน(?:ไว้)?ด้วยรหัสผ่าน",
    re.IGNORECASE,
)
_LOGIN_HOSTS = frozenset((
    "accounts.google.com", "login.microsoftonline.com", "login.live.com", "login.microsoft.com", "appleid.apple.com",
    "imauth.bora.dopa.go.th", "openid.egov.go.th", "connect.egov.go.th", "accounts.egov.go.th",
))  # fmt: skip
"""Hosts that show nothing but a login: who is sent there was not let in."""


def is_challenge(sums: Sums, forms: tuple[Form, ...], out: Outline, html: str) -> bool:
    """Whether a firewall asks for a browser or a person first, whatever the status of the answer."""
    if sums.everything >= 1500:
        return False
    if _CHALLENGE.search(sums.front) or (sums.everything < 300 and any(m in html for m in _CHALLENGE_MARKS)):
        return True
    if sums.links > 3 or any(len(form.fields) > 1 for form in forms):
        return False
    if sums.said < 400 and any(m in html for m in _CAPTCHAS) and _CAPTCHA_WORDS.search(sums.front):
        return True
    if sums.everything >= 100:
        return False
    # A script that also names another page is an honest forward, unless it has a sum to solve first.
    gates = (_SOLVED_GATE,) if sums.links else (_SOLVED_GATE, _COOKIE_GATE)
    return any(gate.search(script[:20_000]) for gate in gates for script in out.scripts[:5])


def is_login(url: str, content: Content, forms: tuple[Form, ...], sums: Sums) -> bool:
    """Whether a login or a permission stands before the content; a login box beside content is none."""
    if urlsplit(url).hostname in _LOGIN_HOSTS:
        return True
    if sums.everything < 1500 and sums.links <= 12 and _SHARE.search(sums.front):
        return True
    frames = any(link.kind is LinkKind.FRAME for link in content.links)
    locked = [form for form in forms if form.password and all(f.kind == "password" for f in form.fields)]
    if locked and sums.said < 600 and any(map(_PROTECTED.search, (*sums.names, *sums.lines, locked[0].text))):
        return True
    if _asks(sums, forms) and not frames:
        return True
    login = [form for form in forms if form.password and form.region is Region.MAIN]
    if len(login) != 1 or len(login[0].fields) > 5 or any(not f.password and len(f.fields) > 1 for f in forms):
        return False
    beside = max(0, sums.said - len(login[0].text))
    return beside < 250 and sums.links <= 8 and not frames


def _asks(sums: Sums, forms: tuple[Form, ...]) -> bool:
    """Whether the content is little else than the words that ask for a login."""
    if sums.links > 4 or sums.parts > 2 or any(not f.password and len(f.fields) > 1 for f in forms):
        return False
    asking = [line for line in sums.lines if _ASKS.search(line) and not _COMMENTS.search(line)]
    return bool(asking) and sums.said - sum(map(len, asking)) < 120
