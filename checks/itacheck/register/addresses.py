"""What people mean by the address of a website, however they type it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from itacheck.crawl import canonical, host_key
from itacheck.model import Bilingual

MAX_TYPED = 2_000
"""Characters; more is no address that anybody typed."""

_SCHEME = re.compile(r"h{1,2}t{1,3}p(s?)\s*[:;.]{0,2}\s*[/\\]{1,3}\s*", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.\-]*:(?://|(?!\d))", re.IGNORECASE)
_UNSEEN = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]")
_AROUND = " \t\r\n\"'“”‘’<>()[]{},;|*"
_BETWEEN = re.compile(r"[\s,;|<>\"“”]+")
_NAME = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]+")

_NETWORKS = (
    "facebook.com fb.com fb.me fb.watch m.me messenger.com line.me lin.ee youtube.com youtu.be instagram.com "
    "tiktok.com twitter.com x.com threads.net"
)
_NETWORK_HOSTS = frozenset(_NETWORKS.split())


class NoAddressError(ValueError):
    """What was typed is no address of a website."""

    def __init__(self, why: Bilingual) -> None:
        super().__init__(why.en)
        self.why = why


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it was understood."""

    url: str
    """Canonical, with a scheme."""
    host: str
    """As typed, so that a Thai name stays one."""
    notes: tuple[Bilingual, ...] = field(default=())
    """What was made of the words that were typed, where it is not just them."""

    @property
    def network(self) -> bool:
        """Whether it is a page of a social network, which is nobody's own website."""
        host = host_key(self.url).partition(":")[0]
        return any(host == one or host.endswith(f".{one}") for one in _NETWORK_HOSTS)


def understood(typed: str) -> Address:
    """The address that was meant.

    Args:
        typed: with spaces around it, without a scheme, with a misspelt one, or with a host in Thai.

    Raises:
        NoAddressError: it is none, or one that cannot be asked: another scheme, a user's name in it.
    """
    typed = as_text(typed[:MAX_TYPED])
    text = _UNSEEN.sub("", typed).strip(_AROUND).strip()
    notes: list[Bilingual] = []
    scheme = _SCHEME.match(text)
    if scheme:
        written = f"http{scheme[1].lower()}://"
        if scheme[0].lower() != written:
            notes.append(Bilingual(th=f"อ่าน {scheme[0].strip()} เป็น {written}", en=f"{scheme[0].strip()} is {written}"))
        text = written + text[scheme.end() :]
    elif _OTHER_SCHEME.match(text):
        raise NoAddressError(_why(typed, "ไม่ใช่ที่อยู่แบบ http หรือ https", "is not an http or https address"))
    else:
        text = f"https://{text.lstrip('/')}"
        notes.append(
            Bilingual(
                th="ไม่ได้ระบุ http:// หรือ https:// จึงถือว่าเป็น https://", en="no scheme was given, so https:// was taken"
            )
        )
    rest = text.partition("://")[2]
    authority = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    if "@" in authority:
        raise NoAddressError(_why(typed, "เป็นอีเมลหรือมีชื่อผู้ใช้อยู่ด้วย", "is an e-mail address, or holds a user's name"))
    if re.search(r"\s", authority.strip()):
        raise NoAddressError(_why(typed, "มีช่องว่างอยู่ในชื่อเว็บไซต์", "has a space in its host"))
    url = canonical(text)
    if url is None or not _is_a_host(authority):
        raise NoAddressError(_why(typed, "ไม่ใช่ที่อยู่ของเว็บไซต์", "is not the address of a website"))
    host = host_key(url)
    if not authority.isascii():
        notes.append(
            Bilingual(th=f"ชื่อภาษาไทย {authority} เขียนเป็น {host}", en=f"the Thai name is {host} on the network")
        )
    return Address(url, authority.lower(), tuple(notes))


def as_text(argument: str) -> str:
    """A word of the command line as UTF-8, where the system gave bytes that it could not read."""
    try:
        return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:
        return argument.encode("utf-8", "replace").decode("utf-8")


def addresses_in(text: str) -> Iterator[Address]:
    """The addresses in a text in which other words may stand; none is there twice."""
    seen = set[str]()
    for word in _BETWEEN.split(_UNSEEN.sub("", text)):
        bare = word.strip(_AROUND).rstrip(".:")
        # A misspelt scheme is one in front of a name; a bare word must look like a name of a host.
        if not _SCHEME.match(bare) and not _NAME.match(bare):
            continue
        try:
            address = understood(bare)
        except NoAddressError:
            continue
        if address.url not in seen:
            seen.add(address.url)
            yield address


def _is_a_host(authority: str) -> bool:
    """Whether the part of an address that names its host does: `example.go.th`, an IP address, `localhost:8000`."""
    name = unquote(authority).rstrip(".").lower()
    if name.startswith("["):
        return True
    name = name.partition(":")[0]
    return name == "localhost" or bool(_NAME.fullmatch(name)) or bool(re.fullmatch(r"\d{1,3}(?:\.\d{1,3}){3}", name))


def _why(typed: str, th: str, en: str) -> Bilingual:
    shown = " ".join(typed.split())[:80]
    return Bilingual(th=f"“{shown}” {th}", en=f"{shown!r} {en}")
