"""What keeps a page that answered from being judged. In doubt there is no trouble."""

from __future__ import annotations

import re
from dataclasses import dataclass

from itacheck.model import Block, BlockKind, Form, LinkKind, Region, Trouble
from itacheck.thai import normalise

from .assembly import Content
from .outline import Outline

_NOT_FOUND = re.compile(
    r"ไม่พบ(?:หน้า|ข้อมูลที่(?:ท่าน|คุณ)?(?:ต้องการ|ร้องขอ|ค้นหา)|เนื้อหา|เพจ|เว็บ|ไฟล์|"
    r"เอกสาร|URL)|ไม่มีหน้า(?:เว็บ)?(?:นี้|ที่)|"
    r"(?:page|file|object|resource|url|document|content)s? (?:you requested |you are looking for |requested )?"
    r"(?:was |were |is |could |can )?(?:not |cannot |can't |couldn't )(?:be )?(?:found|exist)|"
    r"nothing (?:was )?found|does(?:n't| not) exist|no longer (?:exists|available)",
    re.IGNORECASE,
)
_NOT_FOUND_TITLE = re.compile(
    r"^(?:http )?(?:error|status|ข้อผิดพลาด)?[\s:#\-]*404\b(?! ?(?:ห้อง|หมู่))|"
    r"\b404\W{1,3}(?:error|not found|page|ไม่พบ|file)|\berror 404\b|^oops\W*404|"
    r"^\W*(?:page )?not found\W*(?:[-|–:].*)?$|[-|–:]\s*(?:page |file )?not found\W*$|^\W*ไม่พบข้อมูล\W*$",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"ขอสิทธิ์เข้าถึง|คุณต้อง(?:มี|ได้รับ)สิทธิ์(?:การ)?เข้าถึง|ขอการเข้าถึง|คุณจำเป็นต้องมีสิทธิ์|"
    r"you need (?:access|permission)|request access|sign in to (?:continue|your account|access)|"
    r"sign in\s*[-–]\s*google|ลงชื่อเข้าใช้\s*[-–]\s*(?:บัญชี )?google|"
    r"(?:ลงชื่อเข้าใช้|เข้าสู่ระบบ)เพื่อ(?:ดำเนินการต่อ|เข้าถึง|ดู)|"
    r"you must log ?in to (?:continue|view)|log in to facebook",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(
    r"just a moment|checking your browser|attention required|ddos protection by|"
    r"verify(?:ing)? (?:that )?you are (?:a )?human|please wait while (?:we|your request)|"
    r"enable javascript and cookies to continue|request unsuccessful\. incapsula|"
    r"sucuri website firewall|access denied - sucuri|performing security verification|กำลังตรวจสอบเบราว์เซอร์",
    re.IGNORECASE,
)
_CHALLENGE_MARKS = (
    "_Incapsula_Resource",
    "/cdn-cgi/challenge-platform/",
    "cf-browser-verification",
    "__cf_chl_",
    "sucuri_cloudproxy",
)
_NEEDS_SCRIPT = re.compile(
    r"(?:enable|need|require|turn on|without).{0,30}javascript|javascript.{0,30}(?:enable|require|disabled)|"
    r"เปิด(?:ใช้งาน|การใช้งาน)?.{0,20}javascript",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Sums:
    """How much a page holds."""

    said: int
    """Characters in the content that are not the text of a link."""
    links: int
    """Links in the content that lead somewhere."""
    everything: int
    """Characters anywhere."""
    parts: int
    """Frames and pictures in the content."""


def trouble(title: str, content: Content, forms: tuple[Form, ...], out: Outline, html: str) -> Trouble | None:
    """What keeps this page from being judged; None when nothing does."""
    sums = _sum_up(content)
    front = _front(title, content.blocks)
    if sums.everything < 1500 and (
        _CHALLENGE.search(front) or (sums.everything < 300 and any(m in html for m in _CHALLENGE_MARKS))
    ):
        return Trouble.CHALLENGE
    if _is_login(content, forms, sums, front):
        return Trouble.LOGIN
    if _is_not_found(title, content, sums):
        return Trouble.SOFT_404
    if _is_drawn(out, sums, forms):
        return Trouble.SCRIPT
    main_forms = any(form.region is Region.MAIN for form in forms)
    if not (sums.said or sums.links or sums.parts or main_forms or _texts(content.blocks)) and not _leads_on(content):
        return Trouble.EMPTY
    return None


def own_length(content: Content) -> int:
    """Characters in the content of a page that are not the text of a link."""
    return _sum_up(content).said


def _leads_on(content: Content) -> bool:
    return any(link.kind in (LinkKind.FRAME, LinkKind.REFRESH, LinkKind.OBJECT) for link in content.links)


def _texts(blocks: list[Block]) -> bool:
    return any(block.region is Region.MAIN for block in blocks)


def _sum_up(content: Content) -> _Sums:
    said = everything = 0
    for block in content.blocks:
        everything += len(block.text)
        if block.region is Region.MAIN:
            said += len(block.text)
    links = 0
    for link in content.links:
        if link.region is Region.MAIN:
            links += bool(link.url)
            said -= len(link.text) if link.block >= 0 and link.text in content.blocks[link.block].text else 0
    parts = sum(link.kind in (LinkKind.FRAME, LinkKind.OBJECT, LinkKind.REFRESH) for link in content.links)
    parts += sum(image.region is Region.MAIN for image in content.images)
    return _Sums(max(0, said), links, everything, parts)


def _front(title: str, blocks: list[Block]) -> str:
    """The title and the first lines."""
    return " ".join([title, *(block.text[:300] for block in blocks[:12])])[:2500]


def _is_login(content: Content, forms: tuple[Form, ...], sums: _Sums, front: str) -> bool:
    if sums.everything < 1500 and sums.links <= 12 and _SHARE.search(front):
        return True
    login = [form for form in forms if form.password and form.region is Region.MAIN]
    if len(login) != 1 or len(login[0].fields) > 5 or any(not f.password and len(f.fields) > 1 for f in forms):
        return False
    beside = max(0, sums.said - len(login[0].text))
    return beside < 250 and sums.links <= 8 and not any(link.kind is LinkKind.FRAME for link in content.links)


def _is_not_found(title: str, content: Content, sums: _Sums) -> bool:
    heads = [block.text for block in content.blocks if block.kind is BlockKind.HEADING and block.region is Region.MAIN]
    named = [words for words in (title, *heads[:3]) if len(words) <= 160]
    if any(_NOT_FOUND_TITLE.search(words) or _NOT_FOUND.search(words) for words in named):
        return sums.said < 600
    said = [block.text for block in content.blocks if block.region is Region.MAIN and len(block.text) <= 200]
    if sums.said < 200 and sums.links <= 3:
        return any(_NOT_FOUND.search(words) or _NOT_FOUND_TITLE.search(words) for words in said[:6])
    return False


def _is_drawn(out: Outline, sums: _Sums, forms: tuple[Form, ...]) -> bool:
    if sums.said >= 200 or sums.links > 3 or sums.parts > 2 or any(form.region is Region.MAIN for form in forms):
        return False
    scripts = sum(map(len, out.scripts))
    if out.app_root and (scripts or out.script_sources):
        return True
    asks = _NEEDS_SCRIPT.search(normalise(out.noscript)[:2000]) is not None
    return asks and (out.script_sources > 0 or scripts > sums.everything)
