"""The project's own labelled agencies, crawled and judged once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from itacheck.accuracy import CellReport, LabelledCells, judge_cells, load_labelled, score_cells
from itacheck.packs import load_catalogue, load_pack

SITES = Path(__file__).parent / "sites"


@pytest.fixture(scope="session")
def report() -> CellReport:
    """The score of `sites/`, as `itacheck accuracy tests/accuracy/sites` prints it."""
    labelled = load_labelled(SITES)
    assert isinstance(labelled, LabelledCells)
    settings = labelled.settings
    assert settings.pack
    assert settings.as_of
    catalogue = load_catalogue()
    pack = load_pack(settings.pack, catalogue)
    results = judge_cells(labelled, pack, catalogue, settings.as_of)
    return score_cells(labelled.labels, results, pack, description=settings.description)
