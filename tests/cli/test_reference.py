"""docs/reference/cli.md says what `--help` says, and no verb is missing from what people read."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from tests.small_site import PYTHON, surroundings

from itacheck.cli.reference import WIDTH, commands, reference

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "cli.md"
PATHS = [context.command_path for context in commands()]


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), "run `make docs`"


def test_every_verb_has_its_part() -> None:
    assert re.findall(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE) == PATHS
    assert len(PATHS) == len(set(PATHS)) > 15


@pytest.mark.parametrize("path", ["itacheck", "itacheck check", "itacheck rules new rule"])
def test_the_page_shows_what_help_prints(path: str) -> None:
    words = path.split()[1:]
    printed = subprocess.run(
        [*PYTHON, *words, "--help"],
        env=surroundings(COLUMNS=str(WIDTH)),
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    assert f"## {path}\n\n```text\n{printed.rstrip()}\n```\n" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_verb_is_named_in_both_languages(language: str) -> None:
    readme = "README.th.md" if language == "th" else "README.md"
    texts = [path.read_text(encoding="utf-8") for path in [ROOT / readme, *(ROOT / "docs" / language).glob("*.md")]]
    missing = []
    for path in PATHS[1:]:
        verb = path.removeprefix("itacheck ")
        named = re.compile(rf"(?:itacheck |`){re.escape(verb)}\b")
        if not any(named.search(text) for text in texts):
            missing.append(verb)
    assert missing == []
