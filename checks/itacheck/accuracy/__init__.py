"""How right the program is: scores its verdicts against what careful judges labelled.

labelled = load_labelled(folder)
report = score_cells(labelled.labels, judge_cells(labelled, pack, catalogue, as_of), pack)
lines = as_text(sections_of(report), most=20)
"""

from .cells import Cell, CellFigures, CellReport, score_cells
from .figures import Share, Tally
from .folder import LabelledCells, LabelledPages, load_labelled
from .judging import inspect_pages, judge_cells, read_results
from .labels import CellLabel, PageLabel
from .markdown import as_markdown, between_marks
from .pages import PageFigures, PageReport, score_pages
from .sections import sections_of
from .serving import ServedSites
from .site import Site, load_sites
from .text import as_text

__all__ = [
    "Cell",
    "CellFigures",
    "CellLabel",
    "CellReport",
    "LabelledCells",
    "LabelledPages",
    "PageFigures",
    "PageLabel",
    "PageReport",
    "ServedSites",
    "Share",
    "Site",
    "Tally",
    "as_markdown",
    "as_text",
    "between_marks",
    "inspect_pages",
    "judge_cells",
    "load_labelled",
    "load_sites",
    "read_results",
    "score_cells",
    "score_pages",
    "sections_of",
]
