"""Why an exchange failed: from a library's exception to a cause, whose it is, and whether it can pass by itself."""

from __future__ import annotations

import errno
import http.client
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

import requests
import urllib3

from itacheck.model import Cause, Failure, Whose

from .connection import PrivateAddressError, TooMuchError
from .unpacking import UnpackError

REFUSED_TRIES = 2
"""Who refuses twice will refuse a third time."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One exchange that gave nothing to read."""

    cause: Cause
    whose: Whose
    detail: str
    status: int | None = None
    can_pass: bool = False
    """Whether the same request may well succeed a little later."""
    retry_after: float | None = None
    """Seconds that the server asked us to wait."""
    certificate: bool = False
    """Only the server's certificate was at fault."""

    def of(self, url: str, *, outside: bool) -> Failure:
        """The failure of an asked address by this fault."""
        return Failure(url, self.cause, self.whose, self.detail, self.status, outside)


def fault_of(error: Exception, *, out_of_time: bool, seconds: float) -> Fault:
    """Classifies what requests, urllib3 or http.client raised.

    Args:
        error: the exception.
        out_of_time: whether the total time of the exchange is over.
        seconds: the silence after which we give up, for the message.
    """
    chain = tuple(_chain(error))
    for link in chain:
        fault = _fault_of_link(link, chain)
        if fault is not None:
            return fault
    if out_of_time:
        return Fault(Cause.TIMEOUT, Whose.NETWORK, "the answer was still not complete when its time was over")
    if any(isinstance(link, TimeoutError | urllib3.exceptions.TimeoutError | requests.Timeout) for link in chain):
        return Fault(Cause.TIMEOUT, Whose.NETWORK, f"no answer within {seconds:g} s", can_pass=True)
    return _fallback(chain)


def _fault_of_link(error: BaseException, chain: tuple[BaseException, ...]) -> Fault | None:
    fault: Fault | None = None
    match error:
        case PrivateAddressError():
            fault = Fault(Cause.PRIVATE_ADDRESS, Whose.US, str(error))
        case requests.exceptions.ProxyError() | urllib3.exceptions.ProxyError():
            fault = Fault(Cause.CONNECTION, Whose.NETWORK, f"the proxy failed: {_short(chain[-1])}")
        case socket.gaierror():
            again = error.errno == socket.EAI_AGAIN
            detail = "the name server did not answer" if again else "the host name does not exist"
            fault = Fault(Cause.DNS, Whose.NETWORK, detail, can_pass=again)
        case ssl.SSLError() | ssl.CertificateError() | urllib3.exceptions.SSLError():
            innermost = next((link for link in chain if isinstance(link, ssl.SSLError)), error)
            certificate = isinstance(innermost, ssl.SSLCertVerificationError)
            fault = Fault(Cause.TLS, Whose.AGENCY, f"TLS failed: {_short(innermost)}", certificate=certificate)
        case TooMuchError() | urllib3.exceptions.InvalidChunkLength():
            fault = Fault(Cause.BAD_ANSWER, Whose.AGENCY, f"the answer is not HTTP: {_short(error)}")
        case UnpackError():
            fault = Fault(Cause.BAD_ANSWER, Whose.AGENCY, f"the content encoding is broken: {_short(error)}")
        case UnicodeError() | urllib3.exceptions.LocationValueError() | requests.exceptions.InvalidURL():
            fault = Fault(Cause.BAD_URL, Whose.US, f"not an address that can be asked: {_short(error)}")
        case ConnectionRefusedError():
            fault = Fault(Cause.REFUSED, Whose.AGENCY, "connection refused", can_pass=True)
    return fault


def _fallback(chain: tuple[BaseException, ...]) -> Fault:
    # RemoteDisconnected is a BadStatusLine too, so it comes first.
    dropped = (ConnectionError, http.client.RemoteDisconnected, http.client.IncompleteRead)
    if any(isinstance(link, dropped) for link in chain):
        return Fault(Cause.CONNECTION, Whose.NETWORK, "the connection was cut", can_pass=True)
    if any(isinstance(link, urllib3.exceptions.IncompleteRead) for link in chain) or _ends_early(chain):
        return Fault(Cause.CONNECTION, Whose.NETWORK, "the answer was cut off", can_pass=True)
    broken = (http.client.HTTPException, urllib3.exceptions.InvalidHeader)
    # A ProtocolError with nothing in it, or a bare ValueError: the libraries' own words for chunks that are none.
    alone = type(chain[0]) in (ValueError, urllib3.exceptions.ProtocolError) and len(chain) == 1
    if alone or any(isinstance(link, broken) for link in chain):
        return Fault(Cause.BAD_ANSWER, Whose.AGENCY, f"the answer is not HTTP: {_short(chain[-1])}")
    unreachable = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL}
    if any(isinstance(link, OSError) and link.errno in unreachable for link in chain):
        return Fault(Cause.CONNECTION, Whose.NETWORK, "no route to the host")
    if any(isinstance(link, requests.exceptions.InvalidSchema) for link in chain):
        return Fault(Cause.BAD_URL, Whose.US, _short(chain[0]))
    return Fault(Cause.CONNECTION, Whose.NETWORK, f"the connection failed: {_short(chain[-1])}")


def _ends_early(chain: tuple[BaseException, ...]) -> bool:
    """Whether chunks stopped without their end; urllib3 says so in words only."""
    return isinstance(chain[0], urllib3.exceptions.ProtocolError) and "prematurely" in str(chain[0])


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and everything that it wraps; libraries wrap in `args`, in `reason` and in the exception context."""
    waiting, seen = [error], set[int]()
    while waiting:
        link = waiting.pop(0)
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        inner = [getattr(link, "reason", None), *link.args, link.__cause__, link.__context__]
        waiting.extend(one for one in inner if isinstance(one, BaseException))


def _short(error: BaseException) -> str:
    """One line without addresses in memory, the same on each run."""
    text = getattr(error, "reason", None)
    words = text if isinstance(error, ssl.SSLError) and isinstance(text, str) else str(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        words = error.verify_message
    line = " ".join(words.split())
    return type(error).__name__ if not line or " at 0x" in line else line[:200]
