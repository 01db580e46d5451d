"""Custom forms: only what was asked for is loaded, it judges like a form of our own, and each mistake is one line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

import itacheck.cli
from itacheck.errors import ConfigurationError
from itacheck.examples import rule_verdict
from itacheck.model import Agency, CrawlLimits, Status
from itacheck.packs import load_catalogue, load_pack
from itacheck.patterns import names_of
from itacheck.plugins import GROUP, load_forms
from itacheck.run import Run

from .packs.test_custom import PACK, POSTER, RULE
from .small_site import SmallSite

MODULE = '''
from itacheck.forms import Candidate, Standing, Why


def find(evidence, site):
    """Every page with a picture whose own name is that of the evidence."""
    return [
        Candidate(evidence.id, page.url, page.url, page.title, page.title, Standing.ACCEPTED, Why.NAMED)
        for page in site.pages
        if evidence.id in site.names.name(page.title).named
    ]


def broken(evidence, site):
    raise RuntimeError("no paper left")


def nonsense(evidence, site):
    return "yes"


number = 5
'''
Distribution = Callable[..., None]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Distribution]:
    """Lays distributions out as an installer does, in a folder of their own on the path."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    modules = set(sys.modules)

    def install(name: str, module: str, forms: dict[str, str], code: str = MODULE) -> None:
        info = folder / f"{name.replace('-', '_')}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n", encoding="utf-8")
        points = "".join(f"{form} = {place}\n" for form, place in forms.items())
        (info / "entry_points.txt").write_text(f"[{GROUP}]\n{points}", encoding="utf-8")
        (folder / f"{module}.py").write_text(code, encoding="utf-8")

    yield install
    for module in set(sys.modules) - modules:
        del sys.modules[module]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "my-rules"
    rule = RULE.replace(', { evidence = "ethics-of-ours" }', "")
    poster = POSTER.replace('form = "publication"', 'form = "wall"')
    for part, text in (("pack.toml", PACK), ("8/8.1.toml", rule), ("evidence/poster.toml", poster)):
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        (folder / part).write_text(text, encoding="utf-8")
    return folder


def test_nothing_is_imported_unless_its_form_is_asked_for(installed: Distribution, mine: Path) -> None:
    installed("tak-forms", "tak_forms", {"wall": "tak_forms:find", "other": "tak_other:find"})
    assert load_forms([]) == {}
    with pytest.raises(ConfigurationError, match=r"key 'form': unknown form 'wall'.*--plugins wall"):
        load_pack(str(mine), load_catalogue())
    assert "tak_forms" not in sys.modules
    forms = load_forms(["wall", "wall"])
    assert list(forms) == ["wall"]
    assert forms["wall"].source == "tak-forms 1.2"
    assert "tak_forms" in sys.modules
    assert "tak_other" not in sys.modules


def test_a_custom_form_judges(installed: Distribution, mine: Path) -> None:
    installed("tak-forms", "tak_forms", {"wall": "tak_forms:find"})
    pack = load_pack(str(mine), load_catalogue(forms=load_forms(["wall"])))
    rule = pack.rule("8.1")
    assert rule is not None
    names = names_of(pack.catalogue)
    verdicts = [rule_verdict(rule, example, pack, pack.catalogue, names) for example in rule.example]
    assert [verdict.status for verdict in verdicts] == [Status.PASS, Status.FAIL]
    assert verdicts[0].findings[0].url.endswith("/p")


def test_the_digest_names_the_version_of_the_form_that_judged(installed: Distribution, mine: Path) -> None:
    installed("tak-forms", "tak_forms", {"wall": "tak_forms:find"})
    forms = load_forms(["wall"])
    before = load_pack(str(mine), load_catalogue(forms=forms)).digest
    newer = {"wall": type(forms["wall"])("wall", forms["wall"].find, "tak-forms 1.3")}
    assert load_pack(str(mine), load_catalogue(forms=newer)).digest != before
    # A form that no type of the pack has decides nothing.
    assert load_pack("2568", load_catalogue(forms=forms)).digest == load_pack("2568", load_catalogue()).digest


@pytest.mark.parametrize("function", ["broken", "nonsense"])
def test_a_form_that_breaks_is_an_error_of_its_rules_and_the_run_goes_on(
    installed: Distribution, mine: Path, function: str
) -> None:
    installed("tak-forms", "tak_forms", {"wall": f"tak_forms:{function}"})
    catalogue = load_catalogue(forms=load_forms(["wall"]))
    pack = load_pack(str(mine), catalogue)
    with SmallSite({"/": "<title>หน้าแรก</title><p>ยินดีต้อนรับ</p>"}) as site:
        agency = Agency.model_validate(
            {"id": "a", "name": {"th": "ก", "en": "a"}, "kind": "office", "url": site.url,
             "crawl": CrawlLimits(delay_seconds=0).model_dump()}
        )  # fmt: skip
        results = Run([agency], [pack], catalogue, date(2026, 1, 15)).results()
    told = {verdict.rule: verdict.status for verdict in results.agencies[0].verdicts}
    assert {rule for rule, status in told.items() if status is Status.ERROR} == {"8.1"}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("floor", r"no installed package brings that form \(installed: bad, gone, number, wall\)"),
        ("publication", "a form of this program has that name"),
        ("bad", r"tak_bad:find of tak-forms 1\.2 cannot be loaded \(ZeroDivisionError"),
        ("gone", r"tak_forms:gone of tak-forms 1\.2 cannot be loaded \(AttributeError"),
        ("number", r"tak_forms:number of tak-forms 1\.2 is no function"),
        ("", "no installed package brings that form"),
    ],
)
def test_a_form_that_cannot_be_had_is_one_line(installed: Distribution, tmp_path: Path, asked: str, told: str) -> None:
    places = {"wall": "tak_forms:find", "bad": "tak_bad:find", "gone": "tak_forms:gone", "number": "tak_forms:number"}
    installed("tak-forms", "tak_forms", places)
    (tmp_path / "site-packages" / "tak_bad.py").write_text("1 / 0\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=told) as caught:
        load_forms([asked])
    assert "\n" not in caught.value.line


def test_two_packages_with_one_form_are_told(installed: Distribution) -> None:
    installed("tak-forms", "tak_forms", {"wall": "tak_forms:find"})
    installed("nan-forms", "nan_forms", {"wall": "nan_forms:find"})
    with pytest.raises(ConfigurationError, match=r"nan-forms 1\.2 and tak-forms 1\.2 both bring that form"):
        load_forms(["wall"])


def test_the_command_line_allows_a_form(
    installed: Distribution, mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    installed("tak-forms", "tak_forms", {"wall": "tak_forms:find"})
    page = tmp_path / "page.html"
    page.write_text("<title>โปสเตอร์ต้านโกง</title><h1>โปสเตอร์</h1>", encoding="utf-8")
    for arguments, code in (
        (("rules", "validate", mine), 2),
        (("rules", "validate", mine, "--plugins", "wall"), 0),
        (("rules", "list", "--rules", mine, "--plugins", "wall"), 0),
        (("explain", "8.1", "--rules", mine, "--plugins", "wall"), 0),
        (("inspect", page, "--rules", mine, "--plugins", "wall", "--format", "jsonl"), 0),
    ):
        with pytest.raises(SystemExit) as ended:
            itacheck.cli.main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert ended.value.code == code, captured.err
    seen = json.loads(captured.out)
    assert [(e["id"], e["status"]) for e in seen["evidence"]] == [("poster", "present")]
