from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.province import DEAD, LEAST, MOST, PAPERS, make_province

ROOT = Path(__file__).parents[2]


def made(folder: Path, *, seed: int = 1) -> dict[str, bytes]:
    folder.mkdir()
    make_province(folder, agencies=2, pages=10, seed=seed)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_seed_gives_the_same_province(tmp_path: Path) -> None:
    first = made(tmp_path / "a")
    assert first == made(tmp_path / "b")
    assert first != made(tmp_path / "c", seed=2)


def test_a_site_has_its_pages_papers_and_dead_links(tmp_path: Path) -> None:
    files = made(tmp_path / "a")
    pages = [body for name, body in files.items() if name.endswith(".html")]
    assert len(pages) == 20
    assert sum(name.endswith(".pdf") for name in files) == 2 * PAPERS
    assert all(LEAST * 0.9 < len(body) < MOST * 1.3 for body in pages)
    assert sum(b"/gone-" in body for body in pages) == 2 * DEAD
    for body in pages:
        for href in {part.split(b'"')[0].decode() for part in body.split(b'href="/')[1:]} - {"", "look.css"}:
            assert href.startswith("gone-") or f"office-001/{href}" in files


def test_one_command_measures_both() -> None:
    """Nothing is asserted of the figures: they are the machine's."""
    for name in ("psutil", "scrapy"):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name}, of the group bench, is not installed")
    command = [sys.executable, "-m", "benchmarks.speed", "--agencies", "2", "--pages", "10", "--runs", "1"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert ended.returncode == 0, ended.stderr
    assert "(20 pages in" in ended.stdout
    assert "us / peer" in ended.stdout
