"""A small province, made by hand: four agencies, every status, waivers, a site that is down, and none at all."""

from __future__ import annotations

from datetime import UTC, date, datetime

from itacheck.model import (
    AgencyResult,
    Bilingual,
    CauseResult,
    CrawlResult,
    CrawlStatus,
    FindingResult,
    PackResult,
    Results,
    RunResult,
    Severity,
    Status,
    VerdictResult,
    Waiver,
)
from itacheck.report import EvidenceInfo, NeedInfo, OptionInfo, RuleInfo

AS_OF = date(2026, 11, 22)
_FETCHED = datetime(2026, 11, 22, 7, 5, tzinfo=UTC)
_HOME = "https://agri.example/"
_NONE = Bilingual(th="", en="")

_ISSUES = {
    2: Bilingual(th="การให้บริการและระบบ E-Service", en="Services and e-service"),
    5: Bilingual(th="กระบวนการสร้างความโปร่งใสในการใช้งบประมาณและการจัดซื้อจัดจ้าง", en="Transparent budgets and procurement"),
    6: Bilingual(
        th="กระบวนการควบคุม ตรวจสอบการใช้อำนาจและการบริหารงานบุคคล", en="Control of powers and personnel management"
    ),
}
_LAST, _APRIL, _NEXT = date(2025, 9, 30), date(2025, 4, 30), date(2026, 12, 31)
_HIGH, _MEDIUM, _LOW = Severity.HIGH, Severity.MEDIUM, Severity.LOW
_ROWS = (
    ("2.1.1", 2, "คู่มือการให้บริการประชาชน", "Service manual", _LAST, False, _MEDIUM, ("O9",)),
    ("2.2.1", 2, "ระบบบริการออนไลน์อย่างน้อย 2 บริการ", "Two e-services or more", _NEXT, False, _LOW, ("O14",)),
    ("5.2", 5, "ประกาศเจตนารมณ์ No Gift Policy", "No Gift Policy declaration", _LAST, False, _HIGH, ("O21",)),
    ("5.6", 5, "ประกาศการจัดซื้อจัดจ้างและผลการพิจารณา", "Procurement announcements", _LAST, False, _HIGH, ("O12",)),
    ("6.1", 6, "กำชับให้ปฏิบัติหน้าที่ตามกฎหมาย", "Directive on lawful use of powers", _APRIL, True, _LOW, ()),
    ("6.2", 6, "ช่องทางร้องเรียนร้องทุกข์", "Complaint channel", _APRIL, False, _HIGH, ("O25", "O26")),
)


_PAPER = EvidenceInfo(
    id="paper",
    form="publication",
    name=Bilingual(th="เอกสารตัวอย่าง", en="Sample paper"),
    what=Bilingual(th="เอกสารของหน่วยงานที่เปิดอ่านได้", en="A paper of the agency that opens"),
    called=("ประกาศ… / นโยบาย → ตัวอย่าง", "“ตัวอย่าง”"),
    refused=("อบรม / ประชุม",),
)
_ENTRIES = EvidenceInfo(
    id="entries",
    form="a-form-of-ones-own",
    name=Bilingual(th="รายการประกาศ", en="Announcements"),
    what=Bilingual(th="รายการที่ลงวันที่", en="Dated entries"),
    called=("ประกาศ",),
    refused=(),
)
_NEEDS = (
    NeedInfo(None, (OptionInfo(_PAPER, "fiscal-year", 1), OptionInfo(_ENTRIES, "any", 3))),
    NeedInfo(Bilingual(th="ส่วนที่สอง", en="second part"), (OptionInfo(_ENTRIES, "a-year-of-ones-own", 1),)),
)


def rules() -> tuple[RuleInfo, ...]:
    """What is known of the rules of the sample."""
    return tuple(
        RuleInfo(
            pack="2568",
            id=rule,
            issue=issue,
            issue_title=_ISSUES[issue],
            title=Bilingual(th=th, en=en),
            step=f"๖. ดำเนินการเผยแพร่{th} ให้ประชาชนได้รับทราบอย่างทั่วถึง ผ่านช่องทางที่หลากหลาย",
            measure="มาตรการเสริมสร้างความโปร่งใส",
            responsible="ส่วนราชการ ภูมิภาคทุกแห่ง",
            period="ต.ค. ๖๗ – ก.ย. ๖๘",
            monitoring="รายงานให้ผู้บังคับบัญชาทราบ และเผยแพร่บนเว็บไซต์หน่วยงาน",
            starts=date(2024, 10, 1),
            due=due,
            assessment={"2568": items} if items else {},
            attest=attest,
            passes=Bilingual(
                th=f"มี{th}บนเว็บไซต์ของหน่วยงาน เปิดอ่านได้", en=f"{en}: on the agency's own site, and it opens"
            ),
            why=Bilingual(th="ประชาชนตรวจสอบการทำงานของหน่วยงานได้", en="People can see how the office works"),
            fix=Bilingual(th=f"เผยแพร่{th} และทำลิงก์จากเมนูหลัก", en="Publish it and link it from the main menu"),
            severity=severity,
            needs=_NEEDS,
        )
        for rule, issue, th, en, due, attest, severity, items in _ROWS
    )


def results() -> Results:
    """The results of the sample."""
    return Results(
        run=RunResult(
            id="20261122-070000-sample",
            started=datetime(2026, 11, 22, 7, 0, tzinfo=UTC),
            finished=datetime(2026, 11, 22, 7, 31, 12, tzinfo=UTC),
            as_of=AS_OF,
            version="0.1.0",
            packs=(PackResult(id="2568", digest="9f2c1a7be04d5566aa10ffee9f2c1a7be04d5566aa10ffee9f2c1a7be04d5566"),),
            shard=None,
        ),
        agencies=(_agriculture(), _culture(), _disaster(), _statistics()),
    )


def verdict(rule: str, status: Status, *findings: FindingResult, waiver: Waiver | None = None) -> VerdictResult:
    """A verdict with the sentences that its status asks for."""
    title = next(row[2] for row in _ROWS if row[0] == rule)
    english = next(row[3] for row in _ROWS if row[0] == rule)
    reason, found = _SENTENCES[status]
    return VerdictResult(
        pack="2568",
        rule=rule,
        status=status,
        reason=reason,
        expected=Bilingual(th=f"{title} ที่เปิดอ่านได้บนเว็บไซต์ของหน่วยงาน", en=f"{english}, readable on the agency's site"),
        found=found,
        fix=_NONE
        if status in {Status.PASS, Status.NOT_APPLICABLE}
        else Bilingual(
            th=f"เผยแพร่{title} พร้อมระบุปีงบประมาณในชื่อเรื่อง แล้วทำลิงก์จากหน้า “ข้อมูลสาธารณะ (OIT)”",
            en="Publish it with the fiscal year in its title and link it from the OIT page",
        ),
        findings=findings,
        waiver=waiver,
    )


def finding(path: str, title: str, quote: str, *, year: int | None = 2568, day: date | None = None) -> FindingResult:
    """A place on the sample's first site."""
    return FindingResult(
        url=_HOME + path,
        via=(_HOME, _HOME + "oit", _HOME + path),
        title=title,
        quote=quote,
        fiscal_year=year,
        date=day,
        sha256="5be1c0ffee5be1c0ffee5be1c0ffee5be1c0ffee5be1c0ffee5be1c0ffee5be1",
        fetched_at=_FETCHED,
    )


_SENTENCES = {
    Status.PASS: (
        Bilingual(th="พบหลักฐานที่ตรงตามที่ขอ", en="The evidence asked for was found"),
        Bilingual(th="พบ 1 รายการ", en="1 found"),
    ),
    Status.FAIL: (
        Bilingual(
            th="เปิดดูทุกลิงก์ที่น่าจะเกี่ยวข้องแล้ว ไม่พบหลักฐานของปีงบประมาณ 2568",
            en="Every promising link was opened; there is no evidence of fiscal year 2568",
        ),
        Bilingual(th="พบเฉพาะฉบับปีงบประมาณ 2566", en="Only the paper of fiscal year 2566 was found"),
    ),
    Status.REVIEW: (
        Bilingual(
            th="พบเอกสารสแกนที่ไม่มีข้อความ ต้องเปิดดูว่าเป็นเรื่องนี้หรือไม่",
            en="A scan without text was found: a person must open it",
        ),
        Bilingual(th="พบเอกสาร 1 ฉบับที่โปรแกรมอ่านไม่ได้", en="1 document that the program cannot read"),
    ),
    Status.UNREACHABLE: (Bilingual(th="เปิดเว็บไซต์ไม่ได้", en="The website could not be opened"), _NONE),
    Status.NOT_DUE: (
        Bilingual(th="ยังไม่พบ และยังไม่ถึงกำหนด", en="Not found, and not due yet"),
        Bilingual(th="พบ 1 บริการ จากที่ขอ 2 บริการ", en="1 service of the 2 asked for"),
    ),
    Status.NOT_APPLICABLE: (
        Bilingual(th="ข้อนี้ไม่ใช้กับหน่วยงานประเภทนี้", en="The rule does not apply to this kind of agency"),
        _NONE,
    ),
    Status.ERROR: (
        Bilingual(th="โปรแกรมทำงานผิดพลาดขณะตรวจข้อนี้", en="The program broke while judging this rule"),
        _NONE,
    ),
}


def _crawl(status: CrawlStatus, cause: CauseResult | None = None) -> CrawlResult:
    reached = status is not CrawlStatus.UNREACHABLE
    return CrawlResult(
        status=status,
        pages=142 if reached else 0,
        documents=38 if reached else 0,
        requests=1204 if reached else 3,
        bytes=48_300_000 if reached else 0,
        seconds=412.5 if reached else 61.0,
        cause=cause,
    )


def _agriculture() -> AgencyResult:
    return AgencyResult(
        id="agriculture",
        name=Bilingual(th="สำนักงานเกษตรจังหวัดตัวอย่าง", en="Sample Provincial Agricultural Extension Office"),
        url=_HOME,
        kind="provincial-office",
        crawl=_crawl(CrawlStatus.COMPLETE),
        verdicts=(
            verdict(
                "2.1.1",
                Status.PASS,
                finding("manual.pdf", "คู่มือการให้บริการประชาชน", "คู่มือสำหรับประชาชน: การขึ้นทะเบียนเกษตรกร", year=None),
            ),
            verdict("2.2.1", Status.NOT_DUE),
            verdict(
                "5.2",
                Status.FAIL,
                finding(
                    "no-gift/%E0%B8%9B%E0%B8%A3%E0%B8%B0%E0%B8%81%E0%B8%B2%E0%B8%A8-2566.pdf",
                    "ประกาศเจตนารมณ์นโยบาย No Gift Policy ประจำปี 2566",
                    "ข้าพเจ้าและบุคลากรทุกคนจะไม่รับของขวัญและของกำนัลทุกชนิดจากการปฏิบัติหน้าที่",
                    year=2566,
                    day=date(2022, 12, 9),
                ),
            ),
            verdict(
                "5.6",
                Status.PASS,
                finding("procurement", "ประกาศจัดซื้อจัดจ้าง", "ประกาศผู้ชนะการเสนอราคา ซื้อวัสดุสำนักงาน", day=date(2025, 3, 3)),
            ),
            verdict("6.1", Status.REVIEW),
            verdict(
                "6.2",
                Status.FAIL,
                waiver=Waiver(
                    rule="6.2",
                    reason="อยู่ระหว่างย้ายระบบรับเรื่องร้องเรียนไปยังระบบกลางของจังหวัด",
                    owner="หัวหน้าฝ่ายบริหารทั่วไป",
                    expires=date(2027, 3, 31),
                ),
            ),
        ),
    )


def _culture() -> AgencyResult:
    return AgencyResult(
        id="culture",
        name=Bilingual(
            th="สำนักงานวัฒนธรรมและการส่งเสริมภูมิปัญญาท้องถิ่นประจำจังหวัดตัวอย่างซึ่งมีชื่อยาวเป็นพิเศษเพื่อทดสอบการตัดบรรทัดภาษาไทย",
            en="Sample Provincial Office of Culture and Local Wisdom, With an Especially Long Name",
        ),
        url="https://วัฒนธรรม.example/หน้าแรก",
        kind="provincial-office",
        crawl=_crawl(
            CrawlStatus.PARTIAL,
            CauseResult(code="budget", whose="us", detail="max_seconds 900 spent, 31 promising links left", text=_NONE),
        ),
        verdicts=(
            verdict("2.1.1", Status.REVIEW),
            verdict("2.2.1", Status.PASS, finding("e-service", "ระบบบริการออนไลน์", "ยื่นคำขอออนไลน์")),
            verdict("5.2", Status.ERROR),
            verdict(
                "5.6",
                Status.FAIL,
                waiver=Waiver(
                    rule="2568/5.6", reason="เว็บไซต์อยู่ระหว่างปรับปรุง", owner="เจ้าหน้าที่เว็บไซต์", expires=date(2026, 10, 31)
                ),
            ),
            verdict("6.1", Status.NOT_APPLICABLE),
            verdict(
                "6.2", Status.PASS, finding("complain", "แจ้งเรื่องร้องเรียน", "ร้องเรียนการทุจริต โทร 0 0000 0000", year=None)
            ),
        ),
    )


def _disaster() -> AgencyResult:
    return AgencyResult(
        id="disaster",
        name=Bilingual(
            th="สำนักงานป้องกันและบรรเทาสาธารณภัยจังหวัดตัวอย่าง", en="Sample Provincial Disaster Prevention Office"
        ),
        url="http://disaster.example/",
        kind="provincial-office",
        crawl=_crawl(
            CrawlStatus.UNREACHABLE,
            CauseResult(
                code="tls",
                whose="agency",
                detail="certificate has expired (2026-10-02)",
                text=Bilingual(th="ให้หน่วยงานต่ออายุใบรับรอง https", en="The agency must renew its https certificate"),
            ),
        ),
        verdicts=tuple(verdict(row[0], Status.UNREACHABLE) for row in _ROWS),
    )


def _statistics() -> AgencyResult:
    return AgencyResult(
        id="statistics",
        name=Bilingual(th="สำนักงานสถิติอำเภอตัวอย่าง", en="Sample District Statistical Office"),
        url=None,
        kind="district-office",
        crawl=_crawl(
            CrawlStatus.UNREACHABLE,
            CauseResult(code="no-website", whose="agency", detail="no url in agencies.toml", text=_NONE),
        ),
        verdicts=tuple(verdict(row[0], Status.UNREACHABLE) for row in _ROWS),
    )
