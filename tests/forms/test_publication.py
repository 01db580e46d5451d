"""Form `publication`: the paper is there, or the reason says why what was seen is not it."""

from __future__ import annotations

import pytest

from itacheck.forms import TROUBLE_WHY, Standing, Why
from itacheck.model import Document, Trouble

from .helpers import (
    CHALLENGE,
    EMPTY,
    LOGIN,
    NOT_FOUND,
    PROSE,
    SCRIPT,
    Answer,
    a,
    alone,
    best,
    found,
    home,
    links,
    outcome,
    p,
    page,
    paper,
)

PLAN = "แผนปฏิบัติการป้องกันการทุจริต ประจำปีงบประมาณ พ.ศ. 2568"
TYPE = "anti-corruption-plan"
GIFT = "no-gift-policy-declaration"
DECLARATION = "ประกาศเจตนารมณ์นโยบาย No Gift Policy ประจำปีงบประมาณ พ.ศ. 2568"
WORDS = "ผู้บริหารและบุคลากรทุกคนไม่รับของขวัญและของกำนัลทุกชนิดจากการปฏิบัติหน้าที่ราชการ"
OTHER = page("ประวัติความเป็นมา", p("ตำบลสมมุติตั้งขึ้นเมื่อหลายสิบปีก่อน มีแม่น้ำไหลผ่านกลางหมู่บ้านและมีตลาดนัดทุกวันเสาร์"))

ACCEPTED = (Standing.ACCEPTED, Why.NAMED)


def refused(why: Why) -> tuple[Standing, Why]:
    return Standing.REFUSED, why


def unclear(why: Why) -> tuple[Standing, Why]:
    return Standing.UNCLEAR, why


def behind(answer: Answer, text: str = PLAN) -> dict[str, Answer]:
    """A home page whose one link has the name, and what that link answers."""
    return {"/": home(links(("/plan", text))), "/plan": answer}


@pytest.mark.parametrize("href", ["#", "", "javascript:void(0)", "#tab1"])
def test_a_link_that_leads_nowhere_proves_nothing(href: str) -> None:
    """A menu label whose link is `#` or empty is refused as leading nowhere."""
    assert outcome(TYPE, {"/": home(links((href, PLAN)))}) == refused(Why.NOWHERE)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (404, Why.DEAD),
        (410, Why.DEAD),
        (EMPTY, Why.EMPTY),
        (Trouble.EMPTY, Why.EMPTY),
        (NOT_FOUND, Why.SOFT_404),
        (page(PLAN, p("อยู่ระหว่างปรับปรุง")), Why.PLACEHOLDER),
        (paper(PLAN, "อยู่ระหว่างการจัดทำ"), Why.PLACEHOLDER),
        (page(PLAN), Why.NO_CONTENT),
        (page(PLAN, p("เมื่อวันที่ 5 มีนาคม 2568 นายก อบต. เป็นประธานการประชุมจัดทำแผน พร้อมด้วยบุคลากร " + PROSE)), Why.NEWS),
        (paper("รายงานผลการดำเนินการตาม" + PLAN), Why.OTHER_PAPER),
        (paper("ประกาศเทศบาลตำบลดอนยาง", "เรื่อง " + PLAN), Why.OTHER_AGENCY),
    ],
    ids=lambda value: "" if isinstance(value, str) and len(value) > 12 else None,
)
def test_what_a_named_link_opens_may_refuse_it(answer: Answer, why: Why) -> None:
    """A perfect link text is refused when nothing, something else or no content stands behind it."""
    assert outcome(TYPE, behind(answer)) == refused(why)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (403, Why.FAILED),
        (503, Why.FAILED),
        (SCRIPT, Why.SCRIPT),
        (LOGIN, Why.LOGIN),
        (CHALLENGE, Why.CHALLENGE),
        (page(PLAN, '<img src="/scan01.jpg" alt="">'), Why.IMAGE),
        *(
            (trouble, TROUBLE_WHY[trouble])
            for trouble in Trouble
            if trouble not in (Trouble.EMPTY, Trouble.SOFT_404, Trouble.SCRIPT, Trouble.CHALLENGE, Trouble.INJECTED)
        ),
    ],
    ids=lambda value: "" if isinstance(value, str) and len(value) > 12 else None,
)
def test_what_cannot_be_read_is_for_a_person(answer: Answer, why: Why) -> None:
    """Unreadable is not absent: it is unclear, with the cause, and never accepted or refused."""
    assert outcome(TYPE, behind(answer)) == unclear(why)


def test_a_page_of_blanks_is_a_form_and_no_paper() -> None:
    blanks = p("ชื่อ........................................ ตำแหน่ง........................................") * 3
    assert outcome(TYPE, behind(page(PLAN, blanks))) == refused(Why.DECOY)


def test_what_was_not_looked_at_is_for_a_person() -> None:
    """A named link that the crawl left is unclear, not missing."""
    assert outcome(TYPE, {"/": home(links(("/plan", PLAN)))}) == unclear(Why.UNVISITED)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ร่วมกิจกรรมประกาศแผนป้องกันการทุจริต 2568", Why.NEWS),
        ("ตัวอย่างแผนปฏิบัติการป้องกันการทุจริต", Why.DECOY),
        ("รายงานผลตามแผนปฏิบัติการป้องกันการทุจริต 2568", Why.DECOY),
        ("คำสั่งแต่งตั้งคณะทำงานแผนปฏิบัติการป้องกันการทุจริต", Why.DECOY),
    ],
)
def test_a_name_that_is_a_decoy_is_refused(text: str, why: Why) -> None:
    """News, empty forms, reports on the plan and appointments are not the plan, though they open."""
    assert outcome(TYPE, behind(paper("หนังสือ"), text)) == refused(why)


@pytest.mark.parametrize("decoy", ["ขอเชิญอบรมนโยบาย No Gift Policy", "ร่วมประกาศเจตนารมณ์ No Gift Policy"])
def test_training_and_news_are_no_declaration(decoy: str) -> None:
    """An announcement of a training or a ceremony about the thing is not the thing."""
    assert {c.standing for c in found(GIFT, behind(page(decoy, p(WORDS, PROSE)), decoy))} <= {Standing.REFUSED}


@pytest.mark.parametrize(
    ("url", "title"),
    [("/search?q=plan", PLAN), ("/tag/plan", PLAN), ("/?s=plan", PLAN), ("/x", "ผลการค้นหา " + PLAN)],
)
def test_a_search_or_tag_page_is_not_the_paper(url: str, title: str) -> None:
    """A page that a search or a tag makes is refused whatever it is called."""
    pages = {"/": home(links((url, "ค้นหา"))), url: page(title, p(PROSE), head=title)}
    assert {c.standing for c in found(TYPE, pages)} <= {Standing.REFUSED}
    if url != "/x":
        assert outcome(TYPE, pages) == refused(Why.SEARCH)


@pytest.mark.parametrize("answer", [page(DECLARATION, p(PROSE)), paper(DECLARATION, PROSE)])
def test_a_declaration_that_does_not_say_so_is_silent(answer: Answer) -> None:
    """Where the content must say something (no gifts are taken), a title alone is not enough."""
    assert outcome(GIFT, behind(answer, DECLARATION)) == refused(Why.SILENT)


@pytest.mark.parametrize("answer", [page(DECLARATION, p(WORDS)), paper(DECLARATION, WORDS)])
def test_a_declaration_that_says_so_is_there(answer: Answer) -> None:
    """The same title over the words of the declaration is accepted, as page and as file."""
    assert outcome(GIFT, behind(answer, DECLARATION)) == ACCEPTED


def test_another_paper_under_the_right_heading_is_refused() -> None:
    """A link without a name of its own is judged by what the file says that it is."""
    under = home(f"<h2>{PLAN}</h2>", p(a("/f.pdf", "ดาวน์โหลด")))
    assert outcome(TYPE, {"/": under, "/f.pdf": paper("ประมวลจริยธรรมพนักงานส่วนตำบล", PROSE)}) == refused(Why.OTHER_PAPER)
    assert outcome(TYPE, {"/": under, "/f.pdf": paper("ประกาศ", PROSE)}) == ACCEPTED


def test_the_agencys_own_name_in_the_head_is_no_other_agency() -> None:
    """A paper that names the agency itself is its own, also under the name of its department."""
    own = "ประกาศองค์การบริหารส่วนตำบลสมมุติ"
    for head in (own, f"กรมส่งเสริมการปกครองท้องถิ่น {own}"):
        assert outcome(TYPE, behind(paper(head, "เรื่อง " + PLAN))) == ACCEPTED


def test_a_central_bodys_paper_serves_only_where_it_may() -> None:
    """The department's plan is not the agency's; the central code of ethics serves (evidence.md, "Names")."""
    central = "กรมส่งเสริมการปกครองท้องถิ่น"
    assert outcome(TYPE, behind(paper(central, "เรื่อง " + PLAN))) == refused(Why.OTHER_AGENCY)
    code = behind(paper(f"ประกาศ{central}", "ประมวลจริยธรรมพนักงานส่วนท้องถิ่น"), "ประมวลจริยธรรม")
    assert outcome("code-of-ethics", code) == ACCEPTED


def test_a_page_of_another_agency_is_refused() -> None:
    """A page that is titled as another agency's paper is not this agency's."""
    title = "ประกาศเทศบาลตำบลดอนยาง เรื่อง แผนปฏิบัติการป้องกันการทุจริต"
    assert outcome(TYPE, behind(page(title, p(PROSE)))) == refused(Why.OTHER_AGENCY)


def test_an_outside_target_counts_by_its_link_only() -> None:
    """A file share that opens is accepted by the link's own name, and unclear where only a heading far off names it."""
    share = "https://share.example/d/1"
    opens = page("ไฟล์", p(PROSE))
    assert outcome(TYPE, {"/": home(links((share, PLAN))), share: opens}) == ACCEPTED
    weak = home("<h2>แผนปฏิบัติการป้องกันการทุจริต</h2>", p(a(share, "บันทึกเรื่องน้ำท่วมหมู่บ้าน")))
    assert outcome(TYPE, {"/": weak, share: opens}) == unclear(Why.OUTSIDE)


def test_a_private_share_is_for_a_person() -> None:
    """A share that asks for permission is a login wall."""
    share = "https://share.example/d/1"
    wall = page("ขอสิทธิ์เข้าถึง", p("คุณต้องมีสิทธิ์เข้าถึง"))
    assert outcome(TYPE, {"/": home(links((share, PLAN))), share: wall}) == unclear(Why.LOGIN)


def test_alone_a_weak_name_or_an_unseen_page_is_unclear() -> None:
    """Judged alone, a link named from afar is weak, and a menu link to a page that was not seen is unvisited."""
    weak = alone(TYPE, page("เอกสาร", f"<h2>{PLAN}</h2>", p(a("/g/flood", "บันทึกเรื่องน้ำท่วมหมู่บ้าน"))))
    assert unclear(Why.WEAK) in {(c.standing, c.why) for c in weak}
    assert Standing.ACCEPTED not in {c.standing for c in weak}
    menu = alone(TYPE, f"<title>สมมุติ</title><nav>{links(('/plan', PLAN))}</nav><main><h1>สมมุติ</h1>{p(PROSE)}</main>")
    assert {(c.standing, c.why) for c in menu} == {unclear(Why.UNVISITED)}
    file = alone(TYPE, page("เอกสาร", p(a("/plan.pdf", PLAN))))
    assert {(c.standing, c.why) for c in file} == {ACCEPTED}


def table(*rows: str, head: str = "") -> str:
    return f"<table>{head}{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


BARE = paper("หนังสือ", "รายละเอียดแนบท้าย")


@pytest.mark.parametrize(
    ("body", "file"),
    [
        (links(("/f.pdf", PLAN)), BARE),
        (table(f"<td>{PLAN}</td><td>{a('/f.pdf', 'ดาวน์โหลด')}</td>"), BARE),
        (f"<h2>{PLAN}</h2>" + p(a("/f.pdf", "ดาวน์โหลด")), BARE),
        (f"<h2>{PLAN}</h2><h3>ไฟล์</h3>" + p(a("/f.pdf", "ดาวน์โหลด")), BARE),
        (a("/f.pdf", f'<img src="/b.png" alt="{PLAN}">'), BARE),
        (p(a("/แผนปฏิบัติการป้องกันการทุจริต_2568.pdf", "ดาวน์โหลด")), BARE),
        (p(a("/f.pdf", "ดาวน์โหลด")), paper("ประกาศ", "เรื่อง " + PLAN, PROSE)),
        (p(a("/f.pdf", "ดาวน์โหลด")), paper("หน้าปก", title=PLAN)),
    ],
    ids=["link", "row", "heading", "outer heading", "alt", "file name", "first lines", "metadata title"],
)
def test_one_naming_place_suffices_for_a_file(body: str, file: Answer) -> None:
    """A file is found by its link, row, heading, outer heading, picture, file name, own first lines or title."""
    path = "/แผนปฏิบัติการป้องกันการทุจริต_2568.pdf" if "_2568" in body else "/f.pdf"
    one = best(TYPE, {"/": home(body), path: file})
    assert (one.standing, one.why) == ACCEPTED
    assert one.is_of(2568)


def test_the_page_that_holds_a_file_names_it() -> None:
    """A file without a name on a page whose title is the name is the paper."""
    pages: dict[str, Answer] = {
        "/": home(links(("/d", "ข้อมูล"))),
        "/d": page(PLAN, p(a("/f.pdf", "ดาวน์โหลด"))),
        "/f.pdf": BARE,
    }
    one = best(TYPE, pages)
    assert (one.standing, one.url, one.page) == (
        Standing.ACCEPTED,
        "https://agency.example/f.pdf",
        "https://agency.example/d",
    )


@pytest.mark.parametrize(
    ("target", "text"),
    [
        (page("องค์การบริหารส่วนตำบลสมมุติ", p(PROSE), head="เอกสาร"), PLAN),
        (f"<title>{PLAN}</title><main>{p(PROSE)}</main>", "ดูเพิ่มเติม"),
        (page("สมมุติ", p(PROSE), head=PLAN), '<img src="/b.png">'),
        (f"<main>{p(PLAN + ' ' + PROSE)}</main>", "ดูเพิ่มเติม"),
    ],
    ids=["inbound link", "title", "heading behind a picture", "first words"],
)
def test_one_naming_place_suffices_for_a_page(target: str, text: str) -> None:
    """A page is found by its heading, title, first words, or the text of the link that leads to it."""
    assert outcome(TYPE, {"/": home(p(a("/d", text))), "/d": target}) == ACCEPTED


def test_a_page_of_links_is_judged_by_what_they_open() -> None:
    """A page with the name that only links to a dead file has nothing."""
    pages: dict[str, Answer] = {
        "/": home(links(("/d", PLAN))),
        "/d": page(PLAN, p(a("/f.pdf", "ดาวน์โหลด"))),
        "/f.pdf": 404,
    }
    assert outcome(TYPE, pages) == refused(Why.DEAD)


def test_the_column_names_the_year_of_a_file() -> None:
    """In a grid of years the header of the column says of which year a file is."""
    grid = table(
        f"<td>แผนปฏิบัติการป้องกันการทุจริต</td><td>{a('/67.pdf', 'เปิด')}</td><td>{a('/68.pdf', 'เปิด')}</td>",
        head="<tr><th>เอกสาร</th><th>ปีงบประมาณ 2567</th><th>ปีงบประมาณ 2568</th></tr>",
    )
    years = {
        c.url.rpartition("/")[2]: c.fiscal_years
        for c in found(TYPE, {"/": home(grid), "/67.pdf": BARE, "/68.pdf": BARE})
        if c.standing is Standing.ACCEPTED
    }
    assert years == {"67.pdf": (2567,), "68.pdf": (2568,)}


def test_an_unrelated_target_is_told() -> None:
    """A menu label whose link opens a page of another subject is refused as unrelated."""
    assert refused(Why.UNRELATED) in {(c.standing, c.why) for c in found(TYPE, behind(OTHER))}


def test_a_paper_that_never_speaks_of_the_thing_is_another_paper() -> None:
    """A link of another subject under the right heading is the thing only where its file says so."""
    under = home(f"<h2>{PLAN}</h2>", p(a("/f.pdf", "บันทึกเรื่องน้ำท่วมหมู่บ้าน")))
    silent: dict[str, Answer] = {"/": under, "/f.pdf": paper("บันทึก", PROSE)}
    assert outcome(TYPE, silent) == refused(Why.OTHER_PAPER)
    assert outcome(TYPE, silent | {"/f.pdf": paper("บันทึก", PROSE, text=PLAN)}) == ACCEPTED


def test_a_file_that_only_tells_of_the_thing_is_a_decoy() -> None:
    """A file that no link names and whose own title is news of the thing is not it."""
    told = paper("ร่วมกิจกรรมประกาศแผนป้องกันการทุจริต", PROSE)
    assert outcome(TYPE, {"/": home(p(a("/f.pdf", "เปิด"))), "/f.pdf": told}) == refused(Why.DECOY)


def test_what_a_script_shows_on_a_page_of_another_name_is_for_a_person() -> None:
    """The link names the paper, the page does not, and a list on it is filled by a script."""
    rows = "<table id='list'><thead><tr><th>เรื่อง</th></tr></thead><tbody></tbody></table>"
    script = "<script>$('#list').DataTable({ajax: '/api/list'})</script>"
    drawn = page("แฟ้มของกองคลัง", p(PROSE), rows) + script
    assert outcome(TYPE, behind(drawn)) == (Standing.UNCLEAR, Why.SCRIPT)
    assert outcome(TYPE, behind(page("แฟ้มของกองคลัง", p(PROSE)))) == refused(Why.UNRELATED)


def test_the_order_that_appoints_a_working_group_is_evidence_where_that_is_asked() -> None:
    order = "คำสั่งแต่งตั้งคณะทำงานขับเคลื่อนจริยธรรม ปีงบประมาณ พ.ศ. 2568"
    answers: dict[str, Answer] = {"/": home(links(("/o.pdf", order))), "/o.pdf": paper(order, PROSE)}
    assert outcome("ethics-team", answers) == (Standing.ACCEPTED, Why.NAMED)
    plan = "คำสั่งแต่งตั้งคณะทำงาน แผนพัฒนาบุคลากร"
    (other,) = found("hr-policy-or-plan", {"/": home(links(("/o.pdf", plan))), "/o.pdf": paper(plan, PROSE)})
    assert other.standing is Standing.REFUSED


def test_a_page_about_the_agency_may_tell_of_what_a_link_promises_there() -> None:
    """It does not name the structure, and it is the place where the structure is told: nobody may call it absent."""
    link = links(("/about", "โครงสร้างหน่วยงาน"))
    told = page("เกี่ยวกับเรา", p("สำนักงานเป็นราชการส่วนภูมิภาค มีกลุ่มอำนวยการ กลุ่มยุทธศาสตร์ และกลุ่มข้อมูลสารสนเทศ"))
    assert outcome("organisation-structure", {"/": home(link), "/about": told}) == (Standing.UNCLEAR, Why.WEAK)
    other = page("แบบฟอร์มของกองช่าง", p(PROSE))
    assert outcome("organisation-structure", {"/": home(link), "/about": other}) == refused(Why.UNRELATED)
    empty = page("เกี่ยวกับเรา", p("ยินดีต้อนรับ"))
    assert outcome("organisation-structure", {"/": home(link), "/about": empty}) == refused(Why.UNRELATED)


def test_a_chart_is_the_structure_and_no_other_paper() -> None:
    """A picture of that name is evidence where charts are, once it opens."""
    seen: dict[str, Answer] = {
        "/": home(links(("/o", "โครงสร้างหน่วยงาน"))),
        "/o": page("โครงสร้างหน่วยงาน", "<img src='/chart.png' alt='แผนผังโครงสร้างหน่วยงาน'>"),
        "/chart.png": Document(url="", kind="image", file_name="chart.png", trouble=Trouble.UNSUPPORTED),
    }
    assert (Standing.ACCEPTED, Why.NAMED) in [(c.standing, c.why) for c in found("organisation-structure", seen)]
    del seen["/chart.png"]
    assert Standing.ACCEPTED not in [c.standing for c in found("organisation-structure", seen)]
