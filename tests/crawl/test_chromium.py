"""Which browser is taken."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from itacheck.crawl import find_browser, open_browser
from itacheck.crawl.chromium import VARIABLE
from itacheck.errors import ConfigurationError
from itacheck.model import Unrendered

NAME = "chromium.exe" if sys.platform == "win32" else "chromium"


def program(folder: Path, name: str = NAME) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    path.chmod(0o755)
    return path


def test_one_on_the_path_is_found(tmp_path: Path) -> None:
    assert find_browser({"PATH": str(tmp_path)}, "linux") is None
    path = program(tmp_path)
    assert find_browser({"PATH": str(tmp_path), "PATHEXT": ".EXE"}, "linux") == path


def test_the_variable_names_one_or_none(tmp_path: Path) -> None:
    program(tmp_path)
    other = program(tmp_path / "other", "mine.exe")
    around = {"PATH": str(tmp_path)}
    assert find_browser({**around, VARIABLE: str(other)}) == other
    assert find_browser({**around, VARIABLE: ""}) is None
    assert open_browser({**around, VARIABLE: ""}) is Unrendered.MISSING


def test_a_variable_that_names_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"ITACHECK_BROWSER=.*none: no such program"):
        find_browser({"PATH": "", VARIABLE: str(tmp_path / "none")})


def test_windows_keeps_browsers_off_the_path(tmp_path: Path) -> None:
    edge = program(tmp_path / "Microsoft" / "Edge" / "Application", "msedge.exe")
    assert find_browser({"PATH": "", "PROGRAMFILES(X86)": str(tmp_path)}, "win32") == edge
    assert find_browser({"PATH": ""}, "win32") is None
