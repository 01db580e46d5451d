"""One word, one sign and one readable colour for each status."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from itacheck.causes import CAUSE, WHOSE, cause_words, whose_words
from itacheck.model import Cause, CrawlStatus, Severity, Status, Whose
from itacheck.report import STATUS
from itacheck.report.words import CRAWL, SEVERITY

THAI = re.compile("[\u0e01-\u0e59]")


def test_everything_that_results_can_say_has_words() -> None:
    assert set(STATUS) == set(Status)
    assert set(CAUSE) == set(Cause)
    assert set(CRAWL) == set(CrawlStatus)
    assert set(WHOSE) == set(Whose)
    assert set(SEVERITY) == set(Severity)


def test_words_are_thai_and_english_and_differ() -> None:
    names = [words.name for words in STATUS.values()] + [words.name for words in CAUSE.values()]
    assert all(THAI.search(name.th) and not THAI.search(name.en) for name in names)
    assert len({name.th for name in names}) == len(names)
    assert all(words.todo.th and words.todo.en for words in CAUSE.values())


def test_each_status_has_its_own_sign() -> None:
    signs = [words.sign for words in STATUS.values()]
    assert len(set(signs)) == len(Status)
    assert all(len(sign) == 1 for sign in signs)


def test_codes_of_a_later_version_speak_for_themselves() -> None:
    assert cause_words("moon-phase").name.th == "moon-phase"
    assert whose_words("nobody").en == "nobody"
    assert cause_words("dns") is CAUSE[Cause.DNS]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("status", list(Status))
def test_text_on_the_colour_of_a_status_is_readable(status: Status) -> None:
    css = (files("itacheck.report") / "templates" / "report.css").read_text(encoding="utf-8")
    ink, ground = (re.search(rf"--{status.value}-{part}: (#[0-9a-f]{{6}});", css) for part in ("ink", "bg"))
    assert ink
    assert ground
    light, dark = sorted((luminance(ink[1]), luminance(ground[1])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
