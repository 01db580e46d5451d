"""Packs in a user's own repository: their own evidence types, their digests, and what must do no harm."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from itacheck.errors import ConfigurationError
from itacheck.examples import evidence_problem, rule_verdict
from itacheck.packs import find_pack, joined, load_catalogue, load_pack, load_packs, rules_folder
from itacheck.patterns import names_of

CATALOGUE = load_catalogue()
POSIX = pytest.mark.skipif(os.name != "posix", reason="symbolic links and pipes of POSIX")

POSTER = """
id = "poster"
form = "publication"
name.th = "โปสเตอร์ต้านโกง"
name.en = "Poster against cheating"
what.th = "โปสเตอร์รณรงค์"
what.en = "A campaign poster"
names = ["โปสเตอร์ + ต้านโกง"]

[[example]]
title = "a poster"
present = true
html = '''<title>โปสเตอร์ต้านโกง</title><main><h1>โปสเตอร์ต้านโกง</h1>
<p>เราไม่ยอมให้ใครโกง ร่วมกันแจ้งเบาะแสได้ทุกวันทำการ</p></main>'''

[[example]]
title = "another poster"
present = false
html = "<title>โปสเตอร์ไข้เลือดออก</title><main><h1>โปสเตอร์ไข้เลือดออก</h1><p>กำจัดลูกน้ำยุงลายทุกสัปดาห์</p></main>"
"""
MORE_NAMES = """
id = "ethics-of-ours"
extends = "code-of-ethics"
name.th = "จรรยาบรรณของเรา"
names = ["คัมภีร์ + คนดี"]

[[example]]
title = "our own name"
present = true
html = '''<title>คัมภีร์คนดี</title><main><h1>คัมภีร์คนดี</h1>
<p>บุคลากรพึงซื่อสัตย์สุจริต รับผิดชอบต่อหน้าที่ และบริการประชาชนด้วยความเต็มใจ</p></main>'''
"""
RULE = """
id = "8.1"
issue = 8
added.th = "ตำบลเราขอเพิ่ม"
added.en = "Our district asks for it"
title.th = "โปสเตอร์"
title.en = "Poster"
step = "ติดโปสเตอร์"
measure = "รณรงค์"
responsible = "ทุกหน่วยงาน"
period = "ต.ค. ๖๗ – ก.ย. ๖๘"
monitoring = "รายงาน"
starts = 2024-10-01
due = 2025-09-30
severity = "low"
passes.th = "มีโปสเตอร์"
passes.en = "A poster"
why.th = "เตือนใจ"
why.en = "It reminds"
fix.th = "เผยแพร่โปสเตอร์"
fix.en = "Publish the poster"
needs = [{ any_of = [{ evidence = "poster" }, { evidence = "ethics-of-ours" }] }]

[[example]]
title = "a poster"
status = "pass"
pages."/" = '<title>หน้าแรก</title><a href="/p">โปสเตอร์ต้านโกง</a>'
pages."/p" = '''<title>โปสเตอร์ต้านโกง</title><main><h1>โปสเตอร์ต้านโกง</h1>
<p>เราไม่ยอมให้ใครโกง ร่วมกันแจ้งเบาะแสได้ทุกวันทำการ</p></main>'''

[[example]]
title = "none"
status = "fail"
pages."/" = "<title>หน้าแรก</title><p>ยินดีต้อนรับ</p>"
"""
PACK = """
extends = "2568"
[issues.8]
th = "ของเราเอง"
en = "Our own"
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "my-rules"
    for part, text in (
        ("pack.toml", PACK),
        ("8/8.1.toml", RULE),
        ("evidence/poster.toml", POSTER),
        ("evidence/ethics-of-ours.toml", MORE_NAMES),
    ):
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        (folder / part).write_text(text, encoding="utf-8")
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_pack_brings_its_own_evidence_types_and_its_examples_hold(mine: Path) -> None:
    pack = load_pack(str(mine), CATALOGUE)
    assert len(pack.rules) == 39
    assert pack.catalogue.types.keys() - CATALOGUE.types.keys() == {"poster", "ethics-of-ours"}
    assert "poster" not in CATALOGUE.types
    names = names_of(pack.catalogue)
    for rule in pack.rules:
        for example in rule.example:
            verdict = rule_verdict(rule, example, pack, pack.catalogue, names)
            assert verdict.status == example.status, (rule.id, example.title, verdict.reason.en)


def test_a_type_that_extends_another_has_its_names_and_examples_too(mine: Path) -> None:
    catalogue = load_pack(str(mine), CATALOGUE).catalogue
    own, base = catalogue.types["ethics-of-ours"], catalogue.types["code-of-ethics"]
    assert own.names == (*base.names, "คัมภีร์ + คนดี")
    assert (own.form, own.what, own.name.th, own.name.en) == (base.form, base.what, "จรรยาบรรณของเรา", base.name.en)
    assert len(own.example) == len(base.example) + 1
    names = names_of(catalogue)
    assert [evidence_problem(own, example, names) for example in own.example] == [None] * len(own.example)


@pytest.mark.parametrize("base", sorted(CATALOGUE.types))
def test_a_type_that_extends_another_leaves_the_verdicts_on_that_one_alone(mine: Path, base: str) -> None:
    (mine / "evidence" / "second.toml").write_text(f'id = "second"\nextends = "{base}"\n', encoding="utf-8")
    pack = load_pack(str(mine), CATALOGUE)
    names = names_of(pack.catalogue)
    for evidence in (CATALOGUE.types[base], pack.catalogue.types["second"]):
        assert [p for e in evidence.example if (p := evidence_problem(evidence, e, names))] == []


def test_types_may_extend_each_other_in_any_order_of_files(mine: Path) -> None:
    (mine / "evidence" / "a-first.toml").write_text('id = "a-first"\nextends = "poster"\n', encoding="utf-8")
    assert load_pack(str(mine), CATALOGUE).catalogue.types["a-first"].names == ("โปสเตอร์ + ต้านโกง",)


def test_the_digest_covers_own_types_and_rules(mine: Path) -> None:
    before = load_pack(str(mine), CATALOGUE).digest
    edit(mine / "evidence" / "poster.toml", "A campaign poster", "Any campaign poster")
    after = load_pack(str(mine), CATALOGUE).digest
    assert after != before
    edit(mine / "8" / "8.1.toml", "It reminds", "It reminds all")
    assert load_pack(str(mine), CATALOGUE).digest not in (before, after)
    # Other files of a repository are none of it.
    (mine / "README.md").write_text("ours", encoding="utf-8")
    (mine / ".hidden").mkdir()
    (mine / ".hidden" / "9.toml").write_text("no rule", encoding="utf-8")
    load_pack(str(mine), CATALOGUE)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("evidence/poster.toml", 'id = "poster"', 'id = "e-service"', "'e-service' is there twice.*extends = "),
        ("evidence/poster.toml", 'id = "poster"', 'id = "placard"', "is not the file's name"),
        ("evidence/poster.toml", 'form = "publication"', 'form = "parade"', "unknown form 'parade'.*--plugins"),
        ("evidence/poster.toml", 'form = "publication"', 'form = "Parade!"', "key 'form"),
        ("evidence/poster.toml", "names =", "nmaes =", "key 'names' is missing|unknown key 'nmaes'"),
        ("evidence/ethics-of-ours.toml", "code-of-ethics", "code-of-honour", "key 'extends': unknown evidence type"),
        ("evidence/ethics-of-ours.toml", '"code-of-ethics"', '["x"]', "key 'extends'"),
        ("evidence/ethics-of-ours.toml", "code-of-ethics", "ethics-of-ours", "extends this one in turn"),
        ("evidence/ethics-of-ours.toml", 'id = "ethics-of-ours"', "", "key 'id' is missing"),
        ("evidence/ethics-of-ours.toml", 'names = ["คัมภีร์ + คนดี"]', 'names = "คัมภีร์"', "key 'names'"),
        ("8/8.1.toml", '"poster"', '"placard"', "unknown evidence type 'placard'"),
        ("8/8.1.toml", "issue = 8", "issue = 9", "key 'issue': 9 is not in pack.toml"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_that_names_file_and_key(mine: Path, file: str, old: str, new: str, told: str) -> None:
    edit(mine / file, old, new)
    with pytest.raises(ConfigurationError, match=told) as caught:
        load_pack(str(mine), CATALOGUE)
    assert Path(file).name in caught.value.line
    assert "\n" not in caught.value.line


def test_a_pack_has_no_decoys_of_its_own(mine: Path) -> None:
    (mine / "evidence" / "_decoys.toml").write_text("decoy = []\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"_decoys\.toml: a pack has no decoys"):
        load_pack(str(mine), CATALOGUE)


def test_packs_with_different_types_are_judged_apart_and_looked_at_together(mine: Path, tmp_path: Path) -> None:
    other = tmp_path / "theirs"
    shutil.copytree(mine, other)
    packs = load_packs([str(mine), "2568"], CATALOGUE)
    assert packs[1].catalogue is CATALOGUE
    assert "poster" in joined(packs, CATALOGUE).types
    assert joined(packs[1:], CATALOGUE).types == CATALOGUE.types
    edit(other / "evidence" / "poster.toml", "A campaign poster", "Theirs")
    with pytest.raises(ConfigurationError, match="'poster': two of the packs define it differently"):
        joined(load_packs([str(mine), str(other)], CATALOGUE), CATALOGUE)


def test_the_same_pack_twice_is_a_mistake(mine: Path) -> None:
    for names in (["2568", "2568"], [str(mine), f"{mine}/"]):
        with pytest.raises(ConfigurationError, match="is there twice: name each pack once"):
            load_packs(names, CATALOGUE)


def test_a_word_is_a_shipped_pack_before_it_is_a_folder(
    mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(mine, tmp_path / "2568")
    monkeypatch.chdir(tmp_path)
    assert find_pack("2568") == rules_folder() / "2568"
    assert find_pack("./2568").resolve() == tmp_path / "2568"
    assert find_pack("my-rules").resolve() == mine
    assert find_pack(str(mine)) == mine


@pytest.mark.parametrize("name", ["", ".", "..", "/", "../..", "2568/..", "evidence", "a\0b", "x" * 5000, "~"])
def test_a_name_that_is_no_pack_is_told(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match="not found"):
        find_pack(name)


@POSIX
@pytest.mark.parametrize("place", ["8/8.2.toml", "evidence/leak.toml"])
def test_a_link_out_of_the_pack_is_not_read(mine: Path, tmp_path: Path, place: str) -> None:
    secret = tmp_path / "secret.toml"
    secret.write_text('password = "hunter2"\n', encoding="utf-8")
    (mine / place).symlink_to(secret)
    with pytest.raises(ConfigurationError, match="a link that leads out of") as caught:
        load_pack(str(mine), CATALOGUE)
    assert "hunter2" not in caught.value.line


@POSIX
def test_a_folder_that_is_linked_from_elsewhere_is_not_read(mine: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "9.toml").write_text("no rule", encoding="utf-8")
    (mine / "9").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigurationError, match="a link that leads out of"):
        load_pack(str(mine), CATALOGUE)


@POSIX
def test_odd_files_end_in_one_line_and_never_hang(mine: Path) -> None:
    odd = mine / "8" / "odd.toml"
    odd.symlink_to(odd)
    with pytest.raises(ConfigurationError, match="a link that leads nowhere"):
        load_pack(str(mine), CATALOGUE)
    odd.unlink()
    os.mkfifo(odd)
    with pytest.raises(ConfigurationError, match="not a file"):
        load_pack(str(mine), CATALOGUE)
    odd.unlink()
    odd.mkdir()
    with pytest.raises(ConfigurationError, match="not a file"):
        load_pack(str(mine), CATALOGUE)


def test_a_file_that_nests_without_end_is_one_line(mine: Path) -> None:
    (mine / "8" / "deep.toml").write_text("a = " + "[" * 100_000, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"deep\.toml: not valid TOML"):
        load_pack(str(mine), CATALOGUE)
