"""Ways about a site that need a browser or a click elsewhere, and are followed here without any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from itacheck.crawl import crawl
from itacheck.model import LinkKind, Page
from itacheck.read import read

if TYPE_CHECKING:
    from tests.crawl.conftest import MakeAgency, MakeFetcher, Serve

PAPER = "<h1>แผน</h1><p>แผนปฏิบัติการของหน่วยงานประจำปีงบประมาณ</p>"


def of_text(text: str) -> str:
    return f"<html><meta charset=utf-8><title>สำนักงาน</title>{text}</html>"


@pytest.mark.parametrize(
    "home",
    [
        '<frameset><frame src="d/menu.htm"><frame src="d/plan.htm"></frameset>',
        '<iframe src="/d/plan.htm"></iframe>',
        '<meta http-equiv="refresh" content="0; url=d/plan.htm">',
        '<base href="/d/"><a href="plan.htm">แผน</a>',
        '<img src=m.png usemap="#m"><map name=m><area href="d/plan.htm" alt="แผน"></map>',
        "<table><tr><td onclick=\"location.href='d/plan.htm'\">แผน</td></tr></table>",
        "<div onclick=\"window.open('/d/plan.htm', 'w', 'width=600')\">แผน</div>",
        "<a href='#' onclick=\"openWin('/d/plan.htm'); return false\">แผน</a>",
        "<script>function go(n) { location.href = '/d/' + n + '.htm' }</script><p onclick=\"go('plan')\">แผน</p>",
        '<table><tr class=row data-href="/d/plan.htm"><td>แผน</td></tr></table>',
        "<select onchange=\"location=this.value\"><option value=''>เลือก<option value='/d/plan.htm'>แผน</select>",
        "<select onchange=\"MM_jumpMenu('parent',this,0)\"><option value='d/plan.htm'>แผน</select>",
        "<select id=to><option value='d/plan.htm'>แผน</select><script>to.onchange = e => location = to.value</script>",
        "<a href=\"javascript:window.open('d/plan.htm')\">แผน</a>",
        '<a href="javascript:openWin(%27d/plan.htm%27)">แผน</a>',
        "<input type=button value=แผน onclick=\"parent.location='d/plan.htm'\">",
        '<object data="d/plan.htm"></object>',
        "<script>window.location.replace('/d/plan.htm')</script>",
    ],
)
def test_it_is_followed(serve: Serve, make_agency: MakeAgency, make_fetcher: MakeFetcher, home: str) -> None:
    site = serve({"/": of_text(home), "/d/plan.htm": of_text(PAPER), "/d/menu.htm": of_text("<a href=x.htm>ก</a>")})
    agency = make_agency(site.url)
    snapshot = crawl(
        agency, fetcher=make_fetcher(agency), read=read, score=lambda _link, _page: 1.0, enough=lambda _: False
    )
    found = snapshot.readings.get(f"{site.url}d/plan.htm")
    assert isinstance(found, Page), site.pages_asked
    assert found.headings == ("แผน",)
    assert snapshot.path_to(found.url) == (site.url, found.url)


@pytest.mark.parametrize("href", ["javascript:__doPostBack('lnkPlan','')", "#/plan", "javascript:openDoc(15)"])
def test_what_only_a_script_can_follow_is_marked_so(
    serve: Serve, make_agency: MakeAgency, make_fetcher: MakeFetcher, href: str
) -> None:
    site = serve({"/": of_text(f'<a href="{href}">แผน</a>')})
    agency = make_agency(site.url)
    options: dict[str, Any] = {"read": read, "score": lambda _link, _page: 1.0, "enough": lambda _: False}
    home = crawl(agency, fetcher=make_fetcher(agency), **options).readings[site.url]
    assert isinstance(home, Page)
    assert [(link.text, link.url, link.kind) for link in home.links] == [("แผน", "", LinkKind.SCRIPT)]
