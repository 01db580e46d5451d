from __future__ import annotations

import pytest

from itacheck.model import Trouble

from .helpers import page

LONG = "<p>" + "หน่วยงานประกาศให้ทราบโดยทั่วกันตามรายละเอียดดังต่อไปนี้ " * 20 + "</p>"
LINKS = "".join(f"<li><a href=/{n}>รายการที่ {n}</a></li>" for n in range(20))
LOGIN = "<form><h2>เข้าสู่ระบบ</h2><input name=user><input type=password name=pass><button>เข้าสู่ระบบ</button></form>"


@pytest.mark.parametrize(
    ("html", "trouble"),
    [
        ("", Trouble.EMPTY),
        ("<html><head><title>แผน</title></head><body> <br> </body></html>", Trouble.EMPTY),
        ("<nav><a href=/>หน้าแรก</a></nav><main></main><footer>ที่อยู่</footer>", Trouble.EMPTY),
        ("<div id=app></div><script src=app.js></script>", Trouble.SCRIPT),
        ("<title>x</title><div id=root></div><script>render()</script><noscript>ok</noscript>", Trouble.SCRIPT),
        ("<app-root></app-root><script src=main.js></script>", Trouble.SCRIPT),
        (
            (
                "<noscript>You need to enable JavaScript to run this app.</noscript>"
                "<div class=z></div><script src=a.js></script>"
            ),
            Trouble.SCRIPT,
        ),
        (LOGIN, Trouble.LOGIN),
        ("<nav><a href=/>หน้าแรก</a></nav>" + LOGIN + "<p><a href=/forgot>ลืมรหัสผ่าน</a></p>", Trouble.LOGIN),
        ("<title>ขอสิทธิ์เข้าถึง</title><p>คุณต้องมีสิทธิ์เข้าถึง</p>", Trouble.LOGIN),
        ("<h1>You need access</h1><p>Request access, or switch to an account with access.</p>", Trouble.LOGIN),
        (
            "<title>Google Drive: Sign-in</title><h1>Sign in</h1><p>Sign in to continue to Google Drive</p>",
            Trouble.LOGIN,
        ),
        (
            "<title>404 Not Found</title><h1>Not Found</h1><p>The requested URL was not found on this server.</p>",
            Trouble.SOFT_404,
        ),
        ("<h1>ไม่พบหน้าที่คุณต้องการ</h1><p><a href=/>กลับหน้าแรก</a></p>", Trouble.SOFT_404),
        ("<title>ไม่พบข้อมูลที่ต้องการ</title><p>ขออภัย</p>", Trouble.SOFT_404),
        ("<h1>404</h1><p>ขออภัย</p><ul>" + LINKS + "</ul>", Trouble.SOFT_404),
        ("<p>ไม่พบไฟล์</p>", Trouble.SOFT_404),
        ("<h2>Page not found</h2>", Trouble.SOFT_404),
        ("<title>Just a moment...</title><p>Checking your browser before accessing the site.</p>", Trouble.CHALLENGE),
        (
            "<iframe src='/_Incapsula_Resource?x=1'>Request unsuccessful. Incapsula incident ID: 1</iframe>",
            Trouble.CHALLENGE,
        ),
    ],
)
def test_trouble(html: str, trouble: Trouble) -> None:
    assert page(html).trouble is trouble


@pytest.mark.parametrize(
    "html",
    [
        LONG,
        "<p>แผน</p>",
        "<img src=a.png>",
        "<iframe src=https://docs.example/form></iframe>",
        "<meta http-equiv=refresh content='0;url=/home'>",
        "<frameset><frame src=a.html></frameset>",
        "<a href=/x><img src=a.png></a>",
        LONG + LOGIN,
        "<ul>" + LINKS + "</ul><aside>" + LOGIN + "</aside>",
        "<ul>" + LINKS + "</ul>" + LOGIN,
        "<div id=app>" + LONG + "</div><script src=app.js></script>",
        LONG + "<noscript>Please enable JavaScript</noscript><script src=a.js></script>",
        "<title>ข่าว 404 รายการ</title>" + LONG,
        "<h1>แผนงานโครงการ</h1>" + LONG + "<p>ไม่พบข้อมูล</p>",
        "<h1>รายงานกรณีไม่พบหน้ากากอนามัย</h1>" + LONG + LONG,
        "<h1>เลขที่ 404 หมู่ 2</h1>" + LONG,
        "<form><input name=a><textarea name=b></textarea><button>ส่ง</button></form>",
        "<h2>ติดต่อ</h2><p>Request access to information: โทร 053</p>" + LONG * 2,
    ],
)
def test_no_trouble(html: str) -> None:
    assert page(html).trouble is None
