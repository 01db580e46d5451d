"""itacheck: a compliance rules checker for Thai public agencies."""

__version__ = "0.1.0"
