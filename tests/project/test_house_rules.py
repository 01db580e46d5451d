"""What no reviewer should have to look for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

LOCKS = ["build.txt", "dev.txt", "runtime.txt"]
READMES = ["README.md", "README.th.md"]

# Put together here so that this file does not name what it looks for.
REGISTRY = "|".join(
    ["pypi" + r"\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs\.org", "deb" + r"\.debian\.org"]
)
NAMES_A_REGISTRY = re.compile(
    REGISTRY + r"|index" + r"-url *=? *http|find" + r"-links *=? *(?:http|file|/)|" + r'"resolved": *"http',
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(
    r"(?<![\w/.:~-])/(?:" + r"home|Users|root|work|workspace|mnt|media)/[\w.-]+" + r"|[A-Z]:\\\\?(?:" + r"Users|Work)\b"
)


def texts(files: list[Path]) -> list[tuple[Path, str]]:
    """The files that are text, with their text."""
    found = []
    for path in files:
        content = path.read_bytes()
        if b"\0" not in content[:8000]:
            found.append((path, content.decode("utf-8", errors="replace")))
    return found


def places(files: list[Path], pattern: re.Pattern[str]) -> list[str]:
    return [f"{path.name}: {match[0]}" for path, text in texts(files) for match in pattern.finditer(text)]


def test_no_registry_is_named(our_files: list[Path]) -> None:
    assert places(our_files, NAMES_A_REGISTRY) == []


def test_no_path_of_one_machine_is_named(our_files: list[Path]) -> None:
    # The licence and the demo's sites say nothing about machines, but their addresses may have such path parts.
    assert places([path for path in our_files if "sites" not in path.parts], MACHINE_PATH) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("see https://" + "pypi" + ".org/project/x", True),
        ("--index" + "-url https://mirror.example/simple", True),
        ("--no-emit-index-url", False),
    ],
)
def test_registries_would_be_seen(text: str, named: bool) -> None:
    assert bool(NAMES_A_REGISTRY.search(text)) is named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("open('/" + "home/somebody/x.toml')", True),
        ("C:\\" + "Users\\somebody", True),
        ("https://agency.example/home/index.php", False),
        ("href='/web/home/page'", False),
        ("~/mnt/x", False),
    ],
)
def test_paths_of_one_machine_would_be_seen(text: str, named: bool) -> None:
    assert bool(MACHINE_PATH.search(text)) is named


def lock(root: Path, name: str) -> dict[str, set[str]]:
    """Package -> versions of a lock file; fails on anything else in it."""
    found: dict[str, set[str]] = {}
    entries = (root / "requirements" / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    for entry in entries:
        asked, *hashes = entry.split("--hash=")
        assert hashes, f"{name}: no hash: {entry}"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", value) for value in hashes), entry
        requirement = Requirement(asked.strip())
        version = re.fullmatch(r"==([\w.+!]+)", str(requirement.specifier))
        assert version, f"{name}: not one version: {entry}"
        found.setdefault(canonicalize_name(requirement.name), set()).add(version[1])
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_locks_carry_versions_and_hashes_and_no_addresses(root: Path, name: str) -> None:
    assert lock(root, name)
    assert "://" not in (root / "requirements" / name).read_text(encoding="utf-8")


def test_one_package_has_one_version_in_all_locks(root: Path) -> None:
    everything = lock(root, "dev.txt")
    for name in ("runtime.txt", "build.txt"):
        for package, versions in lock(root, name).items():
            assert versions <= everything[package], package


def test_locks_hold_what_the_project_asks_for(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    asked = {
        "runtime.txt": project["project"]["dependencies"],
        "build.txt": [*project["build-system"]["requires"], *(g for g in groups["build"] if isinstance(g, str))],
        "dev.txt": [*project["project"]["dependencies"], *(g for g in groups["dev"] if isinstance(g, str))],
    }
    for name, requirements in asked.items():
        locked = lock(root, name)
        for requirement in map(Requirement, requirements):
            versions = locked.get(canonicalize_name(requirement.name), set())
            assert versions, f"{name} lacks {requirement}: run `make lock`"
            assert all(requirement.specifier.contains(Version(v)) for v in versions), f"{name}: {requirement}"


def test_licence_is_there_in_full(root: Path) -> None:
    text = (root / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_every_dependency_has_its_reason(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    contributing = (root / "CONTRIBUTING.md").read_text(encoding="utf-8").lower()
    names = [Requirement(line).name.lower() for line in project["dependencies"]]
    assert [name for name in names if f"| {name} |" not in contributing] == []


def verbs(text: str) -> set[str]:
    """The verbs of every `itacheck …` command that a document shows."""
    shown = re.findall(r"^ {4,}itacheck ((?:[a-z]+)(?: (?:list|validate|schema)\b)?)", text, re.MULTILINE)
    return set(shown) | set(re.findall(r"`itacheck ((?:[a-z]+)(?: (?:list|validate|schema)\b)?)", text))


@pytest.mark.parametrize("name", READMES)
def test_readme_shows_commands_that_exist(root: Path, name: str) -> None:
    shown = verbs((root / name).read_text(encoding="utf-8"))
    assert "check" in shown
    command_line = pytest.importorskip("itacheck.cli", reason="the command line is not there yet")
    for verb in shown:
        command: click.Command = command_line.cli
        for word in verb.split():
            assert isinstance(command, click.Group)
            found = command.get_command(click.Context(command), word)
            assert found is not None, f"{name}: there is no `itacheck {verb}`"
            command = found


def test_both_readmes_show_the_same_verbs(root: Path) -> None:
    english, thai = (verbs((root / name).read_text(encoding="utf-8")) for name in READMES)
    assert english == thai


def test_links_between_our_documents_lead_somewhere(our_files: list[Path]) -> None:
    dead = []
    for path in our_files:
        if path.suffix == ".md":
            for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
                if not (path.parent / target).exists():
                    dead.append(f"{path.name}: {target}")
    assert dead == []


def test_the_change_log_has_a_place_for_what_comes(root: Path) -> None:
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[?Unreleased", text, re.MULTILINE)
    assert re.search(r"^### Rules", text, re.MULTILINE)
