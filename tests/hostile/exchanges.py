"""Hostile answers to one request: redirects, bodies, packing, headers, statuses, connections."""

from __future__ import annotations

import gzip
import zlib

from itacheck.model import Cause, Status

from .server import GIFT, Talk, hostile

HTML = "Content-Type: text/html; charset=utf-8"
OK = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
CLOSE = "Connection: close\r\n\r\n"
MEGABYTE = 1_000_000
THERE = (
    f"<title>{GIFT}</title><main><h1>{GIFT}</h1><p>ข้าพเจ้าและเจ้าหน้าที่ทุกคนขอประกาศเจตนารมณ์ว่าจะไม่รับของขวัญและของกำนัลทุกชนิด"
    "จากการปฏิบัติหน้าที่ และจะถือปฏิบัติโดยเคร่งครัด</p></main>"
)
"""A declaration that counts, behind odd headers."""

# ---------------------------------------------------------------- redirects


@hostile(Cause.REDIRECT, "in a circle")
def redirect_loop(talk: Talk) -> None:
    talk.redirect("/bad2" if talk.path == "/bad" else "/bad")


@hostile(Cause.REDIRECT, "more than 8 redirects")
def redirect_thirty_hops(talk: Talk) -> None:
    number = int(talk.path.removeprefix("/bad") or 0)
    talk.html("the end") if number == 30 else talk.redirect(f"/bad{number + 1}")


@hostile(Cause.REDIRECT, "more than 8 redirects")
def redirect_to_itself_with_a_growing_query(talk: Talk) -> None:
    talk.redirect(f"{talk.path}{'&' if '?' in talk.path else '?'}again=1")


@hostile(Cause.REDIRECT, "more than 8 redirects")
def redirect_to_itself_with_new_cookies(talk: Talk) -> None:
    talk.redirect("/bad", f"Set-Cookie: turn={talk.server.asked['redirect-to-itself-with-new-cookies'].count('/bad')}")


@hostile(Cause.BAD_URL, "redirects to file:///etc/passwd")
def redirect_to_file(talk: Talk) -> None:
    talk.redirect("file:///etc/passwd")


@hostile(Cause.BAD_URL, "redirects to data:")
def redirect_to_data(talk: Talk) -> None:
    talk.redirect("data:text/html,<h1>here</h1>")


@hostile(Cause.BAD_URL, "redirects to javascript:")
def redirect_to_javascript(talk: Talk) -> None:
    talk.redirect("javascript:alert(1)")


@hostile(Cause.BAD_URL, "redirects to http://127.0.0.1")
def redirect_with_credentials(talk: Talk) -> None:
    talk.redirect(f"http://admin:secret@{talk.netloc}/")


@hostile(Cause.REDIRECT, "another host: 169.254.169.254")
def redirect_to_cloud_metadata(talk: Talk) -> None:
    talk.redirect("http://169.254.169.254/latest/meta-data/")


@hostile(Cause.REDIRECT, "another host: 127.0.0.1:9")
def redirect_to_another_port(talk: Talk) -> None:
    talk.redirect("http://127.0.0.1:9/")


@hostile(Cause.REDIRECT, "without a target")
def redirect_without_a_target(talk: Talk) -> None:
    talk.reply("302 Found")


@hostile(Cause.REDIRECT, "in a circle")
def redirect_with_an_endless_body(talk: Talk) -> None:
    talk.send("HTTP/1.1 302 Found\r\nLocation: /bad\r\n", CLOSE)
    talk.for_ever(b"x" * 65_536)


@hostile(Cause.REDIRECT, "in a circle")
def redirect_with_a_bomb(talk: Talk) -> None:
    talk.reply("302 Found", BOMB, "Location: /bad", "Content-Encoding: gzip")


# ---------------------------------------------------------------- bodies


@hostile(Cause.TIMEOUT, "still not complete")
def body_that_drips(talk: Talk) -> None:
    talk.send(OK, "Content-Length: 100000\r\n", CLOSE)
    talk.for_ever(b"x", 0.05)


@hostile(Cause.TOO_LARGE, "over the limit")
def body_that_never_ends(talk: Talk) -> None:
    talk.send(OK, CLOSE)
    talk.for_ever(b"<p>x" * 16_384)


@hostile(Cause.TOO_LARGE, "over the limit")
def length_of_a_terabyte(talk: Talk) -> None:
    talk.send(OK, "Content-Length: 1000000000000\r\n", CLOSE)
    talk.for_ever(b"x", 0.05)


@hostile(Cause.CONNECTION, "cut")
def length_too_long(talk: Talk) -> None:
    talk.send(OK, "Content-Length: 5000\r\n", CLOSE, "<h1>half")


@hostile(verdict=Status.PASS)
def length_too_short(talk: Talk) -> None:
    talk.send(OK, f"Content-Length: {len(THERE.encode())}\r\n", CLOSE, THERE, b"x" * 1_000)


@hostile(verdict=Status.PASS)
def length_negative(talk: Talk) -> None:
    talk.send(OK, "Content-Length: -1\r\n", CLOSE, THERE)


@hostile(Cause.BAD_ANSWER, "Content-Length")
def length_twice(talk: Talk) -> None:
    talk.send(OK, "Content-Length: 5\r\nContent-Length: 9\r\n", CLOSE, THERE)


@hostile(verdict=Status.PASS)
def length_garbage(talk: Talk) -> None:
    talk.send(OK, "Content-Length: ๑๒ many\r\n", CLOSE, THERE)


@hostile(Cause.TOO_LARGE, "over the limit")
def length_of_five_thousand_digits(talk: Talk) -> None:
    talk.send(OK, f"Content-Length: {'9' * 5_000}\r\n", CLOSE)


@hostile(Cause.BAD_ANSWER, "not HTTP")
def chunk_size_bad(talk: Talk) -> None:
    talk.send(OK, "Transfer-Encoding: chunked\r\n", CLOSE, "zz\r\nabc\r\n0\r\n\r\n")


@hostile(Cause.BAD_ANSWER, "not HTTP")
def chunk_extension_endless(talk: Talk) -> None:
    talk.send(OK, "Transfer-Encoding: chunked\r\n", CLOSE, "5;")
    talk.for_ever(b"x" * 65_536)


@hostile(Cause.CONNECTION, "cut")
def chunk_end_missing(talk: Talk) -> None:
    talk.send(OK, "Transfer-Encoding: chunked\r\n", CLOSE, "5\r\nabcde\r\n")


@hostile(Cause.BAD_ANSWER, "not HTTP")
def chunk_size_negative(talk: Talk) -> None:
    talk.send(OK, "Transfer-Encoding: chunked\r\n", CLOSE, "-5\r\nabcde\r\n")


@hostile(Cause.BAD_ANSWER, "more bytes than")
def chunk_trailers_endless(talk: Talk) -> None:
    talk.send(OK, "Transfer-Encoding: chunked\r\n", CLOSE, "5\r\nabcde\r\n0\r\n")
    talk.for_ever(b"X-More: " + b"x" * 8_000 + b"\r\n")


@hostile(Cause.TOO_LARGE, "over the limit")
def chunks_endless(talk: Talk) -> None:
    talk.send(OK, "Transfer-Encoding: chunked\r\n", CLOSE)
    talk.for_ever(b"8000\r\n" + b"x" * 0x8000 + b"\r\n")


# ---------------------------------------------------------------- packing


def bomb(megabytes: int) -> bytes:
    """Zeros, packed a thousand times smaller."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([*(packer.compress(bytes(MEGABYTE)) for _ in range(megabytes)), packer.flush()])


BOMB = bomb(200)
DEFLATE_BOMB = zlib.compress(bytes(100 * MEGABYTE))


@hostile(Cause.BAD_ANSWER, "more than 200 times")
def gzip_bomb(talk: Talk) -> None:
    talk.html(BOMB, "Content-Encoding: gzip")


@hostile(Cause.BAD_ANSWER, "more than 200 times")
def gzip_bomb_in_gzip(talk: Talk) -> None:
    talk.html(gzip.compress(BOMB), "Content-Encoding: gzip, gzip")


@hostile(Cause.BAD_ANSWER, "packed 5 times")
def gzip_five_times(talk: Talk) -> None:
    talk.html(gzip.compress(BOMB), "Content-Encoding: gzip, gzip, gzip, gzip, gzip")


@hostile(Cause.BAD_ANSWER, "more than 200 times")
def deflate_bomb(talk: Talk) -> None:
    talk.html(DEFLATE_BOMB, "Content-Encoding: deflate")


@hostile(Cause.BAD_ANSWER, "br was not asked for")
def brotli_unasked(talk: Talk) -> None:
    talk.html(b"\x0b\x02\x80hello\x03", "Content-Encoding: br")


@hostile(Cause.BAD_ANSWER, "ends too early")
def gzip_truncated(talk: Talk) -> None:
    whole = gzip.compress(b"".join(b"<p>%d</p>" % number for number in range(5_000)))
    talk.html(whole[: len(whole) // 2], "Content-Encoding: gzip")


@hostile(Cause.BAD_ANSWER, "content encoding is broken")
def gzip_that_is_none(talk: Talk) -> None:
    talk.html("<h1>plain</h1>", "Content-Encoding: gzip")


@hostile(Cause.HTTP_4XX, "HTTP 404", Status.FAIL)
def bomb_on_a_404(talk: Talk) -> None:
    talk.reply("404 Not Found", BOMB, "Content-Encoding: gzip")


@hostile(Cause.HTTP_4XX, "HTTP 404", Status.FAIL)
def broken_packing_on_a_404(talk: Talk) -> None:
    talk.reply("404 Not Found", "not gzip", "Content-Encoding: gzip")


# ---------------------------------------------------------------- headers


@hostile(Cause.BAD_ANSWER, "headers")
def headers_ten_thousand(talk: Talk) -> None:
    talk.send(OK, *(f"X-{number}: y\r\n" for number in range(10_000)), CLOSE, THERE)


@hostile(Cause.BAD_ANSWER, "not HTTP")
def header_of_ten_megabytes(talk: Talk) -> None:
    talk.send(OK, "X-Long: ", b"x" * (10 * MEGABYTE), "\r\n", CLOSE, THERE)


@hostile(Cause.TIMEOUT, "still not complete")
def headers_that_drip(talk: Talk) -> None:
    talk.send(OK, "X-Long: ")
    talk.for_ever(b"x", 0.05)


@hostile(verdict=Status.PASS)
def header_with_nul(talk: Talk) -> None:
    talk.send(OK, "X-Nul: a\0b\r\n", CLOSE, THERE)


@hostile(verdict=Status.PASS)
def headers_with_bare_line_feeds(talk: Talk) -> None:
    talk.send("HTTP/1.1 200 OK\nContent-Type: text/html\nConnection: close\n\n", THERE)


@hostile(verdict=Status.PASS)
def header_folded(talk: Talk) -> None:
    talk.send(OK, "X-Folded: a\r\n b\r\n\tc\r\n", CLOSE, THERE)


@hostile(verdict=Status.PASS)
def header_of_any_bytes(talk: Talk) -> None:
    talk.send(
        OK, b"X-Raw: \xff\xfe\xe0\xb8\x81\r\n", b"Content-Disposition: attachment; filename=\xff\xfe/../\xe0.html\r\n"
    )
    talk.send(CLOSE, THERE)


@hostile(verdict=Status.PASS)
def header_without_a_name(talk: Talk) -> None:
    talk.send(OK, ": nobody\r\nno colon at all\r\n", CLOSE, THERE)


@hostile(verdict=Status.PASS)
def cookies_for_others_and_huge_ones(talk: Talk) -> None:
    talk.html(
        THERE,
        "Set-Cookie: a=1; domain=go.th",
        "Set-Cookie: b=1; domain=.th",
        "Set-Cookie: c=1; domain=example.org",
        f"Set-Cookie: huge={'x' * 60_000}",
        f"Set-Cookie: d=1; expires={' ' * 60_000}x",
        "Set-Cookie: small=1",
    )


@hostile(Cause.BAD_ANSWER, "headers")
def cookies_four_thousand(talk: Talk) -> None:
    talk.html(THERE, *(f"Set-Cookie: c{number}=1" for number in range(4_000)))


# ---------------------------------------------------------------- statuses


@hostile(Cause.BAD_ANSWER, "not HTTP")
def status_0(talk: Talk) -> None:
    talk.reply("000 Nothing", THERE)


@hostile(Cause.BAD_ANSWER, "HTTP 999")
def status_999(talk: Talk) -> None:
    talk.reply("999 Denied", THERE)


@hostile(Cause.BAD_ANSWER, "more bytes than")
def status_100_for_ever(talk: Talk) -> None:
    talk.for_ever(b"HTTP/1.1 100 Continue\r\n\r\n" * 5_000)


@hostile(Cause.BAD_ANSWER, "HTTP 103")
def status_103_only(talk: Talk) -> None:
    talk.send("HTTP/1.1 103 Early Hints\r\nLink: </x.css>\r\n\r\n")
    talk.pause(5)


@hostile(None, verdict=Status.FAIL)
def status_204_with_a_body(talk: Talk) -> None:
    talk.reply("204 No Content", THERE)


@hostile(Cause.BAD_ANSWER, "HTTP 206")
def status_206_unasked(talk: Talk) -> None:
    talk.reply("206 Partial Content", "<h1>a part", HTML, "Content-Range: bytes 0-9/5000")


@hostile(Cause.BAD_ANSWER, "HTTP 304")
def status_304_unasked(talk: Talk) -> None:
    talk.reply("304 Not Modified")


@hostile(Cause.HTTP_4XX, "HTTP 401")
def status_401(talk: Talk) -> None:
    talk.reply("401 Unauthorized", "", 'WWW-Authenticate: Basic realm="x"')


@hostile(Cause.HTTP_4XX, "HTTP 401")
def status_401_with_ntlm(talk: Talk) -> None:
    talk.reply("401 Unauthorized", "", "WWW-Authenticate: NTLM", "WWW-Authenticate: Negotiate")


@hostile(Cause.HTTP_4XX, "HTTP 407")
def status_407(talk: Talk) -> None:
    talk.reply("407 Proxy Authentication Required", "", 'Proxy-Authenticate: Basic realm="x"')


@hostile(Cause.HTTP_4XX, "HTTP 429", alone=True)
def status_429_for_a_year(talk: Talk) -> None:
    talk.reply("429 Too Many Requests", "", "Retry-After: 31536000")


@hostile(Cause.BAD_ANSWER, "not HTTP")
def http_0_9(talk: Talk) -> None:
    talk.send("<html><h1>no status line</h1></html>\r\n")


@hostile(Cause.BAD_ANSWER, "not HTTP")
def http_2_preface(talk: Talk) -> None:
    talk.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\0\0\x12\x04\0\0\0\0\0" + bytes(18))


@hostile(Cause.BAD_ANSWER, "not HTTP")
def http_2_status_line(talk: Talk) -> None:
    talk.send("HTTP/2 200 OK\r\nContent-Length: 5\r\n\r\nhello")


@hostile(Cause.BAD_ANSWER, "not HTTP")
def mail_server(talk: Talk) -> None:
    talk.send("220 mail ready\r\n")


# ---------------------------------------------------------------- connections


@hostile(Cause.CONNECTION, "was cut")
def closes_at_once(talk: Talk) -> None:
    talk.client.close()


@hostile(Cause.CONNECTION, "cut")
def resets_midway(talk: Talk) -> None:
    talk.send(OK, "Content-Length: 5000\r\n", CLOSE, "<h1>half")
    talk.pause(0.05)
    talk.reset()


@hostile(Cause.TIMEOUT, "no answer within")
def accepts_and_never_answers(talk: Talk) -> None:
    talk.pause(30)
