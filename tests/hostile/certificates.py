"""Certificates made on the spot: one that is in order, and each way in which one is not."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

AUTHORITY = "authority.pem"
"""The file, in the folder given to `contexts`, of the authority that signed all but the self-signed one."""


def contexts(folder: Path) -> dict[str, ssl.SSLContext]:
    """`good`, `expired`, `not-yet`, `wrong-name`, `self-signed`: the TLS of a server that shows such a certificate."""
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("authority", authority_key, None, days=(-900, 900))
    (folder / AUTHORITY).write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    made = {}
    for name, days, host, signed in (
        ("good", (-1, 30), "127.0.0.1", True),
        ("expired", (-60, -30), "127.0.0.1", True),
        ("not-yet", (30, 60), "127.0.0.1", True),
        ("wrong-name", (-1, 30), "127.0.0.99", True),
        ("self-signed", (-1, 30), "127.0.0.1", False),
    ):
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate(host, key, (authority, authority_key) if signed else None, days=days)
        path = folder / f"{name}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        made[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made[name].load_cert_chain(path)
    return made


def of_host(folder: Path, host: str) -> ssl.SSLContext:
    """The TLS of a server of a name or address, signed by an authority that is written to `AUTHORITY` in the folder."""
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("authority", authority_key, None, days=(-900, 900))
    certificate = _certificate(host, key, (authority, authority_key), days=(-1, 30))
    (folder / AUTHORITY).write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    path = folder / "host.pem"
    unlocked = serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, unlocked)
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None,
    *,
    days: tuple[int, int],
) -> x509.Certificate:
    now = datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = issuer[1] if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=name == "authority", path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if name != "authority":
        numeric = name.replace(".", "").isdigit()
        own = x509.IPAddress(ipaddress.ip_address(name)) if numeric else x509.DNSName(name)
        names = x509.SubjectAlternativeName([own])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(signer, hashes.SHA256())
