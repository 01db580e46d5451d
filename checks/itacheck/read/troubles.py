"""What keeps a page that answered from being judged. In doubt there is no trouble."""

from __future__ import annotations

import re

from itacheck.model import Block, Form, LinkKind, Region, Trouble
from itacheck.thai import normalise

from .assembly import Content
from .closed import closed
from .drawn import Drawn
from .outline import Outline
from .spam import written_in
from .sums import Sums, sum_up
from .walls import is_challenge, is_login

_NOT_FOUND = re.compile(
    r"ไม่พบ(?:หน้า|ข้อมูลที่(?:ท่าน|คุณ)?(?:ต้องการ|ร้องขอ|ค้นหา)|เนื้อหา|เพจ|เว็บ|ไฟล์|เอกสาร|URL|ลิงก์|ลิงค์|บทความ|"
    r"(?:ข่าว|ประกาศ|รายการ|สิ่ง)ที่(?:ท่าน|คุณ)?(?:ต้องการ|ร้องขอ|ค้นหา|เลือก))|ไม่มีหน้า(?:เว็บ)?(?:นี้|ที่)|"
    r"ไม่มีข้อมูล(?:ที่(?:ท่าน|คุณ)?(?:ต้องการ|ร้องขอ|ค้นหา|เลือก)|นี้|ในระบบ)|หา(?:หน้า|เพจ)\S{0,30}\s?ไม่(?:พบ|เจอ)|"
    r"(?:หน้า(?:เว็บ)?|ไฟล์|เอกสาร|ลิงก์|ลิงค์)(?:นี้|ที่(?:คุณ|ท่าน)\S{0,30})\s?(?:ไม่มีอยู่|ไม่พบ|ถูกลบ|ถูกย้าย|ถูกยกเลิก|หมดอายุ|ไม่ถูกต้อง)|"
    r"(?:ถูกลบ(?:ไป)?แล้ว|ถูกย้ายไป(?:ที่|ยัง)ถังขยะ|อยู่ในถังขยะ)|"
    r"(?:page|file|object|resource|url|document|content|article|record|item)s? "
    r"(?:you requested |you are looking for |requested )?"
    r"(?:was |were |is |could |can )?(?:not |cannot |can't |couldn't )(?:be )?(?:found|exist)|"
    r"(?:page|file|item|link|folder|document)s? (?:\S+ ){0,5}(?:has been|have been|was|were|is) "
    r"(?:deleted|removed|moved to (?:the )?trash|in (?:the )?(?:owner's )?trash|no longer available|not valid)|"
    r"(?:we )?(?:can't|cannot|couldn't|could not) find (?:the|that|this) (?:page|file)|"
    r"invalid (?:article |page |news )?id\b|"
    r"link (?:has )?expired|nothing (?:was )?found|does(?:n't| not) exist|no longer (?:exists|available)",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"\W*(?:ขออภัย(?:ค่ะ|ครับ)?\W*)?(?:ไม่พบ|ไม่มี)ข้อมูล(?:ค่ะ|ครับ|นี้)?\W*", re.IGNORECASE)
"""The whole of a line of a page that its number does not exist for."""
_NOT_FOUND_TITLE = re.compile(
    r"^(?:http )?(?:error|status|ข้อผิดพลาด)?[\s:#\-]*404\b(?! ?(?:ห้อง|หมู่))|"
    r"\b404\W{1,3}(?:error|not found|page|ไม่พบ|file)|\berror 404\b|^oops\W*404|"
    r"^\W*(?:page )?not found\W*(?:[-|–:].*)?$|[-|–:]\s*(?:page |file )?not found\W*$|^\W*ไม่พบข้อมูล\W*$",
    re.IGNORECASE,
)
_NEEDS_SCRIPT = re.compile(
    r"(?:enable|need|require|turn on|without).{0,30}javascript|javascript.{0,30}(?:enable|require|disabled)|"
    r"เปิด(?:ใช้งาน|การใช้งาน)?.{0,20}javascript",
    re.IGNORECASE,
)


_SOME_PROSE = 40
"""Characters of prose from which a page with an empty list holds something of its own to judge."""


def trouble(
    url: str, title: str, content: Content, forms: tuple[Form, ...], out: Outline, html: str, drawn: Drawn
) -> Trouble | None:
    """What keeps this page from being judged; None when nothing does."""
    sums = sum_up(title, content)
    spam = written_in(url, title, content, sums, out)
    if spam is Trouble.HACKED:
        return spam
    if is_challenge(sums, forms, out, html):
        return Trouble.CHALLENGE
    if is_login(url, content, forms, sums):
        return Trouble.LOGIN
    if (shut := closed(url, sums, forms, html)) is not None:
        return shut
    if _is_not_found(sums, forms):
        return Trouble.SOFT_404
    if _is_drawn(out, sums, forms, drawn):
        return Trouble.SCRIPT
    main_forms = any(form.region is Region.MAIN for form in forms)
    if not (sums.said or sums.links or sums.parts or main_forms or _texts(content.blocks)) and not _leads_on(content):
        return Trouble.SCRIPT if drawn.likely else Trouble.EMPTY
    return spam


def own_length(content: Content) -> int:
    """Characters in the content of a page that are not the text of a link."""
    return sum_up("", content).said


def _leads_on(content: Content) -> bool:
    return any(link.kind in (LinkKind.FRAME, LinkKind.REFRESH, LinkKind.OBJECT) for link in content.links)


def _texts(blocks: list[Block]) -> bool:
    return any(block.region is Region.MAIN for block in blocks)


def _is_not_found(sums: Sums, forms: tuple[Form, ...]) -> bool:
    if any(_NOT_FOUND_TITLE.search(words) or _NOT_FOUND.search(words) for words in sums.names):
        return sums.said < 600
    if sums.said >= 200 or sums.links > 3:
        return False
    told = [line for line in sums.lines[:6] if _NOT_FOUND.search(line) or _NOT_FOUND_TITLE.search(line)]
    if any(not _NOTHING.fullmatch(line) for line in told):
        return True
    asks = any(form.region is Region.MAIN for form in forms)
    # Beside entries or a form it says that one of several lists is empty.
    return not (asks or sums.parts or sums.links > 1) and any(_NOTHING.fullmatch(line) for line in sums.lines)


def _is_drawn(out: Outline, sums: Sums, forms: tuple[Form, ...], drawn: Drawn) -> bool:
    if sums.said >= 200 or sums.links > 3 or sums.parts > 2 or any(form.region is Region.MAIN for form in forms):
        return False
    if drawn.root or (drawn.filled and sums.prose < _SOME_PROSE and not sums.links and not sums.parts):
        return True
    scripts = sum(map(len, out.scripts))
    asks = _NEEDS_SCRIPT.search(normalise(out.noscript)[:2000]) is not None
    return asks and (bool(out.sources) or scripts > sums.everything or (bool(scripts) and sums.prose < _SOME_PROSE))
