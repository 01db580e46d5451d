"""One request and its answer, with hard limits on bytes and time; redirects, retries and pauses are for others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http.client import HTTPMessage
from http.cookiejar import Cookie, DefaultCookiePolicy
from typing import Any

import requests
import urllib3
from requests.cookies import MockRequest, MockResponse
from requests.structures import CaseInsensitiveDict

from itacheck.model import Cause, Whose

from .connection import MAX_HEAD, GuardedAdapter, Patience, PrivateAddressError, TooMuchError
from .faults import Fault, fault_of
from .headers import packings, unasked_encoding
from .surroundings import Unseen, authorities, proxy_of
from .unpacking import UnpackError, unpacked
from .urls import host_key

MAX_RATIO = 200
"""An answer that grows more than this many times when it is unpacked is a bomb …"""
MAX_RATIO_FROM = 1_000_000
"""… once it has given so many bytes."""

MAX_COOKIES = 50
"""After more, all are forgotten; together with their size this is what one request may carry."""
MAX_COOKIE = 4_096
"""Characters of a name and its value, as in browsers."""
CONFIRMED = "X-Archive-Unchanged-Since"
"""Added to the headers of an answer whose body was kept and confirmed by a 304: when that body came."""

_CHUNK = 16_384
_FAILURES = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    PrivateAddressError,
    TooMuchError,
    UnpackError,
    OSError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said to one request."""

    status: int
    headers: Mapping[str, str]
    """Names in any case."""
    body: bytes
    cut: bool = False
    """The body is only its beginning."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A GET and its answer as they went over the wire, for who keeps them."""

    url: str
    """As asked, without a fragment."""
    target: str
    """The path and query of the request line."""
    sent: tuple[tuple[str, str], ...]
    """The headers of the request."""
    version: int
    """10 or 11: HTTP/1.0 or 1.1."""
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    """The headers of the answer, each as often as it came; bytes beyond ASCII are read as Latin-1."""
    body: bytes
    """Unpacked; the very object that is read afterwards."""
    cut: bool
    """The body is only its beginning."""
    at: datetime | None = None
    """When it was answered, aware; None: just now."""


OnExchange = Callable[[Exchange], None]
"""Told of each answer, redirects, errors and robots.txt included; an exchange without an answer is a `Fault` only."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An exchange with all that it takes to have it again without asking."""

    url: str
    """As asked."""
    keep: int | None
    """See `Bounds`."""
    exchange: Exchange
    wire: int
    """Bytes of the body as they came over the wire."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits of one exchange."""

    seconds: float
    """Silence, and time to connect."""
    total_seconds: float
    max_bytes: int
    """Unpacked bytes; more is a fault."""
    keep: int | None = None
    """Read no more than so many bytes and take them for the whole."""


OK, NOT_MODIFIED = 200, 304
ERROR_BODY = 65_536
"""Bytes that are read of an answer that is no success: enough to tell a challenge."""


class _NoCredentials(requests.auth.AuthBase):
    """Keeps requests from reading credentials from ~/.netrc."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """None, whatever the answer: to find it the library would read the body of a redirect without any limit."""


class _SmallCookies(DefaultCookiePolicy):
    def set_ok(self, cookie: Cookie, request: Any) -> bool:
        """Whether to keep a cookie."""
        return len(cookie.name) + len(cookie.value or "") <= MAX_COOKIE and super().set_ok(cookie, request)


class Transport:
    """A session with cookies of its own: one per agency crawl, for one thread at a time.

    Proxies and certificate authorities come from the environment; see `surroundings`.

    Args:
        user_agent: see `fetch.user_agent`.
        written: whether the operator wrote the host of an address, so that it may be non-public.
        clock: monotonic seconds.
        on_exchange: told of each answer.
        look_past: whether the operator allows a bad certificate on the host of an address.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        written: Callable[[str], bool],
        clock: Callable[[], float],
        on_exchange: OnExchange | None = None,
        look_past: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._on_exchange = on_exchange
        self._look_past = look_past
        self.unverified: dict[str, str] = {}
        """Hosts (with port) whose certificate was looked past -> what was wrong with it."""
        self.last: Answered | None = None
        """What the latest request was answered; None: nothing."""
        self.requests = 0
        self.bytes = 0
        """Bytes of bodies as they came over the wire."""
        self._written = written
        self._authorities = authorities()
        self._unseen = Unseen()
        self._patience = Patience(clock)
        self._session = _Session()
        self._session.cookies.set_policy(_SmallCookies())
        self._session.auth = _NoCredentials()
        self._session.headers.update(
            {
                "User-Agent": user_agent,
                "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8",
                "Accept-Language": "th,en",
                "Accept-Encoding": "gzip, deflate",
            }
        )
        adapter = GuardedAdapter(written, self._patience)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def close(self) -> None:
        """Closes all connections."""
        self._session.close()

    def cookies(self) -> frozenset[tuple[str, str, str, str | None]]:
        """What the servers made us remember; a redirect to the same address is no loop when this changed."""
        return frozenset((c.domain, c.path, c.name, c.value) for c in self._session.cookies)

    def get(self, url: str, bounds: Bounds, known: Answered | None = None) -> Answer | Fault:
        """Asks for one address.

        Args:
            url: which.
            bounds: limits.
            known: what it answered to an earlier crawl: it need not be sent again when it is still the same.
        """
        host = host_key(url)
        answer = self._get(url, bounds, known, verify=host not in self.unverified)
        if isinstance(answer, Fault) and answer.certificate and self._look_past(url):
            self.unverified[host] = answer.detail
            answer = self._get(url, bounds, known, verify=False)
        return answer

    def _get(self, url: str, bounds: Bounds, known: Answered | None, *, verify: bool) -> Answer | Fault:
        proxy = proxy_of(url)
        refusal = self._unseen.refusal(url) if proxy is not None and not self._written(url) else None
        if refusal is not None:
            return Fault(Cause.PRIVATE_ADDRESS, Whose.US, refusal)
        self.requests += 1
        self.last, before = None, self.bytes
        self._patience.deadline = self._patience.clock() + bounds.total_seconds
        self._patience.silence = bounds.seconds
        self._patience.left = MAX_HEAD + bounds.max_bytes
        self._bound_cookies()
        try:
            # None: as the environment says, which may name authorities of its own.
            response = self._session.get(
                url,
                stream=True,
                allow_redirects=False,
                timeout=(bounds.seconds,) * 2,
                headers=conditions(known),
                verify=self._authorities if verify else False,
                proxies={"http": proxy or "", "https": proxy or ""},
            )
            try:
                answer = self._read(response, bounds)
            finally:
                response.close()
        except _FAILURES as error:
            return fault_of(error, out_of_time=self._patience.over, seconds=bounds.seconds)
        if isinstance(answer, Answer):
            exchange = _exchange(response, answer)
            if answer.status == NOT_MODIFIED and known is not None:
                exchange = _confirmed(exchange, known.exchange)
                answer = as_answer(exchange)
            self.last = Answered(url, bounds.keep, exchange, self.bytes - before)
            if self._on_exchange is not None:
                self._on_exchange(exchange)
        return answer

    def again(self, answered: Answered) -> Answer:
        """Takes an earlier answer, with all that follows from it, as if it had just been asked for."""
        self.requests += 1
        self.bytes += answered.wire
        self._bound_cookies()
        exchange = answered.exchange
        message = HTTPMessage()
        for name, value in exchange.headers:
            message[name] = value
        asked = requests.Request("GET", exchange.url).prepare()
        self._session.cookies.extract_cookies(MockResponse(message), MockRequest(asked))  # type: ignore[arg-type]
        if self._on_exchange is not None:
            self._on_exchange(exchange)
        return as_answer(exchange)

    def _bound_cookies(self) -> None:
        if len(self._session.cookies) > MAX_COOKIES:
            self._session.cookies.clear()

    def _read(self, response: requests.Response, bounds: Bounds) -> Answer | Fault:
        ok = response.status_code < 300
        keep = bounds.keep if ok else ERROR_BODY
        encoding = unasked_encoding(response.headers)
        if encoding is not None:
            if not ok:
                return Answer(response.status_code, response.headers, b"", cut=True)
            return Fault(Cause.BAD_ANSWER, Whose.AGENCY, f"the content encoding {encoding} was not asked for")
        packed = packings(response.headers)
        length = response.headers.get("Content-Length", "")[:20]
        told = int(length) if length.isascii() and length.isdigit() and not packed else 0
        if keep is None and told > bounds.max_bytes:
            return _too_large(bounds.max_bytes)
        try:
            return self._whole(response, packed, keep, bounds)
        except _FAILURES:
            if ok:
                raise
            # Its status stands, whatever becomes of what it says about it.
            return Answer(response.status_code, response.headers, b"", cut=True)

    def _whole(
        self, response: requests.Response, packed: tuple[str, ...], keep: int | None, bounds: Bounds
    ) -> Answer | Fault:
        body, cut, before = bytearray(), False, self.bytes
        for chunk in unpacked(self._chunks(response), packed):
            body += chunk
            if len(body) > MAX_RATIO_FROM and len(body) > MAX_RATIO * (self.bytes - before):
                return Fault(Cause.BAD_ANSWER, Whose.AGENCY, f"unpacks to more than {MAX_RATIO} times its size")
            if keep is not None and len(body) >= keep:
                del body[keep:]
                cut = True
                break
            if len(body) > bounds.max_bytes:
                return _too_large(bounds.max_bytes)
            if self._patience.over:
                raise TimeoutError
        return Answer(response.status_code, response.headers, bytes(body), cut)

    def _chunks(self, response: requests.Response) -> Iterator[bytes]:
        # Counted here: the library's own count leaves out chunked bodies.
        for chunk in response.raw.stream(_CHUNK, decode_content=False):
            self.bytes += len(chunk)
            yield chunk


def conditions(known: Answered | None) -> dict[str, str]:
    """The headers that ask for a page only if it is no longer as it was."""
    if known is None or known.exchange.cut or known.exchange.status != OK:
        return {}
    headers = urllib3.HTTPHeaderDict(known.exchange.headers)
    said = {"If-None-Match": headers.get("ETag"), "If-Modified-Since": headers.get("Last-Modified")}
    return {name: value for name, value in said.items() if value and value.isascii()}


def _confirmed(exchange: Exchange, known: Exchange) -> Exchange:
    """The answer that was kept, as the answer to the request that had it confirmed."""
    since = CaseInsensitiveDict(known.headers).get(CONFIRMED) or (known.at.isoformat() if known.at else "")
    kept = tuple((name, value) for name, value in known.headers if name.lower() != CONFIRMED.lower())
    return replace(known, sent=exchange.sent, at=None, headers=(*kept, (CONFIRMED, since)))


def as_answer(exchange: Exchange) -> Answer:
    """What is read of an exchange."""
    headers = CaseInsensitiveDict(urllib3.HTTPHeaderDict(exchange.headers))
    return Answer(exchange.status, headers, exchange.body, exchange.cut)


def _exchange(response: requests.Response, answer: Answer) -> Exchange:
    request = response.request
    url = request.url or response.url
    return Exchange(
        url=url.partition("#")[0],
        target=request.path_url,
        sent=tuple((str(name), str(value)) for name, value in request.headers.items()),
        version=response.raw.version,
        status=answer.status,
        reason=response.reason or "",
        headers=tuple(response.raw.headers.items()),
        body=answer.body,
        cut=answer.cut,
    )


def _too_large(limit: int) -> Fault:
    return Fault(Cause.TOO_LARGE, Whose.US, f"over the limit of {limit} bytes")
