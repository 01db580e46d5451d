"""What this machine's network wants of us: a proxy, and the certificate authorities of a company."""

from __future__ import annotations

import os
import socket
import ssl
from pathlib import Path

from requests.utils import get_environ_proxies, select_proxy

from itacheck.errors import ConfigurationError

from .hosts import is_loopback, is_public
from .urls import host_key

_LOCAL_NAMES = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home.arpa", ".private", ".corp")
_REQUESTS_OWN = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
_OPENSSL_OWN = ("SSL_CERT_FILE", "SSL_CERT_DIR")


def proxy_of(url: str) -> str | None:
    """The proxy by which an address is to be asked, as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say; None: directly.

    Where none of them is set, Windows and macOS are asked for the proxy of their settings. This machine itself is never
    asked by a proxy, which would be another machine.
    """
    if is_loopback(url):
        return None
    proxy: str | None = select_proxy(url, get_environ_proxies(url))
    return proxy or None


class Unseen:
    """Hosts that are asked by a proxy, which looks their names up where we cannot see it.

    What can be known here: a name without a dot or of a local network is none of the public internet's, and one with a
    non-public address here may well have it there too.
    """

    def __init__(self) -> None:
        self._refused: dict[str, str | None] = {}

    def refusal(self, url: str) -> str | None:
        """Why a host must not be asked by a proxy unless the operator wrote it; None: it may be public."""
        host = host_key(url)
        if host not in self._refused:
            self._refused[host] = _refusal(host.partition(":")[0] if not host.startswith("[") else host)
        return self._refused[host]


def authorities() -> str | None:
    """The file or folder of certificate authorities that SSL_CERT_FILE or SSL_CERT_DIR names.

    None where requests finds its own: in REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE, or those that it brings.
    """
    if any(os.environ.get(name) for name in _REQUESTS_OWN):
        return None
    return next((os.environ[name] for name in _OPENSSL_OWN if os.environ.get(name)), None)


def check_surroundings() -> None:
    """Whether the certificate authorities can be read, before any site is blamed for it.

    Raises:
        ConfigurationError: a variable names a file that is not there or holds no certificate.
    """
    name = next((name for name in (*_REQUESTS_OWN, *_OPENSSL_OWN) if os.environ.get(name)), None)
    if name is None:
        return
    path = Path(os.environ[name])
    todo = "name a file of certificates (PEM), or unset it"
    if not path.exists():
        raise ConfigurationError(f"{name}: {path}: no such file", todo)
    if path.is_file():
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
        except (ssl.SSLError, OSError, ValueError):
            raise ConfigurationError(f"{name}: {path}: holds no certificate that can be read", todo) from None


def _refusal(host: str) -> str | None:
    name = host.rstrip(".")
    if host.startswith("["):
        return None  # an address itself, which is looked at elsewhere
    if "." not in name or name.endswith(_LOCAL_NAMES):
        return f"{host} is a name of a local network"
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return None  # behind many proxies no name is known
    local = next((str(one[4][0]) for one in found if not is_public(str(one[4][0]))), None)
    return f"{host} is at the non-public address {local}" if local else None
