"""The rule reference: what each rule asks, in words for people, made from the files and from nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from itacheck.model import Bilingual, Confidence, EvidenceType, Rule
from itacheck.packs import EVIDENCE, Catalogue, Pack
from itacheck.report import (
    CONFIDENCE,
    NOT_VERIFIED,
    SEVERITY,
    OptionInfo,
    english_date,
    form_words,
    thai_date,
    year_words,
)

from .describing import evidence_info, needs_of

README = "README.th.md"
"""Beside the files that it tells of."""


def reference_files(packs: Sequence[Pack], catalogue: Catalogue) -> dict[Path, str]:
    """File -> Markdown: one beside the rules of each pack, one beside the evidence types of each folder."""
    folders = {pack.folder / EVIDENCE for pack in packs} | {catalogue.folder}
    homes = {
        evidence.id: folder
        for folder in folders
        for evidence in catalogue.types.values()
        if (folder / f"{evidence.id}.toml").is_file()
    }
    files = {}
    for pack in packs:
        links = {
            evidence: f"{'../' if home == catalogue.folder else ''}{EVIDENCE}/{README}#{evidence}"
            for evidence, home in homes.items()
        }
        files[pack.folder / README] = _pack(pack, catalogue, links)
    for folder in sorted(folders):
        types = [evidence for evidence in catalogue.types.values() if homes.get(evidence.id) == folder]
        if types:
            files[folder / README] = "\n".join((_MADE, "", "# หลักฐาน / Evidence types", "", *_HOW, "", *_types(types)))
    return files


def reference(pack: Pack, catalogue: Catalogue) -> str:
    """The reference of a pack and of the evidence types that it asks for, as one Markdown text."""
    types = [evidence for evidence in catalogue.types.values() if evidence.id in pack.evidence]
    rules = _pack(pack, catalogue, {evidence.id: f"#{evidence.id}" for evidence in types})
    return "\n".join((rules, "# หลักฐาน / Evidence types", "", *_HOW, "", *_types(types)))


_MADE = "<!-- สร้างจากไฟล์กฎด้วย / made from the rule files by: itacheck rules reference --write -->"
_HOW = (
    "ชื่อที่หน่วยงานใช้: คำเรียงตามลำดับลูกศร → เครื่องหมาย / คือ “หรือ” คำที่ลงท้ายด้วย … ต้องขึ้นต้นข้อความ "
    "ชื่อในเครื่องหมายคำพูดต้องเป็นทั้งข้อความ "
    "ตัวพิมพ์ เว้นวรรค วรรณยุกต์ และคำที่มักสะกดผิดไม่มีผล  ",
    "*Names: words in the order of the arrows; / is “or”; a word with … begins the text; a quoted name is the whole "
    "text. Case, spaces, tone marks and common misspellings make no difference.*",
)

_INSIDE = Bilingual(
    th="เป็นการปฏิบัติภายในหน่วยงาน จึงให้คนตรวจ ไม่ถือว่าไม่ผ่าน",
    en="an act inside the office: without a record it needs a person and is never a fail",
)


def _pack(pack: Pack, catalogue: Catalogue, links: dict[str, str]) -> str:
    header = pack.header
    lines = [_MADE, "", f"# ชุดกฎ {pack.id}: {_md(header.title.th)}", "", f"*{_md(header.title.en)}*", ""]
    lines += [f"ปีงบประมาณ พ.ศ. {header.fiscal_year} · {_md(header.document)} · {len(pack.rules)} ข้อ", ""]
    if header.note is not None:
        lines += [f"> {_bi(header.note)}", ""]
    for one in pack.dropped:
        lines += [f"- {_md(one.rule)} ไม่ตรวจแล้ว {_bi(one.reason)}", ""]
    issue = None
    for rule in pack.rules:
        if rule.issue != issue:
            issue = rule.issue
            lines += [f"## ประเด็นที่ {issue} {_bi(header.issues[str(issue)])}", ""]
        lines += _rule(rule, pack, catalogue, links)
    return "\n".join(lines)


def _rule(rule: Rule, pack: Pack, catalogue: Catalogue, links: dict[str, str]) -> list[str]:
    lines = [f"### {rule.id} {_bi(rule.title)}", "", f"- **ผ่านเมื่อ** {_bi(rule.passes)}"]
    needs = needs_of(rule, catalogue)
    for number, need in enumerate(needs, 1):
        part = f" ส่วนที่ {number} / part {number}" if len(needs) > 1 else ""
        part += f" ({_md(need.name.th)})" if need.name else ""
        options = " **หรือ** ".join(_asked(option, links) for option in need.options)
        lines.append(f"- **หลักฐาน**{part} {options}")
    for element in rule.element:
        mark = "" if element.verified else f" — {_bi(NOT_VERIFIED)}"
        lines.append(f"- **ต้องระบุ** {_bi(element.name)}{mark}")
    if rule.confidence is not Confidence.HIGH:
        lines.append(f"- **ความมั่นใจในแหล่งข้อมูล** {_bi(CONFIDENCE[rule.confidence])}")
    lines += [f"- **แก้ในชุด {_md(one.pack)}** {_bi(one.reason)}" for one in pack.altered(rule.id)]
    if rule.attest:
        lines.append(f"- **ไม่พบ** {_bi(_INSIDE)}")
    lines += [
        f"- **กำหนด** {thai_date(rule.due)} *(due {english_date(rule.due)})* · **ผู้รับผิดชอบ** {_md(rule.responsible)}"
        f" · **ความสำคัญ** {_bi(SEVERITY[rule.severity])}",
        f"- **เหตุผล** {_bi(rule.why)}",
        f"- **วิธีแก้** {_bi(rule.fix)}",
    ]
    if rule.assessment:
        items = "; ".join(f"{year}: {', '.join(codes)}" for year, codes in rule.assessment.items())
        lines.append(f"- **ข้อประเมิน** {_md(items)}")
    return [*lines, f"- **ขั้นตอน** {_md(rule.step)}", ""]


def _asked(option: OptionInfo, links: dict[str, str]) -> str:
    more = f", อย่างน้อย {option.at_least} *(at least {option.at_least})*" if option.at_least > 1 else ""
    return f"[{_md(option.evidence.name.th)}]({links[option.evidence.id]}) — {_bi(year_words(option.year))}{more}"


def _types(types: Iterable[EvidenceType]) -> list[str]:
    lines = []
    for evidence in types:
        info = evidence_info(evidence)
        lines += [f'<a id="{info.id}"></a>', "", f"## {_bi(info.name)}", ""]
        lines += [
            f"`{info.id}` · {_bi(form_words(info.form))}",
            "",
            f"{_md(info.what.th)}  ",
            f"*{_md(info.what.en)}*",
            "",
        ]
        lines += ["**ชื่อที่นับ / names that count**", "", *(f"- {_md(name)}" for name in info.called), ""]
        if info.refused:
            lines += ["**ไม่นับเมื่อมีคำว่า / refused with**", "", *(f"- {_md(name)}" for name in info.refused), ""]
    return lines


def _bi(text: Bilingual) -> str:
    return f"{_md(text.th)} *({_md(text.en)})*"


def _md(text: str) -> str:
    """A text from a file as Markdown shows it, on one line."""
    return re.sub(r"([\\`*_<>\[\]|#])", r"\\\1", " ".join(text.split()))
