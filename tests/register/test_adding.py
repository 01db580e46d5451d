"""agencies.toml keeps what is in it, to the letter, and gets one entry more."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.agencies import load_agencies
from itacheck.errors import ConfigurationError
from itacheck.model import Agency, Bilingual
from itacheck.register import Entry, Register, add, lines_of, proposed_id

DAY = date(2026, 1, 15)
FILE = """# ใครถูกตรวจ
[defaults]
contact = "mailto:ita@province.example"   # whom to ask

[[agency]]   # the first
id = "land"
name.th = "สำนักงานที่ดิน"
name.en = "Land office"
kind = "provincial-office"
url = "http://land.example.go.th/index.php"
[[agency.waiver]]
rule = "5.6"
reason = '''
[[agency]] is not one
'''
owner = "หัวหน้า"
expires = 2026-05-31

  [[ agency ]]
id = "no-site"
name.th = "ไม่มีเว็บ"
name.en = "none"
kind = "office"
# the end, without a line end"""


def register(folder: Path, text: str = FILE) -> Register:
    path = folder / "agencies.toml"
    path.write_bytes(text.encode())
    return Register.load(path, as_of=DAY)


def added(folder: Path, typed: str, text: str = FILE, **more: object) -> str:
    there = register(folder, text)
    entry, _ = add(there, typed, **more)  # type: ignore[arg-type]
    there.append([entry], as_of=DAY)
    return there.path.read_bytes().decode()


def test_what_is_there_stays_to_the_letter(tmp_path: Path) -> None:
    after = added(tmp_path, "www.new.go.th", name_th="ใหม่", name_en="New", kind="hospital", district="เมือง")
    assert after.startswith(FILE)
    loaded = load_agencies(tmp_path / "agencies.toml", as_of=DAY)
    assert [one.id for one in loaded.agencies] == ["land", "no-site", "new"]
    new = loaded.agencies[-1]
    assert (new.url, new.name, new.kind, new.district) == (
        "https://www.new.go.th/", Bilingual(th="ใหม่", en="New"), "hospital", "เมือง",
    )  # fmt: skip


def test_line_ends_and_the_mark_of_windows_are_kept(tmp_path: Path) -> None:
    text = "\ufeff" + FILE.replace("\n", "\r\n")
    after = added(tmp_path, "www.new.go.th", text)
    assert after.startswith(text)
    assert not re.search(r"(?<!\r)\n", after)
    assert len(load_agencies(tmp_path / "agencies.toml", as_of=DAY).agencies) == 3


def test_a_file_that_is_not_there_is_made(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "agencies.toml"
    there = Register.load(path, as_of=DAY)
    entry, _ = add(there, "www.new.go.th")
    there.append([entry], as_of=DAY)
    assert load_agencies(path, as_of=DAY).agencies[0].name.th == "www.new.go.th"


@pytest.mark.parametrize(
    ("typed", "more", "told"),
    [
        ("land.example.go.th", {}, r"agencies\.toml:5: agency land has this page already"),
        ("https://www.land.example.go.th/index.html", {}, r":5: agency land has this page already"),
        ("land.example.go.th/other", {}, r":5: agency land is on this host already .*--same-host"),
        ("new.go.th", {"agency_id": "no-site"}, r"the id 'no-site' is there already"),
        ("new.go.th", {"agency_id": "No Site"}, r"the new entry: key 'id'"),
        ("new.go.th", {"kind": "ส่วนภูมิภาค"}, r"the new entry: key 'kind'"),
        ("facebook.com/land", {}, r"social network"),
        ("ไม่มี", {}, r"is not the address of a website"),
    ],
)
def test_what_cannot_be_added_is_one_line(tmp_path: Path, typed: str, more: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        added(tmp_path, typed, **more)
    assert (tmp_path / "agencies.toml").read_text(encoding="utf-8") == FILE


def test_where_lines_cannot_be_told_the_file_is(tmp_path: Path) -> None:
    there = register(tmp_path, FILE.replace("[[agency]] is not one", "[[agency]]"))
    assert there.place(there.agencies[0]) == str(there.path)


def test_two_agencies_may_share_a_host_when_it_is_said(tmp_path: Path) -> None:
    after = added(tmp_path, "land.example.go.th/branch", same_host=True)
    assert 'id = "land-example"' in after


def test_a_list_that_nothing_can_be_added_to_stays(tmp_path: Path) -> None:
    text = 'agency = [{id = "a", name = {th = "ก", en = "a"}, kind = "x"}]\n'
    with pytest.raises(ConfigurationError, match="nothing can be added"):
        added(tmp_path, "new.go.th", text)
    assert (tmp_path / "agencies.toml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("url", "taken", "chosen"),
    [
        ("https://www.tak.dlt.go.th/", (), "tak-dlt"),
        ("https://www.tak.go.th/", ("tak",), "tak-2"),
        ("https://sites.google.com/view/office-one", (), "sites-google-view-office-one"),
        ("http://127.0.0.1:8000/", (), "127-0-0-1"),
        ("https://www.go.th/", (), "www-go-th"),
        (f"https://{'a' * 63}.go.th/", (), "a" * 60),
    ],
)
def test_an_id_is_made_from_the_host(url: str, taken: tuple[str, ...], chosen: str) -> None:
    assert proposed_id(url, taken) == chosen


@given(name=st.text(max_size=30), remark=st.text(max_size=30), district=st.text(max_size=10))
def test_any_name_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, name: str, remark: str, district: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "agencies.toml"
    if any("\ud800" <= char <= "\udfff" for char in name + remark + district):
        return
    agency = Agency(id="x", name=Bilingual(th=name, en="x"), kind="y", district=district or None)
    entry = Entry(agency, (remark,))
    Register(path, "", (), ()).append([entry], as_of=DAY)
    loaded = load_agencies(path, as_of=DAY).agencies[0]
    assert (loaded.name.th, loaded.district or "") == (agency.name.th, agency.district or "")
    assert all("\n" not in line for line in lines_of(entry))
