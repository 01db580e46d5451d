"""Packs that extend others: another year, changes, drops, additions, chains; and each mistake in its one line."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from itacheck.errors import ConfigurationError
from itacheck.examples import rule_verdict
from itacheck.model import Status
from itacheck.packs import Pack, load_catalogue, load_pack, rules_folder
from itacheck.patterns import names_of

CATALOGUE = load_catalogue()
BASE = load_pack("2568", CATALOGUE)
NAMES = names_of(CATALOGUE)
REASON = 'reason.th = "เพราะ"\nreason.en = "because"\n'
SAME = f'[[change]]\nrule = "5.7"\n{REASON}issue = 5\n'
TWO_LINES = 'extends = "2568"\nfiscal_year = 2570\n'


def write(folder: Path, text: str = TWO_LINES, *, rule: str = "") -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.toml").write_text(text, encoding="utf-8")
    if rule:
        (folder / "5").mkdir(exist_ok=True)
        (folder / "5" / "own.toml").write_text(rule, encoding="utf-8")
    return str(folder)


def loaded(folder: Path, text: str = TWO_LINES, *, rule: str = "") -> Pack:
    return load_pack(write(folder, text, rule=rule), CATALOGUE)


def own_rule(rule_id: str, *lines: str) -> str:
    text = (rules_folder() / "2568" / "5" / "5.6.toml").read_text(encoding="utf-8")
    return "\n".join([*lines, text.replace('id = "5.6"', f'id = "{rule_id}"')])


ADDED = ('added.th = "มาตรการใหม่"', 'added.en = "a new step"')


def test_two_lines_make_a_working_pack(tmp_path: Path) -> None:
    pack = loaded(tmp_path / "my-rules")
    assert (pack.id, pack.header.fiscal_year, len(pack.rules)) == ("my-rules", 2570, 38)
    assert [rule.id for rule in pack.rules] == [rule.id for rule in BASE.rules]
    assert {rule.starts for rule in pack.rules} == {date(2026, 10, 1)}
    assert {rule.due for rule in pack.rules} == {date(2027, 9, 30), date(2027, 4, 30)}
    assert {rule.period for rule in pack.rules} == {"ต.ค. ๖๙ – ก.ย. ๗๐", "ต.ค. ๖๙ – เม.ย. ๗๐", "ต.ค. ๖๙- เม.ย. ๗๐"}
    assert [rule.assessment for rule in pack.rules] == [rule.assessment for rule in BASE.rules]


@pytest.mark.parametrize("year", [2564, 2569, 2570, 2575])
def test_every_inherited_example_holds_in_the_new_year(tmp_path: Path, year: int) -> None:
    pack = loaded(tmp_path, f'id = "other"\nextends = "2568"\nfiscal_year = {year}\n')
    wrong = [
        f"{rule.id} {example.title}: {verdict.status.value}, not {example.status}: {verdict.reason.en}"
        for rule in pack.rules
        for example in rule.example
        if (verdict := rule_verdict(rule, example, pack, CATALOGUE, NAMES)).status != example.status
    ]
    assert wrong == []


@pytest.mark.parametrize(("name", "year"), [("2569", 2569), ("2570", 2570)])
def test_the_shipped_years_hold_and_say_that_they_are_not_confirmed(name: str, year: int) -> None:
    pack = load_pack(name, CATALOGUE)
    assert (pack.id, pack.header.fiscal_year, len(pack.rules)) == (name, year, 38)
    assert pack.header.unconfirmed
    assert pack.header.note is not None
    assert "not confirmed" in pack.header.note.en
    assert "ยังไม่ได้ยืนยัน" in pack.header.note.th
    assert str(year) in pack.header.title.th
    assert pack.header.title.th.endswith("(ยกมาจากชุด 2568 ยังไม่ยืนยัน)")
    assert pack.header.title.en.endswith("(carried over from 2568, unconfirmed)")
    # The document of that year is not known, so none is named.
    assert pack.header.document.startswith(BASE.header.document)
    for rule in pack.rules:
        for example in rule.example:
            assert rule_verdict(rule, example, pack, CATALOGUE, NAMES).status == example.status, rule.id


def test_no_text_of_a_shipped_year_speaks_of_the_year_that_it_came_from() -> None:
    for rule in load_pack("2570", CATALOGUE).rules:
        for text in (rule.title, rule.passes, rule.why, rule.fix):
            assert "2568" not in text.th + text.en, rule.id
    plan = load_pack("2570", CATALOGUE).rule("5.5")
    assert plan is not None
    assert "2566-2570" in plan.passes.en


def test_a_chain_of_years_gives_the_same_days_as_one_step(tmp_path: Path) -> None:
    leap = (rules_folder() / "2568" / "5" / "5.6.toml").read_text(encoding="utf-8")
    own = tmp_path / "a" / "5"
    own.mkdir(parents=True)
    (own / "5.6.toml").write_text(leap.replace("due = 2025-09-30", "due = 2028-02-29"), encoding="utf-8")
    shutil.copy(rules_folder() / "2568" / "pack.toml", tmp_path / "a" / "pack.toml")
    write(tmp_path / "b", 'extends = "../a"\nfiscal_year = 2569\n')
    write(tmp_path / "c", 'extends = "../b"\nfiscal_year = 2570\n')
    pack = loaded(tmp_path / "d", 'extends = "../c"\nfiscal_year = 2572\n')
    assert pack.rules[0].due == date(2032, 2, 29)
    assert load_pack(str(tmp_path / "c"), CATALOGUE).rules[0].due == date(2030, 2, 28)


def test_a_rule_is_changed_dropped_and_added_each_with_its_reason(tmp_path: Path) -> None:
    pack = loaded(
        tmp_path / "next",
        TWO_LINES
        + f'[[change]]\nrule = "5.7"\n{REASON}due = 2027-03-31\ntitle.en = "Only the money"\n'
        + f'[[drop]]\nrule = "2.2.2"\n{REASON}',
        rule=own_rule("5.8", *ADDED),
    )
    assert len(pack.rules) == 38
    changed = pack.rule("5.7")
    base = BASE.rule("5.7")
    assert changed is not None
    assert base is not None
    assert (changed.due, changed.title.en, changed.title.th) == (date(2027, 3, 31), "Only the money", base.title.th)
    assert pack.rule("2.2.2") is None
    assert pack.rule("5.8") is not None
    assert [(a.pack, a.rule, a.act, a.fields) for a in pack.alterations] == [
        ("next", "2.2.2", "dropped", ()),
        ("next", "5.7", "changed", ("due", "title")),
        ("next", "5.8", "added", ()),
    ]
    assert {a.reason.en for a in pack.alterations} == {"because", "a new step"}
    assert [one.rule for one in pack.dropped] == ["2.2.2"]


def test_what_a_pack_changed_is_moved_on_and_told_by_the_next(tmp_path: Path) -> None:
    write(
        tmp_path / "a",
        'extends = "2568"\nfiscal_year = 2569\nunconfirmed = false\ntitle.th = "มาตรการ ปี 2569"\n'
        f'title.en = "Measures, 2569"\ndocument = "มาตรการ พ.ศ. ๒๕๖๙"\n[[drop]]\nrule = "2.2.2"\n{REASON}'
        f'[[change]]\nrule = "5.7"\n{REASON}due = 2026-06-30\n',
    )
    pack = loaded(tmp_path / "b", 'extends = "../a"\nfiscal_year = 2570\n')
    rule = pack.rule("5.7")
    assert rule is not None
    assert rule.due == date(2027, 6, 30)
    assert pack.rule("2.2.2") is None
    assert [(one.pack, one.rule) for one in pack.alterations] == [("a", "2.2.2"), ("a", "5.7")]
    assert pack.header.title.en == "Measures, 2570 (carried over from a, unconfirmed)"


def test_a_dropped_number_may_be_given_to_another_rule(tmp_path: Path) -> None:
    drop = f'[[drop]]\nrule = "5.6"\n{REASON}'
    pack = loaded(tmp_path, f'id = "x"\n{TWO_LINES}{drop}', rule=own_rule("5.6", *ADDED))
    assert [one.act for one in pack.altered("5.6")] == ["dropped", "added"]
    assert pack.dropped == ()


def test_a_pack_of_the_same_year_is_as_confirmed_as_what_it_extends(tmp_path: Path) -> None:
    same = loaded(tmp_path / "same", 'extends = "2568"\n')
    assert (same.header.unconfirmed, same.header.note, same.header.title) == (False, None, BASE.header.title)
    assert same.rules == BASE.rules
    carried = loaded(tmp_path / "carried", 'extends = "2570"\n')
    assert carried.header.unconfirmed
    assert "unconfirmed" in carried.header.title.en
    assert carried.header.note is not None


def test_a_confirmed_pack_names_its_own_document(tmp_path: Path) -> None:
    pack = loaded(tmp_path / "next", f'{TWO_LINES}unconfirmed = false\ndocument = "มาตรการของปี ๒๕๗๐"\n')
    assert (pack.header.note, pack.header.document) == (None, "มาตรการของปี ๒๕๗๐")
    assert pack.header.title.en == "Measures for integrity and transparency, fiscal year 2570"


def test_a_note_of_its_own_is_shown_instead(tmp_path: Path) -> None:
    pack = loaded(tmp_path / "next", f'{TWO_LINES}note.th = "ร่าง"\nnote.en = "A draft"\n')
    assert pack.header.note is not None
    assert pack.header.note.en == "A draft"
    assert "unconfirmed" in pack.header.title.en


def test_a_note_says_no_more_than_is_so(tmp_path: Path) -> None:
    same = loaded(tmp_path / "same", 'extends = "2568"\nunconfirmed = true\n')
    alone = write(tmp_path / "alone", (rules_folder() / "2568" / "pack.toml").read_text(encoding="utf-8"))
    shutil.copytree(rules_folder() / "2568" / "5", tmp_path / "alone" / "5")
    path = tmp_path / "alone" / "pack.toml"
    path.write_text("unconfirmed = true\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    for pack in (same, load_pack(alone, CATALOGUE)):
        assert pack.header.note is not None
        assert pack.header.note.en.startswith("Not confirmed")
        assert pack.header.title == BASE.header.title


def test_the_digest_follows_what_is_inherited(tmp_path: Path) -> None:
    shutil.copytree(rules_folder() / "2568", tmp_path / "base")
    write(tmp_path / "next", 'extends = "../base"\nfiscal_year = 2570\n')
    before = load_pack(str(tmp_path / "next"), CATALOGUE).digest
    assert load_pack(str(tmp_path / "next"), CATALOGUE).digest == before
    path = tmp_path / "base" / "5" / "5.6.toml"
    path.write_bytes(path.read_bytes().replace(b'severity = "high"', b'severity = "low"'))
    assert load_pack(str(tmp_path / "next"), CATALOGUE).digest != before


def test_a_verdict_of_another_year_carries_that_year(tmp_path: Path) -> None:
    pack = loaded(tmp_path / "next")
    rule = pack.rule("5.2")
    old = BASE.rule("5.2")
    assert rule is not None
    assert old is not None
    example = next(one for one in old.example if one.status == "pass")
    verdict = rule_verdict(rule, example.model_copy(update={"as_of": date(2026, 11, 22)}), pack, CATALOGUE, NAMES)
    assert verdict.status is Status.NOT_DUE
    assert (verdict.pack, "2570" in verdict.expected.th, "2568" in verdict.expected.th) == ("next", True, False)
    assert "2568" in verdict.reason.en
    assert "2027-09-30" in verdict.reason.en


@pytest.mark.parametrize(
    ("text", "rule", "told"),
    [
        (
            'extends = "2567"\nfiscal_year = 2570\n',
            "",
            r"key 'extends': rule pack '2567': not found: use one of .*2568",
        ),
        ('extends = "../../etc"\nfiscal_year = 2570\n', "", "key 'extends': rule pack '../../etc': not found"),
        ('extends = ""\n', "", "key 'extends'"),
        ("extends = 2568\n", "", "key 'extends'"),
        ('extends = "."\n', "", r"extend each other in a circle \(my-rules > my-rules\)"),
        ('extends = "../my-rules"\n', "", "extend each other in a circle"),
        ('extends = "2568"\nfiscal_year = "2570"\n', "", "key 'fiscal_year'"),
        ('extends = "2568"\nfiscal_year = 2027\n', "", "key 'fiscal_year'"),
        ('extends = "2568"\nfiscal_year = true\n', "", "key 'fiscal_year'"),
        ('extends = "2568"\nyear = 2570\n', "", "unknown key 'year'"),
        ('id = "My Rules"\nextends = "2568"\n', "", "key 'id'"),
        ('extends = "2568"\n[[change]]\nrule = "5.7"\ndue = 2025-01-01\n', "", "key 'change.0.reason' is missing"),
        (
            f'extends = "2568"\n[[change]]\nrule = "5.9"\n{REASON}',
            "",
            "key 'change.0.rule': no rule '5.9' is inherited",
        ),
        (f'extends = "2568"\n[[change]]\nrule = "5.7"\n{REASON}', "", "changes nothing in '5.7'"),
        (f'extends = "2568"\n[[change]]\nrule = "5.7"\n{REASON}titel = "x"\n', "", "rule '5.7': unknown key 'titel'"),
        (
            f'extends = "2568"\n[[change]]\nrule = "5.7"\n{REASON}due = 2020-01-01\n',
            "",
            "rule '5.7': key 'due'.*before",
        ),
        (
            f'extends = "2568"\n[[change]]\nrule = "5.7"\n{REASON}id = "5.8"\n',
            "",
            "key 'change.0.id': cannot be changed",
        ),
        (
            f'extends = "2568"\n[[change]]\nrule = "5.7"\n{REASON}issue = 9\n',
            "",
            "rule '5.7': key 'issue': 9 is not in",
        ),
        (f'extends = "2568"\n{SAME}{SAME}', "", "changed twice"),
        ('extends = "2568"\n[[drop]]\nrule = "5.7"\n', "", "key 'drop.0.reason' is missing"),
        (f'extends = "2568"\n[[drop]]\nrule = "9"\n{REASON}', "", "key 'drop.0.rule': no rule '9' is inherited"),
        (f'extends = "2568"\n[[drop]]\nrule = "9"\nwhy = "x"\n{REASON}', "", "unknown key 'drop.0.why'"),
        (TWO_LINES, own_rule("5.6", *ADDED), r"own.toml: key 'id': '5.6' is in '2568' already: write a \[\[change\]\]"),
        (TWO_LINES, own_rule("5.8"), "own.toml: key 'added' is missing"),
        (
            f'fiscal_year = 2570\n[[drop]]\nrule = "5.7"\n{REASON}',
            "",
            "key 'drop': only for a pack that extends another",
        ),
        ("fiscal_year = 2570\n", "", "key 'id' is missing"),
    ],
)
def test_a_mistake_is_one_line_that_names_file_and_key(tmp_path: Path, text: str, rule: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told) as caught:
        loaded(tmp_path / "my-rules", text, rule=rule)
    assert ".toml" in caught.value.line
    assert "\n" not in caught.value.line


def test_packs_that_extend_each_other_are_told(tmp_path: Path) -> None:
    write(tmp_path / "a", 'extends = "../b"\n')
    write(tmp_path / "b", 'extends = "../c"\n')
    with pytest.raises(ConfigurationError, match=r"circle \(c > a > b > c\)"):
        loaded(tmp_path / "c", 'extends = "../a"\n')
