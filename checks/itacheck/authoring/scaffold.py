"""New rule packs, rules and evidence types, as files to fill in: every key there, said in Thai and English.

What is generated holds its own examples from the start, so that an author changes something that works.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path, PurePosixPath
from string import Template
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel

from itacheck.border import faults, read_toml
from itacheck.errors import ConfigurationError
from itacheck.model import EvidenceType, FormOfEvidence, LinkKind, PackHeader, Page, Rule
from itacheck.packs import EVIDENCE, rules_folder
from itacheck.read import read

from .schemas import schema_files, schema_line
from .validation import TODO

HOST = "https://agency.example"
TEMPLATES = Path(__file__).parent / "templates"
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def new_pack(folder: Path, *, fiscal_year: int, title: tuple[str, str] | None = None) -> list[Path]:
    """Writes a pack without rules, and the schemas of its files for editors.

    Args:
        folder: of the pack; its name is the pack's id.
        fiscal_year: Buddhist era.
        title: in Thai and in English; None: left to fill in.

    Returns:
        What was written.

    Raises:
        ConfigurationError: the folder's name is no id, a pack is there already, or it cannot be written.
    """
    pack_id = folder.resolve().name
    _check_id(PackHeader, pack_id, f"{folder}: the folder's name")
    written = _schemas(folder)
    th, en = _said(title, f"{TODO} ชื่อชุดกฎ", f"{TODO} title of the pack")
    values = {"id": pack_id, "year": fiscal_year, "th": _quoted(th), "en": _quoted(en)}
    return [_write(folder / "pack.toml", "pack", "pack.toml", values), *written]


def new_evidence(
    evidence_id: str, form: FormOfEvidence, pack: Path, *, name: tuple[str, str] | None = None
) -> list[Path]:
    """Writes an evidence type with examples: into the catalogue for a pack that lies beside it, else into the pack.

    Args:
        evidence_id: its id, which is the file's name.
        form: how it shows itself.
        pack: folder of the pack that will ask for it.
        name: in Thai and in English; None: left to fill in.

    Raises:
        ConfigurationError: the id is none or taken, the pack is none, or a file cannot be written.
    """
    _check_id(EvidenceType, evidence_id, "the id of an evidence type")
    year = _header(pack)["fiscal_year"]
    written = _schemas(pack)
    th, en = _said(name, f"{TODO} ชื่อหลักฐาน", f"{TODO} name of the evidence")
    values = {
        "id": evidence_id, "form": form.value, "th": _quoted(th), "en": _quoted(en), "name": escape(th), "year": year,
        "before": year - 1, "called": _quoted(f"{th}|{en.lower()}"), "pack": pack.as_posix(),
        "news": str(form is FormOfEvidence.ACTIVITY).lower(),
    }  # fmt: skip
    shapes = (TEMPLATES / f"{form.value}.toml").read_text(encoding="utf-8")
    values["examples"] = Template(shapes).substitute(values)
    shared = pack.resolve().parent / EVIDENCE
    folder = shared if (shared / "_decoys.toml").is_file() else pack / EVIDENCE
    taken = rules_folder() / EVIDENCE / f"{evidence_id}.toml"
    if taken.is_file():
        raise ConfigurationError(f"{evidence_id!r} is an evidence type already ({taken})", "choose another id")
    return [_write(folder / f"{evidence_id}.toml", "evidence", "evidence.toml", values), *written]


def new_rule(
    rule_id: str, evidence: EvidenceType, pack: Path, *, year: str = "any", title: tuple[str, str] | None = None,
    issue: int | None = None,
) -> list[Path]:  # fmt: skip
    """Writes a rule that asks for one evidence type, with a site that passes and one that does not.

    Args:
        rule_id: the step's number in the measures document.
        evidence: what it asks for.
        pack: the pack's folder.
        year: of which year it must be: a value of `year` in an option.
        title: in Thai and in English; None: left to fill in.
        issue: None: the first number of the id.

    Raises:
        ConfigurationError: the id is none or taken, the issue is not in the pack, or a file cannot be written.
    """
    _check_id(Rule, rule_id, "the id of a rule")
    header = _header(pack)
    number = issue or int(next((part for part in rule_id.split(".") if part.isdigit()), "1"))
    if str(number) not in header.get("issues", {}) and "extends" not in header:
        raise ConfigurationError(
            f"{pack / 'pack.toml'}: no issue {number}", f"add [issues.{number}] with th and en there, or use --issue N"
        )
    for path in pack.glob("*/*.toml"):
        if path.parent.name != EVIDENCE and read_toml(path).get("id") == rule_id:
            raise ConfigurationError(f"rule {rule_id!r} is there already ({path})", "choose another id")
    fiscal_year = header["fiscal_year"]
    th, en = _said(title, f"{TODO} ชื่อข้อ", f"{TODO} title")
    home, pages = _site(evidence, fiscal_year)
    values = {
        "id": rule_id, "issue": number, "th": _quoted(th), "en": _quoted(en),
        "evidence": evidence.id, "year": year, "starts": f"{fiscal_year - 544}-10-01",
        "due": f"{fiscal_year - 543}-09-30", "period": _period(fiscal_year), "home": home, "pages": pages,
        "folder": pack.as_posix(),
    }  # fmt: skip
    target = pack / str(number) / f"{rule_id}.toml"
    text = _filled(target, "rule", "rule.toml", values)
    written = _schemas(pack)
    return [_put(target, text), *written]


def _check_id(model: type[BaseModel], text: str, where: str) -> None:
    """An id becomes the name of a file, so it is looked at first."""
    for fault in faults(model, {"id": text}):
        if fault.key == "id":
            todo = "write it like 5.6 or O12" if model is Rule else "use a-z, 0-9 and hyphens"
            raise ConfigurationError(f"{where}: {fault.what}", todo)


def _header(pack: Path) -> Mapping[str, Any]:
    header = read_toml(pack / "pack.toml")
    if not isinstance(header.get("fiscal_year"), int):
        raise ConfigurationError(f"{pack / 'pack.toml'}: key 'fiscal_year' is missing", "add it, such as 2568")
    return header


def _period(year: int) -> str:
    return f"ต.ค. {(year - 1) % 100:02} – ก.ย. {year % 100:02}".translate(_THAI_DIGITS)


def _quoted(text: str) -> str:
    """A text as a TOML string; JSON's escapes are TOML's too."""
    return json.dumps(text, ensure_ascii=False)


def _said(text: tuple[str, str] | None, th: str, en: str) -> tuple[str, str]:
    """A text in both languages, each on one line of characters that show; what is left to write where there is none."""
    shown = ["".join(char if char.isprintable() else " " for char in one).strip() for one in text or (th, en)]
    return shown[0] or th, shown[1] or en


def _site(evidence: EvidenceType, year: int) -> tuple[str, str]:
    """The link of a home page to the evidence, and the pages behind it, made of the type's own first example."""
    shown = [example for example in evidence.example if example.present and example.topic is None]
    # A page that is the thing itself needs nothing made up behind its links.
    example = min(shown or evidence.example, key=lambda e: ("<a " in e.html, e.fiscal_year != year))
    html = example.html.strip()
    if example.fiscal_year not in (None, year):
        html = html.replace(str(example.fiscal_year), str(year))
    pages = {"/evidence.html": html}
    reading = read(html.encode(), url=f"{HOST}/evidence.html", content_type="text/html; charset=utf-8")
    for link in reading.links if isinstance(reading, Page) else ():
        if link.kind is LinkKind.ANCHOR and link.url.startswith(f"{HOST}/") and link.url != reading.url:
            pages[urlsplit(link.url).path] = _target(link.url, link.text, year)
    text = "\n".join(f"{_quoted(path)} = '''\n{page}\n'''" for path, page in pages.items())
    return f'<a href="/evidence.html">{escape(evidence.name.th)}</a>', text


def _target(url: str, text: str, year: int) -> str:
    text = escape(text)
    filler = f"{text} ประจำปีงบประมาณ พ.ศ. {year} หน่วยงานได้จัดทำและเผยแพร่ให้ประชาชนทราบโดยทั่วกัน"
    if PurePosixPath(urlsplit(url).path).suffix in ("", ".html", ".htm", ".php"):
        return f"<title>{text}</title><main><h1>{text}</h1><p>{filler}</p></main>"
    return filler


def _schemas(pack: Path) -> list[Path]:
    """The schemas beside the pack's files, where no folder above holds them yet."""
    if _schema_folder(pack) != pack / "schema":
        return []
    written = []
    for name, text in schema_files().items():
        path = pack / "schema" / name
        if not path.exists():
            written.append(_put(path, text))
    return written


def _schema_folder(pack: Path) -> Path:
    shared = pack.resolve().parent / "schema"
    return shared if (shared / "rule.json").is_file() else pack / "schema"


def _filled(target: Path, kind: str, template: str, values: Mapping[str, object]) -> str:
    pack = target.parent if kind == "pack" else target.parent.parent
    folder = target.parent.parent / "schema" if kind == "evidence" else _schema_folder(pack)
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    return Template(text).substitute(values, schema=schema_line(target, kind, folder))


def _write(target: Path, kind: str, template: str, values: Mapping[str, object]) -> Path:
    return _put(target, _filled(target, kind, template, values))


def _put(path: Path, text: str) -> Path:
    """Writes a new file; one that is there already stays.

    Raises:
        ConfigurationError: it is there, or it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise ConfigurationError(
            f"{path}: is there already and stays as it is", "change it, or choose another id"
        ) from None
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be written ({error.strerror})", "choose another folder") from None
    return path
