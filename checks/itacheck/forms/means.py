"""Means by which a citizen reaches an agency: telephone, e-mail, form, chat; and a postal address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from urllib.parse import urlsplit

from itacheck.model import Form, Link, Page
from itacheck.thai import arabic_digits, dates_in


class Means(StrEnum):
    """One kind of means."""

    FORM = "form"
    EMAIL = "e-mail"
    TELEPHONE = "telephone"
    CHAT = "chat"
    ADDRESS = "address"


ONLINE = frozenset({Means.FORM, Means.EMAIL, Means.CHAT})

# Each alternative begins with a plain character, which the engine skips to: pages are long.
_TELEPHONE = re.compile(
    r"(?:(?:\((?<![0-9/.\-]\()0|0(?<![0-9/.\-]0))\)?[\s\-.]?[2-9][0-9]{0,2}\)?|\+(?<![0-9/.\-]\+)66[\s\-]?[2-9][0-9]{0,1})"
    r"[\s\-.]{0,2}[0-9]{3,4}[\s\-.]{0,2}[0-9]{3,4}(?![0-9])"
)
_SHORT_TELEPHONE = re.compile(r"1(?<![0-9]1)[0-9]{3}(?![0-9])")
_BEFORE_SHORT = re.compile(r"(?:สายด่วน|hotline|โทร(?:ศัพท์)?|call center)[^0-9]{0,20}$", re.IGNORECASE)
_EMAIL = re.compile(
    r"[A-Za-z0-9._%+\-]{1,64}\s?(?:@|\[at\]|\(at\))\s?[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}", re.IGNORECASE
)
_LINE_ID = re.compile(r"(?:line|ไลน์)\s*(?:id|ไอดี|official|oa|@)?\s*[:：]?\s*@?[a-z0-9._\-]{3,30}", re.IGNORECASE)
_CHAT_HOSTS = (
    "line.me", "lin.ee", "facebook.com", "fb.com", "fb.me", "m.me", "messenger.com", "twitter.com", "x.com", "t.me",
    "instagram.com", "tiktok.com", "youtube.com",
)  # fmt: skip
_CHAT_ONLY = ("line.me", "lin.ee", "facebook.com", "fb.com", "fb.me", "m.me", "messenger.com", "t.me")
_FORM_HOSTS = ("forms.gle", "docs.google.com/forms", "forms.office.com", "surveymonkey", "jotform", "typeform")
_AT = re.compile(r"@|[\[(][Aa][Tt][\])]")
_POSTCODE = re.compile(r"[1-9](?<![0-9\-][1-9])[0-9]{4}(?![0-9\-])")
_ADDRESS_WORDS = re.compile(
    r"(?:ตำบล|ต\.|แขวง|หมู่(?:ที่)?|ม\.|ถนน|ถ\.|เลขที่|อำเภอ|อ\.|เขต|ศาลากลาง|ศูนย์ราชการ|tambon|moo|road|district|amphoe)",
    re.IGNORECASE,
)
_PROVINCE = re.compile(r"จังหวัด|จ\.|กรุงเทพ|province|Province|PROVINCE")


def telephones(text: str) -> list[str]:
    """The telephone numbers in a text, as written (digits made Arabic)."""
    plain = arabic_digits(text)
    found = [
        m.group(0)
        for m in _TELEPHONE.finditer(plain)
        if 8 <= sum(c.isdigit() for c in m.group(0)) <= 11 and not _in_date(plain, m.start(), m.end())
    ]
    short = (
        m for m in _SHORT_TELEPHONE.finditer(plain) if _BEFORE_SHORT.search(plain[max(0, m.start() - 32) : m.start()])
    )
    return found + [m.group(0) for m in short]


def _in_date(text: str, start: int, end: int) -> bool:
    """Whether a part of a text overlaps a date: only its neighbourhood is read."""
    first = max(0, start - 24)
    around = dates_in(text[first : end + 24])
    return any(first + d.start < end and start < first + d.end for d in around)


def emails(text: str) -> list[str]:
    """The e-mail addresses in a text."""
    found: list[str] = []
    done = 0
    for match in _AT.finditer(text):
        # Looked for around the sign only: a long page holds one or none.
        if match.start() >= done and (mail := _EMAIL.search(text, max(done, match.start() - 66), match.end() + 330)):
            found.append(mail.group(0))
            done = mail.end()
    return found


def has_address(text: str) -> bool:
    """Whether a text holds a Thai postal address: a postcode near the words of one."""
    plain = arabic_digits(text)
    for match in _POSTCODE.finditer(plain):
        around = plain[max(0, match.start() - 200) : match.end() + 20]
        if _PROVINCE.search(around) or len(_ADDRESS_WORDS.findall(around)) >= 2:
            return True
    for match in _PROVINCE.finditer(plain):
        around = plain[max(0, match.start() - 160) : match.end() + 30]
        if len({w.lower() for w in _ADDRESS_WORDS.findall(around)}) >= 3:
            return True
    return False


def is_chat(link: Link, *, any_social: bool = True) -> bool:
    """Whether a link opens a chat account or, with `any_social`, a social page."""
    return _is_chat(link.url, any_social=any_social)


@lru_cache(maxsize=8_192)
def _is_chat(url: str, *, any_social: bool) -> bool:
    host = urlsplit(url).netloc.lower()
    hosts = _CHAT_HOSTS if any_social else _CHAT_ONLY
    path = urlsplit(url).path.strip("/")
    on = any(host == h or host.endswith("." + h) for h in hosts)
    return on and bool(path) and not re.match(r"(?:sharer|share|plugins/share|intent)", path)


def is_outside_form(url: str) -> bool:
    """Whether a URL is a form of a well-known form host."""
    return any(host in url.lower() for host in _FORM_HOSTS)


_SHARED_FILE = re.compile(
    r"//(?:drive\.google\.com/(?:file|open|uc|drive)|docs\.google\.com/(?:document|spreadsheets|presentation|viewer)|1drv\.ms/|"
    r"(?:[\w\-]+\.)?(?:sharepoint|dropbox|mediafire|4shared|box)\.com/|mega\.nz/)",
    re.IGNORECASE,
)


def is_shared_file(url: str) -> bool:
    """Whether a URL is a file or folder of a well-known file share, which takes nothing from a citizen."""
    return _SHARED_FILE.search(url) is not None


def is_filled_in(form: Form) -> bool:
    """Whether a form takes something from a citizen: a field that is no search box, and a submit control."""
    fields = [f for f in form.fields if f.kind not in ("search", "password", "hidden")]
    return form.submits and bool(fields) and not form.password and not _is_comment_form(form)


_COMMENT = re.compile(
    r"ใส่ความเห็น|leave a (?:reply|comment)|post comment|ยกเลิกการตอบ|อีเมลของคุณจะไม่แสดง"
    r"|email address will not be published",
    re.IGNORECASE,
)


def _is_comment_form(form: Form) -> bool:
    """Whether it is the box for comments that a CMS puts under every post."""
    names = {f.name.lower() for f in form.fields}
    return {"comment", "author"} <= names or bool(_COMMENT.search(" ".join((form.text, *form.headings[:1]))))


@dataclass(frozen=True, slots=True)
class Seen:
    """The means that were seen, with a quote for each."""

    quotes: dict[Means, str]

    @property
    def kinds(self) -> frozenset[Means]:
        """The kinds seen."""
        return frozenset(self.quotes)


def means_in(text: str, links: Iterable[Link] = (), forms: Iterable[Form] = ()) -> Seen:
    """The means in a text and the links and forms beside it."""
    quotes: dict[Means, str] = {}
    if found := telephones(text):
        quotes[Means.TELEPHONE] = found[0]
    if found := emails(text):
        quotes[Means.EMAIL] = found[0]
    if has_address(text):
        match = _POSTCODE.search(arabic_digits(text))
        at = match.start() if match else 0
        quotes[Means.ADDRESS] = text[max(0, at - 60) : at + 5].strip()
    if match := _LINE_ID.search(text):
        quotes[Means.CHAT] = match.group(0)
    for link in links:
        if link.href.lower().startswith("mailto:") and len(link.href) > 10:
            quotes.setdefault(Means.EMAIL, link.text or link.href)
        elif link.href.lower().startswith("tel:"):
            quotes.setdefault(Means.TELEPHONE, link.text or link.href)
        elif is_chat(link, any_social=False):
            quotes.setdefault(Means.CHAT, link.text or link.url)
        elif is_outside_form(link.url):
            quotes.setdefault(Means.FORM, link.text or link.url)
    for form in forms:
        if is_filled_in(form):
            quotes.setdefault(Means.FORM, form.text[:80])
    return Seen(quotes)


def whole_text(page: Page) -> str:
    """Every block of a page, header, menu and footer too."""
    return "\n".join(block.text for block in page.blocks)
