"""`python -m itacheck`."""

from __future__ import annotations

from itacheck.cli import main

if __name__ == "__main__":
    main()
