"""Hostile sites: robots.txt, pages without end, bombs of markup, links to elsewhere, files, certificates."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from itacheck.model import Cause, Status

from .exchanges import BOMB, HTML, MEGABYTE, OK, THERE
from .server import CODE, GIFT, Talk, home, hostile

PLAIN = "Content-Type: text/plain"

# ---------------------------------------------------------------- robots.txt


def _beside_robots(talk: Talk) -> bool:
    """Answers all but robots.txt as an honest site does; whether that was asked."""
    if talk.path == "/robots.txt":
        return True
    honest(talk, f'<li><a href="/bad">{GIFT}</a></li>')
    return False


def honest(talk: Talk, more: str = "") -> None:
    """A small site in order, with more on its home page."""
    if talk.path == "/":
        talk.html(home(more))
    elif talk.path == "/code":
        talk.html(CODE)
    else:
        talk.reply("404 Not Found", "<h1>404</h1>", HTML)


@hostile(Cause.ROBOTS, "robots.txt answered 500", Status.UNREACHABLE, everything=True, shut=True)
def robots_5xx(talk: Talk) -> None:
    if _beside_robots(talk):
        talk.reply("500 Oops")


@hostile(None, verdict=Status.FAIL, everything=True)
def robots_endless(talk: Talk) -> None:
    if _beside_robots(talk):
        talk.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n")
        talk.for_ever(b"Disallow: /x\n" * 5_000)


@hostile(Cause.TIMEOUT, "asking for robots.txt", Status.UNREACHABLE, everything=True, shut=True)
def robots_that_drips(talk: Talk) -> None:
    if _beside_robots(talk):
        talk.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n")
        talk.for_ever(b"#", 0.05)


@hostile(None, verdict=Status.FAIL, everything=True)
def robots_of_ten_megabytes(talk: Talk) -> None:
    if _beside_robots(talk):
        talk.reply("200 OK", "User-agent: *\n" + "Disallow: /closed/*/x*y$\n" * 400_000, PLAIN)


@hostile(None, verdict=Status.FAIL, everything=True)
def robots_that_is_a_page(talk: Talk) -> None:
    if _beside_robots(talk):
        talk.html("<html><h1>ไม่พบหน้า</h1>User-agent: *\nDisallow: /</html>")


@hostile(None, verdict=Status.FAIL, everything=True)
def robots_redirect_loop(talk: Talk) -> None:
    if _beside_robots(talk):
        talk.redirect("/robots.txt")


@hostile(None, verdict=Status.FAIL, everything=True)
def robots_of_nul_bytes(talk: Talk) -> None:
    if _beside_robots(talk):
        talk.reply("200 OK", bytes(50_000) + b"\xff\xfe\x80", PLAIN)


@hostile(None, verdict=Status.FAIL, everything=True)
def robots_with_wildcards_that_never_match(talk: Talk) -> None:
    if _beside_robots(talk):
        talk.reply("200 OK", f"User-agent: *\nDisallow: /{'*a' * 5_000}*b$\n" * 20, PLAIN)


@hostile(None, verdict=Status.FAIL, everything=True)
def robots_with_an_endless_delay(talk: Talk) -> None:
    if _beside_robots(talk):
        talk.reply("200 OK", "User-agent: *\nCrawl-delay: nan\nCrawl-delay: 1e309\nCrawl-delay: -5\n", PLAIN)


# ---------------------------------------------------------------- sitemap.xml

XML = "Content-Type: application/xml"
_URLSET = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'


def _beside_sitemap(talk: Talk) -> bool:
    """Answers all but sitemaps as an honest site does; whether one was asked."""
    if talk.path.endswith((".xml", ".xml.gz")):
        return True
    honest(talk, f'<li><a href="/bad">{GIFT}</a></li>')
    return False


@hostile(None, verdict=Status.FAIL, everything=True)
def sitemap_gzip_bomb(talk: Talk) -> None:
    if _beside_sitemap(talk):
        talk.reply("200 OK", BOMB, "Content-Type: application/gzip")


@hostile(None, verdict=Status.FAIL, everything=True)
def sitemap_index_that_names_itself(talk: Talk) -> None:
    if _beside_sitemap(talk):
        names = [talk.path, *(f"{talk.path.removesuffix('.xml')}{n}.xml" for n in range(50))]
        files = "".join(f"<sitemap><loc>{name}</loc></sitemap>" for name in names)
        talk.reply("200 OK", f"<sitemapindex>{files}</sitemapindex>", XML)


@hostile(None, verdict=Status.FAIL, everything=True)
def sitemap_of_a_million_promises(talk: Talk) -> None:
    if _beside_sitemap(talk):
        talk.send("HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nConnection: close\r\n\r\n", _URLSET)
        for start in range(0, 1_000_000, 1_000):
            numbers = range(start, start + 1_000)
            talk.send("".join(f"<url><loc>/no-gift-policy/{n}</loc></url>" for n in numbers))


@hostile(None, verdict=Status.FAIL, everything=True)
def sitemap_entities_in_entities(talk: Talk) -> None:
    if _beside_sitemap(talk):
        levels = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
        doctype = f'<!DOCTYPE urlset [<!ENTITY a "{"x" * 1_000}">{levels}]>'
        talk.reply("200 OK", f"{doctype}<urlset><url><loc>/&m;</loc></url></urlset>", XML)


@hostile(None, verdict=Status.FAIL, everything=True)
def sitemap_with_files_of_this_machine(talk: Talk) -> None:
    if _beside_sitemap(talk):
        doctype = '<!DOCTYPE urlset SYSTEM "file:///etc/hostname" [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        talk.reply("200 OK", f"{doctype}<urlset><url><loc>/no-gift-policy/&x;</loc></url></urlset>", XML)


@hostile(None, verdict=Status.FAIL, everything=True)
def sitemap_of_other_places(talk: Talk) -> None:
    if _beside_sitemap(talk):
        places = ("http://169.254.169.254/no-gift-policy", "http://10.0.0.1/no-gift-policy", "file:///etc/passwd")
        rows = "".join(f"<url><loc>{url}</loc></url><sitemap><loc>{url}</loc></sitemap>" for url in places)
        talk.reply("200 OK", f"{_URLSET}{rows}</urlset>", XML)


@hostile(None, verdict=Status.FAIL, everything=True)
def sitemap_that_is_a_page(talk: Talk) -> None:
    if _beside_sitemap(talk):
        talk.html(home(f'<li><a href="/no-gift-policy">{GIFT}</a></li>'))


@hostile(Cause.TIMEOUT, verdict=Status.FAIL, everything=True)
def sitemap_that_drips(talk: Talk) -> None:
    if _beside_sitemap(talk):
        talk.send("HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nConnection: close\r\n\r\n", _URLSET)
        talk.for_ever(b" ", 0.05)


@hostile(None, verdict=Status.FAIL, everything=True)
def sitemap_endless(talk: Talk) -> None:
    if _beside_sitemap(talk):
        talk.send("HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nConnection: close\r\n\r\n", _URLSET)
        talk.for_ever(b"<url><a><b>" * 5_000)


# ---------------------------------------------------------------- sites without end


@hostile(None, verdict=Status.FAIL, everything=True)
def calendar_without_end(talk: Talk) -> None:
    if talk.path.startswith("/calendar"):
        number = int(talk.path.rpartition("=")[2] or 0)
        days = "".join(f'<a href="/calendar?day={number + step}">{number + step}</a> ' for step in range(1, 40))
        talk.html(f"<title>ปฏิทิน</title><h1>ปฏิทินกิจกรรม</h1>{days}")
    else:
        honest(talk, '<li><a href="/calendar?day=1">ปฏิทิน</a></li>')


@hostile(None, everything=True)
def pages_without_end_that_promise(talk: Talk) -> None:
    """Never `fail` while what promises evidence is left unvisited."""
    if talk.path.startswith("/news"):
        number = int(talk.path.rpartition("=")[2] or 0)
        links = "".join(
            f'<li><a href="/news?page={number * 7 + n}">{GIFT} ({number * 7 + n})</a></li>' for n in range(1, 8)
        )
        talk.html(f"<title>ข่าว</title><h1>ข่าวหน้า {number}</h1><ul>{links}</ul>")
    else:
        honest(talk, f'<li><a href="/news?page=1">{GIFT}</a></li>')


@hostile(None, verdict=Status.FAIL, everything=True)
def session_id_in_every_link(talk: Talk) -> None:
    if talk.path.startswith("/s"):
        number = sum(map(len, talk.server.asked.values()))
        links = "".join(f'<a href="/s{n}?PHPSESSID={number:032x}">หน้า {n}</a> ' for n in range(8))
        talk.html(f"<title>หน้า</title><p>เนื้อหาทั่วไปของหน้า {talk.path[:3]}</p>{links}")
    else:
        honest(talk, '<li><a href="/s0">เกี่ยวกับเรา</a></li>')


@hostile(None, verdict=Status.FAIL, everything=True)
def relative_path_that_grows(talk: Talk) -> None:
    if talk.path.startswith("/a/"):
        talk.html('<title>หน้า</title><p>เนื้อหาทั่วไปของหน้านี้</p><a href="a/">ถัดไป</a> <a href="b/">อื่น ๆ</a>')
    else:
        honest(talk, '<li><a href="/a/">เกี่ยวกับเรา</a></li>')


@hostile(None, verdict=Status.FAIL, everything=True)
def unique_links_without_end(talk: Talk) -> None:
    if talk.path.startswith("/u"):
        links = "".join(f'<a href="{talk.path[:200]}{n:x}/">หัวข้อ {n}</a> ' for n in range(60))
        talk.html(f"<title>หน้า</title><p>เนื้อหาทั่วไป</p>{links}")
    else:
        honest(talk, '<li><a href="/u/">เกี่ยวกับเรา</a></li>')


@hostile(Cause.REDIRECT, "from forward to forward", Status.UNREACHABLE, everything=True, shut=True)
def meta_refresh_loop(talk: Talk) -> None:
    number = int(talk.path.removeprefix("/r") or 0) if talk.path.startswith("/r") and talk.path != "/robots.txt" else 0
    if talk.path == "/robots.txt":
        talk.reply("404 Not Found")
    else:
        talk.html(f'<meta http-equiv="refresh" content="0; url=/r{number + 1}"><p>กรุณารอสักครู่</p>')


# ---------------------------------------------------------------- bombs of markup


@hostile()
def page_of_deep_nesting(talk: Talk) -> None:
    talk.html("<div>" * 200_000 + GIFT)


@hostile()
def page_of_formatting_that_multiplies(talk: Talk) -> None:
    talk.html("<p>" + "".join(f"<b id={n}>" for n in range(6_000)) + "<p>x" * 15_000)


ATTRIBUTES = "<div " + " ".join(f"a{n}=1" for n in range(250_000)) + ">"


@hostile()
def page_of_attributes(talk: Talk) -> None:
    talk.html(ATTRIBUTES)


@hostile()
def page_of_three_hundred_thousand_links(talk: Talk) -> None:
    talk.html(f"<h1>{GIFT}</h1>" + "<a href=x>y</a>" * 300_000)


@hostile(verdict=Status.FAIL)
def page_of_a_thousand_forms(talk: Talk) -> None:
    talk.html(f"<h1>{GIFT}</h1>" + "<form action=x><input name=a></form>" * 1_500)


@hostile()
def page_of_unclosed_lists(talk: Talk) -> None:
    talk.html("<ul><li><a href=/x>y</a>" * 100_000)


@hostile(verdict=Status.FAIL)
def page_of_unfinished_tags(talk: Talk) -> None:
    talk.html("<" * 3_000 + "<!--" * 2_000 + "&" * 15_000)


@hostile(verdict=Status.FAIL)
def page_of_entities(talk: Talk) -> None:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    talk.reply(
        "200 OK", f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "ha">{lines}]><html><p>&l9;</p></html>', HTML
    )


# ---------------------------------------------------------------- links


@hostile(href=lambda _: "javascript:location.href='http://169.254.169.254/'")
def link_javascript(talk: Talk) -> None:
    talk.html("")


@hostile(verdict=Status.FAIL, href=lambda _: "data:text/html,<h1>No Gift Policy 2568</h1>")
def link_data(talk: Talk) -> None:
    talk.html("")


@hostile(verdict=Status.FAIL, href=lambda _: "file:///etc/passwd")
def link_file(talk: Talk) -> None:
    talk.html("")


@hostile(href=lambda talk: f"http://admin:secret@{talk.netloc}/bad")
def link_with_credentials(talk: Talk) -> None:
    talk.html(f"<h1>{GIFT}</h1>")


def _private(name: str, host: str) -> None:
    """A link to the server's own port under another name of this machine, which the operator did not write."""

    def handler(talk: Talk) -> None:
        talk.html(f"<h1>{GIFT}</h1>")

    handler.__name__ = f"link_to_{name}"
    hostile(None, href=lambda talk: f"http://{host}:{talk.netloc.rpartition(':')[2]}/bad")(handler)


ALIASES = {
    "loopback_decimal": "2130706433",
    "loopback_hex": "0x7f000001",
    "loopback_octal": "017700000001",
    "loopback_hex_short": "0x7f.1",
    "loopback_short": "127.1",
    "loopback_octal_parts": "0177.0.0.01",
    "loopback_zero": "0",
    "loopback_v6": "[::1]",
    "loopback_v6_zero": "[::]",
    "loopback_v6_mapped": "[::ffff:127.0.0.1]",
    "loopback_v6_mapped_hex": "[::ffff:7f00:1]",
    "loopback_nat64": "[64:ff9b::7f00:1]",
    "loopback_6to4": "[2002:7f00:1::]",
    "loopback_by_name": "localhost",
    "cloud_metadata": "169.254.169.254",
    "office_network": "10.0.0.1",
    "office_network_decimal": "167772161",
    "office_network_octal": "012.0.0.1",
    "office_network_v6_mapped": "[::ffff:a00:1]",
    "link_local_v6": "[fe80::1]",
    "unique_local_v6": "[fd00::1]",
}
"""Ways to write an address that is not public."""
for _name, _host in ALIASES.items():
    _private(_name, _host)


@hostile(verdict=Status.FAIL, beside=Status.REVIEW, everything=True)
def base_to_elsewhere(talk: Talk) -> None:
    """Every link of the page is the other host's then, which is not asked for what is not named."""
    if talk.path == "/":
        talk.html(f'<base href="http://169.254.169.254/">{home("")}')
    else:
        honest(talk)


# ---------------------------------------------------------------- files


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first one being its catalogue."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def _file(talk: Talk, body: bytes, kind: str) -> None:
    talk.reply("200 OK", body, f"Content-Type: {kind}")


@hostile()
def pdf_page_tree_loop(talk: Talk) -> None:
    body = pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 9 /Kids [3 0 R] /Parent 3 0 R >>",
        b"<< /Type /Pages /Count 9 /Kids [2 0 R] /Parent 2 0 R >>",
    )
    _file(talk, body, "application/pdf")


@hostile()
def pdf_stream_bomb(talk: Talk) -> None:
    packed = PDF_BOMB
    body = pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /ProcSet [/PDF] >> /Contents 4 0 R >>",
        b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(packed), packed),
    )
    _file(talk, body, "application/pdf")


PDF_BOMB = zlib.compress(zlib.compress(bytes(300 * MEGABYTE)))


@hostile(verdict=Status.FAIL)
def pdf_of_a_million_operators(talk: Talk) -> None:
    packed = zlib.compress(b"q Q BT ET 1 0 0 1 0 0 cm " * 300_000)
    body = pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /ProcSet [/PDF] >> /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    )
    _file(talk, body, "application/pdf")


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


ZIP_BOMB = zipped({"a.txt": bytes(200 * MEGABYTE)})


@hostile()
def zip_bomb(talk: Talk) -> None:
    _file(talk, ZIP_BOMB, "application/zip")


@hostile()
def zip_bomb_in_zip(talk: Talk) -> None:
    _file(talk, zipped({f"{n}.zip": ZIP_BOMB for n in range(5)}), "application/zip")


@hostile(verdict=Status.FAIL)
def zip_with_paths(talk: Talk) -> None:
    _file(talk, zipped({"../../../../tmp/itacheck-was-here": b"x", "/etc/itacheck-was-here": b"x"}), "application/zip")


@hostile()
def zip_of_twenty_thousand_files(talk: Talk) -> None:
    _file(talk, MANY_FILES, "application/zip")


MANY_FILES = zipped({f"{n}.bin": b"\0" for n in range(20_000)})


@hostile(verdict=Status.FAIL)
def docx_with_outside_entities(talk: Talk) -> None:
    """Nothing is put in for them, so the paper is empty."""
    entities = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y SYSTEM "http://169.254.169.254/">]>'
    text = "<w:p><w:r><w:t>&x;&y;</w:t></w:r></w:p>"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<?xml version="1.0"?>{entities}<w:document xmlns:w="{space}"><w:body>{text}</w:body></w:document>'
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="word/document.xml"/></Relationships>'
    )
    parts = {"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": document}
    _file(talk, zipped({name: text.encode() for name, text in parts.items()}), "application/msword")


def png(width: int, height: int) -> bytes:
    """A picture that says to be so large."""

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(bytes(MEGABYTE))) + part(b"IEND", b"")
    )


@hostile()
def image_of_a_hundred_thousand_pixels_a_side(talk: Talk) -> None:
    _file(talk, png(100_000, 100_000), "image/png")


@hostile()
def gzip_file_bomb(talk: Talk) -> None:
    _file(talk, BOMB, "application/gzip")


@hostile(verdict=Status.FAIL)
def page_called_a_pdf(talk: Talk) -> None:
    _file(talk, "<html><title>ข่าว</title><h1>ข่าวทั่วไป</h1><p>ไม่มีอะไร</p></html>".encode(), "application/pdf")


@hostile()
def pdf_called_a_page(talk: Talk) -> None:
    talk.reply("200 OK", b"%PDF-1.4 and nothing of it", HTML)


@hostile(verdict=Status.PASS)
def charset_lies(talk: Talk) -> None:
    talk.send(OK.replace("utf-8", "utf-7"), "Connection: close\r\n\r\n", THERE.encode("cp874"))


@hostile(verdict=Status.FAIL)
def type_of_control_codes(talk: Talk) -> None:
    talk.reply("200 OK", "<h1>ข่าว</h1>", "Content-Type: text/html; charset=\x1b[31mrot\x07; x=\x00")


# ---------------------------------------------------------------- TLS


def _tls(certificate: str, detail: str, **more: Any) -> None:
    def handler(talk: Talk) -> None:
        honest(talk)

    handler.__name__ = f"certificate_{certificate.replace('-', '_')}" + ("_looked_past" if more else "")
    cause = (None, "", Status.FAIL) if more or certificate == "good" else (Cause.TLS, detail, Status.UNREACHABLE)
    shut = cause[0] is not None
    hostile(*cause, everything=True, shut=shut, scheme="https", tls=certificate, **more)(handler)


WRONG = {
    "expired": "certificate has expired",
    "not-yet": "certificate is not yet valid",
    "wrong-name": "certificate is not valid for '127.0.0.1'",
    "self-signed": "self-signed certificate",
}
"""Certificate -> what its fault is called."""
_tls("good", "")
for _certificate, _detail in WRONG.items():
    _tls(_certificate, _detail)
    _tls(_certificate, _detail, entry={"accept_bad_certificate": True})


@hostile(Cause.TLS, "", Status.UNREACHABLE, everything=True, shut=True, scheme="https")
def plain_on_a_tls_port(talk: Talk) -> None:
    honest(talk)


@hostile(None, "", Status.UNREACHABLE, everything=True, shut=True, tls="good")
def tls_on_a_plain_port(talk: Talk) -> None:
    honest(talk)


@hostile(
    Cause.TLS,
    "",
    Status.UNREACHABLE,
    everything=True,
    shut=True,
    scheme="https",
    entry={"accept_bad_certificate": True},
)
def plain_on_a_tls_port_and_certificates_looked_past(talk: Talk) -> None:
    honest(talk)
