"""Whose a host is: the agency's own, one that the operator wrote, or anybody's; and which addresses are public."""

from __future__ import annotations

import ipaddress
import re
import socket

from itacheck.model import Agency

from .urls import host_key, site_key

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class AgencyHosts:
    """The hosts of one agency, as its entry in agencies.toml says them."""

    def __init__(self, agency: Agency) -> None:
        own = [agency.url or "", *(f"http://{host}/" for host in agency.hosts)]
        self._own = {site_key(url) for url in own} - {""}
        self._written = {host_key(url) for url in (*own, *agency.declared.values())} - {""}
        self.sites = frozenset(self._own | {site_key(url) for url in agency.declared.values()} - {""})
        """Every host that the entry names, by `site_key`."""

    def own(self, url: str) -> bool:
        """Whether an address is on the agency's own hosts; scheme and www twins are."""
        return site_key(url) in self._own

    def written(self, url: str) -> bool:
        """Whether the operator wrote the very host (with its port): only such a host may have a non-public address."""
        return host_key(url) in self._written

    def may_hurry(self, url: str) -> bool:
        """Whether nobody is burdened by requests without a pause: a loopback host that the operator wrote."""
        return self.written(url) and is_loopback(url)


def literal_address(url: str) -> IPAddress | None:
    """The IP address that an address names directly, also in decimal, octal or hexadecimal parts."""
    host = host_key(url)
    name = host[1 : host.find("]")] if host.startswith("[") else host.partition(":")[0]
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        pass
    try:
        return ipaddress.ip_address(socket.inet_aton(name)) if _NUMBER.fullmatch(name) else None
    except OSError:
        return None


def is_loopback(url: str) -> bool:
    """Whether an address names this very machine."""
    address = literal_address(url)
    return address.is_loopback if address else host_key(url).partition(":")[0] == "localhost"


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also by the IPv4 address that an IPv6 one carries."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        carried = _carried(ip)
        if carried is None:
            return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_site_local)
        ip = carried
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


def _carried(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address at which packets to an IPv6 address come out (mapped, NAT64, 6to4, Teredo)."""
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
