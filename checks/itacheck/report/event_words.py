"""The words for what happened between runs, in Thai and English: one list for every report."""

from __future__ import annotations

from itacheck.causes import cause_words
from itacheck.history import Event, What
from itacheck.model import Bilingual

from .changes import WHY
from .text import clean
from .thai_date import english_date, thai_date
from .words import STATUS

MAX_RULES = 12
"""Rules of one event that are named."""


def _bi(th: str, en: str) -> Bilingual:
    return Bilingual(th=th, en=en)


WHAT: dict[What, Bilingual] = {
    What.VERDICT: _bi("ผลเปลี่ยน", "verdict changed"),
    What.BROKEN: _bi("หน้าที่เคยเป็นหลักฐานเปิดไม่ได้แล้ว", "a page that was evidence no longer opens"),
    What.DOWN: _bi("เข้าดูเว็บไซต์ไม่ได้แล้ว", "the site can no longer be looked at"),
    What.UP: _bi("กลับมาเข้าดูเว็บไซต์ได้", "the site can be looked at again"),
    What.NEW_RULES: _bi("มีข้อใหม่ในชุดกฎ", "new rules"),
    What.GONE_RULES: _bi("ข้อที่ไม่มีในชุดกฎแล้ว", "rules that are gone"),
    What.WAIVED: _bi("ได้รับการผ่อนผัน", "waived"),
    What.NOT_WAIVED: _bi("การผ่อนผันสิ้นสุด", "no longer waived"),
    What.ERROR: _bi("โปรแกรมตรวจขัดข้อง", "the program broke"),
    What.MENDED: _bi("โปรแกรมตรวจใช้ได้อีก", "the program works again"),
}
"""In the order in which they are told."""

BROKEN: dict[str, Bilingual] = {
    "dead": _bi("ไม่พบหน้า", "not found"),
    "soft-404": _bi("หน้าแจ้งว่าไม่พบ", 'it says "not found"'),
    "failed": _bi("เปิดไม่ได้ในขณะตรวจ", "it could not be opened"),
    "server-error": _bi("หน้าแสดงข้อความขัดข้อง", "it shows the error of a program"),
    "home": _bi("พากลับไปหน้าแรก", "it leads back to the home page"),
    "parked": _bi("เป็นหน้าของผู้ขายโดเมนหรือโฮสติ้ง", "a registrar's or hosting's page"),
    "maintenance": _bi("แจ้งว่าปิดปรับปรุง", "closed for maintenance"),
}
"""What is wrong with a page that no longer opens, by code."""


def event_rules(event: Event) -> str:
    """The rules of an event: `2568/5.6, 2568/5.7 … (+3)`."""
    named = ", ".join(clean(key, 80) for key in event.rules[:MAX_RULES])
    more = len(event.rules) - MAX_RULES
    return f"{named} … (+{more})" if more > 0 else named


def cause_of(event: Event) -> Bilingual | None:
    """Why a site could not be looked at, or what is wrong with a page; None where the event says nothing of it."""
    if event.cause is None:
        return None
    return BROKEN[event.cause] if event.cause in BROKEN else cause_words(clean(event.cause, 64)).name


def event_words(event: Event) -> Bilingual:
    """What happened, in a sentence without agency, rules and page."""
    words = WHAT[event.what]
    if event.what is What.VERDICT and event.before is not None and event.after is not None:
        before, after = STATUS[event.before].name, STATUS[event.after].name
        th, en = f"{before.th} → {after.th}", f"{before.en} → {after.en}"
        if event.why is not None:
            th, en = f"{th} {WHY[event.why].th}", f"{en} {WHY[event.why].en}"
        return _bi(th, en)
    th, en = words.th, words.en
    if (cause := cause_of(event)) is not None:
        th, en = f"{th}: {cause.th}", f"{en}: {cause.en}"
    if event.what is What.UP and event.seen is not None:
        th, en = f"{th} (ตั้งแต่ {thai_date(event.seen)})", f"{en} (since {english_date(event.seen)})"
    if event.until is not None:
        th, en = f"{th} ถึง {thai_date(event.until)}", f"{en} until {english_date(event.until)}"
    return _bi(th, en)
