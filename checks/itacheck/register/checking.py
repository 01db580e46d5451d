"""Whether the websites of a list answer where the list says: home page and robots.txt, no more."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from itacheck.causes import cause_words
from itacheck.crawl import Exchange, Fetched, Fetcher, HostGate, Robots, host_key, same_site, user_agent
from itacheck.model import Agency, Bilingual, Cause, Failure, Whose

from .entries import home_key, toml

_PERMANENT = frozenset((301, 308))
_NOT_ANSWERED = frozenset((Cause.DNS, Cause.REFUSED, Cause.TIMEOUT, Cause.CONNECTION, Cause.TLS))
_NETWORK = frozenset((Cause.DNS, Cause.TIMEOUT, Cause.CONNECTION))
_GONE = frozenset((404, 410))


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one entry."""

    text: Bilingual
    write: str | None = None
    """The line of TOML that would mend it."""
    mend: bool = True
    """Whether something is to be mended; else it is only good to know."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One entry after the look."""

    agency: Agency
    remarks: tuple[Remark, ...] = ()
    answered: str | None = None
    """The address that answered in the end."""
    failure: Failure | None = None

    @property
    def well(self) -> bool:
        """Whether nothing is to be mended."""
        return not any(remark.mend for remark in self.remarks)

    @property
    def ours(self) -> bool:
        """Whether it may be our own network that did not let us look."""
        return self.failure is not None and self.failure.cause in _NETWORK


def check_agencies(
    agencies: Sequence[Agency],
    *,
    contact: str | None = None,
    jobs: int = 8,
    done: Callable[[Checked], None] = lambda _: None,
    stop: threading.Event | None = None,
) -> list[Checked]:
    """Looks at the home page of each, politely and at most once for each spelling that is tried.

    Args:
        agencies: the list.
        contact: whom a webmaster can ask.
        jobs: how many at the same time; a host sees one request at a time whatever the number.
        done: told of each, as it comes, from many threads.
        stop: when it is set, those that have not begun are left out.
    """
    gate, agent = HostGate(), user_agent(contact)

    def look(agency: Agency) -> Checked | None:
        if stop is not None and stop.is_set():
            return None
        checked = _Look(agency, gate, agent).result()
        done(checked)
        return checked

    with ThreadPoolExecutor(max_workers=max(1, min(jobs, len(agencies) or 1))) as pool:
        looked = [one for one in pool.map(look, agencies) if one is not None]
    return [replace(one, remarks=(*one.remarks, *_doubled(one, looked))) for one in looked]


def network_is_down(checked: Sequence[Checked]) -> bool:
    """Whether nothing can be said because nothing at all answered, which is hardly the doing of every agency."""
    asked = [one for one in checked if one.agency.url]
    if not asked or not all(one.ours for one in asked):
        return False
    # One name that does not exist is a slip of the pen; a name server that does not answer is none.
    return (
        len(asked) > 1 or not (asked[0].failure is not None and asked[0].failure.cause is Cause.DNS) or _again(asked[0])
    )


def _again(checked: Checked) -> bool:
    return checked.failure is not None and "name server" in checked.failure.detail


@dataclass(slots=True)
class _Look:
    """One agency, while it is looked at."""

    agency: Agency
    gate: HostGate
    agent: str

    def result(self) -> Checked:
        home = self.agency.url
        if home is None:
            text = Bilingual(
                th="ยังไม่มีเว็บไซต์ในรายชื่อ จะตรวจไม่ได้แม้แต่ข้อเดียว", en="no website declared: nothing can be checked"
            )
            return Checked(self.agency, (Remark(text, 'url = "https://…"'),))
        answer, statuses = self._ask(home)
        if isinstance(answer, Fetched):
            return Checked(self.agency, tuple(self._of_answer(home, answer, statuses)), answer.url)
        return self._of_failure(home, answer)

    def _ask(self, url: str) -> tuple[Fetched | Failure, dict[str, int]]:
        """What an address answers in the end, and each address on the way -> its status."""
        statuses: dict[str, int] = {}

        def note(exchange: Exchange) -> None:
            statuses[exchange.url] = exchange.status

        # Also for another spelling: a host that the operator did not write may not be a non-public one.
        agency = self.agency
        with Fetcher(agency, user_agent=self.agent, gate=self.gate, on_exchange=note) as fetcher:
            fetcher.finish_by = fetcher.clock() + min(agency.crawl.max_seconds, 3 * agency.crawl.timeout_seconds)
            robots = Robots(fetcher)
            return fetcher.fetch(url, outside=True, permit=robots.refusal, tries=2, keep=65_536), statuses

    def _of_answer(self, home: str, answer: Fetched, statuses: dict[str, int]) -> list[Remark]:
        final = answer.url
        if same_site(final, home):
            if home.lower().startswith("http://") and final.startswith("https://"):
                return [_write("http ส่งต่อไป https", "http leads on to https", _schemed(home, "https"))]
            if home.lower().startswith("http://") and not _has_port(home):
                secure, _ = self._ask(_schemed(home, "https"))
                if isinstance(secure, Fetched) and same_site(secure.url, home) and secure.url.startswith("https://"):
                    return [_write("เปิดด้วย https ได้", "it answers by https too", _schemed(home, "https"))]
            return []
        if self._is_own(final):
            return []
        hops = [statuses.get(hop) for hop in answer.redirects]
        if hops and all(status in _PERMANENT for status in hops):
            return [_write(f"ย้ายถาวรไปที่ {final}", f"has moved for good to {final}", final)]
        text = Bilingual(
            th=f"ส่งต่อ (ชั่วคราว) ไปที่ {final} ซึ่งเป็นเว็บไซต์อื่น สอบถามหน่วยงานว่าเป็นเว็บไซต์ของหน่วยงานหรือไม่",
            en=f"leads on (for now) to another site, {final}: ask the agency whether it is its own",
        )
        return [Remark(text, f"hosts = [{toml(host_key(final))}]")]

    def _of_failure(self, home: str, failure: Failure) -> Checked:
        if failure.cause in _NOT_ANSWERED:
            for other, th, en in self._twins(home, failure):
                answer, _ = self._ask(other)
                if isinstance(answer, Fetched) and same_site(answer.url, other):
                    told = Bilingual(th=f"{_why(failure).th}; {th}", en=f"{_why(failure).en}; {en}")
                    return Checked(self.agency, (Remark(told, f"url = {toml(other)}"),), answer.url)
        return Checked(self.agency, (Remark(_why(failure)),), None, failure)

    @staticmethod
    def _twins(home: str, failure: Failure) -> list[tuple[str, str, str]]:
        """Other spellings of an address that did not answer, with what is said when one does."""
        scheme, _, rest = home.partition("://")
        if failure.cause is Cause.DNS:
            www = rest.lower().startswith("www.")
            other = f"{scheme}://{rest[4:] if www else f'www.{rest}'}"
            return [(other, f"แต่ {other} เปิดได้", f"but {other} answers")]
        if _has_port(home):
            return []
        other = _schemed(home, "http" if scheme.lower() == "https" else "https")
        return [(other, f"แต่ {other} เปิดได้", f"but {other} answers")]

    def _is_own(self, url: str) -> bool:
        return any(same_site(url, f"http://{host}/") for host in self.agency.hosts)


def _doubled(one: Checked, looked: Sequence[Checked]) -> list[Remark]:
    """What an entry shares with the ones before it."""
    home = one.agency.url
    if home is None:
        return []
    for other in looked:
        if other is one:
            return []
        if other.agency.url is None:
            continue
        ends = {home_key(url) for url in (one.answered, home) if url}
        if ends & {home_key(url) for url in (other.answered, other.agency.url) if url}:
            text = Bilingual(
                th=f"หน้าแรกเดียวกับหน่วยงาน {other.agency.id} ผลตรวจจะนับซ้ำกัน",
                en=f"the same home page as agency {other.agency.id}: its verdicts would count twice",
            )
            return [Remark(text)]
        if same_site(home, other.agency.url):
            text = Bilingual(
                th=f"ใช้เว็บไซต์ร่วมกับหน่วยงาน {other.agency.id} หน้าของหน่วยงานหนึ่งอาจนับเป็นของอีกหน่วยงาน",
                en=f"on the same host as agency {other.agency.id}: pages of the one may count for the other",
            )
            return [Remark(text)]
    return []


def _why(failure: Failure) -> Bilingual:
    name = cause_words(failure.cause.value).name
    if failure.status in _GONE:
        name = Bilingual(th=f"ไม่มีหน้านี้แล้ว (HTTP {failure.status})", en="there is no such page")
    whose = " (ฝั่งผู้ตรวจ)" if failure.whose is Whose.US else ""
    return Bilingual(th=f"{name.th}{whose}", en=f"{name.en}: {failure.detail}")


def _write(th: str, en: str, url: str) -> Remark:
    return Remark(Bilingual(th=th, en=en), f"url = {toml(url)}")


def _schemed(url: str, scheme: str) -> str:
    return f"{scheme}://{url.partition('://')[2]}"


def _has_port(url: str) -> bool:
    return ":" in host_key(url).rpartition("]")[2]
