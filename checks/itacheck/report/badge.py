"""Badges: a small picture for each agency that says how it stands, to be shown on a page of its own."""

from __future__ import annotations

from html import escape
from pathlib import Path

from itacheck.model import Status

from .files import remove_stale, unique_stems, write_atomic
from .rows import AgencyRow, Material
from .thai_date import english_date, thai_date
from .words import STATUS, WAIVED

FOLDER = "badge"
_MARK = "<!-- itacheck -->"
_GOOD, _BAD, _OPEN, _DARK = "#2b6a30", "#a8261c", "#7a5200", "#555555"
"""White on each has a contrast of 5.9 or more."""
_LABEL = "ITA"
_WIDE, _PAD, _HEIGHT = 7, 8, 20


def write_badges(material: Material, out: Path) -> Path:
    """Write `badge/AGENCY.svg` for each agency; those of agencies that are no more are removed.

    Returns:
        The folder.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    folder = out / FOLDER
    stems = unique_stems(agency.id for agency in material.results.agencies)
    written: set[Path] = set()
    for stem, agency in zip(stems, material.rows(), strict=True):
        path = folder / f"{stem}.svg"
        write_atomic(path, _badge(agency))
        written.add(path)
    remove_stale(folder, written, "*.svg", _MARK)
    return folder


def badge_words(agency: AgencyRow) -> tuple[str, str]:
    """What a badge says of an agency, and its colour. What could not be looked at or judged is never a fail."""
    counts, waived = agency.totals.counts, agency.totals.waived[Status.FAIL]
    if agency.unreachable or not agency.totals.judged:
        status = Status.UNREACHABLE if agency.unreachable else Status.REVIEW
        return STATUS[status].name.th, _DARK
    held = f" · {WAIVED.th} {waived}" if waived else ""
    look = counts[Status.REVIEW] + counts[Status.ERROR] + counts[Status.UNREACHABLE]
    left = f" · รอตรวจ {look}" if look else ""
    colour = _BAD if agency.totals.open_fails else _OPEN if look or waived else _GOOD
    return f"ผ่าน {agency.totals.passed}/{agency.totals.judged}{held}{left}", colour


def _badge(agency: AgencyRow) -> str:
    words, colour = badge_words(agency)
    day, counts = agency.material.as_of, agency.totals.counts
    left, right = (sum(_spacing(one) for one in text) * _WIDE + 2 * _PAD for text in (_LABEL, words))
    told = ", ".join(f"{STATUS[one].name.en} {counts[one]}" for one in Status if counts[one])
    title = escape(
        f"{agency.name.th}: {words} ({thai_date(day)}) / {agency.name.en}: {told}, "
        f"{agency.totals.waived[Status.FAIL]} of the fails waived ({english_date(day)})"
    )
    middle = _HEIGHT // 2 + 4
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{_HEIGHT}" role="img" '
        f'aria-label="{title}">{_MARK}\n<title>{title}</title>\n'
        f'<rect width="{left}" height="{_HEIGHT}" fill="#333333"/>'
        f'<rect x="{left}" width="{right}" height="{_HEIGHT}" fill="{colour}"/>\n'
        f'<g fill="#ffffff" font-family="Noto Sans Thai, Sarabun, Tahoma, Verdana, sans-serif" font-size="12" '
        f'text-anchor="middle">\n'
        f'<text x="{left / 2:g}" y="{middle}" textLength="{left - 2 * _PAD}">{_LABEL}</text>\n'
        f'<text x="{left + right / 2:g}" y="{middle}" textLength="{right - 2 * _PAD}">{escape(words)}</text>\n'
        "</g>\n</svg>\n"
    )


def _spacing(letter: str) -> bool:
    """Whether it takes a place of its own: Thai marks above and below do not."""
    return letter not in "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d"
