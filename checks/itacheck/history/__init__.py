"""Results over time: since when a rule fails or passes, what changed and why, whether a site can be looked at."""

from .folder import load_history, save_history
from .model import (
    AgencyHistory,
    Blind,
    Down,
    Event,
    History,
    RuleHistory,
    RunLog,
    RunRecord,
    Standing,
    What,
    key_of,
)

__all__ = [
    "AgencyHistory",
    "Blind",
    "Down",
    "Event",
    "History",
    "RuleHistory",
    "RunLog",
    "RunRecord",
    "Standing",
    "What",
    "key_of",
    "load_history",
    "save_history",
]
