"""What a scheduled run on GitHub Actions needs beside the check: its parts, its end, and issues of what got worse."""

from .conclusion import conclusion
from .github import GitHubError, Issue, Issues
from .plan import matrix
from .runner import output
from .tracking import Act, Deed, deeds
from .worse import Worse, worse_of

__all__ = [
    "Act",
    "Deed",
    "GitHubError",
    "Issue",
    "Issues",
    "Worse",
    "conclusion",
    "deeds",
    "matrix",
    "output",
    "worse_of",
]
