"""Thai text: its normal form, a matching key, and the dates and years that it states. Standard library only."""

from .dates import DateStatement, MonthStatement, dates_in, months_in
from .fold import Folded, fold
from .repair import in_thai, is_rubbish, tidy_layer
from .text import arabic_digits, normalise, normalise_lines
from .years import (
    YearKind,
    YearStatement,
    covers,
    file_name_years,
    fiscal_year,
    fiscal_year_bounds,
    may_not_count,
    years_in,
)

__all__ = [
    "DateStatement",
    "Folded",
    "MonthStatement",
    "YearKind",
    "YearStatement",
    "arabic_digits",
    "covers",
    "dates_in",
    "file_name_years",
    "fiscal_year",
    "fiscal_year_bounds",
    "fold",
    "in_thai",
    "is_rubbish",
    "may_not_count",
    "months_in",
    "normalise",
    "normalise_lines",
    "tidy_layer",
    "years_in",
]
