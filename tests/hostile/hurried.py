"""The command with less patience for pages that may be bombs, so that a test of a dozen of them is soon over."""

from __future__ import annotations

from itacheck.cli import main
from itacheck.read import worker

if __name__ == "__main__":
    worker.PAGE_SECONDS = 1.0
    main()
