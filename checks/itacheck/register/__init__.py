"""The list of agencies, agencies.toml: entries are added, taken over from lists that coordinators keep, and tried."""

from .adding import add, proposed_id
from .addresses import Address, NoAddressError, addresses_in, understood
from .checking import Checked, Remark, check_agencies, network_is_down
from .entries import Entry, Register, lines_of
from .importing import Imported, RowNote, all_of, import_rows
from .tables import Cell, Row, Sheet, read_sheets

__all__ = [
    "Address",
    "Cell",
    "Checked",
    "Entry",
    "Imported",
    "NoAddressError",
    "Register",
    "Remark",
    "Row",
    "RowNote",
    "Sheet",
    "add",
    "addresses_in",
    "all_of",
    "check_agencies",
    "import_rows",
    "lines_of",
    "network_is_down",
    "proposed_id",
    "read_sheets",
    "understood",
]
