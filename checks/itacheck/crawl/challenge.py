"""Tells a firewall's bot challenge from an honest error: the page is there, but not for programs."""

from __future__ import annotations

from collections.abc import Mapping

STATUSES = frozenset((401, 403, 405, 406, 429, 503))
"""The statuses that challenges are answered with."""

_MARKS = (
    b"<title>just a moment",
    b"cf-chl-",
    b"/cdn-cgi/challenge-platform/",
    b"attention required! | cloudflare",
    b"_incapsula_resource",
    b"incapsula incident id",
    b"sucuri website firewall",
    b"ddos-guard",
    b"checking your browser before accessing",
    b"awswafintegration",
    b"px-captcha",
    b"/_sec/verify",
)


def is_challenge(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether an answer is the challenge of a firewall (Cloudflare, Imperva, Sucuri, AWS, …)."""
    if status not in STATUSES:
        return False
    if headers.get("cf-mitigated", "").lower() == "challenge" or "x-amzn-waf-action" in headers:
        return True
    start = body[:65_536].lower()
    return any(mark in start for mark in _MARKS)
