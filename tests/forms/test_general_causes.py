"""General causes of wrong verdicts, each found on agencies that nobody had seen and kept here as the smallest site."""

from __future__ import annotations

from datetime import date

import pytest

from itacheck.forms import Standing, Why
from itacheck.model import Bilingual, Status, Trouble

from .helpers import (
    AGENCY,
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
    status,
    verdict,
)

ACCEPTED = (Standing.ACCEPTED, Why.NAMED)
REPORT = "รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส ปีงบประมาณ 2568"


def test_one_unfinished_line_does_not_make_a_paper_a_placeholder() -> None:
    lines = [f"มาตรการที่ {n} การดำเนินการครบถ้วนตามแผน มีผู้รับผิดชอบและผลที่ได้" for n in range(1, 7)]
    answers: dict[str, Answer] = {
        "/": home(a("/r.pdf", REPORT)),
        "/r.pdf": paper(REPORT, *lines, "ข้อ 2.2 : อยู่ระหว่างจัดทำระบบ"),
    }
    assert outcome("integrity-measures-report", answers) == ACCEPTED


def test_a_menu_label_to_a_page_about_something_else_is_not_evidence() -> None:
    answers: dict[str, Answer] = {
        "/": home(links(("/h", "ประมวลจริยธรรม"))),
        "/h": page("ประวัติความเป็นมาของตำบล", p(PROSE)),
    }
    assert outcome("code-of-ethics", answers) == (Standing.REFUSED, Why.UNRELATED)
    assert status("6.3", answers) is Status.FAIL


def test_links_in_one_cell_do_not_lend_their_names() -> None:
    cell = f"(1) {a('/1.pdf', 'ประมวลจริยธรรม')}<br>(2) {a('#', 'Dos & Don’ts')}"
    cell = f"<table><tr><td>O16</td><td>{cell}</td></tr></table>"
    answers: dict[str, Answer] = {"/": home(cell), "/1.pdf": paper("ประมวลจริยธรรม", PROSE)}
    assert all(c.standing is not Standing.ACCEPTED for c in found("dos-and-donts", answers))


def test_later_lines_of_a_paper_are_its_contents() -> None:
    answers: dict[str, Answer] = {
        "/": home(a("/r.pdf", "ไฟล์แนบ")),
        "/r.pdf": paper(REPORT, "แนวทางปฏิบัติเกี่ยวกับการใช้ทรัพย์สินของราชการ : จัดทำแล้ว", PROSE),
    }
    assert found("asset-use-guideline", answers) == []
    assert outcome("integrity-measures-report", answers) == ACCEPTED


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("ขอเชิญสมัครเข้าร่วมอบรมป้องกันการทุจริต", "5 มีนาคม 2568 ผู้สนใจลงทะเบียนด้วยตนเอง"),
        ("สรุปการเยี่ยมสำรวจ", '5 มีนาคม 2568 <a href="#" rel="tag">อบรมป้องกันการทุจริต</a>'),
        ("ส่งเจ้าหน้าที่เข้าอบรมหลักสูตรต้านทุจริต", "5 มีนาคม 2568 เจ้าหน้าที่ 2 คนเข้าอบรมที่สถาบัน"),
    ],
    ids=["call to enrol", "tag", "sent elsewhere"],
)
def test_these_are_no_training_of_the_agency(title: str, body: str) -> None:
    answers: dict[str, Answer] = {"/": home(links(("/n", title))), "/n": page(title, p(body, PROSE))}
    assert status("7.4", answers) is Status.FAIL


def test_a_story_is_told_in_its_first_dated_sentence() -> None:
    story = page("กองคลังให้ความรู้", p("12 มีนาคม 2568"), p("พนักงาน 25 คนเข้ารับการอบรมเรื่องการจัดซื้อจัดจ้างภาครัฐ"))
    assert status("5.1", {"/": home(links(("/n", "กองคลังให้ความรู้"))), "/n": story}) is Status.PASS


def test_minutes_are_of_the_day_not_of_their_running_number() -> None:
    """No. 12/2567 of 20 December 2567 is of fiscal year 2568."""
    minutes = paper(
        "รายงานการประชุม ครั้งที่ 12/2567", "วันที่ 20 ธันวาคม 2567", "หัวหน้ากำชับให้บุคลากรปฏิบัติงานโดยยึดระเบียบของทางราชการ"
    )
    answers: dict[str, Answer] = {"/": home(a("/m.pdf", "รายงานการประชุม ธ.ค. 67")), "/m.pdf": minutes}
    assert status("1.3", answers) is Status.PASS


def test_an_agenda_is_no_regulation() -> None:
    minutes = paper(
        "รายงานการประชุมประจำเดือน",
        "วันที่ 29 เมษายน 2568",
        "ระเบียบวาระที่ 1 ประธานขอให้ใช้อำนาจและดุลพินิจตามที่กฎหมายกำหนดไว้",
        "ระเบียบวาระที่ 2 รับรองรายงาน",
    )
    answers: dict[str, Answer] = {"/": home(a("/m.pdf", "รายงานการประชุม")), "/m.pdf": minutes}
    assert status("1.3", answers) is Status.REVIEW


def test_a_circular_on_the_manual_is_not_the_manual() -> None:
    text = "นายกกำชับทุกกองให้ยึดคู่มือปฏิบัติงาน พ.ย. 67"
    circular = paper("บันทึกข้อความ", "เรื่อง ให้ทุกกองปฏิบัติงานตามคู่มือการปฏิบัติงาน", "14 พฤศจิกายน 2567")
    assert status("2.1.1", {"/": home(a("/c.pdf", text)), "/c.pdf": circular}) is Status.FAIL


def test_another_body_of_the_same_place_is_another_agency() -> None:
    text = "แผนปฏิบัติการป้องกันการทุจริต พ.ศ. 2566-2570 ของเทศบาลตำบลสมมุติ"
    answers: dict[str, Answer] = {"/": home(a("/p.pdf", text)), "/p.pdf": paper(text, PROSE)}
    assert outcome("anti-corruption-plan", answers) == (Standing.REFUSED, Why.OTHER_AGENCY)


def test_dotted_lines_are_a_blank_form() -> None:
    form = paper("แบบรายงานการรับของขวัญ", "ชื่อผู้รายงาน ................ สิ่งที่ได้รับ ................")
    answers: dict[str, Answer] = {"/": home(a("/f.docx", "รายงานการรับของขวัญ ปีงบประมาณ 2568")), "/f.docx": form}
    assert outcome("gift-receipt-report", answers) == (Standing.REFUSED, Why.DECOY)


def test_an_act_with_a_form_is_done_online_whatever_it_is_called() -> None:
    fields = (
        '<form action="/s" method="post"><label>ชื่อ <input name="n"></label><button type="submit">ส่ง</button></form>'
    )
    answers: dict[str, Answer] = {
        "/": home(links(("/r", "อ่านต่อ"), ("/b", "อ่านต่อ..."), ("/v", "ให้คะแนนบริการ"))),
        "/r": page("ขึ้นทะเบียนผู้เพาะเลี้ยงสัตว์น้ำ", fields),
        "/b": page("จองเวลาเข้าชม", fields),
        "/v": page("ให้คะแนนบริการของเรา", fields),
    }
    accepted = {c.url.rpartition("/")[2] for c in found("e-service", answers) if c.standing is Standing.ACCEPTED}
    assert accepted == {"r", "b"}
    assert status("2.2.1", answers) is Status.PASS


def test_answers_stand_in_the_column_of_answers() -> None:
    rows = "<tr><th>ถาม</th><th>ตอบ</th></tr><tr><td>เปิดวันใด ๑๑ ก.พ. ๒๕๖๘</td><td>{}</td></tr>"
    for answer, expected in (("เปิดวันราชการค่ะ ๑๒ ก.พ. ๒๕๖๘", Status.PASS), ("ยังไม่มีคำตอบ", Status.REVIEW)):
        board = page("กระดานถาม-ตอบ", f"<table>{rows.format(answer)}</table>")
        assert status("3.1", {"/": home(links(("/q", "ถาม-ตอบ"))), "/q": board}) is expected


def test_the_link_in_a_row_and_not_the_row_is_the_record() -> None:
    head = "<tr><th>ลำดับ</th><th>รายการ</th><th>วันที่</th></tr>"
    item = f"บันทึกสั่งการเรื่องยึดคู่มือการปฏิบัติงาน {a('/x.pdf', 'ดาวน์โหลด')}"
    row = f"<table>{head}<tr><td>1</td><td>{item}</td><td>2 ธ.ค. 2567</td></tr></table>"
    answers: dict[str, Answer] = {
        "/": home(links(("/d", "เอกสารเผยแพร่"))),
        "/d": page("เอกสารเผยแพร่", row),
        "/x.pdf": Trouble.LOGIN,
    }
    assert status("1.1", answers) is Status.REVIEW


def test_the_plain_rows_of_an_entry_are_the_entry_again() -> None:
    def entry(day: str) -> str:
        title = f"ประกาศผู้ชนะการเสนอราคา ซื้อวัสดุ {day}"
        return page(title, p(f"ประกาศ ณ วันที่ {day} ผู้ได้รับการคัดเลือก ร้านสมมุติ เสนอราคา 9,000 บาท"))

    days = ("21 พฤศจิกายน 2567", "11 มีนาคม 2568")
    answers: dict[str, Answer] = {
        "/": home(links(*((f"/e{n}", f"ประกาศผู้ชนะการเสนอราคา ซื้อวัสดุ {day}") for n, day in enumerate(days)))),
        **{f"/e{n}": entry(day) for n, day in enumerate(days)},
    }
    assert status("5.6", answers) is Status.FAIL


def test_a_section_of_a_one_page_site_is_a_paper() -> None:
    code = "ข้อ 1 ยึดมั่นในสถาบันหลัก ข้อ 2 ซื่อสัตย์สุจริต ข้อ 3 กล้าตัดสินใจ ข้อ 4 คิดถึงประโยชน์ส่วนรวม ข้อ 5 มุ่งผลสัมฤทธิ์ของงาน"
    code += " ข้อ 6 ปฏิบัติหน้าที่อย่างเป็นธรรม"
    one_page = home(f"<h2>ข่าว</h2>{p(PROSE)}<h2>ประมวลจริยธรรม</h2>{p(code)}")
    assert best("code-of-ethics", {"/": one_page}).standing is Standing.ACCEPTED


def test_a_declared_address_that_does_not_answer_is_for_a_person() -> None:
    url = "https://agency.example/declared"
    agency = AGENCY.model_copy(update={"declared": {"5.5": url}})
    seen = verdict("5.5", {"/": home(), "/declared": 503}, agency=agency)
    assert seen.status is Status.REVIEW


def test_the_day_of_an_update_is_not_the_papers() -> None:
    body = page("การประเมินความเสี่ยงการทุจริต", p("ปรับปรุงล่าสุด 5 มีนาคม 2568"), p(PROSE))
    answers: dict[str, Answer] = {"/": home(links(("/r", "การประเมินความเสี่ยงการทุจริต"))), "/r": body}
    assert best("corruption-risk-assessment", answers).date != date(2025, 3, 5)
    assert status("5.3", answers) is Status.REVIEW


def test_a_tracker_is_part_of_the_service_it_tracks() -> None:
    field = "<label>เลขที่ <input name='n'></label><button type='submit'>ตรวจสอบ</button>"
    fields = f"<form action='/s' method='post'>{field}</form>"
    answers: dict[str, Answer] = {
        "/": home(links(("/r", "แจ้งซ่อมออนไลน์"), ("/t", "ติดตามเรื่องที่แจ้งไว้"))),
        "/r": page("แจ้งซ่อมถนนออนไลน์", fields),
        "/t": page("ติดตามเรื่องแจ้งซ่อม", fields),
    }
    assert status("2.2.1", answers) is Status.REVIEW


def test_a_column_of_reply_counts_is_no_answer() -> None:
    head = "<tr><th>หัวข้อ</th><th>ผู้ถาม</th><th>วันที่</th><th>ตอบ</th></tr>"
    row = "<tr><td>เปิดวันใด</td><td>ผู้สนใจ</td><td>3 มี.ค. 2568</td><td>0</td></tr>"
    board = page("ถามตอบ", f"<table>{head}{row}</table>")
    assert status("3.1", {"/": home(links(("/q", "ถามตอบ"))), "/q": board}) is Status.REVIEW


def test_hearing_a_briefing_is_not_the_paper() -> None:
    title = "ร่วมฟังคำชี้แจงประมวลจริยธรรมของกรม"
    answers: dict[str, Answer] = {"/": home(links(("/n", title))), "/n": page(title, p("8 ม.ค. 2568"), p(PROSE))}
    assert outcome("code-of-ethics", answers)[0] is Standing.REFUSED


def _index(opened: int, failed: int) -> dict[str, Answer]:
    """An index of FY2568 with so many items that open and so many whose server does not answer."""
    total = opened + failed
    items = links(*((f"/o{n}", f"O{n} ข้อมูลข้อที่ {n}") for n in range(1, total + 1)))
    files = {f"/o{n}": page(f"ข้อ {n}", p(PROSE)) if n <= opened else 503 for n in range(1, total + 1)}
    return {"/": home(links(("/ita", "ITA 2568"))), "/ita": page("ITA 2568", items), **files}


@pytest.mark.parametrize(
    ("opened", "failed", "expected"),
    [(15, 0, Status.PASS), (12, 3, Status.PASS), (5, 20, Status.REVIEW), (14, 0, Status.FAIL)],
    ids=["all open", "8 in 10 open", "most did not answer", "too few listed"],
)
def test_an_index_is_counted_by_the_items_it_lists(opened: int, failed: int, expected: Status) -> None:
    """At least 15 different items, 8 in 10 of them open; what did not answer is never called absent."""
    assert status("3.3", _index(opened, failed)) is expected


def test_a_declared_address_that_was_not_read_is_not_said_to_be_wrong() -> None:
    agency = AGENCY.model_copy(update={"declared": {"5.5": "https://agency.example/declared"}})
    unread = verdict("5.5", {"/": home(), "/declared": 503}, agency=agency)
    wrong = verdict("5.5", {"/": home(), "/declared": page("ประวัติ", p(PROSE))}, agency=agency)
    assert "does not hold" not in unread.reason.en
    assert (wrong.status, "does not hold" in wrong.reason.en) == (Status.FAIL, True)


def test_the_lecturers_school_is_not_another_agencys_paper() -> None:
    title = "อบรมป้องกันการทุจริตแก่บุคลากร โดยวิทยาลัยการปกครอง"
    answers: dict[str, Answer] = {"/": home(links(("/n", title))), "/n": page(title, p("5 มีนาคม 2568"), p(PROSE))}
    assert status("7.4", answers) is Status.PASS


def test_a_criterion_as_link_text_names_nothing_by_itself() -> None:
    criterion = "EB 17 หน่วยงานมีแผนปฏิบัติการป้องกันปราบปรามการทุจริต"
    other: dict[str, Answer] = {"/": home(a("/1.pdf", criterion)), "/1.pdf": paper("รายงานการประชุมคณะทำงาน", PROSE)}
    own: dict[str, Answer] = {
        "/": home(a("/1.pdf", criterion)),
        "/1.pdf": paper("แผนปฏิบัติการป้องกันการทุจริต พ.ศ. 2568", PROSE),
    }
    assert outcome("anti-corruption-plan", other)[0] is Standing.REFUSED
    assert outcome("anti-corruption-plan", own) == ACCEPTED


def test_a_shared_file_is_no_channel_and_no_service() -> None:
    share = "https://drive.google.com/file/d/1/view"
    answers: dict[str, Answer] = {"/": home(links((share, "ช่องทางร้องเรียนการทุจริต"), (share + "?b", "ยื่นคำร้องออนไลน์")))}
    assert best("complaint-channel", answers).standing is not Standing.ACCEPTED
    assert best("e-service", answers).standing is not Standing.ACCEPTED


CHOICES = ("ไฟส่องสว่าง", "ขยะตกค้าง", "ถนนชำรุด")


@pytest.mark.parametrize(
    ("choices", "expected"),
    [(CHOICES, Status.REVIEW), ((*CHOICES, "พฤติกรรมเจ้าหน้าที่"), Status.PASS), (CHOICES[:2], Status.PASS)],
    ids=["public works only", "conduct too", "too few to tell"],
)
def test_a_form_for_public_works_is_for_a_person(choices: tuple[str, ...], expected: Status) -> None:
    options = "".join(f"<option>{choice}</option>" for choice in choices)
    fields = f'<select name="k">{options}</select><textarea name="d"></textarea><button>ส่ง</button>'
    form = f'<form method="post">{fields}</form>'
    answers: dict[str, Answer] = {"/": home(links(("/c", "ร้องเรียน/ร้องทุกข์"))), "/c": page("ร้องเรียน/ร้องทุกข์", form)}
    assert status("6.2", answers) is expected


def test_items_may_stand_in_lines_over_their_links() -> None:
    """The line "MOIT 3 …" by itself is the item of the files below it, up to the next such line."""
    lines = "".join(p(f"MOIT {n} หน่วยงานมีการเผยแพร่ข้อมูล") + p(a(f"/{n}.pdf", f"1. หนังสือ {n}")) for n in range(1, 16))
    answers: dict[str, Answer] = {"/": home(links(("/ita", "ITA 2568"))), "/ita": page("ITA 2568", lines)}
    answers |= {f"/{n}.pdf": paper("หนังสือ", PROSE) for n in range(1, 16)}
    assert status("3.3", answers) is Status.PASS


def test_a_file_under_a_criterion_answers_it_when_it_is_called_so() -> None:
    """On a share only the words can be judged: "report …" under the criterion is the report, a cover letter is not."""
    criterion = "MOIT 12 หน่วยงานเปิดโอกาสให้ผู้มีส่วนได้ส่วนเสียมีส่วนร่วมในการดำเนินงาน"
    share = "https://drive.google.com/file/d/{}/view"

    def standing(text: str) -> Standing:
        return min(c.standing for c in alone("participation-report", page("MOIT", p(criterion), p(a(share, text)))))

    assert standing("4. รายงานสรุปผลการติดตามโครงการ") is Standing.ACCEPTED
    assert standing("1. หนังสือนำส่ง") is not Standing.ACCEPTED


def test_a_law_is_not_the_agencys_paper() -> None:
    law = paper("ระเบียบกระทรวงการคลัง", "ว่าด้วยการบริหารพัสดุภาครัฐ พ.ศ. 2560", "ข้อ 207 การให้ยืมพัสดุไปใช้", PROSE)
    answers: dict[str, Answer] = {"/": home(a("/1.pdf", "แนวทางการยืมพัสดุ")), "/1.pdf": law}
    assert outcome("asset-use-guideline", answers)[0] is Standing.REFUSED


def test_a_promise_is_not_the_paper() -> None:
    title = "แจ้งเรื่องแผนบริหารทรัพยากรบุคคล ปี 2568"
    body = p("แผนพัฒนาบุคลากรอยู่ระหว่างเสนอผู้บริหาร เมื่อแล้วเสร็จจะเผยแพร่ให้ทราบทางเว็บไซต์นี้")
    answers: dict[str, Answer] = {"/": home(links(("/n", title))), "/n": page(title, body)}
    assert status("6.4", answers) is Status.FAIL


def test_the_column_names_the_files_below_it() -> None:
    head = "<tr><th>MOIT 15 แผน</th><th>MOIT 17 การประเมินความเสี่ยงการทุจริต ปี 2568</th></tr>"
    row = f"<tr><td>{a('/1.pdf', 'EB 15')}</td><td>{a('/2.pdf', 'EB 17')}</td></tr>"
    answers: dict[str, Answer] = {"/": home(f"<table>{head}{row}</table>"), "/1.pdf": 404, "/2.pdf": Trouble.ENCRYPTED}
    assert outcome("corruption-risk-assessment", answers) == (Standing.UNCLEAR, Why.ENCRYPTED)


def test_a_capitals_address_is_not_a_provincial_offices() -> None:
    footer = p("กรมตัวอย่าง (ส่วนกลาง) 1032 ถนนพหลโยธิน เขตจตุจักร กรุงเทพมหานคร 10900")
    answers: dict[str, Answer] = {"/": home(p("โทร 0 4822 1190 อีเมล office@agency.example"), footer)}
    assert status("3.2", answers) is not Status.PASS


def test_a_training_that_is_put_off_has_not_taken_place() -> None:
    title = "แจ้งเลื่อนการอบรมป้องกันการทุจริต"
    answers: dict[str, Answer] = {"/": home(links(("/n", title))), "/n": page(title, p("5 มีนาคม 2568"), p(PROSE))}
    assert status("7.4", answers) is Status.FAIL


def test_another_branch_in_the_same_province_is_another_agency() -> None:
    agency = AGENCY.model_copy(update={"name": Bilingual(th="สำนักงานปศุสัตว์จังหวัดสมมุติ", en="Livestock Office")})
    title = "มาตรการส่งเสริมคุณธรรมและความโปร่งใส 2568"
    answers: dict[str, Answer] = {"/": home(a("/m.pdf", title)), "/m.pdf": paper("สำนักงานเกษตรจังหวัดสมมุติ", title, PROSE)}
    assert outcome("integrity-measures", answers, agency=agency) == (Standing.REFUSED, Why.OTHER_AGENCY)


def test_a_title_may_run_over_the_first_lines_of_a_page() -> None:
    lines = ("ประกาศองค์การบริหารส่วนตำบลสมมุติ", "เรื่อง มาตรการป้องกัน", "ผลประโยชน์ทับซ้อน", PROSE)
    answers: dict[str, Answer] = {"/": home(links(("/c", "ระเบียบ"))), "/c": f"<body>{''.join(map(p, lines))}</body>"}
    assert outcome("conflict-of-interest-measure", answers) == ACCEPTED


def test_a_page_that_only_repeats_its_name_over_a_picture_is_for_a_person() -> None:
    title = "ประกาศเจตนารมณ์ไม่รับของขวัญ (No Gift Policy) ปีงบประมาณ 2568"
    shown = f"<main><div>{title}</div><div>{title}</div><img src='/upload/ng68.jpg'></main>"
    answers: dict[str, Answer] = {"/": home(links(("/n", title))), "/n": shown}
    assert status("5.2", answers) is Status.REVIEW


def test_a_letter_is_judged_by_what_it_says() -> None:
    said = "จึงขอเน้นย้ำให้เจ้าหน้าที่ทุกระดับปฏิบัติงานโดยยึดระเบียบของทางราชการอย่างเคร่งครัด"
    letter = paper("ที่ สม 0532/ว 1187", "2 ธันวาคม 2567", "เรื่อง แจ้งผลการตรวจสอบ", "เรียน หัวหน้ากลุ่มงานทุกกลุ่ม", said)
    answers: dict[str, Answer] = {"/": home(a("/w.pdf", "ที่ สม 0532/ว 1187")), "/w.pdf": letter}
    assert status("1.3", answers) is Status.PASS


def test_a_list_that_a_script_draws_hides_no_other_thing() -> None:
    """The list of notices may hold notices; a training is told elsewhere, and nothing else was hidden."""
    drawn = SCRIPT.replace("สมมุติ", "ประกาศจัดซื้อจัดจ้าง")
    answers: dict[str, Answer] = {"/": home(links(("/p", "ประกาศจัดซื้อจัดจ้าง"))), "/p": drawn}
    assert (status("5.6", answers), status("5.1", answers)) == (Status.REVIEW, Status.FAIL)
