"""Why something could not be looked at, in words: the cause, whose it is, what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from itacheck.model import Bilingual, Cause, Whose


@dataclass(frozen=True, slots=True)
class CauseWords:
    """How a cause is called, and what to do about it."""

    name: Bilingual
    todo: Bilingual


def _bi(th: str, en: str) -> Bilingual:
    return Bilingual(th=th, en=en)


STOPPED = "the run was stopped first"
"""The detail of what was not looked at because somebody stopped the run: no cause of the site's."""

WHOSE: dict[Whose, Bilingual] = {
    Whose.AGENCY: _bi("หน่วยงานเจ้าของเว็บไซต์", "the agency that owns the site"),
    Whose.NETWORK: _bi("ระบบเครือข่ายหรือผู้ให้บริการอินเทอร์เน็ต", "the network or the internet provider"),
    Whose.US: _bi("ผู้ดูแลโปรแกรมตรวจนี้", "the people who run this checker"),
}

CAUSE: dict[Cause, CauseWords] = {
    Cause.NO_WEBSITE: CauseWords(
        _bi("ยังไม่แจ้งเว็บไซต์", "no website declared"),
        _bi(
            "สอบถามที่อยู่เว็บไซต์จากหน่วยงาน แล้วเพิ่มในรายชื่อหน่วยงาน (agencies.toml)",
            "ask the agency for its address and add it to agencies.toml",
        ),
    ),
    Cause.DNS: CauseWords(
        _bi("ไม่พบชื่อเว็บไซต์ในระบบอินเทอร์เน็ต (DNS)", "the host name is not known (DNS)"),
        _bi(
            "ตรวจว่าที่อยู่เว็บไซต์สะกดถูก และชื่อโดเมนยังไม่หมดอายุ",
            "check the spelling of the address and that the domain has not expired",
        ),
    ),
    Cause.REFUSED: CauseWords(
        _bi("เครื่องแม่ข่ายไม่รับการเชื่อมต่อ", "the server refused the connection"),
        _bi("แจ้งผู้ดูแลเครื่องแม่ข่ายให้เปิดบริการเว็บ", "ask who runs the server to start the web service"),
    ),
    Cause.TIMEOUT: CauseWords(
        _bi("เว็บไซต์ไม่ตอบภายในเวลา", "the site did not answer in time"),
        _bi(
            "ลองเปิดเว็บไซต์ด้วยเบราว์เซอร์ หากช้าหรือเปิดไม่ได้ ให้แจ้งผู้ดูแลเครื่องแม่ข่าย",
            "try it in a browser; if it is slow or dead, tell who runs the server",
        ),
    ),
    Cause.TLS: CauseWords(
        _bi("ใบรับรองความปลอดภัย (https) ใช้ไม่ได้", "the https certificate is not valid"),
        _bi("แจ้งผู้ดูแลเว็บไซต์ให้ต่ออายุหรือติดตั้งใบรับรองใหม่", "ask the web officer to renew or reinstall it"),
    ),
    Cause.CONNECTION: CauseWords(
        _bi("การเชื่อมต่อขาดหาย", "the connection broke"),
        _bi("ตรวจใหม่ภายหลัง หากยังเป็นอยู่ให้แจ้งผู้ดูแลเครื่องแม่ข่าย", "check again later, then tell who runs the server"),
    ),
    Cause.ROBOTS: CauseWords(
        _bi("เว็บไซต์ไม่อนุญาตให้โปรแกรมเข้าดู (robots.txt)", "robots.txt does not let programs in"),
        _bi(
            "ขอให้ผู้ดูแลเว็บไซต์อนุญาตโปรแกรมนี้ใน robots.txt หรือให้คนเปิดตรวจเอง",
            "ask the web officer to allow this program in robots.txt, or look by hand",
        ),
    ),
    Cause.HTTP_4XX: CauseWords(
        _bi("เครื่องแม่ข่ายตอบว่าไม่มีหน้านี้หรือไม่อนุญาต (HTTP 4xx)", "the server says not found or forbidden (HTTP 4xx)"),
        _bi(
            "ตรวจว่าที่อยู่ถูกต้อง และเปิดจากภายนอกหน่วยงานได้",
            "check that the address is right and opens from outside the office",
        ),
    ),
    Cause.HTTP_5XX: CauseWords(
        _bi("เครื่องแม่ข่ายขัดข้อง (HTTP 5xx)", "the server failed (HTTP 5xx)"),
        _bi("แจ้งผู้ดูแลเว็บไซต์ แล้วตรวจใหม่ภายหลัง", "tell the web officer and check again later"),
    ),
    Cause.CHALLENGE: CauseWords(
        _bi("ระบบป้องกันของเว็บไซต์กันโปรแกรมไว้", "a firewall challenge stands before the site"),
        _bi("ขอให้ผู้ดูแลเว็บไซต์อนุญาตโปรแกรมนี้ หรือให้คนเปิดตรวจเอง", "ask for this program to be let in, or look by hand"),
    ),
    Cause.REDIRECT: CauseWords(
        _bi("เว็บไซต์ส่งต่อวนไปมาหรือส่งไปเว็บไซต์อื่น", "the site redirects in a circle or to somewhere else"),
        _bi("ตรวจที่อยู่เว็บไซต์ปัจจุบันของหน่วยงาน แล้วแก้ใน agencies.toml", "find the present address and correct agencies.toml"),
    ),
    Cause.PRIVATE_ADDRESS: CauseWords(
        _bi("ชื่อเว็บไซต์ชี้ไปที่เครือข่ายภายใน", "the host name leads to a private network"),
        _bi("แจ้งผู้ดูแลโดเมนให้แก้ที่อยู่ให้เปิดจากภายนอกได้", "ask who runs the domain to point it to a public address"),
    ),
    Cause.BAD_URL: CauseWords(
        _bi("ที่อยู่เว็บไซต์เขียนไม่ถูกต้อง", "the address is not a proper one"),
        _bi("แก้ที่อยู่ใน agencies.toml", "correct it in agencies.toml"),
    ),
    Cause.TOO_LARGE: CauseWords(
        _bi("หน้าเว็บหรือไฟล์ใหญ่เกินกำหนด", "the page or file is too large"),
        _bi("ให้คนเปิดตรวจเอง หรือเพิ่มขนาดที่อนุญาตใน agencies.toml", "look by hand, or raise the limit in agencies.toml"),
    ),
    Cause.BAD_ANSWER: CauseWords(
        _bi("เครื่องแม่ข่ายตอบไม่ถูกรูปแบบ", "the server's answer is broken"),
        _bi("แจ้งผู้ดูแลเว็บไซต์", "tell the web officer"),
    ),
    Cause.BUDGET: CauseWords(
        _bi("หมดเวลาหรือจำนวนหน้าที่กำหนดก่อนดูครบ", "the limit of time or pages was reached first"),
        _bi(
            "เพิ่มเวลาหรือจำนวนหน้าใน agencies.toml (crawl) แล้วตรวจใหม่",
            "raise the crawl limits in agencies.toml and check again",
        ),
    ),
    Cause.UNPROMISING: CauseWords(
        _bi("เป็นรายการเรื่องอื่นที่สุ่มดูแล้วไม่พบสิ่งที่ตรวจ", "one of many alike about something else, of which enough were read"),
        _bi("ไม่ต้องทำอะไร", "nothing to do"),
    ),
    Cause.WINDOW: CauseWords(
        _bi("อยู่นอกช่วงเวลาที่กำหนดให้ตรวจ", "outside the hours in which it may be asked"),
        _bi(
            "ตรวจใหม่ในช่วงเวลาของ crawl.window ใน agencies.toml หรือแก้ช่วงเวลานั้น",
            "check it again within the hours of crawl.window in agencies.toml, or change them",
        ),
    ),
    Cause.NOT_KEPT: CauseWords(
        _bi("ไม่มีหน้าที่เก็บไว้ (WARC) ให้ตรวจ", "the pages were not kept, or what was kept is damaged (WARC)"),
        _bi(
            "ตรวจเว็บไซต์ใหม่พร้อมเก็บหน้า: itacheck check --save-warc",
            "check the site again and keep its pages: itacheck check --save-warc",
        ),
    ),
    Cause.SHARD_MISSING: CauseWords(
        _bi("ส่วนของการตรวจที่ต้องดูหน่วยงานนี้ไม่มีผลกลับมา", "shard missing: that part of the run left no results"),
        _bi(
            "ตรวจส่วนนั้นใหม่ (itacheck check --shard) แล้วรวมผลอีกครั้ง (itacheck merge)",
            "run that part again (itacheck check --shard), then itacheck merge",
        ),
    ),
    Cause.PARKED: CauseWords(
        _bi(
            "ที่อยู่นี้ไม่ใช่หน้าของหน่วยงาน (โดเมนหมดอายุ ประกาศขาย ถูกระงับ หรือหน้าเริ่มต้นของโฮสติ้ง)",
            "not the agency's page (domain expired or for sale, hosting suspended, or a server's first page)",
        ),
        _bi(
            "ตรวจวันหมดอายุของชื่อโดเมนและโฮสติ้งแล้วต่ออายุ หากย้ายเว็บไซต์แล้วให้แก้ที่อยู่ใน agencies.toml",
            "renew the domain or the hosting; if the site has moved, correct the address in agencies.toml",
        ),
    ),
    Cause.MAINTENANCE: CauseWords(
        _bi("เว็บไซต์แจ้งว่าปิดปรับปรุง", "the site says that it is closed for maintenance"),
        _bi(
            "รอให้เปิดเว็บไซต์แล้วตรวจใหม่ และถามผู้ดูแลเว็บไซต์ว่าจะเปิดเมื่อใด",
            "check again when it is open; ask the web officer when",
        ),
    ),
    Cause.SERVER_ERROR: CauseWords(
        _bi("เว็บไซต์แสดงข้อความขัดข้องของโปรแกรมหรือฐานข้อมูล", "the site shows the error of a program or a database"),
        _bi("แจ้งผู้ดูแลเว็บไซต์ให้แก้โปรแกรมหรือฐานข้อมูล แล้วตรวจใหม่", "ask the web officer to mend it, then check again"),
    ),
    Cause.EMPTY: CauseWords(
        _bi("หน้าแรกของเว็บไซต์ว่างเปล่า", "the home page is empty"),
        _bi("ตรวจที่อยู่เว็บไซต์ให้ถูกต้อง แล้วแจ้งผู้ดูแลเว็บไซต์", "check the address, then tell the web officer"),
    ),
}


HACKED = CauseWords(
    _bi("หน้านี้อาจถูกฝังโฆษณาการพนัน (เว็บถูกแฮก)", "this page may be hacked: it carries advertisements of gambling or goods"),
    _bi(
        "แจ้งผู้ดูแลเว็บไซต์และหน่วยงานไซเบอร์ (ThaiCERT / สกมช.) ให้ลบโฆษณา อุดช่องโหว่ และเปลี่ยนรหัสผ่าน แล้วตรวจใหม่",
        "tell the web officer and the national cyber security agency; remove it, close the hole, change the passwords",
    ),
)
LEADS_TO_SPAM = CauseWords(
    _bi("ลิงก์ในเว็บไซต์พาไปหน้าโฆษณาการพนันหรือสินค้า", "a link of the site leads to advertisements of gambling or goods"),
    _bi("แจ้งผู้ดูแลเว็บไซต์ให้ถอดลิงก์นี้ออก", "ask the web officer to remove the link"),
)
NOTICE: dict[str, CauseWords] = {"hacked": HACKED, "leads-to-spam": LEADS_TO_SPAM}
"""What an agency is told beside its verdicts, by code."""


def cause_words(code: str) -> CauseWords:
    """The words of a cause as results write it; a code that this version does not know speaks for itself."""
    try:
        return CAUSE[Cause(code)]
    except ValueError:
        return CauseWords(_bi(code, code), _bi("", ""))


def whose_words(code: str) -> Bilingual:
    """The words for whose a failure is; a code that this version does not know speaks for itself."""
    try:
        return WHOSE[Whose(code)]
    except ValueError:
        return _bi(code, code)
