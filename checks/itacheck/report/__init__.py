"""Reports: rendered from results alone, so that a file that another machine made renders just as well."""

from .changes import WHY, diff_json, diff_markdown, diff_text, escaped_words
from .formats import FORMATS, Write, write_formats
from .html import write_html
from .joining import together
from .rows import Material
from .rule_info import EvidenceInfo, NeedInfo, OptionInfo, RuleInfo
from .text import clean, safe_href
from .thai_date import english_date, thai_date
from .words import CONFIDENCE, NOT_VERIFIED, SEVERITY, STATUS, StatusWords, form_words, year_words

__all__ = [
    "CONFIDENCE",
    "FORMATS",
    "NOT_VERIFIED",
    "SEVERITY",
    "STATUS",
    "WHY",
    "EvidenceInfo",
    "Material",
    "NeedInfo",
    "OptionInfo",
    "RuleInfo",
    "StatusWords",
    "Write",
    "clean",
    "diff_json",
    "diff_markdown",
    "diff_text",
    "english_date",
    "escaped_words",
    "form_words",
    "safe_href",
    "thai_date",
    "together",
    "write_formats",
    "write_html",
    "year_words",
]
