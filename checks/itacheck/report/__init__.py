"""Reports: rendered from results alone, so that a file that another machine made renders just as well."""

from .changes import diff_json, diff_markdown, diff_text
from .html import write_html
from .rule_info import RuleInfo
from .words import STATUS, StatusWords

__all__ = [
    "STATUS",
    "RuleInfo",
    "StatusWords",
    "diff_json",
    "diff_markdown",
    "diff_text",
    "write_html",
]
