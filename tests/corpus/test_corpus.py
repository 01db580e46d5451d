"""Real pages of real agencies, where they lie beside the checkout: the first mark for precision and recall.

The folder's own scorer measures the program as a user runs it; `itacheck accuracy` must come to the same figures.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from itacheck.accuracy import LabelledPages, inspect_pages, load_labelled, score_pages
from itacheck.packs import load_catalogue

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
PRECISION_FLOOR = 0.85
RECALL_FLOOR = 0.93

pytestmark = pytest.mark.corpus


@pytest.mark.skipif(not (CORPUS / "score.py").is_file(), reason="the corpus of real pages is not beside this checkout")
def test_precision_and_recall_on_real_pages(tmp_path: Path) -> None:
    command = shlex.join([sys.executable, "-m", "itacheck"])
    package = str(Path(__file__).parents[2] / "checks")
    done = subprocess.run(
        [sys.executable, str(CORPUS / "score.py"), "--json", str(tmp_path / "score.json"), "--errors", "100"],
        env={**os.environ, "ITACHECK": command, "PYTHONPATH": package},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
    score = json.loads((tmp_path / "score.json").read_text(encoding="utf-8"))
    assert score["answered"] == score["pages"], done.stdout
    assert score["precision"] >= PRECISION_FLOOR, done.stdout
    assert score["recall"] >= RECALL_FLOOR, done.stdout

    assert own_figures() == {name: (t["tp"], t["fp"], t["fn"], t["tn"]) for name, t in score["types"].items()}


def own_figures() -> dict[str, tuple[int, int, int, int]]:
    """What `itacheck accuracy` counts in the folder by evidence name; its totals are over more types."""
    labelled, catalogue = load_labelled(CORPUS), load_catalogue()
    assert isinstance(labelled, LabelledPages)
    report = score_pages(labelled.labels, inspect_pages(labelled, catalogue), labelled.answers(catalogue))
    every = {**report.by_evidence, **report.beyond}
    return {name: (f.present.tp, f.present.fp, f.present.fn, f.present.tn) for name, f in every.items()}
