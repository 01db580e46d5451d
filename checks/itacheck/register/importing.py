"""Rows of a coordinator's list -> entries of agencies.toml, and what was made of each row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from itacheck.border import faults
from itacheck.crawl import host_key
from itacheck.model import Agency, Bilingual

from .adding import free_id, proposed_id
from .addresses import Address, addresses_in
from .entries import Entry, Register, home_key
from .tables import Cell, Row, Sheet

HEADER_ROWS = 40
"""The header stands among the first so many rows that are not blank."""
_LONGEST_HEADER = 45
"""Characters; a title is longer."""

_NOT_ASKED = re.compile(
    r"โทร|เบอร์|แฟกซ์|อี[-]?เมล|e-?mail|ผู้|หมายเหตุ|สถานะ|วันที่|face|เฟ[ซส]|^line|ไลน์|สังกัด|คะแนน|รหัส|tel|phone|fax|remark|note|"
    r"จำนวน|ร้อยละ|ตำแหน่ง|ตำบล|จังหวัด$|กระทรวง|ผล"
)
_HEADERS: Mapping[str, re.Pattern[str]] = {
    "url": re.compile(r"เว็?[บปพ]+(?:ไ[ซช][ตดท]|เพจ|$|ที่|หน่วย|\()|website|homepage|^web|url|^links?$|^ลิ้?ง[กค]|โฮมเพจ"),
    "number": re.compile(r"^(?:ลำดับ|ที่$|no$|no\.|#|ข้อที่?$|เลขที่$)"),
    "name_en": re.compile(r"อังกฤษ|english|(?:name|agency).*en$|^en$|\(en"),
    "kind": re.compile(r"^ประเภท|^kind|^type|^กลุ่ม|^ระดับ"),
    "district": re.compile(r"^(?:เขต/)?อำเภอ|^อ\.|^district|^พื้นที่อำเภอ"),
    "id": re.compile(r"^id$|^ไอดี$"),
    "name_th": re.compile(
        r"^(?:รายชื่อ|ชื่อ)?(?:หน่วยงาน|ส่วนราชการ|องค์กร|สำนักงาน|อปท|หน่วย|โรงพยาบาล|โรงเรียน)|^ชื่อ|^รายชื่อ|^name|^agency|^organi[sz]ation|^office"
    ),
}
"""Key of an entry -> how its column is called, without spaces and in lower case; the first that fits."""
_KINDS = (
    (re.compile(r"ส่วนภูมิภาค|ประจำจังหวัด"), "regional-office"),
    (re.compile(r"ปกครองอำเภอ|^อำเภอ|ที่ว่าการอำเภอ"), "district-office"),
    (re.compile(r"องค์การบริหารส่วนจังหวัด|อบจ"), "provincial-administrative-organization"),
    (re.compile(r"องค์การบริหารส่วนตำบล|อบต"), "subdistrict-administrative-organization"),
    (re.compile(r"เทศบาล"), "municipality"),
    (re.compile(r"โรงพยาบาล"), "hospital"),
)
_NO_SITE = re.compile(r"[-–—_.\s]*|ไม่มี\S*|ยังไม่มี\S*|n/?a|none|no", re.IGNORECASE)
_TOTAL = re.compile(r"รวม|ยอดรวม|total|หมายเหตุ|ที่มา|source|note", re.IGNORECASE)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class RowNote:
    """What was made of a row, or of a whole sheet."""

    where: str
    """`row 5`, or `sheet "…" row 5`."""
    taken: str | None
    """The id of its entry; None: it was left."""
    text: Bilingual


@dataclass(slots=True)
class Imported:
    """What an import would add."""

    entries: list[Entry] = field(default_factory=list)
    notes: list[RowNote] = field(default_factory=list)
    headers: int = 0
    """Sheets in which a header was found."""


def import_rows(sheets: Sequence[Sheet], register: Register, *, source: str, kind: str = "agency") -> Imported:
    """The entries of a list.

    Every row that names an agency becomes an entry, also without a website; what is in the register or further up in
    the list is left. Nothing is written.

    Args:
        sheets: the list.
        register: what is there already.
        source: the name of the list, for the comment over each entry.
        kind: of agencies whose kind the list does not tell in words that are known.
    """
    made = Imported()
    importer = _Importer(register, source, kind, made)
    for sheet in sheets:
        importer.take(sheet, "" if len(sheets) == 1 else f'sheet "{sheet.name}"')
    return made


@dataclass(slots=True)
class _Importer:
    register: Register
    source: str
    kind: str
    made: Imported
    _homes: dict[str, str] = field(default_factory=dict)
    """Home page -> the row that has it."""
    _names: dict[tuple[str, str], str] = field(default_factory=dict)
    """Name and district -> the row."""
    _hosts: dict[str, str] = field(default_factory=dict)
    _ids: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for one in self.register.agencies:
            self._ids.add(one.id)

    def take(self, sheet: Sheet, where: str) -> None:
        header = _header_of(sheet)
        if header is None:
            if sheet.rows or not where:
                self._left(
                    where or "list",
                    "ไม่พบแถวหัวตารางที่มีช่องชื่อหน่วยงานหรือเว็บไซต์",
                    "no row of column heads with a name or a website was found",
                )
            return
        self.made.headers += 1
        place, columns = header
        heads = [cell.text for cell in sheet.rows[place].cells]
        used = ", ".join(f"{heads[column]!r} = {key}" for key, column in columns.items() if key != "number")
        unused = ", ".join(repr(head) for column, head in enumerate(heads) if head and column not in columns.values())
        self._left(
            _where(where, sheet.rows[place]),
            f"หัวตาราง: ใช้ {used}; ไม่ใช้ {unused or '-'}",
            f"column heads: used {used}; not used {unused or '-'}",
        )
        rows = sheet.rows[place + 1 :]
        number = columns.get("number")
        numbered = number is not None and sum(bool(_at(row, number).text) for row in rows) * 2 > len(rows)
        for row in rows:
            if [cell.text for cell in row.cells] != heads:  # printed again on each page
                self._row(row, columns, _where(where, row), number=number if numbered else None)
        if sheet.cut:
            self._left(where or "list", "แถวที่เกินกว่านี้ไม่ได้อ่าน", "the rows after these were not read")

    def _row(self, row: Row, columns: Mapping[str, int], where: str, *, number: int | None) -> None:
        cells = {key: _at(row, column) for key, column in columns.items()}
        text = {key: " ".join(cell.text.split("\n")) for key, cell in cells.items()}
        name, site = text.get("name_th", "") or text.get("name_en", ""), cells.get("url", Cell())
        found, remarks = _addresses(site)
        if not name and not found:
            shown = _short(next((cell.text for cell in row.cells if cell.text), "-").replace("\n", " "))
            self._left(where, f"ไม่มีชื่อหน่วยงานและเว็บไซต์: “{shown}”", f"neither a name nor a website: {shown!r}")
            return
        if not site.text and not site.link and self._is_heading(row, columns, name, number):
            self._left(where, f"หัวข้อหรือยอดรวม: “{_short(name)}”", f"a heading or a total: {_short(name)!r}")
            return
        own = [address for address in found if not address.network]
        networks = [address for address in found if address.network]
        remarks += [note for address in own for note in address.notes]
        if networks:
            shown = ", ".join(address.url for address in networks)
            remarks.append(
                Bilingual(
                    th=f"{shown} เป็นสื่อสังคมออนไลน์ ไม่ใช่เว็บไซต์ของหน่วยงาน จึงไม่ใช้เป็น url",
                    en=f"{shown} is a social network, not the agency's own website: not taken as url",
                )
            )
        elif not own:
            remarks.append(_no_site(site))
        url = own[0].url if own else None
        if self._is_there(where, name, text.get("district", ""), url):
            return
        kind, told = self._kind_of(text.get("kind", ""), name)
        remarks += told
        entry = self._entry(where, text, name, kind, url, own[1:], networks, remarks)
        if entry is None:
            return
        agency = entry.agency
        self._ids.add(agency.id)
        self._names.setdefault(_name_key(name, agency.district or ""), where)
        if url:
            self._homes[home_key(url)] = where
            self._hosts.setdefault(_host(url), where)
        self.made.entries.append(entry)
        rest = "".join(f"; {remark.th}" for remark in remarks), "".join(f"; {remark.en}" for remark in remarks)
        self.made.notes.append(
            RowNote(
                where,
                agency.id,
                Bilingual(
                    th=f"{_short(agency.name.th)} {url or '(ไม่มีเว็บไซต์)'}{rest[0]}", en=f"{url or 'no website'}{rest[1]}"
                ),
            )
        )

    def _entry(
        self,
        where: str,
        text: Mapping[str, str],
        name: str,
        kind: str,
        url: str | None,
        more: Sequence[Address],
        networks: Sequence[Address],
        remarks: list[Bilingual],
    ) -> Entry | None:
        hosts = tuple(dict.fromkeys(host_key(one.url) for one in more if url and _host(one.url) != _host(url)))
        if hosts:
            shown = ", ".join(hosts)
            remarks.append(
                Bilingual(
                    th=f"เว็บไซต์อื่นในช่องเดียวกัน ถือเป็นโฮสต์ของหน่วยงานด้วย: {shown}",
                    en=f"further websites in the cell are taken for its own hosts: {shown}",
                )
            )
        if url and (shared := self._hosts.get(_host(url)) or self._of_host(url)):
            remarks.append(Bilingual(th=f"ใช้โฮสต์เดียวกับ {shared}", en=f"on the same host as {shared}"))
        en = text.get("name_en", "")
        wish = text.get("id", "").lower()
        if wish and not _SLUG.fullmatch(wish):
            remarks.append(Bilingual(th=f"id “{_short(wish)}” ใช้ไม่ได้", en=f"the id {_short(wish)!r} cannot be used"))
            wish = ""
        if wish:
            chosen = free_id(wish, self._ids)
            if chosen != wish:
                remarks.append(Bilingual(th=f"id {wish} มีแล้ว", en=f"the id {wish} is there already"))
        elif url:
            chosen = proposed_id(url, self._ids)
        else:
            chosen = free_id(en if en.isascii() and en else "agency", self._ids)
        shown = name or host_key(url or "")
        told = {
            "id": chosen, "kind": kind, "name": {"th": shown, "en": en or shown},
            "url": url, "hosts": hosts, "district": text.get("district") or None,
        }  # fmt: skip
        wrong = faults(Agency, told)
        if wrong:
            self._left(where, f"ใช้ไม่ได้: {wrong[0].what}", f"cannot be used: {wrong[0].what}")
            return None
        comments = [f"{self.source}, {where}"]
        comments += [f"ไม่ใช่เว็บไซต์ของหน่วยงาน / not its own website: {one.url}" for one in networks]
        return Entry(Agency.model_validate(told), tuple(comments))

    def _is_heading(self, row: Row, columns: Mapping[str, int], name: str, number: int | None) -> bool:
        column = columns.get("name_th", columns.get("name_en", 0))
        alone = sum(bool(cell.text) for cell in row.cells) == 1
        across = column in row.spans or (alone and bool(row.spans))
        unnumbered = number is not None and not _at(row, number).text and alone
        return across or unnumbered or bool(_TOTAL.match(name))

    def _is_there(self, where: str, name: str, district: str, url: str | None) -> bool:
        """Whether a row says nothing new; then it is left, with the place of what says it."""
        same = self.register.of_page(url) if url else None
        if same is not None:
            place = f"{self.register.place(same)} ({same.id})"
            self._left(where, f"มีเว็บไซต์นี้อยู่แล้วที่ {place}", f"this website is there already: {place}")
            return True
        if url and (row := self._homes.get(home_key(url))):
            self._left(where, f"เว็บไซต์ซ้ำกับ {row}: {url}", f"the same website as {row}: {url}")
            return True
        key = _name_key(name, district)
        named = next(
            (one for one in self.register.agencies if name and _name_key(one.name.th, one.district or "") == key), None
        )
        if named is not None:
            place = f"{self.register.place(named)} ({named.id})"
            if url and not named.url:
                line = f'url = "{url}"'
                self._left(
                    where,
                    f"มีหน่วยงานนี้แล้ว เพิ่มบรรทัดนี้ที่ {place}: {line}",
                    f"there already without a website; add to {place}: {line}",
                )
            elif url:
                self._left(
                    where,
                    f"มีชื่อนี้แล้วที่ {place} ด้วยเว็บไซต์อื่น: {url}",
                    f"this name is there already, with another website: {place}",
                )
            else:
                self._left(where, f"มีหน่วยงานนี้แล้วที่ {place}", f"there already: {place}")
            return True
        if name and not url and (row := self._names.get(key)):
            self._left(where, f"ชื่อซ้ำกับ {row}", f"the same name as {row}")
            return True
        return False

    def _of_host(self, url: str) -> str | None:
        there = self.register.of_host(url)
        return f"{self.register.place(there)} ({there.id})" if there else None

    def _kind_of(self, text: str, name: str) -> tuple[str, list[Bilingual]]:
        if _SLUG.fullmatch(text.lower()):
            return text.lower(), []
        for words in (text, name):
            for pattern, kind in _KINDS:
                if words and pattern.search(words):
                    return kind, []
        if not text:
            return self.kind, []
        return self.kind, [
            Bilingual(
                th=f"ไม่รู้จักประเภท “{_short(text)}” จึงใช้ {self.kind}",
                en=f"the kind {_short(text)!r} is not known: {self.kind}",
            )
        ]

    def _left(self, where: str, th: str, en: str) -> None:
        self.made.notes.append(RowNote(where, None, Bilingual(th=th, en=en)))


def _header_of(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The place of the row of column heads among the rows, and key -> column."""
    best: tuple[int, dict[str, int]] | None = None
    for place, row in enumerate(sheet.rows[:HEADER_ROWS]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row.cells):
            key = _key_of(cell.text)
            if key:
                columns.setdefault(key, column)
        useful = "url" in columns or "name_th" in columns or "name_en" in columns
        if useful and len(columns) >= 2 and (best is None or len(columns) > len(best[1])):
            best = place, columns
    return best


def _key_of(text: str) -> str | None:
    head = re.sub(r"\s+", "", text).lower()
    if not head or len(head) > _LONGEST_HEADER:
        return None
    if _HEADERS["url"].search(head) and not re.search(r"ผู้|face|เฟ[ซส]|ผล", head):
        return "url"
    if _NOT_ASKED.search(head):
        return None
    return next((key for key, pattern in _HEADERS.items() if pattern.search(head)), None)


def _addresses(site: Cell) -> tuple[list[Address], list[Bilingual]]:
    """The addresses of a cell: those that it shows, else the one that it leads to."""
    shown = list(addresses_in(site.text))
    linked = list(addresses_in(site.link))
    if not shown:
        return linked, []
    if linked and _host(linked[0].url) not in {_host(one.url) for one in shown}:
        return shown, [
            Bilingual(
                th=f"ลิงก์ของช่องไปที่ {linked[0].url} ซึ่งไม่ตรงกับที่เขียนไว้ จึงใช้ตามที่เขียน",
                en=f"the cell's link leads to {linked[0].url}, not to what it shows: what it shows was taken",
            )
        ]
    return shown, []


def _no_site(site: Cell) -> Bilingual:
    if _NO_SITE.fullmatch(site.text):
        return Bilingual(th="ไม่ได้ให้เว็บไซต์ไว้", en="no website given")
    return Bilingual(
        th=f"ช่องเว็บไซต์ไม่มีที่อยู่: “{_short(site.text)}”", en=f"its website is no address: {_short(site.text)!r}"
    )


def _name_key(name: str, district: str) -> tuple[str, str]:
    return re.sub(r"[\s.\u200b-\u200f]+", "", name).lower(), re.sub(r"\s+|^(?:อำเภอ|อ\.)", "", district)


def _host(url: str) -> str:
    return host_key(url).removeprefix("www.")


def _where(sheet: str, row: Row) -> str:
    return f"{sheet} row {row.number}".strip()


def _at(row: Row, column: int) -> Cell:
    return row.cells[column] if column < len(row.cells) else Cell()


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def all_of(notes: Sequence[RowNote]) -> Iterator[str]:
    """The notes, one line each."""
    for note in notes:
        mark = "+" if note.taken else "-"
        yield f"{mark} {note.where}: {f'{note.taken}: ' if note.taken else ''}{note.text.th} / {note.text.en}"
