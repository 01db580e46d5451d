from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.read.links import Functions, join, navigates, refresh_target, script_target

BASE = "https://agency.example/a/b.html"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("c.pdf", "https://agency.example/a/c.pdf"),
        ("/c.pdf#page=2", "https://agency.example/c.pdf"),
        ("?id=1", "https://agency.example/a/b.html?id=1"),
        ("//other.example/x", "https://other.example/x"),
        ("HTTP://Other.example/x", "http://other.example/x"),
        (" \n\t../x.pdf \u200b", "https://agency.example/x.pdf"),
        ("a\nb.pdf", "https://agency.example/a/ab.pdf"),
        ("แผน 2568.pdf", "https://agency.example/a/%E0%B9%81%E0%B8%9C%E0%B8%99%202568.pdf"),
        ("files\\plan.pdf", "https://agency.example/a/files/plan.pdf"),
    ],
)
def test_join(href: str, expected: str) -> None:
    assert join(BASE, href) == expected


@pytest.mark.parametrize(
    "href",
    [
        "",
        "#",
        "#!",
        "#top",
        "javascript:void(0)",
        "JavaScript: x()",
        "mailto:a@b.example",
        "tel:053",
        "data:text/plain,x",
        "file:///etc/passwd",
        "ftp://x.example/a",
        "http://",
        "https://",
        "http://[::1",
        "http://a b/c",
        "http://x:99999999/",
        "about:blank",
    ],
)
def test_what_leads_nowhere(href: str) -> None:
    assert join(BASE, href) == ""


@given(st.text(max_size=80), st.text(max_size=80))
def test_join_never_raises(base: str, href: str) -> None:
    url = join(base, href)
    assert url == "" or url.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("location.href='/a.pdf'", "/a.pdf"),
        ('window.location = "b.php?id=1"; return false', "b.php?id=1"),
        ("document.location.replace('/c')", "/c"),
        ("window.open('d.pdf','_blank','width=3')", "d.pdf"),
        ("location='e.html'", "e.html"),
        ("parent.location.assign('/f')", "/f"),
        ("showFile('/files/g.pdf')", "/files/g.pdf"),
        ("load('h.php?x=1')", "h.php?x=1"),
        ("toggle('menu1')", ""),
        ("return confirm('แน่ใจหรือไม่')", ""),
        ("window.open(this.href)", ""),
        ("", ""),
    ],
)
def test_script_target(script: str, expected: str) -> None:
    assert script_target(script) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("0; url=/home", "/home"),
        ("5;URL='main.php'", "main.php"),
        ("0;index2.html", "index2.html"),
        ("30", ""),
        ("", ""),
    ],
)
def test_refresh_target(content: str, expected: str) -> None:
    assert refresh_target(content) == expected


PAGE = """<script>
function view(id) { hits++; location.href = 'detail.php?id=' + id + '&lang=th'; }
var popup = function (url, name) { window.open(url, name); };
function plan() { window.location = "/plan.html"; }
function unknown(id) { location.href = base + id; }
function toggle(id) { document.getElementById(id).hidden = false; }
</script>"""


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("view(15)", "detail.php?id=15&lang=th"),
        ("return view('7');", "detail.php?id=7&lang=th"),
        ("popup('plan', 'w')", "plan"),
        ("plan()", "/plan.html"),
        ("toggle('a'); plan()", "/plan.html"),
        ("view(this.value)", ""),
        ("view()", ""),
        ("unknown(3)", ""),
        ("toggle('menu')", ""),
        ("nowhere(3)", ""),
    ],
)
def test_a_function_of_the_page_is_followed(script: str, expected: str) -> None:
    assert Functions(PAGE).target(script) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("window.open('view.php?id='+7)", "view.php?id=7"),
        ("location.href='a.php?x=' + this.value", ""),
        ("location.href = '/a' + '/b.pdf'", "/a/b.pdf"),
    ],
)
def test_joined_strings_are_one_address_or_none(script: str, expected: str) -> None:
    assert script_target(script) == expected


@pytest.mark.parametrize(
    ("script", "leads"),
    [
        ("__doPostBack('ctl00$Menu$lnk5','')", True),
        ("openDoc(15)", True),
        ("showFile('x')", True),
        ("location.href='a.php?x='+this.value", True),
        ("__doPostBack('gv','Sort$1')", False),
        ("openCity(event, 'egp')", False),
        ("openNav()", False),
        ("toggleMenu(1)", False),
        ("window.print()", False),
        ("history.back()", False),
        ("printPage('x')", False),
        ("void(0)", False),
    ],
)
def test_what_only_a_script_can_open(script: str, leads: bool) -> None:
    assert navigates(script) is leads


@given(st.text(st.sampled_from("function go(a,b){location.href='x'+a;}\"= \n"), max_size=300), st.text(max_size=100))
def test_functions_never_raise(html: str, script: str) -> None:
    assert isinstance(Functions(html).target(script), str)
    assert isinstance(navigates(script), bool)
