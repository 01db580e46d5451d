"""Advertisements that strangers wrote into a page: gambling, pills, shopping in Japanese. In doubt there are none.

A warning against gambling speaks of the same things. Two things tell it apart: it does not invite ("direct web, free
credit"), and it says what warnings, police reports and permits say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

import ahocorasick

from itacheck.model import Link, LinkKind, Trouble

from .assembly import Content
from .outline import Outline
from .sums import MAX_NAME, Sums

_GAMES = re.compile(
    r"สล[็๊้]?[็๊้]?อ[ตท]|บาคา?ร่า|แทงบอล|พนันบอล|คาสิโน|รูเล็?ต|เสือมังกร|ยิงปลา|ป๊อกเด้ง|หวยออนไลน์|หวยลาว|หวยฮานอย|"
    r"เกม(?:ส์)?(?:พนัน|ทำเงิน)|เว็บพนัน|พนันออนไลน์|"
    r"(?<![a-z])(?:slots?|casino|baccarat|poker|sportsbook|togel|judi|viagra|cialis|levitra|kamagra|tramadol)(?![a-z])",
    re.IGNORECASE,
)
_INVITES = re.compile(
    r"เว็บตรง|ไม่ผ่านเอเย่น|เครดิตฟรี|ฝาก\s?-?\s?ถอน(?:ออโต้|ไม่มีขั้นต่ำ|ไว|เร็ว|ง่าย|true|วอ[เล])|ไม่มีขั้นต่ำ|ฝาก\s?(?:1|10|20)\s?รับ|"
    r"แตก(?:ง่าย|หนัก|บ่อย|จริง|ดี)|แจ็คพอต|โบนัส(?:แรกเข้า|100|50|ฟรี)|ทางเข้า(?:เล่น|ล่าสุด|\s?(?:ufa|pg|slot))|"
    r"ทดลองเล่น|สมัคร(?:สมาชิก)?\s?(?:สล|บาคา|แทง|ufa|pg|ฟรี\s?รับ)|รับ(?:โบนัส|เครดิต)|ราคาบอล|ทีเด็ดบอล|เว็บ(?:แม่|สล|บาคา|แทง|คาสิโน)|"
    r"(?<![a-z])(?:gacor|maxwin|situs|rtp live|deposit pulsa|free (?:spins?|credit)|no deposit|"
    r"without (?:a )?prescription|"
    r"(?:buy|cheap|order|generic)(?: online)? (?:cheap |generic )?(?:viagra|cialis|levitra|kamagra|tramadol))",
    re.IGNORECASE,
)
_BRANDS = re.compile(
    r"(?<![a-z])(?:ufa(?:bet|\d{2,4}|slot)|pg\s?-?slot|sbobet|joker\s?(?:123|gaming)|slotxo|lucabet|lsm99|gclub|betflix|"
    r"sa\s?gaming|sexy\s?(?:baccarat|gaming)|slot\s?(?:online|gacor|thailand|88|777)|w88|fun88|m88|918kiss)|"
    r"สล[็๊]อต\s?pg|พีจีสล[็๊]อต|หนังโป๊|หนัง\s?x{2,3}|หนังเอ็กซ์|คลิปหลุด|博彩|百家乐|赌场|彩票投注|娱乐城",
    re.IGNORECASE,
)
_KANA = re.compile(r"[\u3041-\u30fa]")
_SHOPPING = re.compile(r"激安|通販|送料無料|楽天|最安|新品|中古|正規品|ブランド|コピー|セール|価格|公式|人気|限定|在庫")
_WARNS = re.compile(
    r"(?<!แจ้ง)เตือน|ระวัง|รู้เท่าทัน|รู้ทัน|พิษภัย|โทษของ|ผลกระทบ|ปัญหา(?:จาก)?(?:การ)?พนัน|ติด(?:การ)?พนัน|(?:หยุด|เลิก|งด)(?:เล่น)?(?:การ)?พนัน|รณรงค์|"
    r"(?:ต่อต้าน|ปราบปราม|ป้องกัน)\S{0,25}พนัน|จับ(?:กุม|ผู้|แก๊ง|เว็บ|เจ้ามือ)|บุก(?:จับ|ค้น)|รวบ(?!รวม)|ทลาย|กวาดล้าง|ตรวจค้น|ผู้ต้องหา|ดำเนินคดี|"
    r"(?<!ไม่)ผิดกฎหมาย|ลักลอบ|มิจฉาชีพ|หลอกลวง|หลอกให้|แจ้งเบาะแส|ฟอกเงิน|ปิดกั้น|ห้าม|ไม่เล่นการพนัน|(?:พระราชบัญญัติ|พ\.ร\.บ\.)\s?การพนัน|"
    r"(?:ใบ|ขอ)อนุญาต(?:ให้)?\s?(?:เล่น|จัด)|อันตราย|(?<![a-z])(?:warn|beware|illegal|scam|arrest|fake|counterfeit)",
    re.IGNORECASE,
)
_ALARM = re.compile(r"เตือนภัย|ระวัง|รู้เท่าทัน|รู้ทัน|ภัยออนไลน์|ภัยไซเบอร์|มิจฉาชีพ|แจ้งเบาะแส|ข่าวปลอม|(?:การ)?พนัน\S{0,10}ผิดกฎหมาย")
"""What the heading of a warning says."""
_HINTS = (
    "สล็", "สล๊", "สล้", "สลอ", "บาค", "แทงบอล", "พนัน", "คาสิโน", "รูเล", "เสือมังกร", "ยิงปลา", "ป๊อกเด้ง", "หวย",
    "ทำเงิน", "หนัง", "คลิปหลุด", "slot", "casino", "baccarat", "poker", "sportsbook", "togel", "judi", "viagra",
    "cialis", "levitra", "kamagra", "tramadol", "ufa", "sbobet", "joker", "lucabet", "lsm99", "gclub", "betflix",
    "gaming", "w88", "fun88", "m88", "918kiss", "博彩", "百家乐", "赌场", "彩票投注", "娱乐城",
)  # fmt: skip
"""One of them is in every text that `_GAMES` or `_BRANDS` finds anything in; looking for them is cheap."""
_HINTED = ahocorasick.Automaton()
for _hint in _HINTS:
    _HINTED.add_word(_hint, _hint)
_HINTED.make_automaton()
_LONG = 30_000
"""Characters of one text that are looked at."""


def written_in(url: str, title: str, content: Content, sums: Sums, out: Outline) -> Trouble | None:
    """Whether strangers wrote the page (`HACKED`) or wrote in it (`INJECTED`)."""
    hinted = _is_hinted("\n".join(block.text for block in content.blocks))
    blocks = [block.text for block in content.blocks if _speaks_of_it(block.text)] if hinted else []
    loud = [text for text in blocks if not _WARNS.search(text)]
    warns = len(blocks) - len(loud) > len(loud) or any(map(_is_warning, (title, *sums.names)))
    if not warns:
        if any(_advertises(name) for name in (title[:300], *sums.names)):
            return Trouble.HACKED
        said, together = sum(map(len, loud)), "\n".join(loud)
        if said > 200 and _count(together, _INVITES, _BRANDS) >= 2 and _count(together, _GAMES, _BRANDS) >= 2:
            return Trouble.HACKED if 2 * said > sums.everything else Trouble.INJECTED
    unseen = (*out.hidden, out.meta.get("description", ""), out.meta.get("og:title", ""))
    if any(map(_advertises, unseen)) or _links_out(url, content):
        return Trouble.INJECTED
    return None


def _is_hinted(text: str) -> bool:
    return next(_HINTED.iter(text.lower()), None) is not None


def _speaks_of_it(text: str) -> bool:
    return _is_hinted(text) and bool(_GAMES.search(text) or _BRANDS.search(text))


def _is_warning(name: str) -> bool:
    """Whether a heading is that of a warning, a police report or a permit."""
    return bool(_ALARM.search(name) or (_speaks_of_it(name) and _WARNS.search(name)))


def _advertises(text: str) -> bool:
    """Whether a text invites to gamble or to buy, and warns of nothing."""
    if len(_KANA.findall(text)) >= 6 and len(set(_SHOPPING.findall(text))) >= 2:
        return True
    games, invites, brands = (_count(text, pattern) for pattern in (_GAMES, _INVITES, _BRANDS))
    if not ((games and invites) or (brands and games + invites + brands >= 2)):
        return False
    return not _WARNS.search(text)


def _links_out(url: str, content: Content) -> bool:
    """Whether links to other hosts advertise: one by itself, or two by what they are called."""
    loud = [link for link in content.links if _is_planted(url, link)]
    return any(_advertises(link.text) for link in loud) or len({link.url for link in loud}) >= 2


def without_planted(url: str, links: Sequence[Link]) -> tuple[Link, ...]:
    """The links without those that strangers put in: they lead to nothing of the agency's."""
    return tuple(link for link in links if not _is_planted(url, link))


def _is_planted(url: str, link: Link) -> bool:
    away = link.kind is LinkKind.ANCHOR and link.url and _host(link.url) != _host(url)
    loud = bool(away) and len(link.text) <= MAX_NAME and _speaks_of_it(link.text)
    return loud and not _WARNS.search(link.text)


@lru_cache(maxsize=8_192)
def _host(url: str) -> str | None:
    return urlsplit(url).hostname


def _count(text: str, *patterns: re.Pattern[str]) -> int:
    """How many different wordings of some kinds a text has."""
    return len({match.group(0).lower() for pattern in patterns for match in pattern.finditer(text[:_LONG])})
