from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

from itacheck.model import Document, Trouble
from itacheck.read import DocumentReader, read
from itacheck.read import worker as room

THAI = (Path(__file__).parent.parent / "assets" / "thai.pdf").read_bytes()


VICTIMS = """
import os, time

def sleeps(body, kind):
    time.sleep(60)

def dies(body, kind):
    os._exit(9)

def eats(body, kind):
    return bytearray(3_000_000_000)
"""


@pytest.fixture
def victims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Readers gone wrong, in a module that a child can import."""
    (tmp_path / "itacheck_victims.py").write_text(VICTIMS)
    monkeypatch.syspath_prepend(str(tmp_path))
    return importlib.import_module("itacheck_victims")


def test_documents_are_read_from_several_threads() -> None:
    with DocumentReader(workers=2) as documents, ThreadPoolExecutor(4) as threads:
        jobs = [threads.submit(read, THAI, url="https://a.example/a.pdf", documents=documents) for _ in range(6)]
        for job in jobs:
            found = job.result()
            assert isinstance(found, Document)
            assert found.first_page.startswith("ประกาศหน่วยงานตัวอย่าง")


def test_one_that_takes_too_long_or_dies_leaves_the_next_alone(
    monkeypatch: pytest.MonkeyPatch, victims: ModuleType
) -> None:
    with DocumentReader(seconds=8) as documents:
        assert documents.read_document(b"x", "txt").text == "x"
        with monkeypatch.context() as patch:
            patch.setattr(room, "read_document", victims.dies)
            assert documents.read_document(b"x", "txt").trouble is Trouble.DAMAGED
        assert documents.read_document(b"y", "txt").text == "y"
    with DocumentReader(seconds=1.5) as documents, monkeypatch.context() as patch:
        patch.setattr(room, "read_document", victims.sleeps)
        started = time.monotonic()
        assert documents.read_document(b"x", "txt").trouble is Trouble.TOO_LARGE
        assert time.monotonic() - started < 20


@pytest.mark.skipif(os.name != "posix", reason="memory is not limited on Windows")
def test_memory_is_limited(monkeypatch: pytest.MonkeyPatch, victims: ModuleType) -> None:
    with DocumentReader() as documents, monkeypatch.context() as patch:
        patch.setattr(room, "read_document", victims.eats)
        assert documents.read_document(b"x", "txt").trouble is Trouble.TOO_LARGE


def test_a_closed_reader_starts_again() -> None:
    documents = DocumentReader()
    assert documents.read_document(b"x", "txt").text == "x"
    documents.close()
    assert documents.read_document(b"y", "txt").text == "y"
    documents.close()
    documents.close()


def test_what_is_never_opened_needs_no_child() -> None:
    documents = DocumentReader()
    assert documents.read_document(b"x", "rar").trouble is Trouble.UNSUPPORTED
    assert documents.children == 0


def test_a_reader_that_cannot_start_says_so(tmp_path: Path) -> None:
    """Never blame the agency's files for a caller that gives no process: a script without a main guard."""
    script = tmp_path / "script.py"
    script.write_text("from itacheck.read import DocumentReader\nDocumentReader().ensure()\n", encoding="utf-8")
    package = Path(room.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(package)},
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    assert done.returncode == 1
    assert "cannot start a process of its own" in done.stderr


def test_a_reader_that_starts_says_nothing() -> None:
    with DocumentReader() as reader:
        reader.ensure()
        assert reader.children == 1
