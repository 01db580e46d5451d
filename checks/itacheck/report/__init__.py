"""Reports: rendered from results alone, so that a file that another machine made renders just as well."""

from .html import write_html
from .rule_info import RuleInfo
from .words import CAUSE, STATUS, CauseWords, StatusWords, cause_words, whose_words

__all__ = [
    "CAUSE",
    "STATUS",
    "CauseWords",
    "RuleInfo",
    "StatusWords",
    "cause_words",
    "whose_words",
    "write_html",
]
